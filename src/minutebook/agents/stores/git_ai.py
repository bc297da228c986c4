"""git-ai: notes on commits (`refs/notes/ai`), and what it keeps in git's directory and at home.

A note (`authorship/3.0.0`) has two parts with `---` between them: which lines of which file are
whose, and a JSON object. In its `prompts` the versions before 1.3.4 kept the messages of a session
up to the commit; versions between kept them in a database at home, or elsewhere behind a
`messages_url`; from 1.4 on `sessions` name the agent's own session alone. Working logs in
`.git/ai/working_logs` have the messages of what is not committed yet. A secret that git-ai found
has asterisks in its middle.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping

from minutebook.agents.capture.lenient_json import (
    as_list,
    as_mapping,
    first_text,
    parse_json,
    parse_json_lines,
    parse_time,
)
from minutebook.agents.capture.turn import Turn
from minutebook.agents.capture.turn_builder import TranscriptBuilder
from minutebook.agents.stores.base import (
    GIT_AI_MASK,
    MalformedText,
    Store,
    StoredText,
    StoredTurn,
    StoreReading,
    find_broken_lines,
    name_agent,
)
from minutebook.agents.stores.snapshots import Snapshot, join_snapshots
from minutebook.agents.stores.store_files import (
    list_tops,
    name_place,
    open_source,
    read_file,
    read_notes,
)
from minutebook.lean.values import replace
from minutebook.operations.project import Project
from minutebook.repository.git.remotes import foreign_refs
from minutebook.repository.git.repo import Repo

NOTES_REF = "refs/notes/ai"
_NOTES_REFS = (NOTES_REF, "refs/notes/ai-*")
_DATABASE = "internal/db"  # below ~/.git-ai
_DATABASE_MARK = "database row "
_Key = tuple[str, str]


def read_turns(texts: Iterable[StoredText]) -> StoreReading:
    """The turns of notes, working logs and rows of the database; they may know the same session."""
    snapshots: dict[_Key, list[Snapshot]] = {}
    problems: list[str] = []
    silent: set[_Key] = set()
    for text in sorted(texts, key=lambda text: text.time):
        try:
            if text.place.endswith(".jsonl") and not text.problem:
                lines = find_broken_lines(text.text)
                problems += (f"{text.place}: {problem}" for problem in lines)
            for key, snapshot in _read_text(text):
                if snapshot.turns:
                    snapshots.setdefault(key, []).append(snapshot)
                else:
                    silent.add(key)
        except MalformedText as error:
            problems.append(f"{text.place}: {error}")
    turns = [turn for group in snapshots.values() for turn in join_snapshots(group)]
    return StoreReading(
        tuple(map(_mark_hidden, turns)), tuple(problems), len(silent - snapshots.keys())
    )


def _mark_hidden(stored: StoredTurn) -> StoredTurn:
    is_hidden = re.search(GIT_AI_MASK, stored.turn.prompt)
    return replace(stored, placeholder=GIT_AI_MASK) if is_hidden else stored


def _read_text(text: StoredText) -> Iterator[tuple[_Key, Snapshot]]:
    if text.problem:
        raise MalformedText(text.problem)
    if text.place.endswith(".jsonl"):
        yield from _read_working_log(text)
    elif text.place.startswith(_DATABASE_MARK):
        yield _read_prompt(text, as_mapping(parse_json(text.text)), ())
    else:
        yield from _read_note(text)


def _read_note(text: StoredText) -> Iterator[tuple[_Key, Snapshot]]:
    attestation, separator, document = text.text.rpartition("\n---\n")
    if not separator:
        attestation, separator, document = "", *text.text.partition("---\n")[1:]
    metadata = parse_json(document)
    if not separator or not isinstance(metadata, dict):
        raise MalformedText("it is not an authorship log: no JSON object follows a line ---")
    files = _read_attested_files(attestation)
    for prompts in (as_mapping(metadata.get("prompts")), as_mapping(metadata.get("sessions"))):
        for prompt_id, record in prompts.items():
            yield _read_prompt(text, as_mapping(record), files.get(prompt_id, ()))


def _read_attested_files(attestation: str) -> dict[str, tuple[str, ...]]:
    """The files in which each prompt or session has lines, by its id."""
    files: dict[str, list[str]] = {}
    path = ""
    for line in attestation.split("\n"):
        if line.startswith("  "):
            prompt_id = line.split()[0].partition("::")[0] if line.split() else ""
            files.setdefault(prompt_id, []).append(path)
        else:
            path = line.strip().strip('"')
    return {prompt_id: tuple(dict.fromkeys(paths)) for prompt_id, paths in files.items()}


def _read_working_log(text: StoredText) -> Iterator[tuple[_Key, Snapshot]]:
    for row in parse_json_lines(text.text):
        if isinstance(row.get("agent_id"), dict):
            messages = as_mapping(row.get("transcript")).get("messages")
            yield _read_prompt(text, {"messages": messages, **row}, ())


def _read_prompt(
    text: StoredText, record: Mapping[str, object], files: tuple[str, ...]
) -> tuple[_Key, Snapshot]:
    """A session's messages up to a commit, as a snapshot; without turns where none are kept."""
    agent = as_mapping(record.get("agent_id"))
    tool, session_id = name_agent(first_text(agent, "tool")), first_text(agent, "id")
    turns = _read_messages(tool, session_id, first_text(agent, "model"), record.get("messages"))
    user = first_text(record, "human_author").partition(" <")[0] or text.author
    return (tool, session_id), Snapshot(turns, text.commits, files, user, time=text.time)


def _read_messages(tool: str, session_id: str, model: str, messages: object) -> tuple[Turn, ...]:
    builder = TranscriptBuilder(tool, session_id)
    builder.model = "" if model == "unknown" else model
    for number, message in enumerate(map(as_mapping, as_list(messages))):
        kind, text = message.get("type"), first_text(message, "text")
        time = parse_time(message.get("timestamp"))
        if kind == "user" and text.strip():
            builder.start_turn(text, time)
        elif kind == "assistant":
            builder.add_message(text, time)
        elif kind == "tool_use":
            name = first_text(message, "name")
            builder.add_tool_call(name, message.get("input"), time, str(number))
    return builder.build_turns()


# Where it all lies ------------------------------------------------------------------------------


def find_texts(project: Project, path: str) -> Iterator[StoredText]:
    """The notes of the repository at `path`, else of this one with its logs and the database."""
    source = open_source(project, path)
    commits = foreign_refs.read_commit_facts(project.repo)
    yield from read_notes(source, commits, *_NOTES_REFS)
    yield from _find_working_logs(project, source)
    if not path:
        yield from _read_database(project, commits)


def _find_working_logs(project: Project, source: Repo) -> Iterator[StoredText]:
    folder = os.path.join(source.common_dir, "ai", "working_logs")
    try:
        names = sorted(os.listdir(folder))
    except OSError:
        return
    for name in names:
        file = os.path.join(folder, name, "checkpoints.jsonl")
        if os.path.isfile(file):
            yield read_file(file, name_place(project, file))


def _read_database(
    project: Project, commits: Mapping[str, foreign_refs.CommitFacts]
) -> Iterator[StoredText]:
    """The rows of git-ai's database that are about this clone, as the JSON of a note's prompt."""
    import json
    import sqlite3
    from urllib.parse import quote

    home = os.path.join(os.path.expanduser("~"), ".git-ai")
    file = os.path.join(home, *_DATABASE.split("/"))
    if not os.path.isfile(file):
        return
    columns = "id, workdir, tool, model, external_thread_id, messages, commit_sha, human_author"
    try:
        connection = sqlite3.connect(f"file:{quote(file)}?mode=ro", uri=True)
        try:
            rows = connection.execute(
                f"SELECT {columns}, updated_at FROM prompts ORDER BY created_at"  # noqa: S608
            ).fetchall()
        finally:
            connection.close()
    except sqlite3.Error as error:
        yield StoredText(name_place(project, file), problem=f"SQLite: {error}")
        return
    tops = {os.path.realpath(top) for top in list_tops(project)}
    for row in rows:
        prompt_id, workdir, tool, model, session_id, messages, sha, author, updated = row
        facts = commits.get(sha or "")
        if facts is None and os.path.realpath(workdir or "/") not in tops:
            continue
        document = {
            "agent_id": {"tool": tool, "id": session_id, "model": model},
            "human_author": author,
            "messages": as_mapping(parse_json(messages)).get("messages", parse_json(messages)),
        }
        yield StoredText(
            f"{_DATABASE_MARK}{prompt_id}",
            json.dumps(document),
            (sha,) if facts else (),
            facts.author if facts else "",
            float(updated or 0),
        )


STORE = Store(
    "git-ai",
    "git-ai",
    (NOTES_REF, ".git/ai/working_logs", f"~/.git-ai/{_DATABASE}"),
    find_texts,
    read_turns,
    silence="git-ai keeps no messages of them in the repository (1.3.4 and later do not); "
    "where the agent's own transcripts are still here: minutebook audit --backfill",
)
