"""Values that were hidden in one place, found in all others, also in other letters or encoded.

A value stands for itself wherever nothing else is likely to be written so (`is_distinctive`). A
plain word that some place calls a password (`postgres`, `production`, `My-App`) stays elsewhere.
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterator

from minutebook.lean.patterns import compile_lazily
from minutebook.redact import heuristics
from minutebook.redact.formats import lower_keeping_length
from minutebook.redact.hiding.matches import REPETITION_RANK, Match
from minutebook.redact.wordlists import PLACEHOLDER_VALUES, VENDORS

_MIN_CHARS = 6
_MIN_PHRASE_CHARS = 16  # of letters alone: an English word that is longer is hardly ever written
_RUN = compile_lazily(r"[a-z0-9]+|[^\x00-\x7f]+")
_ASCII_WORD = compile_lazily("[a-z0-9]")
_ESCAPE_END = compile_lazily(r"(?:%[0-9a-f]{2}|\\(?:[a-z]|x[0-9a-f]{2}|u[0-9a-f]{4}))$")
_JOINER = compile_lazily(r"[-_./:\s]+")
_CAMEL_PART = compile_lazily("[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
# No word of a language has five consonants in a row; `catchphrase` and its like are long and rare.
_NOT_A_WORD = compile_lazily("(?i)[b-df-hj-np-tv-xz]{5}|^[b-df-hj-np-tv-xz]+$")
_TERM = compile_lazily(
    r"(?i)(?:base|sha|md|utf|aes|hs|rs|pbkdf|argon|bcrypt|scrypt|oauth|http|ipv|python|node|chacha"
    r"|ed|rsa|ecdsa|tls|rfc|iso|pkcs)-?\d+(?:[-_.:/]\S*|[a-z]{0,4}\d*)"
    r"|v?\d+(?:\.\d+)+(?:[-+.]?[a-z]\S{0,16})?|[a-z]+-\d{1,5}"
    r"|\d+(?:[kmgt]?i?b(?:ps|it|ytes)?|m?s|px|r?em|k?hz|min|hours?|days?|weeks?|bits?|bytes?)"
    r"|\d[\d.,:_/-]*[.,:_/-][\d.,:_/-]*"
)
_SIGNS = compile_lazily(r"^\W+|\W+$")
_DATE = compile_lazily(r"(?:19|20)\d\d(?:0\d|1[0-2])[0-3]\d(?:\d{4}|\d{6})?")


def is_distinctive(value: str) -> bool:
    """Whether a value, wherever it is written, is likely to be that very value.

    It has six characters or more, and is neither an example nor a technical term, and has

    - letters and digits (`hunter22`), but is not a common word with a number (`postgres16`), or
    - digits alone, six or more, but no date, or
    - a sign that does not join words (`open!sesame`), or
    - letters alone that are no words (`kqzvxwpl`), or 16 and more of them, where words are joined
      three or more (`correct-horse-battery`).
    """
    value = value.strip()
    if len(value) < _MIN_CHARS or heuristics.is_example(value) or _TERM.fullmatch(value):
        return False
    parts = [part for part in _JOINER.split(value) if part]
    if not all(part.isalnum() for part in parts):
        return _SIGNS.sub("", value).lower() not in PLACEHOLDER_VALUES
    joined = "".join(parts)
    if joined.isdigit():
        return len(joined) >= _MIN_CHARS and not _DATE.fullmatch(joined)
    words = [part.strip("0123456789") for part in parts]
    if any(not word.isalpha() for word in words if word):
        return True
    if len(parts) == 1 and words[0] != value:
        return words[0].lower() not in PLACEHOLDER_VALUES | VENDORS
    camel_parts = [camel for word in words for camel in _CAMEL_PART.findall(word)]
    if any(map(_NOT_A_WORD.search, words)) or len(camel_parts) >= 0.36 * len(joined):
        return True
    return len(value) >= _MIN_PHRASE_CHARS and len(parts) != 2


def list_forms(value: str) -> set[str]:
    """The ways in which a value is written: as it is, encoded, decoded."""
    decoded_forms = {value, *_decode(value)}
    forms = set(decoded_forms)
    for form in decoded_forms:
        forms.update(_encode(form))
    return forms


def _decode(value: str) -> Iterator[str]:
    """What a value is where it is percent-encoded, escaped or in base64."""
    if "%" in value:
        from urllib.parse import unquote

        yield unquote(value)
    if "\\" in value:
        yield re.sub(r"\\(.)", r"\1", value)
    if "&" in value:
        from html import unescape

        yield unescape(value)
    decoded = decode_base64(value)
    if decoded.isprintable():
        yield decoded
        _, colon, password = decoded.partition(":")
        if colon:
            yield password


def decode_base64(value: str) -> str:
    """The text of a value in base64, also in the form for URLs; "" where it is none."""
    standard = value.rstrip("=").replace("-", "+").replace("_", "/")
    try:
        raw = binascii.a2b_base64(standard + "=" * (-len(standard) % 4), strict_mode=True)
        return raw.decode("utf-8")
    except ValueError:  # not in base64, or not a text
        return ""


def _encode(value: str) -> Iterator[str]:
    raw = value.encode("utf-8", "surrogatepass")
    if not value.isalnum() or not value.isascii():
        from html import escape
        from json import dumps
        from urllib.parse import quote, quote_plus

        yield from (quote(raw, ""), quote(raw), quote_plus(raw))
        for json in (dumps(value)[1:-1], dumps(value, ensure_ascii=False)[1:-1]):
            yield from (json, dumps(json)[1:-1])
        yield escape(value)
        if " " in value:
            yield from (re.sub(r"\s+", sign, value) for sign in " -_")
    for source in (raw, raw + b"\n"):
        standard = binascii.b2a_base64(source, newline=False).decode()
        for form in (standard, standard.replace("+", "-").replace("/", "_")):
            yield from (form, form.rstrip("="))
    yield raw.hex()


class KnownValues:
    """Values to be hidden wherever they stand. Letters' case does not matter.

    The longest run of letters and digits of a value is where its search begins: whatever stands
    beside a value in a text is no letter and no digit, so the run is a whole run of the text, too.
    """

    def __init__(self) -> None:
        self._values: dict[str, tuple[str, str]] = {}  # kind and value, by form in small letters
        # By run: where it begins in the forms that have it, and how long they are.
        self._places: dict[str, set[tuple[int, int]]] = {}

    def __len__(self) -> int:
        return len(self._values)

    def add(self, kind: str, value: str) -> None:
        """Know a value, unless something else may be written so."""
        value = value.strip()
        if lower_keeping_length(value) in self._values or not is_distinctive(value):
            return
        for form in list_forms(value):
            if is_distinctive(form):
                form = lower_keeping_length(form)
                self._values.setdefault(form, (kind, value))
                run = max(_RUN.finditer(form), key=lambda run: run.end() - run.start())
                self._places.setdefault(run[0], set()).add((run.start(), len(form)))

    def get_value(self, form: str) -> str:
        """The value that is known in this form; the form itself where none is."""
        return self._values.get(lower_keeping_length(form), ("", form))[1]

    def find(self, text: str) -> Iterator[Match]:
        """All places of the values, between signs that are neither letters nor digits."""
        if not self._values:
            return
        text = lower_keeping_length(text)
        for run in _RUN.finditer(text):
            for skipped in _list_escaped_chars(text, run.start()):
                places = self._places.get(run[0][skipped:], ())
                for offset, length in places:
                    start = run.start() + skipped - offset
                    end = start + length
                    form = text[start:end] if start >= 0 and end <= len(text) else ""
                    if form in self._values and _stands_alone(text, start, end):
                        kind, value = self._values[form]
                        yield Match(REPETITION_RANK, kind, start, end, value)


def _list_escaped_chars(text: str, position: int) -> tuple[int, ...]:
    """How many characters of a run at `position` may belong to an escape before a value."""
    before = text[position - 1 : position]
    if before == "%":
        return (0, 2)
    return (0, 1, 3, 5) if before == "\\" else (0,)


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Whether a value is not a part of a longer word or number."""
    before, after = text[start - 1 : start] if start else "", text[end : end + 1]
    value = text[start:end]
    if _ASCII_WORD.match(value[-1]) and _ASCII_WORD.match(after):
        return False
    if _ASCII_WORD.match(value) and _ASCII_WORD.match(before):
        return bool(_ESCAPE_END.search(text[max(0, start - 6) : start]))
    if value.isdigit():
        is_part = (before in (".", ",", "-") and text[start - 2 : start - 1].isdigit()) or (
            after in (".", ",", "-") and text[end + 1 : end + 2].isdigit()
        )
        return before != "#" and not is_part
    return True
