"""The records that a reference may have meant which names none, by words of titles and typos."""

from __future__ import annotations

from minutebook.lean.patterns import compile_lazily
from minutebook.records.filenames import parse_name
from minutebook.records.model import ADR, KINDS
from minutebook.records.references.forms import OTHER_FILE_ENDING, extract_path, unwrap_link
from minutebook.text.spelling import measure_distance

TYPE_CHECKING = False  # typing is dear to import
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from minutebook.records.model import Kind, Record
    from minutebook.records.references.name_index import NameIndex

MAX_NEAR_RECORDS = 5
_TITLE, _SLUG = "t:", "g:"  # the signs of their keys
_WORD = compile_lazily(r"[^\W_]+")
_ENDING = compile_lazily(r"(?:\.[a-z]{1,10}){0,3}\Z")
_KIND_NAMES = frozenset(("adr", "phr"))
_MAX_HINT_TITLE_CHARS = 60
_MAX_HINT_CHARS = 400  # of a reference that a hint repeats
_MAX_WORDS = 12  # of a reference that are looked at
_FIRST_SIGN = "\u2e80"  # from here on are the scripts whose signs are words or syllables
_MIN_TYPO_CHARS, _TWO_TYPOS_CHARS = 4, 8


def make_hint(names: NameIndex, reference: str, kind: Kind | None, others: Sequence[Record]) -> str:
    """What may be meant by a reference that names no record of a kind.

    `others` are records of the other kind that it names. Else records with its number, the list of
    those that have to do with a file, records with its words. Where there are none, the command
    that looks for its words in the texts, or lists all.
    """
    if others:
        noun = "a decision" if others[0].kind is ADR else "a prompt record"
        return f"{others[0].ref} is {noun}: minutebook show {others[0].ref}"
    path = extract_path(unwrap_link(reference)[0])
    name = path.rpartition("/")[2]
    kinds = [kind] if kind else list(KINDS.values())
    paths = [
        record.path
        for each in kinds
        for record in names.find(f"n:{each.name}:{parse_name(each, name).number}")
    ]
    if paths:
        return "did you mean " + ", ".join(paths[:MAX_NEAR_RECORDS]) + "?"
    is_file = OTHER_FILE_ENDING.search(name) and not any(map(str.isspace, name))
    near_records = [] if is_file and name != path else find_near(names, name, kind)
    if near_records:
        return "did you mean " + ", ".join(map(_name_with_title, near_records)) + "?"
    if len(reference) > _MAX_HINT_CHARS:
        return f"minutebook list {kind.name}" if kind else "minutebook list"
    if is_file:
        import shlex

        return f"minutebook list --touching {shlex.quote(path)}"
    words = list_words(name)
    if words and not name[:1].isdecimal():  # a number that is gone is looked for in the list
        return f"minutebook search {' '.join(words)}"
    return f"minutebook list {kind.name}" if kind else "minutebook list"


def _name_with_title(record: Record) -> str:
    """A record as a hint names it: `ADR-0007 (Use Redis)`."""
    title = record.title
    if len(title) > _MAX_HINT_TITLE_CHARS:
        title = f"{title[:_MAX_HINT_TITLE_CHARS].rstrip()}…"
    return f"{record.ref} ({title})" if title else record.ref


def find_near(names: NameIndex, reference: str, kind: Kind | None = None) -> list[Record]:
    """The records whose title or slug has the words of a reference, those with few others first.

    A word that no name has is taken for the nearest one that differs by a typo. Where no name has
    all words, those with most of them are given. At most MAX_NEAR_RECORDS.
    """
    words = list_words(reference)
    if not words:
        return []
    words_by_key = {
        key: frozenset(_split_words(key[2:].lower()))
        for sign in (_TITLE, _SLUG)
        for key in names.list_keys(sign)
    }
    known = {word for key_words in words_by_key.values() for word in key_words}
    meant = [taken for word in words if (taken := _choose_words(word, known))]
    if not meant:
        return []
    ranked = sorted(
        (-count, len(key_words), key)
        for key, key_words in words_by_key.items()
        if (count := sum(not key_words.isdisjoint(taken) for taken in meant)) * 2 >= len(words)
    )
    best_count = ranked[0][0] if ranked else 0
    return _load(names, (key for count, _, key in ranked if count == best_count), kind)


def list_words(reference: str) -> list[str]:
    """The words of a reference, each once, without the ending of a file."""
    name = reference.rpartition("/")[2].lower()
    return list(dict.fromkeys(_split_words(_ENDING.sub("", name))))[:_MAX_WORDS]


def _load(names: NameIndex, keys: Iterable[str], kind: Kind | None) -> list[Record]:
    records: dict[str, Record] = {}
    for key in keys:
        for record in names.find(key):
            if kind is None or record.kind is kind:
                records.setdefault(record.path, record)
        if len(records) >= MAX_NEAR_RECORDS:
            break
    return list(records.values())[:MAX_NEAR_RECORDS]


def _split_words(text: str) -> Iterator[str]:
    """The words of a name, without numbers and the names of kinds."""
    return (
        word for word in _WORD.findall(text) if not word.isdecimal() and word not in _KIND_NAMES
    )


def _choose_words(word: str, known: set[str]) -> frozenset[str]:
    """Which known words a word stands for: itself, those that it begins, those nearest to it.

    A single letter of an alphabet says nothing; a sign of Chinese or Japanese may be a word.
    """
    if len(word) == 1 and word < _FIRST_SIGN:
        return frozenset()
    if word in known:
        return frozenset({word})
    begun = frozenset(each for each in known if each.startswith(word))
    if begun or len(word) < _MIN_TYPO_CHARS:
        return begun
    limit = 2 if len(word) >= _TWO_TYPOS_CHARS else 1
    first_letters = word[:2]
    distances = {
        each: distance
        for each in known
        if each[:1] in first_letters and (distance := measure_distance(word, each, limit)) <= limit
    }
    nearest = min(distances.values(), default=0)
    return frozenset(each for each, distance in distances.items() if distance == nearest)
