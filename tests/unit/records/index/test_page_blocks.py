"""The generated block of links on the pages of decisions."""

from __future__ import annotations

import pytest

from minutebook.lean.values import replace
from minutebook.records import linking, reader
from minutebook.records.index import page_blocks
from minutebook.records.model import ADR, Folder, RecordSet, Write
from minutebook.text import markdown

FOLDER = Folder(ADR, "adr")
FIELDS = "---\nstatus: accepted\n---\n\n"
NEW = "---\nstatus: accepted\nlinks:\n  amends: [0001-a]\n---\n\n# B\n"
LINK = "amended by [ADR-0002 B](0002-b.md)"
FORMER = "<!-- minutebook:links -->\n**Links**\n\n- {}\n<!-- /minutebook:links -->\n"


def make_records(*pages: str) -> RecordSet:
    """Pages 0001-a, 0002-b, …; nothing else."""
    writes = [
        Write(f"adr/{number:04}-{'abcd'[number - 1]}.md", page)
        for number, page in enumerate(pages, 1)
    ]
    return linking.simulate_writes(RecordSet((FOLDER,), ()), writes)


def render(*pages: str) -> str:
    """The block of the first page."""
    records = make_records(*pages)
    return page_blocks.render_links_block(records.members[0], records.graph)


@pytest.mark.parametrize(
    ("page", "heading", "sign"),
    [
        (f"{FIELDS}# A\n\nText.\n", "## Links", "*"),
        (f"{FIELDS}# A\n\n- one\n- two\n\n* three\n", "## Links", "-"),
        (f"{FIELDS}# A\n\n```text\n- one\n```\n\n* two\n", "## Links", "*"),
        (f"{FIELDS}# A\n\n## Links\n\n* x\n", "## Related records", "*"),
        (f"{FIELDS}# A\n\n### 3. links:\n", "## Related records", "*"),
        (f"{FIELDS}# A\n\n## Links\n\n## Related Records\n", "## Links to other records", "*"),
        (f"{FIELDS}# A\n\n# Context\n\nText.\n\n# Decision\n", "# Links", "*"),
        (f"{FIELDS}# A\n\nText.\n\n# Notes\n", "# Links", "*"),
        (f"{FIELDS}# A\n\n## Context\n\n# Notes\n", "## Links", "*"),
        (f"{FIELDS}## A\n\n### Context\n", "## Links", "*"),
        (f"{FIELDS}Text alone.\n", "## Links", "*"),
        (f"{FIELDS}# A\n\n{FORMER.format('old')}", "## Links", "*"),
    ],
)
def test_the_heading_and_the_sign_are_those_of_the_page(page: str, heading: str, sign: str) -> None:
    assert render(page, NEW) == f"{heading}\n\n{sign} {LINK}"


@pytest.mark.parametrize(
    ("page", "shown"),
    [
        ("# 1. A\n\n## Status\n\nAccepted\n\nAmended by [2. B](0002-b.md)\n", ""),
        ("# A\n\n* Status: accepted\n* Amended by: [ADR-0002](0002-b.md)\n", ""),
        ("# A\n\n| Status | ok |\n|---|---|\n| Amended by | [2](0002-b.md) |\n", ""),
        # Nothing that readers can follow, or not all of it.
        ("# 1. A\n\n## Status\n\nAccepted\n\nAmended by ADR-0002\n", LINK),
        ("---\nstatus: accepted\namended-by: [0002-b]\n---\n\n# A\n", LINK),
        ("---\nstatus: accepted\namended-by: '[x](0002-b.md)'\n---\n\n# A\n\n[x](y.md)\n", LINK),
        ("# 1. A\n\n## Status\n\nAccepted\n\nSee [2. B](0002-b.md)\n", LINK),
    ],
)
def test_what_the_page_shows_itself_is_not_listed_again(page: str, shown: str) -> None:
    assert render(page, NEW).partition("* ")[2] == shown


def test_what_has_no_effect_yet_is_listed_once() -> None:
    page = "# 1. A\n\n## Status\n\nProposed\n\nAmends [2. B](0002-b.md)\n"
    assert render(page, f"{FIELDS}# B\n") == ""
    page = page.replace("[2. B](0002-b.md)", "ADR-0002")  # nothing to follow
    assert render(page, f"{FIELDS}# B\n").endswith("\n* would amend [ADR-0002 B](0002-b.md)")


def test_what_the_status_does_not_tell_is_said() -> None:
    page = "# A\n\n* Status: accepted\n\n## Links\n\n* Superseded by [ADR-0002](0002-b.md)\n"
    other = "---\nstatus: proposed\nlinks:\n  supersedes: [0001-a]\n---\n\n# B\n"
    assert render(page, other).endswith("\n* would be superseded by [ADR-0002 B](0002-b.md)")


def test_the_words_of_adr_tools_are_kept() -> None:
    first = "# 1. A\n\n## Status\n\nAccepted\n\n{}## Context\n"
    second = "# 2. B\n\n## Status\n\nAccepted\n\nClarifies [1. A](0001-a.md)\n"
    assert render(first.format(""), second).endswith("\n* clarified by [ADR-0002 B](0002-b.md)")
    assert render(second.replace("0001-a", "0002-b"), first).partition("* ")[2] == ""
    assert render(first.format("Clarified by [2. B](0002-b.md)\n\n"), second) == ""


def test_the_block_is_a_section_of_its_own() -> None:
    page = f"{FIELDS}# A\n\n## Decision\n\nWe do it.\n"
    records = make_records(page, NEW)
    written = page_blocks.put_links_block(records.members[0], records.graph)
    assert written == (
        f"{page}\n<!-- minutebook:links -->\n\n## Links\n\n* {LINK}\n\n<!-- /minutebook:links -->\n"
    )
    record = reader.read_record(FOLDER, "adr/0001-a.md", written)
    assert reader.read_sections(record) == {"Decision": "\nWe do it.".strip()}
    assert [section.title for section in markdown.parse_sections(written)][-1] == "Links"
    assert record.links == ()
    # Made anew it stays as it is, and goes with what it shows.
    again = make_records(written, NEW)
    assert page_blocks.refresh_link_blocks(again) == ()
    assert page_blocks.put_links_block(again.members[0], again.graph) == written
    alone = make_records(written, f"{FIELDS}# B\n")
    assert page_blocks.refresh_link_blocks(alone) == (Write("adr/0001-a.md", page, written),)


def test_a_page_gets_its_block_where_the_other_end_has_one_and_that_is_asked_for() -> None:
    old, new = f"{FIELDS}# A\n", NEW + "\n<!-- minutebook:links -->\n<!-- /minutebook:links -->\n"
    records = make_records(old, new)
    changed = [write.path for write in page_blocks.refresh_link_blocks(records)]
    assert changed == ["adr/0002-b.md"]
    writes = page_blocks.refresh_link_blocks(records, add_missing=True)
    assert [write.path for write in writes] == ["adr/0001-a.md", "adr/0002-b.md"]
    assert f"* {LINK}" in (writes[0].text or "")
    assert page_blocks.refresh_link_blocks(make_records(old, NEW), add_missing=True) == ()
    first, second = records.members
    fixed = replace(records, members=(replace(first, path="adr/0001-a.mdx"), second))
    changed = [write.path for write in page_blocks.refresh_link_blocks(fixed, add_missing=True)]
    assert changed == ["adr/0002-b.md"]


def test_a_block_of_the_former_form_stays_until_it_changes() -> None:
    page = f"{FIELDS}# A\n\n{FORMER.format(LINK)}"
    assert page_blocks.refresh_link_blocks(make_records(page, NEW)) == ()
    renamed = make_records(page, NEW.replace("# B", "# C"))
    (write,) = page_blocks.refresh_link_blocks(renamed)
    assert write.text == (
        f"{FIELDS}# A\n\n<!-- minutebook:links -->\n\n## Links\n\n* amended by"
        " [ADR-0002 C](0002-b.md)\n\n<!-- /minutebook:links -->\n"
    )
    # It listed what the page says itself, too: that is no reason to change it.
    nygard = "# 1. A\n\n## Status\n\nAccepted\n\nAmended by [2. B](0002-b.md)\n\n"
    assert page_blocks.refresh_link_blocks(make_records(nygard + FORMER.format(LINK), NEW)) == ()
    empty = f"{FIELDS}# A\n\n<!-- minutebook:links -->\n<!-- /minutebook:links -->\n"
    (write,) = page_blocks.refresh_link_blocks(make_records(empty, NEW))
    assert f"* {LINK}" in (write.text or "")
    assert page_blocks.refresh_link_blocks(make_records(empty)) == ()


@pytest.mark.parametrize(
    ("page", "before"),
    [
        ("# A\n\n## B\n\n## C\n\n### D\n\n```sh\nls\n", "## C\n"),
        ("# A\n\n## B\n\nText\n\n<!--\n## C\n", "## B\n"),
        ("# A\n\n## B\n\n<details>\n\n## C\n\nText\n", "## B\n"),
        ("# A\n\n# B\n\n## C\n\n```sh\nls\n", "# B\n"),
        ("# A\n\nText\n\n```sh\nls\n", "```sh\n"),  # no section that it could go before
        ("```sh\nls\n", "```sh\n"),
    ],
)
def test_the_block_is_seen_and_what_is_never_closed_is_none_of_it(page: str, before: str) -> None:
    page = FIELDS + page
    records = make_records(page, NEW)
    text = page_blocks.put_links_block(records.members[0], records.graph)
    assert text.endswith(f"<!-- /minutebook:links -->\n\n{before}{page.partition(before)[2]}")
    assert markdown.remove_block(text, "links") == page
