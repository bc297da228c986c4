"""Give a record another title: the name of its file, links and index pages follow."""

from __future__ import annotations

import os
from collections.abc import Sequence
from shlex import join, quote

from minutebook.errors import Conflict
from minutebook.lean.values import replace
from minutebook.operations.creation.create import require_title
from minutebook.operations.private_texts import find, keep
from minutebook.operations.project import Project
from minutebook.operations.renaming.moved_files import MoveResult, read_citing_files
from minutebook.records import filenames
from minutebook.records.model import Record, RecordSet, Write
from minutebook.records.renaming.moves import Move, plan_moves
from minutebook.records.renaming.names import is_numbered_by_folder, replace_slug
from minutebook.records.renaming.renumber import find_same_numbered
from minutebook.repository import page_files, store
from minutebook.repository.pending import staged_list
from minutebook.text import page_bytes


class TitleTaken(Conflict):
    """Another file has the name that the title gives."""

    code = "title-taken"


def retitle_record(
    project: Project, reference: str, title: str, *, redact: bool = True, dry_run: bool = False
) -> MoveResult:
    """Give a record another title, where its page states it, and its file the name of that.

    Links to it, and their labels where they are the old title, index pages and what names the file
    follow; the page keeps its former name as an alias. With `redact`, secrets in the title are
    hidden, with a warning. Raises UsageError for an empty title, TitleNotEditable where the title
    stands in a form that is not changed, TitleTaken where another file has the new name, Conflict
    where the name is that of a folder with other files.
    """
    from minutebook.operations.redaction import redactor

    title, warnings = redactor.redact_line(project, "title", title, keeps_secrets=not redact)
    title = require_title(title)
    moves: list[Move] = []
    notes: list[str] = []

    def plan(records: RecordSet) -> tuple[Sequence[Record], Sequence[Write]]:
        from minutebook.records import linking

        record = find.resolve_shown(project, records, reference)
        project.require_editable([Write(record.path, record.text, record.text)])
        if obstacle := page_files.find_oversize(project.top, record.path):
            raise obstacle
        move = Move(record, replace_slug(record, filenames.slugify(title)), title)
        _require_free_name(project, records, move)
        if move.new_path == record.path and record.title == title:
            return [record], ()
        moves.append(move)
        group = (record,) if record.number is None else find_same_numbered(records, record)
        texts = read_citing_files(project, records, [record])
        writes = plan_moves(records, moves, [group], texts, lambda path, citation: None)
        # A page in another encoding takes no letters but ASCII: it goes on by the former name.
        spoilt = [write.path for write in writes if write.path != move.new_path and _spoils(write)]
        notes.extend(f"{path} stays as it is: it is not UTF-8" for path in spoilt)
        writes = tuple(write for write in writes if write.path not in spoilt)
        own = next((write for write in writes if write.path == move.new_path), None)
        if own is not None:
            project.require_editable([replace(own, path=record.path, previous=record.text)])
        after = {each.path: each for each in linking.simulate_writes(records, writes).members}
        return [after[move.new_path]], writes

    result = project.run_operation(plan, dry_run=dry_run, renames_only=True)
    if not dry_run:
        _forget_former_names(project, moves, result.writes)
        keep.move_kept(project, [(move.record.path, move.new_path) for move in moves])
    return MoveResult(
        records=result.records,
        writes=result.writes,
        warnings=(*result.warnings, *warnings),
        notes=(
            *notes,
            *(
                f"{record.path} states no title that can be read: its name's words are its title"
                for record in result.records
                if record.title != title
            ),
        ),
        moves=tuple(move for move in moves if move.new_path != move.record.path),
    )


def _spoils(write: Write) -> bool:
    """Whether a file that is there would be in two encodings after a write."""
    if write.previous is None or write.text is None:
        return False
    return bool(page_bytes.explain_mixture(write.previous, write.text)[0])


def _forget_former_names(project: Project, moves: Sequence[Move], writes: Sequence[Write]) -> None:
    """Leave nothing behind under a former name: no folder, no page that would be staged again."""
    staged_list.forget_paths(project.repo, [move.record.path for move in moves])
    if any(is_numbered_by_folder(move.record) for move in moves):
        store.remove_empty_folders(project.top, writes)


def _require_free_name(project: Project, records: RecordSet, move: Move) -> None:
    """Raise TitleTaken or Conflict where a record cannot move to the name of its new title."""
    record, new_path = move.record, move.new_path
    if new_path == record.path:
        return
    if is_numbered_by_folder(record):
        folder, new_folder = (path.rpartition("/")[0] for path in (record.path, new_path))
        if len(os.listdir(os.path.join(project.top, folder))) > 1:
            page = f"{new_folder}/{record.file_name}"
            raise Conflict(
                f"{folder} cannot move: it has other files than the record's page",
                f"git mv {quote(folder)} {quote(new_folder)} && "
                + join(["minutebook", "retitle", page, "--", move.new_title]),
            )
        new_path = new_folder
    taken = next(
        (
            each.path
            for each in records.members
            if filenames.fold_name(each.path) == filenames.fold_name(move.new_path)
        ),
        new_path if os.path.lexists(os.path.join(project.top, new_path)) else "",
    )
    if taken:
        raise TitleTaken(
            f"{taken} has the name that the title gives",
            "give another title, or that file another name",
        )
