"""The forge: a bare repository in which pull requests are merged, without drivers and hooks."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from team.machine import Machine
from team.plan import PullRequest

MAIN = "main"
_RECORD_NAMES = {
    "phr": re.compile(r"history/prompts/(?:.*/)?(\d+)-[^/]*\.prompt\.md"),
    "adr": re.compile(r"decisions/(?:.*/)?(\d+)-[^/]*\.md"),
}
_INDEX = re.compile(r"(?:history|decisions)/(?:.*/)?README[^/]*\.md")
_FORGE_IDENTITY = {"GIT_COMMITTER_NAME": "Forge", "GIT_COMMITTER_EMAIL": "forge@example.org"}


def kind_of_path(path: str) -> str:
    """What a path of the repository is: `prompt record`, `decision`, `index page` or `work`."""
    if _RECORD_NAMES["phr"].fullmatch(path):
        return "prompt record"
    if _RECORD_NAMES["adr"].fullmatch(path):
        return "decision"
    return "index page" if _INDEX.fullmatch(path) else "work"


def count_collisions(paths: Iterable[str]) -> int:
    """How many records of a tree have a number that another one of their kind has, too."""
    numbers: Counter[tuple[str, int]] = Counter()
    for path in paths:
        for kind, name in _RECORD_NAMES.items():
            match = name.fullmatch(path)
            if match:
                numbers[kind, int(match[1])] += 1
    return sum(count - 1 for count in numbers.values())


@dataclass(frozen=True, slots=True)
class Merge:
    """A merge: the paths that conflicted, and the collisions of numbers before and after the recipe."""

    pull_request: int
    is_squash: bool
    conflicts: tuple[str, ...]
    collisions: int
    collisions_after: int


class Forge:
    """A bare repository with branches; `top` is its path."""

    def __init__(self, machine: Machine, folder: Path) -> None:
        self.machine, self.folder = machine, folder
        self.top = folder / "forge.git"
        self._clone_number = 0
        machine.git(folder, "init", "-q", "--bare", str(self.top))

    def git(self, *arguments: str, **options: str) -> str:
        """Run git in the bare repository; what it printed. `options` as of `Machine.git`."""
        return self.machine.git(self.top, *arguments, **options).out.strip()

    def list_paths(self, revision: str = MAIN) -> list[str]:
        """The paths of a commit's tree."""
        listed = self.git("ls-tree", "-r", "-z", "--name-only", revision)
        return [path for path in listed.split("\0") if path]

    def clone(self, name: str, email: str) -> Path:
        """A fresh clone with an identity."""
        self._clone_number += 1
        top = self.folder / f"{name.lower()}-{self._clone_number}"
        self.machine.git(self.folder, "clone", "-q", str(self.top), str(top))
        for key, value in (("user.name", name), ("user.email", email)):
            self.machine.git(top, "config", key, value)
        return top

    def merge(self, pull_request: PullRequest) -> Merge:
        """Merge a branch into main as a forge does, delete it, and run main's recipe."""
        branch = pull_request.branch
        main, head = self.git("rev-parse", MAIN), self.git("rev-parse", branch)
        before = count_collisions(self.list_paths(main))
        tree, conflicts = self._merge_trees(main, head)
        parents = ["-p", main] if pull_request.is_squashed else ["-p", main, "-p", head]
        author = self.git("log", "-1", "--format=%an%n%ae", head).split("\n")
        commit = self.git(
            "commit-tree",
            tree,
            *parents,
            "-m",
            self._make_message(pull_request, main, head),
            **_FORGE_IDENTITY,
            GIT_AUTHOR_NAME=author[0],
            GIT_AUTHOR_EMAIL=author[1],
        )
        self.git("update-ref", f"refs/heads/{MAIN}", commit, main)
        self.git("update-ref", "-d", f"refs/heads/{branch}")
        collisions = count_collisions(self.list_paths()) - before
        self.machine.wait(60)
        self._run_recipe()
        after = count_collisions(self.list_paths())
        return Merge(
            pull_request.number, pull_request.is_squashed, tuple(conflicts), collisions, after
        )

    def _merge_trees(self, main: str, head: str) -> tuple[str, list[str]]:
        """The tree of a merge, and the paths that conflicted, which are as on main."""
        arguments = ("merge-tree", "--write-tree", "--name-only", "--no-messages", "-z", main, head)
        result = self.machine.git(self.top, *arguments, is_tried=True)
        if result.exit > 1 or result.exit < 0:
            raise RuntimeError(result.err)
        tree, *conflicts = [field for field in result.out.split("\0") if field]
        conflicts = list(dict.fromkeys(conflicts))
        return (self._take_ours(tree, main, conflicts) if conflicts else tree), conflicts

    def _take_ours(self, tree: str, main: str, paths: list[str]) -> str:
        index = {"GIT_INDEX_FILE": str(self.folder / "merge-index")}
        self.git("read-tree", tree, **index)
        for path in paths:
            entry = self.git("ls-tree", main, "--", path)
            line = f"{entry}\n" if entry else ""
            removal = f"0 {'0' * 40}\t{path}\n"
            self.git("update-index", "--index-info", stdin=removal + line, **index)
        return self.git("write-tree", **index)

    def _make_message(self, pull_request: PullRequest, main: str, head: str) -> str:
        if not pull_request.is_squashed:
            subject = f"Merge pull request #{pull_request.number} from shop/{pull_request.branch}"
            return f"{subject}\n\n{pull_request.title}"
        # As GitHub proposes it: the messages of all commits, one after another.
        messages = self.git("log", "--reverse", "--no-merges", "--format=* %B", f"{main}..{head}")
        return f"{pull_request.title} (#{pull_request.number})\n\n{messages}"

    def _run_recipe(self) -> None:
        """Renumber and index in a fresh clone, commit what that changed, and push it."""
        top = self.clone("Bot", "bot@example.org")
        self.machine.minutebook(top, "renumber")
        self.machine.minutebook(top, "index")
        if self.machine.git(top, "status", "--porcelain").out:
            self.machine.git(top, "add", "-A")
            self.machine.git(top, "commit", "-q", "-m", "Refresh indexes and numbers")
            self.machine.git(top, "push", "-q", "origin", MAIN)

    def list_digests(self) -> set[str]:
        """The digests of the prompts that have a record on main."""
        found = self.machine.git(
            self.top, "grep", "-h", "^digest:", MAIN, "--", "*.prompt.md", is_tried=True
        )
        return set(re.findall(r"[0-9a-f]{64}", found.out))
