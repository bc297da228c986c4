"""The manifest of a site: what was written, from what, and so what need not be written again.

It is a file in the site's folder, which is replaced when a build is through. Until then a journal
beside it has a line for each file before it is written, and one after: a build that was killed
leaves the old manifest and the journal, and no file that nobody knows of.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, MutableMapping
from typing import Any, Self

from minutebook.lean.values import Value
from minutebook.repository import files, guard
from minutebook.site.writing import output_files
from minutebook.site.writing.place import JOURNAL_NAME, LOCK_NAME, MANIFEST_NAME

_FORMAT = 1
_MAX_BYTES = 1_000_000_000  # of a manifest or a journal: no site that was built has more


class WrittenFile(Value):
    """What is known of a file of the site: the digest of what it was made of, and its bytes.

    `size` is -1 where a build ended while it was written. `lookups` are what its texts asked the
    book for, such as records that they name, and `answers` is the digest of what was there.
    """

    digest: str
    size: int
    lookups: tuple[str, ...] = ()
    answers: str = ""


UNFINISHED = WrittenFile("", -1)


def read_manifest(out: str) -> dict[str, WrittenFile]:
    """The files of the site by url. Empty where there is none, or none that can be read."""
    known: dict[str, WrittenFile] = {}
    text = files.read_bytes(out, MANIFEST_NAME, _MAX_BYTES)
    try:
        document = json.loads(text or b"{}")
        if document.get("format") == _FORMAT:
            known = {url: _parse_row(row) for url, row in document["files"].items()}
    except (ValueError, AttributeError, KeyError, TypeError, IndexError):
        known = {}
    for line in _read_journal(out):
        known[line[0]] = _parse_row(line[1:]) if len(line) > 1 else UNFINISHED
    return known


def _parse_row(row: list[object]) -> WrittenFile:
    digest, size, *others = row
    answers, *lookups = others or [""]
    if not (isinstance(digest, str) and isinstance(size, int) and isinstance(answers, str)):
        raise TypeError(row)
    return WrittenFile(digest, size, tuple(map(str, lookups)), answers)


def _read_journal(out: str) -> Iterator[list[Any]]:
    """The lines of what a build that did not end has written."""
    text = files.read_bytes(out, JOURNAL_NAME, _MAX_BYTES) or b""
    for line in text.splitlines():
        try:
            row = json.loads(line)
        except ValueError:  # the last one of a process, cut by its end
            continue
        if isinstance(row, list) and row and isinstance(row[0], str) and len(row) != 2:
            yield row


class ManifestWriter:
    """Keeps the manifest while a site is built: `known` is what it has, by url.

    To be used under the site's lock, with `with`.
    """

    def __init__(self, out: str, known: MutableMapping[str, WrittenFile]) -> None:
        self._out, self.known = out, known
        path = os.path.join(out, JOURNAL_NAME)
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND
        # Unbuffered: what is told here has to be on its way before the file itself.
        self._journal = os.open(path, flags | getattr(os, "O_NOFOLLOW", 0), 0o666)
        if os.fstat(self._journal).st_size:  # of a build that was killed, perhaps within a line
            os.write(self._journal, b"\n")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *details: object) -> None:
        """Write the manifest, whatever has happened: an interrupted build goes on from there."""
        os.close(self._journal)
        rows = (
            f"{json.dumps(url)}:{json.dumps(_make_row(self.known[url]), separators=(',', ':'))}"
            for url in sorted(self.known)
        )
        text = f'{{"format":{_FORMAT},"files":{{\n' + ",\n".join(rows) + "\n}}\n"
        output_files.write_file(self._out, MANIFEST_NAME, text.encode())
        os.unlink(os.path.join(self._out, JOURNAL_NAME))

    def announce(self, url: str) -> None:
        """Note that a file is about to be written: whatever happens, it is one of the site."""
        self._append([url])
        self.known[url] = UNFINISHED

    def add(self, url: str, written: WrittenFile) -> None:
        """Note that a file is written."""
        self._append([url, *_make_row(written)])
        self.known[url] = written

    def _append(self, row: list[object]) -> None:
        os.write(self._journal, json.dumps(row, separators=(",", ":")).encode() + b"\n")


def _make_row(written: WrittenFile) -> list[object]:
    lookups = [written.answers, *written.lookups] if written.lookups else []
    return [written.digest, written.size, *lookups]


def require_no_link(out: str) -> None:
    """Raise a Refusal where a file of the manifest's own is a link to somewhere else."""
    for name in (MANIFEST_NAME, JOURNAL_NAME, LOCK_NAME):
        guard.require_writable(out, name)
