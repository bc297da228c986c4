"""Where the lines of a change use a technology of the catalogue: added, removed, or before."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator

from minutebook.lean.patterns import compile_lazily
from minutebook.lean.values import Value, field
from minutebook.suggest.catalogue.catalogue import Catalogue
from minutebook.suggest.catalogue.schema import Technology
from minutebook.suggest.diff import file_roles
from minutebook.suggest.diff.patch import NumberedLine
from minutebook.suggest.diff.source_files import SourceFile
from minutebook.text.imports import find_imports

_IDENTIFIER = compile_lazily(r"[A-Za-z_]\w*")
_SCHEME = compile_lazily(r"(?<![\w.+/-])([a-z][a-z0-9]*)(?:\+([a-z0-9]+))?://")
_OWN_DEFINITION = compile_lazily(r"\b(?:class|def|function|interface|struct|type)\s+(\w+)")
_STRING = compile_lazily(r"\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|`[^`\n]*`")


class TechnologyUse(Value):
    """A line that uses a technology.

    `signal` says what of it was seen; `certainty` (0..1) how certain it makes, 0 where that is the
    signal's.
    """

    technology: Technology
    signal: str
    path: str
    line: int
    text: str
    certainty: float = 0.0


class CodeUses(Value, frozen=False):
    """What the lines of a change use.

    `added` and `removed` are the uses on added and on removed lines, without those in tests.
    `context_names` are the names of technologies that lines of context use, `earlier_names` those
    that lines of context or removed lines use, `earlier_places` the paths and names of the latter.
    `earlier_text` is all that those lines say, in lower case.
    """

    added: list[TechnologyUse] = field(default_factory=list)
    removed: list[TechnologyUse] = field(default_factory=list)
    context_names: set[str] = field(default_factory=set)
    earlier_names: set[str] = field(default_factory=set)
    earlier_places: set[tuple[str, str]] = field(default_factory=set)
    earlier_text: str = ""


def find_code_uses(sources: list[SourceFile], catalogue: Catalogue) -> CodeUses:
    """What files use of the catalogue, by imports, phrases and URL schemes."""
    uses = CodeUses()
    earlier: list[str] = []
    for source in sources:
        context = [(number, source.strip_comment(text)) for number, text in source.context_lines]
        removed = [(number, source.strip_comment(text)) for number, text in source.removed_lines]
        removed_uses = list(_find_uses(source, removed, catalogue))
        context_names = {use.technology.name for use in _find_uses(source, context, catalogue)}
        earlier_names = context_names.union(use.technology.name for use in removed_uses)
        uses.context_names |= context_names
        uses.earlier_names |= earlier_names
        uses.earlier_places.update((source.path, name) for name in earlier_names)
        if source.role != file_roles.TEST:
            uses.removed += removed_uses
            for use in _find_uses(source, source.added_lines, catalogue):
                if source.strip_added_line(use.line, use.text).strip():
                    uses.added.append(use)
        earlier += [text for _, text in context]
        earlier += [text for _, text in removed]
    uses.earlier_text = "\n".join(earlier).lower()
    return uses


def _find_uses(
    source: SourceFile, lines: list[NumberedLine], catalogue: Catalogue
) -> Iterator[TechnologyUse]:
    """The uses on one side of a file."""
    if not lines:
        return
    imports, full_names = find_imports(source.language, lines)
    for number, text, module in imports:
        for technology in catalogue.find_import(source.language, module):
            yield TechnologyUse(technology, "topic-import", source.path, number, text)
    whole = "\n".join([text for _, text in lines])
    yield from _find_phrases(source, lines, whole, full_names, catalogue)
    if "://" in whole:
        for number, text in lines:
            for match in _SCHEME.finditer(text) if "://" in text else ():
                for scheme in filter(None, match.groups()):
                    for technology in catalogue.find_marker("scheme", scheme):
                        yield TechnologyUse(technology, "topic-scheme", source.path, number, text)


def _find_phrases(
    source: SourceFile,
    lines: list[NumberedLine],
    whole: str,
    full_names: dict[str, str],
    catalogue: Catalogue,
) -> Iterator[TechnologyUse]:
    """Where lines contain a phrase that sets a technology up.

    `whole` is their text, `full_names` what names that were imported stand for: they are written
    out first.
    """
    phrases = catalogue.code_phrases
    full_names = {name: full for name, full in full_names.items() if _find_keywords(full, phrases)}
    keywords = {
        keyword
        for part in (whole, *full_names.values())
        for keyword in _find_keywords(part, phrases)
    }
    if not keywords:
        return
    searched = sorted({*keywords, *full_names}, key=len, reverse=True)
    any_searched = re.compile("|".join(map(re.escape, searched)))
    for number, text in lines:
        if not any_searched.search(text):
            continue
        code = source.strip_comment(text)
        without_strings = _STRING.sub('""', code) if source.language else code
        for name, full in full_names.items():
            if name in without_strings and full not in without_strings:
                without_strings = re.sub(
                    rf"(?<![\w.]){re.escape(name)}(?!\w)", full, without_strings
                )
        for keyword in _find_keywords(f"{without_strings} {code}", keywords):
            for phrase, technology in phrases[keyword]:
                if _uses_phrase(source, phrase, technology, without_strings, code):
                    yield TechnologyUse(technology, "topic-identifier", source.path, number, text)


def _find_keywords(text: str, keywords: Container[str]) -> dict[str, None]:
    """The keywords that a text contains, in its order."""
    return {word: None for word in _IDENTIFIER.findall(text) if word in keywords}


def _uses_phrase(
    source: SourceFile, phrase: str, technology: Technology, without_strings: str, code: str
) -> bool:
    """Whether a line without its comment, and without strings, uses a phrase of a technology."""
    definition = _OWN_DEFINITION.search(without_strings)
    if definition and definition[1] == phrase:  # of that name, but defined here
        return False
    if technology.languages and source.language and source.language not in technology.languages:
        return False
    # The name of a header or a setting may be a string; other strings are not looked into.
    is_key = f'"{phrase}"' in code or f"'{phrase}'" in code
    is_string = "-" in phrase or "/" in phrase
    return is_key or is_phrase_in(phrase, code if is_string else without_strings)


def is_phrase_in(phrase: str, text: str) -> bool:
    """Whether a text contains a phrase as words of its own."""
    start = text.find(phrase)
    while start >= 0:
        end = start + len(phrase)
        begins = start == 0 or not (_is_word_char(text[start - 1]) and _is_word_char(phrase[0]))
        ends = end == len(text) or not (_is_word_char(text[end]) and _is_word_char(phrase[-1]))
        if begins and ends:
            return True
        start = text.find(phrase, start + 1)
    return False


def _is_word_char(character: str) -> bool:
    return character.isalnum() or character == "_"
