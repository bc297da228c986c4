"""Records as the JSON documents of the contract, and as lines for people."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from minutebook.records import reader, relations
from minutebook.records.model import PHR, Finding, Record

TYPE_CHECKING = False  # typing is dear to import
if TYPE_CHECKING:
    from minutebook.records.phr.suggestions import Suggestion
    from minutebook.suggest.model import Assessment, Evidence


def serialize_record(
    record: Record, graph: relations.RelationGraph | None = None
) -> dict[str, object]:
    """A record as `list` gives it. Without a graph its links are those that its page stores."""
    shown: dict[str, object] = {
        "kind": record.kind.name,
        "ref": record.ref,
        "number": record.number,
        "slug": record.slug,
        "title": record.title,
        "path": record.path,
        "date": record.date,
    }
    if record.kind is PHR:
        shown["stage"] = record.state or record.state_raw
        for name in ("feature", "agent", "model"):
            shown[name] = format_field(record, name)
    else:
        shown["status"], shown["status_raw"] = record.state, record.state_raw
    shown["labels"] = list_labels(record)
    shown["links"] = _links(record, graph)
    shown["fields"] = dict(record.fields)
    return shown


def serialize_full_record(record: Record, graph: relations.RelationGraph) -> dict[str, object]:
    """A record as `show` gives it, with its texts."""
    shown = serialize_record(record, graph)
    if record.kind is PHR:
        shown["prompt"], shown["response"] = (
            reader.read_prompt(record),
            reader.read_response(record),
        )
    shown["sections"] = reader.read_sections(record)
    shown["findings"] = [serialize_finding(each) for each in record.findings]
    return shown


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


def serialize_suggestion(record: Record, suggestion: Suggestion) -> dict[str, object]:
    """A suggestion as `suggest list` gives it, with the prompt record that holds it."""
    return {
        "id": suggestion.id,
        "topic": suggestion.topic,
        "title": suggestion.decision_title,
        "score": suggestion.score,
        "state": suggestion.state,
        "reason": suggestion.reason,
        "phr": record.ref,
        "path": record.path,
        "date": record.date,
        "topics": list(suggestion.topic_names),
        "options": list(suggestion.options),
        "evidence": list(suggestion.evidence),
    }


def serialize_assessment(assessment: Assessment) -> dict[str, object]:
    """What a change decides, as `suggest` gives it."""
    return {
        "score": assessment.score,
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
                "evidence": _evidence(topic.evidence),
            }
            for topic in assessment.topics
        ],
        "evidence": _evidence(assessment.evidence),
        "tests": [
            {"name": test.name, "passed": test.passed, "evidence": _evidence(test.evidence)}
            for test in assessment.tests
        ],
        "covered": [
            {
                "topic": other.topic,
                "ref": other.ref,
                "title": other.title,
                "path": other.path,
                "how": other.how,
            }
            for other in assessment.covered
        ],
        "suggestion": _advice(assessment) if assessment.suggested else None,
    }


def _advice(one: Assessment) -> dict[str, object]:
    from minutebook.suggest.wording import format_announcement

    return {
        "brief": one.brief,
        "title": one.title,
        "alternatives": list(one.alternatives),
        "announcement": list(format_announcement(one.brief, one.title)),
    }


def _evidence(seen: Iterable[Evidence]) -> list[dict[str, object]]:
    return [
        {
            "signal": one.signal,
            "path": one.path,
            "line": one.line,
            "excerpt": one.excerpt,
            "weight": one.weight,
            "test": one.test,
        }
        for one in seen
    ]


def format_field(record: Record, name: str) -> str:
    """A field as text; "" where the page has none or something else than words there."""
    value = reader.read_field(record, name)
    return (
        str(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else ""
    )


def list_labels(record: Record) -> list[str]:
    """The labels of a record, `tags` taken as such."""
    return [str(item) for item in reader.read_field_items(record, "labels")]


def _links(one: Record, graph: relations.RelationGraph | None) -> list[dict[str, object]]:
    if graph is None:
        return [
            {"relation": link.relation, "target": link.target, "path": None, "stored": True}
            for link in one.links
        ]
    found: list[dict[str, object]] = [
        {"relation": name, "target": other.link_target, "path": other.path, "stored": stored}
        for name, other, stored in graph.list_relations(one)
    ]
    lost = [link for source, link in graph.dangling_links if source.path == one.path]
    return found + [
        {"relation": link.relation, "target": link.target, "path": None, "stored": True}
        for link in lost
    ]


def format_table(rows: Sequence[Sequence[str]], width: int) -> Iterable[str]:
    """Rows as lines with aligned columns; the last column is cut where a line would be longer."""
    columns = list(zip(*rows, strict=True))[:-1]
    widths = [max(map(count_cells, column)) for column in columns]
    for row in rows:
        spaced = [
            cell + " " * (space - count_cells(cell))
            for cell, space in zip(row, widths, strict=False)
        ]
        line = "  ".join([*spaced, row[-1]]).rstrip()
        yield line if count_cells(line) <= width else _cut(line, width - 1) + "…"


def count_cells(text: str) -> int:
    """How many cells of a terminal a text takes: two for a wide letter, none for a mark."""
    if text.isascii():
        return len(text)
    import unicodedata

    total = 0
    for char in text:
        if unicodedata.category(char) not in ("Mn", "Me", "Cf"):
            total += 2 if unicodedata.east_asian_width(char) in "WF" else 1
    return total


def _cut(line: str, width: int) -> str:
    """The beginning of a line that takes more cells than `width`."""
    end = 0
    while (width := width - count_cells(line[end])) >= 0:
        end += 1
    return line[:end]
