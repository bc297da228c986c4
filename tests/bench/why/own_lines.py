"""How many lines of this repository's own code `why` answers, of those that came with a record.

    python -m why.own_lines [TOP]

A line came with a record where the commit that blame names adds the page of one, lists or is listed
by one, or names one in a trailer. Each file is blamed once; commits and renames are read once for
all files.
"""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from minutebook.operations.explaining.why import explain_place
from minutebook.operations.reading.cataloguing.opening import open_catalog
from minutebook.repository.git.commits import blame
from minutebook.repository.git.repo import Repo

ANSWERS = ("one", "one, or none", "several", "none")


def count_answers(top: Path, folder: str = "src") -> Counter[str]:
    """Lines by answer: of those with a record, how many have one, several or none named."""
    catalog = open_catalog(str(top))
    listed = subprocess.run(
        ["git", "-C", str(top), "ls-files", "-z", folder],
        capture_output=True,
        text=True,
        check=True,
    )
    _share_readings(top)
    counts: Counter[str] = Counter()
    for path in filter(None, listed.stdout.split("\0")):
        if (top / path).stat().st_size == 0:
            continue
        for group in explain_place(catalog, path).lines:
            count = group.last - group.first + 1
            came = group.near or any(
                "commit" in text for each in group.records for text in each.evidence
            )
            if not came:
                counts["came with none"] += count
            elif not group.records:
                counts["none"] += count
            elif len(group.records) > 1:
                counts["several"] += count
            else:
                counts["one, or none" if group.may_be_none else "one"] += count
    return counts


def _share_readings(top: Path) -> None:
    """Have commits and renames read once, and not again for each file."""
    read_commits = blame.read_blamed_commits
    commits: dict[str, blame.BlamedCommit] = {}

    def read_shared_commits(repo: Repo, shas: Sequence[str]) -> dict[str, blame.BlamedCommit]:
        commits.update(read_commits(repo, [sha for sha in shas if sha not in commits]))
        return {sha: commits[sha] for sha in shas}

    former: dict[str, list[str]] = {}
    log = [
        "git",
        "-C",
        str(top),
        "log",
        "--diff-filter=R",
        "-M",
        "--name-status",
        "--format=",
        "-z",
    ]
    answer = subprocess.run(log, capture_output=True, text=True, check=True).stdout
    fields = [field.strip("\n") for field in answer.split("\0")]
    for old, new in zip(fields[1::3], fields[2::3], strict=False):
        former.setdefault(new, []).append(old)

    def list_shared_names(repo: Repo, path: str) -> list[str]:
        names: dict[str, None] = {}
        waiting = [path]
        while waiting:
            for old in former.get(waiting.pop(0), ()):
                if old not in names:
                    names[old] = None
                    waiting.append(old)
        return list(names)

    blame.read_blamed_commits, blame.list_former_names = read_shared_commits, list_shared_names


if __name__ == "__main__":
    totals = count_answers(Path(sys.argv[1] if len(sys.argv) > 1 else "."))
    with_record = sum(totals[name] for name in ANSWERS)
    print(f"{totals['came with none']:,} lines came with no record, {with_record:,} with one")
    for name in ANSWERS:
        print(f"{name:<14}{totals[name]:>8,}{100 * totals[name] / max(with_record, 1):>8.1f} %")
