"""Merge a page with generated blocks for git: its own line merge, with the blocks left out."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from contextlib import suppress

from minutebook.errors import OperationError
from minutebook.records.index import merging
from minutebook.repository import guard
from minutebook.repository.git import diffs, repo

# The statuses of `git merge-file` up to 127 say how many conflicts remain.
_SIDES = ("ours", "base", "theirs")


def merge_page(
    repository: repo.Repo,
    base: str,
    ours: str,
    theirs: str,
    *,
    marker_size: str = "",
    labels: Sequence[str],
) -> bool:
    """Merge the files at three paths into `ours`. Gives whether no conflict remains.

    `marker_size` is the length of conflict markers, `labels` what they say of ours, base and
    theirs; git before 2.45 does not pass them. Where generated blocks cannot be left out, the file
    is what `git merge-file` makes of the three; where that cannot merge them (they are not text),
    it stays as it is. Raises OperationError where a file cannot be read or written.
    """
    texts = [_read(path) for path in (base, ours, theirs)]
    known_labels = [label for label in labels if label and not label.startswith("%")]
    shown_labels = known_labels if len(known_labels) == len(_SIDES) else _SIDES
    try:
        prepared = merging.prepare_merge(*texts)
        merged, clean = _merge_lines(
            repository, (prepared.ours, prepared.base, prepared.theirs), shown_labels, marker_size
        )
        merged = prepared.restore_blocks(merged)
    except Exception:  # noqa: BLE001 - a page that cannot be parsed is merged as any text
        try:
            merged, clean = _merge_lines(
                repository, (texts[1], texts[0], texts[2]), shown_labels, marker_size
            )
        except OperationError:
            return False
    _write(ours, merged)
    return clean


def _merge_lines(
    repository: repo.Repo, texts: Sequence[str], labels: Sequence[str], marker_size: str
) -> tuple[str, bool]:
    """What git's line merge makes of ours, base and theirs, and whether no conflict remains."""
    with tempfile.TemporaryDirectory(prefix="minutebook-") as folder:
        paths = [os.path.join(folder, side) for side in _SIDES]
        for path, text in zip(paths, texts, strict=True):
            _write(path, text)
        return diffs.merge_lines(repository, paths, labels, marker_size)


def _read(path: str) -> str:
    try:
        with open(path, "rb", opener=guard.open_regular_file) as file:
            return file.read().decode("utf-8", "surrogateescape")
    except OSError as error:
        raise OperationError(
            f"{path} cannot be read: {error.strerror}", "see that git passes the paths %O %A %B"
        ) from None


def _write(path: str, text: str) -> None:
    """Replace a file, as a whole or not at all."""
    temporary_path = f"{path}.minutebook"
    try:
        with open(guard.open_shared_file(temporary_path), "wb") as file:
            file.write(text.encode("utf-8", "surrogateescape"))
        os.replace(temporary_path, path)
    except OSError as error:
        with suppress(OSError):
            os.unlink(temporary_path)
        raise OperationError(
            f"{path} cannot be written: {error.strerror}",
            "see that the disk has room and may be written",
        ) from None
