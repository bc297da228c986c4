"""Finds the commands of a turn that ran tests, and how the tests ended."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from minutebook.agents.capture.lenient_json import split_words
from minutebook.agents.capture.turn import ToolCall, Turn

__all__ = ["find_test_runs", "format_test_runs"]

# Most patterns are strings here: few of them are ever needed, and `re` caches those that are.
_HEREDOC = r"<<-?\s{0,9}['\"]?([A-Za-z_]\w{0,40})"
# A simple command: all up to `;`, `&`, `|` or the line's end outside quotes; `2>&1` is part of it.
_SIMPLE_COMMAND = r"""(?s)(?:[^\n;&|'"\\]|\\.|'[^']*'|"(?:[^"\\]|\\.)*"|(?<=[<>])&[0-9-]?|&>)+"""
_MAX_COMMAND_CHARS = 100_000
_ASSIGNMENT = re.compile(r"[A-Za-z_]\w*=")
_VERSIONED_PROGRAM = re.compile(r"(python|pypy|py|pip)[0-9.]*\Z")

# Commands that run the command after them.
_PREFIX_COMMANDS = split_words(
    "sudo time command exec nohup env nice then do if else npx bunx uvx xvfb-run stdbuf doas "
    "ionice unbuffer cross-env dotenv timeout gtimeout ! { ("
)
# Likewise, but of two words.
_LAUNCHERS = split_words(
    "uv_run poetry_run pdm_run hatch_run rye_run pipenv_run pixi_run conda_run pipx_run "
    "bundle_exec pnpm_exec pnpm_dlx yarn_dlx yarn_exec npm_exec coverage_run docker_exec "
    "podman_exec dotnet_exec mise_exec direnv_exec"
)
# Launchers whose next word is the name of a container or an environment, not the command.
_NAMING_LAUNCHERS = split_words("docker_exec podman_exec direnv_exec")
# Options of all of these whose value is the next word.
_OPTIONS_WITH_VALUE = split_words(
    "--with --group --extra --python --project --directory --package --index -n -p -C -u -w "
    "-e -k -s --prefix --workspace --filter --cwd --source --rcfile -f --file "
    "--manifest-path --env-file"
)
# Programs that only run tests.
_TEST_PROGRAMS = split_words(
    "pytest py.test unittest tox nox nose2 nosetests stestr behave robot pytest-3 trial "
    "vitest jest mocha ava karma jasmine tap rspec minitest cucumber phpunit pest behat "
    "codecept ctest bats shellspec prove busted gotestsum ginkgo cypress wdio xctest pester "
    "invoke-pester vstest.console runtests.py c8 nyc doctest"
)
_JS_MANAGERS = split_words("npm pnpm yarn bun lerna rush rushx")
_TEST_SCRIPT = r"(?:test|tests|t|tst|e2e|vitest|jest|mocha|cypress)(?::.*)?|.+:tests?"
_TASK_RUNNERS = split_words("make gmake just task mage invoke inv doit rake ninja")
_TEST_TASK = r"(?:.*[-_:.])?(?:tests?|check|pytest|spec)(?:[-_:.].*)?"
# Programs that run tests by one of their tasks, and a pattern of that task's name.
_TEST_TASKS = {
    "go": r"test",
    "cargo": r"test|t|nextest",
    "dotnet": r"test|vstest",
    "node": r"--test.*",
    "deno": r"test",
    "playwright": r"test",
    "ng": r"test|e2e",
    "nx": r"test|affected:test|.+:test",
    "turbo": r"test",
    "react-scripts": r"test",
    "mvn": r"(?:.*[:-])?(?:test|verify|integration-test)",
    "gradle": r"(?:.*:)?(?:\w*[tT]ests?|check)",
    "sbt": r"['\"]?(?:.*/)?test(?:Only.*)?['\"]?",
    "bazel": r"test|coverage",
    "rails": r"test(?::.*)?|spec(?::.*)?",
    "composer": r"test(?::.*)?",
    "artisan": r"test",
    "manage.py": r"test",
    "setup.py": r"test",
    "zig": r"test",
    "swift": r"test",
    "xcodebuild": r"test.*",
    "mix": r"test",
    "stack": r"test",
    "cabal": r"test",
    "dune": r"(?:run)?test",
    "flutter": r"test",
    "dart": r"test",
    "lein": r"test",
    "clojure": r".*:test.*",
    "forge": r"test",
    "hardhat": r"test",
    "terraform": r"test",
    "meson": r"test",
    "hatch": r"test",
    "pre-commit": r"pytest",
}
_PROGRAM_ALIASES = {
    "mvnw": "mvn",
    "mvnd": "mvn",
    "gradlew": "gradle",
    "bazelisk": "bazel",
    "clj": "clojure",
}
# Options with which a test runner runs no tests.
_NO_RUN_OPTIONS = split_words(
    "--version --help -h -V --collect-only --co --fixtures --markers --listTests "
    "--list-tests --list --no-run --init --showconfig"
)

_FAILED_OUTPUT = (
    r"(?m)"
    r"(?<![\w.])[1-9][0-9]{0,6} (?:tests? |specs? |examples? |suites? )?"
    r"(?:failed|failing|failures?|errors?|errored)\b"
    r"|^(?:FAIL|FAILED|ERROR|not ok)\b|--- FAIL|result: FAILED|BUILD FAIL|Failed!|TEST FAILED"
    r"|(?:[Ff]ail(?:ures|ed)?|[Ee]rrors?)\s?[:=]\s{0,8}[1-9]|npm ERR! |ELIFECYCLE|Tests failed"
    r"|[Tt]est suites? failed|command not found|No module named"
)
_PASSED_OUTPUT = (
    r"(?m)"
    r"(?<![\w.])[1-9][0-9]{0,6} (?:tests? |specs? )?(?:passed|passing|succeeded|ok)\b"
    r"|^OK\b|^ok\s|^PASS\b|result: ok|BUILD SUCCESS|Passed!|\b0 (?:failures|failed)\b"
    r"|100% tests passed|congratulations :\)|[Pp]assed\s?[:=]\s{0,8}[1-9]"
)


def format_test_runs(turn: Turn) -> tuple[str, ...]:
    """The commands that ran tests, each once, with its last result: `pytest -q (passed)`.

    "(passed)" or "(failed)" is what the output's summary says, else the exit status; where both
    are unknown the command stands alone.
    """
    last_results: dict[str, str] = {}
    for command, result in find_test_runs(turn):
        last_results.pop(command, None)
        last_results[command] = result
    return tuple(
        f"{command} ({result})" if result else command for command, result in last_results.items()
    )


def find_test_runs(turn: Turn) -> tuple[tuple[str, str], ...]:
    """All runs of tests in their order: the command, and "passed", "failed" or "" for unknown."""
    return tuple(run for tool in turn.tools for run in _find_runs_in(tool))


def _find_runs_in(tool: ToolCall) -> Iterator[tuple[str, str]]:
    commands = list(_split_commands(tool.command))
    run_indexes = [index for index, part in enumerate(commands) if _is_test_run(part)]
    if not run_indexes:
        return
    result = _judge_result(tool, is_last=run_indexes[-1] == len(commands) - 1)
    for index in run_indexes:
        # What several runs print cannot be told apart: any of them may have failed.
        yield commands[index], result if len(run_indexes) == 1 or result == "passed" else ""


def _split_commands(command: str) -> Iterator[str]:
    """Split a shell script into simple commands, each one line of at most 300 characters."""
    text = _remove_heredocs(command[:_MAX_COMMAND_CHARS]).replace("\\\n", " ")
    for match in re.finditer(_SIMPLE_COMMAND, text):
        simple_command = " ".join(match[0].split()).strip("(){} ")
        if simple_command:
            yield simple_command[:300]


def _remove_heredocs(command: str) -> str:
    """A shell script without the bodies of its heredocs, which are not commands."""
    if "<<" not in command:
        return command
    lines, end_marker = [], ""
    for line in command.split("\n"):
        if end_marker:
            end_marker = "" if line.strip() == end_marker else end_marker
            continue
        lines.append(line)
        heredoc = re.search(_HEREDOC, line)
        end_marker = heredoc[1] if heredoc else ""
    return "\n".join(lines)


def _is_test_run(command: str) -> bool:
    """Whether a simple command runs tests."""
    args = _strip_prefixes(command.split())
    if not args or not _NO_RUN_OPTIONS.isdisjoint(args):
        return False
    program, program_args = _normalize_program(args[0]), args[1:]
    if program in ("python", "pypy", "py", "php"):
        program, program_args = _find_python_program(program_args)
    has_option_tasks = program in ("node", "clojure", "clj")  # the task is an option
    tasks = [arg for arg in program_args if has_option_tasks or not arg.startswith(("-", "+"))]
    if program in _TEST_PROGRAMS:
        return True
    if program in _JS_MANAGERS:
        return re.fullmatch(_TEST_SCRIPT, _find_package_script(program_args)) is not None
    if program in _TASK_RUNNERS:
        return any(re.fullmatch(_TEST_TASK, arg) for arg in tasks)
    pattern = _TEST_TASKS.get(_PROGRAM_ALIASES.get(program, program))
    return pattern is not None and any(re.fullmatch(pattern, arg) for arg in tasks)


def _strip_prefixes(args: Sequence[str]) -> Sequence[str]:
    """A command without what may precede it: assignments, `sudo`, `timeout 60`, `uv run`."""
    while args:
        launcher = "_".join((_normalize_program(args[0]), *args[1:2]))
        if _ASSIGNMENT.match(args[0]):
            args = args[1:]
        elif args[0] in _PREFIX_COMMANDS:
            args = _skip_options(args[1:])
            # `timeout 60`, `nice 5`
            args = args[1:] if args and args[0][:1].isdigit() else args
        elif launcher in _LAUNCHERS:
            args = _skip_options(args[2:])
            args = args[1:] if launcher in _NAMING_LAUNCHERS else args
        elif launcher in ("docker_compose", "podman_compose") or args[0] == "docker-compose":
            compose_args = args[1 if args[0] == "docker-compose" else 2 :]
            args = _skip_options(_skip_options(compose_args)[1:])[1:]
        else:
            break
    return args


def _skip_options(args: Sequence[str]) -> Sequence[str]:
    """`args` without leading options; `-m` becomes `python -m`, as the module it names is run."""
    while args and args[0].startswith("-") and args[0] != "-m":
        args = args[2 if args[0] in _OPTIONS_WITH_VALUE else 1 :]
    if args and args[0] == "-m":
        return ["python", *args]
    return args


def _find_package_script(args: Sequence[str]) -> str:
    """The name of the package.json script that a JavaScript package manager runs; "" for none."""
    args = _skip_options(args)
    while args and args[0] in ("run", "run-script", "workspace", "workspaces", "foreach"):
        args = _skip_options(args[2 if args[0] == "workspace" else 1 :])
    return args[0] if args else ""


def _find_python_program(args: Sequence[str]) -> tuple[str, Sequence[str]]:
    """The module or script that Python runs, and its arguments."""
    while args and args[0].startswith("-") and args[0] != "-m":
        args = args[2 if args[0] in ("-W", "-X") else 1 :]
    args = args[1:] if args[:1] == ["-m"] else args
    if not args:
        return "", args
    program, program_args = _normalize_program(args[0]), args[1:]
    if program == "coverage" and program_args[:1] == ["run"]:
        program_args = _skip_options(program_args[1:])
        return _find_python_program(
            program_args[1:] if program_args[:1] == ["python"] else program_args
        )
    return program, program_args


def _normalize_program(word: str) -> str:
    """A program's name in lower case, without folder, file extension and version."""
    program = word.replace("\\", "/").rsplit("/", 1)[-1].strip("\"'`").lower()
    for suffix in (".exe", ".cmd", ".bat", ".sh"):
        program = program.removesuffix(suffix)
    match = _VERSIONED_PROGRAM.match(program)
    return match[1] if match else program


def _judge_result(tool: ToolCall, is_last: bool) -> str:
    """The result of a call's tests; `is_last`: the call's status is that of its last test run."""
    if tool.ok is False and is_last:
        return "failed"
    if re.search(_FAILED_OUTPUT, tool.output):
        return "failed"
    if re.search(_PASSED_OUTPUT, tool.output):
        return "passed"
    return {True: "passed", False: "failed", None: ""}[tool.ok]
