"""What a change shows, where nothing says what it decides: a new interface, or a place."""

from __future__ import annotations

from collections.abc import Sequence

from minutebook.lean.patterns import compile_lazily
from minutebook.suggest.diff import file_roles
from minutebook.suggest.diff.patch import FileDiff

_MAX_LINES = 20_000  # of added code that are looked at
_MAX_LINE_CHARS = 300
_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
# A type that others implement, and a type with those that it implements or extends.
_CONTRACT = compile_lazily(
    r"\s*(?:(?:export|public|internal|pub(?:\([a-z]+\))?|sealed|abstract|partial|default)\s+)*"
    r"(?:(interface|trait|protocol)\s+([A-Z]\w+)|(abstract)\s+class\s+([A-Z]\w+)"
    r"|(class)\s+([A-Z]\w+)\((?:[\w.]+,\s*)?(?:abc\.)?(?:ABC|Protocol)\b"
    r"|(type)\s+([A-Z]\w+)\s+interface\b)"
)
_IMPLEMENTATION = compile_lazily(
    r"\s*(?:(?:export|public|internal|final|data|open|sealed|partial|default)\s+)*"
    r"(?:(?:class|struct|record|object)\s+[A-Z]\w+([^{]*)|impl(?:<[^<>]{0,80}>)?\s+([\w:]+)[^{]{0,80}\bfor\b)"
)
_NAME = compile_lazily(r"[A-Z]\w+")


def spell_number(number: int) -> str:
    """Spell a small number; a large one in digits."""
    return _NUMBERS[number] if number < len(_NUMBERS) else str(number)


def describe_contract(files: Sequence[FileDiff]) -> str:
    """Describe the new interface that most new types implement; "" where none has two of them.

    `New interface MessageStore with two implementations`.
    """
    kinds: dict[str, str] = {}  # of contracts, by name
    implemented: dict[str, int] = {}
    lines_left = _MAX_LINES
    for file in files:
        if file_roles.find_role(file.path) != file_roles.CODE:
            continue
        for _, text in file.added_lines[:lines_left]:
            if len(text) > _MAX_LINE_CHARS:
                continue
            if contract := _CONTRACT.match(text):
                groups = [group for group in contract.groups() if group]
                kinds[groups[1]] = groups[0]
            elif implementation := _IMPLEMENTATION.match(text):
                for name in set(_NAME.findall(implementation[1] or implementation[2] or "")):
                    implemented[name] = implemented.get(name, 0) + 1
        lines_left = max(0, lines_left - len(file.added_lines))
    name = max(kinds, key=lambda name: implemented.get(name, 0), default="")
    count = implemented.get(name, 0)
    if count < 2:
        return ""
    noun = {"abstract": "base class", "class": "base class", "type": "interface"}.get(
        kinds[name], kinds[name]
    )
    return f"New {noun} {name} with {spell_number(count)} implementations"


def describe_place(files: Sequence[FileDiff]) -> str:
    """Describe a change by its folders, for lack of anything else."""
    new_files: dict[str, int] = {}
    for file in files:
        folder = file.path.rpartition("/")[0]
        if file.status == "added" and folder:
            new_files[folder] = new_files.get(folder, 0) + 1
    if new_files:
        return f"New module {max(new_files, key=lambda folder: new_files[folder])}"
    removed_folders = [file.path.rpartition("/")[0] for file in files if file.status == "deleted"]
    if any(removed_folders):
        return f"Removal of {next(filter(None, removed_folders))}"
    folders = [file.path.rpartition("/")[0] for file in files]
    return f"Change in {next(filter(None, folders), '')}".removesuffix(" in ")
