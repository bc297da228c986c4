"""Not again: what the decisions on the shelf say of a change's topics, and earlier suggestions."""

from __future__ import annotations

import pytest

from decision_pages import DECISIONS, madr, nygard, phr, record_set
from minutebook.records import reader
from minutebook.suggest.catalogue import catalogue
from minutebook.suggest.coverage import decision_text, stance
from minutebook.suggest.coverage.cover import split_covered
from minutebook.suggest.model import CoveringRecord, Topic
from minutebook.suggest.prose import names

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


def how(topic: Topic, *pages: str | tuple[str, str]) -> str:
    """How the shelf speaks of a topic; "" where it does not."""
    left, found = split_covered((topic,), record_set(*pages))
    assert len(left) + len(found) == 1
    return found[0].how if found else ""


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
SILENT = [
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
    assert how(topic, page) == "covered"


@pytest.mark.parametrize(("topic", "page"), CONTRADICTED)
def test_a_decision_is_contradicted(topic: Topic, page: str) -> None:
    assert how(topic, page) == "contradicts"


@pytest.mark.parametrize(("topic", "page"), SILENT)
def test_a_decision_is_silent(topic: Topic, page: str) -> None:
    assert how(topic, page) == ""


def test_pages_are_read_once_for_many_topics() -> None:
    pages = record_set(STACK, SUCCESSOR, SUCCESSOR.replace("0001", "0009"))
    left, found = split_covered((POSTGRES, REDIS, LIMITS), pages)
    assert (left, found) == ((POSTGRES, REDIS, LIMITS), ())


def test_no_shelf_covers_nothing() -> None:
    assert split_covered((REDIS,), None) == ((REDIS,), ())
    assert split_covered((), record_set(STACK)) == ((), ())


def test_what_is_left_and_what_is_found() -> None:
    found = split_covered(
        (LIMITS, REDIS), record_set(nygard("Use Postgres"), nygard("Cache in Redis"))
    )
    path = "decisions/0002-x.md"
    assert found == (
        (LIMITS,),
        (CoveringRecord("Caching: Redis", "ADR-0002", "Cache in Redis", path, "covered"),),
    )


def test_what_goes_is_told_to_go() -> None:
    _, found = split_covered((NO_REDIS,), record_set(nygard("Use Redis for caching")))
    assert [(one.topic, one.how) for one in found] == [("Caching: Redis removed", "contradicts")]


@pytest.mark.parametrize(
    ("pages", "ref"),
    [
        # A title says more than a remark, and a later decision more than an earlier one.
        ((nygard("Use Redis for caching"), STACK), "ADR-0001"),
        ((nygard("Use Memcached for caching"), nygard("Use Redis for caching")), "ADR-0002"),
        # A rejected one speaks last.
        ((nygard("Cache in Redis"), nygard("Cache in Redis", status="Rejected")), "ADR-0001"),
        ((nygard("Cache in Redis", status="Rejected"), nygard("Cache in Redis")), "ADR-0002"),
    ],
)
def test_the_surest_and_latest_speaks(pages: tuple[str, ...], ref: str) -> None:
    _, found = split_covered((REDIS,), record_set(*pages))
    assert (found[0].ref, found[0].how) == (ref, "covered")


@pytest.mark.parametrize(
    ("successor", "expected"),
    [
        (SUCCESSOR, ""),
        (SUCCESSOR.replace("Accepted", "Proposed"), "covered"),
        (SUCCESSOR.replace("0001-x.md", "0009-gone.md"), "covered"),
    ],
)
def test_what_another_decision_supersedes_covers_nothing(successor: str, expected: str) -> None:
    assert how(REDIS, nygard("Cache in Redis"), successor) == expected


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
def test_an_earlier_suggestion_keeps_quiet(
    topic: Topic, page: tuple[str, str], expected: tuple[str, str, str] | None
) -> None:
    _, found = split_covered((topic,), record_set(page))
    assert [(one.ref, one.title, one.how) for one in found] == ([expected] if expected else [])


@pytest.mark.parametrize(
    ("page", "decision", "expected"),
    [
        # What was made of a suggestion covers its topics, whatever its words are.
        (phr("accepted", adr="0001-x"), nygard("Make it fast"), "covered"),
        (phr("accepted", adr="0001-x"), nygard("Make it fast", status="Rejected"), ""),
        (phr("accepted", adr="0001-x"), nygard("Make it fast", status="Deprecated"), ""),
        (phr("accepted", adr="0009-gone"), nygard("Make it fast"), ""),
        # A decision that covers comes first; a dismissal comes before a contradiction.
        (phr("pending"), nygard("Cache in Redis"), "covered"),
        (phr("dismissed"), nygard("Cache in Redis"), "covered"),
        (phr("dismissed"), nygard("Cache in Memcached"), "dismissed"),
        (phr("pending"), nygard("Cache in Memcached"), "contradicts"),
    ],
)
def test_suggestions_and_decisions(page: tuple[str, str], decision: str, expected: str) -> None:
    assert how(REDIS, decision, page) == expected


def test_a_repository_may_know_more() -> None:
    more = {"Map rendering": {"Leaflet": {"npm": "leaflet"}, "MapLibre": {"npm": "maplibre-gl"}}}
    known = catalogue.extend_catalogue(catalogue.load_catalogue(), more)
    pages = record_set(nygard("Use MapLibre for map rendering"))
    _, found = split_covered((Topic("Map rendering", "Leaflet"),), pages, known)
    assert [one.how for one in found] == ["contradicts"]
    _, found = split_covered((Topic("Map rendering", "MapLibre"),), pages, known)
    assert [one.how for one in found] == ["covered"]


def test_any_text_can_be_asked() -> None:
    wild = [
        "\ud800 Redis caching",
        "Redis " * 20000,
        "#" * 3000,
        "| caching | " * 2000,
        "**" * 9000,
    ]
    pages = record_set(*(f"# Caching {one}\n\n## Decision\n\n- {one}\n" for one in wild))
    left, found = split_covered((REDIS, Topic("\ud800", "\ud800"), Topic("", "")), pages)
    assert len(left) + len(found) == 3


@pytest.mark.parametrize(
    ("words", "base", "adopted", "refused"),
    [
        ("Use Redis instead of Memcached", "adopted", "redis", "memcached"),
        ("Replace MySQL with PostgreSQL", "adopted", "postgresql", "mysql"),
        ("Swap Redis for Valkey", "adopted", "valkey", "redis"),
        ("Drop support for Redis", "adopted", "", "support for redis"),
        ("Move the data from MySQL to PostgreSQL", "adopted", "postgresql", "mysql"),
        ("Redis vs Memcached", "adopted", "", ""),
        ("Should we use Redis?", "adopted", "", ""),
        ("Skylight removal", "adopted", "", "skylight"),
        ("Use PostgreSQL, not MySQL", "adopted", "postgresql", "mysql"),
        ("Use neither Redis nor Memcached, but a file", "adopted", ", a file", "redis , memcached"),
        ("Sessions stay in Redis.", "mentioned", "", ""),
        ("We will not use Redis. We will use files.", "mentioned", "files", "redis"),
        ("Redis was chosen because it is fast.", "mentioned", "redis", ""),
        ("We use Redis, which replaced Memcached.", "mentioned", "redis", "memcached"),
        ("Use files.", "mentioned", "files", ""),
        ("The team likes to adopt files.", "mentioned", "", ""),
        ("", "mentioned", "", ""),
    ],
)
def test_sides(words: str, base: str, adopted: str, refused: str) -> None:
    from minutebook.suggest.prose.polarity import split_sides

    found = split_sides(names.normalise_words(words), base)
    assert found.adopted.strip(" ,") == adopted.strip(" ,")
    assert found.refused.strip() == refused


@pytest.mark.parametrize(
    ("technology", "text", "raw", "expected"),
    [
        ("PostgreSQL", "We use postgres", "", True),
        ("Apache Kafka", "Kafka it is", "", True),
        ("Vue.js", "Vue for all", "", True),
        ("RabbitMQ", "a rabbit mq broker", "", True),
        ("cursor-based", "with a cursor", "", True),
        ("cursor-based", "with an offset", "", False),
        ("React", "x", "Use create-react-app", False),
        ("React", "x", "Use React-based pages", True),
        ("Go", "x", "Use Go", True),
        ("Go", "x", "Let it go", False),
        ("Go", "x", "use-go-everywhere", True),
        ("next js", "x", "Use Next.js", True),
        ("", "anything", "", False),
    ],
)
def test_names(technology: str, text: str, raw: str, expected: bool) -> None:
    name = names.make_prose_name(technology)
    assert name.is_named_in(names.normalise_words(raw or text), raw) is expected


def test_stems_of_a_category_nobody_knows() -> None:
    assert names.find_stems("Map rendering", ("basemaps", "the library")) == (
        " basemap",
        " map render",
    )
    assert " cach" in names.find_stems("Caching")


def test_what_a_page_decides() -> None:
    page = decision_text.read_decision(
        reader.read_record(
            DECISIONS,
            "decisions/0001-x.md",
            "# Caching\n\n## Options\n\n1. Redis: shared\n   - Good, because fast\n2. Option B\n"
            "3. a CDN\n\n**Memcached**\nsimple\n\n## Pros and cons of the options\n\n### Redis\n\n"
            "* Good\n\n## Decision Outcome\n\n### Chosen option: Option 1\n\nWe cache\nin Redis.\n\n"
            "**Rationale**: Varnish.\n\n**Rejected**: Varnish.\n\nSelected option: Option 1 - Redis\n",
        )
    )
    assert [one.strip() for one in page.options[:4]] == ["redis", "option b", "a cdn", "memcached"]
    assert page.chosen_option.strip() == "redis"
    assert "varnish" in page.refused_text
    assert "varnish" not in page.adopted_text
    assert "redis" in page.plain_text


def test_status_decides_what_a_page_says() -> None:
    one = stance.make_query(REDIS, catalogue.load_catalogue())
    page = decision_text.read_decision(
        reader.read_record(DECISIONS, "decisions/0001-x.md", nygard("Cache in Redis"))
    )
    assert stance.find_stance(one, page, "accepted") == (stance.TITLE_LEVEL, True)
    assert stance.find_stance(one, page, "") == (stance.TITLE_LEVEL, True)
    assert stance.find_stance(one, page, "rejected") == (stance.REJECTED_LEVEL, False)


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
    known = catalogue.extend_catalogue(catalogue.load_catalogue(), tables)
    _, covering = split_covered((topic,), record_set(nygard(title)), known)
    assert [record.how for record in covering] == ([expected] if expected else [])
