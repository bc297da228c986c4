"""Agent Trace (0.1 and 1.0): `.agent-trace/*.json` and `*.jsonl`, and notes of agent-trace-cli.

A record says which lines of which file came out of which conversation. The words of the prompt
have no place of their own: some tools put them into `metadata`, most do not, and then there is no
prompt to bring along. A conversation's `url` is not fetched, and a file that it names is not read:
who wrote the record may have named any file of this machine. `vcs.revision` is the commit that was
checked out, not one that the turn made, so it is not taken for one. The notes of agent-trace-cli
(`refs/notes/agent-trace`) may list prompts of at most 500 characters for a commit; at home, below
the project's id that stands in git's directory, it keeps the transcripts as they were at each edit.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping

from minutebook.agents import capture
from minutebook.agents.capture import transcripts
from minutebook.agents.capture.lenient_json import (
    as_list,
    as_mapping,
    first_text,
    parse_json,
    parse_json_lines,
    parse_time,
)
from minutebook.agents.capture.turn_builder import TranscriptBuilder
from minutebook.agents.stores.base import (
    ForeignText,
    MalformedText,
    Store,
    StoredRange,
    StoredText,
    StoredTurn,
    StoreReading,
    name_agent,
    read_each,
)
from minutebook.agents.stores.snapshots import Snapshot, join_snapshots
from minutebook.agents.stores.store_files import name_place, read_file, read_notes, read_store_files
from minutebook.lean.patterns import compile_lazily
from minutebook.lean.values import replace
from minutebook.operations.project import Project
from minutebook.repository import light
from minutebook.repository.git.remotes import foreign_refs

FOLDER = ".agent-trace"
NOTES_REF = "refs/notes/agent-trace"

_RECORD_KEYS = ("traces", "files", "id", "timestamp", "vcs")
_PROMPT_KEYS = ("prompt", "user_prompt", "instruction")
_RESPONSE_KEYS = ("response", "completion")
_SESSION_KEYS = ("session_id", "conversation_id")
_NOTE_PROMPT_CHARS = 500  # to which agent-trace-cli cuts the prompts in its notes
_CONVERSATION_MARK = "conversation "
_ID_FILE = "agent-trace-id"  # in git's common directory
_SAFE_ID = compile_lazily(r"[A-Za-z0-9][A-Za-z0-9_-]{0,100}\Z")
_SHA256 = compile_lazily(r"[0-9a-f]{64}\Z")
_PSEUDO_PATHS = (".shell-history", ".sessions", ".unknown")


def read_turns(texts: Iterable[StoredText]) -> StoreReading:
    """The turns of traces, notes, and the transcripts that agent-trace-cli kept."""
    conversations: dict[str, list[StoredText]] = {}
    others: list[StoredText] = []
    for text in texts:
        if text.place.startswith(_CONVERSATION_MARK) and not text.problem:
            conversations.setdefault(text.place.partition("@")[0], []).append(text)
        else:
            others.append(text)
    reading = read_each(others, _read_text)
    turns = [
        turn
        for group in conversations.values()
        for turn in join_snapshots(map(_read_conversation, group))
    ]
    return replace(reading, turns=(*reading.turns, *turns))


def _read_conversation(text: StoredText) -> Snapshot:
    """A transcript as it was at an edit, with the commit that the edit went into."""
    agent = transcripts.detect_transcript_agent("", text.text)
    turns = capture.read_turns(agent, text.text) if agent else ()
    return Snapshot(turns, text.commits, user=text.author, time=text.time)


def _read_text(text: StoredText) -> StoreReading:
    if text.place.startswith("refs/"):
        return _read_note(text)
    records, problems = _parse_records(text.text)
    groups: dict[tuple[str, str], list[Mapping[str, object]]] = {}
    silent_count = 0
    for record in records:
        prompt = _find_metadata(record, *_PROMPT_KEYS)
        if prompt.strip():
            groups.setdefault((_find_session(record), prompt), []).append(record)
        else:
            silent_count += 1
    turns = [
        _make_turn(session_id, prompt, group) for (session_id, prompt), group in groups.items()
    ]
    made_turns = tuple(turn for turn in turns if turn.turn.prompt)
    return StoreReading(made_turns, tuple(problems), silent_count)


def _parse_records(text: str) -> tuple[list[Mapping[str, object]], list[str]]:
    """The records of a text, and what is none: one JSON document, an array of them, or one a line.

    Raises ForeignText for a document that is of something else.
    """
    document = parse_json(text)
    if isinstance(document, dict):
        rows: list[object] = as_list(document.get("traces")) or [document]
        if document.keys().isdisjoint(_RECORD_KEYS):
            raise ForeignText("it is not a trace: it has no list of files")
    elif isinstance(document, list):
        rows = document
    else:
        rows = [parse_json(line) for line in text.split("\n") if line.strip()]
    records: list[Mapping[str, object]] = []
    problems: list[str] = []
    for number, row in enumerate(rows, 1):
        if not isinstance(row, dict):
            problems.append(f"record {number} is not a JSON object")
        elif not isinstance(row.get("files"), list):
            problems.append(f"record {number} is not a trace: it has no list of files")
        else:
            records.append(row)
    return records, problems


def _find_metadata(record: Mapping[str, object], *keys: str) -> str:
    """The first of some texts in a record's metadata, or in a tool's own object there."""
    metadata = as_mapping(record.get("metadata"))
    for mapping in (metadata, *map(as_mapping, metadata.values())):
        if text := first_text(mapping, *keys):
            return text
    return ""


def _find_session(record: Mapping[str, object]) -> str:
    conversations = (
        as_mapping(conversation)
        for file in map(as_mapping, as_list(record.get("files")))
        for conversation in as_list(file.get("conversations"))
    )
    names = (first_text(each, "id", "url") for each in conversations)
    return _find_metadata(record, *_SESSION_KEYS) or next(filter(None, names), "")


def _make_turn(session_id: str, prompt: str, records: list[Mapping[str, object]]) -> StoredTurn:
    """A turn of the records that name its prompt: a tool writes one for each file it edits."""
    tool = as_mapping(records[0].get("tool"))
    builder = TranscriptBuilder(name_agent(first_text(tool, "name")), session_id)
    times = sorted(parse_time(record.get("timestamp")) for record in records)
    files: list[str] = []
    for record in records:
        for file in map(as_mapping, as_list(record.get("files"))):
            files.append(first_text(file, "path"))
            for conversation in map(as_mapping, as_list(file.get("conversations"))):
                contributor = as_mapping(conversation.get("contributor"))
                builder.model = builder.model or first_text(contributor, "model_id")
    turn_id = f"agent-trace:{session_id}:{first_text(records[0], 'id')}"
    builder.start_turn(prompt, times[0], turn_id)
    builder.add_message(_find_metadata(records[-1], *_RESPONSE_KEYS), times[-1])
    paths = dict.fromkeys(path for path in files if path and path not in _PSEUDO_PATHS)
    turns = builder.build_turns()
    turn = turns[0] if turns else builder.builders[0].build_turn()
    ranges = tuple(each for record in records for each in _list_ranges(record))
    return StoredTurn(turn, files=tuple(paths), fidelity="reported", ranges=ranges)


def _list_ranges(record: Mapping[str, object]) -> Iterator[StoredRange]:
    """The ranges of a record that state the hash of their text; none that a person wrote."""
    revision = first_text(as_mapping(record.get("vcs")), "revision")
    for file in map(as_mapping, as_list(record.get("files"))):
        for conversation in map(as_mapping, as_list(file.get("conversations"))):
            for each in map(as_mapping, as_list(conversation.get("ranges"))):
                contributor = as_mapping(each.get("contributor") or conversation.get("contributor"))
                first, last = each.get("start_line"), each.get("end_line")
                text_hash = first_text(each, "content_hash")
                if not (isinstance(first, int) and isinstance(last, int) and text_hash):
                    continue
                if 0 < first <= last and first_text(contributor, "type") != "human":
                    path = first_text(file, "path")
                    yield StoredRange(path, first, last, text_hash, revision)


def _read_note(text: StoredText) -> StoreReading:
    note = parse_json(text.text)
    if not isinstance(note, dict):
        raise MalformedText("it is not a JSON object")
    ledger = as_mapping(note.get("ledger"))
    builder = TranscriptBuilder("")
    prompts = [prompt for prompt in as_list(note.get("prompts")) if isinstance(prompt, str)]
    for number, prompt in enumerate(prompts, 1):
        builder.start_turn(prompt, text.time, f"{text.place}:{number}")
    turns = builder.build_turns()
    files = tuple(as_mapping(ledger.get("files"))) if len(turns) == 1 else ()
    stored_turns = (
        StoredTurn(
            turn,
            user=text.author,
            files=files,
            commits=text.commits,
            fidelity="truncated" if len(turn.prompt) >= _NOTE_PROMPT_CHARS else "reported",
        )
        for turn in turns
    )
    return StoreReading(tuple(stored_turns), silent_count=0 if prompts else 1)


def find_texts(project: Project, path: str) -> Iterator[StoredText]:
    """The traces at `path`, else those of this working tree, and the notes of the repository."""
    yield from read_store_files(project, path, [FOLDER], ".json", ".jsonl")
    if path:
        return
    commits = foreign_refs.read_commit_facts(project.repo)
    yield from read_notes(project.repo, commits, NOTES_REF)
    yield from _find_conversations(project, commits)


def _find_conversations(
    project: Project, commits: Mapping[str, foreign_refs.CommitFacts]
) -> Iterator[StoredText]:
    """The transcripts that agent-trace-cli kept of this project, in the order of its traces."""
    project_id = light.read_text(os.path.join(project.repo.common_dir, _ID_FILE)).strip()
    if not _SAFE_ID.match(project_id):
        return
    folder = os.path.join(os.path.expanduser("~"), ".agent-trace", "projects", project_id)
    traces = list(parse_json_lines(light.read_text(os.path.join(folder, "traces.jsonl"))))
    links = parse_json_lines(light.read_text(os.path.join(folder, "commit-links.jsonl")))
    linked = {
        trace_id: first_text(link, "commit_sha")
        for link in links
        for trace_id in as_list(link.get("trace_ids"))
        if isinstance(trace_id, str)
    }
    states: dict[tuple[str, str], list[str]] = {}
    for trace in traces:
        for file in map(as_mapping, as_list(trace.get("files"))):
            for conversation in map(as_mapping, as_list(file.get("conversations"))):
                key = first_text(conversation, "id"), first_text(conversation, "content_sha256")
                states.setdefault(key, []).append(linked.get(first_text(trace, "id"), ""))
    index_path = os.path.join(folder, "conversations", "_index.json")
    for name, digest in as_mapping(parse_json(light.read_text(index_path))).items():
        states.setdefault((name, str(digest)), [])  # the last state of each
    for (name, digest), shas in states.items():
        if _SHA256.match(digest):
            path = os.path.join(folder, "conversations", digest[:2], digest)
            file_text = read_file(path, name_place(project, path))
            known = [sha for sha in dict.fromkeys(shas) if sha in commits]
            yield StoredText(
                f"{_CONVERSATION_MARK}{name}@{digest}" if not file_text.problem else path,
                file_text.text,
                tuple(known),
                commits[known[0]].author if known else "",
                file_text.time,
                file_text.problem,
            )


STORE = Store(
    "agent-trace",
    "Agent Trace",
    (
        f"{FOLDER}/*.json",
        f"{FOLDER}/*.jsonl",
        NOTES_REF,
        "~/.agent-trace/projects (agent-trace-cli)",
    ),
    find_texts,
    read_turns,
    silence="a trace names files, lines and a conversation; its format has no place for the prompt",
)
