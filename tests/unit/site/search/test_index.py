"""The files of the index: what is in them, how large they are, and which change with a record."""

from __future__ import annotations

import json
from collections.abc import Callable

from minutebook.lean.values import replace
from minutebook.site.book import Book, Entry, Repository, Source
from minutebook.site.search import make_search_pages
from minutebook.site.search.index import MAX_SHARD_BYTES, make_index
from minutebook.site.search.numbering import BLOCK_SIZE, number_entries
from site_books import make_decision, make_prompt

SYLLABLES = ("ka", "lo", "mi", "ru", "te", "so", "pa", "ne", "du", "vi", "ga", "ho")


def make_book(entries: list[Entry], read_source: Callable[[str], Source] | None = None) -> Book:
    return Book("T", (Repository("T"),), tuple(entries), read_source=read_source or write_text)


def write_text(key: str) -> Source:
    """A text of some thirty words that the key decides."""
    seed = sum(map(ord, key)) * 7919
    words = []
    for place in range(30):
        value = seed + place * place * 31
        words.append("".join(SYLLABLES[(value >> shift) % 12] for shift in (0, 3, 5, 7)))
    return Source(" ".join(words))


def make_decisions(count: int) -> list[Entry]:
    return [
        make_decision(number, f"Decision {number}", f"d{number}") for number in range(1, count + 1)
    ]


def read_script(text: str) -> tuple[str, object]:
    name, data = json.loads(
        f"[{text.removeprefix('minutebookSearch.take(').removesuffix(');' + chr(10))}]"
    )
    return name, data


def test_head_comes_last_and_names_all_files() -> None:
    files = list(make_index(make_book(make_decisions(3))))
    name, head = read_script(files[-1][1])
    assert name == files[-1][0] == "head"
    assert isinstance(head, dict)
    assert {f"r{block}" for block in head["files"]["r"]} <= {name for name, _ in files}
    assert head["files"]["o"] == {}


def test_same_book_makes_the_same_bytes() -> None:
    entries = make_decisions(50)
    assert list(make_index(make_book(entries))) == list(make_index(make_book(entries[::-1])))


def test_texts_are_read_one_at_a_time_and_once() -> None:
    read_keys: list[str] = []

    def read_source(key: str) -> Source:
        read_keys.append(key)
        return Source("text")

    entries = make_decisions(5)
    list(make_index(make_book(entries, read_source)))
    assert sorted(read_keys) == sorted(entry.key for entry in entries)


def test_kept_words_spare_texts_that_did_not_change() -> None:
    read_keys: list[str] = []

    def read_source(key: str) -> Source:
        read_keys.append(key)
        return Source("text")

    entries, kept_words = make_decisions(5), {}
    first = list(make_search_pages(make_book(entries, read_source), kept_words))
    read_keys.clear()
    assert list(make_search_pages(make_book(entries, read_source), kept_words)) == first
    assert read_keys == []
    changed = [replace(entries[0], digest="sha256:new"), *entries[1:]]
    list(make_search_pages(make_book(changed, read_source), kept_words))
    assert read_keys == [entries[0].key]


def test_one_more_record_leaves_files_of_older_records_as_they_are() -> None:
    entries = make_decisions(1500)
    before = dict(make_index(make_book(entries)))
    after = dict(
        make_index(make_book([*entries, make_decision(1501, "Adopt kafka", "adopt-kafka")]))
    )
    changed = {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}
    assert any(name.startswith("o") for name in after)
    assert not any(name.startswith("o") for name in changed)
    assert [name for name in changed if name.startswith("r")] == ["r5"]


def test_changed_status_changes_the_head_alone() -> None:
    entries = make_decisions(40)
    before = dict(make_index(make_book(entries)))
    after = dict(
        make_index(make_book([replace(entries[3], state="superseded"), *entries[:3], *entries[4:]]))
    )
    assert {name for name in after if before[name] != after[name]} == {"head"}


def test_large_index_is_split_and_small_in_all() -> None:
    count = 2000
    files = dict(make_index(make_book(make_decisions(count))))
    sizes = {name: len(text.encode()) for name, text in files.items()}
    assert max(size for name, size in sizes.items() if name[0] in "on") < 2 * MAX_SHARD_BYTES
    assert sizes["head"] / count < 30
    assert sum(sizes.values()) / count < 1000


def test_names_of_files_are_safe_for_any_file_system() -> None:
    titles = [
        "数据库 " * 30,
        "../../etc/passwd",
        "CON aux",
        "A" * 300,
        "\ud800",
        'quote" </script>',
    ]
    entries = [make_decision(number, title, "x") for number, title in enumerate(titles, 1)]
    for name, text in make_index(make_book(entries)):
        assert name.replace("_", "").isalnum()
        assert name.isascii()
        assert text.encode().decode() == text


def test_number_of_a_record_in_the_index_is_its_own() -> None:
    entries = [*make_decisions(3), make_prompt(2, "P", "p"), make_decision(900, "Far", "far")]
    numbered, group_count = number_entries(entries, 1024)
    assert group_count == 2
    for each in numbered:
        block, local = divmod(each.id, BLOCK_SIZE)
        assert block // group_count * BLOCK_SIZE + local == each.entry.number


def test_records_with_one_number_or_none_have_different_places() -> None:
    twins = [make_decision(7, "A", "a"), make_decision(7, "B", "b"), make_decision(0, "C", "c")]
    numbered, _ = number_entries(twins, 1024)
    assert len({each.id for each in numbered}) == 3
    assert {each.entry.title for each in numbered} == {"A", "B", "C"}


def test_empty_book_has_a_head_without_records() -> None:
    files = list(make_index(make_book([])))
    assert [name for name, _ in files] == ["head"]
