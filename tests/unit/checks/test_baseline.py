"""The baseline: which findings it holds, and what it stands for when pages change."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest

from checked_pages import DECISIONS, make_records
from minutebook.checks import CheckInputs, baseline, check
from minutebook.records.model import Finding

NUMBERED = "decisions/0003-use-x.md"
PAGES = {
    NUMBERED: "---\nstatus: wobbly\n---\n\n# Use x\n\n{{LEFT}}\n",
    "decisions/0004-other.md": "---\nstatus: proposed\ndate: 2024-01-01\n---\n\n# Other\n",
}


def find(pages: Mapping[str, str], today: str = "2024-06-01") -> list[Finding]:
    return list(check(make_records(pages), CheckInputs(today=today)))


def write(pages: Mapping[str, str], today: str = "2024-06-01") -> str:
    return baseline.format_entries(baseline.make_entries(find(pages, today), make_records(pages)))


def list_new(pages: Mapping[str, str], text: str, today: str = "2024-06-01") -> list[str]:
    """The codes of the findings that a baseline does not have."""
    marked = baseline.mark_findings(find(pages, today), text, make_records(pages))
    return [finding.code for finding in marked if not finding.is_baseline]


def test_a_finding_a_line_in_order_of_the_paths() -> None:
    lines = [json.loads(line) for line in write(PAGES).splitlines()]
    assert lines == [
        {
            "path": NUMBERED,
            "code": "placeholder",
            "message": "{ref} still has what its template left to fill in: `{{LEFT}}`.",
        },
        {
            "path": NUMBERED,
            "code": "unknown-status",
            "message": "{ref} has the status `wobbly`, which is not a known one.",
        },
        {
            "path": "decisions/0004-other.md",
            "code": "long-proposed",
            "message": "{ref} has been proposed for # days.",
        },
    ]
    assert baseline.format_entries(baseline.parse_entries(write(PAGES))) == write(PAGES)


def test_what_was_there_does_not_count_and_what_is_new_does() -> None:
    text = write(PAGES)
    assert list_new(PAGES, text) == []
    changed = PAGES[NUMBERED].replace("# Use x", "# Use y\n\nMore text, on more lines.\n\n")
    assert list_new(PAGES | {NUMBERED: changed}, text, "2024-07-01") == []
    assert list_new(PAGES | {NUMBERED: changed + "\n{{NEW}}\n"}, text) == ["placeholder"]
    assert list_new(PAGES | {"decisions/0005-new.md": PAGES[NUMBERED]}, text) == [
        "unknown-status",
        "placeholder",
    ]


@pytest.mark.parametrize(
    ("path", "alias", "is_known"),
    [
        ("decisions/0009-use-x.md", "0003-use-x", True),
        ("decisions/0003-use-y.md", "0003-use-x", True),
        ("decisions/0009-use-y.md", "0002-use-x", False),
    ],
)
def test_a_record_with_another_number_or_title_is_known_by_its_alias(
    path: str, alias: str, is_known: bool
) -> None:
    page = f"{PAGES[NUMBERED]}\n<!-- minutebook:alias {alias} -->\n"
    assert (list_new({path: page}, write(PAGES)) == []) == is_known


def test_a_folder_page_has_no_former_name() -> None:
    path = "decisions/0003-use-x/README.md"
    pages = {path: PAGES[NUMBERED] + "\n<!-- minutebook:alias 0002-a -->\n"}
    records = make_records(pages, DECISIONS)
    finding = Finding("placeholder", "warning", path, 1, "x")
    (marked,) = baseline.mark_findings([finding], "", records)
    assert not marked.is_baseline


def test_an_entry_stands_for_one_finding() -> None:
    finding = Finding("placeholder", "warning", "decisions/README.md", 3, "twice")
    records = make_records({})
    text = baseline.format_entries(baseline.make_entries([finding], records))
    marked = baseline.mark_findings([finding, finding], text, records)
    assert [each.is_baseline for each in marked] == [True, False]
    twice = baseline.format_entries(baseline.make_entries([finding, finding], records))
    assert twice == text * 2
    assert all(each.is_baseline for each in baseline.mark_findings([finding] * 2, twice, records))


@pytest.mark.parametrize(
    "code",
    ["secret", "link-in-the-way", "interrupted", "forbidden-move", "number-on-base", "stale-index",
     "stale-block", "unknown-rule", "xyzzy"],
)  # fmt: skip
def test_what_no_baseline_may_hold(code: str) -> None:
    finding = Finding(code, "error", NUMBERED, 1, "x")
    records = make_records(PAGES)
    assert baseline.make_entries([finding], records) == []
    line = json.dumps({"path": NUMBERED, "code": code, "message": "x"})
    (marked,) = baseline.mark_findings([finding], line, records)
    assert not marked.is_baseline


def test_lines_that_are_no_entries_are_left_out() -> None:
    ours, theirs = write(PAGES).splitlines()[:2]
    text = f"<<<<<<< HEAD\n{ours}\n=======\n{theirs}\n>>>>>>> x\n"
    text += '{"path": "a"}\n{"path": 1, "code": "b", "message": "c"}\n{"path"\n[1]\n\n'
    assert baseline.parse_entries(text) == baseline.parse_entries(f"{ours}\n{theirs}")
    assert baseline.parse_entries('{"a":' * 100_000) == []


def test_what_came_and_went() -> None:
    first, second, third = baseline.parse_entries(write(PAGES))
    assert baseline.compare([first, second], [second, third, third]) == (2, 1)
    assert baseline.compare([], []) == (0, 0)


@pytest.mark.parametrize(
    ("path", "is_known"),
    [
        ("decisions/0009-use-x.md", True),  # another number, by hand
        ("decisions/old/0003-use-x.md", True),
        ("decisions/use-x.md", False),
        ("decisions/0003-use-y.md", False),  # other words: nothing tells
    ],
)
def test_a_page_that_was_moved_by_hand_is_known_by_its_words(path: str, is_known: bool) -> None:
    assert (list_new({path: PAGES[NUMBERED]}, write(PAGES)) == []) == is_known


def test_a_copy_is_not_the_page_that_was_moved() -> None:
    page = PAGES[NUMBERED]
    assert list_new({NUMBERED: page, "decisions/0009-use-x.md": page}, write(PAGES)) != []
    twins = {"decisions/0008-use-x.md": page, "decisions/0009-use-x.md": page}
    assert set(list_new(twins, write(PAGES))) == {"placeholder", "unknown-status"}
    prompt = "history/prompts/general/0003-use-x.prompt.md"
    text = write(PAGES).replace(NUMBERED, prompt)
    assert list_new({"decisions/0009-use-x.md": page}, text) != []
    outside = write(PAGES).replace(NUMBERED, "elsewhere/0003-use-x.md")
    assert list_new({"decisions/0009-use-x.md": page}, outside) != []


def test_a_second_conflict_is_new() -> None:
    conflict = "\n<<<<<<< a\nx\n=======\ny\n>>>>>>> b\n"
    pages = {NUMBERED: f"---\nstatus: accepted\n---\n\n# Use x\n{conflict}"}
    text = write(pages)
    assert list_new(pages, text) == []
    assert list_new({NUMBERED: pages[NUMBERED] + conflict}, text) == ["conflict-markers"]


def test_lines_that_are_no_entries() -> None:
    lines = [
        *("<<<<<<< ours", "=======", ">>>>>>> theirs", "||||||| base", ""),
        *("{", "[]", '{"path": "a", "code": 1, "message": "m"}', "=======x", "words"),
        '{"path": "a", "code": "b", "message": "m"}',
    ]
    assert baseline.find_broken_lines("\n".join(lines)) == [6, 7, 8, 9, 10]
    assert baseline.parse_entries("\n".join(lines)) == [("a", "b", "m")]
    inputs = CheckInputs(baseline_path="b.jsonl", baseline_text="x\n")
    (finding,) = check(make_records({}), inputs)
    assert (finding.code, finding.path, finding.line) == ("baseline-line", "b.jsonl", 1)


def test_what_a_dead_link_meant_is_not_in_the_entry() -> None:
    page = {"decisions/0001-a.md": "# A\n\n## Status\n\nAccepted\n\n[two](0002-old.md)\n"}
    inputs = CheckInputs(current_paths=frozenset())
    before, after = (
        make_records({**page, f"decisions/0002-{slug}.md": "# Two\n\n## Status\n\nAccepted\n"})
        for slug in ("new", "newer")
    )
    text = baseline.format_entries(baseline.make_entries(check(before, inputs), before))
    marked = baseline.mark_findings(check(after, inputs), text, after)
    assert [(each.code, each.is_baseline) for each in marked] == [("dead-link", True)]


def test_entries_on_records_that_go_are_dropped_and_other_lines_stay() -> None:
    text = "<<<<<<< one\n" + write(PAGES) + "=======\n"
    records = make_records(PAGES)
    other = "decisions/0004-other.md"
    gone = [record for record in records.members if record.path == NUMBERED]
    left = baseline.drop_entries(text, gone, records)
    assert left == "".join(line for line in text.splitlines(keepends=True) if NUMBERED not in line)
    assert other in left
    assert baseline.drop_entries(text, (), records) == text
    renamed = {other: PAGES[other] + "<!-- minutebook:alias 0003-use-x -->\n"}
    records = make_records(renamed)
    assert NUMBERED not in baseline.drop_entries(text, records.members, records)
    records = make_records({**PAGES, **renamed})
    gone = [record for record in records.members if record.path == other]
    assert NUMBERED in baseline.drop_entries(text, gone, records)


def test_records_that_entries_of_a_rule_are_on_or_name() -> None:
    """What came later is not among them, also where it is the first by its name."""
    pages = {f"decisions/0002-{slug}.md": f"# {slug}\n" for slug in ("b", "c", "d")}
    text = write(pages)
    later = make_records({**pages, "decisions/0002-a.md": "# a\n"})
    named = baseline.select_named(later.members, "number-twice", text)
    assert [record.path for record in named] == list(pages)
    assert baseline.select_named(later.members, "number-name", text) == ()
    assert baseline.select_named(later.members, "number-twice", "") == ()
