"""What a page states as a fact, and the status that it had before it was superseded."""

from __future__ import annotations

import pytest

from minutebook.records.adr.statements.stated_form import is_stated_in_form, read_former_status

LINK = "[2](0002-x.md)"


@pytest.mark.parametrize(
    ("text", "is_stated"),
    [
        ("---\nsuperseded-by: 0002-x.md\n---\n# T\n", True),
        (f"---\nstatus: superseded by {LINK}\n---\n# T\n", True),
        ("---\nlinks:\n  superseded-by: [0002-x.md]\n---\n# T\n", True),
        (f"# T\n\n## Status\n\nSuperseded by {LINK}\n", True),
        (f"# T\n\n## Status\n\nAccepted\n\n- Superseded by {LINK}\n", True),
        (f"# T\n\n* Status: superseded by {LINK}\n", True),
        (f"# T\n\n* Status: superseded\n* Superseded by: {LINK}\n", True),
        (f"# T\n\n| Status | Superseded |\n|---|---|\n| Superseded by | {LINK} |\n", True),
        (f"# T\n\n## Related decisions\n\n- Superseded by {LINK}\n", True),
        (f"# T\n\n> Superseded by {LINK}\n\n## Status\n\nSuperseded\n", True),
        (f"# T\n\n## Superseded by\n\n- Superseded by {LINK}\n", True),
        # in prose
        (f"# T\n\nStatus: superseded\n\n## Context\n\nThis was superseded by {LINK}.\n", False),
        (f"# T\n\nStatus: superseded\n\n## Notes\n\nSuperseded by {LINK}\n", False),
        (f"# T\n\nStatus: superseded\n\n## References\n\n- Superseded by {LINK}\n", False),
        (f"# T\n\n## Status\n\nSuperseded. Last year it was superseded by {LINK}.\n", False),
        (f"# T\n\nThis is superseded by {LINK}.\n\n## Status\n\nSuperseded\n", False),
        (f"# T\n\n## Status\n\nSuperseded\n\n## Notes\n\n> Superseded by {LINK}\n", False),
        # another one
        ("---\nsuperseded-by: 0003-x.md\n---\n# T\n", False),
        (f"---\nsupersedes: {LINK!r}\n---\n# T\n", False),
        ("", False),
    ],
)
def test_a_relation_is_stated_as_a_fact(text: str, is_stated: bool) -> None:
    assert is_stated_in_form(text, "superseded-by", lambda link: "0002" in link.target) == is_stated


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("---\nstatus: superseded by ADR-0003 (was proposed)\n---\n# T\n", "proposed"),
        ("---\nStatus: superseded by ADR-0003 (was In review)\n---\n# T\n", "proposed"),
        ("---\nstatus: superseded by ADR-0003\n---\n# T\n", ""),
        ("---\nstatus: [a]\n---\n# T\n", ""),
        ("# T\n\n- Status: ~~Proposed~~ superseded by [3](0003-x.md)\n", "proposed"),
        ("# T\n\n- Status: ~~so~~ ~~deprecated~~ superseded\n", "deprecated"),
        ("# T\n\n## Status\n\n~~Draft~~\n\nSuperseded by [3](0003-x.md)\n", "proposed"),
        ("# T\n\n## Status\n\nProposed for May\n\n- Superseded by [3](0003-x.md)\n", "proposed"),
        ("# T\n\n## Status\n\nSuperseded by [3](0003-x.md)\n", ""),
        ("# T\n\n## Context\n\n~~Proposed~~ words.\n", ""),
    ],
)
def test_the_status_before_it_was_superseded(text: str, status: str) -> None:
    assert read_former_status(text) == status
