"""Which commands of a turn ran tests, and what came of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from minutebook.agents.capture.lenient_json import split_words
from minutebook.agents.capture.turn import ToolCall, Turn

__all__ = ["find_test_runs", "format_test_runs"]

# Patterns are strings here: few of them are ever needed, and `re` keeps those that are.
_HEREDOC = r"<<-?\s{0,9}['\"]?([A-Za-z_]\w{0,40})"
# A simple command: up to `;`, `&`, `|` or the line's end outside quotes, with `2>&1` inside.
_PARTS = r"""(?s)(?:[^\n;&|'"\\]|\\.|'[^']*'|"(?:[^"\\]|\\.)*"|(?<=[<>])&[0-9-]?|&>)+"""
_LONGEST = 100_000
_ASSIGNED = re.compile(r"[A-Za-z_]\w*=")
_VERSIONED = re.compile(r"(python|pypy|py|pip)[0-9.]*\Z")

# Words before a command that do not change what it is.
_BEFORE = split_words(
    "sudo time command exec nohup env nice then do if else npx bunx uvx xvfb-run stdbuf doas "
    "ionice unbuffer cross-env dotenv timeout gtimeout ! { ("
)
# The same, in two words.
_LAUNCHERS = split_words(
    "uv_run poetry_run pdm_run hatch_run rye_run pipenv_run pixi_run conda_run pipx_run "
    "bundle_exec pnpm_exec pnpm_dlx yarn_dlx yarn_exec npm_exec coverage_run docker_exec "
    "podman_exec dotnet_exec mise_exec direnv_exec"
)
# The next word is their container's or environment's name, not the command.
_NAMED = split_words("docker_exec podman_exec direnv_exec")
# Options of the above that take the word after them.
_VALUED = split_words(
    "--with --group --extra --python --project --directory --package --index -n -p -C -u -w "
    "-e -k -s --prefix --workspace --filter --cwd --source --rcfile -f --file "
    "--manifest-path --env-file"
)
# Programs that do nothing but run tests.
_ALONE = split_words(
    "pytest py.test unittest tox nox nose2 nosetests stestr behave robot pytest-3 trial "
    "vitest jest mocha ava karma jasmine tap rspec minitest cucumber phpunit pest behat "
    "codecept ctest bats shellspec prove busted gotestsum ginkgo cypress wdio xctest pester "
    "invoke-pester vstest.console runtests.py c8 nyc doctest"
)
_JS = split_words("npm pnpm yarn bun lerna rush rushx")
_JS_TASK = r"(?:test|tests|t|tst|e2e|vitest|jest|mocha|cypress)(?::.*)?|.+:tests?"
_MAKE = split_words("make gmake just task mage invoke inv doit rake ninja")
_MAKE_TASK = r"(?:.*[-_:.])?(?:tests?|check|pytest|spec)(?:[-_:.].*)?"
# Programs of which one task tests: the program, then what the task is called.
_TASKS = {
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
_SAME = {"mvnw": "mvn", "mvnd": "mvn", "gradlew": "gradle", "bazelisk": "bazel", "clj": "clojure"}
# A test runner that is asked something else.
_ASKED = split_words(
    "--version --help -h -V --collect-only --co --fixtures --markers --listTests "
    "--list-tests --list --no-run --init --showconfig"
)

_FAILED = (
    r"(?m)"
    r"(?<![\w.])[1-9][0-9]{0,6} (?:tests? |specs? |examples? |suites? )?"
    r"(?:failed|failing|failures?|errors?|errored)\b"
    r"|^(?:FAIL|FAILED|ERROR|not ok)\b|--- FAIL|result: FAILED|BUILD FAIL|Failed!|TEST FAILED"
    r"|(?:[Ff]ail(?:ures|ed)?|[Ee]rrors?)\s?[:=]\s{0,8}[1-9]|npm ERR! |ELIFECYCLE|Tests failed"
    r"|[Tt]est suites? failed|command not found|No module named"
)
_PASSED = (
    r"(?m)"
    r"(?<![\w.])[1-9][0-9]{0,6} (?:tests? |specs? )?(?:passed|passing|succeeded|ok)\b"
    r"|^OK\b|^ok\s|^PASS\b|result: ok|BUILD SUCCESS|Passed!|\b0 (?:failures|failed)\b"
    r"|100% tests passed|congratulations :\)|[Pp]assed\s?[:=]\s{0,8}[1-9]"
)


def format_test_runs(turn: Turn) -> tuple[str, ...]:
    """The commands that ran tests, each once with its last result: `pytest -q (passed)`.

    "(passed)" or "(failed)" is what the output's summary says, else the exit status; nothing
    where neither is known.
    """
    last: dict[str, str] = {}
    for command, result in find_test_runs(turn):
        last.pop(command, None)
        last[command] = result
    return tuple(f"{command} ({result})" if result else command for command, result in last.items())


def find_test_runs(turn: Turn) -> tuple[tuple[str, str], ...]:
    """Every run of tests in its order: the command, and "passed", "failed" or ""."""
    return tuple(run for tool in turn.tools for run in _of(tool))


def _of(tool: ToolCall) -> Iterator[tuple[str, str]]:
    parts = list(_commands(tool.command))
    found = [place for place, part in enumerate(parts) if _is_run(part)]
    if not found:
        return
    result = _result(tool, last=found[-1] == len(parts) - 1)
    for place in found:
        # What several runs print cannot be told apart; a failure may be any one's.
        yield parts[place], result if len(found) == 1 or result == "passed" else ""


def _commands(command: str) -> Iterator[str]:
    """The simple commands of a shell's text, each in one line of at most 300 characters."""
    text = _without_heredocs(command[:_LONGEST]).replace("\\\n", " ")
    for found in re.finditer(_PARTS, text):
        part = " ".join(found[0].split()).strip("(){} ")
        if part:
            yield part[:300]


def _without_heredocs(command: str) -> str:
    """A shell's text without the bodies of its heredocs: they are no commands."""
    if "<<" not in command:
        return command
    kept, until = [], ""
    for line in command.split("\n"):
        if until:
            until = "" if line.strip() == until else until
            continue
        kept.append(line)
        found = re.search(_HEREDOC, line)
        until = found[1] if found else ""
    return "\n".join(kept)


def _is_run(part: str) -> bool:
    words = _bare(part.split())
    if not words or not _ASKED.isdisjoint(words):
        return False
    program, rest = _program(words[0]), words[1:]
    if program in ("python", "pypy", "py", "php"):
        program, rest = _script(rest)
    spelled = program in ("node", "clojure", "clj")  # their task is an option
    tasks = [word for word in rest if spelled or not word.startswith(("-", "+"))]
    if program in _ALONE:
        return True
    if program in _JS:
        return re.fullmatch(_JS_TASK, _script_name(rest)) is not None
    if program in _MAKE:
        return any(re.fullmatch(_MAKE_TASK, word) for word in tasks)
    pattern = _TASKS.get(_SAME.get(program, program))
    return pattern is not None and any(re.fullmatch(pattern, word) for word in tasks)


def _bare(words: Sequence[str]) -> Sequence[str]:
    """The command without what stands before it: assignments, `sudo`, `timeout 60`, `uv run`."""
    while words:
        pair = "_".join((_program(words[0]), *words[1:2]))
        if _ASSIGNED.match(words[0]):
            words = words[1:]
        elif words[0] in _BEFORE:
            words = _options(words[1:])
            # `timeout 60`, `nice 5`
            words = words[1:] if words and words[0][:1].isdigit() else words
        elif pair in _LAUNCHERS:
            words = _options(words[2:])
            words = words[1:] if pair in _NAMED else words
        elif pair in ("docker_compose", "podman_compose") or words[0] == "docker-compose":
            rest = words[1 if words[0] == "docker-compose" else 2 :]
            words = _options(_options(rest)[1:])[1:]
        else:
            break
    return words


def _options(words: Sequence[str]) -> Sequence[str]:
    """`words` without the options at their start; `-m` stays, for what it names is run."""
    while words and words[0].startswith("-") and words[0] != "-m":
        words = words[2 if words[0] in _VALUED else 1 :]
    if words and words[0] == "-m":
        return ["python", *words]
    return words


def _script_name(words: Sequence[str]) -> str:
    """The script of package.json that a JavaScript package manager is to run."""
    words = _options(words)
    while words and words[0] in ("run", "run-script", "workspace", "workspaces", "foreach"):
        words = _options(words[2 if words[0] == "workspace" else 1 :])
    return words[0] if words else ""


def _script(words: Sequence[str]) -> tuple[str, Sequence[str]]:
    """What Python runs: a module or a script."""
    while words and words[0].startswith("-") and words[0] != "-m":
        words = words[2 if words[0] in ("-W", "-X") else 1 :]
    words = words[1:] if words[:1] == ["-m"] else words
    if not words:
        return "", words
    program, rest = _program(words[0]), words[1:]
    if program == "coverage" and rest[:1] == ["run"]:
        rest = _options(rest[1:])
        return _script(rest[1:] if rest[:1] == ["python"] else rest)
    return program, rest


def _program(word: str) -> str:
    """A program's name without its folder, ending and version."""
    name = word.replace("\\", "/").rsplit("/", 1)[-1].strip("\"'`").lower()
    for ending in (".exe", ".cmd", ".bat", ".sh"):
        name = name.removesuffix(ending)
    found = _VERSIONED.match(name)
    return found[1] if found else name


def _result(tool: ToolCall, last: bool) -> str:
    if tool.ok is False and last:
        return "failed"
    if re.search(_FAILED, tool.output):
        return "failed"
    if re.search(_PASSED, tool.output):
        return "passed"
    return {True: "passed", False: "failed", None: ""}[tool.ok]
