"""Data models: tables that come with their relations, renamed ones, columns of JSON."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from itertools import accumulate

from minutebook.lean.patterns import compile_lazily
from minutebook.lean.values import Value, field
from minutebook.suggest.diff import file_roles
from minutebook.suggest.diff.source_files import SourceFile
from minutebook.suggest.topics.design.findings import (
    CodeLine,
    DesignFinding,
    join_names,
    make_findings,
    make_plural,
    make_singular,
    word_name,
)

_MAX_NAMED_TABLES = 3  # of which a title is made; a change with more founds a database
_MAX_NAMED_CHARS = 36  # of the tables' names in a title
_RELATED, _MANY_TO_MANY, _FORMER_ENUM, _JSON = 0.4, 0.5, 0.6, 0.35
_RENAMED_TABLE, _RENAMED_COLUMN = 0.45, 0.2
_MAX_TEXT_CHARS = 120_000  # of a file's added lines that are looked at

_TABLE = compile_lazily(
    r"(?i:\bcreate\s+table\s+(?:if\s+not\s+exists\s+)?)(?:[\"`\[]?\w+[\"`\]]?\.)?[\"`\[]?(\w+)"
    r"|\bcreate_table[ (]\s*[:\"'](\w+)|\bCreateModel\(\s*name=['\"](\w+)"
    r"|\bSchema::create\(\s*['\"](\w+)|\bcreate\s+table\(:(\w+)"
    r"|\b(?:createTable|CreateTable)\(\s*(?:name:\s*)?['\"`](\w+)|<createTable\b[^>]{0,200}?tableName=\"(\w+)"
)
_TABLE_HINTS = ("create", "<createTable")
_FOREIGN_KEY = compile_lazily(
    r"(?i:\breferences\s*\(?\s*)(?:[\"'`\[:]?\w+[\"'`\]]?\.)?[\"'`\[:]?(\w+)"
    r"|\bt\.belongs_to\s+:(\w+)|\b(?:ForeignKey|OneToOneField)\([^)]{0,200}?\bto=['\"](?:\w+\.)?(\w+)"
    r"|\bForeignKey(?:Constraint)?\(\s*(?:\[[^\]]{0,200}\],\s*\[)?['\"](\w+)\.|\bforeignId\(['\"](\w+)_id"
    r"|\bprincipalTable:\s*\"(\w+)|\breferencedTableName=\"(\w+)|\bconstrained\(['\"](\w+)"
    r"|\bmodel:\s*['\"](\w+)"
)
_JOIN_TABLE = compile_lazily(
    r"\b(?:create_join_table)[ (]\s*:(\w+),\s*:(\w+)|\bhas_and_belongs_to_many\s+:(\w+)"
)
_JSON_COLUMN = compile_lazily(
    r"(?i:[\"`\[(]?\b(\w+)[\"`\]]?\s+jsonb?\b(?!\w|\())|\bt\.jsonb?\s+:(\w+)"
    r"|\badd_column[ (]\s*:\w+,\s*:(\w+),\s*:jsonb?\b"
    r"|\$table->jsonb?\(\s*['\"](\w+)|\.jsonb?\(\s*['\"](\w+)|Column\(\s*['\"](\w+)['\"],\s*(?:\w+\.)*JSONB?\b"
    r"|name=['\"](\w+)['\"],\s*field=models\.JSONField"
)
_NO_COLUMN = file_roles.split_names(
    "as to type column add using not null alter set cast returns default a the is in of and or"
)
_RENAME = compile_lazily(
    r"\brename_table[ (]\s*[:\"'](\w+)[\"']?,\s*[:\"'](\w+)"
    r"|\brename_column[ (]\s*[:\"']\w+[\"']?,\s*[:\"'](\w+)[\"']?,\s*[:\"'](\w+)"
    r"|\bRename(?:Model|Field)\(\s*(?:model_name=['\"]\w+['\"],\s*)?old_name=['\"](\w+)['\"],"
    r"\s*new_name=['\"](\w+)"
    r"|(?i:\balter\s+table\s+(?:if\s+exists\s+)?(?:only\s+)?)(?:[\"`]?\w+[\"`]?\.)?[\"`]?(\w+)[\"`]?(?i:\s+rename\s+to\s+)[\"`]?(\w+)"
    r"|(?i:\brename\s+column\s+)[\"`]?(\w+)[\"`]?(?i:\s+to\s+)[\"`]?(\w+)"
    r"|\bSchema::rename\(\s*['\"](\w+)['\"],\s*['\"](\w+)|\brenameTable\(\s*['\"](\w+)['\"],\s*['\"](\w+)"
    r"|\brenameColumn\(\s*['\"](\w+)['\"],\s*['\"](\w+)"
    r"|\brename\s+table\(:(\w+)\),\s*to:\s*table\(:(\w+)|\bRenameTable\(\s*name:\s*\"(\w+)\",\s*newName:\s*\"(\w+)"
)
_COLUMN = compile_lazily(r"(?i)column|field")
_ENUM = compile_lazily(
    r"\benum(?:\s+class)?\s+([A-Z]\w+)|\bclass\s+([A-Z]\w+)\((?:\w+,\s*)*(?:\w+\.)*"
    r"(?:Enum|StrEnum|IntEnum|TextChoices|IntegerChoices)\b|(?i:\bcreate\s+type\s+)\"?(\w+)\"?(?i:\s+as\s+enum)"
    r"|(?i:\bdrop\s+type\s+(?:if\s+exists\s+)?)\"?(\w+)"
)


class _Table(Value, frozen=False):
    """A table that a change creates, and the tables that its keys refer to."""

    name: str
    line: CodeLine
    targets: list[str] = field(default_factory=list)


class _AddedText:
    """The added lines of a file as one text, and the line of a place in it."""

    def __init__(self, source: SourceFile) -> None:
        self.path = source.path
        self.lines = source.added_lines
        texts = [source.strip_added_line(*line).partition("-- ")[0] for line in self.lines]
        self.text = "\n".join(texts)[:_MAX_TEXT_CHARS]
        self._starts = list(accumulate((len(text) + 1 for text in texts), initial=0))

    def locate(self, position: int) -> CodeLine:
        """The line at a position of the text."""
        number, text = self.lines[bisect_right(self._starts, position) - 1]
        return self.path, number, text


def _read_data_files(sources: Iterable[SourceFile]) -> list[_AddedText]:
    """The migrations of a change, and its other files of SQL."""
    return [
        _AddedText(source)
        for source in sources
        if source.added_lines
        and source.role in (file_roles.MIGRATION, file_roles.CODE, file_roles.OTHER)
        and (source.role == file_roles.MIGRATION or source.path.endswith((".sql", ".ddl")))
    ]


def _find_word(match: re.Match[str]) -> str:
    return match[match.lastindex or 0]


def _list_tables(files: list[_AddedText]) -> list[_Table]:
    tables: dict[str, _Table] = {}
    for file in files:
        if "create" not in file.text.lower():
            continue
        found = [
            (match.start(), _Table(_find_word(match), file.locate(match.start())))
            for match in _TABLE.finditer(file.text)
        ]
        starts = [start for start, _ in found]
        for match in _FOREIGN_KEY.finditer(file.text):
            index = bisect_right(starts, match.start()) - 1
            if index >= 0:
                found[index][1].targets.append(_find_word(match))
        for _, table in found:
            tables.setdefault(table.name.lower(), table)
    return [*tables.values()]


def _word_table(name: str) -> str:
    return make_plural(word_name(name))


def find_related_tables(sources: Iterable[SourceFile], category: str) -> Iterator[DesignFinding]:
    """Several new tables that refer to each other. The technology names them."""
    tables = _list_tables(_read_data_files(sources))
    if not 1 < len(tables) <= _MAX_NAMED_TABLES:
        return
    names = {make_singular(word_name(table.name)) for table in tables}
    if any(
        make_singular(word_name(target)) in names for table in tables for target in table.targets
    ):
        named = join_names([_word_table(table.name) for table in tables])
        if len(named) > _MAX_NAMED_CHARS:
            return
        yield from make_findings(category, named, [table.line for table in tables], _RELATED)


def find_many_to_many(sources: Iterable[SourceFile], category: str) -> Iterator[DesignFinding]:
    """A new table that joins two others. The technology names both."""
    files = _read_data_files(sources)
    for file in files:
        match = _JOIN_TABLE.search(file.text)
        if match and match[1]:
            named = join_names([_word_table(match[1]), _word_table(match[2])])
            lines = [file.locate(match.start())]
            yield from make_findings(category, named, lines, _MANY_TO_MANY)
            return
    for table in _list_tables(files):
        targets = [*dict.fromkeys(_word_table(target) for target in table.targets)]
        words = word_name(table.name)
        if len(targets) == 2 and all(_has_stem(target, words) for target in targets):
            yield from make_findings(category, join_names(targets), [table.line], _MANY_TO_MANY)
            return


def _has_stem(name: str, words: str) -> bool:
    return make_singular(name.rpartition(" ")[2]) in words


def find_former_enum(sources: Iterable[SourceFile], category: str) -> Iterator[DesignFinding]:
    """A new table for what was an enumeration. The technology names the table."""
    sources = list(sources)
    tables = {
        make_singular(word_name(table.name)): table
        for table in _list_tables(_read_data_files(sources))
    }
    if not tables:
        return
    for source in sources:
        for number, text in source.removed_lines:
            match = _ENUM.search(text) if "num" in text or "hoices" in text else None
            table = tables.get(make_singular(word_name(_find_word(match)))) if match else None
            if table:
                lines = (table.line, (source.path, number, text))
                yield from make_findings(category, _word_table(table.name), lines, _FORMER_ENUM)
                return


def find_json_column(sources: Iterable[SourceFile], category: str) -> Iterator[DesignFinding]:
    """A new column of JSON, where no other is in sight. The technology names the column."""
    sources = list(sources)
    files = _read_data_files(sources)
    paths = {file.path for file in files}
    for source in sources:
        if source.path in paths and any(
            "json" in text.lower() for _, text in (*source.context_lines, *source.removed_lines)
        ):
            return
    for file in files:
        for match in _JSON_COLUMN.finditer(file.text):
            column = _find_word(match)
            if column.lower() not in _NO_COLUMN and len(column) > 1:
                lines = [file.locate(match.start())]
                yield from make_findings(category, word_name(column), lines, _JSON)
                return


def find_renamed_data(sources: Iterable[SourceFile], category: str) -> Iterator[DesignFinding]:
    """A table or column that is renamed, where the code takes the new name up."""
    sources = list(sources)
    for file in _read_data_files(sources):
        for match in _RENAME.finditer(file.text):
            old, new = [group for group in match.groups() if group]
            old_words, new_words = word_name(old), word_name(new)
            lines = [file.locate(match.start())]
            stem = make_singular(new_words).replace(" ", "")
            lines += list(_find_uses(sources, stem))
            certainty = _RENAMED_COLUMN if _COLUMN.search(match[0]) else _RENAMED_TABLE
            if old_words != new_words and len(lines) > 1:
                yield from make_findings(category, new_words, lines, certainty, old_words)
                return


def _find_uses(sources: list[SourceFile], stem: str) -> Iterator[CodeLine]:
    """The first added line of each file of code that uses a name."""
    for source in sources:
        if source.role == file_roles.CODE and not source.path.endswith(".sql"):
            for number, text in source.added_lines:
                if stem in text.replace("_", "").lower():
                    yield source.path, number, text
                    break
