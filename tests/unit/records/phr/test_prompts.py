"""The prompt and the response on a page: what they are, and which lines they take."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minutebook.records import reader
from minutebook.records.model import ADR, PHR, Folder, Record
from minutebook.records.phr import prompts
from minutebook.text import markdown

PROMPTS = Folder(PHR, "history/prompts")


def read_phr(text: str) -> Record:
    path = "history/prompts/login/0003-add-login.spec.prompt.md"
    return reader.read_record(PROMPTS, path, text)


@pytest.mark.parametrize(
    ("body", "prompt", "response"),
    [
        ("## Prompt\n\nDo it.\n\n## Response\n\nDone.\n", "Do it.", "Done."),
        ("## PROMPT\n\nDo\n\n## Outline\n\nmore\n\n## RESPONSE\n\nDone\n\n## Next\n\n## Outcome\n\nx\n", "Do\n\n## Outline\n\nmore", "Done\n\n## Next"),
        ("# Prompt\n\nDo it.\n", "Do it.", None),
        ("## Prompt\n", "", None),
        ("## Prompt\n\n~~~\na\r\n~~~\n", "a\r", None),
        ("## Prompt\n\n```\na\n```\nand more\n", "```\na\n```\nand more", None),
        ("## Prompt\n\n  indented\n\n", "  indented", None),
        ("<!-- minutebook:links -->\n- x\n<!-- /minutebook:links -->\n\n## Prompt\n\nDo it.\n", "Do it.", None),
        ("Words.\n", None, None),
        ("## PROMPT_TEXT\n\nDo it.\n\n## RESPONSE_TEXT\n\nDone.\n", "Do it.", "Done."),
        ("## User Command\n\nDo it.\n\n## Agent response\n\nDone.\n", "Do it.", "Done."),
        ("## User Intent:\n\nDo it.\n\n## Answer\n\nDone.\n", "Do it.", "Done."),
        ("## 📝 Prompt (verbatim)\n\nDo it.\n", "Do it.", None),
        ("## User intent\n\nWhy.\n\n## Prompt\n\nDo it.\n", "Do it.", None),
        ("**Initial Prompt**: Do it.\n\n**Response:**\n\n```\nDone.\n```\n", "Do it.", "Done."),
        ("- **Prompt:** Do it,\n  and well.\n\n## Outcome\n\nx\n", "Do it,\n  and well.", None),
        ("```\n**Prompt:** no\n```\n**Bold** words.\n", None, None),
        ("## Prompt\n\n{{PROMPT_TEXT}}\n\n## Response\n\n{{RESPONSE_TEXT}}\n", None, None),
        ("**Prompt**: {{PROMPT_TEXT}}\n", None, None),
        ("### User Intent\n\nDo it.\n\n### Agent Output\n\nDone.\n", "Do it.", "Done."),
        ("## A\n\n#### Prompt\n\nDo it.\n\n## Response\n\nDone.\n", "Do it.", "Done."),
        ("## Response\n\nDone.\n\n### Prompt\n\nno\n", None, "Done.\n\n### Prompt\n\nno"),
        ("## User's request\n\nDo it.\n", "Do it.", None),
        ("**PROMPT TEXT**\n\nDo **it**:\n\n**RESPONSE**\n\nDone.\n", "Do **it**:", "Done."),
        ("Prompt:\nNote: do it.\nResponse: Done.\n", "Note: do it.", "Done."),
        ("## Task\n\nDo it.\n\n## Agent Output\n\nDone.\n", "Do it.", "Done."),
        ("## Query\n\nDo it.\n\n## Output\n\nDone.\n", "Do it.", "Done."),
        ("## Steps\n\n### Input\n\nno\n\n**Task:** T1\n\nQuestion: no\n", None, None),
        # A quoted prompt with fences of its own, and one whose fence is never closed.
        ("## Prompt\n\n```\nDo\n\n```text\n$X\n```\n\nmore\n```\n\n## Response\n\nDone.\n",
         "```\nDo\n\n```text\n$X\n```\n\nmore\n```", "Done."),
        ("## Prompt\n\nDo\n```\nit\n\n## Response\n\nDone.\n\n## Outcome\n\nx\n", "Do\n```\nit", "Done."),
        ("## Prompt\n\nDo\n```\nit\n", "Do\n```\nit", None),
        ("## Prompt\n\n```a\nx\n```b\nx\n```c\nx\n", "```a\nx\n```b\nx\n```c\nx", None),
        ("# T\n\n## Prompt\n\nDo\n\n### Part\n\n```\nit\n\n### Next\n", "Do\n\n### Part\n\n```\nit\n\n### Next", None),
    ],
)  # fmt: skip
def test_prompt_and_response_of_any_page(
    body: str, prompt: str | None, response: str | None
) -> None:
    record = read_phr(body)
    assert (prompts.read_prompt(record), prompts.read_response(record)) == (prompt, response)


@pytest.mark.parametrize(
    ("head", "prompt", "response"),
    [
        ("prompt_text: Do it.\nresponse_text: Done.", "Do it.", "Done."),
        ("PROMPT_TEXT: |\n  Do\n  it.", "Do\nit.", None),
        ("prompt_text: |\nDo it.\n\nNow: 1", "Do it.", None),
        ("prompts:\n  user: Do it.\n  assistant: Done.", "Do it.", "Done."),
        ("user: Ada", None, None),
        ("user: Add a login page with a form", "Add a login page with a form", None),
        ("prompt_text: ' '\nuser: [a]", None, None),
        ("prompt: '{{PROMPT_TEXT}}'", None, None),
    ],
)
def test_prompt_and_response_in_the_front_matter(
    head: str, prompt: str | None, response: str | None
) -> None:
    record = read_phr(f"---\n{head}\n---\n\n# Add login\n")
    read = prompts.read_prompt(record)
    assert (read and read.rstrip("\n"), prompts.read_response(record)) == (prompt, response)


def test_a_page_of_ours_keeps_its_fences() -> None:
    page = "---\nfidelity: verbatim\n---\n\n## Prompt\n\n```\nDo\n\n## Response\n\nDone.\n"
    assert prompts.read_response(read_phr(page)) is None


@given(
    st.text(st.characters())
    | st.lists(st.sampled_from(["```", "~~~~", "\n", "\r\n", "\r", "---\n", "## Outcome", "## Prompt", "<!--", "-->",
                                "<!-- minutebook:links -->", "<!-- /minutebook:links -->", "x", " ", "\x0b", "\u2028"])).map("".join)
)  # fmt: skip
def test_a_fenced_prompt_comes_back_byte_for_byte(prompt: str) -> None:
    body = (
        f"---\ntitle: a\n---\n\n## Prompt\n\n{markdown.wrap_in_fence(prompt)}\n\n## Outcome\n\nx\n"
    )
    record = read_phr(body)
    assert prompts.read_prompt(record) == prompt
    assert reader.read_sections(record)["Outcome"] == "x"


FENCED = (
    "## Prompt\n\n```text\nDo it.\n## Outcome\n```\n\n## Response\n\nDone.\n\n## Outcome\n\nx\n"
)


@pytest.mark.parametrize(
    ("page", "lines"),
    [
        (FENCED, range(1, 8)),
        ("---\nfidelity: verbatim\n---\n" + FENCED, range(4, 15)),
        ("# T\n\n## User prompt\n\nDo it.\n", range(3, 7)),
        ("## Prompt text\n\nDo it.\n\n## Reflection\n", range(1, 5)),
        ("## Outcome\n\nx\n\n## Prompt\n\nDo it.\n", range(5, 9)),
        ("## Outcome\n\nx\n", range(0)),
        ("Words.\n\n**Prompt**: Do\n\nit.\n\n## Outcome\n", range(3, 8)),
        ("## PROMPT_TEXT\n\nDo it.\n\n## RESPONSE_TEXT\n", range(1, 5)),
        ("", range(0)),
    ],
)
def test_the_lines_of_a_prompt(page: str, lines: range) -> None:
    assert prompts.find_prompt_lines(read_phr(page)) == lines


def test_a_decision_has_no_prompt_lines() -> None:
    decision = reader.read_record(Folder(ADR, "decisions"), "decisions/0001-a.md", FENCED)
    assert prompts.find_prompt_lines(decision) == range(0)


def test_prose_lines_are_neither_prompt_nor_code() -> None:
    page = "# T\n\n```\ncode\n```\n" + FENCED
    assert [line.text for line in prompts.find_prose_lines(read_phr(page)) if line.text] == [
        "# T",
        "## Response",
        "Done.",
        "## Outcome",
        "x",
    ]


def test_our_own_prompts_have_headings_of_their_own() -> None:
    page = "---\nfidelity: verbatim\n---\n\n## Prompt\n\nDo\n\n## Output\n\nit\n\n## Response\n\nPrompt: no\n"
    record = read_phr(page)
    assert prompts.read_prompt(record) == "Do\n\n## Output\n\nit"
    assert prompts.read_response(record) == "Prompt: no"
    without = read_phr("---\nfidelity: verbatim\n---\n\nPrompt: no\n\n### Prompt\n\nno\n")
    assert prompts.read_prompt(without) is None


def test_a_stage_that_is_still_the_template_s_is_that_of_the_name() -> None:
    assert read_phr("---\nstage: <stage>\n---\n\n# T\n").state == "spec"
