"""Makes the index of the site's search: an inverted index in shards, by the beginnings of words.

* `head` says of each record what filters need, and which files there are.
* `r…` has titles and summaries of up to 256 records, to show what is found.
* `o…` and `n…` have the words: each line a word, and for each record that has it the step from the
  last record's number and the weight. `n…` has the words of the newest records: one more record
  changes a few small files, not all of those in which its words are.

The head has a digest of each file, which the browser adds to the address: an old copy is not taken
for the new one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, MutableMapping, Sequence

from minutebook.site.book import Book, Entry
from minutebook.site.search.encoding import (
    format_day,
    format_digest,
    format_number,
    format_prefix,
    format_script,
    format_step,
)
from minutebook.site.search.numbering import NumberedEntry, iterate_blocks, number_entries
from minutebook.site.search.words import (
    STOP_WORDS,
    WEIGHT_LETTERS,
    describe_words,
    digest_facts,
)

FORMAT = 1
MAX_SUMMARY_CHARS = 220
RECENT_COUNT = 1024  # numbers of a kind that are indexed in files of their own
MAX_SHARD_BYTES = 48 * 1024
_MIN_SHARD_BYTES = 6 * 1024
_MAX_PATHS = 100  # of a record that can be asked for by `path:`
# Words with a colon before them are values of filters: they are in no text.
_PATH_SIGN, _SESSION_SIGN = ":p", ":s"
_VALUE_WEIGHT = WEIGHT_LETTERS[-1]


def make_index(
    book: Book, kept_words: MutableMapping[str, str] | None = None
) -> Iterator[tuple[str, str]]:
    """The files of the index, each as its name without ending, and its text; `head` is the last.

    `kept_words` is what an earlier call has put into it: the text of a record that has not changed
    since is not read again.
    """
    kept_words = {} if kept_words is None else kept_words
    numbered, group_count = number_entries(book.entries, RECENT_COUNT)
    digests: dict[str, dict[str, str]] = {"r": {}, "o": {}, "n": {}}
    for block, members in iterate_blocks(numbered):
        name = format_number(block)
        text = format_script(f"r{name}", [_describe_entry(each) for each in members])
        digests["r"][name] = format_digest(text)
        yield f"r{name}", text
    for letter, is_recent in (("o", False), ("n", True)):
        members = [each for each in numbered if each.is_recent == is_recent]
        postings = _collect_postings(book, members, kept_words)
        for prefix, lines in _split_words(postings) if postings else ():
            text = format_script(f"{letter}{prefix}", "\n".join(lines))
            digests[letter][prefix] = format_digest(text)
            yield f"{letter}{format_prefix(prefix)}", text
    yield "head", format_script("head", _make_head(book, numbered, group_count, digests))


def _describe_entry(numbered: NumberedEntry) -> list[object]:
    """What a result shows of a record, beside what the head has."""
    entry = numbered.entry
    summary = entry.summary
    if entry.title and summary.startswith(entry.title):
        summary = summary[len(entry.title) :].lstrip(" .:")
    if len(summary) > MAX_SUMMARY_CHARS:
        summary = summary[:MAX_SUMMARY_CHARS].rsplit(" ", 1)[0].rstrip() + "…"
    return [numbered.id, entry.ref, entry.title, entry.url, summary]


def _collect_postings(
    book: Book, members: Sequence[NumberedEntry], kept_words: MutableMapping[str, str]
) -> dict[str, str]:
    """The words of records, sorted, each with the records that have it, as they are written."""
    # A bytearray a word: lists of numbers would take ten times as much.
    postings: dict[str, bytearray] = {}
    last_ids: dict[str, int] = {}
    for each in members:
        values = [_PATH_SIGN + path for path in _list_paths(each.entry)]
        if each.entry.session:
            values.append(_SESSION_SIGN + _clean_value(each.entry.session))
        words = _find_words(book, each.entry, kept_words).split(" ")
        for weighed in [*words, *(f"{value}{_VALUE_WEIGHT}" for value in values)]:
            word = weighed[:-1]
            posting = format_step(each.id - last_ids.get(word, 0)) + weighed[-1:]
            last_ids[word] = each.id
            if word in postings:
                postings[word] += posting.encode()
            elif word:
                postings[word] = bytearray(posting.encode())
    return {word: postings[word].decode() for word in sorted(postings)}


def _find_words(book: Book, entry: Entry, kept_words: MutableMapping[str, str]) -> str:
    """The words of a record: those that were found before, where it is as it was."""
    digest = digest_facts(entry)
    words = kept_words.get(digest) if digest else None
    if words is None:
        words = describe_words(entry, book.read_source)
        if digest:
            kept_words[digest] = words
    return words


def _list_paths(entry: Entry) -> list[str]:
    paths = [entry.path, *(link.path for link in entry.files), *entry.governed_globs]
    return list(dict.fromkeys(_clean_value(path) for path in paths[:_MAX_PATHS]))


def _clean_value(text: str) -> str:
    """A value as it stands in a line: its last blank is before the records that have it."""
    return " ".join(text.split())


def _split_words(postings: Mapping[str, str]) -> Iterator[tuple[str, list[str]]]:
    """Words and their records as lines, in shards by the beginnings of the words.

    A word is in the shard whose name is the longest beginning of it. A shard that is too large is
    split by the next character, but for parts that are too small for files of their own.
    """
    yield from _split_lines("", [f"{word} {postings[word]}" for word in postings])


def _split_lines(prefix: str, lines: list[str]) -> Iterator[tuple[str, list[str]]]:
    if _count_bytes(lines) <= MAX_SHARD_BYTES or len(lines) == 1:
        yield prefix, lines
        return
    parts: dict[str, list[str]] = {}
    for line in lines:
        parts.setdefault(line[: len(prefix) + 1], []).append(line)
    kept = []
    for longer_prefix, part in parts.items():
        is_whole_word = longer_prefix.endswith(" ")
        if is_whole_word or _count_bytes(part) < _MIN_SHARD_BYTES:
            kept += part
        else:
            yield from _split_lines(longer_prefix, part)
    if kept:
        yield prefix, kept


def _count_bytes(lines: Sequence[str]) -> int:
    return sum(len(line.encode("utf-8", "replace")) + 2 for line in lines)


class _Names:
    """Names that are written once, and referred to by their places."""

    def __init__(self) -> None:
        self.names: dict[object, int] = {}

    def place(self, name: object) -> str:
        """The place of a name; "" for none."""
        if not name:
            return ""
        return format_number(self.names.setdefault(name, len(self.names) + 1))


def _make_head(
    book: Book,
    numbered: Sequence[NumberedEntry],
    group_count: int,
    digests: Mapping[str, Mapping[str, str]],
) -> dict[str, object]:
    states, features, agents, labels, repositories = (_Names() for _ in range(5))
    rows = []
    last_id = 0
    for each in numbered:
        entry = each.entry
        step, last_id = each.id - last_id, each.id
        fields = (
            "" if step == 1 else format_number(step),
            states.place((entry.kind, entry.state, entry.state_shown)),
            format_day(entry.date),
            repositories.place(entry.repository),
            features.place(entry.feature),
            agents.place(entry.agent),
            ".".join(map(labels.place, entry.labels)),
        )
        rows.append(",".join(fields).rstrip(","))
    shown_names = {repository.slug: repository.name for repository in book.repositories}
    return {
        "format": FORMAT,
        "groups": group_count,
        "states": [list(state) for state in states.names if isinstance(state, tuple)],
        "features": list(features.names),
        "agents": list(agents.names),
        "labels": list(labels.names),
        "repositories": [[slug, shown_names.get(str(slug), "")] for slug in repositories.names],
        "stopWords": " ".join(sorted(STOP_WORDS)),
        "files": digests,
        "rows": ";".join(rows),
    }
