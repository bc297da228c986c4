"""The process: its exit status, its streams, its locale."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

from command_runner import Runner


def test_a_reader_that_stops_early_is_no_error(filled_repo: Path, world: dict[str, str]) -> None:
    (filled_repo / "decisions/0009-long.md").write_text("# Long\n" + "word " * 200_000)
    args = [sys.executable, "-m", "minutebook", "show", "ADR-9"]
    with subprocess.Popen(
        args, cwd=filled_repo, env=world, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as child:
        assert child.stdout
        assert child.stderr
        child.stdout.read(10)
        child.stdout.close()
        assert child.stderr.read() == b""
    assert child.returncode == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
@pytest.mark.parametrize("args", [["list"], ["schema"], ["--version"]])
def test_a_full_disk_behind_stdout(
    args: list[str], filled_repo: Path, world: dict[str, str]
) -> None:
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "minutebook", *args],
            cwd=filled_repo, env=world, stdout=full, stderr=subprocess.PIPE, check=False,
        )  # fmt: skip
    assert done.returncode == 4
    assert b"Traceback" not in done.stderr
    assert b"No space left" in done.stderr


class ProcessLeft(BaseException):
    """In the place of the process's end."""


def run_main(
    monkeypatch: pytest.MonkeyPatch, args: list[str], out: io.TextIOWrapper, err: io.TextIOWrapper
) -> int:
    """The status with which `main` leaves."""
    from minutebook import cli

    def leave(status: int) -> None:
        raise ProcessLeft(status)

    with monkeypatch.context() as patch:
        patch.setattr(os, "_exit", leave)
        patch.setattr("gc.set_threshold", lambda *_: None)
        patch.setattr(sys, "argv", ["minutebook", *args])
        patch.setattr(sys, "stdout", out)
        patch.setattr(sys, "stderr", err)
        with pytest.raises(ProcessLeft) as left:
            cli.main()
    return int(left.value.args[0])


class BrokenStream(io.BytesIO):
    """A stream that takes nothing."""

    def __init__(self, error: OSError) -> None:
        super().__init__()
        self.error = error

    def write(self, raw: object) -> int:
        raise self.error


def test_main_leaves_with_the_status(filled_repo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out, err = io.TextIOWrapper(io.BytesIO(), "ascii"), io.TextIOWrapper(io.BytesIO(), "ascii")
    (filled_repo / "decisions/0009-a.md").write_bytes(
        "# 漢 \udcff\n".encode("utf-8", "surrogateescape")
    )
    assert run_main(monkeypatch, ["list"], out, err) == 0
    assert b"ADR-0009              -         A\n" in out.buffer.getvalue()  # type: ignore[attr-defined]
    assert run_main(monkeypatch, ["show", "ADR-9"], out, err) == 0
    assert "漢 \\udcff".encode() in out.buffer.getvalue()  # type: ignore[attr-defined]
    assert run_main(monkeypatch, ["show", "ADR-99"], out, err) == 3
    assert err.buffer.getvalue().startswith(b"error: ")  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("error", "status", "message"),
    [(BrokenPipeError(), 0, b""), (OSError(28, "No space left"), 4, b"No space left")],
)
@pytest.mark.parametrize("lines", [1, 20_000])
def test_main_reports_a_stdout_that_cannot_be_written(
    error: OSError,
    status: int,
    message: bytes,
    lines: int,
    filled_repo: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Whether a line is lost when it is printed, or when the last of them are flushed."""
    (filled_repo / "decisions/0009-a.md").write_text("# A\n" + "line\n" * lines)
    out, err = (
        io.TextIOWrapper(BrokenStream(error), "utf-8"),
        io.TextIOWrapper(io.BytesIO(), "utf-8"),
    )
    assert run_main(monkeypatch, ["show", "ADR-9"], out, err) == status
    printed = err.buffer.getvalue()  # type: ignore[attr-defined]
    assert (message in printed) if message else printed == b""
    out.detach()


@pytest.mark.slow
def test_an_ascii_locale_changes_nothing(repo: Path, world: dict[str, str]) -> None:
    """Titles, file names and prompts are UTF-8, whatever the locale says and Python is told."""
    ascii_world = {
        **world,
        "LC_ALL": "C",
        "LANG": "C",
        "PYTHONUTF8": "0",
        "PYTHONCOERCECLOCALE": "0",
    }

    def run_process(*args: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "minutebook", *args],
            cwd=repo, env=ascii_world, capture_output=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr.decode("utf-8", "replace")
        return done.stdout.decode("utf-8")

    (repo / "प्रश्न.txt").write_text("Où est le café ?\n", "utf-8")
    run_process("adr", "new", "Ümläute & Łódź")
    run_process("phr", "new", "决定 使用 缓存", "--prompt-file", "प्रश्न.txt", "--adr", "ADR-1")
    assert (repo / "decisions/0001-ümläute-łódź.md").is_file()
    assert "Ümläute & Łódź" in run_process("list")
    assert "Où est le café ?" in run_process("show", "0001-决定-使用-缓存")
    assert run_process("check", "decisions/0001-ümläute-łódź.md") == "nothing wrong\n"


@pytest.mark.skipif(os.name != "posix", reason="a matter of POSIX shells")
@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-"])
def test_a_closed_stream_is_no_bug(closed: str, filled_repo: Path, world: dict[str, str]) -> None:
    command = f'exec "{sys.executable}" -m minutebook list {closed}'
    done = subprocess.run(
        ["sh", "-c", command], cwd=filled_repo, env=world, capture_output=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, b"")


def test_what_the_disk_refuses_is_no_bug(run: Runner, repo: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    played = run("demo", str(tmp_path / "file"))
    assert played.exit == 4
    assert f"{tmp_path}/file" in played.err
    assert "bug" not in played.err
