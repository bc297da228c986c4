from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from minutebook.suggest.catalogue import catalogue, schema
from minutebook.suggest.catalogue.catalogue import (
    Catalogue,
    CatalogueError,
    extend_catalogue,
    load_catalogue,
)

FILE = Path(catalogue.__file__).with_suffix(".toml")
# What the issue asks for by name.
CATEGORIES = """Async or sync endpoints, Connection pooling, ORM, Database, Caching, Background jobs,
Rate limiting, Password hashing, Authentication, Authorisation, CORS, CSRF, API versioning,
Pagination, Validation, Structured logging, Metrics and tracing, Test strategy,
Dependency injection, Retries and timeouts, Transactions, Webhooks, Message broker, Deployment"""


def test_the_fast_reader_gives_what_tomllib_gives():
    text = FILE.read_text("utf-8")
    assert schema.parse_tables(text) == tomllib.loads(text)


def test_a_line_that_the_fast_reader_does_not_take_is_refused():
    with pytest.raises(CatalogueError, match="not a line of the catalogue: Redis ="):
        schema.parse_tables("[Caching]\nRedis = [1]\n")


@pytest.mark.parametrize("name", [one.strip() for one in CATEGORIES.replace("\n", " ").split(",")])
def test_categories_of_a_web_backend(name):
    held = load_catalogue().categories[name]
    assert 0.5 < held.weight <= 1
    assert held.keywords
    assert load_catalogue().find_alternatives(name)


def test_it_is_read_once():
    assert load_catalogue() is load_catalogue()


def test_every_pattern_is_a_regular_expression_and_has_hints():
    for technology in load_catalogue().policies:
        policy = technology.policy
        assert policy is not None
        assert policy.hints, technology.name
        for pattern in (policy.pattern, policy.unless_pattern, policy.file_pattern):
            re.compile(pattern)


def test_names_are_as_lookups_compare_them():
    for tables in (load_catalogue().packages, load_catalogue().imports, load_catalogue().markers):
        for table in tables.values():
            assert [name for name in table if name != name.lower() or not name.strip()] == []


@pytest.mark.parametrize(
    ("ecosystem", "name", "found"),
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
def test_packages(ecosystem, name, found):
    assert named(load_catalogue().find_package(ecosystem, name)[:1]) == found


def named(found):
    return "; ".join(f"{one.category}: {one.name}" for one in found)


@pytest.mark.parametrize(
    ("language", "name", "found"),
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
def test_imports(language, name, found):
    assert named(load_catalogue().find_import(language, name)[:1]) == found


@pytest.mark.parametrize(
    ("way", "name", "found"),
    [
        ("image", "redis", "Caching: Redis"),
        ("image", "apache/kafka-native", ""),
        ("resource", "aws_sqs_queue", "Message broker: Amazon SQS"),
        ("resource", "AWS::SQS::Queue", "Message broker: Amazon SQS"),
        ("resource", "aws_unheard_of", ""),
        ("action", "github/codeql-action/init", "Security scanning: CodeQL"),
        ("scheme", "amqps", "Message broker: RabbitMQ"),
    ],
)
def test_other_ways(way, name, found):
    assert named(load_catalogue().find_marker(way, name)[:1]) == found


@pytest.mark.parametrize(
    ("category", "technology", "first"),
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
def test_alternatives(category, technology, first):
    found = load_catalogue().find_alternatives(category, technology)
    assert technology not in found
    assert len(found) <= 4
    if not first:
        assert found == ()
    elif category == "Pagination":
        assert set(first) <= {one.partition(" (")[0] for one in found}
    else:
        assert found[: len(first)] == first


def test_alternatives_of_its_own():
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
    assert named(own.find_package("pypi", "lago-python-client")) == "Billing: Lago"
    assert named(own.find_import("py", "lago_python_client")) == "Billing: Lago"
    assert named(own.find_marker("image", "getlago/api")) == "Billing: Lago"
    assert own.categories["Billing"].weight == 0.9
    assert own.categories["Billing"].keywords == ("billing", "invoices")
    assert own.find_alternatives("Billing", "Lago") == ("Chargebee", "our own")
    assert "Billing" not in load_catalogue().categories


def test_a_repository_adds_to_a_technology():
    own = extend_catalogue(
        load_catalogue(), {"Caching": {"Redis": {"pypi": "our-redis redis", "code": "OurCache("}}}
    )
    assert named(own.find_package("pypi", "our-redis")) == "Caching: Redis"
    assert named(own.find_package("pypi", "aioredis")) == "Caching: Redis"
    assert own.find_package("pypi", "redis").count(own.find_package("pypi", "redis")[0]) == 1
    assert "OurCache" in own.code_phrases


def test_a_repository_forgets_a_technology():
    own = extend_catalogue(
        load_catalogue(), {"Search": {"Solr": False, "Whoosh": False, "Unheard of": False}}
    )
    assert own.find_package("pypi", "pysolr") == ()
    assert named(own.find_package("pypi", "elasticsearch")) == "Search: Elasticsearch"


def test_a_repository_adds_a_way_of_doing_things():
    own = extend_catalogue(
        load_catalogue(),
        {
            "Caching": {
                "stampede locks": {
                    "pattern": r"\bsingle_flight\(",
                    "hints": "single_flight",
                    "for": "py",
                    "in": "changed",
                    "least": 2,
                    "sure": 0.7,
                    "role": "library",
                }
            }
        },
    )
    technology = next(one for one in own.policies if one.name == "stampede locks")
    policy = technology.policy
    assert (policy.hints, policy.is_for_changed_files, policy.is_for_tests) == (
        ("single_flight",),
        True,
        False,
    )
    assert (policy.min_lines, policy.certainty, technology.languages) == (2, 0.7, frozenset({"py"}))
    assert technology.is_library
    again = extend_catalogue(own, {"Caching": {"stampede locks": {"words": "single flight"}}})
    kept = again.categories["Caching"].technologies["stampede locks"]
    assert (kept.policy, kept.languages, kept.is_library) == (policy, frozenset({"py"}), True)
    assert kept.prose_names == ("single flight",)


@pytest.mark.parametrize(
    ("table", "says"),
    [
        ({"Caching": "Redis"}, "Caching: a table"),
        ({"Caching": {"Redis": "redis"}}, "Caching.Redis: a table of how it is recognised"),
        ({"Caching": {"weight": 2}}, "Caching.weight: a number from 0 to 1"),
        ({"Caching": {"weight": True}}, "Caching.weight: a number from 0 to 1"),
        ({"Caching": {"weight": "high"}}, "Caching.weight: a number from 0 to 1"),
        ({"Caching": {"words": 3}}, "Caching.words: a string of names with commas"),
        ({"Caching": {"Redis": {"pypi": 3}}}, "Caching.Redis.pypi: a string of names with blanks"),
        ({"Caching": {"Redis": {"pypi": [3]}}}, "Caching.Redis.pypi: a string of names"),
        ({"Caching": {"Redis": {"gems": "redis"}}}, "Caching.Redis.gems: one of action, "),
        ({"Caching": {"Redis": {"role": "cache"}}}, "Caching.Redis.role: one of"),
        ({"Caching": {"x": {"pattern": "x", "least": "2", "hints": "x"}}}, "Caching.x: least is"),
        (
            {"Caching": {"x": {"pattern": "x", "in": "docs", "hints": "x"}}},
            "in is 'code', 'changed'",
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
        ({"Caching": {"x": {"pattern": "x", "hints": "x", "sure": 7}}}, "Caching.x.sure: a number"),
    ],
)
def test_bad_entries_are_named(table, says):
    with pytest.raises(CatalogueError) as refused:
        extend_catalogue(load_catalogue(), table)
    assert says in str(refused.value)


def test_a_package_that_a_repository_names_is_of_what_it_named_alone() -> None:
    known = extend_catalogue(load_catalogue(), {"Caching": {"Store": {"pypi": "cachetools"}}})
    assert [one.name for one in known.find_package("pypi", "cachetools")] == ["Store"]
    assert known.find_package("pypi", "redis") == load_catalogue().find_package("pypi", "redis")
