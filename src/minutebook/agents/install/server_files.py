"""The MCP server of `minutebook mcp` in an agent's file of servers: put in, taken out and found."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import partial

from minutebook.agents.adapters.base import SERVER_NAME, ServerFile
from minutebook.agents.install.config_files import (
    INSTALLED,
    NOT_INSTALLED,
    ConfigFile,
    UnexpectedFormat,
)
from minutebook.lean.patterns import compile_lazily
from minutebook.text import jsonc

_TOML_ENDING = ".toml"
_LINE = compile_lazily(r"[^\n]*\n|[^\n]+")


def make_server_file(spec: ServerFile) -> ConfigFile:
    """The functions for a file of servers that an adapter describes.

    What a person made of our entry stays, such as more arguments; an entry of our name that starts
    something else is refused.
    """
    if spec.path.endswith(_TOML_ENDING):
        return ConfigFile(
            spec.path,
            merge=partial(_merge_toml, spec),
            strip=partial(_strip_toml, spec),
            read_state=lambda text: _describe(_find_in_toml(spec, text)),
        )
    return ConfigFile(
        spec.path,
        merge=partial(_merge_json, spec),
        strip=partial(_strip_json, spec),
        read_state=lambda text: _describe(_find_in_json(spec, text)),
    )


def _describe(entry: object) -> str:
    return INSTALLED if entry is not None and _is_ours(entry) else NOT_INSTALLED


def _is_ours(entry: object) -> bool:
    """Whether an entry starts minutebook, by whatever path and with whatever arguments."""
    command = entry.get("command") if isinstance(entry, Mapping) else None
    command_parts = command if isinstance(command, list) else [command]
    return any(isinstance(word, str) and SERVER_NAME in word for word in command_parts)


def _require_ours(entry: object) -> None:
    if not _is_ours(entry):
        raise UnexpectedFormat(f"it has another server that is called {SERVER_NAME}")


# JSON -------------------------------------------------------------------------------------------


def _merge_json(spec: ServerFile, text: str | None) -> str:
    if text is None or not text.strip("\ufeff \t\r\n"):
        import json

        return json.dumps({spec.key: {SERVER_NAME: dict(spec.entry)}}, indent=2) + "\n"
    entry = _find_in_json(spec, text)
    if entry is not None:
        _require_ours(entry)
        return text
    root = _parse(text)
    servers = root.get(spec.key)
    if servers is None:
        return jsonc.append_item(text, root, {SERVER_NAME: dict(spec.entry)}, spec.key)
    return jsonc.append_item(text, servers, dict(spec.entry), SERVER_NAME)


def _strip_json(spec: ServerFile, text: str) -> str | None:
    if SERVER_NAME not in text or _describe(_find_in_json(spec, text)) == NOT_INSTALLED:
        return text
    root = _parse(text)
    servers = root.get(spec.key)
    for position in reversed(range(len(servers.items) if servers else 0)):
        if servers and servers.items[position].key == SERVER_NAME:
            text = jsonc.remove_item(text, servers, position)
            root = _parse(text)
            servers = root.get(spec.key)
    if "//" in text or "/*" in text:  # comments are somebody's own
        return text
    if servers is not None and not servers.items:
        keys = [item.key for item in root.items]
        text = jsonc.remove_item(text, root, keys.index(spec.key))
    return None if _parse(text).to_python() == {} else text


def _find_in_json(spec: ServerFile, text: str) -> object:
    """Our entry as plain data, None where there is none. Raises UnexpectedFormat."""
    if not text.strip("\ufeff \t\r\n"):
        return None
    servers = _parse(text).get(spec.key)
    if servers is None:
        return None
    if servers.kind != "{":
        raise UnexpectedFormat(f"`{spec.key}` is not an object")
    entry = servers.get(SERVER_NAME)
    return None if entry is None else entry.to_python()


def _parse(text: str) -> jsonc.Node:
    try:
        root = jsonc.parse(text)
    except jsonc.InvalidJson as error:
        raise UnexpectedFormat(str(error)) from None
    if root.kind != "{":
        raise UnexpectedFormat("it is not an object")
    return root


# TOML -------------------------------------------------------------------------------------------


def _merge_toml(spec: ServerFile, text: str | None) -> str:
    text = text or ""
    entry = _find_in_toml(spec, text)
    if entry is not None:
        _require_ours(entry)
        return text
    import json

    newline = "\r\n" if "\r\n" in text else "\n"
    # A string or a list of strings is written in TOML as it is in JSON.
    lines = [f"[{spec.key}.{SERVER_NAME}]"]
    lines += [f"{key} = {json.dumps(value)}" for key, value in spec.entry.items()]
    gap = "" if not text else newline if text.endswith("\n") else newline + newline
    changed = text + gap + "".join(f"{line}{newline}" for line in lines)
    try:
        is_there = _find_in_toml(spec, changed) == dict(spec.entry)
    except UnexpectedFormat:  # the table of servers is written in another way
        is_there = False
    if not is_there:
        raise UnexpectedFormat(f"`{spec.key}` cannot be added to; write {lines[0]} into it")
    return changed


def _strip_toml(spec: ServerFile, text: str) -> str | None:
    """The text without our table, and the blank line before it; as it is where it has none.

    Tables within ours go with it.
    """
    if SERVER_NAME not in text or _describe(_find_in_toml(spec, text)) == NOT_INSTALLED:
        return text
    name = rf"{re.escape(spec.key)}\s*\.\s*[\"']?{SERVER_NAME}[\"']?"
    header = re.compile(rf"[ \t]*\[[ \t]*{name}[ \t]*(?:\.[^\]\n]*)?\][ \t]*(?:#[^\n]*)?\r?\n?")
    kept: list[str] = []
    is_ours = False
    for line in _LINE.findall(text):
        if line.lstrip(" \t").startswith("["):
            is_ours = header.fullmatch(line) is not None
            if is_ours and kept and not kept[-1].strip():
                kept.pop()
        if not is_ours:
            kept.append(line)
    changed = "".join(kept)
    expected = _load(text)
    del expected[spec.key][SERVER_NAME]
    if not expected[spec.key]:
        del expected[spec.key]
    if _load(changed) != expected:
        raise UnexpectedFormat(f"`{spec.key}.{SERVER_NAME}` is not a table of its own")
    return changed or None


def _find_in_toml(spec: ServerFile, text: str) -> object:
    """Our table as plain data, None where there is none. Raises UnexpectedFormat."""
    servers = _load(text).get(spec.key, {})
    if not isinstance(servers, dict):
        raise UnexpectedFormat(f"`{spec.key}` is not a table")
    return servers.get(SERVER_NAME)


def _load(text: str) -> dict[str, dict[str, object]]:
    import tomllib

    try:
        return tomllib.loads(text.removeprefix("\ufeff"))
    except (ValueError, RecursionError) as error:
        raise UnexpectedFormat(str(error)) from None
