"""A command prints and writes the same whether its arguments are read plainly or by typer."""

from __future__ import annotations

import shlex
import shutil
from pathlib import Path

import pytest

from minutebook.cli.plain.arguments import parse_arguments
from minutebook.cli.plain.table import COMMANDS

from command_runner import CommandResult, Runner

# Each command at least once, with what it takes and with what it refuses.
LINES = """
init
init --ci github --dry-run
phr new 'Which queue?' --stage plan --prompt 'Which one?' --label q --label r
phr new --stage nonsense --json
phr hide PHR-1 --as summary
phr verify
phr verify PHR-1 --json
phr texts push
phr texts fetch --json
adr new 'Use RabbitMQ' --supersedes ADR-3 --option Kafka --option=RabbitMQ
adr new 'A title' --json --dry-run
adr new A --date 2026-13-01
adr new Use RabbitMQ --status accepted for events
adr new 'A title' --edit
adr new --from-json nowhere
adr list
adr list --status proposed --sort title --json
phr list --stage plan
adr accept ADR-3
adr accept ADR-3 ADR-4 3
adr accept 99 --json
adr reject ADR-3 --reason 'too much'
adr deprecate ADR-2
adr supersede ADR-2 --with 'Use Valkey'
adr supersede ADR-2
adr amend ADR-2 --by ADR-3
adr govern ADR-2 'src/**' '*.sql'
adr govern ADR-2 --suggest --json
adr govern ADR-2 --remove x
check --changed
list
list adr --limit 2 --offset 1 --json
list --sort oldest
list --sort nonsense
list --status nonsense
-C src list
-C nowhere list
show ADR-2
show PHR-1 --json
show nonsense
edit ADR-2
retitle ADR-2 'Use Valkey'
retitle ADR-2 Use Valkey
remove ADR-4 --force
remove ADR-2 ADR-3 --dry-run
link PHR-2 decides ADR-2
link ADR-1 nonsense ADR-2
unlink ADR-3 depends-on ADR-2
index
index --check
check
check --json --strict
check --explain -
check --fix --only stale-index
renumber
renumber ADR-2 --dry-run
import nowhere
import specstory --limit 3
export
export --format yaml
suggest
suggest --staged --json
suggest list
suggest accept S-1-1
suggest dismiss S-1-1 --reason no
drift
drift --format github
audit
audit --spool --json
story
story HEAD --format json
stats --by month
log --limit 2
log --json
graph
graph --format nonsense
stats --by nonsense --json
agents install claude
agents remove --json
agents status
agents doctor
numbers
numbers prune --dry-run
search redis kind:adr
why src/cache.py:1
why --moves --json src
search --json --limit 1 redis
context
context src/cache.py --budget 200
context src --json
context --budget 1
context /elsewhere
catalog status
catalog rebuild --json
site build --out shown --title Shop --check
site build --json --dry-run
site serve nowhere
guide
guide site --json
guide secrets --no-pager
guide nonsense
redact minutebook.toml
redact src/cache.py --text
config
config --json
schema new-phr
hook claude
mcp --read-only --allow accept
merge-driver src/cache.py src/cache.py src/cache.py src/cache.py
demo .
""".strip().split("\n")


@pytest.fixture
def run_both_ways(
    filled_repo: Path, run: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> tuple[Runner, Runner]:
    """Two ways to run a command in the same repository, as it was before: plainly, and by typer."""
    (filled_repo / "src/cache.py").write_text("CACHE = {'a': 1}\n")
    monkeypatch.chdir(tmp_path)  # the repository is removed in between
    copy = tmp_path / "copy"
    shutil.copytree(filled_repo, copy, symlinks=True)

    class RunByTyper(Runner):
        def __call__(self, *args: str, stdin: str = "") -> CommandResult:
            shutil.rmtree(filled_repo)
            shutil.copytree(copy, filled_repo, symlinks=True)
            with monkeypatch.context() as patch:
                patch.setattr("minutebook.cli.execution.parse_arguments", lambda _: None)
                return super().__call__(*args, stdin=stdin)

    return run, RunByTyper(run.top, run.world)


def read_files(top: Path) -> dict[str, bytes]:
    """The bytes of all files outside of git's directory by their paths."""
    return {
        str(path.relative_to(top)): path.read_bytes()
        for path in sorted(top.rglob("*"))
        if path.is_file() and ".git" not in path.parts
    }


@pytest.mark.parametrize("line", LINES)
def test_both_ways_do_the_same(
    line: str,
    run_both_ways: tuple[Runner, Runner],
    filled_repo: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("EDITOR", "true")
    args = shlex.split(line)
    assert parse_arguments(args) is not None
    run, run_by_typer = run_both_ways
    result, files = run(*args), read_files(filled_repo)
    assert run_by_typer(*args) == result
    assert read_files(filled_repo) == files


def test_every_command_is_run_both_ways() -> None:
    calls = [parse_arguments(shlex.split(line)) for line in LINES]
    assert {(call.module_name, call.function_name) for call in calls if call} == {
        (f"minutebook.cli.commands.{module}", function)
        for module, function, *_ in COMMANDS.values()
    }
