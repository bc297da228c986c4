"""Claims on the remote that nobody waits for: made by a process of its own, behind a turn.

A turn takes its number in this clone alone, above what the remote was last known to hold; then
the number is claimed. `python -P -m minutebook.operations.numbers.later TOP SERIES [NUMBER]`.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress

from minutebook.repository import guard, light
from minutebook.repository.git import remote_claims, repo

_FOLDER = "remote"  # of files, each with the highest number of a series that the remote holds
_MAX_DIGITS = 9


def read_known_numbers(common_dir: str, series_name: str) -> frozenset[int]:
    """The highest number of a series that the remote was last known to hold; none where unknown."""
    text = light.read_text(os.path.join(common_dir, guard.STATE_FOLDER, _FOLDER, series_name))
    is_number = text.isascii() and text.isdigit() and len(text) <= _MAX_DIGITS
    return frozenset([int(text)] if is_number else [])


def start_claim(repository: repo.Repo, remote: str, series_name: str, number: int = 0) -> None:
    """Start a process that claims a number and notes what the remote holds. Waits for nothing.

    Without a number it only asks. Nothing is lost where it fails: numbers are repaired at a merge.
    """
    import subprocess

    module = "minutebook.operations.numbers.later"
    command = [sys.executable, "-P", "-m", module, repository.top, remote, series_name, str(number)]
    with suppress(OSError):
        subprocess.Popen(
            command,
            cwd=os.path.abspath(os.sep),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        ).returncode = 0  # nobody waits for it


def claim_now(repository: repo.Repo, remote: str, series_name: str, number: int = 0) -> None:
    """Claim a number on the remote, and note the highest one that it holds. Raises Refusal."""
    if number:
        remote_claims.push_claim(repository, remote, series_name, number)
    numbers = remote_claims.fetch_claimed_numbers(repository, remote, series_name)
    path = os.path.join(guard.make_state_folder(repository.common_dir, _FOLDER), series_name)
    temporary = f"{path}.{os.getpid()}.tmp"
    with open(guard.open_state_file(temporary), "w", encoding="ascii") as file:
        file.write(str(max(numbers, default=0)))
    os.replace(temporary, path)


def main(args: list[str]) -> None:
    """Do what the arguments say; what goes wrong is logged."""
    top, remote, series_name, number = args
    os.chdir(top)  # whose log it is
    try:
        claim_now(repo.find_repo(top), remote, series_name, int(number))
    except Exception as error:  # noqa: BLE001 - nobody listens
        light.log_error(error, "not claimed")


if __name__ == "__main__":
    main(sys.argv[1:])
