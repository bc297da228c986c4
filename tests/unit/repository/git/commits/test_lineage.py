"""The origins of records with one number, and the sides of lines."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from minutebook.records.renaming.renumber import has_same_number
from minutebook.repository.git import revisions
from minutebook.repository.git.commits import blame, lineage
from minutebook.repository.git.commits.lineage import Ancestry, Origin
from minutebook.repository.git.repo import find_repo

Git = Callable[..., str]


class History:
    """A repository made commit by commit; each is an hour later than the one before."""

    def __init__(self, top: Path, git: Git) -> None:
        self.top, self.git, self.hour = top, git, 0

    def commit(self, changes: dict[str, str | None], *words: str) -> str:
        for path, text in changes.items():
            target = self.top / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.unlink(missing_ok=True)
            if text is not None:
                target.write_text(text)
        self.hour += 1
        self.git("add", "-A")
        when = f"1970-01-01T{self.hour:02d}:00:00+00:00"
        self.git("commit", "-q", "--allow-empty", "-m", "x", "--date", when, *words)
        return self.git("rev-parse", "HEAD").strip()

    def origin(self, path: str) -> Origin:
        return lineage.find_origins(find_repo(str(self.top)), ["d"], has_same_number)(path)


@pytest.fixture
def history(repo: Path, git: Git) -> History:
    return History(repo, git)


LONG = "".join(f"line {number}\n" for number in range(30))
HOUR = 3600


def test_a_record_has_the_origin_of_its_name(history: History) -> None:
    first = history.commit({"d/0007-a.md": LONG})
    history.commit({"d/0007-a.md": LONG + "x\n"})
    assert history.origin("d/0007-a.md") == Origin(0, HOUR, first)
    assert not history.origin("d/none.md").is_on_default_branch


@pytest.mark.parametrize(("name", "hour"), [("d/0007-b.md", 1), ("d/0008-a.md", 2)])
def test_a_renamed_record_keeps_its_origin_with_its_number(
    history: History, name: str, hour: int
) -> None:
    history.commit({"d/0007-a.md": LONG})
    history.commit({"d/0007-a.md": None, name: LONG})
    made = history.origin(name)
    assert (made.author_time, made.arrival_step) == (hour * HOUR, hour - 1)
    assert not history.origin("d/0007-a.md").is_on_default_branch


def test_a_record_that_was_brought_back_keeps_its_origin(history: History) -> None:
    history.commit({"d/0007-a.md": LONG})
    history.commit({"d/0007-a.md": None})
    assert not history.origin("d/0007-a.md").is_on_default_branch
    history.commit({"d/0007-a.md": "other\n"})
    assert (
        history.origin("d/0007-a.md").author_time,
        history.origin("d/0007-a.md").arrival_step,
    ) == (
        HOUR,
        2,
    )


def test_a_merged_record_keeps_its_time_and_arrives_with_the_merge(history: History) -> None:
    history.commit({"a": "1"})
    history.git("checkout", "-q", "-b", "side")
    side = history.commit({"d/0007-a.md": LONG})
    history.git("checkout", "-q", "main")
    history.commit({"b": "1"})
    history.commit({"d/0007-c.md": "c\n"})
    history.git("merge", "-q", "--no-commit", "side")
    assert history.origin("d/0007-a.md") == Origin(author_time=2 * HOUR, commit=side)
    merged = history.commit({"d/0007-b.md": "of the merge\n", "d/0007-c.md": "c, too\n"})
    assert history.origin("d/0007-a.md") == Origin(1, 2 * HOUR, side)
    assert history.origin("d/0007-b.md") == Origin(1, 5 * HOUR, merged)
    assert history.origin("d/0007-c.md").author_time == 4 * HOUR


def test_without_a_commit_nothing_has_an_origin(history: History) -> None:
    assert history.origin("d/0007-a.md") == Origin()
    assert revisions.list_base_commits(find_repo(str(history.top))) == []
    assert Ancestry(find_repo(str(history.top)), []).find_side("", Origin(), Origin(0, 0, "a")) == 0


@pytest.mark.parametrize(
    ("branches", "chosen"),
    [
        (["refs/heads/main", "refs/remotes/origin/main"], "refs/remotes/origin/main"),
        (["refs/heads/trunk", "refs/heads/master"], "refs/heads/master"),
        (["refs/remotes/origin/trunk", "refs/heads/main"], "refs/remotes/origin/trunk"),
        (["refs/heads/ours"], "refs/heads/ours"),
        (["refs/heads/other"], ""),
    ],
)
def test_the_default_branch_is_found_without_configuration(
    history: History, branches: list[str], chosen: str
) -> None:
    history.git("checkout", "-q", "-b", "work")
    history.git("config", "init.defaultBranch", "ours")
    commits = {}
    for name in branches:
        commits[name] = history.commit({"a": name})
        history.git("update-ref", name, "HEAD")
    assert revisions.find_default_commit(find_repo(str(history.top))) == commits.get(chosen, "")


def test_without_a_default_branch_every_record_is_as_new_to_it(history: History) -> None:
    history.git("checkout", "-q", "-b", "work")
    history.git("config", "init.defaultBranch", "")
    history.commit({"d/0007-a.md": LONG})
    assert not history.origin("d/0007-a.md").is_on_default_branch


def test_a_commit_that_is_being_merged_is_a_base(history: History) -> None:
    head = history.commit({"a": "1"})
    git_dir = history.top / ".git"
    (git_dir / "MERGE_HEAD").write_text("a" * 40 + "\n" + head + "\n--all\n")
    (git_dir / "CHERRY_PICK_HEAD").write_bytes(b"\xff")
    assert revisions.list_base_commits(find_repo(str(history.top))) == [head, "a" * 40]


def test_matching_files_are_text_and_not_links(history: History) -> None:
    history.commit({"a.py": "ADR-7", "b.bin": "ADR-7\0", "c.py": "ADR-8", ".gitignore": "e.py\n"})
    (history.top / "d.py").write_text("x\nadr-7")
    (history.top / "e.py").write_text("adr-7")
    (history.top / "link.py").symlink_to("a.py")
    history.git("add", "link.py")
    assert lineage.find_matching_files(find_repo(str(history.top)), ["adr-0*7"]) == ["a.py", "d.py"]
    assert lineage.find_matching_files(find_repo(str(history.top)), ["nothing"]) == []


def test_matches_are_wanted_or_not_and_names_of_files_hold_anything(history: History) -> None:
    history.commit({"a.py": "ADR-7 ADR-8\nADR-9", "b\nc:1.py": "x\nADR-7, ADR-9", "d.py": "ADR-8"})
    (history.top / "e.py").write_text("adr-9\n")
    (history.top / "link.py").symlink_to("a.py")
    history.git("add", "link.py")
    history.git("config", "color.grep", "always")
    history.git("config", "grep.column", "true")
    asked: list[str] = []

    def is_wanted(match: str) -> bool:
        asked.append(match)
        return match.endswith("9")

    repo = find_repo(str(history.top))
    assert lineage.find_matches(repo, "adr-[0-9]", is_wanted) == ["a.py", "b\nc:1.py", "e.py"]
    assert sorted(asked) == ["ADR-7", "ADR-8", "ADR-9", "adr-9"]
    assert lineage.find_matches(repo, "nothing", is_wanted) == []


def test_lines_have_the_commit_that_brought_them(history: History) -> None:
    first = history.commit({"a.py": "1\n2\n3\n"})
    second = history.commit({"a.py": "1\n  2\n3 more\n"})
    (history.top / "a.py").write_text("1\n  2\n3 more\n4\n")
    repository = find_repo(str(history.top))
    assert blame.blame_lines(repository, "a.py", [1, 2, 3, 4, 4]) == {
        1: first,
        2: first,
        3: second,
        4: "",
    }
    assert blame.blame_lines(repository, "new.py", [1]) == {}


def test_a_line_belongs_to_the_side_of_its_commit(history: History) -> None:
    """A fork, a record on each branch, a third branch, and the merge."""
    root = history.commit({"a": "1"})
    first = history.commit({"d/0007-one.md": "one\n"})
    after = history.commit({"b": "1"})
    history.git("checkout", "-q", "-b", "side", root)
    before = history.commit({"c": "1"})
    second = history.commit({"d/0007-other.md": "other\n"})
    history.git("checkout", "-q", "-b", "third", root)
    third = history.commit({"e": "1"})
    history.git("checkout", "-q", "side")
    for name in ("main", "third"):
        subprocess.run(["git", "merge", "-q", name], cwd=history.top, check=True)
    merge = history.commit({"f": "1"})
    repository = find_repo(str(history.top))
    origin = lineage.find_origins(repository, ["d"], has_same_number)
    a, b = origin("d/0007-one.md"), origin("d/0007-other.md")
    descent = Ancestry(repository, [a.commit, b.commit])
    cases = {
        "its own": (first, 1),
        "after it": (after, 1),
        "the other's own": (second, -1),
        "before the other, on its branch": (before, -1),
        "a branch that the default one does not have": (third, -1),
        "before both": (root, 0),
        "after both": (merge, 0),
        "not committed": ("", 0),
    }
    for name, (line, side) in cases.items():
        assert (descent.find_side(line, a, b), descent.find_side(line, b, a)) == (side, -side), name
    assert descent.is_older(root, [a, b])
    assert not descent.is_older(merge, [a, b])
    both = Origin(0, 0, first)
    assert descent.find_side(first, both, Origin(1, 0, first)) == 0
    neither = Ancestry(repository, [])
    assert neither.find_side(third, Origin(commit="x"), Origin(commit="y")) == 0


def test_paths_of_the_default_branch_come_first(history: History) -> None:
    history.commit({"d/0001-a.md": "a", "e/0001-x.md": "x"})
    history.git("update-ref", "refs/remotes/origin/main", "HEAD")
    history.commit({"d/0002-b.md": "b"})
    history.git("update-ref", "refs/remotes/origin/topic", "HEAD")
    history.git("update-ref", "refs/remotes/other/topic", "HEAD")
    repository = find_repo(str(history.top))
    assert revisions.list_branch_paths(repository, ["d"]) == [
        ["d/0001-a.md"],
        ["d/0001-a.md", "d/0002-b.md"],
    ]
    (history.top / "new").write_text("")
    assert [revisions.is_committed(repository, path) for path in ("d/0002-b.md", "new")] == [
        True,
        False,
    ]
