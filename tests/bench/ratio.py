"""How long commands take, as multiples of `python -c pass` on the same machine in the same run.

    python tests/bench/ratio.py [ROUNDS]

Rounds are interleaved, so that a machine that is busy for a while is busy for all of them; medians
are compared, so that one slow start counts for nothing.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median


def ratios(
    commands: Mapping[str, Sequence[str]],
    *,
    cwd: Path,
    env: Mapping[str, str],
    rounds: int = 15,
    python: str = sys.executable,
) -> dict[str, float]:
    """Each command's median time, in medians of `python -c pass`. A command that fails raises."""
    every = {"": [python, "-c", "pass"], **commands}
    times: dict[str, list[float]] = {name: [] for name in every}
    for turn in range(rounds + 1):
        for name, words in every.items():
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
    subprocess.run([*BACKSTORY, "init"], check=True, cwd=top, env=env, stdout=subprocess.DEVNULL)
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
    subprocess.run([*BACKSTORY, "index"], check=True, cwd=top, env=env, stdout=subprocess.DEVNULL)


BACKSTORY = (sys.executable, "-m", "backstory")
# What a command may cost at most; the gate is tests/test_imports.py, these are the aim.
AIMS = {"--version": 2, "phr new": 9, "adr new": 9, "list --json (100 records)": 12}
COMMANDS = {
    "--version": (*BACKSTORY, "--version"),
    "phr new": (*BACKSTORY, "phr", "new", "A title", "--prompt", "A prompt"),
    "adr new": (*BACKSTORY, "adr", "new", "A title"),
    "list --json (100 records)": (*BACKSTORY, "list", "--json", "--limit", "100"),
}


def report(measured: Mapping[str, float]) -> str:
    """One line a command: its ratio, and its aim where it has one."""
    lines = []
    for name, ratio in measured.items():
        aim = AIMS.get(name)
        lines.append(f"{name:<28} {ratio:6.2f}" + (f"   (at most {aim})" if aim else ""))
    return "\n".join(lines)


def main() -> None:
    """Measure in a scratch repository and print."""
    import tempfile

    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    with tempfile.TemporaryDirectory() as place:
        top = Path(place) / "repo"
        shelf(top, os.environ, 50, 49)
        print(report(ratios(COMMANDS, cwd=top, env=os.environ, rounds=rounds)))


if __name__ == "__main__":
    main()
