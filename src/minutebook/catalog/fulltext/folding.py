"""Texts of any script in the form in which they are indexed, asked for and marked.

FTS5's tokenizer `unicode61` splits a text at all that is no letter, digit or mark, and `porter`
takes the endings off English words. What they do not know is done before:

* Case, accents and forms of compatibility (full width, ligatures, circled) are folded. The vowel
  signs of Indic scripts are marks, too, and stay: they are part of the word.
* Scripts that are written without blanks (Han, kana, Thai, Lao, Burmese, Khmer), and Hangul, whose
  particles stick to the word, are split into overlapping pairs of characters; the last one of a run
  stands alone at its end. So any part of a run is found, as a phrase of its pairs.
* Pictograms (emoji and other symbols) are words of their own.
* Arabic letters that are written in several ways (yeh, kaf, heh, alef) become one, vowel signs and
  the stretching stroke go, and so does the article before a word.

ASCII stays as it is: what is left to do there is done by the tokenizer, at no cost here.
"""

from __future__ import annotations

import re

from minutebook.lean.patterns import compile_lazily

TYPE_CHECKING = False  # typing is dear to import
if TYPE_CHECKING:
    from collections.abc import Sequence

TOKENIZER = "porter unicode61 remove_diacritics 0 categories 'L* N* Co Mn Mc So'"
# Han, kana, bopomofo, Hangul; Thai, Lao, Burmese, Khmer; without their punctuation and digits.
_UNSPACED = (
    "\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3031-\u3035\u3041-\u309f\u30a1-\u30fa\u30fc-\u30ff"
    "\u3105-\u312f\u3131-\u318e\u31a0-\u31bf\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\ua960-\ua97c"
    "\uac00-\ud7fb\u1100-\u11ff\uf900-\ufaff\U00020000-\U0003fffd"
    "\u0e01-\u0e3a\u0e40-\u0e4e\u0e81-\u0ece\u0edc-\u0edf\u1000-\u103f\u1050-\u109f\u1780-\u17d3\u17dc"
)
_RUN = compile_lazily(f"[{_UNSPACED}]+")
_LAST_RUN = compile_lazily(rf"([{_UNSPACED}]+)[\W_]*\Z")
_IS_UNSPACED = compile_lazily(f"[{_UNSPACED}]")
_ARABIC = compile_lazily("[\u0600-\u06ff]")
# The article, alone or behind a particle, where at least three letters follow.
_ARABIC_ARTICLE = compile_lazily("(?<![\u0600-\u06ff])(?:[وفبك]?ال|لل)(?=[\u0600-\u06ff]{3})")
# Letters that no rule of Unicode takes apart.
_LETTERS = {
    **dict(zip("یىئ", "ييي", strict=True)),
    **dict(zip("کڪ", "كك", strict=True)),
    **dict(zip("ہھەةۃۂۀ", "ههههههه", strict=True)),
    "ٱ": "ا",
    "ـ": "",
    **dict(zip("đøłıħŧ", "doliht", strict=True)),
    "æ": "ae",
    "œ": "oe",
}
# Characters that make one with the next: kana with a voicing mark, the jamo of a syllable.
_CLUSTER = compile_lazily(
    "[\u3041-\u30ff\uff66-\uff9d][\u3099\u309a\uff9e\uff9f]"
    "|[\u1100-\u1112][\u1161-\u1175][\u11a8-\u11c2]?"
)
# Parts of a word that its letters do not separate: getUserName, HTTPServer.
_PART_START = compile_lazily("(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_MIXED_CASE = "(?:[a-z0-9][A-Z]|[A-Z]{2}[a-z])"
_HAS_MIXED_CASE = compile_lazily(_MIXED_CASE)
_MIXED_WORD = compile_lazily(rf"\b[A-Za-z0-9]{{0,60}}?{_MIXED_CASE}[A-Za-z0-9]{{0,60}}")
_MAX_JOINED_PARTS = 5  # longer names are few, and the runs of their parts many
# C++ and C# are no words to the tokenizer: their signs are spelt out.
_SIGNED_NAME = compile_lazily(r"\b([A-Za-z]{1,12})(\+\+|#)(?![A-Za-z0-9_#+])")
_SIGN_NAMES = {"++": "plusplus", "#": "sharp"}


class _FoldTable(dict[int, str]):
    """What each character becomes, for `str.translate`; worked out when one is first met."""

    def __missing__(self, code: int) -> str:
        folded = self[code] = _fold_char(chr(code))
        return folded


def _fold_char(char: str) -> str:
    import unicodedata

    if char.isascii():
        return char
    if "\ud800" <= char <= "\udfff":  # half a pair: SQLite takes no such text
        return " "
    folded = unicodedata.normalize("NFKC", char).casefold()
    if not _IS_UNSPACED.match(folded) or char == "\u0e33":
        folded = unicodedata.normalize("NFKD", folded)
    kept = []
    for each in folded:
        combining = unicodedata.combining(each)
        # Accents and vowel points; not the viramas, voicing marks and tones of other classes.
        if combining == 7 or 10 <= combining <= 36 or combining >= 200:
            continue
        category = unicodedata.category(each)
        # Joiners, soft hyphens, marks of direction; and what chooses a pictogram's looks.
        if category == "Cf" or "\ufe00" <= each <= "\ufe0f":
            continue
        if category == "So":
            kept.append(f" {each} ")
            continue
        digit = unicodedata.decimal(each, None)
        kept.append(_LETTERS.get(each, each) if digit is None else str(digit))
    return "".join(kept)


_FOLDS = _FoldTable()


def _compose(match: re.Match[str]) -> str:
    import unicodedata

    return unicodedata.normalize("NFKC", match[0])


def _fold_chars(text: str) -> str:
    return _CLUSTER.sub(_compose, text).translate(_FOLDS)


def is_searched(char: str) -> bool:
    """Whether a character is part of words, or one itself: a letter, digit or pictogram."""
    if char.isascii() or char.isalnum():
        return char.isalnum()
    import unicodedata

    return unicodedata.category(char) == "So"


def fold_text(text: str) -> str:
    """A text as it is indexed."""
    if text.isascii():
        return text
    folded = _fold_chars(text)
    if _ARABIC.search(folded):
        folded = _ARABIC_ARTICLE.sub("", folded)
    return _RUN.sub(_pair_run, folded)


def _pair_run(match: re.Match[str]) -> str:
    run = match[0]
    pairs = [run[index : index + 2] for index in range(len(run))]
    return f" {' '.join(pairs)} "


def fold_query(text: str) -> tuple[str, bool]:
    """A text as it is asked for, and whether its last word may be the beginning of a longer one.

    That is so for a single character of a script without blanks: it begins a pair, or ends a run.
    """
    if text.isascii():
        return text, False
    folded = _fold_chars(text)
    last_run = _LAST_RUN.search(folded)
    if not last_run:
        return fold_text(text), False
    head, run = fold_text(folded[: last_run.start()]), last_run[1]
    pairs = [run[index : index + 2] for index in range(max(1, len(run) - 1))]
    return f"{head} {' '.join(pairs)}", len(run) == 1


def fold_for_marks(text: str) -> tuple[str, list[int] | None]:
    """A text in which each character of a script without blanks is a word, for marking matches.

    Also gives, for each character of it, its place in the text; None where both are the same.
    """
    if text.isascii():
        return text, None
    parts, places = [], []
    end = 0
    for start, stop in [*(match.span() for match in _CLUSTER.finditer(text)), (len(text),) * 2]:
        clusters = [*text[end:start], text[start:stop]]
        for place, cluster in enumerate(clusters, end):
            folded = cluster if cluster.isascii() else _fold_chars(cluster)
            if _IS_UNSPACED.match(folded):
                folded = f" {' '.join(folded)} "
            parts.append(folded)
            places.extend([place] * len(folded))
        end = stop
    folded_text = "".join(parts)
    if _ARABIC.search(folded_text):  # blanks in place of the article: the places stay right
        folded_text = _ARABIC_ARTICLE.sub(lambda match: " " * len(match[0]), folded_text)
    return folded_text, places


def separate_parts(text: str) -> tuple[str, list[int]]:
    """A text with the parts of mixed words apart and signs spelt out, and the places as above."""
    parts, places, end = [], [], 0
    for start, stop, replacement in sorted(_list_part_edits(text)):
        parts += [text[end:start], replacement]
        places += [*range(end, start), *([max(start, stop - 1)] * len(replacement))]
        end = stop
    return "".join([*parts, text[end:]]), [*places, *range(end, len(text))]


def _list_part_edits(text: str) -> list[tuple[int, int, str]]:
    edits = [(match.start(), match.start(), " ") for match in _PART_START.finditer(text)]
    return edits + [
        (match.start(2), match.end(2), _SIGN_NAMES[match[2]])
        for match in _SIGNED_NAME.finditer(text)
    ]


def find_joined_parts(text: str, words: Sequence[str]) -> list[tuple[int, int]]:
    """Where words are some of the parts of a word of mixed case: `username` in `getUserName`."""
    spans = []
    for mixed in _MIXED_WORD.finditer(text):
        starts = [0, *(part.start() for part in _PART_START.finditer(mixed[0])), len(mixed[0])]
        for word in words:
            start = mixed[0].lower().find(word.lower())
            if start in starts and start + len(word) in starts:
                spans.append((mixed.start() + start, mixed.start() + start + len(word)))
    return spans


def has_parts(text: str) -> bool:
    """Whether a text has words of mixed case, or names with signs."""
    return bool(_HAS_MIXED_CASE.search(text)) or "++" in text or "#" in text


def list_parts(text: str) -> str:
    """The parts of words of mixed case in a text, alone and joined, and its names with signs."""
    # Most words are in small letters: to look at the others alone takes a fifth of the time.
    distinct_words = dict.fromkeys(text.split())
    shown = " ".join(
        word for word in distinct_words if not word.islower() or "+" in word or "#" in word
    )
    if not has_parts(shown):
        return ""
    parts = [_list_part_runs(word) for word in dict.fromkeys(_MIXED_WORD.findall(shown))]
    names = dict.fromkeys(_SIGNED_NAME.findall(shown))
    return " . ".join([*parts, *(f"{name}{_SIGN_NAMES[signs]}" for name, signs in names)])


def _list_part_runs(word: str) -> str:
    """The parts of a word, and those that stand together as one: `get User Name . UserName`."""
    parts = split_mixed(word).split()
    count = len(parts)
    runs = [
        "".join(parts[start:end])
        for start in range(min(count, _MAX_JOINED_PARTS))
        for end in range(start + 2, min(count, start + _MAX_JOINED_PARTS) + 1)
        if end - start < count  # the whole word is in the text itself
    ]
    return " . ".join([" ".join(parts), *runs])


def spell_name(text: str) -> str:
    """A name with signs as one word (`C++`: `Cplusplus`); "" for any other text."""
    name = _SIGNED_NAME.fullmatch(text)
    return f"{name[1]}{_SIGN_NAMES[name[2]]}" if name else ""


def split_mixed(text: str) -> str:
    """A text with its words of mixed case taken apart."""
    return _PART_START.sub(" ", text)
