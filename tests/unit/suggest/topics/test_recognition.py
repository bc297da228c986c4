from __future__ import annotations

import gzip
import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minutebook.suggest import change as change_room
from minutebook.suggest.catalogue.catalogue import extend_catalogue, load_catalogue
from minutebook.suggest.dependencies import manifests
from minutebook.suggest.diff import imports, patch, source_files
from minutebook.suggest.infrastructure import components
from minutebook.suggest.signals import topics as chosen
from minutebook.suggest.topics import code_uses, recognition, stated_names

from paths import CHANGES


def told(diff, words=None, catalogue=None):
    files = patch.parse_diff(diff)
    return recognition.detect_topics(
        files,
        manifests.find_dependency_changes(files),
        components.find_infrastructure(files),
        words or {},
        catalogue or load_catalogue(),
    )


def change(**texts):
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
        head = [f"diff --git a/{path} b/{path}", *mode, before, after]
        parts += [*head, f"@@ -{int(old > 0)},{old} +{int(new > 0)},{new} @@", *lines]
    return "\n".join(parts) + "\n"


def names(found):
    return [topic.name for topic in found]


# The fixtures ------------------------------------------------------------------------------------


def fixtures():
    for line in (CHANGES / "index.txt").read_text("utf-8").split("\n"):
        if line.strip() and not line.startswith("#"):
            name, message, gives = (part.strip() for part in line.split("|"))
            yield pytest.param(name, message, gives, id=name)


@pytest.mark.parametrize("said", ["with its message", "alone"])
@pytest.mark.parametrize(("name", "message", "gives"), list(fixtures()))
def test_changes(name, message, gives, said):
    diff = (CHANGES / f"{name}.diff").read_text("utf-8")
    found = told(diff, {"message": message if said != "alone" else ""})
    by_name = {topic.name: topic for topic in found}
    categories = {topic.category: topic for topic in reversed(found)}
    wanted = [one.strip() for one in gives.split(";") if one.strip()]
    if not wanted:
        assert names(found) == []
    for one in wanted:
        if one.startswith("!"):
            assert one[1:] not in categories
            continue
        name, _, instead = one.removesuffix("!drop").strip().partition(" <- ")
        topic = by_name.get(name) or categories.get(name)
        assert topic is not None, names(found)
        assert topic.action == (
            "drop" if one.endswith("!drop") else "replace" if topic.instead else "adopt"
        )
        if instead:
            assert topic.instead == instead


def test_the_index_names_every_change():
    indexed = {param.values[0] for param in fixtures()}
    assert indexed == {path.stem for path in CHANGES.glob("*.diff")}


ASKED_FOR = """
async connection-pooling orm database caching background-jobs rate-limiting password-hashing
authentication authorisation cors csrf api-versioning pagination validation structured-logging
metrics tracing test-strategy dependency-injection retries timeouts transactions webhooks
message-broker deployment
"""


@pytest.mark.parametrize("stem", ASKED_FOR.split())
def test_every_category_of_the_issue_has_a_change_and_a_near_miss(stem):
    changes = [path.stem for path in CHANGES.glob("*.diff") if path.stem.startswith(stem)]
    assert {"-near" in name for name in changes} == {True, False}


# What a topic says -------------------------------------------------------------------------------


def test_a_topic_has_evidence_alternatives_and_strength():
    diff = change(
        **{
            "requirements.txt": " fastapi==0.111.0\n+redis==5.0.4",
            "app/cache.py": "+import redis\n+\n+client = redis.Redis(host='cache')\n+cache_ttl = 60",
        }
    )
    (topic,) = told(diff, {"message": "Cache prices in Redis rather than Memcached"})
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
    assert {one.signal for one in others} == {"topic-import", "topic-identifier", "topic-words"}
    words = next(one for one in others if one.signal == "topic-words")
    assert (words.path, words.line) == ("message", 0)
    assert words.excerpt == "Cache prices in Redis rather than Memcached"


def test_the_prompt_counts_less_than_the_message():
    diff = change(**{"app/db.py": " x = 1\n+from redis import Redis\n+client = Redis()"})
    strengths = [
        told(diff, words)[0].strength
        for words in ({}, {"prompt": "Use Redis as a cache"}, {"message": "Use Redis as a cache"})
    ]
    assert strengths == sorted(set(strengths))


def test_evidence_is_bounded_and_files_add_to_it():
    row = "+import structlog\n+structlog.configure()\n" * 8
    one = told(change(**{"a.py": row}))[0]
    many = told(change(**{"a.py": row, "b.py": row, "c.py": row}))[0]
    assert len(one.evidence) == len(many.evidence) == 6
    assert many.strength > one.strength


def test_what_another_choice_needs_stands_behind_it():
    diff = change(
        **{
            "requirements.txt": " fastapi\n+celery[redis]",
            "docker-compose.yml": " services:\n+  redis:\n+    image: redis:7",
        }
    )
    assert names(told(diff)) == ["Background jobs: Celery", "Message broker: Redis"]


def test_one_technology_may_come_for_two_ends():
    diff = change(
        **{
            "requirements.txt": " fastapi\n+celery\n+redis",
            "app/cache.py": "+import redis\n+cache = redis.Redis()\n+def cached(key, ttl): ...",
        }
    )
    found = names(told(diff, {"message": "Cache pages; background jobs with Celery"}))
    assert set(found) == {"Background jobs: Celery", "Message broker: Redis", "Caching: Redis"}


def test_a_package_in_the_place_of_another_for_the_same():
    diff = change(**{"requirements.txt": " fastapi\n-python-jose==3.3\n+pyjwt==2.8"})
    (topic,) = told(diff)
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
def test_a_package_of_the_same_family_is_no_news(lines):
    assert told(change(**{"requirements.txt": lines})) == ()


def test_dropped_for_nothing():
    diff = change(
        **{
            "requirements.txt": " fastapi\n-slowapi==0.1.9",
            "app/limits.py": "-from slowapi import Limiter\n-limiter = Limiter(key_func=address)",
        }
    )
    (topic,) = told(diff, {"message": "Remove the rate limiter: the gateway does it"})
    assert (topic.name, topic.action) == ("Rate limiting: slowapi", "drop")


def test_what_a_repository_adds_is_recognised():
    own = extend_catalogue(
        load_catalogue(),
        {"Pricing": {"price engine": {"pypi": "acme-prices", "role": "library"}}},
    )
    diff = change(**{"requirements.txt": " fastapi\n+acme-prices==2"})
    assert names(told(diff, catalogue=own)) == ["Pricing: price engine"]


# Where it is seen --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "lines", "found"),
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
        # Not: a comment, a docstring, a string, a word within a word, a line too long for hands.
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
        # What is only imported says too little; so does a class of the same name made here.
        ("a.py", "+import redis", []),
        ("a.py", "+class JwtBearer:\n+    pass", []),
        # Only in its own language.
        ("a.java", "+import org.acme.BackgroundTasks;\n+new BackgroundTasks();", []),
        # Docstrings that hunks begin in the midst of, or open within a line, are bounded.
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
def test_what_lines_show(path, lines, found):
    assert names(told(change(**{path: lines}))) == found


def test_a_hunk_ends_a_docstring():
    head = "diff --git a/a.py b/a.py\n--- a/a.py\n+++ b/a.py\n"
    first = '@@ -1,1 +1,2 @@\n x = 1\n+"""Begun\n'
    assert names(told(head + first + "@@ -9,1 +10,2 @@\n y = 1\n+c = redis.Redis()\n")) == [
        "Caching: Redis"
    ]


@pytest.mark.parametrize(
    ("files", "found"),
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
def test_files_and_pieces(files, found):
    assert names(told(change(**files))) == found


def test_a_new_workflow_in_the_place_of_travis():
    diff = change(
        **{
            ".travis.yml": "-language: python",
            ".github/workflows/test.yml": "+jobs:\n+  test:\n+    runs-on: ubuntu-latest",
        }
    )
    found = told(diff, {"message": "Use GitHub Actions instead of Travis"})
    topic = next(one for one in found if one.category == "Continuous integration")
    assert (topic.technology, topic.instead) == ("GitHub Actions", "Travis CI")


def test_in_use_by_a_name_of_its_package():
    context = " celery==5.4\n fastapi==0.111\n+flower==2.0"
    assert told(change(**{"requirements.txt": context})) == ()


def test_in_use_by_a_word_of_context():
    lines = " if settings.redis_url:\n+    client = redis.Redis.from_url(settings.redis_url)"
    assert told(change(**{"app/client.py": lines})) == ()
    lines = " if settings.predisposed:\n+    client = redis.Redis.from_url(settings.url)"
    assert names(told(change(**{"app/client.py": lines}))) == ["Caching: Redis"]


# What is made plainly ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    sorted(
        PLAIN := {
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
def test_what_is_suggested_with_its_message(name):
    message = next(one.values[1] for one in fixtures() if one.id == name)
    text = (CHANGES / f"{name}.diff").read_text("utf-8")
    seen = change_room.read_change(text, {"message": message}, load_catalogue())
    assert chosen.find_plain_topics(seen).value == 1


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
def test_what_is_suggested_without_a_word(name, plain):
    text = (CHANGES / f"{name}.diff").read_text("utf-8")
    assert (
        chosen.find_plain_topics(change_room.read_change(text, {}, load_catalogue())).value == plain
    )


def test_further_ways_of_a_category_speak_for_it_where_other_lines_show_them():
    check = "+def require_role(role): ..."
    column = "+    role = Column(String)"
    sure = [
        told(change(**{"app/users.py": " x = 1\n" + lines}))[0].strength
        for lines in (check, f"{check}\n+    name = Column(String)", f"{check}\n{column}")
    ]
    assert sure[0] == sure[1] < sure[2]
    # A second version is a prefix as well: that is the same line.
    diff = change(**{"app/main.py": " app = App()\n+app.include_router(x, prefix='/v2')"})
    assert told(diff)[0].strength == 0.65


def test_a_package_that_the_words_drop_goes_for_good():
    diff = change(**{"requirements.txt": " fastapi\n-slowapi==0.1.9"})
    meant, named = (
        told(diff, {"message": message})[0].strength
        for message in ("Remove rate limiting", "Remove slowapi")
    )
    assert named > chosen._GONE > meant


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
    found = [one for one in told(change(**files)) if one.category == "Continuous integration"]
    assert [one.strength for one in found] == ([strength] if strength else [])


def test_a_limiter_counts_in_redis_unless_something_is_cached():
    lines = " fastapi\n+fastapi-limiter\n+redis"
    assert names(told(change(**{"requirements.txt": lines}))) == ["Rate limiting: fastapi-limiter"]
    diff = change(**{"requirements.txt": lines, "app/cache.py": "+import redis\n+redis.Redis()"})
    assert "Caching: Redis" in names(told(diff))


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        ("+digest = hashlib.sha256(password.encode())", "a digest without salt"),
        ("+digest = hashlib.sha256(salt + password.encode())", "salted SHA"),
        ("+password_hash = hashlib.sha256(salt + given)", "salted SHA"),
    ],
)
def test_salt(lines, found):
    (topic,) = told(change(**{"app/users.py": " import hashlib\n" + lines}))
    assert topic.technology == found


# Lines -------------------------------------------------------------------------------------------


@given(
    st.lists(st.text("abİ ſ", max_size=6), max_size=6),
    st.lists(st.text("ab", min_size=1, max_size=2), max_size=3),
)
def test_lines_that_have_a_hint(texts, hints):
    lines = list(enumerate(texts, 1))
    wanted = [line for line in lines if any(hint in line[1].lower() for hint in hints)]
    assert source_files.LineIndex(lines).find_lines(hints) == wanted


# Ways of doing things ----------------------------------------------------------------------------


def test_a_way_that_was_there_is_no_news():
    new = "+with session.begin():\n+    pay()"
    assert names(told(change(**{"a.py": f"-pay()\n{new}"}))) == [
        "Transactions: explicit transactions"
    ]
    assert told(change(**{"a.py": f" with session.begin():\n     x()\n-pay()\n{new}"})) == ()


def test_a_way_counts_less_in_a_file_that_only_grows():
    lines = "+def read(skip: int = 0, limit: int = 9):\n+    return rows.offset(skip).limit(limit)"
    assert told(change(**{"a.py": lines})) == ()
    assert names(told(change(**{"a.py": lines}), {"message": "Paginate rows"})) == []
    changed = f"-def read():\n-    return rows\n{lines}"
    assert names(told(change(**{"a.py": changed}))) == ["Pagination: limit and offset"]


def test_a_way_needs_what_else_is_in_the_file():
    lines = "+def read(offset: int = 0):\n-def read():\n     return rows"
    assert told(change(**{"a.py": lines})) == ()


def test_a_way_in_a_comment():
    assert told(change(**{"a.py": "-pay()\n+pay()  # not with session.begin() here"})) == ()


def test_jobs_with_a_broker_of_their_own_leave_redis_to_the_cache():
    diff = change(**{"requirements.txt": " fastapi\n+celery\n+redis\n+pika"})
    found = names(told(diff, {"message": "Cache pages; jobs by RabbitMQ"}))
    assert set(found) == {"Background jobs: Celery", "Message broker: RabbitMQ", "Caching: Redis"}


def test_a_way_of_another_language():
    assert told(change(**{"a.rb": "+x.offset(3)\n+limit\n-y"})) == ()


def test_ways_of_a_category_are_one_topic():
    lines = "+class UnitOfWork:\n+    def nest(self):\n+        return self.session.begin_nested()"
    (topic,) = told(change(**{"a.py": lines}))
    assert topic.name == "Transactions: unit of work"
    assert len(topic.evidence) == 2


@pytest.mark.parametrize(
    ("lines", "found", "instead"),
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
def test_async_or_sync(lines, found, instead):
    topic = next(
        (one for one in told(change(**{"app/a.py": lines})) if "sync" in one.category), None
    )
    assert (topic.technology if topic else "", topic.instead if topic else "") == (found, instead)


def test_suspending_functions():
    lines = "-    override fun a() {\n-fun b()\n+    override suspend fun a() {\n+suspend fun b()"
    assert names(told(change(**{"src/A.kt": lines}))) == [
        "Async or sync endpoints: asynchronous endpoints"
    ]


# The rooms below ---------------------------------------------------------------------------------


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
    taken, _ = imports.find_imports(language, [(3, line)])
    assert [(number, name) for number, _, name in taken] == ([(3, module)] if module else [])


def test_names_that_stand_for_others():
    lines = [
        "import a.b as c, d",
        "from e import f as g, h  # not i",
        "from j import (",
        "  k,",
        ")",
    ]
    _, names = imports.find_imports("py", list(enumerate(lines)))
    assert names == {"c": "a.b", "g": "e.f", "h": "e.h", "k": "j.k"}


@pytest.mark.parametrize(
    ("phrase", "text", "stands"),
    [
        ("Celery(", "app = Celery('x')", True),
        ("Celery(", "app = MyCelery('x')", False),
        ("pool_size", "pool_sizes = pool_size", True),
        ("pool_size", "pool_sizes", False),
        ("x", "", False),
    ],
)
def test_phrases_stand_alone(phrase, text, stands):
    assert code_uses.is_phrase_in(phrase, text) is stands


def test_what_was_said_is_parted():
    said = stated_names.read_stated_names(
        {"message": "Use arq instead of Celery.\n\nSee docs", "prompt": " "}
    )
    assert said.has_adopted(["arq"])
    assert not said.has_adopted(["Celery", ""])
    assert said.has_refused(["Celery"])
    assert said.find_sentence("message", " arq ") == "Use arq instead of Celery."
    assert said.find_sentence("message", " celery see ") == "celery see"
    assert list(said.raw_texts) == ["message"]


def test_what_is_no_source():
    binary = "diff --git a/a.py b/a.py\nBinary files a/a.py and b/a.py differ\n"
    assert source_files.read_sources(patch.parse_diff(binary)) == []


# Whatever comes ----------------------------------------------------------------------------------


@given(st.text(max_size=300), st.text(max_size=100))
def test_nothing_raises(text, message):
    lines = "\n".join("+" + line for line in text.split("\n"))
    for path in ("a.py", "a.ts", "requirements.txt", "docker-compose.yml", "conftest.py"):
        told(change(**{path: lines}), {"message": message, "prompt": text})


@pytest.mark.skipif(
    "MINUTEBOOK_CORPUS" not in os.environ, reason="MINUTEBOOK_CORPUS names no corpus"
)
def test_bumps_give_no_topics():
    path = Path(os.environ["MINUTEBOOK_CORPUS"]) / "changes.jsonl.gz"
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        rows = [row for row in map(json.loads, lines) if row["label"] == "bump"]
    fired = [row["id"] for row in rows if told(row["diff"], {"message": row["message"]})]
    assert len(fired) <= len(rows) // 100
