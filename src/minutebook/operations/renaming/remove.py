"""Remove records: what names them keeps that from being done, unless it is forced."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from shlex import join

from minutebook.errors import Conflict, UnknownRef
from minutebook.operations.check import baseline
from minutebook.operations.private_texts import find, keep
from minutebook.operations.project import OperationResult, Project
from minutebook.operations.renaming.moved_files import read_citing_files
from minutebook.records.model import Record, RecordSet, Write
from minutebook.records.phr import visibility
from minutebook.records.renaming import removal
from minutebook.records.renaming.removal import Mention
from minutebook.repository import removed_pages, store
from minutebook.repository.git import revisions
from minutebook.repository.pending import staged_list


class StillNamed(Conflict):
    """Something names a record that is to be removed."""

    code = "still-named"


class NotInGit(Conflict):
    """A page that is to be removed has a text that git does not have."""

    code = "not-in-git"


def remove_records(
    project: Project,
    references: Sequence[str],
    *,
    force: bool = False,
    keeps_texts: bool = False,
    dry_run: bool = False,
) -> OperationResult:
    """Remove records, and what other pages store of relations to them.

    Index pages and the baseline follow. The records of the result are the removed ones, as they
    were; its notes name what still names them. Without `force`, raises StillNamed, with each place,
    where anything names them, and NotInGit where a page is not committed as it is, or has texts
    that are kept apart: these go, too, unless with `keeps_texts`.
    """
    notes: list[str] = []
    removed: list[Record] = []
    highest: list[Record] = []

    def plan(records: RecordSet) -> tuple[Sequence[Record], Sequence[Write]]:
        from minutebook.records import linking

        named = [project.resolve_reference(records, reference) for reference in references]
        removed.extend({record.path: record for record in named}.values())
        every_name = [each for record in removed for each in (record, *removal.list_former(record))]
        texts = read_citing_files(project, records, every_name)
        texts.pop(baseline.locate_baseline(project), None)  # it is made, and follows
        if not force:
            hint = join(["minutebook", "remove", *references, "--force"])
            _require_unnamed(removed, removal.find_mentions(records, removed, texts), hint)
            _require_committed(project, removed, hint)
            _require_no_kept_texts(project, removed, hint)
        writes = removal.plan_removal(records, removed)
        edits = [write for write in writes if write.text is not None]
        edited = linking.simulate_writes(records, edits)
        mentions = removal.find_mentions(edited, removed, texts)
        notes.extend(f"{_format_place(mention)}, and is left" for mention in mentions)
        # What was never committed, nobody can have cited.
        highest.extend(
            record
            for record in removal.find_highest(records, removed)
            if revisions.is_committed(project.repo, record.path)
        )
        return removed, (*baseline.plan_without(project, records, removed), *writes)

    try:
        result = project.run_operation(plan, dry_run=dry_run, renames_only=True)
    except UnknownRef:
        private = _find_private(project, references)
        if not private:
            raise
        return _remove_private(project, private, references, force=force, dry_run=dry_run)
    if not dry_run:
        staged_list.forget_paths(project.repo, [record.path for record in removed])
        _keep_numbers(project, highest)
        removed_pages.note_removed(project.repo.common_dir, [record.path for record in removed])
        if not keeps_texts:
            keep.drop_kept(project, [record.path for record in removed])
        store.remove_empty_folders(
            project.top,
            [
                Write(record.path, None)
                for record in removed
                if record.path.rpartition("/")[0] != record.folder.path
            ],
        )
    return OperationResult(tuple(removed), result.writes, result.warnings, tuple(notes))


def _find_private(project: Project, references: Sequence[str]) -> list[Record]:
    """The private records that all of the references name; none where one is of another record."""
    records = find.list_private(project)
    with suppress(UnknownRef):
        return [project.resolve_reference(records, reference) for reference in references]
    return []


def _remove_private(
    project: Project,
    records: Sequence[Record],
    references: Sequence[str],
    *,
    force: bool,
    dry_run: bool,
) -> OperationResult:
    """Remove private records, of which nothing but their kept pages is there; numbers stay taken.

    Raises NotInGit without `force`.
    """
    if not force:
        refs = ", ".join(record.ref for record in records)
        hint = join(["minutebook", "remove", *references, "--force"])
        raise NotInGit(f"{refs}: a private record is nowhere else, so it would be lost", hint)
    if not dry_run:
        removed_pages.note_removed(project.repo.common_dir, [record.path for record in records])
        keep.drop_kept(project, [record.path for record in records])
    return OperationResult(tuple(records), ())


def _keep_numbers(project: Project, highest: Iterable[Record]) -> None:
    """Have the highest numbers, which the names that stay do not show, not given again here."""
    from minutebook.operations.numbers import series

    for record in highest:
        folder = record.path.rpartition("/")[0]
        number_series = series.find_series(project.settings, record.folder, folder, project.top)
        store.keep_number(project.repo.common_dir, number_series.name, record.number or 0)


def _require_unnamed(removed: Sequence[Record], mentions: Sequence[Mention], hint: str) -> None:
    """Raise StillNamed where anything names the records."""
    if not mentions:
        return
    refs = ", ".join(record.ref for record in removed)
    count = "1 place names" if len(mentions) == 1 else f"{len(mentions)} places name"
    refusal = StillNamed(f"{count} {refs}: removed, nothing would be there", hint)
    refusal.places = tuple(map(_format_place, mentions))
    raise refusal


def _require_committed(project: Project, removed: Sequence[Record], hint: str) -> None:
    """Raise NotInGit where a page has a text that git's history does not have."""
    paths = revisions.find_uncommitted(project.repo, [record.path for record in removed])
    if paths:
        raise NotInGit(
            f"{', '.join(paths)}: git does not have this text, so it would be lost",
            hint,
        )


def _require_no_kept_texts(project: Project, removed: Sequence[Record], hint: str) -> None:
    """Raise NotInGit where texts of a record are kept apart: no commit has them."""
    paths = [
        record.path
        for record in removed
        if visibility.keeps_texts_apart(record) and keep.has_kept(project, record.path)
    ]
    if paths:
        raise NotInGit(
            f"{', '.join(paths)}: the texts are kept apart from git, so they would be lost", hint
        )


def _format_place(mention: Mention) -> str:
    line = f":{mention.line}" if mention.line else ""
    return f"{mention.path}{line}: {mention.words}"
