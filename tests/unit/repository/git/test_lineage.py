"""What git is asked to tell records with one number apart."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from minutebook.records.renumber import has_same_number
from minutebook.repository.git import lineage, revisions
from minutebook.repository.git.lineage import Ancestry, Origin
from minutebook.repository.git.repo import find_repo

Git = Callable[..., str]


class Story:
    """A repository told commit by commit; each is an hour later than the one before."""

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
def story(repo: Path, git: Git) -> Story:
    return Story(repo, git)


LONG = "".join(f"line {at}\n" for at in range(30))
HOUR = 3600


def test_a_record_has_the_origin_of_its_name(story: Story) -> None:
    first = story.commit({"d/0007-a.md": LONG})
    story.commit({"d/0007-a.md": LONG + "x\n"})
    assert story.origin("d/0007-a.md") == Origin(0, HOUR, first)
    assert not story.origin("d/none.md").is_on_default_branch


@pytest.mark.parametrize(("name", "hour"), [("d/0007-b.md", 1), ("d/0008-a.md", 2)])
def test_a_renamed_record_keeps_its_origin_with_its_number(
    story: Story, name: str, hour: int
) -> None:
    story.commit({"d/0007-a.md": LONG})
    story.commit({"d/0007-a.md": None, name: LONG})
    made = story.origin(name)
    assert (made.author_time, made.arrival_step) == (hour * HOUR, hour - 1)
    assert not story.origin("d/0007-a.md").is_on_default_branch


def test_what_was_deleted_and_came_back_is_as_old_as_it_was(story: Story) -> None:
    story.commit({"d/0007-a.md": LONG})
    story.commit({"d/0007-a.md": None})
    assert not story.origin("d/0007-a.md").is_on_default_branch
    story.commit({"d/0007-a.md": "other\n"})
    assert (story.origin("d/0007-a.md").author_time, story.origin("d/0007-a.md").arrival_step) == (
        HOUR,
        2,
    )


def test_what_a_merge_brings_is_as_old_as_it_was_and_arrives_with_it(story: Story) -> None:
    story.commit({"a": "1"})
    story.git("checkout", "-q", "-b", "side")
    side = story.commit({"d/0007-a.md": LONG})
    story.git("checkout", "-q", "main")
    story.commit({"b": "1"})
    story.commit({"d/0007-c.md": "c\n"})
    story.git("merge", "-q", "--no-commit", "side")
    assert story.origin("d/0007-a.md") == Origin(author_time=2 * HOUR, commit=side)
    merged = story.commit({"d/0007-b.md": "of the merge\n", "d/0007-c.md": "c, too\n"})
    assert story.origin("d/0007-a.md") == Origin(1, 2 * HOUR, side)
    assert story.origin("d/0007-b.md") == Origin(1, 5 * HOUR, merged)
    assert story.origin("d/0007-c.md").author_time == 4 * HOUR


def test_without_a_commit_nothing_has_an_origin(story: Story) -> None:
    assert story.origin("d/0007-a.md") == Origin()
    assert revisions.list_base_commits(find_repo(str(story.top))) == []
    assert Ancestry(find_repo(str(story.top)), []).find_side("", Origin(), Origin(0, 0, "a")) == 0


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
    story: Story, branches: list[str], chosen: str
) -> None:
    story.git("checkout", "-q", "-b", "work")
    story.git("config", "init.defaultBranch", "ours")
    commits = {}
    for name in branches:
        commits[name] = story.commit({"a": name})
        story.git("update-ref", name, "HEAD")
    assert revisions.find_default_commit(find_repo(str(story.top))) == commits.get(chosen, "")


def test_without_a_default_branch_every_record_is_as_new_to_it(story: Story) -> None:
    story.git("checkout", "-q", "-b", "work")
    story.git("config", "init.defaultBranch", "")
    story.commit({"d/0007-a.md": LONG})
    assert not story.origin("d/0007-a.md").is_on_default_branch


def test_what_is_merged_counts_and_what_is_no_commit_does_not(story: Story) -> None:
    head = story.commit({"a": "1"})
    git_dir = story.top / ".git"
    (git_dir / "MERGE_HEAD").write_text("a" * 40 + "\n" + head + "\n--all\n")
    (git_dir / "CHERRY_PICK_HEAD").write_bytes(b"\xff")
    assert revisions.list_base_commits(find_repo(str(story.top))) == [head, "a" * 40]


def test_files_that_mention_are_text_and_no_links(story: Story) -> None:
    story.commit({"a.py": "ADR-7", "b.bin": "ADR-7\0", "c.py": "ADR-8", ".gitignore": "e.py\n"})
    (story.top / "d.py").write_text("x\nadr-7")
    (story.top / "e.py").write_text("adr-7")
    (story.top / "link.py").symlink_to("a.py")
    story.git("add", "link.py")
    assert lineage.find_matching_files(find_repo(str(story.top)), ["adr-0*7"]) == ["a.py", "d.py"]
    assert lineage.find_matching_files(find_repo(str(story.top)), ["nothing"]) == []


def test_lines_have_the_commit_that_brought_them(story: Story) -> None:
    first = story.commit({"a.py": "1\n2\n3\n"})
    second = story.commit({"a.py": "1\n  2\n3 more\n"})
    (story.top / "a.py").write_text("1\n  2\n3 more\n4\n")
    here = find_repo(str(story.top))
    assert lineage.blame_lines(here, "a.py", [1, 2, 3, 4, 4]) == {
        1: first,
        2: first,
        3: second,
        4: "",
    }
    assert lineage.blame_lines(here, "new.py", [1]) == {}


def test_the_side_of_a_line(story: Story) -> None:
    """A fork, a record on each branch, a third branch, and the merge."""
    root = story.commit({"a": "1"})
    one = story.commit({"d/0007-one.md": "one\n"})
    after = story.commit({"b": "1"})
    story.git("checkout", "-q", "-b", "side", root)
    before = story.commit({"c": "1"})
    other = story.commit({"d/0007-other.md": "other\n"})
    story.git("checkout", "-q", "-b", "third", root)
    third = story.commit({"e": "1"})
    story.git("checkout", "-q", "side")
    for name in ("main", "third"):
        subprocess.run(["git", "merge", "-q", name], cwd=story.top, check=True)
    met = story.commit({"f": "1"})
    here = find_repo(str(story.top))
    origin = lineage.find_origins(here, ["d"], has_same_number)
    a, b = origin("d/0007-one.md"), origin("d/0007-other.md")
    descent = Ancestry(here, [a.commit, b.commit])
    told = {
        "its own": (one, 1),
        "after it": (after, 1),
        "the other's own": (other, -1),
        "before the other, on its branch": (before, -1),
        "a branch that the default one does not have": (third, -1),
        "before both": (root, 0),
        "after both": (met, 0),
        "not committed": ("", 0),
    }
    for name, (line, side) in told.items():
        assert (descent.find_side(line, a, b), descent.find_side(line, b, a)) == (side, -side), name
    assert descent.is_older(root, [a, b])
    assert not descent.is_older(met, [a, b])
    both = Origin(0, 0, one)
    assert descent.find_side(one, both, Origin(1, 0, one)) == 0
    neither = Ancestry(here, [])
    assert neither.find_side(third, Origin(commit="x"), Origin(commit="y")) == 0


def test_the_default_branch_comes_first_of_those_that_are_known(story: Story) -> None:
    story.commit({"d/0001-a.md": "a", "e/0001-x.md": "x"})
    story.git("update-ref", "refs/remotes/origin/main", "HEAD")
    story.commit({"d/0002-b.md": "b"})
    story.git("update-ref", "refs/remotes/origin/topic", "HEAD")
    story.git("update-ref", "refs/remotes/other/topic", "HEAD")
    found = find_repo(str(story.top))
    assert revisions.list_branch_paths(found, ["d"]) == [
        ["d/0001-a.md"],
        ["d/0001-a.md", "d/0002-b.md"],
    ]
    (story.top / "new").write_text("")
    assert [revisions.is_committed(found, path) for path in ("d/0002-b.md", "new")] == [True, False]
