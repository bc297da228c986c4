"""Commits that were rewritten, by a rebase or an amend, as git's `post-rewrite` hook tells of them.

The file `minutebook/rewritten` in git's common directory has a line for each, the old id and the
new one, the newest last.
"""

from __future__ import annotations

import os

from minutebook.repository import guard, light

_MAX_FILE_BYTES = 512 * 1024  # after which the older half is dropped


def note_rewritten(common_dir: str, pairs_text: str) -> None:
    """Note what git says of rewritten commits: lines of an old and a new id. Raises OSError."""
    pairs = [line.split()[:2] for line in pairs_text.split("\n")]
    lines = [f"{pair[0]} {pair[1]}\n" for pair in pairs if len(pair) == 2 and pair[0] != pair[1]]
    if not lines:
        return
    path = os.path.join(guard.make_state_folder(common_dir), "rewritten")
    if os.path.exists(path) and os.path.getsize(path) > _MAX_FILE_BYTES:
        kept = light.read_tail(path, _MAX_FILE_BYTES // 2)
        light.write_whole(path, kept.encode("utf-8", "surrogateescape"))
    light.append_line(path, "".join(lines).encode())
    guard.share_with_group(path)


def read_rewritten(common_dir: str) -> dict[str, str]:
    """The commits that were rewritten: the id of each to that of what it is now."""
    text = light.read_tail(os.path.join(common_dir, "minutebook", "rewritten"), _MAX_FILE_BYTES)
    pairs = [line.split(" ") for line in text.split("\n")]
    newest: dict[str, str] = {}
    for old, new in reversed([pair for pair in pairs if len(pair) == 2]):
        newest.setdefault(old, newest.get(new, new))
    return newest
