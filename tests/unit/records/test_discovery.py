"""Records that are there already: which folders hold them, and in what form."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from minutebook.records import discovery
from minutebook.records.discovery import DiscoveredFolder
from minutebook.records.model import ADR, PHR, Folder

from paths import SHAPES

NYGARD = "# 1. Use X\n\nDate: 2020-01-01\n\n## Status\n\nAccepted\n\n## Context\n\nc\n\n## Decision\n\nd\n"
MADR = "---\nstatus: accepted\n---\n\n# Use X\n\n## Context and Problem Statement\n\n## Decision Outcome\n"
KIT = (
    "# ADR-0001: X\n\n- **Status:** Accepted\n- **Date:** 2020-01-01\n\n## Context\n\n## Decision\n"
)
PROSE = "# Notes\n\nSome words.\n"


def discover(pages: Mapping[str, str], adr_dir: str = "") -> list[tuple[str, str, int, str]]:
    """Kind, folder, count and template of what is discovered."""
    return [
        (folder.folder.kind.name, folder.folder.path, folder.record_count, folder.template)
        for folder in discovery.discover_folders(pages, pages.__getitem__, adr_dir)
    ]


@pytest.mark.parametrize(
    ("pages", "expected"),
    [
        ({}, []),
        ({"README.md": PROSE, "src/a.py": ""}, []),
        # by name
        ({"doc/adr/0001-x.md": NYGARD}, [("adr", "doc/adr", 1, "nygard")]),
        ({"docs/decisions/0001-x.md": MADR}, [("adr", "docs/decisions", 1, "madr")]),
        ({"docs/ADRs/0001-x.md": MADR}, [("adr", "docs/ADRs", 1, "madr")]),
        ({"adr/0001-x.md": KIT}, [("adr", "adr", 1, "spec-kit")]),
        (
            {"docs/architectural-decision-records/0001-x.md": MADR},
            [("adr", "docs/architectural-decision-records", 1, "madr")],
        ),
        # the outermost folder of that name, with all below it
        ({"adr/a/0001-x.md": MADR, "adr/decisions/0001-y.md": MADR}, [("adr", "adr", 2, "madr")]),
        # the one with the most records first
        (
            {"a/adr/0001-x.md": MADR, "b/adr/0001-x.md": MADR, "b/adr/0002-x.md": MADR},
            [("adr", "b/adr", 2, "madr"), ("adr", "a/adr", 1, "madr")],
        ),
        # names without numbers, but the headings of decisions
        ({"adr/one.md": MADR, "adr/two.md": MADR}, [("adr", "adr", 2, "madr")]),
        # code and notes have such folders too
        ({"src/decisions/notes.md": PROSE, "src/decisions/more.md": PROSE}, []),
        ({"decisions/README.md": PROSE, "decisions/template.md": MADR}, []),
        # by content
        (
            {"docs/log/0001-x.md": NYGARD, "docs/log/0002-y.md": NYGARD},
            [("adr", "docs/log", 2, "nygard")],
        ),
        ({"docs/log/0001-x.md": NYGARD}, []),
        ({"docs/log/0001-x.md": PROSE, "docs/log/0002-y.md": PROSE}, []),
        ({"0001-x.md": NYGARD, "0002-y.md": NYGARD}, []),
        (
            {"rfc/0001-x.md": MADR, "rfc/0002-y.md": MADR, "rfc/a.md": PROSE, "rfc/b.md": PROSE},
            [("adr", "rfc", 4, "madr")],
        ),
        (
            {"blog/2020-01-01-x.md": MADR, "blog/a.md": PROSE, "blog/b.md": PROSE, "blog/c.md": ""},
            [],
        ),
        # dated folders with a README each
        (
            {
                "docs/decision-records/2023-01-10-a/README.md": MADR,
                "docs/decision-records/2023-02-11-b/README.md": MADR,
            },
            [("adr", "docs/decision-records", 2, "madr")],
        ),
        # prompts
        (
            {"history/prompts/general/0001-x.general.prompt.md": PROSE},
            [("phr", "history/prompts", 1, "phr")],
        ),
        (
            {"app/history/prompts/001-a/0001-x.plan.prompt.md": "", "app/history/adr/0001-x.md": ""},
            [("adr", "app/history/adr", 1, "madr"), ("phr", "app/history/prompts", 1, "phr")],
        ),
        ({"myhistory/prompts/0001-x.md": PROSE}, []),
        ({"history/prompts/README.md": PROSE}, []),
        # what came with others
        ({"node_modules/a/adr/0001-x.md": MADR, ".cache/adr/0001-x.md": MADR}, []),
        ({"tools/templates/adr/0001-x.md": MADR}, []),
    ],
)  # fmt: skip
def test_discovered_folders(
    pages: Mapping[str, str], expected: list[tuple[str, str, int, str]]
) -> None:
    assert discover(pages) == expected


def test_adr_dir_may_name_a_folder_of_any_name() -> None:
    pages = {"arch/log/0001-x.md": NYGARD, "arch/other.md": PROSE}
    assert discover(pages) == []
    assert discover(pages, "arch/log") == [("adr", "arch/log", 1, "nygard")]
    assert discover({"README.md": PROSE}, "arch/log") == []


def test_the_template_is_that_of_the_newest_pages() -> None:
    old_pages = {f"adr/{number:04}-x.md": NYGARD for number in range(1, 31)}
    new_pages = {f"adr/{number:04}-x.md": MADR for number in range(31, 41)}
    assert discover({**old_pages, **new_pages}) == [("adr", "adr", 40, "madr")]
    assert discover({**old_pages, **dict(list(new_pages.items())[:3])})[0][3] == "nygard"


@pytest.mark.parametrize(
    ("existing_folders", "adr_dir", "expected"),
    [
        ([], "", {}),
        (["docs/adr", "adr"], "", {"adr_folders": ("docs/adr",)}),
        (["docs/adr", "arch"], "arch", {"adr_folders": ("arch",)}),
        (["docs/adr"], "arch", {"adr_folders": ("docs/adr",)}),
        (
            ["history/prompts"],
            "",
            {"phr_folders": ("history/prompts",), "adr_folders": ("history/adr",)},
        ),
        (
            ["history/prompts", "doc/adr"],
            "",
            {"phr_folders": ("history/prompts",), "adr_folders": ("doc/adr",)},
        ),
    ],
)
def test_choose_usual_folders(
    existing_folders: list[str], adr_dir: str, expected: dict[str, object]
) -> None:
    assert discovery.choose_usual_folders(existing_folders.__contains__, adr_dir) == expected


def discovered(kind: str, path: str, template: str = "madr") -> DiscoveredFolder:
    folder = Folder(ADR if kind == "adr" else PHR, path, "repository")
    return DiscoveredFolder(folder, 3, template)


@pytest.mark.parametrize(
    ("folders", "expected"),
    [
        ([], {}),
        ([discovered("adr", "a", "nygard")], {"adr_folders": ["a"], "adr_template": "nygard"}),
        (
            [discovered("adr", "a"), discovered("adr", "b", "nygard")],
            {"adr_folders": ["a", "b"], "adr_numbering": "folder", "adr_template": "madr"},
        ),
        ([discovered("phr", "p", "phr")], {"phr_folders": ["p"], "phr_numbering": "folder"}),
        (
            [discovered("phr", "p", "phr"), discovered("adr", "a", "spec-kit")],
            {
                "adr_folders": ["a"],
                "adr_template": "spec-kit",
                "phr_folders": ["p"],
                "phr_numbering": "folder",
            },
        ),
    ],
)
def test_build_settings(folders: list[DiscoveredFolder], expected: dict[str, object]) -> None:
    assert discovery.build_settings(folders) == expected


@pytest.mark.parametrize(
    ("shape", "adr_dir", "expected"),
    [
        ("adr-tools", "doc/architecture", [("adr", "doc/architecture", "nygard")]),
        ("dated-folders", "", [("adr", "docs/decision-records", "madr")]),
        ("log4brains", "", [("adr", "docs/adr", "madr")]),
        ("madr-bullets", "", [("adr", "docs/adr", "madr")]),
        ("madr-front-matter", "", [("adr", "docs/decisions", "madr")]),
        ("named-otherwise", "", [("adr", "doc/adr", "nygard")]),
        ("spec-kit", "", [("adr", "history/adr", "spec-kit"), ("phr", "history/prompts", "phr")]),
    ],
)
def test_folders_of_real_repositories_are_discovered(
    shape: str, adr_dir: str, expected: list[tuple[str, str, str]]
) -> None:
    pages = {
        path.relative_to(SHAPES / shape).as_posix(): path.read_bytes().decode(
            "utf-8", "surrogateescape"
        )
        for path in (SHAPES / shape).rglob("*.md")
    }
    read_text: Callable[[str], str] = pages.__getitem__
    discovered = discovery.discover_folders(pages, read_text, adr_dir)
    assert (
        sorted((item.folder.kind.name, item.folder.path, item.template) for item in discovered)
        == expected
    )
