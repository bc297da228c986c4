"""Options that texts state, and the lists of options and alternatives made of them."""

from __future__ import annotations

import pytest

from minutebook.suggest.catalogue.catalogue import extend_catalogue, load_catalogue
from minutebook.suggest.model import Topic
from minutebook.suggest.prose.options import (
    find_own_tradeoffs,
    find_reason,
    find_weighed_options,
    keep_own_alternatives,
    list_alternatives,
    list_options,
)
from minutebook.suggest.prose.stated_options import find_tradeoffs

CELERY = Topic("Background jobs", "Celery", alternatives=("RQ", "arq"), strength=0.9)
BROKER = Topic("Message broker", "Redis", strength=0.4)
REDIS = Topic("Caching", "Redis", alternatives=("Memcached",), strength=0.8)
LIMITS = Topic("Rate limiting", "Redis", strength=0.7)
POSTGRES = Topic("Database", "PostgreSQL", alternatives=("MySQL",), strength=0.9)
VALKEY = Topic("Caching", "Valkey", "replace", "Redis", ("Memcached",), 0.8)
GONE = Topic("Caching", "Redis", "drop", strength=0.8)
CORS = Topic("CORS", "", strength=0.8)
TOKENS = Topic("Authentication", "JWT", alternatives=("Sessions", "Auth0"), strength=0.8)


STATED = [
    (
        "Redis rather than a dictionary in each process: four workers would hold four copies.",
        [("Redis", ""), ("a dictionary in each process", "four workers would hold four copies")],
    ),
    ("I chose Celery over RQ because it has scheduling.", [("Celery", "it has scheduling"), ("RQ", "")]),
    ("We picked arq over Celery: it is async.", [("arq", ""), ("Celery", "it is async")]),
    (
        "We considered Memcached, Varnish and a CDN but they are heavy.",
        [("Memcached", "they are heavy"), ("Varnish", "they are heavy"), ("a CDN", "they are heavy")],
    ),
    ("We use httpx instead of requests for async.", [("httpx", ""), ("requests", "")]),
    ("Cache pages in `Redis` instead of **Varnish**", [("Redis", ""), ("Varnish", "")]),
    ("Switched from MySQL to PostgreSQL because of JSONB.", [("PostgreSQL", "JSONB"), ("MySQL", "")]),
    ("Replace Moment with Day.js", [("Day.js", ""), ("Moment", "")]),
    ("argon2 vs bcrypt", [("argon2", ""), ("bcrypt", "")]),
    ("We could have used Kafka, but it is too heavy.", [("Kafka", "it is too heavy")]),
    ("Use Redis instead of files, simply because they are slow", [("Redis", "they are slow"), ("files", "")]),
    ("Options: Redis, Memcached or none", [("Redis", ""), ("Memcached", ""), ("none", "")]),
    (
        "## Alternatives considered\n\n- **Memcached**: no persistence\n- In-process - not shared\n\nDone.",
        [("Memcached", "no persistence"), ("In-process", "not shared")],
    ),
    (
        "**Options:**\n1. JWT (stateless)\n2. Option B: sessions\nThat is all\n- and this no option",
        [("JWT", "stateless"), ("sessions", "")],
    ),
    ("Use sets instead of lists. Use sets instead of lists: they are slow.", [("sets", ""), ("lists", "they are slow")]),
    ("It calls the API once instead of doing it twice.", []),
    ("```\nRedis instead of Memcached\n```\nDone.", []),
    ("Options are many\n- one\n- two", []),
    # An enumeration, with reasons in parentheses.
    (
        "I considered RQ (simpler, but no retries) and FastAPI BackgroundTasks (lost on exit).",
        [("RQ", "simpler, but no retries"), ("FastAPI BackgroundTasks", "lost on exit")],
    ),
    ("Options: Redis (shared), Memcached", [("Redis", "shared"), ("Memcached", "")]),
    ("I chose Celery over RQ (no schedule).", [("Celery", ""), ("RQ", "no schedule")]),
    ("Redis (shared) rather than a file", [("Redis", "shared"), ("a file", "")]),
    (
        "I considered three ways:\n\n- Celery: has retries\n- RQ, simple\n  but small\n    - Pro: x\n- doing nothing\n\nDone.",
        [("Celery", "has retries"), ("RQ", "simple but small"), ("doing nothing", "")],
    ),
    ("Alternatives:\n- " + "a very long way of doing what has to be done, as it was", []),
    ("Alternatives:\n- RQ\n- List<T>\n- 42", [("RQ", "")]),
    ("We evaluated memcached, a-b, 'no cache' and cursor pagination.",
     [("memcached", ""), ("a-b", ""), ("no cache", ""), ("cursor pagination", "")]),
    ("The tests run against SQLite instead of PostgreSQL.", [("SQLite", ""), ("PostgreSQL", "")]),
    ("Use polling instead of webhooks.", [("polling", ""), ("webhooks", "")]),
    # Fragments are no options.
    ("I considered two approaches and picked the simpler because of several workers.", []),
    ("Considered touching the model, and whether tests fail.", []),
    ("Three options were considered and rejected because of several workers.", []),
    ("I looked at tests, I looked into the failing build and compared both versions.", []),
    ("It returns None instead of raising an error.", []),
    ("We considered the following files:\n- RQ\n- arq", []),
    ("Instead of Redis", [("Redis", "")]),
    ("Redis instead of " + "many words go on " * 5, [("Redis", "")]),
    ("x " * 3000 + "instead of y", []),
    ("", []),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), STATED)
def test_stated_options(text: str, expected: list[tuple[str, str]]) -> None:
    assert find_weighed_options({"response": text}) == tuple(expected)


def test_options_of_the_answer_come_before_those_of_the_message() -> None:
    texts = {"message": "Use Varnish instead of nginx", "response": "Redis rather than Varnish"}
    assert [option for option, _ in find_weighed_options(texts)] == ["Redis", "Varnish", "nginx"]


def test_at_most_eight_options_are_found() -> None:
    listed = "\n".join(f"- option number {number}" for number in range(20))
    assert len(find_weighed_options({"prompt": f"Alternatives:\n{listed}"})) == 8


def test_options_list_the_chosen_the_stated_and_the_usual() -> None:
    texts = {"response": "Redis rather than a dictionary in each process"}
    assert list_options([REDIS], texts) == ("Redis", "a dictionary in each process", "Memcached")
    assert list_options([VALKEY], {}) == ("Valkey", "Redis", "Memcached")
    assert list_options([GONE], {}) == ("Remove Redis", "Keep Redis")
    assert list_options([CORS], {}) == ("CORS",)
    assert list_options([], texts) == ("Redis", "a dictionary in each process")
    assert list_alternatives([CELERY, POSTGRES], {}) == ("RQ", "arq", "MySQL")


def test_options_carry_their_reasons() -> None:
    texts = {
        "response": "I chose Celery because it has retries. I considered Huey (small) and RQ"
        " (simpler, but no retries).\n\nOptions:\n- Celery: has retries\n- threads: "
        + "lost on exit " * 12
        + "\n- arq: it is `<async>`\n- files: "
        + "x" * 190
    }
    options = list_options([CELERY], texts)
    assert options == (
        "Celery: has retries",
        "threads: " + "lost on exit " * 9 + "…",
        "arq",
        "files: " + "x" * 120 + " …",
        "Huey: small",
        "RQ: simpler, but no retries",
    )
    assert list_options([], {"response": "Options:\n- RQ: small"}) == ("RQ: small",)


def test_several_choices_keep_their_options_apart() -> None:
    texts = {
        "response": "For caching I chose Redis rather than a dictionary per worker. JWT instead of"
        " cookies of our own, because they are stateless. I considered Memcached (no persistence)."
        " A pool rather than a queue. We keep cache entries in rows instead of in a blob."
    }
    assert list_options([REDIS, TOKENS], texts) == (
        "Caching: Redis",
        "Caching: a dictionary per worker",
        "Caching: Memcached: no persistence",
        "Caching: rows",
        "Authentication: JWT: they are stateless",
        "Authentication: cookies of our own",
        "Authentication: Sessions",
        "Authentication: Auth0",
    )
    assert list_options([TOKENS, CORS], {}) == (
        "Authentication: JWT",
        "Authentication: Sessions",
        "Authentication: Auth0",
        "CORS",
    )
    assert list_options([CELERY, BROKER, LIMITS], {})[:2] == (
        "Background jobs: Celery",
        "Background jobs: RQ",
    )
    assert list_options([REDIS, LIMITS], {}) == ("Redis", "Memcached")


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("Done. The downside is one more service.", ("The downside is one more service.",)),
        ("The main drawback of this is a cost.\n\n- Trade-off: stale reads\n- Downside: `x`\n", ("The main drawback of this is a cost.", "Trade-off: stale reads", "Downside: x")),
        ("The downside is", ()),
        ("```\nThe downside is this.\n```\nThere are no downsides to it. Trade-offs were made.", ()),
        ("The downside is " + "x" * 500, ()),
        ("\n\n".join(f"Drawback: {one}" for one in range(9)), tuple(f"Drawback: {one}" for one in range(5))),
    ],
)  # fmt: skip
def test_tradeoffs(answer: str, expected: tuple[str, ...]) -> None:
    assert find_tradeoffs(answer) == expected


def test_options_of_a_companion_that_a_repository_names_are_left_out():
    ledger = Topic("Ledger", "Formance", alternatives=("TigerBeetle",), strength=0.9)
    catalogue = extend_catalogue(load_catalogue(), {"Caching": {"companions": "Ledger"}})
    assert list_options([REDIS, ledger], {}, catalogue) == ("Redis", "Memcached")
    assert list_options([REDIS, ledger], {})[0] == "Caching: Redis"


# What the texts say of one decision of several, and of the choice.

BOTH = {
    "prompt": "Cache pages in Redis rather than Varnish. Log people in with JWT instead of Auth0.",
    "response": "I considered Memcached (no persistence) for caching.",
}


def test_options_go_to_the_decision_that_they_are_for() -> None:
    assert list_options([REDIS], BOTH, other_leads=[TOKENS]) == (
        "Redis", "Memcached: no persistence", "Varnish",
    )  # fmt: skip
    assert list_options([TOKENS], BOTH, other_leads=[REDIS]) == ("JWT", "Auth0", "Sessions")
    everything = ("Memcached", "Varnish", "Auth0", "Sessions")
    assert keep_own_alternatives(everything, REDIS, [TOKENS], BOTH) == (
        "Memcached",
        "Varnish",
        "Sessions",
    )
    assert keep_own_alternatives(everything, TOKENS, [REDIS], BOTH) == ("Auth0", "Sessions")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Use Redis, because it is shared. Done.", "because it is shared"),
        ("It is slow. We take Redis so that four workers share a copy!", "so that four workers share a copy"),
        ("Redis it is, since they restart often", "because they restart often"),
        ("Redis, as we know it", "because we know it"),
        ("Redis in order to share, mostly", "in order to share, mostly"),
        ("Redis because of its speed (and more)", "because of its speed"),
        ("- Redis\n- Varnish because it is fast", ""),
        ("Because Redis is fast", ""),
        ("Use Redis since May", ""),
        ("Use Redis because <b>it</b> is", ""),
        ("Varnish because it is fast", ""),
        ("", ""),
    ],
)  # fmt: skip
def test_why_an_option_was_chosen(text: str, reason: str) -> None:
    assert find_reason("Redis", ["Cache the pages", text]) == reason


@pytest.mark.parametrize(
    ("text", "costs"),
    [
        ("Redis it is. The downside is memory.", ["The downside is memory."]),
        ("Redis, then JWT. The downside is memory.", []),
        ("JWT, then redis. The downside is memory.", ["The downside is memory."]),
        ("JWT. The downside is that Redis costs memory.", ["The downside is that Redis costs memory."]),
        ("The downside is memory. JWT is used.", ["The downside is memory."]),
        # As it cannot be found with its markup, it may be of each of them.
        ("JWT. The **downside** is memory.", ["The downside is memory."]),
    ],
)  # fmt: skip
def test_costs_go_to_the_choice_that_was_named_last(text: str, costs: list[str]) -> None:
    assert find_own_tradeoffs(text, "Redis", ["JWT", ""]) == tuple(costs)
    assert find_own_tradeoffs(text, "Redis", []) != ()
