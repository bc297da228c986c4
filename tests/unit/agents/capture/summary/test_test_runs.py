"""Which commands of a turn ran tests, and how the tests ended."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from growth import assert_linear
from minutebook.agents.capture.summary.test_runs import find_test_runs, format_test_runs
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
    bash -c 'pytest -q' | sh -lc "cd a && npm test" | docker compose exec -T web sh -c 'cd app && pytest' | env -i HOME=/x PATH=/y pytest -q
    cross-env CI=1 NODE_ENV=test jest | A="b c" B='d e' pytest | A=$(date; date) pytest | docker run --rm -v $PWD:/app -w /app python:3.12 pytest
    kubectl exec -it pod -- pytest -q | op run --env-file=.env -- npm test | xvfb-run -a --server-args="-screen 0 1x1x24" npm test
    nix-shell --run 'pytest -q' | nix develop -c pytest -q | timeout -k 5 60 pytest | ./scripts/run-tests.sh --fast | ./test.sh | bin/test
    python tests/test_cart.py | ruby -Itest test/cart_test.rb | poetry run test | uv run -- pytest | cmake --build build --target test | earthly +unit-test
    nx run-many --target=test | ./vendor/bin/sail test | npm run unit | django-admin test | if ! pytest; then echo; fi | while true; do pytest; done
    bash -c 'x'; pytest | make unit-test | task test | env A=1 pytest | time pytest | nx test app | turbo run test
    composer run-script test | pipenv run pytest | ! pytest | if pytest; then echo; fi | pytest --version && pytest -q
    node test.js | node ./test/cart.test.mjs | node --import tsx test/index.js | tsx src/cart.test.ts | bun test.js | deno run test.ts
    Rscript -e 'devtools::test()' | Rscript -e "testthat::test_dir('tests')" | Rscript tests/testthat.R | julia -e 'using Pkg; Pkg.test()' | perl t/a.t
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
        "python", "cat <<A\npytest", "A=1", "yarn workspace", "timeout 5", "test -f pytest.ini", "bash -c 'echo pytest'", "bash -c", "sh",
        "make check-format", "make type-check", "git log -- pytest", "cypress open", "docker run pytest", "echo 'x' # pytest", "A='pytest -q'",
        "node server.js", "node latest.js", "Rscript -e 'install.packages(\"testthat\")'", "Rscript plot.R", "node -e 'x'", "perl a.pl",
        "bash install.sh", "python testdata/load.py", "B=$(pytest --version)",
    ],
)  # fmt: skip
def test_a_command_runs_no_tests(command: str) -> None:
    assert find_test_runs(make_turn(run_command(command))) == ()


@pytest.mark.parametrize(
    ("output", "shown"),
    [
        # pytest
        ("==== 3 passed in 0.1s ====", "3 passed"),
        ("==== 1 failed, 3 passed, 2 warnings in 0.1s ====", "1 failed, 3 passed"),
        ("==== 2 errors in 0.1s ====", "2 failed"),
        ("= 1 failed, 2 passed, 1 skipped, 1 error in 61.20s (0:01:01) =", "2 failed, 2 passed, 1 skipped"),
        ("\x1b[32m\x1b[1m12 passed\x1b[0m\x1b[32m in 0.1s\x1b[0m", "12 passed"),
        ("12 passed in 1s\r\n", "12 passed"),
        ("10 passed, 1 xfailed", "10 passed, 1 xfailed"),
        ("3 passed, 2 skipped in 0.1s", "3 passed, 2 skipped"),
        ("2 skipped in 0.1s", "2 skipped"),
        ("12 passed in 1s\nFAIL Required test coverage of 90% not reached.", "failed, 12 passed"),
        ("py311: 3 passed in 0.1s\n3 passed in 0.1s\n4 passed in 0.2s", "7 passed"),
        # unittest
        ("Ran 2 tests in 0.1s\n\nOK", "2 passed"),
        ("Ran 5 tests in 0.1s\n\nFAILED (failures=1, errors=1, skipped=1)", "2 failed, 2 passed, 1 skipped"),
        ("Ran 1 test in 0.000s\n\nFAILED (errors=1)", "1 failed"),
        # jest, vitest, mocha, node, bun, deno, TAP, AVA, Playwright, Karma
        ("Test Suites: 1 failed, 1 total\nTests:       1 failed, 2 passed, 3 total", "1 failed, 2 passed"),
        ("Tests:       1 skipped, 2 passed, 3 total\nSnapshots:   0 total", "2 passed, 1 skipped"),
        ("Test Suites: 1 failed, 1 passed, 2 total\nTests:       2 passed, 2 total", "failed, 2 passed"),
        (" Test Files  2 passed (2)\n      Tests  8 passed (8)\n   Start at  10:00:00", "8 passed"),
        (" Test Files  1 failed | 1 passed (2)\n      Tests  1 failed | 7 passed (8)", "1 failed, 7 passed"),
        (" Test Files  1 failed | 1 passed (2)\n      Tests  7 passed (7)", "failed, 7 passed"),
        ("  5 passing (10ms)", "5 passed"),
        ("  5 passing (1s)\n  2 pending\n  1 failing\n\n  1) adds:\n     Error: 3 errors", "1 failed, 5 passed, 2 skipped"),
        ("ℹ tests 5\nℹ suites 1\nℹ pass 4\nℹ fail 1\nℹ cancelled 0\nℹ duration_ms 54.1", "1 failed, 4 passed"),
        ("# tests 5\n# suites 0\n# pass 5\n# fail 0", "5 passed"),
        ("1..2\n# tests 2\n# pass  2\n\n# ok", "2 passed"),
        ("# { total: 12, pass: 11, fail: 1 }", "1 failed, 11 passed"),
        (" 12 pass\n 0 fail\n 30 expect() calls\nRan 12 tests across 2 files. [15ms]", "12 passed"),
        (" 11 pass\n 1 skip\n 1 fail\n 30 expect() calls", "1 failed, 11 passed, 1 skipped"),
        ("ok | 12 passed (3 steps) | 0 failed (5ms)", "12 passed"),
        ("FAILED | 11 passed | 1 failed (5ms)", "1 failed, 11 passed"),
        ("  12 tests passed\n  1 test failed", "1 failed, 12 passed"),
        ("  2 failed\n    [chromium] › a.spec.ts:3:1 › pays\n  18 passed (1.1m)", "2 failed, 18 passed"),
        ("Executed 3 of 12\rExecuted 12 of 12 (1 FAILED) (0.1 secs)", "1 failed, 11 passed"),
        # go
        ("ok  \tpkg/a\t0.1s", "passed"),
        ("--- FAIL: TestA (0.00s)\nFAIL\tpkg/a", "1 failed"),
        ("--- PASS: TestA (0.00s)\n    --- PASS: TestA/b\n--- FAIL: TestB (0.00s)\nFAIL", "1 failed, 1 passed"),
        ("DONE 12 tests, 1 failure in 0.2s", "1 failed, 11 passed"),
        # cargo
        ("test result: ok. 3 passed; 0 failed; 0 ignored", "3 passed"),
        ("test result: ok. 3 passed; 0 failed\n\ntest result: FAILED. 2 passed; 1 failed", "1 failed, 5 passed"),
        ("     Summary [   0.2s] 12 tests run: 11 passed, 1 failed, 0 skipped", "1 failed, 11 passed"),
        ("error: could not compile `a` (lib test) due to 1 previous error", "failed"),
        # Maven, Gradle, sbt, dotnet
        ("Tests run: 3, Failures: 0, Errors: 0\nBUILD SUCCESS", "3 passed"),
        (
            ("[INFO] Tests run: 2, Failures: 0, Errors: 0, Skipped: 0, Time elapsed: 0.1 s -- in A\n"
            "[ERROR] Tests run: 2, Failures: 1, Errors: 0, Skipped: 0, Time elapsed: 0.1 s <<< FAILURE!\n"
            "[ERROR] Tests run: 4, Failures: 1, Errors: 0, Skipped: 0\n[INFO] BUILD FAILURE"),
            "1 failed, 3 passed",
        ),
        ("Tests run: 2, Failures: 0, Errors: 0, Skipped: 1, Time elapsed: 0.1 s", "1 passed, 1 skipped"),
        ("12 tests completed, 1 failed\n\nBUILD FAILED in 3s", "1 failed, 11 passed"),
        ("BUILD SUCCESSFUL in 3s", "passed"),
        ("[info] Passed: Total 12, Failed 0, Errors 0, Passed 12", "12 passed"),
        ("[info] Tests: succeeded 11, failed 1, canceled 0, ignored 0, pending 0", "1 failed, 11 passed"),
        ("Passed!  - Failed:     0, Passed:     3, Skipped:     0, Total:     3", "3 passed"),
        ("Failed!  - Failed:     1, Passed:     3, Skipped:     0, Total:     4", "1 failed, 3 passed"),
        ("Test summary: total: 12, failed: 1, succeeded: 11, skipped: 0, duration: 1.2s", "1 failed, 11 passed"),
        ("Total tests: 3\n     Passed: 2\n     Failed: 1", "1 failed, 2 passed"),
        # Ruby, PHP, Elixir, C, Swift, Dart and others
        ("3 examples, 0 failures", "3 passed"),
        ("3 examples, 1 failure, 1 pending", "1 failed, 1 passed, 1 skipped"),
        ("10 runs, 20 assertions, 1 failures, 1 errors, 0 skips", "2 failed, 8 passed"),
        ("OK (57 tests, 143 assertions)", "57 passed"),
        ("FAILURES!\nTests: 5, Assertions: 8, Failures: 1, Errors: 1.", "2 failed, 3 passed"),
        ("  Tests:    1 failed, 4 passed (8 assertions)\n  Duration: 0.1s", "1 failed, 4 passed"),
        ("2 doctests, 12 tests, 1 failure", "1 failed, 11 passed"),
        ("100% tests passed, 0 tests failed out of 3", "3 passed"),
        ("67% tests passed, 1 tests failed out of 3", "1 failed, 2 passed"),
        ("[==========] 3 tests ran.\n[  PASSED  ] 2 tests.\n[  FAILED  ] 1 test, listed below:", "1 failed, 2 passed"),
        ("test cases:  3 |  2 passed | 1 failed\nassertions: 12 | 11 passed | 1 failed", "1 failed, 2 passed"),
        ("Executed 2 tests, with 0 failures (0 unexpected) in 0.1\nExecuted 12 tests, with 1 failure", "1 failed, 11 passed"),
        ("Test run with 12 tests passed after 0.1 seconds.", "12 passed"),
        ("00:02 +11 -1: Some tests failed.", "1 failed, 11 passed"),
        ("00:01 +3: a\n00:02 +12: All tests passed!", "12 passed"),
        ("3 scenarios passed, 1 failed, 0 skipped\n12 steps passed, 1 failed", "1 failed, 3 passed"),
        ("12 scenarios (1 failed, 11 passed)\n40 steps (40 passed)", "1 failed, 11 passed"),
        ("12 tests, 11 passed, 1 failed", "1 failed, 11 passed"),
        ("Files=2, Tests=12,  1 wallclock secs\nResult: PASS", "12 passed"),
        ("Files=2, Tests=12,  1 wallclock secs\nResult: FAIL", "failed"),
        ("All 3 tests passed.", "3 passed"),
        ("1 out of 12 tests failed (0.01s)", "1 failed, 11 passed"),
        ("Tests Passed: 12, Failed: 0, Skipped: 0", "12 passed"),
        ("11 successes / 1 failure / 0 errors / 0 pending", "1 failed, 11 passed"),
        # no summary
        ("not ok 1 - adds", "failed"),
        ("[ FAIL 0 | WARN 0 | SKIP 0 | PASS 1 ]\r[ FAIL 0 | WARN 0 | SKIP 1 | PASS 12 ]", "12 passed, 1 skipped"),
        ("[ FAIL 2 | WARN 0 | SKIP 0 | PASS 12 ]", "2 failed, 12 passed"),
        # There was none to run, or no program.
        ("/bin/sh: pytest: command not found", "no tests"),
        ("bash: line 1: pytest: command not found", "no tests"),
        ("sh: 1: jest: not found\nnpm error Lifecycle script `test` failed", "no tests"),
        ("zsh: command not found: pytest", "no tests"),
        ("make: pytest: No such file or directory\nmake: *** [Makefile:2: test] Error 127", "no tests"),
        ("/usr/bin/python3: No module named pytest", "no tests"),
        ("npm error Missing script: \"test\"", "no tests"),
        ("No tests found, exiting with code 1", "no tests"),
        ("no tests ran in 0.01s", "no tests"),
        ("Ran 0 tests in 0.000s\n\nNO TESTS RAN", "no tests"),
        ("test result: ok. 0 passed; 0 failed; 0 ignored", "no tests"),
        ("?   \tpkg/a\t[no test files]", "no tests"),
        ("?   \tpkg/a\t[no test files]\nok  \tpkg/b\t0.1s", "passed"),
        ("?   \tpkg/a\t[no test files]\nFAIL\tpkg/b [build failed]", "failed"),
        ("Error: element not found", ""),
        ("E   ModuleNotFoundError: No module named 'cart'", "failed"),
        ("", ""),
        ("…", ""),
    ],
)  # fmt: skip
def test_the_summary_of_a_program(output: str, shown: str) -> None:
    (run,) = find_test_runs(make_turn(run_command("x/pytest", output)))
    assert str(run.result) == shown
    assert str(run) == (f"x/pytest ({shown})" if shown else "x/pytest")


@pytest.mark.parametrize(
    ("command", "output", "ok", "shown"),
    [
        ("pytest", "", True, "passed"),
        ("pytest", "", False, "failed"),
        ("pytest", "3 passed in 1s", False, "failed, 3 passed"),
        ("pytest", "1 failed, 3 passed in 1s", True, "1 failed, 3 passed"),
        ("no tests ran", "", None, None),
        ("pytest", "no tests ran in 0.01s", False, "no tests"),
        ("pytest", "Exit code 127", False, "no tests"),
        ("pytest", "Command running in background with ID: x1", True, ""),
        ("pytest", "[1] 4711", True, ""),
        ("pytest & wait", "1 passed in 1s", True, "1 passed"),
        ("cargo test", "test result: ok. 0 passed; 0 failed", False, "failed"),
        # Runs of the same tests are not added up.
        (
            "for i in 1 2 3; do pytest -q; done",
            "3 passed in 1s\n3 passed in 1s\n3 passed in 1s",
            True,
            "passed",
        ),
        (
            "for i in 1 2; do\n  cd $i\n  pytest -q\ndone",
            "3 passed in 1s\n1 failed in 1s",
            True,
            "failed",
        ),
        ("for i in 1; do pytest -q; done", "3 passed in 1s", True, "3 passed"),
        ("for i in 1 2; do echo $i; done; tox", "3 passed in 1s\n4 passed in 1s", True, "7 passed"),
        ("retry 3 pytest", "1 failed in 1s\n1 failed in 1s", False, "failed"),
        # What the script's status says of the tests, and what not.
        ("cd a && pytest", "", False, "failed"),
        ("cd a; (pytest)", "", False, "failed"),
        ("pytest && git push", "", True, "passed"),
        ("pytest && git push", "", False, ""),
        ("pytest; false", "", False, ""),
        ("set -e; pytest; make", "", True, "passed"),
        ("pytest || true", "", True, ""),
        ("pytest || true", "1 failed, 11 passed in 1s", True, "1 failed, 11 passed"),
        ("pytest || exit 1", "", False, "failed"),
        ("pytest || exit 1; make", "", True, "passed"),
        ("pytest; echo done", "done", True, ""),
        ("pytest; echo done", "12 passed in 1s\ndone", True, "12 passed"),
        ("pytest | tail -5", "", True, ""),
        ("pytest | tail -5", "3 passed in 1s", False, "3 passed"),
        ("pytest 2>&1 | tee log", "1 failed in 1s", True, "1 failed"),
        ("set -o pipefail; pytest | tee log", "", False, "failed"),
        ("pytest > log 2>&1; tail -3 log", "12 passed in 1s", True, "12 passed"),
        ("pytest &", "", True, ""),
        ("! pytest", "", True, ""),
        ("for i in 1 2; do pytest; done", "", False, "failed"),
        ("bash -c 'pytest -q'", "", True, "passed"),
        ("bash -c 'pytest || true'", "", True, ""),
        ("bash -c 'pytest' | tail", "", True, ""),
        # Scripts that print the status.
        ('pytest; echo "exit: $?"', "exit: 1", True, "failed"),
        ('pytest; echo "exit: $?"', "exit: 0", True, "passed"),
        ("pytest; echo $?", "…\n0", True, "passed"),
        ("pytest >log; rc=$?; echo rc=$rc; exit 0", "rc=2", True, "failed"),
        ('pytest | tail; echo "exit: $?"', "exit: 0", True, ""),
        ('pytest | tail; echo "exit: ${PIPESTATUS[0]}"', "exit: 1", True, "failed"),
        ("pytest && echo OK || echo FAILED", "FAILED", True, "failed"),
    ],
)
def test_the_result_where_the_command_is_in_a_script(
    command: str, output: str, ok: bool | None, shown: str | None
) -> None:
    runs = find_test_runs(make_turn(run_command(command, output, ok)))
    assert [str(run.result) for run in runs] == ([] if shown is None else [shown])


def test_all_runs_of_a_turn_in_their_order() -> None:
    turn = make_turn(
        ToolCall("Edit", files=("a.py",)),
        run_command("cd api && pytest -q 2>&1 | tail -5", "1 failed, 11 passed in 1s", True),
        run_command("npm test", "  2 passing"),
        run_command("npm test", "  2 passing"),
        run_command("FOO=1 pytest -q > log", "12 passed in 1s"),
        run_command("make lint"),
        run_command("pytest \\\n  -q a.py", ""),
        run_command("pytest -q", "12 passed in 1s"),
    )
    assert format_test_runs(turn) == (
        "pytest -q (1 failed, 11 passed)",
        "npm test (2 passed)",
        "npm test (2 passed)",
        "FOO=1 pytest -q (12 passed)",
        "pytest -q a.py",
        "pytest -q (12 passed)",
    )


@pytest.mark.parametrize(
    ("tool", "runs"),
    [
        (
            run_command("pytest && npm test", "3 passed in 1s\n  2 passing", True),
            ["pytest (3 passed)", "npm test (2 passed)"],
        ),
        (
            run_command("pytest a; pytest b", "3 passed in 1s\n1 failed in 1s", False),
            ["pytest a (3 passed)", "pytest b (1 failed)"],
        ),
        # After a failure what follows by `&&` does not run.
        (run_command("pytest && npm test", "1 failed in 1s", False), ["pytest (1 failed)"]),
        (run_command("pytest; npm test", "1 failed", False), ["pytest", "npm test"]),
        (run_command("go test ./a && go test ./b", "ok  \ta\nok  \tb", True), ["go test ./a (passed)", "go test ./b (passed)"]),
        (run_command("make test && make check", "", True), ["make test (passed)", "make check (passed)"]),
        (run_command("make test; make check", "", True), ["make test", "make check"]),
        (run_command("( ); pytest", "", True), ["pytest (passed)"]),
        (run_command("cat <<A > x\npytest\nA\npytest -q", "ok 1"), ["pytest -q (passed)"]),
    ],
)  # fmt: skip
def test_several_commands_in_one(tool: ToolCall, runs: list[str]) -> None:
    assert list(map(str, find_test_runs(make_turn(tool)))) == runs


@given(ANY_TEXT, ANY_TEXT)
def test_any_command_and_output(command: str, output: str) -> None:
    runs = format_test_runs(make_turn(run_command(command, output)))
    assert all(run for run in runs)


@pytest.mark.parametrize(
    "repeated",
    ["'\"", "<<A\n", "pytest;", "timeout ", "a", "$(", "`a ", "sh -c ", "pytest|", "> a "],
)
def test_long_commands_cost_no_more_than_their_length(repeated: str) -> None:
    def find(size: int) -> None:
        find_test_runs(make_turn(run_command(repeated * (size // len(repeated)), "1 failed")))

    assert_linear(find, 25_000)


@pytest.mark.parametrize(
    "repeated", ["failed 1 ", "\n", " ", "1 passed, ", "=", "1 ", "Tests: 1\n", "Ran 1 tests in\n"]
)
def test_long_outputs_cost_no_more_than_their_length(repeated: str) -> None:
    def find(size: int) -> None:
        find_test_runs(make_turn(run_command("pytest", repeated * (size // len(repeated)))))

    assert_linear(find, 5_000)
