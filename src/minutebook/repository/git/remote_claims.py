"""Numbers claimed on a remote: refs that exist once, which the server makes one at a time.

A claim is `refs/minutebook/ROW/NUMBER`, and points to a small object that nobody else has: a push
of it that must create the ref is lost where the ref exists, whoever made it.

The remote's name comes from the repository, whose content is untrusted: only a remote that the
user's own configuration knows is asked, no prompt is shown, and no hook runs here.
"""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from contextlib import suppress

from minutebook.errors import OperationError
from minutebook.repository import store
from minutebook.repository.git import repo
from minutebook.repository.git.repo import Repo

REMOTE_TIMEOUT_SECONDS = 10.0  # how long the remote may take for one answer
_PAUSE = 60.0  # seconds for which a remote that did not answer is not asked again
_REFS = "refs/minutebook/"
_LATE = "it did not answer in time"


class RemoteUnavailable(OperationError):
    """The remote cannot be asked, or does not let us claim; numbers hold for this clone alone."""

    code = "remote"

    def __init__(self, message: str) -> None:
        super().__init__(message, "see whether git push to it works")


def fetch_claimed_numbers(repository: Repo, remote: str, series_name: str) -> frozenset[int]:
    """The numbers of a row that are claimed on the remote. Raises Unreachable."""
    return frozenset(fetch_claims(repository, remote, series_name).get(series_name, ()))


def fetch_claims(
    repository: Repo, remote: str, series_name: str = "*"
) -> dict[str, dict[int, str]]:
    """The claims on the remote by their rows: numbers, with the objects that hold them.

    Raises Unreachable.
    """
    pattern = f"{_REFS}{series_name}/*" if series_name != "*" else f"{_REFS}*"
    code, said, told = _ask(repository, remote, "ls-remote", "--refs", "--", remote, pattern)
    if code:
        raise RemoteUnavailable(_why(remote, told))
    rows: dict[str, dict[int, str]] = {}
    for line in said.split("\n"):
        token, _, name = line.partition("\t")
        where, _, number = name.removeprefix(_REFS).rpartition("/")
        if name.startswith(_REFS) and where and "/" not in where and _is_number(number):
            rows.setdefault(where, {})[int(number)] = token
    return rows


def _is_number(word: str) -> bool:
    return word.isascii() and word.isdigit() and len(word) <= 9 and not word.startswith("0")


def push_claim(repository: Repo, remote: str, series_name: str, number: int) -> bool:
    """Claim a number on the remote; False where another clone has it. Raises Unreachable."""
    token = _token(repository, series_name, number)
    ref = f"{_REFS}{series_name}/{number}"
    for _ in range(3):  # a server that is busy with other claims refuses at times
        code, said, told = _push(repository, remote, f"--force-with-lease={ref}:", f"{token}:{ref}")
        if not code:
            return True
        if "(stale info)" in said:
            return False
        if not said.strip():  # the remote was not reached at all
            raise RemoteUnavailable(_why(remote, told))
        holder = fetch_claims(repository, remote, series_name).get(series_name, {}).get(number)
        if holder:
            return holder == token
    raise RemoteUnavailable(_why(remote, said))


def delete_claims(
    repository: Repo, remote: str, series_name: str, tokens: Mapping[int, str]
) -> None:
    """Remove claims from the remote, as long as they are still held by the objects that are named.

    Raises Unreachable.
    """
    numbers = sorted(tokens)
    for at in range(0, len(numbers), 200):
        refs = {
            f"{_REFS}{series_name}/{number}": tokens[number] for number in numbers[at : at + 200]
        }
        leases = (f"--force-with-lease={ref}:{token}" for ref, token in refs.items())
        code, said, told = _push(repository, remote, *leases, *(f":{ref}" for ref in refs))
        if code:
            raise RemoteUnavailable(_why(remote, said if said.strip() else told))


def _token(found: Repo, row: str, number: int) -> str:
    """A new object that only this claim has; nothing of the machine or its user is in it."""
    said = f"minutebook claim {row} {number}\n{os.urandom(16).hex()}\n"
    return repo.run_git(found, "hash-object", "-w", "--stdin", stdin_text=said).strip()


def _push(found: Repo, remote: str, *words: str) -> tuple[int, str, str]:
    options = [word for word in words if word.startswith("--")]
    refs = [word for word in words if not word.startswith("--")]
    quiet = ("--porcelain", "--no-verify", "--no-follow-tags", "--no-signed", "--no-thin")
    more = ("--recurse-submodules=no", *options)
    return _ask(found, remote, "push", *quiet, *more, "--", remote, *refs)


def _why(remote: str, told: str) -> str:
    lines = [line.strip() for line in told.split("\n")]
    refused = [line for line in lines if line.startswith("!")]
    whole = [line for line in lines if line.startswith(("fatal:", "error:", "ssh:"))]
    said = (refused or whole or [line for line in lines if line] or ["no answer"])[0]
    return f"no number can be claimed on {remote}: {said.replace(chr(9), ' ')}"


def _ask(found: Repo, remote: str, *words: str) -> tuple[int, str, str]:
    """What a git child that needs the network answers: its status, stdout and stderr.

    It gets SECONDS, and less where nobody waits long (the hooks); a remote that took longer is
    not asked again for a while. Raises Unreachable.
    """
    seconds = min(REMOTE_TIMEOUT_SECONDS, 2 * store.LOCK_TIMEOUT_SECONDS)
    if _is_slow(found, remote, seconds):
        raise RemoteUnavailable(_why(remote, _LATE))
    try:
        return repo.run_network_git(
            found, *words, timeout_seconds=seconds, environment=_environment(found, remote)
        )
    except TimeoutError:
        _note_slow(found, remote, seconds)
        raise RemoteUnavailable(_why(remote, _LATE)) from None


def _is_slow(found: Repo, remote: str, seconds: float) -> bool:
    """Whether a remote kept some command waiting as long as that a moment ago."""
    try:
        path = _slow(found)
        if not 0 <= time.time() - os.stat(path).st_mtime < _PAUSE:
            return False
        with open(path, encoding="utf-8", errors="surrogateescape") as file:
            waited, _, name = file.read().partition(" ")
        return name == remote and float(waited) >= seconds
    except (OSError, ValueError):
        return False


def _note_slow(found: Repo, remote: str, seconds: float) -> None:
    with suppress(OSError):
        os.makedirs(os.path.dirname(_slow(found)), exist_ok=True)
        with open(_slow(found), "w", encoding="utf-8", errors="surrogateescape") as file:
            file.write(f"{seconds} {remote}")


def _slow(found: Repo) -> str:
    """The file that holds how long the remote was waited for that did not answer, and its name."""
    return os.path.join(found.common_dir, "minutebook", "unanswered")


def _environment(found: Repo, remote: str) -> dict[str, str]:
    """What keeps git and ssh from asking anybody anything. Raises Unreachable without the remote.

    Only names that are configured: git would take any other one for the path of a repository.
    """
    wanted = r"^(remote\..*\.(push)?url|core\.sshcommand)$"
    said = repo.run_git(found, "config", "-z", "--get-regexp", wanted, ok_statuses=(0, 1))
    options = dict(pair.split("\n", 1) for pair in said.split("\0") if "\n" in pair)
    if f"remote.{remote}.url" not in options:
        raise RemoteUnavailable(_why(remote, "no such remote here"))
    ssh = os.environ.get("GIT_SSH_COMMAND") or options.get("core.sshcommand") or ""
    environment = {"GIT_ASKPASS": "", "SSH_ASKPASS": "", "GCM_INTERACTIVE": "never"}
    if ssh or "GIT_SSH" not in os.environ:
        ssh = ssh or "ssh"
        plain = ssh.split()[0].replace("\\", "/").rpartition("/")[2].lower().removesuffix(".exe")
        environment["GIT_SSH_COMMAND"] = f"{ssh} -oBatchMode=yes" if plain == "ssh" else ssh
    return environment
