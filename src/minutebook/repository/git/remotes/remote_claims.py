"""Numbers claimed on a remote: refs that exist once, which the server makes one at a time.

A claim is `refs/minutebook/SERIES/NUMBER`, and points to a small object that nobody else has: a
push of it that must create the ref is lost where the ref exists, whoever made it. A block of
numbers is as many refs, made by one push, that point to one object.

The remote's name comes from the repository, whose content is untrusted: only a remote that is
configured is asked, no prompt is shown, no hook runs here, and no program that the clone's own
configuration names (see `local_programs`). Nobody is asked while an agent waits for a hook.
"""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress

from minutebook.errors import OperationError, Refusal
from minutebook.repository import guard, number_blocks
from minutebook.repository.git import local_programs
from minutebook.repository.git.process import run_git, run_network_git
from minutebook.repository.git.repo import Repo, read_matching_settings

REMOTE_TIMEOUT_SECONDS = 8.0  # how long a command waits for a remote, all answers together
_RETRY_AFTER_SECONDS = 60.0  # for which a remote that did not answer is not asked again
_MAX_PUSH_ATTEMPTS = 3  # a server that is busy with other claims refuses at times
_BATCH_SIZE = 200  # claims that are deleted, or made for records, by one push
_CLAIM_REF_PREFIX = "refs/minutebook/"
_LATE = "it did not answer in time"


class RemoteUnavailable(OperationError):
    """The remote cannot be asked, or does not let us claim; numbers hold for this clone alone."""

    code = "remote"

    def __init__(self, message: str) -> None:
        super().__init__(message, "see whether git push to it works")


def fetch_claimed_numbers(
    repository: Repo,
    remote: str,
    series_name: str,
    timeout_seconds: float = REMOTE_TIMEOUT_SECONDS,
) -> frozenset[int]:
    """The numbers of a series that are claimed on the remote. Raises RemoteUnavailable."""
    claims = fetch_claims(repository, remote, series_name, timeout_seconds)
    return frozenset(claims.get(series_name, ()))


def fetch_claims(
    repository: Repo,
    remote: str,
    series_name: str = "*",
    timeout_seconds: float = REMOTE_TIMEOUT_SECONDS,
) -> dict[str, dict[int, str]]:
    """The claims on the remote by series: numbers, with the objects that hold them.

    `series_name` is one series, or `*` for all. Raises RemoteUnavailable.
    """
    pattern = f"{_CLAIM_REF_PREFIX}{series_name}/*" if series_name != "*" else "refs/minutebook/*"
    args = ("ls-remote", "--refs", "--", remote, pattern)
    status, out, err = _run_on_remote(repository, remote, timeout_seconds, *args)
    if status:
        raise RemoteUnavailable(_describe_failure(remote, err))
    claims: dict[str, dict[int, str]] = {}
    for line in out.split("\n"):
        object_id, _, ref = line.partition("\t")
        series, _, number = ref.removeprefix(_CLAIM_REF_PREFIX).rpartition("/")
        is_claim = ref.startswith(_CLAIM_REF_PREFIX) and series and "/" not in series
        if is_claim and _is_number(number):
            claims.setdefault(series, {})[int(number)] = object_id
    return claims


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 9 and not text.startswith("0")


def push_claim(
    repository: Repo,
    remote: str,
    series_name: str,
    number: int,
    timeout_seconds: float = REMOTE_TIMEOUT_SECONDS,
) -> bool:
    """Claim a number on the remote; False where another clone has it. Raises RemoteUnavailable."""
    return number in push_claims(repository, remote, series_name, (number,), timeout_seconds)


def push_claims(
    repository: Repo,
    remote: str,
    series_name: str,
    numbers: Iterable[int],
    timeout_seconds: float = REMOTE_TIMEOUT_SECONDS,
) -> frozenset[int]:
    """Claim several numbers by one push; those that are ours now, without those that others have.

    Each number has a ref of its own, and one object holds all of them: so whoever claims a single
    one of them at the same moment loses, or keeps it. Raises RemoteUnavailable.
    """
    pending = sorted(numbers)
    object_id = _write_claim_object(repository, series_name, pending)
    holders = dict.fromkeys(pending, object_id)
    return frozenset(_push_objects(repository, remote, series_name, holders, timeout_seconds))


def push_claims_for(
    repository: Repo,
    remote: str,
    series_name: str,
    owners: Mapping[int, str],
    timeout_seconds: float = REMOTE_TIMEOUT_SECONDS,
) -> dict[int, str]:
    """Claim numbers for records; those that are theirs now, with the objects that hold them.

    `owners` has by number what tells its record from others: whoever claims the number for the same
    record gets it, too. Where it is "", the claim is this clone's. Raises RemoteUnavailable.
    """
    own_numbers = sorted(number for number, owner in owners.items() if not owner)
    holders = {
        number: _write_object(repository, _format_owned_claim(series_name, number, owner))
        for number, owner in owners.items()
        if owner
    }
    if own_numbers:
        object_id = _write_claim_object(repository, series_name, own_numbers)
        holders |= dict.fromkeys(own_numbers, object_id)
    won: dict[int, str] = {}
    numbers = sorted(holders)
    for start in range(0, len(numbers), _BATCH_SIZE):
        batch = {number: holders[number] for number in numbers[start : start + _BATCH_SIZE]}
        won |= _push_objects(repository, remote, series_name, batch, timeout_seconds)
    return won


def is_claimed_for(object_id: str, series_name: str, number: int, owner: str) -> bool:
    """Whether the object that holds a number claims it for the record that `owner` stands for."""
    text = _format_owned_claim(series_name, number, owner).encode("utf-8", "surrogateescape")
    blob = b"blob %d\0%b" % (len(text), text)
    is_long = len(object_id) == 64  # of a repository with SHA-256
    digest = hashlib.sha256(blob) if is_long else hashlib.sha1(blob, usedforsecurity=False)
    return digest.hexdigest() == object_id


def _push_objects(
    repository: Repo,
    remote: str,
    series_name: str,
    object_ids: Mapping[int, str],
    timeout_seconds: float,
) -> dict[int, str]:
    """Have objects hold numbers on the remote, by one push; those that they hold now."""
    won = _push_pending(repository, remote, series_name, object_ids, timeout_seconds)
    held = {number: object_ids[number] for number in sorted(won)}
    with suppress(OSError, Refusal):  # they are claimed, and only not known as this clone's
        number_blocks.note_own_claims(repository.common_dir, series_name, held)
    return held


def _push_pending(
    repository: Repo,
    remote: str,
    series_name: str,
    object_ids: Mapping[int, str],
    timeout_seconds: float,
) -> set[int]:
    pending = sorted(object_ids)
    won: set[int] = set()
    out = ""
    for _ in range(_MAX_PUSH_ATTEMPTS):
        refs = {f"{_CLAIM_REF_PREFIX}{series_name}/{number}": number for number in pending}
        options = [f"--force-with-lease={ref}:" for ref in refs]
        refspecs = [f"{object_ids[number]}:{ref}" for ref, number in refs.items()]
        status, out, err = _push(repository, remote, timeout_seconds, options, refspecs)
        if not status:
            return won.union(pending)
        if not out.strip():  # the remote was not reached at all
            raise RemoteUnavailable(_describe_failure(remote, err))
        lost = {refs.get(ref) for ref in _list_stale_refs(out)}
        pending = [number for number in pending if number not in lost]
        if pending:  # a push may have got through, and its answer not
            claims = fetch_claims(repository, remote, series_name, timeout_seconds)
            holders = claims.get(series_name, {})
            won |= {number for number in pending if holders.get(number) == object_ids[number]}
            pending = [number for number in pending if number not in holders]
        if not pending:
            return won
    if won:
        return won
    raise RemoteUnavailable(_describe_failure(remote, out))


def _list_stale_refs(push_output: str) -> list[str]:
    """The refs that were there already, by `push --porcelain`: `!`, `SOURCE:REF`, and why not."""
    fields = [line.split("\t") for line in push_output.split("\n") if "(stale info)" in line]
    return [parts[1].rpartition(":")[2] for parts in fields if len(parts) > 1]


def delete_claims(
    repository: Repo,
    remote: str,
    series_name: str,
    tokens: Mapping[int, str],
    timeout_seconds: float = REMOTE_TIMEOUT_SECONDS,
) -> None:
    """Remove claims from the remote, as long as the objects that are named still hold them.

    `tokens` has these objects by their numbers. Raises RemoteUnavailable.
    """
    numbers = sorted(tokens)
    for start in range(0, len(numbers), _BATCH_SIZE):
        holders = {
            f"{_CLAIM_REF_PREFIX}{series_name}/{number}": tokens[number]
            for number in numbers[start : start + _BATCH_SIZE]
        }
        options = [f"--force-with-lease={ref}:{object_id}" for ref, object_id in holders.items()]
        refspecs = [f":{ref}" for ref in holders]
        status, out, err = _push(repository, remote, timeout_seconds, options, refspecs)
        if status:
            raise RemoteUnavailable(_describe_failure(remote, out if out.strip() else err))


def _write_claim_object(repository: Repo, series_name: str, numbers: Sequence[int]) -> str:
    """Make an object that only this claim has; nothing of the machine or its user is in it.

    `numbers` are those that it claims, the lowest first.
    """
    span = f"{numbers[0]}" if len(numbers) == 1 else f"{numbers[0]}-{numbers[-1]}"
    text = f"minutebook claim {series_name} {span}\n{os.urandom(16).hex()}\n"
    return _write_object(repository, text)


def _format_owned_claim(series_name: str, number: int, owner: str) -> str:
    """The text of the object that claims a number for one record, whoever makes it."""
    return f"minutebook claim {series_name} {number}\nfor {owner}\n"


def _write_object(repository: Repo, text: str) -> str:
    return run_git(repository, "hash-object", "-w", "--stdin", stdin_text=text).strip()


def _push(
    repository: Repo,
    remote: str,
    timeout_seconds: float,
    options: list[str],
    refspecs: list[str],
) -> tuple[int, str, str]:
    quiet = ("--porcelain", "--no-verify", "--no-follow-tags", "--no-signed", "--no-thin")
    args = ("push", *quiet, "--recurse-submodules=no", *options, "--", remote, *refspecs)
    return _run_on_remote(repository, remote, timeout_seconds, *args)


def _describe_failure(remote: str, git_output: str) -> str:
    """The message for a remote that failed, with the line of git's output that says most."""
    lines = [line.strip() for line in git_output.split("\n")]
    rejections = [line for line in lines if line.startswith("!")]
    errors = [line for line in lines if line.startswith(("fatal:", "error:", "ssh:"))]
    reason = (rejections or errors or [line for line in lines if line] or ["no answer"])[0]
    reason = reason.replace("\t", " ")
    return f"no number can be claimed on {remote}: {reason}"


def _run_on_remote(
    repository: Repo, remote: str, timeout_seconds: float, *args: str
) -> tuple[int, str, str]:
    """Run a git command that asks the remote; its status, stdout and stderr.

    A remote that took longer than the timeout is not asked again for a while. Raises
    RemoteUnavailable.
    """
    if timeout_seconds <= 0 or _is_known_slow(repository, remote, timeout_seconds):
        raise RemoteUnavailable(_describe_failure(remote, _LATE))
    environment = build_remote_environment(repository, remote)
    try:
        return run_network_git(
            repository, *args, timeout_seconds=timeout_seconds, environment=environment
        )
    except TimeoutError:
        _note_slow(repository, remote, timeout_seconds)
        raise RemoteUnavailable(_describe_failure(remote, _LATE)) from None


def _is_known_slow(repository: Repo, remote: str, timeout_seconds: float) -> bool:
    """Whether some command waited at least as long for this remote a moment ago."""
    try:
        path = _locate_slow_note(repository)
        if not 0 <= time.time() - os.stat(path).st_mtime < _RETRY_AFTER_SECONDS:
            return False
        with open(
            path, encoding="utf-8", errors="surrogateescape", opener=guard.open_regular_file
        ) as file:
            waited_seconds, _, slow_remote = file.read().partition(" ")
        # Of several answers the later ones have less time: about as long will do.
        return slow_remote == remote and float(waited_seconds) >= 0.9 * timeout_seconds
    except (OSError, ValueError):
        return False


def _note_slow(repository: Repo, remote: str, waited_seconds: float) -> None:
    path = _locate_slow_note(repository)
    with suppress(OSError):
        guard.make_state_folder(repository.common_dir)
        descriptor = guard.open_state_file(path)
        with open(descriptor, "w", encoding="utf-8", errors="surrogateescape") as file:
            file.write(f"{waited_seconds} {remote}")


def _locate_slow_note(repository: Repo) -> str:
    """The file that says how long a remote was waited for that did not answer, and its name."""
    return os.path.join(repository.common_dir, "minutebook", "unanswered")


def build_remote_environment(repository: Repo, remote: str) -> dict[str, str]:
    """What keeps git and ssh from asking anybody anything.

    Raises RemoteUnavailable where the remote is not configured: git would take any other name for
    the path of a repository. Also where the clone's own configuration names a program for it.
    """
    settings = read_matching_settings(repository, r"^(remote\..*\.(push)?url|core\.sshcommand)$")
    if f"remote.{remote}.url" not in settings:
        raise RemoteUnavailable(_describe_failure(remote, "no such remote here"))
    program = local_programs.find_network_program(repository.top)
    if program:
        trust = local_programs.format_trust_command(repository.top)
        reason = f"{program} of this clone's own names a program; to run it: {trust}"
        raise RemoteUnavailable(_describe_failure(remote, reason))
    ssh = os.environ.get("GIT_SSH_COMMAND") or settings.get("core.sshcommand") or ""
    environment = {"GIT_ASKPASS": "", "SSH_ASKPASS": "", "GCM_INTERACTIVE": "never"}
    if ssh or "GIT_SSH" not in os.environ:
        ssh = ssh or "ssh"
        program = ssh.split()[0].replace("\\", "/").rpartition("/")[2].lower()
        is_openssh = program.removesuffix(".exe") == "ssh"
        environment["GIT_SSH_COMMAND"] = f"{ssh} -oBatchMode=yes" if is_openssh else ssh
    return environment
