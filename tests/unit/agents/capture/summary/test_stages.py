"""The stage of a turn."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minutebook.agents.capture.summary.stages import infer_stage
from minutebook.agents.capture.turn import ToolCall, Turn

ANY_TEXT = st.text(st.characters(exclude_categories=()))


def run_command(command: str, output: str = "", ok: bool | None = None) -> ToolCall:
    return ToolCall("Bash", command, output=output, ok=ok)


def make_turn(*tools: ToolCall, prompt: str = "Do it", command: str = "") -> Turn:
    return Turn("i", "claude", prompt=prompt, tools=tools, command=command)


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
        (make_turn(command="review", prompt="/review"), [], "explainer"),
        (make_turn(command="deploy", prompt="/deploy"), [], "general"),
        (make_turn(command="speckit-plan"), [], "plan"),
        (make_turn(RED), ["tests/test_a.py"], "red"),
        (make_turn(GREEN, RED), ["src/a.test.ts", "src/a.ts"], "red"),
        (make_turn(RED), ["a_test.go"], "red"),
        (make_turn(RED), ["src/FooTest.java"], "red"),
        (make_turn(RED), ["src/a.py"], "red"),
        (make_turn(RED), [], "red"),
        (make_turn(RED, GREEN), ["src/a.py"], "green"),
        (make_turn(GREEN), ["src/a.py"], "green"),
        (make_turn(GREEN), ["tests/test_a.py"], "green"),
        (make_turn(RED, GREEN), [], "general"),
        (make_turn(RED, GREEN, RED), ["src/a.py"], "red"),
        (make_turn(RED, GREEN), ["specs/1/tasks.md", "src/a.py"], "green"),
        (make_turn(GREEN, GREEN, prompt="Please refactor the parser"), ["src/a.py"], "refactor"),
        (make_turn(prompt="Refactor the parser"), ["src/a.py"], "refactor"),
        (make_turn(GREEN, prompt="Add the feature, then clean up"), ["src/a.py"], "green"),
        (make_turn(RED, GREEN, prompt="Refactor the parser"), ["src/a.py"], "green"),
        (make_turn(prompt="Refactor the manual"), ["docs/a.md"], "explainer"),
        (make_turn(prompt="Write it down"), ["README.md", "docs/x.rst"], "explainer"),
        (make_turn(prompt="Write it down"), ["README.md", "a.py"], "green"),
        (make_turn(prompt="Write it down"), ["specs/001-x/spec.md", "README.md"], "spec"),
        (make_turn(prompt="Write it down"), ["specs/001-x/plan.md"], "plan"),
        (make_turn(prompt="Write it down"), ["specs/001-x/tasks.md"], "tasks"),
        (make_turn(prompt="Write it down"), [".specify/memory/constitution.md"], "constitution"),
        (make_turn(prompt="Write it down"), ["specs/001-x/tasks.md", "a.py"], "green"),
        (make_turn(prompt="How does the cache work"), [], "explainer"),
        (make_turn(prompt="The cache is slow, isn't it?"), [], "explainer"),
        (make_turn(prompt="Could you explain the cache"), [], "explainer"),
        (make_turn(prompt="Please, what is this?"), [], "explainer"),
        (make_turn(prompt="Can you deploy it?"), [], "general"),
        (make_turn(prompt="Do the deployment"), [], "general"),
        (make_turn(prompt="Do we need the cache"), [], "explainer"),
        (make_turn(prompt="Deploy it"), [], "general"),
        (make_turn(prompt=""), [], "general"),
        (make_turn(prompt="yes"), [], "general"),
        (make_turn(prompt="fix the typo in README"), ["README.md"], "general"),
        (make_turn(prompt="Bump the version"), ["CHANGELOG.md", "docs/a.md"], "general"),
        (make_turn(prompt="Describe the cache"), ["docs/cache.md"], "explainer"),
        (make_turn(prompt="Document the cache module"), ["src/cache.py"], "explainer"),
        (make_turn(prompt="Add docstrings to cache.py"), ["src/cache.py"], "explainer"),
        (make_turn(prompt="Write it down"), ["decisions/0003-use-redis.md"], "misc"),
        (make_turn(prompt="Upgrade the dependencies"), ["package.json", "src/a.ts"], "general"),
        (make_turn(prompt="Make it faster"), ["pyproject.toml", "uv.lock"], "general"),
        (make_turn(prompt="Rename a to b, please"), ["src/a.py"], "refactor"),
        (make_turn(prompt="Remove the dead code"), ["src/a.py"], "refactor"),
        (
            make_turn(prompt="The service is too long. Split the service into modules"),
            ["a.py"],
            "refactor",
        ),
        (make_turn(prompt="Split the import into batches"), ["a.py"], "green"),
        (make_turn(prompt="The page is slow. Add a cache."), ["a.py"], "green"),
        (make_turn(prompt="Write failing tests for the cart"), ["tests/test_cart.py"], "red"),
        (make_turn(prompt="Add tests for the cart"), ["tests/test_cart.py"], "general"),
        (make_turn(prompt="The build fails on Windows. Find out why"), [], "explainer"),
        (make_turn(prompt="Please make a plan for the migration"), [], "plan"),
        (make_turn(prompt="Break the plan down into tasks"), [], "tasks"),
        (make_turn(prompt="Write a specification of the search"), [], "spec"),
        (make_turn(prompt="Explain the bug, then fix it"), ["src/a.py"], "green"),
        (make_turn(prompt="Describe the leak and fix it"), ["src/a.py"], "green"),
        (make_turn(prompt="Explain the bug. Then fix it."), ["src/a.py"], "green"),
        (make_turn(prompt="Erkläre den Fehler und behebe ihn"), ["src/a.py"], "green"),
        (make_turn(prompt="Explain the cache and its limits"), ["src/a.py"], "explainer"),
        (make_turn(prompt="パーサーをリファクタリングしてください"), ["src/a.py"], "refactor"),
        (make_turn(prompt="请把解析器重构一下"), ["src/a.py"], "refactor"),
        (make_turn(prompt="Kannst du den Parser refaktorisieren?"), ["src/a.py"], "refactor"),
        (make_turn(prompt="Schreibe einen fehlschlagenden Test"), ["tests/test_a.py"], "red"),
        (make_turn(prompt="Écris un test qui échoue"), ["tests/test_a.py"], "red"),
        (make_turn(prompt="失敗するテストを書いてください"), ["tests/test_a.py"], "red"),
        (make_turn(RED, prompt="Schreibe einen fehlschlagenden Test"), ["tests/a_test.go"], "red"),
        (make_turn(prompt="Delete the CSV exporter"), ["src/csv.py"], "general"),
        (make_turn(run_command("git rm -q src/csv.py")), ["src/csv.py"], "general"),
        (make_turn(run_command("cd src && rm -rf export")), ["src/export/a.py"], "general"),
        (make_turn(run_command("rm /w/repo/src/csv.py")), ["src/csv.py"], "general"),
        (make_turn(run_command("rm src/csv.py")), ["src/csv.py", "src/a.py"], "green"),
        (make_turn(run_command("rm src/csv.py"), GREEN), ["src/csv.py"], "green"),
        (make_turn(run_command("rm -rf build ."), prompt="Add x"), ["src/csv.py"], "green"),
        (
            make_turn(run_command("rm a.py"), ToolCall("Write", files=("a.py",))),
            ["a.py"],
            "green",
        ),
        (make_turn(prompt="Lösche den Export"), ["src/csv.py"], "general"),
        (make_turn(prompt="Remove the unused helpers"), ["src/csv.py"], "refactor"),
        (make_turn(GREEN, prompt="Delete the CSV exporter"), ["src/csv.py"], "green"),
        (make_turn(run_command("pytest", "no tests ran", False)), ["src/a.py"], "green"),
        (make_turn(run_command("pytest", "no tests ran", False)), ["tests/test_a.py"], "general"),
        (make_turn(run_command("pytest &", "", True)), ["tests/test_a.py"], "general"),
        (make_turn(RED, run_command("pytest", "…: command not found")), ["a.py"], "red"),
        (make_turn(prompt="Wie funktioniert der Cache?"), [], "explainer"),
        (make_turn(prompt="Pourquoi le build échoue ?"), [], "explainer"),
        (make_turn(prompt="缓存是怎么工作的？"), [], "explainer"),
    ],
)
def test_the_stage_of_a_turn(turn: Turn, files: list[str], stage: str) -> None:
    assert infer_stage(turn, files) == stage


@given(ANY_TEXT, ANY_TEXT, st.lists(ANY_TEXT, max_size=3))
def test_every_turn_has_a_stage(command: str, text: str, files: list[str]) -> None:
    assert infer_stage(make_turn(run_command(command, text), prompt=text), files)
