"""What leads a title, where the folder of changes has no case of it."""

from __future__ import annotations

import pytest

from minutebook.suggest.catalogue.catalogue import extend_catalogue, load_catalogue
from minutebook.suggest.diff.patch import FileDiff
from minutebook.suggest.model import Evidence, Topic
from minutebook.suggest.wording.titles import compose_suggestion

WORDS = Evidence("topic-words", "message", 0, "as said")


def see(signal, path, excerpt="x", line=3):
    return Evidence(f"topic-{signal}", path, line, excerpt)


def make_topic(category, technology, *evidence, strength=0.8, action="adopt", instead=""):
    found = evidence or (see("dependency", "package.json"),)
    return Topic(category, technology, action, instead, (), strength, found)


REDIS = make_topic("Caching", "Redis")
JWT = make_topic("Authentication", "JWT")
POSTGRES = make_topic("Database", "PostgreSQL")
MANY = [FileDiff(f"src/berth{number}.ts", f"src/berth{number}.ts") for number in range(20)]


def compose(topics, message, files=MANY, **options):
    return compose_suggestion(topics, {"message": message}, files, **options)[1]


def test_a_headline_leads_past_a_weightier_topic():
    assert compose([POSTGRES, REDIS], "Pages come from Redis") == "Use Redis for caching"


def test_two_topics_that_the_headline_names_are_both_named():
    assert compose([POSTGRES, REDIS], "Postgres and Redis for the planner") == (
        "Use PostgreSQL as the database and Redis for caching"
    )


@pytest.mark.parametrize(
    ("topics", "title"),
    [
        # One weighty choice in the product is the main thing; among three there is none.
        ([REDIS], "Use Redis for caching"),
        ([REDIS, JWT, POSTGRES], "Show the catch"),
        ([make_topic("Caching", "Redis", see("dependency", "x"), WORDS), JWT], "Use Redis for caching"),
        ([REDIS, JWT], "Show the catch"),
        # Seen in tests, samples and pipelines alone, weak, light, a way of working: none either.
        ([make_topic("Caching", "Redis", see("image", ".github/workflows/ci.yml"))], "Show the catch"),
        ([make_topic("Caching", "Redis", strength=0.5)], "Show the catch"),
        ([make_topic("HTTP client", "Axios")], "Show the catch"),
        ([make_topic("Pagination", "page numbers")], "Show the catch"),
        ([make_topic("Module", "berths")], "Show the catch"),
    ],
)  # fmt: skip
def test_what_no_text_names_is_the_title_where_it_is_the_main_thing(topics, title):
    assert compose(topics, "Show the catch") == title


def test_a_companion_and_the_same_choice_are_no_rivals():
    celery = make_topic("Background jobs", "Celery")
    broker = make_topic("Message broker", "Redis")
    assert compose([celery, broker], "Show the catch") == (
        "Use Celery for background jobs, with Redis as the broker"
    )
    sessions = make_topic("Authentication", "Redis")
    assert compose([REDIS, sessions], "Show the catch") == (
        "Use Redis for caching and authentication"
    )


def test_a_small_change_is_about_what_its_files_show():
    topic = make_topic("Pagination", "page numbers", see("policy", "src/berth1.ts"), strength=0.4)
    assert compose([topic], "Show the catch", MANY[:3]) == "Paginate by page numbers"
    assert compose([topic], "Show the catch", MANY[:9]) == "Show the catch"
    assert compose([topic], "Show the catch", MANY[2:8]) == "Show the catch"
    assert compose([make_topic("HTTP client", "Axios"), topic], "Show the catch", MANY[:1]) == (
        "Show the catch"
    )
    shown = see("dependency", "src/berth0.ts")
    axios = make_topic("HTTP client", "Axios", shown)
    assert compose([axios, topic], "Show the catch", MANY[:2]) == "Use Axios as the HTTP client"
    light = [make_topic("HTTP client", "Axios"), make_topic("Configuration", "dotenv")]
    assert compose(light, "Show the catch", MANY[:1]) == "Show the catch"


@pytest.mark.parametrize(
    ("message", "topic", "title"),
    [
        # A way of working, a part of the system, a word of the code: the headline says it.
        ("Page through berths", make_topic("Pagination", "page numbers"), "Page through berths"),
        ("Split berths off", make_topic("Module", "berths"), "Split berths off"),
        (
            "Add a pool of connections",
            make_topic("Connection pooling", "SQLAlchemy pool", see("identifier", "a.py", "pool_size=5")),
            "Add a pool of connections",
        ),
        (
            "Add a pool of connections",
            make_topic("Connection pooling", "SQLAlchemy pool", see("identifier", "a.py", "sqlalchemy.pool"), WORDS),
            "Use SQLAlchemy's connection pool",
        ),
        ("Cache pages", make_topic("Caching", "Redis", strength=0.5), "Cache pages"),
        ("Keep Redis keys", make_topic("Caching", "Redis", strength=0.5), "Keep Redis keys"),
        ("Redis in the example", make_topic("Caching", "Redis", see("image", "samples/compose.yml"), WORDS), "Redis in the example"),
        ("Deploy by Helm", make_topic("Deployment", "Helm", see("action", ".github/workflows/cd.yml", "azure/setup-helm"), WORDS), "Use Helm for deployment"),
        # Another technology is the main thing, unless the topic itself is weighty.
        ("Keycloak paginates berths", make_topic("Pagination", "Kaminari", see("dependency", "Gemfile")), "Keycloak paginates berths"),
        ("Keycloak caches berths", REDIS, "Use Redis for caching"),
        # Tools are set up, or merely used.
        ("Set up tests", make_topic("Test strategy", "pytest"), "Use pytest for testing"),
        ("Test the tides", make_topic("Test strategy", "pytest"), "Test the tides"),
        # The headline leaves what the change seems to adopt.
        ("Remove the Redis leftovers", REDIS, "Remove the Redis leftovers"),
        # It makes the choice itself.
        ("Use Redis to keep pages", REDIS, "Use Redis to keep pages"),
        ("Use Redis", REDIS, "Use Redis for caching"),
        ("Add keys of Redis for pages", REDIS, "Use Redis for caching"),
        # Replacements: both sides, or one.
        ("Move from Kaminari to Pagy", make_topic("Pagination", "Pagy", action="replace", instead="Kaminari"), "Move from Kaminari to Pagy"),
        ("Move to Pagy", make_topic("Pagination", "Pagy", action="replace", instead="Kaminari"), "Use Pagy instead of Kaminari for pagination"),
        # What is dropped has to be told of.
        ("Remove Redis", make_topic("Caching", "Redis", action="drop"), "Stop using Redis for caching"),
        ("Use Redis of the host", make_topic("Caching", "Redis", action="drop"), "Use Redis of the host"),
        ("Tidy the berths", make_topic("Caching", "Redis", action="drop", strength=0.9), "Tidy the berths"),
        ("Tidy the berths", make_topic("Caching", "Redis", see("dependency", "Gemfile"), WORDS, action="drop", strength=0.9), "Tidy the berths"),
        ("Prune what nobody needs", make_topic("Caching", "Redis", see("dependency", "Gemfile"), WORDS, action="drop", strength=0.9), "Stop using Redis for caching"),
        ("Prune what nobody needs", make_topic("Caching", "Redis", action="drop", strength=0.9), "Prune what nobody needs"),
        ("Replace Redis with a table", make_topic("Caching", "Redis", action="drop"), "Replace Redis with a table"),
    ],
)  # fmt: skip
def test_when_the_headline_says_it_better(message, topic, title):
    assert compose([topic], message) == title


def test_a_headline_about_something_else_gives_the_brief_too():
    texts = {"message": "Import the tide tables"}
    brief, title, alternatives = compose_suggestion([REDIS, JWT, POSTGRES], texts, MANY)
    assert (brief, title, alternatives) == (
        "Import the tide tables", "Import the tide tables", ()
    )  # fmt: skip
    brief, title, _ = compose_suggestion([REDIS], {"message": "Use Redis to keep pages"}, MANY)
    assert (brief, title) == ("Caching: Redis", "Use Redis to keep pages")


def test_a_headline_belongs_to_the_decision_that_it_names():
    assert compose([JWT], "Use Redis to keep pages", other_topics=[REDIS]) == (
        "Use JWT for authentication"
    )
    assert compose([REDIS], "Use Redis to keep pages", other_topics=[JWT]) == (
        "Use Redis to keep pages"
    )


def test_technologies_are_spelled_as_they_spell_themselves():
    message = "Move redis and rabbitmq off the quay, see redis.conf"
    assert compose([], message) == "Move redis and RabbitMQ off the quay, see redis.conf"
    topic = make_topic("Caching", "Redis", strength=0.5)
    assert compose([topic], "Keep keys of redis-py in redis") == "Keep keys of redis-py in Redis"
    part = make_topic("Module", "berths")
    assert compose([part], "Split Berths off") == "Split Berths off"


def test_three_packages_of_which_no_text_says_a_word_are_counted():
    topics = [
        make_topic("Authentication", name)
        for name in ("JWT", "Passport", "Keycloak", "Auth0", "Okta")
    ]
    assert compose(topics, "wip") == "Five new packages for authentication"
    assert compose(topics, "Sign in by Passport") == "Use Passport for authentication"


@pytest.mark.parametrize(
    ("topic", "title"),
    [
        (Topic("Caching", "In-process tables"), "Use in-process tables for caching"),
        (Topic("Email", "Dev mailbox"), "Use dev mailbox for email"),
        (Topic("Caching", "a cache of its own"), "Use a cache of our own"),
        (Topic("CORS", "CORS settings"), "Configure CORS"),
        (Topic("Rate limiting", "refusing with 503"), "Rate limiting: refusing with 503"),
        (Topic("API style", "GraphQL"), "Use GraphQL for the API"),
        (Topic("Authentication", "Server-side sessions", "drop"),
         "Stop using server-side sessions for authentication"),
    ],
)  # fmt: skip
def test_words_for_ways_of_working(topic, title):
    assert compose_suggestion([topic], {}, ())[1] == title


def test_a_product_with_a_title_of_its_own_says_what_it_replaces():
    rows = {"Argon2": {"title": "Hash passwords with Argon2"}, "row locks": {"title": "Lock rows"}}
    catalogue = extend_catalogue(load_catalogue(), {"Password hashing": rows})
    topic = Topic("Password hashing", "Argon2", "replace", "bcrypt")
    assert compose_suggestion([topic], {}, (), catalogue)[1] == (
        "Hash passwords with Argon2 instead of bcrypt"
    )
    way = Topic("Password hashing", "row locks", "replace", "bcrypt")
    assert compose_suggestion([way], {}, (), catalogue)[1] == "Lock rows"
    with_title = Topic("Password hashing", "Argon2", strength=0.8)
    assert compose_suggestion([REDIS, with_title], {}, (), catalogue)[1] == "Use Redis for caching"
    message = {"message": "Keycloak hashes each password"}
    small = [FileDiff("package.json", "package.json")]
    topic = make_topic("Password hashing", "Argon2")
    title = "Hash passwords with Argon2"
    assert compose_suggestion([topic], {"message": "Hash passwords"}, small, catalogue)[1] == title
    assert compose_suggestion([topic], message, small, catalogue)[1] == message["message"]
