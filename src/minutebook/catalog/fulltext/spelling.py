"""Finds the word that was meant where a word of a query is in no text."""

from __future__ import annotations

from minutebook.catalog import database
from minutebook.catalog.fulltext import folding, page_text
from minutebook.lean.patterns import compile_lazily
from minutebook.text.spelling import measure_beginning, measure_distance

TYPE_CHECKING = False  # typing is dear to import
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from minutebook.catalog.database import Connection
    from minutebook.catalog.fulltext.query import Query, Term

    ReadPage = Callable[[str], str | None]  # path to text, None where it cannot be read

_MIN_CHARS = 4  # shorter words are near to too many others, and are poor guesses
_OTHER_START_CHARS = 5  # words of this length may have a typo in the first letter
_TWO_TYPOS_CHARS = 8  # words of this length may have two typos
_MAX_WORDS = 5  # of a query that are corrected
_MAX_ENDING_CHARS = 4  # by which a word and its stem differ, or a word goes on
_MAX_STEMS, _MAX_PAGES = 12, 3  # whose words are looked at, and of how many pages each
_WORD = compile_lazily(r"[^\W\d_]+")
_ALPHABET_CHARS = 32  # before and behind a letter stand the others of its script


def correct_words(
    connection: Connection, tables: Sequence[str], query: Query, read_page: ReadPage
) -> dict[str, str]:
    """For words of a query that are in no text, the nearest word that is in one, as it is there.

    Of words as near the one in more texts. Phrases, prefixes and numbers are not corrected. The
    index has only the stems of words: the words themselves are read from a few pages that have the
    nearest stems. A typo in the first letter is found where the next two letters are right.
    """
    vocabulary = _Vocabulary(connection, tables, read_page)
    corrections: dict[str, str] = {}
    for term in [term for group in query.required for term in group if _is_correctable(term)]:
        if len(corrections) == _MAX_WORDS:
            break
        corrected = _WORD.sub(lambda match: vocabulary.correct(match[0]), term.text)
        if corrected != term.text:
            corrections[term.text] = corrected
    vocabulary.close()
    return corrections


def _is_correctable(term: Term) -> bool:
    return not term.is_phrase and not term.is_prefix


class _Vocabulary:
    """The words of all texts."""

    def __init__(self, connection: Connection, tables: Sequence[str], read_page: ReadPage) -> None:
        self._connection = connection
        self._read_page = read_page
        self._stemmer = database.connect(database.IN_MEMORY)
        self._stemmer.execute(
            f'CREATE VIRTUAL TABLE one USING fts5(text, tokenize="{folding.TOKENIZER}")'
        )
        self._stemmer.execute("CREATE VIRTUAL TABLE stems USING fts5vocab(one, instance)")
        self._names = [table.rpartition(".")[2] for table in tables]
        for table, name in zip(tables, self._names, strict=True):
            schema = table.rpartition(".")[0] or "main"
            for kind in ("row", "instance"):
                # In `temp`, so that the catalog's file is not written for a question.
                connection.execute(
                    f"CREATE VIRTUAL TABLE IF NOT EXISTS temp.{name}_{kind}"
                    f" USING fts5vocab({schema}, {name}, {kind})"
                )

    def close(self) -> None:
        self._stemmer.close()

    def correct(self, word: str) -> str:
        """The nearest word of a text; the word itself where there is none, or it is in a text."""
        folded = _fold(word)
        stem = self._stem(folded)
        if len(folded) < _MIN_CHARS or not stem or self._has_stem(stem):
            return word
        limit = 2 if len(folded) >= _TWO_TYPOS_CHARS else 1
        near = sorted(
            (distance, -count, candidate)
            for candidate, count in self._list_stems(folded)
            if (distance := _measure_stem(folded, stem, candidate, limit)) <= limit
        )
        ranked = [
            (_measure_word(folded, _fold(other), limit), negative_count, other)
            for _, negative_count, candidate in near[:_MAX_STEMS]
            for other in self._list_words(candidate)
        ]
        best = min(ranked, default=(limit + 1, 0, word))
        return best[2] if best[0] <= limit else word

    def _stem(self, word: str) -> str:
        """A folded word as the index has it; "" for one that is several words there."""
        return self._stem_all([word]).get(word, "")

    def _stem_all(self, words: Sequence[str]) -> dict[str, str]:
        self._stemmer.execute("DELETE FROM one")
        self._stemmer.executemany(
            "INSERT INTO one(rowid, text) VALUES (?, ?)", list(enumerate(words))
        )
        stems: dict[str, list[str]] = {}
        for stem, number in self._stemmer.execute("SELECT term, doc FROM stems"):
            stems.setdefault(words[number], []).append(stem)
        return {word: each[0] for word, each in stems.items() if len(each) == 1}

    def _has_stem(self, stem: str) -> bool:
        return any(
            self._connection.execute(
                f"SELECT 1 FROM temp.{name}_row WHERE term = ?",  # noqa: S608
                (stem,),
            ).fetchone()
            for name in self._names
        )

    def _list_stems(self, word: str) -> Iterator[tuple[str, int]]:
        """The stems that may be of the word that is meant, and how many texts have each."""
        for name in self._names:
            for start in _list_starts(word):
                yield from self._connection.execute(
                    f"SELECT term, doc FROM temp.{name}_row WHERE term >= ? AND term < ?"  # noqa: S608
                    " AND length(term) BETWEEN ? AND ?",
                    (
                        *(start, start + "\U0010ffff"),
                        *(len(word) - _MAX_ENDING_CHARS - 2, len(word) + _MAX_ENDING_CHARS),
                    ),
                )

    def _list_words(self, stem: str) -> list[str]:
        """The words of a stem as some pages have them."""
        words: dict[str, str] = {}
        for path, title in self._find_pages(stem):
            text = f"{title} {page_text.read_body(self._read_page(path) or '')}"
            for word in _WORD.findall(folding.separate_parts(text)[0]):
                folded = _fold(word)
                if len(folded) >= _MIN_CHARS and folded[:2] == stem[:2]:
                    words.setdefault(folded, word)
        stems = self._stem_all([*words])
        return [shown for folded, shown in words.items() if stems.get(folded) == stem]

    def _find_pages(self, stem: str) -> Iterable[tuple[str, str]]:
        for name in self._names:
            rows = self._connection.execute(
                "SELECT path, title FROM records WHERE text_id IN"  # noqa: S608
                f" (SELECT doc FROM temp.{name}_instance WHERE term = ?) LIMIT ?",
                (stem, _MAX_PAGES),
            )
            for path, title in rows.fetchall():
                yield database.load_text(path), database.load_text(title)


def _fold(word: str) -> str:
    return folding.fold_text(word).lower()


def _list_starts(word: str) -> list[str]:
    """How the words begin that may be meant: as the word, or with another first letter."""
    starts = [word[0], word[1] + word[0]]
    if len(word) >= _OTHER_START_CHARS:
        first = ord(word[0])
        codes = range(max(0, first - _ALPHABET_CHARS), first + _ALPHABET_CHARS)
        letters = [chr(code) for code in codes if chr(code).islower() and code != first]
        # One letter for another, and one left out; then one too many.
        starts += [letter + word[1:3] for letter in letters]
        starts += [letter + word[:2] for letter in letters if letter + word[:2] not in starts]
        starts.append(word[1:3])
    return [start for start in dict.fromkeys(starts) if start == word[0] or start[0] != word[0]]


def _measure_stem(word: str, stem: str, candidate: str, limit: int) -> int:
    """How far a stem may be from that of the word meant: as stems, or as a word's beginning."""
    if candidate.startswith(word):
        return 0
    distance = measure_distance(stem, candidate, limit)
    if distance and len(candidate) >= _MIN_CHARS - 1:
        distance = min(distance, measure_beginning(word, candidate, limit))
    return distance


def _measure_word(word: str, other: str, limit: int) -> int:
    """How far two words are; one that goes on a little is one typo away."""
    if other.startswith(word) and len(other) - len(word) <= _MAX_ENDING_CHARS:
        return 1
    return measure_distance(word, other, limit)
