"""The rule on globs with which decisions state the files that they govern."""

from __future__ import annotations

import pytest

from checked_pages import adr, find, find_findings

PATHS = frozenset({"src/auth/login.py", "src/db.py", "db/x.sql", "libs/sub", "Makefile"})


@pytest.mark.parametrize(
    ("glob", "is_found"),
    [
        ("src/auth/**", False),
        ("src/auth/", False),
        ("src/auth", False),
        ("src/db.py", False),
        ("src/db.py/", True),
        ("*.sql", False),
        ("auth/", False),
        ("Makefile", False),
        ("Makefile/", True),
        ("src/*/login.py", False),
        ("src/*/logout.py", True),
        ("**/login.py", False),
        ("**/none.py", True),
        ("libs/sub/deep/**", False),  # a submodule, into which nobody looks
        ("src/gone/**", True),
        ("*.rs", True),
        ("/src/db.py", True),
        ("../x", True),
    ],
)
def test_a_glob_that_means_no_file(glob: str, is_found: bool) -> None:
    pages = adr(1, "x", f'status: accepted\ngoverns: ["{glob}"]')
    found = find("governs-nothing", pages, current_paths=PATHS)
    assert [(severity, line) for severity, _, line, _ in found] == [("warning", 3)] * is_found


@pytest.mark.parametrize("status", ["proposed", "rejected", "superseded by ADR-0002"])
def test_only_decisions_in_force_are_looked_at(status: str) -> None:
    pages = adr(1, "x", f"status: {status}\ngoverns: [gone/**]")
    assert find("governs-nothing", pages, current_paths=PATHS) == []


def test_a_glob_like_an_option_can_be_taken_away_as_told() -> None:
    pages = adr(1, "x", "status: accepted\ngoverns: [--remove]")
    (finding,) = find_findings("governs-nothing", pages, current_paths=PATHS)
    assert finding.fix == "`minutebook adr govern ADR-0001 --remove -- --remove` takes it away."


def test_where_the_files_went_is_told() -> None:
    pages = adr(1, "x", "status: accepted\ngoverns: [src/old/**, src/a.py, gone]")
    places = {"src/old/**": "src/new/", "src/a.py": "src/b.py"}
    findings = find_findings(
        "governs-nothing",
        pages,
        current_paths=PATHS,
        find_renamed=lambda glob: places.get(glob, ""),
    )
    fixes = [finding.fix for finding in findings]
    assert fixes[0] == "`minutebook adr govern ADR-0001 gone --remove` takes it away."
    assert "`minutebook adr govern ADR-0001 src/b.py`" in fixes[1]
    assert "`minutebook adr govern ADR-0001 'src/new/**'`" in fixes[2]
