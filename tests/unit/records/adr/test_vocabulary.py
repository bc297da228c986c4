"""What the words of a page mean: statuses, dates, titles and mentions of other records."""

from __future__ import annotations

import pytest

from minutebook.records.adr import vocabulary


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
    assert vocabulary.normalise_status(text) == status


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2020-08-04 (Updated 2021-12-20)", "2020-08-04"),
        ("[2022-10-05]", "2022-10-05"),
        ("2024/7/1", "2024-07-01"),
        ("20240701", "2024-07-01"),
        ("2023-09- 21", "2023-09-21"),
        ("31/12/2022", "2022-12-31"),
        ("12/31/2022", "2022-12-31"),
        ("05/05/2022", "2022-05-05"),
        ("03.04.2022", "2022-04-03"),
        ("03/04/2022", "2022"),
        ("99/99/2022", "2022"),
        ("26 September 2022", "2022-09-26"),
        ("26th of Sep, 2022", "2022-09-26"),
        ("September 26, 2022", "2022-09-26"),
        ("Sept. 2022", "2022-09"),
        ("around 2022", "2022"),
        ("26 Foo 2022", "2022"),
        ("2022-11", "2022-11"),
        ("2020 / 2021", ""),
        ("2022-99-99", "2022"),
        ("soon", ""),
        ("", ""),
    ],
)
def test_the_first_date_in_a_text(text: str, date: str) -> None:
    assert vocabulary.find_date(text) == date


@pytest.mark.parametrize(
    ("heading", "title"),
    [
        ("3. Use Redis", "Use Redis"),
        ("0007 - Use Redis", "Use Redis"),
        ("0007 Use Redis", "Use Redis"),
        ("[7] Use Redis", "Use Redis"),
        ("ADR-0007: Use Redis", "Use Redis"),
        ("ADR 263: Proxies", "Proxies"),
        ("ADR0003 Go Path", "Go Path"),
        ("[ADR-0007] Use Redis", "Use Redis"),
        ("ADR: Use Redis", "Use Redis"),
        ("Architecture Decision Record: Use Redis", "Use Redis"),
        ("ADRs need numbers", "ADRs need numbers"),
        ("ADR 7", "ADR 7"),
        ("2 phase commit", "2 phase commit"),
        ("404 pages", "404 pages"),
        ("Use `--input` and [Pop](https://example.org/pop)", "Use `--input` and Pop"),
        (r"Use \*args\* and `\*`", r"Use *args* and `\*`"),
        ("use_json_for_data", "use_json_for_data"),
        ("**Bold** move", "Bold move"),
        ("``", "``"),
        ("", ""),
    ],
)
def test_a_heading_without_its_number(heading: str, title: str) -> None:
    assert vocabulary.strip_title_number(heading) == title


@pytest.mark.parametrize(
    ("text", "mentions"),
    [
        ("see [ADR-1](0001-a.md) and ADR-2", ["[ADR-1](0001-a.md)", "ADR-2"]),
        ("[a \\[b\\] | c](<0001 a.md>)", ["[a \\[b\\] | c](<0001 a.md>)"]),
        ("[ADR 3](/adr/3)", ["[ADR 3](/adr/3)"]),
        ("`0009-scan.md` or ../x/0010-y.md", ["0009-scan.md", "../x/0010-y.md"]),
        ("20201016-use-slugs", ["20201016-use-slugs"]),
        ("ADR 12, PHR-0004, adr#7", ["ADR 12", "PHR-0004", "adr#7"]),
        ("[site](https://example.org/adr) [top](#top) [cdn](//x.org/a)", []),
        ("XADR-1 ADR-1234567 and README", []),
    ],
)
def test_mentions_of_other_records(text: str, mentions: list[str]) -> None:
    assert [mention.text for mention in vocabulary.find_mentions(text)] == mentions


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
    assert vocabulary.is_status_choice(text) is is_choice
