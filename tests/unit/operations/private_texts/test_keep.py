"""Texts that are kept apart from new records, wherever these come from."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from minutebook.lean.values import replace
from minutebook.operations.creation import answers
from minutebook.operations.creation.create_prompts import create_phrs
from minutebook.operations.project import Project, open_project
from minutebook.records.drafting.drafts import PhrDraft

from command_runner import Runner

PROMPT = "The whales are ours."


def list_kept(repo: Path) -> list[str]:
    texts = repo / ".git/minutebook/texts"
    return sorted(path.name for path in texts.rglob("*") if path.is_file())


@pytest.mark.parametrize(
    ("configured", "asked", "stated", "kept_count"),
    [
        ("full", "", None, 0),
        ("full", "full", None, 0),
        ("summary", "", "summary", 1),
        ("summary", "full", "full", 0),  # a person may, and the page says that it is meant
        ("private", "summary", "summary", 1),
    ],
)
def test_what_a_person_asks_for_counts(
    repo: Path, run: Runner, configured: str, asked: str, stated: str | None, kept_count: int
) -> None:
    (repo / "minutebook.toml").write_text(f'visibility = "{configured}"\n', "utf-8")
    option = ["--visibility", asked] if asked else []
    run("phr", "new", "Sea", "--prompt", PROMPT, *option).ok()
    record = run("show", "PHR-1", "--json").json["record"]
    assert record["fields"].get("visibility") == stated
    assert len(list_kept(repo)) == kept_count
    assert run("check").out == "nothing wrong\n"


def test_a_document_asks_for_it(repo: Path, run: Runner) -> None:
    document = json.dumps({"title": "Sea", "prompt": PROMPT, "visibility": "private"})
    made = run("phr", "new", "--from-json", "-", stdin=document).ok()
    assert made.out == "PHR-0001  private: it is kept apart from the tree\n"
    made = run("phr", "new", "--from-json", "-", "--json", stdin=document).ok()
    assert (made.json["record"]["ref"], made.json["writes"]) == ("PHR-0002", [])
    refused = run("phr", "new", "X", "--visibility", "secret")
    assert (refused.exit, "no visibility is called 'secret'" in refused.err) == (2, True)


def test_a_private_record_changes_no_other(repo: Path, run: Runner) -> None:
    run("adr", "new", "Keep whales").ok()
    page = next((repo / "decisions").glob("0*")).read_text("utf-8")
    run(
        *("phr", "new", "Sea", "--prompt", PROMPT, "--adr", "ADR-1", "--visibility", "private"),
    ).ok()
    assert next((repo / "decisions").glob("0*")).read_text("utf-8") == page
    assert not (repo / "history").exists()
    shown = run("show", "PHR-1", "--json").json["record"]
    assert shown["fields"]["links"] == {"decides": ["ADR-1"]}


def test_a_dry_run_keeps_nothing(repo: Path, run: Runner) -> None:
    for visibility in ("summary", "private"):
        made = ("phr", "new", "Sea", "--prompt", PROMPT, "--visibility", visibility, "--dry-run")
        assert "PHR-0001" in run(*made).ok().out
    assert not (repo / ".git/minutebook/texts").exists()


def test_secrets_are_hidden_in_kept_texts(repo: Path, run: Runner) -> None:
    token = "ghp_" + "Zk9xQ2" * 6
    run("phr", "new", "Sea", "--prompt", f"Use {token}.", "--visibility", "private").ok()
    texts = repo / ".git/minutebook/texts"
    assert [token in path.read_text("utf-8") for path in texts.rglob("*.md")] == [False]


def test_records_that_are_imported_are_kept_apart(repo: Path, run: Runner, tmp_path: Path) -> None:
    run("phr", "new", "Sea", "--prompt", PROMPT, "--label", "hr").ok()
    run("phr", "new", "Land", "--prompt", "Land.").ok()
    run("phr", "new", "Air", "--prompt", "Air.", "--feature", "vault").ok()
    run("export", "--out", str(tmp_path / "all.json")).ok()
    for path in sorted((repo / "history").rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    rules = 'visibility-rules = [{ label = "hr", visibility = "summary" }, { feature = "vault", '
    (repo / "minutebook.toml").write_text(f'{rules}visibility = "private" }}]\n', "utf-8")
    imported = run("import", str(tmp_path / "all.json")).ok()
    assert "task.general" in imported.out
    tree = "".join(path.read_text("utf-8") for path in (repo / "history").rglob("*.md"))
    assert ("whales" in tree, "Land." in tree, "Air" in tree) == (False, True, False)
    assert len(list_kept(repo)) == 2
    assert run("check").out == "nothing wrong\n"
    assert run("phr", "verify").exit == 0


def test_a_page_that_cannot_be_written_keeps_nothing(
    repo: Path, run: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(Project, "apply_writes", fail)
    run("phr", "new", "Sea", "--prompt", PROMPT, "--visibility", "summary")
    assert list_kept(repo) == []


def test_an_answer_that_comes_later_is_kept_apart(repo: Path, run: Runner) -> None:
    run("phr", "new", "Sea", "--prompt", PROMPT, "--visibility", "summary").ok()
    project = open_project(str(repo))
    path = "history/prompts/general/0001-sea.general.prompt.md"
    for response in ("So be it.", "Another one."):  # the second comes too late
        answers.add_response(project, path, PhrDraft(title="Sea", response=response))
    assert "So be it" not in (repo / path).read_text("utf-8")
    assert run("show", "PHR-1", "--json").json["record"]["response"] == "So be it."
    assert run("phr", "verify").ok().out == (
        "PHR-0001  verified: prompt verified, response verified\n"
    )


def test_many_records_at_once(repo: Path, run: Runner) -> None:
    rules = 'visibility-rules = [{ label = "hr", visibility = "summary" }, { branch = "x/*", '
    (repo / "minutebook.toml").write_text(f'{rules}visibility = "private" }}]\n', "utf-8")
    turns = [
        PhrDraft(title=f"Whales {number}", stage="general", date="2026-01-31", prompt=PROMPT)
        for number in range(4)
    ]
    turns[1] = replace(turns[1], labels=("hr",), session="a")
    turns[2] = replace(turns[2], branch="x/y", session="b")
    turns[3] = replace(turns[3], session="c")
    result = create_phrs(open_project(str(repo)), turns)
    assert [record.number for record in result.records] == [1, 2, 3, 4]
    names = sorted(path.name for path in (repo / "history/prompts/general").glob("0*"))
    assert names == [
        "0001-whales-0.general.prompt.md",
        "0002-task.general.prompt.md",
        "0004-whales-3.general.prompt.md",
    ]
    assert list_kept(repo) == ["0002-task.general.prompt.md", "0003-whales-2.general.prompt.md"]
    assert run("phr", "verify").exit == 0
    again = create_phrs(open_project(str(repo)), turns[1:2], dry_run=True)
    assert (again.records, again.writes) == ((), ())


def test_pages_that_cannot_be_written_keep_nothing(
    repo: Path, run: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(Project, "apply_writes", fail)
    draft = PhrDraft(title="Sea", stage="general", date="2026-01-31", prompt=PROMPT)
    (repo / "minutebook.toml").write_text('visibility = "summary"\n', "utf-8")
    with pytest.raises(OSError, match="disk full"):
        create_phrs(open_project(str(repo)), [draft])
    assert list_kept(repo) == []


def test_a_template_without_a_place_for_a_summary(repo: Path, run: Runner) -> None:
    (repo / "own.md").write_text("# {{ title }}\n\n## Prompt\n\n{{ prompt }}\n", "utf-8")
    (repo / "minutebook.toml").write_text(
        'phr-template = "own.md"\nvisibility = "summary"\n', "utf-8"
    )
    made = run("phr", "new", "Sea", "--prompt", PROMPT).ok()
    assert "'own.md' has no place for the facts of a summary" in made.err
    assert run("phr", "verify").ok().out == "PHR-0001  verified: prompt verified\n"
