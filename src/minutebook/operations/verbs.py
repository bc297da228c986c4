"""The verbs of every door: command line, hooks and servers call these and nothing below."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from minutebook.errors import ForbiddenTransition, UsageError
from minutebook.operations.project import OperationResult, Project, find_feature
from minutebook.records import filenames
from minutebook.records.model import ADR, PHR, Kind, Record, RecordSet, Write
from minutebook.repository import store
from minutebook.repository.git import repo

TYPE_CHECKING = False
if TYPE_CHECKING:
    from minutebook.records import drafts  # its drafts are dear, and a list needs none


def create_phr(
    project: Project, draft: drafts.PhrDraft, *, reserved_number: int = 0, dry_run: bool = False
) -> OperationResult:
    """Create a prompt record. Branch, user, date and feature are git's where the draft has none.

    `reserved` is the number that was claimed for it at the prompt, 0 where none was.
    """
    from minutebook.records import render

    draft = _complete(project, draft)
    links: dict[str, Sequence[str]] = dict(draft.links)
    if draft.adr:
        links["decides"] = [*links.get("decides", ()), *draft.adr]
    return project.create_record(
        PHR,
        draft.title,
        lambda digits: render.render_phr(
            draft, digits, *find_template(project, project.settings.phr_template)
        ),
        lambda folder, path, text: render.predict_record(folder, path, draft, text),
        route=_route(draft),
        stage=draft.stage,
        reserved_number=reserved_number,
        link_record=_linker(project, links) if links else None,
        dry_run=dry_run,
    )


def rewrite_phr(project: Project, path: str, draft: drafts.PhrDraft) -> OperationResult:
    """Write a prompt record's page anew, under its name; its links and its ledger stay."""

    def verb(shelf: RecordSet) -> tuple[Sequence[Record], Sequence[Write]]:
        from minutebook.records import linking, render
        from minutebook.records.phr import suggestions
        from minutebook.text import frontmatter

        record = next(one for one in shelf.members if one.path == path)
        kept = replace(
            _complete(project, draft),
            stage=record.state or draft.stage,
            suggestions=suggestions.merge_suggestions(
                suggestions.read_suggestions(record), draft.suggestions, record.digits
            ),
        )
        template = find_template(project, project.settings.phr_template)
        text = render.render_phr(kept, record.digits, *template)
        links = record.fields.get("links")
        for name, value in links.items() if isinstance(links, Mapping) else ():
            text = frontmatter.set_field(text, f"links.{name}", value)
        return [record], linking.complete_writes(shelf, [Write(path, text, record.text)], [path])

    return project.run_operation(verb)


def _complete(project: Project, draft: drafts.PhrDraft) -> drafts.PhrDraft:
    branch = draft.branch or repo.read_branch(project.repo)
    return replace(
        draft,
        title=_title(draft.title),
        stage=_stage(project, draft.stage),
        date=draft.date or project.today,
        branch=branch,
        user=draft.user or repo.read_user_name(project.repo),
        feature=draft.feature or find_feature(project, branch),
    )


def _route(draft: drafts.PhrDraft) -> str:
    """The folder of a prompt: its feature's, with one for the constitution and one for the rest."""
    if draft.stage == "constitution":
        return "constitution"
    return filenames.slugify(draft.feature) if draft.feature else "general"


def create_adr(
    project: Project,
    draft: drafts.AdrDraft,
    *,
    template: str = "",
    supersedes: Sequence[str] = (),
    plan_extra_writes: Callable[[RecordSet], Sequence[Write]] | None = None,
    dry_run: bool = False,
) -> OperationResult:
    """Create a decision. `supersedes` names the decisions that it takes the place of.

    `then` plans what else is to be written, on the shelf that has it.
    """
    from minutebook.records import render

    status = draft.status or ADR.initial_state
    if status not in ADR.states or status == "superseded":
        known = ", ".join(state for state in ADR.states if state != "superseded")
        raise UsageError(f"a new decision cannot be {status!r}", f"one of: {known}")
    name = template or project.settings.adr_template
    source, path = find_template(project, name, "adr/")
    _require_places(project, draft, name, source)
    draft = replace(
        draft, title=_title(draft.title), status=status, date=draft.date or project.today
    )
    links: dict[str, Sequence[str]] = dict(draft.links)
    if supersedes:
        links["supersedes"] = [*links.get("supersedes", ()), *supersedes]
    return project.create_record(
        ADR,
        draft.title,
        lambda digits: render.render_adr(draft, digits, source, path),
        lambda folder, path, text: render.predict_record(folder, path, draft, text),
        link_record=_linker(project, links, plan_extra_writes)
        if links or plan_extra_writes
        else None,
        dry_run=dry_run,
    )


def _title(title: str) -> str:
    clean = filenames.clean_title(title)
    if not any(char.isprintable() and not char.isspace() for char in clean):
        raise UsageError("the title is empty", "say in a few words what it is about")
    return clean


def _stage(project: Project, stage: str) -> str:
    stage = stage or PHR.initial_state
    known = (*PHR.states, *project.settings.stages)
    if stage not in known:
        raise UsageError(
            f"no stage is called {stage!r}",
            f"one of: {', '.join(known)}; more with stages = […] in the configuration",
        )
    return stage


def find_template(project: Project, name: str, subfolder: str = "") -> tuple[str, str]:
    """The text and the path of a template; `name` as in `store.find_template`."""
    return store.find_template(
        project.top, project.settings.templates, project.resolve_if_path(name), subfolder
    )


def _require_places(project: Project, draft: drafts.AdrDraft, name: str, source: str) -> None:
    """Raise UsageError where a draft has values for which a template has no place."""
    from minutebook.records import render

    options = render.find_unplaced_options(draft, source)
    if not options:
        return
    fitting = [
        other
        for other in store.list_templates(project.top, project.settings.templates, "adr/")
        if not render.find_unplaced_options(draft, find_template(project, other, "adr/")[0])
    ]
    raise UsageError(
        f"the template {name!r} has no place for {' and '.join(options)}",
        f"leave it out, or take a template that has one: {', '.join(fitting)}"
        if fitting
        else "leave it out: no template has a place for all of it",
    )


def _linker(
    project: Project,
    links: Mapping[str, Sequence[str]],
    then: Callable[[RecordSet], Sequence[Write]] | None = None,
) -> Callable[[RecordSet, Record], tuple[Sequence[str], Sequence[Write]]]:
    """Links a new record to the ones that `links` name, by relation."""

    def finish(shelf: RecordSet, record: Record) -> tuple[Sequence[str], Sequence[Write]]:
        from minutebook.records import linking

        aimed, writes = [record.path], []
        # The new record's own number may be what a mistaken reference names.
        before = replace(shelf, members=tuple(o for o in shelf.members if o.path != record.path))
        for relation, refs in links.items():
            for words in refs:
                name, _, _ = linking.orient_relation(relation, record, record)
                path = project.resolve_reference(before, words, _partner(name, record.kind)).path
                now = {one.path: one for one in shelf.members}
                here, other = now[record.path], now[path]
                more = linking.link_records(shelf, here, relation, other)
                writes.append(more)
                shelf = linking.simulate_writes(shelf, more)
                aimed.append(other.path)
        return aimed, linking.merge_writes(*writes, then(shelf) if then else ())

    return finish


def _partner(relation: str, kind: Kind) -> Kind | None:
    """The kind that a relation of a record of `kind` leads to; None where it may be either."""
    if relation == "decides":
        return ADR if kind is PHR else PHR
    return kind if relation in ("supersedes", "amends", "follows") else None


def change_status(
    project: Project, reference: str, status: str, *, reason: str = "", dry_run: bool = False
) -> OperationResult:
    """Accept, reject or deprecate a decision."""

    def verb(shelf: RecordSet) -> tuple[Sequence[Record], Sequence[Write]]:
        from minutebook.records import adr, drafts, linking

        record = project.resolve_reference(shelf, reference, ADR)
        if record.state == status:
            raise ForbiddenTransition(
                f"{record.ref} is {status} already", f"minutebook show {record.ref}"
            )
        drafts.require_transition(ADR, record, status)
        if status == "rejected":
            linking.require_rejectable(shelf, record)
        text = adr.set_status(
            record.text, record.dialect, status, reason=reason, today=project.today
        )
        return [record], linking.complete_writes(shelf, [Write(record.path, text, record.text)])

    return project.run_operation(verb, dry_run=dry_run)


def supersede_decision(
    project: Project, old_reference: str, new_reference: str, *, dry_run: bool = False
) -> OperationResult:
    """Have one decision take the place of another; both pages say so."""

    def verb(shelf: RecordSet) -> tuple[Sequence[Record], Sequence[Write]]:
        from minutebook.records import linking

        first, second = (
            project.resolve_reference(shelf, old_reference, ADR),
            project.resolve_reference(shelf, new_reference, ADR),
        )
        writes = linking.link_records(shelf, second, "supersedes", first)
        return [second, first], linking.complete_writes(shelf, writes, [second.path, first.path])

    return project.run_operation(verb, dry_run=dry_run)


def relate_records(
    project: Project,
    source: str,
    relation: str,
    target: str,
    *,
    remove: bool = False,
    dry_run: bool = False,
) -> OperationResult:
    """Make a relation between two records, or remove it; both pages show it."""

    def verb(shelf: RecordSet) -> tuple[Sequence[Record], Sequence[Write]]:
        from minutebook.records import linking

        one, other = (
            project.resolve_reference(shelf, source),
            project.resolve_reference(shelf, target),
        )
        act = linking.unlink_records if remove else linking.link_records
        writes = act(shelf, one, relation, other)
        return [one, other], linking.complete_writes(shelf, writes, [one.path, other.path])

    return project.run_operation(verb, dry_run=dry_run)


def rebuild_indexes(project: Project, *, dry_run: bool = False) -> OperationResult:
    """Bring index pages and generated blocks up to date; make the index pages that are missing."""

    def verb(shelf: RecordSet) -> tuple[Sequence[Record], Sequence[Write]]:
        from minutebook.records import linking

        return (), linking.complete_writes(shelf, (), make_index=True)

    return project.run_operation(verb, dry_run=dry_run)


def refresh_generated(project: Project) -> OperationResult:
    """Bring up to date what follows from pages that were changed by hand."""

    def verb(shelf: RecordSet) -> tuple[Sequence[Record], Sequence[Write]]:
        from minutebook.records import linking

        return (), linking.complete_writes(shelf, ())

    return project.run_operation(verb)


@dataclass(frozen=True, slots=True)
class RecordFilter:
    """Which records a list shows; empty takes all. Dates are ISO 8601, both ends included."""

    kind: Kind | None = None
    state: str = ""
    feature: str = ""
    label: str = ""
    agent: str = ""
    since: str = ""
    until: str = ""
    touched_path: str = ""

    def matches(self, record: Record) -> bool:
        """Whether a record is shown."""
        from minutebook.operations import serialize
        from minutebook.records import reader

        if self.kind is not None and record.kind is not self.kind:
            return False
        if self.state and self.state not in (record.state, record.state_raw):
            return False
        for name in ("feature", "agent"):
            wanted = getattr(self, name)
            if wanted and serialize.format_field(record, name) != wanted:
                return False
        if self.label and self.label not in serialize.list_labels(record):
            return False
        if (self.since or self.until) and not record.date:
            return False
        if self.since and record.date < self.since:
            return False
        if self.until and record.date > self.until:
            return False
        return not self.touched_path or any(
            _at_or_below(item, self.touched_path)
            for item in reader.read_field_items(record, "files")
        )


def _at_or_below(listed: str, path: str) -> bool:
    """Whether a page's word for a file means `path` or a file below it; "a.py (new)" means a.py."""
    word = listed.partition(" (")[0].strip("` ").removeprefix("./")
    return word == path or word.startswith(path + "/")


def sort_records(records: Sequence[Record]) -> list[Record]:
    """Records as a list shows them: prompts, then decisions; by folder and number, undated last."""
    return sorted(
        records,
        key=lambda one: (
            one.kind is ADR,
            one.folder.path,
            one.number is None,
            one.number or 0,
            one.date,
            one.path,
        ),
    )
