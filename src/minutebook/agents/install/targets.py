"""Where each coding agent can be met: its files, its events, and how they are told of us.

The shapes are those of the agents' own documentation: code.claude.com/docs/en/hooks,
developers.openai.com/codex/hooks, geminicli.com/docs/hooks/reference, cursor.com/docs/agent/hooks,
docs.github.com/en/copilot/reference/hooks-configuration, opencode.ai/docs/plugins.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from minutebook.agents.install.config_files import (
    CODEX_FLAG_FILE,
    HOOK_COMMAND,
    ConfigFile,
    make_json_file,
    make_owned_file,
)
from minutebook.agents.install.texts import OPENCODE_PLUGIN


@dataclass(frozen=True, slots=True)
class Adapter:
    """An agent: the files with its hooks, the page that it reads, what shows that it is used here.

    `off` are the ways to switch its hooks off: file, keys, the value that does.
    """

    name: str
    config_files: tuple[ConfigFile, ...]
    instructions_path: str
    marker_paths: tuple[str, ...]
    off_switches: tuple[tuple[str, tuple[str, ...], object], ...] = ()
    install_note: str = ""


def _group(command: str, timeout: int, matcher: str = "", **more: object) -> dict[str, object]:
    entry = {**more, "type": "command", "command": command, "timeout": timeout}
    return {"matcher": matcher, "hooks": [entry]} if matcher else {"hooks": [entry]}


# Seconds. A prompt waits for its number at most this long, an end of a turn for its record.
_SOON, _END = 10, 30

CLAUDE_HOOKS: dict[str, object] = {
    "SessionStart": _group(f"{HOOK_COMMAND} claude", _SOON),
    "UserPromptSubmit": _group(f"{HOOK_COMMAND} claude", _SOON),
    "PostToolUse": _group(
        f"{HOOK_COMMAND} claude", _SOON, "Write|Edit|MultiEdit|NotebookEdit|Bash|Task|Agent"
    ),
    # A command that fails, as tests do, is told by an event of its own.
    "PostToolUseFailure": _group(f"{HOOK_COMMAND} claude", _SOON, "Bash"),
    "Stop": _group(f"{HOOK_COMMAND} claude", _END),
    "SubagentStop": _group(f"{HOOK_COMMAND} claude", _END),
    "SessionEnd": _group(f"{HOOK_COMMAND} claude", _SOON),
}
_CODEX: dict[str, object] = {
    "SessionStart": _group(f"{HOOK_COMMAND} codex", _SOON),
    "UserPromptSubmit": _group(f"{HOOK_COMMAND} codex", _SOON),
    "PostToolUse": _group(f"{HOOK_COMMAND} codex", _SOON),
    "Stop": _group(f"{HOOK_COMMAND} codex", _END),
    "SubagentStop": _group(f"{HOOK_COMMAND} codex", _END),
}
_GEMINI: dict[str, object] = {  # milliseconds
    "SessionStart": _group(f"{HOOK_COMMAND} gemini", 1000 * _SOON, name="minutebook"),
    "BeforeAgent": _group(f"{HOOK_COMMAND} gemini", 1000 * _SOON, name="minutebook"),
    "AfterTool": _group(
        f"{HOOK_COMMAND} gemini",
        1000 * _SOON,
        "write_file|replace|run_shell_command",
        name="minutebook",
    ),
    "AfterAgent": _group(f"{HOOK_COMMAND} gemini", 1000 * _END, name="minutebook"),
    "SessionEnd": _group(f"{HOOK_COMMAND} gemini", 1000 * _SOON, name="minutebook"),
}
_CURSOR: dict[str, object] = {
    event: {"command": f"{HOOK_COMMAND} cursor", "timeout": _END if event == "stop" else _SOON}
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
        "bash": f"{HOOK_COMMAND} copilot {event}",
        "powershell": f"{HOOK_COMMAND} copilot {event}",
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

ADAPTERS: Mapping[str, Adapter] = {
    surface.name: surface
    for surface in (
        Adapter(
            "claude",
            (make_json_file(".claude/settings.json", CLAUDE_HOOKS),),
            instructions_path="CLAUDE.md",
            marker_paths=(".claude", "CLAUDE.md"),
            off_switches=(
                (".claude/settings.json", ("disableAllHooks",), True),
                (".claude/settings.local.json", ("disableAllHooks",), True),
            ),
        ),
        Adapter(
            "codex",
            (make_json_file(".codex/hooks.json", _CODEX), CODEX_FLAG_FILE),
            instructions_path="AGENTS.md",
            marker_paths=(".codex",),
            install_note="Codex asks once whether it may trust the hooks: /hooks",
        ),
        Adapter(
            "gemini",
            (make_json_file(".gemini/settings.json", _GEMINI),),
            instructions_path="GEMINI.md",
            marker_paths=(".gemini", "GEMINI.md"),
            off_switches=(
                (".gemini/settings.json", ("hooksConfig", "enabled"), False),
                (".gemini/settings.json", ("hooks", "enabled"), False),
                (".gemini/settings.json", ("tools", "enableHooks"), False),
            ),
        ),
        Adapter(
            "cursor",
            (make_json_file(".cursor/hooks.json", _CURSOR, version=1),),
            instructions_path="AGENTS.md",
            marker_paths=(".cursor", ".cursorrules"),
        ),
        Adapter(
            "copilot",
            (make_json_file(".github/hooks/minutebook.json", _COPILOT, version=1),),
            instructions_path="AGENTS.md",
            marker_paths=(".github/copilot-instructions.md", ".github/hooks"),
        ),
        Adapter(
            "opencode",
            (make_owned_file(".opencode/plugins/minutebook.ts", OPENCODE_PLUGIN),),
            instructions_path="AGENTS.md",
            marker_paths=(".opencode", "opencode.json", "opencode.jsonc"),
        ),
    )
}
