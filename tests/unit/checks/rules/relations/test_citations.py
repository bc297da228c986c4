"""The rules on citations of records in files outside of them."""

from __future__ import annotations

import pytest

from checked_pages import adr, find, find_findings, phr
from minutebook.checks.cited.citing_file import CODE, OTHER, PROSE, TEST, CitingFile

PAGES = {
    **adr(1, "postgres"),
    **adr(2, "redis", "status: superseded by ADR-0004"),
    **adr(3, "kafka"),
    **adr(4, "valkey", "status: accepted\nlinks:\n  supersedes: [0002-redis]"),
    **adr(5, "old", "status: superseded by ADR-0002"),
    **phr(1, "id: 1\ntitle: T\nstage: general"),
}


def find_cited(code: str, text: str, role: str = PROSE, path: str = "docs/x.md") -> list[str]:
    """What a rule finds in one file: severity, line and the text that is named."""
    files = (CitingFile(path, text, role),)
    found = find(f"citation-{code}", PAGES, list_citing_files=lambda: files)
    assert all(name == path.rpartition("/")[2] for _, name, _, _ in found)
    return [f"{severity} {line} {message.split('`')[1]}" for severity, _, line, message in found]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("See ADR-9.", ["warning 1 ADR-9"]),
        ("See ADR-0009 and ADR 10.", ["warning 1 ADR 10", "warning 1 ADR-0009"]),
        ("a\n\nPHR-0007\n", ["warning 3 PHR-0007"]),
        ("adr-9 in small letters", ["warning 1 adr-9"]),
        ("See ../decisions/0009-x.md.", ["warning 1 ../decisions/0009-x.md"]),
        ("[x](/decisions/0002-rediss.md)", []),  # from the top of a site, which may be another
        ("[x](../decisions/0002-rediss.md)", ["warning 1 ../decisions/0002-rediss.md"]),
        ("`decisions/0009-x.md`", ["warning 1 decisions/0009-x.md"]),
        ("See ADR-900.", ["info 1 ADR-900"]),
        ("See ADR-3 and decisions/0003-kafka.md.", []),
        ("[ADR-9](https://x.org/a), [so ADR-9 says][a]", []),
        ("`ADR-9` is a ref, and so is “ADR-10”.", []),
        ("`minutebook show ADR-9` shows it", []),
        ("```\nADR-9\n```\n", []),
        ("~~~~\nADR-9\n", []),
        ("```\n~~~\nADR-9\n```\n\nSee ADR-10.\n", ["warning 6 ADR-10"]),
        ("https://example.org/ADR-9 or https://x.org/decisions/0009-x.md", []),
        ("acme/api ADR-9, acme/api#ADR-9", []),
        ("RFC 9, PEP 9, adr9, adr_9, ADR-2024-003, ADR-0000, ADR-N", []),
        ("ADR-9 was removed.", []),
        ("Formerly ADR-9. ADR-10 holds.", ["warning 1 ADR-10"]),
        ("decisions/0000-title.md, decisions/0001-example.md", []),
        ("other/0009-x.md", []),
        ("x " * 1500 + "ADR-9", []),
    ],
)
def test_what_is_not_there(text: str, found: list[str]) -> None:
    assert find_cited("unknown", text) == found


@pytest.mark.parametrize(
    ("text", "role", "found"),
    [
        ("x = 1  # ADR-9", CODE, ["warning 1 ADR-9"]),
        ('"""As ADR-9 says."""', CODE, ["warning 1 ADR-9"]),
        ('x = "ADR-9 says"', CODE, []),
        ('x = "decisions/0009-x.md"', CODE, ["warning 1 decisions/0009-x.md"]),
        ("x = ADR - 9", CODE, []),
        ("# ADR-9", TEST, ["info 1 ADR-9"]),
        ('read("decisions/0009-x.md")', TEST, []),
        ('adr: "ADR-9"', OTHER, ["warning 1 ADR-9"]),
        ("old = 1\nx = 2  # formerly ADR-9\ny = 3  # ADR-10", CODE, ["warning 3 ADR-10"]),
    ],
)
def test_what_is_not_there_in_files_of_other_roles(text: str, role: str, found: list[str]) -> None:
    assert find_cited("unknown", text, role, "src/x.py") == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("See ADR-2.", ["info 1 ADR-2"]),
        ("[the cache](../decisions/0002-redis.md)", ["info 1 0002-redis"]),
        ("[ADR-2](../decisions/0002-redis.md)", ["info 1 ADR-2"]),
        ("Supersedes [2. Redis](../decisions/0002-redis.md)", []),
        ("ADR-2 was superseded by ADR-4.", []),
        ("Bis ADR-2 ersetzt wurde, galt es.", []),
        ("* ADR-1\n* ADR-2\n* ADR-3\n", []),
        ("| ADR-1 | a |\n| ADR-2 | b |\n| ADR-3 | c |\n", []),
        ("* ADR-2 says it\n* x\n", ["info 1 ADR-2"]),
        ("ADR-4 holds.", []),
        ("* ADR-2 says it\n* x\n* ADR-5, too\n", ["info 1 ADR-2", "info 3 ADR-5"]),
    ],
)
def test_what_no_longer_holds(text: str, found: list[str]) -> None:
    assert find_cited("superseded", text) == found


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("# see ADR-0002 before you change this\n", [1]),
        ("# Use the old cache key, see ADR-0002\n", [1]),
        ("# ADR-0002 is\nx = 1\n# formerly ADR-0002\n", [1]),
        ("# formerly\n# ADR-0002\n", []),
        ("# formerly: ADR-0002\n", []),
        ("# früher: ADR-0002\n", []),
        ("# keep it: ADR-0002\n", [1]),
        ("# formerly\nx = 1\n# ADR-0002\n", [3]),
        ("x = 1  # ADR-0002 was\n# superseded\n", [1]),
        ("# this replaces\n\n# ADR-0002\n", [3]),
        ('"""It was formerly\nADR-0002."""\n', []),
        ("# a\n" * 500 + "# ADR-0002\n" + "# b\n" * 500, [501]),
        ("# Replaces ADRs 1 and 2\n", []),
        ("# by ADRs 1 and 2\n", [1]),
    ],
)
def test_history_in_comments(text: str, lines: list[int]) -> None:
    found = find_cited("superseded", text, CODE, "src/x.py")
    assert [int(each.split()[1]) for each in found] == lines


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ADRs 3 and 9", ["warning 1 9"]),
        ("ADR 3/9", ["warning 1 9"]),
        ("ADRs 3, 8, and 9.", ["warning 1 8", "warning 1 9"]),
        ("ADRs 8\u20139", ["warning 1 9", "warning 1 ADRs 8"]),
        ("ADR-3 and 9 others", []),
        ("ADR-3, 9 files", []),
        ("ADR 3/9/2024", []),
        ("ADRs 3 and 9.5 more", []),
    ],
)
def test_the_numbers_behind_a_ref_count(text: str, found: list[str]) -> None:
    assert find_cited("unknown", text) == found


def test_a_changelog_may_cite_anything() -> None:
    for code in ("unknown", "superseded"):
        assert find_cited(code, "See ADR-2 and ADR-9.", path="CHANGELOG.md") == []


def test_the_decision_that_holds_today_is_named() -> None:
    files = (CitingFile("a.md", "See ADR-5.", PROSE),)
    (finding,) = find_findings("citation-superseded", PAGES, list_citing_files=lambda: files)
    assert finding.message == "`ADR-5` is superseded by ADR-0004."
    assert "minutebook show ADR-0004" in finding.fix


def test_a_decision_that_two_led_to_is_named_once() -> None:
    pages = {
        **adr(1, "one", "status: superseded\nlinks:\n  superseded-by: [0002-two, 0003-three]"),
        **adr(2, "two", "status: superseded by ADR-0004"),
        **adr(3, "three", "status: superseded by ADR-0004"),
        **adr(4, "four"),
    }
    files = (CitingFile("a.md", "See ADR-1.", PROSE),)
    (finding,) = find_findings("citation-superseded", pages, list_citing_files=lambda: files)
    assert finding.message == "`ADR-1` is superseded by ADR-0004."


def test_one_that_nothing_is_known_to_have_superseded() -> None:
    pages = adr(1, "x", "status: superseded")
    files = (CitingFile("a.md", "See ADR-1.", PROSE),)
    (finding,) = find_findings("citation-superseded", pages, list_citing_files=lambda: files)
    assert finding.message == "`ADR-1` is superseded."
    assert "cite the decision in force" in finding.fix


def test_a_number_that_several_have() -> None:
    pages = {**PAGES, **adr(3, "nats"), **adr(3, "zmq"), **adr(3, "amqp")}
    text = "See ADR-3, decisions/0003-kafka.md.\n\nUntil ADR-3 came.\n\nADR-3: Use nats\n"
    files = (CitingFile("a.md", text, PROSE),)
    found = find("citation-ambiguous", pages, list_citing_files=lambda: files)
    assert found == [
        (
            "warning",
            "a.md",
            1,
            "`ADR-3` may be any of 0003-amqp, 0003-kafka, 0003-nats and 1 more."
            if found[0][3].count("amqp")
            else "`ADR-3` may be any of 0003-kafka, 0003-nats, 0003-zmq and 1 more.",
        )
    ]


def test_one_of_several_that_is_named_is_in_force() -> None:
    pages = {**PAGES, **adr(3, "nats")}
    files = (CitingFile("a.md", "See decisions/0003-nats.md.\n", PROSE),)
    assert find("citation-ambiguous", pages, list_citing_files=lambda: files) == []


def test_each_place_in_a_file_is_told() -> None:
    assert find_cited("superseded", "See ADR-2.\n\nAnd ADR-5.\n") == [
        "info 1 ADR-2",
        "info 3 ADR-5",
    ]


def test_files_of_other_projects_are_left_out() -> None:
    files = [CitingFile(path, "See ADR-9.", PROSE) for path in ("a.md", "third/b.md")]
    found = find(
        "citation-unknown",
        PAGES,
        list_citing_files=lambda: files,
        list_generated=lambda paths: [path for path in paths if path.startswith("third/")],
    )
    assert [name for _, name, _, _ in found] == ["a.md"]


def test_a_repository_without_prompts_has_no_unknown_ones() -> None:
    files = (CitingFile("a.md", "See PHR-9 and ADR-9.", PROSE),)
    found = find("citation-unknown", adr(1), list_citing_files=lambda: files)
    assert [message for *_, message in found] == ["`ADR-9` is no record."]
