"""How long commands take, as multiples of `python -c pass` on the same machine in the same run.

    python tests/bench/ratio.py [ROUNDS]

Rounds are interleaved, so that a machine that is busy for a while is busy for all of them; medians
are compared, so that one slow start counts for nothing.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median

FULL = os.environ.get("MINUTEBOOK_BENCH") == "full"  # else small: it works, and measures little
ROUNDS = 15 if FULL else 3


def ratios(
    commands: Mapping[str, Sequence[str]],
    *,
    cwd: Path,
    env: Mapping[str, str],
    rounds: int = 15,
    python: str = sys.executable,
    before: Mapping[str, Sequence[str]] | None = None,
) -> dict[str, float]:
    """Each command's median time, in medians of `python -c pass`. A command that fails raises.

    `before` has what is run each time before a command, and is not measured.
    """
    every = {"": [python, "-c", "pass"], **commands}
    times: dict[str, list[float]] = {name: [] for name in every}
    for turn in range(rounds + 1):
        for name, words in every.items():
            if before and name in before:
                seconds(before[name], cwd, env)
            took = seconds(words, cwd, env)
            if turn:  # the first round warms the caches
                times[name].append(took)
    base = median(times.pop(""))
    return {name: median(taken) / base for name, taken in times.items()}


def seconds(words: Sequence[str], cwd: Path, env: Mapping[str, str]) -> float:
    """Wall time of one process, from its start to its end."""
    began = time.perf_counter()
    subprocess.run(
        words, cwd=cwd, env=env, check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL
    )
    return time.perf_counter() - began


def shelf(top: Path, env: Mapping[str, str], decisions: int, prompts: int) -> None:
    """A repository with that many records, written by hand: only their reading is measured."""
    subprocess.run(["git", "init", "-q", str(top)], check=True, env=env)
    subprocess.run([*MINUTEBOOK, "init"], check=True, cwd=top, env=env, stdout=subprocess.DEVNULL)
    first = 1 + max(int(path.name[:4]) for path in (top / "decisions").glob("0*.md"))
    for number in range(first, first + decisions):
        (top / "decisions" / f"{number:04}-decision-{number}.md").write_text(
            f"---\nstatus: accepted\ndate: 2026-01-31\n---\n\n# Decision {number}\n\n## Context\n",
            "utf-8",
        )
    route = top / "history" / "prompts" / "general"
    route.mkdir(parents=True, exist_ok=True)
    for number in range(1, prompts + 1):
        (route / f"{number:04}-prompt-{number}.general.prompt.md").write_text(
            f'---\nid: "{number:04}"\ntitle: Prompt {number}\nstage: general\ndate: 2026-01-31\n'
            f"model: m\nfeature: shop\nlabels: [a, b]\nfiles:\n  - src/a.py\n---\n\n"
            f"## Prompt\n\n```text\nDo {number}.\n```\n",
            "utf-8",
        )
    subprocess.run([*MINUTEBOOK, "index"], check=True, cwd=top, env=env, stdout=subprocess.DEVNULL)


MINUTEBOOK = (sys.executable, "-m", "minutebook")
# The hook takes an event as its last word too, as Codex gives it to `notify`.
HOOK = (sys.executable, "-c", "from minutebook.agents.hook import main; main()", "claude")


def told(event: str, session: str, **more: object) -> str:
    """An event of Claude Code."""
    common = {"session_id": session, "permission_mode": "default", "hook_event_name": event}
    return json.dumps({**common, **more})


GIT_STATUS = "git status"
_ASKED = "Please add a cache to app.py. It is slow."
HOOKS = {
    GIT_STATUS: ("git", "status", "--porcelain=v2", "--branch", "-z", "-uall", "--no-renames"),
    "an event within a turn": (
        *HOOK,
        told("PostToolUse", "tools", tool_name="Bash", tool_input={"command": "pytest -q"}),
    ),
    "a prompt": (*HOOK, told("UserPromptSubmit", "prompts", prompt=_ASKED)),
    "an end of a turn": (*HOOK, told("Stop", "turns", last_assistant_message="Done: a cache.")),
}
BEFORE = {"an end of a turn": (*HOOK, told("UserPromptSubmit", "turns", prompt=_ASKED))}
# What git says of the tree is left out of these, and shown apart.
HOOK_AIMS = {"an event within a turn": 1.6, "a prompt": 3, "an end of a turn": 15}


def hook_ratios(top: Path, env: Mapping[str, str], rounds: int = 15) -> dict[str, float]:
    """What the agents' door costs beside git's own answer, which comes first."""
    measured = ratios(HOOKS, cwd=top, env=env, rounds=rounds, before=BEFORE)
    for name in ("a prompt", "an end of a turn"):
        measured[name] -= measured[GIT_STATUS]
    return measured


def files(top: Path, count: int) -> None:
    """That many files in the tree, committed."""
    for number in range(count):
        path = top / f"src/{number % 100}/{number}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"x = {number}\n", "utf-8")
    for words in (["add", "-A"], ["commit", "-qm", "files"]):
        subprocess.run(["git", *words], check=True, cwd=top, stdout=subprocess.DEVNULL)


# What a command may cost at most; the gate is tests/test_imports.py, these are the aim.
AIMS = {"--version": 2, "phr new": 9, "adr new": 9, "list --json (100 records)": 12}
COMMANDS = {
    "--version": (*MINUTEBOOK, "--version"),
    "phr new": (*MINUTEBOOK, "phr", "new", "A title", "--prompt", "A prompt"),
    "adr new": (*MINUTEBOOK, "adr", "new", "A title"),
    "list --json (100 records)": (*MINUTEBOOK, "list", "--json", "--limit", "100"),
}


def report(measured: Mapping[str, float]) -> str:
    """One line a command: its ratio, and its aim where it has one."""
    lines = []
    for name, ratio in measured.items():
        aim = {**AIMS, **HOOK_AIMS}.get(name)
        lines.append(f"{name:<28} {ratio:6.2f}" + (f"   (at most {aim})" if aim else ""))
    return "\n".join(lines)


def main() -> None:
    """Measure in a scratch repository and print."""
    import tempfile

    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    with tempfile.TemporaryDirectory() as place:
        top = Path(place) / "repo"
        shelf(top, os.environ, 50, 49)
        files(top, 10_000)
        print(report(ratios(COMMANDS, cwd=top, env=os.environ, rounds=rounds)))
        print(report(hook_ratios(top, os.environ, rounds)))


if __name__ == "__main__":
    main()
