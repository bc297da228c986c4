"""Index pages: records in, pages out; one more row equals all rows anew."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import pairwise
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from minutebook.records import reader, relations
from minutebook.records.index import index_pages, page_blocks, prompts, tables
from minutebook.records.model import ADR, PHR, Folder, Link, Record, RecordSet, Write

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
) -> Record:
    name = f"{number:04d}-p-{number}.{state or 'misc'}.prompt.md"
    path = "/".join(part for part in (folder.path, route, name) if part)
    return Record(
        PHR, path, folder, number, f"{number:04d}", f"p-{number}", f"PHR-{number:04d}", title, state,
        state, date, "front-matter", route,
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
                href = unquote(str(child.attrs["href"]), errors="surrogateescape")
                out.append(posixpath.normpath(posixpath.join(posixpath.dirname(page), href)))
    return out


def cells(text: str) -> list[list[str]]:
    """The rows of a page's tables as they are read: the text of each cell, heads left out."""
    rows: list[list[str]] = []
    for before, token in pairwise(MarkdownIt("commonmark").enable("table").parse(text)):
        if before.type == "tr_open" and token.type == "td_open":
            rows.append([])
        if token.type == "inline" and before.type == "td_open":
            texts = [
                "" if child.type in ("link_open", "link_close") else child.content
                for child in token.children or ()
            ]
            rows[-1].append("".join(texts))
    return rows


# Pages as they look --------------------------------------------------------------------------------


def test_an_index_of_decisions() -> None:
    old = decision(1, "Use Postgres", state="superseded", date="2024-12-31T10:00")
    new = decision(2, "Use | Redis", Link("supersedes", "0001-d-1"), Link("amends", "0009-x"))
    assert build_index(make_record_set([new, old])) == (
        Write(
            "decisions/README.md",
            "# Decisions\n"
            "\n"
            "Why things are as they are: one page a decision.\n"
            "\n"
            "<!-- minutebook:index -->\n"
            "2 decisions: 1 accepted, 1 superseded.\n"
            "\n"
            "| Decision | Title | Status | Date | Relations |\n"
            "| --- | --- | --- | --- | --- |\n"
            "| [ADR-0001](0001-d-1.md) | Use Postgres | superseded | 2024-12-31 | superseded by [ADR-0002](0002-d-2.md) |\n"
            "| [ADR-0002](0002-d-2.md) | Use \\| Redis | accepted | 2025-01-02 | supersedes [ADR-0001](0001-d-1.md) |\n"
            "\n"
            "### How they relate\n"
            "\n"
            "```mermaid\n"
            "flowchart LR\n"
            '  n_adr_0001["ADR-0001 Use Postgres"]\n'
            '  n_adr_0002["ADR-0002 Use #124; Redis"]\n'
            "  n_adr_0002 -->|supersedes| n_adr_0001\n"
            "  classDef over stroke-dasharray:4\n"
            "  class n_adr_0001 over\n"
            "```\n"
            "\n"
            "Links that lead to no record: [ADR-0002](0002-d-2.md) amends 0009-x.\n"
            "<!-- /minutebook:index -->\n",
        ),
    )


def test_an_index_of_prompts() -> None:
    records = [
        prompt(1, "Ask", route="constitution", state="constitution", date="2024-11-30"),
        prompt(2, "Log in", route="001-auth", state="spec"),
        prompt(3, "Log out", route="001-auth", state="", date=""),
        prompt(4, "Try", state="odd"),
    ]
    pages = build_pages(records)
    assert sorted(pages) == [
        "history/README.md",
        "history/prompts/001-auth/README.md",
        "history/prompts/constitution/README.md",
        "history/prompts/general/README.md",
    ]
    assert pages["history/prompts/001-auth/README.md"] == (
        "# 001-auth\n"
        "\n"
        "<!-- minutebook:index -->\n"
        "| Record | Title | Stage | Date |\n"
        "| --- | --- | --- | --- |\n"
        "| [PHR-0002](0002-p-2.spec.prompt.md) | Log in | spec | 2025-01-02 |\n"
        "| [PHR-0003](0003-p-3.misc.prompt.md) | Log out |  |  |\n"
        "<!-- /minutebook:index -->\n"
    )
    assert pages["history/README.md"] == (
        "# Prompts\n"
        "\n"
        "How this came to be: one page a prompt, with what came of it.\n"
        "\n"
        "<!-- minutebook:index -->\n"
        "4 prompts recorded, 1 without a date.\n"
        "\n"
        "### Newest\n"
        "\n"
        "| Record | Title | Stage | Date |\n"
        "| --- | --- | --- | --- |\n"
        "| [PHR-0004](prompts/general/0004-p-4.odd.prompt.md) | Try | odd | 2025-01-02 |\n"
        "| [PHR-0002](prompts/001-auth/0002-p-2.spec.prompt.md) | Log in | spec | 2025-01-02 |\n"
        "| [PHR-0001](prompts/constitution/0001-p-1.constitution.prompt.md) | Ask | constitution | 2024-11-30 |\n"
        "| [PHR-0003](prompts/001-auth/0003-p-3.misc.prompt.md) | Log out |  |  |\n"
        "\n"
        "### Features\n"
        "\n"
        "| Feature | Prompts | Latest |\n"
        "| --- | ---: | --- |\n"
        "| [001-auth](prompts/001-auth/README.md) | 2 | 2025-01-02 |\n"
        "| [constitution](prompts/constitution/README.md) | 1 | 2024-11-30 |\n"
        "| [general](prompts/general/README.md) | 1 | 2025-01-02 |\n"
        "\n"
        "### Stages\n"
        "\n"
        "| constitution | spec | odd | no stage |\n"
        "| ---: | ---: | ---: | ---: |\n"
        "| 1 | 1 | 1 | 1 |\n"
        "\n"
        "### Months\n"
        "\n"
        "| Year | Jan | Feb | Mar | Apr | May | Jun | Jul | Aug | Sep | Oct | Nov | Dec |\n"
        "| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |\n"
        "| 2024 |  |  |  |  |  |  |  |  |  |  | 1 |  |\n"
        "| 2025 | 2 |  |  |  |  |  |  |  |  |  |  |  |\n"
        "<!-- /minutebook:index -->\n"
    )


def test_a_stage_of_the_repository_is_counted() -> None:
    folder = replace(PROMPTS, extra_states=("deploy",))
    page = "---\ntitle: A\nstage: deploy\ndate: 2025-01-02\n---\n"
    path = f"{folder.path}/general/0001-a.deploy.prompt.md"
    record = reader.read_record(folder, path, page)
    assert record.state == "deploy"
    assert "### Stages\n\n| deploy |\n| ---: |\n| 1 |\n" in build_pages([record])[P]
    unknown = reader.read_record(PROMPTS, path, page)
    assert "### Stages\n\n| no stage |\n" in build_pages([unknown])[P]


def test_records_that_count_by_folder_are_named_in_full_where_folders_meet() -> None:
    record = replace(prompt(7, route="001-auth"), ref="001-auth/0007")
    pages = build_pages([record])
    assert "| [001-auth/0007](prompts/001-auth/0007" in pages["history/README.md"]
    assert "| [0007](0007" in pages["history/prompts/001-auth/README.md"]


def test_own_text_and_line_ends_stay() -> None:
    own = "# Ours\r\n\r\nRead this.\r\n\r\n<!-- minutebook:index -->\r\nold\r\n<!-- /minutebook:index -->\r\n\r\nAnd this.\r\n"
    text = build_pages([decision(1)], {"decisions/README.md": own})["decisions/README.md"]
    assert text.startswith(
        "# Ours\r\n\r\nRead this.\r\n\r\n<!-- minutebook:index -->\r\n1 decision: 1 accepted.\r\n"
    )
    assert text.endswith(" |  |\r\n<!-- /minutebook:index -->\r\n\r\nAnd this.\r\n")
    assert text.count("\n") == text.count("\r\n")


def test_a_page_without_markers_gets_the_block_at_its_end() -> None:
    text = build_pages([decision(1)], {"decisions/README.md": "# Ours\n"})["decisions/README.md"]
    assert text.startswith("# Ours\n\n<!-- minutebook:index -->\n1 decision")


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
        ("README-undated.md", True),
        ("README-ours.md", False),
        ("0001-readme.md", False),
    ],
)
def test_names_of_index_pages(name: str, is_index: bool) -> None:
    assert index_pages.is_index_page_name(name) is is_index


def test_folders_at_the_top_and_shared_main_pages() -> None:
    # The overview of a folder at the top is its own README, where the list of its top stands too.
    top, below = prompt(1, route="", folder=FLAT), prompt(2, route="x", folder=FLAT)
    pages = build_pages([top, below])
    assert sorted(pages) == ["prompts/README.md", "prompts/x/README.md"]
    assert "<!-- minutebook:records -->\n| Record" in pages["prompts/README.md"]
    assert "| [prompts](README.md) | 1 |" in pages["prompts/README.md"]
    # Where two folders would share a page, prompts get one in their folder.
    above = Folder(ADR, "history")
    pages = build_pages([decision(1, folder=above), prompt(1)])
    assert "1 decision" in pages["history/README.md"]
    assert "1 prompt recorded." in pages["history/prompts/README.md"]


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
    assert "0 decisions." in emptied
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
    assert (write.text or "").startswith("# Own\n\n<!-- minutebook:index -->\n2 decisions")
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
    row = next(line for line in text.split("\n") if line.startswith("| [ADR-0001]"))
    assert row.count("depends on") == 12
    assert row.endswith(" and 8 more |")
    assert text.count("-gone") == 12
    assert "; and 8 more.\n" in text
    assert "PHR-9" not in text
    assert "app.py" not in text


def test_undrawn_relations_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("minutebook.records.index.mermaid.MAX_CHART_EDGES", 1)
    links = [Link("depends-on", f"{number:04d}-d-{number}") for number in (2, 3)]
    text = build_pages([decision(1, "a", *links), decision(2), decision(3)])["decisions/README.md"]
    assert "\n1 older relations are not drawn.\n" in text


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
    rows_shown = {row[0]: row[1] for row in cells(pages["decisions/README.md"])}
    for record in records:
        if record.kind is ADR:
            linked_paths = "".join(char for char in rows_shown[record.ref] if char.isalnum())
            meant = "".join(char for char in record.title if char.isalnum())
            assert linked_paths == meant.replace("\x00", "\ufffd")


# Large shelves ------------------------------------------------------------------------------------


def check_bounded(pages: Mapping[str, str], records: Iterable[Record]) -> None:
    rows: list[str] = []
    for path, text in pages.items():
        assert len(text.encode()) <= 400_000
        assert len(cells(text)) <= 1_000
        rows += [linked_paths for linked_paths in hrefs(path, text) if linked_paths not in pages]
    assert sorted(rows) == sorted(record.path for record in records)


@pytest.mark.slow
def test_older_rows_go_to_pages_by_year() -> None:
    records = [
        decision(number, date="" if number < 3 else f"{2020 + number // 1500}-01-02")
        for number in range(1, 4001)
    ]
    pages = build_pages(records)
    assert sorted(pages) == [
        "decisions/README-2020-2.md",
        "decisions/README-2020.md",
        "decisions/README-2021-2.md",
        "decisions/README-2021.md",
        "decisions/README-2022.md",
        "decisions/README-undated.md",
        "decisions/README.md",
    ]
    text = pages["decisions/README.md"]
    assert "4000 decisions: 4000 accepted." in text
    assert (
        "Older: [2022](README-2022.md), [2021-2](README-2021-2.md), [2021](README-2021.md), "
        "[2020-2](README-2020-2.md), [2020](README-2020.md), [undated](README-undated.md)\n"
    ) in text
    assert pages["decisions/README-2020-2.md"].startswith(
        "# decisions 2020-2\n\n<!-- minutebook:index -->\n"
        "Older records; the newest are in [README.md](README.md).\n\n| Decision |"
    )
    check_bounded(pages, records)


def test_long_titles_do_not_make_long_pages() -> None:
    records = [decision(number, "使用" * 300) for number in range(1, 1200)]
    pages = build_pages(records)
    check_bounded(pages, records)
    assert 3 <= len(pages) <= 4


# One more row --------------------------------------------------------------------------------------


def insert_row(
    before: Mapping[str, str], records: list[Record], new: Record
) -> tuple[Write, ...] | None:
    """What `insert` gives; where it gives something, it is what building anew would give."""
    writes = index_pages.insert_record(before, new.folder, new)
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


def replace_in_page(page: str, old: str, new: str, records: Iterable[Record]) -> dict[str, str]:
    pages = build_pages(records)
    assert old in pages[page]
    return pages | {page: pages[page].replace(old, new)}


TWO = [decision(1), decision(2, "b", Link("amends", "1"))]
LOST = [decision(1, "a", Link("amends", "0003-x")), decision(2)]
ASKED = [prompt(1), prompt(2)]


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
        (replace_in_page(A, "2 decisions: 2 accepted.", "Two decisions.", TWO), decision(3)),
        (replace_in_page(A, "| [ADR-0002]", "| ADR-0002", TWO), decision(3)),
        (build_pages(ASKED) | {P: "<!-- minutebook:index -->\nx\n<!-- /minutebook:index -->\n"}, prompt(3)),
        (replace_in_page(P, "### Newest", "", ASKED), prompt(3)),
        (replace_in_page(P, "2 prompts recorded.", "Two prompts.", ASKED), prompt(3)),
        (replace_in_page(P, "| 2 |", "| two |", ASKED), prompt(3)),
        (replace_in_page(P, "| 2 | 2025-01-02 |", "| 2 |", ASKED), prompt(3)),
        (replace_in_page(P, "| [PHR-0001]", "| PHR-0001", ASKED), prompt(3)),
        (replace_in_page("history/prompts/general/README.md", "| [PHR-0001]", "| PHR-0001", ASKED), prompt(3)),
        (replace_in_page("history/prompts/general/README.md", "| Title |", "| Name |", ASKED), prompt(3)),
        ({P: build_pages(ASKED)[P]}, prompt(3)),  # the route's page is not there
        (build_pages(ASKED), prompt(2)),
    ],
)  # fmt: skip
def test_in_doubt_all_records_are_read(pages: dict[str, str], new: Record) -> None:
    assert index_pages.insert_record(pages, new.folder, new) is None


def test_no_row_where_no_index_is_kept() -> None:
    assert index_pages.insert_record({A: "# Ours\n"}, DECISIONS, decision(2)) == ()
    assert index_pages.insert_record({}, PROMPTS, prompt(2)) == ()


def test_one_more_of_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "MAX_TABLE_ROWS", 3)
    monkeypatch.setattr(prompts, "MAX_FEATURES", 4)
    monkeypatch.setattr(prompts, "MAX_NEWEST_ROWS", 3)
    for make in (
        lambda number: decision(number, date=f"{2020 + number // 8}-01-01"),
        lambda at: prompt(at, date="" if at % 5 == 0 else f"{2020 + at // 8}-01-01"),
        lambda at: prompt(at, route="", folder=FLAT),
    ):
        records: list[Record] = [make(1)]
        pages = build_pages(records)
        for at in range(2, 30):
            writes = insert_row(pages, records, make(at))
            assert writes is not None
            assert len(writes) <= 3
            pages = apply_writes(pages, writes)
            records.append(make(at))
        assert build_pages(records) == pages
        assert len(pages) > 8
        # A row that is older than the newest belongs to a page that is not at hand.
        old = replace(make(40), path=records[0].path.replace("-1.", "-0.").replace("0001", "0000"))
        assert index_pages.insert_record(pages, old.folder, old) is None
        older = [path.removesuffix(".md") for path in pages if "README-20" in path]
        last = max(older, key=relations.make_sort_key) + ".md"
        gone = {path: text for path, text in pages.items() if path != last}
        assert index_pages.insert_record(gone, old.folder, make(30)) is None
    # More features than are shown.
    records = [prompt(at, route=f"r{at}") for at in range(1, 7)]
    pages = build_pages(records)
    assert "And 2 more, in the folders below `history/prompts`." in pages[P]
    assert "r1]" not in pages[P]
    assert index_pages.insert_record(pages, PROMPTS, prompt(7)) is None


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
        patch.setattr(tables, "MAX_TABLE_ROWS", most)
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
            st.sampled_from(["", "general", "a b", "x/y", "(z)", "ü"]),
        ),
        min_size=1,
        max_size=10,
    ),
    st.integers(1, 4),
    st.sampled_from([PROMPTS, FLAT]),
)
def test_inserting_equals_building_prompts(
    said: list[tuple[str, str, str, str]], most: int, folder: Folder
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tables, "MAX_TABLE_ROWS", most)
        patch.setattr(prompts, "MAX_NEWEST_ROWS", 3)
        records = [prompt(1, folder=folder)]
        pages = build_pages(records)
        for number, (title, state, date, route) in enumerate(said, 2):
            new = prompt(number, title, route=route, state=state, date=date, folder=folder)
            writes = insert_row(pages, records, new)
            assert writes is not None
            assert len(writes) <= 4
            records.append(new)
            pages = apply_writes(pages, writes)
        assert build_index(make_record_set(records, pages)) == ()


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
    record = replace(decision(1, "a \\| [b] | c\\", state="x|y"), path="a/ü (1)/0001-%41.md")
    for page in ("a/README.md", "b/c/README.md", "a/ü (1)/README.md"):
        row = tables.make_row(page, record, "more | or less")
        table = tables.render_table(("A", "B"), [row])
        assert tables.parse_rows(page, table) == [row]


# A merge that was not finished --------------------------------------------------------------------


MARKS = "<<<<<<< HEAD\n{}=======\n{}>>>>>>> topic\n"


def test_a_conflict_in_an_index_is_made_anew() -> None:
    records = [decision(offset, f"Title {offset}") for offset in (1, 2, 3)]
    whole = build_pages(records)[A]
    rows = [line for line in whole.splitlines(keepends=True) if line.startswith("| [")]
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
