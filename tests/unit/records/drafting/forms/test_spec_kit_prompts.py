"""Pages of spec-kit-plus are told by the heading that only they have."""

from __future__ import annotations

import pytest

from minutebook.records.drafting.forms.spec_kit_prompts import is_spec_kit_page


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("## Outcome\n\n- Impact: x\n\n## Evaluation notes (flywheel)\n\n- Failure modes observed: none\n", True),
        ("## Evaluation Notes (Flywheel)\n", True),
        ("## Evaluation notes (flywright)\r\n", True),
        ("## Evaluation notes\n\nIt went well.\n", False),
        ("## Response\n\n- ✅ Tests: 12 passed\n", False),
        ("## Prompt\n\n```text\n## Evaluation notes (flywheel)\n```\n", False),
        ("## Prompt\n\n> ## Evaluation notes (flywheel)\n", False),
        ("", False),
    ],
)  # fmt: skip
def test_the_last_heading_tells(page: str, expected: bool) -> None:
    assert is_spec_kit_page(page) is expected
