"""What a package is for that the catalogue does not know: by the words of its name."""

from __future__ import annotations

from collections.abc import Sequence

from minutebook.suggest.catalogue.catalogue import Catalogue
from minutebook.suggest.catalogue.schema import DEVELOPMENT
from minutebook.suggest.catalogue.tables import parse_tables

_words: dict[str, frozenset[str]] = {}  # by category


def guess_category(words: Sequence[str], ecosystem: str, catalogue: Catalogue) -> str:
    """The category of a package by the words of its name; "" where they do not tell.

    A plugin is of the category of the tool that it extends, and a tool's plugins begin with its
    name: eslint-plugin-x, rubocop-x, pytest-x.
    """
    if len(words) > 1:
        technologies = catalogue.find_package(ecosystem, words[0])
        for technology in technologies or catalogue.prose_names.get(words[0], ()):
            if DEVELOPMENT in catalogue.find_category(technology.category).traits:
                return technology.category
    for category, known in _load_words().items():
        if category in catalogue.categories and not known.isdisjoint(words):
            return category
    return ""


def _load_words() -> dict[str, frozenset[str]]:
    """The words by category. Read once a process, where a change needs them."""
    if not _words:
        folder = __file__.removesuffix("c").removesuffix("name_words.py")
        raw: bytes = __spec__.loader.get_data(f"{folder}packages/words.toml")  # type: ignore[union-attr]
        tables = parse_tables(raw.decode())
        for category, words in tables["words of names"].items():
            _words[category] = frozenset(str(words).split())
    return _words
