"""AsciiDoc in, markdown out."""

from __future__ import annotations

import pytest

from minutebook.records.markup import convert_page


def convert(text: str) -> str:
    return convert_page("x.adoc", text).text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("= T\n\n== S\n\n=== U", "# T\n\n## S\n\n### U"),
        ("T\n=\n\nTitle\n=====\n\nPart\n~~~~", "T\n=\n\n# Title\n\n\n### Part\n"),
        ("Title\nmore\n====", "Title\nmore\n"),
        ("----\n= code\n----\n= T", "~~~~~~~~~~\n= code\n~~~~~~~~~~\n# T"),
        ("```java\n= code\n```", "~~~~~~~~~~\n= code\n~~~~~~~~~~"),
        ("////\n= hidden\n////\n// and this", "\n\n\n"),
        ("____\nquoted\n* item\n____\ntext", "\n> quoted\n> - item\n\ntext"),
        ("====\nexample\n====", "\nexample\n"),
        ("[source,java]\n.Caption\ninclude::x.adoc[]\n'''", "\n\n\n"),
        ("* a\n** b\n- c\n. d\n.. e", "- a\n  - b\n- c\n1. d\n  1. e"),
        ("Status:: Accepted", "- Status: Accepted"),
        ("Status::\n\n  Accepted\nx", "\n\n- Status: Accepted\nx"),
        ("|===\n|Status |Accepted\n|===", "\n| Status | Accepted |\n"),
        ("|===\n|Status\n|Accepted\n\ntext\n|===\nx", "\n\n| Status | Accepted |\n\ntext\n\nx"),
        ("|===\nh|Status 2+a|Accepted\n|===", "\n| Status | Accepted |\n"),
        ("see xref:a.adoc[A] and link:b.adoc[]", "see [A](a.adoc) and [b.adoc](b.adoc)"),
        ("https://example.org[E] [x]", "[E](https://example.org) [x]"),
        ("<<a.adoc#,A>> <<b>>", "[A](a.adoc) [b](b)"),
        ("a < b", "a < b"),
    ],
)
def test_lines(text: str, expected: str) -> None:
    assert convert(text) == expected


def test_fields_of_the_header_alone_count() -> None:
    page = convert_page(
        "x.adoc", "= T\n:revdate: 2024-01-02\n:status:\n\n== S\n:status: accepted\n"
    )
    assert page.fields == {"date": "2024-01-02"}
    assert page.line_numbers == {"date": 2}
    assert page.text == "# T\n\n\n\n## S\n\n"


@pytest.mark.parametrize("line", ["v1.0, 2024-01-02", "2024-01-02", "V2.1,2024-01-02: remark"])
def test_the_line_of_the_revision(line: str) -> None:
    assert convert_page("x.adoc", f"= T\nA B <a@b.de>\n{line}\n").fields == {"date": "2024-01-02"}
    assert convert_page("x.adoc", f"= T\n\n\n{line}\n").fields == {}
