"""Prompts without a record of their own, as records state them."""

from __future__ import annotations

import pytest

from minutebook.records import reader
from minutebook.records.drafting.drafts import AskedPrompt
from minutebook.records.model import PHR, Folder
from minutebook.records.phr.asked_before import read_asked_before


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        ("", ()),
        ("asked_before: hi", ()),
        ("asked_before: [hi]", ()),
        ("asked_before:\n  - date: 2026-01-02", ()),
        ("asked_before:\n  - prompt: hi", (AskedPrompt("hi"),)),
        (
            "asked_before:\n  - prompt: 1\n    date: 2026-01-02\n    digest: sha256:ab\n    after: true",
            (AskedPrompt("1", "2026-01-02", "sha256:ab", is_after=True),),
        ),
    ],
)
def test_what_a_page_states(field: str, expected: tuple[AskedPrompt, ...]) -> None:
    page = f"---\nid: '0001'\n{field}\n---\n\n## Prompt\n\nx\n"
    folder = Folder(PHR, "history/prompts")
    record = reader.read_record(folder, "history/prompts/0001-x.prompt.md", page)
    assert read_asked_before(record) == expected
