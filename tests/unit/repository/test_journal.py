"""Several files at once: all or none, whatever fails and whenever the process dies."""

from __future__ import annotations

import builtins
import errno
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from minutebook.errors import Conflict, OperationError, Refusal
from minutebook.records.model import Write
from minutebook.repository import files, journal, store

WRITES = [
    Write("new/deep/a.md", "a\n"),
    Write("old.md", "now\udcff\n", "old\n"),
    Write("sub/gone.md", None, "gone\n"),
    Write("b.md", "b\n"),
]
BEFORE = {"old.md": "old\n", "sub/gone.md": "gone\n"}
AFTER = {"new/deep/a.md": "a\n", "old.md": "now\udcff\n", "b.md": "b\n"}
# Every call by which a write, its journal or its undoing changes the disk or looks at it.
CALLS = [
    (os, name)
    for name in [
        "open",
        "mkdir",
        "link",
        "replace",
        "rename",
        "unlink",
        "chmod",
        "fsync",
        "listdir",
    ]
]
CALLS += [(os.path, "samefile"), (os, "stat"), (builtins, "open")]


def make_top(parent: Path) -> Path:
    """A working tree with two files, whose git directory lies beside it."""
    top = parent / "top"
    (top / "sub").mkdir(parents=True)
    (top / "old.md").write_text("old\n")
    (top / "sub/gone.md").write_text("gone\n")
    (top / ".git").write_text("gitdir: ../git\n")
    (parent / "git").mkdir()
    return top


@pytest.fixture
def top(tmp_path: Path) -> Path:
    return make_top(tmp_path)


@pytest.fixture
def common(top: Path) -> str:
    return str(top.parent / "git")


def tree(top: Path) -> dict[str, str]:
    return {
        path.relative_to(top).as_posix(): path.read_bytes().decode("utf-8", "surrogateescape")
        for path in sorted(top.rglob("*"))
        if path.is_file() and path.name != ".git"
    }


def write(top: Path, writes: list[Write] = WRITES) -> None:
    store.apply_writes(str(top), writes, fsync=True, journal_common_dir=str(top.parent / "git"))


class Watch:
    """Counts the calls, and does something else from the one of a number on."""

    def __init__(self, at: int, act: Callable[[], None], *, once: bool) -> None:
        self.at, self.act, self.once = at, act, once
        self.count = 0

    @contextmanager
    def on(self) -> Iterator[None]:
        with pytest.MonkeyPatch.context() as patch:
            for owner, name in CALLS:
                patch.setattr(owner, name, self.wrapped(getattr(owner, name)))
            yield

    def wrapped(self, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*words: object, **more: object) -> object:
            self.count += 1
            if self.count == self.at or (self.count > self.at and not self.once):
                self.act()
            return real(*words, **more)

        return call


def mended(common: str, top: Path) -> dict[str, str]:
    """The tree after the next operation took the lock: nothing else is left then."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(files, "is_process_alive", lambda _: False)  # this process plays the dead one
        with store.lock_repository(common):
            for folder in [top, *top.rglob("*")]:  # the next verb that writes there does so
                files.remove_stale_temporaries(str(top), str(folder.relative_to(top)))
    assert journal.list_journals(common) == []
    return tree(top)


@pytest.mark.parametrize("once", [True, False], ids=["once", "from then on"])
@pytest.mark.parametrize(
    "error",
    [
        (OSError, errno.ENOSPC, "No space left on device"),
        (OSError, errno.EDQUOT, "Disk quota exceeded"),
        (OSError, errno.EROFS, "Read-only file system"),
        (PermissionError, errno.EACCES, "Permission denied"),
        (FileNotFoundError, errno.ENOENT, "No such file or directory"),
        (KeyboardInterrupt,),
    ],
    ids=lambda error: errno.errorcode[error[1]] if error[1:] else "interrupt",
)
def test_whichever_call_fails_all_is_done_or_nothing(
    error: tuple[Any, ...], once: bool, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Each call in its turn fails; then it, and all after it."""

    def fail() -> None:
        raise error[0](*error[1:])

    outcomes = set()
    for step in range(1, 1000):
        top = make_top(tmp_path_factory.mktemp("at"))
        common = str(top.parent / "git")
        watch, refused = Watch(step, fail, once=once), None
        try:
            with watch.on():
                write(top)
        except (Refusal, KeyboardInterrupt) as raised:
            refused = raised
        if isinstance(refused, Refusal):
            assert refused.exit_status == 4 or isinstance(refused, Conflict)
        now = tree(top)
        outcomes.add("refused" if refused else "done")
        if watch.count < step:
            break
        if not journal.list_journals(common):
            whole = {path: text for path, text in now.items() if ".tmp" not in path}
            allowed = (BEFORE, AFTER) if isinstance(refused, KeyboardInterrupt) else ()
            assert whole in (allowed or (BEFORE if refused else AFTER,)), step
        assert mended(common, top) in (BEFORE, AFTER), step
    assert step > 40
    assert outcomes == {"refused", "done"}


@pytest.mark.skipif(not hasattr(os, "fork"), reason="kill -9 is a matter of POSIX")
@pytest.mark.slow
def test_a_killed_command_is_completed_or_undone(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """Before each call in its turn the process dies."""
    outcomes = []
    for step in range(1, 1000):
        top = make_top(tmp_path_factory.mktemp("at"))
        common = str(top.parent / "git")
        child = os.fork()
        if child == 0:
            with Watch(step, lambda: os.kill(os.getpid(), signal.SIGKILL), once=True).on():
                write(top)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        with store.lock_repository(common):
            pass
        assert journal.list_journals(common) == []
        assert tree(top) in (BEFORE, AFTER), step
        outcomes.append(tree(top) == AFTER)
        if os.WIFEXITED(status):
            break
    assert outcomes == sorted(outcomes)  # not begun for a while, then completed
    assert 10 < outcomes.index(True) < len(outcomes) - 5


# What the next one finds --------------------------------------------------------------------------


def interrupt(top: Path, writes: list[Write] = WRITES, after: int = 1) -> None:
    """Leave things as a process does that dies when `after` of the files have their names."""
    put_in_place, count = files._put_in_place, []

    def name(step: Any) -> None:
        if len(count) == after:
            raise SystemExit
        count.append(step)
        put_in_place(step)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(files, "_put_in_place", name)
        patch.setattr(files, "_undo_all", lambda _: [])
        patch.setattr(journal, "_remove_journal", lambda _: None)
        with pytest.raises(SystemExit):
            write(top, writes)


def test_the_next_holder_of_the_lock_completes_a_command(
    top: Path, common: str, capsys: pytest.CaptureFixture[str]
) -> None:
    interrupt(top, after=2)
    assert tree(top) == {**BEFORE, "new/deep/a.md": "a\n", "old.md": "now\udcff\n"}
    with store.lock_repository(common, mend=False):
        assert [operation.remaining_writes for operation in journal.find_interrupted(common)] == [
            tuple(WRITES[2:])
        ]
    with store.lock_repository(common):
        assert tree(top) == AFTER
    note = f"note: completed an interrupted command in {top}: sub/gone.md, b.md\n"
    assert capsys.readouterr().err == note
    with store.lock_repository(common):
        pass
    assert capsys.readouterr().err == ""


def test_a_command_that_had_not_begun_is_dropped(top: Path, common: str) -> None:
    interrupt(top, after=0)
    with store.lock_repository(common, mend=False):
        assert journal.find_interrupted(common) == []
        assert journal.recover(common) == []
    assert tree(top) == BEFORE
    assert journal.list_journals(common) == []


def test_a_file_that_was_changed_meanwhile_stays(top: Path, common: str) -> None:
    interrupt(top)
    (top / "old.md").write_text("by hand\n")
    (recovery,) = journal.recover(common)
    assert (recovery.written_paths, recovery.unwritten_paths) == (
        (),
        ("old.md", "sub/gone.md", "b.md"),
    )
    assert "old.md was changed meanwhile" in recovery.message
    assert tree(top) == {**BEFORE, "old.md": "by hand\n", "new/deep/a.md": "a\n"}
    assert journal.recover(common) == []


def test_a_journal_that_cannot_be_completed_stays(
    top: Path, common: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    interrupt(top)
    with monkeypatch.context() as patch:
        patch.setattr(files, "_write_temporary", full)
        (recovery,) = journal.recover(common)
        assert "No space left" in recovery.message
    assert [one.written_paths for one in journal.recover(common)] == [
        ("old.md", "sub/gone.md", "b.md")
    ]
    assert tree(top) == AFTER


def test_a_journal_of_a_removed_working_tree_is_dropped(
    top: Path, common: str, tmp_path: Path
) -> None:
    interrupt(top)
    top.rename(tmp_path / "elsewhere")
    assert journal.recover(common) == []
    assert journal.list_journals(common) == []


def test_a_journal_that_was_cut_off_is_dropped(top: Path, common: str) -> None:
    interrupt(top)
    (path,) = map(Path, journal.list_journals(common))
    whole = path.read_bytes()
    for end in range(len(whole)):
        path.write_bytes(whole[:end])
        assert journal.find_interrupted(common) == []
    path.write_bytes(whole)
    assert journal.find_interrupted(common) != []
    for torn in (b"", b"\0" * len(whole), b"x", whole.replace(b"4:b.md", b"5:b.md"), whole + b"x"):
        path.write_bytes(torn)
        assert journal.find_interrupted(common) == []
    assert journal.recover(common) == []
    assert not path.exists()


def test_a_journal_cannot_write_outside_the_repository(
    top: Path, common: str, tmp_path: Path
) -> None:
    (tmp_path / "secret").write_text("secret\n")
    interrupt(top)
    (path,) = map(Path, journal.list_journals(common))
    raw = journal._pack(str(top), [WRITES[0], Write("../secret", "x\n", "secret\n")])
    path.write_bytes(raw)
    (recovery,) = journal.recover(common)
    assert "outside the repository" in recovery.reason
    assert (tmp_path / "secret").read_text() == "secret\n"


@pytest.mark.parametrize("has_git", [False, True])
def test_a_journal_is_carried_out_in_working_trees_of_the_clone_alone(
    has_git: bool, top: Path, common: str, tmp_path: Path
) -> None:
    """An archive can bring one that names any folder, and a list of working trees that says so."""
    home = tmp_path / "home"
    home.mkdir()
    (home / ".profile").write_text("before\n")
    (home / "done").write_text("x\n")
    if has_git:
        (home / ".git").write_text(f"gitdir: {tmp_path}/another\n")
        (tmp_path / "another").mkdir()
    (tmp_path / "git/worktrees/x").mkdir(parents=True)
    (tmp_path / "git/worktrees/x/gitdir").write_text(f"{home}/.git\n")
    (tmp_path / "git/minutebook/journal").mkdir(parents=True)
    writes = [Write("done", "x\n"), Write(".profile", "evil\n", "before\n")]
    (tmp_path / "git/minutebook/journal/1-1").write_bytes(journal._pack(str(home), writes))
    assert journal.find_interrupted(common) == []
    with store.lock_repository(common):
        pass
    assert (home / ".profile").read_text() == "before\n"


@pytest.mark.parametrize("path", [".git/config", ".GIT/x", "link/x", "../x", "/etc/x"])
def test_the_paths_of_a_journal_are_checked(path: str, top: Path, common: str) -> None:
    (top / "link").symlink_to("../git")
    (top / "done").write_text("x\n")
    (Path(common) / "minutebook/journal").mkdir(parents=True)
    writes = [Write("done", "x\n"), Write(path, "evil\n")]
    (Path(common) / "minutebook/journal/1-1").write_bytes(journal._pack(str(top), writes))
    (recovery,) = journal.recover(common)
    assert recovery.unwritten_paths == (path,)
    assert sorted(each.name for each in Path(common).iterdir()) == ["minutebook"]


def test_one_file_needs_no_journal(top: Path, common: str) -> None:
    write(top, WRITES[:1])
    assert not Path(journal.locate_folder(common)).exists()
    write(top, WRITES[1:])
    assert Path(journal.locate_folder(common)).is_dir()


def test_a_git_directory_that_cannot_be_written(top: Path, common: str) -> None:
    (Path(common) / "minutebook").write_text("a file is in the way\n")
    with pytest.raises(OperationError, match="cannot be written"):
        write(top)
    assert tree(top) == BEFORE


# Temporary files of the dead ----------------------------------------------------------------------


def test_temporary_files_of_dead_processes_are_removed(
    top: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = [
        ".minutebook-111-1.tmp",
        ".minutebook-222-1.tmp",
        ".minutebook-x.tmp",
        ".minutebook-333-1",
    ]
    for name in names:
        (top / name).write_text("half")
    monkeypatch.setattr(files, "is_process_alive", lambda process: process == 222)
    write(top, [Write("c.md", "c\n")])
    assert {path.name for path in top.glob(".m*")} == {names[1], names[3]}
    os.utime(top / names[1], (0, 0))
    assert files.remove_stale_temporaries(str(top), "") == [str(top / names[1])]
    assert files.remove_stale_temporaries(str(top), "nothing") == []


def test_a_living_process_is_recognized(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError

    assert files.is_process_alive(os.getpid())
    assert not files.is_process_alive(2**22 + 1)
    assert not files.is_process_alive(10**30)
    monkeypatch.setattr(os, "kill", refuse)
    assert files.is_process_alive(1)


def test_a_file_that_is_open_elsewhere_is_tried_again(
    top: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Windows refuses to replace it: a scanner looks for a moment."""
    os_replace, tries = os.replace, []

    def replace(*args: str) -> None:
        tries.append(args)
        if len(tries) % 3:
            raise PermissionError(errno.EACCES, "The file is in use")
        os_replace(*args)

    monkeypatch.setattr(os, "replace", replace)
    with pytest.raises(OperationError, match="in use"):
        write(top, [WRITES[0], WRITES[1]])
    assert tree(top) == BEFORE
    tries.clear()
    monkeypatch.setattr(files, "_RETRY_PAUSES", (0.0, 0.0))
    write(top, [WRITES[0], WRITES[1]])
    assert len(tries) == 3


def test_a_change_of_others_is_not_undone(
    top: Path, common: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def theirs(*_: object) -> None:
        (top / "new/deep/a.md").write_text("theirs\n")
        raise OSError(errno.EIO, "Input/output error")

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", theirs)
        with pytest.raises(
            files.PartialWriteError, match=r"half done stays so: new/deep/a\.md"
        ) as torn:
            write(top)
    assert torn.value.exit_status == 4
    assert "check --fix" in torn.value.hint
    assert tree(top) == {**BEFORE, "new/deep/a.md": "theirs\n"}
    mended(common, top)
    assert (top / "new/deep/a.md").read_text() == "theirs\n"
