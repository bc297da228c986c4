"""What a turn tells: the user's words, a title, the stage, the tests."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minutebook.agents.capture.prompt import INJECTED_TAGS, find_slash_command, split_prompt
from minutebook.agents.capture.summary import infer_stage, make_title
from minutebook.agents.capture.test_runs import find_test_runs, format_test_runs
from minutebook.agents.capture.turn import ToolCall, Turn

ANY = st.text(st.characters(exclude_categories=()))


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
            "A  B",
            ["<ide_opened_file>x</ide_opened_file>"],
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
        # Nobody closed it, or it is quoted, or a user wrote it.
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
        # The system's elements inside one another.
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
        # A slash command that was taken to pieces.
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
def test_what_the_user_wrote(text: str, agent: str, prompt: str, injected: list[str]) -> None:
    assert split_prompt(text, agent) == (prompt, tuple(injected))


@given(ANY)
def test_any_text_is_split_without_a_word_added(text: str) -> None:
    prompt, injected = split_prompt(text)
    if not injected and "<command-name>" not in text and "<user" not in text:
        assert prompt == text
    assert split_prompt(text, "cursor")[0] is not None


TAGS = st.sampled_from([name for who, name in INJECTED_TAGS if not who])
WRITTEN = st.text(st.sampled_from("ab c\n.é"), min_size=1).map(str.strip).filter(bool)


@given(WRITTEN, st.lists(st.tuples(TAGS, ANY), max_size=3))
def test_what_is_put_after_a_prompt_comes_off_byte_for_byte(
    text: str, put: list[tuple[str, str]]
) -> None:
    put = [(tag, inner) for tag, inner in put if f"</{tag}" not in inner]
    added = [f"<{tag}>{inner}</{tag}>" for tag, inner in put]
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
def test_slash_commands(prompt: str, command: str) -> None:
    assert find_slash_command(prompt) == command


@pytest.mark.parametrize(
    ("prompt", "told"),
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
            "Add retry to client.py, e.g. for status 503",
        ),
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
def test_a_title_from_the_prompt(prompt: str, told: str) -> None:
    assert make_title(prompt) == told


@given(ANY)
def test_every_prompt_has_a_title_of_one_line(prompt: str) -> None:
    told = make_title(prompt)
    assert 1 <= len(told) <= 70
    assert told == " ".join(told.split())
    assert told.encode("utf-8")


# Tests that ran


def ran(command: str, output: str = "", ok: bool | None = None) -> ToolCall:
    return ToolCall("Bash", command, output=output, ok=ok)


def turn(*tools: ToolCall, prompt: str = "Do it", command: str = "") -> Turn:
    return Turn("i", "claude", prompt=prompt, tools=tools, command=command)


@pytest.mark.parametrize(
    "command",
    """pytest | pytest -q | cd x && pytest -q tests/a.py | python -m pytest | python3.11 -m pytest -x
    uv run pytest -q | uv run --with foo pytest | uv run python -m pytest | poetry run pytest | FOO=1 BAR=2 pytest
    timeout 60 pytest | sudo -u x pytest | python -m unittest discover | python manage.py test app
    python setup.py test | coverage run -m pytest | python -m coverage run --source x -m pytest | tox -e py311
    python -m coverage run python -m pytest | nox -s tests | npm test | npm run test | npm run test:unit -- --watch=false
    npm --prefix web test | pnpm test | pnpm --filter web test | pnpm -r test | yarn test | yarn workspace web test
    bun test | npx vitest run | npx -y jest | vitest run | ./node_modules/.bin/jest | npx playwright test
    node --test | deno test | go test ./... | cargo test | cargo +nightly test | cargo nextest run | mvn test
    mvn -q -DskipITs verify | ./mvnw test | ./gradlew test | gradle :app:testDebugUnitTest | dotnet test
    bundle exec rspec | rspec spec/a_spec.rb | vendor/bin/phpunit | php artisan test | php vendor/bin/phpunit
    composer test | make test | make -C sub check | just test | ctest --output-on-failure | bats tests
    rails test | bin/rails test | rake spec | mix test | swift test | xcodebuild -scheme A test
    docker compose exec web pytest | docker-compose run --rm web pytest | docker exec -it web pytest | sbt test
    bazel test //... | flutter test | zig build test | hatch test | hatch run pytest | (cd a; pytest)
    clojure -M:test | pytest 2>&1 > log | PYTHONPATH=src /x/bin/python -W error -m pytest tests
    bash -c 'x'; pytest | make unit-test | task test | env A=1 pytest | time pytest | nx test app | turbo run test
    composer run-script test | pipenv run pytest | ! pytest | if pytest; then echo; fi | pytest --version && pytest -q
    C:\\\\venv\\\\Scripts\\\\pytest.exe -q""".replace("\n", "|").split("|"),
)
def test_a_command_runs_tests(command: str) -> None:
    assert find_test_runs(
        turn(ran(command.strip().replace("\\\\", "\\") if "venv\\" in command else command.strip()))
    )


@pytest.mark.parametrize(
    "command",
    [
        "echo pytest", "grep -r pytest .", "pip install pytest", "git commit -m 'run pytest; pytest'", "cat > t.sh <<'EOF'\npytest\nEOF",
        "pytest --version", "pytest --collect-only", "ls tests", "python test.py2 --x", "npm install jest", "npm run build", "npm", "npm run",
        "cargo build", "go build ./...", "make", "make install", "vim test_x.py", "mvn package", "which pytest", "uv sync", "docker compose up",
        "pytest-foo", "python -c 'import pytest'", "sed -n 1,2p tests/test_a.py", "", "dotnet build", "# pytest", "printf 'a; pytest'", "python -m",
        "python", "cat <<A\npytest", "A=1", "yarn workspace", "timeout 5",
    ],
)  # fmt: skip
def test_a_command_runs_no_tests(command: str) -> None:
    assert find_test_runs(turn(ran(command))) == ()


@pytest.mark.parametrize(
    ("output", "ok", "result"),
    [
        ("==== 3 passed in 0.1s ====", None, "passed"),
        ("==== 1 failed, 3 passed in 0.1s ====", True, "failed"),
        ("==== 2 errors in 0.1s ====", None, "failed"),
        ("10 passed, 1 xfailed", None, "passed"),
        ("3 passed, 1 warning", False, "failed"),
        ("Ran 2 tests in 0.1s\n\nOK", None, "passed"),
        ("Ran 2 tests\n\nFAILED (failures=1)", None, "failed"),
        ("Tests:       1 failed, 2 passed, 3 total", None, "failed"),
        ("Tests:       2 passed, 2 total", None, "passed"),
        ("  5 passing (10ms)", None, "passed"),
        ("  5 passing\n  1 failing", None, "failed"),
        ("ok  \tpkg/a\t0.1s", None, "passed"),
        ("--- FAIL: TestA\nFAIL\tpkg/a", None, "failed"),
        ("test result: ok. 3 passed; 0 failed; 0 ignored", None, "passed"),
        ("test result: FAILED. 2 passed; 1 failed", None, "failed"),
        ("Tests run: 3, Failures: 0, Errors: 0\nBUILD SUCCESS", None, "passed"),
        ("Tests run: 3, Failures: 1, Errors: 0\nBUILD FAILURE", None, "failed"),
        ("Passed!  - Failed:     0, Passed:     3", None, "passed"),
        ("Failed!  - Failed:     1, Passed:     3", None, "failed"),
        ("3 examples, 0 failures", None, "passed"),
        ("3 examples, 1 failure", None, "failed"),
        ("100% tests passed, 0 tests failed out of 3", None, "passed"),
        ("not ok 1 - adds", None, "failed"),
        ("/bin/sh: pytest: command not found", None, "failed"),
        ("", True, "passed"),
        ("", False, "failed"),
        ("…", None, ""),
    ],
)
def test_what_came_of_tests(output: str, ok: bool | None, result: str) -> None:
    assert find_test_runs(turn(ran("pytest", output, ok))) == (("pytest", result),)


def test_tests_of_a_turn() -> None:
    played = turn(
        ToolCall("Edit", files=("a.py",)),
        ran("cd api && pytest -q 2>&1 | tail -5", "1 failed", True),
        ran("npm test", "2 passing"),
        ran("pytest -q 2>&1", "3 passed"),
        ran("make lint"),
        ran("pytest \\\n  -q a.py", ""),
    )
    assert format_test_runs(played) == (
        "npm test (passed)",
        "pytest -q 2>&1 (passed)",
        "pytest -q a.py",
    )


@pytest.mark.parametrize(
    ("tool", "told"),
    [
        (
            ran("pytest && npm test", "3 passed\n2 passing", True),
            (("pytest", "passed"), ("npm test", "passed")),
        ),
        (ran("pytest && npm test", "1 failed", False), (("pytest", ""), ("npm test", ""))),
        # The status is that of the last command: not of the tests before it.
        (ran("pytest | tee log", "3 passed", False), (("pytest", "passed"),)),
        (ran("pytest; false", "", False), (("pytest", "failed"),)),
        (ran("( ); pytest", "", True), (("pytest", "passed"),)),
        (ran("cat <<A > x\npytest\nA\npytest -q", "ok 1"), (("pytest -q", "passed"),)),
    ],
)
def test_several_commands_in_one(tool: ToolCall, told: object) -> None:
    assert find_test_runs(turn(tool)) == told


# Stages

RED, GREEN = ran("pytest", "1 failed"), ran("pytest", "3 passed")


@pytest.mark.parametrize(
    ("made", "files", "told"),
    [
        (turn(prompt="/sp.constitution x"), [], "constitution"),
        (turn(prompt="/sp.specify x"), ["specs/1/spec.md"], "spec"),
        (turn(command="speckit.plan"), [], "plan"),
        (turn(command="opsx:tasks"), [], "tasks"),
        (turn(command="refactor"), [], "refactor"),
        (turn(command="sp.adr"), [], "misc"),
        (turn(RED, GREEN, command="sp.implement"), ["a.py"], "green"),
        (turn(command="sp.implement"), ["a.py"], "green"),
        (turn(command="sp.implement"), [], "general"),
        (turn(command="review", prompt="/review"), [], "general"),
        (turn(RED), ["tests/test_a.py"], "red"),
        (turn(GREEN, RED), ["src/a.test.ts", "src/a.ts"], "red"),
        (turn(RED), ["a_test.go"], "red"),
        (turn(RED), ["src/FooTest.java"], "red"),
        (turn(RED), ["src/a.py"], "general"),
        (turn(RED), [], "general"),
        (turn(RED, GREEN), ["src/a.py"], "green"),
        (turn(GREEN), ["src/a.py"], "general"),
        (turn(GREEN, GREEN, prompt="Please refactor the parser"), ["src/a.py"], "refactor"),
        (turn(prompt="Refactor the parser"), ["src/a.py"], "refactor"),
        (turn(GREEN, prompt="Add the feature, then clean up"), ["src/a.py"], "general"),
        (turn(RED, GREEN, prompt="Refactor the parser"), ["src/a.py"], "green"),
        (turn(prompt="Refactor the manual"), ["docs/a.md"], "explainer"),
        (turn(prompt="Write it down"), ["README.md", "docs/x.rst"], "explainer"),
        (turn(prompt="Write it down"), ["README.md", "a.py"], "general"),
        (turn(prompt="Write it down"), ["specs/001-x/spec.md", "README.md"], "spec"),
        (turn(prompt="Write it down"), ["specs/001-x/plan.md"], "plan"),
        (turn(prompt="Write it down"), ["specs/001-x/tasks.md"], "tasks"),
        (turn(prompt="Write it down"), [".specify/memory/constitution.md"], "constitution"),
        (turn(prompt="Write it down"), ["specs/001-x/tasks.md", "a.py"], "general"),
        (turn(prompt="How does the cache work"), [], "explainer"),
        (turn(prompt="The cache is slow, isn't it?"), [], "explainer"),
        (turn(prompt="Could you explain the cache"), [], "explainer"),
        (turn(prompt="Please, what is this?"), [], "explainer"),
        (turn(prompt="Can you deploy it?"), [], "general"),
        (turn(prompt="Do the deployment"), [], "general"),
        (turn(prompt="Do we need the cache"), [], "explainer"),
        (turn(prompt="Deploy it"), [], "general"),
        (turn(prompt=""), [], "general"),
    ],
)
def test_the_stage_of_a_turn(made: Turn, files: list[str], told: str) -> None:
    assert infer_stage(made, files) == told


@given(ANY, ANY, st.lists(ANY, max_size=3))
def test_any_command_and_output(command: str, output: str, files: list[str]) -> None:
    made = turn(ran(command, output), prompt=output)
    assert infer_stage(made, files)
    assert all(isinstance(told, str) for told in format_test_runs(made))


@pytest.mark.parametrize(
    "text",
    [
        "<system-reminder>" * 60_000,
        "```\n" + "<system-reminder>x</system-reminder>" * 30_000,
        "<system-reminder>x</system-reminder>\n" * 30_000,
        "`<system-reminder>" * 60_000 + "</system-reminder>",
        "<" * 1_000_000,
        "hi " * 300_000,
        "[a" * 300_000,
        "<command-name>" * 60_000,
        "<command-name>x</command-name>" + "<command-args>" * 60_000,
        "'\"" * 50_000,
        "<<A\n" * 30_000,
        "pytest;" * 10_000,
        "timeout " * 50_000,
    ],
    ids=lambda text: repr(text[:12]),
)
def test_long_texts_cost_no_more_than_their_length(text: str) -> None:
    begun = time.perf_counter()
    split_prompt(text, "cursor")
    make_title(text)
    format_test_runs(turn(ran(text, text[:4000])))
    assert time.perf_counter() - begun < 4
