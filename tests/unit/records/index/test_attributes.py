"""Index pages in `.gitattributes`: marked as generated, as git reads it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from minutebook.records.index import attributes
from minutebook.records.model import ADR, PHR, Folder

Git = Callable[..., str]

INDEX = "# Decisions\n\n<!-- minutebook:index -->\n<!-- /minutebook:index -->\n"
FOLDERS = (Folder(PHR, "history/prompts"), Folder(ADR, "decisions"))


def list_marked(repo: Path, git: Git, text: str, *paths: str) -> list[str]:
    """Those of some paths that git reads as generated, for both forges."""
    (repo / ".gitattributes").write_text(text, "utf-8")
    fields = git("check-attr", "-z", "linguist-generated", "gitlab-generated", "--", *paths)
    values = fields.split("\0")
    by_path: dict[str, list[str]] = {}
    for path, value in zip(values[::3], values[2::3], strict=False):
        by_path.setdefault(path, []).append(value)
    return [path for path, values in by_path.items() if values == ["set", "set"]]


def test_index_pages_are_marked_and_nothing_else(repo: Path, git: Git) -> None:
    pages = [
        "decisions/README.md",
        "decisions/README-2025.md",
        "decisions/README-2025-2.md",
        "history/README.md",
        "history/prompts/README.md",
        "history/prompts/a/README.md",
        "history/prompts/a/README-2024.md",
    ]
    others = [
        "README.md",
        "decisions/0001-x.md",
        "decisions/README-de.md",
        "decisions/more/README.md",
        "history/prompts/a/0001-x.green.prompt.md",
        "src/README.md",
    ]
    text = attributes.mark_generated(None, FOLDERS, {})
    assert list_marked(repo, git, text, *pages, *others) == pages
    assert attributes.mark_generated(text, FOLDERS, {}) == text


@pytest.mark.parametrize("name", ["docs/my adr", "a[b]*", 'say "x"', "back\\slash", "caf\u00e9"])
def test_folders_with_special_characters_are_matched(name: str, repo: Path, git: Git) -> None:
    text = attributes.mark_generated(None, [Folder(ADR, name)], {})
    page = f"{name}/README.md"
    assert list_marked(repo, git, text, page, "abc/README.md") == [page]


def test_what_a_person_wrote_counts(repo: Path, git: Git) -> None:
    for own in ("/decisions/README.md -linguist-generated\n", "\ufeff*.md text\n"):
        text = attributes.mark_generated(own, FOLDERS, {})
        assert attributes.unmark_generated(text) == own
        marked = list_marked(repo, git, text, "decisions/README.md", "history/README.md")
        assert "history/README.md" in marked
        assert ("decisions/README.md" in marked) == ("decisions" not in own)


def test_a_page_without_an_index_is_a_persons_own(repo: Path, git: Git) -> None:
    paths = ["decisions/README.md", "docs/readme.md"]
    folders = [Folder(ADR, "decisions"), Folder(ADR, "docs")]
    for text, marked in (("# Ours\n", []), (INDEX, ["decisions/README.md"])):
        pages = dict.fromkeys(paths, text)
        assert (
            list_marked(repo, git, attributes.mark_generated(None, folders, pages), paths[0])
            == marked
        )
    # Nothing is written for what is nobody's, and what was written before goes.
    pages = dict.fromkeys(paths, "# Ours\n")
    assert attributes.mark_generated("*.md text\n", folders, pages) == "*.md text\n"
    before = attributes.mark_generated("*.md text\n", folders, {})
    assert attributes.mark_generated(before, folders, pages) == "*.md text\n"


def test_records_at_the_top_share_the_repositorys_own_page() -> None:
    """A README at the top is shown to everybody: its changes are never folded."""
    assert attributes.mark_generated(None, [Folder(ADR, ".")], {}) == ""
    text = attributes.mark_generated(None, [Folder(PHR, "prompts")], {})
    assert "\n/README.md linguist" not in text
    assert "\n/prompts/README.md linguist" in text
