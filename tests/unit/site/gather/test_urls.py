"""Urls of pages: each its own, on file systems without case, too, and safe as names of files."""

from __future__ import annotations

import pytest

from made_records import make_record
from minutebook.records.model import ADR, Folder
from minutebook.site.gather.urls import (
    UrlClaims,
    choose_slugs,
    make_file_url,
    make_record_url,
    make_safe,
)


@pytest.mark.parametrize(
    ("path", "url"),
    [
        ("decisions/0007-use-redis.md", "decisions/0007-use-redis.html"),
        ("decisions/0007-use-redis/README.md", "decisions/0007-use-redis.html"),
        ("decisions/backend/0007-use-redis.md", "decisions/backend/0007-use-redis.html"),
        ("decisions/0007-use-redis.rst", "decisions/0007-use-redis.html"),
        ("decisions/0007-use-redis.adoc", "decisions/0007-use-redis.html"),
        ("decisions/7.md", "decisions/about-7.html"),
        (
            "history/prompts/carts/0042-keep-carts.green.prompt.md",
            "prompts/carts/0042-keep-carts.html",
        ),
        ("history/prompts/0042-keep-carts.prompt.md", "prompts/general/0042-keep-carts.html"),
        ("history/prompts/sessions/0042-x.prompt.md", "prompts/in-sessions/0042-x.html"),
    ],
)
def test_pages_are_called_by_the_name_of_the_record(path: str, url: str) -> None:
    assert make_record_url(make_record(path)) == url


def test_of_several_folders_each_has_its_own() -> None:
    folder = Folder(ADR, "services/api/adr", label="api")
    record = make_record("services/api/adr/0001-use-redis.md", folder=folder)
    assert make_record_url(record) == "decisions/api/0001-use-redis.html"


@pytest.mark.parametrize(
    ("path", "url"),
    [
        ("src/app.py", "files/src/app.py.html"),
        (".github/workflows/ci.yml", "files/dot-github/workflows/ci.yml.html"),
        ("index", "files/about-index.html"),
        ("src/c#/what?.cs", "files/src/c-/what-.cs.html"),
        ("aux.c", "files/aux.c-.html"),
    ],
)
def test_pages_about_files_keep_their_path(path: str, url: str) -> None:
    assert make_file_url(path) == url


def test_urls_differ_by_more_than_case() -> None:
    claims = UrlClaims()
    urls = [claims.claim(url) for url in ("a/Use.html", "a/use.html", "a/USE.html", "a/é.html")]
    assert urls == ["a/Use.html", "a/use-2.html", "a/USE-3.html", "a/é.html"]
    assert claims.claim("a/e\u0301.html") == "a/e\u0301-2.html"


def test_no_page_is_where_another_ones_folder_is() -> None:
    claims = UrlClaims()
    assert claims.claim("files/a.html") == "files/a.html"
    assert claims.claim("files/a.html/b.html") == "files/a.html-2/b.html"
    other = UrlClaims()
    assert other.claim("files/a.html/b.html") == "files/a.html/b.html"
    assert other.claim("files/a.html") == "files/a-2.html"


@pytest.mark.parametrize(
    "part", ["x" * 300, "é" * 200, "con", "a/b"[:1], ".", "..", "a.", "\ud800"]
)
def test_parts_of_urls_are_names_that_files_may_have(part: str) -> None:
    safe = make_safe(part)
    assert 0 < len(safe.encode()) <= 160
    assert not safe.startswith(".")
    assert not safe.endswith(".")
    assert safe.casefold() != "con"


def test_repositories_have_folders_that_nothing_else_has() -> None:
    assert choose_slugs(["Shop"]) == [""]
    assert choose_slugs(["Shop", "shop", "Décisions", "decisions"]) == [
        *("shop", "shop-2", "décisions", "decisions-2"),
    ]
