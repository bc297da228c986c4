"""Cases, and how they are made of templates: text in which `<<kind>>` stands for a random value.

`<<password>>` is a value of `values.SECRETS`, `<<sha1>>` one of `values.ORDINARY`. The same kind twice
is the same value, `<<password#2>>` another one. `<<password:b64>>` is written by a filter of
`spellings`. `⟪this¦that⟫` is `this` where the seed is even and `that` where it is odd.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from random import Random

from .patterns import PIECE
from .spellings import SPELLINGS
from .values import ORDINARY, SECRETS

LONG_PIECE = 8  # the same where signs are taken out of the text first

_PLACEHOLDER = re.compile(r"\[redacted: [^\]\n]*\]")
_ALTERNATIVE = re.compile(r"⟪([^⟪⟫¦]*)¦([^⟪⟫¦]*)⟫")
_SLOT = re.compile(r"<<([^<>\n]+)>>")
_TRIES = 50


@dataclass(frozen=True, slots=True)
class Case:
    """A text, and the secrets that must not remain in it; none for a look-alike.

    `is_broken`: other signs stand between a secret's characters (line ends, quotes, colour codes), so
    that only its letters and digits are compared.
    """

    group: str
    name: str
    text: str
    secrets: tuple[str, ...] = ()
    is_broken: bool = False


Rows = Iterable[tuple[str, str]]


def list_remains(case: Case, redacted: str) -> list[str]:
    """The pieces of the case's secrets that remain in a redacted text; none where all is hidden."""
    visible = _PLACEHOLDER.sub("\0", redacted)
    if case.is_broken:
        visible = _keep_letters_and_digits(visible)
    return [piece for secret in case.secrets if (piece := _find_piece(case, secret, visible))]


def is_hidden(case: Case, redacted: str) -> bool:
    return not list_remains(case, redacted)


def _find_piece(case: Case, secret: str, visible: str) -> str:
    length = LONG_PIECE if case.is_broken else PIECE
    if case.is_broken:
        secret = _keep_letters_and_digits(secret)
    length = min(length, len(secret))
    for start in range(len(secret) - length + 1):
        piece = secret[start : start + length]
        if piece in visible:
            return piece
    return ""


def _keep_letters_and_digits(text: str) -> str:
    text = re.sub(r"\x1b\[[0-9;]*[A-Za-z]|\\(?:u001b|x1b|033)\[[0-9;]*m|\\[nrt]", "", text)
    return "".join(char for char in text if char.isalnum() or char == "\0")


def make_cases(group: str, rows: Rows, seed: int) -> Iterator[Case]:
    """A case for each row of a name and a template."""
    for name, template in rows:
        yield _make_case(group, name, template, seed)


def _make_case(group: str, name: str, template: str, seed: int) -> Case:
    template = _ALTERNATIVE.sub(rf"\{1 + seed % 2}", template)
    for attempt in range(_TRIES):
        random = Random(f"{seed} {group} {name} {attempt}")
        written: list[str] = []
        case = _fill(group, name, template, random, written)
        context = case.text
        for spelling in sorted(written, key=len, reverse=True):
            context = context.replace(spelling, "\0")
        # Chance may repeat a piece of the secret in what stands around it, which would be no fault.
        if is_hidden(case, context):
            return case
    raise AssertionError(f"{group}/{name}: its secret stands in its context, too")


def _fill(group: str, name: str, template: str, random: Random, written: list[str]) -> Case:
    values: dict[str, str] = {}
    secrets: list[str] = []
    broken = False

    def replace(slot: re.Match[str]) -> str:
        nonlocal broken
        key, _, spelling_name = slot[1].partition(":")
        kind = key.partition("#")[0]
        make: Callable[[Random], str] = SECRETS[kind] if kind in SECRETS else ORDINARY[kind]
        if key not in values:
            values[key] = make(random)
        value = values[key]
        if spelling_name:
            spelling = SPELLINGS[spelling_name]
            value = spelling.write(value)
            broken = broken or spelling.is_broken
        if kind in SECRETS:
            # What was only broken up is compared as it is; what was encoded, as it is written.
            secrets.append(value)
            written.append(value)
        return value

    text = _SLOT.sub(replace, template)
    is_broken = broken or any("\n" in secret for secret in secrets)
    return Case(group, name, text, tuple(dict.fromkeys(secrets)), is_broken)
