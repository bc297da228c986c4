"""What is ours in an agent's files: put in, taken out, and told; everything else stays.

A `Piece` is one file and what is done to its text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from minutebook.text import jsonc

INSTALLED, PARTLY_INSTALLED, NOT_INSTALLED = "installed", "partly", "not"
HOOK_COMMAND = "minutebook-hook"  # what every entry and file of ours names

_MARK = "# minutebook"
_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_HEADER = re.compile(r"[ \t]*\[[ \t]*features[ \t]*\][ \t]*(?:#[^\n]*)?\r?(?:\n|\Z)")
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


# Hooks in JSON ----------------------------------------------------------------------------------


def make_json_file(path: str, hooks: Mapping[str, object], version: int = 0) -> ConfigFile:
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


# The feature flag of Codex ----------------------------------------------------------------------


def read_hooks_flag(text: str) -> bool | None:
    """What a Codex configuration says of hooks; None where it says nothing. Raises Unfit."""
    import tomllib

    try:
        features = tomllib.loads(text.removeprefix("\ufeff")).get("features", {})
    except (ValueError, RecursionError) as error:
        raise UnexpectedFormat(str(error)) from None
    if not isinstance(features, dict):
        raise UnexpectedFormat("`features` is no table")
    said = features.get("hooks", features.get("codex_hooks"))
    return None if said is None else said is True


def _flag_in(text: str | None) -> str:
    text = text or ""
    if read_hooks_flag(text) is not None:
        return text  # also where a person has said no
    end = "\r\n" if "\r\n" in text else "\n"
    line = f"hooks = true {_MARK}{end}"
    at = 0
    for each in _LINE.findall(text):
        at += len(each)
        if _HEADER.fullmatch(each):
            changed = text[:at] + ("" if each.endswith("\n") else end) + line + text[at:]
            break
    else:
        gap = "" if not text else end if text.endswith("\n") else end + end
        changed = f"{text}{gap}[features] {_MARK}{end}{line}"
    try:
        said = read_hooks_flag(changed)
    except (
        UnexpectedFormat
    ):  # `features` is written in another way, or the header stands inside a string
        said = None
    if said is not True:
        raise UnexpectedFormat("`features` is not a table of its own; add `hooks = true` to it")
    return changed


def _flag_out(text: str) -> str | None:
    lines = _LINE.findall(text)
    kept: list[str] = []
    for line in lines:
        if line.strip() == f"hooks = true {_MARK}":
            continue
        kept.append(line)
    heads = [at for at, line in enumerate(kept) if line.strip() == f"[features] {_MARK}"]
    for at in reversed(heads):
        follows = kept[at + 1].lstrip() if at + 1 < len(kept) else "["
        if follows.startswith("["):  # nobody has put anything into our table
            del kept[at]
            if at and not kept[at - 1].strip():
                del kept[at - 1]
    if len(kept) == len(lines):
        return text
    return "".join(kept) or None


def _flag_state(text: str) -> str:
    return INSTALLED if read_hooks_flag(text) else NOT_INSTALLED


CODEX_FLAG_FILE = ConfigFile(".codex/config.toml", _flag_in, _flag_out, _flag_state)
