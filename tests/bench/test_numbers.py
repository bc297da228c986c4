"""`pytest -m bench -s tests/bench/test_numbers.py`: numbers given to many at once.

MINUTEBOOK_BENCH=full makes 1,000 records in each of four working trees; without it there are 64 in
all, which shows that it works and measures nothing.
"""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest
from ratio import FULL

from minutebook.agents import hook
from minutebook.repository.git import branch_numbers

Git = Callable[..., str]
RECORDS = 4000 if FULL else 64
_CODE = """
import sys
from minutebook.operations import create
from minutebook.records.drafting.drafts import PhrDraft
from minutebook.operations.project import open_project
print("ready", flush=True)
sys.stdin.readline()
for number in range(int(sys.argv[2])):
    done = create.create_phr(open_project(sys.argv[1]), PhrDraft(f"A {number}", prompt="x"))
    print(done.records[0].number, *done.warnings, flush=True)
"""


def given(tops: Sequence[Path], each: int, world: Mapping[str, str]) -> tuple[list[int], float]:
    """The numbers that a process in each of the trees was given, all at once, and the seconds."""
    children = [
        subprocess.Popen(
            [sys.executable, "-c", _CODE, str(top), str(each)],
            env=world,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for top in tops
    ]
    for child in children:
        assert child.stdout
        assert child.stdout.readline() == "ready\n"
    began = time.perf_counter()
    for child in children:
        assert child.stdin
        child.stdin.write("go\n")
        child.stdin.flush()
    said = [child.communicate()[0] for child in children]
    took = time.perf_counter() - began
    assert [child.returncode for child in children] == [0] * len(children)
    return [int(line) for out in said for line in out.splitlines()], took


def told(tops: Sequence[Path], numbers: Sequence[int], took: float, wanted: int) -> str:
    """What came of it; fails where a number was given twice, or a page is not there."""
    pages = [
        path
        for top in dict.fromkeys(tops)
        for path in (top / "history/prompts").rglob("*.prompt.md")
        if re.match(r"\d", path.name)
    ]
    twice = len(numbers) - len(set(numbers))
    lost = wanted - sum(path.stat().st_size > 0 for path in pages)
    assert (twice, lost, len(numbers)) == (0, 0, wanted)
    left = [path for top in tops for path in top.rglob("*.tmp")]
    assert left == []
    return (
        f"{wanted} records: {twice} duplicates, {lost} lost, {wanted / took:.0f} records a second"
    )


@pytest.mark.bench
def test_processes_in_several_working_trees(
    repo: Path, git: Git, world: dict[str, str], tmp_path: Path
) -> None:
    git("commit", "-q", "--allow-empty", "-m", "first")
    tops = [repo, *(tmp_path / f"tree{number}" for number in range(3))]
    for number, top in enumerate(tops[1:]):
        git("worktree", "add", "-q", "-b", f"b{number}", str(top))
    each = max(1, RECORDS // 32)
    numbers, took = given([tops[at % 4] for at in range(32)], each, world)
    print("\n32 processes, 4 working trees: " + told(tops, numbers, took, 32 * each))


@pytest.mark.bench
def test_two_clones_with_a_remote(
    repo: Path, git: Git, world: dict[str, str], tmp_path: Path
) -> None:
    remote = tmp_path / "origin.git"
    (repo / "minutebook.toml").write_text('reserve = "origin"\n')
    git("add", "-A")
    git("commit", "-q", "-m", "first")
    git("init", "-q", "--bare", str(remote))
    git("remote", "add", "origin", str(remote))
    git("push", "-q", "origin", "main")
    git("clone", "-q", "-b", "main", str(remote), str(tmp_path / "clone"))
    tops = [repo, tmp_path / "clone"]
    each = max(1, min(RECORDS, 1000) // 32)
    numbers, took = given([tops[at % 2] for at in range(16)], each, world)
    print("\n2 clones, 8 processes each: " + told(tops, numbers, took, 16 * each))


@pytest.mark.bench
def test_branches_by_the_hundred(repo: Path, git: Git, world: dict[str, str]) -> None:
    """What 500 branches cost, each with a record of its own, at first and from then on."""
    git("commit", "-q", "--allow-empty", "-m", "first")
    made = "".join(
        f"commit refs/heads/b/{n}\ncommitter A <a@b> {n} +0000\ndata 1\nx\nfrom refs/heads/main^0\n"
        f"M 100644 inline history/prompts/general/{n:04d}-x.general.prompt.md\ndata 1\nx\n"
        for n in range(1, 501)
    )
    subprocess.run(["git", "fast-import", "--quiet"], input=made.encode(), cwd=repo, check=True)
    base = min(seconds([sys.executable, "-c", "pass"], world) for _ in range(10))

    def ask() -> float:
        began = time.perf_counter()
        found = branch_numbers.read_numbers(
            str(repo / ".git"), "phr", ("history/prompts",), hook.parse_number
        )
        assert found.highest == 500
        return time.perf_counter() - began

    first, again = ask(), min(ask() for _ in range(10))
    git("pack-refs", "--all")
    packed = min(ask() for _ in range(10))
    print(f"\n500 branches, in starts of Python: {first / base:.1f} at first, ", end="")
    print(f"{again / base:.2f} then, {packed / base:.2f} with packed refs")


def seconds(words: Sequence[str], world: Mapping[str, str]) -> float:
    """Wall time of a process."""
    began = time.perf_counter()
    subprocess.run(words, env=world, check=True)
    return time.perf_counter() - began
