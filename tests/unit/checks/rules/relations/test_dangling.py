"""The rule on relations that name no record."""

from __future__ import annotations

import pytest

from checked_pages import adr, find, find_findings


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ("0009-gone", "ADR-0001 says `amends 0009-gone`, but there is no such record."),
        ("ADR-0009", "ADR-0001 says `amends ADR-0009`, but there is no such record."),
        ("ADR-0002", ""),
        ("0002-x", ""),
        ("https://example.org/0009-gone", ""),
        ("some words of prose", ""),
        ("gone.md", "ADR-0001 says `amends gone.md`, but there is no such record."),
        ("/gone.md", ""),
        ("../docs/./old/spec.md", ""),
        ("README.md", ""),
        ("(none)", ""),
        (
            "../decisions/gone.md",
            "ADR-0001 says `amends ../decisions/gone.md`, but there is no such record.",
        ),
        (
            "[9. Gone](0009-gone.md)",
            "ADR-0001 says `amends [9. Gone](0009-gone.md)`, but there is no such record.",
        ),
        ("ADR-0003", "ADR-0001 says `amends ADR-0003`, which may mean more than one record."),
    ],
)
def test_dangling_link(target: str, message: str) -> None:
    pages = adr(1, head=f'status: accepted\nlinks:\n  amends: ["{target}"]')
    rows = find(
        "dangling-link", pages | adr(2) | adr(3, "a") | adr(3, "b") | {"decisions/README.md": ""}
    )
    assert [(row[0], row[1], row[3]) for row in rows] == (
        [("warning", "0001-x.md", message)] if message else []
    )


def test_a_link_to_another_file_that_git_had_does_not_dangle() -> None:
    pages = adr(
        1, head='status: accepted\nlinks:\n  amends: ["rfcs/0009-gone.md", "../rfcs/0008-no.md"]'
    )
    rows = find("dangling-link", pages, known_paths=frozenset({"rfcs/0009-gone.md"}))
    assert [row[3] for row in rows] == [
        "ADR-0001 says `amends ../rfcs/0008-no.md`, but there is no such record."
    ]


@pytest.mark.parametrize("target", ["0009-gone.md", "decisions/0009-gone.md", "./0009-gone.md"])
@pytest.mark.parametrize("known_paths", [None, frozenset({"decisions/0009-gone.md"})])
def test_a_record_that_git_had_dangles_whoever_asks(
    target: str, known_paths: frozenset[str] | None
) -> None:
    pages = adr(1, head=f"status: accepted\nlinks:\n  amends: [{target}]")
    assert len(find("dangling-link", pages, known_paths=known_paths)) == 1


def test_other_pages_of_the_folder_named_from_the_top_are_there() -> None:
    pages = adr(1, head="status: accepted\nlinks:\n  amends: [decisions/README.md]")
    pages |= {"decisions/README.md": "x"}
    assert find("dangling-link", pages, known_paths=frozenset()) == []


def test_why_a_relation_is_not_corrected() -> None:
    pages = adr(1, head="status: accepted\nlinks:\n  amends: ['[On caches](0002-gone.md)']")
    (finding,) = find_findings("dangling-link", pages | adr(2, "two"))
    assert finding.fix.endswith(
        " It is not corrected by itself: ADR-0002 has that number, but the label says another"
        " title."
    )
    (finding,) = find_findings("dangling-link", pages)
    assert "by itself" not in finding.fix
