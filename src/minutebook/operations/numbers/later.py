"""Claims on the remote that nobody waits for: made by a process of its own, behind a turn.

A turn takes its number in this clone alone, above what the remote was last known to hold; then
the number is claimed, and a block of numbers for the next turns.
`python -P -m minutebook.operations.numbers.later TOP REMOTE SERIES NUMBER BLOCK_SIZE`, where NUMBER
may be several with a comma between, and each may name the record that it is for: `21:OWNER,22`.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from contextlib import suppress

from minutebook.errors import Conflict
from minutebook.operations.numbers import blocks
from minutebook.repository import light, number_blocks
from minutebook.repository.git import repo
from minutebook.repository.git.remotes import remote_claims


def start_claim(
    repository: repo.Repo, remote: str, series_name: str, number: int = 0, block_size: int = 1
) -> None:
    """Start a process that claims a number and notes what the remote holds. Waits for nothing.

    Without a number it only asks. With a `block_size` above 1 it claims a block, too, where this
    clone has few numbers left. Nothing is lost where it fails: numbers are repaired at a merge.
    """
    _start(repository, remote, series_name, str(number), block_size)


def start_claims(
    repository: repo.Repo, remote: str, series_name: str, owners: Mapping[int, str]
) -> None:
    """Start a process that claims numbers for records: `owners` tells each from others."""
    pairs = (f"{number}:{owner}" if owner else f"{number}" for number, owner in owners.items())
    _start(repository, remote, series_name, ",".join(pairs), 1)


def _start(
    repository: repo.Repo, remote: str, series_name: str, numbers: str, block_size: int
) -> None:
    import subprocess

    module = "minutebook.operations.numbers.later"
    arguments = [repository.top, remote, series_name, numbers, str(block_size)]
    with suppress(OSError):
        subprocess.Popen(
            [sys.executable, "-P", "-m", module, *arguments],
            cwd=os.path.abspath(os.sep),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        ).returncode = 0  # nobody waits for it


def claim_now(
    repository: repo.Repo,
    remote: str,
    series_name: str,
    owners: Mapping[int, str] | None = None,
    block_size: int = 1,
) -> None:
    """Claim numbers on the remote, and note the highest one that it holds. Raises Refusal.

    `owners` has by number what tells its record from others, "" for a number of this clone. With a
    `block_size` above 1 a block is claimed, too, where this clone has few numbers left. Conflict is
    raised at the end for numbers that other clones hold.
    """
    won: Mapping[int, str] = {}
    if owners:
        won = remote_claims.push_claims_for(repository, remote, series_name, owners)
    if block_size > 1:
        _claim_block(repository, remote, series_name, block_size)
    claims = remote_claims.fetch_claims(repository, remote, series_name).get(series_name, {})
    highest = max(claims, default=0)
    number_blocks.note_highest(repository.common_dir, series_name, highest)
    blocks.verify_block(repository, remote, series_name, claims)
    if lost := sorted(set(owners or ()).difference(won)):
        raise Conflict(
            f"another clone holds {series_name} {', '.join(map(str, lost))} on {remote}",
            "minutebook renumber, with the record that has the number",
        )


def _claim_block(repository: repo.Repo, remote: str, series_name: str, size: int) -> None:
    from minutebook.operations.numbers import claims
    from minutebook.operations.project import open_project

    series_in_use = claims.list_series(open_project(repository.top))
    if series_name in series_in_use:
        number_series, _, _ = series_in_use[series_name]
        blocks.claim_block(repository, remote, number_series, size)


def main(args: list[str]) -> None:
    """Do what the arguments say; what goes wrong is logged."""
    top, remote, series_name, numbers, block_size = args
    os.chdir(top)  # whose log it is
    try:
        pairs = [pair.partition(":") for pair in numbers.split(",")]
        owners = {int(number): owner for number, _, owner in pairs if int(number)}
        claim_now(repo.find_repo(top), remote, series_name, owners, int(block_size))
    except Exception as error:  # noqa: BLE001 - nobody listens
        light.log_error(error, "not claimed")


if __name__ == "__main__":
    main(sys.argv[1:])
