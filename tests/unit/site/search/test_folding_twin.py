"""folding.js and folding.py make the same words of the same texts."""

from __future__ import annotations

import unicodedata

import pytest

from minutebook.catalog.fulltext import folding
from minutebook.site.search.words import list_words
from search_runs import run_folding

TEXTS = (
    "Use PostgreSQL 16 for the order service",
    "Straße, STRASSE, ẞ, Ἀθήνα, ΣΊΣΥΦΟΣ σίσυφος",
    "naïve café, Œuvre, Łódź, Đà Nẵng, ﬁne ﬂow, ＦＵＬＬ　ＷＩＤＴＨ",
    "数据库迁移到云端",
    "データベースの移行 ガイド ﾃﾞｰﾀﾍﾞｰｽ",
    "데이터베이스를 이전한다, 한글",
    "قاعدة البيانات والمستخدمين للنظام كتابـــة",
    "ڈیٹا بیس کی منتقلی، یہ ہے",
    "שָׁלוֹם עולם",
    "हिन्दी में खोज, १२३, क़ानून",
    "ฐานข้อมูล น้ำ ๑๒๓",
    "ខ្មែរ မြန်မာ ລາວ",
    "emoji 🚀launch, ❤️, flags 🇩🇪",
    "soft\u00adhyphen zero\u200bwidth \u202eright-to-left",
    "C++ and C# and getUserName snake_case kebab-case 1.2.3",
    "Ⅻ ① ½ ² ٣٤ 𝟘𝟙",
    "",
    " \n\t ",
)


def test_words_of_texts_are_the_same() -> None:
    assert [each["words"] for each in run_folding(TEXTS)] == [list_words(text) for text in TEXTS]


def test_every_character_is_folded_in_the_same_way() -> None:
    # Node may know a newer Unicode: what is unassigned here is left out.
    chars = [
        chr(code)
        for code in range(0x110000)
        if unicodedata.category(chr(code)) not in ("Cn", "Cs", "Co")
    ]
    answers = run_folding(chars)
    different = [
        (f"U+{ord(char):04X}", answer["words"], list_words(char))
        for char, answer in zip(chars, answers, strict=True)
        if answer["words"] != list_words(char)
    ]
    assert different == []


@pytest.mark.parametrize(
    "text", ["数据库", "库", "用 redis 缓存", "café", "قاعدة البيانات", "データ", "データ。"]
)
def test_words_that_are_asked_for_are_the_same(text: str) -> None:
    folded, is_open = folding.fold_query(text)
    answer = run_folding([text])[0]["asked"]
    assert (answer["words"], answer["isOpen"]) == (folded.translate({0x3002: " "}).split(), is_open)
