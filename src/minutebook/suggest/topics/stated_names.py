"""What message, prompt and answer say for and against names, as topics need it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from minutebook.suggest.prose import names as terms
from minutebook.suggest.prose import polarity

_LONGEST = 6_000  # characters of each text that are read
_EXCERPT = 120


@dataclass(slots=True)
class Said:
    """Plain words by where they were said: what is adopted there, what is refused, as written."""

    adopted: dict[str, str] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)
    raw: dict[str, str] = field(default_factory=dict)

    def about(self, words: Iterable[str]) -> bool:
        """Whether anything adopted speaks of one of these."""
        return any(naming(words, text) for text in self.adopted.values())

    def weighs(self, words: Iterable[str]) -> bool:
        """Whether one of these was refused, or what one goes away from."""
        return any(naming(words, text) for text in self.refused.values())

    def sentence(self, source: str, name: str) -> str:
        """The line of a text that says a name."""
        needle = name.strip()
        for line in self.raw[source].split("\n"):
            if needle in terms.plain(line):
                return " ".join(line.split())[:_EXCERPT]
        return needle


def read(words: Mapping[str, str]) -> Said:
    """What was said, parted into what it adopts and what it refuses."""
    said = Said()
    for source, text in words.items():
        if not text.strip():
            continue
        text = text[:_LONGEST]
        parted = polarity.sides(terms.plain(text))
        said.raw[source] = text
        said.adopted[source] = parted.adopted
        said.refused[source] = f"{parted.refused} {parted.aside}"
    return said


def naming(names: Iterable[str], text: str) -> str:
    """The first of the names that plain words have, as plain words; "" for none."""
    for name in names:
        plain = f" {' '.join(terms.plain(name).split())} "
        if plain.strip() and plain in text:
            return plain
    return ""
