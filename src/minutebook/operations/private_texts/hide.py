"""Brings a record that the tree shows down: to its summary, or out of the tree."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from shlex import join

from minutebook.errors import Conflict, UsageError
from minutebook.lean.values import replace
from minutebook.operations.private_texts import find, keep
from minutebook.operations.project import OperationResult, Project
from minutebook.records import filenames, reader
from minutebook.records.adr.fields import list_items
from minutebook.records.drafting import drafts, summary_pages
from minutebook.records.model import PHR, Record, RecordSet, Write
from minutebook.records.phr import visibility
from minutebook.repository.git import repo
from minutebook.repository.git.commits import history
from minutebook.text import frontmatter

_MAX_COMMITS = 10  # that a note names
_COMMIT_CHARS = 10


class NotHidable(Conflict):
    """A page has its texts in a form that cannot be cut out of it."""

    code = "not-hidable"


def hide_record(
    project: Project, reference: str, wanted: str, *, title: str = "", dry_run: bool = False
) -> OperationResult:
    """Keep the texts of a record apart from the tree (`summary`), or all of it (`private`).

    The whole page is kept first. A summary gets a title that says nothing of the texts, unless
    `title` gives one, and its file the name of that. The notes name the commits that have the texts
    all the same. Raises UsageError for a decision or another visibility, NotHidable.
    """
    if wanted not in (visibility.SUMMARY, visibility.PRIVATE):
        raise UsageError(f"a record is not hidden as {wanted!r}", "--as summary, or --as private")
    records = project.load_records(has_texts=False)
    record = records.with_text(project.resolve_reference(records, reference))
    if record.kind is not PHR:
        raise UsageError(
            f"{record.ref} is a decision: decisions are for all who read the repository",
            "name a prompt record, such as PHR-42",
        )
    kept_text = _make_kept_page(project, record, wanted)
    commits = history.list_page_commits(
        project.repo, record.path, str(record.fields.get("digest") or "")
    )
    if wanted == visibility.PRIVATE:
        result = _make_private(project, record, kept_text, dry_run=dry_run)
    else:
        result = _make_summary(project, record, kept_text, title, dry_run=dry_run)
    notes = (*_describe_staged(project, record, result.paths), *_describe_history(commits, wanted))
    return replace(result, notes=(*result.notes, *notes))


def _make_kept_page(project: Project, record: Record, wanted: str) -> str:
    """The page to be kept: the whole one, which is not in the tree of a summary any more."""
    whole = find.find_kept(project, record) if visibility.keeps_texts_apart(record) else record
    if whole is None:
        whole = record  # its texts are elsewhere: what the tree has is all there is
    text = frontmatter.set_field(whole.text, visibility.FIELD_NAME, wanted)
    for field, content in (
        ("digest", reader.read_prompt(whole)),
        (visibility.RESPONSE_DIGEST_FIELD, reader.read_response(whole)),
    ):
        if content and not whole.fields.get(field):
            text = frontmatter.set_field(text, field, drafts.compute_digest(content))
    return text


def _make_private(
    project: Project, record: Record, kept_text: str, *, dry_run: bool
) -> OperationResult:
    from minutebook.operations.renaming.remove import remove_records

    warnings: tuple[str, ...] = ()
    if not dry_run:
        warnings = keep.write_kept(project, record.path, kept_text)
        keep.hold_number(project, record.folder, record.path)
    removed = remove_records(project, [record.path], force=True, keeps_texts=True, dry_run=dry_run)
    private = reader.read_record(record.folder, record.path, kept_text)
    return replace(removed, records=(private,), warnings=(*removed.warnings, *warnings))


def _make_summary(
    project: Project, record: Record, kept_text: str, title: str, *, dry_run: bool
) -> OperationResult:
    from minutebook.operations.renaming.retitle import retitle_record
    from minutebook.records import linking

    if visibility.keeps_texts_apart(record):
        return OperationResult((record,), ())
    if summary_pages.summarize_page(record) is None:
        raise NotHidable(
            f"{record.path} has its texts in a form that is not taken out of a page",
            f"minutebook phr hide {record.ref} --as private",
        )
    feature = record.fields.get("feature")
    title = title or filenames.clean_title(
        visibility.make_neutral_title(
            record.state,
            list_items(record.fields.get("files")),
            feature if isinstance(feature, str) else "",
        )
    )
    warnings: tuple[str, ...] = ()
    if not dry_run:
        warnings = keep.write_kept(project, record.path, kept_text)
    renamed = retitle_record(project, record.path, title, dry_run=dry_run)
    path = renamed.records[0].path if renamed.records and not dry_run else record.path

    def plan(records: RecordSet) -> tuple[Sequence[Record], Sequence[Write]]:
        current = next(each for each in records.members if each.path == path)
        text = _drop_quoted_lines(current, summary_pages.summarize_page(current) or current.text)
        writes = linking.complete_writes(records, [Write(path, text, current.text)], [path])
        return [current], writes

    hidden = project.run_operation(plan, dry_run=dry_run)
    by_path = {write.path: write for write in (*renamed.writes, *hidden.writes)}
    return OperationResult(
        hidden.records,
        tuple(by_path.values()),
        (*renamed.warnings, *hidden.warnings, *warnings),
        renamed.notes,
    )


def _drop_quoted_lines(record: Record, summary: str) -> str:
    """The page of a summary without traces of lines of the texts that its record had."""
    traces = record.fields.get("traces")
    if not isinstance(traces, Mapping):
        return summary
    from minutebook.operations.private_texts.shown_traces import select_shown_traces

    shown = select_shown_traces(traces, summary_pages.list_texts(record))
    if shown == traces:
        return summary
    if not shown:
        return frontmatter.remove_field(summary, "traces")
    return frontmatter.set_field(summary, "traces", shown)


def _describe_staged(project: Project, record: Record, paths: Sequence[str]) -> tuple[str, ...]:
    """What is told of a page that git's index has as it was: the next commit would have it."""
    staged = repo.list_staged_objects(project.repo, [record.path])
    texts = repo.read_blobs(project.repo, staged.values())
    if record.text not in texts.values():
        return ()
    command = f"git add -A -- {join(paths)}"
    return (f"git's index still has the page as it was, for the next commit: {command}",)


def _describe_history(commits: Sequence[str], wanted: str) -> tuple[str, ...]:
    """What is told of commits that have the texts: what was pushed, others may have."""
    if not commits:
        return ()
    shown = ", ".join(commit[:_COMMIT_CHARS] for commit in commits[:_MAX_COMMITS])
    more = f" and {len(commits) - _MAX_COMMITS} more" if len(commits) > _MAX_COMMITS else ""
    what = "page" if wanted == visibility.PRIVATE else "texts"
    note = (
        f"git's history still has the {what}: {shown}{more}; to take them out of it, rewrite these"
        " commits (git filter-repo), and tell everyone who has a clone"
    )
    return (note,)
