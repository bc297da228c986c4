"""What operations on names share: the files that name records, and moves shown as a diff."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from minutebook.operations.project import OperationResult, Project
from minutebook.records.model import Record, RecordSet
from minutebook.records.renaming import citations
from minutebook.records.renaming.moves import Move
from minutebook.repository import store
from minutebook.repository.git.commits import lineage
from minutebook.text import diffs


class MoveResult(OperationResult):
    """What was done: which records moved, and in the notes what a person has to look at."""

    moves: tuple[Move, ...] = ()


def read_citing_files(
    project: Project, records: RecordSet, cited: Iterable[Record]
) -> dict[str, str]:
    """The texts of the files outside the record set that may name one of some records, by path."""
    known_paths = {record.path for record in records.members} | set(records.pages)
    texts = {}
    patterns = citations.build_search_patterns(cited)
    for path in lineage.find_matching_files(project.repo, patterns):
        text = None if path in known_paths else store.read_text(project.top, path)
        if text is not None:
            texts[path] = text
    return texts


def format_diff(result: OperationResult, moves: Sequence[Move] = ()) -> str:
    """What was or would be written, as a diff that `git apply` takes; a move as a renaming."""
    previous_texts = {write.path: write.previous for write in result.writes}
    old_paths = {move.new_path: move.record.path for move in moves}
    removed = {path for new_path, path in old_paths.items() if path != new_path}
    return "".join(
        diffs.format_file_diff(
            write.path,
            previous_texts[old_paths.get(write.path, write.path)],
            write.text,
            old_paths.get(write.path, ""),
        )
        for write in result.writes
        if write.path not in removed
    )
