"""What message, prompt and response say for and against names, as topics need it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from minutebook.lean.values import Value, field
from minutebook.suggest.prose import polarity
from minutebook.suggest.prose.names import normalise_words

_MAX_TEXT_CHARS = 6_000  # of each text that are read
_MAX_EXCERPT_CHARS = 120


class StatedNames(Value, frozen=False):
    """What texts say, by source: `message`, `prompt` or `response`.

    `adopted_texts` and `refused_texts` are normalised words (`prose.names.normalise_words`) of
    what a text adopts, and of what it refuses or only mentions; `raw_texts` are as written.
    """

    adopted_texts: dict[str, str] = field(default_factory=dict)
    refused_texts: dict[str, str] = field(default_factory=dict)
    raw_texts: dict[str, str] = field(default_factory=dict)

    def has_adopted(self, names: Iterable[str]) -> bool:
        """Whether a text adopts one of the names."""
        return any(find_name(names, text) for text in self.adopted_texts.values())

    def has_refused(self, names: Iterable[str]) -> bool:
        """Whether a text refuses one of the names, or replaces it."""
        return any(find_name(names, text) for text in self.refused_texts.values())

    def find_sentence(self, source: str, name: str) -> str:
        """The line of a text that contains a name, which is in normalised words."""
        needle = name.strip()
        for line in self.raw_texts[source].split("\n"):
            if needle in normalise_words(line):
                if len(line) > _MAX_EXCERPT_CHARS:  # a paragraph: the sentence in it
                    sentences = re.split(r"(?<=[.!?])\s+", line[:_MAX_TEXT_CHARS])
                    line = next(
                        (each for each in sentences if needle in normalise_words(each)), line
                    )
                return " ".join(line.split())[:_MAX_EXCERPT_CHARS]
        return needle


def read_stated_names(texts: Mapping[str, str]) -> StatedNames:
    """Texts by source, split into what they adopt and what they refuse."""
    stated = StatedNames()
    for source, text in texts.items():
        if not text.strip():
            continue
        text = text[:_MAX_TEXT_CHARS]
        sides = polarity.split_sides(normalise_words(text))
        stated.raw_texts[source] = text
        stated.adopted_texts[source] = sides.adopted
        stated.refused_texts[source] = f"{sides.refused} {sides.mentioned}"
    return stated


def find_name(names: Iterable[str], text: str) -> str:
    """The first of the names that normalised words contain, as such words; "" for none."""
    for name in names:
        plain = f" {' '.join(normalise_words(name).split())} "
        if plain.strip() and plain in text:
            return plain
    return ""
