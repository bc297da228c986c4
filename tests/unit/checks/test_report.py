"""Findings as text, annotations, SARIF and data."""

from __future__ import annotations

import json
import re

import pytest

from minutebook.checks import Rule, list_rules, report
from minutebook.lean.values import replace
from minutebook.records.model import Finding

ERROR = Finding(
    "number-twice", "error", "decisions/0003-b.md", 0, "ADR-0003 is there twice.", "Renumber it."
)
WARNING = Finding("placeholder", "warning", "decisions/0004-c.md", 7, "ADR-0004 has `{{X}}` left.")
INFO = Finding(
    "no-status", "info", "docs/ä b:c,d%.md", 3, "No status.\nReally.", "State it: 100%, now."
)


def test_text() -> None:
    assert report.format_text([ERROR, WARNING, WARNING, INFO]) == [
        "decisions/0003-b.md: error: ADR-0003 is there twice. [number-twice]",
        "    Renumber it.",
        "decisions/0004-c.md:7: warning: ADR-0004 has `{{X}}` left. [placeholder]",
        "decisions/0004-c.md:7: warning: ADR-0004 has `{{X}}` left. [placeholder]",
        "docs/ä b:c,d%.md:3: info: No status. Really. [no-status]",
        "    State it: 100%, now.",
        "1 error, 2 warnings, 1 info",
    ]


def test_text_of_nothing() -> None:
    assert report.format_text([]) == []


def test_text_leaves_out_what_steers_a_terminal() -> None:
    finding = Finding("x", "info", "a\x1b[2J.md", 1, "one\r\ntwo\udc80\u202ethree")
    assert report.format_text([finding])[0] == "a [2J.md:1: info: one two\ufffd three [x]"


def test_github() -> None:
    assert report.format_github([ERROR, WARNING, INFO]) == [
        "::error file=decisions/0003-b.md,title=number-twice::ADR-0003 is there twice.%0ARenumber it.",
        "::warning file=decisions/0004-c.md,line=7,title=placeholder::ADR-0004 has `{{X}}` left.",
        "::notice file=docs/ä b%3Ac%2Cd%25.md,line=3,title=no-status::No status.%0AReally.%0AState it: 100%25, now.",
    ]


def test_no_command_can_be_smuggled_into_an_annotation() -> None:
    finding = Finding("x", "error", "a\n::error::b", 1, "one\r\n::set-env name=A::b\x1b")
    (line,) = report.format_github([finding])
    assert "\n" not in line
    assert (
        line == "::error file=a%0A%3A%3Aerror%3A%3Ab,line=1,title=x::one%0D%0A::set-env name=A::b "
    )


def test_data() -> None:
    document = report.build_document(iter([ERROR, INFO]))
    assert document == {
        "findings": [
            {
                "code": "number-twice",
                "severity": "error",
                "path": "decisions/0003-b.md",
                "line": 0,
                "message": "ADR-0003 is there twice.",
                "fix": "Renumber it.",
                "baseline": False,
            },
            {
                "code": "no-status",
                "severity": "info",
                "path": "docs/ä b:c,d%.md",
                "line": 3,
                "message": "No status.\nReally.",
                "fix": "State it: 100%, now.",
                "baseline": False,
            },
        ],
        "counts": {"error": 1, "warning": 0, "info": 1},
        "counts_by_code": {"no-status": 1, "number-twice": 1},
        "baseline_count": 0,
    }


def test_what_the_baseline_has_is_marked_and_not_counted() -> None:
    known = replace(ERROR, is_baseline=True)
    document = report.build_document([known, WARNING])
    assert [finding["baseline"] for finding in document["findings"]] == [True, False]  # type: ignore[attr-defined]
    assert document["counts"] == {"error": 0, "warning": 1, "info": 0}
    assert (document["counts_by_code"], document["baseline_count"]) == ({"placeholder": 1}, 1)
    assert report.format_github([known]) == []
    assert report.format_text([known, WARNING])[1:] == [
        "1 warning",
        "1 finding of the baseline: minutebook check --no-baseline",
    ]
    assert report.format_text([known, known]) == [
        "nothing new",
        "2 findings of the baseline: minutebook check --no-baseline",
    ]
    log = report.build_sarif([known, WARNING], list_rules(), "1.0")
    (run,) = log["runs"]  # type: ignore[misc]
    first, second = run["results"]
    assert first["baselineState"] == "unchanged"
    assert [each["kind"] for each in first["suppressions"]] == ["external"]
    assert "baselineState" not in second
    assert "suppressions" not in second


def test_many_findings_of_a_rule_are_summed_up() -> None:
    many = [replace(WARNING, path=f"a{number}.md") for number in range(5)]
    many[4] = replace(many[4], severity="error")
    assert report.format_text([*many, INFO], 2) == [
        "a0.md:7: warning: ADR-0004 has `{{X}}` left. [placeholder]",
        "a4.md:7: error: ADR-0004 has `{{X}}` left. [placeholder]",
        "docs/ä b:c,d%.md:3: info: No status. Really. [no-status]",
        "    State it: 100%, now.",
        "3 more of placeholder: minutebook check --only placeholder --limit 0",
        "placeholder 5, no-status 1",
        "1 error, 4 warnings, 1 info",
    ]
    assert len(report.format_text(many, 5)) == 6
    assert len(report.format_text(many, 0)) == 6


def test_data_can_be_encoded_whatever_was_read() -> None:
    document = report.build_document([Finding("x", "info", "a\udcff.md", 1, "\ud800", "\udc80")])
    assert "\ufffd" in json.dumps(document, ensure_ascii=False).encode().decode()


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        ("decisions/0001-a.md", "decisions/0001-a.md"),
        ("a b/ü.md", "a%20b/%C3%BC.md"),
        ("c:d.md", "c%3Ad.md"),
        ("100%#?.md", "100%25%23%3F.md"),
        ("\udcff.md", "%FF.md"),
        ("\ud800.md", "%EF%BF%BD.md"),
        ("[x](y)\\.md", "%5Bx%5D%28y%29%5C.md"),
    ],
)
def test_uri(path: str, uri: str) -> None:
    assert report.make_uri(path) == uri


def test_sarif_result() -> None:
    rules = (
        Rule("placeholder", "warning", "Why."),
        Rule("no-status", "info", "Because."),
    )
    document = report.build_sarif([INFO, ERROR], rules, "1.2.3")
    run = document["runs"][0]  # type: ignore[index]
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == [
        "placeholder",
        "no-status",
        "number-twice",
    ]
    assert run["tool"]["driver"]["rules"][1] == {
        "id": "no-status",
        "shortDescription": {"text": "No status"},
        "fullDescription": {"text": "Because."},
        "help": {
            "text": "Because. `minutebook check --explain no-status` says how to set its severity or silence it;"
            " `minutebook guide rules no-status` shows an example."
        },
        "defaultConfiguration": {"level": "note"},
    }
    fingerprint = run["results"][0].pop("partialFingerprints")
    assert re.fullmatch("[0-9a-f]{32}", fingerprint["minutebook/v1"])
    assert run["results"][0] == {
        "ruleId": "no-status",
        "ruleIndex": 1,
        "level": "note",
        "message": {"text": "No status. Really. State it: 100%, now."},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": "docs/%C3%A4%20b%3Ac%2Cd%25.md"},
                    "region": {"startLine": 3},
                }
            }
        ],
    }
    assert run["results"][1]["locations"][0]["physicalLocation"]["region"] == {"startLine": 1}
    assert run["results"][1]["ruleIndex"] == 2
    assert run["results"][1]["level"] == "error"


# The structure that SARIF 2.1.0 asks for, as far as we use it: section 3 of the standard, written
# as a schema. `additionalProperties` is false throughout, as in the official schema.
def _object(required: str, **properties: object) -> dict[str, object]:
    return {
        "type": "object",
        "required": required.split(),
        "properties": properties,
        "additionalProperties": False,
    }


_STRING = {"type": "string"}
_MESSAGE = _object("text", text={"type": "string", "minLength": 1})
_LEVEL = {"enum": ["none", "note", "warning", "error"]}
_SHAPE = _object(
    "version runs",
    **{"$schema": {"type": "string", "format": "uri"}},
    version={"enum": ["2.1.0"]},
    runs={
        "type": "array",
        "items": _object(
            "tool",
            tool=_object(
                "driver",
                driver=_object(
                    "name",
                    name=_STRING,
                    version=_STRING,
                    rules={
                        "type": "array",
                        "items": _object(
                            "id",
                            id=_STRING,
                            shortDescription=_MESSAGE,
                            fullDescription=_MESSAGE,
                            help=_MESSAGE,
                            defaultConfiguration=_object("", level=_LEVEL),
                        ),
                    },
                ),
            ),
            columnKind={"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
            results={
                "type": "array",
                "items": _object(
                    "message",
                    ruleId=_STRING,
                    ruleIndex={"type": "integer", "minimum": -1},
                    level=_LEVEL,
                    message=_MESSAGE,
                    partialFingerprints={"type": "object"},
                    locations={
                        "type": "array",
                        "items": _object(
                            "",
                            physicalLocation=_object(
                                "artifactLocation",
                                artifactLocation=_object(
                                    "", uri={"type": "string", "format": "uri-reference"}
                                ),
                                region=_object("", startLine={"type": "integer", "minimum": 1}),
                            ),
                        ),
                    },
                ),
            },
        ),
    },
)


def _fits(value: object, shape: dict[str, object], at: str = "$") -> None:
    kinds = {"object": dict, "array": list, "string": str, "integer": int}
    if "type" in shape:
        assert isinstance(value, kinds[str(shape["type"])]), at
    if "enum" in shape:
        assert value in shape["enum"], at  # type: ignore[operator]
    if "minimum" in shape:
        assert value >= shape["minimum"], at  # type: ignore[operator]
    if isinstance(value, str):
        assert len(value) >= shape.get("minLength", 0), at  # type: ignore[operator]
        if shape.get("format") == "uri-reference":
            assert re.fullmatch(r"(?:[A-Za-z0-9._~/-]|%[0-9A-F]{2})*", value), at
    if isinstance(value, list):
        for place, item in enumerate(value):
            _fits(item, shape["items"], f"{at}[{place}]")  # type: ignore[arg-type]
    if isinstance(value, dict) and "properties" in shape:
        properties = shape["properties"]
        assert set(shape["required"]) <= set(value) <= set(properties), at  # type: ignore[call-overload]
        for name, item in value.items():
            _fits(item, properties[name], f"{at}.{name}")  # type: ignore[index]


def test_sarif_has_the_structure_of_the_standard() -> None:
    findings = [ERROR, WARNING, INFO, Finding("new", "info", "a\udc80\x1b b.md", 0, "half \udc80")]
    document = report.build_sarif(findings, list_rules(), "0.1.0")
    _fits(json.loads(json.dumps(document)), _SHAPE)
    run = document["runs"][0]  # type: ignore[index]
    rows = run["tool"]["driver"]["rules"]
    assert all(rows[result["ruleIndex"]]["id"] == result["ruleId"] for result in run["results"])
    assert len({row["id"] for row in rows}) == len(rows)


def test_sarif_is_stable() -> None:
    once, again = (
        json.dumps(report.build_sarif([INFO, ERROR], list_rules(), "1")) for _ in range(2)
    )
    assert once == again
    moved = replace(WARNING, line=9)
    prints = [
        report.build_sarif([one], list_rules(), "1")["runs"][0]["results"][0]["partialFingerprints"]  # type: ignore[index]
        for one in (WARNING, moved, ERROR)
    ]
    assert prints[0] == prints[1] != prints[2]


def test_commands_that_show_more_keep_what_was_asked_for() -> None:
    many = [Finding("placeholder", "info", f"{number}.md", 1, "m") for number in range(3)]
    known = replace(many[0], is_baseline=True)
    lines = report.format_text([*many, known], 1, "minutebook check --strict docs", " --limit 1")
    assert lines[1] == (
        "2 more of placeholder: minutebook check --only placeholder --limit 0 --strict docs"
    )
    assert lines[-1] == (
        "1 finding of the baseline: minutebook check --limit 1 --no-baseline --strict docs"
    )
