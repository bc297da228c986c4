"""Which turns deserve a record of their own, and which are a line of the next one."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from minutebook.agents.capture.summary.substance import has_substance, needs_record
from minutebook.agents.capture.turn import ToolCall, Turn

from paths import PROJECT

JUDGED = PROJECT / "tests/support/judged"
WEEK = JUDGED / "week.toml"

# Answers by what they say: nothing, a question back, something about the code.
ACK = "OK."
BACK = "Sure! What would you like me to do?"
TOLD = (
    "`load` reads the file twice: once in `Config.read`, and again in `main`, which is not needed."
)
LONG = "The reader goes through the file line by line and keeps what it has seen. " * 4


@pytest.mark.parametrize(
    "prompt",
    [
        "hi",
        "Hello there!",
        "hey claude",
        "good morning team",
        "ok",
        "OK thanks",
        "thx a lot!!",
        "thank you so much",
        "yes",
        "y",
        "no",
        "continue",
        "go on",
        "go ahead",
        "ok do it",
        "sounds good",
        "lgtm",
        "perfect",
        "1",
        "option 2",
        "the second one",
        "👍",
        "🎉🎉",
        ":)",
        "...",
        "?",
        "Postgres",
        "not now",
        "wait",
        "bye",
        "are you there?",
        "done?",
        "and now?",
        "/clear",
        "/compact",
        "/model opus",
        "ja",
        "ja, mach das",
        "weiter",
        "danke dir",
        "Guten Morgen!",
        "alles klar",
        "bist du fertig?",
        "oui",
        "merci beaucoup",
        "d'accord",
        "bonjour",
        "sí",
        "gracias",
        "buenos días",
        "¿estás ahí?",
        "dale",
        "obrigado",
        "sim",
        "grazie mille",
        "va bene",
        "да",
        "спасибо",
        "привет",
        "продолжай",
        "好的",
        "谢谢",
        "你好",
        "继续",
        "在吗",
        "はい",
        "ありがとう",
        "続けて",
        "네",
        "감사합니다",
        "안녕하세요",
        "terima kasih",
        "teşekkürler",
        "dziękuję bardzo",
        "ขอบคุณ",
        "[Request interrupted by user]",
    ],
)
@pytest.mark.parametrize("answer", ["", ACK, BACK])
def test_small_talk_and_go_aheads_are_lines(prompt: str, answer: str) -> None:
    assert not has_substance(prompt, answer)


@pytest.mark.parametrize(
    "prompt",
    [
        "Add a cart",
        "fix the login",
        "why does the upload fail on Windows?",
        "how do I run only one test",
        "What does parse_line do?",
        "rename fooBar",
        "explain src/cart.py",
        "/review 118",
        "see #12",
        "the total is off by one cent when two discounts apply to the same item in a cart",
        "Warum ist der Import so langsam?",
        "Wo liegt die Konfiguration",
        "Pourquoi le test échoue-t-il ?",
        "¿Dónde se valida el formulario?",
        "Por que o build falha?",
        "Dove viene letto il file di configurazione?",
        "Почему тест падает на CI?",
        "登录页面为什么加载这么慢？",
        "このテストはなぜ失敗しますか？",
        "로그인이 왜 실패하나요?",
        "Neden derleme bu kadar yavaş sürüyor?",
        "[Image #1] make it look like this",
        "```\nTraceback\n```",
        "x" * 201,
    ],
)
@pytest.mark.parametrize("answer", ["", "Yes.", TOLD])
def test_requests_and_questions_are_records(prompt: str, answer: str) -> None:
    assert has_substance(prompt, answer)


@pytest.mark.parametrize(
    ("prompt", "answer", "expected"),
    [
        ("yes", TOLD, True),
        ("continue", LONG, True),
        ("weiter", "Drei Stellen:\n\n- der Leser\n- der Schreiber\n- der Index", True),
        ("2", "```python\nx = 1\n```", True),
        (
            "继续",
            "`load` 读取了两次文件：`Config.read` 一次，`main` 又一次，第二次是多余的。",
            True,
        ),
        ("ok", "Shall I change `Config.read`, `main` and `load` now?", False),
        ("hi", "Hi! I'm an assistant for this repository. I can read and change its code.", False),
        ("good morning", "Good morning! The tree is clean, and all tests pass.", False),
        ("hi", LONG, True),
        ("thanks", TOLD, True),
        ("don't touch the cart", "You said so: don't touch the cart.", True),
        ("don't touch the cart for now", "OK: I don't touch the cart for now.", False),
        ("no thanks", ACK, False),
        ("no, the other one", ACK, False),
        ("no, it must not block the page", ACK, True),
        ("没有别的了", ACK, False),
        ("继续", "1. a\n2. b\n3. c", True),
        ("ja", "Die Datei fehlt.", False),
        ("yes", "We chose Redis.", True),
        ("why?", "Because the token expires before the request is sent, so it is refused.", True),
        ("why?", "Because.", False),
        ("Postgres", LONG, True),
        ("no changes to the tests for now", "Understood.", False),
        ("no changes to the tests for now", "That breaks `make lint`.", True),
        ("it is slow again for everybody today", LONG, True),
        ("go on", "API Error: 529 overloaded", False),
        ("why is the import slow?", "API Error: 529 overloaded", True),
        ("yes", "You've hit your limit · resets 3pm (`/upgrade`, `/login`)", False),
        ("", "", False),
    ],
)
def test_the_answer_decides_where_the_prompt_does_not(
    prompt: str, answer: str, expected: bool
) -> None:
    assert has_substance(prompt, answer) is expected


def test_what_was_cut_off_is_a_record_where_something_was_asked() -> None:
    assert has_substance("the tests are red since this morning", ACK, is_cut_off=True)
    assert not has_substance("ok", "", is_cut_off=True)


@pytest.mark.parametrize(
    ("setting", "turn", "files", "commits", "expected"),
    [
        ("all", Turn("i", "claude", prompt="hi"), [], [], True),
        ("changes", Turn("i", "claude", prompt="Why is it so?"), [], [], False),
        ("changes", Turn("i", "claude", prompt="yes"), [], ["3f2a91c"], False),
        ("changes", Turn("i", "claude", prompt="yes"), ["a.py"], [], True),
        ("changes", Turn("i", "claude", prompt="x", subagent_type="reviewer"), [], [], True),
        ("tasks", Turn("i", "claude", prompt="yes"), ["a.py"], [], True),
        ("tasks", Turn("i", "claude", prompt="yes"), [], ["3f2a91c"], True),
        ("tasks", Turn("i", "claude", prompt="hi", subagent_id="a1"), [], [], True),
        ("tasks", Turn("i", "claude", prompt="hi"), [], [], False),
        ("tasks", Turn("i", "claude", prompt="Why is it so?"), [], [], True),
    ],
)
def test_the_setting_says_which_turns_count(
    setting: str, turn: Turn, files: list[str], commits: list[str], expected: bool
) -> None:
    assert needs_record(setting, turn, files, commits) is expected


@pytest.mark.parametrize(
    ("kind", "prompt", "answer"),
    [
        (kind, *pair)
        for kind, pairs in tomllib.loads((JUDGED / "short_prompts.toml").read_text("utf-8")).items()
        for pair in pairs
    ],
)
def test_substance_beside_short_prompts(kind: str, prompt: str, answer: str) -> None:
    """What decides, constrains or gives a reason is a page, in either's words; formulas are not."""
    assert has_substance(prompt, answer) is (kind == "page")


def read_week(path: Path = WEEK) -> list[tuple[Turn, list[str], list[str], str]]:
    """The turns of the judged week, each with its files, its commits, and what it should be."""
    rows = tomllib.loads(path.read_text("utf-8"))["turn"]
    return [
        (
            Turn(
                "i",
                "claude",
                prompt=row["prompt"],
                response=row["response"],
                tools=tuple(ToolCall("Bash", command) for command in row.get("runs", [])),
                subagent_type=row.get("subagent", ""),
                is_interrupted=row.get("interrupted", False),
            ),
            row.get("files", []),
            row.get("commits", []),
            row["expected"],
        )
        for row in rows
    ]


def test_a_week_of_three_people() -> None:
    """Nothing with substance is left out; in doubt there is a record, but seldom."""
    turns = read_week()
    wrong = [
        (turn.prompt, expected)
        for turn, files, commits, expected in turns
        if needs_record("tasks", turn, files, commits) is not (expected == "page")
    ]
    lost = [prompt for prompt, expected in wrong if expected == "page"]
    assert (len(turns), lost) == (80, [])
    assert len(wrong) <= 1
