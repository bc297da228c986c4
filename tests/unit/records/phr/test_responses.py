"""Responses as pages show them: rendered within the page's outline, and given back as they were."""

from __future__ import annotations

import re

import markdown_it
import pytest
from hypothesis import given

from minutebook.records.phr.responses import (
    ShownForm,
    format_response,
    parse_response,
    read_form,
)
from minutebook.text import markdown
from quoted_texts import PROMPTS, drop_comments

SHOWN: list[tuple[str, str, dict[str, object]]] = [
    ("Done.", "Done.", {}),
    ("Done.\n", "Done.", {"after": "\n"}),
    ("\n\n  a \n", "  a", {"before": "\n\n", "after": " \n"}),
    ("# A\n\n## B", "### A\n\n#### B", {"levels": [1, 2]}),
    ("## B\n\n#### D", "### B\n\n#### D", {"levels": [2, 4]}),
    ("### C\n\n#### D", "### C\n\n#### D", {}),
    ("# 1\n## 2\n### 3\n#### 4\n##### 5", "### 1\n#### 2\n##### 3\n###### 4\n###### 5 <!-- ##### -->",
     {"levels": [1, 2, 3, 4, 5]}),
    ("> # A\n\n- # B", "> ### A\n\n- ### B", {"levels": [1]}),
    ("Title\n=====\n\nSub\n---", "### Title <!-- ===== -->\n\n#### Sub <!-- --- -->", {"levels": [1, 2]}),
    ("```\nall of it\n```", "```\nall of it\n```", {}),
    ("one\ntwo\n---\nthree", "one\ntwo\n<!-- -->\n---\nthree", {}),
    ("one\ntwo\n===", "one\ntwo\n<!-- -->\n===", {}),
    ("```py\n# no heading\n<b>\n```", "```py\n# no heading\n<b>\n```", {}),
    ("a\n```\nopen", "a\n```\nopen\n```", {"is_open": True}),
    ("<b>x</b> `<i>` 1 < 2", r"\<b>x\</b> `<i>` 1 < 2", {}),
    ("<!-- hidden -->", r"\<!-- hidden -->", {}),
    ("a<br>b and <https://a.b>", "a<br>b and <https://a.b>", {}),
    ("a\r\n# b\r\n", "a\n### b", {"levels": [1], "after": "\n", "newline": "crlf"}),
    ("| a |\n|---|\n| b |", "| a |\n|---|\n| b |", {}),
    ("---\na: b\n---", "---\na: b\n<!-- -->\n---", {}),
]  # fmt: skip
FENCED = ["```markdown\nall of it\n```", r"\<b>", "a\rb", "a\r\nb\nc", " \n", "\n"]


@pytest.mark.parametrize(("response", "block", "facts"), SHOWN)
def test_a_response_is_rendered_below_its_heading(
    response: str, block: str, facts: dict[str, object]
) -> None:
    shown, form = format_response(response)
    assert drop_comments(shown) == block
    assert form.list_facts() == facts
    assert parse_response(shown, read_form(facts)) == response


@pytest.mark.parametrize("response", FENCED)
def test_what_cannot_be_read_back_is_in_a_fence(response: str) -> None:
    shown, form = format_response(response)
    assert markdown.unwrap_fence(drop_comments(shown)) == response
    assert form == ShownForm()
    assert parse_response(shown, form) == response


@pytest.mark.parametrize(
    "facts", [None, "x", {}, {"levels": "1"}, {"levels": [0, 7, "1"], "after": 3}]
)
def test_a_form_that_cannot_be_read_is_as_usual(facts: object) -> None:
    assert read_form(facts) in (ShownForm(), ShownForm(after="3"))


@given(PROMPTS)
def test_every_response_comes_back_and_leaves_the_page_alone(response: str) -> None:
    block, form = format_response(response)
    assert parse_response(block, read_form(form.list_facts())) == response
    page = f"# T\n\n## Response snapshot\n\n{block}\n\n## Outcome\n\nx\n"
    sections = markdown.parse_sections(page)
    assert [each.title for each in sections if each.level < 3] == [
        "T",
        "Response snapshot",
        "Outcome",
    ]


@given(PROMPTS)
def test_no_part_of_the_page_is_hidden_by_a_response(response: str) -> None:
    block, _ = format_response(response)
    page = f"# T\n\n## Response snapshot\n\n{block}\n\n## Outcome\n\nthe end\n"
    shown = markdown_it.MarkdownIt("gfm-like", {"linkify": False}).render(page)
    assert shown.endswith("<h2>Outcome</h2>\n<p>the end</p>\n")
    tags = re.findall(r"<(details|script|div|b|i)\b", shown)
    assert not tags
