"""A prompt record that follows another one: both pages and the index, without reading the rest."""

from __future__ import annotations

from pathlib import Path

import pytest

from minutebook.operations.creation import create
from minutebook.operations.project import Project, open_project
from minutebook.records.drafting.drafts import PhrDraft

from command_runner import Runner


@pytest.fixture
def project(repo: Path) -> Project:
    return open_project(".")


@pytest.fixture
def first(project: Project, run: Runner) -> str:
    run("index").ok()
    path = create.create_phr(project, PhrDraft("First", prompt="a", feature="shop")).records[0].path
    run("index").ok()
    return path


def follow(project: Project, path: str, title: str, feature: str = "shop") -> list[str]:
    draft = PhrDraft(title, prompt="b", feature=feature, links={"follows": (path,)})
    return create.create_phr(project, draft).paths


def forbid_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    def load(self: Project) -> None:
        raise AssertionError("all records were read")

    monkeypatch.setattr(Project, "load_records", load)


def test_both_pages_show_the_way_to_the_other(
    project: Project, run: Runner, first: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        forbid_reading(patch)
        second = follow(project, first, "Second")
        third = follow(project, second[0], "Third")
        fourth = follow(project, second[0], "Fourth")
    assert second[1] == first
    assert third[1] == fourth[1] == second[0]
    name = second[0].rpartition("/")[2]
    assert f"Next: [PHR-0002 Second]({name})" in Path(first).read_text()
    page = Path(second[0]).read_text()
    assert (
        "Previous: [PHR-0001 First](0001-first.general.prompt.md) · All of [shop](README.md)"
        in page
    )
    assert "· Next: [PHR-0003 Third](0003-third.general.prompt.md), [PHR-0004 Fourth](" in page
    assert "follows: [0001-first]" in page[page.index("<!-- minutebook:record") :]
    assert run("index", "--check").exit == 0
    assert run("check").ok().out == "nothing wrong\n"


def test_a_turn_may_go_on_in_another_feature(project: Project, run: Runner, first: str) -> None:
    follow(project, first, "Second", "cart")
    assert (
        "Next: [PHR-0002 Second](../cart/0002-second.general.prompt.md)" in Path(first).read_text()
    )
    assert run("index", "--check").exit == 0


@pytest.mark.parametrize("case", ["former form", "many", "named twice", "no index"])
def test_what_the_pages_do_not_tell_takes_all_records(
    case: str, project: Project, run: Runner, first: str
) -> None:
    page = Path(first)
    if case == "former form":
        text = page.read_text()
        page.write_text(text[: text.index("<!-- minutebook:summary")] + "## Prompt\n\na\n")
    elif case == "named twice":
        (page.parent.parent / "other").mkdir()
        (page.parent.parent / "other" / page.name).write_text(page.read_text())
    elif case == "no index":
        Path("history/README.md").unlink()
    else:
        for number in range(5):
            follow(project, first, f"Turn {number}")
    paths = follow(project, first, "Last")
    assert Path(paths[0]).exists()
    run("index").ok()
    codes = {finding["code"] for finding in run("check", "--json").json["findings"]}
    assert codes <= (
        {"number-twice", "route-feature"} if case == "named twice" else {"prompt-edited"}
    )
