"""When two pages say the same, and when one may be the other as it was edited since."""

from __future__ import annotations

import pytest

from minutebook.records import reader
from minutebook.records.model import ADR, PHR, Folder, Record
from minutebook.records.renaming.incoming.same_text import is_edited, is_related, says_the_same

DECISIONS = Folder(ADR, "decisions")
PROMPTS = Folder(PHR, "history/prompts", "folder")
PAGE = """# 3. Use Postgres

Date: 2024-01-02

## Status

Accepted

## Context

Orders need transactions, as ADR-0002 and [2. Orders](0002-orders.md) say.

## Decision

Postgres, on port 5432.
"""


def read(text: str, name: str = "0003-use-postgres.md") -> Record:
    return reader.read_record(DECISIONS, f"decisions/{name}", text)


@pytest.mark.parametrize(
    ("old", "new", "is_same"),
    [
        ("# 3. Use", "# 8. Use", True),
        ("Accepted\n", "Superseded by [9. Use MySQL](0009-use-mysql.md)\n", True),
        ("Date: 2024-01-02", "Date: 2025-06-07", True),
        ("ADR-0002 and [2. Orders](0002-orders.md)", "ADR-0007 and [7. Orders](0007-o.md)", True),
        ("\n", "\r\n", True),
        ("\n", "\r", True),
        ("5432.\n", "5432.\n\n<!-- minutebook:alias 0001-use-postgres -->\n", True),
        ("5432.\n", "5432.\n\n<!-- minutebook:links -->\nx\n<!-- /minutebook:links -->\n", True),
        ("# 3. Use", "---\ntags: [x]\n---\n\n# 3. Use", True),
        ("5432", "5433", False),
        ("Postgres, on", "MySQL, on", False),
        ("on port", "since 2024-01-02, on port", False),
        ("need transactions", "need no transactions", False),
    ],
)
def test_what_an_import_and_commands_change_does_not_count(
    old: str, new: str, is_same: bool
) -> None:
    assert says_the_same(read(PAGE), read(PAGE.replace(old, new))) is is_same


def test_pages_without_text_are_told_apart_by_their_titles() -> None:
    assert says_the_same(read("# 3. A\n"), read("# 4. A\n\n"))
    assert not says_the_same(read("# 3. A\n"), read("# 3. B\n"))
    assert not says_the_same(read("# 3. A\n"), read("# 3. A\n\nText.\n"))


def test_a_prompt_is_known_by_its_words_alone() -> None:
    page = "---\ntitle: A\n---\n\n## Prompt\n\n{}\n\n## Outcome\n\n{}\n"
    path = "history/prompts/general/0001-a.general.prompt.md"
    one, same, other = (
        reader.read_record(PROMPTS, path, page.format(*words))
        for words in [("Go on.", "Done."), ("Go on.", "Not yet."), ("Stop.", "Done.")]
    )
    assert says_the_same(one, same)
    assert not says_the_same(one, other)


def test_most_lines_of_an_edited_page_stay() -> None:
    page = "# A\n\n" + "".join(f"Line {letter}.\n" for letter in "abcdefghij")
    assert is_edited(read(page), read(page.replace("Line c", "Line of c")))
    assert not is_edited(read(page), read(page.replace("Line", "Row").replace("Row a", "Line a")))
    assert not is_edited(read("# A\n"), read("# A\n"))  # nothing tells


def test_a_line_or_the_title_of_a_renamed_page_stays() -> None:
    assert is_related(read("# 1. A\n\nx\ny\n"), read("# 2. B\n\nx\nz\n"))
    assert is_related(read("# 1. A\n\nx\n"), read("# 2. A\n\ny\n"))
    assert not is_related(read("# 1. A\n\nx\n"), read("# 2. B\n\ny\n"))
