"""What is ours in an agent's files: how it is put in, taken out and found; all else stays.

A `ConfigFile` is one file and what is done to its text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import partial

from minutebook.agents.adapters.base import HOOK_COMMAND, FlagFile, HooksFile, OwnedFile
from minutebook.lean.patterns import compile_lazily
from minutebook.lean.values import Value
from minutebook.text import jsonc

INSTALLED, PARTLY_INSTALLED, NOT_INSTALLED = "installed", "partly", "not"

# The lines around our part of a file of git's: a hook or `.gitattributes`.
BLOCK_START = "# >>> minutebook: written by `minutebook agents install git` >>>"
BLOCK_END = "# <<< minutebook <<<"

_FLAG_COMMENT = "# minutebook"
_LINE = compile_lazily(r"[^\n]*\n|[^\n]+")
# Our commands: guarded (see `base.make_command`), and as earlier versions and people wrote them.
_HOOK_CALL = compile_lazily(
    r"""git -c "alias\.minutebook-hook=!|command -v minutebook-hook\s|"""
    r"""["']?(?:[^\s"']*[/\\])?minutebook(?:-hook|\s+hook)(?:\.exe)?["']?(?:\s|$)"""
)
_COMMAND_KEYS = ("command", "bash", "powershell", "commandWindows", "windows", "linux", "osx")


class UnexpectedFormat(ValueError):
    """A file does not have the form that its agent reads: it is left as it is."""


class ConfigFile(Value):
    """One file, by its path in the repository, and three functions of its text.

    `merge` puts our part in (None: there is no file yet), `strip` takes it out (None: nothing is
    left), `read_state` says how much of it is there: INSTALLED, PARTLY_INSTALLED or NOT_INSTALLED.
    All three raise UnexpectedFormat.
    """

    path: str
    merge: Callable[[str | None], str]
    strip: Callable[[str], str | None]
    read_state: Callable[[str], str]


def make_config_file(spec: HooksFile | OwnedFile | FlagFile) -> ConfigFile:
    """The functions for a file that an adapter describes."""
    if isinstance(spec, HooksFile):
        return make_hooks_file(spec.path, spec.hooks, spec.version)
    if isinstance(spec, OwnedFile):
        return make_owned_file(spec.path, spec.text)
    return make_flag_file(spec)


# Hooks in JSON ----------------------------------------------------------------------------------


def make_hooks_file(path: str, hooks: Mapping[str, object], version: int = 0) -> ConfigFile:
    """A JSON file with `hooks`: event to the entry of ours in that event's list."""
    return ConfigFile(
        path,
        merge=partial(_merge_hooks, hooks=hooks, version=version),
        strip=_strip_hooks,
        read_state=partial(_read_hooks_state, hooks=hooks),
    )


def _merge_hooks(text: str | None, hooks: Mapping[str, object], version: int) -> str:
    if text is None or not text.strip("\ufeff \t\r\n"):
        import json

        document: dict[str, object] = {"version": version} if version else {}
        document["hooks"] = {event: [entry] for event, entry in hooks.items()}
        return json.dumps(document, indent=2) + "\n"
    if _has_exact_hooks(_parse_settings(text), hooks):
        return text
    text = _remove_hooks(text)
    if version and _parse_settings(text).get("version") is None:
        text = jsonc.append_item(text, _parse_settings(text), version, "version")
    if _parse_settings(text).get("hooks") is None:
        entries = {event: [entry] for event, entry in hooks.items()}
        return jsonc.append_item(text, _parse_settings(text), entries, "hooks")
    for event, entry in hooks.items():
        holder = _parse_settings(text).get("hooks") or _parse_settings(text)
        entries_of_event = holder.get(event)
        if entries_of_event is None:
            text = jsonc.append_item(text, holder, [entry], event)
        elif entries_of_event.kind == "[":
            text = jsonc.append_item(text, entries_of_event, entry)
        else:
            raise UnexpectedFormat(f"`hooks.{event}` is not a list")
    return text


def _parse_settings(text: str) -> jsonc.Node:
    """A settings file as parsed. Raises UnexpectedFormat where hooks cannot be written into it."""
    try:
        root = jsonc.parse(text)
    except jsonc.InvalidJson as error:
        raise UnexpectedFormat(str(error)) from None
    if root.kind != "{":
        raise UnexpectedFormat("it does not hold an object")
    hooks = root.get("hooks")
    if hooks is not None and hooks.kind != "{":
        raise UnexpectedFormat("`hooks` is not an object")
    return root


def _list_events(root: jsonc.Node) -> dict[str, jsonc.Node]:
    """The lists below `hooks`, by their event; other values are left out."""
    hooks = root.get("hooks")
    items = hooks.items if hooks is not None else ()
    return {item.key: item.value for item in items if item.value.kind == "["}


def is_own_command(command: str) -> bool:
    """Whether a command calls our hook, in a form of this version, an earlier one or by hand."""
    return _HOOK_CALL.match(command) is not None


def _is_ours(node: jsonc.Node) -> bool:
    """Whether an entry, a group of them or a list of either holds our commands and no others."""
    if node.kind == "{":
        for key in _COMMAND_KEYS:
            value = node.get(key)
            command = value.scalar if value is not None else None
            if isinstance(command, str) and is_own_command(command):
                return True
        hooks = node.get("hooks")
        return hooks is not None and hooks.kind == "[" and _is_ours(hooks)
    return bool(node.items) and all(_is_ours(item.value) for item in node.items)


def _remove_hooks(text: str) -> str:
    while (place := _find_last_of_ours(_parse_settings(text))) is not None:
        text = jsonc.remove_item(text, *place)
    return text


def _find_last_of_ours(root: jsonc.Node) -> tuple[jsonc.Node, int] | None:
    """Parent and index of the largest part of a settings file that is ours alone, from the end."""
    for root_index, item in reversed(list(enumerate(root.items))):
        if item.key != "hooks" or item.value.kind != "{":
            continue
        events = item.value
        event_lists = [event.value for event in events.items]
        if event_lists and all(each.kind == "[" and _is_ours(each) for each in event_lists):
            return root, root_index
        for index, event_list in reversed(list(enumerate(event_lists))):
            if event_list.kind == "[" and _is_ours(event_list):
                return events, index
            place = _find_in_list(event_list)
            if place is not None:
                return place
    return None


def _find_in_list(event_list: jsonc.Node) -> tuple[jsonc.Node, int] | None:
    """Parent and index of the last entry or group in a list that is ours alone."""
    for index, item in reversed(list(enumerate(event_list.items))):
        if _is_ours(item.value):
            return event_list, index
        hooks = item.value.get("hooks")
        if hooks is not None and hooks.kind == "[":
            place = _find_in_list(hooks)
            if place is not None:
                return place
    return None


def _strip_hooks(text: str) -> str | None:
    if "minutebook" not in text:
        return text
    stripped = _remove_hooks(text)
    if stripped == text or "//" in stripped or "/*" in stripped:  # comments are somebody's own
        return stripped
    is_empty = _parse_settings(stripped).to_python() in ({}, {"version": 1})
    return None if is_empty else stripped


def _has_exact_hooks(root: jsonc.Node, hooks: Mapping[str, object]) -> bool:
    """Whether each of our entries is there once, as it should be, and no other of ours."""
    own_entries = {
        event: [item.value.to_python() for item in event_list.items if _holds_ours(item.value)]
        for event, event_list in _list_events(root).items()
        if _find_in_list(event_list) is not None
    }
    return own_entries == {event: [entry] for event, entry in hooks.items()}


def _holds_ours(node: jsonc.Node) -> bool:
    """Whether an item of an event's list is ours, or a group that holds something of ours."""
    hooks = node.get("hooks")
    return _is_ours(node) or (hooks is not None and _find_in_list(hooks) is not None)


def _read_hooks_state(text: str, hooks: Mapping[str, object]) -> str:
    if not text.strip("\ufeff \t\r\n"):
        return NOT_INSTALLED
    event_lists = _list_events(_parse_settings(text))
    present = [
        event in event_lists and _find_in_list(event_lists[event]) is not None for event in hooks
    ]
    if not any(present):
        return NOT_INSTALLED
    wanted = set(list_own_commands(list(hooks.values())))
    lists = [event_list.to_python() for event_list in event_lists.values()]
    is_current = wanted.issuperset(list_own_commands(lists))
    return INSTALLED if all(present) and is_current else PARTLY_INSTALLED


def list_missing_events(text: str, hooks: Mapping[str, object]) -> list[str]:
    """The events for which a settings file that can be read has no entry of ours."""
    event_lists = _list_events(_parse_settings(text))
    return [
        event
        for event in hooks
        if event not in event_lists or _find_in_list(event_lists[event]) is None
    ]


def list_own_commands(value: object) -> Iterator[str]:
    """Our commands in hooks, as plain data."""
    if isinstance(value, Mapping):
        for key, item in value.items():
            if key in _COMMAND_KEYS and isinstance(item, str) and is_own_command(item):
                yield item
            else:
                yield from list_own_commands(item)
    elif isinstance(value, list):
        for item in value:
            yield from list_own_commands(item)


# A file of our own ------------------------------------------------------------------------------


def make_owned_file(path: str, wanted_text: str) -> ConfigFile:
    """A file that is ours as a whole; one that somebody changed is not removed."""

    def merge(text: str | None) -> str:
        if text is not None and text.strip() and HOOK_COMMAND not in text:
            raise UnexpectedFormat("it is there already, and not ours")
        return wanted_text

    def strip(text: str) -> str | None:
        return None if text == wanted_text else text

    def read_state(text: str) -> str:
        if text == wanted_text:
            return INSTALLED
        return PARTLY_INSTALLED if HOOK_COMMAND in text else NOT_INSTALLED

    return ConfigFile(path, merge, strip, read_state)


# A flag in TOML ---------------------------------------------------------------------------------


def make_flag_file(spec: FlagFile) -> ConfigFile:
    """A TOML file with a flag that is set where nobody has decided on it."""
    return ConfigFile(
        spec.path,
        merge=partial(_set_flag, spec),
        strip=partial(_unset_flag, spec),
        read_state=lambda text: INSTALLED if read_flag(spec, text) else NOT_INSTALLED,
    )


def read_flag(spec: FlagFile, text: str) -> bool | None:
    """Whether a TOML text sets a flag; None where it says nothing. Raises UnexpectedFormat."""
    import tomllib

    try:
        table = tomllib.loads(text.removeprefix("\ufeff")).get(spec.table, {})
    except (ValueError, RecursionError) as error:
        raise UnexpectedFormat(str(error)) from None
    if not isinstance(table, dict):
        raise UnexpectedFormat(f"`{spec.table}` is not a table")
    value = table.get(spec.key, table.get(spec.former_key))
    return None if value is None else value is True


def _set_flag(spec: FlagFile, text: str | None) -> str:
    text = text or ""
    if read_flag(spec, text) is not None:
        return text  # also where a person has said no
    newline = "\r\n" if "\r\n" in text else "\n"
    flag_line = f"{spec.key} = true {_FLAG_COMMENT}{newline}"
    header = re.compile(
        rf"[ \t]*\[[ \t]*{re.escape(spec.table)}[ \t]*\][ \t]*(?:#[^\n]*)?\r?(?:\n|\Z)"
    )
    position = 0
    for line in _LINE.findall(text):
        position += len(line)
        if header.fullmatch(line):
            gap = "" if line.endswith("\n") else newline
            changed = text[:position] + gap + flag_line + text[position:]
            break
    else:
        gap = "" if not text else newline if text.endswith("\n") else newline + newline
        changed = f"{text}{gap}[{spec.table}] {_FLAG_COMMENT}{newline}{flag_line}"
    try:
        is_set = read_flag(spec, changed) is True
    except UnexpectedFormat:  # the table is written in another way, or the header is in a string
        is_set = False
    if not is_set:
        raise UnexpectedFormat(
            f"`{spec.table}` is not a table of its own; add `{spec.key} = true` to it"
        )
    return changed


def _unset_flag(spec: FlagFile, text: str) -> str | None:
    all_lines = _LINE.findall(text)
    lines = [line for line in all_lines if line.strip() != f"{spec.key} = true {_FLAG_COMMENT}"]
    headers = [
        index
        for index, line in enumerate(lines)
        if line.strip() == f"[{spec.table}] {_FLAG_COMMENT}"
    ]
    for index in reversed(headers):
        next_line = lines[index + 1].lstrip() if index + 1 < len(lines) else "["
        if next_line.startswith("["):  # nobody has put anything into our table
            del lines[index]
            if index and not lines[index - 1].strip():
                del lines[index - 1]
    return text if len(lines) == len(all_lines) else "".join(lines) or None
