"""`minutebook numbers`: the next numbers, and the claims to numbers."""

from __future__ import annotations

from minutebook.cli import output
from minutebook.cli.command_group import CommandGroup
from minutebook.cli.options import open_project

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from minutebook.cli.option_types import DryRun, Json
    from minutebook.operations.numbers import claims

numbers_ = CommandGroup("Show the next numbers, and the claims to numbers.")


@numbers_.set_default
def show_numbers(as_json: Json = False) -> None:
    """Show the next number of each series, and the claims to numbers, here and on the remote.

    With `reserve`, a clone claims numbers of prompts in blocks: those that it has left are listed.
    """
    from minutebook.operations.numbers import claims
    from minutebook.repository.git.branch_numbers import format_spans

    project = open_project(output.working_folder)
    claims_held, warnings = claims.list_claims(project)
    next_numbers = claims.find_next_numbers(project, claims_held)
    own_blocks = claims.list_own_blocks(project)
    output.print_warnings(warnings)
    if as_json:
        rows = [
            {
                "row": following.series.name,
                "kind": following.series.kind.name,
                "folder": following.folder,
                "next": int(following.digits) if following.digits else None,
                "digits": following.digits,
            }
            for following in next_numbers
        ]
        output.print_document(
            rows=rows,
            claims=_serialize_claims(claims_held),
            total=len(claims_held),
            blocks=[
                {"row": own_block.series_name, "free": list(own_block.free_numbers)}
                for own_block in own_blocks
            ],
        )
        return
    table = [
        (following.series.name, "next", following.digits or "by date", following.folder)
        for following in next_numbers
    ]
    held_blocks = [
        (
            own_block.series_name,
            "block",
            format_spans(own_block.free_numbers),
            f"{len(own_block.free_numbers)} for this clone",
        )
        for own_block in own_blocks
    ]
    output.print_table([*table, *held_blocks, *_list_claim_rows(claims_held)])


@numbers_.command("prune")
def prune(dry_run: DryRun = False, as_json: Json = False) -> None:
    """Drop claims whose records landed, and forgotten ones.

    Landed are those on the remote whose record a branch of it has, as last fetched, and those in
    this clone whose record a branch or working tree has. Forgotten are claims in this clone that
    are older than a day. On the remote all else stays: what a clone, this or another, has claimed
    and not used yet, and the highest claim of each series, which tells clones that have not fetched
    its record which numbers are given.
    """
    from minutebook.operations.numbers import claims

    dropped, retained, warnings = claims.prune(open_project(output.working_folder), dry_run=dry_run)
    output.print_warnings(warnings)
    if as_json:
        output.print_document(dropped=_serialize_claims(dropped), total=len(dropped))
        return
    verb = "would drop" if dry_run else "dropped"
    output.print_lines(
        f"{verb} {claim.series_name} {claim.number} ({claim.location})" for claim in dropped
    )
    if not dropped:
        output.print_lines(["nothing to do"])
    output.print_lines(
        f"kept {claim.series_name} {claim.number} ({claim.location}): the highest of its series"
        " tells clones that have not fetched its record which numbers are given"
        for claim in retained
    )


def _serialize_claims(held: Iterable[claims.HeldClaim]) -> list[dict[str, object]]:
    return [
        {
            "row": claim.series_name,
            "number": claim.number,
            "where": claim.location,
            "landed": claim.has_landed,
            "removed": claim.is_of_removed,
            "private": claim.is_of_private,
            "block": None if claim.block is None else list(claim.block),
            "age": None if claim.age_seconds is None else round(claim.age_seconds),
        }
        for claim in held
    ]


def _list_claim_rows(held: Sequence[claims.HeldClaim]) -> Iterator[tuple[str, str, str, str]]:
    """A row for each claim, and for each block of claims on the remote."""
    from minutebook.repository.git.branch_numbers import format_spans

    for claim in held:
        if claim.block is None:
            age = "" if claim.age_seconds is None else _format_age(claim.age_seconds)
            states = {
                "removed": claim.is_of_removed,
                "private": claim.is_of_private,
                "landed": claim.has_landed,
            }
            state = next((name for name, holds in states.items() if holds), "")
            facts = [claim.location, age, state]
            yield claim.series_name, "claim", str(claim.number), ", ".join(filter(None, facts))
        elif claim.number == claim.block[0]:
            members = [other for other in held if other.object_id == claim.object_id]
            landed_count = sum(member.has_landed for member in members)
            facts = [claim.location, f"{landed_count} of {len(members)} landed"]
            numbers = format_spans([member.number for member in members])
            yield claim.series_name, "claims", numbers, ", ".join(facts)


def _format_age(seconds: float) -> str:
    for size, unit in ((86400, "d"), (3600, "h"), (60, "min")):
        if seconds >= size:
            return f"{seconds // size:.0f} {unit}"
    return f"{seconds:.0f} s"
