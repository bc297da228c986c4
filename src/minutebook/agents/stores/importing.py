"""Imports the prompts of a store: read, compared with the records there, redacted, recorded."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Mapping, Sequence

from minutebook.agents.audit.match import match_prompts
from minutebook.agents.audit.prompts import AuditedPrompt
from minutebook.agents.capture.prompt import is_local_command, is_own_text
from minutebook.agents.capture.summary.substance import needs_record
from minutebook.agents.capture.turn import ToolCall
from minutebook.agents.stores import load_stores, stored_ranges
from minutebook.agents.stores.base import Store, StoredTurn
from minutebook.agents.turns import (
    turn_changes,
    turn_drafts,
    turn_traces,
    turn_visibility,
)
from minutebook.agents.turns.session import PromptSnapshot, Session
from minutebook.errors import UsageError
from minutebook.lean.progress import track_progress
from minutebook.lean.values import Value, replace
from minutebook.operations.creation.create_prompts import create_phrs
from minutebook.operations.private_texts.find import complete_records
from minutebook.operations.project import Project
from minutebook.operations.redaction.redactor import Redactor
from minutebook.operations.schema import serialize
from minutebook.records.drafting import drafts
from minutebook.records.model import PHR, Record, RecordSet, Write
from minutebook.repository import light, spool
from minutebook.repository.git.commits import history
from minutebook.repository.git.remotes import foreign_refs

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections import Counter

_SHORT_SHA_LENGTH = 12


class StoreImport(Value):
    """What came of an import: the new records, and how many of the store's turns were left out.

    `known_count` turns had a record; of the others `early_count` are before the day that was given,
    `unchanging_count` are not recorded by the settings (prompts that are lines of the record which
    follows in their session among them), and `later_count` are
    beyond the limit. `undated_count` of the new records have a prompt without a time in the store.
    `silent_count` entries of the store hold no prompt. `places` say where was looked. `problems`
    are lines on what could not be read or recorded, `warnings` those of writing, `notes` name what
    lies there and is none of the store's.
    """

    store: Store
    records: tuple[Record, ...] = ()
    writes: tuple[Write, ...] = ()
    turn_count: int = 0
    known_count: int = 0
    unchanging_count: int = 0
    early_count: int = 0
    later_count: int = 0
    silent_count: int = 0
    undated_count: int = 0
    places: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def find_store(name: str) -> Store | None:
    """The store of a name, in any case; None where there is none."""
    return load_stores().get(name.lower().replace("_", "-"))


def import_store(
    project: Project,
    name: str,
    path: str = "",
    *,
    since: str = "",
    limit: int = 0,
    dry_run: bool = False,
) -> StoreImport:
    """Make the records of a store's prompts that have none, oldest first.

    `path`, from the working folder, is where the store lies if not at its usual place; `since` is
    the first day (ISO 8601) that counts, `limit` how many records are made at most (0: all).
    Raises UsageError for a store that is not known, or a path where nothing is.
    """
    store = find_store(name)
    if store is None:
        known = ", ".join(load_stores())
        raise UsageError(f"no store is called {name!r}", f"one of: {known}")
    path = os.path.abspath(os.path.join(project.cwd, path)) if path else ""
    reading = store.read_turns(store.find_texts(project, path))
    known_paths = _KnownPaths(project)
    stored_turns = [
        _move_here(project, stored, known_paths)
        for stored in sorted(reading.turns, key=lambda stored: stored.turn.started)
        if not (is_own_text(stored.turn.prompt) or is_local_command(stored.turn.prompt))
    ]
    result = StoreImport(
        store,
        turn_count=len(stored_turns),
        silent_count=reading.silent_count,
        places=(path,) if path else store.places,
        problems=reading.problems,
        notes=reading.notes,
    )
    records = complete_records(project)
    # All are compared: an earlier prompt may have the same words as a later one.
    missing = _select_missing(project, stored_turns, records)
    undated = {id(stored.turn) for stored in missing if not (stored.turn.started or stored.day)}
    missing = _complete_days(project, missing)
    timely = [each for each in missing if each.day >= since]
    due = [each for each in timely if _is_due(project, each)]
    chosen = due[:limit] if limit else due
    result = replace(
        result,
        known_count=len(stored_turns) - len(missing),
        early_count=len(missing) - len(timely),
        unchanging_count=len(timely) - len(due),
        later_count=len(due) - len(chosen),
        undated_count=sum(id(stored.turn) in undated for stored in chosen),
    )
    asked = _collect_asked(project, timely, due)
    made_drafts, failures = _build_drafts(project, chosen, asked, dry_run=dry_run)
    created = create_phrs(
        project,
        made_drafts,
        known_paths={record.path for record in records.members},
        dry_run=dry_run,
    )
    return replace(
        result,
        records=created.records,
        writes=created.writes,
        problems=(*result.problems, *failures),
        warnings=created.warnings,
    )


def _complete_days(project: Project, stored_turns: Sequence[StoredTurn]) -> list[StoredTurn]:
    """The turns, each with the day that its record gets, ISO 8601.

    That of the turn, else the one on which the text was committed or written, else today.
    """
    import time

    first_times: dict[str, float] = {}
    completed: list[StoredTurn] = []
    for stored in stored_turns:
        moment = stored.turn.started
        if not (moment or stored.day):
            place = stored.place
            if place not in first_times:
                is_file = place and not os.path.isabs(place) and not place.startswith("refs/")
                first_times[place] = (
                    foreign_refs.read_first_time(project.repo, place) if is_file else 0.0
                )
            moment = first_times[place] or stored.time
        day = time.strftime("%Y-%m-%d", time.localtime(moment)) if moment else project.today
        completed.append(replace(stored, day=stored.day or day))
    return completed


# What has a record ------------------------------------------------------------------------------


def _select_missing(
    project: Project, stored_turns: Sequence[StoredTurn], records: RecordSet
) -> list[StoredTurn]:
    """The turns without a record, here or on another branch."""
    folder = spool.locate_spool(project.repo.common_dir)
    prompts = []
    for number, stored in enumerate(stored_turns):
        turn = replace(stored.turn, id=f"{number}:{stored.turn.id}")  # stores repeat ids
        name = f"{turn.agent}-{light.sanitize_name(turn.session_id)}"
        session_ids = frozenset((turn.session_id, *stored.other_session_ids)) - {""}
        session = Session(os.path.join(folder, name), (), 0)
        prompts.append(
            AuditedPrompt(
                turn,
                session_ids,
                frozenset((turn.id,)),
                session,
                placeholder=stored.placeholder,
            )
        )
    matched, _ = match_prompts(project, prompts, records)
    edited = _list_unmatched(matched, records)
    missing: list[StoredTurn] = []
    for stored, prompt in zip(stored_turns, matched, strict=True):
        title = (
            ""
            if prompt.record_path
            else turn_drafts.make_draft_title(prompt.normalized_prompt, prompt.turn.response)
        )
        keys = [(session_id, title) for session_id in sorted(prompt.session_ids)]
        key = next((key for key in keys if edited[key]), None)
        if key and title:
            edited[key] -= 1
        elif not prompt.record_path:
            missing.append(stored)
    return missing


def _list_unmatched(
    matched: Iterable[AuditedPrompt], records: RecordSet
) -> Counter[tuple[str, str]]:
    """The records of no prompt, by session and title: of a prompt that was edited on the page."""
    from collections import Counter

    paths = {prompt.record_path for prompt in matched}
    return Counter(
        (serialize.format_field(record, "session"), record.title)
        for record in records.of_kind(PHR)
        if record.path not in paths
    )


def _is_due(project: Project, stored: StoredTurn) -> bool:
    """Whether a turn is one that the settings have recorded."""
    files = (*stored.files, *(path for tool in stored.turn.tools for path in tool.files))
    return needs_record(project.settings.record, stored.turn, files, stored.commits)


# Paths ------------------------------------------------------------------------------------------


class _KnownPaths:
    """The paths that git knows here, by which those of another machine are told."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.paths: frozenset[str] | None = None

    def find(self, path: str) -> str:
        """The path from the top that a path of elsewhere means; "" where git knows none."""
        if self.paths is None:
            self.paths = history.list_known_paths(self.project.repo)
        parts = path.replace("\\", "/").split("/")
        ends = ("/".join(parts[start:]) for start in range(len(parts)))
        return next((end for end in ends if end in self.paths), "")


def _move_here(project: Project, stored: StoredTurn, known_paths: _KnownPaths) -> StoredTurn:
    """A turn as if it had gone on in this working tree, without the files of failed calls."""
    turn = stored.turn

    def move_path(path: str) -> str:
        inside = path.startswith(project.top + os.sep)
        is_absolute = path.startswith(("/", "~")) or path[1:3] in (":\\", ":/")
        if not is_absolute:
            return os.path.normpath(os.path.join(project.top, path.replace("\\", "/")))
        relative = "" if inside else known_paths.find(path)
        if not (inside or relative) and turn.cwd and path.startswith(turn.cwd + "/"):
            relative = path[len(turn.cwd) + 1 :]
        return os.path.join(project.top, relative) if relative else path

    tools = tuple(tool.move_files(move_path) for tool in turn.tools)
    files = tuple(map(move_path, stored.files))
    return replace(stored, turn=replace(turn, cwd=project.top, tools=tools), files=files)


# Drafts -----------------------------------------------------------------------------------------


def _build_drafts(
    project: Project,
    stored_turns: Collection[StoredTurn],
    asked: Mapping[int, Sequence[drafts.AskedPrompt]],
    *,
    dry_run: bool,
) -> tuple[list[drafts.PhrDraft], list[str]]:
    """The drafts of records, redacted, and a line for each turn of which none can be made.

    Raises OSError where nothing can be written: then no record can be, either.
    """
    made_drafts: list[drafts.PhrDraft] = []
    failures: list[str] = []
    for stored in track_progress(stored_turns, project.report_progress):
        try:
            made_drafts.append(_build_draft(project, stored, asked[id(stored)], dry_run=dry_run))
        except OSError:
            raise
        except Exception as error:  # noqa: BLE001 - also a detector's; the others are recorded
            if not dry_run:
                light.log_error(error)
            failures.append(f"{stored.turn.agent} {stored.turn.session_id}: {error}")
    return made_drafts, failures


def _collect_asked(
    project: Project, stored_turns: Iterable[StoredTurn], due: Iterable[StoredTurn]
) -> dict[int, list[drafts.AskedPrompt]]:
    """The prompts that each record states besides its own, by the identities of the due turns.

    They came before it in its session, and are not due where tasks are recorded; those after the
    last one that is due go to that one.
    """
    last_due: dict[str, int] = {}
    due_ids = {id(stored) for stored in due}
    waiting: dict[str, list[drafts.AskedPrompt]] = {}
    asked: dict[int, list[drafts.AskedPrompt]] = {}
    for stored in stored_turns:
        session_id = stored.turn.session_id or stored.place
        if id(stored) in due_ids:
            asked[id(stored)] = waiting.pop(session_id, [])
            last_due[session_id] = id(stored)
        elif project.settings.record == "tasks" and session_id:
            chosen = turn_visibility.choose_turn_visibility(project, stored.turn).visibility
            line = turn_drafts.describe_asked(project, stored.turn, chosen, stored.day)
            waiting.setdefault(session_id, []).append(line)
    for session_id, lines in waiting.items():
        if session_id in last_due:
            asked[last_due[session_id]] += [replace(line, is_after=True) for line in lines]
    return asked


def _build_draft(
    project: Project, stored: StoredTurn, asked: Sequence[drafts.AskedPrompt], *, dry_run: bool
) -> drafts.PhrDraft:
    turn = replace(
        stored.turn,
        source="transcript",
        ended=stored.turn.ended or stored.turn.started,
        tools=(*stored.turn.tools, ToolCall("write", files=stored.files)),
    )
    session = Session("", (), 0)
    snapshot = PromptSnapshot()
    changes = turn_changes.find_turn_changes(project, session, turn, snapshot)
    diff = turn_traces.TurnDiff(project.repo, "", changes.files)
    stated = (sha[:_SHORT_SHA_LENGTH] for sha in stored.commits)
    # A store may name one commit for several turns: whose its lines are it does not say.
    added_lines = turn_traces.find_added_lines(project, session, turn, snapshot, changes, diff)
    if stored.ranges:
        ranged_lines = stored_ranges.read_range_lines(project, stored.ranges, changes.files)
        added_lines = {**ranged_lines, **added_lines}
    draft = turn_drafts.build_draft(
        project,
        Redactor(project),
        turn,
        changes.files,
        list(dict.fromkeys((*stated, *changes.commits))),
        user=stored.user,
        branch=stored.branch,
        is_here=False,
        asked=asked,
        added_lines=added_lines,
        dry_run=dry_run,
    )
    fidelity = stored.fidelity or ("redacted" if stored.placeholder else "")
    is_verbatim = draft.fidelity == "verbatim"
    return replace(
        draft,
        date=stored.day,
        fidelity=(fidelity if is_verbatim else "") or draft.fidelity,
    )
