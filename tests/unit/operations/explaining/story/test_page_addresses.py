"""Addresses of pages on forges, by a workflow's variables or the remote's address."""

from __future__ import annotations

import pytest

from minutebook.operations.explaining.story.page_addresses import find_branch_bases, find_page_base

ACTIONS = {"GITHUB_SERVER_URL": "https://github.com", "GITHUB_REPOSITORY": "acme/shop"}


@pytest.mark.parametrize(
    ("address", "base"),
    [
        ("https://github.com/acme/shop.git", "https://github.com/acme/shop/blob/SHA/"),
        ("https://github.com/acme/shop/", "https://github.com/acme/shop/blob/SHA/"),
        ("git@github.com:acme/shop.git", "https://github.com/acme/shop/blob/SHA/"),
        ("ssh://git@github.com:22/acme/shop", "https://github.com/acme/shop/blob/SHA/"),
        # no part of a secret is carried to a comment
        ("https://u:t0ken@github.com/acme/shop", "https://github.com/acme/shop/blob/SHA/"),
        ("https://gitlab.com/a/b/c.git", "https://gitlab.com/a/b/c/-/blob/SHA/"),
        ("https://gitlab.acme.org/a/b", "https://gitlab.acme.org/a/b/-/blob/SHA/"),
        ("git@git.gitlab.acme.org:a/b", "https://git.gitlab.acme.org/a/b/-/blob/SHA/"),
        ("https://codeberg.org/a/b", "https://codeberg.org/a/b/src/commit/SHA/"),
        ("https://bitbucket.org/a/b.git", "https://bitbucket.org/a/b/src/SHA/"),
        ("https://example.org/a/b.git", ""),
        ("https://example.org/github.com/a", ""),
        ("/srv/git/shop.git", ""),
        ("../github.com/acme/shop", ""),
        ("C:/github.com/acme", ""),
        ("https://github.com/acme", ""),
        ("https://github.com/acme/shop)[x](y", ""),
        ("", ""),
    ],
)
def test_the_remotes_address(address: str, base: str) -> None:
    assert find_page_base({}, address, "SHA") == base


def test_a_workflow_says_where_it_is() -> None:
    assert find_page_base(ACTIONS, "/srv/x", "SHA") == "https://github.com/acme/shop/blob/SHA/"
    enterprise = {**ACTIONS, "GITHUB_SERVER_URL": "https://git.acme.org/"}
    assert find_page_base(enterprise, "", "SHA") == "https://git.acme.org/acme/shop/blob/SHA/"
    for odd in ({"GITHUB_REPOSITORY": "a/b)c"}, {"GITHUB_SERVER_URL": "javascript:x"}):
        assert find_page_base({**ACTIONS, **odd}, "", "SHA") == ""


@pytest.mark.parametrize(
    ("address", "branch", "bases"),
    [
        (
            "git@github.com:acme/shop.git",
            "main",
            ("https://github.com/acme/shop/blob/main/", "https://github.com/acme/shop/commit/"),
        ),
        (
            "https://u:secret@gitlab.com/a/b.git",
            "x/y z",
            ("https://gitlab.com/a/b/-/blob/x/y%20z/", "https://gitlab.com/a/b/-/commit/"),
        ),
        (
            "https://codeberg.org/a/b",
            "main",
            ("https://codeberg.org/a/b/src/branch/main/", "https://codeberg.org/a/b/commit/"),
        ),
        (
            "https://bitbucket.org/a/b",
            "main",
            ("https://bitbucket.org/a/b/src/main/", "https://bitbucket.org/a/b/commits/"),
        ),
        ("https://github.com/a/b", "", ("", "https://github.com/a/b/commit/")),
        ("https://example.org/a/b.git", "main", ("", "")),
        ("/srv/git/shop.git", "main", ("", "")),
    ],
)
def test_addresses_that_last(address: str, branch: str, bases: tuple[str, str]) -> None:
    assert find_branch_bases(address, branch) == bases
