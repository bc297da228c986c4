"""The rule on files that prompt records list."""

from __future__ import annotations

import json

import pytest

from checked_pages import adr, find, phr

KNOWN_PATHS = frozenset({"src/app/main.py", "README.md", "Makefile", "docs/a b.md"})


@pytest.mark.parametrize(
    ("item", "is_known"),
    [
        ("src/app/main.py", True),
        ("./src/app/main.py", True),
        ("src/app/", True),
        ("src/app/*.py", True),
        ("*.py", True),
        ("lib/*.py", False),
        ("src/app/main.py (created - 950 lines)", True),
        ("`src/app/main.py` - changed", True),
        ("src/app/main.py: the entry", True),
        ("'src/app/main.py'", True),
        ("src\\app\\main.py", True),
        ("/home/me/project/src/app/main.py", True),
        ("C:/me/src/app/main.py", True),
        ("../project/README.md", True),
        ("/home/me/project/src/app/gone.py", False),
        ("/home/me/", False),
        ("src/gone.py", False),
        ("gone.py (deleted)", False),
        ("none", True),
        ("", True),
        ("N/A (no code)", True),
        ("all the tests of the app", True),
        ("https://example.org/a.py", True),
        ("{{FILES_YAML}}", True),
        (".", True),
        ("[redacted: api-key].py", True),
    ],
)
def test_files_that_git_never_had(item: str, is_known: bool) -> None:
    head = f"fidelity: verbatim\nfiles:\n  - {json.dumps(item)}"
    rows = find("unknown-file", phr(1, head), known_paths=KNOWN_PATHS)
    assert [row[:3] for row in rows] == (
        [] if is_known else [("warning", "0001-x.general.prompt.md", 3)]
    )


def test_the_unknown_files_of_a_page_are_one_finding() -> None:
    pages = phr(1, "files_yaml: |\n  - a.py\n  - b.py\n  - README.md\n  - c.py\n  - d.py")
    assert find("unknown-file", pages, known_paths=KNOWN_PATHS) == [
        (
            "info",
            "0001-x.general.prompt.md",
            2,
            "PHR-0001 lists `a.py`, `b.py`, `c.py` and 1 more, which git never had.",
        )
    ]


def test_files_are_not_checked_where_git_was_not_asked() -> None:
    assert find("unknown-file", phr(1, "files: [gone.py]")) == []
    assert find("unknown-file", phr(1, "files: 7") | adr(1), known_paths=KNOWN_PATHS) == []
    assert len(find("unknown-file", phr(1, "files: [gone.py]"), known_paths=frozenset())) == 1


def test_a_line_that_ignores_records_is_one_finding() -> None:
    ignoring = (".gitignore", 2, "history/")
    pages = {"history/prompts/a.md": ignoring, "history/prompts/b.md": ignoring}
    assert find("ignored-record", phr(1, ""), ignored_pages=pages) == [
        ("warning", ".gitignore", 2, "git ignores records, by `history/`.")
    ]
    assert find("ignored-record", phr(1, "")) == []
