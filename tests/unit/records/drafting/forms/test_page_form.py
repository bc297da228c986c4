"""A new decision beside others: the page that is made, by the pages that are there."""

from __future__ import annotations

import re
from textwrap import dedent

import pytest

from minutebook.records import reader
from minutebook.records.drafting import adr_pages, placement
from minutebook.records.drafting.drafts import AdrDraft
from minutebook.records.drafting.forms import derived_form
from minutebook.records.model import ADR, Folder, Record
from minutebook.text.markdown import section_hints

FOLDER = Folder(ADR, "adr")
DRAFT = AdrDraft("Cache in Redis", status="proposed", date="2026-02-28")
FULL = AdrDraft(
    "Cache in Redis",
    status="accepted",
    date="2026-02-28",
    deciders=("Ann", "Bob"),
    context="We wait.",
    drivers=("Speed",),
    options=("Redis", "Nothing"),
    decision="Redis.",
    consequences="One more service.",
    more_information="See the wiki.",
)


def read_pages(*texts: str, names: tuple[str, ...] = ()) -> list[Record]:
    """Pages of a folder, the newest first; the last one has number 1."""
    numbers = range(len(texts), 0, -1)
    usual = [f"{number:04d}-page-{number}.md" for number in numbers]
    return [
        reader.read_record(FOLDER, f"adr/{name}", dedent(text).lstrip("\n"))
        for name, text in zip(names or usual, texts, strict=True)
    ]


def make_page(*texts: str, draft: AdrDraft = DRAFT, digits: str = "0012") -> str:
    form = derived_form.derive_form(read_pages(*texts))
    assert form is not None
    assert placement.find_unplaced_options(draft, form.template, form) == []
    return adr_pages.render_adr(draft, digits, form.template, form.model.path, form)


def show_sections(page: str) -> str:
    """A page with the headings that comments stand for, and without comments below headings."""
    without = re.sub(r"<!-- [A-Z][^#:\n]*: .*-->\r?\n(?:\r?\n)?", "", page)
    return section_hints.show_headings(without).rstrip() + page[len(page.rstrip()) :]


BULLETS = """
    # Keep files

    * Status: accepted
    * Deciders: Cem
    * Date: 2024-01-31

    Technical Story: #12

    ## Context and Problem Statement

    Files get lost.

    ## Considered Options

    * Paper

    ## Decision Outcome

    Chosen option: paper.

    ### Positive Consequences <!-- optional -->

    * Cheap
    """
BULLETS_MADE = """
    # Cache in Redis

    * Status: proposed
    * Date: 2026-02-28

    ## Context and Problem Statement

    ## Considered Options

    ## Decision Outcome
    """
NYGARD = """
    # 2. Keep files

    Date: 2024-01-31

    ## Status

    Accepted

    Amends [1. Begin](0001-begin.md)

    ## Context

    Files get lost.

    ## Decision

    We keep them.

    ## Consequences

    Cost.
    """
NYGARD_MADE = """
    # 12. Cache in Redis

    Date: 2026-02-28

    ## Status

    Proposed

    ## Context

    ## Decision

    ## Consequences
    """
TABLE = """
    # ADR-0001 — Keep files

    | Field  | Value      |
    |--------|------------|
    | Status | Approved   |
    | Date   | 31.01.2024 |
    | Owner  | Cem        |

    ## Background

    Files get lost.
    """
TABLE_MADE = """
    # ADR-0012 — Cache in Redis

    | Field  | Value      |
    |--------|------------|
    | Status | Proposed   |
    | Date   | 28.02.2026 |

    ## Background
    """
FIELDS = """
    ---
    id: 7
    number: "0007"
    slug: page-7
    title: Keep files
    status: approved
    created: 2024-01-31
    tags: [files]
    kind: adr
    supersedes: [0001-page-1]
    ---

    # Keep files

    ## Context

    Files get lost.
    """
UNDATED = """
    ---
    parent: Decisions
    nav_order: 1
    ---
    # Keep files

    ## Context

    Files get lost.
    """
UNDATED_MADE = """
    ---
    parent: Decisions
    nav_order: 12
    status: proposed
    date: 2026-02-28
    ---

    # Cache in Redis

    ## Context
    """
TOML = """
    +++
    title = "Keep files"
    status = "Accepted"
    date = "2024-01-31"
    +++

    ## Context

    Files get lost.
    """
TOML_MADE = """
    +++
    title = "Cache in Redis"
    status = "Proposed"
    date = "2026-02-28"
    +++

    ## Context
    """
GERMAN = """
    # ADR 1: Dateien behalten

    - Status: Akzeptiert
    - Datum: 31.01.2024

    ## Kontext

    Dateien gehen verloren.

    ## Entscheidung

    Wir behalten sie.

    ## Konsequenzen

    Kosten.
    """
GERMAN_MADE = """
    # ADR 12: Cache in Redis

    - Status: Vorgeschlagen
    - Datum: 28.02.2026

    ## Kontext

    ## Entscheidung

    ## Konsequenzen
    """
UNDERLINED = """
    Keep files
    ==========

    Context
    -------

    Files get lost.
    """
UNDERLINED_MADE = """
    Cache in Redis
    ==========

    - Status: proposed
    - Date: 2026-02-28

    Context
    -------
    """
CHANGELOG = """
    # ADR 001: Keep files

    ## Changelog

    - 2024-01-31: First draft

    ## Status

    ACCEPTED

    ## Context

    Files get lost.
    """
CHANGELOG_MADE = """
    # ADR 012: Cache in Redis

    ## Changelog

    - 2026-02-28: PROPOSED

    ## Status

    PROPOSED

    ## Context
    """
METADATA = """
    # Keep files

    ## Metadata

    - **Status**: accepted
    - **Date**: January 31, 2024
    - **Feature**: files

    ## Decision

    We keep them.
    """
METADATA_MADE = """
    # Cache in Redis

    ## Metadata

    - **Status**: proposed
    - **Date**: February 28, 2026

    ## Decision
    """
DATED_SECTION = """
    # Keep files

    ## Date

    2024/01/31

    ## Status

    Draft

    ## Decision

    We keep them.

    ### Details {{ odd }}

    x
    """
DATED_SECTION_MADE = """
    # Cache in Redis

    ## Date

    2026/02/28

    ## Status

    Proposed

    ## Decision
    """


@pytest.mark.parametrize(
    ("page", "made"),
    [
        (BULLETS, BULLETS_MADE),
        (NYGARD, NYGARD_MADE),
        (TABLE, TABLE_MADE),
        (UNDATED, UNDATED_MADE),
        (TOML, TOML_MADE),
        (GERMAN, GERMAN_MADE),
        (UNDERLINED, UNDERLINED_MADE),
        (CHANGELOG, CHANGELOG_MADE),
        (METADATA, METADATA_MADE),
        (DATED_SECTION, DATED_SECTION_MADE),
    ],
)
def test_a_page_has_the_form_of_the_one_beside_it(page: str, made: str) -> None:
    # Table cells are as wide as their values.
    shown = show_sections(make_page(page))
    assert " ".join(shown.split()) == " ".join(dedent(made).split())


def test_lines_stand_as_they_do_beside_it() -> None:
    assert show_sections(make_page(NYGARD)) == dedent(NYGARD_MADE).lstrip("\n")


@pytest.mark.parametrize("crlf", [False, True])
def test_fields_name_the_new_page(crlf: bool) -> None:
    text = dedent(FIELDS).lstrip("\n")
    page = reader.read_record(
        FOLDER, "adr/0007-page-7.md", text.replace("\n", "\r\n") if crlf else text
    )
    form = derived_form.derive_form([page])
    assert form is not None
    assert adr_pages.render_adr(DRAFT, "0012", form.template, "t", form).splitlines()[:10] == [
        "---",
        "id: 12",
        'number: "0012"',
        "slug: cache-in-redis",
        "title: Cache in Redis",
        "status: proposed",
        "created: 2026-02-28",
        "tags: []",
        "kind: adr",
        "supersedes: []",
    ]


@pytest.mark.parametrize(
    "page", [BULLETS, NYGARD, TABLE, FIELDS, UNDATED, TOML, GERMAN, UNDERLINED, CHANGELOG, METADATA]
)
def test_every_value_has_a_place_and_is_read_back(page: str) -> None:
    text = make_page(page, draft=FULL)
    record = reader.read_record(FOLDER, "adr/0012-cache-in-redis.md", text)
    assert (record.title, record.state, record.date) == ("Cache in Redis", "accepted", "2026-02-28")
    for value in ("We wait.", "Speed", "Redis.", "One more service.", "See the wiki.", "Ann"):
        assert text.count(value) == (2 if value == "Ann" and "Owner" in page else 1)
    assert text.index("Ann") < text.index("We wait.")


def test_a_word_of_the_folder_is_taken_for_a_status() -> None:
    assert "| Status | Approved " in make_page(TABLE, draft=FULL)
    assert "* Status: accepted" in make_page(BULLETS, draft=FULL)
    assert "* Status: rejected" in make_page(
        BULLETS, draft=AdrDraft("T", status="rejected", date="2026-02-28")
    )
    # Neither a status that says more nor one that no page has is copied.
    noisy = BULLETS.replace("accepted", "accepted by Cem on Monday")
    assert "* Status: proposed" in make_page(noisy)


def test_what_most_pages_have_is_kept() -> None:
    pages = [
        BULLETS.replace("Technical Story: #12", "Project: station")
        .replace("## Considered", f"## Only here {number}\n\n    x\n\n    ## Considered")
        .replace("* Cheap", f"* Cheap {number}")
        for number in range(3)
    ]
    made = make_page(*pages)
    assert "Project: station" in made
    assert "<!-- ### Positive Consequences: as in the other decisions" in made
    assert "<!-- optional -->" not in made
    assert "Only here" not in made
    assert "Cheap" not in made


def test_the_newest_page_of_the_usual_form_is_followed() -> None:
    odd = "# Keep files\n\nSome prose.\n"
    assert make_page(odd, BULLETS, BULLETS.replace("Keep", "Lose")) == make_page(BULLETS, BULLETS)


def test_fields_of_one_page_are_left_out() -> None:
    other = FIELDS.replace("kind: adr", "kind: adr\n    reviewer: Cem").replace("7", "8")
    assert "reviewer" not in make_page(other, FIELDS)
    # One that differs is kept, and says nothing.
    first, second = (FIELDS.replace("kind: adr", f"ticket: say {word}") for word in ("a", "b"))
    assert "ticket:\n" in make_page(first, second)


@pytest.mark.parametrize(
    ("field", "made"),
    [
        ("status: {state: approved}", "status: {state: proposed}"),
        ("status: [approved]", "status: [proposed]"),
        ("status: approved # by Cem", "status: approved"),
        ("adr:\n      status: Approved", "adr:\n  status: Proposed"),
        ("status: approved\n    superseded_by:", "superseded_by:"),
        ('status: approved\n    superseded_by: ""', "superseded_by:"),
        ("status: approved\n    links: {amends: [1]}", "links: {}"),
        ("status: approved\n    public: true", "public: true"),
        ("status: approved\n    description: About files", "description: Cache in Redis"),
        ("status: approved\n    authors: [Cem]", "authors: []"),
        ("status: approved\n    link: /adr/0007-page-7/", "link: /adr/0012-cache-in-redis/"),
        ("status: approved\n    order: 7", "order: 12"),
    ],
)
def test_values_are_of_the_type_that_they_have_beside_it(field: str, made: str) -> None:
    page = dedent(FIELDS.replace("status: approved", field)).lstrip("\n")
    form = derived_form.derive_form([reader.read_record(FOLDER, "adr/0007-page-7.md", page)])
    assert form is not None
    draft = AdrDraft("Cache in Redis", "accepted" if "approved\n" in made + "\n" else "proposed")
    assert f"\n{made}\n" in adr_pages.render_adr(draft, "0012", form.template, "t", form)


def test_a_number_of_something_else_is_not_made_ones_own() -> None:
    pages = [FIELDS.replace("kind: adr", f"ticket: SHOP-{number}") for number in (2, 1)]
    assert "ticket:\n" in make_page(*pages)
    one = FIELDS.replace("kind: adr", "order: 1")
    assert "order: 12" in make_page(one)


def test_a_wrong_number_of_a_neighbour_is_not_copied() -> None:
    assert "id: 12\n" in make_page(FIELDS)
    assert 'number: "0012"\n' in make_page(FIELDS)


def test_lines_about_one_decision_are_left_out() -> None:
    pages = [BULLETS] * 3  # that all of them have the same story is by chance
    assert "Story" not in make_page(*pages)


def test_comments_stay_where_other_pages_have_them() -> None:
    page = FIELDS.replace("kind: adr", "kind: adr  # or rfc").replace(
        "id: 7", "# by hand\n    id: 7"
    )
    other = FIELDS.replace("kind: adr", "kind: adr  # or rfc").replace("7", "6")
    made = make_page(page, other)
    assert "kind: adr  # or rfc" in made
    assert "by hand" not in made


def test_deciders_get_a_place_of_the_form() -> None:
    by_form = {
        BULLETS.replace("    * Deciders: Cem\n", ""): "* Date: 2026-02-28\n* Deciders: Ann, Bob",
        NYGARD: "Date: 2026-02-28\n\nDeciders: Ann, Bob",
        TABLE: "| Deciders | Ann, Bob |",
        FIELDS: "decision-makers: [Ann, Bob]",
        UNDERLINED: "==========\n\n- Status: accepted\n- Date: 2026-02-28\n- Deciders: Ann, Bob\n",
    }
    for page, line in by_form.items():
        assert line in make_page(page, draft=FULL)


def test_options_have_sections_where_they_have_some() -> None:
    page = BULLETS.replace("    * Paper", "    ### Option 1: Paper\n\n    Old.")
    text = make_page(page, draft=FULL)
    assert "## Considered Options\n\n### Option 1: Redis\n\n### Option 2: Nothing\n" in text
    assert "## Considered Options\n\n### Option 1\n" in make_page(page)


def test_tags_are_those_that_the_title_names() -> None:
    page = FIELDS.replace("[files]", "[files, redis]")
    assert "tags: [redis]" in make_page(page)
    assert "tags: []" in make_page(page, draft=AdrDraft("Keep", status="proposed"))
    # What reads these fields fails on a page without a tag.
    structured = page.replace(
        "kind: adr",
        "type: adr\n    category: a\n    description: b\n    author: Cem\n    project: d",
    )
    assert "tags: [files]" in make_page(structured, draft=AdrDraft("Keep", status="proposed"))
    assert "tags: []" in make_page(FIELDS.replace("[files]", "[]"))


def test_a_log_begins_with_the_day_of_the_page() -> None:
    page = BULLETS + "\n    ## Audit\n\n    ### 2024-01-31\n\n    x\n\n    ### 2024-02-01\n"
    assert make_page(page).endswith("## Audit\n\n### 2026-02-28\n")


def test_lines_that_look_like_a_template_are_left_out() -> None:
    page = BULLETS.replace("Technical Story: #12", "{{ draft }}").replace(
        "## Considered", "## {% odd %}\n\n    ## Considered"
    )
    assert " ".join(make_page(page, page, page).split()) == " ".join(
        make_page(BULLETS, BULLETS, BULLETS).replace("Technical Story: #12", "").split()
    )


def test_a_number_in_a_title_is_that_of_the_record() -> None:
    copied = NYGARD.replace("# 2.", "# 7.")
    assert make_page(copied).startswith("# 12. Cache in Redis\n")
    assert make_page(NYGARD.replace("# 2. Keep", "# 0002. Keep")).startswith("# 0012. Cache")
    assert make_page(NYGARD.replace("# 2. Keep", "# [Keep](x.md) ")).startswith("# Cache in")
    long_number = NYGARD.replace("# 2. Keep", "# ADR 1234567890: Keep")
    assert make_page(long_number).startswith("# ADR 1234567890: Cache in Redis\n")


@pytest.mark.parametrize("texts", [(), ("No headings.\n",), ("# A\r## Context\rx\r",)])
def test_pages_without_a_form_give_none(texts: tuple[str, ...]) -> None:
    assert derived_form.derive_form(read_pages(*texts)) is None


def test_front_matter_that_cannot_be_edited_is_left_out() -> None:
    page = "---\nstatus: accepted\n# Keep files\n\n## Context\n\nx\n"
    assert make_page(page).startswith("# Cache in Redis")


@pytest.mark.parametrize(
    ("date", "made"),
    [
        ("2024-01-31", "2026-02-28"),
        ("01/02/2024", "2026-02-28"),  # it may be two days
        ("31/01/2024", "2026-02-28"),
        ("2024.01.31", "2026.02.28"),
        ("31 January 2024", "28 February 2026"),
        ("Jan 31, 2024", "Feb 28, 2026"),
        ("31.01.2024 (2024-01-31)", "2026-02-28"),
    ],
)
def test_dates_are_written_as_beside_it(date: str, made: str) -> None:
    assert f"\n* Date: {made}\n" in make_page(BULLETS.replace("2024-01-31", date))


def test_facts_in_other_lines() -> None:
    page = """
        # Keep files

        | Status | Date | Team |
        |---|---|---|
        | accepted | 2024-01-31 | Cem |

        Status of the art

        | Fact | Value |
        |---|---|
        | Feature | files |
        | Deciders | Cem |
        | Page | 3 |

        ## Decision

        x
        """
    made = make_page(page, draft=FULL)
    assert "| accepted | 2026-02-28 | |" in made
    assert "| Deciders | Ann, Bob |" in made
    assert "Cem" not in made
    assert "Page" not in made
    assert "art" not in made


def test_labels_without_values_get_them() -> None:
    page = BULLETS.replace("* Date: 2024-01-31", "* Date:").replace("accepted", "")
    made = make_page(page)
    assert "* Date: 2026-02-28\n" in made
    assert "* Status: proposed\n" in made


def test_a_page_without_numbers_beside_it() -> None:
    pages = read_pages(BULLETS, names=("keep-files.md",))
    form = derived_form.derive_form(pages)
    assert form is not None
    assert adr_pages.render_adr(DRAFT, "", form.template, "t", form).startswith(
        "# Cache in Redis\n"
    )
    fields = read_pages(FIELDS.replace("0007", "x").replace("id: 7", "id: y"), names=("k.md",))
    form = derived_form.derive_form(fields)
    assert form is not None
    assert "slug: " in adr_pages.render_adr(DRAFT, "", form.template, "t", form)


def test_a_status_section_that_says_nothing_gets_a_status() -> None:
    page = NYGARD.replace("    Accepted\n\n    Amends [1. Begin](0001-begin.md)\n", "    See #7\n")
    assert "## Status\n\nProposed\n" in make_page(page)
    empty = NYGARD.replace("    Accepted\n\n    Amends [1. Begin](0001-begin.md)\n", "")
    assert "## Status\n\nProposed\n" in make_page(empty)
    badge = BULLETS.replace(
        "* Status: accepted", "![Status](https://img.shields.io/badge/status-accepted-green)"
    )
    assert make_page(badge).count("proposed") == 1


def test_authors_in_one_text() -> None:
    page = FIELDS.replace("kind: adr", "author: Cem")
    assert "author: Ann, Bob\n" in make_page(page, draft=FULL)
    one = AdrDraft("T", status="accepted", date="2026-02-28", deciders=("Ann",))
    assert "author: Ann\n" in make_page(page, draft=one)
    assert "author:\n" in make_page(page)


def test_relations_beside_facts_are_left_out() -> None:
    page = BULLETS.replace("* Deciders: Cem", "Status: accepted | Supersedes: ADR-1")
    assert "ADR-1" not in make_page(page)
    table = TABLE.replace("Technical", "x").replace(
        "| Owner  | Cem        |", "\n\n    | Ticket | Link |\n    |---|---|\n    | 7 | x |"
    )
    assert "Ticket" not in make_page(table)


def test_sections_of_options_that_pages_share() -> None:
    pages = [BULLETS.replace("* Paper", "### Option one\n\n    x")] * 3
    assert "Option one" not in make_page(*pages)


def test_a_title_that_cannot_be_found_in_its_heading() -> None:
    assert make_page(NYGARD.replace("# 2. Keep files", "# 2. Keep `files`")).startswith("# ")
    assert make_page(BULLETS.replace("# Keep files", "# {x} Keep files")).startswith("# Cache in")


def test_numbers_in_fields_of_pages_without_one() -> None:
    page = dedent(FIELDS).lstrip("\n").replace("slug: page-7", "slug: keep-files-2024")
    record = reader.read_record(FOLDER, "adr/0007-keep-files.md", page)
    form = derived_form.derive_form([record])
    assert form is not None
    made = adr_pages.render_adr(DRAFT, "0012", form.template, "t", form)
    assert "slug: cache-in-redis-2024\n" in made
    unnumbered = adr_pages.render_adr(DRAFT, "", form.template, "t", form)
    assert "id: null\n" in unnumbered


def test_decider_fields_of_one_page_keep_their_name() -> None:
    page = FIELDS.replace("kind: adr", "deciders: [Cem]")
    assert "deciders: [Ann, Bob]\n" in make_page(page, FIELDS, draft=FULL)
    assert "deciders" not in make_page(page, FIELDS)
    assert "deciders: []\n" in make_page(page, page)


def test_a_form_says_whether_pages_name_their_author() -> None:
    with_author = derived_form.derive_form(read_pages(FIELDS.replace("kind: adr", "author: Cem")))
    without = derived_form.derive_form(read_pages(FIELDS))
    assert [form.names_author for form in (with_author, without) if form] == [True, False]


def test_people_of_one_decision_are_not_copied() -> None:
    page = BULLETS.replace("Technical Story: #12", "**Author(s):** Zoe\n\n    Consulted: Yan")
    made = make_page(page, page, page, draft=FULL)
    assert "**Author(s):** Ann, Bob\n" in made
    assert not {"Zoe", "Yan"} & set(made.split())
    fields = FIELDS.replace("kind: adr", "consulted: [Carl]\n    contact: Yan")
    assert "consulted: []\ncontact:\n" in make_page(fields, fields)


def test_a_status_that_is_a_mapping_says_nothing_of_its_neighbour() -> None:
    page = FIELDS.replace(
        "status: approved", "status:\n      state: approved\n      since: 2024-01-31\n      by: Zoe"
    )
    made = make_page(page)
    assert "status:\n  state: proposed\n  since: 2026-02-28\n" in made
    assert "Zoe" not in made


def test_rows_for_title_and_number_are_those_of_the_new_page() -> None:
    page = """
        # ADR 0001

        | Title | Keep files |
        |---|---|
        | Number | 0001 |
        | ID | ADR-1 |
        | No | one |
        | Status | Accepted |

        ## Context

        x
        """
    made = make_page(page)
    assert "| Title | Cache in Redis |" in made
    assert "| Number | 0012 |" in made
    assert "| ID | ADR-12 |" in made
    assert "| No " not in made


def test_what_most_others_lack_is_left_out() -> None:
    extra = BULLETS.replace("## Decision Outcome", "## Links\n\n    x\n\n    ## Decision Outcome")
    assert "Links" not in make_page(extra, BULLETS, BULLETS, BULLETS)
    made = make_page(extra, extra, BULLETS, draft=FULL)
    assert "## Links\n\nSee the wiki.\n\n## Decision Outcome" in made


def test_one_page_from_elsewhere_is_not_followed() -> None:
    other = "---\nlayout: post\npermalink: x\nstate: Accepted\n---\n\n# Keep\n\n## Why\n\nx\n"
    assert make_page(other, FIELDS, FIELDS) == make_page(FIELDS, FIELDS)


def test_labels_of_other_pages_are_taken() -> None:
    with_label = GERMAN.replace("- Datum", "- Entscheider: Cem\n    - Datum")
    made = make_page(GERMAN, with_label, with_label, draft=FULL)
    assert "- Entscheider: Ann, Bob\n" in made
    in_html = GERMAN.replace("- Datum", "<b>Entscheider:</b> Cem<br>\n    - Datum")
    assert "- Deciders: Ann, Bob\n" in make_page(GERMAN, in_html, draft=FULL)


def test_line_ends_are_those_of_the_pages() -> None:
    text = dedent(NYGARD).lstrip("\n").replace("\n", "\r\n")
    form = derived_form.derive_form([reader.read_record(FOLDER, "adr/0002-keep.md", text)])
    assert form is not None
    made = adr_pages.render_adr(DRAFT, "0012", form.template, "t", form)
    assert show_sections(made) == dedent(NYGARD_MADE).lstrip("\n").replace("\n", "\r\n")


def test_marks_around_a_status_and_hard_breaks_stay() -> None:
    page = BULLETS.replace("* Status: accepted", "**Status:** ✅ Accepted  ").replace(
        "* Date: 2024-01-31", "**Date:** 2024-01-31  "
    )
    assert "**Status:** Proposed  \n" in make_page(page)


def test_a_title_field_has_the_label_that_it_has_beside_it() -> None:
    page = FIELDS.replace("title: Keep files", 'title: "ADR-0007: Keep files"')
    assert 'title: "ADR-0012: Cache in Redis"\n' in make_page(page)
    form = derived_form.derive_form(read_pages(page, names=("keep.md",)))
    assert form is not None
    assert 'title: "Cache in Redis"' in adr_pages.render_adr(DRAFT, "", form.template, "t", form)


def test_dates_that_no_command_reads_are_written() -> None:
    page = FIELDS.replace("created: 2024-01-31", "last_updated: 2024-01-31")
    form = derived_form.derive_form(read_pages(page))
    assert form is not None
    assert form.is_dated


def test_fields_in_braces_stay_there() -> None:
    page = (
        "---\n{status: accepted, date: 2024-01-31, ticket: X-1}\n---\n\n# Keep\n\n## Context\n\nx\n"
    )
    made = make_page(page, draft=FULL)
    assert made.startswith("---\n{status: accepted, date: 2026-02-28, ")
    assert "decision-makers: [Ann, Bob]" in made.split("\n")[1]
    assert "X-1" not in made


def test_a_section_that_says_nothing_has_a_comment_for_its_author() -> None:
    page = """
    # Keep files

    * Status: accepted
    * Date: 2024-01-31

    ## Kontext

    x

    ## Validation

    x

    ## References

    x
    """
    assert make_page(page).endswith(
        "2026-02-28\n\n<!-- ## Kontext: what makes a decision necessary, in two or three sentences. -->"
        "\n\n<!-- ## Validation: as in the other decisions, or leave it out. -->\n"
    )
    assert "## Kontext\n\nWe wait.\n\n<!-- ## Validation: " in make_page(page, draft=FULL)


def test_comments_count_as_the_sections_that_they_stand_for() -> None:
    page = "# A\n\n* Status: proposed\n\n<!-- ## Why: x. -->\n\n## Links\n\n* Supersedes 1\n"
    made = make_page(page, page)
    assert "<!-- ## Why: as in the other decisions" in made
    assert "## Links" not in made
