"""Finds the transcripts of agents, and reads the turns in them.

Where they lie and what they look like, the agents' adapters know. Some agents say in a file's name
or beside it which folder it is about, the others in the transcript itself. Nothing here writes.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence

from minutebook.agents import capture
from minutebook.agents.adapters import find_adapter, load_adapters
from minutebook.agents.adapters.base import Transcripts
from minutebook.agents.adapters.transcript_files import (
    MAX_BEGINNING_BYTES,
    TranscriptFile,
    list_files,
)
from minutebook.agents.capture import lenient_json
from minutebook.agents.capture.turn import Turn
from minutebook.lean.values import replace
from minutebook.repository import light

__all__ = [
    "TranscriptFile",
    "detect_transcript_agent",
    "find_transcripts",
    "find_transcripts_in",
    "read_transcripts",
]

_MAX_ROWS = 40  # of a transcript, in which is looked for whose it is


def find_transcripts(tops: Sequence[str], agents: Iterable[str]) -> Iterator[TranscriptFile]:
    """The transcripts of agents in the user's home and in the working trees `tops`."""
    for agent in agents:
        adapter = find_adapter(agent)
        if adapter is not None:
            yield from adapter.transcripts.find_files(tops)


def find_transcripts_in(path: str) -> Iterator[TranscriptFile]:
    """The transcripts that a file is, or that a folder holds; their form tells whose they are."""
    adapters = load_adapters()
    own_names = {adapter.transcripts.project_file_name for adapter in adapters.values()} - {""}
    files = list_files(path, ".jsonl", ".json", *own_names) if os.path.isdir(path) else [path]
    for file in files:
        name = os.path.basename(file)
        agent = detect_transcript_agent(name, light.read_text(file))
        if agent:
            is_in_project = name == adapters[agent].transcripts.project_file_name
            folder = os.path.dirname(os.path.abspath(file)) if is_in_project else ""
            yield TranscriptFile(agent, file, folder)


def detect_transcript_agent(file_name: str, text: str) -> str:
    """The agent whose transcript a text is, by its form; "" where no agent is known to write so."""
    transcripts_by_agent = {name: adapter.transcripts for name, adapter in load_adapters().items()}
    for agent, transcripts in transcripts_by_agent.items():
        is_named_so = bool(file_name) and file_name == transcripts.project_file_name
        if is_named_so or transcripts.is_own_text(text):
            return agent
    rows = list(lenient_json.parse_json_lines(text[:MAX_BEGINNING_BYTES]))[:_MAX_ROWS] or [
        lenient_json.as_mapping(lenient_json.parse_json(text))
    ]
    owners = (
        agent
        for row in rows
        for agent, transcripts in transcripts_by_agent.items()
        if transcripts.is_own_row(row)
    )
    return next(owners, "")


def read_transcripts(files: Iterable[TranscriptFile]) -> Iterator[Turn]:
    """The turns of transcripts, each with session, folder and times as far as they are known.

    Files that make up one session are read together: Claude Code writes what its subagents did into
    files of their own. Where a transcript has no times, its file's stands in.
    """
    sessions: dict[tuple[str, str], list[TranscriptFile]] = {}
    for file in dict.fromkeys(files):
        find_session = _get_transcripts(file.agent).find_session
        session_id = find_session(file.path) if find_session else ""
        sessions.setdefault((file.agent, session_id or file.path), []).append(file)
    for (agent, session_key), session_files in sessions.items():
        # What subagents did lies in folders below, or in files that are called so.
        session_files.sort(
            key=lambda file: (_is_of_subagent(file.path), file.path.count(os.sep), file.path)
        )
        read_text = _get_transcripts(agent).read_text
        text = "\n".join(read_text(file.path) for file in session_files)
        try:
            turns = capture.read_turns(agent, text)
        except Exception as error:  # noqa: BLE001 - a bug of a reader; the other transcripts count
            light.log_error(error)
        else:
            session_id = session_key if session_key != session_files[0].path else ""
            yield from _complete_turns(turns, session_files[0], session_id)


def _is_of_subagent(path: str) -> bool:
    return os.path.basename(path).startswith("agent-")


def _complete_turns(
    turns: Iterable[Turn], file: TranscriptFile, file_session: str
) -> Iterator[Turn]:
    """The turns of a transcript with what its file tells: session, folder, times."""
    try:
        file_time = os.stat(file.path).st_mtime
    except OSError:
        file_time = 0.0
    stem = os.path.splitext(os.path.basename(file.path))[0]
    if stem == "events":  # the folder has the session's name
        stem = os.path.basename(os.path.dirname(file.path))
    has_unique_ids = _get_transcripts(file.agent).has_unique_turn_ids
    for turn in turns:
        session_id = turn.session_id or file_session or stem
        is_unique = has_unique_ids or (turn.session_id and turn.session_id in turn.id)
        prefix = "" if is_unique else f"{turn.agent}:{session_id}:"
        yield replace(
            turn,
            id=prefix + turn.id,
            parent_id=turn.parent_id and prefix + turn.parent_id,
            session_id=session_id,
            cwd=turn.cwd or file.cwd,
            transcript_path=file.path,
            started=turn.started or file_time,
            ended=max(turn.ended, turn.started or file_time),
        )


def _get_transcripts(agent: str) -> Transcripts:
    adapter = find_adapter(agent)
    if adapter is None:
        raise LookupError(f"no agent is called {agent!r}")
    return adapter.transcripts
