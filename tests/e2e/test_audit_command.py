"""`minutebook audit`: what it says, and with which status it leaves."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from minutebook.agents import recording
from minutebook.repository import light

import agent_transcripts as told
from command_runner import Runner

Git = Callable[..., str]


@pytest.fixture(autouse=True)
def home(repo: Path, world: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in told.VARIABLES:
        monkeypatch.delenv(name, raising=False)
    return Path(world["HOME"])


def test_for_people(run: Runner, repo: Path, home: Path, git: Git) -> None:
    assert run("audit").ok().out == "prompts  none known\ncommits  none known\n"
    git("commit", "-q", "--allow-empty", "-m", "by hand")
    sha = git("rev-parse", "HEAD")[:12]
    base = told.asked(repo, "s1", "Add a cart", "Added")
    recording.record_ended_turns(str(repo), base)
    told.claude(home, repo, "s2", ("Empty the cart. Soon.", "Emptied"))
    assert run("audit").ok().out == (
        "prompts  1 of 2 have a record (50 %)\n"
        "  2026-01-05 09:00  claude  Empty the cart  (no event of it came)\n"
        "commits  0 of 1 are explained (0 %)\n"
        f"  {sha}  by hand  (no record names it)\n"
        "minutebook audit --backfill makes the records that are missing\n"
    )
    done = run("audit", "--backfill").ok()
    assert done.out == (
        "PHR-0002  history/prompts/general/0002-empty-the-cart.general.prompt.md\n"
        "prompts  2 of 2 have a record (100 %)\n"
        "commits  0 of 1 are explained (0 %)\n"
        f"  {sha}  by hand  (no record names it)\n"
    )
    page = Path("history/prompts/general/0002-empty-the-cart.general.prompt.md")
    page.write_text(page.read_text("utf-8").replace("\nEmpty the cart. Soon.\n", "\nFill it.\n"))
    assert run("audit").ok().out.split("\n")[-3:-1] == [
        "records  1 claim a prompt that was not given so",
        f"  PHR-0002  {page}  (its prompt was changed)",
    ]


def test_for_programs(run: Runner, repo: Path, home: Path, git: Git) -> None:
    git("commit", "-q", "--allow-empty", "-m", "by hand")
    told.claude(home, repo, "s1", ("Add a cart", "Added"))
    done = run("audit", "--json").ok().json
    assert done == {
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
    done = run("audit", "--json", "--backfill").ok().json
    assert done["writes"] == ["history/prompts/general/0001-add-a-cart.general.prompt.md"]


def test_the_least_coverage(run: Runner, repo: Path, home: Path) -> None:
    told.claude(home, repo, "s1", ("Add a cart", "Added"))
    assert run("audit").exit == 0
    assert run("audit", "--min-coverage", "95").exit == 1
    assert run("audit", "--min-coverage", "0").exit == 0
    assert run("audit", "--min-coverage", "101").exit == 2
    assert run("audit", "--min-coverage", "95", "--json").exit == 1
    assert run("audit", "--min-coverage", "95", "--backfill").exit == 0
    assert run("audit", "--min-coverage", "100").exit == 0


def test_the_spool(run: Runner, repo: Path) -> None:
    assert run("audit", "--spool").ok().out == "nothing is left in the spool\n"
    told.asked(repo, "s1", "Add a cart")
    base = told.asked(repo, "s1", "Empty it", "Emptied", at=60)
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
    done = run("audit", "--spool", "--json").ok().json
    assert [one["title"] for one in done["spool"]] == ["Add a cart", "Empty it"]
    assert done["broken"] == [{"session": "claude-s1", "lines": 1}]


def test_what_is_hidden_is_never_printed(run: Runner, repo: Path, home: Path) -> None:
    key = "ghp_" + "".join(chr(97 + (at * 7) % 26) + str(at % 10) for at in range(18))
    told.claude(home, repo, "s1", (f"Push with {key}", f"Pushed with {key}"))
    told.asked(repo, "s2", f"Pull with {key}", "Done")
    for words in (["--json"], ["--spool"], ["--spool", "--json"], [], ["--backfill"]):
        done = run("audit", *words).ok()
        assert key not in done.out + done.err
    assert key not in "".join(path.read_text("utf-8") for path in Path("history").rglob("*.md"))


def test_long_lists_are_cut_for_people(run: Runner, repo: Path, home: Path) -> None:
    told.claude(home, repo, "s1", *((f"Do the thing {at}", "Done") for at in range(25)))
    out = run("audit").ok().out
    assert out.count("Do the thing") == 20
    assert "  … and 5 more; --json has them all\n" in out
    assert len(json.loads(run("audit", "--json").out)["prompts"]["missing"]) == 25


def test_other_places_and_agents(run: Runner, repo: Path, tmp_path: Path) -> None:
    told.claude(tmp_path / "sent", repo, "s1", ("Sent", "Yes"))
    told.claude(tmp_path / "sent", tmp_path / "other", "s2", ("Foreign", "Yes"))
    done = run("audit", "--transcripts", str(tmp_path / "sent")).ok()
    assert done.out.startswith("prompts  0 of 1 ")
    assert done.err == "note: 1 prompt of another folder is left out\n"
    sent = ("audit", "--transcripts", str(tmp_path / "sent"))
    assert run(*sent, "--agent", "codex").ok().out.startswith("prompts  none known\n")
    refused = run("audit", "--agent", "clod")
    assert (refused.exit, refused.err.split("\n")[0]) == (2, "error: no agent is called 'clod'")


def test_what_fails_is_said(
    run: Runner, repo: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told.claude(home, repo, "s1", ("Add a cart", "Added"))

    def record(*_: object) -> None:
        raise RuntimeError("a detector")

    monkeypatch.setattr(recording, "record_turn", record)
    done = run("audit", "--backfill", "--min-coverage", "95")
    assert done.exit == 1
    assert "note: not recorded: claude s1: a detector\n" in done.err
