"""Families of the backend field, in the idioms of many frameworks: what a few changed lines decide."""

from __future__ import annotations

import pytest

from file_diffs import diff
from minutebook.suggest.catalogue.catalogue import load_catalogue
from minutebook.suggest.dependencies.manifests import find_dependency_changes
from minutebook.suggest.diff.patch import parse_diff
from minutebook.suggest.infrastructure.components import find_infrastructure
from minutebook.suggest.topics.recognition import detect_topics

# By category: a path, its lines before and after, "¦" between lines.
CASES: dict[str, list[tuple[str, str, str]]] = {
    "API versioning": [
        (
            "routes/api.php",
            "Route::get('/a', [A::class, 'i']);",
            "Route::prefix('v1')->group(function () {¦  Route::get('/a', [A::class, 'i']);¦});",
        ),
        ("src/Program.cs", 'app.MapGet("/a", f);', 'app.MapGroup("/v1").MapGet("/a", f);'),
        ("src/main.rs", '.service(web::scope("/a"))', '.service(web::scope("/v1/a"))'),
        ("lib/router.ex", 'scope "/api", A do', 'scope "/api/v1", A do'),
        ("src/main.ts", "app.setGlobalPrefix('api')", "app.setGlobalPrefix('api/v1')"),
        (
            "app/urls.py",
            "router.register('a', A)¦urlpatterns = [path('api/', include(router.urls))]",
            "router.register('a', A)¦urlpatterns = [re_path(r'^api/(?P<version>v\\d+)/', include(router.urls))]",
        ),
    ],
    "Async or sync endpoints": [
        (
            "src/app.ts",
            "app.get('/a', function (req, res) {¦  a.find(function (err, x) { res.send(x) })¦})",
            "app.get('/a', async function (req, res) {¦  res.send(await a.find())¦})",
        ),
        (
            "src/a.controller.ts",
            "export const list = (req: Request, res: Response) => {¦  repo.find().then(x => res.json(x))¦}",
            "export const list = async (req: Request, res: Response) => {¦  res.json(await repo.find())¦}",
        ),
        (
            "api/views.py",
            "@app.route('/a')¦def a():¦    return requests.get(U).text¦@app.route('/b')¦def b():¦    return requests.get(U).text",
            "@app.route('/a')¦async def a():¦    return (await client.get(U)).text¦@app.route('/b')¦async def b():¦    return (await client.get(U)).text",
        ),
        (
            "src/main/kotlin/A.kt",
            "@RestController¦class A {¦  fun list(): List<X> = r.all()¦  fun one(id: Long): X = r.one(id)¦}",
            "@RestController¦class A {¦  suspend fun list(): List<X> = r.all()¦  suspend fun one(id: Long): X = r.one(id)¦}",
        ),
        (
            "src/main/resources/application.yml",
            "spring:¦  application:¦    name: x",
            "spring:¦  threads:¦    virtual:¦      enabled: true¦  application:¦    name: x",
        ),
    ],
    "Background jobs": [
        (
            "src/S.java",
            "import x;¦public class S {¦  public void send() {",
            "import org.springframework.scheduling.annotation.Async;¦import x;¦public class S {¦  @Async¦  public void send() {",
        ),
        (
            "src/main.go",
            "func main() {¦\tserve()",
            "func main() {¦\tgo worker.Run(ctx)¦\tjobs := make(chan Job, 100)¦\tserve()",
        ),
        ("src/index.ts", "app.listen(3000)", "cron.schedule('0 3 * * *', sweep)¦app.listen(3000)"),
        (
            "app/main.py",
            "@app.post('/a')¦def a():¦    mail()",
            "@app.post('/a')¦def a(background_tasks: BackgroundTasks):¦    background_tasks.add_task(mail)",
        ),
        (
            "src/worker.ts",
            "",
            "import { parentPort } from 'node:worker_threads'¦parentPort.on('message', run)",
        ),
    ],
    "Caching": [
        (
            "config/environments/production.rb",
            "config.x = 1",
            "config.x = 1¦config.cache_store = :redis_cache_store, { url: ENV['REDIS_URL'] }",
        ),
        ("app/s.py", "from a import b", "from django.core.cache import cache¦from a import b"),
        (
            "app/views/walks/index.html.erb",
            "<% @walks.each do |w| %>¦<%= w.name %>",
            "<% @walks.each do |w| %>¦<% cache w do %>¦<%= w.name %>",
        ),
        (
            "src/s.ts",
            "export class S {¦  get(k) { return load(k) }",
            "export class S {¦  private readonly cache = new Map<string, X>()¦  get(k) { return load(k) }",
        ),
        (
            "src/Service.php",
            "return $this->load();",
            "return Cache::remember('x', 60, fn () => $this->load());",
        ),
        (
            "src/Program.cs",
            "builder.Services.AddControllers();",
            "builder.Services.AddMemoryCache();¦builder.Services.AddControllers();",
        ),
        (
            "internal/a.go",
            "type S struct {¦\tdb *sql.DB¦}",
            "type S struct {¦\tdb *sql.DB¦\tcache sync.Map¦}",
        ),
        (
            "nginx/default.conf",
            "location / {",
            "proxy_cache_path /var/cache levels=1:2 keys_zone=x:10m;¦location / {",
        ),
    ],
    "Connection pooling": [
        (
            "src/main/resources/application.properties",
            "spring.datasource.url=x",
            "spring.datasource.url=x¦spring.datasource.hikari.maximum-pool-size=10",
        ),
        (
            "app/db.py",
            "conn = psycopg.connect(DSN)",
            "pool = ConnectionPool(DSN, min_size=1, max_size=8)",
        ),
        (
            "app/db.py",
            "engine = create_engine(URL)",
            "engine = create_engine(URL, pool_size=10, max_overflow=0, pool_pre_ping=True)",
        ),
        (
            "src/db.ts",
            "const c = await mysql.createConnection(cfg)",
            "const pool = mysql.createPool({ ...cfg, connectionLimit: 10 })",
        ),
        (
            "src/sequelize.js",
            "new Sequelize(url, {¦  dialect: 'postgres',¦})",
            "new Sequelize(url, {¦  dialect: 'postgres',¦  pool: { max: 5, min: 0, acquire: 30000, idle: 10000 },¦})",
        ),
        (
            "knexfile.js",
            "module.exports = {¦  client: 'pg',¦}",
            "module.exports = {¦  client: 'pg',¦  pool: {¦    min: 2,¦    max: 10,¦  },¦}",
        ),
        (
            "internal/db/db.go",
            'db, err := sql.Open("pgx", dsn)',
            'db, err := sql.Open("pgx", dsn)¦db.SetMaxOpenConns(25)¦db.SetMaxIdleConns(25)¦db.SetConnMaxLifetime(5 * time.Minute)',
        ),
        (
            "settings.py",
            "DATABASES['default'] = dj_database_url.config()",
            "DATABASES['default'] = dj_database_url.config(conn_max_age=600)",
        ),
        (
            "prisma/.env.example",
            "DATABASE_URL=postgresql://x/y",
            "DATABASE_URL=postgresql://x/y?connection_limit=5&pgbouncer=true",
        ),
        (
            "lib/repo.exs",
            "config :a, A.Repo,¦  url: x",
            "config :a, A.Repo,¦  url: x,¦  pool_size: 10",
        ),
    ],
    "Dependency injection": [
        (
            "a.py",
            "class S:¦    def __init__(self):¦        self.repo = Repo()",
            "class S:¦    def __init__(self, repo: Repo):¦        self.repo = repo",
        ),
        ("App.kt", "fun main() {¦  S(R()).run()", "fun main() {¦  startKoin { modules(m) }"),
    ],
    "Layering": [
        (
            "app/controllers/a_controller.rb",
            "class AController¦  def create¦    @a = A.create!(p)¦    B.update_all(x: 1)",
            "class AController¦  def create¦    @a = CreateA.call(p)",
        ),
        (
            "app/controllers/a_controller.rb",
            "class AController¦  def create¦    @a = A.create!(p)",
            "class AController¦  def create¦    @a = AService.new(p).call",
        ),
        (
            "src/a.controller.ts",
            "@Controller('a')¦export class AController {¦  constructor(private readonly repo: ARepository) {}¦  x() { return this.repo.save(1) }",
            "@Controller('a')¦export class AController {¦  constructor(private readonly service: AService) {}¦  x() { return this.service.x() }",
        ),
        (
            "app/routers/a.py",
            "@router.post('/a')¦def a(request: Request):¦    session.add(A())¦    session.commit()",
            "from app.services.a import create_a¦@router.post('/a')¦def a(request: Request):¦    create_a()",
        ),
        (
            "pyproject.toml",
            "[tool.ruff]¦x = 1",
            "[tool.importlinter]¦root_package = 'x'¦[tool.ruff]¦x = 1",
        ),
        (
            ".eslintrc.json",
            '{¦ "rules": {',
            '{¦ "rules": {¦  "import/no-restricted-paths": ["error"],',
        ),
    ],
    "Output encoding": [
        ("a.php", "echo $name;", "echo htmlspecialchars($name, ENT_QUOTES);"),
        ("a.py", "body = f'<b>{name}</b>'", "body = f'<b>{html.escape(name)}</b>'"),
        (
            "src/a.tsx",
            "<div dangerouslySetInnerHTML={{ __html: x }} />",
            "<div dangerouslySetInnerHTML={{ __html: DOMPurify.sanitize(x) }} />",
        ),
        (
            "server.go",
            'fmt.Fprintf(w, "<b>%s</b>", name)',
            'fmt.Fprintf(w, "<b>%s</b>", html.EscapeString(name))',
        ),
        (
            "src/main/java/W.java",
            "class W implements WebMvcConfigurer {",
            "class W implements WebMvcConfigurer {¦  public void configureContentNegotiation(ContentNegotiationConfigurer c) { c.defaultContentType(APPLICATION_JSON); }",
        ),
    ],
    "Pagination": [
        (
            "h.go",
            "boats := s.All()",
            'limit := q(r, "limit")¦offset := r.URL.Query().Get("offset")¦boats := s.List(limit, offset)',
        ),
        (
            "src/a.ts",
            "return prisma.a.findMany()",
            "return prisma.a.findMany({ take: limit, skip: offset })",
        ),
        (
            "src/a.ts",
            "return prisma.a.findMany()",
            "return prisma.a.findMany({ take: 20, skip: 1, cursor: { id: cursor } })",
        ),
        (
            "app/a.rb",
            "render json: A.all",
            "render json: A.limit(params[:limit]).offset(params[:offset])",
        ),
        (
            "A.java",
            "List<A> all() { return r.findAll(); }",
            "Slice<A> all(@RequestParam int page) { return r.findAllBy(PageRequest.of(page, 20)); }",
        ),
        (
            "app/a.py",
            "@app.get('/a')¦def a():¦    return all()",
            "@app.get('/a')¦def a(offset: int = 0, limit: int = 50):¦    return some(offset, limit)",
        ),
        (
            "A.cs",
            "return await _db.As.ToListAsync();",
            "return await _db.As.Skip((page - 1) * pageSize).Take(pageSize).ToListAsync();",
        ),
    ],
    "Query strategy": [
        ("a.cs", "return _db.As.ToList();", "return _db.As.Include(a => a.Bs).ToList();"),
        ("a.ex", "Repo.all(A)", "A |> Repo.all() |> Repo.preload([:bs])"),
        ("a.ts", "return this.repo.find()", "return this.repo.find({ relations: { b: true } })"),
        (
            "a.ts",
            "return prisma.a.findMany()",
            "return prisma.a.findMany({ include: { author: true } })",
        ),
        (
            "A.java",
            "class A {¦  @OneToMany¦  List<B> bs;",
            "class A {¦  @BatchSize(size = 50)¦  @OneToMany¦  List<B> bs;",
        ),
        (
            "R.java",
            "interface R {¦  List<A> findAll();",
            'interface R {¦  @Query("select a from A a join fetch a.bs")¦  List<A> findAll();',
        ),
        ("a.py", "session.query(A).all()", "session.query(A).options(joinedload(A.b)).all()"),
        (
            "AppServiceProvider.php",
            "public function boot() {",
            "public function boot() {¦  Model::preventLazyLoading(! app()->isProduction());",
        ),
        (
            "config/database.yml",
            "production:¦  primary:¦    url: x",
            "production:¦  primary:¦    url: x¦  primary_replica:¦    url: y¦    replica: true",
        ),
        (
            "db/migrate/1_a.rb",
            "",
            "class A < ActiveRecord::Migration[7.1]¦  def change¦    create_view :weeks, materialized: true¦  end¦end",
        ),
    ],
    "Test strategy": [
        (
            "pom.xml",
            "<dependencies>",
            "<dependencies>¦<dependency>¦<groupId>org.springframework.cloud</groupId>¦<artifactId>spring-cloud-starter-contract-verifier</artifactId>¦<scope>test</scope>¦</dependency>",
        ),
        (
            "package.json",
            '{¦ "devDependencies": {¦  "jest": "1"',
            '{¦ "devDependencies": {¦  "@stryker-mutator/core": "8",¦  "jest": "1"',
        ),
        (
            "spec/rails_helper.rb",
            "RSpec.configure do |config|¦  config.before { truncate_all }",
            "RSpec.configure do |config|¦  config.use_transactional_fixtures = true",
        ),
    ],
    "Transactions": [
        (
            "a.py",
            "def a():¦    x.save()¦    y.save()",
            "def a():¦    with transaction.atomic():¦        x.save()¦        y.save()",
        ),
        ("a.php", "$a->save();", "DB::transaction(function () use ($a) {¦  $a->save();¦});"),
        (
            "a.ex",
            "Repo.insert(a)",
            "Ecto.Multi.new() |> Ecto.Multi.insert(:a, a) |> Repo.transaction()",
        ),
        (
            "a.js",
            "await A.create(x)¦await B.create(y)",
            "await sequelize.transaction(async (t) => {¦  await A.create(x, { transaction: t })¦})",
        ),
        (
            "a.js",
            "await knex('a').insert(x)",
            "await knex.transaction(async trx => {¦  await trx('a').insert(x)¦})",
        ),
        (
            "a.js",
            "await a.insertOne(x)",
            "const session = client.startSession()¦await session.withTransaction(async () => { await a.insertOne(x, { session }) })",
        ),
        (
            "A.java",
            "r.save(a);",
            "new TransactionTemplate(tm).executeWithoutResult(s -> r.save(a));",
        ),
        (
            "a.py",
            "db.session.add(a)¦db.session.commit()",
            "with db.session.begin():¦    db.session.add(a)",
        ),
    ],
    "Validation": [
        (
            "src/r.ts",
            "app.post('/a', (req, res) => {¦  if (!req.body.name) return res.sendStatus(400)",
            "app.post('/a', (req, res) => {¦  const body = schema.parse(req.body)",
        ),
        (
            "app/views.py",
            "def a(request):¦    name = request.POST['name']",
            "def a(request):¦    form = NameForm(request.POST)¦    if not form.is_valid():¦        return HttpResponse(status=400)",
        ),
        (
            "src/main/kotlin/C.kt",
            "fun a(@RequestBody b: B) = s.a(b)",
            "fun a(@Valid @RequestBody b: B) = s.a(b)",
        ),
        (
            "h.go",
            "json.NewDecoder(r.Body).Decode(&x)",
            "dec := json.NewDecoder(r.Body)¦dec.DisallowUnknownFields()¦dec.Decode(&x)",
        ),
        (
            "app/Http/Controllers/A.php",
            "$a = A::create($request->all());",
            "$a = A::create($request->validated());",
        ),
    ],
}


@pytest.mark.parametrize(
    ("category", "path", "before", "after"),
    [(category, *case) for category, cases in CASES.items() for case in cases],
)
def test_what_a_few_lines_decide(category: str, path: str, before: str, after: str) -> None:
    old, new = (f"{text.replace('¦', chr(10))}\n" if text else "" for text in (before, after))
    files = parse_diff(diff(path, old, new))
    topics = detect_topics(
        files,
        find_dependency_changes(files),
        find_infrastructure(files),
        {},
        load_catalogue(),
    )
    assert topics[0].category == category
