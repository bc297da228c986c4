"""Whether agents run the hooks of a repository: without trust they run none, and say nothing.

What an agent trusts is in files of the user's home. They are read here, and never written.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping
from shlex import quote

from minutebook.agents.adapters.transcript_files import locate_agent_home, read_text_file
from minutebook.agents.capture.lenient_json import as_list, as_mapping, first_text
from minutebook.agents.install.config_files import is_own_command
from minutebook.lean.values import Value

TRUSTED, UNTRUSTED = "trusted", "untrusted"

# Agents that look for their settings in the folder that they are started in, and not above it.
FIRES_AT_TOP_ONLY = ("claude", "copilot", "cursor", "gemini")


class Trust(Value):
    """What keeps hooks from running, and the command that mends it.

    `state` is TRUSTED, UNTRUSTED, or "" where the agent asks nobody. `option`: what makes an agent
    run the hooks of a folder that it does not trust, for once.
    """

    state: str = ""
    problem: str = ""
    command: str = ""
    option: str = ""


def read_trust(agent: str, top: str, common_dir: str) -> Trust:
    """Whether an agent trusts the repository at `top`, and has not switched its hooks off."""
    reader = _READERS.get(agent)
    return reader(top, common_dir) if reader is not None else Trust()


def _read_jsonc(path: str) -> Mapping[str, object]:
    """The object in a JSON file that may hold comments; empty where there is none."""
    from minutebook.text import jsonc

    try:
        return as_mapping(jsonc.parse(read_text_file(path)).to_python())
    except (jsonc.InvalidJson, RecursionError):
        return {}


def _read_toml(path: str) -> Mapping[str, object]:
    import tomllib

    try:
        return tomllib.loads(read_text_file(path).removeprefix("\ufeff"))
    except (ValueError, RecursionError):
        return {}


# Codex ------------------------------------------------------------------------------------------

_CODEX_MEND = "type codex there, then /hooks, then t"


def _read_codex_trust(top: str, common_dir: str) -> Trust:
    """Codex trusts a project, and each of its hooks by a hash; both are in its `config.toml`."""
    config = _read_toml(os.path.join(locate_agent_home("CODEX_HOME", ".codex"), "config.toml"))
    main_top = _locate_main_top(top, common_dir)
    projects = as_mapping(config.get("projects"))
    levels = {
        first_text(as_mapping(projects.get(path)), "trust_level")
        for path in (top, main_top, os.path.realpath(top), os.path.realpath(main_top))
    }
    if "trusted" not in levels:
        problem = "Codex does not trust this repository, and runs no hook of it"
        return Trust(UNTRUSTED, f"{problem}: {_CODEX_MEND}", "codex")
    states = as_mapping(as_mapping(config.get("hooks")).get("state"))
    hashes = dict(list_codex_hooks(main_top))
    if not hashes:
        problem = f"Codex reads the hooks of the main working tree, {main_top}, which has none"
        return Trust(TRUSTED, problem, f"minutebook -C {quote(main_top)} agents install codex")
    kept = {key: as_mapping(states.get(key)) for key in hashes}
    untrusted = [
        key for key, state in kept.items() if first_text(state, "trusted_hash") != hashes[key]
    ]
    switched_off = [key for key, state in kept.items() if state.get("enabled") is False]
    if untrusted:
        is_changed = any(first_text(kept[key], "trusted_hash") for key in untrusted)
        why = "have changed since Codex was told to trust them" if is_changed else "are not trusted"
        problem = f"{len(untrusted)} of {len(hashes)} hooks {why}, and do not run"
        return Trust(UNTRUSTED, f"{problem}: {_CODEX_MEND}", "codex")
    if switched_off:
        names = ", ".join(key.split(":")[-3] for key in switched_off)
        problem = f"hooks are switched off: {names}: type codex there, then /hooks"
        return Trust(TRUSTED, problem, "codex")
    return Trust(TRUSTED)


def _locate_main_top(top: str, common_dir: str) -> str:
    """The main working tree, whose hooks Codex reads in linked working trees, too."""
    parent, name = os.path.split(os.path.normpath(common_dir))
    return parent if name == ".git" else top


def list_codex_hooks(top: str) -> Iterator[tuple[str, str]]:
    """Our hooks as Codex names them in its settings, each with the hash that trusts it.

    The rule is that of `codex-rs/hooks/src/engine/discovery.rs`, as of Codex 0.171.
    """
    path = os.path.join(top, ".codex", "hooks.json")
    for event, groups in as_mapping(_read_jsonc(path).get("hooks")).items():
        label = "".join(f"_{char.lower()}" if char.isupper() else char for char in event)[1:]
        for group_index, group in enumerate(map(as_mapping, as_list(groups))):
            for index, hook in enumerate(map(as_mapping, as_list(group.get("hooks")))):
                if is_own_command(first_text(hook, "command")):
                    key = f"{path}:{label}:{group_index}:{index}"
                    yield key, _compute_codex_hash(label, group, hook)


def _compute_codex_hash(label: str, group: Mapping[str, object], hook: Mapping[str, object]) -> str:
    import hashlib

    command = first_text(hook, "command")
    if os.name == "nt":
        command = first_text(hook, "commandWindows") or command
    handler = {
        "type": "command",
        "command": command,
        "timeout": hook.get("timeout", 600),
        "async": bool(hook.get("async")),
    }
    if "statusMessage" in hook:
        handler["statusMessage"] = hook["statusMessage"]
    identity: dict[str, object] = {"event_name": label, "hooks": [handler]}
    if group.get("matcher") and label not in ("user_prompt_submit", "stop"):
        identity["matcher"] = group["matcher"]
    text = json.dumps(identity, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return f"sha256:{hashlib.sha256(text.encode('utf-8', 'surrogatepass')).hexdigest()}"


# Gemini CLI -------------------------------------------------------------------------------------


def _read_gemini_trust(top: str, _: str) -> Trust:
    """Gemini CLI runs a project's hooks in a trusted folder alone.

    The rule is that of `packages/core/src/utils/trust.ts`, as of Gemini CLI 0.61.
    """
    home = os.path.join(locate_agent_home("GEMINI_CLI_HOME"), ".gemini")
    settings = _read_jsonc(os.path.join(home, "settings.json"))
    hooks_config = as_mapping(settings.get("hooksConfig"))
    disabled = as_list(hooks_config.get("disabled"))
    if hooks_config.get("enabled") is False or "minutebook" in disabled:
        problem = "hooks are switched off in your ~/.gemini/settings.json"
        return Trust("", f"{problem}: type gemini there, then /hooks enable-all", "gemini")
    chosen = os.environ.get("GEMINI_CLI_TRUST_WORKSPACE")
    folder_trust = as_mapping(as_mapping(settings.get("security")).get("folderTrust"))
    if chosen == "true" or (chosen != "false" and folder_trust.get("enabled") is False):
        return Trust(TRUSTED)
    rules = os.environ.get("GEMINI_CLI_TRUSTED_FOLDERS_PATH") or os.path.join(
        home, "trustedFolders.json"
    )
    if chosen != "false" and _is_trusted_by_gemini(_read_jsonc(rules), top):
        return Trust(TRUSTED)
    option = "GEMINI_CLI_TRUST_WORKSPACE=true"
    problem = f"Gemini CLI does not trust this folder, and runs hooks of it only with {option}"
    mend = "type gemini there and trust it, with /permissions where it does not ask"
    return Trust(UNTRUSTED, f"{problem}: {mend}", "gemini", option)


def _is_trusted_by_gemini(rules: Mapping[str, object], top: str) -> bool:
    """Whether the longest rule about a folder trusts it."""
    matching = [
        path
        for path, level in rules.items()
        if _is_below(top, os.path.dirname(path) if level == "TRUST_PARENT" else path)
    ]
    longest = max(matching, key=len, default="")
    return rules.get(longest) in ("TRUST_FOLDER", "TRUST_PARENT")


def _is_below(path: str, folder: str) -> bool:
    """Whether a path is a folder, or below it; links are followed."""
    path, folder = (os.path.normcase(os.path.realpath(each)) for each in (path, folder))
    return path == folder or path.startswith(os.path.join(folder, ""))


# Copilot and Claude Code ------------------------------------------------------------------------


def _read_copilot_trust(top: str, _: str) -> Trust:
    """Copilot CLI reads the hooks of folders that it was told to remember as trusted."""
    home = locate_agent_home("COPILOT_HOME", ".copilot")
    folders = as_list(_read_jsonc(os.path.join(home, "config.json")).get("trustedFolders"))
    if any(_is_below(top, folder) for folder in folders if isinstance(folder, str)):
        return Trust(TRUSTED)
    option = "--trust-folder"
    problem = f"Copilot CLI does not trust this folder, and runs hooks of it only with {option}"
    mend = "type copilot there, then 2 (remember this folder)"
    return Trust(UNTRUSTED, f"{problem}: {mend}", "copilot", option)


def _read_claude_trust(top: str, _: str) -> Trust:
    """Claude Code asks at its start, and goes on only if it is trusted: only a switch matters."""
    del top
    home = locate_agent_home("CLAUDE_CONFIG_DIR", ".claude")
    path = os.path.join(home, "settings.json")
    if _read_jsonc(path).get("disableAllHooks") is True:
        return Trust("", f"hooks are switched off: disableAllHooks in {path}")
    return Trust()


_READERS: Mapping[str, Callable[[str, str], Trust]] = {
    "claude": _read_claude_trust,
    "codex": _read_codex_trust,
    "copilot": _read_copilot_trust,
    "gemini": _read_gemini_trust,
}
