"""The spool's folder: whose it is, what is moved into it, and where events go instead."""

from __future__ import annotations

import errno
import os
import shutil
import stat
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from minutebook.repository import guard, light, locks, spool

GROUP = 5000  # of the users of a shared repository
AS_ROOT = pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can be somebody else"
)


@pytest.fixture
def common_dir(tmp_path: Path, world: dict[str, str]) -> str:
    folder = tmp_path / "clone.git"
    folder.mkdir()
    return str(folder)


@pytest.fixture
def shared_dir(world: dict[str, str]) -> Iterator[str]:
    """A git directory that all users may write, as `core.sharedRepository` makes it."""
    folder = tempfile.mkdtemp()
    if os.geteuid() == 0:
        os.chown(folder, 0, GROUP)
    os.chmod(folder, 0o2775)
    yield folder
    shutil.rmtree(folder)


def run_as(user: int, work: Callable[[], object]) -> str:
    """What some work returns, done by another user of the same group, as text."""
    read_end, write_end = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.setgroups([])
            os.setresgid(GROUP, GROUP, GROUP)
            os.setresuid(user, user, user)
            os.umask(0o022)
            os.environ["XDG_STATE_HOME"] = f"/nowhere/{user}"
            os.write(write_end, str(work()).encode())
        except BaseException as error:  # noqa: BLE001 - told to the test, whatever it is
            os.write(write_end, f"{type(error).__name__}: {error}".encode())
        finally:
            os._exit(0)
    os.close(write_end)
    os.waitpid(child, 0)
    with open(read_end, "rb") as pipe:
        return pipe.read().decode()


def read_mode(path: str | Path) -> int:
    return stat.S_IMODE(os.stat(path).st_mode)


# Whose it is ------------------------------------------------------------------------------------


def test_the_spool_is_only_for_its_owner(common_dir: str) -> None:
    os.umask(0o000)
    folder = spool.ensure_spool(common_dir)
    os.umask(0o022)
    assert read_mode(folder) & 0o777 == 0o700
    assert spool.ensure_spool(common_dir) == folder == spool.locate_spool(common_dir)
    os.chmod(folder, 0o755)  # opened by somebody: closed again
    assert spool.ensure_spool(common_dir) == folder
    assert read_mode(folder) & 0o777 == 0o700


def test_two_processes_make_the_spool_at_once(
    common_dir: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, lexists = spool.ensure_spool(common_dir), os.path.lexists
    monkeypatch.setattr(os.path, "lexists", lambda path: lexists(path) and path != folder)
    assert spool.ensure_spool(common_dir) == folder


@AS_ROOT
def test_each_user_of_a_shared_repository_has_a_spool(shared_dir: str) -> None:
    folders = [run_as(user, lambda: spool.ensure_spool(shared_dir)) for user in (5001, 5002)]
    assert folders == [f"{shared_dir}/minutebook/spool-{user}" for user in (5001, 5002)]
    assert "PermissionError" in run_as(5001, lambda: os.listdir(folders[1]))
    # What all of them need is for all of them.
    row = f"{shared_dir}/minutebook/row"
    for user in (5001, 5002):
        made = run_as(user, lambda: guard.make_state_folder(shared_dir, "claims", "phr"))
        assert made == f"{shared_dir}/minutebook/claims/phr"
        assert run_as(user, lambda: take_lock(shared_dir)) == "locked"
        assert run_as(user, lambda: light.write_whole(row, b"x", is_shared=True)) == "None"
        assert run_as(user, lambda: light.read_text(row)) == "x"
    assert read_mode(f"{shared_dir}/minutebook") & 0o2070 == 0o2070
    assert read_mode(f"{shared_dir}/minutebook/lock") & 0o060 == 0o060


def take_lock(folder: str) -> str:
    with locks.lock_path(f"{folder}/minutebook/lock", 1.0):
        return "locked"


@AS_ROOT
def test_the_lock_of_one_who_shares_nothing_can_be_taken(shared_dir: str) -> None:
    os.mkdir(f"{shared_dir}/minutebook", 0o755)
    os.close(os.open(f"{shared_dir}/minutebook/lock", os.O_CREAT, 0o644))
    assert run_as(5001, lambda: take_lock(shared_dir)) == "locked"


def test_modes_follow_git_s_directory(tmp_path: Path) -> None:
    os.umask(0o022)
    for mode, wanted in ((0o755, 0o755), (0o2775, 0o2775), (0o2770, 0o2775), (0o775, 0o775)):
        folder = tmp_path / f"{mode:o}"
        folder.mkdir()
        folder.chmod(mode)
        guard.make_state_folder(str(folder), "claims")
        assert read_mode(folder / "minutebook" / "claims") == wanted
        light.write_whole(str(folder / "row"), b"", is_shared=True)
        assert read_mode(folder / "row") == 0o600 | (mode & 0o066 if mode & 0o020 else 0)


def make_link(path: str, elsewhere: Path) -> None:
    os.symlink(elsewhere, path)


def make_file(path: str, elsewhere: Path) -> None:
    Path(path).write_text("in the way")


def make_foreign_folder(path: str, elsewhere: Path) -> None:
    os.mkdir(path, 0o777)
    os.chown(path, 5001, 5001)


@pytest.mark.parametrize(
    "make", [make_link, make_file, pytest.param(make_foreign_folder, marks=AS_ROOT)]
)
def test_what_is_not_ours_is_not_used(
    make: Callable[[str, Path], None], common_dir: str, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    os.mkdir(f"{common_dir}/minutebook")
    make(spool.locate_spool(common_dir), elsewhere)
    folder = spool.ensure_spool(common_dir)
    assert folder == spool.locate_fallback(common_dir)
    assert read_mode(folder) == 0o700
    assert list(elsewhere.iterdir()) == []
    assert spool.list_spools(common_dir) == [folder]


def test_a_folder_above_that_is_a_link_is_not_used(common_dir: str, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    os.symlink(tmp_path / "elsewhere", f"{common_dir}/minutebook")
    assert spool.ensure_spool(common_dir) == spool.locate_fallback(common_dir)
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_a_file_system_without_modes(common_dir: str, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = spool.ensure_spool(common_dir)
    os.chmod(folder, 0o777)
    real_chmod = os.chmod
    with monkeypatch.context() as patch:
        patch.setattr(
            os, "chmod", lambda path, mode: None if path == folder else real_chmod(path, mode)
        )
        assert spool.ensure_spool(common_dir) == spool.locate_fallback(common_dir)


# Where it is instead ----------------------------------------------------------------------------


def test_the_fallback_of_each_repository(
    world: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = {spool.locate_fallback(f"/{'x' * 300}/{name}/.git") for name in "ab"}
    assert len(names) == 2
    assert all(len(os.path.basename(name)) < 255 for name in names)
    home = os.environ["HOME"]
    assert spool.locate_fallback("/a/b é").startswith(f"{home}/.local/state/minutebook/spool/")
    monkeypatch.setenv("XDG_STATE_HOME", "/state")
    assert spool.locate_fallback("/a/b").startswith("/state/minutebook/spool/")
    monkeypatch.setenv("XDG_STATE_HOME", "relative")
    assert spool.locate_fallback("/a/b").startswith(home)


def refuse(monkeypatch: pytest.MonkeyPatch, folder: str, code: int) -> None:
    """Let the system refuse whatever is made or written below a folder."""
    real_open, real_mkdir = os.open, os.mkdir

    def open_file(path: str, flags: int, *args: int, **options: int) -> int:
        if str(path).startswith(folder) and flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
            raise OSError(code, os.strerror(code), path)
        return real_open(path, flags, *args, **options)

    def make_folder(path: str, *args: int) -> None:
        if str(path).startswith(folder):
            raise OSError(code, os.strerror(code), path)
        real_mkdir(path, *args)

    monkeypatch.setattr(os, "open", open_file)
    monkeypatch.setattr(os, "mkdir", make_folder)


def test_events_come_back_when_git_s_directory_can_be_written(
    common_dir: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        refuse(patch, common_dir, errno.EROFS)
        folder = spool.ensure_spool(common_dir)
        light.append_line(f"{folder}/claude-s.jsonl", b"1\n")
        light.append_bytes(f"{folder}/claude-s.jsonl", b"2 cut off")
        light.append_bytes(f"{folder}/claude-s.1.5.start", b"state")
        light.append_bytes(f"{folder}/claude-s.settled", b"9")
    folder = spool.ensure_spool(common_dir)
    assert folder == spool.locate_spool(common_dir)
    assert sorted(os.listdir(folder)) == ["claude-s.1.5.start", "claude-s.jsonl"]
    assert Path(folder, "claude-s.jsonl").read_bytes() == b"1\n2 cut off\n"
    assert not os.path.exists(spool.locate_fallback(common_dir))


def test_a_move_that_died_is_completed(common_dir: str) -> None:
    """Lines that were moved already come again; `read_session` reads each once."""
    folder = spool.ensure_spool(common_dir)
    fallback = spool.make_private_folder(spool.locate_fallback(common_dir))
    Path(fallback, "claude-s.moving").write_bytes(b"1\n")
    Path(fallback, "claude-s.jsonl").write_bytes(b"2\n")
    Path(folder, "claude-s.jsonl").write_bytes(b"0\n1")
    spool.ensure_spool(common_dir)
    assert Path(folder, "claude-s.jsonl").read_bytes() == b"0\n1\n1\n2\n"
    assert not os.path.exists(fallback)


def test_a_full_disk_leaves_what_was_kept(common_dir: str, monkeypatch: pytest.MonkeyPatch) -> None:
    spool.ensure_spool(common_dir)
    fallback = spool.make_private_folder(spool.locate_fallback(common_dir))
    Path(fallback, "claude-s.jsonl").write_bytes(b"1\n")
    with monkeypatch.context() as patch:
        refuse(patch, common_dir, errno.ENOSPC)
        assert spool.ensure_spool(common_dir) == fallback
    folder = spool.ensure_spool(common_dir)
    assert Path(folder, "claude-s.jsonl").read_bytes() == b"1\n"


def test_file_systems_without_links(common_dir: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse_link(*_: str) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "link", refuse_link)
    fallback = spool.make_private_folder(spool.locate_fallback(common_dir))
    Path(fallback, "claude-s.jsonl").write_bytes(b"1\n")
    folder = spool.ensure_spool(common_dir)
    assert Path(folder, "claude-s.jsonl").read_bytes() == b"1\n"


# The spool of an earlier version ----------------------------------------------------------------


def test_the_spool_of_an_earlier_version_is_taken_over(common_dir: str) -> None:
    earlier = Path(common_dir, "minutebook", "spool")
    earlier.mkdir(parents=True, mode=0o700)
    (earlier / "claude-s.jsonl").write_bytes(b"1\n")
    (earlier / "claude-s.1.5.start").write_bytes(b"state")
    assert spool.list_spools(common_dir) == [str(earlier)]
    folder = spool.ensure_spool(common_dir)
    assert sorted(os.listdir(folder)) == ["claude-s.1.5.start", "claude-s.jsonl"]
    # An earlier version is called once more.
    earlier.mkdir()
    (earlier / "claude-s.jsonl").write_bytes(b"2\n")
    spool.ensure_spool(common_dir)
    assert Path(folder, "claude-s.jsonl").read_bytes() == b"1\n2\n"
    assert not earlier.exists()


@AS_ROOT
def test_the_earlier_spool_of_another_user_stays(shared_dir: str) -> None:
    os.mkdir(f"{shared_dir}/minutebook")
    os.chmod(f"{shared_dir}/minutebook", 0o2775)
    os.mkdir(f"{shared_dir}/minutebook/spool", 0o700)
    assert run_as(5001, lambda: spool.ensure_spool(shared_dir)).endswith("/spool-5001")
    assert os.path.isdir(f"{shared_dir}/minutebook/spool")


# Files ------------------------------------------------------------------------------------------


def test_bytes_that_are_written_in_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write, path = os.write, str(tmp_path / "x")
    monkeypatch.setattr(os, "write", lambda descriptor, data: write(descriptor, data[:2]))
    light.append_line(path, b"a long line\n")
    light.write_whole(str(tmp_path / "y"), b"whole")
    monkeypatch.setattr(os, "write", lambda descriptor, data: 0)
    with pytest.raises(OSError, match="takes no more bytes"):
        light.append_line(path, b"next\n")
    with pytest.raises(OSError, match="takes no more bytes"):
        light.write_whole(str(tmp_path / "y"), b"new")
    assert Path(path).read_bytes() == b"a long line\n"
    assert (tmp_path / "y").read_bytes() == b"whole"
    assert sorted(os.listdir(tmp_path)) == ["x", "y"] or "home" in os.listdir(tmp_path)


def test_prompts_of_one_moment_have_names_of_their_own(tmp_path: Path) -> None:
    base = str(tmp_path / "claude-s")
    (tmp_path / "claude-s.7.500001.done").write_text("")
    names = [spool.reserve_timestamp(base, 7.5) for _ in range(3)]
    assert names == ["7.500000", "7.500002", "7.500003"]


def test_a_session_that_is_set_aside_overwrites_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spool, "_MAX_FINISHED_BYTES", 0)
    base = str(tmp_path / "claude-s")
    for text in ("first", "second"):
        Path(base + ".jsonl").write_text(text)
        spool.rotate_session(base, "1.5")
    assert Path(base + "+1.5.jsonl").read_text() == "first"
    assert Path(base + ".jsonl").read_text() == "second"
    spool.rotate_session(str(tmp_path / "none"), "1.5")
