"""Records as the JSON documents of the contract, and as lines for people."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from minutebook.records import reader, relations
from minutebook.records.model import PHR, Finding, Record

TYPE_CHECKING = False  # typing is dear to import
if TYPE_CHECKING:
    from minutebook.records.phr.suggestions import Suggestion
    from minutebook.suggest.model import Assessment, Evidence


def record(one: Record, graph: relations.Graph | None = None) -> dict[str, object]:
    """A record as `list` gives it. Without a graph its links are those that its page stores."""
    shown: dict[str, object] = {
        "kind": one.kind.name,
        "ref": one.ref,
        "number": one.number,
        "slug": one.slug,
        "title": one.title,
        "path": one.path,
        "date": one.date,
    }
    if one.kind is PHR:
        shown["stage"] = one.state or one.state_raw
        for name in ("feature", "agent", "model"):
            shown[name] = text(one, name)
    else:
        shown["status"], shown["status_raw"] = one.state, one.state_raw
    shown["labels"] = labels(one)
    shown["links"] = _links(one, graph)
    shown["fields"] = dict(one.fields)
    return shown


def whole(one: Record, graph: relations.Graph) -> dict[str, object]:
    """A record as `show` gives it, with its texts."""
    shown = record(one, graph)
    if one.kind is PHR:
        shown["prompt"], shown["response"] = reader.prompt_of(one), reader.response_of(one)
    shown["sections"] = reader.section_texts(one)
    shown["findings"] = [finding(each) for each in one.findings]
    return shown


def finding(one: Finding) -> dict[str, object]:
    """A finding as `check` gives it."""
    return {
        "code": one.code,
        "severity": one.severity,
        "path": one.path,
        "line": one.line,
        "message": one.message,
        "fix": one.fix,
    }


def suggestion(holder: Record, one: Suggestion) -> dict[str, object]:
    """A suggestion as `suggest list` gives it, with the prompt record that holds it."""
    return {
        "id": one.id,
        "topic": one.topic,
        "title": one.heading,
        "score": one.score,
        "state": one.state,
        "reason": one.reason,
        "phr": holder.ref,
        "path": holder.path,
        "date": holder.date,
        "topics": list(one.names),
        "options": list(one.options),
        "evidence": list(one.evidence),
    }


def assessment(one: Assessment) -> dict[str, object]:
    """What a change decides, as `suggest` gives it."""
    return {
        "score": one.score,
        "suggested": one.suggested,
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
            for topic in one.topics
        ],
        "evidence": _evidence(one.evidence),
        "tests": [
            {"name": test.name, "passed": test.passed, "evidence": _evidence(test.evidence)}
            for test in one.tests
        ],
        "covered": [
            {
                "topic": other.topic,
                "ref": other.ref,
                "title": other.title,
                "path": other.path,
                "how": other.how,
            }
            for other in one.covered
        ],
        "suggestion": _advice(one) if one.suggested else None,
    }


def _advice(one: Assessment) -> dict[str, object]:
    from minutebook.suggest.wording import announcement

    return {
        "brief": one.brief,
        "title": one.title,
        "alternatives": list(one.alternatives),
        "announcement": list(announcement(one.brief, one.title)),
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


def text(one: Record, name: str) -> str:
    """A field as text; "" where the page has none or something else than words there."""
    value = reader.field(one, name)
    return (
        str(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else ""
    )


def labels(one: Record) -> list[str]:
    """The labels of a record, `tags` taken as such."""
    return [str(item) for item in reader.items(one, "labels")]


def _links(one: Record, graph: relations.Graph | None) -> list[dict[str, object]]:
    if graph is None:
        return [
            {"relation": link.relation, "target": link.target, "path": None, "stored": True}
            for link in one.links
        ]
    found: list[dict[str, object]] = [
        {"relation": name, "target": other.target, "path": other.path, "stored": stored}
        for name, other, stored in graph.of(one)
    ]
    lost = [link for source, link in graph.dangling if source.path == one.path]
    return found + [
        {"relation": link.relation, "target": link.target, "path": None, "stored": True}
        for link in lost
    ]


def table(rows: Sequence[Sequence[str]], width: int) -> Iterable[str]:
    """Rows as lines with aligned columns; the last column is cut where a line would be longer."""
    columns = list(zip(*rows, strict=True))[:-1]
    widths = [max(map(cells, column)) for column in columns]
    for row in rows:
        spaced = [
            cell + " " * (space - cells(cell)) for cell, space in zip(row, widths, strict=False)
        ]
        line = "  ".join([*spaced, row[-1]]).rstrip()
        yield line if cells(line) <= width else _cut(line, width - 1) + "…"


def cells(words: str) -> int:
    """How many cells of a terminal a text takes: two for a wide letter, none for a mark."""
    if words.isascii():
        return len(words)
    import unicodedata

    total = 0
    for char in words:
        if unicodedata.category(char) not in ("Mn", "Me", "Cf"):
            total += 2 if unicodedata.east_asian_width(char) in "WF" else 1
    return total


def _cut(line: str, width: int) -> str:
    """The beginning of a line that takes more cells than `width`."""
    end = 0
    while (width := width - cells(line[end])) >= 0:
        end += 1
    return line[:end]
