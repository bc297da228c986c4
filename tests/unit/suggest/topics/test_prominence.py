from __future__ import annotations

import pytest

from minutebook.suggest.catalogue.catalogue import load_catalogue
from minutebook.suggest.model import Evidence, Topic
from minutebook.suggest.topics.prominence import (
    CATEGORY_NAMED,
    MENTIONED,
    NAMED,
    UNNAMED,
    find_named_package,
    is_of_product,
    is_product_name,
    is_sample,
    measure_prominence,
    read_headline,
)

WORDS = Evidence("topic-words", "message", 0, "we use Redis")


def depend(excerpt):
    return Evidence("topic-dependency", "Gemfile", 3, excerpt)


@pytest.mark.parametrize(
    ("message", "topic", "degree"),
    [
        ("Cache pages in Redis", Topic("Caching", "Redis"), NAMED),
        ("Leave Redis", Topic("Caching", "Valkey", "replace", "Redis"), NAMED),
        ("Keep data in postgres", Topic("Database", "PostgreSQL"), NAMED),
        ("Cache pages for an hour", Topic("Caching", "Redis"), CATEGORY_NAMED),
        ("User actions are auditable", Topic("Auditing", "PublicActivity"), CATEGORY_NAMED),
        ("Show the catch of a day", Topic("Caching", "Redis", evidence=(WORDS,)), MENTIONED),
        ("Show the catch of a day", Topic("Caching", "Redis"), UNNAMED),
        ("", Topic("Caching", "Redis"), UNNAMED),
        # A name that is a plain word names nothing in prose; the package's own name does.
        ("Have secure headers", Topic("Serialisation", "secure"), NAMED),
        ("Add csv-safe", Topic("Caching", "x", evidence=(depend('gem "csv-safe"'),)), NAMED),
    ],
)
def test_how_plainly_texts_speak_of_a_topic(message, topic, degree):
    headline = read_headline({"message": message})
    assert measure_prominence(topic, headline, load_catalogue()) == degree


def test_a_name_that_is_a_plain_word_names_nothing():
    plain = next(
        technology
        for category in load_catalogue().categories.values()
        for technology in category.technologies.values()
        if technology.prose_names == () and technology.name.isalpha()
    )
    headline = read_headline({"message": f"The {plain.name} berths of Monday"})
    topic = Topic(plain.category, plain.name)
    assert measure_prominence(topic, headline, load_catalogue()) != NAMED


@pytest.mark.parametrize(
    ("message", "excerpt", "package"),
    [
        ("Remove VCR cassettes", 'gem "vcr"', "VCR"),
        ("Add `client-oauth2`", '"client-oauth2": "^4.2.5",', "client-oauth2"),
        ("Use the joi of now", '"@hapi/joi": "^17"', "joi"),
        ("Use jwt for tokens", "github.com/golang-jwt/jwt/v5 v5.2.1", ""),
        ("Add flyway-core now", "<artifactId>flyway-core</artifactId>", "flyway-core"),
        ("Add waffle", "django-waffle==4.1.0", "waffle"),
        ("Update the client", '"@quay/client": "^1"', ""),
        ("Cache pages", 'gem "redis"', ""),
    ],
)
def test_the_package_that_a_headline_names(message, excerpt, package):
    topic = Topic("Testing", "x", evidence=(depend(excerpt), WORDS))
    assert find_named_package(topic, read_headline({"message": message})) == package


def test_names_and_ways_of_working():
    assert is_product_name("Redis")
    assert is_product_name("django-waffle")
    assert not is_product_name("page numbers")


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("src/Planner/Planner.csproj", True),
        ("package.json", True),
        ("samples/Carts/Carts.csproj", False),
        ("examples/go.mod", False),
        (".github/workflows/ci.yml", False),
        ("tests/berths/test_list.py", False),
        ("docs/requirements.txt", False),
        ("README.md", False),
    ],
)
def test_files_of_the_product_itself(path, expected):
    assert is_of_product(path) is expected


def test_samples():
    assert is_sample("dotnet/Samples/Carts/Program.cs")
    assert not is_sample("src/sampling/rate.py")
