"""A technology of the catalogue never lends its name to a package that is another product."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from minutebook.suggest.catalogue import catalogue as catalogues
from minutebook.suggest.catalogue.catalogue import load_catalogue
from minutebook.suggest.catalogue.schema import ECOSYSTEMS
from minutebook.suggest.catalogue.tables import parse_tables

PACKAGES = Path(catalogues.__file__).with_name("packages")
# Words that say where a package is at home, not which product it is.
COMMON_WORDS = """
    django flask fastapi express nest nestjs spring springframework boot rails react vue angular
    python node ruby rust golang java kotlin client server sdk core library software services
    google aws azure amazon microsoft apache org com net github api test tests pytest http json
    css auth data web open system cloud log logging rate limit style
"""
COMMON = f" {' '.join(COMMON_WORDS.split())} "


def join_letters(text):
    return re.sub(r"[^a-z0-9]", "", text.lower())


def list_words(text):
    words = re.split(r"[^a-z0-9]+", text.lower())
    return [word for word in words if len(word) > 2 and f" {word} " not in COMMON]


def is_named_after(name, package):
    """Whether a technology's name and a package's share a word that tells a product."""
    joined_name, joined_package = join_letters(name), join_letters(package)
    return (
        joined_name in joined_package
        or joined_package in joined_name
        or any(word in joined_package for word in list_words(name))
        or any(len(word) > 3 and word in joined_name for word in list_words(package))
    )


@pytest.mark.parametrize(
    ("name", "package", "is_named"),
    [
        ("Redis", "org.springframework.boot:spring-boot-starter-data-redis", True),
        ("Redis", "ioredis", True),
        ("Amazon SQS", "@aws-sdk/client-sqs", True),
        ("respx", "webmock", False),
        ("Got", "node-fetch", False),
        ("django-simple-history", "django-auditlog", False),
        ("NestJS Throttler", "@nestjs/throttler", True),
    ],
)
def test_names_that_tell_the_same_product(name, package, is_named):
    assert is_named_after(name, package) is is_named


def read_clients():
    tables = parse_tables((PACKAGES / "clients.toml").read_text("utf-8"))
    return {name: packages.split() for name, packages in tables["clients"].items()}


def test_each_package_is_named_after_its_technology_or_is_said_to_be_a_client():
    clients = read_clients()
    strangers = {
        (technology.name, package)
        for category in load_catalogue().categories.values()
        for technology in category.technologies.values()
        for ecosystem in ECOSYSTEMS
        for package in technology.recognised_by.get(ecosystem, ())
        if not is_named_after(technology.name, package)
    }
    said = {(name, package) for name, packages in clients.items() for package in packages}
    # A package that is a product of its own gets a row of its own; one that is part of the
    # technology, such as a client or a starter, is named in clients.toml.
    assert strangers - said == set()
    assert said - strangers == set()


def test_no_two_technologies_of_a_category_differ_by_capitals_alone():
    for category in load_catalogue().categories.values():
        names = [name.lower() for name in category.technologies]
        assert len(set(names)) == len(names), category.name


def test_a_package_stands_for_one_technology_of_a_category():
    shared = [
        (ecosystem, package, [technology.name for technology in technologies])
        for ecosystem, index in load_catalogue().packages.items()
        for package, technologies in index.items()
        if len({technology.category for technology in technologies}) < len(technologies)
        and package != "fastapi-cache2"  # which may keep what it caches in Redis
    ]
    assert shared == []
