"""How git is run: the one module that starts a git process.

Other modules of this package put a git command's arguments together; no module outside of it does.

Only `os` is loaded at the top, for the hook that runs at each event of an agent. Measured as
multiples of `python -c pass` (medians of 41 interleaved runs, the git child included): a child by
`os.posix_spawnp` 1.12, by `subprocess` 2.25, of which its import alone is 2.1. So what everyday
commands use spawns by hand; only what needs the network or cuts what git prints uses `subprocess`.
"""

from __future__ import annotations

import os

from minutebook.repository.git.environment import (
    GLOBAL_OPTIONS,
    OFFLINE,
    build_environment,
    get_timeout_seconds,
)

_SIGKILL, _SIGPIPE = 9, 13  # on every POSIX system; `signal` is dear to import
_LITERAL = "--literal-pathspecs"  # which `check-ignore` refuses, and needs not: it takes all so

TYPE_CHECKING = False  # as in `typing`, which costs as much as all the rest
if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable, Iterable, Mapping

    from minutebook.errors import OperationError
    from minutebook.repository.git.repo import Repo


def run_git(
    repo: Repo,
    *args: str,
    ok_statuses: Iterable[int] = (0,),
    stdin_text: str = "",
    environment: Mapping[str, str] | None = None,
) -> str:
    """Run git at the repository's top and return what it prints.

    Undecodable bytes come as surrogates. `environment` has variables beside those of this process.
    Raises OperationError where git cannot be run, ends with a status not in `ok_statuses`, or does
    not end at all: a pipe that is called `.gitignore` makes it wait.
    """
    try:
        done = _run_to_end(
            _build_command(repo.top, args),
            build_environment(repo.top, args, environment),
            stdin_text.encode("utf-8", "surrogateescape"),
            get_timeout_seconds(args[0]),
        )
    except OSError as error:
        raise _describe_missing_git(error) from None
    if done is None:
        raise _fail(f"git {args[0]} did not end", "see what it waits for: git status")
    status, out, err = done
    message = err.decode("utf-8", "replace").strip().split("\n")[0]
    if status and ("dubious ownership" in message or "unsafe repository" in message):
        from shlex import quote

        raise _fail(
            f"{repo.top} belongs to another user, so git does not work in it",
            f"git config --global --add safe.directory {quote(repo.top)}",
        )
    if status not in tuple(ok_statuses):
        raise _fail(f"git {args[0]} failed: {message}", "see whether git works in this folder")
    return out.decode("utf-8", "surrogateescape")


def run_git_bounded(
    repo: Repo,
    *args: str,
    max_bytes: int,
    timeout_seconds: float,
    environment: Mapping[str, str] | None = None,
) -> str:
    """Run git and return the first bytes that it prints within some seconds, without the rest.

    Raises OperationError as `run_git` does, unless the output was cut.
    """
    from threading import Timer

    child = _start(repo, args, environment, keeps_stderr=False)  # nobody reads it: it would block
    timer = Timer(timeout_seconds, child.kill)
    timer.start()
    with child:
        raw = child.stdout.read(max_bytes) if child.stdout else b""
        is_cut = len(raw) == max_bytes or not timer.is_alive()
        if is_cut:
            child.kill()
    timer.cancel()
    if child.returncode and not is_cut:
        command = " ".join(("git", *args))
        raise _fail(f"git {args[0]} failed", f"see what it says: {command}")
    return raw.decode("utf-8", "surrogateescape")


def run_network_git(
    repo: Repo, *args: str, timeout_seconds: float, environment: Mapping[str, str]
) -> tuple[int, str, str]:
    """Run a git command that needs the network; its status, stdout and stderr.

    It has no terminal to ask for a password, and is ended after some seconds with all that it
    started. Raises TimeoutError then, and OperationError where git cannot be run.
    """
    import subprocess

    with _start(repo, args, environment, has_own_session=True) as child:
        try:
            out, err = child.communicate(timeout=timeout_seconds)
        except BaseException as error:
            _kill_group(child.pid)
            child.kill()
            if isinstance(error, subprocess.TimeoutExpired):
                raise TimeoutError from None
            raise
    return child.returncode, out.decode("utf-8", "replace"), err.decode("utf-8", "replace")


def _start(
    repo: Repo,
    args: Iterable[str],
    environment: Mapping[str, str] | None,
    *,
    keeps_stderr: bool = True,
    has_own_session: bool = False,
) -> subprocess.Popen[bytes]:
    """Start git at the repository's top, its stdout in a pipe."""
    import subprocess

    try:
        return subprocess.Popen(
            _build_command(repo.top, args),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE if keeps_stderr else subprocess.DEVNULL,
            env=build_environment(repo.top, args, environment),
            start_new_session=has_own_session,
        )
    except OSError as error:
        raise _describe_missing_git(error) from None


def _run_to_end(
    command: list[str], environment: dict[str, str], stdin: bytes, timeout_seconds: float
) -> tuple[int, bytes, bytes] | None:
    """Run a command; its status, stdout and stderr, or None where it took too long and was ended.

    Raises OSError where it cannot be run.
    """
    if not hasattr(os, "posix_spawnp"):  # pragma: no cover - Windows
        import subprocess

        try:
            done = subprocess.run(
                command,
                input=stdin,
                env=environment,
                capture_output=True,
                timeout=timeout_seconds,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return None
        return done.returncode, done.stdout, done.stderr
    (child_stdin, requests), (answers, child_stdout), (errors, child_stderr) = (
        os.pipe() for _ in range(3)
    )
    child_ends, own_ends = (child_stdin, child_stdout, child_stderr), [requests, answers, errors]
    try:
        try:
            pid = _spawn_on(command, environment, *child_ends)
        finally:
            for descriptor in child_ends:
                os.close(descriptor)
        has_ended = False
        try:
            printed = _exchange(own_ends, stdin, timeout_seconds)
            has_ended = printed is not None
        finally:
            if not has_ended:
                os.kill(pid, _SIGKILL)
            while own_ends:
                os.close(own_ends.pop())
            status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    finally:
        for descriptor in own_ends:
            os.close(descriptor)
    return (status, *printed) if printed else None


def _exchange(
    own_ends: list[int], stdin: bytes, timeout_seconds: float
) -> tuple[bytes, bytes] | None:
    """Send a process its stdin, and read its stdout and stderr; None where that takes too long.

    `own_ends` are our ends of the three pipes; those that are closed here are taken out of it.
    """
    import select
    import time

    requests, answers, errors = own_ends
    parts: dict[int, list[bytes]] = {answers: [], errors: []}
    deadline = time.monotonic() + timeout_seconds
    while answers in own_ends or errors in own_ends:
        if requests in own_ends and not stdin:
            own_ends.remove(requests)
            os.close(requests)
        remaining = max(deadline - time.monotonic(), 0.0)
        outputs = [end for end in own_ends if end in parts]
        inputs = [end for end in own_ends if end not in parts]
        readable, writable, _ = select.select(outputs, inputs, [], remaining)
        if not readable and not writable:
            return None
        if writable:
            try:
                stdin = stdin[os.write(requests, stdin[: select.PIPE_BUF]) :]
            except BrokenPipeError:  # it ended without reading all
                stdin = b""
        for end in readable:
            part = os.read(end, 1 << 20)
            parts[end].append(part)
            if not part:
                own_ends.remove(end)
                os.close(end)
    return b"".join(parts[answers]), b"".join(parts[errors])


def query_git(folder: str, *args: str, environment: Mapping[str, str] | None = None) -> str:
    """Run git in a folder and return what it prints; "" where it fails. OSError without git.

    It is ended where it takes long. `folder` is the top of a working tree, or with `--git-dir=.` a
    git directory.
    """
    process = GitProcess(folder, *args, environment=environment)
    process.end_input()
    raw = process.read_all(get_timeout_seconds(args[0]))
    return raw.decode("utf-8", "surrogateescape") if process.close() == 0 else ""


class GitProcess:
    """A running git process that reads requests on stdin and answers on `stdout`.

    What is sent before an answer is read must be less than a pipe holds (4 KB): else each of the
    two may wait for the other. Nothing is fetched for an answer. Raises OSError without git.
    """

    def __init__(
        self, folder: str, *args: str, environment: Mapping[str, str] | None = None
    ) -> None:
        command = _build_command(folder, args)
        variables = build_environment(folder, args, {**OFFLINE, **(environment or {})})
        (child_stdin, requests), (answers, child_stdout) = os.pipe(), os.pipe()
        try:
            self._kill, self._wait = _spawn(command, variables, child_stdin, child_stdout)
        except OSError:
            os.close(requests)
            os.close(answers)
            raise
        finally:
            os.close(child_stdin)
            os.close(child_stdout)
        self._requests, self.stdout = requests, os.fdopen(answers, "rb")

    def send(self, request: bytes) -> None:
        """Write one or more requests to the process."""
        while request:
            request = request[os.write(self._requests, request) :]

    def read_all(self, timeout_seconds: float) -> bytes:
        """What the process prints until its end; it is ended where that takes too long."""
        import select
        import time

        parts, deadline = [], time.monotonic() + timeout_seconds
        descriptor = self.stdout.fileno()
        while True:
            is_waiting = hasattr(os, "posix_spawnp")  # Windows can wait for sockets alone
            remaining = max(deadline - time.monotonic(), 0.0)
            if is_waiting and not select.select([descriptor], [], [], remaining)[0]:
                self._kill()
                break
            part = os.read(descriptor, 1 << 20)
            if not part:
                break
            parts.append(part)
        return b"".join(parts)

    def end_input(self) -> None:
        """Close the stdin of the process: no more requests come."""
        if self._requests >= 0:
            os.close(self._requests)
            self._requests = -1

    def close(self) -> int:
        """Close both pipes and wait for the end of the process; 0 where it ended well."""
        self.end_input()
        self.stdout.close()
        return self._wait()


def _spawn(
    command: list[str], environment: dict[str, str], stdin: int, stdout: int
) -> tuple[Callable[[], object], Callable[[], int]]:
    """Start a process on two descriptors; what ends it, and what waits for its end and status."""
    if not hasattr(os, "posix_spawnp"):  # pragma: no cover - Windows
        import subprocess

        child = subprocess.Popen(
            command, stdin=stdin, stdout=stdout, stderr=subprocess.DEVNULL, env=environment
        )
        return child.kill, child.wait
    null = os.open(os.devnull, os.O_WRONLY)
    try:
        pid = _spawn_on(command, environment, stdin, stdout, null)
    finally:
        os.close(null)
    return lambda: os.kill(pid, _SIGKILL), lambda: os.waitpid(pid, 0)[1]


def _spawn_on(
    command: list[str], environment: dict[str, str], stdin: int, stdout: int, stderr: int
) -> int:
    """Start a process on three descriptors; its id."""
    targets = ((stdin, 0), (stdout, 1), (stderr, 2))
    actions = [(os.POSIX_SPAWN_DUP2, source, target) for source, target in targets]
    # Python ignores a broken pipe; what git starts may count on being ended by one.
    return os.posix_spawnp(
        command[0], command, environment, file_actions=actions, setsigdef=[_SIGPIPE]
    )


def _build_command(folder: str, args: Iterable[str]) -> list[str]:
    args = list(args)
    is_literal = args[:1] == ["check-ignore"]
    options = [option for option in GLOBAL_OPTIONS if option != _LITERAL or not is_literal]
    return ["git", "-C", folder, *options, *args]


def _describe_missing_git(error: OSError) -> OperationError:
    return _fail(f"git cannot be run: {error}", "install git, or put it on PATH")


def _fail(message: str, hint: str) -> OperationError:
    from minutebook.errors import OperationError

    return OperationError(message, hint)


def _kill_group(process_group: int) -> None:
    """End a process and what it started: `ssh` and the like would keep its pipes open."""
    if hasattr(os, "killpg"):
        import signal

        try:
            os.killpg(process_group, signal.SIGKILL)
        except OSError:
            pass
