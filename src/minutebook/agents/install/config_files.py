"""What is ours in an agent's files: put in, taken out, and told; everything else stays.

A `Piece` is one file and what is done to its text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from minutebook.agents.adapters.base import HOOK_COMMAND, FlagFile, HooksFile, OwnedFile
from minutebook.text import jsonc

INSTALLED, PARTLY_INSTALLED, NOT_INSTALLED = "installed", "partly", "not"

_MARK = "# minutebook"
_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_CALL = re.compile(r"""["']?(?:[^\s"']*[/\\])?minutebook(?:-hook|\s+hook)(?:\.exe)?["']?(?:\s|$)""")


class UnexpectedFormat(ValueError):
    """A file is not of the shape that its agent reads: it is left as it is."""


@dataclass(frozen=True, slots=True)
class ConfigFile:
    """One file: `merge` puts ours in (None: no file yet), `strip` takes it out (None: all gone).

    `state` tells how much of ours is there: INSTALLED, PARTLY or NOT. All three raise Unfit.
    """

    path: str
    merge: Callable[[str | None], str]
    strip: Callable[[str], str | None]
    read_state: Callable[[str], str]


def make_config_file(spec: HooksFile | OwnedFile | FlagFile) -> ConfigFile:
    """What is done to a file that an adapter describes."""
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
        merge=partial(_merge, hooks=hooks, version=version),
        strip=_strip,
        read_state=partial(_state, hooks=hooks),
    )


def _merge(text: str | None, hooks: Mapping[str, object], version: int) -> str:
    if text is None or not text.strip("\ufeff \t\r\n"):
        import json

        whole: dict[str, object] = {"version": version} if version else {}
        whole["hooks"] = {event: [entry] for event, entry in hooks.items()}
        return json.dumps(whole, indent=2) + "\n"
    if _exact(_root(text), hooks):
        return text
    text = _without(text)
    if version and _root(text).get("version") is None:
        text = jsonc.append_item(text, _root(text), version, "version")
    if _root(text).get("hooks") is None:
        every = {event: [entry] for event, entry in hooks.items()}
        return jsonc.append_item(text, _root(text), every, "hooks")
    for event, entry in hooks.items():
        box = _root(text).get("hooks") or _root(text)
        lane = box.get(event)
        if lane is None:
            text = jsonc.append_item(text, box, [entry], event)
        elif lane.kind == "[":
            text = jsonc.append_item(text, lane, entry)
        else:
            raise UnexpectedFormat(f"`hooks.{event}` is no list")
    return text


def _root(text: str) -> jsonc.Node:
    """A settings file as read; what we would have to write into must be of the shape for it."""
    try:
        root = jsonc.parse(text)
    except jsonc.InvalidJson as error:
        raise UnexpectedFormat(str(error)) from None
    if root.kind != "{":
        raise UnexpectedFormat("it holds no object")
    hooks = root.get("hooks")
    if hooks is not None and hooks.kind != "{":
        raise UnexpectedFormat("`hooks` is no object")
    return root


def _lanes(root: jsonc.Node) -> dict[str, jsonc.Node]:
    """The lists below `hooks`, by their event; what else stands there is nobody's business."""
    box = root.get("hooks")
    items = box.items if box is not None else ()
    return {item.key: item.value for item in items if item.value.kind == "["}


def _ours(node: jsonc.Node) -> bool:
    """Whether an entry, a group of them, or the lists of all events are ours and nobody else's."""
    if node.kind == "{":
        for key in ("command", "bash", "powershell"):
            said = node.get(key)
            if said is not None and isinstance(said.scalar, str) and _CALL.match(said.scalar):
                return True
        inner = node.get("hooks")
        return inner is not None and inner.kind == "[" and _ours(inner)
    return bool(node.items) and all(_ours(item.value) for item in node.items)


def _without(text: str) -> str:
    while (found := _place(_root(text))) is not None:
        text = jsonc.remove_item(text, *found)
    return text


def _place(root: jsonc.Node) -> tuple[jsonc.Node, int] | None:
    """The largest part of a settings file that is ours alone, the last one first."""
    for at, item in reversed(list(enumerate(root.items))):
        if item.key != "hooks" or item.value.kind != "{":
            continue
        events = item.value
        lanes = [each.value for each in events.items]
        if lanes and all(lane.kind == "[" and _ours(lane) for lane in lanes):
            return root, at
        for index, lane in reversed(list(enumerate(lanes))):
            found = (events, index) if lane.kind == "[" and _ours(lane) else _inside(lane)
            if found is not None:
                return found
    return None


def _inside(lane: jsonc.Node) -> tuple[jsonc.Node, int] | None:
    """The last entry or group in a list that is ours alone."""
    for index, item in reversed(list(enumerate(lane.items))):
        if _ours(item.value):
            return lane, index
        inner = item.value.get("hooks")
        if inner is not None and inner.kind == "[":
            found = _inside(inner)
            if found is not None:
                return found
    return None


def _strip(text: str) -> str | None:
    if "minutebook" not in text:
        return text
    stripped = _without(text)
    bare = "//" not in stripped and "/*" not in stripped
    if stripped != text and bare and _root(stripped).to_python() in ({}, {"version": 1}):
        return None
    return stripped


def _exact(root: jsonc.Node, hooks: Mapping[str, object]) -> bool:
    """Whether ours stands there as it should: each entry once, and none elsewhere."""
    found = {
        event: [item.value.to_python() for item in lane.items if _concerns(item.value)]
        for event, lane in _lanes(root).items()
        if _inside(lane) is not None
    }
    return found == {event: [entry] for event, entry in hooks.items()}


def _concerns(node: jsonc.Node) -> bool:
    """Whether something in a list is ours, or a group with something of ours."""
    inner = node.get("hooks")
    return _ours(node) or (inner is not None and _inside(inner) is not None)


def _state(text: str, hooks: Mapping[str, object]) -> str:
    if not text.strip("\ufeff \t\r\n"):
        return NOT_INSTALLED
    lanes = _lanes(_root(text))
    there = [event for event in hooks if event in lanes and _inside(lanes[event]) is not None]
    return INSTALLED if len(there) == len(hooks) else PARTLY_INSTALLED if there else NOT_INSTALLED


# A file of our own ------------------------------------------------------------------------------


def make_owned_file(path: str, wanted_text: str) -> ConfigFile:
    """A file that is ours as a whole; one that somebody changed is not taken away."""

    def merge(text: str | None) -> str:
        if text is not None and text.strip() and HOOK_COMMAND not in text:
            raise UnexpectedFormat("it is there already, and not ours")
        return wanted_text

    def strip(text: str) -> str | None:
        return None if text == wanted_text else text

    def state(text: str) -> str:
        return (
            INSTALLED
            if text == wanted_text
            else PARTLY_INSTALLED
            if HOOK_COMMAND in text
            else NOT_INSTALLED
        )

    return ConfigFile(path, merge, strip, state)


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
    flag_line = f"{spec.key} = true {_MARK}{newline}"
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
        changed = f"{text}{gap}[{spec.table}] {_MARK}{newline}{flag_line}"
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
    lines = [line for line in all_lines if line.strip() != f"{spec.key} = true {_MARK}"]
    headers = [
        index for index, line in enumerate(lines) if line.strip() == f"[{spec.table}] {_MARK}"
    ]
    for index in reversed(headers):
        next_line = lines[index + 1].lstrip() if index + 1 < len(lines) else "["
        if next_line.startswith("["):  # nobody has put anything into our table
            del lines[index]
            if index and not lines[index - 1].strip():
                del lines[index - 1]
    return text if len(lines) == len(all_lines) else "".join(lines) or None
