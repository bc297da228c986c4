"""What names a record that is to be removed, and what other pages keep of it."""

from __future__ import annotations

import pytest

from minutebook.errors import Refusal
from minutebook.records import linking, page_links, reader
from minutebook.records.index import index_pages
from minutebook.records.model import ADR, PHR, Folder, RecordSet
from minutebook.records.renaming.removal import (
    find_highest,
    find_mentions,
    list_former,
    plan_removal,
)

FOLDERS = (Folder(ADR, "decisions"), Folder(PHR, "history"))
OLD, NEW = "decisions/0007-use-redis.md", "decisions/0008-use-valkey.md"
ACCEPTED = "---\nstatus: accepted\n---\n\n# T\n"


def make_records(pages: dict[str, str]) -> RecordSet:
    return RecordSet(
        FOLDERS,
        tuple(
            reader.read_record(
                next(folder for folder in FOLDERS if path.startswith(folder.path)), path, text
            )
            for path, text in sorted(pages.items())
        ),
    )


def find(pages: dict[str, str], *paths: str, **texts: str) -> list[str]:
    records = make_records(pages)
    removed = [record for record in records.members if record.path in paths]
    files = {name.replace("_", "."): text for name, text in texts.items()}
    mentions = find_mentions(records, removed, files)
    return [f"{mention.path}:{mention.line} {mention.words}" for mention in mentions]


def remove(pages: dict[str, str], *paths: str) -> dict[str, str | None]:
    records = make_records(pages)
    removed = [record for record in records.members if record.path in paths]
    return {write.path: write.text for write in plan_removal(records, removed)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\nADR-7", ["a.py:2 names ADR-0007"]),
        ("decisions/0007-use-redis.md", ["a.py:1 names 0007-use-redis"]),
        ("0005-use-memcached", ["a.py:1 names 0005-use-memcached"]),  # a former name
        ("ADR-0005", ["a.py:1 names ADR-0005"]),
        ("ADR-0008 0008-use-valkey 7", []),
    ],
)
def test_places_that_name_a_record(text: str, expected: list[str]) -> None:
    page = ACCEPTED + "\nADR-0007\n\n<!-- minutebook:alias 0005-use-memcached -->\n"
    assert find({OLD: page, NEW: ACCEPTED}, OLD, a_py=text) == expected


def test_a_number_that_another_record_has_would_not_dangle() -> None:
    twin = "decisions/0007-use-postgres.md"
    assert find({OLD: ACCEPTED, twin: ACCEPTED}, OLD, a_py="ADR-0007") == []
    page = ACCEPTED + "\n<!-- minutebook:alias 0008-x -->\n"
    assert find({OLD: page, NEW: ACCEPTED}, OLD, a_py="ADR-0008") == []


def test_links_are_named_by_their_relation_where_they_stand() -> None:
    pages = {
        OLD: ACCEPTED,
        NEW: "---\nstatus: accepted\nlinks:\n  amends:\n    - 0007-use-redis\n---\n\n# T\n",
        "decisions/0009-t.md": "# 9. T\n\n## Status\n\nAccepted\n\nAmends [7. T](0007-use-redis.md)\n",
        "decisions/0010-t.md": "---\nstatus: accepted\namends: [7]\n---\n\n# T\n",
        "decisions/0011-t.md": "---\nstatus: accepted\namends: [8]\n---\n\n# T\n",
    }
    assert find(pages, OLD) == [
        "decisions/0008-use-valkey.md:5 amends ADR-0007",
        "decisions/0009-t.md:7 amends ADR-0007",
        "decisions/0010-t.md:3 amends ADR-0007",
    ]
    assert find(pages, *pages) == []


def test_a_record_without_a_number_is_named_by_its_date() -> None:
    path = "decisions/20240131-use-redis.md"
    assert find({path: ACCEPTED}, path, a_py="20240131-use-redis") == [
        "a.py:1 names 20240131-use-redis"
    ]


def test_former_names_of_a_record() -> None:
    text = "---\nstatus: accepted\naliases: [0005-a, 20240131-b]\n---\n# T\n"
    (record,) = make_records({OLD: text}).members
    formers = [(former.path, former.number, former.slug) for former in list_former(record)]
    assert formers == [("decisions/0005-a.md", 5, "a"), ("decisions/20240131-b.md", None, "b")]


# Removed -----------------------------------------------------------------------------------------


def supersede(pages: dict[str, str]) -> dict[str, str]:
    """The pages where the new decision supersedes the old one, with their blocks of links."""
    records = make_records(pages)
    old, new = (next(each for each in records.members if each.path == path) for path in (OLD, NEW))
    writes = linking.complete_writes(
        records, linking.plan_supersession(records, old, new), [OLD, NEW]
    )
    return {**pages, **{write.path: write.text or "" for write in writes if write.path in pages}}


@pytest.mark.parametrize(
    "page",
    [ACCEPTED, "# T\n\n## Status\n\nAccepted\n\n## Context\n", "# T\n\n* Status: accepted\n"],
)
@pytest.mark.parametrize(("removed", "kept"), [(OLD, NEW), (NEW, OLD)])
def test_what_another_page_stores_goes(page: str, removed: str, kept: str) -> None:
    pages = {OLD: page, NEW: page, "decisions/0001-x.md": ACCEPTED}
    linked = supersede(pages)
    # Other pages than those with front matter show it themselves.
    assert ("minutebook:links" in linked[kept]) == page.startswith("---")
    written = remove(linked, removed)
    assert written == {
        **{path: text for path, text in written.items() if path == "decisions/README.md"},
        kept: page,
        removed: None,
    }


def test_a_superseded_page_that_leaves_it_to_its_successor_is_accepted_again() -> None:
    old = "---\nstatus: superseded\n---\n\n# T\n"
    new = "---\nstatus: accepted\nlinks:\n  supersedes: [0007-use-redis]\n---\n\n# T\n"
    written = remove({OLD: old, NEW: new}, NEW)
    assert written == {OLD: ACCEPTED, NEW: None}


def test_two_records_that_are_linked_go_together() -> None:
    linked = supersede({OLD: ACCEPTED, NEW: ACCEPTED, "decisions/0001-x.md": ACCEPTED})
    written = remove(linked, OLD, NEW)
    assert {path for path, text in written.items() if text is not None} <= {"decisions/README.md"}
    assert written[OLD] is None
    assert written[NEW] is None


def test_what_cannot_be_changed_stays() -> None:
    pages = {
        OLD: ACCEPTED,
        "decisions/0009-t.adoc": "= T\n:status: accepted\n:amends: 0007-use-redis\n",
        "decisions/0010-t.md": ACCEPTED + "\nThis supersedes ADR-0007 in part.\n",
        "decisions/0011-t.md": "---\nlinks: {amends: [0007-use-redis], x: *y}\n---\n# T\n",
    }
    assert remove(pages, OLD) == {OLD: None}


def test_a_page_that_cannot_be_edited_safely_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> str:
        raise Refusal("no")

    amending = "---\nstatus: accepted\namends: [{}]\n---\n\n# T\n"
    pages = {OLD: ACCEPTED, NEW: amending.format(7), "decisions/0011-t.md": amending.format(8)}
    monkeypatch.setattr(page_links, "remove_link", refuse)
    assert remove(pages, OLD) == {OLD: None}


def test_index_pages_follow() -> None:
    records = make_records({OLD: ACCEPTED, NEW: ACCEPTED})
    (index,) = (
        write
        for write in index_pages.update_index_pages(records, create=True)
        if write.path == "decisions/README.md"
    )
    records = RecordSet(FOLDERS, records.members, {index.path: index.text or ""})
    written = {write.path: write.text for write in plan_removal(records, records.members[:1])}
    assert "0007" not in (written["decisions/README.md"] or "0007")


def test_highest_numbers() -> None:
    pages = {OLD: ACCEPTED, NEW: ACCEPTED, "decisions/20240131-t.md": ACCEPTED}
    pages["history/0009-t.plan.prompt.md"] = "# T\n"
    records = make_records(pages)
    old, new, dated, prompt = (
        next(record for record in records.members if record.path == path) for path in pages
    )
    assert find_highest(records, [old]) == ()
    assert find_highest(records, [new]) == (new,)
    assert find_highest(records, [old, new, dated, prompt]) == (old, new, prompt)


@pytest.mark.parametrize(
    ("field", "left"),
    [
        ("told: [0007-use-redis, 0008-use-valkey]\n", 'told: ["0008-use-valkey"]\n'),
        ("told: [0007-use-redis]\n", ""),
        ("told: [gone, 0008-use-valkey]\n", None),
    ],
)
def test_a_prompt_forgets_that_it_was_told_of_a_removed_decision(
    field: str, left: str | None
) -> None:
    path = "history/general/0001-do-it.green.prompt.md"
    page = "---\nid: PHR-0001\nstage: green\n{}---\n\n# PHR-0001 Do it\n"
    pages = {OLD: ACCEPTED, NEW: ACCEPTED, path: page.format(field)}
    written = remove(pages, OLD)
    expected = None if left is None else {page.format(left), page.format(left.replace('"', ""))}
    assert (path in written) is (expected is not None)
    assert expected is None or written[path] in expected


def test_a_prompt_whose_front_matter_cannot_be_edited_stays_as_it_is() -> None:
    path = "history/general/0001-do-it.green.prompt.md"
    page = (
        '+++\nid = "PHR-0001"\nstage = "green"\ntold = [\n  "0007-use-redis",\n]\n+++\n\n# Do it\n'
    )
    assert path not in remove({OLD: ACCEPTED, NEW: ACCEPTED, path: page}, OLD)
