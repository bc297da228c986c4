"""What the tools that write do: each calls one operation, and gives its document."""

from __future__ import annotations

import shlex
from typing import Annotated

from pydantic import Field

from minutebook.errors import Refusal
from minutebook.operations.project import OperationResult, open_project
from minutebook.operations.schema.new_records import NewAdr, NewPhr
from minutebook.server.tool_calls import Document, Ref

Relation = Annotated[
    str,
    Field(
        description="supersedes, amends, depends-on, implements, decides, follows, relates-to,"
        " conflicts-with, or the reverse of one"
    ),
]


class StatusesKept(Refusal):
    """A call would change the status of a decision, which is not allowed here."""

    code = "statuses-kept"


def create_prompt(folder: str, document: NewPhr) -> Document:
    """Record a prompt."""
    from minutebook.operations.creation import create, create_many

    draft, own_folder = create_many.read_new_phr(document)
    result = create.create_phr(open_project(folder), draft, folder=own_folder)
    return _serialize_written(result)


def create_decision(folder: str, document: NewAdr) -> Document:
    """Record a decision, which is proposed."""
    from minutebook.operations.creation import create, create_many

    draft, suggestion, settings = create_many.read_new_adr(document)
    result = create.create_decision(open_project(folder), draft, suggestion, **settings)
    return _serialize_written(result)


def link(folder: str, source: Ref, relation: Relation, target: Ref) -> Document:
    """Relate two records. Raises StatusesKept where that would change the status of one.

    An accepted decision that supersedes another takes effect at once: that is as good as to accept.
    """
    from minutebook.operations.changes import links

    project = open_project(folder)
    planned = links.relate_records(project, source, relation, target, dry_run=True)
    before = {each.path: each.state for each in project.load_records(has_texts=False).members}
    for record in planned.records:
        if record.state != before.get(record.path, record.state):
            raise StatusesKept(
                f"{record.ref} would become {record.state}, and people decide on that",
                shlex.join(["minutebook", "link", source, relation, target]),
            )
    return relate(folder, source, relation, target)


def relate(folder: str, source: Ref, relation: Relation, target: Ref) -> Document:
    """Relate two records, whatever comes of it."""
    from minutebook.operations.changes import links

    result = links.relate_records(open_project(folder), source, relation, target)
    return _serialize_written(result, is_single_record=False)


def accept_decision(folder: str, ref: Ref, reason: str = "") -> Document:
    """Accept a proposed decision."""
    from minutebook.operations.changes import decisions

    result = decisions.change_status(open_project(folder), [ref], "accepted", reason=reason)
    return _serialize_written(result)


def _serialize_written(result: OperationResult, *, is_single_record: bool = True) -> Document:
    from minutebook.operations.schema import serialize

    return serialize.serialize_written(result, is_single_record=is_single_record)
