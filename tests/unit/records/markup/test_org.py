"""Org in, markdown out."""

from __future__ import annotations

import pytest

from minutebook.records.markup import convert_page


def convert(text: str) -> str:
    return convert_page("x.org", text).text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("* T\n** Status", "# T\n## Status"),
        ("#+TITLE: T\n* Status\n** x", "# T\n## Status\n### x"),
        ("* TODO [#A] T   :tag:b:", "# T"),
        ("* NEW T\n* T", "# NEW T\n# T"),
        ("#+BEGIN_SRC sh\n* x\n#+END_SRC", "~~~~~~~~~~\n* x\n~~~~~~~~~~"),
        ("#+begin_quote\nx\n#+end_quote", "\n> x\n"),
        ("#+begin_comment\n* x\n#+end_comment", "\n\n"),
        ("# comment\n#+OPTIONS: toc:nil\n#+HEADER\n#no", "\n\n\n#no"),
        (":LOGBOOK:\n- x\n:END:\ny", "\n\n\ny"),
        ("- Status :: Accepted\n- x", "- Status: Accepted\n- x"),
        ("[[file:a.org][A]] [[b.org]]", "[A](a.org) [b.org](b.org)"),
        ("on <2024-01-02 Tue> or [2024-01-03]", "on 2024-01-02 or 2024-01-03"),
        ("| Status | Accepted |", "| Status | Accepted |"),
    ],
)
def test_lines(text: str, expected: str) -> None:
    assert convert(text) == expected


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("#+STATUS: accepted\n#+status: rejected", {"status": "accepted"}),
        ("#+PROPERTY: status accepted", {"status": "accepted"}),
        ("* T\n:PROPERTIES:\n:ADR_ID: 7\n:Empty:\n:END:", {"adr-id": "7"}),
        ("* T\n* S\n:PROPERTIES:\n:status: accepted\n:END:", {}),
        ("* ACCEPTED Use x\n* REJECTED Use y", {"status": "accepted"}),
        ("#+TITLE: T\n* ACCEPTED Use y", {}),
    ],
)
def test_fields(text: str, fields: dict[str, object]) -> None:
    assert convert_page("x.org", text).fields == fields
