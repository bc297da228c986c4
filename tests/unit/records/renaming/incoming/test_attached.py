"""The files that go with records, found by what pages link to."""

from __future__ import annotations

import pytest

from minutebook.records.renaming.incoming.attached import (
    collect_linked_files,
    is_attachment,
    list_linked_paths,
    resolve_path,
)


@pytest.mark.parametrize(
    ("folder", "path", "resolved"),
    [
        ("docs/adr", "img/a.png", "docs/adr/img/a.png"),
        ("docs/adr", "../images/a.png", "docs/images/a.png"),
        ("docs/adr", "../../a.png", "a.png"),
        ("docs/adr", "../../../a.png", ""),
        ("", "./a.png", "a.png"),
        ("", "../a.png", ""),
        ("docs", "x/../../../docs/a.png", ""),
    ],
)
def test_a_path_is_seen_from_its_page_and_stays_in_the_repository(
    folder: str, path: str, resolved: str
) -> None:
    assert resolve_path(folder, path) == resolved


@pytest.mark.parametrize(
    ("path", "text", "linked"),
    [
        ("adr/1.md", "![a](a.png) [b](../b.md)", ("adr/a.png", "b.md")),
        ("adr/1.md", "---\nx: '![a](a.png)'\n---\n![b](b.png)", ("adr/b.png",)),
        ("adr/1.md", "![a](../../a.png)", ()),
        ("adr/1.adoc", "image::a.png[A]\n\nsee link:b.pdf[B]", ("adr/a.png", "adr/b.pdf")),
        ("adr/1.rst", ".. image:: a.png\n\n.. figure:: ../b.svg\n", ("adr/a.png", "b.svg")),
        ("adr/1.org", "[[file:a.png]]", ("adr/a.png",)),
    ],
)
def test_links_of_every_format_are_read(path: str, text: str, linked: tuple[str, ...]) -> None:
    assert list_linked_paths(path, text) == linked


def test_what_runs_or_configures_is_no_attachment() -> None:
    assert all(map(is_attachment, ("a.PNG", "x/b.drawio", "c.pdf")))
    assert not any(map(is_attachment, ("a.sh", "b.yml", "Makefile", "c.html", "d.md")))


def test_pages_that_are_linked_lead_on_and_none_is_read_twice() -> None:
    files = {
        "adr/notes.md": "![a](a.png) [back](1.md) [again](notes.md)",
        "adr/a.png": "PNG",
        "adr/secret.txt": "not linked",
    }
    asked: list[str] = []

    def read_file(path: str) -> str | None:
        asked.append(path)
        return files.get(path)

    found = collect_linked_files([("adr/1.md", "[n](notes.md) [x](gone.md)")], read_file)
    assert found == {path: files[path] for path in ("adr/notes.md", "adr/a.png")}
    assert sorted(asked) == ["adr/a.png", "adr/gone.md", "adr/notes.md"]


def test_links_of_generated_blocks_are_made_anew() -> None:
    text = "[a](a.png)\n\n<!-- minutebook:summary -->\n[list](README.md)\n<!-- /minutebook:summary -->\n"
    assert list_linked_paths("history/prompts/x/0001-a.md", text) == ("history/prompts/x/a.png",)
