"""Templates that are not made of pages: those that are shipped, and adr-tools' own."""

from __future__ import annotations

from textwrap import dedent

import pytest

from minutebook.records.drafting import adr_pages
from minutebook.records.drafting.drafts import AdrDraft
from minutebook.records.drafting.forms import adr_tools, dates, section_roles, shipped_form

from paths import PACKAGE

TEMPLATES = PACKAGE.parents[1] / "templates" / "adr"
NAMES = ["madr", "madr-minimal", "nygard", "spec-kit", "y-statement"]
SPARE = AdrDraft("Cache in Redis", status="proposed", date="2026-02-28")
FULL = AdrDraft(
    "Cache in Redis",
    status="accepted",
    date="2026-02-28",
    context="We wait.",
    options=("Redis", "Nothing"),
    decision="Redis.",
    consequences="```\n# 1. Not a heading\n```",
)


def read_template(name: str) -> str:
    return (TEMPLATES / f"{name}.md").read_text("utf-8")


@pytest.mark.parametrize("draft", [SPARE, FULL])
@pytest.mark.parametrize("made_by", NAMES)
def test_a_page_is_known_by_its_template(made_by: str, draft: AdrDraft) -> None:
    page = adr_pages.render_adr(draft, "0012", read_template(made_by))
    known = [name for name in NAMES if shipped_form.adapt_template(page, read_template(name))]
    assert known == [made_by]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("status:", "project: x\nstatus:"),
        ("<!-- ## Considered Options", "<!-- ## Options"),
        ("<!-- ## Considered", "## Costs\n\n<!-- ## Considered"),
        ("<!-- ## Considered", "## Considered Options\n\n<!-- ## Considered"),
        ("<!-- ### Consequences: ", "<!-- "),
        ("# ADR-0012 Cache", "# 12. Cache"),
        ("# ADR-0012 Cache", "# ADR-0012: Cache"),
        ("---\n\n#", "\n#"),
        ("---\nstatus", "status"),
    ],
)
def test_a_page_of_another_form_is_not(old: str, new: str) -> None:
    page = adr_pages.render_adr(SPARE, "0012", read_template("madr"))
    assert old in page
    assert not shipped_form.adapt_template(page.replace(old, new, 1), read_template("madr"))


@pytest.mark.parametrize(
    ("others", "is_followed"),
    [
        ([], True),
        (["# A\n\n## Costs\n", "---\na: 1\n---\n\n# A\n", "# A\n", "plain"], True),
        (["# A\n\n## Costs\n", "# A\n"], False),  # half of the others: a habit of the folder
        (["# A\n\n<!-- ## Costs: in euros. -->\n"], False),
    ],
)
def test_what_one_page_alone_says_is_not_the_form(others: list[str], *, is_followed: bool) -> None:
    page = adr_pages.render_adr(SPARE, "0012", read_template("madr")) + "\n## Costs\n\nFew.\n"
    own = shipped_form.list_own_headings(page, others)
    assert bool(shipped_form.adapt_template(page, read_template("madr"), own)) == is_followed


def test_pages_without_a_number_in_their_title_get_no_other() -> None:
    page = adr_pages.render_adr(FULL, "0012", read_template("madr"))
    template = shipped_form.adapt_template(page.replace("# ADR-0012 ", "# "), read_template("madr"))
    assert template == read_template("madr").replace("# {{ numbered_title }}", "# {{ title }}")


def test_pages_with_dashes_before_their_labels_get_no_other_sign() -> None:
    page = adr_pages.render_adr(FULL, "0012", read_template("spec-kit")).replace("* **", "- **")
    template = shipped_form.adapt_template(page, read_template("spec-kit"))
    assert template == read_template("spec-kit").replace("* **", "- **")


def test_a_label_that_is_gone_makes_another_form() -> None:
    page = adr_pages.render_adr(SPARE, "0012", read_template("nygard"))
    assert shipped_form.adapt_template(page, read_template("nygard"))
    assert not shipped_form.adapt_template(page.replace("Date: ", ""), read_template("nygard"))
    assert not shipped_form.adapt_template("---\nx: 1\n---\n" + page, read_template("nygard"))
    assert not shipped_form.adapt_template("", read_template("nygard"))


OWN_TEMPLATE = """\
    # NUMBER. TITLE

    Date: DATE

    ## Status

    STATUS

    ## Context

    What is the TITLE about?

    ## Costs

    In euros.
    """


def fill(template: str, given: tuple[str, ...], draft: AdrDraft = FULL) -> str:
    return adr_pages.render_adr(draft, "0012", adr_tools.convert_template(template, given))


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_the_words_of_adr_tools_are_replaced(newline: str) -> None:
    template = dedent(OWN_TEMPLATE).replace("\n", newline)
    assert adr_tools.is_template(template)
    assert fill(template, ()) == dedent(OWN_TEMPLATE).replace("NUMBER", "12").replace(
        "TITLE", "Cache in Redis"
    ).replace("DATE", "2026-02-28").replace("STATUS", "Accepted")


def test_texts_take_the_place_of_advice_or_follow_it() -> None:
    page = fill(dedent(OWN_TEMPLATE), ("context", "decision"))
    assert "## Context\n\nWe wait.\n" in page
    assert "What is" not in page
    assert page.endswith("## Costs\n\nIn euros.\n\n## Decision\n\nRedis.\n")


def test_deciders_stand_below_the_date() -> None:
    draft = AdrDraft("T", status="proposed", date="2026-02-28", deciders=("Ann",))
    page = fill(dedent(OWN_TEMPLATE), ("deciders",), draft)
    assert "Date: 2026-02-28\n\nDeciders: Ann\n\n## Status\n" in page
    # Where nothing shows how, they have no place: `adr new` says so.
    assert "deciders" not in adr_tools.convert_template("# TITLE\n\nSTATUS\n", ("deciders",))


@pytest.mark.parametrize("text", ["# A page\n", "# {{ TITLE }}\n", "# TITLE {% x %}", "TITLE {# x"])
def test_what_is_no_template_of_adr_tools(text: str) -> None:
    assert not adr_tools.is_template(text)


@pytest.mark.parametrize(
    ("title", "role"),
    [
        ("context and problem statement", "context"),
        ("kontext", "context"),
        ("决策", "decision"),
        ("consequences", "consequences"),
        ("considered options", "options"),
        ("décision", "decision"),
        ("costs", ""),
        ("", ""),
    ],
)
def test_section_roles(title: str, role: str) -> None:
    assert section_roles.find_role(title) == role


@pytest.mark.parametrize(
    ("title", "stripped"),
    [
        ("Links <!-- optional -->", "Links"),
        ("Links (optional)", "Links"),
        ("(optional)", "(optional)"),
        ("Links", "Links"),
    ],
)
def test_remarks_behind_titles(title: str, stripped: str) -> None:
    assert section_roles.strip_remark(title) == stripped


@pytest.mark.parametrize(
    ("form", "written"),
    [
        ("", "2026-02-03"),
        ("{day}.{month}.{year}", "03.02.2026"),
        ("{name} {plain_day}, {year}", "February 3, 2026"),
        ("{plain_day} {short_name} {year}", "3 Feb 2026"),
    ],
)
def test_dates_in_a_form(form: str, written: str) -> None:
    assert dates.format_date("2026-02-03", form) == written
    assert dates.format_date("2026", form) == "2026"
