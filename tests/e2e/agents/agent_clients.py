"""The coding agents that are run: how each is set up in a home of its own, and how it is called."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from agent_fake_model import MODEL
from agent_model_calls import HELPER, HELPER_TEXT

KEY = "made-up-key"
HELPER_HEAD = f"name: {HELPER}\ndescription: Helps at the harbour. Use it for work on the pier.\n"


@dataclass(frozen=True)
class Client:
    """A coding agent.

    The functions are given the home, the repository and the address of the model, and return the files
    to be written (paths are relative to the home) and the variables to be set. `{prompt}` in a command
    is the prompt; `flags` are given to each call.
    """

    name: str
    title: str
    write_home: Callable[[Path, Path, str], Mapping[str, str]]
    set_variables: Callable[[str], Mapping[str, str]]
    first_turn: tuple[str, ...]
    next_turn: tuple[str, ...]
    interactive: tuple[str, ...]
    # What a terminal shows when prompts are taken.
    ready_text: str
    helper_path: str = ""
    helper_head: str = HELPER_HEAD
    # What is pressed to interrupt a turn.
    interrupt_keys: tuple[str, ...] = ("\x1b",)
    # Whether it keeps a text until the turn has ended, and makes a turn of it then.
    holds_texts_back: bool = False
    # What the client makes of a prompt that is given on its command line.
    # Checks that cannot hold in this client, each with the reason.
    impossible: Mapping[str, str] = field(default_factory=dict)


def write_helper(head: str) -> str:
    """Return the page that defines the subagent that the scenes call."""
    return f"---\n{head}---\n\n{HELPER_TEXT}\n"


def claude_home(home: Path, repository: Path, address: str) -> Mapping[str, str]:
    settings = {
        "hasCompletedOnboarding": True,
        "customApiKeyResponses": {"approved": [KEY], "rejected": []},
        "projects": {str(repository): {"hasTrustDialogAccepted": True}},
    }
    # What a person answers when asked about the servers of a repository.
    approved = {"enableAllProjectMcpServers": True}
    return {".claude.json": json.dumps(settings), ".claude/settings.json": json.dumps(approved)}


def claude_variables(address: str) -> Mapping[str, str]:
    return {
        "ANTHROPIC_BASE_URL": address,
        "ANTHROPIC_API_KEY": KEY,
        "DISABLE_TELEMETRY": "1",
        "DISABLE_ERROR_REPORTING": "1",
        "DISABLE_AUTOUPDATER": "1",
        "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC": "1",
    }


def codex_home(home: Path, repository: Path, address: str) -> Mapping[str, str]:
    lines = [
        'model_provider = "ferry"',
        'approval_policy = "never"',
        'sandbox_mode = "danger-full-access"',
        "check_for_update_on_startup = false",
        "[model_providers.ferry]",
        'name = "ferry"',
        f'base_url = "{address}/v1"',
        'env_key = "FERRY_KEY"',
        'wire_api = "responses"',
        "request_max_retries = 0",
        "stream_max_retries = 0",
        "[analytics]",
        "enabled = false",
        f'[projects."{repository}"]',
        'trust_level = "trusted"',
    ]
    return {".codex/config.toml": "\n".join(lines) + "\n"}


def gemini_home(home: Path, repository: Path, address: str) -> Mapping[str, str]:
    settings = {
        "security": {"auth": {"selectedType": "gemini-api-key"}},
        "general": {"enableAutoUpdate": False, "enableAutoUpdateNotification": False},
        "privacy": {"usageStatisticsEnabled": False},
        "telemetry": {"enabled": False},
    }
    # Those of a repository have to be acknowledged first.
    helper = {f".gemini/agents/{HELPER}.md": write_helper(HELPER_HEAD)}
    return {".gemini/settings.json": json.dumps(settings), **helper}


def gemini_variables(address: str) -> Mapping[str, str]:
    return {
        "GOOGLE_GEMINI_BASE_URL": address,
        "GEMINI_API_KEY": KEY,
        "GEMINI_CLI_TRUST_WORKSPACE": "true",
        # It would start itself a second time, with more memory.
        "GEMINI_CLI_NO_RELAUNCH": "true",
    }


def opencode_home(home: Path, repository: Path, address: str) -> Mapping[str, str]:
    """Configure the model; and have opencode believe that its plugin package is installed.

    It would install that from npm into each folder of configuration, for some ten seconds.
    """
    options = {"baseURL": f"{address}/v1", "apiKey": KEY}
    model = {"name": "Ferry", "limit": {"context": 200000, "output": 8000}}
    provider = {"npm": "@ai-sdk/openai-compatible", "name": "Ferry", "options": options}
    settings = {
        "autoupdate": False,
        "share": "disabled",
        "model": f"ferry/{MODEL}",
        "small_model": f"ferry/{MODEL}",
        "provider": {"ferry": {**provider, "models": {MODEL: model}}},
    }
    plugin = {"dependencies": {"@opencode-ai/plugin": "*"}}
    lock = {"lockfileVersion": 3, "packages": {"": plugin}}
    files = {".config/opencode/opencode.json": json.dumps(settings)}
    for folder in (home / ".config/opencode", repository / ".opencode"):
        files[str(folder / "package.json")] = json.dumps(plugin)
        files[str(folder / "package-lock.json")] = json.dumps(lock)
        files[str(folder / "node_modules/.keep")] = ""
    return files


def opencode_variables(address: str) -> Mapping[str, str]:
    return {
        "OPENCODE_DISABLE_AUTOUPDATE": "1",
        "OPENCODE_DISABLE_MODELS_FETCH": "1",
        "OPENCODE_DISABLE_LSP_DOWNLOAD": "1",
    }


def copilot_home(home: Path, repository: Path, address: str) -> Mapping[str, str]:
    return {".copilot/config.json": json.dumps({"trustedFolders": [str(repository)]})}


def copilot_variables(address: str) -> Mapping[str, str]:
    return {
        "COPILOT_PROVIDER_BASE_URL": f"{address}/v1",
        "COPILOT_PROVIDER_API_KEY": KEY,
        "COPILOT_MODEL": MODEL,
        "COPILOT_OFFLINE": "true",
    }


CLAUDE_FLAGS = (
    *("--model", "claude-sonnet-4-5", "--permission-mode", "acceptEdits"),
    *("--allowedTools", "Bash,Task,Agent,mcp__minutebook"),
)
CODEX_FLAGS = ("-m", "gpt-6.2-sol", "--dangerously-bypass-hook-trust")
# A model that is named needs no other one to choose it.
GEMINI_FLAGS = ("--yolo", "--model", "gemini-3.8-flash")
COPILOT_FLAGS = ("--allow-all-tools", "--no-color")

CLIENTS = (
    Client(
        "claude",
        "Claude Code",
        claude_home,
        claude_variables,
        first_turn=("-p", "{prompt}", *CLAUDE_FLAGS),
        next_turn=("-p", "{prompt}", "--continue", *CLAUDE_FLAGS),
        interactive=CLAUDE_FLAGS,
        ready_text="❯",
        helper_path=f".claude/agents/{HELPER}.md",
    ),
    Client(
        "codex",
        "Codex",
        codex_home,
        lambda address: {"FERRY_KEY": KEY},
        first_turn=("exec", *CODEX_FLAGS, "{prompt}"),
        next_turn=("exec", "resume", "--last", *CODEX_FLAGS, "{prompt}"),
        interactive=CODEX_FLAGS,
        ready_text="›",
    ),
    Client(
        "gemini",
        "Gemini CLI",
        gemini_home,
        gemini_variables,
        first_turn=("-p", "{prompt}", *GEMINI_FLAGS),
        next_turn=("-p", "{prompt}", "--resume", "latest", *GEMINI_FLAGS),
        interactive=GEMINI_FLAGS,
        ready_text="Type your message",
        holds_texts_back=True,
        impossible={
            "commit: trailer": "its shell turns git's hooks off",
            "steering: both texts in one record": "the text waits, and is a turn of its own then",
        },
    ),
    Client(
        "opencode",
        "opencode",
        opencode_home,
        opencode_variables,
        first_turn=("run", "{prompt}"),
        next_turn=("run", "--continue", "{prompt}"),
        interactive=(),
        ready_text="Ask anything",
        helper_path=f".opencode/agent/{HELPER}.md",
        helper_head=f"{HELPER_HEAD}mode: subagent\n",
        interrupt_keys=("\x1b", "\x1b"),
    ),
    Client(
        "copilot",
        "Copilot CLI",
        copilot_home,
        copilot_variables,
        first_turn=("-p", "{prompt}", *COPILOT_FLAGS),
        next_turn=("-p", "{prompt}", "--continue", *COPILOT_FLAGS),
        interactive=COPILOT_FLAGS,
        ready_text="❯",
        helper_path=f".github/agents/{HELPER}.agent.md",
        interrupt_keys=("\x1b", "\x1b"),
        impossible={"terminal: suggestion shown": "it shows nothing that a hook says"},
    ),
)


def write_helper_file(client: Client, repository: Path) -> None:
    """Write the definition of the subagent that the scenes call, where the client has such files."""
    if client.helper_path:
        path = repository / client.helper_path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(write_helper(client.helper_head), "utf-8")
