"""Locks where the system has none: a file names the owner, and goes over when that one is dead."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from minutebook.errors import OperationError
from minutebook.repository import files, locks


@pytest.fixture
def lock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The path of a lock on a file system that knows none."""

    def none(_: int) -> bool:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(locks, "_try_system_lock", none)
    return str(tmp_path / "minutebook/lock")


def write_owner(lock: str, text: str) -> Path:
    path = Path(f"{lock}.owner")
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)
    return path


def test_a_lock_has_one_holder(lock: str) -> None:
    with locks.lock_path(lock, 1):
        owner_fields = Path(f"{lock}.owner").read_text().split(" ")
        assert owner_fields[0] == str(os.getpid())
        with pytest.raises(OperationError, match="has held the lock"), locks.lock_path(lock, 0.02):
            pass
    assert not Path(f"{lock}.owner").exists()
    with locks.lock_path(lock, 1):
        pass


def test_the_lock_of_a_dead_process_is_taken_over(lock: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, check=True
    )
    path = write_owner(lock, f"{int(done.stdout)} 123 {locks._read_host_name()}")
    with locks.lock_path(lock, 1):
        assert path.read_text().split(" ")[0] == str(os.getpid())


def test_a_process_id_that_was_used_again_is_another_process(
    lock: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "is_process_alive", lambda _: True)
    monkeypatch.setattr(locks, "_read_process_start", lambda _: "200")
    path = write_owner(lock, f"{os.getpid()} 100 {locks._read_host_name()}")
    with locks.lock_path(lock, 1):
        assert path.read_text() == f"{os.getpid()} 200 {locks._read_host_name()}"
    assert not path.exists()


@pytest.mark.parametrize("text", ["", "x", "99999999 1 other.example.org", "no 1 HOST"])
def test_an_unknown_owner_counts_as_alive(text: str, lock: str) -> None:
    path = write_owner(lock, text.replace("HOST", locks._read_host_name()))
    with pytest.raises(OperationError, match="has held the lock"), locks.lock_path(lock, 0.02):
        pass
    assert path.exists()


def test_one_process_at_a_time_takes_over(lock: str) -> None:
    write_owner(lock, f"99999999 1 {locks._read_host_name()}")
    taking = Path(f"{lock}.owner.taking")
    taking.write_text("")
    with pytest.raises(OperationError, match="has held the lock"), locks.lock_path(lock, 0.02):
        pass
    os.utime(taking, (0, 0))  # it died over it
    with locks.lock_path(lock, 1):
        assert not taking.exists()


def test_an_owner_that_died_before_it_wrote_its_name(lock: str) -> None:
    path = write_owner(lock, "")
    os.utime(path, (0, 0))
    with locks.lock_path(lock, 1):
        assert path.read_text()


def test_a_folder_in_place_of_the_owner_file_is_waited_for(lock: str) -> None:
    write_owner(lock, "").unlink()
    Path(f"{lock}.owner").mkdir()
    with pytest.raises(OperationError, match="has held the lock"), locks.lock_path(lock, 0.02):
        pass
    assert Path(f"{lock}.owner").is_dir()


def test_an_owner_file_that_cannot_be_made(lock: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: str) -> bool:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(locks, "_make_owner_file", refuse)
    with (
        pytest.raises(OperationError, match=r"lock\.owner cannot be written: Permission denied"),
        locks.lock_path(lock, 1),
    ):
        pass


def test_an_open_file_has_one_holder(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.touch()
    with (
        locks.lock_open_file(os.open(path, os.O_RDWR), 1),
        pytest.raises(OperationError, match="has held"),
        locks.lock_open_file(os.open(path, os.O_RDWR), 0.02),
    ):
        pass


@pytest.mark.parametrize(
    ("error_number", "hint"),
    [
        (errno.EROFS, "codex -c 'sandbox_workspace_write.writable_roots=[\"{folder}\"]'"),
        (errno.EPERM, "codex -c 'sandbox_workspace_write.writable_roots=[\"{folder}\"]'"),
        (errno.EACCES, "ls -ld '{folder}'"),
    ],
)
def test_a_refusal_to_write_says_what_can_be_typed(
    error_number: int, hint: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A sandbox refuses otherwise than the permissions of a folder do."""

    def refuse(path: str, _: int) -> int:
        raise OSError(error_number, os.strerror(error_number))

    monkeypatch.setattr(locks.guard, "open_shared_file", refuse)
    folder = str(tmp_path / "a clone/minutebook")
    with (
        pytest.raises(OperationError, match=f"no lock can be made in {folder}: ") as refusal,
        locks.lock_path(f"{folder}/lock", 1),
    ):
        pass
    assert refusal.value.hint.endswith(hint.format(folder=folder))
