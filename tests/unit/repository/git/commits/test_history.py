"""The history: commits, paths, messages, and former texts of files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from minutebook.errors import OperationError
from minutebook.repository.git import repo
from minutebook.repository.git.commits import history, words
from minutebook.repository.git.revisions import UnknownRevision

Git = Callable[..., str]


@pytest.fixture
def top(repo: Path) -> Path:
    """The repository's top; the module of the same name is used here too."""
    return repo


@pytest.fixture
def commit(top: Path, git: Git) -> Callable[..., str]:
    """Write files (None removes one), commit them, give the commit's name."""

    def commit_files(files: dict[str, str | None]) -> str:
        for name, text in files.items():
            path = top / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.unlink() if text is None else path.write_bytes(text.encode())
        git("add", "-A")
        git("commit", "-q", "-m", "x")
        return git("rev-parse", "HEAD").strip()

    return commit_files


def open_repo() -> repo.Repo:
    return repo.find_repo(".")


def test_before_the_first_commit(top: Path) -> None:
    (top / "a.md").write_text("a\n")
    assert history.list_former_paths(open_repo()) == set()
    assert history.list_known_paths(open_repo()) == {"a.md"}
    assert history.read_changed_texts(open_repo(), "HEAD", ["a.md"]) == {}
    with pytest.raises(UnknownRevision, match="'main' names no commit"):
        history.read_changed_texts(open_repo(), "main", ["a.md"])


def test_every_path_of_the_history_is_known(
    top: Path, git: Git, commit: Callable[..., str]
) -> None:
    commit({"old.md": "a\n", "dir/a b.md": "x\n", "漢字.md": "y\n", 'q"uote.md': "z\n"})
    commit({"old.md": None, "new.md": "a\n"})  # a move is a removal and an addition
    git("checkout", "-q", "-b", "other")
    commit({"branch.md": "b\n"})
    git("checkout", "-q", "main")
    (top / "untracked.md").write_text("u\n")
    assert history.list_former_paths(open_repo()) == {
        "old.md", "new.md", "dir/a b.md", "漢字.md", 'q"uote.md', "branch.md",
    }  # fmt: skip


def test_a_file_that_a_merge_commit_added_is_known(
    top: Path, git: Git, commit: Callable[..., str]
) -> None:
    commit({"a.md": "a\n"})
    git("checkout", "-q", "-b", "other")
    commit({"b.md": "b\n"})
    git("checkout", "-q", "main")
    commit({"c.md": "c\n"})
    git("merge", "-q", "--no-commit", "other")
    (top / "evil.md").write_text("in the merge alone\n")
    git("add", "-A")
    git("commit", "-q", "-m", "merge")
    git("rm", "-q", "evil.md")
    git("commit", "-q", "-m", "gone")
    assert "evil.md" in history.list_former_paths(open_repo())


def test_former_texts_of_changed_files(top: Path, git: Git, commit: Callable[..., str]) -> None:
    first = commit({"a.md": "one\r\n", "b.md": "b\n", "c.md": "c\n", "漢.md": "1\n"})
    second = commit({"a.md": "two\n"})
    (top / "a.md").write_text("three\n")
    (top / "漢.md").write_text("2\n")
    (top / "c.md").unlink()
    (top / "new.md").write_text("new\n")
    every = ["a.md", "b.md", "c.md", "new.md", "漢.md"]
    assert history.read_changed_texts(open_repo(), "HEAD", every) == {
        "a.md": "two\n",
        "漢.md": "1\n",
    }
    assert history.read_changed_texts(open_repo(), first, every) == {
        "a.md": "one\r\n",
        "漢.md": "1\n",
    }
    assert history.read_changed_texts(open_repo(), second[:8], ["b.md"]) == {}
    git("tag", "v1", first)
    assert history.read_changed_texts(open_repo(), "v1", ["a.md"]) == {"a.md": "one\r\n"}
    assert history.read_changed_texts(open_repo(), "HEAD~1", ["a.md"]) == {"a.md": "one\r\n"}


@pytest.mark.parametrize("base", ["nothing", "HEAD~9", "--output=x", "", "a b", "HEAD:a.md", "\0"])
def test_a_base_that_names_no_commit_is_refused(
    base: str, top: Path, commit: Callable[..., str]
) -> None:
    commit({"a.md": "a\n"})
    with pytest.raises(UnknownRevision) as refused:
        history.read_changed_texts(open_repo(), base, ["a.md"])
    assert refused.value.exit_status == 3
    assert sorted(path.name for path in top.iterdir()) == [".git", "a.md"]


def test_a_broken_history_is_reported(top: Path, git: Git, commit: Callable[..., str]) -> None:
    def lose(name: str) -> None:
        (top / ".git/objects" / name[:2] / name[2:]).unlink()

    first = commit({"a.md": "a\n"})
    commit({"a.md": "b\n"})
    (top / "a.md").write_text("c\n")
    lose(first)
    with pytest.raises(OperationError, match="git log failed"):
        history.list_former_paths(open_repo())
    lose(git("rev-parse", "HEAD^{tree}").strip())
    with pytest.raises(OperationError, match="history cannot be read"):
        history.read_changed_texts(open_repo(), "HEAD", ["a.md"])


def test_in_a_linked_worktree(
    top: Path, git: Git, commit: Callable[..., str], tmp_path: Path
) -> None:
    commit({"a.md": "a\n"})
    git("worktree", "add", "-q", "-b", "other", str(tmp_path / "tree"))
    (tmp_path / "tree/a.md").write_text("changed\n")
    tree = repo.find_repo(str(tmp_path / "tree"))
    assert history.read_changed_texts(tree, "HEAD", ["a.md"]) == {"a.md": "a\n"}
    assert history.read_changed_texts(open_repo(), "HEAD", ["a.md"]) == {}
    assert history.list_former_paths(tree) == {"a.md"}


def test_messages_come_newest_first_in_one_encoding(git: Git, top: Path) -> None:
    def commit(message: str) -> str:
        git("commit", "-q", "--allow-empty", "-m", message)
        return git("rev-parse", "HEAD").strip()

    first = commit("First\n\nBody é")
    git("config", "log.showSignature", "true")
    git("config", "i18n.logOutputEncoding", "latin1")
    second = commit("Second")
    assert history.read_messages(open_repo(), first) == "First\n\nBody é"
    assert history.read_messages(open_repo(), second) == "Second\n\nFirst\n\nBody é"
    assert history.read_messages(open_repo(), f"{first}..{second}") == "Second"
    both = history.read_commit_messages(open_repo(), [first, second])
    assert both == ["First\n\nBody é", "Second"]


def test_commits_with_what_they_say_and_change(
    git: Git,
    commit: Callable[..., str],
    world: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(world, "GIT_COMMITTER_DATE", "1700000000 +0000")
    first = commit({"a b.md": "a\n", "c.md": "c\n"})
    git("commit", "-q", "--allow-empty", "-m", "Subject\n\nBody\n\nPHR: PHR-0001\nPHR: PHR-0002")
    second = git("rev-parse", "HEAD").strip()
    newest, oldest = history.list_commits(open_repo(), "HEAD")
    assert (newest.sha, newest.subject, newest.paths) == (second, "Subject", frozenset())
    assert newest.phr_trailers == ("PHR-0001", "PHR-0002")
    assert newest.message.startswith("Subject\n\nBody\n")
    assert (oldest.sha, oldest.phr_trailers) == (first, ())
    assert (oldest.commit_time, oldest.paths) == (1_700_000_000, {"a b.md", "c.md"})
    assert history.list_commits(open_repo(), f"{first}..HEAD") == [newest]
    assert history.list_commits(open_repo(), "HEAD", max_count=1) == [newest]
    assert history.list_commits(open_repo(), "HEAD..HEAD") == []


def test_any_character_may_stand_in_a_message(git: Git, commit: Callable[..., str]) -> None:
    commit({"a.md": "a\n"})
    git("commit", "-q", "--amend", "-m", "Subject\n\none\1two\2three\1\2")
    (amended,) = history.list_commits(open_repo(), "HEAD")
    assert (amended.subject, amended.paths) == ("Subject", {"a.md"})
    assert "one\1two\2three\1\2" in amended.message


def test_merges_are_listed_where_they_are_asked_for(git: Git, commit: Callable[..., str]) -> None:
    commit({"a.md": "a\n"})
    git("checkout", "-q", "-b", "other")
    commit({"b.md": "b\n"})
    git("checkout", "-q", "main")
    git("merge", "-q", "--no-ff", "-m", "merged", "other")
    assert len(history.list_commits(open_repo(), "HEAD")) == 3
    assert len(history.list_commits(open_repo(), "HEAD", include_merges=False)) == 2


def test_a_range_of_no_commits(commit: Callable[..., str]) -> None:
    commit({"a.md": "a\n"})
    with pytest.raises(UnknownRevision, match=r"'nothing\.\.HEAD' names no commit"):
        history.list_commits(open_repo(), "nothing..HEAD")


def test_files_that_no_remote_has_yet(
    top: Path, git: Git, commit: Callable[..., str], tmp_path: Path
) -> None:
    commit({"d/a.md": "a\n"})
    git("clone", "-q", "--bare", str(top), str(tmp_path / "origin.git"))
    git("remote", "add", "origin", str(tmp_path / "origin.git"))
    git("fetch", "-q", "origin")
    head = commit({"d/b.md": "b\n", "e.md": "e\n"})
    for remote in ("origin", ""):
        assert history.list_unpushed_paths(open_repo(), head, remote, ["d"]) == {"d/b.md"}
    assert history.has_path_in_history(open_repo(), head, "d/a.md")
    assert not history.has_path_in_history(open_repo(), head, "d/c.md")


def test_lines_and_words_of_commits(git: Git, commit: Callable[..., str]) -> None:
    first = commit({"d/a.md": "id: 1\nother\n", "d/b.md": "ID Redis\n", "e.md": "id: 3\n"})
    commit({"d/a.md": "id: 2\n"})
    lines = history.find_matching_lines(open_repo(), [first, "HEAD"], "^id: ", ["d"])
    assert lines == [(first, "d/a.md", "id: 1"), ("HEAD", "d/a.md", "id: 2")]
    assert history.find_matching_lines(open_repo(), [], "^id: ", ["d"]) == []
    assert history.find_matching_lines(open_repo(), ["HEAD"], "nothing", ["d"]) == []
    found = words.find_words_in_commit(
        open_repo(), first, ["redis", "kafka"], lambda path: path.startswith("d/")
    )
    assert "redis" in found
    assert "kafka" not in found
    assert words.find_words_in_commit(open_repo(), first, ["redis"], lambda _: False) == frozenset()
