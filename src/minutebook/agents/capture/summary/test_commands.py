"""Finds the commands of a shell script that run tests."""

from __future__ import annotations

import re
from collections.abc import Sequence

from minutebook.agents.capture.lenient_json import split_words
from minutebook.agents.capture.summary.shell_scripts import (
    ShellCommand,
    split_script,
)
from minutebook.lean.patterns import compile_lazily
from minutebook.lean.values import replace

__all__ = ["ShellCommand", "find_test_commands"]

# Most patterns are strings here: few of them are ever needed, and `re` caches those that are.
_ASSIGNMENT = compile_lazily(r"[A-Za-z_]\w*=")
_VERSIONED_PROGRAM = compile_lazily(r"(python|pypy|py|pip)[0-9.]*\Z")

# Commands that run the command after them.
_PREFIX_COMMANDS = split_words(
    "sudo time command exec nohup env nice then do if else elif while until npx bunx uvx xvfb-run "
    "stdbuf doas ionice unbuffer cross-env cross-env-shell env-cmd dotenv timeout gtimeout xargs "
    "retry winpty setsid chronic caffeinate builtin ! { ("
)
# Likewise, but of two words.
_LAUNCHERS = split_words(
    "uv_run poetry_run pdm_run hatch_run rye_run pipenv_run pixi_run conda_run mamba_run "
    "micromamba_run pipx_run bundle_exec pnpm_exec pnpm_dlx yarn_dlx yarn_exec npm_exec npm_x "
    "bun_x coverage_run docker_exec podman_exec docker_run podman_run dotnet_exec mise_exec "
    "direnv_exec composer_exec symfony_php devcontainer_exec heroku_run"
)
# Launchers whose next word is the name of a container or an environment, not the command.
_NAMING_LAUNCHERS = split_words("docker_exec podman_exec docker_run podman_run direnv_exec")
# Options of all of these whose value is the next word.
_OPTIONS_WITH_VALUE = split_words(
    "--with --group --extra --python --project --directory --package --index -n -p -C -u -w "
    "-e -k -s --prefix --workspace --filter --cwd --source --rcfile -f --file "
    "--manifest-path --env-file --env --user --workdir --name --network --entrypoint --platform "
    "--profile --project-name --workspace-folder --unset --chdir"
)
_CONTAINER_OPTIONS = _OPTIONS_WITH_VALUE | {"-v", "--volume", "--mount", "-l"}
# Programs that run a script which an option gives them.
_SHELLS = split_words(
    "bash sh zsh dash ksh fish pwsh powershell cmd su script nix nix-shell vagrant devbox toolbox"
)
_SCRIPT_OPTION = r"(?i)-[a-z]*c|--run|--command|-command|/c"
# Options after which some programs run what follows: `kubectl exec pod -- pytest`.
_RUNNING_WORDS = split_words("run exec shell")
# Programs that only run tests.
_TEST_PROGRAMS = split_words(
    "pytest py.test unittest tox nox nose2 nosetests stestr behave robot pytest-3 trial "
    "vitest jest mocha ava karma jasmine tap rspec minitest cucumber phpunit pest behat "
    "codecept ctest bats shellspec prove busted gotestsum ginkgo wdio xctest pester "
    "invoke-pester vstest.console runtests.py c8 nyc doctest cargo-nextest paratest ward phpspec"
)
_JS_MANAGERS = split_words("npm pnpm yarn bun lerna rush rushx")
_TEST_SCRIPT = (
    r"(?:tests?|t|tst|e2e|unit|integration|spec|vitest|jest|mocha|cypress)(?::.*)?"
    r"|tests?-.+|.+[:-]tests?"
)
_TASK_RUNNERS = split_words("make gmake just task mage invoke inv doit rake ninja")
_TEST_TASK = (
    r"(?:(?!type|lint|format|fmt|style|spell|link).*[-_:.])?(?:tests?|check|pytest|spec)"
    r"(?:[-_:.](?!type|lint|format|fmt|style|spell|link).*)?"
)
# Scripts that run tests: `./scripts/run-tests.sh`, `python tests/test_a.py`.
_TEST_FILE = (
    r"(?i)(?:run[-_]?)?(?:(?:unit|all|e2e|integration)[-_]?)?tests?(?:\.(?:sh|ps1|bat|cmd|py|js|"
    r"mjs))?"
)
_PYTHON_TEST_FILE = r"(?:test_.*|.*_test|run_?tests?|tests?)\.py"
# Programs that run scripts, of which a name tells that it is one of tests; and those that are given
# code, in which a call tells it.
_SCRIPT_RUNNERS = split_words("node tsx ts-node bun deno rscript lua luajit perl julia")
_SCRIPT_FILE = (
    r"(?i)(?:.*[/\\])?(?:(?:tests?|(?:run|all)[-_]?tests?|test[-_.].*|.*[-_.]tests?|testthat)"
    r"\.(?:[cm]?[jt]sx?|r|lua|jl|pl|t)|.*\.t|(?<=tests/)index\.[cm]?js|(?<=test/)index\.[cm]?js)"
)
_CODE_RUNNERS = split_words("rscript r julia")
_TEST_CALL = (
    r"\b(?:devtools::(?:test|check)\w*|testthat::test_\w+|test_(?:dir|file|local|package)|"
    r"tinytest::\w+|RUnit::\w+|rcmdcheck::\w+|Pkg\.test)\s?\("
)
# Programs that run tests by one of their tasks, and a pattern of that task's name.
_TEST_TASKS = {
    "go": r"test",
    "cargo": r"test|t|nextest|llvm-cov|tarpaulin",
    "dotnet": r"test|vstest",
    "node": r"--test.*",
    "tsx": r"--test.*",
    "deno": r"test",
    "playwright": r"test",
    "ng": r"test|e2e",
    "nx": r"test|affected:test|.+:test|(?:--targets?|-t)=(?:.+,)?test.*",
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
    "hatch": r"test(?::.*)?",
    "pdm": r"test(?::.*)?",
    "poetry": r"test",
    "rye": r"test",
    "pixi": r"test(?:-.*)?",
    "pipenv": r"tests?",
    "mise": r"test(?::.*)?",
    "moon": r".+:test",
    "sail": r"test|pest|phpunit|artisan",
    "cypress": r"run",
    "cmake": r"(?i)test|check|run_tests",
    "django": r"test",
    "django-admin": r"test",
    "buck2": r"test",
    "pants": r"test",
    "please": r"test",
    "plz": r"test",
    "earthly": r"\+.*test.*",
    "richgo": r"test",
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


def find_test_commands(script: str, depth: int = 3) -> list[ShellCommand]:
    """The commands of a shell script that run tests, also those in scripts that it has shells run.

    `depth` is how many shells may be in one another.
    """
    commands: list[ShellCommand] = []
    for command in split_script(script):
        args = _strip_prefixes(command.args)
        inner = _find_inner_script(args) if depth else ""
        if inner:
            commands += [
                replace(
                    each,
                    decides_success=each.decides_success and command.decides_success,
                    decides_failure=each.decides_failure and command.decides_failure,
                    stops_at_failure=each.stops_at_failure
                    or (each.decides_failure and command.stops_at_failure),
                    printed_status=each.printed_status
                    or (command.printed_status if each.decides_failure else None),
                    is_repeated=each.is_repeated or command.is_repeated,
                )
                for each in find_test_commands(inner, depth - 1)
            ]
        elif _is_test_run(args) or _runs_test_task(command.args):
            commands.append(command)
    return commands


def _find_inner_script(args: Sequence[str]) -> str:
    """The script that a shell is given: `bash -c 'pytest -q'`; "" without one."""
    if not args or _normalize_program(args[0]) not in _SHELLS:
        return ""
    for index, arg in enumerate(args[1:8], 1):
        if re.fullmatch(_SCRIPT_OPTION, arg) and index + 1 < len(args):
            value = args[index + 1]
            return value[1:-1] if value[0] in "'\"" else " ".join(args[index + 1 :])
    return ""


def _runs_test_task(args: Sequence[str]) -> bool:
    """Whether a program that starts others is told to run tests: `poetry run test`."""
    program = _normalize_program(args[0])
    pattern = _TEST_TASKS.get(program)
    return (
        pattern is not None
        and program in ("pdm", "poetry", "hatch", "rye", "pixi", "pipenv", "mise")
        and any(re.fullmatch(pattern, arg) for arg in args[1:3])
    )


def _is_test_run(args: Sequence[str]) -> bool:
    """Whether a simple command runs tests; `args` have no prefixes."""
    if not args or not _NO_RUN_OPTIONS.isdisjoint(args):
        return False
    program, program_args = _normalize_program(args[0]), args[1:]
    if program in ("python", "pypy", "py", "php", "ruby"):
        program, program_args = _find_program(program_args)
        if re.fullmatch(_PYTHON_TEST_FILE, program) or program.endswith(("_test.rb", "_spec.rb")):
            return True
    elif re.search(r"[/\\]|\.(?:sh|ps1|bat|cmd)\Z", args[0].strip("\"'")):
        name = re.split(r"[/\\]", args[0].strip("\"'"))[-1]
        if re.fullmatch(_TEST_FILE, name):
            return True
    has_option_tasks = program in ("node", "tsx", "clojure", "clj", "nx", "earthly")
    tasks = [arg for arg in program_args if has_option_tasks or not arg.startswith(("-", "+"))]
    if program in _TEST_PROGRAMS or _runs_test_script(program, program_args):
        return True
    if program in _JS_MANAGERS:
        return re.fullmatch(_TEST_SCRIPT, _find_package_script(program_args)) is not None
    if program in _TASK_RUNNERS:
        return any(re.fullmatch(_TEST_TASK, arg) for arg in tasks)
    pattern = _TEST_TASKS.get(_PROGRAM_ALIASES.get(program, program))
    if pattern is not None and any(re.fullmatch(pattern, arg) for arg in tasks):
        return True
    if "--" in args and not _RUNNING_WORDS.isdisjoint(args[: args.index("--")]):
        return _is_test_run(_strip_prefixes(args[args.index("--") + 1 :]))
    return False


def _runs_test_script(program: str, args: Sequence[str]) -> bool:
    """Whether a program runs a script of tests, or code that calls them."""
    if program in _CODE_RUNNERS and any(re.search(_TEST_CALL, arg) for arg in args):
        return True
    operands = [arg.strip("\"'") for arg in args if not arg.startswith("-")]
    return program in _SCRIPT_RUNNERS and any(
        re.fullmatch(_SCRIPT_FILE, word) for word in operands[:2]
    )


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
            is_container = launcher in _NAMING_LAUNCHERS
            args = _skip_options(args[2:], _CONTAINER_OPTIONS if is_container else None)
            args = args[1:] if is_container else args
        elif launcher in ("docker_compose", "podman_compose") or args[0] == "docker-compose":
            compose_args = args[1 if args[0] == "docker-compose" else 2 :]
            args = _skip_options(
                _skip_options(compose_args, _CONTAINER_OPTIONS)[1:], _CONTAINER_OPTIONS
            )[1:]
        else:
            break
    return args


def _skip_options(args: Sequence[str], with_value: frozenset[str] | None = None) -> Sequence[str]:
    """`args` without leading options; `-m` becomes `python -m`, as the module it names is run."""
    with_value = _OPTIONS_WITH_VALUE if with_value is None else with_value
    while args and args[0].startswith("-") and args[0] != "-m":
        args = args[2 if args[0] in with_value else 1 :]
    if args and args[0] == "-m":
        return ["python", *args]
    return args


def _find_package_script(args: Sequence[str]) -> str:
    """The name of the package.json script that a JavaScript package manager runs; "" for none."""
    args = _skip_options(args)
    while args and args[0] in ("run", "run-script", "workspace", "workspaces", "foreach"):
        args = _skip_options(args[2 if args[0] == "workspace" else 1 :])
    return args[0] if args else ""


def _find_program(args: Sequence[str]) -> tuple[str, Sequence[str]]:
    """The module or script that an interpreter runs, and its arguments."""
    while args and args[0].startswith("-") and args[0] != "-m":
        args = args[2 if args[0] in ("-W", "-X") else 1 :]
    args = args[1:] if args[:1] == ["-m"] else args
    if not args:
        return "", args
    program, program_args = _normalize_program(args[0]), args[1:]
    if program == "coverage" and program_args[:1] == ["run"]:
        program_args = _skip_options(program_args[1:])
        return _find_program(program_args[1:] if program_args[:1] == ["python"] else program_args)
    return program, program_args


def _normalize_program(word: str) -> str:
    """A program's name in lower case, without folder, file extension and version."""
    program = word.replace("\\", "/").rsplit("/", 1)[-1].strip("\"'`").lower()
    for suffix in (".exe", ".cmd", ".bat", ".sh"):
        program = program.removesuffix(suffix)
    match = _VERSIONED_PROGRAM.match(program)
    return match[1] if match else program
