"""Which files a decision governs is stated, changed and removed in the page's own form."""

from __future__ import annotations

import pytest

from minutebook.errors import Conflict
from minutebook.records import reader
from minutebook.records.adr.edits.governed_files import set_governed_files
from minutebook.records.model import ADR, Folder

FOLDER = Folder(ADR, "decisions")
GLOBS = ("src/auth/**", "*.sql")
TAIL = "\n## Context\n\nx\n"
NYGARD = "# 1. T\n\nDate: 2024-01-31\n\n{}## Status\n\nAccepted\n" + TAIL
BULLETS = "# T\n\n* Status: accepted\n* Date: 2024-01-31\n{}" + TAIL
TABLE = "# T\n\n| Status | Accepted |\n|---|---|\n| Date | 2024-01-31 |\n{}" + TAIL
YAML = "---\nstatus: accepted  # yes\n{}---\n\n# T\n"


def set_globs(text: str, *globs: str) -> str:
    record = reader.read_record(FOLDER, "decisions/0001-t.md", text)
    return set_governed_files(record, globs)


@pytest.mark.parametrize(
    ("page", "line"),
    [
        (NYGARD, "Governs: `src/auth/**`, `*.sql`\n\n"),
        (BULLETS, "* Governs: `src/auth/**`, `*.sql`\n"),
        (TABLE, "| Governs | `src/auth/**`, `*.sql` |\n"),
        (YAML, 'governs: ["src/auth/**", "*.sql"]\n'),
    ],
)
def test_it_is_added_and_removed_again(page: str, line: str) -> None:
    plain, stated = page.format(""), page.format(line)
    assert set_globs(plain, *GLOBS) == stated
    assert set_globs(stated) == plain
    assert set_globs(plain) == plain
    once = set_globs(stated, "a.py")
    assert set_globs(once, *GLOBS) == stated


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (BULLETS.format("* Governs:\n"), BULLETS.format("* Governs: `a.py`\n")),
        (NYGARD.format("Governs: x/**\n\n"), NYGARD.format("Governs: `a.py`\n\n")),
        (
            YAML.format("metadata:\n  by: me\ndecision:\n  by: me\n  governs: [x.py]\n"),
            YAML.format('metadata:\n  by: me\ndecision:\n  by: me\n  governs: ["a.py"]\n'),
        ),
        (YAML.format("Governs: [x.py]\n"), YAML.format('Governs: ["a.py"]\n')),
    ],
)
def test_its_place_is_kept(before: str, after: str) -> None:
    assert set_globs(before, "a.py") in (after, before.replace("x.py", "a.py"))


def test_a_list_below_a_label_has_an_item_for_each() -> None:
    page = BULLETS.format("* Governs:\n{}")
    before = page.format("  * `x.py`\n  * `y.py`\n")
    assert set_globs(before, *GLOBS) == page.format("  * `src/auth/**`\n  * `*.sql`\n")


def test_a_row_of_several_facts_is_left_to_people() -> None:
    page = "# T\n\n| Status | Governs |\n|---|---|\n| Accepted | `x.py` |\n\n## Context\n\nx\n"
    with pytest.raises(Conflict, match="other facts"):
        set_globs(page)


def test_a_page_without_a_place_for_it_is_refused() -> None:
    with pytest.raises(Conflict, match="neither front matter nor lines"):
        set_globs("# T\n\n## Context\n\nx\n", "a.py")
    page = "---\ntitle: T\n{}---\n\n# T\n\n## Status\n\nAccepted\n\n## Context\n\nx\n"
    assert set_globs(page.format(""), "a.py") in (
        page.format("governs: [a.py]\n"),
        page.format('governs: ["a.py"]\n'),
    )
