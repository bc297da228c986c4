"""Pages of other formats as records: a page in, what it states out."""

from __future__ import annotations

import pytest

from minutebook.records import markup, reader
from minutebook.records.model import ADR, Folder, Record

DECISIONS = Folder(ADR, "d")

ASCIIDOC = """\
= ADR-7: Use Kafka
Ada Example <ada@example.org>
v1.0, 2024-01-02
:status: accepted
:tags: queue

== Context

See link:0002-a.adoc[another one].

== Status

Accepted. Supersedes xref:0003-use-x.adoc[ADR 3].
"""
RST = """\
7. Use Kafka
============

:Status: Accepted
:Date: 2024-01-02
:Tags: queue

Status
------

Accepted. Supersedes `ADR 3 <0003-use-x.rst>`_.
"""
ORG = """\
#+TITLE: ADR-7: Use Kafka
#+DATE: <2024-01-02 Tue>
#+PROPERTY: status accepted
#+FILETAGS: queue

* Status

Accepted. Supersedes [[file:0003-use-x.org][ADR 3]].
"""


def read(name: str, text: str) -> Record:
    return reader.read_record(DECISIONS, f"d/{name}", text)


@pytest.mark.parametrize(
    ("ending", "text"),
    [("adoc", ASCIIDOC), ("asciidoc", ASCIIDOC), ("RST", RST), ("org", ORG)],
)
def test_the_facts_of_a_page(ending: str, text: str) -> None:
    record = read(f"use-kafka.{ending}", text)
    assert (record.number, record.ref, record.title) == (7, "ADR-0007", "Use Kafka")
    assert (record.state, record.date) == ("accepted", "2024-01-02")
    assert record.fields["tags"] == "queue"
    assert [link.relation for link in record.links] == ["supersedes"]
    assert record.links[0].line == text[: text.index("Supersedes")].count("\n") + 1
    assert record.number_line == 1
    assert record.text == text
    assert not record.is_editable
    assert record.stem == "use-kafka"


@pytest.mark.parametrize(
    ("name", "text", "facts"),
    [
        (
            "0009-c.adoc",
            '= 9. C\n\n[cols="1,3"]\n|===\n|Status\n|Accepted\n\n|Date\n|2024-03-04\n|===\n',
            ("C", "accepted", "2024-03-04"),
        ),
        (
            "0017-k.adoc",
            "= K\n\n|===\n| Status | Date\n\n| accepted | 2020-02-02\n|===\n",
            ("K", "accepted", "2020-02-02"),
        ),
        (
            "0011-e.adoc",
            "= E\n\n*Status:* Accepted +\n*Date:* 2023-01-02\n\n== Context\n",
            ("E", "accepted", "2023-01-02"),
        ),
        ("0012-f.adoc", "= F\n\nStatus:: Deprecated\n\n== Context\n", ("F", "deprecated", "")),
        (
            "0010-d.rst",
            "========\nADR 1: D\n========\n\n.. list-table::\n\n   * - Status\n     - Rejected\n",
            ("D", "rejected", ""),
        ),
        (
            "0013-g.rst",
            "Gee\n###\n\n**Status**: accepted\n\n**Date**: 2023-01-02\n",
            ("Gee", "accepted", "2023-01-02"),
        ),
        (
            "0014-h.rst",
            "H title\n=======\n\nStatus\n******\n**Accepted** on 2020-02-03\n",
            ("H title", "accepted", "2020-02-03"),
        ),
        (
            "0015-i.org",
            "* ADR-15: I\n** Status\nAccepted\n** Date\n2020-01-02\n",
            ("I", "accepted", "2020-01-02"),
        ),
        (
            "0016-p.org",
            "* P\n:PROPERTIES:\n:STATUS: accepted\n:SUPERSEDES: 0007-o\n:END:\n",
            ("P", "accepted", ""),
        ),
    ],
)
def test_facts_in_other_forms(name: str, text: str, facts: tuple[str, str, str]) -> None:
    record = read(name, text)
    assert (record.title, record.state, record.date) == facts


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("ending", ["adoc", "rst", "org"])
def test_front_matter_stands_before_the_header(ending: str, newline: str) -> None:
    text = newline.join(
        ["---", "status: rejected", "number: 3", "---", "", ":status: accepted", ""]
    )
    record = read(f"x.{ending}", text)
    assert (record.state, record.number, record.number_line) == ("rejected", 3, 3)


def test_a_fence_that_is_never_closed_is_no_front_matter() -> None:
    assert read("0001-x.adoc", "---\n\n= T\n").title == "T"


@pytest.mark.parametrize("ending", ["md", "MD", "markdown", "mdx"])
def test_markdown_by_another_name_is_as_it_was(ending: str) -> None:
    text = "# 7. T\n\n= x\n\n## Status\n\nAccepted\n"
    assert markup.convert_page(f"x.{ending}", text) == (text, {}, {})
    record = read(f"x.{ending}", text)
    assert (record.number, record.state, record.is_editable) == (7, "accepted", True)


def test_sections_and_stated_numbers_of_other_formats() -> None:
    record = read("0001-x.adoc", ASCIIDOC)
    assert list(reader.read_sections(record)) == ["Context", "Status"]
    assert reader.read_stated_number("x.rst", RST) == 7
    assert reader.read_stated_number("x.md", "# T\n") is None


@pytest.mark.parametrize("ending", ["adoc", "rst", "org"])
@pytest.mark.parametrize(
    "part",
    [
        "a",
        "`",
        "[[",
        "<<a,",
        "= ",
        "* ",
        ":a:\n",
        "--\n",
        "|a",
        "`a <",
        "a\n==\n",
        "|===\n",
        ".. \n",
    ],
)
def test_a_hostile_page_keeps_its_lines_and_takes_no_time(ending: str, part: str) -> None:
    text = part * (300_000 // len(part))
    page = markup.convert_page(f"x.{ending}", text)
    assert page.text.count("\n") == text.count("\n")
