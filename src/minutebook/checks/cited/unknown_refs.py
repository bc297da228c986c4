"""Refs in texts (`ADR-0007`) whose number no record has."""

from __future__ import annotations

from collections.abc import Container, Iterator

from minutebook.lean.patterns import compile_lazily
from minutebook.lean.values import Value
from minutebook.records.references.forms import CITED_REF, list_cited_numbers

_KIND = compile_lazily(r"[aApP][dDhH][rR]")  # the whole pattern takes ten times as long
_LONGER_NAME = compile_lazily(r"[-_/]\w|\(")  # `ADR-2024-003`, `ADR-7_a`


class UnknownRef(Value):
    """A ref in a text whose number no record has: its offsets, kind and number."""

    start: int
    end: int
    kind_name: str
    number: int


def find_unknown_refs(text: str, known: Container[tuple[str, int]]) -> Iterator[UnknownRef]:
    """The refs in a text whose kind and number are not among the known ones.

    As `renumber` follows refs, but for what may as well be a name in a program: `adr7`, `adr_7`.
    """
    for kind_match in _KIND.finditer(text):
        match = CITED_REF.match(text, kind_match.start())
        if match is None:
            continue
        kind = match["kind"]
        sign = text[match.end("kind") : match.start("digits")].lstrip("sS")
        is_ref = sign not in ("", "_") and (kind.isupper() or sign == "-")
        for start, end in list_cited_numbers(text, match) if is_ref else ():
            number = int(text[start:end])
            if not number or (kind.lower(), number) in known:
                continue
            if end > match.end() or not _LONGER_NAME.match(text, end):
                start = start if end > match.end() else match.start()
                yield UnknownRef(start, end, kind.lower(), number)
