"""reStructuredText in, markdown out."""

from __future__ import annotations

import pytest

from minutebook.records.markup import convert_page


def convert(text: str) -> str:
    return convert_page("x.rst", text).text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("=====\nTitle\n=====\n\nA\n---\n\nB\n---", "\n# Title\n\n\n## A\n\n\n## B\n"),
        ("Title\n=====\n\nA\n~~~\n\nB\n=====", "# Title\n\n\n## A\n\n\n# B\n"),
        ("Title here\n===", "Title here\n"),
        ("text\nTitle\n=====", "text\nTitle\n"),
        ("text\n\n----\n\ntext", "text\n\n\n\ntext"),
        ("A\n===\n\nB\n===\n\n:Status: Accepted", "# A\n\n\n# B\n\n\n- Status: Accepted"),
        ("code::\n\n  :x: y\n\ntext", "code:\n\n\n\ntext"),
        (".. code-block:: java\n\n   x\n\ntext", "\n\n\n\ntext"),
        (".. note::\n\n   x", "\n\n   x"),
        (".. a comment\n   of two lines\n..\n   x\n..no", "\n\n\n\n..no"),
        (".. adr:: Use x\n   :status: open\n   :id: ADR_3\n\ntext", "# Use x\n\n\n\ntext"),
        ("#. a\n* b\n| line\n| c |", "1. a\n* b\nline\n| c |"),
        ("+---+---+\n| a | b |\n+===+===+", "\n| a | b |\n"),
        ("`A <a.rst>`_ :doc:`B <b>` :doc:`c` :ref:`d`", "[A](a.rst) [B](b) [c](c) d"),
        ("`A`_ `b`_ ``c``\n\n.. _a: a.rst", "[A](a.rst) b `c`\n\n"),
        (".. _`A b`: a.rst\n\n`a  B`__", "\n\n[a  B](a.rst)"),
        (
            "====== ====\nStatus Open\nDate   2024 x\n====== ====\n\ntext",
            "\n| Status | Open |\n| Date | 2024 x |\n\n\ntext",
        ),
        ("=== ===\na   b\n\n=== ===\nc   d", "\n| a | b |\n\n\n| c | d |"),
        (
            ".. list-table::\n   :header-rows: 0\n\n   * - Status\n     - Open\n     - x\n\ntext",
            "\n\n\n\n| Status | Open |\n| Status | Open | x |\n\ntext",
        ),
    ],
)
def test_lines(text: str, expected: str) -> None:
    assert convert(text) == expected


def test_fields() -> None:
    text = "T\n=\n\n:Status: Accepted\n:Deciders:\n   Ada\n   Bob\n:Date: 2024-01-02\n"
    page = convert_page("x.rst", f"T\n===\n{text[4:]}")
    assert page.fields == {"status": "Accepted", "deciders": "Ada", "date": "2024-01-02"}
    assert page.line_numbers == {"status": 4, "deciders": 5, "date": 8}


def test_the_options_of_a_directive_that_is_a_record() -> None:
    page = convert_page("x.rst", ".. adr:: Use x\n   :id: ADR_003\n   :status: accepted\n")
    assert page.fields == {"id": "ADR_003", "status": "accepted"}
