"""Numbers that new records of one branch have, and other records of another branch too."""

from __future__ import annotations

import pytest

from minutebook.records.model import ADR, PHR, Folder
from minutebook.records.renaming.clashes import find_clashes, group_by_number

FOLDERS = (Folder(PHR, "history/prompts"), Folder(ADR, "decisions"))
OURS, THEIRS, OTHERS = "decisions/0007-ours.md", "decisions/0007-theirs.md", "decisions/0007-x.md"


def find(
    new: list[str], other: list[str], known: tuple[str, ...] = (), same: tuple[str, ...] = ()
) -> list[tuple[str, str]]:
    new_paths, other_paths = (
        group_by_number(FOLDERS, paths, lambda _: "") for paths in (new, other)
    )
    return list(find_clashes(new_paths, other_paths, known, lambda path, _: path in same))


def test_what_has_a_number() -> None:
    """By kind, series and number; indexes, other files and pages without a number are left out."""
    paths = [
        *(
            "history/prompts/shop/0007-a.green.prompt.md",
            "history/prompts/general/0007-b.prompt.md",
        ),
        *(OURS, "decisions/README.md", "decisions/notes.md", "src/0007-x.md"),
    ]
    assert group_by_number(FOLDERS, paths, lambda _: "") == {
        ("phr", "", 7, ""): [
            "history/prompts/general/0007-b.prompt.md",
            "history/prompts/shop/0007-a.green.prompt.md",
        ],
        ("adr", "", 7, ""): [OURS],
    }


@pytest.mark.parametrize(
    ("new", "other", "known", "same", "clashes"),
    [
        ([OURS], [THEIRS], (), (), [(OURS, THEIRS)]),
        ([OURS], ["decisions/0008-theirs.md"], (), (), []),
        ([OURS], [THEIRS], (THEIRS,), (), []),
        ([OURS], [THEIRS], (), (OURS,), []),
        ([OURS], [OTHERS, THEIRS], (OTHERS,), (), [(OURS, THEIRS)]),
        ([OURS, OTHERS], [THEIRS], (), (), [(OURS, THEIRS), (OTHERS, THEIRS)]),
        ([OURS], ["history/prompts/general/0007-b.prompt.md"], (), (), []),
    ],
)
def test_clashes(
    new: list[str],
    other: list[str],
    known: tuple[str, ...],
    same: tuple[str, ...],
    clashes: list[tuple[str, str]],
) -> None:
    assert find(new, other, known, same) == clashes
