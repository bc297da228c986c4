"""The title and the stage of a turn."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from growth import assert_linear
from minutebook.agents.capture.summary import infer_stage, make_title
from minutebook.agents.capture.turn import ToolCall, Turn

ANY_TEXT = st.text(st.characters(exclude_categories=()))


def run_command(command: str, output: str = "", ok: bool | None = None) -> ToolCall:
    return ToolCall("Bash", command, output=output, ok=ok)


def make_turn(*tools: ToolCall, prompt: str = "Do it", command: str = "") -> Turn:
    return Turn("i", "claude", prompt=prompt, tools=tools, command=command)


@pytest.mark.parametrize(
    ("prompt", "title"),
    [
        ("Fix the login page", "Fix the login page"),
        ("fix the login page. Then deploy.", "Fix the login page"),
        ("Hi Claude, could you please fix the bug in foo.py? It fails.", "Fix the bug in foo.py"),
        (
            "Hello!\n\nI want you to add rate limiting to the API.\n- one\n- two",
            "Add rate limiting to the API",
        ),
        ("Thanks! Now add tests", "Now add tests"),
        ("ok", "ok"),
        ("Ok. Go on. Now write the changelog please.", "Now write the changelog please"),
        ("yes, please do that", "Do that"),
        ("No tests fail any more", "No tests fail any more"),
        ("Well-known bugs stay", "Well-known bugs stay"),
        (
            "# Task\n\nAdd **retry** to `client.py`, e.g. for status 503. Then test.",
            "Add retry to `client.py`, e.g. for status 503",
        ),
        ("Fix the `foo()` helper", "Fix the `foo()` helper"),
        ("Rename `__init__` of **all** classes", "Rename `__init__` of all classes"),
        ("Fix a stray ` in the docs", "Fix a stray in the docs"),
        ("Run `" + "x " * 60 + "` now", "Run " + "x " * 32 + "x"),
        ("- [ ] Implement [the spec](specs/1.md) now", "Implement the spec now"),
        ("> quoted question about it?", "Quoted question about it?"),
        ("1. Rename a_b_c to d_e_f", "Rename a_b_c to d_e_f"),
        ("```py\nprint(1)\n```\nWhy does this fail on 3.11?", "Why does this fail on 3.11?"),
        ("```\nonly code here\n```", "only code here"),
        ("<b>Make</b> it bold, please", "Make it bold, please"),
        ("main.py crashes at start", "main.py crashes at start"),
        ("/sp.plan Add a Redis cache", "Add a Redis cache"),
        ("/sp.plan", "/sp.plan"),
        ("/sp.plan \n\n", "/sp.plan"),
        ("日本語のプロンプトです。次の文", "日本語のプロンプトです"),
        ("Почини вход. Потом тесты.", "Почини вход"),
        ("a\x00b\x1b[31m c\u202ed e f\ud800", "A b [31m c d e f\ufffd"),
        ("Use v1.2.3 of the J. Doe library", "Use v1.2.3 of the J. Doe library"),
        ("", "Untitled prompt"),
        (" \n\t", "Untitled prompt"),
        ("???", "Untitled prompt"),
        (
            "Please invalidate the whole caching layer whenever any of the settings of a tenant change",
            "Invalidate the whole caching layer whenever any of the settings of a",
        ),
        ("x" * 200, "X" + "x" * 69),
        ("Fix " + "x" * 200, "Fix " + "x" * 66),
        ("can you?", "Can you?"),
    ],
)
def test_a_title_from_the_prompt(prompt: str, title: str) -> None:
    assert make_title(prompt) == title


@given(ANY_TEXT)
def test_every_prompt_has_a_title_of_one_line(prompt: str) -> None:
    title = make_title(prompt)
    assert 1 <= len(title) <= 70
    assert title == " ".join(title.split())
    assert title.encode("utf-8")


RED, GREEN = run_command("pytest", "1 failed"), run_command("pytest", "3 passed")


@pytest.mark.parametrize(
    ("turn", "files", "stage"),
    [
        (make_turn(prompt="/sp.constitution x"), [], "constitution"),
        (make_turn(prompt="/sp.specify x"), ["specs/1/spec.md"], "spec"),
        (make_turn(command="speckit.plan"), [], "plan"),
        (make_turn(command="opsx:tasks"), [], "tasks"),
        (make_turn(command="refactor"), [], "refactor"),
        (make_turn(command="sp.adr"), [], "misc"),
        (make_turn(RED, GREEN, command="sp.implement"), ["a.py"], "green"),
        (make_turn(command="sp.implement"), ["a.py"], "green"),
        (make_turn(command="sp.implement"), [], "general"),
        (make_turn(command="review", prompt="/review"), [], "general"),
        (make_turn(RED), ["tests/test_a.py"], "red"),
        (make_turn(GREEN, RED), ["src/a.test.ts", "src/a.ts"], "red"),
        (make_turn(RED), ["a_test.go"], "red"),
        (make_turn(RED), ["src/FooTest.java"], "red"),
        (make_turn(RED), ["src/a.py"], "general"),
        (make_turn(RED), [], "general"),
        (make_turn(RED, GREEN), ["src/a.py"], "green"),
        (make_turn(GREEN), ["src/a.py"], "general"),
        (make_turn(GREEN, GREEN, prompt="Please refactor the parser"), ["src/a.py"], "refactor"),
        (make_turn(prompt="Refactor the parser"), ["src/a.py"], "refactor"),
        (make_turn(GREEN, prompt="Add the feature, then clean up"), ["src/a.py"], "general"),
        (make_turn(RED, GREEN, prompt="Refactor the parser"), ["src/a.py"], "green"),
        (make_turn(prompt="Refactor the manual"), ["docs/a.md"], "explainer"),
        (make_turn(prompt="Write it down"), ["README.md", "docs/x.rst"], "explainer"),
        (make_turn(prompt="Write it down"), ["README.md", "a.py"], "general"),
        (make_turn(prompt="Write it down"), ["specs/001-x/spec.md", "README.md"], "spec"),
        (make_turn(prompt="Write it down"), ["specs/001-x/plan.md"], "plan"),
        (make_turn(prompt="Write it down"), ["specs/001-x/tasks.md"], "tasks"),
        (make_turn(prompt="Write it down"), [".specify/memory/constitution.md"], "constitution"),
        (make_turn(prompt="Write it down"), ["specs/001-x/tasks.md", "a.py"], "general"),
        (make_turn(prompt="How does the cache work"), [], "explainer"),
        (make_turn(prompt="The cache is slow, isn't it?"), [], "explainer"),
        (make_turn(prompt="Could you explain the cache"), [], "explainer"),
        (make_turn(prompt="Please, what is this?"), [], "explainer"),
        (make_turn(prompt="Can you deploy it?"), [], "general"),
        (make_turn(prompt="Do the deployment"), [], "general"),
        (make_turn(prompt="Do we need the cache"), [], "explainer"),
        (make_turn(prompt="Deploy it"), [], "general"),
        (make_turn(prompt=""), [], "general"),
    ],
)
def test_the_stage_of_a_turn(turn: Turn, files: list[str], stage: str) -> None:
    assert infer_stage(turn, files) == stage


@given(ANY_TEXT, ANY_TEXT, st.lists(ANY_TEXT, max_size=3))
def test_every_turn_has_a_stage(command: str, text: str, files: list[str]) -> None:
    assert infer_stage(make_turn(run_command(command, text), prompt=text), files)


@pytest.mark.parametrize("repeated", ["hi ", "[a", "<b", "```\n", "please ", "a. "])
def test_long_prompts_cost_no_more_than_their_length(repeated: str) -> None:
    assert_linear(lambda size: make_title(repeated * (size // len(repeated))), 5_000)
