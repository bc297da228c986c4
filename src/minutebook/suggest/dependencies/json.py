"""Names of packages in JSON manifests: `package.json`, `composer.json`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from minutebook.suggest.dependencies.entry import OWN_PACKAGE, PackageEntry
from minutebook.suggest.diff.patch import Hunk

_STRING = r'"((?:[^"\\]|\\.)*+)"'
_TOKEN = re.compile(rf"{_STRING}\s*(?::\s*(?:{_STRING}|([{{\[]))?)?|([{{}}\[\]])")
_NPM = re.compile(r"(?:@[a-z0-9~][\w.~-]*/)?[a-z0-9][\w.~-]*$", re.IGNORECASE)
_RANGE = re.compile(
    r"[\^~]|[<>=]+\s*\d|v?\d+(?:\.(?:\d+|x|\*))+|\d+$|\*$|x$|latest$|next$|"
    r"(?:npm|git|git\+\w+|github|https?|bitbucket|gitlab|jsr):|[\w-]+/[\w.-]+(?:#.*)?$"
)
_LOCAL = ("workspace:", "file:", "link:", "portal:", "catalog:")
_NPM_SECTIONS = {
    "dependencies": False,
    "devDependencies": True,
    "peerDependencies": False,
    "optionalDependencies": False,
}
_COMPOSER_SECTIONS = {"require": False, "require-dev": True}
_NOT_NPM = frozenset(["version", "node", "npm", "yarn", "pnpm", "bun", "vscode", "packagemanager"])
_DENO = re.compile(r"(npm|jsr):/?((?:@[\w.-]+/)?[\w.-]+)")
_COMPOSER = re.compile(r"[a-z0-9][\w.-]*/[a-z0-9][\w.-]*$", re.IGNORECASE)


def read_npm(hunk: Hunk) -> Iterator[PackageEntry]:
    """`package.json`. A package of the same workspace, and a reference to a catalogue, is none."""
    for section, name, value, line, text in _values(hunk):
        if name == "name" and not section:
            yield PackageEntry(value.lower(), "", line, text, ecosystem=OWN_PACKAGE)
        if not _NPM.match(name) or value.startswith(_LOCAL):
            continue
        if section is None:
            if name.lower() in _NOT_NPM or not _RANGE.match(value):
                continue
        elif section not in _NPM_SECTIONS:
            continue
        dev = name.startswith("@types/") or _NPM_SECTIONS.get(section or "", False)
        yield PackageEntry(name.lower(), value, line, text, dev)


def read_deno(hunk: Hunk) -> Iterator[PackageEntry]:
    """`deno.json`: what its imports say of npm and JSR."""
    for _, _, value, line, text in _values(hunk):
        found = _DENO.match(value)
        if found:
            yield PackageEntry(found[2].lower(), value, line, text, ecosystem=found[1])


def read_composer(hunk: Hunk) -> Iterator[PackageEntry]:
    """`composer.json`. PHP itself and its extensions have no vendor, and are none."""
    for section, name, value, line, text in _values(hunk):
        if name == "name" and not section:
            yield PackageEntry(value.lower(), "", line, text, ecosystem=OWN_PACKAGE)
        elif _COMPOSER.match(name) and (
            section in _COMPOSER_SECTIONS or (section is None and _RANGE.match(value))
        ):
            dev = _COMPOSER_SECTIONS.get(section or "", False)
            yield PackageEntry(name.lower(), value, line, text, dev)


def _values(hunk: Hunk) -> Iterator[tuple[str | None, str, str, int, str]]:
    """The strings in a JSON text as (section, key, string, line, text).

    The section is the key of the object that a string stands in, below the top object alone: ""
    at the top, None where the beginning of the object is out of sight.
    """
    keys: list[str] = []
    base: str | None = None  # what the lines stand in whose beginning is out of sight
    for number, text in hunk:
        for found in _TOKEN.finditer(text):
            key, string, opened, mark = found.groups()
            if mark is None and string is not None:
                section = keys[-1] if keys else base
                if len(keys) > 2:
                    section = "/".join(keys)
                yield section, key, string, number, text
            elif opened:
                keys.append(key)
            elif mark in ("{", "["):
                keys.append("")
            elif mark:
                if keys:
                    keys.pop()
                else:
                    base = ""
