"""Rules on index pages and generated links."""

from __future__ import annotations

from checked_pages import adr, find, make_records
from minutebook.checks import check
from minutebook.checks.base import CommittedAttributes
from minutebook.lean.values import replace
from minutebook.records.index import index_pages


def test_stale_block() -> None:
    block = "<!-- minutebook:links -->\n- amends nothing\n<!-- /minutebook:links -->\n"
    pages = adr(1, head="status: accepted\nlinks:\n  amends: [0002-x]", body=block) | adr(2)
    assert find("stale-block", pages) == [
        (
            "warning",
            "0001-x.md",
            9,
            "`decisions/0001-x.md` has a block of links that no longer holds.",
        )
    ]


def test_stale_index() -> None:
    index = "# Decisions\n\n<!-- minutebook:index -->\nnothing\n<!-- /minutebook:index -->\n"
    assert find("stale-index", adr(1) | {"decisions/README.md": index}) == [
        ("warning", "README.md", 3, "`decisions/README.md` does not show the records as they are.")
    ]


def test_what_shows_no_uncommitted_record_is_not_stale() -> None:
    index = "# Decisions\n\n<!-- minutebook:index -->\nnothing\n<!-- /minutebook:index -->\n"
    pages = adr(1) | adr(2) | {"decisions/README.md": index}
    records = make_records(adr(1) | {"decisions/README.md": index})
    (write,) = index_pages.update_index_pages(records)
    shown = pages | {"decisions/README.md": write.text or ""}
    uncommitted = frozenset(["decisions/0002-x.md"])
    assert len(find("stale-index", shown)) == 1
    assert find("stale-index", shown, uncommitted_paths=uncommitted) == []
    assert len(find("stale-index", pages, uncommitted_paths=uncommitted)) == 1


def test_where_no_index_pages_are_written_none_is_behind() -> None:
    index = "# Decisions\n\n<!-- minutebook:index -->\nnothing\n<!-- /minutebook:index -->\n"
    block = "<!-- minutebook:links -->\n- amends nothing\n<!-- /minutebook:links -->\n"
    pages = adr(1, head="status: accepted\nlinks:\n  amends: [0002-x]", body=block) | adr(2)
    records = make_records(pages | {"decisions/README.md": index})
    for keeps_index_pages, cure in ((True, "index"), (False, "check --fix --only stale-block")):
        kept = replace(records, keeps_index_pages=keeps_index_pages)
        findings = {each.code: each.fix for each in check(kept) if each.code.startswith("stale")}
        assert ("stale-index" in findings) == keeps_index_pages
        assert findings["stale-block"] == f"Run `minutebook {cure}`."


def test_a_clone_lacks_the_driver_that_the_attributes_name() -> None:
    text = (
        "*.md text\n/a/*.md merge=minutebook\n/b/*.md merge=minutebook -text\n"
        "/c/*.md merge=minutebook-lists\nmerge=minutebook-odd text\n/d merge=union\n"
    )

    def find_missing(*drivers: str) -> list[tuple[str, str, int, str]]:
        attributes = CommittedAttributes(".gitattributes", text, frozenset(drivers))
        return find("missing-merge-driver", adr(1), attributes=attributes)

    assert find("missing-merge-driver", adr(1)) == []
    words = ".gitattributes names the merge driver `{}`, which git does not have in this clone."
    lists = ("info", ".gitattributes", 4, words.format("minutebook-lists"))
    assert find_missing() == [
        ("info", ".gitattributes", 2, words.format("minutebook")),
        lists,
    ]
    assert find_missing("minutebook") == [lists]
    assert find_missing("minutebook", "minutebook-lists") == []
