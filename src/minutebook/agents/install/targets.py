"""Where each coding agent can be met: its files, its events, and how they are told of us.

The shapes are those of the agents' own documentation: code.claude.com/docs/en/hooks,
developers.openai.com/codex/hooks, geminicli.com/docs/hooks/reference, cursor.com/docs/agent/hooks,
docs.github.com/en/copilot/reference/hooks-configuration, opencode.ai/docs/plugins.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from minutebook.agents.install.config_files import CODEX_FLAG, OURS, Piece, json_piece, own_piece
from minutebook.agents.install.texts import OPENCODE


@dataclass(frozen=True, slots=True)
class Surface:
    """An agent: the files with its hooks, the page that it reads, what shows that it is used here.

    `off` are the ways to switch its hooks off: file, keys, the value that does.
    """

    name: str
    pieces: tuple[Piece, ...]
    page: str
    traces: tuple[str, ...]
    off: tuple[tuple[str, tuple[str, ...], object], ...] = ()
    note: str = ""


def _group(command: str, timeout: int, matcher: str = "", **more: object) -> dict[str, object]:
    entry = {**more, "type": "command", "command": command, "timeout": timeout}
    return {"matcher": matcher, "hooks": [entry]} if matcher else {"hooks": [entry]}


# Seconds. A prompt waits for its number at most this long, an end of a turn for its record.
_SOON, _END = 10, 30

CLAUDE: dict[str, object] = {
    "SessionStart": _group(f"{OURS} claude", _SOON),
    "UserPromptSubmit": _group(f"{OURS} claude", _SOON),
    "PostToolUse": _group(
        f"{OURS} claude", _SOON, "Write|Edit|MultiEdit|NotebookEdit|Bash|Task|Agent"
    ),
    # A command that fails, as tests do, is told by an event of its own.
    "PostToolUseFailure": _group(f"{OURS} claude", _SOON, "Bash"),
    "Stop": _group(f"{OURS} claude", _END),
    "SubagentStop": _group(f"{OURS} claude", _END),
    "SessionEnd": _group(f"{OURS} claude", _SOON),
}
_CODEX: dict[str, object] = {
    "SessionStart": _group(f"{OURS} codex", _SOON),
    "UserPromptSubmit": _group(f"{OURS} codex", _SOON),
    "PostToolUse": _group(f"{OURS} codex", _SOON),
    "Stop": _group(f"{OURS} codex", _END),
    "SubagentStop": _group(f"{OURS} codex", _END),
}
_GEMINI: dict[str, object] = {  # milliseconds
    "SessionStart": _group(f"{OURS} gemini", 1000 * _SOON, name="minutebook"),
    "BeforeAgent": _group(f"{OURS} gemini", 1000 * _SOON, name="minutebook"),
    "AfterTool": _group(
        f"{OURS} gemini", 1000 * _SOON, "write_file|replace|run_shell_command", name="minutebook"
    ),
    "AfterAgent": _group(f"{OURS} gemini", 1000 * _END, name="minutebook"),
    "SessionEnd": _group(f"{OURS} gemini", 1000 * _SOON, name="minutebook"),
}
_CURSOR: dict[str, object] = {
    event: {"command": f"{OURS} cursor", "timeout": _END if event == "stop" else _SOON}
    for event in (
        "sessionStart",
        "beforeSubmitPrompt",
        "afterFileEdit",
        "afterShellExecution",
        "afterAgentResponse",
        "stop",
        "sessionEnd",
    )
}
# The payloads of these events do not name their event.
_COPILOT: dict[str, object] = {
    event: {
        "type": "command",
        "bash": f"{OURS} copilot {event}",
        "powershell": f"{OURS} copilot {event}",
        "timeoutSec": _END if event.endswith("Stop") else _SOON,
    }
    for event in (
        "sessionStart",
        "userPromptSubmitted",
        "postToolUse",
        "postToolUseFailure",
        "agentStop",
        "subagentStop",
        "sessionEnd",
    )
}

SURFACES: Mapping[str, Surface] = {
    surface.name: surface
    for surface in (
        Surface(
            "claude",
            (json_piece(".claude/settings.json", CLAUDE),),
            page="CLAUDE.md",
            traces=(".claude", "CLAUDE.md"),
            off=(
                (".claude/settings.json", ("disableAllHooks",), True),
                (".claude/settings.local.json", ("disableAllHooks",), True),
            ),
        ),
        Surface(
            "codex",
            (json_piece(".codex/hooks.json", _CODEX), CODEX_FLAG),
            page="AGENTS.md",
            traces=(".codex",),
            note="Codex asks once whether it may trust the hooks: /hooks",
        ),
        Surface(
            "gemini",
            (json_piece(".gemini/settings.json", _GEMINI),),
            page="GEMINI.md",
            traces=(".gemini", "GEMINI.md"),
            off=(
                (".gemini/settings.json", ("hooksConfig", "enabled"), False),
                (".gemini/settings.json", ("hooks", "enabled"), False),
                (".gemini/settings.json", ("tools", "enableHooks"), False),
            ),
        ),
        Surface(
            "cursor",
            (json_piece(".cursor/hooks.json", _CURSOR, version=1),),
            page="AGENTS.md",
            traces=(".cursor", ".cursorrules"),
        ),
        Surface(
            "copilot",
            (json_piece(".github/hooks/minutebook.json", _COPILOT, version=1),),
            page="AGENTS.md",
            traces=(".github/copilot-instructions.md", ".github/hooks"),
        ),
        Surface(
            "opencode",
            (own_piece(".opencode/plugins/minutebook.ts", OPENCODE),),
            page="AGENTS.md",
            traces=(".opencode", "opencode.json", "opencode.jsonc"),
        ),
    )
}
