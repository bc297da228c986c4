"""The tools: each calls one operation, and answers with the document of the command line."""

from __future__ import annotations

import json
import shlex
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Field

from minutebook.errors import Refusal, UsageError
from minutebook.lean.values import replace
from minutebook.operations.schema.new_records import NewAdr, NewPhr
from minutebook.server.tool_calls import Document, ReportBug, Tool, require_inside, run_tool

TYPE_CHECKING = False
if TYPE_CHECKING:
    from minutebook.operations.project import Project
    from minutebook.operations.reading.cataloguing.opening import Catalog

_LIST_LIMIT, _SEARCH_LIMIT, _FINDINGS_LIMIT, _MAX_LIMIT = 30, 10, 50, 500
_TEXT_LIMIT, _MAX_TEXT_LIMIT = 12_000, 100_000  # characters of each text of a record

Ref = Annotated[str, Field(description="ADR-7, PHR-42, a path or a title")]
Limit = Annotated[int, Field(ge=1, le=_MAX_LIMIT)]
Offset = Annotated[int, Field(ge=0)]
Relation = Annotated[
    str,
    Field(
        description="supersedes, amends, depends-on, implements, decides, follows, relates-to,"
        " conflicts-with, or the reverse of one"
    ),
]
Path = Annotated[str, Field(description="from the repository's top")]


class StatusesKept(Refusal):
    """A call would change the status of a decision, which is not allowed here."""

    code = "statuses-kept"


# Reading ----------------------------------------------------------------------------------------


def list_records(
    folder: str,
    kind: Literal["", "adr", "phr"] = "",
    state: Annotated[str, Field(description="an ADR's status or a PHR's stage; needs kind")] = "",
    label: str = "",
    feature: str = "",
    session: str = "",
    touching: Path = "",
    limit: Limit = _LIST_LIMIT,
    offset: Offset = 0,
) -> Document:
    """Give the records that are asked for, the newest first."""
    from minutebook.operations.reading import listing

    if state and not kind:
        raise UsageError("a state needs a kind", "kind: adr for a status, phr for a stage")
    catalog = _open_catalog(folder)
    file = ""
    if touching:
        require_inside(catalog.top, catalog.cwd, touching)
        file = catalog.get_project().resolve_path(touching)
    selection = listing.Selection(
        kind=kind, state=state, feature=feature, label=label, session=session, file=file
    )
    listed = listing.list_records(catalog, selection, limit=limit, offset=offset)
    text = "".join(listing.format_document(catalog, listed, limit, offset))
    document: Document = json.loads(text)
    return document


def show_record(
    folder: str,
    ref: Ref,
    text_limit: Annotated[
        int, Field(ge=0, le=_MAX_TEXT_LIMIT, description="characters of each text")
    ] = _TEXT_LIMIT,
) -> Document:
    """Give a record of the tree with its texts, each cut where it is longer than is asked for.

    What is kept apart from the tree is not given.
    """
    from minutebook.operations.reading import provenance
    from minutebook.operations.reading.cataloguing.derived import RecordLoader
    from minutebook.operations.schema import serialize
    from minutebook.repository.git import revisions

    catalog = _open_catalog(folder)
    record, records = RecordLoader(catalog).load_shown(ref)
    author = revisions.read_page_author(catalog.get_project().repo, record.path)
    whose = provenance.serialize_provenance(record, author)
    document = serialize.serialize_full_record(record, records.graph, whose)
    return {"record": _cut_texts(document, text_limit, record.path)}


def search(
    folder: str,
    query: Annotated[
        str,
        Field(
            description='words, "a phrase", begin*, OR, NOT; filters kind: status: stage: label:'
            " feature: path: since: until:"
        ),
    ],
    limit: Limit = _SEARCH_LIMIT,
    offset: Offset = 0,
) -> Document:
    """Find records by their words, the best first."""
    from minutebook.operations.reading import search as searching

    result = searching.search_records(
        _open_catalog(folder), query, None, limit=limit, offset=offset
    )
    return searching.serialize_result(result, limit, offset)


def suggest(
    folder: str,
    staged: Annotated[bool, Field(description="the next commit")] = False,
    range: Annotated[str, Field(description="A..B")] = "",  # noqa: A002 - what callers know it as
    commit: str = "",
    message: Annotated[str, Field(description="what the change is said to do")] = "",
) -> Document:
    """Say what a change decides; without an argument that of the working tree."""
    from minutebook.operations.schema import serialize
    from minutebook.operations.suggesting import suggest as suggesting

    if sum(map(bool, (staged, range, commit))) > 1:
        raise UsageError("more than one change is asked for", "give one of staged, range, commit")
    project = _open_project(folder)
    if staged:
        change = suggesting.read_staged_change(project)
    elif range:
        change = suggesting.read_range_change(project, range)
    elif commit:
        change = suggesting.read_commit_change(project, commit)
    else:
        change = suggesting.read_working_change(project)
    change = replace(change, message=message or change.message)
    return serialize.serialize_assessment(suggesting.assess_change(project, change))


def tell_story(
    folder: str,
    range: Annotated[str, Field(description="A..B, a branch or a commit")] = "",  # noqa: A002
) -> Document:
    """Tell what a pull request is about; without a range, the branch that is checked out."""
    from minutebook.operations.explaining.story import document, story, story_range

    project = _open_project(folder)
    return document.serialize_story(
        story.tell_story(project, story_range.resolve_range(project, range))
    )


def check(
    folder: str,
    targets: Annotated[tuple[str, ...], Field(description="records or folders")] = (),
    only: Annotated[tuple[str, ...], Field(description="codes of rules")] = (),
    limit: Limit = _FINDINGS_LIMIT,
) -> Document:
    """Check the records, and give the first findings; all are counted."""
    from minutebook.checks import report
    from minutebook.operations import check as checking

    project = _open_project(folder)
    for target in targets:
        if "/" in target:
            require_inside(project.top, project.cwd, target)
    findings = checking.check_records(project, "HEAD", targets, only, ())
    shown, counts = report.build_document(findings[:limit]), report.build_document(findings)
    return {**counts, "findings": shown["findings"]}


# Writing ----------------------------------------------------------------------------------------


def create_prompt(folder: str, document: NewPhr) -> Document:
    """Record a prompt."""
    from minutebook.operations.creation import create, create_many

    draft, own_folder = create_many.read_new_phr(document)
    result = create.create_phr(_open_project(folder), draft, folder=own_folder)
    return _serialize_written(result)


def create_decision(folder: str, document: NewAdr) -> Document:
    """Record a decision, which is proposed."""
    from minutebook.operations.creation import create, create_many

    draft, suggestion, settings = create_many.read_new_adr(document)
    result = create.create_decision(_open_project(folder), draft, suggestion, **settings)
    return _serialize_written(result)


def link(folder: str, source: Ref, relation: Relation, target: Ref) -> Document:
    """Relate two records. Raises StatusesKept where that would change the status of one.

    An accepted decision that supersedes another takes effect at once: that is as good as to accept.
    """
    from minutebook.operations.changes import links

    project = _open_project(folder)
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

    result = links.relate_records(_open_project(folder), source, relation, target)
    return _serialize_written(result, is_single_record=False)


def accept_decision(folder: str, ref: Ref, reason: str = "") -> Document:
    """Accept a proposed decision."""
    from minutebook.operations.changes import decisions

    result = decisions.change_status(_open_project(folder), [ref], "accepted", reason=reason)
    return _serialize_written(result)


# The table --------------------------------------------------------------------------------------

_LINK = Tool(
    "link",
    "Link two records",
    "Relate two records; both pages show it.",
    link,
    "written",
    writes=True,
    is_idempotent=True,
)
_TOOLS = (
    Tool(
        "list",
        "List records",
        "Prompts (PHR) and decisions (ADR), newest first. In force: kind adr, state accepted.",
        list_records,
        "list",
    ),
    Tool("show", "Show a record", "One record with its text.", show_record, "show"),
    Tool("search", "Search records", "Find records by words.", search, "search"),
    Tool(
        "suggest",
        "Suggest a decision",
        "Whether a change (default: the working tree) decides something that no ADR covers.",
        suggest,
        "assessment",
        is_isolated=True,
    ),
    Tool(
        "story",
        "Tell a branch's story",
        "What a branch or range is about: prompts, decisions, files, tests, cost.",
        tell_story,
        "story",
    ),
    Tool("check", "Check records", "What is wrong with the records.", check, "check"),
    Tool(
        "phr_new",
        "Record a prompt",
        "Record a prompt. Not for one that a hook records already.",
        create_prompt,
        "written",
        takes=NewPhr,
        writes=True,
    ),
    Tool(
        "adr_new",
        "Propose a decision",
        "Write an ADR, proposed: people accept it. First search whether one exists.",
        create_decision,
        "written",
        takes=NewAdr,
        leaves_out=("status", "template"),
        writes=True,
    ),
    _LINK,
)
# What a person may allow, each with the tools that it adds, or puts in the place of others.
ALLOWANCES = {
    "accept": (
        replace(_LINK, function=relate, is_destructive=True),
        Tool(
            "adr_accept",
            "Accept a decision",
            "Accept a proposed ADR, where a person has said so.",
            accept_decision,
            "written",
            writes=True,
            is_destructive=True,
        ),
    )
}


def select_tools(*, is_read_only: bool, allowed: tuple[str, ...]) -> dict[str, Tool]:
    """The tools that are offered, by name. Raises UsageError for what nobody can allow."""
    for name in allowed:
        if name not in ALLOWANCES:
            raise UsageError(
                f"{name!r} is nothing that can be allowed",
                f"one of: {', '.join(ALLOWANCES)}",
            )
    if is_read_only and allowed:
        raise UsageError("--read-only and --allow do not go together", "leave one of them out")
    added = (tool for name in allowed for tool in ALLOWANCES[name])
    return {tool.name: tool for tool in (*_TOOLS, *added) if not (is_read_only and tool.writes)}


def run_isolated(
    name: str, folder: str, arguments: Mapping[str, object], report_bug: ReportBug
) -> tuple[str, bool]:
    """See `tool_calls.run_tool`: this is called in a process of its own.

    There it is the main thread that works, which alone can be stopped by a time limit.
    """
    tool = next(tool for tool in _TOOLS if tool.name == name)
    return run_tool(tool, folder, arguments, report_bug)


def _open_project(folder: str) -> Project:
    from minutebook.operations.project import open_project

    return open_project(folder)


def _open_catalog(folder: str) -> Catalog:
    from minutebook.operations.reading.cataloguing import opening

    return opening.open_catalog(folder)


def _serialize_written(result: Any, *, is_single_record: bool = True) -> Document:
    from minutebook.operations.schema import serialize

    return serialize.serialize_written(result, is_single_record=is_single_record)


def _cut_texts(value: Any, limit: int, path: str) -> Any:
    """A part of a document in which no text is longer than `limit`; where one is cut, it says so.

    `path` is the page that has the whole of it.
    """
    if isinstance(value, str) and len(value) > limit:
        return f"{value[:limit]}… [cut: {len(value):,} characters, all in {path}]"
    if isinstance(value, list | tuple):
        return [_cut_texts(each, limit, path) for each in value]
    if isinstance(value, dict):
        return {key: _cut_texts(each, limit, path) for key, each in value.items()}
    return value
