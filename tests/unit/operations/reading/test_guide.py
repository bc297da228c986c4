"""The guide: its pages are whole and lead nowhere wrong, and a topic is found by what one types."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote

import pytest

from minutebook.checks.registry import list_rules
from minutebook.cli.reading import terminal_page
from minutebook.errors import AmbiguousRef, UnknownRef
from minutebook.lean.values import fields
from minutebook.operations.reading import guide
from minutebook.repository import store
from minutebook.repository.settings import config

from guide_pages import GUIDE, PAGES
from paths import PROJECT

CONTRIBUTING = PROJECT / ".github/CONTRIBUTING.md"
LINK = re.compile(r"(?<!!)\[(?:[^\[\]]|\[[^\[\]]*\])+\]\(([^()\s]+)\)")
CODE = re.compile(r"^```.*?^```$|\[\[\[cog.*?\]\]\]|`[^`\n]*`", re.DOTALL | re.MULTILINE)


def leave_out_code(text: str) -> str:
    return CODE.sub("", text)


def test_each_page_is_a_topic() -> None:
    assert {path.stem for path in PAGES} == set(guide.TOPICS)


@pytest.mark.parametrize("name", guide.TOPICS)
def test_a_page_says_what_it_is_for_and_where_to_go_on(name: str) -> None:
    page = guide.read_page(name)
    assert page.text.startswith(f"# {page.topic.title}\n\n")
    assert page.topic.about.endswith(".")
    assert len(page.topic.about) < 140
    last = page.text.rpartition("\n## ")[2]
    assert last.startswith("See also\n\n- ")
    assert last.count("minutebook guide ") >= 2


@pytest.mark.parametrize("name", guide.TOPICS)
def test_what_is_for_tools_is_left_out(name: str) -> None:
    prose = leave_out_code(guide.read_page(name).text)
    assert "<!--" not in prose
    assert "cog" not in prose
    assert ".md)" not in prose


@pytest.mark.parametrize(
    "path", [*PAGES, PROJECT / "README.md", CONTRIBUTING], ids=lambda path: path.stem
)
def test_each_link_leads_somewhere(path: Path) -> None:
    prose = leave_out_code(path.read_text("utf-8"))
    targets = [target for target in LINK.findall(prose) if "://" not in target]
    assert targets
    for target in targets:
        name, _, fragment = unquote(target).partition("#")
        leads_to = (path.parent / name).resolve() if name else path
        assert leads_to.exists(), target
        if fragment:
            assert fragment in guide.list_slugs(leads_to.read_text("utf-8")), target


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_no_heading_of_a_page_stands_twice(path: Path) -> None:
    slugs = guide.list_slugs(path.read_text("utf-8"))
    assert len(slugs) == len(set(slugs))


def test_each_rule_and_each_setting_has_a_section_of_its_own() -> None:
    rules = [rule.code for rule in list_rules()]
    assert guide.list_slugs(guide.read_markdown("rules"))[2:-1] == rules
    settings = [config.format_key(option.name) for option in fields(config.Settings)]
    assert guide.list_slugs(guide.read_markdown("settings"))[1:-1] == settings


@pytest.mark.parametrize("code", [rule.code for rule in list_rules()])
def test_each_rule_has_an_example(code: str) -> None:
    text = guide.find_text(f"rules {code}").text
    assert f"[{code}]\n```\n" in text
    assert "To mend it: " in text


@pytest.mark.parametrize(
    ("query", "name", "section"),
    [
        ("why", "why", ""),
        ("Why", "why", ""),
        ("priv", "privacy", ""),
        ("secrets", "privacy", ""),
        ("pull requests", "teams", ""),
        ("pull request", "teams", ""),
        ("log4", "adopt", ""),
        ("merge driver", "numbers", ""),
        ("dead-link", "rules", "dead-link"),
        ("exit statuses", "commands", "Exit statuses"),
        ("settings reserve", "settings", "reserve"),
        ("rules Dead-Link", "rules", "dead-link"),
        ("commands minutebook adr new", "commands", "minutebook adr new"),
        ("commands export", "commands", "minutebook export"),
        ("site build", "commands", "minutebook site build"),
        ("phr hide", "commands", "minutebook phr hide"),
        ("export", "import", ""),
        ("The site", "site", ""),
        ("why and context", "why", ""),
        ("MCP: a server for agents", "mcp", ""),
        ("gitlab-pages", "site", ""),
        ("github pages", "site", ""),
        ("pages", "site", ""),
        ("phr", "records", ""),
        ("adr", "records", ""),
        ("backstage", "import", ""),
        ("catalog-info", "import", ""),
        ("numbering", "numbers", ""),
    ],
)
def test_a_topic_is_found(query: str, name: str, section: str) -> None:
    text = guide.find_text(query)
    assert (text.topic.name, text.section) == (name, section)
    assert text.text.splitlines()[0].lstrip("# ").replace("`", "") == section or not section


def test_a_section_ends_where_the_next_begins() -> None:
    text = guide.find_text("agents what-to-expect").text
    assert text.startswith("## What to expect\n")
    assert "\n## " not in text
    assert "hook never fails" in text


@pytest.mark.parametrize(
    ("query", "hint"),
    [
        ("xyzzy", "minutebook guide lists the topics"),
        ("", "minutebook guide lists the topics"),
        ("see-also", "minutebook guide lists the topics"),
        ("troubelshooting", "minutebook guide troubleshooting"),
        ("stie biuld", "minutebook guide site build"),
        ("about backstaeg", "minutebook guide import"),
        ("rules dead-lnik", "minutebook guide rules dead-link"),
        ("rules xyzzy", "minutebook guide rules"),
    ],
)
def test_an_unknown_topic_says_what_was_meant(query: str, hint: str) -> None:
    with pytest.raises(UnknownRef) as refusal:
        guide.find_text(query)
    assert refusal.value.hint == hint


def test_words_that_are_near_to_several_topics() -> None:
    with pytest.raises(UnknownRef) as refusal:
        guide.find_text("rulesets")
    assert refusal.value.hint.startswith("minutebook guide")
    with pytest.raises(AmbiguousRef) as ambiguous:
        guide.find_text("s")
    assert "start, suggest, search, site, settings" in ambiguous.value.hint


def test_no_brackets_stand_in_brackets(monkeypatch: pytest.MonkeyPatch) -> None:
    page = (
        "# T\n\nFor this ([more](why.md), and\n[x](ci.md#a)) [y](ci.md).\n\n1) [z](ci.md)\n\n"
        "(open\n\n[w](ci.md)\n"
    )
    monkeypatch.setattr(store, "read_guide_page", lambda _: page)
    assert guide.read_page("why").text == (
        "# T\n\nFor this (more: `minutebook guide why`, and\nx: `minutebook guide ci a`)"
        " y (`minutebook guide ci`).\n\n1) z (`minutebook guide ci`)\n\n"
        "(open\n\nw (`minutebook guide ci`)\n"
    )


def test_a_damaged_installation(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "read_guide_page", lambda _: None)
    with pytest.raises(LookupError):
        guide.list_topics()


def test_comments_in_fences_stay_and_links_become_commands(monkeypatch: pytest.MonkeyPatch) -> None:
    page = (
        "# T\n\nWhat it is for: this.\n\n<!-- a\nb -->\n~~~md\n<!-- kept -->\n[x](why.md)\n~~~\n\n"
        "[x](why.md) [`y`](rules.md#dead-link) [z](https://a.example) [here](#t) [w](../LICENSE)\n"
        "````\n```\n# No heading\n````\n"
    )
    monkeypatch.setattr(store, "read_guide_page", lambda _: page)
    text = guide.read_page("why").text
    assert text == (
        "# T\n\nWhat it is for: this.\n\n~~~md\n<!-- kept -->\n[x](why.md)\n~~~\n\n"
        "x (`minutebook guide why`) `y` (`minutebook guide rules dead-link`)"
        " [z](https://a.example) here w\n````\n```\n# No heading\n````\n"
    )
    assert guide.list_topics()[0].about == "What it is for"
    assert guide.list_slugs(page) == ["t"]


@pytest.mark.parametrize("name", guide.TOPICS)
def test_a_page_is_drawn_for_a_terminal(name: str) -> None:
    drawn = terminal_page.draw_markdown(guide.read_page(name).text, 80, has_colours=False)
    assert drawn.startswith(f"{guide.read_page(name).topic.title}\n━")
    assert "See also" in drawn


def test_the_pages_lie_at_the_top_of_the_project() -> None:
    assert GUIDE.parent == PROJECT
    assert store.read_guide_page("start") == (GUIDE / "start.md").read_text("utf-8")
    assert store.read_guide_page("nothing") is None
