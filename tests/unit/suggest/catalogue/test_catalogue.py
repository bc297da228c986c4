from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path

import pytest

from minutebook.suggest.catalogue import catalogue, schema, tables
from minutebook.suggest.catalogue.catalogue import (
    Catalogue,
    CatalogueError,
    extend_catalogue,
    load_catalogue,
)

ROWS = Path(catalogue.__file__).with_name("rows")
# Categories that a web backend needs.
BACKEND_CATEGORIES = """Async or sync endpoints, Connection pooling, ORM, Database, Caching, Background jobs,
Rate limiting, Password hashing, Authentication, Authorisation, CORS, CSRF, API versioning,
Pagination, Validation, Structured logging, Metrics and tracing, Test strategy,
Dependency injection, Retries and timeouts, Transactions, Webhooks, Message broker, Deployment"""


@pytest.mark.parametrize("name", catalogue.ROW_FILES)
def test_the_packaged_rows_are_read_as_tomllib_reads_them(name):
    text = (ROWS / f"{name}.toml").read_text("utf-8")
    assert tables.parse_tables(text) == tomllib.loads(text)


def test_all_files_of_rows_are_read():
    assert sorted(catalogue.ROW_FILES) == sorted(path.stem for path in ROWS.glob("*.toml"))


def test_no_category_is_in_two_files():
    names = [
        name
        for path in ROWS.glob("*.toml")
        for name in tables.parse_tables(path.read_text("utf-8"))
    ]
    assert len(names) == len(set(names))


def test_a_line_that_is_not_of_the_subset_is_refused():
    with pytest.raises(CatalogueError, match="not a line of the catalogue: Redis ="):
        tables.parse_tables("[Caching]\nRedis = [1]\n")


@pytest.mark.parametrize(
    "name", [name.strip() for name in BACKEND_CATEGORIES.replace("\n", " ").split(",")]
)
def test_categories_of_a_web_backend(name):
    category = load_catalogue().categories[name]
    assert 0.5 < category.weight <= 1
    assert category.keywords
    assert load_catalogue().find_alternatives(name)


def test_the_packaged_catalogue_is_read_once():
    assert load_catalogue() is load_catalogue()


def test_every_pattern_is_a_regular_expression_and_has_hints():
    for technology, policy in load_catalogue().policies:
        assert policy.hints, technology.name
        for pattern in (
            policy.pattern,
            policy.unless_pattern,
            policy.file_pattern,
            policy.removed_pattern,
        ):
            re.compile(pattern)


def test_names_are_as_lookups_compare_them():
    catalogue = load_catalogue()
    for indexes in (catalogue.packages, catalogue.imports, catalogue.markers):
        for index in indexes.values():
            assert [name for name in index if name != name.lower() or not name.strip()] == []


@pytest.mark.parametrize(
    ("ecosystem", "name", "expected"),
    [
        ("pypi", "redis", "Caching: Redis"),
        ("pypi", "opentelemetry-instrumentation-redis", "Metrics and tracing: OpenTelemetry"),
        ("npm", "@opentelemetry/api", "Metrics and tracing: OpenTelemetry"),
        ("npm", "@Testing-Library/react", "Test strategy: Testing Library"),
        ("maven", "org.springframework.kafka:spring-kafka", "Message broker: Kafka"),
        ("go", "github.com/redis/go-redis", "Caching: Redis"),
        ("cargo", "sqlx", "ORM: sqlx"),
        ("rubygems", "sidekiq", "Background jobs: Sidekiq"),
        ("nuget", "serilog", "Structured logging: Serilog"),
        ("composer", "predis/predis", "Caching: Redis"),
        ("hex", "oban", "Background jobs: Oban"),
        ("pypi", "left-pad", ""),
        ("unheard-of", "redis", ""),
    ],
)
def test_find_package(ecosystem, name, expected):
    assert describe(load_catalogue().find_package(ecosystem, name)[:1]) == expected


def describe(technologies):
    return "; ".join(f"{technology.category}: {technology.name}" for technology in technologies)


@pytest.mark.parametrize(
    ("language", "name", "expected"),
    [
        ("py", "redis.asyncio", "Caching: Redis"),
        ("py", "sqlalchemy.ext.asyncio", "ORM: SQLAlchemy"),
        ("py", "app.redis", ""),
        ("js", "@sentry/node/esm", "Error tracking: Sentry"),
        ("jvm", "io.opentelemetry.api.trace.Tracer", "Metrics and tracing: OpenTelemetry"),
        ("jvm", "org.springframework.boot.SpringApplication", ""),
        ("go", "github.com/nats-io/nats.go/jetstream", "Message broker: NATS"),
        ("rs", "sea_orm", "ORM: SeaORM"),
        ("hs", "Servant", ""),
    ],
)
def test_find_import(language, name, expected):
    assert describe(load_catalogue().find_import(language, name)[:1]) == expected


@pytest.mark.parametrize(
    ("method", "name", "expected"),
    [
        ("image", "redis", "Caching: Redis"),
        ("image", "apache/kafka-native", ""),
        ("image", "someone/redis", "Caching: Redis"),
        ("image", "someone/thing", ""),
        ("image", "jetstack/cert-manager-controller", "TLS certificates: cert-manager"),
        ("image", "chainguard/node", "Container images: distroless images"),
        ("resource", "aws_sqs_queue", "Message broker: Amazon SQS"),
        ("resource", "AWS::SQS::Queue", "Message broker: Amazon SQS"),
        ("resource", "aws_unheard_of", ""),
        ("resource", "Microsoft.Network/virtualNetworks", "Network layout: VPC and subnets"),
        ("resource", "terraform-aws-modules/vpc/aws", "Network layout: VPC and subnets"),
        ("action", "github/codeql-action/init", "Security scanning: CodeQL"),
        ("scheme", "amqps", "Message broker: RabbitMQ"),
    ],
)
def test_find_marker(method, name, expected):
    assert describe(load_catalogue().find_marker(method, name)[:1]) == expected


@pytest.mark.parametrize(
    ("category", "technology", "expected"),
    [
        ("Background jobs", "Celery", ("RQ", "arq", "Dramatiq")),
        ("ORM", "Prisma", ("SQLAlchemy", "SQLModel", "Tortoise ORM")),
        ("ORM", "TypeORM", ("Prisma", "Sequelize", "Drizzle")),
        ("CORS", "CORSMiddleware", ("an explicit list of origins",)),
        ("Pagination", "cursor", ("limit and offset", "page numbers", "no pagination")),
        ("Database", "", ("PostgreSQL", "MySQL", "MariaDB")),
        ("Unheard of", "", ()),
    ],
)
def test_find_alternatives(category, technology, expected):
    alternatives = load_catalogue().find_alternatives(category, technology)
    assert technology not in alternatives
    assert len(alternatives) <= 4
    if not expected:
        assert alternatives == ()
    elif category == "Pagination":
        assert set(expected) <= {name.partition(" (")[0] for name in alternatives}
    else:
        assert alternatives[: len(expected)] == expected


def test_alternatives_of_a_technology_itself():
    own = extend_catalogue(
        Catalogue(), {"Caching": {"Redis": {"alternatives": "Valkey, a dictionary, x"}}}
    )
    assert own.find_alternatives("Caching", "Redis", 2) == ("Valkey", "a dictionary")


# A repository's own entries ----------------------------------------------------------------------


def test_a_repository_adds_a_category():
    own = extend_catalogue(
        load_catalogue(),
        {
            "Billing": {
                "weight": 0.9,
                "words": ["billing", "invoices"],
                "alternatives": "Chargebee, our own",
                "Lago": {"pypi": "lago-python-client", "image": ["getlago/api"], "words": "Lago"},
            }
        },
    )
    assert describe(own.find_package("pypi", "lago-python-client")) == "Billing: Lago"
    assert describe(own.find_import("py", "lago_python_client")) == "Billing: Lago"
    assert describe(own.find_marker("image", "getlago/api")) == "Billing: Lago"
    assert own.categories["Billing"].weight == 0.9
    assert own.categories["Billing"].keywords == ("billing", "invoices")
    assert own.find_alternatives("Billing", "Lago") == ("Chargebee", "our own")
    assert "Billing" not in load_catalogue().categories


def test_a_repository_adds_to_a_technology():
    own = extend_catalogue(
        load_catalogue(), {"Caching": {"Redis": {"pypi": "our-redis redis", "code": "OurCache("}}}
    )
    assert describe(own.find_package("pypi", "our-redis")) == "Caching: Redis"
    assert describe(own.find_package("pypi", "aioredis")) == "Caching: Redis"
    assert own.find_package("pypi", "redis").count(own.find_package("pypi", "redis")[0]) == 1
    assert "OurCache" in own.code_phrases


def test_a_repository_removes_a_technology():
    own = extend_catalogue(
        load_catalogue(), {"Search": {"Solr": False, "Whoosh": False, "Unheard of": False}}
    )
    assert own.find_package("pypi", "pysolr") == ()
    assert describe(own.find_package("pypi", "elasticsearch")) == "Search: Elasticsearch"


def test_a_repository_adds_a_policy():
    own = extend_catalogue(
        load_catalogue(),
        {
            "Caching": {
                "stampede locks": {
                    "pattern": r"\bsingle_flight\(",
                    "hints": "single_flight",
                    "for": "py",
                    "in": "changed",
                    "at": "",
                    "least": 2,
                    "sure": 0.7,
                    "role": "library",
                    "title": "Let one request fill the cache",
                }
            }
        },
    )
    ((technology, policy),) = (row for row in own.policies if row[0].name == "stampede locks")
    assert (policy.hints, policy.is_for_changed_files, policy.is_for_tests) == (
        ("single_flight",),
        True,
        False,
    )
    assert (policy.min_lines, policy.certainty, technology.languages) == (2, 0.7, frozenset({"py"}))
    assert technology.is_library
    again = extend_catalogue(own, {"Caching": {"stampede locks": {"words": "single flight"}}})
    extended = again.categories["Caching"].technologies["stampede locks"]
    assert (extended.policy, extended.languages, extended.is_library) == (
        policy,
        frozenset({"py"}),
        True,
    )
    assert extended.title == "Let one request fill the cache"
    assert extended.prose_names == ("single flight",)


@pytest.mark.parametrize(
    ("tables", "message"),
    [
        ({"Caching": "Redis"}, "Caching: a table"),
        ({"Caching": {"Redis": "redis"}}, "Caching.Redis: a table of how it is recognised"),
        ({"Caching": {"weight": 2}}, "Caching.weight: a number from 0 to 1"),
        ({"Caching": {"weight": True}}, "Caching.weight: a number from 0 to 1"),
        ({"Caching": {"weight": "high"}}, "Caching.weight: a number from 0 to 1"),
        ({"Caching": {"words": 3}}, "Caching.words: a string of names with commas"),
        ({"Caching": {"companions": 3}}, "Caching.companions: a string of names with commas"),
        ({"Caching": {"noun": 3}}, "Caching.noun: a string"),
        ({"Caching": {"traits": "part odd"}}, "Caching.traits: any of additive, any-purpose"),
        ({"Caching": {"detector": "odd"}}, "Caching.detector: one of async-functions"),
        ({"Caching": {"Redis": {"pypi": 3}}}, "Caching.Redis.pypi: a string of names with blanks"),
        ({"Caching": {"Redis": {"pypi": [3]}}}, "Caching.Redis.pypi: a string of names"),
        ({"Caching": {"Redis": {"gems": "redis"}}}, "Caching.Redis.gems: one of action, "),
        ({"Caching": {"Redis": {"role": "cache"}}}, "Caching.Redis.role: one of"),
        ({"Caching": {"purpose": 3}}, "Caching.purpose: a string"),
        ({"Caching": {"Redis": {"title": 3}}}, "Caching.Redis.title: a line of text"),
        ({"Caching": {"Redis": {"title": "two\nlines"}}}, "Caching.Redis.title: a line of text"),
        (
            {"Caching": {"x": {"pattern": "x", "least": "2", "hints": "x"}}},
            "Caching.x.least: a number of lines",
        ),
        (
            {"Caching": {"x": {"pattern": "x", "in": "docs", "hints": "x"}}},
            "Caching.x.in: any of changed, code",
        ),
        ({"Caching": {"x": {"pattern": "x"}}}, "Caching.x.hints: a string of names"),
        (
            {"Caching": {"x": {"pattern": "(", "hints": "x"}}},
            "Caching.x.pattern: a regular expression",
        ),
        (
            {"Caching": {"x": {"pattern": "x", "also": "*", "hints": "x"}}},
            "Caching.x.also: a regular",
        ),
        (
            {"Caching": {"x": {"pattern": "(a+)+$", "hints": "x"}}},
            "Caching.x.pattern: a regular expression; it repeats a part",
        ),
        (
            {"Caching": {"x": {"pattern": "x", "unless": ".*.*x", "hints": "x"}}},
            "Caching.x.unless: a regular expression; it can match in too many ways",
        ),
        (
            {"Caching": {str(n): {"pattern": "x", "hints": "x"} for n in range(21)}},
            "Caching: more than 20 patterns",
        ),
        ({"Caching": {"x": {"pattern": "x", "hints": "x", "sure": 7}}}, "Caching.x.sure: a number"),
    ],
)
def test_a_wrong_entry_is_refused_by_name(tables, message):
    with pytest.raises(CatalogueError) as error:
        extend_catalogue(load_catalogue(), tables)
    assert message in str(error.value)


def test_a_package_that_a_repository_gives_to_a_technology_is_of_no_other():
    own = extend_catalogue(load_catalogue(), {"Caching": {"Store": {"pypi": "cachetools"}}})
    assert [technology.name for technology in own.find_package("pypi", "cachetools")] == ["Store"]
    assert own.find_package("pypi", "redis") == load_catalogue().find_package("pypi", "redis")


def test_a_repository_sets_the_options_of_a_category():
    own = extend_catalogue(
        load_catalogue(),
        {
            "Ledger": {
                "noun": "ledger",
                "traits": "additive part",
                "detector": "new-service",
                "companions": "Database, Auditing",
                "needs": ["Message broker"],
                "protocols": "Double Entry",
                "together": ["SEPA", "SWIFT"],
                "multi-purpose": "Acme Books",
            }
        },
    )
    category = own.find_category("Ledger")
    assert (category.noun, category.detector) == ("ledger", "new-service")
    assert category.traits == {"additive", "part"}
    assert (category.companions, category.needs) == (("Database", "Auditing"), ("Message broker",))
    assert (category.protocols, category.together) == ({"double entry"}, {"sepa", "swift"})
    assert own.detectors["new-service"] == "Ledger"
    assert own.detectors["new-module"] == "Module"
    assert {"acme books", "redis"} <= own.multi_purpose
    assert extend_catalogue(own, {"Ledger": {"weight": 1}}).find_category("Ledger").noun == "ledger"


def test_options_of_a_category_name_categories():
    categories = load_catalogue().categories
    for category in categories.values():
        assert [name for name in category.companions if name not in categories] == []
        assert [name for name in category.needs if name not in categories] == []


def test_every_detector_has_a_category():
    assert load_catalogue().detectors.keys() == schema.DETECTORS


def test_options_of_a_category_are_described_beside_the_rows():
    text = (ROWS / "README.md").read_text("utf-8")
    described = set(re.findall(r"(?m)^  ([\w-]+) ", text))
    assert described.issuperset(schema.CATEGORY_FIELDS)
    assert (
        set(re.findall(r"(?m)^ {16}([\w-]+)  ", text))
        == schema.DETECTORS | schema.TRAITS | schema.PLACES
    )


def test_no_code_depends_on_the_name_of_a_category():
    strings = {
        node.value
        for path in ROWS.parents[1].rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    assert strings.isdisjoint(load_catalogue().categories)
