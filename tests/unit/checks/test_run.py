"""Running the rules: the order and severities of findings, and fixes."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checked_pages import (
    DECISIONS,
    FAULTY_PAGE,
    GOOD_PAGE,
    PAGES,
    PLACEHOLDER,
    UNKNOWN_STATUS,
    check_pages,
    make_records,
)
from minutebook import checks
from minutebook.checks import CheckInputs, CheckSettings, Rule, registry, report
from minutebook.checks.base import CheckContext
from minutebook.errors import Conflict
from minutebook.lean.values import replace
from minutebook.records import filenames, linking, reader
from minutebook.records.model import ADR, Finding, Folder, Record, RecordSet, Silence, Write


def test_no_records_have_no_findings() -> None:
    assert checks.check(RecordSet((), ())) == ()


def test_findings_are_in_order_of_path_line_and_code() -> None:
    pages = {"decisions/0009-z.md": FAULTY_PAGE, "decisions/0003-a.md": FAULTY_PAGE}
    assert check_pages(pages) == [
        ("warning", "unknown-status", "0003-a.md", 2),
        ("warning", "placeholder", "0003-a.md", 7),
        ("warning", "unknown-status", "0009-z.md", 2),
        ("warning", "placeholder", "0009-z.md", 7),
    ]


def test_problems_from_reading_are_among_the_findings() -> None:
    twice = "---\nstatus: accepted\nstatus: accepted\n---\n\n# A\n"
    pages = {"decisions/0001-a.md": twice, "decisions/0002-good.md": GOOD_PAGE}
    assert [row[1] for row in check_pages(pages)] == ["front-matter-twice"]
    settings = CheckSettings(severities={"front-matter-twice": "error"})
    assert [row[:2] for row in check_pages(pages, settings)] == [("error", "front-matter-twice")]
    assert check_pages(pages, CheckSettings(severities={"front-matter-twice": "off"})) == []


def test_no_finding_is_there_twice() -> None:
    finding = Finding("front-matter", "warning", "decisions/0001-good.md", 1, "Odd.")
    record = reader.read_record(DECISIONS, finding.path, GOOD_PAGE)
    records = RecordSet((DECISIONS,), (replace(record, findings=(finding, finding)),))
    assert checks.check(records).count(finding) == 1


@pytest.mark.parametrize(
    ("severities", "rows"),
    [
        ({}, [UNKNOWN_STATUS, PLACEHOLDER]),
        ({"placeholder": "off"}, [UNKNOWN_STATUS]),
        ({"placeholder": "info"}, [UNKNOWN_STATUS, ("info", *PLACEHOLDER[1:])]),
        ({"unknown-status": "error"}, [("error", *UNKNOWN_STATUS[1:]), PLACEHOLDER]),
    ],
)
def test_severities(severities: dict[str, str], rows: list[object]) -> None:
    assert check_pages(PAGES, CheckSettings(severities=severities)) == rows


def test_the_severity_of_an_unknown_rule() -> None:
    findings = checks.check(
        make_records({}), settings=CheckSettings(severities={"placeholders": "off", "xyzzy": "off"})
    )
    assert [(finding.code, finding.path, finding.message, finding.fix) for finding in findings] == [
        (
            "unknown-rule",
            "minutebook.toml",
            "`minutebook.toml` names the rule `placeholders`, which does not exist.",
            "Write `placeholder`, if that is meant.",
        ),
        (
            "unknown-rule",
            "minutebook.toml",
            "`minutebook.toml` names the rule `xyzzy`, which does not exist.",
            "Run `minutebook check --explain -` for the list.",
        ),
    ]


# Fixes ----------------------------------------------------------------------------------------

OLD = "# 1. Old\n\nDate: 2024-01-02\n\n## Status\n\nAccepted\n\n## Context\n\nWords.\n"
NEW = "# 2. New\n\nDate: 2024-02-03\n\n## Status\n\nAccepted\n\nSupersedes [1. Old](0001-old.md)\n\n## Context\n\nWords.\n"
SUPERSEDED = OLD.replace("Accepted", "Superseded by [2. New](0002-new.md)")
PLAIN_NEW = NEW.replace("Supersedes [1. Old](0001-old.md)\n\n", "")


def repair(pages: dict[str, str], settings: CheckSettings | None = None) -> dict[str, str]:
    """The pages after all that can be repaired is repaired."""
    before = make_records(pages)
    fixable = checks.find_fixable(before, settings=settings)
    repair = checks.fix_findings(before, fixable, "2024-06-01")
    assert repair.omissions == ()
    assert repair == checks.fix_findings(
        before, checks.check(before, settings=settings), "2024-06-01"
    )
    for write in repair.writes:
        assert write.previous == pages.get(write.path)
    after = {**pages, **{write.path: write.text or "" for write in repair.writes}}
    states = [record.state_raw for record in make_records(after).members]
    assert states == [record.state_raw for record in before.members]
    return after


def test_no_repair_writes_that_a_decision_is_superseded() -> None:
    pages = {"decisions/0001-old.md": OLD, "decisions/0002-new.md": NEW}
    assert repair(pages) == pages
    (finding,) = checks.check(make_records(pages))
    assert finding.fix == (
        "Run `minutebook adr supersede ADR-0001 --by ADR-0002`, if that is meant."
    )


def test_a_repair_states_the_supersession_on_the_new_page() -> None:
    after = repair({"decisions/0001-old.md": SUPERSEDED, "decisions/0002-new.md": PLAIN_NEW})
    assert after == {"decisions/0001-old.md": SUPERSEDED, "decisions/0002-new.md": NEW}


@pytest.mark.parametrize(
    "old",
    [
        "# 1. Old\n\n## Status\n\nSuperseded\n\n## Context\n\nThis was superseded by [2](0002-new.md).\n",
        "# 1. Old\n\n## Status\n\nSuperseded\n\n## History\n\nSuperseded by [2](0002-new.md)\n",
        "# 1. Old\n\n## Status\n\nAccepted\n\n## Context\n\nThis is superseded by [2](0002-new.md).\n",
        "# 1. Old\n\n## Status\n\nSuperseded. In May it was superseded by [2](0002-new.md).\n",
    ],
)
def test_what_a_page_says_in_its_prose_is_not_written_into_another(old: str) -> None:
    pages = {"decisions/0001-old.md": old, "decisions/0002-new.md": PLAIN_NEW}
    assert repair(pages) == pages


@pytest.mark.parametrize(
    "old",
    [
        "---\nstatus: superseded by [2](0002-new.md)\n---\n\n# Old\n",
        "---\nstatus: superseded\nsuperseded-by: 0002-new\n---\n\n# Old\n",
        "# Old\n\n- Status: superseded by [2](0002-new.md)\n",
        "# Old\n\n| Status | superseded by [2](0002-new.md) |\n|---|---|\n| Date | 2024-01-01 |\n",
        "# Old\n\n## Status\n\nSuperseded\n\n## Links\n\n- Superseded by [2](0002-new.md)\n",
    ],
)
def test_what_a_page_states_as_a_fact_is_written_into_the_other(old: str) -> None:
    pages = {"decisions/0001-old.md": old, "decisions/0002-new.md": PLAIN_NEW}
    after = repair(pages)
    assert after["decisions/0001-old.md"] == old
    assert "Supersedes [1." in after["decisions/0002-new.md"]
    assert check_pages(after) == []


def test_a_page_that_cannot_be_changed_keeps_no_other_from_being_mended(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    plan = linking.plan_supersession

    def refuse(records: RecordSet, old: Record, new: Record) -> tuple[Write, ...]:
        if new.number == 2:
            raise Conflict("this page cannot be changed")
        return plan(records, old, new)

    monkeypatch.setattr(linking, "plan_supersession", refuse)
    pages = {
        "decisions/0001-old.md": SUPERSEDED,
        "decisions/0002-new.md": PLAIN_NEW,
        "decisions/0003-old.md": SUPERSEDED.replace("2. New](0002-new", "4. New](0004-new"),
        "decisions/0004-new.md": PLAIN_NEW,
    }
    after = repair(pages)
    assert {path for path in pages if after[path] != pages[path]} == {"decisions/0004-new.md"}


@pytest.mark.parametrize(
    ("text", "reading"),
    [
        (PLAIN_NEW.replace("Accepted", "Rejected"), "rejected"),
        (PLAIN_NEW.replace("Accepted", "Accepted in March"), "accepted"),
        (PLAIN_NEW.replace("Accepted", "Wobbly"), "without a known status"),
        (None, "gone"),
    ],
)
@pytest.mark.parametrize("is_consequence", [False, True])
def test_a_repair_that_would_change_a_status_is_left_out(
    is_consequence: bool, text: str | None, reading: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    records = make_records({"decisions/0001-old.md": OLD, "decisions/0002-new.md": PLAIN_NEW})
    wrong = Write("decisions/0002-new.md", text, PLAIN_NEW)
    right = Write("decisions/0003-other.md", NEW.replace("# 2.", "# 3."), None)
    planned = (right,) if is_consequence else (right, wrong)
    monkeypatch.setattr(linking, "complete_writes", lambda records, writes: (*writes, wrong))
    rule = replace(registry.require_rule("stale-block"), fix=lambda *_: planned)
    monkeypatch.setattr("minutebook.checks.run.list_rules", lambda: (rule,))
    repair = checks.fix_findings(records, [Finding("stale-block", "info", wrong.path, 0, "Odd.")])
    assert repair.writes == (right,)
    assert repair.omissions == (
        f"decisions/0002-new.md was left as it is: it would have read as {reading}",
    )


def test_a_repair_of_some_rules_alone() -> None:
    block = "<!-- minutebook:links -->\n- nothing\n<!-- /minutebook:links -->\n"
    page = GOOD_PAGE.replace("date:", "links:\n  amends: [0002-b]\ndate:") + block
    index = "# D\n\n<!-- minutebook:index -->\nold\n<!-- /minutebook:index -->\n"
    records = make_records(
        {
            "decisions/0001-a.md": page,
            "decisions/0002-b.md": FAULTY_PAGE,
            "decisions/README.md": index,
        }
    )
    for only, codes, paths in (
        ((), {"stale-index", "stale-block"}, {"decisions/0001-a.md", "decisions/README.md"}),
        (("stale-index",), {"stale-index"}, {"decisions/README.md"}),
        (("stale-block", "placeholder"), {"stale-block"}, {"decisions/0001-a.md"}),
        (("placeholder",), set(), set()),
    ):
        fixable = checks.find_fixable(records, only=only)
        assert {finding.code for finding in fixable} == codes
        assert {write.path for write in checks.fix_findings(records, fixable).writes} == paths
        found = {finding.code for finding in checks.check(records, only=only)}
        assert found == (set(only) or codes | {"placeholder", "unknown-status"})
    assert checks.list_required_inputs(("placeholder",)) == frozenset()
    assert checks.list_required_inputs(("forbidden-move",)) == {"previous_texts"}


def test_silenced_findings_are_not_repaired() -> None:
    pages = {
        "decisions/0001-old.md": SUPERSEDED,
        "decisions/0002-new.md": PLAIN_NEW,
        "decisions/0003-old.md": SUPERSEDED.replace("2. New](0002-new", "4. New](0004-new"),
        "decisions/0004-new.md": PLAIN_NEW,
    }
    settings = CheckSettings(
        silences=(Silence("one-way-supersession", "decisions/0002*", "as they wish"),)
    )
    after = repair(pages, settings)
    assert {path for path in pages if after[path] != pages[path]} == {"decisions/0004-new.md"}


def test_two_that_supersede_each_other_are_not_repaired() -> None:
    other = OLD.replace("Accepted", "Accepted\n\nSupersedes [2. New](0002-new.md)")
    pages = {"decisions/0001-old.md": other, "decisions/0002-new.md": NEW}
    assert repair(pages) == pages


def test_stale_pages_are_regenerated() -> None:
    block = "<!-- minutebook:links -->\n- nothing\n<!-- /minutebook:links -->\n"
    index = "# D\n\n<!-- minutebook:index -->\nold\n<!-- /minutebook:index -->\n"
    page = GOOD_PAGE.replace("date:", "links:\n  amends: [0002-b]\ndate:")
    pages = {
        "decisions/0001-a.md": page + block,
        "decisions/0002-b.md": GOOD_PAGE,
        "decisions/README.md": index,
    }
    assert {row[1] for row in check_pages(pages)} == {"stale-block", "stale-index"}
    after = repair(pages)
    assert check_pages(after) == []
    assert repair(after) == after


def test_findings_without_a_fix_write_nothing() -> None:
    assert checks.fix_findings(make_records(PAGES), checks.check(make_records(PAGES))).writes == ()


def test_only_rules_with_a_fix_are_run_to_repair(monkeypatch: pytest.MonkeyPatch) -> None:
    runs: Counter[str] = Counter()

    def find(rule: Rule, context: CheckContext) -> Iterator[Finding]:
        runs[rule.code] += 1
        return find_problems(rule, context)

    find_problems = Rule.find
    monkeypatch.setattr(Rule, "find", find)
    pages = {
        "decisions/0001-old.md": OLD,
        "decisions/0002-new.md": NEW,
        "decisions/0003-left.md": f"{FAULTY_PAGE}\n<!-- minutebook:silence xyzzy why -->\n",
    }
    fixable = checks.find_fixable(make_records(pages), CheckInputs(today="2024-06-01"))
    assert runs == {
        "one-way-supersession": 1,
        "dangling-link": 1,
        "stale-index": 1,
        "stale-block": 1,
    }
    assert [finding.code for finding in fixable] == ["one-way-supersession"]
    assert set(fixable) <= set(checks.check(make_records(pages), CheckInputs(today="2024-06-01")))
    needed = checks.list_required_inputs(to_fix=True)  # what git is asked for
    assert not needed & {"known_paths", "previous_texts"}


@pytest.mark.parametrize("only", [[], ["one-way-supersession"], ["dangling-link"]])
def test_a_supersession_is_corrected_and_not_stated_twice(only: list[str]) -> None:
    new = "---\nstatus: accepted\nsupersedes: [0002-old-one.md]\n---\n\n# New\n"
    pages = {
        "decisions/0005-oldest.md": "# Old\n\n## Status\n\nSuperseded by [3. New](0003-new.md)\n",
        "decisions/0003-new.md": new,
    }
    records = make_records(pages)
    repair = checks.fix_findings(records, checks.find_fixable(records, only=only))
    texts = {write.path: write.text for write in repair.writes if write.path in pages}
    healed = new.replace("0002-old-one.md", "0005-oldest.md")
    is_left = only == ["one-way-supersession"]
    assert texts == ({} if is_left else {"decisions/0003-new.md": healed})


# Any page, many pages ---------------------------------------------------------------------------


@given(
    st.lists(
        st.tuples(
            st.sampled_from(
                [
                    "decisions/0001-a.md",
                    "decisions/2-b.md",
                    "history/prompts/x/0001-a.red.prompt.md",
                ]
            ),
            st.lists(
                st.sampled_from(
                    [
                        "---",
                        "status: accepted",
                        "id: 7",
                        "## Prompt",
                        "{{X}}",
                        "<<<<<<<",
                        "=======",
                        ">>>>>>>",
                        "```",
                        "<!-- minutebook:silence placeholder x -->",
                        "digest: sha256:0",
                        "files: [a.py]",
                        "review-by: x",
                        "Superseded by [2. B](2-b.md)",
                        "links: {amends: [9-x.md]}",
                        "\udc80",
                        "\ud800",
                        "",
                        "\r",
                        "# 3. T",
                        "feature: y",
                        "date: 2020-01-01",
                        "fidelity: verbatim",
                        "`{{Y}}`",
                        "stage: odd",
                        "\x00",
                        "\u2028",
                    ]
                )
                | st.text(max_size=30),
                max_size=14,
            ).map("\n".join),
        ),
        max_size=4,
        unique_by=lambda page: page[0],
    )
)
def test_any_pages_can_be_checked(pages: list[tuple[str, str]]) -> None:
    inputs = CheckInputs("2024-06-01", frozenset({"b.py"}), {path: GOOD_PAGE for path, _ in pages})
    findings = checks.check(make_records(dict(pages)), inputs)
    assert list(findings) == sorted(
        set(findings),
        key=lambda finding: (finding.path, finding.line, finding.code, finding.message),
    )
    codes = {rule.code for rule in checks.list_rules()}
    for finding in findings:
        assert finding.code in codes
        assert finding.message.endswith(".") or finding.code.startswith("front-matter")
        assert "\n" not in finding.message
        assert finding.line <= dict(pages).get(finding.path, "").count("\n") + 1
    report.build_sarif(findings, checks.list_rules(), "0")


def make_chain(length: int) -> RecordSet:
    """Decisions that each supersede the one before, and do not show in its page."""
    prose = "Words of prose, some of them `code`.\n" * 10
    pages = {}
    for number in range(1, length + 1):
        head = f"status: accepted\nlinks:\n  supersedes: [{number - 1:05d}-x]"
        pages[f"decisions/{number:05d}-x.md"] = f"---\n{head}\n---\n\n# X\n\n{prose}"
    return make_records(pages)


def count_calls(records: RecordSet) -> int:
    """How many functions of Python are called to check the records."""
    calls = 0

    def count(frame: object, event: str, argument: object) -> None:
        nonlocal calls
        calls += event == "call"

    previous = sys.getprofile()
    sys.setprofile(count)
    try:
        paths = frozenset(record.path for record in records.members)
        findings = checks.check(records, CheckInputs("2024-06-01", paths))
    finally:
        sys.setprofile(previous)
    # Each but the last still reads as accepted; the first supersedes nothing.
    assert len(findings) == len(records.members)
    return calls


def test_the_cost_grows_with_the_number_of_records_and_not_faster() -> None:
    checks.check(make_chain(1))  # what is computed once
    few, many = count_calls(make_chain(100)), count_calls(make_chain(400))
    assert many < 4.2 * few


@pytest.mark.untraced  # no page that is elsewhere counts for coverage, which would double the time
def test_few_findings_on_a_corpus_of_real_records() -> None:
    corpus = os.environ.get("MINUTEBOOK_CORPUS")
    if not corpus:
        pytest.skip("MINUTEBOOK_CORPUS names no folder of real records")
    pages = {
        f"decisions/{path.relative_to(corpus)}": path.read_bytes().decode(
            "utf-8", "surrogateescape"
        )
        for path in sorted(Path(corpus, "adr").rglob("*.md"))
    }
    each = Folder(ADR, "decisions", "folder")
    records = tuple(
        reader.read_record(each, path, text)
        for path, text in pages.items()
        if filenames.is_record(each, path)
    )
    findings = checks.check(
        RecordSet((each,), records), CheckInputs("2025-12-31", frozenset(pages))
    )
    loud = [
        finding
        for finding in findings
        if finding.severity != "info" and finding.code != "number-twice"
    ]
    assert records
    assert len(loud) < len(records) / 10
