"""`minutebook audit`: its output and its exit status."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from minutebook.agents.recording import record_turn, turn_end
from minutebook.repository import light

import agent_transcripts as transcripts
from command_runner import Runner

Git = Callable[..., str]


@pytest.fixture(autouse=True)
def home(repo: Path, world: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in transcripts.VARIABLES:
        monkeypatch.delenv(name, raising=False)
    return Path(world["HOME"])


def test_the_output_for_people(run: Runner, repo: Path, home: Path, git: Git) -> None:
    assert run("audit").ok().out == "prompts  none known\ncommits  none known\n"
    git("commit", "-q", "--allow-empty", "-m", "by hand")
    sha = git("rev-parse", "HEAD")[:12]
    base = transcripts.asked(repo, "s1", "Add a cart", "Added")
    turn_end.record_ended_turns(str(repo), base)
    transcripts.claude(home, repo, "s2", ("Empty the cart. Soon.", "Emptied"))
    assert run("audit").ok().out == (
        "prompts  1 of 2 have a record (50 %)\n"
        "  2026-01-05 09:00  claude  Empty the cart  (no event of it came)\n"
        "commits  0 of 1 are explained (0 %)\n"
        f"  {sha}  by hand  (no record names it)\n"
        "minutebook audit --backfill makes the records that are missing\n"
    )
    result = run("audit", "--backfill").ok()
    assert result.out == (
        "PHR-0002  history/prompts/general/0002-empty-the-cart.general.prompt.md\n"
        "prompts  2 of 2 have a record (100 %)\n"
        "commits  0 of 1 are explained (0 %)\n"
        f"  {sha}  by hand  (no record names it)\n"
    )
    page = Path("history/prompts/general/0002-empty-the-cart.general.prompt.md")
    page.write_text(
        page.read_text("utf-8").replace("\n> Empty the cart. Soon.\n", "\n> Fill it.\n")
    )
    assert run("audit").ok().out.split("\n")[-3:-1] == [
        "records  1 claim a prompt that was not given so",
        f"  PHR-0002  {page}  (its prompt was changed)",
    ]


def test_the_document(run: Runner, repo: Path, home: Path, git: Git) -> None:
    git("commit", "-q", "--allow-empty", "-m", "by hand")
    transcripts.claude(home, repo, "s1", ("Add a cart", "Added"))
    document = run("audit", "--json").ok().json
    assert document == {
        "schema": "minutebook.v1",
        "prompts": {
            "known": 1,
            "recorded": 0,
            "missing": [
                {
                    "agent": "claude", "session": "s1", "subagent": "",
                    "started": "2026-01-05T09:00:00Z", "title": "Add a cart",
                    "source": "transcript", "why": "no event of it came",
                }
            ],
            "asked_before": [],
            "nothing": [],
            "removed": [],
            "open": [],
            "unknown": [],
        },
        "commits": {
            "known": 1,
            "explained": 0,
            "unexplained": [
                {
                    "commit": git("rev-parse", "HEAD").strip(),
                    "subject": "by hand",
                    "why": "no record names it",
                }
            ],
        },
        "claims": [],
        "writes": [],
        "failed": [],
    }  # fmt: skip
    document = run("audit", "--json", "--backfill").ok().json
    assert document["writes"] == ["history/prompts/general/0001-add-a-cart.general.prompt.md"]


def test_the_required_coverage_decides_the_status(run: Runner, repo: Path, home: Path) -> None:
    transcripts.claude(home, repo, "s1", ("Add a cart", "Added"))
    assert run("audit").exit == 0
    assert run("audit", "--min-coverage", "95").exit == 1
    assert run("audit", "--min-coverage", "0").exit == 0
    assert run("audit", "--min-coverage", "101").exit == 2
    assert run("audit", "--min-coverage", "95", "--json").exit == 1
    assert run("audit", "--min-coverage", "95", "--backfill").exit == 0
    assert run("audit", "--min-coverage", "100").exit == 0


def test_the_spool(run: Runner, repo: Path) -> None:
    assert run("audit", "--spool").ok().out == "nothing is left in the spool\n"
    transcripts.asked(repo, "s1", "Add a cart")
    base = transcripts.asked(repo, "s1", "Empty it", "Emptied", at=60)
    light.append_bytes(f"{base}.jsonl", b"cut off\n")
    lines = [
        "2026-01-05 09:00  claude  Add a cart  (its stop never came)",
        "2026-01-05 09:01  claude  Empty it  (recording it failed)",
        "claude-s1: 1 line cannot be read",
    ]
    assert run("audit", "--spool").ok().out == "".join(f"{line}\n" for line in lines)
    log = repo / ".git" / "minutebook" / "log"
    log.write_text("…")
    assert run("audit", "--spool").ok().out.endswith(f"what went wrong stands in {log}\n")
    document = run("audit", "--spool", "--json").ok().json
    assert [prompt["title"] for prompt in document["spool"]] == ["Add a cart", "Empty it"]
    assert document["broken"] == [{"session": "claude-s1", "lines": 1}]


def test_turns_whose_prompt_is_not_known_are_counted(run: Runner, repo: Path) -> None:
    transcripts.event(repo, "s1", "Stop", 1, last_assistant_message="An answer to nothing")
    line = "  1 turn has no record: the agent reported no prompt, or an empty one\n"
    assert line in run("audit").ok().out
    assert run("audit", "--spool").ok().out.endswith("(no prompt is known of it)\n")
    unknown = run("audit", "--json").ok().json["prompts"]["unknown"]
    assert [(each["session"], each["why"]) for each in unknown] == [
        ("s1", "no prompt is known of it")
    ]


def test_what_is_hidden_is_never_printed(run: Runner, repo: Path, home: Path) -> None:
    key = "ghp_" + "".join(chr(97 + (index * 7) % 26) + str(index % 10) for index in range(18))
    transcripts.claude(home, repo, "s1", (f"Push with {key}", f"Pushed with {key}"))
    transcripts.asked(repo, "s2", f"Pull with {key}", "Done")
    for args in (["--json"], ["--spool"], ["--spool", "--json"], [], ["--backfill"]):
        result = run("audit", *args).ok()
        assert key not in result.out + result.err
    assert key not in "".join(path.read_text("utf-8") for path in Path("history").rglob("*.md"))


def test_long_lists_are_cut_for_people(run: Runner, repo: Path, home: Path) -> None:
    transcripts.claude(
        home, repo, "s1", *((f"Do the thing {number}", "Done") for number in range(25))
    )
    out = run("audit").ok().out
    assert out.count("Do the thing") == 20
    assert "  … and 5 more; --json has them all\n" in out
    assert len(json.loads(run("audit", "--json").out)["prompts"]["missing"]) == 25


def test_other_places_and_agents(run: Runner, repo: Path, tmp_path: Path) -> None:
    transcripts.claude(tmp_path / "sent", repo, "s1", ("Send the mail", "Yes"))
    transcripts.claude(tmp_path / "sent", tmp_path / "other", "s2", ("Add a shop", "Yes"))
    result = run("audit", "--transcripts", str(tmp_path / "sent")).ok()
    assert result.out.startswith("prompts  0 of 1 ")
    assert result.err == "note: 1 prompt of another folder is left out\n"
    sent = ("audit", "--transcripts", str(tmp_path / "sent"))
    assert run(*sent, "--agent", "codex").ok().out.startswith("prompts  none known\n")
    refused = run("audit", "--agent", "clod")
    assert (refused.exit, refused.err.split("\n")[0]) == (2, "error: no agent is called 'clod'")


def test_what_fails_is_said(
    run: Runner, repo: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    transcripts.claude(home, repo, "s1", ("Add a cart", "Added"))

    def record(*_: object) -> None:
        raise RuntimeError("a detector")

    monkeypatch.setattr(record_turn, "record_turn", record)
    result = run("audit", "--backfill", "--min-coverage", "95")
    assert result.exit == 1
    assert "note: not recorded: claude s1: a detector\n" in result.err
