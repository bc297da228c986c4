"""The files of a story: those that records list, however people wrote them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from minutebook.operations.explaining.story.story import TouchedFile, tell_story
from minutebook.operations.explaining.story.story_range import resolve_range
from minutebook.operations.project import open_project

from command_runner import Runner

Git = Callable[..., str]


def test_files_as_people_list_them(run: Runner, repo: Path, git: Git) -> None:
    (repo / "src").mkdir()
    for name in ("src/a.py", "src/b.py", "c.py"):
        (repo / name).write_text("x")
    files = (
        *("src/a.py (new)", "/home/ann/shop/src/a.py", "- `src/a.py`"),
        *("C:\\shop\\src\\b.py", "/elsewhere/z.py", "./gone.py", "history/adr/0001-use-redis.md"),
    )
    options = [option for file in files for option in ("--file", file)]
    run("phr", "new", "Do it", "--prompt", "Do it.", "--model", "m", *options).ok()
    run("adr", "new", "Use Redis").ok()
    git("add", "-A")
    git("commit", "-q", "-m", "All of it")
    project = open_project(str(repo))
    story = tell_story(project, resolve_range(project))
    assert [(file.path, file.is_changed) for file in story.files] == [
        ("/elsewhere/z.py", False),
        ("gone.py", False),
        ("src/a.py", True),
        ("src/b.py", True),
    ]
    assert TouchedFile("src/a.py", 1, is_changed=True) in story.files
    assert story.unlisted_files == 1
    assert (story.disclosure.files, story.disclosure.agent_files) == (3, 2)


def test_a_commit_of_records_alone_belongs_to_the_story_before_it(
    run: Runner, repo: Path, git: Git
) -> None:
    (repo / "a.py").write_text("x")
    git("add", "a.py")
    git("commit", "-q", "-m", "The work")
    run("phr", "new", "Do it", "--prompt", "Do it.", "--file", "a.py").ok()
    git("add", "-A")
    git("commit", "-q", "-m", "Record prompts")
    project = open_project(str(repo))
    story = tell_story(project, resolve_range(project))
    assert [prompt.record.title for prompt in story.prompts] == ["Do it"]
    assert story.files == (TouchedFile("a.py", 1, is_changed=True),)
    assert (story.coverage.commits, story.coverage.record_commits) == (1, 1)


def test_files_count_that_are_not_committed_as_their_records_do(
    run: Runner, repo: Path, git: Git
) -> None:
    (repo / "a.py").write_text("x")
    git("add", "a.py")
    git("commit", "-q", "-m", "The work")
    (repo / "b.py").write_text("x")
    run("phr", "new", "Do it", "--prompt", "Do it.", "--file", "b.py", "--file", "c.py").ok()
    project = open_project(str(repo))
    story = tell_story(project, resolve_range(project))
    assert [(file.path, file.is_changed) for file in story.files] == [
        ("b.py", True),
        ("c.py", False),
    ]
