"""What `adr new` and `phr new` have in common: JSON of new records, and what is said of them."""

from __future__ import annotations

from minutebook.cli import output
from minutebook.cli.options import open_project, read_text
from minutebook.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from minutebook.operations.project import OperationResult, Project
    from minutebook.records.model import Record

_MAX_JSON_BYTES = 256 * 1024**2  # of many records


def read_json(path: str, given: Mapping[str, object]) -> str:
    """The text that `--from-json` names.

    Raises UsageError where one of the `given` values is not empty: these are options, by name, of
    which the document has fields of its own.
    """
    for name, value in given.items():
        if value:
            what = f"--{name}" if name != "title" else "a title"
            raise UsageError(
                f"{what} and --from-json do not go together",
                f'put it in the document: {{"{name}": …}}'
                if name == "title"
                else "put it in the document; minutebook schema tells the keys",
            )
    return read_text(path, _MAX_JSON_BYTES)


def create_decisions(
    text: str, *, template: str, folder: str, redact: bool, dry_run: bool, as_json: bool
) -> None:
    """Record what a document tells, and print that; what is given beside it counts before it."""
    from functools import partial

    from minutebook.operations.creation import create, create_many
    from minutebook.operations.schema import validate

    project = open_project(output.working_folder)
    documents, is_many = validate.parse_new_adrs(text)
    prepare = []
    for position, document in enumerate(documents, start=1):
        draft, suggestion, settings = create_many.read_new_adr(document)
        settings["folder"] = folder or settings["folder"]
        settings["template"] = template or settings["template"]
        settings["redact"] = redact
        if not is_many:
            result = create.create_decision(project, draft, suggestion, **settings, dry_run=dry_run)
            print_created(result, as_json=as_json, dry_run=dry_run, project=project)
            return
        if suggestion:
            raise UsageError(
                f"record {position}: a suggestion is answered by a document of its own",
                f"minutebook suggest accept {suggestion}",
            )
        prepare.append(partial(create.prepare_adr, project, draft, **settings))
    result = create_many.create_records(project, prepare, dry_run=dry_run)
    print_created(result, as_json=as_json, dry_run=dry_run, is_many=True)


def create_prompts(
    text: str, *, visible: str, folder: str, redact: bool, dry_run: bool, as_json: bool
) -> None:
    """Record what a document tells, and print that; what is given beside it counts before it."""
    from functools import partial

    from minutebook.lean.values import replace
    from minutebook.operations.creation import create, create_many
    from minutebook.operations.schema import validate

    project = open_project(output.working_folder)
    documents, is_many = validate.parse_new_phrs(text)
    prepare = []
    for document in documents:
        draft, own_folder = create_many.read_new_phr(document)
        draft = replace(draft, visibility=visible or draft.visibility)
        settings: dict[str, Any] = {
            "folder": folder or own_folder,
            "redact": redact,
            "dry_run": dry_run,
        }
        if not is_many:
            result = create.create_phr(project, draft, **settings)
            print_created(result, as_json=as_json, dry_run=dry_run)
            return
        prepare.append(partial(create.prepare_phr, project, draft, **settings))
    result = create_many.create_records(project, prepare, dry_run=dry_run)
    print_created(result, as_json=as_json, dry_run=dry_run, is_many=True)


def print_created(
    result: OperationResult,
    *,
    as_json: bool,
    dry_run: bool,
    project: Project | None = None,
    is_many: bool = False,
) -> None:
    """Print which records were made, and what comes next: not in a document or a dry run.

    Of a private record a line says that no tree shows it.
    """
    private = () if as_json else [each for each in result.records if _is_private(each)]
    if result.writes or not private:
        output.print_written(
            result,
            as_json=as_json,
            dry_run=dry_run,
            is_single_record=not is_many,
            named_count=len(result.records) if is_many else 1,
        )
    else:
        output.print_warnings(result.warnings)
    verb = "would be kept" if dry_run else "is kept"
    output.print_lines(
        f"{record.ref}  private: it {verb} apart from the tree" for record in private
    )
    if not as_json and not dry_run:
        print_next(result, project=project, is_many=is_many)


def _is_private(record: Record) -> bool:
    if record.kind.name == "adr":
        return False
    from minutebook.records.phr import visibility

    return visibility.is_private(record)


def print_next(
    result: OperationResult, *, project: Project | None = None, is_many: bool = False
) -> None:
    """Print the command that follows the making of records as a rule.

    With a `project` also the one that states what a decision governs, where its prompts tell.
    """
    record = result.records[0]
    if is_many:
        arguments = ["check"]
    elif record.state == "proposed" and record.kind.name == "adr":
        arguments = ["adr", "accept", record.ref]
    else:
        arguments = ["show", record.ref]
    output.print_next(["minutebook", *arguments])
    if project and len(result.writes) > 1 and record.kind.name == "adr":
        from minutebook.operations.changes import governed

        if command := governed.suggest_command(project, result):
            output.print_next(command)
