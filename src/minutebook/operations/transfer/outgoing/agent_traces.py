"""Writes prompts as Agent Trace 0.1.0: which lines of which file came out of which prompt.

https://agent-trace.dev. A record of the format for each prompt record whose traces are found in a
file. Line numbers are those of `vcs.revision`: the commit that holds the prompt's work, else the
one that is checked out. A conversation's `url` is the record's page on the forge, `related` are the
decisions that the prompt decided or implemented. What the format has no place for stands in
`metadata`, below our own name: there a later import finds the prompt.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from minutebook.lean.progress import track_progress
from minutebook.lean.values import Value
from minutebook.operations.explaining.story.page_addresses import make_address
from minutebook.operations.explaining.story.record_agents import RecordAgents
from minutebook.operations.project import Project
from minutebook.operations.reading import query
from minutebook.operations.schema import serialize
from minutebook.operations.transfer.outgoing.work_commits import RecordCommits, WorkCommits
from minutebook.provenance import line_ranges, murmur3
from minutebook.provenance.traces import Trace, read_traces
from minutebook.records import reader
from minutebook.records.adr.fields import read_field_items
from minutebook.records.model import ADR, PHR, Record, RecordSet
from minutebook.records.phr import visibility
from minutebook.repository import files
from minutebook.repository.git import revisions
from minutebook.repository.git.commits import page_versions
from minutebook.text import dates

VERSION = "0.1.0"
METADATA_NAME = "dev.minutebook"
_MAX_MODEL_CHARS = 250  # as the format has it
_DECIDING = ("decides", "implements")
# The provider of a model, as models.dev names it, by how the model's name begins.
_PROVIDERS = (
    ("claude", "anthropic"),
    (("gpt", "o1", "o3", "o4", "codex", "chatgpt"), "openai"),
    (("gemini", "gemma"), "google"),
    ("grok", "xai"),
    (("mistral", "codestral", "devstral", "magistral", "ministral"), "mistral"),
    ("deepseek", "deepseek"),
    ("llama", "llama"),
    (("qwen", "qwq"), "alibaba"),
    ("kimi", "moonshotai"),
    ("glm", "zai"),
)
# Why a record is left out, in the order in which it is told.
PRIVATE, UNTRACED, UNDATED, NOT_FOUND = (
    "the tree is to show nothing of it",
    "it has no traces",
    "it has no day",
    "its lines are in none of its files any more",
)


class _Version(Value):
    """Files as a commit has them; as they are on the disk with the commit ""."""

    commit: str
    texts: Mapping[str, str]


def export_traces(
    project: Project, find_page_base: Callable[[str], str], left_out: dict[str, int]
) -> Iterator[dict[str, object]]:
    """A record of the format for each prompt, in the order of their numbers.

    `find_page_base` gives how the addresses of the pages of a commit begin, "" for none. What is
    left out is counted in `left_out` by the reason.
    """
    records = project.load_records(has_texts=False)
    prompts = query.sort_records(records.of_kind(PHR))
    commits = WorkCommits(project, prompts)
    head = revisions.find_commit(project.repo, "HEAD")
    agents = RecordAgents(records)
    bases = {"": ""}

    def find_base(commit: str) -> str:
        if commit not in bases:
            bases[commit] = find_page_base(commit)
        return bases[commit]

    for record in track_progress(prompts, project.report_progress):
        traces, found = _read_traces(record), commits.find(record)
        timestamp = _make_timestamp(record, found)
        version: _Version | None = None
        ranges: dict[str, list[tuple[int, int]]] = {}
        if visibility.is_private(record):
            reason = PRIVATE
        elif not traces:
            reason = UNTRACED
        elif not timestamp:
            reason = UNDATED
        else:
            reason = NOT_FOUND
            version, ranges = _find_lines(project, traces, found, head)
        if version is None:
            left_out[reason] = left_out.get(reason, 0) + 1
            continue
        decisions = _list_decisions(record, records)
        conversation: dict[str, object] = {}
        if base := find_base(found.added):
            conversation["url"] = make_address(base, record.path)
        conversation["contributor"] = _describe_contributor(record, agents)
        if decisions and (base := find_base(head)):
            conversation["related"] = [
                {"type": "decision", "url": make_address(base, each.path)} for each in decisions
            ]
        document: dict[str, object] = {"version": VERSION, "id": _make_id(record)}
        document["timestamp"] = timestamp
        if version.commit:
            document["vcs"] = {"type": "git", "revision": version.commit}
        if agent := agents.find_agent(record):
            document["tool"] = {"name": agent}
        document["files"] = [
            {"path": path, "conversations": [{**conversation, "ranges": described}]}
            for path, described in _describe_ranges(version, ranges)
        ]
        document["metadata"] = {METADATA_NAME: _describe_record(record, records, decisions)}
        yield document


def _read_traces(record: Record) -> dict[str, Trace]:
    return dict(sorted(read_traces(record.fields, read_field_items(record, "files")).items()))


def _make_timestamp(record: Record, commits: RecordCommits) -> str:
    """When the commit that brought the record was written; noon where that was on another day.

    A record states its day alone, and may come later, as what is imported does. A day begins
    earlier or later elsewhere: the next one and the one before count as the same, and noon is that
    day in most zones.
    """
    from datetime import UTC, datetime, timedelta

    try:
        day = dates.require_day(record.date)
    except ValueError:
        day = ""
    if commits.added_time:
        moment = datetime.fromtimestamp(commits.added_time, UTC)
        noon = datetime.fromisoformat(f"{day}T12:00:00Z") if day else moment
        if abs(moment - noon) < timedelta(hours=36):
            return f"{moment:%Y-%m-%dT%H:%M:%SZ}"
    return f"{day}T12:00:00Z" if day else ""


def _find_lines(
    project: Project, traces: Mapping[str, Trace], commits: RecordCommits, head: str
) -> tuple[_Version | None, dict[str, list[tuple[int, int]]]]:
    """The version of the files that has lines of the traces, and their ranges by path.

    Looked for in the commits of the work, the last one first, in the one that brought the record,
    in that which is checked out, and, of a record that is in none yet, on the disk.
    """
    candidates = dict.fromkeys(filter(None, (*reversed(commits.stated), commits.added)))
    versions = [*candidates, *([head] if commits.added and head not in candidates else [])]
    for commit in versions:
        version = _Version(commit, page_versions.read_files_at(project.repo, commit, traces))
        if ranges := _find_ranges(traces, version.texts):
            return version, ranges
    if not commits.added:
        texts = {path: files.read_text(project.top, path) for path in traces}
        version = _Version("", {path: text for path, text in texts.items() if text is not None})
        if ranges := _find_ranges(traces, version.texts):
            return version, ranges
    return None, {}


def _find_ranges(
    traces: Mapping[str, Trace], texts: Mapping[str, str]
) -> dict[str, list[tuple[int, int]]]:
    ranges_by_path = {
        path: line_ranges.find_ranges(traces[path], texts[path].split("\n")) for path in texts
    }
    return {path: ranges for path, ranges in ranges_by_path.items() if ranges}


def _make_id(record: Record) -> str:
    """A UUID that stays the same for a record, also where it gets another number or place."""
    from uuid import NAMESPACE_URL, uuid5

    names = [serialize.format_field(record, name) for name in ("session", "digest")]
    identity = " ".join(names) if all(names) else record.path
    return str(uuid5(NAMESPACE_URL, f"minutebook:{identity}".encode("utf-8", "replace").decode()))


def _describe_contributor(record: Record, agents: RecordAgents) -> dict[str, str]:
    contributor = {"type": "ai" if agents.is_agents(record) else "unknown"}
    if model := name_model(agents.find_model(record)):
        contributor["model_id"] = model[:_MAX_MODEL_CHARS]
    return contributor


def name_model(model: str) -> str:
    """A model as models.dev names it, `provider/model`; as it is where nobody knows whose it is."""
    if "/" in model:
        return model
    folded = model.casefold()
    provider = next((name for starts, name in _PROVIDERS if folded.startswith(starts)), "")
    return f"{provider}/{model}" if provider else model


def _list_decisions(record: Record, records: RecordSet) -> list[Record]:
    """The decisions that a prompt decided or implemented."""
    decided = {
        relation.record.path: relation.record
        for relation in records.graph.list_relations(record)
        if relation.name in _DECIDING and relation.record.kind is ADR
    }
    return [each for each in decided.values() if not visibility.is_private(each)]


def _describe_ranges(
    version: _Version, ranges_by_path: Mapping[str, list[tuple[int, int]]]
) -> Iterator[tuple[str, list[dict[str, object]]]]:
    """The ranges of each file, with the hash of their lines.

    These are joined by line feeds, with none behind the last one.
    """
    for path, ranges in ranges_by_path.items():
        lines = version.texts[path].split("\n")
        described: list[dict[str, object]] = []
        for first, last in ranges:
            text_hash = murmur3.hash_text("\n".join(lines[first - 1 : last]))
            described.append(
                {"start_line": first, "end_line": last, "content_hash": f"murmur3:{text_hash}"}
            )
        yield path, described


def _describe_record(
    record: Record, records: RecordSet, decisions: Iterable[Record]
) -> dict[str, object]:
    """What the format has no place for."""
    described: dict[str, object] = {"ref": record.ref, "path": record.path}
    if session := serialize.format_field(record, "session"):
        described["session_id"] = session
    if refs := [each.ref for each in decisions]:
        described["decisions"] = refs
    if not visibility.keeps_texts_apart(record):
        prompt = reader.read_prompt(records.with_text(record))
        if prompt:
            described["prompt"] = prompt
    return described
