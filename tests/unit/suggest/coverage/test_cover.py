"""What covers the topics of a change: decisions on record and earlier suggestions."""

from __future__ import annotations

import pytest

from decision_pages import madr, nygard, phr, record_set
from minutebook.records.model import Record
from minutebook.suggest.catalogue import catalogue
from minutebook.suggest.coverage import decision_text
from minutebook.suggest.coverage.cover import split_covered
from minutebook.suggest.model import CoveringRecord, Topic

REDIS = Topic("Caching", "Redis", alternatives=("Memcached", "in-process dictionary"))
NO_REDIS = Topic("Caching", "Redis", action="drop")
VALKEY = Topic("Caching", "Valkey", action="replace", instead="Redis")
BROKER = Topic("Message broker", "Redis", alternatives=("RabbitMQ", "Kafka"))
CELERY = Topic("Background jobs", "Celery", alternatives=("RQ", "arq", "Dramatiq"))
POSTGRES = Topic("Database", "PostgreSQL", alternatives=("MySQL", "MongoDB", "SQLite"))
JWT = Topic("Authentication", "JWT", alternatives=("Sessions", "Auth0"))
CURSORS = Topic("Pagination", "cursor-based", alternatives=("offset/limit",))
LIMITS = Topic("Rate limiting", "")
PYTEST = Topic("Test strategy", "pytest", alternatives=("unittest",))


def find_covering_kind(topic: Topic, *pages: str | tuple[str, str]) -> str:
    """How records cover a topic; "" where they do not."""
    uncovered, covering = split_covered((topic,), record_set(*pages))
    assert len(uncovered) + len(covering) == 1
    return covering[0].how if covering else ""


Y = """# {0}

Status: accepted

In the context of the product API, facing slow queries, we decided for {1} and neglected {2},
to achieve speed, accepting one more service.
"""
OURS = """---
status: accepted
---

# {0}

- **In the context of:** the product API
- **facing:** slow queries
- **we decided for:** {1}
- **and neglected:** {2}
- **to achieve:** speed
"""
STACK = nygard(
    "Backend stack",
    "- **Framework**: FastAPI\n- **Database**: PostgreSQL (managed)\n- **Cache**: Redis\n"
    "- **Broker**: RabbitMQ\n  - one queue a tenant, not Kafka\n",
)

MUSED = """# Caching

Status: accepted

## Alternatives considered

We looked at Redis.

## Decision

We will use the memory of each process.
"""
SUCCESSOR = nygard("Edge nodes", status="Accepted\n\nSupersedes [1. Cache](0001-x.md)")

EMPTY = (
    "---\nstatus: accepted\n---\n\n# {0}\n\n## Considered Options\n\n{1}\n\n## Decision Outcome\n"
)
RQ = Topic("Background jobs", "RQ", "replace", "Celery", ("Celery", "Dramatiq", "Huey"))
HUEY = Topic("Background jobs", "Huey", alternatives=("Celery", "RQ"))
BOTH_CHOSEN = (
    "- Caching: Redis\n- Caching: Memcached: no persistence\n- Authentication: JWT\n"
    "- Authentication: Sessions\n"
)
COVERED = [
    (
        REDIS,
        "# Faster\n\nStatus: proposed\n\n## Options\n\n- Caching: Redis\n- Caching: Memcached\n",
    ),
    (CELERY, EMPTY.format("Use Celery for background jobs", "- Celery\n- RQ")),
    (REDIS, EMPTY.format("Use Redis and JWT", BOTH_CHOSEN)),
    (JWT, EMPTY.format("Use Redis and JWT", BOTH_CHOSEN)),
    (HUEY, "# Background jobs\n\nStatus: proposed\n\n## Options\n\n- Celery\n- Huey\n"),
    (REDIS, nygard("Use Redis for caching", "We will use Redis.")),
    (REDIS, nygard("Cache in Redis")),
    (REDIS, nygard("Caching: Redis")),
    (REDIS, nygard("use-redis-for-caching")),
    (REDIS, "# Use redis for caching\n\nWe will.\n"),
    (REDIS, "# ADR-0007: Use Redis for caching\n"),
    (REDIS, nygard("Use Redis for caching", status="Proposed")),
    (REDIS, nygard("Caching strategy", "We will keep hot rows in Redis with a TTL of 60 s.")),
    (REDIS, nygard("Caching strategy", "Redis is our cache.")),
    (REDIS, nygard("Caching", "Redis was chosen, because it is shared.")),
    (REDIS, nygard("Use Redis", "We will use Redis.", "The cache must be shared by workers.")),
    (REDIS, nygard("Use Redis", "We will use Redis.")),
    (REDIS, STACK),
    (REDIS, madr("Caching", "Redis", "Redis", "Memcached")),
    (REDIS, madr("Caching", "Option 1", "Option 1: Redis", "Option 2: Memcached")),
    (REDIS, madr("Caching", "option 2", "Memcached", "Redis")),
    (REDIS, madr("Caching", "", "Redis", "Memcached", status="proposed").partition("## Dec")[0]),
    (REDIS, madr("How fast must it be", "Redis", "Redis", "Memcached", more="tags: [caching]\n")),
    (REDIS, madr("Speed", "None", status="accepted", more="topics:\n  - 'Caching: Redis'\n")),
    (REDIS, madr("Speed", "None", status="accepted", more="topic: 'caching: redis'\n")),
    (REDIS, "# Caching\n\n## Options\n\n### Redis ✅\n\nFast.\n\n### Memcached\n\nNo.\n"),
    (REDIS, "# Caching\n\n| Option | Pro |\n|---|---|\n| Redis | fast |\n\nWe chose Redis.\n"),
    (REDIS, "# Whether to use Redis for caching\n\nStatus: proposed\n"),
    (REDIS, "# Memcached vs Redis as the cache\n\nStatus: proposed\n"),
    (REDIS, Y.format("Caching", "Redis", "Memcached")),
    (REDIS, OURS.format("Cache product pages", "Redis", "Memcached")),
    (NO_REDIS, nygard("Remove Redis from the cache")),
    (NO_REDIS, nygard("Redis cache removal")),
    (VALKEY, nygard("Cache in Valkey instead of Redis")),
    (BROKER, nygard("Background jobs", "We will use Celery with Redis as broker.")),
    (BROKER, nygard("Use Redis for caching", "Redis is used as the cache and message broker.")),
    (CELERY, nygard("Adopt Celery")),
    (CELERY, nygard("Background jobs", "We will use Celery.")),
    (CELERY, "# 0007 Background jobs\n\nWe will use Celery with Redis as broker.\n"),
    (CELERY, nygard("Slow mails", "We have decided to use Celery for sending them.")),
    (POSTGRES, nygard("Use Postgres")),
    (POSTGRES, nygard("Persistence", "We will use PostgreSQL for all data.")),
    (POSTGRES, STACK),
    (JWT, nygard("Issue access tokens as JSON Web Tokens")),
    (JWT, nygard("Authentication with JWTs")),
    (CURSORS, nygard("Paginate lists with cursors")),
    (LIMITS, nygard("Throttle the public API")),
    (REDIS, madr("Speed", "x", more="tags: [caching, redis]\n")),
    (REDIS, "# Caching\n\n## Options\n\n* Redis\n* Memcached\n"),
    (LIMITS, madr("Guard the API", "x", more="labels: [rate-limiting]\n")),
    (
        LIMITS,
        nygard("Guard the API", "We will add rate limits.", "Rate limits. The rate limit is low."),
    ),
    (Topic("Deployment", "Kubernetes"), nygard("Deploy on k8s")),
    (Topic("Language and runtime", "Go"), nygard("Write services in Go")),
    (PYTEST, nygard("Use pytest")),
]
CONTRADICTED = [
    # The title chooses where the outcome is not written yet.
    (RQ, EMPTY.format("Use Celery for background jobs", "- Celery\n- RQ")),
    (HUEY, EMPTY.format("Use Celery for background jobs", "- Celery\n- RQ\n- Huey: small")),
    (CELERY, EMPTY.format("Use RQ for background jobs", "- RQ\n- Celery")),
    (HUEY, EMPTY.format("Use Celery for background jobs", "- Celery with Redis\n- Huey")),
    (CELERY, EMPTY.format("Use bare threads for background jobs", "- bare threads\n- Celery")),
    (HUEY, EMPTY.format("Use Celery for background jobs", "We looked at Huey.")),
    (REDIS, EMPTY.format("Use Memcached and JWT", BOTH_CHOSEN)),
    (REDIS, nygard("Use Redis for caching", status="Rejected")),
    (REDIS, nygard("Do not use Redis for caching")),
    (REDIS, nygard("Caching: in-process dictionary")),
    (REDIS, nygard("Caching: one file a day")),
    (REDIS, nygard("Use an in-process dictionary for caching")),
    (REDIS, nygard("Use Memcached for caching")),
    (REDIS, nygard("Use Memcached")),
    (REDIS, nygard("Caching", "We will not use Redis. Memcached will do.")),
    (REDIS, nygard("Caching", "We will use Memcached.")),
    (REDIS, nygard("Caching", "Redis was considered, but Redis was rejected. We'll use a dict.")),
    (REDIS, madr("Use Memcached for caching", "Memcached", "Redis", "Memcached")),
    (REDIS, madr("Caching", "Option 2", "Option 1: Redis", "Option 2: Memcached")),
    (REDIS, madr("Caching", "a dictionary in each process", "a dictionary in each process")),
    (REDIS, nygard("Slow pages", "- **Cache**: Memcached, in front of the API")),
    (REDIS, Y.format("Caching", "Memcached", "Redis")),
    (REDIS, OURS.format("Cache product pages", "Memcached", "Redis")),
    (REDIS, MUSED),
    (REDIS, nygard("Slow pages", "We will not use Redis for caching.", "Caching is wanted.")),
    (REDIS, nygard("Use a dictionary for caching in each worker")),
    (NO_REDIS, nygard("Use Redis for caching")),
    (Topic("Test strategy", "unittest", "replace", "pytest"), nygard("Use pytest")),
    (VALKEY, nygard("Use Redis for caching")),
    (CELERY, nygard("Background jobs", "We will use RQ.")),
    (CELERY, nygard("Use RQ")),
    (POSTGRES, nygard("Use MongoDB", "We'll use MongoDB as our database.")),
    (BROKER, STACK),
    (CURSORS, nygard("Offset pagination for list endpoints")),
    (LIMITS, nygard("No rate limiting")),
    (JWT, nygard("Use sessions for authentication", "We'll keep sessions in cookies.")),
    (Topic("Frontend framework", "React"), nygard("Replace React with Vue in the frontend")),
]
UNRELATED = [
    (REDIS, nygard("Use PostgreSQL", "We will use PostgreSQL.")),
    (REDIS, nygard("Use PostgreSQL", "We will use it. Sessions stay in Redis.", "Redis is there.")),
    (REDIS, nygard("Use Redis for caching", status="Superseded by [2](0002-x.md)")),
    (REDIS, nygard("Use Redis for caching", status="Deprecated")),
    (REDIS, nygard("Caching strategy", "We will keep entries for sixty seconds.")),
    (REDIS, nygard("Background jobs", "We will use Celery with Redis as broker.")),
    (REDIS, nygard("Use Memcached for caching", status="Rejected")),
    (REDIS, madr("Message broker", "RabbitMQ", "Redis", "RabbitMQ")),
    (REDIS, "# Use PostgreSQL\n\n```sh\nredis-cli caching\n```\n\n<!--\ncaching in Redis\n-->\n"),
    (NO_REDIS, nygard("Use Redis for caching", status="Rejected")),
    (NO_REDIS, nygard("Use Memcached for caching")),
    (NO_REDIS, "# Whether to use Redis for caching\n\nStatus: proposed\n"),
    (BROKER, nygard("Use Redis for caching", "We will use Redis.")),
    (BROKER, nygard("Use Redis", "We will use Redis.", "We need a cache: caching is slow.")),
    (BROKER, nygard("Speed", "We will use Redis for sessions and for caching.")),
    (POSTGRES, nygard("Use PostgreSQL full-text search")),
    (JWT, nygard("Use OAuth2", "We will use OAuth2.")),
    (LIMITS, nygard("Make the deploy fast", "We will build in parallel.")),
    (PYTEST, nygard("Use Hypothesis for testing")),
    (Topic("Language and runtime", "Go"), nygard("Let reviews go on", "They go on.")),
    (Topic("Frontend framework", "React"), nygard("Drop create-react-app", "It is old.")),
    (CELERY, "# Name handlers\n\nWe will use snake case for all Celery tasks.\n"),
    (CELERY, ""),
    (REDIS, nygard("Use a dictionary for names", "Caching is another matter.")),
    (REDIS, nygard("Use fewer queries for pages that need no caching")),
    (REDIS, nygard("Notes: caching and more", "Nothing yet.")),
    (REDIS, madr("Speed", "x", more="tags: [redis]\n")),
    (REDIS, nygard("Memcached fails at night", "We will restart it.")),
    (Topic("Dependency injection", ""), nygard("Test with pytest", "- **Injection**: by Dishka")),
    (POSTGRES, nygard("Use MongoDB", "It is there.", "For sessions, sessions and sessions.")),
    (Topic("Test strategy", "unittest"), nygard("Testing: pytest")),
]


@pytest.mark.parametrize(("topic", "page"), COVERED)
def test_a_decision_covers(topic: Topic, page: str) -> None:
    assert find_covering_kind(topic, page) == "covered"


@pytest.mark.parametrize(("topic", "page"), CONTRADICTED)
def test_a_decision_is_contradicted(topic: Topic, page: str) -> None:
    assert find_covering_kind(topic, page) == "contradicts"


@pytest.mark.parametrize(("topic", "page"), UNRELATED)
def test_a_decision_is_about_something_else(topic: Topic, page: str) -> None:
    assert find_covering_kind(topic, page) == ""


def test_pages_are_read_once_for_many_topics(monkeypatch: pytest.MonkeyPatch) -> None:
    read_paths: list[str] = []

    def read(record: Record) -> decision_text.DecisionText:
        read_paths.append(record.path)
        return read_decision(record)

    read_decision = decision_text.read_decision
    monkeypatch.setattr(decision_text, "read_decision", read)
    records = record_set(nygard("Use Redis", "Redis, PostgreSQL and MongoDB."), SUCCESSOR)
    split_covered((POSTGRES, REDIS, VALKEY, BROKER), records)
    assert read_paths == ["decisions/0001-x.md", "decisions/0002-x.md"]


def test_decisions_that_are_superseded_cover_no_topic() -> None:
    records = record_set(STACK, SUCCESSOR, SUCCESSOR.replace("0001", "0009"))
    assert split_covered((POSTGRES, REDIS, LIMITS), records) == ((POSTGRES, REDIS, LIMITS), ())


def test_without_records_or_topics_nothing_is_covered() -> None:
    assert split_covered((REDIS,), None) == ((REDIS,), ())
    assert split_covered((), record_set(STACK)) == ((), ())


def test_topics_are_split_by_coverage() -> None:
    split = split_covered(
        (LIMITS, REDIS), record_set(nygard("Use Postgres"), nygard("Cache in Redis"))
    )
    path = "decisions/0002-x.md"
    assert split == (
        (LIMITS,),
        (
            CoveringRecord(
                "Caching: Redis",
                "ADR-0002",
                "Cache in Redis",
                path,
                "covered",
                "accepted",
                "0002-x",
            ),
        ),
    )


def test_a_dropped_technology_is_named_as_removed() -> None:
    _, covering = split_covered((NO_REDIS,), record_set(nygard("Use Redis for caching")))
    assert [(record.topic, record.how) for record in covering] == [
        ("Caching: Redis removed", "contradicts")
    ]


@pytest.mark.parametrize(
    ("pages", "ref"),
    [
        # A title counts more than a remark, a later decision more than an earlier one.
        ((nygard("Use Redis for caching"), STACK), "ADR-0001"),
        ((nygard("Use Memcached for caching"), nygard("Use Redis for caching")), "ADR-0002"),
        # A rejected decision counts least.
        ((nygard("Cache in Redis"), nygard("Cache in Redis", status="Rejected")), "ADR-0001"),
        ((nygard("Cache in Redis", status="Rejected"), nygard("Cache in Redis")), "ADR-0002"),
    ],
)
def test_the_surest_and_latest_decision_covers(pages: tuple[str, ...], ref: str) -> None:
    _, covering = split_covered((REDIS,), record_set(*pages))
    assert (covering[0].ref, covering[0].how) == (ref, "covered")


@pytest.mark.parametrize(
    ("successor", "expected"),
    [
        (SUCCESSOR, ""),
        (SUCCESSOR.replace("Accepted", "Proposed"), "covered"),
        (SUCCESSOR.replace("0001-x.md", "0009-gone.md"), "covered"),
    ],
)
def test_a_superseded_decision_covers_nothing(successor: str, expected: str) -> None:
    assert find_covering_kind(REDIS, nygard("Cache in Redis"), successor) == expected


@pytest.mark.parametrize(
    ("topic", "page", "expected"),
    [
        (REDIS, phr("pending"), ("S-0042-1", "Caching: Redis", "pending")),
        (REDIS, phr("dismissed"), ("S-0042-1", "only a trial", "dismissed")),
        (REDIS, phr("accepted"), None),
        (REDIS, phr("pending", "Caching: Memcached"), None),
        (NO_REDIS, phr("pending"), None),
        (NO_REDIS, phr("pending", "Caching: Redis removed"), ("S-0042-1", "Caching: Redis removed", "pending")),
        (REDIS, phr("pending", "Caching: Redis removed"), None),
        (
            CELERY,
            phr("pending", "Jobs", "    topics: ['Background jobs: Celery', 'Message broker: Redis']\n"),
            ("S-0042-1", "Jobs", "pending"),
        ),
    ],
)  # fmt: skip
def test_an_earlier_suggestion_covers(
    topic: Topic, page: tuple[str, str], expected: tuple[str, str, str] | None
) -> None:
    _, covering = split_covered((topic,), record_set(page))
    assert [(record.ref, record.title, record.how) for record in covering] == (
        [expected] if expected else []
    )


def following(page: tuple[str, str]) -> tuple[str, str]:
    """A prompt's page that follows another prompt too."""
    path, text = page
    return path, text.replace("links:\n", "links:\n  follows: [PHR-0041]\n")


@pytest.mark.parametrize(
    ("page", "decision", "expected"),
    [
        # The decision made of a suggestion covers its topics, whatever its text says.
        (phr("accepted", adr="0001-x"), nygard("Make it fast"), "covered"),
        (following(phr("accepted", adr="0001-x")), nygard("Make it fast"), "covered"),
        (following(phr("accepted")), nygard("Make it fast"), ""),
        (phr("accepted", adr="0001-x"), nygard("Make it fast", status="Rejected"), ""),
        (phr("accepted", adr="0001-x"), nygard("Make it fast", status="Deprecated"), ""),
        (phr("accepted", adr="0009-gone"), nygard("Make it fast"), ""),
        # A decision that covers comes first; a dismissal comes before a contradiction.
        (phr("pending"), nygard("Cache in Redis"), "covered"),
        (phr("dismissed"), nygard("Cache in Redis"), "covered"),
        (phr("dismissed"), nygard("Cache in Memcached"), "dismissed"),
        (phr("pending"), nygard("Cache in Memcached"), "contradicts"),
        (phr("pending", more="    supersedes: 0001-x\n"), nygard("Cache in Memcached"), "pending"),
    ],
)
def test_suggestions_and_decisions(page: tuple[str, str], decision: str, expected: str) -> None:
    assert find_covering_kind(REDIS, decision, page) == expected


def test_configured_topics_are_compared_too() -> None:
    tables = {"Map rendering": {"Leaflet": {"npm": "leaflet"}, "MapLibre": {"npm": "maplibre-gl"}}}
    extended = catalogue.extend_catalogue(catalogue.load_catalogue(), tables)
    pages = record_set(nygard("Use MapLibre for map rendering"))
    _, covering = split_covered((Topic("Map rendering", "Leaflet"),), pages, extended)
    assert [record.how for record in covering] == ["contradicts"]
    _, covering = split_covered((Topic("Map rendering", "MapLibre"),), pages, extended)
    assert [record.how for record in covering] == ["covered"]


def test_any_text_can_be_compared() -> None:
    texts = [
        "\ud800 Redis caching",
        "Redis " * 20000,
        "#" * 3000,
        "| caching | " * 2000,
        "**" * 9000,
    ]
    pages = record_set(*(f"# Caching {text}\n\n## Decision\n\n- {text}\n" for text in texts))
    uncovered, covering = split_covered((REDIS, Topic("\ud800", "\ud800"), Topic("", "")), pages)
    assert len(uncovered) + len(covering) == 3


BEETLE = Topic("Ledger", "TigerBeetle", alternatives=("Formance",))


@pytest.mark.parametrize(
    ("options", "topic", "title", "expected"),
    [
        ({}, BEETLE, "Use Formance", "contradicts"),
        ({"traits": "additive"}, BEETLE, "Use Formance", ""),
        ({"together": "tigerbeetle, formance"}, BEETLE, "Use Formance", ""),
        ({"protocols": "formance"}, BEETLE, "Use Formance", ""),
        ({}, Topic("Ledger", "Formance"), "Use Formance for sessions", "covered"),
        (
            {"multi-purpose": "formance"},
            Topic("Ledger", "Formance"),
            "Use Formance for sessions",
            "",
        ),
    ],
)
def test_a_repository_says_which_technologies_are_instead_of_each_other(
    options: dict[str, str], topic: Topic, title: str, expected: str
) -> None:
    tables = {"Ledger": {**options, "TigerBeetle": {"npm": "tb"}, "Formance": {"npm": "fm"}}}
    extended = catalogue.extend_catalogue(catalogue.load_catalogue(), tables)
    _, covering = split_covered((topic,), record_set(nygard(title)), extended)
    assert [record.how for record in covering] == ([expected] if expected else [])
