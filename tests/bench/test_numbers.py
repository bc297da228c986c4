"""`pytest -m bench -s tests/bench/test_numbers.py`: many processes that create records at once.

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

from minutebook.agents import reserved_numbers
from minutebook.repository.git import branch_numbers

Git = Callable[..., str]
RECORD_COUNT = 4000 if FULL else 64
_CODE = """
import sys
from minutebook.operations.creation import create
from minutebook.records.drafting.drafts import PhrDraft
from minutebook.operations.project import open_project
print("ready", flush=True)
sys.stdin.readline()
for number in range(int(sys.argv[2])):
    result = create.create_phr(open_project(sys.argv[1]), PhrDraft(f"A {number}", prompt="x"))
    print(result.records[0].number, *result.warnings, flush=True)
"""


def create_records(
    tops: Sequence[Path], per_process: int, world: Mapping[str, str]
) -> tuple[list[int], float]:
    """Create records in all trees at once, a process for each item of `tops`.

    Returns the numbers of the records, and the duration in seconds.
    """
    children = [
        subprocess.Popen(
            [sys.executable, "-c", _CODE, str(top), str(per_process)],
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
    start = time.perf_counter()
    for child in children:
        assert child.stdin
        child.stdin.write("go\n")
        child.stdin.flush()
    outputs = [child.communicate()[0] for child in children]
    duration = time.perf_counter() - start
    assert [child.returncode for child in children] == [0] * len(children)
    return [int(line) for out in outputs for line in out.splitlines()], duration


def check_records(
    tops: Sequence[Path], numbers: Sequence[int], duration: float, expected_count: int
) -> str:
    """Fail where a number was given twice or a page is missing; else return a line of figures."""
    pages = [
        path
        for top in dict.fromkeys(tops)
        for path in (top / "history/prompts").rglob("*.prompt.md")
        if re.match(r"\d", path.name)
    ]
    duplicates = len(numbers) - len(set(numbers))
    missing = expected_count - sum(path.stat().st_size > 0 for path in pages)
    assert (duplicates, missing, len(numbers)) == (0, 0, expected_count)
    temporary_files = [path for top in tops for path in top.rglob("*.tmp")]
    assert temporary_files == []
    rate = expected_count / duration
    return (
        f"{expected_count} records: {duplicates} duplicates, {missing} missing, "
        f"{rate:.0f} records a second"
    )


@pytest.mark.bench
def test_processes_in_several_working_trees(
    repo: Path, git: Git, world: dict[str, str], tmp_path: Path
) -> None:
    git("commit", "-q", "--allow-empty", "-m", "first")
    tops = [repo, *(tmp_path / f"tree{number}" for number in range(3))]
    for number, top in enumerate(tops[1:]):
        git("worktree", "add", "-q", "-b", f"b{number}", str(top))
    per_process = max(1, RECORD_COUNT // 32)
    numbers, duration = create_records([tops[index % 4] for index in range(32)], per_process, world)
    print(
        "\n32 processes, 4 working trees: "
        + check_records(tops, numbers, duration, 32 * per_process)
    )


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
    per_process = max(1, min(RECORD_COUNT, 1000) // 32)
    numbers, duration = create_records([tops[index % 2] for index in range(16)], per_process, world)
    print(
        "\n2 clones, 8 processes each: " + check_records(tops, numbers, duration, 16 * per_process)
    )


@pytest.mark.bench
def test_numbers_of_500_branches(repo: Path, git: Git, world: dict[str, str]) -> None:
    """The time to read the numbers of 500 branches, each with a record: first, and with a cache."""
    git("commit", "-q", "--allow-empty", "-m", "first")
    import_stream = "".join(
        f"commit refs/heads/b/{n}\ncommitter A <a@b> {n} +0000\ndata 1\nx\nfrom refs/heads/main^0\n"
        f"M 100644 inline history/prompts/general/{n:04d}-x.general.prompt.md\ndata 1\nx\n"
        for n in range(1, 501)
    )
    subprocess.run(
        ["git", "fast-import", "--quiet"], input=import_stream.encode(), cwd=repo, check=True
    )
    base = min(measure_seconds([sys.executable, "-c", "pass"], world) for _ in range(10))

    def measure_reading() -> float:
        start = time.perf_counter()
        numbers = branch_numbers.read_numbers(
            str(repo / ".git"), "phr", ("history/prompts",), reserved_numbers.parse_number
        )
        assert numbers.highest == 500
        return time.perf_counter() - start

    first, again = measure_reading(), min(measure_reading() for _ in range(10))
    git("pack-refs", "--all")
    packed = min(measure_reading() for _ in range(10))
    print(f"\n500 branches, in starts of Python: {first / base:.1f} at first, ", end="")
    print(f"{again / base:.2f} then, {packed / base:.2f} with packed refs")


def measure_seconds(args: Sequence[str], world: Mapping[str, str]) -> float:
    """Wall time of a process."""
    start = time.perf_counter()
    subprocess.run(args, env=world, check=True)
    return time.perf_counter() - start
