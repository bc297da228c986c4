"""Index pages: records in, pages out; one more row equals all rows anew."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable, Mapping
from urllib.parse import unquote

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from minutebook.lean.values import replace
from minutebook.records import filenames, reader
from minutebook.records.index import features, index_pages, page_blocks, paging, prompt_lists, rows
from minutebook.records.model import ADR, PHR, Folder, Link, Record, RecordSet, Write
from minutebook.text.markdown import escape_cell

DECISIONS = Folder(ADR, "decisions")
PROMPTS = Folder(PHR, "history/prompts")
FLAT = Folder(PHR, "prompts")
A, P = "decisions/README.md", "history/README.md"


def decision(
    number: int,
    title: str = "Use Redis",
    *links: Link,
    state: str = "accepted",
    date: str = "2025-01-02",
    slug: str = "",
    folder: Folder = DECISIONS,
    text: str = "",
) -> Record:
    slug = slug or f"d-{number}"
    path = f"{folder.path}/{number:04d}-{slug}.md"
    return Record(
        ADR, path, folder, number, f"{number:04d}", slug, f"ADR-{number:04d}", title, state,
        state, date, "front-matter", links=links, text=text,
    )  # fmt: skip


def prompt(
    number: int,
    title: str = "Log in",
    *,
    route: str = "general",
    state: str = "green",
    date: str = "2025-01-02",
    folder: Folder = PROMPTS,
    follows: int = 0,
    links: tuple[Link, ...] = (),
) -> Record:
    links += (Link("follows", f"{follows:04d}-p-{follows}"),) if follows else ()
    name = f"{number:04d}-p-{number}.{state or 'misc'}.prompt.md"
    path = "/".join(part for part in (folder.path, route, name) if part)
    return Record(
        PHR, path, folder, number, f"{number:04d}", f"p-{number}", f"PHR-{number:04d}", title, state,
        state, date, "front-matter", route, links=links,
    )  # fmt: skip


def make_record_set(records: Iterable[Record], pages: Mapping[str, str] | None = None) -> RecordSet:
    records = tuple(records)
    folders = {record.folder.path: record.folder for record in records} or {"decisions": DECISIONS}
    return RecordSet(tuple(folders.values()), records, pages or {})


def build_index(records: RecordSet, *, make: bool = True) -> tuple[Write, ...]:
    return index_pages.update_index_pages(records, create=make)


def apply_writes(pages: Mapping[str, str], writes: Iterable[Write]) -> dict[str, str]:
    new = dict(pages)
    for write in writes:
        assert new.get(write.path) == write.previous
        if write.text is None:
            del new[write.path]
        else:
            new[write.path] = write.text
    return new


def build_pages(
    records: Iterable[Record], pages: Mapping[str, str] | None = None
) -> dict[str, str]:
    """The pages once the index is built; building it again gives nothing."""
    records = tuple(records)
    new = apply_writes(pages or {}, build_index(make_record_set(records, pages)))
    assert build_index(make_record_set(records, new)) == ()
    return new


def hrefs(page: str, text: str) -> list[str]:
    """The paths that a page's links lead to, as CommonMark with tables reads them."""
    out = []
    for token in MarkdownIt("commonmark").enable("table").parse(text):
        for child in token.children or ():
            if child.type == "link_open":
                if str(child.attrs["href"]).startswith("#"):
                    continue  # to a heading of the page
                href = unquote(str(child.attrs["href"]), errors="surrogateescape")
                out.append(posixpath.normpath(posixpath.join(posixpath.dirname(page), href)))
    return out


def labels(text: str) -> dict[str, str]:
    """The words of a page's links as they are read, by the text of the bullet before them."""
    out: dict[str, str] = {}
    for token in MarkdownIt("commonmark").parse(text):
        before, label, is_label = "", "", False
        for child in token.children or ():
            if child.type == "link_open":
                is_label = not label
            elif child.type == "link_close":
                is_label = False
            elif is_label:
                label += child.content
            elif not label:
                before += child.content
        if label:
            out[before.split(" · ")[0]] = label
    return out


# Pages as they look --------------------------------------------------------------------------------


def index_of(page: str) -> str:
    """What stands between the markers of an index page."""
    return page.partition("<!-- minutebook:index -->\n")[2].partition(
        "\n<!-- /minutebook:index -->"
    )[0]


def test_an_index_of_decisions() -> None:
    old = decision(1, "Use Postgres", state="superseded", date="2024-12-31T10:00")
    new = decision(2, "Use | Redis", Link("supersedes", "0001-d-1"), Link("amends", "0009-x"))
    third = decision(
        3, "Use Kafka", Link("supersedes", "2"), Link("depends-on", "1"), state="proposed"
    )
    (write,) = build_index(make_record_set([new, third, old]))
    assert write == Write(
        "decisions/README.md",
        """# Decisions

Why things are as they are: one page a decision.

<!-- minutebook:index -->
## In force

* ADR-0002 · 2025-01-02 · [Use \\| Redis](0002-d-2.md) · supersedes [1](0001-d-1.md) · would be superseded by [3](0003-d-3.md)

## Proposed

* ADR-0003 · 2025-01-02 · [Use Kafka](0003-d-3.md) · would supersede [2](0002-d-2.md) · depends on [1](0001-d-1.md)

## No longer in force

* ADR-0001 · 2024-12-31 · [Use Postgres](0001-d-1.md) · superseded by [2](0002-d-2.md) · required by [3](0003-d-3.md)

## How they relate

```mermaid
flowchart LR
  n_adr_0001["ADR-0001 Use Postgres"]
  n_adr_0002["ADR-0002 Use #124; Redis"]
  n_adr_0003["ADR-0003 Use Kafka"]
  n_adr_0002 -->|supersedes| n_adr_0001
  n_adr_0003 -->|depends on| n_adr_0001
  n_adr_0003 -.->|would supersede| n_adr_0002
  classDef over stroke-dasharray:4
  class n_adr_0001 over
```

## Links that lead to no record

* [ADR-0002](0002-d-2.md) amends 0009-x
<!-- /minutebook:index -->
""",
    )


@pytest.mark.parametrize(
    ("record", "group", "row"),
    [
        (decision(1), "In force", "* ADR-0001 · 2025-01-02 · [Use Redis](0001-d-1.md)"),
        (decision(1, date=""), "In force", "* ADR-0001 · [Use Redis](0001-d-1.md)"),
        (decision(1, state="proposed"), "Proposed", "* ADR-0001 · 2025-01-02 · [Use Redis](0001-d-1.md)"),
        (decision(1, state="rejected"), "No longer in force", "* ADR-0001 · 2025-01-02 · [Use Redis](0001-d-1.md) · rejected"),
        (decision(1, state="superseded"), "No longer in force", "* ADR-0001 · 2025-01-02 · [Use Redis](0001-d-1.md) · superseded"),
        (replace(decision(1), state="", state_raw="on *hold*"), "No known status", r"* ADR-0001 · 2025-01-02 · [Use Redis](0001-d-1.md) · on \*hold\*"),
        (decision(1, state=""), "No known status", "* ADR-0001 · 2025-01-02 · [Use Redis](0001-d-1.md)"),
        (replace(decision(1, "", date=""), number=None, ref="d-1"), "In force", "* [0001-d-1](0001-d-1.md)"),
        (decision(1, "Here."), "In force", "* ADR-0001 · 2025-01-02 · [ADR-0001 Here.](0001-d-1.md)"),
        (decision(1, "Use `a|b` and ``c``, `d"), "In force", r"* ADR-0001 · 2025-01-02 · [Use `a|b` and \`\`c\`\`, \`d](0001-d-1.md)"),
        (decision(1, "No ` space ` and \\ `x`"), "In force", r"* ADR-0001 · 2025-01-02 · [No \` space \` and \ \`x\`](0001-d-1.md)"),
        (decision(1, "a" * 300), "In force", f"* ADR-0001 · 2025-01-02 · [{'a' * 199}…](0001-d-1.md)"),
    ],
)  # fmt: skip
def test_a_row_of_a_decision(record: Record, group: str, row: str) -> None:
    assert index_of(build_pages([record])[A]) == f"## {group}\n\n{row}"


def test_a_decision_is_called_by_its_number_where_that_is_enough() -> None:
    own = replace(DECISIONS, numbering="folder")
    first = replace(decision(1, folder=own), ref="decisions/0001")
    second = replace(decision(2, "b", Link("amends", "0001-d-1"), folder=own), ref="decisions/0002")
    text = build_pages([first, second])[A]
    assert "* 0002 · 2025-01-02 · [b](0002-d-2.md) · amends [decisions/0001](0001-d-1.md)" in text


def test_an_index_of_prompts() -> None:
    decided = decision(7, "Use `redis`")
    records = [
        prompt(1, "Ask", route="constitution", state="constitution", date="2024-11-30"),
        prompt(2, "Log in", route="001-auth", state="spec", links=(Link("decides", "7"),)),
        prompt(3, "Log out", route="001-auth", state="", date=""),
        prompt(4, "Try", state="general"),
        prompt(5, "Go on", route="001-auth", follows=2, date="2025-01-03"),
        prompt(6, "And on", follows=5, links=(Link("implements", "ADR-7"), Link("decides", "12"))),
        prompt(7, "Older", route="x", date="2024-12-31"),
        decided,
    ]
    pages = build_pages(records)
    assert sorted(pages) == [
        "decisions/README.md",
        "history/README.md",
        "history/prompts/001-auth/README.md",
        "history/prompts/constitution/README.md",
        "history/prompts/general/README.md",
        "history/prompts/x/README.md",
    ]
    assert pages["history/prompts/001-auth/README.md"] == (
        """# 001-auth

<!-- minutebook:index -->
Part of [all prompts](../../README.md).

## By day

### 2025-01-02

* PHR-0002 · [Log in](0002-p-2.spec.prompt.md) · spec
  * decides ADR-0007 · [Use `redis`](../../../decisions/0007-d-7.md)
  * PHR-0005 · 2025-01-03 · [Go on](0005-p-5.green.prompt.md) · green

### Without a date

* PHR-0003 · [Log out](0003-p-3.misc.prompt.md)
<!-- /minutebook:index -->
"""
    )
    assert pages["history/README.md"] == (
        """# Prompts

How this came to be: one page a prompt, with what came of it.

<!-- minutebook:index -->
See also [the list of features](#features).

## By day

### 2025-01-02

* PHR-0004 · [Try](prompts/general/0004-p-4.general.prompt.md)
* PHR-0002 · [Log in](prompts/001-auth/0002-p-2.spec.prompt.md) · spec · [001-auth](prompts/001-auth/README.md)
  * decides ADR-0007 · [Use `redis`](../decisions/0007-d-7.md)
  * PHR-0006 · [And on](prompts/general/0006-p-6.green.prompt.md) · green
    * implements ADR-0007 · [Use `redis`](../decisions/0007-d-7.md)
  * PHR-0005 · 2025-01-03 · [Go on](prompts/001-auth/0005-p-5.green.prompt.md) · green · [001-auth](prompts/001-auth/README.md)

### 2024-12-31

* PHR-0007 · [Older](prompts/x/0007-p-7.green.prompt.md) · green · [x](prompts/x/README.md)

### 2024-11-30

* PHR-0001 · [Ask](prompts/constitution/0001-p-1.constitution.prompt.md) · constitution

### Without a date

* PHR-0003 · [Log out](prompts/001-auth/0003-p-3.misc.prompt.md) · [001-auth](prompts/001-auth/README.md)

## Features

* [001-auth](prompts/001-auth/README.md)
* [constitution](prompts/constitution/README.md)
* [general](prompts/general/README.md)
* [x](prompts/x/README.md)

## Links that lead to no record

* [PHR-0006](prompts/general/0006-p-6.green.prompt.md) decides 12
<!-- /minutebook:index -->
"""
    )


@pytest.mark.parametrize(
    ("own", "sign"),
    [
        ("# Ours\n\n- one\n", "-"),
        ("# Ours\n\n+ one\n  + two\n", "+"),
        ("# Ours\n\n- one\n\n* two\n* three\n", "*"),
        ("# Ours\n\n```text\n- one\n```\n", "*"),
    ],
)
def test_the_bullets_are_those_of_the_page(own: str, sign: str) -> None:
    records = [decision(1, "A"), decision(2, "B", Link("amends", "1")), prompt(1), prompt(2)]
    pages = build_pages(records, {A: own, P: own})
    for path, row in ((A, "ADR-0001"), (P, "PHR-0002")):
        assert f"\n{sign} {row} · " in pages[path]
        assert "\n* " not in pages[path].removeprefix(own) or sign == "*"
    assert pages[A].count("```mermaid") == 1
    assert build_index(make_record_set(records, pages)) == ()
    for new in (decision(3, "C"), prompt(3, follows=1), prompt(3, route="b")):
        writes = insert_row(pages, records, new)
        assert writes is not None
        assert len(writes) == (1 if new.kind is ADR else 2)


def test_a_session_stays_where_it_is_when_it_goes_on() -> None:
    """Two sessions take turns; the third begins between them."""
    records = [prompt(1), prompt(2)]
    pages = build_pages(records)
    for number, follows, order in (
        (3, 1, "213"),
        (4, 0, "4213"),
        (5, 2, "42513"),
        (6, 3, "425136"),
    ):
        new = prompt(number, follows=follows)
        writes = insert_row(pages, records, new)
        assert writes is not None
        records.append(new)
        pages = apply_writes(pages, writes)
        lines = [line.strip()[9] for line in pages[P].splitlines() if "* PHR-" in line]
        assert lines == list(order)


def list_added(before: str, after: str) -> list[str]:
    """The lines that a page has more than before; the test fails where one went or moved."""
    added: list[str] = []
    remaining = before.splitlines()
    for line in after.splitlines():
        if remaining and remaining[0] == line:
            remaining.pop(0)
        elif line:
            added.append(line)
    assert not remaining, remaining[0]
    return added


@given(
    st.lists(
        st.tuples(
            st.booleans(),
            st.sampled_from(["accepted", "proposed", "rejected"]),
            st.sampled_from(["", "2023-05-01", "2024-01-31", "2024-12-01", "2025-01-01"]),
            st.sampled_from(["", "general", "a"]),
            st.integers(0, 9),
        ),
        min_size=2,
        max_size=8,
    )
)
def test_a_record_changes_no_line_but_its_own(
    said: list[tuple[bool, str, str, str, int]],
) -> None:
    """Whatever comes, in whatever order of dates: lines are added, none is changed or moved."""
    records: list[Record] = [decision(99), prompt(99, route="first")]
    pages = build_pages(records)
    for number, (is_decision, state, date, route, parent) in enumerate(said, 1):
        title, follows = f"Title {number}", parent if parent < number else 0
        if is_decision:
            new = decision(number, title, state=state, date=date)
        else:
            new = prompt(number, title, route=route, date=date, follows=follows)
        records.append(new)
        after = apply_writes(pages, build_index(make_record_set(records, pages)))
        own_starts = ("## ", "### ", f"* [{route or 'prompts'}](")
        for path in pages:
            for line in list_added(pages[path], after[path]):
                is_own = f"[{title}](" in line or f"[{new.ref}](" in line  # or it leads nowhere
                assert is_own or line.startswith(own_starts), line
        pages = after


def test_a_long_list_of_features_is_folded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(features, "MAX_OPEN_FEATURES", 2)
    records = [prompt(1, route="a"), prompt(2, route="b")]
    assert "## Features\n\n* [a]" in build_pages(records)[P]
    records.append(prompt(3, route="c"))
    pages = build_pages(records)
    assert "## Features\n\n<details><summary>All features<" in pages[P]
    assert "* [c](prompts/c/README.md)\n\n</details>\n<!-- /" in pages[P]
    assert insert_row(pages, records, prompt(4, route="d")) is not None


def test_a_prompt_is_beneath_the_one_that_its_session_began_with() -> None:
    records = [prompt(at, follows=at - 1) for at in range(1, 5)]
    records += [prompt(5, follows=6), prompt(6, follows=7), prompt(7, follows=5)]  # in a circle
    records += [prompt(8, links=(Link("followed-by", "1"),))]  # only its own page says so
    lines = [line[:11] for line in build_pages(records)[P].splitlines() if "* PHR-" in line]
    assert lines == [
        *("* PHR-0008 ", "* PHR-0005 ", "  * PHR-000", "  * PHR-000"),
        *("* PHR-0001 ", "  * PHR-000", "  * PHR-000", "  * PHR-000"),
    ]


def test_a_long_session_goes_on_in_another_row(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prompt_lists, "MAX_TURNS", 3)
    records = [prompt(at, follows=at - 1) for at in range(1, 9)]
    lines = [line[:11] for line in build_pages(records)[P].splitlines() if "* PHR-" in line]
    assert [line for line in lines if line.startswith("*")] == [
        *("* PHR-0007 ", "* PHR-0004 ", "* PHR-0001 "),
    ]


def test_a_stage_of_the_repository_is_shown() -> None:
    for stage in ("deploy", "unknown"):
        page = f"---\ntitle: A\nstage: {stage}\ndate: 2025-01-02\n---\n"
        folder = replace(PROMPTS, extra_states=("deploy",))
        record = reader.read_record(folder, f"{folder.path}/a/0001-a.deploy.prompt.md", page)
        text = build_pages([record])["history/prompts/a/README.md"]
        assert f"* PHR-0001 · [A](0001-a.deploy.prompt.md) · {stage}\n" in text


def test_records_that_count_by_folder_are_named_in_full_where_folders_meet() -> None:
    record = replace(prompt(7, route="001-auth"), ref="001-auth/0007")
    pages = build_pages([record])
    assert "* 001-auth/0007 · [Log in](prompts/001-auth/0007" in pages["history/README.md"]
    assert "* 0007 · [Log in](0007" in pages["history/prompts/001-auth/README.md"]


def test_own_text_and_line_ends_stay() -> None:
    own = "# Ours\r\n\r\nRead this.\r\n\r\n<!-- minutebook:index -->\r\nold\r\n<!-- /minutebook:index -->\r\n\r\nAnd this.\r\n"
    text = build_pages([decision(1)], {"decisions/README.md": own})["decisions/README.md"]
    assert text.startswith(
        "# Ours\r\n\r\nRead this.\r\n\r\n<!-- minutebook:index -->\r\n## In force\r\n\r\n* ADR"
    )
    assert text.endswith("0001-d-1.md)\r\n<!-- /minutebook:index -->\r\n\r\nAnd this.\r\n")
    assert text.count("\n") == text.count("\r\n")


def test_a_page_without_markers_gets_the_block_at_its_end() -> None:
    text = build_pages([decision(1)], {"decisions/README.md": "# Ours\n"})["decisions/README.md"]
    assert text.startswith("# Ours\n\n<!-- minutebook:index -->\n## In force")


def test_a_page_in_another_case_is_the_page() -> None:
    pages = {"decisions/readme.md": "# Ours\n", "history/prompts/general/Readme.md": "ours\n"}
    assert set(build_pages([decision(1), prompt(1)], pages)) == {*pages, "history/README.md"}


@pytest.mark.parametrize(
    ("folder", "page"),
    [
        (DECISIONS, "decisions/README.md"),
        (Folder(ADR, "docs/adr"), "docs/adr/README.md"),
        (PROMPTS, "history/README.md"),
        (FLAT, "prompts/README.md"),
        (Folder(ADR, "."), "README.md"),
    ],
)
def test_where_the_index_is(folder: Folder, page: str) -> None:
    assert index_pages.locate_main_page(folder) == page


@pytest.mark.parametrize(
    ("name", "is_index"),
    [
        ("README.md", True),
        ("readme.md", True),
        ("README-2025.md", True),
        ("README-2025-2.md", True),
        ("README-2025-0-2.md", True),
        ("ReadMe-undated-250-12.MD", True),
        ("README-2025-0-2-3.md", False),
        ("README-2025-0-plans.md", False),
        ("README-20255.md", False),
        ("README-undated.md", True),
        ("README-ours.md", False),
        ("0001-readme.md", False),
    ],
)
def test_names_of_index_pages(name: str, is_index: bool) -> None:
    assert filenames.is_index_page_name(name) is is_index
    assert index_pages.is_older_page_name(name) is (is_index and "-" in name)


def test_folders_at_the_top_and_shared_main_pages() -> None:
    # The overview of a folder at the top is its own README, where the list of its top stands too.
    top, below = prompt(1, route="", folder=FLAT), prompt(2, route="x", folder=FLAT)
    pages = build_pages([top, below])
    assert sorted(pages) == ["prompts/README.md", "prompts/x/README.md"]
    assert "## Features\n\n* [x](x/README.md)\n<!--" in pages["prompts/README.md"]
    # Where two folders would share a page, prompts get one in their folder.
    above = Folder(ADR, "history")
    pages = build_pages([decision(1, folder=above), prompt(1)])
    assert "* ADR-0001" in pages["history/README.md"]
    assert "* PHR-0001" in pages["history/prompts/README.md"]
    # Records right in the folder of prompts have a page there.
    pages = build_pages([prompt(1, route="")])
    assert "## Features\n\n* [prompts](prompts/README.md)\n<!--" in pages[P]


def test_no_index_where_none_is_kept() -> None:
    two = [decision(1), decision(2)]
    assert build_index(make_record_set(two), make=False) == ()
    assert build_index(make_record_set([])) == ()
    first = make_record_set(two[:1])
    assert build_index(first, make=False) == ()
    begun = index_pages.update_index_pages(first, create=False, begun_folders={"decisions"})
    assert [write.path for write in begun] == ["decisions/README.md"]
    pages_kept = build_pages(two[:1])
    assert [write.path for write in build_index(make_record_set(two, pages_kept), make=False)] == [
        "decisions/README.md"
    ]
    # A folder that lost its records keeps its page.
    emptied = apply_writes(pages_kept, build_index(RecordSet((DECISIONS,), (), pages_kept)))[
        "decisions/README.md"
    ]
    assert "-->\nNo decisions are recorded yet.\n<!--" in emptied
    pages_kept = build_pages([prompt(1)])
    emptied_pages = apply_writes(pages_kept, build_index(RecordSet((PROMPTS,), (), pages_kept)))
    assert sorted(emptied_pages) == ["history/README.md"]
    assert "No prompts are recorded yet." in emptied_pages["history/README.md"]


def test_a_repositorys_own_page_has_an_index_only_where_it_has_the_markers() -> None:
    top = Folder(ADR, ".")
    records = [replace(decision(number, folder=top), path=f"000{number}-x.md") for number in (1, 2)]
    own = {"README.md": "# Own\n"}
    for make in (True, False):
        assert build_index(make_record_set(records, own), make=make) == ()
        assert build_index(make_record_set(records[:1], own), make=make) == ()
    marked = {"README.md": "# Own\n\n<!-- minutebook:index -->\n<!-- /minutebook:index -->\n"}
    (write,) = build_index(make_record_set(records, marked), make=False)
    assert (write.text or "").startswith("# Own\n\n<!-- minutebook:index -->\n## In force")
    assert "](0002-x.md)" in (write.text or "")


def test_a_record_at_the_index_page_stays() -> None:
    taken = replace(decision(1), path="decisions/README.md")
    assert build_index(make_record_set([taken, decision(2)])) == ()


def test_a_page_that_lost_its_use_goes_unless_it_has_own_text() -> None:
    pages = build_pages([prompt(1, route="a"), prompt(2, route="b"), prompt(3, route="c")])
    pages["history/prompts/b/README.md"] += "\nOurs.\n"
    pages["history/prompts/c/notes.md"] = pages["history/prompts/c/README.md"]
    pages["history/prompts/d/README.md"] = "# d\n"
    pages["docs/README.md"] = pages["history/prompts/c/README.md"]
    remaining = apply_writes(pages, build_index(make_record_set([prompt(3, route="c")], pages)))
    assert "history/prompts/a/README.md" not in remaining
    assert remaining["history/prompts/b/README.md"] == "# b\n\nOurs.\n"
    for path in ("history/prompts/c/notes.md", "history/prompts/d/README.md", "docs/README.md"):
        assert remaining[path] == pages[path]


def test_relations_in_a_row_are_bounded() -> None:
    links = [Link("depends-on", f"{number:04d}-d-{number}") for number in range(2, 22)]
    lost = [Link("amends", f"{at:04d}-gone") for at in range(100, 120)]
    record = decision(
        1, "a", *links, *lost, Link("decided-in", "PHR-9"), Link("relates-to", "app.py")
    )
    text = build_pages([record, *(decision(at) for at in range(2, 22)), prompt(5)])[
        "decisions/README.md"
    ]
    row = next(line for line in text.split("\n") if line.startswith("* ADR-0001"))
    assert row.count("](0") == 13
    assert row.endswith(" and [13](0013-d-13.md) · and others")
    assert text.count("-gone") == 12
    assert text.endswith("\n* and others\n<!-- /minutebook:index -->\n")
    assert "PHR-9" not in text
    assert "app.py" not in text
    decided = prompt(1, links=tuple(Link("decides", str(number)) for number in range(2, 22)))
    text = build_pages([decided, *(decision(at) for at in range(2, 22))])[P]
    assert text.count("  * decides ") == 12
    assert "\n  * and others\n" in text


def test_own_words_for_a_relation_are_shown() -> None:
    spike = decision(1, "a", Link("spiked-in", "2"))
    text = build_pages([spike, decision(2)])[A]
    assert "[a](0001-d-1.md) · spiked in [2](0002-d-2.md)\n" in text
    assert "[Use Redis](0002-d-2.md) · [1](0001-d-1.md) spiked in this\n" in text


def test_that_relations_are_not_drawn_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("minutebook.records.index.mermaid.MAX_CHART_EDGES", 1)
    said = "```\n\nOlder relations are not drawn: the rows of their decisions name them"
    links = [Link("depends-on", f"{number:04d}-d-{number}") for number in (2, 3)]
    records = [decision(1, "a", *links), decision(2), decision(3)]
    pages = build_pages(records)
    assert f"{said}.\n" in pages[A]
    # Pages of older rows are named as soon as there are some.
    limit_pages(monkeypatch, 3)
    writes = insert_row(pages, records, decision(4))
    assert writes is not None
    assert (
        f"{said}, here and on the pages of [older decisions](#older-decisions).\n"
        in apply_writes(pages, writes)[A]
    )


# Any name, any title ---------------------------------------------------------------------------------

titles = st.text(min_size=1, max_size=30) | st.sampled_from(
    [
        "a | b",
        "[x](y)",
        "<b>x</b>",
        "line\nline",
        "\u202eRTL",
        "🎉 \\| `x`",
        "<!-- /minutebook:index -->",
        "\\",
    ]
)
parts = st.text(
    st.characters(exclude_categories=["Cc", "Cs"], exclude_characters="/"), min_size=1, max_size=12
).filter(lambda part: part not in (".", "..") and part.strip() == part)


@given(st.lists(st.tuples(parts, parts, titles), min_size=1, max_size=5))
def test_every_address_leads_to_its_record(said: list[tuple[str, str, str]]) -> None:
    records = []
    for number, (folder, slug, title) in enumerate(said, 1):
        record = prompt(number, title, route=folder)
        records.append(
            replace(record, path=f"history/prompts/{folder}/{number:04d}-{slug}.prompt.md")
        )
        links = [Link("relates-to", "1")] if number > 1 else []
        path = f"decisions/{number:04d}-{slug}.md"
        records.append(replace(decision(number, title, *links, slug=slug), path=path))
    pages = build_pages(records)
    for kind, main_page in ((ADR, A), (PHR, P)):
        assert {one.path for one in records if one.kind is kind} <= set(
            hrefs(main_page, pages[main_page])
        )
    for path, text in pages.items():
        assert set(hrefs(path, text)) <= {one.path for one in records} | set(pages)
    shown = labels(pages["decisions/README.md"])
    for record in records:
        if record.kind is ADR:
            label = "".join(char for char in shown[record.ref] if char.isalnum())
            title = record.title if escape_cell(record.title) else record.stem
            meant = "".join(char for char in title if char.isalnum())
            assert label.removeprefix(record.ref.replace("-", "")) == meant.replace(
                "\x00", "\ufffd"
            )


# Large shelves ------------------------------------------------------------------------------------


def check_bounded(pages: Mapping[str, str], records: Iterable[Record]) -> None:
    shown_paths: list[str] = []
    for path, text in pages.items():
        own = [linked for linked in hrefs(path, text) if linked not in pages]
        assert len(text.encode()) <= 400_000
        assert len(own) <= 1_000
        shown_paths += own
    assert sorted(shown_paths) == sorted(record.path for record in records)


def limit_pages(monkeypatch: pytest.MonkeyPatch, rows: int) -> None:
    """Have pages hold so many rows, and blocks half as many."""
    monkeypatch.setattr(paging, "MAX_PAGE_ROWS", rows)
    monkeypatch.setattr(paging, "BLOCK_NUMBERS", rows // 2)


@pytest.mark.slow
def test_older_rows_go_to_pages_by_year() -> None:
    records = [
        decision(number, date="" if number < 3 else f"{2020 + number // 600}-01-02")
        for number in range(1, 1402)
    ]
    pages = build_pages(records)
    assert sorted(pages) == [
        "decisions/README-2020-250.md",
        "decisions/README-2020-500.md",
        "decisions/README-2020.md",
        "decisions/README-2021-750.md",
        "decisions/README-2021.md",
        "decisions/README-undated.md",
        "decisions/README.md",
    ]
    assert (
        "## Older decisions\n\n"
        "* [2021](README-2021.md) · [from 750](README-2021-750.md)\n"
        "* [2020](README-2020.md) · [from 250](README-2020-250.md)"
        " · [from 500](README-2020-500.md)\n"
        "* [undated](README-undated.md)\n"
    ) in pages["decisions/README.md"]
    assert pages["decisions/README-2020-250.md"].startswith(
        "# decisions 2020-250\n\n<!-- minutebook:index -->\n"
        "These are older ones; see [the newest decisions](README.md).\n\n## In force\n\n* ADR"
    )
    check_bounded(pages, records)


def test_long_titles_do_not_make_long_pages() -> None:
    records = [decision(number, "使用" * 300) for number in range(1, 1200)]
    pages = build_pages(records)
    check_bounded(pages, records)
    assert 4 <= len(pages) <= 7


def test_rows_go_to_another_page_many_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    limit_pages(monkeypatch, 8)
    counts = []
    for last in range(7, 18):
        text = build_pages(decision(number) for number in range(1, last + 1))[A]
        counts.append(text.count("* ADR-"))
    assert counts == [7, 8, 6, 7, 8, 5, 6, 7, 8, 5, 6]  # the first block begins with number 1


def test_older_prompts_go_to_pages_beside_the_overview(monkeypatch: pytest.MonkeyPatch) -> None:
    limit_pages(monkeypatch, 4)
    records = [prompt(at, follows=at - 1 if at % 3 == 0 else 0) for at in range(1, 10)]
    pages = build_pages(records)
    assert sorted(pages) == [
        f"{folder}/README{part}.md"
        for folder, part in (
            ("history", "-2025-2"),
            ("history", "-2025-4"),
            ("history", "-2025"),
            ("history", ""),
            ("history/prompts/general", "-2025-0-2"),
            ("history/prompts/general", "-2025"),
            ("history/prompts/general", ""),
        )
    ]
    assert index_of(pages["history/README-2025.md"]).startswith(
        "These are older ones; see [the newest prompts](README.md).\n\n## By day\n\n### 2025"
    )
    remaining = apply_writes(pages, build_index(make_record_set(records[:3], pages)))
    assert sorted(remaining) == ["history/README.md", "history/prompts/general/README.md"]


# One more row --------------------------------------------------------------------------------------


def insert_row(
    before: Mapping[str, str], records: list[Record], new: Record
) -> tuple[Write, ...] | None:
    """What `insert` gives; where it gives something, it is what building anew would give."""
    writes = index_pages.insert_record(before, new.folder, new, read_page=before.get)
    if writes is not None:
        assert writes == build_index(make_record_set([*records, new], before), make=False)
    return writes


def test_one_more_decision_touches_one_page() -> None:
    records = [decision(1), decision(2, "b", Link("amends", "1"), Link("amends", "0009-x"))]
    writes = insert_row(build_pages(records), records, decision(3, "c"))
    assert writes is not None
    assert [write.path for write in writes] == ["decisions/README.md"]


def test_one_more_prompt_touches_two_pages() -> None:
    for folder in (PROMPTS, FLAT):
        records = [prompt(number, route="a", folder=folder) for number in range(1, 40)]
        records.append(prompt(40, route="", folder=folder))
        pages = build_pages(records)
        for route, count in (("a", 2), ("b", 2), ("", 2 if folder is PROMPTS else 1)):
            writes = insert_row(pages, records, prompt(41, route=route, folder=folder))
            assert writes is not None
            assert len(writes) == count


def test_one_more_prompt_where_each_folder_counts() -> None:
    """Its number alone, as a feature's page says it, is not taken for a year."""
    folder = replace(PROMPTS, numbering="folder")

    def make(number: int, route: str, follows: int = 0) -> Record:
        made = prompt(number, route=route, folder=folder, follows=follows)
        return replace(made, ref=f"{route}/{number:04d}")

    records = [make(1, "a"), make(2, "a"), make(2025, "b")]
    pages = build_pages(records)
    for new in (make(3, "a"), make(3, "a", follows=2), make(2026, "b", follows=2)):
        writes = insert_row(pages, records, new)
        assert writes is not None
        assert len(writes) == 2


def replace_in_page(page: str, old: str, new: str, records: Iterable[Record]) -> dict[str, str]:
    pages = build_pages(records)
    assert old in pages[page]
    return pages | {page: pages[page].replace(old, new)}


TWO = [decision(1), decision(2, "b", Link("amends", "1"))]
LOST = [decision(1, "a", Link("amends", "0003-x")), decision(2)]
ASKED = [prompt(1), prompt(2)]
LOST_PROMPT = [prompt(1, links=(Link("decides", "0003-x"),)), prompt(2)]
FORMER = {
    A: "# Decisions\n\n<!-- minutebook:index -->\n2 decisions: 2 accepted.\n\n"
    "| Decision | Title | Status | Date | Relations |\n| --- | --- | --- | --- | --- |\n"
    "| [ADR-0001](0001-d-1.md) | Use Redis | accepted | 2025-01-02 |  |\n"
    "| [ADR-0002](0002-d-2.md) | Use Redis | accepted | 2025-01-02 |  |\n"
    "<!-- /minutebook:index -->\n"
}


@pytest.mark.parametrize(
    ("pages", "new"),
    [
        ({}, decision(1)),  # no page tells whether there are others
        (build_pages(TWO), replace(decision(3), number=None)),
        (build_pages(TWO), decision(3, "c", Link("amends", "1"))),  # changes the other's row
        (build_pages(TWO), decision(2, "c", slug="c")),  # the number is there
        (build_pages(TWO), decision(1, "c", slug="c")),
        (build_pages(TWO), decision(3, "c", slug="d-1")),  # the slug is there
        (build_pages([decision(1), replace(decision(2), path="decisions/x.md")]), decision(3)),
        (build_pages(LOST), decision(3, slug="x")),  # may be what a link looks for
        (build_pages([decision(1, "a", *(Link("amends", f"10{at}-x") for at in range(15)))]), decision(3)),
        (build_pages(TWO) | {A: "<!-- minutebook:index -->\n<!-- /minutebook:index -->\n"}, decision(3)),
        (replace_in_page(A, "## In force", "## Ours", TWO), decision(3)),
        (replace_in_page(A, "## In force\n", "## In force\n\nOurs.\n", TWO), decision(3)),
        (replace_in_page(A, "* ADR-0002", "- ADR-0002", TWO), decision(3)),
        (replace_in_page(A, "* ADR-0002", "  * ADR-0002", TWO), decision(3)),
        (replace_in_page(A, "* ADR-0001", "  * ADR-0001", TWO), decision(3)),
        (replace_in_page(A, "* ADR-0002 ·", "* ADR-0002 · and ·", TWO), decision(3)),
        (replace_in_page(A, "* ADR-0002 · 2025-01-02 ·", "* 2025 ·", TWO), decision(3)),
        (FORMER, decision(3)),
        (build_pages([*ASKED, *TWO]) | {P: build_pages(LOST_PROMPT)[P]}, decision(3, slug="x")),
        (build_pages(ASKED) | {P: "<!-- minutebook:index -->\nx\n<!-- /minutebook:index -->\n"}, prompt(3)),
        (build_pages(ASKED) | {P: build_pages(ASKED)[P] + "<!-- minutebook:records -->\nx\n<!-- /minutebook:records -->\n"}, prompt(3)),
        (build_pages(LOST_PROMPT), replace(prompt(3), slug="x")),
        (replace_in_page(P, "## By day", "", ASKED), prompt(3)),
        (replace_in_page(P, "## Features\n", "## Features\n\nOurs:\n", ASKED), prompt(3)),
        (replace_in_page(P, "* [general]", "- [general]", ASKED), prompt(3)),
        (replace_in_page(P, "* PHR-0001", "- PHR-0001", ASKED), prompt(3)),
        (replace_in_page("history/prompts/general/README.md", "* PHR-0001", "- PHR-0001", ASKED), prompt(3)),
        (replace_in_page("history/prompts/general/README.md", "Part of", "Of", ASKED), prompt(3)),
        ({P: build_pages(ASKED)[P]}, prompt(3)),  # the route's page is not there
        (build_pages(ASKED), prompt(2)),
        (build_pages(ASKED), replace(prompt(2), slug="x")),
        (build_pages(ASKED), replace(prompt(3), slug="p-1")),
        (build_pages(ASKED), prompt(3, links=(Link("decides", "1"),))),  # its title is not known
        (build_pages(ASKED), prompt(3, follows=9)),
        (build_pages(ASKED), prompt(3, links=(Link("follows", "1"),))),
        (build_pages(ASKED), prompt(3, links=(Link("followed-by", "0001-p-1"),))),
        (build_pages(ASKED), prompt(3, links=(Link("follows", "0001-p-1"), Link("follows", "0002-p-2")))),
        (build_pages(ASKED), prompt(3, follows=2, date="2025-01-01")),  # it may stand above
        (build_pages([prompt(1), *(prompt(at, follows=1) for at in range(2, 51))]), prompt(51, follows=1)),
    ],
)  # fmt: skip
def test_in_doubt_all_records_are_read(pages: dict[str, str], new: Record) -> None:
    assert index_pages.insert_record(pages, new.folder, new) is None


def test_no_row_where_no_index_is_kept() -> None:
    assert index_pages.insert_record({A: "# Ours\n"}, DECISIONS, decision(2)) == ()
    assert index_pages.insert_record({}, PROMPTS, prompt(2)) == ()


def test_a_page_of_the_former_form_is_brought_over() -> None:
    assert (
        build_pages([decision(1), decision(2)], FORMER)[A]
        == build_pages([decision(1), decision(2)], {A: "# Decisions\n"})[A]
    )
    list_of_top = "\n<!-- minutebook:records -->\nold\n<!-- /minutebook:records -->\n"
    page = build_pages([prompt(1, route="", folder=FLAT)])["prompts/README.md"]
    former = {"prompts/README.md": page + list_of_top}
    assert build_pages([prompt(1, route="", folder=FLAT)], former)["prompts/README.md"] == page


def test_one_more_turn_of_a_session() -> None:
    records = [prompt(1, route="a"), prompt(2, route="b", follows=1), prompt(3, route="a")]
    pages = build_pages(records)
    for new in (
        prompt(4, route="a", follows=1, date="2025-01-03"),
        prompt(4, route="b", follows=2),
        prompt(4, route="c", links=(Link("follows", "phr-0003-p-3"),)),
        prompt(4, links=(Link("relates-to", "3"),)),
    ):
        writes = insert_row(pages, records, new)
        assert writes is not None
        assert len(writes) == 2


def test_one_more_of_many(monkeypatch: pytest.MonkeyPatch) -> None:
    limit_pages(monkeypatch, 4)
    for make in (
        lambda number: decision(number, date=f"{2020 + number // 8}-01-01"),
        lambda at: prompt(at, date=f"{2020 + at // 8}-01-01"),
        lambda at: prompt(at, route="", folder=FLAT, follows=at - 1 if at % 3 else 0),
    ):
        records: list[Record] = [make(1)]
        pages = build_pages(records)
        for at in range(2, 40):
            writes = insert_row(pages, records, make(at))
            assert writes is not None
            assert len(writes) <= 6  # the two lists, and pages of two years each
            pages = apply_writes(pages, writes)
            records.append(make(at))
        assert build_pages(records) == pages
        assert len(pages) > 8
        # A row that is older than the newest belongs to a page that is not at hand.
        old = replace(make(40), path=records[0].path.replace("-1.", "-0.").replace("0001", "0000"))
        old = replace(old, date="2019-01-01", number=0)
        assert insert_row(pages, records, old) is None


def test_one_more_where_not_all_features_are_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(features, "MAX_FEATURES", 4)
    records = [prompt(at, route=f"r{at}") for at in range(1, 7)]
    pages = build_pages(records)
    assert "* [r4](prompts/r4/README.md)\n* [and others, a folder each](prompts)\n" in pages[P]
    assert "r5]" not in pages[P].partition("## Features")[2]
    for route in ("r1", "r5", "r7", "a"):
        writes = insert_row(pages, records, prompt(7, route=route))
        assert writes is not None
        assert len(writes) == 2
    # Where the list is as long as it may be in bytes, another line may still fit into it.
    monkeypatch.setattr(features, "MAX_FEATURES_BYTES", 70)
    pages = build_pages(records)
    assert "* [r2](prompts/r2/README.md)\n* [and others, a folder each](prompts)\n" in pages[P]
    assert insert_row(pages, records, prompt(7, route="r7")) is None
    assert insert_row(pages, records, prompt(7, route="a")) is not None


@pytest.mark.parametrize("make", [decision, prompt])
def test_one_more_where_an_older_page_is_not_at_hand(
    make: Callable[..., Record], monkeypatch: pytest.MonkeyPatch
) -> None:
    limit_pages(monkeypatch, 4)
    monkeypatch.setattr(paging, "BLOCK_NUMBERS", 100)  # what leaves a page is put to other rows
    records = [make(number) for number in range(1, 13)]
    pages = build_pages(records)
    new = make(13)
    assert insert_row(pages, records, new) is not None
    for ending in ("README-2025.md", "README-2025-0-2.md"):
        older = next(path for path in pages if path.endswith(ending))
        spoiled = pages | {older: pages[older].replace("* ", "- ", 1)}
        assert insert_row(spoiled, records, new) is None
        del spoiled[older]
        assert insert_row(spoiled, records, new) is None
        unfinished = pages | {older: f"<<<<<<< ours\n{pages[older]}"}
        assert insert_row(unfinished, records, new) is None


links = st.builds(
    Link,
    st.sampled_from(["supersedes", "superseded-by", "amends", "relates-to"]),
    st.sampled_from(
        ["0001-d-1", "ADR-2", "3", "0004-d-4", "ADR-5", "https://x.example", "none", "0006-d-6.md"]
    ),
)
states = st.sampled_from(["accepted", "proposed", "superseded", "rejected", "", "odd"])
dates = st.sampled_from(["", "2023-05-01", "2024-01-31", "2024-12-01", "2025-01-01"])


@given(
    st.lists(st.tuples(titles, states, dates, st.lists(links, max_size=2)), min_size=1, max_size=8),
    st.integers(1, 4),
    st.sampled_from(["", "# Ours\n", "# Ours\r\n\r\ntext"]),
)
def test_inserting_equals_building_decisions(
    said: list[tuple[str, str, str, list[Link]]], most: int, own: str
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        limit_pages(patch, 2 * most)
        records: list[Record] = []
        pages = {A: own} if own else {}
        for number, (title, state, date, some) in enumerate(said, 1):
            new = decision(number, title, *some, state=state, date=date)
            writes = insert_row(pages, records, new) if records else None
            records.append(new)
            pages = apply_writes(
                pages, build_index(make_record_set(records, pages)) if writes is None else writes
            )
            assert build_index(make_record_set(records, pages)) == ()


@given(
    st.lists(
        st.tuples(
            titles,
            st.sampled_from(["green", "red", "", "a | b"]),
            dates,
            st.sampled_from(["", "general", "a b", "x/y", "(z)", "ü", "decides x"]),
            st.integers(-3, 9),
        ),
        min_size=1,
        max_size=10,
    ),
    st.integers(1, 4),
    st.sampled_from([PROMPTS, FLAT]),
    st.sampled_from(["", "# Ours\r\n"]),
)
@example(  # a turn is of a later day than the row that it stands beneath
    [("0", "green", "", "", 0)] * 8 + [("0", "green", "", "", 1), ("0", "green", "", "general", 0)],
    2, PROMPTS, "",
)  # fmt: skip
def test_inserting_equals_building_prompts(
    said: list[tuple[str, str, str, str, int]], most: int, folder: Folder, own: str
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        limit_pages(patch, 2 * most)
        patch.setattr(prompt_lists, "MAX_TURNS", most)
        records = [prompt(1, folder=folder)]
        pages = build_pages(records, {index_pages.locate_main_page(folder): own} if own else {})
        for number, (title, state, date, route, follows) in enumerate(said, 2):
            new = prompt(
                number, title, route=route, state=state, date=date, folder=folder,
                follows=max(follows, 0),
            )  # fmt: skip
            writes = insert_row(pages, records, new)
            records.append(new)
            pages = apply_writes(
                pages, build_index(make_record_set(records, pages)) if writes is None else writes
            )
            assert build_index(make_record_set(records, pages)) == ()


@given(st.lists(st.integers(0, 8), min_size=1, max_size=12))
def test_prompts_of_one_day_are_inserted_without_reading_others(parents: list[int]) -> None:
    records = [prompt(1)]
    pages = build_pages(records)
    for number, parent in enumerate(parents, 2):
        new = prompt(number, follows=parent if parent < number else 0)
        writes = insert_row(pages, records, new)
        assert writes is not None
        assert len(writes) == 2
        records.append(new)
        pages = apply_writes(pages, writes)


# Blocks in records -----------------------------------------------------------------------------------


def test_only_stale_blocks_are_renewed() -> None:
    block = "text\r\n\r\n<!-- minutebook:links -->\r\nold\r\n<!-- /minutebook:links -->\r\n\r\nmore"
    record = decision(1, "A", Link("amends", "2"), text=block)
    two = decision(
        2,
        "B",
        text=block.replace(
            "old",
            "**Links**\r\n\r\n- amended by [ADR-0001 A](0001-d-1.md)\r\n"
            "- amended by [ADR-0003 C](0003-d-3.md)",
        ),
    )
    three = decision(3, "C", Link("amends", "2"), text="no block\n")
    four = decision(4, "D", text=block)
    assert page_blocks.refresh_link_blocks(make_record_set([record, two, three, four])) == (
        Write(
            record.path,
            block.replace("old", "\r\n## Links\r\n\r\n* amends [ADR-0002 B](0002-d-2.md)\r\n"),
            block,
        ),
        Write(four.path, "text\r\n\r\nmore", block),
    )


def test_rows_are_read_as_they_were_written() -> None:
    record = replace(decision(1, "a \\| [b] `c](d` | c\\", state="x|y"), path="a/ü (1)/0001-%41.md")
    for page in ("a/README.md", "b/c/README.md", "a/ü (1)/README.md"):
        row = rows.make_row(page, record, ["more [1](2.md)"], name="a [b] c", group="x")
        turn = rows.make_row(page, replace(record, date="2024"), [], notes=["decides x"])
        row = replace(row, notes=("decides y", "and others"), turns=(turn, replace(turn, notes=())))
        text = rows.format_rows([row, turn], is_dated=True)
        parsed = rows.parse_rows(page, text.replace("2024", "2024-01"), group="x")
        assert parsed == [
            replace(
                row,
                turns=tuple(replace(each, date="2024-01", group="x") for each in row.turns),
            ),
            replace(turn, date="2024-01", group="x"),
        ]


@pytest.mark.parametrize(
    "text",
    [
        "text",
        "* text",
        "* ADR-0001 · text",
        "* ADR-0001 · [a`](b)",
        "  * [a](b)",
        "* a · b · [c](d)",
    ],
)
def test_other_lines_are_no_rows(text: str) -> None:
    assert rows.parse_rows("a.md", text) is None


# A merge that was not finished --------------------------------------------------------------------


MARKS = "<<<<<<< HEAD\n{}=======\n{}>>>>>>> topic\n"


def test_a_conflict_in_an_index_is_made_anew() -> None:
    records = [decision(offset, f"Title {offset}") for offset in (1, 2, 3)]
    whole = build_pages(records)[A]
    rows = [line for line in whole.splitlines(keepends=True) if line.startswith("* ADR")]
    inside = whole.replace("".join(rows), rows[0] + MARKS.format(rows[1], rows[2]))
    assert build_pages(records, {A: inside})[A] == whole
    opening = "<!-- minutebook:index -->\n"
    head = whole[: whole.index(opening)]
    across = whole.replace(
        head + opening, MARKS.format(f"# Ours\n{opening}", f"# Theirs\n{opening}")
    )
    assert build_pages(records, {A: across})[A] == whole.replace(
        head, MARKS.format("# Ours\n", "# Theirs\n")
    )
    own = whole + MARKS.format("a\n", "b\n")
    assert build_pages(records, {A: own})[A] == own


def test_a_row_is_not_put_into_a_page_in_conflict() -> None:
    pages = build_pages([decision(1)])
    new = decision(2)
    assert index_pages.insert_record(pages, DECISIONS, new)
    assert (
        index_pages.insert_record({A: pages[A] + MARKS.format("a\n", "b\n")}, DECISIONS, new)
        is None
    )


def test_an_older_page_in_conflict_that_is_not_needed_goes() -> None:
    page = "decisions/README-2020.md"
    block = f"<!-- minutebook:index -->\n{MARKS.format('a', 'b')}<!-- /minutebook:index -->\n"
    pages = {**build_pages([decision(1)]), page: f"# decisions 2020\n\n{block}"}
    assert page not in build_pages([decision(1)], pages)


def test_a_block_is_left_alone_in_a_page_of_which_only_the_head_is_read() -> None:
    text = "# A\n\n<!-- minutebook:links -->\n- old\n<!-- /minutebook:links -->\n"
    folder = Folder(ADR, "decisions")
    for is_cut, count in ((False, 1), (True, 0)):
        record = reader.read_record(folder, "decisions/0001-a.md", text, is_cut=is_cut)
        records = RecordSet((folder,), (record,))
        assert len(page_blocks.refresh_link_blocks(records)) == count
