"""What the detectors of design yield, and how they word the names that they read in code."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from minutebook.lean.patterns import compile_lazily
from minutebook.lean.values import Value
from minutebook.suggest.catalogue.schema import Technology
from minutebook.suggest.topics.code_uses import TechnologyUse

CodeLine = tuple[str, int, str]  # path, line number (0 for the whole file), text

SIGNAL = "topic-design"
_MAX_LINES = 12  # of a finding: more of them say nothing more

_NAME_PART = compile_lazily(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_PLURAL_ENDING = compile_lazily(r"(?:s|x|z|ch|sh)\Z")


class DesignFinding(Value):
    """A line that shows a choice of design, and what was done before ("" where nothing shows)."""

    use: TechnologyUse
    instead: str = ""


def make_findings(
    category: str, name: str, lines: Iterable[CodeLine], certainty: float, instead: str = ""
) -> Iterator[DesignFinding]:
    """The findings of one choice, a line each."""
    technology = Technology(name, category)
    for path, number, text in list(dict.fromkeys(lines))[:_MAX_LINES]:
        use = TechnologyUse(technology, SIGNAL, path, number, text, certainty)
        yield DesignFinding(use, instead)


def split_name(name: str) -> list[str]:
    """The words of a name in code, in lower case; abbreviations keep their capitals."""
    parts: list[str] = _NAME_PART.findall(name)
    return [part if part.isupper() and len(part) > 1 else part.lower() for part in parts]


def word_name(name: str) -> str:
    """A name in code as words: `MessageStore` as `message store`."""
    return " ".join(split_name(name))


def make_plural(words: str) -> str:
    """The plural of a noun; of what is one already, itself."""
    if words.endswith("s") and not words.endswith("ss"):
        return words
    if words.endswith("y") and words[-2:-1] not in "aeiou":
        return words[:-1] + "ies"
    return words + ("es" if _PLURAL_ENDING.search(words) else "s")


def make_singular(word: str) -> str:
    """The singular of a noun, by its ending alone."""
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "xes", "ches", "shes")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


def join_names(names: list[str]) -> str:
    """Names as in a sentence: `orders, lines and payments`."""
    return names[0] if len(names) < 2 else f"{', '.join(names[:-1])} and {names[-1]}"
