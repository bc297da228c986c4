"""The store: each file whole or not at all, nothing outside the repository, one at a time."""

from __future__ import annotations

import errno
import os
import stat
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from minutebook.errors import Conflict, OperationError, UnsafePath, UsageError
from minutebook.records.model import Write
from minutebook.repository import files, store

from command_runner import Runner


def tree(top: Path) -> dict[str, str]:
    """Every file below a folder, and where links lead."""
    return {
        path.relative_to(top).as_posix(): (
            f"-> {path.readlink()}" if path.is_symlink() else path.read_bytes().decode("latin-1")
        )
        for path in sorted(top.rglob("*"))
        if path.is_symlink() or path.is_file()
    }


def write_file(top: Path, path: str, text: str = "x\n") -> Path:
    target = top / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(text.encode("utf-8", "surrogateescape"))
    return target


# Reading ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["", "a", "a\r\nb\rc\n", "\ufeffa", "\udcff\udc80é", "a\0b"])
def test_every_byte_is_read_and_written(text: str, tmp_path: Path) -> None:
    store.apply_writes(str(tmp_path), [Write("a/b.md", text)])
    assert (tmp_path / "a/b.md").read_bytes() == text.encode("utf-8", "surrogateescape")
    assert store.read_text(str(tmp_path), "a/b.md") == text


def test_a_missing_file_reads_as_none(tmp_path: Path) -> None:
    write_file(tmp_path, "a.md")
    (tmp_path / "folder").mkdir()
    assert store.read_text(str(tmp_path), "b.md") is None
    assert store.read_text(str(tmp_path), "a.md/b.md") is None
    assert store.read_text(str(tmp_path), "folder") is None


def test_a_file_that_may_not_be_read_is_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    write_file(tmp_path, "a/b.md")
    monkeypatch.setattr("builtins.open", refuse)
    with pytest.raises(OperationError, match=r"a/b\.md cannot be read: Permission denied"):
        store.read_text(str(tmp_path), "a/b.md")
    monkeypatch.setattr("os.scandir", refuse)
    with pytest.raises(OperationError, match="a cannot be read: Permission denied"):
        store.list_pages(str(tmp_path), "a")


def test_pages_are_listed_in_order(tmp_path: Path) -> None:
    for path in ("d/b.md", "d/a/z.MD", "d/a.md", "d/a/x.txt", "d/.hidden/a.md", "e/a.md"):
        write_file(tmp_path, path)
    write_file(tmp_path, "d/.minutebook-1-2.tmp")
    assert store.list_pages(str(tmp_path), "d") == ["d/a.md", "d/a/z.MD", "d/b.md"]
    assert store.list_pages(str(tmp_path), "nothing") == []
    assert store.list_pages(str(tmp_path), "d/a.md") == []


def test_of_the_top_only_what_lies_right_in_it_is_listed(tmp_path: Path) -> None:
    for path in ("b.md", "a.md", "x.txt", "d/a.md", ".git/a.md"):
        write_file(tmp_path, path)
    assert store.list_pages(str(tmp_path), ".") == ["a.md", "b.md"]
    (tmp_path / "c.md").symlink_to("a.md")
    (tmp_path / "e").symlink_to("d")
    assert store.find_links(str(tmp_path), ".") == ["c.md", "e"]


@pytest.mark.parametrize(
    ("folder", "expected"),
    [
        ("d", ["d/a.md", "d/e/b.MD"]),
        (".adr", [".adr/a.md"]),
        (".github/adr", [".github/adr/a.md"]),
        (".", ["a.md"]),
        ("none", []),
    ],
)
def test_pages_are_selected_as_they_would_be_listed(folder: str, expected: list[str]) -> None:
    paths = ["a.md", "d/a.md", "d/e/b.MD", "d/.x/c.md", "d/a.txt", "da/a.md", ".adr/a.md"]
    paths += [".adr/.x/a.md", ".github/adr/a.md", ".github/a.md"]
    assert store.select_pages(paths, folder) == expected


def test_only_files_are_pages(tmp_path: Path) -> None:
    """A pipe would be waited on for ever."""
    (tmp_path / "d/folder.md").mkdir(parents=True)
    os.mkfifo(tmp_path / "d/pipe.md")
    write_file(tmp_path, "d/a.md")
    assert store.list_pages(str(tmp_path), "d") == ["d/a.md"]


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    """A repository's top, beside a folder that is none of its business."""
    write_file(tmp_path, "elsewhere/secret.md", "secret\n")
    (tmp_path / "top").mkdir()
    return tmp_path / "top"


def test_links_are_followed_inside_only(outside: Path) -> None:
    write_file(outside, "real/a.md")
    write_file(outside, "d/b.md")
    (outside / "d/in.md").symlink_to("../real/a.md")
    (outside / "d/out.md").symlink_to("../../elsewhere/secret.md")
    (outside / "d/lost.md").symlink_to("nowhere.md")
    (outside / "d/folder").symlink_to("../real")
    (outside / "d/round").symlink_to(".")
    (outside / "away").symlink_to("../elsewhere")
    assert store.list_pages(str(outside), "d") == ["d/b.md", "d/in.md"]
    assert store.list_pages(str(outside), "away") == []
    assert store.read_text(str(outside), "d/in.md") == "x\n"
    assert store.read_text(str(outside), "d/out.md") is None
    assert store.read_text(str(outside), "d/lost.md") is None


def test_a_top_that_is_reached_through_a_link(outside: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("top")
    top = str(tmp_path / "link")
    store.apply_writes(top, [Write("d/a.md", "a\n")])
    assert store.list_pages(top, "d") == ["d/a.md"]


def test_names_come_as_repositories_have_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """macOS may list the marks of a name apart."""
    write_file(tmp_path, "d/0001-cafe\u0301.md")
    assert store.list_pages(str(tmp_path), "d") == ["d/0001-cafe\u0301.md"]
    monkeypatch.setattr(store, "_COMPOSES_NAMES", True)
    assert store.list_pages(str(tmp_path), "d") == ["d/0001-caf\u00e9.md"]


# Writing ----------------------------------------------------------------------------------------


def test_writes_make_replace_and_remove(tmp_path: Path) -> None:
    write_file(tmp_path, "old.md", "old\n")
    write_file(tmp_path, "gone.md", "gone\n")
    store.apply_writes(
        str(tmp_path),
        [
            Write("a/b/new.md", "new\n"),
            Write("old.md", "now\n", "old\n"),
            Write("gone.md", None, "gone\n"),
        ],
        fsync=True,
    )
    assert tree(tmp_path) == {"a/b/new.md": "new\n", "old.md": "now\n"}


def test_a_replaced_file_keeps_its_mode_and_a_new_one_has_the_usual(tmp_path: Path) -> None:
    old = write_file(tmp_path, "old.md")
    old.chmod(0o751)
    usual = write_file(tmp_path, "usual.md")
    store.apply_writes(str(tmp_path), [Write("old.md", "b\n", "x\n"), Write("new.md", "c\n")])
    assert stat.S_IMODE(old.stat().st_mode) == 0o751
    assert (tmp_path / "new.md").stat().st_mode == usual.stat().st_mode


def test_a_link_inside_is_followed_only_where_that_is_asked_for(outside: Path) -> None:
    write_file(outside, "real/a.md")
    (outside / "in.md").symlink_to("real/a.md")
    (outside / "in").symlink_to("real")
    before = tree(outside)
    for path in ("in.md", "in/a.md"):
        for text in ("b\n", None):
            with pytest.raises(UnsafePath, match=rf"^{path[:2]}.* is a link to real"):
                store.apply_writes(str(outside), [Write(path, text, "x\n")])
    assert tree(outside) == before
    store.apply_writes(str(outside), [Write("in.md", "b\n", "x\n")], follows_links=True)
    store.apply_writes(str(outside), [Write("in/new.md", "new\n")], follows_links=True)
    assert tree(outside) == {
        "in": "-> real",
        "in.md": "-> real/a.md",
        "real/a.md": "b\n",
        "real/new.md": "new\n",
    }


@pytest.mark.parametrize(
    ("writes", "refusal"),
    [
        ([Write("there.md", "b\n")], store.PathTaken),
        ([Write("there.md", "b\n", "other\n")], Conflict),
        ([Write("gone.md", "b\n", "x\n")], Conflict),
        ([Write("gone.md", None, "x\n")], Conflict),
        ([Write("new.md", "b\n"), Write("there.md", "b\n", "other\n")], Conflict),
        ([Write("/tmp/x.md", "b\n")], UnsafePath),
        ([Write("../x.md", "b\n")], UnsafePath),
        ([Write("a/../../x.md", "b\n")], UnsafePath),
        ([Write(".git/config", "b\n")], UnsafePath),
        ([Write("a\0b.md", "b\n")], UnsafePath),
        ([Write("away/x.md", "b\n")], UnsafePath),
        ([Write("away/new/x.md", "b\n")], UnsafePath),
        ([Write("away.md", "b\n", "secret\n")], UnsafePath),
        ([Write("away.md", "b\n")], UnsafePath),
        ([Write("lost.md", "b\n")], UnsafePath),
        ([Write("new.md", "b\n"), Write("folder.md", "b\n")], OperationError),
        ([Write("new.md", "b\n"), Write("away.md", None, "secret\n")], UnsafePath),
    ],
)
def test_a_refused_write_changes_nothing(
    writes: list[Write], refusal: type[Exception], outside: Path, tmp_path: Path
) -> None:
    write_file(outside, "there.md")
    (outside / "folder.md").mkdir()
    (outside / "away").symlink_to("../elsewhere")
    (outside / "away.md").symlink_to("../elsewhere/secret.md")
    (outside / "lost.md").symlink_to("../elsewhere/nothing.md")
    before = tree(tmp_path)
    with pytest.raises(refusal):
        store.apply_writes(str(outside), writes)
    assert tree(tmp_path) == before


def test_a_page_that_was_not_read_whole_is_not_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_file(tmp_path, "a.md", "0123456789")
    monkeypatch.setattr(files, "_MAX_FILE_BYTES", 4)
    assert store.read_text(str(tmp_path), "a.md") == "0123"
    with pytest.raises(OperationError, match="too large"):
        store.apply_writes(str(tmp_path), [Write("a.md", "b\n", "0123")])
    assert tree(tmp_path) == {"a.md": "0123456789"}


WRITES = [Write("new/deep/a.md", "a\n"), Write("old.md", "now\n", "old\n"), Write("b/c.md", "c\n")]


@pytest.mark.parametrize(
    ("call", "error"),
    [
        ("mkdir", errno.EACCES),
        ("mkdir", errno.EROFS),
        ("open", errno.EACCES),
        ("open", errno.ENOSPC),
        ("fsync", errno.EIO),
    ],
)
@pytest.mark.parametrize("succeed", [0, 1, 2])
def test_a_disk_that_refuses_leaves_all_as_it_was(
    call: str, error: int, succeed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_file(tmp_path, "old.md", "old\n")
    before = (tree(tmp_path), sorted(tmp_path.rglob("*")))
    system_call, calls = getattr(os, call), []

    def failing(*args: object, **more: object) -> object:
        calls.append(args)
        if len(calls) > succeed:
            raise OSError(error, os.strerror(error))
        return system_call(*args, **more)

    with monkeypatch.context() as patch:
        patch.setattr(os, call, failing)
        with pytest.raises(OperationError) as refused:
            store.apply_writes(str(tmp_path), WRITES, fsync=True)
    assert refused.value.exit_status == 4
    assert os.strerror(error) in refused.value.message
    assert refused.value.message.split(" ")[0] in {write.path for write in WRITES}
    assert (tree(tmp_path), sorted(tmp_path.rglob("*"))) == before


def test_a_full_disk_leaves_all_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Space ends in the middle of a file."""
    write_file(tmp_path, "old.md", "old\n")
    before = (tree(tmp_path), sorted(tmp_path.rglob("*")))
    open_file = open

    def full(file: object, mode: str = "r", **more: object) -> object:
        opened = open_file(file, mode, **more)  # type: ignore[call-overload]
        if "w" not in mode:
            return opened

        class Full:
            def __enter__(self) -> object:
                return self

            def __exit__(self, *_: object) -> None:
                opened.close()

            def write(self, raw: bytes) -> None:
                opened.write(raw[:1])
                raise OSError(errno.ENOSPC, "No space left on device")

        return Full()

    with monkeypatch.context() as patch:
        patch.setattr("builtins.open", full)
        with pytest.raises(
            OperationError, match=r"new/deep/a\.md cannot be written: No space left"
        ):
            store.apply_writes(str(tmp_path), WRITES)
    assert (tree(tmp_path), sorted(tmp_path.rglob("*"))) == before


def test_a_file_system_that_keeps_no_modes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    write_file(tmp_path, "old.md", "old\n")
    monkeypatch.setattr(os, "chmod", refuse)
    store.apply_writes(str(tmp_path), WRITES)
    assert tree(tmp_path) == {"b/c.md": "c\n", "new/deep/a.md": "a\n", "old.md": "now\n"}


def test_an_interrupt_leaves_no_temporary_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    write_file(tmp_path, "old.md", "old\n")
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", interrupted)
        with pytest.raises(KeyboardInterrupt):
            store.apply_writes(str(tmp_path), WRITES, fsync=True)
    assert tree(tmp_path) == {"old.md": "old\n"}
    # Half way through the names: what has its name already gives it back.
    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", interrupted)
        with pytest.raises(KeyboardInterrupt):
            store.apply_writes(str(tmp_path), WRITES)
    assert tree(tmp_path) == {"old.md": "old\n"}
    assert not (tmp_path / "new").exists()


def quicker(monkeypatch: pytest.MonkeyPatch, name: str, path: Path) -> None:
    """Another process puts a file at `path` just before the call of `os.name`."""
    system_call = getattr(os, name)

    def make_first(*args: object, **more: object) -> object:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("theirs\n")
        return system_call(*args, **more)

    monkeypatch.setattr(os, name, make_first)


def test_a_path_that_is_taken_meanwhile_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        quicker(patch, "link", tmp_path / "a.md")
        with pytest.raises(store.PathTaken):
            store.apply_writes(str(tmp_path), [Write("a.md", "mine\n"), Write("b.md", "mine\n")])
    assert tree(tmp_path) == {"a.md": "theirs\n"}


def test_a_path_that_is_taken_undoes_the_writes_before_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        quicker(patch, "link", tmp_path / "b.md")
        with pytest.raises(Conflict) as refused:
            store.apply_writes(str(tmp_path), [Write("a.md", "mine\n"), Write("b.md", "mine\n")])
    assert not isinstance(refused.value, store.PathTaken)
    assert refused.value.hint == "run the command again"
    assert tree(tmp_path) == {"b.md": "theirs\n"}


def without_links(patch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    patch.setattr(os, "link", refuse)


def test_a_file_system_without_links(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    without_links(monkeypatch)
    store.apply_writes(str(tmp_path), [Write("a.md", "mine\n")])
    assert tree(tmp_path) == {"a.md": "mine\n"}
    # The name was seen free, and is not any more.
    monkeypatch.setattr(files, "validate_write", lambda *_, **__: None)
    with pytest.raises(store.PathTaken):
        store.apply_writes(str(tmp_path), [Write("a.md", "again\n")])
    assert tree(tmp_path) == {"a.md": "mine\n"}


def test_no_empty_file_is_left_where_the_last_step_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.EIO, "Input/output error")

    with monkeypatch.context() as patch:
        without_links(patch)
        patch.setattr(os, "rename", refuse)
        with pytest.raises(OperationError, match=r"a\.md cannot be written: Input/output error"):
            store.apply_writes(str(tmp_path), [Write("a.md", "mine\n")])
    assert tree(tmp_path) == {}


def test_a_folder_made_meanwhile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mkdir = os.mkdir

    def make_twice(path: str, *more: object) -> None:
        mkdir(path)
        raise FileExistsError(errno.EEXIST, "File exists")

    with monkeypatch.context() as patch:
        patch.setattr(os, "mkdir", make_twice)
        store.apply_writes(str(tmp_path), [Write("new/a.md", "a\n")])
    assert tree(tmp_path) == {"new/a.md": "a\n"}


# The lock ---------------------------------------------------------------------------------------


def test_the_repository_lock_has_one_holder(tmp_path: Path) -> None:
    first = store.lock_repository(str(tmp_path))
    with (
        first,
        pytest.raises(OperationError, match="has held the lock"),
        store.lock_repository(str(tmp_path), timeout_seconds=0.05),
    ):
        pass
    with store.lock_repository(str(tmp_path)):
        pass
    assert (tmp_path / "minutebook/lock").is_file()


def test_the_lock_is_waited_for(tmp_path: Path) -> None:
    order = []

    def hold_lock() -> None:
        with store.lock_repository(str(tmp_path)):
            order.append("other")

    with store.lock_repository(str(tmp_path)):
        thread = threading.Thread(target=hold_lock)
        thread.start()
        time.sleep(0.05)
        order.append("this")
    thread.join(10)
    assert order == ["this", "other"]


def test_the_lock_ends_with_a_refusal(tmp_path: Path) -> None:
    with pytest.raises(Conflict), store.lock_repository(str(tmp_path)):
        raise Conflict("no")
    with store.lock_repository(str(tmp_path)):
        pass


def test_no_lock_can_be_made(tmp_path: Path) -> None:
    (tmp_path / "minutebook").write_text("a file is in the way\n")
    with (
        pytest.raises(OperationError, match="no lock can be made"),
        store.lock_repository(str(tmp_path)),
    ):
        pass


# Templates --------------------------------------------------------------------------------------


def test_templates_come_with_minutebook(tmp_path: Path) -> None:
    assert "{{ prompt }}" in store.find_template(str(tmp_path), "templates", "phr")[0]
    assert "## Status" in store.find_template(str(tmp_path), "templates", "nygard", "adr/")[0]


def test_a_repository_may_have_its_own_templates(outside: Path) -> None:
    write_file(outside, "tpl/adr/nygard.md", "mine\n")
    write_file(outside, "tpl/adr/house.md", "house\n")
    write_file(outside, "docs/adr-template.md", "by path\n")
    write_file(outside, "adr/template.md", "in adr\n")
    assert store.find_template(str(outside), "tpl", "nygard", "adr/")[0] == "mine\n"
    assert store.find_template(str(outside), "tpl", "house", "adr/")[0] == "house\n"
    assert (
        store.find_template(str(outside), "tpl", "docs/adr-template.md", "adr/")[0] == "by path\n"
    )
    assert store.find_template(str(outside), "tpl", "adr/template.md", "adr/")[0] == "in adr\n"
    assert store.find_template(str(outside), "tpl", "adr/template.md")[0] == "in adr\n"
    assert "{{ context }}" in store.find_template(str(outside), "tpl", "madr", "adr/")[0]


@pytest.mark.parametrize(
    "name",
    ["nothing", "", "../elsewhere/secret", "../elsewhere/secret.md", "../../../elsewhere/secret",
     "/etc/passwd", "a\0b", "tpl", "out.md", "tpl/adr/out.md", "out", "."],
)  # fmt: skip
def test_a_template_outside_of_the_repository_is_refused(
    name: str, outside: Path, tmp_path: Path
) -> None:
    (outside / "tpl/adr").mkdir(parents=True)
    for link in ("out.md", "tpl/out.md", "tpl/adr/out.md"):
        (outside / link).symlink_to(tmp_path / "elsewhere/secret.md")
    for below in ("", "adr/"):
        with pytest.raises(UsageError, match="no template"):
            store.find_template(str(outside), "tpl", name, below)[0]


def test_a_template_folder_that_leads_away_is_not_asked(outside: Path, tmp_path: Path) -> None:
    write_file(tmp_path, "elsewhere/phr.md", "secret\n")
    (outside / "tpl").symlink_to(tmp_path / "elsewhere")
    assert "secret" not in store.find_template(str(outside), "tpl", "phr")[0]


# What dead processes leave ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("had", "made"),
    [
        (None, ".minutebook-*.tmp\n"),
        ("", ".minutebook-*.tmp\n"),
        ("*.log", "*.log\n.minutebook-*.tmp\n"),
        ("*.log\n", "*.log\n.minutebook-*.tmp\n"),
        (".minutebook-*.tmp\n*.log\n", ".minutebook-*.tmp\n*.log\n"),
    ],
)
def test_git_ignores_temporary_files(had: str | None, made: str, tmp_path: Path) -> None:
    exclude = tmp_path / "info" / "exclude"
    if had is not None:
        exclude.parent.mkdir()
        exclude.write_text(had)
    for _ in range(2):
        with store.lock_repository(str(tmp_path)):
            pass
        assert exclude.read_text() == made
    exclude.write_text("")  # whoever takes it out wants it so
    with store.lock_repository(str(tmp_path)):
        pass
    assert exclude.read_text() == ""


def test_an_exclude_file_that_cannot_be_written_fails_nothing(tmp_path: Path) -> None:
    (tmp_path / "info").write_text("")
    with store.lock_repository(str(tmp_path)):
        pass
    assert (tmp_path / "info").read_text() == ""


def test_half_written_numbers_of_dead_processes_are_removed(tmp_path: Path) -> None:
    numbers = tmp_path / "minutebook" / "numbers"
    numbers.mkdir(parents=True)
    dead, own = 2**22 + 1, os.getpid()
    for name in (f"phr.{dead}.tmp", f"adr.{own}.tmp", f"old.{own}.tmp", "phr", "adr=a.b"):
        (numbers / name).touch()
    os.utime(numbers / f"old.{own}.tmp", (time.time() - 61,) * 2)
    with store.lock_repository(str(tmp_path)):
        pass
    assert sorted(os.listdir(numbers)) == [f"adr.{own}.tmp", "adr=a.b", "phr"]


def test_check_removes_half_written_numbers(repo: Path, run: Runner) -> None:
    run("adr", "new", "One").ok()
    stale = repo / ".git/minutebook/numbers/adr.4194305.tmp"
    stale.parent.mkdir(exist_ok=True)
    stale.touch()
    run("check", "--fix").ok()
    assert not stale.exists()


def test_git_adds_no_temporary_file(repo: Path, run: Runner, git: Callable[..., str]) -> None:
    run("adr", "new", "One").ok()
    stale = repo / "decisions/.minutebook-4194305-1.tmp"
    stale.touch()
    git("add", "-A")
    assert git("ls-files").split() == ["decisions/0001-one.md", "decisions/README.md"]
    run("check", "--fix").ok()
    assert not stale.exists()
