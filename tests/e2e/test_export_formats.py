"""`minutebook export` for other tools: Agent Trace, and cases to run again."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from agent_trace_schema import AGENT_TRACE_SCHEMA
from minutebook.provenance import murmur3
from minutebook.provenance.traces import make_trace

from command_runner import Runner
from json_documents import validate_document

Git = Callable[..., str]

PROMPT = 'Add two() to a.py,\n  with a "test" \U0001f600'
ADDED = ["def two():", "    value = 2", "", "    return value"]
TEST = "from src.a import two\n\n\ndef test_two():\n    assert two() == 2\n"
TESTS = "python -m pytest -q tests/test_two.py"


def rewrite(page: Path, old: str, new: str) -> None:
    text = page.read_text("utf-8")
    assert old in text
    page.write_text(text.replace(old, new), "utf-8")


@pytest.fixture
def worked_repo(repo: Path, run: Runner, git: Git) -> Path:
    """A repository with one prompt, whose work and record are one commit."""
    (repo / "src").mkdir()
    (repo / "src/a.py").write_text("def one():\n    return 1\n")
    run("adr", "new", "Use two", "--status", "accepted").ok()
    git("add", "-A")
    git("commit", "-q", "-m", "start")
    with (repo / "src/a.py").open("a") as file:
        file.write("\n".join(["", *ADDED, ""]))
    (repo / "tests").mkdir()
    (repo / "tests/test_two.py").write_text(TEST)
    args = ["--prompt", PROMPT, "--agent", "claude", "--surface", "claude", "--adr", "ADR-1"]
    args += ["--model", "claude-opus-4-5", "--file", "src/a.py", "--file", "tests/test_two.py"]
    run("phr", "new", "Add two", *args, "--test", f"{TESTS} (1 passed)").ok()
    traces = {"src/a.py": make_trace(ADDED), "tests/test_two.py": make_trace(TEST.split("\n"))}
    lines = "".join(f'\n  {path}: "{trace}"' for path, trace in traces.items())
    facts = f"session: s-1\nfidelity: verbatim\ntraces:{lines}"
    rewrite(page_of(repo), "fidelity: reported", facts)
    git("add", "-A")
    git("commit", "-q", "-m", "Add two")
    return repo


def page_of(repo: Path) -> Path:
    return next(repo.glob("history/prompts/*/0001-*.md"))


def export(run: Runner, name: str) -> list[dict[str, Any]]:
    documents = [json.loads(line) for line in run("export", "--format", name).ok().out.splitlines()]
    for document in documents:
        if name == "cases":
            validate_document("case", document)
        else:
            require_valid_trace(document)
    return documents


def require_valid_trace(document: dict[str, Any]) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    checker = jsonschema.FormatChecker()
    jsonschema.Draft202012Validator(AGENT_TRACE_SCHEMA, format_checker=checker).validate(document)


def test_the_schema_refuses_what_it_should() -> None:
    jsonschema = pytest.importorskip("jsonschema")
    record = {"version": "0.1", "id": "x", "timestamp": "then", "files": [{}]}
    validator = jsonschema.Draft202012Validator(
        AGENT_TRACE_SCHEMA, format_checker=jsonschema.FormatChecker()
    )
    assert len(list(validator.iter_errors(record))) >= 4


# Agent Trace ------------------------------------------------------------------------------------


def test_a_record_of_agent_trace(worked_repo: Path, run: Runner, git: Git) -> None:
    git("remote", "add", "origin", "git@github.com:acme/shop.git")
    head = git("rev-parse", "HEAD").strip()
    (document,) = export(run, "agent-trace")
    base = f"https://github.com/acme/shop/blob/{head}"
    page = page_of(worked_repo).relative_to(worked_repo).as_posix()
    conversation = {
        "url": f"{base}/{page}",
        "contributor": {"type": "ai", "model_id": "anthropic/claude-opus-4-5"},
        "related": [{"type": "decision", "url": f"{base}/decisions/0001-use-two.md"}],
    }
    text = "\n".join(ADDED)
    ranges = [
        {"start_line": 4, "end_line": 7, "content_hash": f"murmur3:{murmur3.hash_text(text)}"}
    ]
    assert document["files"][0] == {
        "path": "src/a.py",
        "conversations": [{**conversation, "ranges": ranges}],
    }
    assert [file["path"] for file in document["files"]] == ["src/a.py", "tests/test_two.py"]
    assert (document["version"], document["timestamp"]) == ("0.1.0", "2026-01-31T12:00:00Z")
    assert document["vcs"] == {"type": "git", "revision": head}
    assert document["tool"] == {"name": "claude"}
    assert document["metadata"] == {
        "dev.minutebook": {
            "ref": "PHR-0001",
            "path": page,
            "session_id": "s-1",
            "decisions": ["ADR-0001"],
            "prompt": PROMPT,
        }
    }
    assert export(run, "agent-trace") == [document]  # its id included


def test_without_a_forge_there_are_no_addresses(worked_repo: Path, run: Runner) -> None:
    (document,) = export(run, "agent-trace")
    (conversation,) = document["files"][0]["conversations"]
    assert conversation.keys() == {"contributor", "ranges"}


def test_ranges_are_those_of_the_commit_of_the_work(
    worked_repo: Path, run: Runner, git: Git
) -> None:
    before = export(run, "agent-trace")
    source = worked_repo / "src/a.py"
    source.write_text("# moved\n" * 9 + source.read_text())
    git("commit", "-qam", "move")
    assert export(run, "agent-trace") == before
    git("rm", "-q", "src/a.py")
    git("commit", "-qam", "gone")
    assert export(run, "agent-trace") == before


def test_a_record_that_is_not_committed_is_read_from_the_disk(
    worked_repo: Path, run: Runner, git: Git
) -> None:
    git("reset", "-q", "--soft", "HEAD^")
    (document,) = export(run, "agent-trace")
    assert "vcs" not in document
    assert [file["path"] for file in document["files"]] == ["src/a.py", "tests/test_two.py"]


def test_what_was_exported_is_imported(
    worked_repo: Path, run: Runner, other: Runner, git: Git
) -> None:
    (worked_repo / ".agent-trace").mkdir()
    run("export", "--format", "agent-trace", "--out", ".agent-trace/traces.jsonl").ok()
    assert run("import", "agent-trace").ok().err == "note: 1 prompt is recorded already\n"
    text = (worked_repo / ".agent-trace/traces.jsonl").read_text("utf-8")
    (other.top / ".agent-trace").mkdir()
    (other.top / ".agent-trace/traces.jsonl").write_text(text, "utf-8")
    other("import", "agent-trace").ok()
    record = other("show", "PHR-1", "--json").ok().json["record"]
    assert record["prompt"] == PROMPT
    assert (record["date"], record["agent"]) == ("2026-01-31", "claude")
    assert record["model"] == "anthropic/claude-opus-4-5"
    assert record["fields"]["files"] == ["src/a.py", "tests/test_two.py"]
    assert record["fields"]["session"] == "s-1"


@pytest.mark.parametrize(
    ("old", "new", "note"),
    [
        ("session: s-1", "visibility: private", "1 left out: the tree is to show nothing of it"),
        ("traces:", "told:", "1 left out: it has no traces"),
        ("src/a.py: ", "../../etc/passwd: ", ""),
        ("src/a.py: ", "/etc/passwd: ", ""),
        ("src/a.py: ", "':(top)x': ", ""),
        ("src/a.py: ", "'a\\0b': ", ""),
        ("traces:", "traces:\n  src: '1 AAAA'\n  x: [1]\n  y: '1 A'\n  '': '1 AAAA'", ""),
    ],
)
def test_what_a_page_may_say(
    old: str, new: str, note: str, worked_repo: Path, run: Runner, git: Git
) -> None:
    rewrite(page_of(worked_repo), old, new)
    git("commit", "-qam", "odd")
    result = run("export", "--format", "agent-trace").ok()
    assert result.err == (f"note: {note}\n" if note else "")
    documents = export(run, "agent-trace")
    assert len(documents) == (0 if note else 1)
    paths = {file["path"] for document in documents for file in document["files"]}
    assert paths <= {"src/a.py", "tests/test_two.py"}


def test_texts_that_are_kept_apart_do_not_come_along(
    worked_repo: Path, run: Runner, git: Git
) -> None:
    run("phr", "hide", "PHR-1", "--as", "summary").ok()
    git("add", "-A")
    git("commit", "-qm", "hide")
    for name in ("agent-trace", "cases"):
        assert "with a" not in run("export", "--format", name).ok().out
    assert run("export", "--format", "cases").err == (
        "note: 1 left out: its texts are not in the tree\n"
    )


# Cases ------------------------------------------------------------------------------------------


def test_a_case(worked_repo: Path, run: Runner, git: Git) -> None:
    git("remote", "add", "origin", "https://user:token@example.org/acme/shop.git")
    (case,) = export(run, "cases")
    digest = run("show", "PHR-1", "--json").ok().json["record"]["fields"]["digest"]
    assert case == {
        "schema": "minutebook.v1",
        "id": f"add-two-{digest.removeprefix('sha256:')[:12]}",
        "ref": "PHR-0001",
        "path": page_of(worked_repo).relative_to(worked_repo).as_posix(),
        "title": "Add two",
        "date": "2026-01-31",
        "prompt": PROMPT,
        "repository": "https://example.org/acme/shop",
        "parent": git("rev-parse", "HEAD^").strip(),
        "commits": [git("rev-parse", "HEAD").strip()],
        "test_files": ["tests/test_two.py"],
        "tests": [{"command": TESTS, "result": "1 passed"}],
        "expected": {"before": "unknown", "after": "passed"},
    }


def test_a_case_runs(worked_repo: Path, run: Runner, git: Git, tmp_path: Path) -> None:
    """As the documentation says: red at the parent, green with the work."""
    (case,) = export(run, "cases")
    place = tmp_path / "case"
    git("worktree", "add", "-q", "--detach", str(place), case["parent"])
    git("-C", str(place), "checkout", "-q", case["commits"][-1], "--", *case["test_files"])

    def run_test() -> int:
        code = "import sys; sys.path.insert(0, '.'); from tests.test_two import *; test_two()"
        return subprocess.run(
            [sys.executable, "-c", code], cwd=place, capture_output=True, check=False
        ).returncode

    assert run_test() != 0
    git("-C", str(place), "checkout", "-q", case["commits"][-1], "--", "src/a.py")
    assert run_test() == 0


def test_stated_commits_are_the_work(worked_repo: Path, run: Runner, git: Git) -> None:
    work, start = (git("rev-parse", name).strip() for name in ("HEAD", "HEAD^"))
    rewrite(page_of(worked_repo), "session: s-1", f"session: s-1\ncommits: [{work[:12]}, abcdef0]")
    git("mv", "src/a.py", "src/b.py")
    git("commit", "-qam", "later")
    (case,) = export(run, "cases")
    assert (case["parent"], case["commits"]) == (start, [work])


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("fidelity: verbatim", "fidelity: reported", "the prompt is not verbatim"),
        ("fidelity: verbatim", "fidelity: redacted", "the prompt is not verbatim"),
        ("Add two() to", "Add three() to", "the prompt was changed since it was recorded"),
        ("(1 passed)", "(1 failed, 2 passed)", "its tests failed in the end"),
        (f"- {TESTS} (1 passed)", "- tests/test_two.py", "it names no command of a test"),
        ("  - tests/test_two.py\n", "", "its work added no file of tests"),
    ],
)
def test_what_is_no_case_is_counted(
    old: str, new: str, reason: str, worked_repo: Path, run: Runner, git: Git
) -> None:
    page = page_of(worked_repo)
    rewrite(page, old, new)
    if "files:" in page.read_text() and "no file" in reason:
        rewrite(page, "  tests/test_two.py: ", "  other.py: ")
    git("commit", "-qam", "odd")
    result = run("export", "--format", "cases").ok()
    assert (result.out, result.err) == ("", f"note: 1 left out: {reason}\n")


def test_a_root_commit_has_no_parent(worked_repo: Path, run: Runner, git: Git) -> None:
    git("checkout", "-q", "--orphan", "alone")
    git("commit", "-qm", "all")
    assert run("export", "--format", "cases").ok().err == (
        "note: 1 left out: no commit is before its first one\n"
    )


def test_without_commits_there_is_no_case(worked_repo: Path, run: Runner, git: Git) -> None:
    git("update-ref", "-d", "HEAD")
    assert run("export", "--format", "cases").ok().err == (
        "note: 1 left out: its commits are not here\n"
    )
    assert run("export", "--format", "agent-trace").ok().out


def test_formats_that_are_not_known(repo: Path, run: Runner) -> None:
    result = run("export", "--format", "otlp")
    assert result.exit == 2
    assert "one of: json, agent-trace, cases" in result.err
    for name in ("agent-trace", "cases"):
        assert run("export", "--format", name).ok().out == ""


# Reading it back --------------------------------------------------------------------------------


def put_trace(elsewhere: Path, document: dict[str, Any]) -> None:
    (elsewhere / ".agent-trace").mkdir(exist_ok=True)
    (elsewhere / ".agent-trace/traces.jsonl").write_text(json.dumps(document), "utf-8")


@pytest.mark.parametrize(
    "place", ["the commit", "the disk", "another text", "another hash", "no revision", "a person"]
)
def test_an_import_notes_the_lines_that_are_as_the_trace_says(
    worked_repo: Path, run: Runner, git: Git, place: str
) -> None:
    (document,) = export(run, "agent-trace")
    page = page_of(worked_repo)
    git("rm", "-q", page.relative_to(worked_repo).as_posix())
    source = worked_repo / "src/a.py"
    (file, *_) = document["files"]
    (conversation,) = file["conversations"]
    if place == "the commit":
        source.write_text("gone\n")
    else:
        document["vcs"]["revision"] = "0" * 40
    if place == "another text":
        source.write_text(source.read_text().replace("value = 2", "value = 3"))
    if place == "another hash":
        conversation["ranges"][0]["content_hash"] = "sha256:" + "0" * 64
    if place == "no revision":
        del document["vcs"]
    if place == "a person":
        conversation["contributor"]["type"] = "human"
    git("add", "-A")
    git("commit", "-qm", "without its record")
    put_trace(worked_repo, document)
    run("import", "agent-trace").ok()
    text = page_of(worked_repo).read_text("utf-8")
    trace = make_trace(ADDED).replace(" ", "+ ", 1)  # there may have been others
    is_noted = place in ("the commit", "the disk", "no revision")
    assert (f'  a.py: "{trace}"' in text) is is_noted
    assert "  test_two.py: " in text  # each file by itself


def test_ranges_that_cannot_be(worked_repo: Path, run: Runner, git: Git) -> None:
    (document,) = export(run, "agent-trace")
    git("rm", "-q", page_of(worked_repo).relative_to(worked_repo).as_posix())
    git("commit", "-qm", "without its record")
    document["vcs"]["revision"] = "--output=x"
    for file, path in zip(document["files"], ["../../a.py", ".git/config"], strict=True):
        file["path"] = path
        (found,) = file["conversations"][0]["ranges"]
        wrong = [{"start_line": 0}, {"end_line": -1}, {"start_line": "1"}, {"content_hash": 7}]
        file["conversations"][0]["ranges"] = [found, None, *({**found, **each} for each in wrong)]
    put_trace(worked_repo, document)
    run("import", "agent-trace").ok()
    assert "traces:" not in page_of(worked_repo).read_text("utf-8")
    assert not (worked_repo / "x").exists()


@pytest.mark.parametrize(
    ("written", "timestamp"),
    [
        ("2026-01-31T09:30:00+01:00", "2026-01-31T08:30:00Z"),
        ("2026-01-31T23:30:00-08:00", "2026-02-01T07:30:00Z"),
        ("2026-02-20T09:00:00Z", "2026-01-31T12:00:00Z"),  # brought along later
    ],
)
def test_the_time_is_that_of_the_commit_of_its_day(
    worked_repo: Path, run: Runner, git: Git, written: str, timestamp: str
) -> None:
    git("commit", "-q", "--amend", "--no-edit", "--date", written)
    (document,) = export(run, "agent-trace")
    assert document["timestamp"] == timestamp


def test_the_folder_of_a_file_is_made(worked_repo: Path, run: Runner) -> None:
    out = ".agent-trace/traces.jsonl"
    run("export", "--format", "agent-trace", "--out", out).ok()
    assert json.loads((worked_repo / out).read_text("utf-8"))["version"] == "0.1.0"
