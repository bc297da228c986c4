"""Pages of long indexes: where a row stands, and which pages a change of one record writes."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable, Mapping

import pytest

from minutebook.lean.values import replace
from minutebook.records import filenames
from minutebook.records.index import features, index_pages, mermaid, paging
from minutebook.records.model import ADR, PHR, Folder, Link, Record, RecordSet, Write

DECISIONS, PROMPTS = Folder(ADR, "decisions"), Folder(PHR, "history/prompts")
Pages = dict[str, str]


@pytest.fixture(autouse=True)
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages that hold 6 rows, blocks of 3 numbers, and few features and relations."""
    monkeypatch.setattr(paging, "MAX_PAGE_ROWS", 6)
    monkeypatch.setattr(paging, "BLOCK_NUMBERS", 3)
    monkeypatch.setattr(features, "MAX_FEATURES", 5)
    monkeypatch.setattr(mermaid, "MAX_CHART_EDGES", 5)


def decision(number: int, *links: Link, year: int = 0, subfolder: str = "") -> Record:
    folder = "/".join(filter(None, ("decisions", subfolder)))
    path = f"{folder}/{number:04d}-d-{number}.md"
    return Record(
        ADR, path, DECISIONS, number, f"{number:04d}", f"d-{number}", f"ADR-{number:04d}",
        f"Decision {number}", "accepted", "accepted", f"{year or 2020 + number // 15}-03-04",
        "front-matter", subfolder, links=links,
    )  # fmt: skip


def prompt(number: int, *links: Link, route: str = "", folder: Folder = PROMPTS) -> Record:
    route = route or f"feature-{number % 7}"
    path = f"{folder.path}/{route}/{number:04d}-p-{number}.green.prompt.md"
    return Record(
        PHR, path, folder, number, f"{number:04d}", f"p-{number}", f"PHR-{number:04d}",
        f"Prompt {number}", "green", "green", f"{2020 + number // 15}-03-04", "front-matter",
        route, links=links,
    )  # fmt: skip


def update_pages(records: Iterable[Record], pages: Pages) -> tuple[Pages, tuple[Write, ...]]:
    """The index pages after an update, and what it writes."""
    record_set = RecordSet((DECISIONS, PROMPTS), tuple(records), pages)
    writes = index_pages.update_index_pages(record_set)
    texts = pages | {write.path: write.text or "" for write in writes}
    for write in writes:
        if write.text is None:
            del texts[write.path]
    return texts, writes


def list_linked(page: str, text: str) -> set[str]:
    """The paths that a page's links lead to."""
    hrefs = re.findall(r"\]\(([^()#\s]+)\)", text)
    return {posixpath.normpath(posixpath.join(posixpath.dirname(page), href)) for href in hrefs}


def link_old(number: int) -> tuple[Link, ...]:
    """Some decisions change an old one."""
    target = number // 3
    return (Link("amends", f"{target:04d}-d-{target}"),) if number % 4 == 0 and target else ()


def link_decision(number: int) -> tuple[Link, ...]:
    return (Link("decides", "0001-d-1"),) if number % 4 == 0 else ()


@pytest.mark.parametrize(
    "make",
    [
        lambda number: decision(number, *link_old(number)),
        lambda number: decision(number, *link_old(number), subfolder="cbad"[number % 4]),
        lambda number: prompt(number, *link_decision(number), route="general"),
        lambda number: prompt(number, *link_decision(number)),
        lambda number: prompt(number, *link_decision(number), route=f"feature-{number}"),
    ],
)
def test_a_new_record_rewrites_pages_that_hold_it_or_what_it_links_to(
    make: Callable[[int], Record],
) -> None:
    records: list[Record] = [decision(1), prompt(1, route="general")]
    pages, _ = update_pages(records, {})
    sizes = []
    for number in range(2, 72):
        record = make(number)
        records.append(record)
        before, (pages, writes) = pages, update_pages(records, pages)
        linked = [other for other in records if _links_to(record, other)]
        begun = [write for write in writes if write.previous is None]
        for write in writes:
            assert write.text is not None  # no page goes
            shown = list_linked(write.path, write.text)
            holds_it = record.path in shown or any(other.path in shown for other in linked)
            has_left = list_linked(write.path, before.get(write.path, "")) - shown
            in_feature = write.path.startswith("history/prompts/")
            # A block that leaves a main page goes to pages that are new; of a feature, whose
            # numbers are few and far between, to the last page of its year.
            assert holds_it or write.previous is None or (in_feature and not has_left)
        assert len(writes) - len(begun) <= 4
        lines = [line for write in writes for line in (write.text or "").split("\n")]
        # The list of pages of older rows has a link for each.
        sizes.append(sum(len(line) for line in lines if "](README-" not in line))
    assert max(sizes[50:]) < 1.3 * max(sizes[20:40])


def _links_to(record: Record, other: Record) -> bool:
    return any(link.target == f"{other.digits}-{other.slug}" for link in record.links)


@pytest.mark.parametrize("number", [1, 2, 31, 44, 45, 60, 87])
def test_a_record_that_goes_or_changes_its_year_changes_pages_that_hold_it(number: int) -> None:
    records = [decision(each) for each in range(1, 90)]
    pages, _ = update_pages(records, {})
    others = [record for record in records if record.number != number]
    after, writes = update_pages(others, pages)
    path = records[number - 1].path
    assert writes
    assert all(path in list_linked(write.path, write.previous or "") for write in writes)
    for year in (2019, 2022, 2030):
        edited, writes = update_pages([*others, decision(number, year=year)], pages)
        texts = [text for page, text in edited.items() if path in list_linked(page, text)]
        assert len(texts) == 1
        assert len(writes) <= 4  # where it was, where it is, and the main page, which lists pages
        again, _ = update_pages(records, edited)
        assert again == pages
    assert update_pages(others, after)[1] == ()


def test_a_page_of_a_year_without_records_goes() -> None:
    records = [decision(each) for each in range(1, 60)]
    pages, _ = update_pages(records, {})
    assert "decisions/README-2020.md" in pages
    after, _ = update_pages([each for each in records if each.date > "2021"], pages)
    assert not [path for path in after if "README-2020" in path]
    assert "2020" not in after["decisions/README.md"]


def test_a_record_with_another_number_moves_to_the_pages_of_that() -> None:
    records = [decision(each) for each in range(1, 59)]
    pages, _ = update_pages(records, {})
    after, writes = update_pages([*records[:3], *records[4:], decision(59)], pages)
    assert [write.path for write in writes] == ["decisions/README-2020-3.md", "decisions/README.md"]
    assert "0059-d-59.md" in after["decisions/README.md"]


def test_a_block_comes_back_to_the_main_page_where_that_has_room_for_it_again() -> None:
    records = [decision(each) for each in range(1, 91)]
    pages, _ = update_pages(records, {})
    after, writes = update_pages(records[:-1], pages)
    assert [write.path for write in writes if write.text is None] == ["decisions/README-2025-84.md"]
    assert after == update_pages(records[:-1], {})[0]


def test_pages_of_the_former_layout_are_taken_over() -> None:
    records = [prompt(each, route="general") for each in range(1, 60)]
    pages, _ = update_pages(records, {})
    old_page = "# history 2022-2\n\n<!-- minutebook:index -->\nrows\n<!-- /minutebook:index -->\n"
    former = pages | {"history/README-2022-2.md": old_page}
    own = pages | {"history/README-2022-2.md": f"{old_page}\nOurs.\n"}
    assert update_pages(records, former)[0] == pages
    assert update_pages(records, own)[0] == pages | {
        "history/README-2022-2.md": "# history 2022-2\n\nOurs.\n"
    }


@pytest.mark.parametrize("numbering", ["repository", "folder"])
def test_each_record_is_found_by_two_clicks_from_a_page_that_is_bounded(numbering: str) -> None:
    folder = replace(PROMPTS, numbering=numbering)
    records = [
        *(decision(number, subfolder="cba"[number % 3]) for number in range(1, 80)),
        *(prompt(number, folder=folder) for number in range(1, 80)),
        replace(decision(80), number=None, path="decisions/a-note.md", date=""),
    ]
    record_set = RecordSet((DECISIONS, folder), tuple(records), {})
    pages: Mapping[str, str] = {
        write.path: write.text or "" for write in index_pages.update_index_pages(record_set)
    }
    rows_of_pages: list[str] = []
    for main_page in ("decisions/README.md", "history/README.md"):
        linked = list_linked(main_page, pages[main_page])
        for page in [main_page, *(path for path in linked if "/README-" in path)]:
            rows = [path for path in list_linked(page, pages[page]) if path not in pages]
            rows = [path for path in rows if path.endswith(".md")]
            assert len(rows) <= 6
            rows_of_pages += rows
    assert sorted(rows_of_pages) == sorted(record.path for record in records)
    # The newest are on the main page, in whatever folder they lie.
    newest = {record.path for record in records if record.number in (78, 79)}
    assert newest <= set(rows_of_pages)
    assert all(filenames.is_index_page_name(path.rpartition("/")[2]) for path in pages)


@pytest.mark.parametrize("path", ["decisions", "docs/adr", "doc/adr", "docs/decisions"])
@pytest.mark.parametrize("day", ["2024-05-01", ""])
@pytest.mark.parametrize("is_numbered", [True, False])
def test_no_page_that_is_made_is_taken_for_a_record(path: str, day: str, is_numbered: bool) -> None:
    folder = Folder(ADR, path)
    prompts = replace(PROMPTS, numbering="repository" if is_numbered else "folder")
    records = [
        replace(record, date=day, number=record.number if is_numbered else None)
        for number in range(1, 40)
        for record in (
            replace(decision(number), folder=folder, path=f"{path}/{_name(number, is_numbered)}"),
            prompt(number, route="general", folder=prompts),
            prompt(number + 40, route="2026-0-2", folder=prompts),
        )
    ]
    own = replace(records[0], path=f"{path}/README-2026-plans.md", number=None, slug="plans")
    records.append(own)  # as a person may call one
    folders = (folder, prompts)
    pages = _apply(index_pages.update_index_pages(RecordSet(folders, tuple(records), {})))
    assert len(pages) > 20
    assert any(name.count("-") > 2 for name in _list_names(pages))
    for page in pages:
        assert filenames.is_index_page_name(page.rpartition("/")[2])
    files = [*(record.path for record in records), *pages]
    selected = filenames.select_records(folders, files, lambda _: "")
    assert selected.keys() == {record.path for record in records}
    # They are known as what they are in the next run, which has nothing to do.
    found = RecordSet(folders, tuple(records), pages)
    assert index_pages.update_index_pages(found) == ()


def _name(number: int, is_numbered: bool) -> str:
    return f"{number:04d}-d-{number}.md" if is_numbered else f"use-{number}.md"


def _apply(writes: Iterable[Write]) -> Pages:
    return {write.path: write.text or "" for write in writes}


def _list_names(pages: Pages) -> list[str]:
    return [path.rpartition("/")[2] for path in pages]
