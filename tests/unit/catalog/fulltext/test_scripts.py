"""Words of any script and form: what finds a text, and what is marked in it."""

from __future__ import annotations

import pytest

from searched_pages import SearchedPages, mark


@pytest.mark.parametrize(
    ("text", "query", "marked"),
    [
        # English word forms
        ("We are migrating the jobs", "migration", "We are [migrating] the jobs"),
        ("Two databases", "database", "Two [databases]"),
        ("All CAPS", "caps", "All [CAPS]"),
        # phrases and beginnings
        ("cache in redis, not redis cache", '"redis cache"', "cache in redis, not [redis cache]"),
        ("authentication", "authen*", "[authentication]"),
        # accents, case, compatibility
        ("Größe im Café", "grösse", "[Größe] im Café"),
        ("Größe im Café", "CAFE", "Größe im [Café]"),
        ("cafe\u0301 noir", "café", "[cafe\u0301] noir"),
        ("Łódź, đường", "lodz", "[Łódź], đường"),
        ("ﬁnal ＡＰＩ", "api", "ﬁnal [ＡＰＩ]"),
        ("ﬁnal ＡＰＩ", "final", "[ﬁnal] ＡＰＩ"),
        ("Миграция базы", "миграция", "[Миграция] базы"),
        # Han, kana, Hangul, also parts of a run
        ("我们把数据库迁移到云", "数据库", "我们把[数据库]迁移到云"),
        ("我们把数据库迁移到云", "库迁", "我们把数据[库迁]移到云"),
        ("我们把数据库迁移到云", "据", "我们把数[据]库迁移到云"),
        ("我们把数据库迁移到云", "云", "我们把数据库迁移到[云]"),
        ("把Redis缓存换掉", "redis缓存", "把[Redis缓存]换掉"),
        ("把Redis缓存换掉", "redis", "把[Redis]缓存换掉"),
        ("𠀋𠀌𠀍", "𠀌", "𠀋[𠀌]𠀍"),
        ("データベースの移行", "ベース", "データ[ベース]の移行"),
        ("ﾃﾞｰﾀを読む", "データ", "[ﾃﾞｰﾀ]を読む"),
        ("か\u3099く", "が", "[か\u3099]く"),
        ("ひらがなで書く", "書く", "ひらがなで[書く]"),
        ("데이터베이스를 옮긴다", "데이터", "[데이터]베이스를 옮긴다"),
        ("\u1112\u1161\u11ab글", "한글", "[\u1112\u1161\u11ab글]"),
        # Thai, Lao, Burmese, Khmer
        ("การย้ายฐานข้อมูล", "ฐานข้อมูล", "การย้าย[ฐานข้อมูล]"),
        ("ຖານຂໍ້ມູນ", "ຂໍ້ມູນ", "ຖານ[ຂໍ້ມູນ]"),
        ("ဒေတာဘေ့စ်", "ဘေ့စ်", "ဒေတာ[ဘေ့စ်]"),
        ("មូលដ្ឋានទិន្នន័យ", "ទិន្នន័យ", "មូលដ្ឋាន[ទិន្នន័យ]"),
        # Arabic, Persian, Urdu
        ("تمَّ ترحيلُ القاعدة", "ترحيل", "تمَّ [ترحيلُ] القاعدة"),
        ("إلى البيانات", "بيانات", "إلى ال[بيانات]"),
        ("بيانات جديدة", "البيانات", "[بيانات] جديدة"),
        ("مـــدرسة كبيرة", "مدرسه", "[مـــدرسة] كبيرة"),
        ("فارسی و کتاب", "كتاب", "فارسی و [کتاب]"),
        ("یہ فیصلہ ہے", "فيصله", "یہ [فیصلہ] ہے"),
        ("عام ٢٠٢٦", "2026", "عام [٢٠٢٦]"),
        # Hebrew, Devanagari, Tamil
        ("שָׁלוֹם עולם", "שלום", "[שָׁלוֹם] עולם"),
        ("हिन्दी में डेटाबेस", "डेटाबेस", "हिन्दी में [डेटाबेस]"),
        ("हिन्दी में", "हिन्दी", "[हिन्दी] में"),
        ("क़लम", "क\u093cलम", "[क़लम]"),
        ("தரவுத்தளம் மாற்றம்", "மாற்றம்", "தரவுத்தளம் [மாற்றம்]"),
        # identifiers, whole and by their parts
        ("set DATABASE_URL first", "DATABASE_URL", "set [DATABASE_URL] first"),
        ("set DATABASE_URL first", "url", "set DATABASE_[URL] first"),
        ("call getUserName()", "getUserName", "call [getUserName]()"),
        ("call getUserName()", "user", "call get[User]Name()"),
        ("call get_user_name()", "getUserName", "call [get_user_name]()"),
        ("an HTTPServer", "server", "an HTTP[Server]"),
        ("in src/auth/session.py now", "src/auth/session.py", "in [src/auth/session.py] now"),
        ("in src/auth/session.py now", "session.py", "in src/auth/[session.py] now"),
        ("since v1.2.3 only", "v1.2.3", "since [v1.2.3] only"),
        ("written in C++, not C", "C++", "written in [C++], not C"),
        ("C# and F#", "c#", "[C#] and F#"),
        ("closes #123.", "#123", "closes #[123]."),
        ("as ADR-7 says", "ADR-0007", "as [ADR-7] says"),
        ("as ADR-0007 says", "adr-7", "as [ADR-0007] says"),
        ("number 0007", "7", "number [0007]"),
        ("a\x02b\x03 redis\0", "redis", "a\x02b\x03 [redis]\0"),
    ],
)
def test_a_text_is_found_and_marked(text: str, query: str, marked: str) -> None:
    pages = SearchedPages()
    pages.put(1, "One", text)
    pages.put(2, "Two", "nothing of that kind")
    assert pages.find(query) == [1]
    assert mark(query, text) == marked


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("C is a language", "C++"),
        ("cache in redis", '"redis cache"'),
        ("数库据", "数据"),
        ("数据 和 库", "数据库"),
        ("ハク", "バグ"),
        ("version 123", "12"),
        ("authentication", "authen"),
    ],
)
def test_a_text_without_the_words_is_not_found(text: str, query: str) -> None:
    pages = SearchedPages()
    pages.put(1, "One", text)
    assert pages.find(query) == []
    assert mark(query, text) == text


@pytest.mark.parametrize("length", [1000, 20_000])
def test_a_long_word_of_mixed_case_is_taken_apart_in_bounded_time(length: int) -> None:
    pages = SearchedPages()
    pages.put(1, "One", "aB" * length + " redis")
    assert pages.find("redis") == [1]
