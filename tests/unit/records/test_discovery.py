"""Records that are there already: which folders hold them, and in what form."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from minutebook.records import discovery
from minutebook.records.discovery import DiscoveredFolder, search
from minutebook.records.model import ADR, PHR, Folder

from paths import SHAPES

NYGARD = "# 1. Use X\n\nDate: 2020-01-01\n\n## Status\n\nAccepted\n\n## Context\n\nc\n\n## Decision\n\nd\n"
MADR = "---\nstatus: accepted\n---\n\n# Use X\n\n## Context and Problem Statement\n\n## Decision Outcome\n"
KIT = (
    "# ADR-0001: X\n\n- **Status:** Accepted\n- **Date:** 2020-01-01\n\n## Context\n\n## Decision\n"
)
PROSE = "# Notes\n\nSome words.\n"
PROMPT_FOLDER = "records of prompts, in a folder of another name than history/prompts"
NONE = "none has the headings of a decision"


def discover(pages: Mapping[str, str], adr_dir: str = "") -> list[tuple[str, str, int]]:
    """Kind, folder and count of what is discovered."""
    return [
        (folder.folder.kind.name, folder.folder.path, folder.record_count)
        for folder in discovery.discover_folders(pages, pages.__getitem__, adr_dir)
    ]


@pytest.mark.parametrize(
    ("pages", "expected"),
    [
        ({}, []),
        ({"README.md": PROSE, "src/a.py": ""}, []),
        # by name
        ({"doc/adr/0001-x.md": NYGARD}, [("adr", "doc/adr", 1)]),
        ({"docs/decisions/0001-x.md": MADR}, [("adr", "docs/decisions", 1)]),
        ({"docs/ADRs/0001-x.md": MADR}, [("adr", "docs/ADRs", 1)]),
        ({"adr/0001-x.md": KIT}, [("adr", "adr", 1)]),
        (
            {"docs/architectural-decision-records/0001-x.md": MADR},
            [("adr", "docs/architectural-decision-records", 1)],
        ),
        # the outermost folder of that name, with all below it
        ({"adr/a/0001-x.md": MADR, "adr/decisions/0001-y.md": MADR}, [("adr", "adr", 2)]),
        # the one with the most records first
        (
            {"a/adr/0001-x.md": MADR, "b/adr/0001-x.md": MADR, "b/adr/0002-x.md": MADR},
            [("adr", "b/adr", 2), ("adr", "a/adr", 1)],
        ),
        # names without numbers, but the headings of decisions
        ({"adr/one.md": MADR, "adr/two.md": MADR}, [("adr", "adr", 2)]),
        # code and notes have such folders too
        ({"src/decisions/notes.md": PROSE, "src/decisions/more.md": PROSE}, []),
        ({"decisions/README.md": PROSE, "decisions/template.md": MADR}, []),
        # by content
        (
            {"docs/log/0001-x.md": NYGARD, "docs/log/0002-y.md": NYGARD},
            [("adr", "docs/log", 2)],
        ),
        ({"docs/log/0001-x.md": NYGARD}, []),
        ({"docs/log/0001-x.md": PROSE, "docs/log/0002-y.md": PROSE}, []),
        # the top: only what is named like decisions there
        (
            {"0001-x.md": NYGARD, "0002-y.md": NYGARD, "README.md": PROSE, "notes.md": NYGARD, "src/0003-z.md": NYGARD},
            [("adr", ".", 2)],
        ),
        (
            {"0001-x.md": NYGARD, "0002-y.md": NYGARD, "docs/adr/0001-z.md": MADR},
            [("adr", ".", 2), ("adr", "docs/adr", 1)],
        ),
        ({"0001-x.md": NYGARD}, []),
        ({"1-x.md": NYGARD, "2-y.md": NYGARD, "2024-plans.md": NYGARD, "0001-x/README.md": NYGARD}, []),
        # dotted folders
        ({".decisions/0001-x.md": MADR}, [("adr", ".decisions", 1)]),
        ({".github/decisions/0001-x.md": MADR}, [("adr", ".github/decisions", 1)]),
        ({".docs/adr/0001-x.md": MADR, ".github/x.md": PROSE}, [("adr", ".docs/adr", 1)]),
        # several: those of the whole repository first
        (
            {"packages/a/adr/0001-x.md": MADR, "packages/a/adr/0002-y.md": MADR, "docs/adr/0001-x.md": MADR},
            [("adr", "docs/adr", 1), ("adr", "packages/a/adr", 2)],
        ),
        # other endings
        ({"adr/0001-x.adoc": "= X\n", "adr/0002-y.rst": "Y\n=\n"}, [("adr", "adr", 2)]),
        (
            {"log/001-x.org": "* Context\n* Decision\n", "log/002-y.org": "* Context\n* Decision\n"},
            [("adr", "log", 2)],
        ),
        # by content, without numbers: three parts of a decision on most pages
        ({"arch/use-x.md": NYGARD, "arch/use-y.md": NYGARD, "arch/a.md": PROSE}, [("adr", "arch", 3)]),
        # dated pages may be a blog's
        (
            {f"blog/2020-01-0{day}-x.md": "## Background\n\n## Decision\n" for day in (1, 2, 3)},
            [],
        ),
        (
            {f"notes/2020-01-0{day}-x.md": NYGARD for day in (1, 2, 3)},
            [("adr", "notes", 3)],
        ),
        ({"guides/a.md": KIT.replace("Status", "State"), "guides/b.md": "# Context\n# Decision\n"}, []),
        ({"tests/log/0001-x.md": NYGARD, "tests/log/0002-y.md": NYGARD}, []),
        # by content, sorted by status or year
        (
            {"docs/log/accepted/0001-x.md": NYGARD, "docs/log/rejected/0002-y.md": NYGARD},
            [("adr", "docs/log", 2)],
        ),
        # by content, the outermost
        (
            {
                "docs/log/0001-x.md": NYGARD,
                "docs/log/0002-y.md": NYGARD,
                "docs/log/adr/0003-z.md": NYGARD,
            },
            [("adr", "docs/log", 3)],
        ),
        # each in a folder of its own
        (
            {"docs/log/001-x/adr.md": NYGARD, "docs/log/002-y/adr.md": NYGARD},
            [("adr", "docs/log", 2)],
        ),
        (
            {"rfc/0001-x.md": MADR, "rfc/0002-y.md": MADR, "rfc/a.md": PROSE, "rfc/b.md": PROSE},
            [("adr", "rfc", 4)],
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
            [("adr", "docs/decision-records", 2)],
        ),
        # prompts
        (
            {"history/prompts/general/0001-x.general.prompt.md": PROSE},
            [("phr", "history/prompts", 1)],
        ),
        (
            {"app/history/prompts/001-a/0001-x.plan.prompt.md": "", "app/history/adr/0001-x.md": ""},
            [("adr", "app/history/adr", 1), ("phr", "app/history/prompts", 1)],
        ),
        ({"myhistory/prompts/0001-x.md": PROSE}, []),
        ({"history/prompts/README.md": PROSE}, []),
        # what came with others
        ({"node_modules/a/adr/0001-x.md": MADR, ".cache/adr/0001-x.md": MADR}, []),
        ({"tools/templates/adr/0001-x.md": MADR}, []),
    ],
)  # fmt: skip
def test_discovered_folders(pages: Mapping[str, str], expected: list[tuple[str, str, int]]) -> None:
    assert discover(pages) == expected


def test_adr_dir_may_name_a_folder_of_any_name() -> None:
    pages = {"arch/log/0001-x.md": NYGARD, "other.md": PROSE}
    assert discover(pages) == []
    assert discover(pages, "arch/log") == [("adr", "arch/log", 1)]
    assert discover({"README.md": PROSE}, "arch/log") == []
    assert discover({"0001-x.md": NYGARD, "a.md": NYGARD}, ".") == [("adr", ".", 1)]
    assert discover({"tests/log/0001-x.md": NYGARD}, "tests/log") == [("adr", "tests/log", 1)]


@pytest.mark.parametrize(
    ("pages", "expected"),
    [
        ({"README.md": PROSE, "docs/guide.md": PROSE, "blog/2020-01-01-x.md": PROSE}, []),
        # others' folders
        (
            {"vendor/x/docs/adr/0001-x.md": MADR, "vendor/x/docs/adr/sub/0002-y.md": MADR},
            [("vendor/x/docs/adr", 2, "vendored code")],
        ),
        ({"tests/adr/0001-x.md": MADR}, [("tests/adr", 1, "test data")]),
        (
            {"examples/history/prompts/general/0001-x.prompt.md": ""},
            [("examples/history/prompts", 1, "examples")],
        ),
        # named like decisions, and without any
        ({"src/decisions/notes.md": PROSE, "src/decisions/more.md": PROSE}, [("src/decisions", 2, NONE)]),
        ({"adr/README.md": PROSE, "adr/template.md": MADR}, [("adr", 2, "no decision in it yet")]),
        # named as if decisions might be there
        ({"docs/rfcs/a.md": PROSE}, [("docs/rfcs", 1, NONE)]),
        ({"docs/rfcs/a.md": NYGARD}, [("docs/rfcs", 1, "only one page, though it has the headings of a decision")]),
        (
            {"arch/a.md": PROSE, "arch/b.md": PROSE, "arch/001-c.md": NYGARD},
            [("arch", 3, "only 1 of 3 pages has the name of a decision: give these a folder of their own")],
        ),
        (
            {**{f"docs/{name}.md": PROSE for name in "abcdefghij"}, "docs/adr-1.md": MADR, "docs/adr-2.md": MADR},
            [("docs", 12, "only 2 of 12 pages have the name of a decision: give these a folder of their own")],
        ),
        (
            {**{f"docs/{name}.md": PROSE for name in "abcdefghij"}, "docs/001-x.md": PROSE, "docs/002-y.md": PROSE},
            [("docs", 12, NONE)],
        ),
        (
            {"arch/a.md": PROSE, "arch/b.md": PROSE, "arch/c.md": NYGARD},
            [("arch", 3, "only 1 of 3 pages has the headings of a decision")],
        ),
        (
            {"arch/a.md": PROSE, "arch/b.md": PROSE, "arch/c.md": PROSE, "arch/1.md": NYGARD, "arch/2.md": NYGARD},
            [("arch", 5, "only 2 of 5 pages have the headings of a decision")],
        ),
        # pages with numbers
        ({"docs/001-x.md": PROSE, "docs/002-y.md": PROSE}, [("docs", 2, NONE)]),
        ({"docs/001-x.md": NYGARD}, [("docs", 1, "only one page, though it has the headings of a decision")]),
        ({"docs/001-x.md": PROSE}, []),
        # one page with a date
        ({"odd/2020-01-02-x.md": NYGARD}, [("odd", 1, "only one page, though it has the headings of a decision")]),
        ({"blog/2020-01-02-x.md": PROSE}, []),
        # records of prompts elsewhere
        (
            {"docs/prompts/a/0001-x.spec.prompt.md": PROSE, "docs/prompts/0002-y.prompt.md": NYGARD,
             "history/prompts/a/0001-x.prompt.md": "", ".github/prompts/review.prompt.md": PROSE,
             "0003-z.prompt.md": ""},
            [(".", 1, PROMPT_FOLDER), ("docs/prompts", 2, PROMPT_FOLDER)],
        ),
        ({"0001-x.md": NYGARD}, [(".", 1, "only one page, though it has the headings of a decision")]),
        # what lies in a folder that was taken
        ({"log/001-x.md": NYGARD, "log/002-y.md": NYGARD, "log/adr/notes.md": PROSE}, []),
        # sorted by path
        (
            {"b/rfcs/a.md": PROSE, "a/rfcs/a.md": PROSE, "adr/0001-x.md": MADR},
            [("a/rfcs", 1, NONE), ("b/rfcs", 1, NONE)],
        ),
    ],
)  # fmt: skip
def test_what_is_passed_over(
    pages: Mapping[str, str], expected: list[tuple[str, int, str]]
) -> None:
    survey = discovery.survey_folders(pages, pages.__getitem__)
    assert [
        (folder.path, folder.page_count, folder.reason) for folder in survey.passed_over
    ] == expected


@pytest.mark.parametrize(
    ("text", "folder"),
    [
        ("", ""),
        ("project:\n  name: x\n", ""),
        ("project:\n  adrFolder: ./docs/log\n", "./docs/log"),
        ("project:\r\n  adrFolder: 'docs/log' # here\r\n", "docs/log"),
        (
            "project:\n  packages:\n    - name: a\n      adrFolder: ./a/adr\n  adrFolder: ./log\n",
            "./log",
        ),
    ],
)
def test_read_log4brains_folder(text: str, folder: str) -> None:
    assert discovery.read_log4brains_folder(text) == folder


def test_only_so_many_pages_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "_MAX_READ_PAGES", 2)
    pages = {f"{folder}/{name}.md": NYGARD for folder in "abc" for name in "xyz"}
    assert discover(pages) == [("adr", "a", 3)]
    likely = {**pages, "z/rfcs/x.md": NYGARD, "z/rfcs/y.md": NYGARD, "z/rfcs/z.md": NYGARD}
    assert discover(likely) == [("adr", "z/rfcs", 3)]


@pytest.mark.parametrize(
    ("pages", "expected"),
    [
        (["adr/a/0001-x.md", "adr/a/0002-y.md", "adr/b/0001-z.md", "adr/b/0002-w.md"], "folder"),
        (["adr/a/0001-x.md", "adr/a/0002-y.md", "adr/b/0003-z.md"], "repository"),
        # two whole series, be the first page of both the same or all that they share
        (["adr/a/0001-x.md", "adr/a/0002-y.md", "adr/b/0001-x.md", "adr/b/0002-z.md"], "folder"),
        (["adr/a/0001-x.md", "adr/a/0002-y.md", "adr/b/0001-z.md"], "folder"),
        (["adr/a/0001-x.md", "adr/a/0002-y.md", "adr/b/0001-x.md"], "folder"),
        # one number twice is a mistake, one name twice a translation
        (["adr/a/0001-x.md", "adr/a/0002-y.md", "adr/b/0002-z.md"], "repository"),
        (["adr/a/0001-x.md", "adr/a/0003-y.md", "adr/b/0001-z.md"], "repository"),
        (["adr/a/0001-x.md", "adr/a/0002-y.md", "adr/de/0001-z.md"], "repository"),
        (
            ["adr/a/0001-x.md", "adr/a/0002-y.md", "adr/all/0001-x.md", "adr/all/0002-y.md"],
            "repository",
        ),
        (
            [
                "adr/a/0001-x.md",
                "adr/a/0002-y.md",
                "adr/a/0003-z.md",
                "adr/all/0001-x.md",
                "adr/all/0002-y.md",
            ],
            "repository",
        ),
        (["adr/0001-x.md", "adr/0002-y.md", "adr/fr/0001-x.md", "adr/fr/0002-y.md"], "repository"),
        (["adr/0001-x.md", "adr/0001-y.md", "adr/0002-x.md", "adr/0002-y.md"], "repository"),
        (["adr/a/x.md", "adr/b/y.md"], "repository"),
    ],
)
def test_subfolders_that_count_for_themselves(pages: list[str], expected: str) -> None:
    texts = dict.fromkeys(pages, MADR)
    (found,) = discovery.discover_folders(texts, texts.__getitem__)
    assert found.folder.numbering == expected
    assert ("adr_numbering" in discovery.build_settings([found])) == (expected == "folder")


@pytest.mark.parametrize(
    ("existing_folders", "adr_dir", "expected"),
    [
        ([], "", {}),
        (["docs/adr", "adr"], "", {"adr_folders": ("docs/adr",)}),
        (["docs/adr", "arch"], "arch", {"adr_folders": ("arch",)}),
        (["docs/adr"], "arch", {"adr_folders": ("docs/adr",)}),
        ([".decisions"], "", {"adr_folders": (".decisions",)}),
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


def discovered(kind: str, path: str) -> DiscoveredFolder:
    folder = Folder(ADR, path) if kind == "adr" else Folder(PHR, path, "folder")
    return DiscoveredFolder(folder, 3)


@pytest.mark.parametrize(
    ("folders", "expected"),
    [
        ([], {}),
        ([discovered("adr", "a")], {"adr_folders": ["a"]}),
        (
            [discovered("adr", "a"), discovered("adr", "b")],
            {"adr_folders": ["a", "b"], "adr_numbering": "folder"},
        ),
        ([discovered("phr", "p")], {"phr_folders": ["p"], "phr_numbering": "folder"}),
        (
            [discovered("phr", "p"), discovered("adr", "a")],
            {
                "adr_folders": ["a"],
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
        ("adr-tools", "doc/architecture", [("adr", "doc/architecture")]),
        ("dated-folders", "", [("adr", "docs/decision-records")]),
        ("log4brains", "", [("adr", "docs/adr")]),
        ("madr-bullets", "", [("adr", "docs/adr")]),
        ("madr-front-matter", "", [("adr", "docs/decisions")]),
        ("named-otherwise", "", [("adr", "doc/adr")]),
        ("spec-kit", "", [("adr", "history/adr"), ("phr", "history/prompts")]),
    ],
)
def test_folders_of_real_repositories_are_discovered(
    shape: str, adr_dir: str, expected: list[tuple[str, str]]
) -> None:
    pages = {
        path.relative_to(SHAPES / shape).as_posix(): path.read_bytes().decode(
            "utf-8", "surrogateescape"
        )
        for path in (SHAPES / shape).rglob("*.md")
    }
    read_text: Callable[[str], str] = pages.__getitem__
    discovered = discovery.discover_folders(pages, read_text, adr_dir)
    assert sorted((item.folder.kind.name, item.folder.path) for item in discovered) == expected


@pytest.mark.parametrize("mark", [discovery.EXPORT_MARK, discovery.SITE_MARK])
def test_what_was_made_of_records_is_passed_over(mark: str) -> None:
    page = "# 1. Use Redis\n\n## Status\n\nAccepted\n\n## Context\n\n## Decision\n"
    paths = ["docs/records/decisions/0001-use-redis.md", "docs/adr/0001-use-redis.md"]

    marked = discovery.survey_folders([*paths, f"docs/records/{mark}"], lambda path: page)

    assert [each.folder.path for each in marked.adopted] == ["docs/adr"]
    assert marked.passed_over == ()
    assert len(discovery.survey_folders(paths, lambda path: page).adopted) == 2
