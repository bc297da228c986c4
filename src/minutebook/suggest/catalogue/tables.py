"""The tables of the packaged rows: a subset of TOML that is read fast."""

from __future__ import annotations

from collections.abc import Mapping

from minutebook.lean.patterns import compile_lazily

_TABLE_LINE = compile_lazily(r'\[(?:"([^"\\]+)"|([\w-]+))\]\s*$')
_KEY_LINE = compile_lazily(r'(?:"([^"\\]+)"|([\w-]+)) = (?:\{ (.*) \}|"([^"\\]*)"|([\d.]+))\s*$')
_INLINE_PAIR = compile_lazily(r"""([\w-]+) = (?:"([^"\\]*)"|'([^']*)'|([\d.]+))""")


class CatalogueError(ValueError):
    """An entry of the catalogue is wrong; the message says which, and how it should look."""


def parse_tables(text: str) -> dict[str, Mapping[str, object]]:
    """The tables of the packaged file, as tomllib would give them.

    That file keeps to a subset that can be read several times as fast: a line is a table's header,
    or a key with a string, a number or an inline table of those.

    Raises:
        CatalogueError: a line is none of those.
    """
    tables: dict[str, Mapping[str, object]] = {}
    table: dict[str, object] = {}
    for line in text.split("\n"):
        if not line or line[0] == "#":
            continue
        row = _KEY_LINE.match(line)
        if row:
            quoted, unquoted, inline, string, number = row.groups()
            if inline is not None:
                table[quoted or unquoted] = {
                    key: _parse_number(digits) if digits else basic or literal
                    for key, basic, literal, digits in _INLINE_PAIR.findall(inline)
                }
            else:
                table[quoted or unquoted] = string if number is None else _parse_number(number)
            continue
        header = _TABLE_LINE.match(line)
        if header is None:
            raise CatalogueError(f"not a line of the catalogue: {line[:80]}")
        tables[header[1] or header[2]] = table = {}
    return tables


def _parse_number(digits: str) -> float:
    return float(digits) if "." in digits else int(digits)
