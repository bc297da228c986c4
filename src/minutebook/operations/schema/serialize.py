"""Records, findings and suggestions as parts of the JSON documents.

The documents are described by the dataclasses of this package, which cost pydantic and some thirty
classes to import, more than a whole `list --json`. So they are written by hand here, and a test
holds every command's output against its description.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from minutebook.records import relations
from minutebook.records.adr.fields import format_value, read_field, read_field_items
from minutebook.records.model import ADR, PHR, Finding, Link, Record
from minutebook.records.phr import visibility

TYPE_CHECKING = False  # typing is costly to import
if TYPE_CHECKING:
    from minutebook.operations.project import OperationResult
    from minutebook.records.phr.suggestions import Suggestion
    from minutebook.suggest.drift.findings import Drift
    from minutebook.suggest.model import Assessment, Decision, Evidence


def serialize_record(
    record: Record, graph: relations.RelationGraph | None = None
) -> dict[str, object]:
    """A record as `list` gives it. Without a graph its links are those that its page stores."""
    document: dict[str, object] = {
        "kind": record.kind.name,
        "ref": record.ref,
        "number": record.number,
        "slug": record.slug,
        "title": record.title,
        "path": record.path,
        "date": record.date,
    }
    if record.kind is PHR:
        document["stage"] = record.state or record.state_raw
        for name in ("feature", "agent", "model"):
            document[name] = format_field(record, name)
    else:
        document["status"], document["status_raw"] = record.state, record.state_raw
        document["deciders"] = list(record.deciders)
        document["governs"] = list(record.governs)
    document["labels"] = list_labels(record)
    document["links"] = _serialize_links(record, graph)
    document["fields"] = dict(record.fields)
    return document


def serialize_written_record(record: Record) -> dict[str, object]:
    """A record that an operation made or changed, as its page says it now."""
    from minutebook.records import reader

    read = reader.read_record(record.folder, record.path, record.text)
    document = serialize_record(read)
    if not read.date and read.date_text == record.date_text:
        document["date"] = record.date  # the other records have settled it
    return document


def serialize_written(result: OperationResult, *, is_single_record: bool) -> dict[str, object]:
    """What an operation wrote, or would write, with the key `record` or `records`."""
    records = [serialize_written_record(record) for record in result.records]
    subject: dict[str, object] = (
        {"record": records[0]} if is_single_record and records else {"records": records}
    )
    notes = {"notes": list(result.notes)} if result.notes else {}
    return {**subject, "writes": result.paths, **notes}


def serialize_full_record(
    record: Record,
    graph: relations.RelationGraph,
    provenance: Mapping[str, str],
    kept: Record | None = None,
    *,
    told: Iterable[str] = (),
) -> dict[str, object]:
    """A record as `show` gives it, with its texts, whose it is, and what states its facts.

    `kept` is the page that has the texts, of a record that keeps them apart, `told` are refs of the
    decisions that its agent was told of.
    """
    from minutebook.operations.schema.sources import list_sources
    from minutebook.records import reader
    from minutebook.records.drafting import phr_pages
    from minutebook.records.phr import asked_before

    document = serialize_record(record, graph)
    if record.kind is PHR:
        source = kept or record
        document["prompt"] = reader.read_prompt(source)
        document["response"] = reader.read_response(source)
        document["asked_before"] = phr_pages.list_asked_before(
            asked_before.read_asked_before(source)
        )
        document["told"] = list(told)
        document["visibility"] = state_visibility(record)
        is_here = kept is not None or document["visibility"] != visibility.SUMMARY
        document["texts"] = "here" if is_here else "elsewhere"
    else:
        from minutebook.records.adr.statements.decision_sentence import find_sentence

        document["sentence"] = find_sentence(record)
    document["provenance"] = dict(provenance)
    document["sections"] = reader.read_sections(record)
    document["sources"] = [source._asdict() for source in list_sources(record)]
    document["findings"] = [serialize_finding(finding) for finding in record.findings]
    return document


def state_visibility(record: Record) -> str:
    """The visibility of a prompt record as documents give it."""
    return visibility.read_visibility(record) or visibility.FULL


def serialize_finding(finding: Finding) -> dict[str, object]:
    """A finding as `check` gives it."""
    return {
        "code": finding.code,
        "severity": finding.severity,
        "path": finding.path,
        "line": finding.line,
        "message": finding.message,
        "fix": finding.fix,
    }


def serialize_drift(drift: Drift, days: int) -> dict[str, object]:
    """A drift as `drift` gives it; `days` have gone by since its commit."""
    from minutebook.suggest.drift import findings

    place = drift.evidence
    return {
        "kind": drift.kind,
        "ref": drift.ref,
        "title": drift.title,
        "path": drift.record_path,
        "what": drift.what,
        "technology": drift.technology,
        "place": {"path": place.path, "line": place.line, "excerpt": place.excerpt},
        "commit": drift.commit,
        "date": drift.date,
        "days": days,
        "successor": drift.successor,
        "message": findings.describe(drift, days),
        "command": findings.suggest_command(drift),
    }


def serialize_suggestion(record: Record, suggestion: Suggestion) -> dict[str, object]:
    """A suggestion as `suggest list` gives it, with the prompt record that holds it."""
    return {
        "id": suggestion.id,
        "topic": suggestion.topic,
        "title": suggestion.decision_title,
        "score": suggestion.score,
        "state": suggestion.state,
        "reason": suggestion.reason,
        "closed": suggestion.is_closed,
        "phr": record.ref,
        "path": record.path,
        "date": record.date,
        "topics": list(suggestion.topic_names),
        "options": list(suggestion.options),
        "evidence": list(suggestion.evidence),
        "supersedes": list(suggestion.supersedes),
    }


def serialize_assessment(assessment: Assessment) -> dict[str, object]:
    """What a change decides, as `suggest` gives it."""
    decisions = assessment.decisions if assessment.suggested else ()
    suggestions = [_serialize_decision(decision) for decision in decisions]
    return {
        "score": round(assessment.score, 4),
        "suggested": assessment.suggested,
        "topics": [
            {
                "name": topic.name,
                "category": topic.category,
                "technology": topic.technology,
                "action": topic.action,
                "instead": topic.instead,
                "alternatives": list(topic.alternatives),
                "strength": topic.strength,
                "evidence": _serialize_evidence(topic.evidence),
            }
            for topic in assessment.topics
        ],
        "evidence": _serialize_evidence(assessment.evidence),
        "tests": [
            {
                "name": test.name,
                "passed": test.passed,
                "evidence": _serialize_evidence(test.evidence),
            }
            for test in assessment.tests
        ],
        "covered": [
            {
                "topic": covering.topic,
                "ref": covering.ref,
                "title": covering.title,
                "path": covering.path,
                "how": covering.how,
            }
            for covering in assessment.covered
        ],
        "suggestion": suggestions[0] if suggestions else None,
        "suggestions": suggestions,
    }


def _serialize_decision(decision: Decision) -> dict[str, object]:
    from minutebook.suggest.wording.announcement import announce_decision

    return {
        "brief": decision.brief,
        "title": decision.title,
        "alternatives": list(decision.alternatives),
        "announcement": list(announce_decision(decision)),
        "score": round(decision.score, 4),
        "topics": [topic.name for topic in decision.topics],
        "supersedes": [other.ref for other in decision.reverses],
        "evidence": _serialize_evidence(decision.evidence),
    }


def _serialize_evidence(evidence: Iterable[Evidence]) -> list[dict[str, object]]:
    return [
        {
            "signal": item.signal,
            "path": item.path,
            "line": item.line,
            "excerpt": item.excerpt,
            "weight": item.weight,
            "test": item.test,
        }
        for item in evidence
    ]


def format_field(record: Record, name: str) -> str:
    """A field as text; "" where the page has none, or neither text nor a number there."""
    return format_value(read_field(record, name))


def list_labels(record: Record) -> list[str]:
    """The labels of a record; `tags` count as such, in front matter and in a line of the text."""
    return list(dict.fromkeys((*read_field_items(record, "labels"), *record.tags)))


def _serialize_links(
    record: Record, graph: relations.RelationGraph | None
) -> list[dict[str, object]]:
    if graph is None:
        return [_serialize_stored_link(record, link) for link in record.links]
    resolved: list[dict[str, object]] = [
        {
            "relation": relation.name,
            "target": relation.record.link_target,
            "path": relation.record.path,
            "stored": relation.is_stored,
            "in_effect": relation.effect == relations.IN_EFFECT,
        }
        for relation in graph.list_relations(record)
    ]
    return resolved + [
        _serialize_stored_link(record, link)
        for source, link in graph.dangling_links
        if source.path == record.path
    ]


def _serialize_stored_link(record: Record, link: Link) -> dict[str, object]:
    is_change = record.kind is ADR and relations.changes_other(link.relation)
    is_early = is_change and record.state in relations.STATES_BEFORE_EFFECT
    return {
        "relation": link.relation,
        "target": link.target,
        "path": None,
        "stored": True,
        "in_effect": not is_early,
    }
