"""Writes transcripts of each agent with made-up content, and events into the spool."""

from __future__ import annotations

import json
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path
from typing import Any

from minutebook.repository import light, spool

VARIABLES = (
    "CLAUDE_CONFIG_DIR", "CODEX_HOME", "GEMINI_CLI_HOME", "COPILOT_HOME", "XDG_CONFIG_HOME",
    "XDG_DATA_HOME", "APPDATA", "CONTINUE_GLOBAL_DIR", "CLAUDE_CODE_SESSION_ID",
)  # fmt: skip
BEGIN = 1767603600.0  # 2026-01-05T09:00:00Z


def put(path: Path, rows: Iterable[Any] | Any, *, lines: bool = True) -> Path:
    """Write rows as JSON lines, or as one JSON document; returns the path."""
    path.parent.mkdir(parents=True, exist_ok=True)
    text = "".join(json.dumps(row) + "\n" for row in rows) if lines else json.dumps(rows)
    path.write_text(text, "utf-8")
    return path


def stamp(seconds: float) -> str:
    """The time so many seconds after `BEGIN`, in ISO 8601."""
    minutes, rest = divmod(int(seconds), 60)
    return f"2026-01-05T09:{minutes:02d}:{rest:02d}Z"


def claude(home: Path, top: Path, session: str, *turns: tuple[str, str], at: float = 0) -> Path:
    """A session of Claude Code: turns of a prompt and a response ("" for none), a minute apart."""
    folder = "".join(char if char.isalnum() else "-" for char in str(top))
    path = home / ".claude" / "projects" / folder / f"{session}.jsonl"
    rows: list[dict[str, Any]] = []
    for number, (prompt, answer) in enumerate(turns):
        base = {"sessionId": session, "cwd": str(top)}
        times = stamp(at + number * 60), stamp(at + number * 60 + 30)
        rows.append(
            {
                **base, "type": "user", "uuid": f"{session}-{number}", "timestamp": times[0],
                "message": {"role": "user", "content": prompt},
            }
        )  # fmt: skip
        if answer:
            message = {
                "id": f"{session}-m{number}", "role": "assistant", "model": "opus",
                "content": [{"type": "text", "text": answer}],
            }  # fmt: skip
            rows.append(
                {
                    **base, "type": "assistant", "uuid": f"{session}-a{number}",
                    "timestamp": times[1], "message": message,
                }
            )  # fmt: skip
    return put(path, rows)


def codex(home: Path, top: Path) -> Path:
    rows = [
        {"timestamp": stamp(0), "type": "session_meta", "payload": {"id": "c1", "cwd": str(top)}},
        {
            "timestamp": stamp(1), "type": "event_msg",
            "payload": {"type": "user_message", "message": "Ask codex"},
        },
        {
            "timestamp": stamp(9), "type": "event_msg",
            "payload": {"type": "agent_message", "message": "Codex answers"},
        },
    ]  # fmt: skip
    return put(home / ".codex/sessions/2026/01/05/rollout-1.jsonl", rows)


def gemini(home: Path, top: Path) -> Path:
    folder = sha256(str(top).encode()).hexdigest()
    messages = [
        {"id": "g1", "type": "user", "timestamp": stamp(0), "content": "Ask gemini"},
        {"id": "g2", "type": "gemini", "timestamp": stamp(5), "content": "Gemini answers"},
    ]
    chat = {"sessionId": "gem", "projectHash": folder, "messages": messages}
    return put(home / f".gemini/tmp/{folder}/chats/session-1.json", chat, lines=False)


def cursor(home: Path, top: Path) -> Path:
    slug = "".join(char if char.isalnum() else "-" for char in str(top)).strip("-")
    rows = [
        {
            "role": "user",
            "message": {
                "content": [{"type": "text", "text": "<user_query>Ask cursor</user_query>"}]
            },
        },
        {"role": "assistant", "message": {"content": [{"type": "text", "text": "Cursor answers"}]}},
    ]
    return put(home / f".cursor/projects/{slug}/agent-transcripts/cur/cur.jsonl", rows)


def copilot(home: Path, top: Path) -> Path:
    rows = [
        {
            "type": "session.start", "timestamp": stamp(0), "id": "p0",
            "data": {"sessionId": "cop", "context": {"cwd": str(top)}},
        },
        {
            "type": "user.message", "timestamp": stamp(1), "id": "p1",
            "data": {"content": "Ask copilot"},
        },
        {
            "type": "assistant.message", "timestamp": stamp(2), "id": "p2",
            "data": {"content": "Copilot answers", "messageId": "m"},
        },
    ]  # fmt: skip
    return put(home / ".copilot/session-state/cop/events.jsonl", rows)


def vscode(home: Path, top: Path) -> Path:
    folder = home / ".config/Code/User/workspaceStorage/0a"
    put(folder / "workspace.json", {"folder": f"file://{top}"}, lines=False)
    request = {
        "requestId": "r1", "timestamp": int(BEGIN * 1000), "message": {"text": "Ask vscode"},
        "response": [{"value": "VS Code answers"}],
    }  # fmt: skip
    chat = {"sessionId": "vsc", "requests": [request]}
    return put(folder / "chatSessions/vsc.json", chat, lines=False)


def opencode(home: Path, top: Path) -> Path:
    storage = home / ".local/share/opencode/storage"
    info = {"id": "ses_1", "directory": str(top)}
    for name, role, text in (
        ("msg_1", "user", "Ask opencode"),
        ("msg_2", "assistant", "It answers"),
    ):
        message = {
            "id": name, "sessionID": "ses_1", "role": role, "time": {"created": BEGIN * 1000},
        }  # fmt: skip
        put(storage / f"message/ses_1/{name}.json", message, lines=False)
        part = {"type": "text", "text": text}
        put(storage / f"part/{name}/prt_1.json", part, lines=False)
    return put(storage / "session/p/ses_1.json", info, lines=False)


def aider(home: Path, top: Path) -> Path:
    path = top / ".aider.chat.history.md"
    path.write_text(
        "# aider chat started at 2026-01-05 09:00:00\n\n#### Ask aider\n\nAider answers\n"
    )
    return path


def continued(home: Path, top: Path) -> Path:
    history = [
        {"message": {"role": "user", "content": "Ask continue"}},
        {"message": {"role": "assistant", "content": "Continue answers"}},
    ]
    folder = home / ".continue/sessions"
    put(folder / "sessions.json", [], lines=False)
    session = {"sessionId": "con", "workspaceDirectory": f"file://{top}", "history": history}
    return put(folder / "con.json", session, lines=False)


AGENTS = {
    "claude": lambda home, top: claude(home, top, "cla", ("Ask claude", "Claude answers")),
    "codex": codex,
    "gemini": gemini,
    "cursor": cursor,
    "copilot": copilot,
    "vscode": vscode,
    "opencode": opencode,
    "aider": aider,
    "continue": continued,
}


def event(top: Path, session: str, name: str, at: float, **fields: object) -> str:
    """Spool an event of Claude Code, `at` seconds after `BEGIN`; returns the session's path."""
    base = f"{spool.ensure_spool(str(top / '.git'))}/claude-{session}"
    payload = {"session_id": session, "cwd": str(top), "hook_event_name": name, **fields}
    line = json.dumps({"at": BEGIN + at, "agent": "claude", "event": payload}) + "\n"
    light.append_bytes(f"{base}.jsonl", line.encode())
    return base


def asked(top: Path, session: str, prompt: str, answer: str = "", at: float = 0) -> str:
    """Spool a turn; without an answer its stop is missing. Returns the session's path."""
    base = event(top, session, "UserPromptSubmit", at, prompt=prompt)
    if answer:
        event(top, session, "Stop", at + 30, last_assistant_message=answer)
    return base


def folder(top: Path) -> str:
    """The name that Claude Code gives to a folder."""
    return "".join(char if char.isalnum() else "-" for char in str(top))
