"""The words of a record that the index has, each with its weight.

Texts are folded as `minutebook search` folds them; `templates/site/assets/search/folding.js` does
the same to what is typed in the browser.
"""

from __future__ import annotations

import hashlib
import math
import re
import unicodedata
from collections.abc import Callable, Iterable

from minutebook import __version__
from minutebook.catalog.fulltext import folding
from minutebook.lean.patterns import compile_lazily
from minutebook.site.book import Entry, Source

# What a word counts where it stands, as in `catalog.fulltext.ranking`.
_TITLE_WEIGHT, _LABEL_WEIGHT, _TEXT_WEIGHT, _PART_WEIGHT = 8.0, 5.0, 1.0, 0.5
# BM25 compares a text's length with the mean. The mean here is fixed: were it counted, one more
# record would change the weights in all others, and with them every file of the index.
_USUAL_TITLE_WORDS, _USUAL_TEXT_WORDS = 8, 300
_TITLE_LENGTH_SHARE, _TEXT_LENGTH_SHARE = 0.3, 0.6
_SATURATION = 1.2
WEIGHT_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
MAX_WEIGHT = len(WEIGHT_LETTERS) - 1

MAX_TEXT_CHARS = 60_000  # of one record that are looked at
MAX_TEXT_WORDS = 100  # of one record that are kept, beside those of its title, labels and files
_MAX_PAIRS = 120  # of characters, in scripts without blanks
_MAX_FILES = 40
_MAX_WORD_CHARS = 32
_MAX_DIGITS = 6
_BEGINNING_WORDS = 80
_ASCII_WORD = compile_lazily("[A-Za-z0-9]+")
_URL = compile_lazily(r"https?://[^\s)>\]]+")
_FENCE = compile_lazily(
    r"^ {0,3}(```+|~~~+).*?(?:^ {0,3}\1[`~]*[ \t]*$|\Z)", re.DOTALL | re.MULTILINE
)
_HEADING = compile_lazily(r"^#{1,6}[ \t]+(.+)$", re.MULTILINE)
# Words that tell nothing of a text. Titles and labels keep them; a query may do without them.
STOP_WORDS = frozenset(
    "a about above after again all also am an and any are as at be because been before being below"  # noqa: SIM905
    " between both but by can could did do does doing down during each etc few for from further had"
    " has have having he her here hers him his how i if in into is it its itself just let like me"
    " more most my no nor not of off on once only or other our out over own per same shall she"
    " should so some such than that the their them then there these they this those through to too"
    " under until up us use used uses using very was we were what when where which while who whom"
    " why will with within without would yes you your".split()
)
# Words of the forms in which records are written: nearly every record has them.
_FORM_WORDS = frozenset(
    "accepted bad chosen consequences considered context date decided decision decisions decider"  # noqa: SIM905
    " deciders drivers good impact md negative neutral next none note notes option options outcome"
    " positive pros cons problem prompt prompts proposed record response snapshot statement status"
    " tbd todo".split()
)


class _KeptChars(dict[int, str]):
    """Each character that is part of words, a blank for others; for `str.translate`."""

    def __missing__(self, code: int) -> str:
        category = unicodedata.category(chr(code))
        is_kept = category[0] in "LN" or category in ("Co", "Mn", "Mc", "So")
        kept = self[code] = chr(code) if is_kept else " "
        return kept


_KEPT_CHARS = _KeptChars()


def list_words(text: str) -> list[str]:
    """The words of a text in their order, folded."""
    if text.isascii():
        return _ASCII_WORD.findall(text.lower())
    return folding.fold_text(text).lower().translate(_KEPT_CHARS).split()


def describe_words(entry: Entry, read_source: Callable[[str], Source]) -> str:
    """The words of a record in one line, each with its weight as a capital letter behind it."""
    weights = weigh_words(entry, read_source(entry.key))
    return " ".join(f"{word}{WEIGHT_LETTERS[weight]}" for word, weight in weights.items())


def digest_facts(entry: Entry) -> str:
    """What tells the words of a record from those of its other states; "" where nothing does."""
    facts = (
        *(entry.digest, entry.ref, entry.title, entry.summary, entry.labels, entry.people),
        *(entry.feature, entry.agent, [link.path for link in entry.files], entry.tests),
        *(MAX_TEXT_CHARS, MAX_TEXT_WORDS, __version__),
    )
    text = repr(facts).encode("utf-8", "replace")
    return hashlib.sha256(text).hexdigest()[:32] if entry.digest else ""


def weigh_words(entry: Entry, source: Source) -> dict[str, int]:
    """The words of a record, each with its weight from 0 to 25."""
    title_words = [*list_words(entry.title), *list_words(entry.ref), *list_number(entry)]
    counts: dict[str, float] = {}
    title_share = _share_by_length(len(title_words), _USUAL_TITLE_WORDS, _TITLE_LENGTH_SHARE)
    _count(counts, title_words, _TITLE_WEIGHT * title_share)
    _count(counts, list_words(folding.list_parts(entry.title)), _PART_WEIGHT * title_share)
    names = " ".join((*entry.labels, *entry.people, entry.feature, entry.agent))
    _count(counts, list_words(names), _LABEL_WEIGHT)
    for path in [*(link.path for link in entry.files), *entry.tests][:_MAX_FILES]:
        path_words = dict.fromkeys(list_words(f"{path} {folding.list_parts(path)}"))
        _count(counts, path_words, _PART_WEIGHT)
    text = source.prompt[:MAX_TEXT_CHARS] + "\n\n" + source.markdown[:MAX_TEXT_CHARS]
    for word, count in choose_words(text, entry.summary).items():
        counts[word] = counts.get(word, 0) + count * _TEXT_WEIGHT
    return {
        word: round(MAX_WEIGHT * count / (count + _SATURATION))
        for word, count in counts.items()
        if len(word) <= _MAX_WORD_CHARS
    }


def list_number(entry: Entry) -> list[str]:
    """A record's number without zeros, so that `adr 7` is `ADR-0007`."""
    return [str(entry.number)] if entry.number else []


def choose_words(text: str, summary: str = "") -> dict[str, float]:
    """The most telling words of a text, with how often they stand in it, relative to its length.

    Telling are words of the headings, of the beginning and the summary, those said more than once,
    and long ones. Which they are depends on nothing but this text.
    """
    text = _URL.sub(" ", text)
    prose = _FENCE.sub("\n", text)
    words = list_words(prose)
    share = _share_by_length(len(words), _USUAL_TEXT_WORDS, _TEXT_LENGTH_SHARE)
    counts: dict[str, float] = {}
    _count(counts, words, 1.0)
    _count(counts, list_words(folding.list_parts(prose)), 0.5)
    if len(prose) < len(text):
        code_words = (word for code in _FENCE.finditer(text) for word in list_words(code[0]))
        _count(counts, dict.fromkeys(code_words), 0.3)
    headings = set(list_words(" ".join(_HEADING.findall(prose))))
    # In their order, not as a set: of words of equal merit the first are chosen.
    first_words = dict.fromkeys([*words[:_BEGINNING_WORDS], *list_words(summary)])
    for word in first_words:
        counts.setdefault(word, 1.0)
    merits = {}
    for word, count in counts.items():
        length = len(word)
        if word.isascii():
            if length == 1 or word in STOP_WORDS or (length > _MAX_DIGITS and word.isdigit()):
                continue
            merit = math.log2(count + 1) * (8 + min(length, 8))
        else:
            merit = math.log2(count + 1) * 16
        if word in headings:
            merit *= 1.6
        if word in first_words:
            merit *= 1.6
        merits[word] = merit * 0.3 if word in _FORM_WORDS else merit
    ranked = sorted(merits, key=merits.__getitem__, reverse=True)  # equal ones as they come
    pairs = [word for word in ranked if len(word) <= 2 and not word.isascii()]
    others = [word for word in ranked if len(word) > 2 or word.isascii()]
    chosen = [*others[:MAX_TEXT_WORDS], *pairs[:_MAX_PAIRS]]
    return {word: counts[word] * share for word in chosen}


def _share_by_length(count: int, usual_count: int, length_share: float) -> float:
    return 1 / (1 - length_share + length_share * max(count, 1) / usual_count)


def _count(counts: dict[str, float], words: Iterable[str], weight: float) -> None:
    for word in words:
        counts[word] = counts.get(word, 0) + weight
