"""What message, prompt and answer say for and against names, as topics need it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from minutebook.suggest.prose import names as terms
from minutebook.suggest.prose import polarity

_LONGEST = 6_000  # characters of each text that are read
_EXCERPT = 120


@dataclass(slots=True)
class StatedNames:
    """Plain words by where they were said: what is adopted there, what is refused, as written."""

    adopted_texts: dict[str, str] = field(default_factory=dict)
    refused_texts: dict[str, str] = field(default_factory=dict)
    raw_texts: dict[str, str] = field(default_factory=dict)

    def has_adopted(self, names: Iterable[str]) -> bool:
        """Whether anything adopted speaks of one of these."""
        return any(find_name(names, text) for text in self.adopted_texts.values())

    def has_refused(self, names: Iterable[str]) -> bool:
        """Whether one of these was refused, or what one goes away from."""
        return any(find_name(names, text) for text in self.refused_texts.values())

    def find_sentence(self, source: str, name: str) -> str:
        """The line of a text that says a name."""
        needle = name.strip()
        for line in self.raw_texts[source].split("\n"):
            if needle in terms.normalise_words(line):
                return " ".join(line.split())[:_EXCERPT]
        return needle


def read_stated_names(texts: Mapping[str, str]) -> StatedNames:
    """What was said, parted into what it adopts and what it refuses."""
    said = StatedNames()
    for source, text in texts.items():
        if not text.strip():
            continue
        text = text[:_LONGEST]
        parted = polarity.split_sides(terms.normalise_words(text))
        said.raw_texts[source] = text
        said.adopted_texts[source] = parted.adopted
        said.refused_texts[source] = f"{parted.refused} {parted.mentioned}"
    return said


def find_name(names: Iterable[str], text: str) -> str:
    """The first of the names that plain words have, as plain words; "" for none."""
    for name in names:
        plain = f" {' '.join(terms.normalise_words(name).split())} "
        if plain.strip() and plain in text:
            return plain
    return ""
