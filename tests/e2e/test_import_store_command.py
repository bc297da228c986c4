"""`minutebook import STORE`: its output, its exit status, and what it refuses."""

from __future__ import annotations

from pathlib import Path

import pytest

from stored_prompts import AIDER_HISTORY, SESSION, put_specstory

from command_runner import Runner
from json_documents import validate_document

PAGE = "history/prompts/general/0001-add-a-cart.general.prompt.md"


def put_page(repo: Path, *prompts: str) -> None:
    messages = [
        (f"User (2026-03-06 20:{number:02d}:00Z)", prompt) for number, prompt in enumerate(prompts)
    ]
    put_specstory(repo, "one", *messages)


def test_the_output_for_people(run: Runner, repo: Path) -> None:
    put_page(repo, "Add a cart", "Empty the cart")
    result = run("import", "specstory", "--limit", "1", "--dry-run").ok()
    assert result.out == (
        f"PHR-0001  {PAGE}\n"
        "would write history/README.md\n"
        "would write history/prompts/general/README.md\n"
    )
    assert result.err == "note: 1 prompt is left for the next time, beyond --limit\n"
    assert not Path("history").exists()
    assert run("import", "specstory", "--limit", "1").ok().out.startswith(f"PHR-0001  {PAGE}\n")
    result = run("import", "specstory").ok()
    assert "PHR-0002  history/prompts/general/0002-empty-the-cart" in result.out
    assert result.err == "note: 1 prompt is recorded already\n"
    put_page(repo, "Add a cart", "Empty the cart", "Why?")
    result = run("import", "specstory", "--since", "2026-03-07").ok()
    assert result.out == "nothing to do\n"
    assert result.err == "note: 2 prompts are recorded already\nnote: 1 prompt is before --since\n"
    shown = run("show", "PHR-1", "--json").ok().json["record"]
    assert (shown["prompt"], shown["fields"]["session"]) == ("Add a cart", SESSION)


def test_many_records_are_summed_up(run: Runner, repo: Path) -> None:
    put_page(repo, *(f"Add number {number}" for number in range(23)))
    lines = run("import", "specstory").ok().out.splitlines()
    assert lines[19].startswith("PHR-0020  ")
    assert lines[20] == "… and 3 more; --json has them all"


def test_a_store_that_holds_nothing(run: Runner, repo: Path) -> None:
    result = run("import", "agent-trace").ok()
    assert result.out == (
        "nothing to import: looked in .agent-trace/*.json, .agent-trace/*.jsonl, "
        "refs/notes/agent-trace, ~/.agent-trace/projects (agent-trace-cli)\n"
    )
    (repo / ".agent-trace").mkdir()
    trace = '{"version": "0.1.0", "id": "x", "timestamp": "2026-01-05T09:00:00Z", "files": []}\n'
    (repo / ".agent-trace/traces.jsonl").write_text(trace)
    assert run("import", "agent-trace").ok().err == (
        "note: 1 entry holds no prompt: a trace names files, lines and a conversation; "
        "its format has no place for the prompt\n"
    )


def test_a_malformed_file_is_a_finding(run: Runner, repo: Path) -> None:
    put_page(repo, "Add a cart")
    (repo / ".specstory/history/bad.md").write_text("# Notes\n")
    for expected in (PAGE, "nothing to do"):
        result = run("import", "specstory")
        assert (result.exit, expected in result.out) == (1, True)
        assert result.err.startswith(
            "warning: .specstory/history/bad.md: it is not a page of SpecStory\n"
        )


def test_the_document(run: Runner, repo: Path) -> None:
    put_page(repo, "Add a cart", "Empty the cart")
    (repo / ".specstory/history/bad.md").write_text("# Notes\n")
    run("import", "specstory", "--limit", "1")
    document = run("import", "specstory", "--json").json
    validate_document("import-store", document)
    assert [record["title"] for record in document["records"]] == ["Empty the cart"]
    assert document["prompts"] == {
        "known": 2, "imported": 1, "recorded": 1, "early": 0, "unchanging": 0, "later": 0,
        "silent": 0,
    }  # fmt: skip
    assert document["problems"] == [".specstory/history/bad.md: it is not a page of SpecStory"]


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["specstory", "nowhere"], "nothing is at "),
        (["entire", "nowhere"], "is not a clone with a working tree"),
        (["specstory", "--since", "yesterday"], "--since "),
        (["specstory", "--limit", "-1"], "--limit"),
        (["specstory", "--no-redact"], "--no-redact does not go with specstory"),
    ],
)
def test_wrong_arguments(run: Runner, args: list[str], message: str) -> None:
    result = run("import", *args)
    assert result.exit == 2
    assert message in result.err
    assert "\nhint: " in result.err


def test_from_a_subfolder_and_from_another_place(run: Runner, repo: Path, tmp_path: Path) -> None:
    (tmp_path / "old").mkdir()
    (tmp_path / "old/chat.md").write_text(AIDER_HISTORY, "utf-8")
    result = run("import", "aider", "../old/chat.md").ok()
    assert "PHR-0004" in result.out
    (repo / "src").mkdir()
    result = run("-C", "src", "import", "aider", "../../old/chat.md").ok()
    assert result.err == "note: 4 prompts are recorded already\n"
