"""What is written when a record gets another title: its name, links, labels, an alias."""

from __future__ import annotations

import pytest

from minutebook.records import filenames, reader
from minutebook.records.model import ADR, PHR, Folder, RecordSet
from minutebook.records.renaming.moves import Move, plan_moves
from minutebook.records.renaming.names import replace_slug
from minutebook.records.renaming.renumber import find_same_numbered

FOLDERS = (Folder(ADR, "decisions"), Folder(PHR, "history"), Folder(ADR, "shop/adr"))
REDIS = "decisions/0007-use-redis.md"
PAGE = "---\nstatus: accepted\n---\n\n# Use Redis\n"
ALIASED = "---\nstatus: accepted\naliases: [0007-use-redis]\n---\n\n# {}\n"


def retitle(
    pages: dict[str, str], path: str, title: str, texts: dict[str, str] | None = None
) -> dict[str, str | None]:
    """What is written when the record at a path gets another title."""
    members = tuple(
        reader.read_record(
            next(folder for folder in FOLDERS if path.startswith(folder.path)), path, text
        )
        for path, text in sorted(pages.items())
    )
    records = RecordSet(FOLDERS, members)
    record = next(record for record in members if record.path == path)
    move = Move(record, replace_slug(record, filenames.slugify(title)), title)
    group = (record,) if record.number is None else find_same_numbered(records, record)
    writes = plan_moves(records, [move], [group], texts or {}, lambda *_: None)
    return {write.path: write.text for write in writes}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("see 0007-use-redis.", "see 0007-a-b."),
        ("decisions/0007-use-redis.md#why", "decisions/0007-a-b.md#why"),
        ("https://x.org/0007-use-redis.html", "https://x.org/0007-a-b.html"),
        ("ADR-0007-use-redis, ADR-0007", "ADR-0007-a-b, ADR-0007"),
        ("[7. Use Redis](decisions/0007-use-redis.md)", "[7. A: b](decisions/0007-a-b.md)"),
        ("[Use Redis](0007-use-redis.md 'x')", "[A: b](0007-a-b.md 'x')"),
        ("[x](0007-use-redis.md) Use Redis", "[x](0007-a-b.md) Use Redis"),
        ("[Use Redis](https://redis.io)", None),
        ("0007-use-redis-cluster, 10007-use-redis", None),
        ("---\nby: '[Use Redis](0007-use-redis.md)'\n---\n", "[Use Redis](0007-a-b.md)"),
        ("<!-- minutebook:links -->\n0007-use-redis\n<!-- /minutebook:links -->\n", None),
    ],
)
def test_what_names_a_record_follows(text: str, expected: str | None) -> None:
    written = retitle({REDIS: PAGE}, REDIS, "A: b", {"doc.md": text})
    assert written["decisions/0007-a-b.md"] == ALIASED.format("A: b")
    assert written[REDIS] is None
    assert expected in (written.get("doc.md") or "") if expected else "doc.md" not in written


def test_a_label_in_code_follows_where_its_title_means_nothing_there() -> None:
    text = 'x = "[Use Redis](0007-use-redis.md)"'
    plain = retitle({REDIS: PAGE}, REDIS, "Use Valkey", {"a.py": text})
    assert plain["a.py"] == 'x = "[Use Valkey](0007-use-valkey.md)"'
    quoted = retitle({REDIS: PAGE}, REDIS, 'Use "Valkey"', {"a.py": text})
    assert quoted["a.py"] == 'x = "[Use Redis](0007-use-valkey.md)"'


def test_a_record_of_the_same_number_keeps_its_name_and_labels() -> None:
    twin = "decisions/0007-use-postgres.md"
    pages = {REDIS: PAGE, twin: PAGE.replace("Redis", "Postgres")}
    text = "[Use Postgres](0007-use-postgres.md) [Use Redis](0007-use-redis.md) ADR-0007"
    written = retitle(pages, REDIS, "A", {"doc.md": text})
    assert written["doc.md"] == "[Use Postgres](0007-use-postgres.md) [A](0007-a.md) ADR-0007"
    assert twin not in written


def test_a_title_of_the_same_slug_moves_nothing() -> None:
    text = "[Use Redis](decisions/0007-use-redis.md)"
    written = retitle({REDIS: PAGE}, REDIS, "Use Redis!", {"doc.md": text})
    assert written == {
        REDIS: PAGE.replace("Redis", "Redis!"),
        "doc.md": "[Use Redis!](decisions/0007-use-redis.md)",
    }


def test_a_number_within_the_name_is_part_of_it() -> None:
    path = "decisions/0007-replace-adr-7.md"
    written = retitle({path: PAGE}, path, "A", {"a.py": "0007-replace-adr-7.md"})
    assert written["a.py"] == "0007-a.md"


def test_the_own_id_with_the_slug_follows() -> None:
    text = "---\nid: 0007-use-redis\nstatus: accepted\n---\n\n# Use Redis\n"
    written = retitle({REDIS: text}, REDIS, "A")
    assert "id: 0007-a\n" in (written["decisions/0007-a.md"] or "")


def test_stored_links_and_generated_blocks_follow_and_prompts_stay() -> None:
    prompt = (
        "---\nid: '0001'\ntitle: T\nlinks:\n  adr: [0007-use-redis]\n---\n\n## Prompt\n\n"
        "```text\n0007-use-redis\n```\n\n<!-- minutebook:links -->\nx\n<!-- /minutebook:links -->\n"
    )
    written = retitle({REDIS: PAGE, "history/0001-t.plan.prompt.md": prompt}, REDIS, "A")
    text = written["history/0001-t.plan.prompt.md"] or ""
    assert "adr: [0007-a]" in text
    assert "0007-use-redis\n```" in text
    assert "* decides [ADR-0007 A](../decisions/0007-a.md)" in text


DATED, WORDS = "decisions/20240131-use-redis.md", "decisions/use-redis.md"


def test_a_dated_name_is_followed_wherever_it_stands() -> None:
    texts = {"a.py": "# 20240131-use-redis", "b.py": "x20240131-use-redis 20240131-use-redis-2"}
    written = retitle({DATED: PAGE}, DATED, "A", texts)
    assert written["a.py"] == "# 20240131-a"
    assert "b.py" not in written
    assert "aliases: [20240131-use-redis]" in (written["decisions/20240131-a.md"] or "")


def test_a_name_of_words_is_followed_in_paths_and_links_alone() -> None:
    other = "---\nstatus: accepted\nlinks:\n  amends: [use-redis]\n---\n\n# use-redis is fine\n"
    texts = {
        "a.py": "# use-redis, decisions/use-redis.md, other/use-redis.md",
        "decisions.md": "[x](decisions/use-redis.md) [y](use-redis.md)",
    }
    pages = {WORDS: PAGE, "decisions/more.md": other, "shop/adr/use-redis.md": "# Another\n"}
    written = retitle(pages, WORDS, "A", texts)
    assert written["a.py"] == "# use-redis, decisions/a.md, other/use-redis.md"
    assert written["decisions.md"] == "[x](decisions/a.md) [y](use-redis.md)"
    more = written["decisions/more.md"] or ""
    assert "amends: [a]" in more
    assert "# use-redis is fine" in more
    assert "shop/adr/use-redis.md" not in written
