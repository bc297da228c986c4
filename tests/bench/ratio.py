"""Measures commands, as multiples of `python -c pass` on the same machine in the same run.

    python tests/bench/ratio.py [ROUNDS]

Each round runs all commands, so that a machine that is busy for a while slows all of them alike.
Medians are compared, so that a single slow start has no effect.
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

FULL = (
    os.environ.get("MINUTEBOOK_BENCH") == "full"
)  # else small: shows that it works, measures little
ROUNDS = 15 if FULL else 2


def measure_ratios(
    commands: Mapping[str, Sequence[str]],
    *,
    cwd: Path,
    env: Mapping[str, str],
    rounds: int = 15,
    python: str = sys.executable,
    setup_commands: Mapping[str, Sequence[str]] | None = None,
) -> dict[str, float]:
    """Each command's median time, in medians of `python -c pass`. A command that fails raises.

    `setup_commands` maps a command's name to a command that is run before it, unmeasured.
    """
    all_commands = {"": [python, "-c", "pass"], **commands}
    times: dict[str, list[float]] = {name: [] for name in all_commands}
    for round_number in range(rounds + 1):
        for name, args in all_commands.items():
            if setup_commands and name in setup_commands:
                measure_seconds(setup_commands[name], cwd, env)
            duration = measure_seconds(args, cwd, env)
            if round_number:  # the first round warms the caches
                times[name].append(duration)
    base = median(times.pop(""))
    return {name: median(durations) / base for name, durations in times.items()}


def measure_seconds(args: Sequence[str], cwd: Path, env: Mapping[str, str]) -> float:
    """Wall time of one process, from its start to its end."""
    start = time.perf_counter()
    subprocess.run(
        args, cwd=cwd, env=env, check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL
    )
    return time.perf_counter() - start


def write_repository(top: Path, env: Mapping[str, str], decisions: int, prompts: int) -> None:
    """Make a repository with that many records, without the commands that are to be measured."""
    subprocess.run(["git", "init", "-q", str(top)], check=True, env=env)
    subprocess.run([*MINUTEBOOK, "init"], check=True, cwd=top, env=env, stdout=subprocess.DEVNULL)
    first = 1 + max(int(path.name[:4]) for path in (top / "decisions").glob("0*.md"))
    for number in range(first, first + decisions):
        (top / "decisions" / f"{number:04}-decision-{number}.md").write_text(
            f"---\nstatus: accepted\ndate: 2026-01-31\n---\n\n# Decision {number}\n\n## Context\n",
            "utf-8",
        )
    prompts_folder = top / "history" / "prompts" / "general"
    prompts_folder.mkdir(parents=True, exist_ok=True)
    for number in range(1, prompts + 1):
        (prompts_folder / f"{number:04}-prompt-{number}.general.prompt.md").write_text(
            f'---\nid: "{number:04}"\ntitle: Prompt {number}\nstage: general\ndate: 2026-01-31\n'
            f"model: m\nfeature: shop\nlabels: [a, b]\nfiles:\n  - src/a.py\n---\n\n"
            f"## Prompt\n\n```text\nDo {number}.\n```\n",
            "utf-8",
        )
    subprocess.run([*MINUTEBOOK, "index"], check=True, cwd=top, env=env, stdout=subprocess.DEVNULL)


MINUTEBOOK = (sys.executable, "-m", "minutebook")
# The hook also takes an event as its last argument, as Codex passes it to `notify`.
HOOK = (sys.executable, "-c", "from minutebook.agents.hook import main; main()", "claude")


def build_event(event: str, session: str, **fields: object) -> str:
    """An event of Claude Code as JSON."""
    common_fields = {"session_id": session, "permission_mode": "default", "hook_event_name": event}
    return json.dumps({**common_fields, **fields})


GIT_STATUS = "git status"
_PROMPT = "Please add a cache to app.py. It is slow."
HOOKS = {
    GIT_STATUS: ("git", "status", "--porcelain=v2", "--branch", "-z", "-uall", "--no-renames"),
    "an event within a turn": (
        *HOOK,
        build_event("PostToolUse", "tools", tool_name="Bash", tool_input={"command": "pytest -q"}),
    ),
    "a prompt": (*HOOK, build_event("UserPromptSubmit", "prompts", prompt=_PROMPT)),
    "an end of a turn": (
        *HOOK,
        build_event("Stop", "turns", last_assistant_message="Done: a cache."),
    ),
}
HOOK_SETUP = {"an end of a turn": (*HOOK, build_event("UserPromptSubmit", "turns", prompt=_PROMPT))}
# Ratios without the time of `git status`, which is printed separately.
HOOK_AIMS = {"an event within a turn": 1.6, "a prompt": 3, "an end of a turn": 15}


def measure_hook_ratios(top: Path, env: Mapping[str, str], rounds: int = 15) -> dict[str, float]:
    """The ratios of the agents' hook without git's own time, which is the first ratio."""
    measured = measure_ratios(HOOKS, cwd=top, env=env, rounds=rounds, setup_commands=HOOK_SETUP)
    for name in ("a prompt", "an end of a turn"):
        measured[name] -= measured[GIT_STATUS]
    return measured


def commit_files(top: Path, count: int) -> None:
    """Commit `count` source files."""
    for number in range(count):
        path = top / f"src/{number % 100}/{number}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"x = {number}\n", "utf-8")
    for args in (["add", "-A"], ["commit", "-qm", "files"]):
        subprocess.run(["git", *args], check=True, cwd=top, stdout=subprocess.DEVNULL)


# The aims: at most so many starts of Python. They decide nothing; tests/e2e/test_imports.py does.
AIMS = {
    "--version": 1.3,
    "--help": 7,
    "adr new --help": 7,
    "phr new": 9,
    "adr new": 9,
    "list --json (100 records)": 12,
}
COMMANDS = {
    "--version": (*MINUTEBOOK, "--version"),
    "--help": (*MINUTEBOOK, "--help"),
    "adr new --help": (*MINUTEBOOK, "adr", "new", "--help"),
    "phr new": (*MINUTEBOOK, "phr", "new", "A title", "--prompt", "A prompt"),
    "adr new": (*MINUTEBOOK, "adr", "new", "A title"),
    "list --json (100 records)": (*MINUTEBOOK, "list", "--json", "--limit", "100"),
}


def format_report(measured: Mapping[str, float]) -> str:
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
    with tempfile.TemporaryDirectory() as folder:
        top = Path(folder) / "repo"
        write_repository(top, os.environ, 50, 49)
        commit_files(top, 10_000)
        print(format_report(measure_ratios(COMMANDS, cwd=top, env=os.environ, rounds=rounds)))
        print(format_report(measure_hook_ratios(top, os.environ, rounds)))


if __name__ == "__main__":
    main()
