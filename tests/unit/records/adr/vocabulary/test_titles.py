"""Titles: headings without their number, label and markup."""

from __future__ import annotations

import pytest

from growth import assert_linear
from minutebook.records.adr.vocabulary import titles


@pytest.mark.parametrize(
    ("heading", "title"),
    [
        ("3. Use Redis", "Use Redis"),
        ("n. Use Redis", "Use Redis"),
        ("0007 - Use Redis", "Use Redis"),
        ("0007 Use Redis", "Use Redis"),
        ("0007- Use Redis", "Use Redis"),
        ("[7] Use Redis", "Use Redis"),
        ("(7) Use Redis", "Use Redis"),
        ("7: Use Redis", "Use Redis"),
        ("#7. Use Redis", "Use Redis"),
        ("No. 7: Use Redis", "Use Redis"),
        ("№ 7. Use Redis", "Use Redis"),
        ("24a. Use Redis", "Use Redis"),
        ("ADR-0007: Use Redis", "Use Redis"),
        ("ADR-304.1: Use Redis", "Use Redis"),
        ("ADR 263: Proxies", "Proxies"),
        ("ADR#7 Use Redis", "Use Redis"),
        ("ADR 7 | Use Redis", "Use Redis"),
        ("ADR0003 Go Path", "Go Path"),
        ("[ADR-0007] Use Redis", "Use Redis"),
        ("[ADR-0007]: Use Redis", "Use Redis"),
        ("[ADR-0007](0007-a.md): Use Redis", "Use Redis"),
        ("ADR: Use Redis", "Use Redis"),
        ("ADR - Use Redis", "Use Redis"),
        ("ADR: 0007 - Use Redis", "Use Redis"),
        ("ADR 7: 7. Use Redis", "Use Redis"),
        ("ADR 7: Title: Use Redis", "Use Redis"),
        ("Title: Use Redis", "Use Redis"),
        ("Architecture Decision Record: Use Redis", "Use Redis"),
        ("Architecture Decision Record (ADR) 7: Use Redis", "Use Redis"),
        ("Architecture Decision Record 7 Use Redis", "Use Redis"),
        ("Acme - Architecture Decision Record: Use Redis", "Use Redis"),
        ("Acme Data - ACME-ADR-0007 - Use Redis", "Use Redis"),
        ("ACME-ADR-Billing-2: Use Redis", "Use Redis"),
        ("TECH-0012: Use Redis", "Use Redis"),
        ("DR002: Use Redis", "Use Redis"),
        ("AD-14: Use Redis", "Use Redis"),
        ("RFC 3 — Use Redis", "Use Redis"),
        ("Decision 12: Use Redis", "Use Redis"),
        ("Decision: Use Redis", "Use Redis"),
        ("Architecture Decision: Use Redis", "Use Redis"),
        ("Design Decision 3: Use Redis", "Use Redis"),
        ("Entscheidung 5: Redis nutzen", "Redis nutzen"),
        ("Решение 5. Redis", "Redis"),
        ("架构决策记录 0007：使用 Redis", "使用 Redis"),
        ("第7号 決定", "決定"),
        ("第7号：決定", "決定"),
        ("ADR-XXXX: Use Redis", "Use Redis"),
        ("ADR-{number}: Use Redis", "Use Redis"),
        ("📝 ADR-7: Use Redis", "Use Redis"),
        ("~~ADR-7: Use Redis~~", "Use Redis"),
        ("ADR 7: Use Redis: why - and how", "Use Redis: why - and how"),
        ("**ADR 7: Use Redis**", "Use Redis"),
        ("ADR-0007: <!-- short title --> Use Redis", "Use Redis"),
        ("Use Redis <!-- what was", "Use Redis"),
        ("<!-- the title -->", ""),
        ("Use Redis {#adr-7}", "Use Redis"),
        ("Use Redis {: #adr .wide}", "Use Redis"),
        ('<a name="adr"></a>Use <b>Redis</b>', "Use Redis"),
        # Titles that look like labels, or have numbers of their own.
        ("ADRs need numbers", "ADRs need numbers"),
        ("ADR 7", "ADR 7"),
        ("ADR-7:", "ADR-7:"),
        ("2 phase commit", "2 phase commit"),
        ("404 pages", "404 pages"),
        ("3 ways to deploy", "3 ways to deploy"),
        ("3. 404: pages", "404: pages"),
        ("2024: a plan", "2024: a plan"),
        ("1.2 and later", "1.2 and later"),
        ("UTF-8: the encoding", "UTF-8: the encoding"),
        ("HTTP/2: use it", "HTTP/2: use it"),
        ("RFC 7231 semantics", "RFC 7231 semantics"),
        ("decision 5 of the board", "decision 5 of the board"),
        ("EDR: cache", "EDR: cache"),
        ("Log: structured", "Log: structured"),
        ("[ACME-2909] Use Redis", "[ACME-2909] Use Redis"),
        ("Use Redis (superseded)", "Use Redis (superseded)"),
        ("Use Redis - ADR 12", "Use Redis - ADR 12"),
        ("🚀: start", "🚀: start"),
        (": start", ": start"),
        ("a" * 90 + ": b", "a" * 90 + ": b"),
        # Markup.
        (r"10\. Tenth", "10. Tenth"),
        (r"Queue\<T\> & Map&lt;K&gt;", "Queue<T> & Map<K>"),
        ("Use Queue<T>", "Use Queue<T>"),
        ("Use `--input` and [Pop](https://example.org/pop)", "Use `--input` and Pop"),
        ('Use [Pop](https://example.org/pop "The Pop")', "Use Pop"),
        (r"Use \*args\* and `\*`", r"Use *args* and `\*`"),
        ("`&lt;` & &lt;", "`&lt;` & <"),
        ("use_json_for_data", "use_json_for_data"),
        ("**Bold** move", "Bold move"),
        ("**", "**"),
        ("``", "``"),
        ("", ""),
    ],
)  # fmt: skip
def test_a_heading_without_its_number(heading: str, title: str) -> None:
    assert titles.strip_title_number(heading) == title


@pytest.mark.parametrize(
    ("heading", "title"),
    [
        ("ADR-7: Use Redis", "Use Redis"),
        ("ADR 7", ""),
        ("ADR-7:", ""),
        ("Architecture Decision Record", ""),
        ("ADR-7: ADR 5", "ADR 5"),
        ("Decision 2", "Decision 2"),
        ("2", "2"),
        ("{short title of solved problem and solution}", ""),
        ("[short title of the decision]", ""),
        ("[Redis]", "[Redis]"),
        ("<Title>", ""),
        ("Title", ""),
        ("ADR-XXXX: Title", ""),
        ("NUMBER. TITLE", ""),
        ("ADR Template", ""),
        ("Acme - Architecture Decision Record template", ""),
        ("Use a template", "Use a template"),
        ("{{TITLE}}", ""),
        ("${title}", ""),
        ("...", ""),
        (r"\{\{ user \}\}", "{{ user }}"),
        ("<!-- title -->", ""),
    ],
)
def test_what_is_no_title(heading: str, title: str) -> None:
    assert titles.read_title(heading) == title


@pytest.mark.parametrize(
    ("title", "number", "slug", "expected"),
    [
        ("PX-14: Use Redis", 14, "use-redis", "Use Redis"),
        ("[INFRA-7] Use Redis", 7, "", "Use Redis"),
        ("PX-14: Use Redis", 15, "use-redis", "PX-14: Use Redis"),
        ("Phase 2: go", 2, "go", "Phase 2: go"),
        ("UTF-8: why", 8, "utf-8-why", "UTF-8: why"),
        ("UTF-8:", 8, "x", "UTF-8:"),
        ("14 Use Redis", 14, "use-redis", "Use Redis"),
        ("PX-14 Use Redis", 14, "use-redis", "Use Redis"),
        ("GPT-4 for all", 4, "gpt-4-for-all", "GPT-4 for all"),
        ("V7 engines", 7, "engines", "V7 engines"),
        ("Use Redis (ADR-0014)", 14, "use-redis", "Use Redis"),
        ("Use Redis [ADR 15]", 14, "use-redis", "Use Redis [ADR 15]"),
        ("14. Use Redis", 14, "use-redis", "Use Redis"),
        ("0014-use-redis", 14, "use-redis", "use-redis"),
        ("3 ways to deploy", 3, "3-ways-to-deploy", "3 ways to deploy"),
        ("Use Redis", None, "use-redis", "Use Redis"),
    ],
)
def test_a_label_that_the_own_number_shows(
    title: str, number: int | None, slug: str, expected: str
) -> None:
    assert titles.strip_own_number(title, number, slug) == expected


@pytest.mark.parametrize(
    ("heading", "is_name"),
    [("Context", True), ("2. Status:", True), ("背景", True), ("Use context", False)],
)
def test_names_of_sections(heading: str, is_name: bool) -> None:
    assert titles.is_section_name(heading) is is_name


@pytest.mark.parametrize(
    "part", ["[", "`x", "a: ", " - ", "<!--", "<a ", "&", "{", "1", "adr ", "\\-"]
)
def test_the_time_grows_with_the_heading(part: str) -> None:
    assert_linear(lambda size: titles.read_title(part * size), 20_000)


@pytest.mark.parametrize(
    ("heading", "title"),
    [
        ("AD-016 (v2): Outage map", "Outage map"),
        ("ADR 16 v2: Outage map", "Outage map"),
        ("ADR-16 (draft) - Outage map", "Outage map"),
        ("ADR-16 [rev. 2]: Outage map", "Outage map"),
        ("Vitamin (C): x", "Vitamin (C): x"),
        ("Version 2: x", "Version 2: x"),
        ("Use v2: the better", "Use v2: the better"),
        ("ACME-ADR-13 · Synonyms", "Synonyms"),
        ("ADR 13 • Synonyms", "Synonyms"),
        ("【ADR-5】駅の名前", "駅の名前"),
        ("［ADR-5］：駅", "駅"),
        ("「ADR-5」駅", "駅"),
        ("「駅」の識別子", "「駅」の識別子"),
        ("Beslut 1: Frakt", "Frakt"),
        ("Rozhodnutí č. 3: Měna", "Měna"),
        ("Decyzja 4 – Miary", "Miary"),
        ("Mimari Karar 3: Ödeme", "Ödeme"),
        ("ADR XII: Maps", "Maps"),
        ("Decision IV: Maps", "Maps"),
        ("ADR XII", ""),
        ("IX: Maps", "IX: Maps"),
        ("I/O: Maps", "I/O: Maps"),
        ("ADR: X axis labels", "X axis labels"),
        ("404 pages", "404 pages"),
        ("2 phase commit", "2 phase commit"),
    ],
)
def test_labels_of_more_kinds(heading: str, title: str) -> None:
    assert titles.read_title(heading) == title
