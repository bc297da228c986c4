"""The names of records, and the paths that another title gives them."""

from __future__ import annotations

import pytest

from minutebook.records import reader
from minutebook.records.model import ADR, PHR, Folder, Record
from minutebook.records.renaming.names import is_of_words, list_names, replace_slug

FOLDERS = (Folder(ADR, "decisions"), Folder(PHR, "history"), Folder(ADR, "."))


def read(path: str, text: str = "# T\n") -> Record:
    folder = next((each for each in FOLDERS if path.startswith(f"{each.path}/")), FOLDERS[-1])
    return reader.read_record(folder, path, text)


@pytest.mark.parametrize(
    ("path", "names"),
    [
        ("decisions/0007-use-redis.md", ["0007-use-redis"]),
        ("decisions/ADR-0007-use-redis.md", ["0007-use-redis"]),
        ("decisions/0007 Use Redis.md", ["0007 Use Redis", "0007%20Use%20Redis"]),
        ("decisions/20240131-use-redis.md", ["20240131-use-redis"]),
        ("decisions/2024-01-31_027-use-redis.md", ["027-use-redis"]),
        ("decisions/use-redis.md", ["use-redis"]),
        ("decisions/0007-use-redis/README.md", ["0007-use-redis"]),
        ("history/cart/0007-use-redis.plan.prompt.md", ["0007-use-redis"]),
    ],
)
def test_names_by_which_texts_call_a_record(path: str, names: list[str]) -> None:
    assert list_names(read(path)) == names


def test_a_number_on_the_page_is_no_part_of_the_name() -> None:
    record = read("decisions/use-http2.md", "# ADR-0007: Use HTTP/2\n")
    assert record.number == 7
    assert list_names(record) == ["use-http2"]
    assert is_of_words(record)
    assert not is_of_words(read("decisions/20240131-use-redis.md"))


@pytest.mark.parametrize(
    ("path", "new_path"),
    [
        ("decisions/0007-use-redis.md", "decisions/0007-a-b.md"),
        ("0007-use-redis.md", "0007-a-b.md"),
        ("decisions/ADR-0007-use-redis.markdown", "decisions/ADR-0007-a-b.markdown"),
        ("decisions/0007_use_redis.md", "decisions/0007_a_b.md"),
        ("decisions/0007 Use Redis.md", "decisions/0007 a b.md"),
        ("decisions/20240131-use-redis.md", "decisions/20240131-a-b.md"),
        ("decisions/2024-01-31_027-027.md", "decisions/2024-01-31_027-a-b.md"),
        ("decisions/use-redis.md", "decisions/a-b.md"),
        ("decisions/7-7.md", "decisions/7-a-b.md"),
        ("decisions/0007-use-redis/README.md", "decisions/0007-a-b/README.md"),
        ("decisions/0007-x/0007-x.md", "decisions/0007-a-b/0007-a-b.md"),
        ("history/cart/0007-x.plan.prompt.md", "history/cart/0007-a-b.plan.prompt.md"),
        # no slug, and one that a careless file system takes for the same
        ("decisions/0007.md", "decisions/0007.md"),
        ("decisions/0007-A-b.md", "decisions/0007-A-b.md"),
    ],
)
def test_another_slug_gives_another_path(path: str, new_path: str) -> None:
    assert replace_slug(read(path), "a-b") == new_path
