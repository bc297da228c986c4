"""Queries in the terms of FTS5: every word in quotation marks, so that none is syntax there."""

from __future__ import annotations

from minutebook.catalog.fulltext import folding
from minutebook.catalog.fulltext.query import Query, Term
from minutebook.lean.patterns import compile_lazily

TYPE_CHECKING = False  # typing is dear to import
if TYPE_CHECKING:
    from collections.abc import Iterable

_NUMBER = compile_lazily(r"#?([0-9]{1,9})")
_REF = compile_lazily(r"(?i)(adr|phr)[-_ ]?([0-9]{1,9})")
_RELEASE = compile_lazily(r"[vV]?[0-9]+(?:\.[0-9]+)+(?:[-+._]?[0-9A-Za-z]+)*")  # 1.2.3, v1.2-rc1
_DIGITS = 4  # of a number in a ref
_UNSAFE = str.maketrans(dict.fromkeys('"\0', " "))


def format_match(query: Query, *, for_marks: bool = False) -> str:
    """What FTS5 is asked for the words that a query requires; "" where it requires none.

    `for_marks` is for texts as `folding.fold_for_marks` gives them.
    """
    groups = [
        " OR ".join(format_term(term, for_marks=for_marks) for term in group)
        for group in query.required
    ]
    joint = " OR " if for_marks else " AND "  # each is marked, wherever it stands
    return joint.join(f"({group})" for group in groups)


def format_excluded(terms: Iterable[Term]) -> str:
    """What FTS5 is asked for records that have one of the terms."""
    return " OR ".join(map(format_term, terms))


def format_term(term: Term, *, for_marks: bool = False) -> str:
    """A term, with the other forms in which it may be written."""
    texts = [term.text, *_list_forms(term)]
    return " OR ".join(
        dict.fromkeys(_format_phrase(text, term.is_prefix, for_marks) for text in texts)
    )


def _list_forms(term: Term) -> list[str]:
    """Other forms of a term: numbers with and without zeros, releases with and without v.

    Also the parts of mixed words.
    """
    if term.is_prefix:
        return []
    text = term.text.strip("()[]{}<>.,;!?'`")
    number = _NUMBER.fullmatch(text)
    if number:
        plain = number[1].lstrip("0") or "0"
        return [plain, plain.zfill(_DIGITS)]
    if _RELEASE.fullmatch(text):
        return [text[1:] if text[0] in "vV" else f"v{text}"]
    ref = _REF.fullmatch(text)
    if ref:
        plain = ref[2].lstrip("0") or "0"
        return [f"{ref[1]} {digits}" for digits in (plain, plain.zfill(_DIGITS))]
    return [folding.split_mixed(text)] if text != text.lower() else []


def _format_phrase(text: str, is_prefix: bool, for_marks: bool) -> str:
    name = folding.spell_name(text.strip("()[]{}<>.,;:!?'`"))
    if name:  # the letter alone would be in every text
        return f'"{name}"'
    if for_marks:
        folded, is_open = folding.fold_for_marks(text)[0], False
    else:
        folded, is_open = folding.fold_query(text)
    return f'"{" ".join(folded.translate(_UNSAFE).split())}"' + (
        "*" if is_prefix or is_open else ""
    )


def read_exact_number(query: Query) -> tuple[str, int] | None:
    """The kind ("" for any) and number of the record that a query is, or None.

    A record is asked for by its ref or number alone: `ADR-7`, `adr 7`, `0007`, `#7`.
    """
    text = " ".join(query.text.split())
    match = _REF.fullmatch(text)
    if match:
        return match[1].lower(), int(match[2])
    number = _NUMBER.fullmatch(text)
    return ("", int(number[1])) if number else None
