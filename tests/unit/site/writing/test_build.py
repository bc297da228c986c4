"""Writing a site: only what changed is drawn, what is gone is removed, nothing else is touched."""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from minutebook.errors import Conflict, OperationError, Refusal
from minutebook.site.page import Page
from minutebook.site.writing import build, manifest, place
from minutebook.site.writing.build import Built, write_pages
from minutebook.site.writing.page_writer import digest_page

from drawn_pages import CountingDrawing, make_pages


@pytest.fixture(autouse=True)
def no_assets(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A folder of assets of the test's own, with one in it."""
    folder = tmp_path / "templates/site/assets"
    folder.mkdir(parents=True)
    (folder / "base.css").write_text("p {}")
    monkeypatch.setattr("minutebook.site.writing.assets.locate_assets", lambda: str(folder))
    return folder


def write(
    out: Path, pages: list[Page], drawing: CountingDrawing | None = None, **options: bool
) -> tuple[Built, list[str]]:
    drawing = drawing or CountingDrawing()
    built = write_pages(iter(pages), drawing, str(out), **options)  # type: ignore[arg-type]
    return built, drawing.drawn


def list_files(out: Path) -> set[str]:
    """The files of a site but for those of the program's own."""
    names = {path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file()}
    return {name for name in names if not name.startswith(".")}


def count(built: Built) -> tuple[int, int, int]:
    return built.written, built.unchanged, built.removed


def test_the_second_time_nothing_is_drawn(tmp_path: Path) -> None:
    out = tmp_path / "site"
    built, drawn = write(out, make_pages(3))
    assert count(built) == (5, 0, 0)  # with the style sheet, and `.nojekyll`
    assert len(drawn) == built.drawn == 3
    assert list_files(out) == {"assets/base.css", *(f"pages/{index}.html" for index in range(3))}
    before = {path: path.stat().st_mtime_ns for path in out.rglob("*.*ml")}
    built, drawn = write(out, make_pages(3))
    assert (count(built), drawn) == ((0, 5, 0), [])
    assert {path: path.stat().st_mtime_ns for path in out.rglob("*.*ml")} == before


def test_only_what_changed_is_drawn(tmp_path: Path) -> None:
    out = tmp_path / "site"
    write(out, make_pages(5))
    built, drawn = write(out, make_pages(5, titles=["Page 0", "Other"]))
    assert drawn == ["pages/1.html"]
    assert count(built) == (1, 6, 0)
    assert "Other" in (out / "pages/1.html").read_text()


@pytest.mark.parametrize("damage", ["removed", "cut", "emptied"])
def test_what_is_not_there_as_it_was_written_is_written_again(damage: str, tmp_path: Path) -> None:
    out = tmp_path / "site"
    write(out, make_pages(2))
    page = out / "pages/1.html"
    text = page.read_text()
    if damage == "removed":
        page.unlink()
    else:
        page.write_text(text[:-1] if damage == "cut" else "")
    _, drawn = write(out, make_pages(2))
    assert drawn == ["pages/1.html"]
    assert page.read_text() == text


def test_a_new_template_draws_all_and_writes_what_it_changes(tmp_path: Path) -> None:
    out = tmp_path / "site"
    write(out, make_pages(3))
    built, drawn = write(out, make_pages(3), CountingDrawing("2"))
    assert len(drawn) == 3
    assert count(built) == (0, 5, 0)  # the pages came out as they were
    assert write(out, make_pages(3), CountingDrawing("2"))[1] == []


def test_a_page_is_drawn_again_where_what_its_text_names_has_changed(tmp_path: Path) -> None:
    """A record that another one names gets a page, or another title; its own page is as before."""
    out = tmp_path / "site"
    pages = [
        Page("a.html", "page.html", {"asks": ["ADR-7"]}),
        Page("b.html", "page.html", {"asks": ["ADR-8"]}),
    ]
    write(out, pages, CountingDrawing(answers={"ADR-8": "eight"}))
    _, drawn = write(out, pages, CountingDrawing(answers={"ADR-7": "seven", "ADR-8": "eight"}))
    assert drawn == ["a.html"]
    assert "seven" in (out / "a.html").read_text()
    _, drawn = write(out, pages, CountingDrawing(answers={"ADR-7": "seven", "ADR-8": "eight"}))
    assert drawn == []


def test_pages_that_are_gone_are_removed_with_their_folders(tmp_path: Path) -> None:
    out = tmp_path / "site"
    write(out, [*make_pages(2), Page("deep/er/x.html", "page.html", {})])
    built, _ = write(out, make_pages(1))
    assert count(built) == (0, 3, 2)
    assert list_files(out) == {"assets/base.css", "pages/0.html"}
    assert not (out / "deep").exists()


def test_files_of_others_stay(tmp_path: Path) -> None:
    out = tmp_path / "site"
    write(out, make_pages(2))
    (out / "pages/mine.txt").write_text("mine")
    (out / "CNAME").write_text("example.org")
    (out / "pages/1.html").write_text("I have changed it, and made it longer than it was before.")
    built, _ = write(out, [])
    assert built.warnings == ("pages/1.html is no longer a page, and stays: somebody changed it",)
    assert list_files(out) == {"CNAME", "assets/base.css", "pages/1.html", "pages/mine.txt"}


def test_assets_are_copied_with_their_folders_when_they_change(
    no_assets: Path, tmp_path: Path
) -> None:
    out = tmp_path / "site"
    (no_assets / "search").mkdir()
    (no_assets / "search/engine.js").write_text("1")
    assert write(out, [])[0].written == 3
    (no_assets / "search/engine.js").write_text("2")
    assert count(write(out, [])[0]) == (1, 2, 0)
    assert (out / "assets/search/engine.js").read_text() == "2"
    (no_assets / "search/engine.js").unlink()
    assert count(write(out, [])[0]) == (0, 2, 1)


def test_a_page_without_a_template_is_written_as_it_is(tmp_path: Path) -> None:
    out = tmp_path / "site"
    pages = [
        Page("assets/index.js", "", {"text": "var x = '<é>';\n"}),
        Page("assets/later.js", "", {"digest": "1"}, lambda: {"text": "later"}),
    ]
    built, drawn = write(out, pages, CountingDrawing("1"))
    assert (built.drawn, drawn) == (0, [])
    assert (out / "assets/index.js").read_bytes() == "var x = '<é>';\n".encode()
    assert (out / "assets/later.js").read_text() == "later"
    assert count(write(out, pages, CountingDrawing("2"))[0]) == (0, 4, 0)


def test_texts_are_read_for_pages_that_are_drawn_alone(tmp_path: Path) -> None:
    out = tmp_path / "site"
    read = []

    def make_page(digest: str) -> Page:
        def read_texts() -> dict[str, object]:
            read.append(digest)
            return {"markdown": f"text {digest}"}

        return Page("a.html", "page.html", {"digest": digest}, read_texts)

    write(out, [make_page("1")])
    write(out, [make_page("1")])
    assert read == ["1"]
    write(out, [make_page("2")])
    assert read == ["1", "2"]


def test_pages_are_not_held_together(tmp_path: Path) -> None:
    alive: set[int] = set()
    most = 0

    class Body(str):
        __slots__ = ()

        def __del__(self) -> None:
            alive.discard(id(self))

    def make() -> Iterator[Page]:
        nonlocal most
        for index in range(50):
            body = Body(f"body {index}")
            alive.add(id(body))
            most = max(most, len(alive))
            yield Page(f"{index}.html", "page.html", {"body": body})
            del body

    write_pages(make(), CountingDrawing(), str(tmp_path / "site"))
    assert most <= 3


def test_a_dry_run_writes_nothing(tmp_path: Path) -> None:
    out = tmp_path / "site"
    built, drawn = write(out, make_pages(3), dry_run=True)
    assert (count(built), drawn) == ((5, 0, 0), [])
    assert not out.exists()
    write(out, make_pages(3))
    files = {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}
    built, drawn = write(out, make_pages(2, titles=["Other"]), dry_run=True)
    assert (count(built), drawn) == ((1, 3, 1), [])
    assert {path: path.read_bytes() for path in out.rglob("*") if path.is_file()} == files


def test_two_pages_with_one_address_are_told_of(tmp_path: Path) -> None:
    built, drawn = write(tmp_path / "site", [*make_pages(1), *make_pages(1, titles=["Other"])])
    assert built.warnings == ("two pages have the address pages/0.html: the first one is there",)
    assert drawn == ["pages/0.html"]


def test_a_name_that_the_disk_cannot_keep_is_left_out(tmp_path: Path) -> None:
    out = tmp_path / "site"
    long_name = f"{'x' * 300}.html"
    built, _ = write(out, [Page(long_name, "page.html", {}), *make_pages(1)])
    assert built.warnings == (f"left out, since its name is too long for this disk: {long_name}",)
    assert list_files(out) == {"assets/base.css", "pages/0.html"}


def test_bytes_that_are_no_text_become_signs(tmp_path: Path) -> None:
    out = tmp_path / "site"
    write(out, [Page("a.html", "page.html", {"title": "caf\udce9"})])
    assert "caf\ufffd" in (out / "a.html").read_text("utf-8")


@pytest.mark.parametrize("url", ["../x.html", "/x.html", ".git/config", "a/../../x.html"])
def test_no_page_gets_out_of_the_folder(url: str, tmp_path: Path) -> None:
    with pytest.raises(Refusal):
        write(tmp_path / "site", [Page(url, "page.html", {})])
    assert not (tmp_path / "x.html").exists()


def test_no_page_is_written_through_a_link(tmp_path: Path) -> None:
    out, elsewhere = tmp_path / "site", tmp_path / "elsewhere"
    write(out, [])
    elsewhere.mkdir()
    (out / "pages").symlink_to(elsewhere)
    with pytest.raises(Refusal):
        write(out, make_pages(1))
    assert list(elsewhere.iterdir()) == []


def test_a_manifest_that_names_files_elsewhere_removes_none(tmp_path: Path) -> None:
    out = tmp_path / "site"
    write(out, [])
    victim = tmp_path / "victim.txt"
    victim.write_text("mine")
    (out / "linked").symlink_to(tmp_path)
    rows = {"../victim.txt": ["", 4], "linked/victim.txt": ["", 4], str(victim): ["", 4]}
    (out / ".minutebook-site.json").write_text(json.dumps({"format": 1, "files": rows}))
    write(out, [])
    assert victim.read_text() == "mine"


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"format": 1}', '{"format": 1, "files": {"a": 1}}', '{"format": 9}']
)
def test_a_manifest_that_cannot_be_read_counts_as_none(text: str, tmp_path: Path) -> None:
    out = tmp_path / "site"
    write(out, make_pages(1))
    (out / ".minutebook-site.json").write_text(text)
    _, drawn = write(out, make_pages(1))
    assert drawn == ["pages/0.html"]
    assert write(out, make_pages(1))[1] == []


def test_a_folder_in_the_place_of_a_page_is_refused(tmp_path: Path) -> None:
    out = tmp_path / "site"
    write(out, [])
    (out / "pages/0.html").mkdir(parents=True)
    with pytest.raises(Conflict, match="is a folder, where a page is to be"):
        write(out, make_pages(1))


# Builds that do not end ---------------------------------------------------------------------------


def interrupt_after(pages: list[Page], number: int) -> Iterator[Page]:
    yield from pages[:number]
    raise KeyboardInterrupt


def test_a_cancelled_build_goes_on_from_where_it_was(tmp_path: Path) -> None:
    out = tmp_path / "site"
    write(out, make_pages(2, titles=["old", "old"]))
    with pytest.raises(KeyboardInterrupt):
        write_pages(interrupt_after(make_pages(6), 4), CountingDrawing(), str(out))
    known = manifest.read_manifest(str(out))
    assert {f"pages/{index}.html" for index in range(4)} < set(known)
    assert list_files(out) == set(known) - {".nojekyll"}
    assert write(out, make_pages(6))[1] == ["pages/4.html", "pages/5.html"]


def _build_slowly(out: str, count: int) -> None:
    def list_slowly() -> Iterator[Page]:
        for page in make_pages(count):
            time.sleep(0.005)
            yield page

    write_pages(list_slowly(), CountingDrawing(), out)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the build is another process that is killed")
def test_a_killed_build_leaves_no_file_that_nobody_knows_of(tmp_path: Path) -> None:
    out = tmp_path / "site"
    process = multiprocessing.get_context("fork").Process(
        target=_build_slowly, args=(str(out), 10_000)
    )
    process.start()
    last = out / "pages/20.html"
    deadline = time.monotonic() + 30
    while not last.exists() and time.monotonic() < deadline:
        time.sleep(0.01)
    assert process.pid is not None
    os.kill(process.pid, signal.SIGKILL)
    process.join()
    left = list_files(out)
    assert "pages/20.html" in left
    assert not place.has_site(str(out))
    place.require_usable([], str(out))  # it is an unfinished site, not files of somebody else
    # What it wrote is taken over as it is, and what the next one does not have is removed.
    built, drawn = write(out, make_pages(10))
    assert drawn == []
    assert built.removed == len(left) - 11
    assert list_files(out) == {"assets/base.css", *(f"pages/{index}.html" for index in range(10))}
    assert not list(out.glob(".minutebook-site.*tmp"))


def test_a_page_that_was_being_written_when_a_build_was_killed_is_drawn_again(
    tmp_path: Path,
) -> None:
    """Its file may be the old one, of the same size."""
    out = tmp_path / "site"
    write(out, make_pages(1, titles=["aaaa"]))
    known = manifest.read_manifest(str(out))
    writer = manifest.ManifestWriter(str(out), known)
    writer.announce("pages/0.html")  # and no more: the process is gone
    _, drawn = write(out, make_pages(1, titles=["bbbb"]))
    assert drawn == ["pages/0.html"]
    assert "bbbb" in (out / "pages/0.html").read_text()


def test_a_line_that_was_cut_hides_none_of_those_after_it(tmp_path: Path) -> None:
    out = tmp_path / "site"
    out.mkdir()
    (out / place.JOURNAL_NAME).write_text('["pages/0.ht')
    manifest.ManifestWriter(str(out), {}).announce("pages/1.html")  # killed as well
    assert manifest.read_manifest(str(out)) == {"pages/1.html": manifest.UNFINISHED}


def test_two_builds_of_one_folder_do_not_mix(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(build, "_LOCK_TIMEOUT_SECONDS", 0.05)
    out = tmp_path / "site"

    def list_pages() -> Iterator[Page]:
        yield from make_pages(1)
        with pytest.raises(OperationError, match="another minutebook has held the lock"):
            write(out, make_pages(2))

    write_pages(list_pages(), CountingDrawing(), str(out))
    assert list_files(out) == {"assets/base.css", "pages/0.html"}


# Digests ------------------------------------------------------------------------------------------


def test_a_digest_tells_what_a_page_is_made_of() -> None:
    page = Page("a.html", "page.html", {"b": 1, "a": [1, {"c": None}], "é": "\udce9"})
    same = Page("a.html", "page.html", {"é": "\udce9", "a": (1, {"c": None}), "b": 1})
    assert digest_page(page, "1") == digest_page(same, "1")
    others = [
        digest_page(page, "2"),
        digest_page(Page("b.html", "page.html", page.data), "1"),
        digest_page(Page("a.html", "other.html", page.data), "1"),
        digest_page(Page("a.html", "page.html", {**page.data, "b": "1"}), "1"),
    ]
    assert len({digest_page(page, "1"), *others}) == 5


def test_a_page_is_made_from_plain_values_alone() -> None:
    with pytest.raises(TypeError, match="pages are not made from object"):
        digest_page(Page("a.html", "page.html", {"x": object()}), "1")


def test_progress_ends_with_all_done(tmp_path: Path) -> None:
    reports: list[tuple[int, int]] = []
    write_pages(
        iter(make_pages(4)),
        CountingDrawing(),
        str(tmp_path / "site"),
        least_count=2,
        report_progress=lambda done, total: reports.append((done, total)),
    )
    assert all(done < total for done, total in reports[:-1])
    assert reports[-1][0] == reports[-1][1]
    assert len(reports) == 5
