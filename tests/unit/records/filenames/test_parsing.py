"""File names and slugs: names in, what they state out."""

from __future__ import annotations

from itertools import takewhile

import pytest

from minutebook.records import filenames
from minutebook.records.filenames import (
    ParsedName,
    compute_next_name,
    parse_name,
)
from minutebook.records.model import ADR, PHR, Folder, find_folder, join_path


@pytest.mark.parametrize(
    ("name", "number", "digits", "prefix", "slug", "date"),
    [
        ("0007-use-redis.md", 7, "0007", "", "use-redis", ""),
        ("7-use-redis.md", 7, "7", "", "use-redis", ""),
        ("007-use-redis.MD", 7, "007", "", "use-redis", ""),
        ("00012-use-redis.md", 12, "00012", "", "use-redis", ""),
        ("2494-image-tags.md", 2494, "2494", "", "image-tags", ""),
        ("0007_use_redis.md", 7, "0007", "", "use_redis", ""),
        ("0007. Use Redis.md", 7, "0007", "", "Use Redis", ""),
        ("0001.md", 1, "0001", "", "", ""),
        ("adr-010-cache.md", 10, "010", "adr-", "cache", ""),
        ("ADR-0001-cache.md", 1, "0001", "ADR-", "cache", ""),
        ("ADR-10.md", 10, "10", "ADR-", "", ""),
        ("ADR 12 - cache.md", 12, "12", "ADR ", "cache", ""),
        ("http-404-handling.md", None, "", "", "http-404-handling", ""),
        ("HTTP-404-handling.md", None, "", "", "HTTP-404-handling", ""),
        ("2fa-login.md", None, "", "", "2fa-login", ""),
        ("1234567-cache.md", None, "", "", "1234567-cache", ""),
        ("adr-draft-cache.md", None, "", "", "adr-draft-cache", ""),
        ("decision-making.md", None, "", "", "decision-making", ""),
        ("multiple-sites.md", None, "", "", "multiple-sites", ""),
        ("2022-10-01-cache.md", None, "", "", "cache", "2022-10-01"),
        ("2022-10-01-cache", None, "", "", "cache", "2022-10-01"),
        ("20230518-cache.md", None, "", "", "cache", "2023-05-18"),
        ("20230518.md", None, "", "", "", "2023-05-18"),
        ("2026-01-cache.md", None, "", "", "cache", "2026-01"),
        ("2026-13-cache.md", 2026, "2026", "", "13-cache", ""),
        ("2023-09-09_027-cache.md", 27, "027", "", "cache", "2023-09-09"),
        ("2024-01-02-3-tiers.md", None, "", "", "3-tiers", "2024-01-02"),
        ("20251130-101700-cache.md", None, "", "", "cache", "2025-11-30"),
        ("", None, "", "", "", ""),
    ],
)
def test_what_the_name_of_a_decision_states(
    name: str, number: int | None, digits: str, prefix: str, slug: str, date: str
) -> None:
    assert parse_name(ADR, name) == ParsedName(number, digits, prefix, slug, date, "")


@pytest.mark.parametrize(
    ("name", "digits", "prefix", "slug", "series"),
    [
        ("TECH-0012-cache.md", "0012", "TECH-", "cache", "tech"),
        ("TECH-DB-012-x.md", "012", "TECH-DB-", "x", "tech-db"),
        ("ACME-ADR-Billing-0002-x.md", "0002", "ACME-ADR-Billing-", "x", "acme-adr-billing"),
        ("ACME-ADR-0002-x.md", "0002", "ACME-ADR-", "x", "acme-adr"),
        ("ADR-BIL-12.md", "12", "ADR-BIL-", "", "bil"),
        ("platform-adr-12-x.md", "12", "platform-adr-", "x", "platform-adr"),
        ("Design-Decision-12-x.adoc", "12", "Design-Decision-", "x", "design-decision"),
        ("RFC-12-x.md", "12", "RFC-", "x", "rfc"),
        ("2019-003-x.md", "003", "2019-", "x", "2019"),
        ("2024-adr-003.md", "003", "2024-adr-", "", "2024-adr"),
        ("ADR-2024-003-x.md", "003", "ADR-2024-", "x", "2024"),
        ("002adr-types.md", "002", "", "adr-types", ""),
        ("0012使用-redis.md", "0012", "", "使用-redis", ""),
        ("D-001-x.md", "001", "D-", "x", "d"),
        ("D001-x.md", "001", "D", "x", "d"),
        ("(0003) x.md", "0003", "(", "x", ""),
        ("[0003]-x.md", "0003", "[", "x", ""),
        ("0012–x.md", "0012", "", "x", ""),
        ("Adr1.md", "1", "Adr", "", ""),
        ("ADR.0003.md", "0003", "ADR.", "", ""),
        ("SEC-ADR-003 x.md", "003", "SEC-ADR-", "x", "sec-adr"),
        ("X509-certificates.md", "", "", "X509-certificates", ""),
        ("AD-14-x.md", "14", "AD-", "x", "ad"),
        ("DR002-x.rst", "002", "DR", "x", "dr"),
        ("ADR001-x.org", "001", "ADR", "x", ""),
        ("ADR12types.md", "12", "ADR", "types", ""),
        ("LADR-003-x.mdx", "003", "LADR-", "x", ""),
        ("TDR-5-x.markdown", "5", "TDR-", "x", "tdr"),
        ("nr.-008-x.md", "008", "nr.-", "x", ""),
        ("no.-8-x.md", "8", "no.-", "x", ""),
        ("#12-x.md", "12", "#", "x", ""),
        ("decision-12-x.md", "12", "decision-", "x", ""),
        ("decision-record-0012-x.md", "0012", "decision-record-", "x", ""),
        ("architecture-decision-record-7-x.md", "7", "architecture-decision-record-", "x", ""),
        ("adr_0012_x.md", "0012", "adr_", "x", ""),
        ("adr.12.x.asciidoc", "12", "adr.", "x", ""),
        ("024a-x.md", "024a", "", "x", ""),
        ("24a-x.md", "24a", "", "x", ""),
        ("ADR-3b-x.md", "3b", "ADR-", "x", ""),
        ("ADR-304.1.md", "304.1", "ADR-", "", ""),
        ("0304.1-x.md", "0304.1", "", "x", ""),
        ("3d-maps.md", "", "", "3d-maps", ""),
        ("24h-support.md", "", "", "24h-support", ""),
        ("12factor.md", "", "", "12factor", ""),
        ("oauth-2-x.md", "", "", "oauth-2-x", ""),
        ("adr-http-404-handling.md", "", "", "adr-http-404-handling", ""),
        ("adr-v02-x.md", "", "", "adr-v02-x", ""),
        ("ADR-2FA-login.md", "", "", "ADR-2FA-login", ""),
        ("replace-adr-12-format.md", "", "", "replace-adr-12-format", ""),
        ("adr-one-two-three-four-five-1.md", "", "", "adr-one-two-three-four-five-1", ""),
        ("why-we-use-adr-12.md", "", "", "why-we-use-adr-12", ""),
        ("ad-2-x.md", "", "", "ad-2-x", ""),
        ("no-2-factor.md", "", "", "no-2-factor", ""),
        ("decision-log-2024.md", "", "", "decision-log-2024", ""),
        ("2024-plan.md", "2024", "", "plan", ""),
        ("12@x.md", "", "", "12@x", ""),
        ("#x-1.md", "", "", "#x-1", ""),
        ("a-b-c-d-e-adr-1.md", "", "", "a-b-c-d-e-adr-1", ""),
        ("-_-".join("abcdefgh") + "1.md", "", "", "-_-".join("abcdefgh") + "1", ""),
    ],
)
def test_the_series_and_the_number_of_a_decision(
    name: str, digits: str, prefix: str, slug: str, series: str
) -> None:
    parsed = parse_name(ADR, name)
    assert (parsed.digits, parsed.prefix, parsed.slug, parsed.series) == (
        *(digits, prefix, slug, series),
    )
    expected = int("".join(takewhile(str.isdecimal, digits))) if digits else None
    assert parsed.number == expected


def test_a_label_before_a_date_is_no_number() -> None:
    for name in ("adr-2024-01-15-x.md", "ADR-20240115-x.md"):
        parsed = parse_name(ADR, name)
        assert (parsed.number, parsed.date, parsed.slug) == (None, "2024-01-15", "x")


def test_a_hostile_name_takes_no_time() -> None:
    for part in ("A-", "adr-", "a1", "0", "-", "ADR-A-", "."):
        parse_name(ADR, part * 100_000)


@pytest.mark.parametrize(
    ("name", "number", "slug", "date", "stage"),
    [
        ("0003-add-login.spec.prompt.md", 3, "add-login", "", "spec"),
        ("001-add-login.prompt.md", 1, "add-login", "", ""),
        ("001-add-login.phase1.PROMPT.md", 1, "add-login", "", "phase1"),
        ("001-fix-1.2.prompt.md", 1, "fix-1.2", "", ""),
        ("20251206-0002-add-login.misc.prompt.md", 2, "add-login", "2025-12-06", "misc"),
        ("20251206-1765000943-login.tasks.prompt.md", None, "login", "2025-12-06", "tasks"),
        ("2025-11-27-login.general.prompt.md", None, "login", "2025-11-27", "general"),
        ("notes.md", None, "notes", "", ""),
    ],
)
def test_what_the_name_of_a_prompt_states(
    name: str, number: int | None, slug: str, date: str, stage: str
) -> None:
    parsed = parse_name(PHR, name)
    assert (parsed.number, parsed.slug, parsed.date, parsed.stage) == (number, slug, date, stage)


@pytest.mark.parametrize(
    ("existing_names", "number", "name"),
    [
        ([], 1, "0001-new.md"),
        (["README.md", "notes.md"], 1, "0001-new.md"),
        (["0000-a.md"], 1, "0001-new.md"),
        (["000-a.md"], 1, "001-new.md"),
        (["0009-a.md", "0010-b.md"], 11, "0011-new.md"),
        (["099-a.md", "00012-b.md"], 100, "100-new.md"),
        (["ADR-9.md", "ADR-10.md"], 11, "ADR-11-new.md"),
        (["adr-010-a.md", "adr-011-b.md", "0005-c.md"], 12, "adr-012-new.md"),
        (["2025-11-27-a.md", "20230518-b.md", "0003-c.md"], 4, "0004-new.md"),
        (["0024-a.md", "024a-b.md"], 25, "0025-new.md"),
        (["024a-b.md"], 25, "025-new.md"),
        (["(0003) a.md", "#4-b.md"], 5, "5-new.md"),
        (["ACME-ADR-0002-a.md"], 3, "ACME-ADR-0003-new.md"),
        (["0001-a.adoc", "use-b.rst", "0005-c.org"], 6, "0006-new.md"),
    ],
)
def test_the_next_name_of_a_decision(existing_names: list[str], number: int, name: str) -> None:
    assert compute_next_name(ADR, existing_names, "new") == (number, name)


def test_the_next_name_of_a_prompt_has_its_stage() -> None:
    existing_names = ["0001-a.spec.prompt.md", "2025-11-27-x.general.prompt.md"]
    assert compute_next_name(PHR, existing_names, "new", "plan") == (2, "0002-new.plan.prompt.md")


@pytest.mark.parametrize(
    ("claimed_numbers", "reserved_number", "number"),
    [((), 0, 4), ((2,), 0, 4), ((7, 5), 0, 8), ((7,), 5, 5), ((), 3, 4), ((), 9, 9)],
)
def test_claimed_numbers_are_skipped_and_a_reserved_one_is_used(
    claimed_numbers: tuple[int, ...], reserved_number: int, number: int
) -> None:
    next_name = compute_next_name(
        ADR, ["0003-a.md"], "new", claimed_numbers=claimed_numbers, reserved_number=reserved_number
    )
    assert next_name == (number, f"{number:04d}-new.md")


@pytest.mark.parametrize(
    ("existing_names", "name"),
    [
        (["20230518-a.md", "20240102-b.md"], "20260131-use-redis.md"),
        (["2023-05-18-a.md"], "2026-01-31-use-redis.md"),
        (["20230518-a.md", "20260131-use-redis.md"], "20260131-use-redis-2.md"),
        (["20230518-a.md", "0003-b.md"], "0004-use-redis.md"),
        (["2025-003-a.md"], "2026-004-use-redis.md"),
        ([], "0001-use-redis.md"),
    ],
)
def test_where_decisions_have_dated_names_the_next_one_has_too(
    existing_names: list[str], name: str
) -> None:
    assert compute_next_name(ADR, existing_names, "use-redis", today="2026-01-31")[1] == name
    assert compute_next_name(PHR, existing_names, "use-redis", today="2026-01-31")[0] > 0


def test_a_dated_name_taken_in_other_letters_gets_a_count() -> None:
    existing_names = ["2026-01-31-Caf\u00c9.md", "2026-01-31-cafe\u0301-2.md"]
    _, name = compute_next_name(ADR, existing_names, "caf\u00e9", today="2026-01-31")
    assert name == "2026-01-31-caf\u00e9-3.md"


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("0001-use-x.md", True), ("001-x.md", True), ("adr-7-x.md", True), ("ADR-0007.md", True),
        ("2024-01-02-x.md", True), ("20240102-x.md", True), ("2024-01-x.md", True),
        # other pages of a repository
        ("README.md", False), ("SECURITY.md", False), ("notes.md", False), ("CHANGELOG.md", False),
        ("2024-plans.md", False), ("2024.md", False), ("10-rules.md", False), ("7-x.md", False),
        ("0001-x.txt", False), (".0001-x.md", False),
    ],
)  # fmt: skip
def test_only_names_of_decisions_are_records_in_the_top(path: str, expected: bool) -> None:
    assert filenames.is_record(Folder(ADR, "."), path) is expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("0001-x.md", "."),
        ("docs/0001-x.md", None),
        ("a/0001-x.md", "a"),
        ("a/b/c/0001-x.md", "a/b"),
        ("ab/0001-x.md", None),
    ],
)
def test_a_page_is_of_the_innermost_folder(path: str, expected: str | None) -> None:
    folder = find_folder([Folder(ADR, "."), Folder(ADR, "a"), Folder(ADR, "a/b")], path)
    assert (folder and folder.path) == expected
    assert join_path(".", "0001-x.md") == "0001-x.md"
    assert join_path("a", "0001-x.md") == "a/0001-x.md"


@pytest.mark.parametrize(
    ("name", "number", "slug", "date"),
    [
        # A word counts the record.
        ("第007号-缓存.md", 7, "缓存", ""),
        ("第 12 回_議事.md", 12, "議事", ""),
        ("제7호-검색.md", 7, "검색", ""),
        ("第3世代.md", None, "第3世代", ""),
        ("№7-x.md", 7, "x", ""),
        ("N° 007 x.md", 7, "x", ""),
        ("№x.md", None, "№x", ""),
        # A label behind a date.
        ("2022-06-09-adr-016.md", 16, "", "2022-06-09"),
        ("20220609_ADR-3-x.md", 3, "x", "2022-06-09"),
        ("2022-06-09-decision-record-12-x.md", 12, "x", "2022-06-09"),
        ("2022-06-09-replace-adr-3.md", None, "replace-adr-3", "2022-06-09"),
        ("2022-06-09-no-003-x.md", None, "no-003-x", "2022-06-09"),
        ("2024-01-02-3-tiers.md", None, "3-tiers", "2024-01-02"),
        # Signs around the number.
        ("(009) x.md", 9, "x", ""),
        ("#10 - x.md", 10, "x", ""),
        ("2 phase commit.md", 2, "phase commit", ""),
        ("beslut-12-x.md", 12, "x", ""),
    ],
)
def test_numbers_that_words_and_dates_go_with(
    name: str, number: int | None, slug: str, date: str
) -> None:
    parsed = parse_name(ADR, name)
    assert (parsed.number, parsed.slug, parsed.date) == (number, slug, date)


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (("第007号-a.md", "第008号-b.md"), "第009号-x.md"),
        (("제7호-a.md",), "제8호-x.md"),
        (("№7-a.md",), "№8-x.md"),
    ],
)
def test_the_next_name_has_the_same_counting_word(names: tuple[str, ...], expected: str) -> None:
    assert compute_next_name(ADR, names, "x")[1] == expected
