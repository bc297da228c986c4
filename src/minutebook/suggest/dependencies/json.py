"""Names of packages in JSON manifests: `package.json`, `composer.json`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from minutebook.lean.patterns import compile_lazily
from minutebook.suggest.dependencies.entry import OWN_PACKAGE, PackageEntry
from minutebook.suggest.diff.patch import Hunk

_STRING = r'"((?>(?:[^"\\]|\\.)*))"'
_TOKEN = compile_lazily(rf"{_STRING}\s*(?::\s*(?:{_STRING}|([{{\[]))?)?|([{{}}\[\]])")
_NPM_NAME = compile_lazily(r"(?:@[a-z0-9~][\w.~-]*/)?[a-z0-9][\w.~-]*$", re.IGNORECASE)
_VERSION_RANGE = compile_lazily(
    r"[\^~]|[<>=]+\s*\d|v?\d+(?:\.(?:\d+|x|\*))+|\d+$|\*$|x$|latest$|next$|"
    r"(?:npm|git|git\+\w+|github|https?|bitbucket|gitlab|jsr):|[\w-]+/[\w.-]+(?:#.*)?$"
)
_LOCAL_PREFIXES = ("workspace:", "file:", "link:", "portal:", "catalog:")
_NPM_SECTIONS = {
    "dependencies": False,
    "devDependencies": True,
    "peerDependencies": False,
    "optionalDependencies": False,
}
_COMPOSER_SECTIONS = {"require": False, "require-dev": True}
_NOT_NPM_NAMES = frozenset(
    ["version", "node", "npm", "yarn", "pnpm", "bun", "vscode", "packagemanager"]
)
_DENO_IMPORT = compile_lazily(r"(npm|jsr):/?((?:@[\w.-]+/)?[\w.-]+)")
_COMPOSER_NAME = compile_lazily(r"[a-z0-9][\w.-]*/[a-z0-9][\w.-]*$", re.IGNORECASE)


def read_npm(hunk: Hunk) -> Iterator[PackageEntry]:
    """`package.json`, without packages of the same workspace and references to a catalogue."""
    for section, key, value, line, text in _read_strings(hunk):
        if key == "name" and not section:
            yield PackageEntry(value.lower(), "", line, text, ecosystem=OWN_PACKAGE)
        if not _NPM_NAME.match(key) or value.startswith(_LOCAL_PREFIXES):
            continue
        if section is None:
            if key.lower() in _NOT_NPM_NAMES or not _VERSION_RANGE.match(value):
                continue
        elif section not in _NPM_SECTIONS:
            continue
        is_dev = key.startswith("@types/") or _NPM_SECTIONS.get(section or "", False)
        yield PackageEntry(key.lower(), value, line, text, is_dev)


def read_deno(hunk: Hunk) -> Iterator[PackageEntry]:
    """`deno.json`: its imports from npm and JSR."""
    for _, _, value, line, text in _read_strings(hunk):
        match = _DENO_IMPORT.match(value)
        if match:
            yield PackageEntry(match[2].lower(), value, line, text, ecosystem=match[1])


def read_composer(hunk: Hunk) -> Iterator[PackageEntry]:
    """`composer.json`. PHP itself and its extensions have no vendor, and are left out."""
    for section, key, value, line, text in _read_strings(hunk):
        if key == "name" and not section:
            yield PackageEntry(value.lower(), "", line, text, ecosystem=OWN_PACKAGE)
        elif _COMPOSER_NAME.match(key) and (
            section in _COMPOSER_SECTIONS or (section is None and _VERSION_RANGE.match(value))
        ):
            is_dev = _COMPOSER_SECTIONS.get(section or "", False)
            yield PackageEntry(key.lower(), value, line, text, is_dev)


def _read_strings(hunk: Hunk) -> Iterator[tuple[str | None, str, str, int, str]]:
    """The strings in a JSON text as (section, key, string, line, text).

    The section is the key of the object that contains a string, below the top object: "" at the
    top, None where the beginning of the object is not visible. Deeper than two objects it is the
    whole path of keys.
    """
    keys: list[str] = []  # of the objects and arrays that are open
    outer: str | None = None  # the section of lines where none is open: None, "" once one closed
    for number, text in hunk:
        for match in _TOKEN.finditer(text):
            key, string, opening, bracket = match.groups()
            if bracket is None and string is not None:
                section = keys[-1] if keys else outer
                if len(keys) > 2:
                    section = "/".join(keys)
                yield section, key, string, number, text
            elif opening:
                keys.append(key)
            elif bracket in ("{", "["):
                keys.append("")
            elif bracket:
                if keys:
                    keys.pop()
                else:
                    outer = ""
