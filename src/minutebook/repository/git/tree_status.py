"""What stands in a working tree: HEAD, and what differs from it, as cheaply as git can tell."""

from __future__ import annotations

import os

TYPE_CHECKING = False  # as in `typing`, which would cost more than all the rest
if TYPE_CHECKING:
    from collections.abc import Callable


def read_status(top: str) -> tuple[str, list[str]]:
    """HEAD's commit ("" before the first one), and what differs from it or is untracked.

    An entry is what tells one content of a file from the next, a blank, and its path.
    """
    words = ("status", "--porcelain=v2", "--branch", "-z", "-uall", "--no-renames")
    commit, entries = "", []
    for entry in query_git(top, *words).split("\0"):
        if entry.startswith("# branch.oid "):
            commit = entry[13:] if entry[13:] != "(initial)" else ""
        elif entry[:2] in ("1 ", "u ", "? "):
            path = entry.split(" ", {"1": 8, "u": 10, "?": 1}[entry[0]])[-1]
            entries.append(f"{fingerprint_file(top, path)} {path}")
    return commit, entries


def fingerprint_file(top: str, path: str) -> str:
    """What tells one content of a file from the next, without reading it; "-" where it is gone."""
    try:
        found = os.lstat(os.path.join(top, path))
    except (OSError, ValueError):
        return "-"
    return f"{found.st_mtime_ns}:{found.st_size}:{found.st_ino}"


def _pieces(top: str, words: tuple[str, ...]) -> list[str]:
    return ["git", "-C", top, "-c", "core.fsmonitor=false", "-c", "core.quotePath=false", *words]


class GitProcess:
    """A git child that is asked on its stdin, as often as need be; `said` is what it answers.

    What is asked before an answer is read must be less than a pipe holds (4 KB): else each of the
    two may wait for the other. Nothing is fetched for an answer. Raises OSError without git.
    """

    def __init__(self, top: str, *args: str) -> None:
        alone = {"GIT_NO_LAZY_FETCH": "1", "GIT_ALLOW_PROTOCOL": "none"}  # as new and old git say
        environment = {**os.environ, "GIT_OPTIONAL_LOCKS": "0", **alone}
        (asked, ask), (said, say) = os.pipe(), os.pipe()
        try:
            self._end = _start(_pieces(top, args), environment, asked, say)
        except OSError:
            os.close(ask)
            os.close(said)
            raise
        finally:
            os.close(asked)
            os.close(say)
        self._ask, self.stdout = ask, os.fdopen(said, "rb")

    def send(self, request: bytes) -> None:
        """Put a question, or several."""
        while request:
            request = request[os.write(self._ask, request) :]

    def close(self) -> None:
        """End the talk."""
        os.close(self._ask)
        self.stdout.close()
        self._end()


def _start(
    pieces: list[str], environment: dict[str, str], asked: int, say: int
) -> Callable[[], object]:
    """Start a child between two pipes; what waits for its end."""
    if not hasattr(os, "posix_spawnp"):  # pragma: no cover - Windows
        import subprocess

        child = subprocess.Popen(
            pieces, stdin=asked, stdout=say, stderr=subprocess.DEVNULL, env=environment
        )
        return child.wait
    quiet = os.open(os.devnull, os.O_WRONLY)
    actions = [(os.POSIX_SPAWN_DUP2, end, at) for end, at in ((asked, 0), (say, 1), (quiet, 2))]
    try:
        pid = os.posix_spawnp(pieces[0], pieces, environment, file_actions=actions)
    finally:
        os.close(quiet)
    return lambda: os.waitpid(pid, 0)


def query_git(top: str, *args: str) -> str:
    """What git answers; "" where it fails. `subprocess` alone would cost more than the question."""
    os.environ["GIT_OPTIONAL_LOCKS"] = "0"
    pieces = _pieces(top, args)
    if not hasattr(os, "posix_spawnp"):  # pragma: no cover - Windows
        import subprocess

        return subprocess.run(pieces, capture_output=True, check=False).stdout.decode(
            "utf-8", "surrogateescape"
        )
    out, into = os.pipe()
    quiet = os.open(os.devnull, os.O_RDWR)
    actions = [
        (os.POSIX_SPAWN_DUP2, quiet, 0),
        (os.POSIX_SPAWN_DUP2, into, 1),
        (os.POSIX_SPAWN_DUP2, quiet, 2),
    ]
    child = os.posix_spawnp("git", pieces, os.environ, file_actions=actions)
    os.close(into)
    os.close(quiet)
    with open(out, "rb") as file:
        said = file.read()
    _, code = os.waitpid(child, 0)
    return said.decode("utf-8", "surrogateescape") if code == 0 else ""
