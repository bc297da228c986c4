"""Where a page states its date, and what is wrong with it."""

from __future__ import annotations

import pytest

from minutebook.records import adr
from minutebook.text import frontmatter


def read_date(page: str) -> tuple[str, str]:
    facts = adr.read_facts(page, frontmatter.parse(page)[0])
    return facts.date, facts.date_text


@pytest.mark.parametrize(
    ("page", "date"),
    [
        ("---\ndate: 2024-03-05\n---\n\n# A\n\nDate: 2023-01-01\n", "2024-03-05"),
        ("---\ndate_iso: 2024-03-05\n---\n\n# A\n", "2024-03-05"),
        ("---\nDecision-Date: 5 March 2024\n---\n\n# A\n", "2024-03-05"),
        ("---\ncreated: 2024-03-05\n---\n\n# A\n", "2024-03-05"),
        ("---\ncreated: 2024-03-05\ndecided: 2024-04-01\n---\n\n# A\n", "2024-04-01"),
        ("---\ncreated: 2024-03-05\n---\n\n# A\n\nDate: 2024-04-01\n", "2024-04-01"),
        ("---\nupdated: 2024-03-05\ndate: true\ncreated: [2024-01-01]\n---\n\n# A\n", "2024-01-01"),
        ("# A\n\nIntroduced: 2024-03-05\n", "2024-03-05"),
        ("# A\n\n- **Created:** 2024-03-05\n- **Last updated:** 2024-04-01\n", "2024-03-05"),
        ("# A\n\nLast modified: 2024-03-05\n", ""),
        ("# A\n\n| Status | Date |\n| --- | --- |\n| Accepted | 05.03.2024 |\n", "2024-03-05"),
        ("# A\n\nDatum: 5. März 2024\n", "2024-03-05"),
        ("# A\n\n## Date\n\n2024-03-05\n", "2024-03-05"),
        ("# A\n\n## Decision date\n\n*5 March 2024*\n\nby all\n", "2024-03-05"),
        ("# A\n\n## Fecha\n\n5 de marzo de 2024\n", "2024-03-05"),
        ("# A\n\n## Date: 2024-03-05\n\n## Other: 2023-01-01\n", "2024-03-05"),
        ("# A\n\n## 日付：2024年3月5日\n", "2024-03-05"),
        ("# A\n\n## Date\n", ""),
        ("# A\n\n## Introduced\n\nIn 2022" + ", by many of those who then worked on it" * 2 + ".\n", ""),
        ("# A\n\nData: 5 de março de 2024\n", "2024-03-05"),
        ("# A\n\n- **Data**: 20 GB in 2024\n\n## Data\n\n2024\n", ""),
        ("---\nadr:\n  date: 2024-03-05\n---\n\n# A\n", "2024-03-05"),
        ("+++\ndate = 2024-03-05T23:10:00+09:00\n+++\n\n# A\n", "2024-03-05"),
        ('---json\n{"date": "2024-03-05"}\n---\n\n# A\n', "2024-03-05"),
        ("---\nstatus: accepted\ndate: 2024-03-05\n...\n# A\n", "2024-03-05"),
        ("# A\n\n**Eingeführt:** Dienstag, den 5. März 2024\n", "2024-03-05"),
        ("# A\n\nEingeführt: 1. März 2024\nDatum: 5. März 2024\n", "2024-03-05"),
        ("# A\n\n- 承認日：2024年3月5日\n", "2024-03-05"),
        ("# A\n\n## 日期 / Date\n\n2024年3月5日\n", "2024-03-05"),
        ("# A\n\n| 创建日期 | 二〇二四年三月五日 |\n", "2024-03-05"),
        ("# A\n\nวันที่: 5 มีนาคม พ.ศ. 2567\n", "2024-03-05"),
        ("# A\n\nदिनांक: ५ मार्च २०२४\n", "2024-03-05"),
        ("# A\n\n<dl>\n<dt>Date</dt>\n<dd>2024-03-05</dd>\n</dl>\n", "2024-03-05"),
        ("# A\n\n## Änderungsverlauf\n\n| 05.04.2024 | A |\n| 05.03.2024 | B |\n", "2024-03-05"),
        ("# A\n\n## Historique\n\n- 5 mars 2024 : brouillon\n", "2024-03-05"),
        # Changelogs: the earliest day that is sure.
        ("# A\n\n## Changelog\n\n- 2024-04-01: more\n- 2024-03-05: draft\n- 2023: idea\n", "2024-03-05"),
        ("# A\n\n## Revision history\n\n* 2019 November 04: draft\n", "2019-11-04"),
        ("# A\n\n## History\n\nMarch 2024: draft\n\nsoon: more\n", "2024-03"),
        ("# A\n\nDate: 2024-05-01\n\n## Changelog\n\n- 2024-03-05: draft\n", "2024-05-01"),
        ("# A\n\n## Status\n\nAccepted on 5 March 2024\n", "2024-03-05"),
        ("# A\n\n## Status\n\nSuperseded by [B](2024-03-05-b.md)\n", ""),
        # A line that is nothing but a day.
        ("# A\n\n*5 March 2024*\n\nWords.\n", "2024-03-05"),
        ("# A\n\nAda\n\n2024-03-05\n", "2024-03-05"),
        ("# A\n\n2024\n\nMarch 2024\n", ""),
        ("# A\n\nAda, 2024-03-05\n\n" + "2024-03-05 " * 5 + "\n", ""),
        ("2024-03-05\n", ""),
    ],
)  # fmt: skip
def test_the_date_of_a_page(page: str, date: str) -> None:
    assert read_date(page) == (date, "")


@pytest.mark.parametrize(
    ("page", "date", "date_text"),
    [
        ("# A\n\nDate: 03/04/2024\n", "", "03/04/2024"),
        ("# A\n\nDate: 2024-13-45\n", "", "2024-13-45"),
        ("# A\n\nDate: 26 Foo 2024\n", "", "26 Foo 2024"),
        ("# A\n\nDate: soon\n", "", ""),
        ("---\ndate: 03/04/2024\n---\n\n# A\n\n## Changelog\n\n- 2024-05-01: more\n", "", "03/04/2024"),
        ("---\ndate: 2024-13-45\n---\n\n# A\n\nCreated: 2024-05-01\n", "2024-05-01", "2024-13-45"),
        ("# A\n\nDate: 2024-13-45\nCreated: 2024-14-45\n", "", "2024-13-45"),
        ("# A\n\nDate: 2024-13-45\n\n## Changelog\n\n- 2024-05-01: a\n", "2024-05-01", "2024-13-45"),
        ("# A\n\nDate: 2024-13-45\n\n## Status\n\nAccepted 2024-05-01\n", "2024-05-01", "2024-13-45"),
        ("# A\n\n## Changelog\n\n- 07-03-2024: a\n- 14-03-2024: b\n", "2024-03-14", "07-03-2024"),
        ("# A\n\n## Changelog\n\n- 2024-15-03: a\n- v1.2.20\n", "", "2024-15-03"),
        ("# A\n\n## Status\n\nAccepted on 03/04/2024\n", "", "03/04/2024"),
        ("# A\n\n## Status\n\nAccepted in sprint 7\n", "", ""),
    ],
)  # fmt: skip
def test_a_faulty_date_of_a_page(page: str, date: str, date_text: str) -> None:
    assert read_date(page) == (date, date_text)


@pytest.mark.parametrize("value", ["{ 2023-11-21 }", "[2023-11-21]", "{2023-11-21}"])
def test_a_date_in_brackets_is_read(value: str) -> None:
    page = f"---\nstatus: accepted\ndate: {value}\n---\n# A\n"
    assert adr.read_facts(page, frontmatter.parse(page)[0]).date == "2023-11-21"


def test_the_history_in_a_status_section_begins_with_the_date() -> None:
    page = "# A\n\n## Status\n\nAccepted\n\n- 2020-02-03: Draft\n- 2020-01-02: Proposed\n"
    facts = adr.read_facts(page, frontmatter.parse(page)[0])
    assert facts.date == "2020-01-02"
    page = "# A\n\n## Status\n\nAccepted\n\nSupersedes [B](2020-01-02-b.md)\n"
    assert adr.read_facts(page, frontmatter.parse(page)[0]).date == ""
