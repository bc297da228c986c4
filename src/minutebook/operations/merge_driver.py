"""What git calls to merge a page with generated blocks: its own line merge around them."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from contextlib import suppress

from minutebook.errors import OperationError
from minutebook.records.index import merging
from minutebook.repository.git import diffs, repo

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
    """Merge three files into the one of ours. Whether no conflict remains.

    `size` is the length of conflict markers, `labels` what they say of ours, base and theirs; git
    before 2.45 does not tell them. Where generated blocks cannot be left out, the file is what
    `git merge-file` makes of the three; where that cannot merge them (no text), it stays as it is.
    Raises Trouble where a file cannot be read or written.
    """
    texts = [_read(path) for path in (base, ours, theirs)]
    told = [label for label in labels if label and not label.startswith("%")]
    shown_labels = told if len(told) == len(_SIDES) else _SIDES
    try:
        ready = merging.prepare_merge(*texts)
        merged, clean = _by_lines(
            repository, (ready.ours, ready.base, ready.theirs), shown_labels, marker_size
        )
        merged = ready.restore_blocks(merged)
    except Exception:  # noqa: BLE001 - a page that is not understood is merged as any text
        try:
            merged, clean = _by_lines(
                repository, (texts[1], texts[0], texts[2]), shown_labels, marker_size
            )
        except OperationError:
            return False
    _write(ours, merged)
    return clean


def _by_lines(
    found: repo.Repo, texts: Sequence[str], labels: Sequence[str], marker_size: str
) -> tuple[str, bool]:
    """What git's line merge makes of ours, base and theirs, and whether it is without conflict."""
    with tempfile.TemporaryDirectory(prefix="minutebook-") as folder:
        paths = [os.path.join(folder, side) for side in _SIDES]
        for path, text in zip(paths, texts, strict=True):
            _write(path, text)
        return diffs.merge_lines(found, paths, labels, marker_size)


def _read(path: str) -> str:
    try:
        with open(path, "rb") as file:
            return file.read().decode("utf-8", "surrogateescape")
    except OSError as error:
        raise OperationError(
            f"{path} cannot be read: {error.strerror}", "git calls it so"
        ) from None


def _write(path: str, text: str) -> None:
    """Write a file, which is replaced as a whole or not at all."""
    beside = f"{path}.minutebook"
    try:
        with open(beside, "wb") as file:
            file.write(text.encode("utf-8", "surrogateescape"))
        os.replace(beside, path)
    except OSError as error:
        with suppress(OSError):
            os.unlink(beside)
        raise OperationError(
            f"{path} cannot be written: {error.strerror}", "see the disk"
        ) from None
