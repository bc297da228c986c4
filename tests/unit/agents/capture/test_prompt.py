"""What of a prompt the user wrote, what others put in, and its slash command."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from growth import assert_linear
from minutebook.agents.capture.prompt import (
    INJECTED_TAGS,
    find_slash_command,
    is_local_command,
    is_own_text,
    split_prompt,
)

ANY_TEXT = st.text(st.characters(exclude_categories=()))


@pytest.mark.parametrize(
    ("text", "agent", "prompt", "injected"),
    [
        ("Fix it", "", "Fix it", []),
        ("  Fix\r\n\r\nit \n", "", "  Fix\r\n\r\nit \n", []),
        (
            "Fix it<system-reminder>x</system-reminder>",
            "",
            "Fix it",
            ["<system-reminder>x</system-reminder>"],
        ),
        (
            "Fix it  \n\n<system-reminder>\nx\n</system-reminder>\n",
            "",
            "Fix it  ",
            ["<system-reminder>\nx\n</system-reminder>"],
        ),
        (
            "<system-reminder>x</system-reminder>\n\n  Fix it",
            "",
            "  Fix it",
            ["<system-reminder>x</system-reminder>"],
        ),
        (
            "  <system-reminder>x</system-reminder>\nFix it",
            "",
            "Fix it",
            ["<system-reminder>x</system-reminder>"],
        ),
        (
            "A\n<ide_selection>x</ide_selection>  \nB",
            "",
            "A\nB",
            ["<ide_selection>x</ide_selection>"],
        ),
        (
            "A <ide_opened_file>x</ide_opened_file> B",
            "",
            "A <ide_opened_file>x</ide_opened_file> B",
            [],
        ),
        (
            "Wrap it: <system-reminder>x</system-reminder>",
            "",
            "Wrap it: <system-reminder>x</system-reminder>",
            [],
        ),
        (
            "Fix it \n<system-reminder>x</system-reminder> now",
            "",
            "Fix it \n now",
            ["<system-reminder>x</system-reminder>"],
        ),
        (
            '<system-reminder>x</system-reminder><task-notification a="b">y</task-notification>',
            "",
            "",
            [
                "<system-reminder>x</system-reminder>",
                '<task-notification a="b">y</task-notification>',
            ],
        ),
        # Elements that are not closed, are quoted, or may be the user's own.
        ("why <system-reminder> here?", "", "why <system-reminder> here?", []),
        ("<system-reminder>a <system-reminder>b", "", "<system-reminder>a <system-reminder>b", []),
        (
            "see `<system-reminder>x</system-reminder>`",
            "",
            "see `<system-reminder>x</system-reminder>`",
            [],
        ),
        (
            "```\n<system-reminder>x</system-reminder>\n```\nwhat is it?",
            "",
            "```\n<system-reminder>x</system-reminder>\n```\nwhat is it?",
            [],
        ),
        (
            "```\ncode\n```\n<system-reminder>x</system-reminder>",
            "",
            "```\ncode\n```",
            ["<system-reminder>x</system-reminder>"],
        ),
        ("<context>mine</context>", "claude", "<context>mine</context>", []),
        ("<context>theirs</context>\nFix it", "vscode", "Fix it", ["<context>theirs</context>"]),
        ("<div>x</div>", "", "<div>x</div>", []),
        # Injected elements inside one another.
        (
            "<system-reminder>a<ide_selection>b</ide_selection></system-reminder>\nFix",
            "",
            "Fix",
            ["<system-reminder>a<ide_selection>b</ide_selection></system-reminder>"],
        ),
        ("<user_query>\nFix it\n\nnow\n</user_query>", "cursor", "Fix it\n\nnow", []),
        (
            "<user_info>me</user_info>\n<user_query>Fix it</user_query>\n",
            "cursor",
            "Fix it",
            ["<user_info>me</user_info>"],
        ),
        ("what is <user_query>?", "cursor", "what is <user_query>?", []),
        (
            "<context>c</context>\n<userRequest>\nFix it\n</userRequest>",
            "vscode",
            "Fix it",
            ["<context>c</context>"],
        ),
        (
            "<permissions instructions>x</permissions instructions>Fix",
            "codex",
            "Fix",
            ["<permissions instructions>x</permissions instructions>"],
        ),
        (
            "# Context from my IDE setup:\n\n## Open tabs:\n- a\n\n## My request for Codex:\nFix it\n",
            "codex",
            "Fix it",
            ["# Context from my IDE setup:\n\n## Open tabs:\n- a\n\n## My request for Codex:"],
        ),
        (
            "# Context from my IDE setup:\nmy own",
            "codex",
            "# Context from my IDE setup:\nmy own",
            [],
        ),
        (
            "Explain @a.py\n--- Content from referenced files ---\nx = 1\n--- End of content ---",
            "gemini",
            "Explain @a.py",
            ["--- Content from referenced files ---\nx = 1\n--- End of content ---"],
        ),
        (
            "--- Content from referenced files --- ?",
            "gemini",
            "--- Content from referenced files --- ?",
            [],
        ),
        # A slash command that Claude Code wrote as elements.
        (
            "<command-message>sp.plan is running…</command-message>\n<command-name>/sp.plan</command-name>\n<command-args>Add <b> it</command-args>",
            "claude",
            "/sp.plan Add <b> it",
            ["<command-message>sp.plan is running…</command-message>"],
        ),
        ("<command-name>init</command-name>", "claude", "/init", []),
        ("<command-name>/a</command-name><command-args>x", "claude", "/a", ["<command-args>x"]),
        (
            "what does <command-name>/a</command-name> do?",
            "claude",
            "what does <command-name>/a</command-name> do?",
            [],
        ),
        ("<command-name></command-name>", "claude", "<command-name></command-name>", []),
    ],
)
def test_split_a_prompt(text: str, agent: str, prompt: str, injected: list[str]) -> None:
    assert split_prompt(text, agent) == (prompt, tuple(injected))


@given(ANY_TEXT)
def test_text_without_elements_stays_as_it_is(text: str) -> None:
    prompt, injected = split_prompt(text)
    if not injected and "<command-name>" not in text and "<user" not in text:
        assert prompt == text
    assert split_prompt(text, "cursor")[0] is not None


TAGS = st.sampled_from([name for agent, name in INJECTED_TAGS if not agent])
PROMPTS = st.text(st.sampled_from("ab c\n.é"), min_size=1).map(str.strip).filter(bool)


@given(PROMPTS, st.lists(st.tuples(TAGS, ANY_TEXT), max_size=3))
def test_elements_around_a_prompt_come_off_byte_for_byte(
    text: str, elements: list[tuple[str, str]]
) -> None:
    added = [f"<{tag}>{content}</{tag}>" for tag, content in elements if f"</{tag}" not in content]
    assert split_prompt("\n\n".join([text, *added])) == (text, tuple(added))
    assert split_prompt("\n".join([*added, text])) == (text, tuple(added))


@pytest.mark.parametrize(
    ("prompt", "command"),
    [
        ("/sp.plan Add it", "sp.plan"),
        ("  /speckit.specify\nx", "speckit.specify"),
        ("/opsx:apply", "opsx:apply"),
        ("/review", "review"),
        ("/etc/hosts is wrong", ""),
        ("// a comment", ""),
        ("/", ""),
        ("fix /it", ""),
        ("", ""),
    ],
)
def test_find_the_slash_command(prompt: str, command: str) -> None:
    assert find_slash_command(prompt) == command


@pytest.mark.parametrize(
    ("beginning", "repeated", "ending"),
    [
        ("", "<system-reminder>", ""),
        ("```\n", "<system-reminder>x</system-reminder>", ""),
        ("", "<system-reminder>x</system-reminder>\n", ""),
        ("", "`<system-reminder>", "</system-reminder>"),
        ("", "<", ""),
        ("", "<command-name>", ""),
        ("<command-name>x</command-name>", "<command-args>", ""),
    ],
)
def test_long_prompts_cost_no_more_than_their_length(
    beginning: str, repeated: str, ending: str
) -> None:
    def split(size: int) -> None:
        split_prompt(beginning + repeated * (size // len(repeated)) + ending, "cursor")

    assert_linear(split, 100_000)


@pytest.mark.parametrize(
    ("text", "is_own", "is_local"),
    [
        ("This session is being continued from a previous conversation that …", True, False),
        ("[Request interrupted by user for tool use]", True, False),
        ("This session is being recorded", False, False),
        ("/clear", False, True),
        ("/model opus\n", False, True),
        ("/clear\nand begin", False, False),
        ("/clearance of the shelf", False, False),
        ("/review", False, False),
        ("clear it", False, False),
    ],
)
def test_what_is_no_prompt_of_the_user(text: str, is_own: bool, is_local: bool) -> None:
    assert (is_own_text(text), is_local_command(text)) == (is_own, is_local)
