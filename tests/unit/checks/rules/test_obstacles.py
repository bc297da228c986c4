"""The rules on what keeps pages from being written."""

from __future__ import annotations

from checked_pages import adr, find
from minutebook.checks.base import BlockedPath


def test_link_in_the_way() -> None:
    assert find("link-in-the-way", adr(1)) == []
    blocked = BlockedPath("decisions", "decisions is a link to .git", "rm decisions")
    inside = BlockedPath("docs/README.md", "docs/README.md is a link", "rm x", stays_inside=True)
    assert find("link-in-the-way", adr(1), blocked_paths=(blocked, inside)) == [
        ("error", "decisions", 0, "decisions is a link to .git."),
        ("warning", "README.md", 0, "docs/README.md is a link."),
    ]


def test_interrupted() -> None:
    assert find("interrupted", adr(1)) == []
    message = "A command was interrupted before it came to `decisions/README.md`."
    assert find("interrupted", adr(1), interrupted_paths=("decisions/README.md",)) == [
        ("error", "README.md", 0, message)
    ]
