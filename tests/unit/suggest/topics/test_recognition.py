from __future__ import annotations

import gzip
import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minutebook.suggest import assess, change
from minutebook.suggest.catalogue.catalogue import Catalogue, extend_catalogue, load_catalogue
from minutebook.suggest.dependencies import manifests
from minutebook.suggest.diff import patch, source_files
from minutebook.suggest.infrastructure import components
from minutebook.suggest.signals import topics as topic_signals
from minutebook.suggest.topics import code_uses, recognition, stated_names
from minutebook.text import imports

from paths import CHANGES


def detect(diff, texts=None, catalogue=None):
    """The topics of a diff."""
    files = patch.parse_diff(diff)
    return recognition.detect_topics(
        files,
        manifests.find_dependency_changes(files),
        components.find_infrastructure(files),
        texts or {},
        catalogue or load_catalogue(),
    )


def make_diff(**texts):
    """A diff of files by path: lines with their signs. A new file has added lines alone."""
    parts = []
    for path, text in texts.items():
        lines = [line or " " for line in text.strip("\n").split("\n")]
        old = sum(line[0] in " -" for line in lines)
        new = sum(line[0] in " +" for line in lines)
        before = f"--- a/{path}" if old else "--- /dev/null"
        after = f"+++ b/{path}" if new else "+++ /dev/null"
        mode = (
            [] if old and new else ["deleted file mode 100644" if old else "new file mode 100644"]
        )
        header = [f"diff --git a/{path} b/{path}", *mode, before, after]
        parts += [*header, f"@@ -{int(old > 0)},{old} +{int(new > 0)},{new} @@", *lines]
    return "\n".join(parts) + "\n"


def list_names(topics):
    return [topic.name for topic in topics]


# The changes of tests/support/changes ------------------------------------------------------------


def list_changes():
    """Every change as (path of its diff, message, topics, title): the rows of all the indexes."""
    for index in sorted(CHANGES.rglob("index.txt")):
        for line in index.read_text("utf-8").split("\n"):
            if line.strip() and not line.startswith("#"):
                name, message, expected, *title = (part.strip() for part in line.split("|"))
                path = index.with_name(f"{name}.diff")
                test_id = path.relative_to(CHANGES).with_suffix("").as_posix()
                yield pytest.param(path, message, expected, "".join(title), id=test_id)


@pytest.mark.parametrize("has_message", [True, False], ids=["with its message", "alone"])
@pytest.mark.parametrize(
    ("path", "message", "expected"),
    [pytest.param(*param.values[:3], id=param.id) for param in list_changes()],
)
def test_topics_of_a_change(path, message, expected, has_message):
    diff = path.read_text("utf-8")
    topics = detect(diff, {"message": message if has_message else ""})
    by_name = {topic.name: topic for topic in topics}
    by_category = {topic.category: topic for topic in reversed(topics)}
    items = [item.strip() for item in expected.split(";") if item.strip()]
    if not items:
        assert list_names(topics) == []
    for item in items:
        if item.startswith("!"):
            assert item[1:] not in by_category
            continue
        if item.endswith("?"):
            item = item.removesuffix("?").strip()
            if not has_message:
                assert item not in by_name
                continue
        topic_name, _, instead = item.removesuffix("!drop").strip().partition(" <- ")
        topic = by_name.get(topic_name) or by_category.get(topic_name)
        assert topic is not None, list_names(topics)
        assert topic.action == (
            "drop" if item.endswith("!drop") else "replace" if topic.instead else "adopt"
        )
        if instead:
            assert topic.instead == instead


@pytest.mark.parametrize(
    ("path", "message", "title"),
    [
        pytest.param(*param.values[:2], param.values[3], id=param.id)
        for param in list_changes()
        if param.values[3]
    ],
)
def test_the_title_of_a_change(path, message, title):
    assert assess(path.read_text("utf-8"), message, threshold=0.0).title == title


def test_the_indexes_name_every_change():
    indexed = [param.values[0] for param in list_changes()]
    assert sorted(indexed) == sorted(CHANGES.rglob("*.diff"))


REQUIRED = """
async connection-pooling orm database caching background-jobs rate-limiting password-hashing
authentication authorisation cors csrf api-versioning pagination validation structured-logging
metrics tracing test-strategy dependency-injection retries timeouts transactions webhooks
message-broker deployment
"""


@pytest.mark.parametrize("stem", REQUIRED.split())
def test_every_required_category_has_a_change_and_a_near_miss(stem):
    changes = [path.stem for path in CHANGES.rglob("*.diff") if path.stem.startswith(stem)]
    assert {"-near" in name for name in changes} == {True, False}


# What a topic says -------------------------------------------------------------------------------


def test_a_topic_has_evidence_alternatives_and_strength():
    diff = make_diff(
        **{
            "requirements.txt": " fastapi==0.111.0\n+redis==5.0.4",
            "app/cache.py": "+import redis\n+\n+client = redis.Redis(host='cache')\n+cache_ttl = 60",
        }
    )
    (topic,) = detect(diff, {"message": "Cache prices in Redis rather than Memcached"})
    assert (topic.name, topic.action, topic.instead) == ("Caching: Redis", "adopt", "")
    assert topic.alternatives[0] == "Memcached"
    assert "Redis" not in topic.alternatives
    assert topic.strength > 0.9
    first, *others = topic.evidence
    assert (first.signal, first.path, first.line, first.excerpt) == (
        "topic-dependency",
        "requirements.txt",
        2,
        "redis==5.0.4",
    )
    assert {evidence.signal for evidence in others} == {
        "topic-import",
        "topic-identifier",
        "topic-words",
    }
    stated = next(evidence for evidence in others if evidence.signal == "topic-words")
    assert (stated.path, stated.line) == ("message", 0)
    assert stated.excerpt == "Cache prices in Redis rather than Memcached"


def test_the_prompt_counts_less_than_the_message():
    diff = make_diff(**{"app/db.py": " x = 1\n+from redis import Redis\n+client = Redis()"})
    strengths = [
        detect(diff, texts)[0].strength
        for texts in ({}, {"prompt": "Use Redis as a cache"}, {"message": "Use Redis as a cache"})
    ]
    assert strengths == sorted(set(strengths))


def test_evidence_is_bounded_and_files_add_to_it():
    lines = "+import structlog\n+structlog.configure()\n" * 8
    in_one_file = detect(make_diff(**{"a.py": lines}))[0]
    in_three_files = detect(make_diff(**{"a.py": lines, "b.py": lines, "c.py": lines}))[0]
    assert len(in_one_file.evidence) == len(in_three_files.evidence) == 6
    assert in_three_files.strength > in_one_file.strength


def test_a_topic_that_another_needs_comes_after_it():
    diff = make_diff(
        **{
            "requirements.txt": " fastapi\n+celery[redis]",
            "docker-compose.yml": " services:\n+  redis:\n+    image: redis:7",
        }
    )
    assert list_names(detect(diff)) == ["Background jobs: Celery", "Message broker: Redis"]


def test_one_technology_may_be_adopted_in_two_categories():
    diff = make_diff(
        **{
            "requirements.txt": " fastapi\n+celery\n+redis",
            "app/cache.py": "+import redis\n+cache = redis.Redis()\n+def cached(key, ttl): ...",
        }
    )
    names = list_names(detect(diff, {"message": "Cache pages; background jobs with Celery"}))
    assert set(names) == {"Background jobs: Celery", "Message broker: Redis", "Caching: Redis"}


def test_a_package_that_replaces_another_of_the_same_technology():
    diff = make_diff(**{"requirements.txt": " fastapi\n-python-jose==3.3\n+pyjwt==2.8"})
    (topic,) = detect(diff)
    assert (topic.name, topic.action, topic.instead) == (
        "Authentication: pyjwt",
        "replace",
        "python-jose",
    )


@pytest.mark.parametrize(
    "lines",
    [
        " fastapi\n-psycopg2-binary==2.9\n+psycopg2==2.9",
        " fastapi\n-opentelemetry-exporter-jaeger\n+opentelemetry-exporter-otlp",
        " fastapi\n-redis\n-hiredis\n+coredis",
    ],
)
def test_a_package_of_the_same_family_is_no_topic(lines):
    assert detect(make_diff(**{"requirements.txt": lines})) == ()


def test_a_technology_is_dropped_without_replacement():
    diff = make_diff(
        **{
            "requirements.txt": " fastapi\n-slowapi==0.1.9",
            "app/limits.py": "-from slowapi import Limiter\n-limiter = Limiter(key_func=address)",
        }
    )
    (topic,) = detect(diff, {"message": "Remove the rate limiter: the gateway does it"})
    assert (topic.name, topic.action) == ("Rate limiting: slowapi", "drop")


def test_a_technology_that_a_repository_adds_is_recognised():
    catalogue = extend_catalogue(
        load_catalogue(),
        {"Pricing": {"price engine": {"pypi": "acme-prices", "role": "library"}}},
    )
    diff = make_diff(**{"requirements.txt": " fastapi\n+acme-prices==2"})
    assert list_names(detect(diff, catalogue=catalogue)) == ["Pricing: price engine"]


# Keys of the catalogue that change what is detected -----------------------------------------------


def detect_with(additions, **texts):
    """The topics of a diff, as a catalogue with additions knows them."""
    return detect(make_diff(**texts), catalogue=extend_catalogue(load_catalogue(), additions))


@pytest.mark.parametrize("needs", ["", "Data lake"])
def test_a_category_that_another_needs(needs):
    additions = {
        "Data lake": {"weight": 1, "Redis": {"words": "Redis"}},
        "Ingestion": {"weight": 0.1, "needs": needs, "Loader": {"pypi": "acme-loader"}},
    }
    topics = detect_with(additions, **{"requirements.txt": " fastapi\n+acme-loader\n+redis"})
    with_need = ["Ingestion: Loader", "Data lake: Redis"]
    assert list_names(topics) == (with_need if needs else ["Caching: Redis", "Ingestion: Loader"])


@pytest.mark.parametrize(
    ("traits", "names"),
    [("", ["Caching: Redis", "Quotas: Limits"]), ("shared-store", ["Quotas: Limits"])],
)
def test_a_category_with_a_shared_store(traits, names):
    store = {"words": "Redis", "role": "library"}
    quotas = {"traits": traits, "Limits": {"pypi": "acme-limits"}, "Redis": store}
    topics = detect_with({"Quotas": quotas}, **{"requirements.txt": " x\n+acme-limits\n+redis"})
    assert sorted(list_names(topics)) == names


@pytest.mark.parametrize(("traits", "is_certain"), [("", False), ("development", True)])
def test_a_development_dependency(traits, is_certain):
    additions = {"Fuzzing": {"traits": traits, "Fuzzer": {"pypi": "acme-fuzz"}}}
    (topic,) = detect_with(additions, **{"requirements-dev.txt": " pytest\n+acme-fuzz"})
    assert (topic.strength > 0.6) is is_certain


@pytest.mark.parametrize(
    ("traits", "names"),
    [
        ("", ["GraphQL server: Acme", "Renderer: Paint"]),
        ("not-from-extras", ["GraphQL server: Acme"]),
    ],
)
def test_a_category_that_extras_do_not_bring(traits, names):
    additions = {
        "GraphQL server": {"Acme": {"pypi": "acme-graphql"}},
        "Renderer": {"traits": traits, "Paint": {"pypi": "paint"}},
    }
    topics = detect_with(additions, **{"requirements.txt": " fastapi\n+acme-graphql[paint]"})
    assert list_names(topics) == names


@pytest.mark.parametrize(
    ("detector", "texts"),
    [
        ("async-functions", {"app/a.py": "-def a():\n-def b():\n+async def a():\n+async def b():"}),
        (
            "new-module",
            {"m.py": " x\n+y", **dict.fromkeys(("x/pyproject.toml", "x/a.py", "x/b.py"), "+x = 1")},
        ),
        (
            "new-service",
            {"m.py": " x\n+y", **dict.fromkeys(("x/Dockerfile", "x/a.py", "x/b.py"), "+x = 1")},
        ),
        ("removed-folder", dict.fromkeys(("app/x/a.py", "app/x/b.py"), "-x = 1")),
        (
            "repository-types",
            {
                "a.py": "+class Users(ABC): ...\n+class UserRepository(ABC):\n+class A(UserRepository):"
            },
        ),
    ],
)
def test_a_repository_gives_a_detector_to_a_category_of_its_own(detector, texts):
    (packaged,) = detect(make_diff(**texts))
    (own,) = detect_with({"Our architecture": {"detector": detector}}, **texts)
    assert (own.category, own.technology, own.action) == (
        "Our architecture",
        packaged.technology,
        packaged.action,
    )
    assert packaged.category == load_catalogue().detectors[detector]


def test_a_catalogue_without_detectors():
    texts = dict.fromkeys(("app/x/a.py", "app/x/b.py"), "-def a(): ...")
    texts |= {"m.py": " x\n-def c():\n-def d():\n+async def c():\n+async def d():"}
    texts |= dict.fromkeys(("y/Dockerfile", "y/a.py", "y/b.py"), "+class ARepository(ABC): ...")
    assert detect(make_diff(**texts))
    assert detect(make_diff(**texts), catalogue=Catalogue()) == ()


# What shows a technology -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "lines", "expected"),
    [
        # An alias, a name brought in, one within parentheses, several in a line.
        ("a.py", "+import redis as r\n+c = r.Redis()", ["Caching: Redis"]),
        ("a.py", "+from redis import Redis as R\n+c = R()", ["Caching: Redis"]),
        ("a.py", "+from redis import (\n+    Redis,\n+    Sentinel,\n+)", ["Caching: Redis"]),
        (
            "a.py",
            "+import os, structlog as log\n+log.configure()",
            ["Structured logging: structlog"],
        ),
        (
            "a.py",
            "+def f():\n+    import sentry_sdk\n+    sentry_sdk.init()",
            ["Error tracking: Sentry"],
        ),
        # A setting as a string, an address.
        ("a.py", '+options = {"pool_size": 5}', ["Connection pooling: SQLAlchemy pool"]),
        ("conf.yaml", "+broker: amqps://rabbit:5671", ["Message broker: RabbitMQ"]),
        # Not: a comment, a docstring, a string, a word within a word, a generated line.
        ("a.py", "+x = 1  # then redis.Redis()", []),
        ("a.py", '+"""Say redis.Redis()\n+and structlog.configure().\n+"""\n+x = 1', []),
        ("a.py", '+def f():\n+    """Use redis.Redis()."""', []),
        ("a.py", '+x = "call redis.Redis( here"', []),
        ("a.py", "+xredis.Redisx()", []),
        ("a.py", f"+redis.Redis({'x' * 500})", []),
        ("a.ts", "+// new PrismaClient()\n+/* ApolloServer( */ let a = 1", []),
        ("a.sql", "+-- to_tsvector(x)\n+select 1", []),
        ("a.rst", "+redis.Redis()", []),
        ("site.css", "+.redis.Redis() {}", []),
        # An import alone is too little; so is a class of the same name that is defined here.
        ("a.py", "+import redis", []),
        ("a.py", "+class JwtBearer:\n+    pass", []),
        # Only in its own language.
        ("a.java", "+import org.acme.BackgroundTasks;\n+new BackgroundTasks();", []),
        # A string that begins within a line ends, too.
        (
            "a.py",
            '+x = """\n+redis.Redis()\n+"""\n+limiter = Limiter()',
            ["Rate limiting: slowapi"],
        ),
        (
            "a.js",
            "+import Redis from 'ioredis'\n+const app = express()",
            ["Web framework: Express"],
        ),
    ],
)
def test_topics_that_lines_show(path, lines, expected):
    assert list_names(detect(make_diff(**{path: lines}))) == expected


def test_a_hunk_ends_a_docstring():
    header = "diff --git a/a.py b/a.py\n--- a/a.py\n+++ b/a.py\n"
    first_hunk = '@@ -1,1 +1,2 @@\n x = 1\n+"""Begun\n'
    assert list_names(
        detect(header + first_hunk + "@@ -9,1 +10,2 @@\n y = 1\n+c = redis.Redis()\n")
    ) == ["Caching: Redis"]


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"fly.toml": "+app = 'x'"}, ["Deployment: Fly.io"]),
        ({"service/Dockerfile": "+FROM scratch"}, []),
        ({"tests/fixtures/fly.toml": "+app = 'x'"}, []),
        ({"vendor/fly.toml": "+app = 'x'"}, []),
        ({".travis.yml": "+language: python"}, ["Continuous integration: Travis CI"]),
        ({".travis.yml": "-language: python"}, ["Continuous integration: Travis CI"]),
        (
            {"infra/queue.tf": '+resource "aws_sqs_queue" "jobs" {\n+}'},
            ["Message broker: Amazon SQS"],
        ),
        ({"Makefile": "+all:\n+\techo"}, ["Build system: Make"]),
    ],
)
def test_topics_of_files_and_infrastructure(files, expected):
    assert list_names(detect(make_diff(**files))) == expected


def test_a_new_workflow_replaces_travis():
    diff = make_diff(
        **{
            ".travis.yml": "-language: python",
            ".github/workflows/test.yml": "+jobs:\n+  test:\n+    runs-on: ubuntu-latest",
        }
    )
    topics = detect(diff, {"message": "Use GitHub Actions instead of Travis"})
    topic = next(topic for topic in topics if topic.category == "Continuous integration")
    assert (topic.technology, topic.instead) == ("GitHub Actions", "Travis CI")


def test_a_package_in_context_is_in_use():
    context = " celery==5.4\n fastapi==0.111\n+flower==2.0"
    assert detect(make_diff(**{"requirements.txt": context})) == ()


def test_a_name_in_context_is_in_use():
    lines = " if settings.redis_url:\n+    client = redis.Redis.from_url(settings.redis_url)"
    assert detect(make_diff(**{"app/client.py": lines})) == ()
    lines = " if settings.predisposed:\n+    client = redis.Redis.from_url(settings.url)"
    assert list_names(detect(make_diff(**{"app/client.py": lines}))) == ["Caching: Redis"]


# Plain topics ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    sorted(
        {
            "api-versioning-beside",
            "authorisation-roles",
            "authentication-sanctum",
            "background-jobs-threads",
            "caching-elasticache",
            "caching-removed",
            "ci",
            "connection-pooling-settings",
            "cors-middleware",
            "repository",
            "service",
            "subsystem-removed",
        }
    ),
)
def test_a_topic_is_plain_with_its_message(name):
    message = next(row.values[1] for row in list_changes() if row.id == name)
    text = (CHANGES / f"{name}.diff").read_text("utf-8")
    read = change.read_change(text, {"message": message}, load_catalogue())
    assert topic_signals.find_plain_topics(read).value == 1


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        # A check, a column and routes that ask for it; a middleware and its origins; a pool and
        # its settings: the code alone says it.
        ("authorisation-roles", 1),
        ("cors-middleware", 1),
        ("connection-pooling-settings", 1),
        ("api-versioning-beside", 0),
        ("background-jobs-threads", 0),
        ("caching-removed", 0),
        ("ci", 0),
        ("pagination", 0),
        ("repository", 0),
        ("subsystem-removed", 0),
        ("timeouts", 0),
    ],
)
def test_a_topic_is_plain_by_its_code_alone(name, plain):
    text = (CHANGES / f"{name}.diff").read_text("utf-8")
    read = change.read_change(text, {}, load_catalogue())
    assert topic_signals.find_plain_topics(read).value == plain


def test_further_policies_of_a_category_add_to_it_where_other_lines_show_them():
    check = "+def require_role(role): ..."
    column = "+    role = Column(String)"
    strengths = [
        detect(make_diff(**{"app/users.py": " x = 1\n" + lines}))[0].strength
        for lines in (check, f"{check}\n+    name = Column(String)", f"{check}\n{column}")
    ]
    assert strengths[0] == strengths[1] < strengths[2]
    # A second version is a prefix as well: that is the same line.
    diff = make_diff(**{"app/main.py": " app = App()\n+app.include_router(x, prefix='/v2')"})
    assert detect(diff)[0].strength == 0.65


def test_a_dropped_package_is_surer_where_the_message_names_it():
    diff = make_diff(**{"requirements.txt": " fastapi\n-slowapi==0.1.9"})
    category_named, package_named = (
        detect(diff, {"message": message})[0].strength
        for message in ("Remove rate limiting", "Remove slowapi")
    )
    assert package_named > 0.85 > category_named


@pytest.mark.parametrize(
    ("files", "strength"),
    [
        ({".github/workflows/ci.yml": "+jobs:"}, 0.45),
        ({".github/workflows/ci.yml": "+jobs:", ".github/workflows/x.yml": "+jobs:"}, 0.45),
        ({".github/workflows/labels.yml": "+jobs:"}, None),
        ({".github/workflows/ci.yml": "+jobs:", ".github/workflows/x.yml": " a:\n+b:"}, None),
    ],
)
def test_the_first_workflow(files, strength):
    strengths = [
        topic.strength
        for topic in detect(make_diff(**files))
        if topic.category == "Continuous integration"
    ]
    assert strengths == ([strength] if strength else [])


def test_redis_is_the_store_of_a_limiter_unless_something_is_cached():
    lines = " fastapi\n+fastapi-limiter\n+redis"
    assert list_names(detect(make_diff(**{"requirements.txt": lines}))) == [
        "Rate limiting: fastapi-limiter"
    ]
    diff = make_diff(**{"requirements.txt": lines, "app/cache.py": "+import redis\n+redis.Redis()"})
    assert "Caching: Redis" in list_names(detect(diff))


@pytest.mark.parametrize(
    ("lines", "technology"),
    [
        ("+digest = hashlib.sha256(password.encode())", "a digest without salt"),
        ("+digest = hashlib.sha256(salt + password.encode())", "salted SHA"),
        ("+password_hash = hashlib.sha256(salt + given)", "salted SHA"),
    ],
)
def test_salted_digests(lines, technology):
    (topic,) = detect(make_diff(**{"app/users.py": " import hashlib\n" + lines}))
    assert topic.technology == technology


# Lines -------------------------------------------------------------------------------------------


@given(
    st.lists(st.text("abİ ſ", max_size=6), max_size=6),
    st.lists(st.text("ab", min_size=1, max_size=2), max_size=3),
)
def test_lines_that_contain_a_hint(texts, hints):
    lines = list(enumerate(texts, 1))
    expected = [line for line in lines if any(hint in line[1].lower() for hint in hints)]
    assert source_files.LineIndex(lines).find_lines(hints) == expected


# Policies ----------------------------------------------------------------------------------------


def test_a_policy_that_was_there_is_no_topic():
    new = "+with session.begin():\n+    pay()"
    assert list_names(detect(make_diff(**{"a.py": f"-pay()\n{new}"}))) == [
        "Transactions: explicit transactions"
    ]
    assert detect(make_diff(**{"a.py": f" with session.begin():\n     x()\n-pay()\n{new}"})) == ()


def test_a_policy_counts_less_in_a_file_that_only_grows():
    lines = "+def read(skip: int = 0, limit: int = 9):\n+    return rows.offset(skip).limit(limit)"
    assert detect(make_diff(**{"a.py": lines})) == ()
    assert list_names(detect(make_diff(**{"a.py": lines}), {"message": "Paginate rows"})) == []
    changed = f"-def read():\n-    return rows\n{lines}"
    assert list_names(detect(make_diff(**{"a.py": changed}))) == ["Pagination: limit and offset"]


def test_a_policy_needs_its_pattern_for_the_file():
    lines = "+def read(offset: int = 0):\n-def read():\n     return rows"
    assert detect(make_diff(**{"a.py": lines})) == ()


def test_a_policy_in_a_comment_is_no_topic():
    assert detect(make_diff(**{"a.py": "-pay()\n+pay()  # not with session.begin() here"})) == ()


def test_redis_is_no_broker_where_another_technology_is():
    diff = make_diff(**{"requirements.txt": " fastapi\n+celery\n+redis\n+pika"})
    names = list_names(detect(diff, {"message": "Cache pages; jobs by RabbitMQ"}))
    assert set(names) == {"Background jobs: Celery", "Message broker: RabbitMQ", "Caching: Redis"}


def test_a_policy_of_another_language_is_no_topic():
    assert detect(make_diff(**{"a.rb": "+x.offset(3)\n+limit\n-y"})) == ()


def test_policies_of_a_category_are_one_topic():
    lines = "+class UnitOfWork:\n+    def nest(self):\n+        return self.session.begin_nested()"
    (topic,) = detect(make_diff(**{"a.py": lines}))
    assert topic.name == "Transactions: unit of work"
    assert len(topic.evidence) == 2


@pytest.mark.parametrize(
    ("lines", "technology", "instead"),
    [
        (
            "-def a():\n-def b():\n+async def a():\n+async def b():",
            "asynchronous endpoints",
            "synchronous endpoints",
        ),
        (
            "-async def a():\n-async def b():\n+def a():\n+def b():",
            "synchronous endpoints",
            "asynchronous endpoints",
        ),
        ("-def a():\n+async def a():", "asynchronous endpoints", "synchronous endpoints"),
        (
            "-def a():\n+async def a(s: AsyncSession):",
            "asynchronous endpoints",
            "synchronous endpoints",
        ),
        (" x = 1\n+engine = create_async_engine(url)", "asynchronous database access", ""),
        (" x = 1\n+rows = await run_in_threadpool(read)", "blocking calls in a thread pool", ""),
        (" async def b():\n-def a():\n+async def a():", "", ""),
        (" s = AsyncSession()\n+t = AsyncSession()", "", ""),
        (" await asyncio.to_thread(a)\n+await asyncio.to_thread(b)", "", ""),
        ("-async def a():\n+def a():\n+async def b():", "", ""),
        ("-async def a():\n+def a():", "synchronous endpoints", "asynchronous endpoints"),
    ],
)
def test_functions_become_asynchronous_or_synchronous(lines, technology, instead):
    topics = [
        (topic.technology, topic.instead)
        for topic in detect(make_diff(**{"app/a.py": lines}))
        if topic.category == "Async or sync endpoints"
    ]
    assert topics == ([(technology, instead)] if technology else [])


def test_functions_of_kotlin_become_suspending():
    lines = "-    override fun a() {\n-fun b()\n+    override suspend fun a() {\n+suspend fun b()"
    assert list_names(detect(make_diff(**{"src/A.kt": lines}))) == [
        "Async or sync endpoints: asynchronous endpoints"
    ]


# Imports, phrases, texts -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "line", "module"),
    [
        ("py", "import a.b", "a.b"),
        ("py", "    from a.b import c", "a.b"),
        ("js", "const x = require('a/b')", "a/b"),
        ("js", "export { x } from 'a'", "a"),
        ("js", "const x = await import('a')", "a"),
        ("jvm", "import static a.b.C;", "a.b.C"),
        ("go", '\tlog "github.com/a/b"', "github.com/a/b"),
        ("rb", "require 'a/b'", "a/b"),
        ("rs", "use a_b::{C, D};", "a_b"),
        ("cs", "using static A.B;", "A.B"),
        ("php", "use A\\B\\C;", "A.B.C"),
        ("ex", "  alias Oban.Job", "Oban.Job"),
        ("hs", "import qualified A.B as C", "A.B"),
        ("dart", "import 'package:a/b.dart';", "a"),
        ("go", 'name := "a/b" + c', ""),
        ("", "import a", ""),
    ],
)
def test_imports(language, line, module):
    modules, _ = imports.find_imports(language, [(3, line)])
    assert [(number, name) for number, _, name in modules] == ([(3, module)] if module else [])


def test_full_names_of_imported_names():
    lines = [
        "import a.b as c, d",
        "from e import f as g, h  # not i",
        "from j import (",
        "  k,",
        ")",
    ]
    _, full_names = imports.find_imports("py", list(enumerate(lines)))
    assert full_names == {"c": "a.b", "g": "e.f", "h": "e.h", "k": "j.k"}


def test_uses_are_in_the_order_of_the_text():
    (file,) = patch.parse_diff(
        make_diff(**{"a.py": "+structlog.configure(redis.Redis(FastAPI()))"})
    )
    uses = code_uses.find_code_uses(source_files.read_sources([file]), load_catalogue())
    names = dict.fromkeys(use.technology.name for use in uses.added)
    assert list(names) == ["structlog", "Redis", "FastAPI"]


@pytest.mark.parametrize(
    ("phrase", "text", "is_in"),
    [
        ("Celery(", "app = Celery('x')", True),
        ("Celery(", "app = MyCelery('x')", False),
        ("pool_size", "pool_sizes = pool_size", True),
        ("pool_size", "pool_sizes", False),
        ("x", "", False),
    ],
)
def test_a_phrase_is_in_a_text_as_words_of_its_own(phrase, text, is_in):
    assert code_uses.is_phrase_in(phrase, text) is is_in


def test_names_that_texts_adopt_and_refuse():
    stated = stated_names.read_stated_names(
        {"message": "Use arq instead of Celery.\n\nSee docs", "prompt": " "}
    )
    assert stated.has_adopted(["arq"])
    assert not stated.has_adopted(["Celery", ""])
    assert stated.has_refused(["Celery"])
    assert stated.find_sentence("message", " arq ") == "Use arq instead of Celery."
    assert stated.find_sentence("message", " celery see ") == "celery see"


def test_the_sentence_of_a_long_paragraph_is_quoted():
    before = (
        "Nobody likes to wait for the post to go out, and so nobody looks at it any more at all. "
    )
    text = f"{before}{before}Use arq for that. Then we see."
    stated = stated_names.read_stated_names({"message": text})
    assert stated.find_sentence("message", " arq ") == "Use arq for that."
    assert list(stated.raw_texts) == ["message"]


def test_a_binary_file_is_no_source():
    binary = "diff --git a/a.py b/a.py\nBinary files a/a.py and b/a.py differ\n"
    assert source_files.read_sources(patch.parse_diff(binary)) == []


# Any text ----------------------------------------------------------------------------------------


@given(st.text(max_size=300), st.text(max_size=100))
def test_no_text_raises(text, message):
    lines = "\n".join("+" + line for line in text.split("\n"))
    for path in ("a.py", "a.ts", "requirements.txt", "docker-compose.yml", "conftest.py"):
        detect(make_diff(**{path: lines}), {"message": message, "prompt": text})


@pytest.mark.untraced  # no page that is elsewhere counts for coverage, which would double the time
@pytest.mark.skipif(
    "MINUTEBOOK_CORPUS" not in os.environ, reason="MINUTEBOOK_CORPUS names no corpus"
)
def test_version_bumps_have_no_topics():
    path = Path(os.environ["MINUTEBOOK_CORPUS"]) / "changes.jsonl.gz"
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        rows = [row for row in map(json.loads, lines) if row["label"] == "bump"]
    with_topics = [row["id"] for row in rows if detect(row["diff"], {"message": row["message"]})]
    assert len(with_topics) <= len(rows) // 100
