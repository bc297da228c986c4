"""The runner: order, severities, silences, explanations, fixes."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minutebook import checks
from minutebook.checks import CheckInputs, CheckSettings, Rule, report
from minutebook.checks.base import CheckContext
from minutebook.records import reader
from minutebook.records.model import ADR, PHR, Finding, Folder, RecordSet, Silence

DECISIONS = Folder(ADR, "decisions")
PROMPTS = Folder(PHR, "history/prompts")


def shelf(pages: Mapping[str, str]) -> RecordSet:
    records, others = [], {}
    for path, text in pages.items():
        folder = DECISIONS if path.startswith("decisions/") else PROMPTS
        if reader.is_record(folder, path):
            records.append(reader.read_record(folder, path, text))
        else:
            others[path] = text
    return RecordSet((DECISIONS, PROMPTS), tuple(records), others)


def codes(
    pages: Mapping[str, str], settings: CheckSettings | None = None
) -> list[tuple[str, str, str, int]]:
    found = checks.check(shelf(pages), CheckInputs(today="2024-06-01"), settings)
    return [(one.severity, one.code, one.path.rpartition("/")[2], one.line) for one in found]


GOOD = "---\nstatus: accepted\ndate: 2024-01-02\n---\n\n# Use x\n"
WOBBLY = "---\nstatus: wobbly\n---\n\n# Use x\n\n{{LEFT}}\n"
PAGES = {"decisions/0001-good.md": GOOD, "decisions/0002-wobbly.md": WOBBLY}
STATUS = ("warning", "unknown-status", "0002-wobbly.md", 2)
LEFT = ("warning", "placeholder", "0002-wobbly.md", 7)


def test_nothing_is_wrong_with_nothing() -> None:
    assert checks.check(RecordSet((), ())) == ()


def test_findings_come_by_path_line_and_code() -> None:
    pages = {"decisions/0009-z.md": WOBBLY, "decisions/0003-a.md": WOBBLY}
    assert codes(pages) == [
        ("warning", "unknown-status", "0003-a.md", 2),
        ("warning", "placeholder", "0003-a.md", 7),
        ("warning", "unknown-status", "0009-z.md", 2),
        ("warning", "placeholder", "0009-z.md", 7),
    ]


def test_what_reading_found_is_among_the_findings() -> None:
    twice = "---\nstatus: accepted\nstatus: accepted\n---\n\n# A\n"
    pages = {"decisions/0001-a.md": twice, "decisions/0002-good.md": GOOD}
    assert [row[1] for row in codes(pages)] == ["front-matter-twice"]
    settings = CheckSettings(severities={"front-matter-twice": "error"})
    assert [row[:2] for row in codes(pages, settings)] == [("error", "front-matter-twice")]
    assert codes(pages, CheckSettings(severities={"front-matter-twice": "off"})) == []


def test_no_finding_comes_twice() -> None:
    once = Finding("front-matter", "warning", "decisions/0001-good.md", 1, "Odd.")
    record = reader.read_record(DECISIONS, "decisions/0001-good.md", GOOD)
    twice = type(record)(
        **{name: getattr(record, name) for name in record.__slots__ if name != "findings"},
        findings=(once, once),
    )
    assert checks.check(RecordSet((DECISIONS,), (twice,), {"decisions/README.md": ""}))[0] == once
    assert len([one for one in checks.check(RecordSet((DECISIONS,), (twice,))) if one == once]) == 1


@pytest.mark.parametrize(
    ("severities", "rows"),
    [
        ({}, [STATUS, LEFT]),
        ({"placeholder": "off"}, [STATUS]),
        ({"placeholder": "info"}, [STATUS, ("info", *LEFT[1:])]),
        ({"unknown-status": "error"}, [("error", *STATUS[1:]), LEFT]),
    ],
)
def test_severities(severities: dict[str, str], rows: list[object]) -> None:
    assert codes(PAGES, CheckSettings(severities=severities)) == rows


def test_a_rule_that_does_not_exist_is_told() -> None:
    found = checks.check(
        shelf({}), settings=CheckSettings(severities={"placeholders": "off", "xyzzy": "off"})
    )
    assert [(one.code, one.path, one.message, one.fix) for one in found] == [
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


# Silences -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("entry", "rows"),
    [
        (Silence("unknown-status", "decisions/0002-wobbly.md", "agreed with all"), [LEFT]),
        (Silence("unknown-status", "decisions/*", "agreed with all"), [LEFT]),
        (Silence("unknown-status", "*wobbly*", "agreed with all"), [LEFT]),
        (
            Silence("unknown-status", "docs/*", "agreed with all"),
            [("info", "silence-unused", "conf.toml", 0), STATUS, LEFT],
        ),
        (
            Silence("unknown-status", "decisions/*", " "),
            [("warning", "silence-without-reason", "conf.toml", 0), STATUS, LEFT],
        ),
        (
            Silence("unknown-statuses", "decisions/*", "why"),
            [("warning", "unknown-rule", "conf.toml", 0), STATUS, LEFT],
        ),
    ],
)
def test_silences_of_the_configuration(entry: Silence, rows: list[object]) -> None:
    found = codes(PAGES, CheckSettings(silences=(entry,), source_path="conf.toml"))
    assert sorted(found) == sorted(rows)  # type: ignore[type-var]


def silenced(comment: str) -> list[tuple[str, str, str, int]]:
    pages = {"decisions/0001-good.md": GOOD, "decisions/0002-wobbly.md": f"{WOBBLY}\n{comment}\n"}
    return codes(pages)


@pytest.mark.parametrize(
    ("comment", "rows"),
    [
        ("<!-- minutebook:silence placeholder it is an example -->", [STATUS]),
        ("  <!-- minutebook:silence   placeholder   it is -->  ", [STATUS]),
        (
            "<!-- minutebook:silence placeholder -->",
            [STATUS, LEFT, ("warning", "silence-without-reason", "0002-wobbly.md", 9)],
        ),
        (
            "<!-- minutebook:silence no-successor there is none -->",
            [STATUS, LEFT, ("info", "silence-unused", "0002-wobbly.md", 9)],
        ),
        (
            "<!-- minutebook:silence placeholdr typing -->",
            [STATUS, LEFT, ("warning", "unknown-rule", "0002-wobbly.md", 9)],
        ),
        (
            "<!-- minutebook:silence -->",
            [STATUS, LEFT, ("warning", "unknown-rule", "0002-wobbly.md", 9)],
        ),
        ("```\n<!-- minutebook:silence placeholder an example -->\n```", [STATUS, LEFT]),
        ("see <!-- minutebook:silence placeholder an example -->", [STATUS, LEFT]),
        ("<!-- minutebook:silence placeholder an example", [STATUS, LEFT]),
        ("<!-- minutebook:silence forbidden-move it was a mistake -->", [STATUS, LEFT]),
        ("<!-- minutebook:silence unknown-file generated -->", [STATUS, LEFT]),
    ],
)
def test_silences_of_a_page(comment: str, rows: list[object]) -> None:
    assert silenced(comment) == rows


def test_a_page_silences_only_itself() -> None:
    pages = {
        **PAGES,
        "decisions/0001-good.md": f"{GOOD}\n<!-- minutebook:silence placeholder x y -->\n",
    }
    assert codes(pages) == [("info", "silence-unused", "0001-good.md", 8), STATUS, LEFT]


def test_a_silence_for_a_rule_that_is_off_is_not_unused() -> None:
    page = f"{GOOD}\n<!-- minutebook:silence placeholder x y -->\n"
    pages = {"decisions/0001-good.md": page, "decisions/0002-good.md": GOOD}
    assert codes(pages, CheckSettings(severities={"placeholder": "off"})) == []


def test_an_index_page_can_silence_too() -> None:
    index = "# D\n\n<!-- minutebook:index -->\nold\n<!-- /minutebook:index -->\n"
    pages = {"decisions/0001-good.md": GOOD, "decisions/README.md": index}
    assert [row[1] for row in codes(pages)] == ["stale-index"]
    kept = f"{index}\n```\n<!-- minutebook:silence stale-index example -->\n```\n"
    assert [row[1] for row in codes({**pages, "decisions/README.md": kept})] == ["stale-index"]
    kept = f"{index}\n<!-- minutebook:silence stale-index frozen with the archive -->\n"
    assert codes({**pages, "decisions/README.md": kept}) == []


def test_a_prompt_silences_nothing() -> None:
    page = (
        "---\nstage: general\n---\n\n## Prompt\n\n"
        "<!-- minutebook:silence placeholder as asked -->\n\n## Outcome\n\n{{LEFT}}\n"
    )
    pages = {f"history/prompts/general/000{number}-a.general.prompt.md": page for number in (1, 2)}
    assert [row[1] for row in codes(pages)] == ["placeholder", "placeholder"]


# Fixes ----------------------------------------------------------------------------------------

OLD = "# 1. Old\n\nDate: 2024-01-02\n\n## Status\n\nAccepted\n\n## Context\n\nWords.\n"
NEW = "# 2. New\n\nDate: 2024-02-03\n\n## Status\n\nAccepted\n\nSupersedes [1. Old](0001-old.md)\n\n## Context\n\nWords.\n"


def mended(pages: dict[str, str], settings: CheckSettings | None = None) -> dict[str, str]:
    """The pages after all that can be repaired is."""
    before = shelf(pages)
    fixable = checks.find_fixable(before, settings=settings)
    writes = checks.fix_findings(before, fixable, "2024-06-01")
    assert writes == checks.fix_findings(
        before, checks.check(before, settings=settings), "2024-06-01"
    )
    for write in writes:
        assert write.previous == pages.get(write.path)
    return {**pages, **{write.path: write.text or "" for write in writes}}


def test_the_old_page_is_told_that_it_is_superseded() -> None:
    pages = {"decisions/0001-old.md": OLD, "decisions/0002-new.md": NEW}
    after = mended(pages)
    assert after["decisions/0002-new.md"] == NEW
    assert "Superseded by [2. New](0002-new.md)" in after["decisions/0001-old.md"]
    assert shelf(after).members[0].state == "superseded"
    assert codes(after) == []


def test_the_new_page_is_told_what_it_supersedes() -> None:
    old = OLD.replace("Accepted", "Superseded by [2. New](0002-new.md)")
    new = NEW.replace("Supersedes [1. Old](0001-old.md)\n\n", "")
    after = mended({"decisions/0001-old.md": old, "decisions/0002-new.md": new})
    assert after == {"decisions/0001-old.md": old, "decisions/0002-new.md": NEW}


def test_what_is_silenced_is_not_mended() -> None:
    pages = {"decisions/0001-old.md": OLD, "decisions/0002-new.md": NEW}
    settings = CheckSettings(
        silences=(Silence("one-way-supersession", "decisions/0001*", "as they wish"),)
    )
    assert mended(pages, settings) == pages
    third = NEW.replace("# 2. New", "# 4. Fourth").replace("1. Old](0001-old", "3. Old](0003-old")
    more = {
        **pages,
        "decisions/0003-old.md": OLD.replace("# 1.", "# 3."),
        "decisions/0004-new.md": third,
    }
    after = mended(more, settings)
    assert {path for path in more if after[path] != more[path]} == {"decisions/0003-old.md"}


def test_two_that_supersede_each_other_are_left_to_a_person() -> None:
    other = OLD.replace("Accepted", "Accepted\n\nSupersedes [2. New](0002-new.md)")
    pages = {"decisions/0001-old.md": other, "decisions/0002-new.md": NEW}
    assert mended(pages) == pages


def test_stale_pages_are_rebuilt() -> None:
    block = "<!-- minutebook:links -->\n- nothing\n<!-- /minutebook:links -->\n"
    index = "# D\n\n<!-- minutebook:index -->\nold\n<!-- /minutebook:index -->\n"
    page = GOOD.replace("date:", "links:\n  amends: [0002-b]\ndate:")
    pages = {
        "decisions/0001-a.md": page + block,
        "decisions/0002-b.md": GOOD,
        "decisions/README.md": index,
    }
    assert {row[1] for row in codes(pages)} == {"stale-block", "stale-index"}
    after = mended(pages)
    assert codes(after) == []
    assert mended(after) == after


def test_findings_without_a_fix_write_nothing() -> None:
    assert checks.fix_findings(shelf(PAGES), checks.check(shelf(PAGES))) == ()


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
        "decisions/0003-left.md": f"{WOBBLY}\n<!-- minutebook:silence xyzzy why -->\n",
    }
    fixable = checks.find_fixable(shelf(pages), CheckInputs(today="2024-06-01"))
    assert runs == {"one-way-supersession": 1, "stale-index": 1, "stale-block": 1}
    assert [finding.code for finding in fixable] == ["one-way-supersession"]
    assert set(fixable) <= set(checks.check(shelf(pages), CheckInputs(today="2024-06-01")))


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
def test_no_page_stops_the_check(pages: list[tuple[str, str]]) -> None:
    around = CheckInputs("2024-06-01", frozenset({"b.py"}), {path: GOOD for path, _ in pages})
    here = shelf(dict(pages))
    found = checks.check(here, around)
    assert list(found) == sorted(
        set(found), key=lambda one: (one.path, one.line, one.code, one.message)
    )
    known = {rule.code for rule in checks.list_rules()}
    for one in found:
        assert one.code in known
        assert one.message.endswith(".") or one.code.startswith("front-matter")
        assert "\n" not in one.message
        assert one.line <= dict(pages).get(one.path, "").count("\n") + 1
    report.build_sarif(found, checks.list_rules(), "0")


def make_chain(length: int) -> RecordSet:
    """Decisions that each supersede the one before, and do not show in its page."""
    return shelf(
        {
            f"decisions/{number:05d}-x.md": "---\nstatus: accepted\nlinks:\n"
            f"  supersedes: [{number - 1:05d}-x]\n---\n\n# X\n\n"
            + "Words of prose, some of them `code`.\n"
            * 10
            for number in range(1, length + 1)
        }
    )


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


def test_the_corpus_is_not_drowned() -> None:
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
        if reader.is_record(each, path)
    )
    found = checks.check(RecordSet((each,), records), CheckInputs("2025-12-31", frozenset(pages)))
    loud = [one for one in found if one.severity != "info" and one.code != "number-twice"]
    assert records
    assert len(loud) < len(records) / 10
