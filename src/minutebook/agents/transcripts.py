"""Where agents keep their transcripts, and the turns that stand in them.

Where they lie and what they look like, the agents' adapters know. Some agents say in a file's name
or beside it which folder it is about, the others in the transcript itself. Nothing here writes.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

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
from minutebook.repository import spool

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
        agent = detect_transcript_agent(name, spool.read_text(file))
        if agent:
            is_in_project = name == adapters[agent].transcripts.project_file_name
            folder = os.path.dirname(os.path.abspath(file)) if is_in_project else ""
            yield TranscriptFile(agent, file, folder)


def detect_transcript_agent(file_name: str, text: str) -> str:
    """The agent whose transcript a text is, by its form; "" where no agent is known to write so."""
    known = {name: adapter.transcripts for name, adapter in load_adapters().items()}
    for agent, transcripts in known.items():
        if file_name == transcripts.project_file_name or transcripts.is_own_text(text):
            return agent
    rows = list(lenient_json.parse_json_lines(text[:MAX_BEGINNING_BYTES]))[:_MAX_ROWS] or [
        lenient_json.as_mapping(lenient_json.parse_json(text))
    ]
    owners = (
        agent for row in rows for agent, transcripts in known.items() if transcripts.is_own_row(row)
    )
    return next(owners, "")


def read_transcripts(files: Iterable[TranscriptFile]) -> Iterator[Turn]:
    """The turns of transcripts, each with session, folder and times as far as anything tells.

    Claude Code keeps what its subagents did in files of their own: those of a session are read
    together. Where a transcript has no times, its file's stands in.
    """
    sessions: dict[tuple[str, str], list[TranscriptFile]] = {}
    for place in dict.fromkeys(files):
        find_session = _transcripts_of(place.agent).find_session
        key = find_session(place.path) if find_session else ""
        sessions.setdefault((place.agent, key or place.path), []).append(place)
    for (agent, _), parts in sessions.items():
        parts.sort(key=lambda place: (os.path.basename(place.path)[:6] == "agent-", place.path))
        text = "\n".join(_transcripts_of(agent).read_text(place.path) for place in parts)
        try:
            turns = capture.read_turns(agent, text)
        except Exception as error:  # noqa: BLE001 - a bug of a reader; the other transcripts count
            spool.log_error(error)
        else:
            yield from _filled(turns, parts[0])


def _filled(turns: Iterable[Turn], place: TranscriptFile) -> Iterator[Turn]:
    try:
        at = os.stat(place.path).st_mtime
    except OSError:
        at = 0.0
    stem = os.path.splitext(os.path.basename(place.path))[0]
    if stem == "events":
        stem = os.path.basename(os.path.dirname(place.path))
    is_unique = _transcripts_of(place.agent).has_unique_turn_ids
    for turn in turns:
        session = turn.session_id or stem
        unique = is_unique or (turn.session_id and turn.session_id in turn.id)
        yield replace(
            turn,
            id=turn.id if unique else f"{turn.agent}:{session}:{turn.id}",
            session_id=session,
            cwd=turn.cwd or place.cwd,
            transcript_path=place.path,
            started=turn.started or at,
            ended=max(turn.ended, turn.started or at),
        )


def _transcripts_of(agent: str) -> Transcripts:
    adapter = find_adapter(agent)
    if adapter is None:
        raise LookupError(f"no adapter for {agent}")
    return adapter.transcripts
