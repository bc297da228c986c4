"""The wording of a suggestion: brief, title, announcement, and options."""

from __future__ import annotations

import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from growth import assert_linear
from minutebook.suggest.catalogue.catalogue import extend_catalogue, load_catalogue
from minutebook.suggest.diff.patch import FileDiff
from minutebook.suggest.model import Topic
from minutebook.suggest.prose.options import list_options
from minutebook.suggest.wording.announcement import format_announcement
from minutebook.suggest.wording.titles import (
    compose_successor_title,
    compose_suggestion,
    describe_topic,
)

CELERY = Topic("Background jobs", "Celery", alternatives=("RQ", "arq"), strength=0.9)
BROKER = Topic("Message broker", "Redis", strength=0.4)
REDIS = Topic("Caching", "Redis", alternatives=("Memcached",), strength=0.8)
LIMITS = Topic("Rate limiting", "Redis", strength=0.7)
POSTGRES = Topic("Database", "PostgreSQL", alternatives=("MySQL",), strength=0.9)
ORM = Topic("ORM", "SQLAlchemy", strength=0.9)
VALKEY = Topic("Caching", "Valkey", "replace", "Redis", ("Memcached",), 0.8)
GONE = Topic("Caching", "Redis", "drop", strength=0.8)
CORS = Topic("CORS", "", strength=0.8)
TOKENS = Topic("Authentication", "JWT", alternatives=("Sessions", "Auth0"), strength=0.8)


@pytest.mark.parametrize(
    ("topics", "brief", "title"),
    [
        ([REDIS], "Caching: Redis", "Use Redis for caching"),
        ([POSTGRES], "Database: PostgreSQL", "Use PostgreSQL as the database"),
        (
            [CELERY, BROKER],
            "Background jobs: Celery with Redis as broker",
            "Use Celery for background jobs, with Redis as the broker",
        ),
        (
            [ORM, POSTGRES],
            "ORM: SQLAlchemy with PostgreSQL as database",
            "Use SQLAlchemy as the ORM, with PostgreSQL as the database",
        ),
        (
            [ORM, Topic("Connection pooling", "", strength=0.8)],
            "ORM: SQLAlchemy with connection pooling",
            "Use SQLAlchemy as the ORM, with connection pooling",
        ),
        (
            [REDIS, LIMITS],
            "Caching and rate limiting: Redis",
            "Use Redis for caching and rate limiting",
        ),
        (
            [CELERY, REDIS],
            "Background jobs: Celery; Caching: Redis",
            "Use Celery for background jobs and Redis for caching",
        ),
        ([CELERY, CORS], "Background jobs: Celery; CORS", "Use Celery for background jobs"),
        ([CORS], "CORS", "CORS"),
        ([CORS, Topic("CSRF", "", strength=0.7)], "CORS; CSRF", "CORS"),
        # Three products of which no text says a word are no title. A title becomes a file name: at
        # most sixty characters, and no half phrases.
        (
            [CELERY, REDIS, TOKENS],
            "Background jobs: Celery; Caching: Redis",
            "Use Celery for background jobs and Redis for caching",
        ),
        (
            [Topic("Background jobs", "Sidekiq Enterprise Edition", strength=0.9), BROKER],
            "Background jobs: Sidekiq Enterprise Edition with Redis as broker",
            "Use Sidekiq Enterprise Edition with Redis",
        ),
        (
            [ORM, Topic("Connection pooling", "", strength=0.8), POSTGRES],
            "ORM: SQLAlchemy with connection pooling and PostgreSQL as database",
            "Use SQLAlchemy with PostgreSQL",
        ),
        (
            [Topic("ORM", "SQLAlchemy, the toolkit of Python for all databases", strength=0.9), Topic("Connection pooling", "", strength=0.8)],
            "ORM: SQLAlchemy, the toolkit of Python for all databases with connection pooling",
            "Use SQLAlchemy, the toolkit of Python for all databases",
        ),
        ([VALKEY], "Caching: Valkey instead of Redis", "Use Valkey instead of Redis for caching"),
        ([GONE], "Caching: Redis removed", "Stop using Redis for caching"),
        ([Topic("CORS", "", "drop")], "CORS removed", "Remove CORS"),
        ([CELERY, CELERY, Topic("Webhooks", "", strength=0.1)], "Background jobs: Celery", "Use Celery for background jobs"),
        (
            [Topic("Pagination", "Cursor pagination")],
            "Pagination: Cursor pagination",
            "Use cursor pagination",
        ),
        ([Topic("Styling", "CSS modules")], "Styling: CSS modules", "Use CSS modules"),
        ([Topic("CORS", "CORSMiddleware")], "CORS: CORSMiddleware", "Use CORSMiddleware for CORS"),
        (
            [Topic("Transactions", "one a request")],
            "Transactions: one a request",
            "Transactions: one a request",
        ),
    ],
)  # fmt: skip
def test_topics_give_the_brief_and_the_title(topics: list[Topic], brief: str, title: str) -> None:
    assert compose_suggestion(topics, {}, ())[:2] == (brief, title)


def test_alternatives_are_those_that_were_not_chosen() -> None:
    assert compose_suggestion([CELERY, BROKER], {}, ())[2] == ("RQ", "arq")
    assert compose_suggestion([VALKEY], {}, ())[2] == ("Redis", "Memcached")
    texts = {"response": "We chose Redis over Varnish, and Memcached was too small."}
    assert compose_suggestion([REDIS], texts, ())[2] == ("Memcached", "Varnish")
    assert compose_suggestion([], {"message": "Use sets instead of lists"}, ())[2] == (
        "sets",
        "lists",
    )


@pytest.mark.parametrize(
    ("message", "prompt", "expected"),
    [
        ("feat(api): PROJ-12 add billing module (#123)", "", "Add billing module"),
        ("Merge pull request #1 from org/feature/x\n\nAdd billing", "", "Add billing"),
        ("Merge pull request #1 from org/feature/add-billing", "", "Add billing"),
        ("Merge branch 'feature/AB-12-split-the-monolith' into main", "", "Split the monolith"),
        ("wip", "Please can you split the api in two? Then test.", "Split the api in two"),
        ("Fixes", "I want to have one module for mail.\nMore.", "Have one module for mail"),
        ("", "# Split the billing\n\nas said", "Split the billing"),
        ("Add iOS client " + "x " * 60, "", "Add iOS client" + " x" * 42),
        ("iOS gets its own client", "", "iOS gets its own client"),
        ("A " + "x" * 200, "", "A"),
        ("Add " + "\u202e" + "billing", "", "Add billing"),
    ],
)
def test_without_topics_the_texts_give_the_brief(message: str, prompt: str, expected: str) -> None:
    brief, title, alternatives = compose_suggestion((), {"message": message, "prompt": prompt}, ())
    assert (brief, title, alternatives) == (expected, expected, ())


def test_a_long_title_loses_its_last_phrases() -> None:
    message = "Move the billing rules into a module of their own because the checkout needs them"
    brief, title, _ = compose_suggestion((), {"message": message}, ())
    assert (brief, title) == (message, "Move the billing rules into a module of their own")
    unbroken = "Make " + "billing rules and " * 5 + "more"
    assert compose_suggestion((), {"message": unbroken}, ())[1] == unbroken


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ([("src/billing/a.py", "added"), ("src/billing/b.py", "added"), ("x/c.py", "added")], "New module src/billing"),
        ([("README.md", "added"), ("legacy/a.py", "deleted")], "Removal of legacy"),
        ([("a.py", "deleted"), ("src/a.py", "modified")], "Change in src"),
        ([("a.py", "modified")], "Change"),
        ([], "Change"),
    ],
)  # fmt: skip
def test_without_texts_the_paths_give_the_brief(
    files: list[tuple[str, str]], expected: str
) -> None:
    diffs = [FileDiff(path, path, status) for path, status in files]
    assert compose_suggestion((), {"message": "wip", "prompt": "continue"}, diffs)[:2] == (
        expected,
        expected,
    )


@pytest.mark.parametrize(
    ("topic", "expected"),
    [
        (REDIS, "Caching: Redis"),
        (VALKEY, "Caching: Valkey instead of Redis"),
        (GONE, "Caching: Redis removed"),
        (CORS, "CORS"),
    ],
)
def test_descriptions_of_topics(topic: Topic, expected: str) -> None:
    assert describe_topic(topic) == expected


def test_titles_of_successors() -> None:
    assert (
        compose_successor_title(["Caching: Redis removed", "Caching: Valkey"])
        == "Use Valkey for caching"
    )
    assert compose_successor_title(["Caching: Redis removed"]) == "Stop using Redis for caching"
    assert compose_successor_title(
        ["Caching: Redis", "Authentication: JWT", "Caching: Varnish"]
    ) == ("Use Redis for caching and JWT for authentication")


COMMAND = 'minutebook adr new "Use Redis for caching"'


def test_the_two_lines_of_an_announcement() -> None:
    assert format_announcement("Caching: Redis", "Use Redis for caching", "S-0042-1") == (
        "📋 Architectural decision detected: Caching: Redis",
        f"Document reasoning and tradeoffs? Run: {COMMAND} --from S-0042-1",
    )
    assert format_announcement("x", "Cache")[1].endswith('Run: minutebook adr new "Cache"')
    assert format_announcement("a\nb", "--force\n")[0].endswith(": a b")
    assert format_announcement("x", "--force")[1].endswith('new "force"')
    assert format_announcement("x", " - ")[1].endswith('new "Decision"')
    assert format_announcement("x", "y", "S-1; rm x")[1].endswith('--from "S-1; rm x"')


@pytest.mark.parametrize(
    "title",
    ["Use Redis", 'The "best" $HOME `id` \\ $(id)', "Go! it's", "a'b!c\"d", "naïve ✅ 📋"],
)
def test_a_shell_takes_the_title_as_it_is(title: str) -> None:
    command = format_announcement("x", title)[1].partition("minutebook adr new ")[2]
    done = subprocess.run(["sh", "-c", f"printf %s {command}"], capture_output=True, check=True)
    assert done.stdout.decode() == title


@given(st.text(max_size=300), st.text(max_size=80))
def test_any_text_can_be_read(text: str, title: str) -> None:
    texts = {
        "message": text,
        "prompt": text,
        "response": f"Options:\n- {text}\n{text} over {title}",
    }
    topic = Topic(title, title, "replace", title, (text,), 0.5)
    for topics in ([], [topic, REDIS]):
        brief, composed_title, _ = compose_suggestion(topics, texts, ())
        list_options(topics, texts)
        lines = format_announcement(brief, composed_title, title)
        assert not any("\n" in line for line in lines)
        assert "\n" not in brief + composed_title


REPEATED = [
    "\ud800 over \udfff ",
    "(",
    "considered (a) \n",
    "considered a,\n",
    "rather than ",
    "- ",
    "a, ",
]


def wild_texts(text: str) -> dict[str, str]:
    return {"message": text, "prompt": text, "response": "Options: " + text}


@pytest.mark.parametrize("part", REPEATED)
def test_a_suggestion_is_composed_from_any_text(part: str) -> None:
    brief, title, _ = compose_suggestion((), wild_texts(part * (24_000 // len(part))), ())
    assert brief.startswith(title)
    assert title


@pytest.mark.parametrize("part", REPEATED)
def test_the_time_of_a_suggestion_grows_with_the_length_of_its_texts(part: str) -> None:
    assert_linear(
        lambda size: compose_suggestion((), wild_texts(part * size), ()), 5_000 // len(part)
    )


@pytest.mark.parametrize(
    ("category", "name", "action", "title"),
    [
        ("Subsystem", "ordering", "drop", "Remove the ordering subsystem"),
        ("Service", "billing", "adopt", "Add the billing service"),
        ("Module", "search", "adopt", "Add the search module"),
    ],
)
def test_a_part_of_the_project_is_added_or_removed(
    category: str, name: str, action: str, title: str
) -> None:
    topic = Topic(category, name, action, strength=0.9)
    assert compose_suggestion([topic], {}, ())[1] == title


@pytest.mark.parametrize(
    ("options", "title"),
    [
        ({}, "Use Lago for billing"),
        ({"noun": "billing system"}, "Use Lago as the billing system"),
        ({"traits": "part"}, "Add the Lago billing"),
    ],
)
def test_a_repository_says_how_titles_name_a_category(options, title):
    catalogue = extend_catalogue(load_catalogue(), {"Billing": options})
    assert compose_suggestion([Topic("Billing", "Lago")], {}, (), catalogue)[1] == title


def test_a_row_says_what_a_record_is_called_that_adopts_it() -> None:
    row = {"one queue a tenant": {"title": "Give each tenant a queue of its own"}}
    catalogue = extend_catalogue(load_catalogue(), {"Background jobs": row})
    topic = Topic("Background jobs", "one queue a tenant", strength=0.9)
    assert compose_suggestion([topic, REDIS], {}, (), catalogue)[1] == (
        "Give each tenant a queue of its own"
    )
    gone = Topic("Background jobs", "one queue a tenant", "drop", strength=0.9)
    assert compose_suggestion([gone], {}, (), catalogue)[1] == (
        "Stop using one queue a tenant for background jobs"
    )
