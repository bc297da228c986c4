"""Finds the values of tables whose header names a secret: CSV, markdown, the output of programs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from minutebook.lean.patterns import compile_lazily
from minutebook.redact import heuristics
from minutebook.redact.contexts import values
from minutebook.redact.contexts.secret_names import SecretName, parse_secret_name
from minutebook.redact.formats import SecretSpan
from minutebook.redact.word_search import find_words

_HEADER_WORDS = (
    *(
        "pass",
        "pwd",
        "psk",
        "secret",
        "token",
        "key",
        "kennwort",
        "contrase",
        "senha",
        "clave",
        "cred",
    ),
    *("wachtwoord", "пароль", "密码", "パスワード", "mot de passe", "pin", "pw"),
)
_SHORT_WORD = compile_lazily(r"\b(?:pin|pw)\b")  # in longer ones they mean nothing
_PASSWORD_HEADER = compile_lazily(
    r"(?i)(?:\w+[ _-])?(?:pass(?:word|wd|wort|phrase|code)?s?|pwd|pw|kennwort|contraseña|senha"
    r"|clave|wachtwoord|пароль|密码|パスワード|mot de passe)"
    r"(?: ?\([\w ]{1,20}\))?"
)
_PERSON_HEADER = compile_lazily(
    r"(?i)user|login|mail|account|host|server|service|name|benutz|usuario|utilisateur|логин|ssid"
    r"|url|site|用户|ユーザ"
)
_SEPARATORS = ("|", "\t", ",", ";")
_RULER = compile_lazily(r"[\s|:+=─━┼├┤╞╪╡-]+")
_BLANK_PARTED = compile_lazily(r"\S+(?: \S+)*")
_CELL = compile_lazily(r"[`*\"'\s]*(?P<value>[^`\"\n]*?)[`*\"'\s]*")


def find_table_values(text: str, lower_text: str) -> Iterator[SecretSpan]:
    """The secrets in columns of tables, and beside their names. `lower_text` is as long."""
    rows_end = -1
    for word_start, word_end in find_words(lower_text, _HEADER_WORDS):
        if word_start < rows_end:
            continue
        if lower_text[word_start:word_end] in ("pin", "pw") and not _SHORT_WORD.match(
            lower_text, word_start
        ):
            continue
        line_start = text.rfind("\n", max(0, word_start - 400), word_start) + 1
        line_end = _find_line_end(text, word_end)
        if line_end - line_start > 600 or word_start - line_start > 400:
            continue
        line = text[line_start:line_end].replace("│", "|").replace("┃", "|").replace("║", "|")
        separator = next((sign for sign in _SEPARATORS if line.count(sign) >= 1), "")
        rows_end = line_end
        if separator:
            rows_end, spans = _find_columns(text, line, line_end, separator)
            yield from spans
            if separator == "|":
                yield from _find_named_row(line, line_start)
        elif re.fullmatch(r"[ \t]*(?:[A-Z][A-Z_ -]{1,20}?(?: {2,}|$)){2,8}", line):
            rows_end, spans = _find_aligned(text, line, line_end)
            yield from spans


def _find_line_end(text: str, position: int) -> int:
    end = text.find("\n", position, position + 700)
    return end if end >= 0 else min(len(text), position + 700)


def _read_header(line: str, separator: str) -> dict[int, SecretName]:
    """The columns of a header that are secret; none where the line is no header."""
    cells = [cell.strip(" \t`*\"'\r") for cell in line.split(separator)]
    columns: dict[int, SecretName] = {}
    for number, cell in enumerate(cells):
        if not cell and separator == "|" and number in (0, len(cells) - 1):
            continue
        if not re.fullmatch(
            r"[^\W\d][\w ()/-]{0,40}" if separator == "|" else r"[^\W\d][\w /-]{0,30}", cell
        ):
            return {}
        name = parse_secret_name(cell.replace(" ", "_"))
        if _PASSWORD_HEADER.fullmatch(cell) and cell.lower() != "pass":
            name = SecretName("password", "", True, False, False)
        if name and name.is_certain:
            columns[number] = name
    return columns if len(cells) >= 2 else {}


def _find_columns(
    text: str, header: str, header_end: int, separator: str
) -> tuple[int, list[SecretSpan]]:
    """The end of the table below a header, and the secrets in it."""
    spans: list[SecretSpan] = []
    columns = _read_header(header, separator)
    if not columns:
        return header_end, spans
    cell_count = header.count(separator)
    has_person = bool(_PERSON_HEADER.search(header))
    position = header_end + 1
    while position < len(text):
        line_end = _find_line_end(text, position)
        line = text[position:line_end].replace("│", "|").replace("┃", "|").replace("║", "|")
        if not _RULER.fullmatch(line):
            if line.count(separator) != cell_count:
                break
            for number, (start, end) in enumerate(_split_cells(line, separator)):
                if number in columns:
                    spans += _judge_cell(
                        line[start:end], position + start, columns[number], has_person
                    )
        position = line_end + 1
    return position - 1, spans


def _split_cells(line: str, separator: str) -> Iterator[tuple[int, int]]:
    start = 0
    for cell in line.split(separator):
        yield start, start + len(cell)
        start += len(cell) + len(separator)


def _judge_cell(
    cell: str, position: int, name: SecretName, has_person: bool
) -> Iterator[SecretSpan]:
    match = _CELL.fullmatch(cell)
    value = match["value"] if match else ""
    if (
        not match
        or not value
        or not values.is_literal(value, 4)
        or (heuristics.is_reference(value) and not values.is_strong(value))
    ):
        return
    if name.kind.endswith("password"):
        is_secret = (
            values.is_strong(value)
            or (has_person and values.is_unusual_word(value))
            or (has_person and values.is_passphrase(value, min_words=4))
        )
    else:
        is_secret = values.is_stated_key(value) or heuristics.is_hex_key(value)
    if is_secret:
        yield name.kind, position + match.start("value"), position + match.end("value")


def _find_named_row(line: str, line_start: int) -> Iterator[SecretSpan]:
    """`| DB password | … |`: the name in a cell, the value in the next."""
    cells = list(_split_cells(line, "|"))
    for (start, end), (next_start, next_end) in pairwise(cells):
        cell = line[start:end].strip(" \t`*")
        is_padded = " " in (line[start : start + 1], line[end - 1 : end])
        if is_padded and _PASSWORD_HEADER.fullmatch(cell):
            is_marked = line[next_start:next_end].strip()[:1] == "`"
            yield from _judge_cell(
                line[next_start:next_end],
                line_start + next_start,
                SecretName("password", "", True, False, False),
                is_marked,
            )


def _find_aligned(text: str, header: str, header_end: int) -> tuple[int, list[SecretSpan]]:
    """The end of a table whose columns only blanks part (`USER   PASSWORD`), and its secrets."""
    spans: list[SecretSpan] = []
    headings = re.split(" {2,}", header.strip())
    names = [parse_secret_name(cell.replace(" ", "_")) for cell in headings]
    position = header_end + 1
    while position < len(text):
        line_end = _find_line_end(text, position)
        cells = list(_BLANK_PARTED.finditer(text, position, line_end))
        if len(cells) != len(names):
            break
        for name, cell in zip(names, cells, strict=True):
            if name and name.is_certain:
                spans += _judge_cell(cell[0], cell.start(), name, False)
        position = line_end + 1
    return position - 1, spans
