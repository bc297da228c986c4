"""What shows that a page is a decision: names, headings and facts, in many forms and languages."""

from __future__ import annotations

import unicodedata

import pytest

from growth import assert_linear
from minutebook.records.discovery import page_signs


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("0001-x.md", ("", "0001-x")),
        ("docs/log/0001-x.md", ("docs/log", "0001-x")),
        ("docs/log/0001-x/README.md", ("docs/log", "0001-x")),
        ("docs/log/001-x/adr.adoc", ("docs/log", "001-x")),
        ("docs/log/2021-03-04-x/index.md", ("docs/log", "2021-03-04-x")),
        ("docs/log/README.md", ("docs/log", "README")),
        ("docs/log/0001-x/notes.md", ("docs/log/0001-x", "notes")),
    ],
)
def test_where_a_page_is_a_record(path: str, expected: tuple[str, str]) -> None:
    assert page_signs.locate_page(path) == expected


@pytest.mark.parametrize(
    ("name", "is_numbered", "is_dated"),
    [
        ("0001-x", True, False), ("001", True, False), ("adr-7-x", True, False), ("ADR0007", True, False),
        ("DR008-x", True, False), ("AD-14-x", True, False), ("lmadr-1", True, False),
        ("2021-03-04-x", False, True), ("20210304-x", False, True), ("2021-03-04_x", False, True),
        ("7-x", False, False), ("use-x", False, False), ("overview", False, False), ("adrs", False, False),
    ],
)  # fmt: skip
def test_names(name: str, is_numbered: bool, is_dated: bool) -> None:
    assert (page_signs.is_numbered(name), page_signs.is_dated(name)) == (is_numbered, is_dated)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ""),
        ("# Title\n\nWe made a decision in this context.\n", ""),
        ("## Status\n\nx\n\n## Context\n", "context status"),
        ("## 2. Decision Outcome\n### 3.1 Consequences\n", "consequences decision"),
        ("## **Context**\n## 🎯 Decision\n##Considered Options\n", "context decision options"),
        ("* Status: accepted\n", "status"),
        ("- **Status:** accepted\n", "status"),
        ("status: accepted\n", "status"),
        ("| Status | accepted |\n", "status"),
        ("# Why\n\nThe status: unknown\n", ""),
        # other markups
        (":status: accepted\n\n== Context\n\n== Decision\n", "context decision status"),
        ("Context\n-------\n\nDecision\n========\n", "context decision"),
        ("Context and more\n~~~~\n", "context"),
        ("Context is all\nthat there is\n", ""),
        ("#+TITLE: x\n* Context\n** Decision\n", "context decision"),
        # other languages
        ("## Kontext\n## Entscheidung\n## Konsequenzen\n", "consequences context decision"),
        ("## Contexte\n## Décision\n## Conséquences\n", "consequences context decision"),
        (unicodedata.normalize("NFD", "## Décision\n"), "decision"),
        ("## Contexto\n## Decisión\n## Estado\n", "context decision status"),
        ("## Contesto\n## Decisione\n", "context decision"),
        ("## Besluit\n## Gevolgen\n", "consequences decision"),
        ("## Контекст\n## Решение\n## Статус\n", "context decision status"),
        ("## 背景\n## 决策\n## 状态 / Status\n", "context decision status"),
        ("## 文脈\n## 決定\n## 結果\n", "consequences context decision"),
        ("## 배경\n## 결정\n상태: 승인\n", "context decision status"),
    ],
)  # fmt: skip
def test_signs(text: str, expected: str) -> None:
    assert " ".join(sorted(page_signs.find_signs(text))) == expected


@pytest.mark.parametrize(
    ("signs", "expected"),
    [
        ("", False), ("decision", False), ("status context", False), ("context decision", True),
        ("context consequences", True), ("status consequences", False), ("status decision", True),
        ("context options", False),
    ],
)  # fmt: skip
def test_which_signs_make_a_decision(signs: str, expected: bool) -> None:
    assert page_signs.is_decision(frozenset(signs.split())) is expected


@pytest.mark.parametrize(
    "unit",
    ["#", "=", "*", "-", "\n", " ", "|", "# 1.", "# ", "status", "Context\n", "a", "**", "é"],
)
def test_signs_are_found_in_linear_time(unit: str) -> None:
    assert_linear(lambda size: page_signs.find_signs(unit * size), 12_000 // len(unit))
