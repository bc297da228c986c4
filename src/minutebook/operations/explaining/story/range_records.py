"""Which records a change adds or alters: told by its trees alone, so that it survives a squash."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from minutebook.lean.values import Value, replace
from minutebook.operations.explaining.story.record_agents import RecordAgents
from minutebook.operations.explaining.story.story_range import StoryRange
from minutebook.operations.project import Project
from minutebook.operations.schema import serialize
from minutebook.records import filenames, reader
from minutebook.records.adr.fields import read_field_items
from minutebook.records.index import shown_titles
from minutebook.records.model import ADR, LINKS_BLOCK, PHR, Record, RecordSet, find_folder
from minutebook.repository import store
from minutebook.repository.git import repo, revisions
from minutebook.text import frontmatter, markdown

ADDED, CONTINUED, EDITED, REMOVED = "added", "continued", "edited", "removed"
# Fields of a prompt record that change where its turn went on.
_TURN_FIELDS = ("digest", "files", "tests", "tokens")


class AskedPrompt(Value):
    """A prompt record of a change. It is ADDED, or CONTINUED where its turn went on in the change.

    `depth` is 0 for what a person asked, 1 for the task of a subagent, 2 for one of its subagents;
    a task whose turn is not in the change has 0, too. `agent` and `subagent` are as in
    `RecordAgents`.
    """

    record: Record
    change: str = ADDED
    depth: int = 0
    agent: str = ""
    subagent: str = ""


class DecisionChange(Value):
    """A decision of a change: ADDED, EDITED, REMOVED, or the status that it got.

    `record` is as the change leaves it, and as it was where that removes it.
    """

    record: Record
    change: str


class RangeRecords(Value):
    """The records of a change.

    `records` are all that its last tree has, with the secrets in their titles hidden. `prompts` are
    in the order of their sessions, `decisions` by number. `uncommitted_paths` are the pages that
    only the working tree has as they are.
    """

    records: RecordSet
    prompts: tuple[AskedPrompt, ...]
    decisions: tuple[DecisionChange, ...]
    uncommitted_paths: frozenset[str]


def find_range_records(project: Project, story_range: StoryRange) -> RangeRecords:
    """Compare the records before and after a change."""
    repository = project.repo
    folder_paths = [folder.path for folder in project.settings.list_folders()]
    old_objects = revisions.list_commit_objects(repository, story_range.base, folder_paths)
    new_objects = revisions.list_commit_objects(repository, story_range.head, folder_paths)
    if story_range.has_working_tree:
        records = project.load_records()
        changed = revisions.find_uncommitted(repository, folder_paths)
        uncommitted = frozenset(changed) & {record.path for record in records.members}
    else:
        records = project.load_committed_records(story_range.head)
        uncommitted = frozenset()
    records = shown_titles.hide_secrets(records)
    candidates = [
        record
        for record in records.members
        if record.path in uncommitted
        or old_objects.get(record.path) != new_objects.get(record.path)
    ]
    present = {record.path for record in records.members}
    removed = [path for path in old_objects if path not in present]
    old_texts = repo.read_blobs(
        repository,
        (
            old_objects[path]
            for path in (*removed, *(record.path for record in candidates))
            if path in old_objects
        ),
    )
    texts_by_path = {
        path: old_texts[object_id]
        for path, object_id in old_objects.items()
        if object_id in old_texts
    }
    moved = _read_removed(records, removed, texts_by_path)
    agents = RecordAgents(records)
    prompts, decisions = [], []
    for record in candidates:
        text = texts_by_path.get(record.path)
        before = (
            moved.pop(_make_identity(record), None)
            if text is None
            else reader.read_record(record.folder, record.path, *_cut(text))
        )
        change = _describe_change(before, record)
        if change and record.kind is PHR:
            agent, subagent = agents.find_agent(record), agents.find_subagent(record)
            prompts.append(AskedPrompt(record, change, agent=agent, subagent=subagent))
        elif change:
            decisions.append(DecisionChange(record, change))
    decisions += [
        DecisionChange(shown_titles.hide_secret(record), REMOVED)
        for record in moved.values()
        if record.kind is ADR
    ]
    decisions.sort(key=lambda each: (each.record.number or 0, each.record.path))
    return RangeRecords(
        records, tuple(order_prompts(prompts, records)), tuple(decisions), uncommitted
    )


def _cut(text: str) -> tuple[str]:
    return (store.cut_page(text)[0],)


def _read_removed(
    records: RecordSet, paths: list[str], texts: Mapping[str, str]
) -> dict[tuple[str, ...], Record]:
    """The records that are no longer where they were, by what is the same of them elsewhere."""
    removed = {}
    for path in paths:
        folder = find_folder(records.folders, path)
        if folder and path in texts and filenames.is_record(folder, path):
            record = reader.read_record(folder, path, *_cut(texts[path]))
            removed[_make_identity(record)] = record
    return removed


def _make_identity(record: Record) -> tuple[str, ...]:
    """What stays the same of a record that gets another number or another place."""
    if record.kind is PHR:
        digest = serialize.format_field(record, "digest")
        return "phr", serialize.format_field(record, "session"), digest or record.title
    return "adr", record.title


def _describe_change(before: Record | None, record: Record) -> str:
    """What a change made of a record; "" for nothing that its readers would call a change."""
    if before is None:
        return ADDED
    if record.kind is PHR:
        facts = [
            tuple(read_field_items(each, name) for name in _TURN_FIELDS)
            for each in (before, record)
        ]
        return CONTINUED if facts[0] != facts[1] else ""
    if before.state_raw.casefold() != record.state_raw.casefold():
        return record.state or record.state_raw
    return EDITED if _read_body(before) != _read_body(record) else ""


def _read_body(record: Record) -> str:
    """What a decision's page says, without front matter, generated links and its heading."""
    text = markdown.remove_block(record.text, LINKS_BLOCK)
    body = text[frontmatter.parse(text)[0].body_start :]
    return "\n".join(line for line in body.splitlines() if line.strip() and line[:2] != "# ")


# Their order ------------------------------------------------------------------------------------


def order_prompts(prompts: list[AskedPrompt], records: RecordSet) -> Iterator[AskedPrompt]:
    """Prompts by session and date; what subagents were told follows the turn that it belongs to."""
    by_path = {prompt.record.path: prompt for prompt in prompts}
    children: dict[str, list[AskedPrompt]] = {}
    roots: list[AskedPrompt] = []
    for prompt in prompts:
        parent = _find_parent(prompt, records)
        if parent in by_path and parent != prompt.record.path:
            children.setdefault(parent, []).append(prompt)
        else:
            roots.append(prompt)
    begun: dict[str, tuple[str, int, str]] = {}
    for prompt in roots:
        name, key = _name_session(prompt.record), _make_sort_key(prompt)
        begun[name] = min(begun.get(name, key), key)
    roots.sort(key=lambda each: (begun[_name_session(each.record)], _make_sort_key(each)))
    shown: set[str] = set()
    for root in roots:
        yield from _walk(root, children, 0, shown)
    for prompt in prompts:  # pages edited by hand may follow each other in a circle
        if prompt.record.path not in shown:
            yield from _walk(prompt, children, 0, shown)


def _walk(
    prompt: AskedPrompt, children: Mapping[str, list[AskedPrompt]], depth: int, shown: set[str]
) -> Iterator[AskedPrompt]:
    if prompt.record.path in shown:
        return
    shown.add(prompt.record.path)
    yield replace(prompt, depth=depth)
    for child in sorted(children.get(prompt.record.path, ()), key=_make_sort_key):
        yield from _walk(child, children, depth + 1, shown)


def _make_sort_key(prompt: AskedPrompt) -> tuple[str, int, str]:
    record = prompt.record
    return record.date, record.number or 0, record.path


def _name_session(record: Record) -> str:
    return serialize.format_field(record, "session") or record.path


def _find_parent(prompt: AskedPrompt, records: RecordSet) -> str:
    """The path of the record whose turn started a subagent; "" for what a person asked."""
    if not prompt.subagent:
        return ""
    relations = records.graph.list_relations(prompt.record)
    return next((each.record.path for each in relations if each.name == "follows"), "")
