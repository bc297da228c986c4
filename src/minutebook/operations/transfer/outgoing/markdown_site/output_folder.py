"""The folder that is written: only what changed, and nothing that somebody else put there."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping

from minutebook.errors import OperationError
from minutebook.lean.values import Value
from minutebook.records.discovery import EXPORT_MARK
from minutebook.records.model import Write
from minutebook.repository import files, guard

MANIFEST_NAME = EXPORT_MARK
_BATCH_SIZE = 200
_MAX_MANIFEST_BYTES = 64 * 1024**2


class FolderChanges(Value):
    """How many files were written, unchanged and removed.

    `kept` are those that somebody changed, whose record is as it was or has a new text; `left` are
    those that would have been removed.
    """

    written: int
    unchanged: int
    removed: int
    kept: tuple[str, ...] = ()
    left: tuple[str, ...] = ()


def require_own_folder(out: str, name: str) -> Mapping[str, str]:
    """What an earlier export wrote into a folder: digests by path; nothing in a new or empty one.

    `name` is the generator's. Raises OperationError where the folder has files and no manifest, or
    one of another generator; UnsafePath in a git directory.
    """
    guard.require_outside_git(os.path.abspath(out))
    if os.path.lexists(out) and not os.path.isdir(out):
        raise OperationError(f"{out} is not a folder", "name another one with --out")
    try:
        is_empty = not os.path.isdir(out) or not os.listdir(out)
    except OSError as error:
        raise OperationError(
            f"{out} cannot be read: {error.strerror}", "name another folder"
        ) from None
    if is_empty:
        return {}
    raw = files.read_bytes(out, MANIFEST_NAME, _MAX_MANIFEST_BYTES)
    try:
        manifest = json.loads(raw) if raw is not None else None
    except ValueError:
        manifest = None
    if not isinstance(manifest, dict) or not isinstance(manifest.get("files"), dict):
        raise OperationError(
            f"{out} has files that no export wrote", "name a new or an empty folder with --out"
        )
    if manifest.get("for") != name:
        raise OperationError(
            f"{out} was written for {manifest.get('for')}", f"name another folder for {name}"
        )
    return {
        str(path): str(digest)
        for path, digest in manifest["files"].items()
        if not guard.find_obstacle(out, str(path))
    }


def write_folder(
    out: str,
    name: str,
    before: Mapping[str, str],
    paths: Iterable[str],
    texts: Iterable[tuple[str, str]],
) -> FolderChanges:
    """Write files given as paths and texts, and remove those of `before` that are not among them.

    `paths` are those that are known before a text is made: where one of them is somebody else's,
    OperationError is raised before anything is written. A file that somebody changed
    stays as it is.
    """
    for path in paths:
        _require_own(out, path, before)
    os.makedirs(out, exist_ok=True)
    digests: dict[str, str] = {}
    under_way = dict(before)
    kept = []
    counts = {"written": 0, "unchanged": 0}
    for batch in _batch(texts):
        writes = []
        for path, text in batch:
            _require_own(out, path, before)
            digests[path] = _digest(text)
            current = files.read_text(out, path)
            if current == text:
                counts["unchanged"] += 1
            elif current is not None and not _is_ours(current, before.get(path, "")):
                kept.append(path)
                digests[path] = before[path]
            else:
                writes.append(Write(path, text, current))
            # A run that ends early leaves the old text or the new one: both are ours.
            known = [*before.get(path, "").split(), digests[path]]
            under_way[path] = " ".join(dict.fromkeys(" ".join(known).split()))
        _write_manifest(out, name, under_way)  # names first
        files.write_all(out, writes)
        counts["written"] += len(writes)
    removed, left = _remove_others(out, before, digests)
    _write_manifest(out, name, digests)
    return FolderChanges(counts["written"], counts["unchanged"], removed, tuple(kept), left)


def _require_own(out: str, path: str, before: Mapping[str, str]) -> None:
    if path not in before and os.path.lexists(os.path.join(out, path)):
        raise OperationError(
            f"{os.path.join(out, path)} is not from an export", "move it, or name another folder"
        )


def _batch(texts: Iterable[tuple[str, str]]) -> Iterator[list[tuple[str, str]]]:
    batch: list[tuple[str, str]] = []
    for item in texts:
        batch.append(item)
        if len(batch) == _BATCH_SIZE:
            yield batch
            batch = []
    yield batch


def _remove_others(
    out: str, before: Mapping[str, str], digests: Mapping[str, str]
) -> tuple[int, tuple[str, ...]]:
    removals, left = [], []
    for path in sorted(before.keys() - digests.keys()):
        current = files.read_text(out, path)
        if current is None:
            continue
        if _is_ours(current, before[path]):
            removals.append(Write(path, None, current))
        else:
            left.append(path)
    files.write_all(out, removals)
    for folder in sorted({os.path.dirname(write.path) for write in removals}, reverse=True):
        _remove_empty(out, folder)
    return len(removals), tuple(left)


def _remove_empty(out: str, folder: str) -> None:
    while folder:
        try:
            os.rmdir(os.path.join(out, folder))
        except OSError:  # it has something, or is gone
            return
        folder = os.path.dirname(folder)


def _write_manifest(out: str, name: str, digests: Mapping[str, str]) -> None:
    document = {"schema": "minutebook.v1", "for": name, "files": dict(sorted(digests.items()))}
    text = json.dumps(document, indent=0, ensure_ascii=False) + "\n"
    current = files.read_text(out, MANIFEST_NAME)
    if current != text:
        files.write_all(out, [Write(MANIFEST_NAME, text, current)])


def _is_ours(text: str, digests: str) -> bool:
    """Whether a file's text is as it was written, by its digests in the manifest."""
    return _digest(text) in digests.split()


def _digest(text: str) -> str:
    """The same for both line ends: git may write those of the system."""
    raw = text.replace("\r\n", "\n").encode("utf-8", "surrogateescape")
    return hashlib.sha256(raw).hexdigest()[:16]
