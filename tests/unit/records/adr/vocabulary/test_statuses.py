"""What the text of a status means."""

from __future__ import annotations

import pytest

from minutebook.records.adr.vocabulary import statuses


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Accepted", "accepted"),
        ("accepted.", "accepted"),
        ("✅ Accepted", "accepted"),
        ("**Accepted**", "accepted"),
        ("{Active}", "accepted"),
        ("Active \\", "accepted"),
        ("Implemented", "accepted"),
        ("Partially Implemented", "accepted"),
        ("Implemented in <https://example.org/pull/1>", "accepted"),
        ("Approved/Merged", "accepted"),
        ("approved on 2020-01-01", "accepted"),
        ("Accepted -> one part was **declined**", "accepted"),
        ("In force", "accepted"),
        ("Parts of this ADR were superseded by [2](0002-b.md)", ""),
        ("Implemented. Parts of this were superseded by ADR-2.", "accepted"),
        ("accepted; supersedes ADR-0045", "accepted"),
        ("Superseded by [5. B](0005-b.md)", "superseded"),
        ("Superceded by [5. B](0005-b.md)", "superseded"),
        ("SUPERSEDED BY ADR-5", "superseded"),
        ("⌛️ Superseded [0019](0019-b.md)", "superseded"),
        ("Superseded (as never implemented) by ADR 32", "superseded"),
        ("Implemented. Superseded by ADR-013.", "superseded"),
        ("~~Accepted~~ Superseded by ADR-5", "superseded"),
        ("~Accepted~\n\nSuperseded by ADR-5", "superseded"),
        ("Replaced by ADR-5", "superseded"),
        ("~~Proposed~~ Accepted", "accepted"),
        ("Proposed", "proposed"),
        ("🤔 Proposed", "proposed"),
        ("DRAFT", "proposed"),
        ("Pending", "proposed"),
        ("In progress", "proposed"),
        ("on hold", "proposed"),
        ("Under review", "proposed"),
        ("Not yet accepted", "proposed"),
        ("❌ Rejected", "rejected"),
        ("Won’t do", "rejected"),
        ("not accepted", "rejected"),
        ("Deprecated in favour of ADR-5", "deprecated"),
        ("No longer used", "deprecated"),
        ("Reverted by a discussion", "deprecated"),
        ("[ accepted | deprecated | superseded by [xxx](yyyymmdd-xxx.md)] <!-- optional -->", ""),
        ("{proposed | rejected | accepted}", ""),
        ("{{STATUS}}", ""),
        ("What is the status, such as proposed, accepted or rejected?", ""),
        ("Proposed, accepted, rejected, deprecated", ""),
        ("Accepted | 2024", "accepted"),
        ("<!-- Accepted -->", ""),
        ("...", ""),
        ("", ""),
    ],
)
def test_the_meaning_of_a_status(text: str, status: str) -> None:
    assert statuses.normalise_status(text) == status


@pytest.mark.parametrize(
    ("text", "is_choice"),
    [
        ("[accepted | deprecated | superseded]", True),
        ("proposed|accepted", True),
        ("Accepted", False),
        ("Accepted | by Ada", False),
        ("Superseded by [accepted | rejected](0002-b.md)", False),
        ("~~proposed | rejected~~ accepted", False),
    ],
)
def test_a_choice_of_statuses_is_none_of_them(text: str, is_choice: bool) -> None:
    assert statuses.is_status_choice(text) is is_choice
