"""Which commands of a turn ran tests, and how the tests ended."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from growth import assert_linear
from minutebook.agents.capture.test_runs import find_test_runs, format_test_runs
from minutebook.agents.capture.turn import ToolCall, Turn

ANY_TEXT = st.text(st.characters(exclude_categories=()))


def run_command(command: str, output: str = "", ok: bool | None = None) -> ToolCall:
    return ToolCall("Bash", command, output=output, ok=ok)


def make_turn(*tools: ToolCall, prompt: str = "Do it", command: str = "") -> Turn:
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
        make_turn(
            run_command(
                command.strip().replace("\\\\", "\\") if "venv\\" in command else command.strip()
            )
        )
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
    assert find_test_runs(make_turn(run_command(command))) == ()


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
def test_the_result_of_a_run(output: str, ok: bool | None, result: str) -> None:
    assert find_test_runs(make_turn(run_command("pytest", output, ok))) == (("pytest", result),)


def test_format_the_runs_of_a_turn() -> None:
    turn = make_turn(
        ToolCall("Edit", files=("a.py",)),
        run_command("cd api && pytest -q 2>&1 | tail -5", "1 failed", True),
        run_command("npm test", "2 passing"),
        run_command("pytest -q 2>&1", "3 passed"),
        run_command("make lint"),
        run_command("pytest \\\n  -q a.py", ""),
    )
    assert format_test_runs(turn) == (
        "npm test (passed)",
        "pytest -q 2>&1 (passed)",
        "pytest -q a.py",
    )


@pytest.mark.parametrize(
    ("tool", "runs"),
    [
        (
            run_command("pytest && npm test", "3 passed\n2 passing", True),
            (("pytest", "passed"), ("npm test", "passed")),
        ),
        (run_command("pytest && npm test", "1 failed", False), (("pytest", ""), ("npm test", ""))),
        # The status is that of the last command, not of the tests before it.
        (run_command("pytest | tee log", "3 passed", False), (("pytest", "passed"),)),
        (run_command("pytest; false", "", False), (("pytest", "failed"),)),
        (run_command("( ); pytest", "", True), (("pytest", "passed"),)),
        (run_command("cat <<A > x\npytest\nA\npytest -q", "ok 1"), (("pytest -q", "passed"),)),
    ],
)
def test_several_commands_in_one(tool: ToolCall, runs: tuple[tuple[str, str], ...]) -> None:
    assert find_test_runs(make_turn(tool)) == runs


@given(ANY_TEXT, ANY_TEXT)
def test_any_command_and_output(command: str, output: str) -> None:
    runs = format_test_runs(make_turn(run_command(command, output)))
    assert all(run for run in runs)


@pytest.mark.parametrize("repeated", ["'\"", "<<A\n", "pytest;", "timeout ", "a", "$("])
def test_long_commands_cost_no_more_than_their_length(repeated: str) -> None:
    def find(size: int) -> None:
        find_test_runs(make_turn(run_command(repeated * (size // len(repeated)), "1 failed")))

    assert_linear(find, 25_000)


def test_long_outputs_cost_no_more_than_their_length() -> None:
    assert_linear(
        lambda size: find_test_runs(make_turn(run_command("pytest", "failed 1 " * size))), 5_000
    )
