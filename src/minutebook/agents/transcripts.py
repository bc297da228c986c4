"""Where agents keep their transcripts, and the turns that stand in them.

A place is a file of an agent; some agents say in its name or beside it which folder it is about,
the others in the transcript itself. Nothing here writes.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from minutebook.agents import capture
from minutebook.agents.capture import lenient_json
from minutebook.agents.capture.turn import Turn
from minutebook.repository import spool

AIDER_HISTORY_FILE = ".aider.chat.history.md"
_HEAD = 256 * 1024  # bytes of a transcript in which is looked for whose it is, and what about


@dataclass(frozen=True, slots=True)
class TranscriptFile:
    """A transcript: whose, where, and the folder it is about ("" where it says so itself)."""

    agent: str
    path: str
    cwd: str = ""


def find_transcripts(tops: Sequence[str], agents: Iterable[str]) -> Iterator[TranscriptFile]:
    """The transcripts of agents in the person's home and in the trees `tops`, in a steady order."""
    for agent in agents:
        if agent in _PLACES:
            yield from _PLACES[agent](tops)


def find_transcripts_in(path: str) -> Iterator[TranscriptFile]:
    """The transcripts that a file is, or that a folder holds; whose they are tells their form."""
    files = _files(path, ".jsonl", ".json", AIDER_HISTORY_FILE) if os.path.isdir(path) else [path]
    for file in files:
        name = os.path.basename(file)
        whose = detect_transcript_agent(name, spool.read_text(file))
        if whose:
            own = whose == "aider" and name == AIDER_HISTORY_FILE  # kept in the folder it is about
            yield TranscriptFile(whose, file, os.path.dirname(os.path.abspath(file)) if own else "")


def detect_transcript_agent(file_name: str, text: str) -> str:
    """Whose transcript a text is, by its keys; "" where it is nobody's that is known."""
    if file_name == AIDER_HISTORY_FILE or text.lstrip()[:24] == "# aider chat started at ":
        return "aider"
    rows = list(lenient_json.parse_json_lines(text[:_HEAD]))[:40] or [
        lenient_json.as_mapping(lenient_json.parse_json(text))
    ]
    return next((agent for row in rows if (agent := _speaker(row))), "")


def _speaker(row: object) -> str:
    held = lenient_json.as_mapping(row)
    kind = lenient_json.first_text(held, "type")
    if held.keys() & {"isSidechain", "parentUuid"} or held.keys() >= {"uuid", "sessionId"}:
        return "claude"
    if kind in ("session_meta", "turn_context", "event_msg", "response_item"):
        return "codex"
    if "requests" in held:
        return "vscode"
    if "." in kind and "data" in held:
        return "copilot"
    if "history" in held and "sessionId" in held:
        return "continue"
    if "info" in held and held.keys() & {"messages", "parts"}:
        return "opencode"
    if kind in ("gemini", "user") or held.keys() & {"messages", "projectHash", "$set"}:
        return "gemini"
    if "role" in held and held.keys() & {"message", "content"}:
        return "cursor"
    return "codex" if "instructions" in held else ""


def read_transcripts(files: Iterable[TranscriptFile]) -> Iterator[Turn]:
    """The turns of transcripts, each with session, folder and times as far as anything tells.

    Claude Code keeps what its subagents did in files of their own: those of a session are read
    together. Where a transcript has no times, its file's stands in.
    """
    sessions: dict[tuple[str, str], list[TranscriptFile]] = {}
    for place in dict.fromkeys(files):
        key = _claude_session(place.path) if place.agent == "claude" else ""
        sessions.setdefault((place.agent, key or place.path), []).append(place)
    for (agent, _), parts in sessions.items():
        parts.sort(key=lambda place: (os.path.basename(place.path)[:6] == "agent-", place.path))
        text = "\n".join(_text(place) for place in parts)
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
    for turn in turns:
        session = turn.session_id or stem
        unique = turn.agent == "claude" or (turn.session_id and turn.session_id in turn.id)
        yield replace(
            turn,
            id=turn.id if unique else f"{turn.agent}:{session}:{turn.id}",
            session_id=session,
            cwd=turn.cwd or place.cwd,
            transcript_path=place.path,
            started=turn.started or at,
            ended=max(turn.ended, turn.started or at),
        )


def _text(place: TranscriptFile) -> str:
    if place.agent == "opencode" and os.path.join("storage", "session") in place.path:
        return _opencode_session(place.path)
    return spool.read_text(place.path)


def _claude_session(path: str) -> str:
    """The session of a transcript of Claude Code: the first that a line of it names."""
    lines = lenient_json.parse_json_lines(_beginning(path))
    return next(
        (said for line in lines if (said := lenient_json.first_text(line, "sessionId"))), ""
    )


def _beginning(path: str) -> str:
    try:
        with open(path, "rb") as file:
            return file.read(_HEAD).decode("utf-8", "replace")
    except OSError:
        return ""


# The agents' places -----------------------------------------------------------------------------


def _home(variable: str, *parts: str) -> str:
    """An agent's folder: what its variable says, else that one in the person's home."""
    return os.environ.get(variable) or os.path.join(os.path.expanduser("~"), *parts)


def _files(folder: str, *endings: str) -> list[str]:
    """The files below a folder with one of the endings, by their names."""
    found = [
        os.path.join(where, name)
        for where, _, names in os.walk(folder)
        for name in names
        if name.endswith(endings)
    ]
    return sorted(found)


def _folders(folder: str) -> list[str]:
    try:
        return sorted(entry.path for entry in os.scandir(folder) if entry.is_dir())
    except OSError:
        return []


def _json(path: str) -> dict[str, object]:
    return dict(lenient_json.as_mapping(lenient_json.parse_json(spool.read_text(path))))


def slugify_folder(path: str) -> str:
    """A folder as Claude Code and Cursor name it: what is neither letter nor digit is a dash."""
    return re.sub(r"[^A-Za-z0-9]", "-", path)


def _claude(tops: Sequence[str]) -> Iterator[TranscriptFile]:
    slugs = tuple(slugify_folder(top) for top in tops)
    for folder in _folders(os.path.join(_home("CLAUDE_CONFIG_DIR", ".claude"), "projects")):
        if os.path.basename(folder).startswith(slugs):  # its lines tell the folder exactly
            yield from (TranscriptFile("claude", path) for path in _files(folder, ".jsonl"))


def _codex(tops: Sequence[str]) -> Iterator[TranscriptFile]:
    import json

    home = _home("CODEX_HOME", ".codex")
    named = [json.dumps(top, ensure_ascii=plain)[1:-1] for top in tops for plain in (True, False)]
    for folder in ("sessions", "archived_sessions"):
        for path in _files(os.path.join(home, folder), ".jsonl"):
            begin = _beginning(path)
            if any(top in begin for top in named):
                yield TranscriptFile("codex", path)


def _gemini(tops: Sequence[str]) -> Iterator[TranscriptFile]:
    from hashlib import sha256

    home = os.path.join(_home("GEMINI_CLI_HOME"), ".gemini")
    cwds = {sha256(os.fsencode(top)).hexdigest(): top for top in tops}
    for path, name in lenient_json.as_mapping(
        _json(os.path.join(home, "projects.json")).get("projects")
    ).items():
        cwds[str(name)] = path
    for folder in _folders(os.path.join(home, "tmp")):
        cwd = spool.read_text(os.path.join(folder, ".project_root")).strip()
        cwd = cwd or cwds.get(os.path.basename(folder), "")
        if cwd:
            for path in _files(os.path.join(folder, "chats"), ".json", ".jsonl"):
                yield TranscriptFile("gemini", path, cwd)


def _cursor(tops: Sequence[str]) -> Iterator[TranscriptFile]:
    for top in tops:
        folder = _home(
            "", ".cursor", "projects", slugify_folder(top).strip("-"), "agent-transcripts"
        )
        yield from (TranscriptFile("cursor", path, top) for path in _files(folder, ".jsonl"))


def _copilot(tops: Sequence[str]) -> Iterator[TranscriptFile]:
    home = _home("COPILOT_HOME", ".copilot")
    for name in ("session-state", "history-session-state"):
        for path in _files(os.path.join(home, name), ".jsonl", ".json"):
            told = spool.read_text(os.path.join(os.path.dirname(path), "workspace.yaml"))
            found = re.search(r"(?m)^cwd: *(.+?) *\r?$", told)
            yield TranscriptFile("copilot", path, found[1].strip("'\"") if found else "")


def _vscode(tops: Sequence[str]) -> Iterator[TranscriptFile]:
    from urllib.parse import unquote, urlsplit

    roots = (
        _home("XDG_CONFIG_HOME", ".config"),
        _home("", "Library", "Application Support"),
        _home("APPDATA", "AppData", "Roaming"),
    )
    for root in roots:
        for code in ("Code", "Code - Insiders", "VSCodium"):
            for folder in _folders(os.path.join(root, code, "User", "workspaceStorage")):
                url = lenient_json.first_text(
                    _json(os.path.join(folder, "workspace.json")), "folder"
                )
                if url.startswith("file:"):
                    cwd = unquote(urlsplit(url).path)
                    for path in _files(os.path.join(folder, "chatSessions"), ".json"):
                        yield TranscriptFile("vscode", path, cwd)


def _opencode(tops: Sequence[str]) -> Iterator[TranscriptFile]:
    data = _home("XDG_DATA_HOME", ".local", "share")
    folder = os.path.join(data, "opencode", "storage", "session")
    yield from (TranscriptFile("opencode", path) for path in _files(folder, ".json"))


def _opencode_session(path: str) -> str:
    """A stored session as `opencode export` gives it: its messages and their parts lie apart."""
    import json

    info = _json(path)
    storage = path[: path.rindex(os.path.join("storage", "session")) + len("storage")]
    messages = []
    for file in _files(os.path.join(storage, "message", str(info.get("id"))), ".json"):
        message = _json(file)
        parts = _files(os.path.join(storage, "part", str(message.get("id"))), ".json")
        messages.append({"info": message, "parts": [_json(part) for part in parts]})
    return json.dumps({"info": info, "messages": messages})


def _aider(tops: Sequence[str]) -> Iterator[TranscriptFile]:
    for top in tops:
        path = os.path.join(top, AIDER_HISTORY_FILE)
        if os.path.isfile(path):
            yield TranscriptFile("aider", path, top)


def _continue(tops: Sequence[str]) -> Iterator[TranscriptFile]:
    folder = os.path.join(_home("CONTINUE_GLOBAL_DIR", ".continue"), "sessions")
    for path in _files(folder, ".json"):
        if os.path.basename(path) != "sessions.json":
            yield TranscriptFile("continue", path)


_PLACES: dict[str, Callable[[Sequence[str]], Iterator[TranscriptFile]]] = {
    "claude": _claude,
    "codex": _codex,
    "gemini": _gemini,
    "cursor": _cursor,
    "copilot": _copilot,
    "vscode": _vscode,
    "opencode": _opencode,
    "aider": _aider,
    "continue": _continue,
}
