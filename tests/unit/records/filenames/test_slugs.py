"""Slugs and titles: texts in, one line or a part of a file name out."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minutebook.records.filenames import ParsedName, clean_title, fold_name, parse_name, slugify
from minutebook.records.model import ADR


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
        ("Büro in \u0130stanbul", "büro-in-istanbul"),
        ("I\u0307zmir", "izmir"),
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
