"""Where the lines of a change use a technology of the catalogue: new, gone, or in use already."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from minutebook.suggest.catalogue.catalogue import Catalogue
from minutebook.suggest.catalogue.schema import Technology
from minutebook.suggest.diff import file_roles
from minutebook.suggest.diff.imports import find_imports
from minutebook.suggest.diff.source_files import SourceFile

NumberedLine = tuple[int, str]

_WORD = re.compile(r"[A-Za-z_]\w*")
_SCHEME = re.compile(r"(?<![\w.+/-])([a-z][a-z0-9]*)(?:\+([a-z0-9]+))?://")
_OWN = re.compile(r"\b(?:class|def|function|interface|struct|type)\s+(\w+)")
_STRING = re.compile(r"\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|`[^`\n]*`")


@dataclass(frozen=True, slots=True)
class TechnologyUse:
    """A line that uses a technology.

    `signal` says what of it was seen; `sure` (0..1) how sure it makes, 0 where the signal says.
    """

    technology: Technology
    signal: str
    path: str
    line: int
    text: str
    certainty: float = 0.0


@dataclass(slots=True)
class CodeUses:
    """What the lines of a change use.

    `fresh` and `gone` are the uses on added and on removed lines, tests left out. `kept` are the
    names of technologies that lines of context use, `known` of those that removed lines use as
    well, `places` the paths and names of both. `before` is all that those lines say, lower case.
    """

    added: list[TechnologyUse] = field(default_factory=list)
    removed: list[TechnologyUse] = field(default_factory=list)
    context_names: set[str] = field(default_factory=set)
    earlier_names: set[str] = field(default_factory=set)
    earlier_places: set[tuple[str, str]] = field(default_factory=set)
    earlier_text: str = ""


def find_code_uses(sources: list[SourceFile], catalogue: Catalogue) -> CodeUses:
    """What files use, of what the catalogue knows by imports, phrases and addresses."""
    found = CodeUses()
    said: list[str] = []
    for source in sources:
        context = [(number, source.strip_comment(text)) for number, text in source.context_lines]
        removed = [(number, source.strip_comment(text)) for number, text in source.removed_lines]
        gone = list(_uses(source, removed, catalogue))
        kept = {use.technology.name for use in _uses(source, context, catalogue)}
        known = kept.union(use.technology.name for use in gone)
        found.context_names |= kept
        found.earlier_names |= known
        found.earlier_places.update((source.path, name) for name in known)
        if source.role != file_roles.TEST:
            found.removed += gone
            for use in _uses(source, source.added_lines, catalogue):
                if source.strip_added_line(use.line, use.text).strip():
                    found.added.append(use)
        said += [text for _, text in context]
        said += [text for _, text in removed]
    found.earlier_text = "\n".join(said).lower()
    return found


def _uses(
    source: SourceFile, lines: list[NumberedLine], catalogue: Catalogue
) -> Iterator[TechnologyUse]:
    """The uses on one side of a file."""
    if not lines:
        return
    whole = "\n".join([text for _, text in lines])
    taken, names = find_imports(source.language, lines)
    for number, text, module in taken:
        for technology in catalogue.find_import(source.language, module):
            yield TechnologyUse(technology, "topic-import", source.path, number, text)
    code = catalogue.code_phrases
    names = {
        name: full
        for name, full in names.items()
        if any(word in code for word in _WORD.findall(full))
    }
    words = set(_WORD.findall(whole)) & code.keys()
    words.update(word for full in names.values() for word in _WORD.findall(full) if word in code)
    if words:
        yield from _phrases(source, lines, words, names, catalogue)
    if "://" in whole:
        for number, text in lines:
            for found in _SCHEME.finditer(text) if "://" in text else ():
                for name in filter(None, found.groups()):
                    for technology in catalogue.find_marker("scheme", name):
                        yield TechnologyUse(technology, "topic-scheme", source.path, number, text)


def _phrases(
    source: SourceFile,
    lines: list[NumberedLine],
    words: set[str],
    names: dict[str, str],
    catalogue: Catalogue,
) -> Iterator[TechnologyUse]:
    """Where lines say what sets a technology up. `names` are written out first."""
    either = re.compile("|".join(map(re.escape, sorted({*words, *names}, key=len, reverse=True))))
    for number, text in lines:
        if not either.search(text):
            continue
        whole = source.strip_comment(text)
        bare = _STRING.sub('""', whole) if source.language else whole
        for name, full in names.items():
            if name in bare and full not in bare:
                bare = re.sub(rf"(?<![\w.]){re.escape(name)}(?!\w)", full, bare)
        for word in words.intersection(_WORD.findall(f"{bare} {whole}")):
            yield from _set_up(source, number, text, word, bare, whole, catalogue)


def _set_up(
    source: SourceFile,
    number: int,
    text: str,
    word: str,
    bare: str,
    whole: str,
    catalogue: Catalogue,
) -> Iterator[TechnologyUse]:
    own = _OWN.search(bare)
    for phrase, technology in catalogue.code_phrases[word]:
        if own and own[1] == phrase:  # of that name, but made here
            continue
        if technology.languages and source.language and source.language not in technology.languages:
            continue
        # A header's name is a string, and a setting may be one: else strings are not looked into.
        is_string = "-" in phrase or "/" in phrase
        is_key = f'"{phrase}"' in whole or f"'{phrase}'" in whole
        if is_key or is_phrase_in(phrase, whole if is_string else bare):
            yield TechnologyUse(technology, "topic-identifier", source.path, number, text)


def is_phrase_in(phrase: str, text: str) -> bool:
    """Whether a text has a phrase as words of its own."""
    at = text.find(phrase)
    while at >= 0:
        end = at + len(phrase)
        begins = at == 0 or not (_wordy(text[at - 1]) and _wordy(phrase[0]))
        ends = end == len(text) or not (_wordy(text[end]) and _wordy(phrase[-1]))
        if begins and ends:
            return True
        at = text.find(phrase, at + 1)
    return False


def _wordy(sign: str) -> bool:
    return sign.isalnum() or sign == "_"
