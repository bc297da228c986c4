"""Tags and deciders, wherever a page lists them."""

from __future__ import annotations

import pytest

from minutebook.records.adr.pages import read_facts
from minutebook.text import frontmatter


@pytest.mark.parametrize(
    ("page", "deciders"),
    [
        ("# A\n\n- Status: accepted\n- Deciders: Ann Lee, Bob\n", ["Ann Lee", "Bob"]),
        ("# A\n\n* Decision-makers: @ann, @bob and @cy\n", ["@ann", "@bob", "@cy"]),
        ("# A\n\n**Decision Makers**: @ann @bob.\n", ["@ann", "@bob"]),
        ("# A\n\n- Deciders: [Ann](https://a.example/ann), Bob (PO, QA)\n", ["Ann", "Bob (PO, QA)"]),
        ("# A\n\n- Deciders: [Ann, Bob]\n", ["Ann", "Bob"]),
        ("# A\n\n- Deciders: Ann, Ann\n", ["Ann"]),
        ("# A\n\n- Deciders:\n  - Ann\n  - Bob\n- Date: 2024-01-01\n", ["Ann", "Bob"]),
        ("# A\n\n| Status | Accepted |\n|---|---|\n| Deciders | Ann, Bob |\n", ["Ann", "Bob"]),
        ("# A\n\n## Status\n\nAccepted\n\nDeciders: Ann\n\n## Context\n", ["Ann"]),
        ("# A\n\n- Entscheider: Ann und Bob\n", ["Ann", "Bob"]),
        ("# A\n\n- 决策者：小明、小红\n", ["小明", "小红"]),
        ("---\ndeciders: Ann, Bob\n---\n# A\n", ["Ann", "Bob"]),
        ("---\ndecision_makers: [Ann, Bob]\n---\n# A\n", ["Ann", "Bob"]),
        ("---\ndecision-makers:\n  - name: Ann\n  - role: none\n---\n# A\n", ["Ann"]),
        ("---\nadr:\n  deciders: Ann\n---\n# A\n", ["Ann"]),
        ("---\nstatus: accepted\n---\n# A\n\n- Deciders: Ann\n", ["Ann"]),
        ("# A\n\n- Deciders: {list everyone involved in the decision}\n", []),
        ("# A\n\n- Deciders: list everyone involved in the decision <!-- optional -->\n", []),
        ("# A\n\n- Deciders: TBD\n", []),
        ("# A\n\n- Deciders: " + "the whole team in a long meeting " * 3 + "\n", []),
        ("# A\n\n- Status: accepted\n", []),
    ],
)  # fmt: skip
def test_deciders(page: str, deciders: list[str]) -> None:
    assert list(read_facts(page, frontmatter.parse(page)[0]).deciders) == deciders


def test_tags_below_their_label() -> None:
    page = "# A\n\n- Tags:\n  - api\n  - storage\n"
    assert read_facts(page, frontmatter.parse(page)[0]).tags == ("api", "storage")
