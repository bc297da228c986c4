"""Prompts as pages show them: what is quoted, what is put in a fence, and that all comes back."""

from __future__ import annotations

import html
import re

import markdown_it
import pytest
from hypothesis import given

from minutebook.records.phr import verbatim
from minutebook.records.phr.quotations import FOLD_MARK, format_prompt, parse_prompt
from minutebook.text import markdown
from quoted_texts import PROMPTS, drop_comments

QUOTED = [
    ("Fix it.", "> Fix it."),
    ("one\ntwo", "> one\\\n> two"),
    ("one\n\ntwo\n", "> one\n>\n> two\n>"),
    ("use *args and __init__, not snake_case", r"> use \*args and \_\_init\_\_, not snake_case"),
    ("3 * 4 is 12, a _ b", "> 3 * 4 is 12, a _ b"),
    ("see `a*b` and `x", "> see `a*b` and \\`x"),
    (
        "# Title\n> quote\n---\n1986. A year",
        "> \\# Title\\\n> \\> quote\\\n> \\---\\\n> 1986\\. A year",
    ),
    ("- a\n- b", "> - a\n> - b"),
    ("- a\n- b\nthen c", "> - a\n> - b\n> <!-- -->\n> then c"),
    ("1. a\n2. b\n   - c\n3. d", "> 1. a\n> 2. b\n>    - c\n> 3. d"),
    ("1. a\n3. b", "> 1. a\n> <!-- -->\n> 3\\. b"),
    ("- a\n* b", "> - a\n> <!-- -->\n> \\* b"),
    ("- a\n  more", "> - a\\\n>   more"),
    ("- a\n\n  more\n- b", "> - a\n>\n>   more\n> - b"),
    ("text\n2. b", "> text\\\n> 2\\. b"),
    ("01. a", "> 01\\. a"),
    ("- - a", "> - \\- a"),
    ("* * *", r"> \* * *"),
    ("```py\n\tx = 1  \n# no\n```\nend", "> ```py\n> \tx = 1  \n> # no\n> ```\n> end"),
    ("a <b>c</b> &amp; 1 < 2 & 3", r"> a \<b>c\</b> \&amp; 1 < 2 & 3"),
    (r"C:\dir\* and \\", r"> C:\dir\\\* and \\\\"),
    ("[x](y) and [z]", r"> \[x](y) and \[z]"),
    ("[redacted: token] here", "> [redacted: token] here"),
    ("[!NOTE]\ntext", "> \\[!NOTE]\\\n> text"),
    ("~/a and ~/b, but ~5", r"> \~/a and \~/b, but \~5"),
    ("about ~5", "> about ~5"),
    ("أضف صفحة\nالطلبات", "> أضف صفحة\\\n> الطلبات"),
    ("Yes.  And 12:30:45.", "> Yes.  And 12:30:45."),
]
FENCED = [
    "  indented",
    "ends with blanks ",
    "two  blanks",
    "\ttab",
    "a | b\n--|--\n1 | 2",
    ":tada: done",
    "$x^2$ is shown as a formula",
    "```\nnever closed",
    "   ```\n   indented fence\n   ```",
    "a\r\nb",
    "bell \x07",
    "\u202eturned",
    "    - a code block",
    "- a\n      deeper than an item",
    "\n \n",
    "",
    "*" * 40 + "_x" * 20,
    "- a\n\n        far too deep for its item",
]


@pytest.mark.parametrize(("prompt", "quotation"), QUOTED)
def test_what_reads_as_text_is_quoted(prompt: str, quotation: str) -> None:
    assert drop_comments(format_prompt(prompt)) == quotation
    assert parse_prompt(format_prompt(prompt)) == prompt


@pytest.mark.parametrize("prompt", FENCED)
def test_what_a_quotation_would_change_is_in_a_fence(prompt: str) -> None:
    block = format_prompt(prompt)
    assert markdown.unwrap_fence(drop_comments(block)) == prompt
    assert parse_prompt(block) == prompt


def test_plain_paragraphs_alone_are_left_to_linters() -> None:
    assert format_prompt("One `code`.\n\nTwo.").startswith("> One")
    for prompt in ("- a", "https://a.b", "`a `", "a\n\n\nb"):
        assert format_prompt(prompt).startswith(f"{verbatim.LINT_OFF}\n\n")
    assert format_prompt(" a").startswith("```text\n")
    for prompt in ("\ta", "$ ls\n  x"):
        assert format_prompt(prompt).startswith(f"{verbatim.LINT_OFF}\n\n```text")


def test_long_lines_of_a_fence_are_folded_at_blanks() -> None:
    line = "  " + "word " * 60
    block = format_prompt(line)
    assert block.startswith("```text folded\n")
    assert max(map(len, block.split("\n"))) <= 101
    assert all(part.startswith(f"{FOLD_MARK} word") for part in block.split("\n")[2:-1])
    assert parse_prompt(block) == line


@pytest.mark.parametrize(
    "prompt",
    [
        " " + "x" * 300,  # no blank to fold at
        " " + "x" * 300 + " y",
        f" {FOLD_MARK} mine " + "word " * 60,
        " a\r\n" + "word " * 60,
    ],
)
def test_a_fold_that_would_not_come_back_is_not_made(prompt: str) -> None:
    block = format_prompt(prompt)
    assert parse_prompt(block) == prompt
    if FOLD_MARK in prompt or "\r" in prompt:
        assert "folded" not in block


@pytest.mark.parametrize(
    ("prompt", "summary"),
    [("a\n" * 60, "61 lines, 120 characters"), ("word " * 1_300, "1 line, 6,500 characters")],
)
def test_a_long_prompt_is_folded_away(prompt: str, summary: str) -> None:
    block = format_prompt(prompt)
    assert f"<summary>{summary}</summary>" in block
    assert parse_prompt(block) == prompt
    assert parse_prompt(block.replace("\n", "\r\n")) is not None


def test_what_someone_wrote_there_is_neither_form() -> None:
    assert parse_prompt("Just a text.") is None


@given(PROMPTS)
def test_every_prompt_comes_back_and_leaves_the_page_alone(prompt: str) -> None:
    block = format_prompt(prompt)
    assert parse_prompt(block) == prompt
    page = f"# T\n\n## Prompt\n\n{block}\n\n## Response snapshot\n\nx\n"
    titles = [section.title for section in markdown.parse_sections(page)]
    assert titles == ["T", "Prompt", "Response snapshot"]


@given(PROMPTS)
def test_a_quotation_shows_each_sign_that_was_typed(prompt: str) -> None:
    block = format_prompt(prompt)
    if not drop_comments(block).startswith(">"):
        return
    if "```" in prompt or "~~~" in prompt:
        return  # the word behind an opening fence is not shown
    shown = markdown_it.MarkdownIt("gfm-like", {"linkify": False}).render(block)
    text = html.unescape(re.sub(r"<[^>]*>", "", shown))
    # Markers of lists are shown as bullets and numbers, the signs of code as code.
    marks = r"[\s`\d.)*+-]"
    assert re.sub(marks, "", text) == re.sub(marks, "", prompt)
