"""File names and slugs: names in, what they state out."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minutebook.records.filenames import (
    ParsedName,
    clean_title,
    compute_next_name,
    fold_name,
    parse_name,
    slugify,
)
from minutebook.records.model import ADR, PHR


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
    ("title", "slug"),
    [
        ("Use Redis", "use-redis"),
        ("../../etc/passwd", "etc-passwd"),
        ("..", "record"),
        ("", "record"),
        ("-rf /", "rf"),
        ("a\0b\r\nc\td", "a-b-c-d"),
        ('"Don\'t" `do`', "dont-do"),
        ("CON", "con-record"),
        ("lpt9", "lpt9-record"),
        ("com10", "com10"),
        ("Ünïcode Äé", "ünïcode-äé"),
        ("Cafe\u0301", "café"),
        ("اردو میں عنوان", "اردو-میں-عنوان"),
        ("使用 Redis 缓存", "使用-redis-缓存"),
        ("कखग क्या है", "कखग-क्या-है"),
        ("🚀 Launch", "rocket-launch"),
        ("👍🏽 ok", "thumbs-up-sign-ok"),
        ("🇵🇰 team", "pk-team"),
        ("1️⃣ step", "1-step"),
        ("Use Foo™ │ Bar", "use-foo-bar"),
        ("می\u200cخواهم", "می-خواهم"),
        ("a\u200db\ufeff", "ab"),
        ("A\u200b\u0300", "\xe0"),
        ("\u3164\u115f", "record"),
        ("\u0301x", "x"),
        ("\ud800", "record"),
        ("word " * 80, "-".join(["word"] * 12)),
        ("a " + "b" * 100, "a-" + "b" * 58),
        ("使用" * 200, "使用" * 30),
        ("𠀀" * 80, "𠀀" * 45),
    ],
)
def test_slugify(title: str, slug: str) -> None:
    assert slugify(title) == slug


@given(st.text(st.characters()) | st.text("aA1-_. /\\🚀é\u0301\u200d使ß\0", max_size=90))
def test_any_title_makes_a_slug_that_any_file_system_takes(title: str) -> None:
    slug = slugify(title)
    assert slug
    assert len(slug) <= 60 + len("-record")
    assert len(slug.encode()) <= 180 + len("-record")
    assert not slug.startswith("-")
    assert not slug.endswith("-")
    assert "--" not in slug
    assert not set(slug) & set("./\\:*?\"'<>|\0 \n`$&;()")
    assert not any(unicodedata.category(char)[0] in "ZC" for char in slug)
    assert slugify(slug) == slug
    assert parse_name(ADR, f"0007-{slug}.md") == ParsedName(7, "0007", "", slug, "", "")


@pytest.mark.parametrize(
    ("title", "line"),
    [
        ("  Use\r\nRedis\0now ", "Use Redis now"),
        ("a\u2028b\x85c", "a b c"),
        ("x\u202etxt.exe\u202c", "x txt.exe"),
        ("half \ud83d", "half \ufffd"),
        ("اردو", "اردو"),
        ("\n\n", ""),
    ],
)
def test_clean_title_makes_one_line(title: str, line: str) -> None:
    assert clean_title(title) == line


@given(st.text(st.characters()))
def test_clean_title_of_any_text_is_one_line_that_a_file_can_hold(title: str) -> None:
    line = clean_title(title)
    line.encode()
    assert len(line.split("\n")) == 1
    assert clean_title(line) == line


@pytest.mark.parametrize(
    ("existing_names", "name"),
    [
        (["20230518-a.md", "20240102-b.md"], "20260131-use-redis.md"),
        (["2023-05-18-a.md"], "2026-01-31-use-redis.md"),
        (["20230518-a.md", "20260131-use-redis.md"], "20260131-use-redis-2.md"),
        (["20230518-a.md", "0003-b.md"], "0004-use-redis.md"),
        ([], "0001-use-redis.md"),
    ],
)
def test_where_decisions_have_dated_names_the_next_one_has_too(
    existing_names: list[str], name: str
) -> None:
    assert compute_next_name(ADR, existing_names, "use-redis", today="2026-01-31")[1] == name
    assert compute_next_name(PHR, existing_names, "use-redis", today="2026-01-31")[0] > 0


@pytest.mark.parametrize(
    ("name", "other_name", "is_same"),
    [
        ("0001-API.md", "0001-api.md", True),
        ("caf\u00e9", "CAFE\u0301", True),
        ("stra\u00dfe", "STRASSE", True),
        ("\u0390", "\u03b9\u0308\u0301", True),
        ("cafe", "caf\u00e9", False),
    ],
)
def test_folded_names_are_equal_without_case_and_composition(
    name: str, other_name: str, is_same: bool
) -> None:
    assert (fold_name(name) == fold_name(other_name)) is is_same


def test_a_dated_name_taken_in_other_letters_gets_a_count() -> None:
    existing_names = ["2026-01-31-Caf\u00c9.md", "2026-01-31-cafe\u0301-2.md"]
    _, name = compute_next_name(ADR, existing_names, "caf\u00e9", today="2026-01-31")
    assert name == "2026-01-31-caf\u00e9-3.md"
