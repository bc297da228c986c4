"""What `read_facts` finds on pages of all dialects."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from growth import assert_linear
from minutebook.records import adr
from minutebook.records.model import Link
from minutebook.text import frontmatter


def read(page: str) -> adr.Facts:
    return adr.read_facts(page, frontmatter.parse(page)[0])


NYGARD = "# 1. Use Redis\n\nDate: 2020-01-02\n\n## Status\n\nAccepted\n\n## Context\n\nWords.\n"


@pytest.mark.parametrize(
    ("page", "facts"),
    [
        (NYGARD, ("nygard", "accepted", "2020-01-02")),
        (NYGARD.replace("\n", "\r\n"), ("nygard", "accepted", "2020-01-02")),
        (NYGARD.replace("Accepted", "On it.\n\nSoon."), ("nygard", "", "2020-01-02")),
        (
            NYGARD.replace("Accepted", "Amends: ADR-3\n\nDraft"),
            ("nygard", "proposed", "2020-01-02"),
        ),
        (NYGARD.replace("Accepted", ""), ("nygard", "", "2020-01-02")),
        (
            NYGARD.replace("Accepted", "- [ ] Rejected\n- [x] Accepted"),
            ("nygard", "accepted", "2020-01-02"),
        ),
        (
            NYGARD.replace("Accepted", "<!-- Rejected -->\nAccepted"),
            ("nygard", "accepted", "2020-01-02"),
        ),
        (
            NYGARD.replace("Accepted", "Status: Accepted\nDate: 2020-03-04"),
            ("nygard", "accepted", "2020-01-02"),
        ),
        (
            NYGARD.replace("Accepted", "On it.\n\nAccepted later."),
            ("nygard", "accepted", "2020-01-02"),
        ),
        (
            NYGARD.replace("Accepted", "- Context: none\n- Accepted"),
            ("nygard", "accepted", "2020-01-02"),
        ),
        (NYGARD.replace("## Status\n\nAccepted\n\n", ""), ("nygard", "", "2020-01-02")),
        ("# A\n\n## Status\n\nAccepted (2020-11-24)\n", ("nygard", "accepted", "2020-11-24")),
        ("# A\n\n## Status\n\nSuperseded by [B](2020-11-24-b.md)\n", ("nygard", "superseded", "")),
        ("# A\n\n## 2. Status: Proposed\n", ("nygard", "proposed", "")),
        ("# A\n\n## Status: Proposed\n\n## Context\n", ("nygard", "proposed", "")),
        ("# A\n\nStatus: Proposed\nfor now\n---------\n", ("bullet", "proposed", "")),
        (
            "# A\n\n## Status\nProposed\n\n## Date\n2026-01-14\n",
            ("nygard", "proposed", "2026-01-14"),
        ),
        ("# A\n\n## Status\n\nProposed\n\n## Date\n\n## B\n", ("nygard", "proposed", "")),
        ("# A\n\n# Status\n\nAccepted\n", ("nygard", "accepted", "")),
        ("A\n=\n\nStatus\n------\n\nAccepted\n", ("nygard", "accepted", "")),
        (
            "# A\n\n## Changelog\n\n- 2022-03-04: b\n- 2021-03-04: a\n\n## Status\n\nDraft\n",
            ("nygard", "proposed", "2021-03-04"),
        ),
        ("# A\n\n## Changelog\n\n- none\n", ("plain", "", "")),
        ("# A\n\n- Status: accepted\n- Date: 2022-09-19\n", ("bullet", "accepted", "2022-09-19")),
        (
            "# A\n\n* **Status:** Active\n* **Last Modified:** 2023-06-26\n",
            ("bullet", "accepted", ""),
        ),
        (
            "# A\n\n**Status**: Accepted  \n**Date** 2019-06-05\n",
            ("bullet", "accepted", "2019-06-05"),
        ),
        ("# A\n\n> **Status:** Accepted<br>\n", ("bullet", "accepted", "")),
        (
            "# A\n\n**Status:** Accepted | **Date:** 2024-01-31\n",
            ("bullet", "accepted", "2024-01-31"),
        ),
        ("# A\n\nStatus: Accepted <!-- or not -->\n", ("bullet", "accepted", "")),
        ("# A\n\n- Status: accepted <!-- not closed\n", ("bullet", "accepted", "")),
        ("# A\n\n- Date 2023-09-28\n", ("bullet", "", "2023-09-28")),
        ("# A\n\n## A\n\n* **Status:** Active\n\n## Context\n", ("bullet", "accepted", "")),
        ("# A\n\n## Metadata\n\n- Status: draft\n", ("bullet", "proposed", "")),
        ("# A\n\n```\nStatus: accepted\n```\n", ("plain", "", "")),
        ("# A\n\n- Status: [ accepted | rejected ]\n", ("bullet", "", "")),
        (
            "# A\n\n|Metadata|Value|\n|--|--|\n|Date|2020-04-30|\n|Status|Implemented|\n",
            ("table", "accepted", "2020-04-30"),
        ),
        (
            "# A\n\n| Status | Date |\n|---|---|\n| Draft | 2020-04-30 |\n\nWords.\n",
            ("table", "proposed", "2020-04-30"),
        ),
        ("# A\n\n| Nr | Status |\n|---|---|\n| 1 | Draft |\n| 2 | Done |\n", ("plain", "", "")),
        ("# A\n\n| Date | 2020-04-30 |\n", ("table", "", "2020-04-30")),
        (
            "---\nstatus: accepted\ndate: 2023-01-01\n---\n# A\n",
            ("front-matter", "accepted", "2023-01-01"),
        ),
        ("---\nStatus: Draft\n---\n# A\n", ("front-matter", "proposed", "")),
        ("---\nstatus:\n---\n# A\n\n## Status\n\nAccepted\n", ("front-matter", "", "")),
        ("---\nparent: Decisions\n---\n# A\n", ("front-matter", "", "")),
        ("---\ntags: [a]\n---\n\n## Status\n\nAccepted\n", ("nygard", "accepted", "")),
        (
            "---\nstatus: accepted\nlinks:\n  superseded-by: [0002-b]\n---\n# A\n",
            ("front-matter", "accepted", ""),
        ),
        ("---\nlinks:\n  superseded-by: [0002-b]\n---\n# A\n", ("front-matter", "superseded", "")),
        ("# A\n\nWords.\n", ("plain", "", "")),
        ("", ("plain", "", "")),
    ],
)
def test_the_facts_of_a_page(page: str, facts: tuple[str, str, str]) -> None:
    stated = read(page)
    assert (stated.dialect, stated.status, stated.date) == facts


@pytest.mark.parametrize(
    ("page", "title"),
    [
        ("# 1. Use Redis\n", "Use Redis"),
        ("---\ntitle: 'ADR: Use Redis'\n---\n\n## Background\n", "Use Redis"),
        ("---\ntitle: Old\n---\n# Use Redis\n", "Use Redis"),
        ("---\ntitle: Use Redis\n---\n## Why\n", "Use Redis"),
        ("---\ntitle: [a]\n---\n## Use Redis\n", "Use Redis"),
        ("## Use Redis\n\n## Status\n", "Use Redis"),
        ("## Status: draft\n", ""),
        ("# Status\n\nAccepted\n", ""),
        ("## Context\n", ""),
        ("Words.\n", ""),
    ],
)
def test_the_title_of_a_page(page: str, title: str) -> None:
    assert read(page).title == title


def with_status(status: str) -> str:
    return NYGARD.replace("Accepted", status)


@pytest.mark.parametrize(
    ("page", "links"),
    [
        (with_status("Superceded by [3. B](0003-b.md)"), [("superseded-by", "[3. B](0003-b.md)")]),
        (
            with_status("Accepted\n\nSupercedes [6. A](0006-a.md)\nSupercedes [26. B](0026-b.md)"),
            [("supersedes", "[6. A](0006-a.md)"), ("supersedes", "[26. B](0026-b.md)")],
        ),
        (with_status("Superseded by [ADR 23](/adr/23) and [ADR 26](/adr/26)"), [("superseded-by", "[ADR 23](/adr/23)"), ("superseded-by", "[ADR 26](/adr/26)")]),
        (with_status("Superseded by\n[007-b.md](007-b.md)."), [("superseded-by", "[007-b.md](007-b.md)")]),
        (with_status("Superseded by 028-b.md"), [("superseded-by", "028-b.md")]),
        (with_status("Implemented. Superseded by [ADR-3](./adr-3-b.md)."), [("superseded-by", "[ADR-3](./adr-3-b.md)")]),
        (with_status("Implemented. Parts of this ADR were superseded by [ADR-3](adr-3.md)."), [("partly-superseded-by", "[ADR-3](adr-3.md)")]),
        (with_status("Accepted\n\nThis supersedes [ADR-5](0005-b.md)."), [("supersedes", "[ADR-5](0005-b.md)")]),
        (with_status("Accepted\n\nAmends [5. B](0005-b.md)"), [("amends", "[5. B](0005-b.md)")]),
        (with_status("Accepted\n\nDoes not supersede ADR-5"), []),
        (with_status("Accepted, see the code"), []),
        ("# A\n\n- Status: superseded by [B](0002-b.md)\n", [("superseded-by", "[B](0002-b.md)")]),
        ("# A\n\n- Status: [ accepted | superseded by [x](y.md) ]\n", []),
        ("# A\n\n**Supersedes**: ADR-0019 (B), ADR-0020\n", [("supersedes", "ADR-0019"), ("supersedes", "ADR-0020")]),
        ("# A\n\nReplaces: [ADR-2](./0002-b.md)\n", [("supersedes", "[ADR-2](./0002-b.md)")]),
        ("# A\n\n| Status | Accepted |\n| Amends | [2](0002-b.md) |\n", [("amends", "[2](0002-b.md)")]),
        ("# A\n\n## Status: Superseded by ADR-9\n", [("superseded-by", "ADR-9")]),
        ("# A\n\n## Links\n\n- Supersedes [B](0002-b.md)\n- [C](0003-c.md)\n- This supersedes ADR-4 too\n", [("supersedes", "[B](0002-b.md)"), ("supersedes", "ADR-4")]),
        ("# A\n\n## Links\n\n- We amend what ADR-4 says\n", []),
        ("# A\n\n## References\n\n- Related ADRs: ADR-1 (superseded - old), ADR-2\n", [("relates-to", "ADR-1"), ("relates-to", "ADR-2")]),
        ("# A\n\n**NOTE:** This ADR updates and supersedes [ADR3](./0003-b.md).\n", [("supersedes", "[ADR3](./0003-b.md)")]),
        ("# A\n\n> This decision is **superseded by [ADR-7](0007-b.md)**.\n", [("superseded-by", "[ADR-7](0007-b.md)")]),
        ("# A\n\n## Background\n\nSUPERSEDED BY [B](/adrs/b)\n", [("superseded-by", "[B](/adrs/b)")]),
        ("# A\n\n- This ADR supersedes the \"scan\" part of ADR 9 (`0009-scan.md`).\n", [("partly-supersedes", "ADR 9")]),
        ("# A\n\nWhile this does not supersede [ADR3](/adr/3), it helps.\n", []),
        ("# A\n\nBazel is replaced by ADR-3 in this file.\n", []),
        ("# A\n\n```\nSuperseded by [B](0002-b.md)\n```\n", []),
        ("# A\n\n<!-- minutebook:links -->\n- superseded by [B](0002-b.md)\n<!-- /minutebook:links -->\n", []),
        ("---\nstatus: superseded by ADR-0057\n---\n# A\n", [("superseded-by", "ADR-0057")]),
        ("---\nstatus: accepted; supersedes ADR-0045\n---\n# A\n", [("supersedes", "ADR-0045")]),
        ("---\nstatus: '[ accepted | superseded by ADR-1 ]'\n---\n# A\n", []),
        ("---\nstatus: a\nsupersedes: 0003-b\n---\n# A\n", [("supersedes", "0003-b")]),
        ("---\nsuperseded_by: [ADR-3, none]\nupdated: 2020-01-01\n---\n# A\n", [("superseded-by", "ADR-3")]),
        ("---\nlinks:\n  supersedes: [0003-b]\n  spec: spec.md\n  amends:\n---\n# A\n", [("supersedes", "0003-b")]),
        ("---\nlinks:\n  - Supersedes [B](b.md)\n  - target: 3\n    kind: amends\n  - target: 4\n  - 5\n---\n# A\n", [("supersedes", "[B](b.md)"), ("amends", "3")]),
        ("---\nlinks: none\n---\n# A\n", []),
    ],
)  # fmt: skip
def test_the_relations_that_a_page_states(page: str, links: list[tuple[str, str]]) -> None:
    assert [(link.relation, link.target) for link in read(page).links] == links


def test_a_relation_that_is_stated_twice_is_listed_once() -> None:
    page = with_status("Superseded by ADR-3\n\nSuperseded by ADR-3")
    assert read(page).links == (Link("superseded-by", "ADR-3", 7),)


def test_a_sentence_supersedes_a_page_unless_front_matter_has_a_status() -> None:
    assert read("# A\n\nThis ADR has been superseded by [B](0002-b.md).\n").status == "superseded"
    assert (
        read("---\nstatus: accepted\n---\n# A\n\nThis is superseded by ADR-2.\n").status
        == "accepted"
    )


def test_the_text_of_a_status_is_kept() -> None:
    assert read(with_status("✅ Accepted")).status_raw == "✅ Accepted"
    assert read(with_status("Nobody knows")).status_raw == "Nobody knows"
    assert read("---\nstatus: ' On hold '\n---\n").status_raw == "On hold"


PIECES = st.sampled_from(
    [
        *("# A", "## Status", "## Links", "Accepted", "Superseded by", "[B](0002-b.md)", "ADR-7"),
        *("- ", "* **Status:** ", "| Status | ", " |", "---", "status: ", "```", "<!--", "-->"),
        *("\n", "\n\n", "\r\n", "~~", "(", ")", "[", "]", "this ", "\x0b", "\u2028", "\udc80", "é"),
        *("links:\n  supersedes: [a]\n", "Date: 2020-01-01", "## Status: Draft", "and", "\t", "\0"),
    ]
)


@given(st.lists(PIECES, max_size=30).map("".join) | st.text(st.characters(), max_size=200))
def test_any_text_can_be_read(text: str) -> None:
    facts = read(text)
    assert facts.dialect in ("front-matter", "nygard", "bullet", "table", "plain")
    assert facts.status in ("", "proposed", "accepted", "rejected", "deprecated", "superseded")
    assert all(link.target for link in facts.links)


@pytest.mark.parametrize(
    "unit",
    [" ", "\n", "-", "(", "[", "[a](b) ", "<!--", "<br>", "`", "~", "ADR-1 ", "superseded by ", "a/", "| a ", "adr "],
)  # fmt: skip
@pytest.mark.parametrize(
    "beginning", ["", "# T\n\n- Status: ", "# T\n\n## Status\n\nSuperseded by [a](b.md)"]
)
def test_reading_time_is_linear_in_the_length(beginning: str, unit: str) -> None:
    assert_linear(lambda length: read(beginning + unit * (length // len(unit)) + "x"), 5_000)
