"""Git's side of a turn: a commit made within it names its record, others are noted.

Called by git's own hooks, which `agents install git` writes.
"""

from __future__ import annotations

import os
import time

from backstory import spool, standing

TRAILER = "PHR"
_ENVIRONMENT = ("CLAUDE_CODE_SESSION_ID",)  # how an agent's own shell names its session
_LATEST = 8  # prompts of a session that are looked at: the last one, and what came with it
_OPEN_FOR = 6 * 3600.0  # seconds after its last event that a turn counts as open


def hook(cwd: str, words: list[str]) -> None:
    """`prepare-commit-msg FILE [SOURCE [COMMIT]]` or `post-commit`."""
    common = spool.common_dir(cwd)
    if not common or not words:
        return
    if words[0] == "prepare-commit-msg" and len(words) > 1 and words[2:3] != ["merge"]:
        number = open_number(common, spool.top(cwd)) if _said(os.path.join(cwd, words[1])) else 0
        if number:
            trailer = f"{TRAILER}: PHR-{number:04d}"
            standing.git(
                cwd, "interpret-trailers", "--in-place", "--no-divider",
                "--if-exists", "addIfDifferent", "--trailer", trailer, words[1],
            )  # fmt: skip
    elif words[0] == "post-commit":
        message = standing.git(cwd, "log", "-1", "--format=%H%n%B")
        commit, _, body = message.partition("\n")
        if commit and f"\n{TRAILER}: " not in f"\n{body}":
            path = os.path.join(common, "backstory", "uncovered")
            os.makedirs(os.path.dirname(path), exist_ok=True)
            spool.append(path, f"{commit} {int(time.time())}\n".encode())


def _said(path: str) -> bool:
    """Whether a message has words: an editor left without any is how a commit is called off."""
    lines = spool.read(path).partition("\n# ------------------------ >8 ---")[0].split("\n")
    return any(line.strip() and not line.startswith("#") for line in lines)


def open_number(common: str, top: str) -> int:
    """The number reserved for the turn that is going on; 0 where none is, or more than one.

    In an agent's own shell, which names its session, only that one's turn counts; elsewhere those
    in the same working tree.
    """
    turns = open_turns(common)
    for name in _ENVIRONMENT:
        session = spool.safe(os.environ.get(name, ""))
        if session:
            own = [turn for base, turn in turns.items() if base.endswith(f"-{session}")]
            return own[0][0] if own else 0
    here = [number for number, tree in turns.values() if tree == top]
    return here[0] if len(here) == 1 else 0


def open_turns(common: str) -> dict[str, tuple[int, str]]:
    """The sessions whose last prompt has no record yet: the number reserved for it, and its tree.

    A prompt that came as two events at once has the lower number.
    """
    folder = spool.folder(common)
    starts: dict[str, list[str]] = {}
    done = set()
    for name in os.listdir(folder):
        stem, _, ending = name.rpartition(".")
        if ending == "start":
            base, _, at = stem.partition(".")
            starts.setdefault(base, []).append(at)
        elif ending == "done":
            done.add(stem)
    found = {}
    for base, moments in starts.items():
        notes = {
            at: spool.read(os.path.join(folder, f"{base}.{at}.start")).split("\0")
            for at in sorted(moments)[-_LATEST:]
        }
        recorded = max((at for at in notes if f"{base}.{at}" in done), default="")
        going = [at for at in notes if at > recorded and not _twice(notes, recorded, at)]
        try:
            age = time.time() - os.stat(os.path.join(folder, f"{base}.jsonl")).st_mtime
        except OSError:
            continue
        if going and age < _OPEN_FOR:
            same = [notes[at] for at in going if at == going[-1] or _twice(notes, at, going[-1])]
            numbers = [int(note[0]) for note in same if note[0].isdigit() and len(note) > 4]
            if numbers:
                found[base] = min(numbers), notes[going[-1]][3]
    return found


def _twice(notes: dict[str, list[str]], first: str, then: str) -> bool:
    """Whether two prompts are one that came as two events, by two settings that an agent loads."""
    if not first or not 0 < float(then) - float(first) <= spool.TWICE:
        return False
    return notes[first][3:5] == notes[then][3:5]
