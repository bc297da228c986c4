"""Read the corpus of real changes, and what suggesting measures in them, kept for the next run.

The signals of all changes take a minute and a half. They are kept in the folder for temporary
files under a name that is a hash of all that they depend on: the code and rows that read a change,
and the corpus. The weights are no part of it.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

import minutebook
from minutebook.suggest import change
from minutebook.suggest.catalogue import catalogue
from minutebook.suggest.scoring import usual_size
from minutebook.suggest.signals import registry
from minutebook.suggest.wording.titles import compose_suggestion
from suggesting.title_match import Proposal

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]

_PACKAGES = ("lean", "suggest")  # what the signals of a change are read by
_FILENAME = "changes.jsonl.gz"


@dataclass(frozen=True)
class Corpus:
    """Changes with their labels: `signals` has a row for each change, a column for each signal.

    `length` is the diff's number of characters, `files` that of the files that it changes, `lines`
    that of the lines which it writes, as `usual_size.count_lines` counts them.
    `proposals` are those of the changes that came with a decision, by their row.
    """

    signals: Array
    length: Array
    files: Array
    lines: Array
    decision: Mask
    adoption: Mask
    random: Mask
    matched: Mask
    bump: Mask
    repository: NDArray[np.str_]
    organisation: NDArray[np.str_]
    proposals: dict[int, Proposal]

    @property
    def positive(self) -> Mask:
        """Changes that came with a decision, or that first use what one adopts."""
        return self.decision | self.adoption

    @property
    def ordinary(self) -> Mask:
        """Changes without a decision, version bumps aside."""
        return self.random | self.matched

    def select(self, rows: Mask) -> Corpus:
        """The corpus of some of the rows, without proposals."""
        arrays = {
            name: value[rows] for name, value in vars(self).items() if isinstance(value, np.ndarray)
        }
        return replace(self, **arrays, proposals={})


def load_corpus(folder: str) -> Corpus:
    """Read the corpus in `folder`, with the signals of its changes: kept ones, else measured."""
    path = Path(folder, _FILENAME)
    with gzip.open(path, "rt", encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    cache = Path(tempfile.gettempdir(), f"minutebook-signals-{_hash_inputs(path)}.json.gz")
    if cache.exists():
        measured = json.loads(gzip.decompress(cache.read_bytes()))
    else:
        measured = _measure(rows)
        cache.write_bytes(gzip.compress(json.dumps(measured).encode(), 4))
    label = np.array([row["label"] for row in rows])
    sample = np.array([row["set"] or "" for row in rows])
    repository = np.array([row["repo"] for row in rows])
    return Corpus(
        np.array(measured["signals"], dtype=float),
        np.array([len(row["diff"]) for row in rows], dtype=float),
        np.array(measured["files"], dtype=float),
        np.array(measured["lines"], dtype=float),
        label == "decision",
        label == "adoption",
        sample == "random",
        sample == "size-matched",
        label == "bump",
        repository,
        np.array([name.partition("/")[0] for name in repository]),
        {
            int(row): Proposal(title, brief, tuple(map(tuple, topics)), rows[int(row)]["adr_title"])
            for row, (title, brief, topics) in measured["proposals"].items()
        },
    )


def _hash_inputs(corpus: Path) -> str:
    root = Path(minutebook.__file__).parent
    digest = hashlib.sha256()
    sources = [path for name in _PACKAGES for path in (root / name).rglob("*")]
    for path in sorted([*sources, corpus, Path(__file__)]):
        if path.suffix in (".py", ".toml", ".gz"):
            digest.update(f"{path.name}\0".encode() + path.read_bytes())
    return digest.hexdigest()[:20]


def _measure(rows: list[dict[str, str]]) -> dict[str, object]:
    """Measure the signals of all changes, and word the proposals of those with a decision."""
    known = catalogue.load_catalogue()
    signals, files, lines, proposals = [], [], [], {}
    for index, row in enumerate(rows):
        texts = {"message": row["message"] or ""}
        read = change.read_change(row["diff"], texts, known)
        files.append(len(read.files))
        counts = {file.path: len(file.added_lines) + len(file.removed_lines) for file in read.files}
        lines.append(usual_size.count_lines(counts))
        # A change of which no file counts has no signals.
        signals.append(
            [signal.find(read).value if read.files else 0.0 for signal in registry.SIGNALS]
        )
        if row["label"] == "decision":
            brief, title, _ = compose_suggestion(read.topics, texts, read.files, known)
            topics = [
                (topic.category, topic.technology, topic.action, topic.instead)
                for topic in read.topics
            ]
            proposals[index] = (title, brief, topics)
    return {"signals": signals, "files": files, "lines": lines, "proposals": proposals}
