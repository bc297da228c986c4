"""What the tools that read do: each calls one operation, and gives its document."""

from __future__ import annotations

import json
from typing import Annotated, Any, Literal

from pydantic import Field

from minutebook.errors import UsageError
from minutebook.lean.values import replace
from minutebook.server.tool_calls import Document, Ref, require_inside

TYPE_CHECKING = False
if TYPE_CHECKING:
    from minutebook.operations.project import Project
    from minutebook.operations.reading.cataloguing.opening import Catalog

_LIST_LIMIT, _SEARCH_LIMIT, _FINDINGS_LIMIT, _MAX_LIMIT = 30, 10, 50, 500
_BUDGET, _MAX_BUDGET = 1_000, 20_000  # tokens
_TEXT_LIMIT, _MAX_TEXT_LIMIT = 12_000, 100_000  # characters of each text of a record

Limit = Annotated[int, Field(ge=1, le=_MAX_LIMIT)]
Offset = Annotated[int, Field(ge=0)]
Path = Annotated[str, Field(description="from the repository's top")]


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


def explain_place(
    folder: str,
    place: Annotated[str, Field(description="PATH, PATH:LINE, PATH:LINE-LINE or a folder")],
    moves: Annotated[bool, Field(description="follow moved lines")] = False,
) -> Document:
    """Tell which prompts and decisions lines are from; no text of a turn without a record."""
    from minutebook.operations.explaining import why
    from minutebook.operations.explaining.explanation import serialize_explanation

    catalog = _open_catalog(folder)
    return serialize_explanation(why.explain_place(catalog, place, follows_moves=moves))


def find_context(
    folder: str,
    paths: Annotated[
        tuple[str, ...], Field(description="files and folders, also new ones; none: all")
    ] = (),
    budget: Annotated[int, Field(ge=1, le=_MAX_BUDGET, description="tokens")] = _BUDGET,
) -> Document:
    """Give the decisions that govern files, and what was asked of them lately."""
    from minutebook.operations.explaining import context

    return context.serialize_context(context.find_context(_open_catalog(folder), paths, budget))


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


def _open_project(folder: str) -> Project:
    from minutebook.operations.project import open_project

    return open_project(folder)


def _open_catalog(folder: str) -> Catalog:
    from minutebook.operations.reading.cataloguing import opening

    return opening.open_catalog(folder)


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
