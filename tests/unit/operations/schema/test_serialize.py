"""Records as documents and as lines."""

from __future__ import annotations

import pytest

from minutebook.lean.values import replace
from minutebook.operations.schema import serialize
from minutebook.records import reader, relations
from minutebook.records.model import ADR, PHR, Finding, Folder, Record, RecordSet
from minutebook.records.phr.suggestions import Suggestion
from minutebook.suggest import model
from minutebook.suggest.model import (
    IMPACT,
    SCOPE,
    Assessment,
    CoveringRecord,
    Decision,
    Evidence,
    Topic,
)

from json_documents import validate_document

DECISIONS = Folder(ADR, "decisions")
PROMPTS = Folder(PHR, "history/prompts")

OLD = reader.read_record(
    DECISIONS,
    "decisions/0001-use-x.md",
    "---\nstatus: accepted\ndate: 2026-01-01\ntags: [db, core]\n---\n\n# Use X\n\n## Context\n\nc\n",
)
NEW = reader.read_record(
    DECISIONS,
    "decisions/0002-use-y.md",
    "---\nstatus: new\nlinks:\n  amends: [0001-use-x]\n  depends-on: [0009-gone]\n---\n\n# Use Y\n",
)
PROMPT = reader.read_record(
    PROMPTS,
    "history/prompts/general/0003-ask.plan.prompt.md",
    '---\nid: "0003"\ntitle: Ask\nstage: plan\nmodel: m-1\nagent: 7\nfeature: [a]\nlabels: x\n---\n\n'
    "## Prompt\n\n```text\nDo it.\n```\n\n## Response snapshot\n\nDone.\n",
)


def graph(*records: Record) -> relations.RelationGraph:
    return RecordSet((DECISIONS, PROMPTS), records).graph


def test_a_decision() -> None:
    assert serialize.serialize_record(OLD) == {
        "kind": "adr",
        "ref": "ADR-0001",
        "number": 1,
        "slug": "use-x",
        "title": "Use X",
        "path": "decisions/0001-use-x.md",
        "date": "2026-01-01",
        "status": "accepted",
        "status_raw": "accepted",
        "deciders": [],
        "labels": ["db", "core"],
        "governs": [],
        "links": [],
        "fields": {"status": "accepted", "date": "2026-01-01", "tags": ["db", "core"]},
    }


def test_a_prompt() -> None:
    document = serialize.serialize_record(PROMPT)
    assert document["kind"] == "phr"
    assert (document["stage"], document["model"], document["agent"]) == ("plan", "m-1", "7")
    assert document["feature"] == ""  # a list is not text
    assert document["labels"] == ["x"]
    assert "status" not in document


def test_an_unknown_stage_is_given_as_it_is() -> None:
    text = "---\ntitle: A\nstage: Deploy\n---\n"
    record = reader.read_record(PROMPTS, "history/prompts/general/0004-a.prompt.md", text)
    assert serialize.serialize_record(record)["stage"] == "Deploy"


def test_links_without_a_graph_are_those_of_the_page() -> None:
    assert serialize.serialize_record(NEW)["links"] == [
        {
            "relation": "amends",
            "target": "0001-use-x",
            "path": None,
            "stored": True,
            "in_effect": True,
        },
        {
            "relation": "depends-on",
            "target": "0009-gone",
            "path": None,
            "stored": True,
            "in_effect": True,
        },
    ]


def test_links_are_seen_from_both_ends() -> None:
    relation_graph = graph(OLD, NEW)
    assert serialize.serialize_record(NEW, relation_graph)["links"] == [
        {
            "relation": "amends",
            "target": "0001-use-x",
            "path": OLD.path,
            "stored": True,
            "in_effect": True,
        },
        {
            "relation": "depends-on",
            "target": "0009-gone",
            "path": None,
            "stored": True,
            "in_effect": True,
        },
    ]
    assert serialize.serialize_record(OLD, relation_graph)["links"] == [
        {
            "relation": "amended-by",
            "target": "0002-use-y",
            "path": NEW.path,
            "stored": False,
            "in_effect": True,
        },
    ]


def test_a_written_record_keeps_the_date_that_others_have_settled() -> None:
    page = "# A\n\nDate: 03/04/2024\n"
    unsure = reader.read_record(DECISIONS, "decisions/0005-a.md", page)
    assert serialize.serialize_written_record(unsure)["date"] == ""
    settled = replace(unsure, date="2024-04-03")
    assert serialize.serialize_written_record(settled)["date"] == "2024-04-03"
    assert serialize.serialize_written_record(OLD)["date"] == "2026-01-01"


WHOSE = {"author": "Ada", "agent": "claude", "date": "", "recorded_by": "", "notice": "n"}


def test_a_whole_record_has_its_texts() -> None:
    document = serialize.serialize_full_record(PROMPT, graph(PROMPT), WHOSE)
    assert (document["prompt"], document["response"]) == ("Do it.", "Done.")
    assert document["sections"] == {
        "Prompt": "```text\nDo it.\n```",
        "Response snapshot": "Done.",
    }
    assert document["findings"] == []
    assert document["provenance"] == WHOSE
    decision = serialize.serialize_full_record(OLD, graph(OLD), WHOSE)
    assert "prompt" not in decision
    assert decision["sections"] == {"Context": "c"}


def test_a_record_has_its_findings() -> None:
    broken = reader.read_record(DECISIONS, "decisions/0005-b.md", "---\nstatus: a: b\n---\n# B\n")
    findings = serialize.serialize_full_record(broken, graph(broken), WHOSE)["findings"]
    assert findings == [serialize.serialize_finding(finding) for finding in broken.findings]
    assert findings
    finding = Finding("c", "error", "p", 3, "m", "f")
    assert serialize.serialize_finding(finding) == {
        "code": "c", "severity": "error", "path": "p", "line": 3, "message": "m", "fix": "f",
    }  # fmt: skip


EVIDENCE = Evidence("topic-dependency", "requirements.txt", 4, "celery==5.4", 0.75, IMPACT)
JOBS = Topic("Background jobs", "Celery", "replace", "RQ", ("arq",), 0.9, (EVIDENCE,))
FOUND = Assessment(
    score=0.83,
    suggested=True,
    topics=(
        JOBS,
        Topic("CORS", ""),
    ),
    evidence=(EVIDENCE,),
    tests=(model.SignificanceTest(IMPACT, True, (EVIDENCE,)), model.SignificanceTest(SCOPE, False)),
    covered=(
        CoveringRecord("Caching: Redis", "ADR-0001", "Use X", "decisions/0001-use-x.md", "covered"),
    ),
    decisions=(
        Decision(
            "Run jobs with Celery",
            "Background jobs: Celery",
            (JOBS,),
            ("arq", "RQ"),
            (EVIDENCE,),
            0.83,
            (
                CoveringRecord(
                    JOBS.name, "ADR-0002", "Use RQ", "decisions/0002-use-rq.md", "contradicts"
                ),
            ),
        ),
    ),
)


def test_what_a_change_decides() -> None:
    evidence = {
        "signal": "topic-dependency",
        "path": "requirements.txt",
        "line": 4,
        "excerpt": "celery==5.4",
        "weight": 0.75,
        "test": "impact",
    }
    suggestion = {
        "brief": "Background jobs: Celery",
        "title": "Run jobs with Celery",
        "alternatives": ["arq", "RQ"],
        "announcement": [
            (
                "📋 Architectural decision detected: Background jobs: Celery:"
                ' this reverses ADR-0002 (its title: "Use RQ")'
            ),
            'Supersede it? Run: minutebook adr supersede ADR-0002 --with "Run jobs with Celery"',
        ],
        "score": 0.83,
        "topics": ["Background jobs: Celery"],
        "supersedes": ["ADR-0002"],
        "evidence": [evidence],
    }
    document = serialize.serialize_assessment(FOUND)
    assert document == {
        "score": 0.83,
        "suggested": True,
        "topics": [
            {
                "name": "Background jobs: Celery",
                "category": "Background jobs",
                "technology": "Celery",
                "action": "replace",
                "instead": "RQ",
                "alternatives": ["arq"],
                "strength": 0.9,
                "evidence": [evidence],
            },
            {
                "name": "CORS",
                "category": "CORS",
                "technology": "",
                "action": "adopt",
                "instead": "",
                "alternatives": [],
                "strength": 0.0,
                "evidence": [],
            },
        ],
        "evidence": [evidence],
        "tests": [
            {"name": "impact", "passed": True, "evidence": [evidence]},
            {"name": "scope", "passed": False, "evidence": []},
        ],
        "covered": [
            {
                "topic": "Caching: Redis",
                "ref": "ADR-0001",
                "title": "Use X",
                "path": "decisions/0001-use-x.md",
                "how": "covered",
            }
        ],
        "suggestion": suggestion,
        "suggestions": [suggestion],
    }
    validate_document("assessment", {"schema": "minutebook.v1", **document})


def test_a_change_that_decides_nothing() -> None:
    document = serialize.serialize_assessment(Assessment())
    assert (document["suggested"], document["suggestion"]) == (False, None)
    assert document["suggestions"] == []
    validate_document("assessment", {"schema": "minutebook.v1", **document})


def test_a_suggestion_and_the_record_that_holds_it() -> None:
    suggestion = Suggestion(
        "S-0003-1", "Caching: Redis", 0.5, "dismissed", "no", options=("Redis",)
    )
    document = serialize.serialize_suggestion(PROMPT, suggestion)
    assert document == {
        "id": "S-0003-1",
        "topic": "Caching: Redis",
        "title": "Caching: Redis",
        "score": 0.5,
        "state": "dismissed",
        "reason": "no",
        "closed": False,
        "phr": "PHR-0003",
        "path": "history/prompts/general/0003-ask.plan.prompt.md",
        "date": "",
        "topics": ["Caching: Redis"],
        "options": ["Redis"],
        "evidence": [],
        "supersedes": [],
    }
    validate_document(
        "suggestions", {"schema": "minutebook.v1", "suggestions": [document], "total": 1}
    )


@pytest.mark.parametrize(
    ("value", "text"),
    [("a", "a"), (" a ", " a "), (7, "7"), (1.5, "1.5"), (True, ""), (None, ""), (["a"], "")],
)
def test_a_field_as_text(value: object, text: str) -> None:
    record = Record(ADR, "decisions/0001-a.md", DECISIONS, 1, "0001", "a", "ADR-0001", "A", "", "",
                    "", "plain", fields={"agent": value})  # fmt: skip
    assert serialize.format_field(record, "agent") == text
