"""Operations in any order leave a repository in which `check` finds nothing."""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)

from minutebook.errors import EXIT_REFUSED, EXIT_USAGE
from minutebook.records.filenames import clean_title
from minutebook.records.model import ADR, PHR
from minutebook.records.relations import FORWARD_TO_REVERSE, reverse_relation

from command_runner import CommandResult, Runner

TITLES = st.sampled_from(
    [
        "Use Redis",
        "Use Redis",  # twice: numbers keep them apart
        "فیصلہ محفوظ کریں",
        "决定: 使用 | 缓存",
        "Key: value # no comment",
        '"Quotes" and `code` <b>[x](y)</b>',
        "../../etc/passwd",
        "🚀",
        "- a list --- of dashes",
        "0042",
        "yes",
        "x" * 300,
    ]
) | st.text(min_size=1, max_size=40).filter(
    lambda title: any(char.isprintable() and char != " " for char in clean_title(title))
)
PROMPTS = st.sampled_from(
    ["", "Do it.", "---\n# x\n```\n~~~\n<!-- minutebook:links -->\n", "a\r\nb\r"]
)
TEMPLATES = st.sampled_from(["madr", "madr-minimal", "nygard", "y-statement", "spec-kit"])
RELATIONS = st.sampled_from(
    sorted({*FORWARD_TO_REVERSE, *FORWARD_TO_REVERSE.values()} - {"supersedes", "superseded-by"})
)

# How a command ends that refuses to relate the two records.
REFUSED_STATUSES = (EXIT_USAGE, EXIT_REFUSED)


class RecordRepository(RuleBasedStateMachine):
    """Runs commands in a new repository, and knows which status each record has to have.

    `states` maps a record's reference to its status; a prompt record's is "".
    """

    decisions = Bundle("decisions")
    prompts = Bundle("prompts")
    links = Bundle("links")
    world: dict[str, str]

    def __init__(self) -> None:
        super().__init__()
        self.temporary_folder = tempfile.TemporaryDirectory(prefix="minutebook-")
        self.top = Path(self.temporary_folder.name)
        self.run = Runner(self.top, self.world)
        self.states: dict[str, str] = {}

    def teardown(self) -> None:
        self.temporary_folder.cleanup()

    def git(self, *args: str) -> None:
        subprocess.run(
            ["git", *args], cwd=self.top, env=self.world, check=True, capture_output=True
        )

    def note_new_record(self, result: CommandResult) -> str:
        record = result.ok().json["record"]
        self.states[record["ref"]] = record.get("status", "")
        return str(record["ref"])

    @initialize(target=decisions)
    def create_repository(self) -> str:
        self.git("init", "-q")
        self.run("init").ok()
        self.states["ADR-0001"] = "accepted"
        return "ADR-0001"

    @rule(
        target=decisions, title=TITLES, template=TEMPLATES, status=st.sampled_from(["", "accepted"])
    )
    def create_decision(self, title: str, template: str, status: str) -> str:
        args = ["--template", template, *(["--status", status] if status else []), "--json"]
        return self.note_new_record(self.run("adr", "new", *args, "--", title))

    @rule(target=prompts, title=TITLES, prompt=PROMPTS, stage=st.sampled_from(PHR.states))
    def create_prompt_record(self, title: str, prompt: str, stage: str) -> str:
        args = ["--prompt", prompt, "--stage", stage, "--json"]
        return self.note_new_record(self.run("phr", "new", *args, "--", title))

    @rule(
        target=decisions,
        title=TITLES,
        old=decisions,
        template=TEMPLATES,
    )
    def create_superseding_decision(self, title: str, old: str, template: str) -> object:
        args = ["--supersedes", old, "--template", template, "--json", "--", title]
        result = self.run("adr", "new", *args)
        if "superseded" not in ADR.transitions[self.states[old]]:
            assert result.exit == EXIT_REFUSED, result
            return multiple()
        new = self.note_new_record(result)
        self.states[old] = "superseded"
        return new

    @rule(
        command_and_status=st.sampled_from(
            [("accept", "accepted"), ("reject", "rejected"), ("deprecate", "deprecated")]
        ),
        decision=decisions,
        reason=st.sampled_from(["", "because: it is # measured"]),
    )
    def change_status(
        self, command_and_status: tuple[str, str], decision: str, reason: str
    ) -> None:
        command, status = command_and_status
        result = self.run("adr", command, decision, *(["--reason", reason] if reason else []))
        if (
            status == "rejected"
            and result.exit == EXIT_REFUSED
            and "; rejected, it" in result.out + result.err
        ):
            return  # it supersedes another decision, which would be left without a successor
        if status in ADR.transitions[self.states[decision]]:
            result.ok()
            self.states[decision] = status
        else:
            assert result.exit == EXIT_REFUSED, result

    @rule(old=decisions, new=decisions)
    def supersede(self, old: str, new: str) -> None:
        result = self.run("adr", "supersede", old, "--by", new)
        if result.exit == 0:
            assert old != new
            assert (
                "superseded" in ADR.transitions[self.states[old]]
                or self.states[old] == "superseded"
            )
            self.states[old] = "superseded"
        else:
            assert result.exit in REFUSED_STATUSES, result

    @rule(
        target=links,
        source=decisions | prompts,
        relation=RELATIONS,
        destination=decisions | prompts,
    )
    def link(self, source: str, relation: str, destination: str) -> object:
        result = self.run("link", source, relation, destination)
        if result.exit in REFUSED_STATUSES:
            return multiple()
        result.ok()
        assert self.is_linked(source, relation, destination)
        assert self.is_linked(destination, reverse_relation(relation), source)
        return (source, relation, destination)

    @rule(link=consumes(links), backwards=st.booleans())
    def unlink(self, link: tuple[str, str, str], backwards: bool) -> None:
        source, relation, destination = link
        if not self.is_linked(source, relation, destination):  # made twice, and removed once
            return
        if backwards:
            self.run("unlink", destination, reverse_relation(relation), source).ok()
        else:
            self.run("unlink", source, relation, destination).ok()
        assert not self.is_linked(source, relation, destination)
        assert not self.is_linked(destination, reverse_relation(relation), source)

    @rule()
    def index(self) -> None:
        assert self.run("index", "--json").ok().json["writes"] == []

    @rule()
    def commit(self) -> None:
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", "state")

    def is_linked(self, source: str, relation: str, destination: str) -> bool:
        path = self.run("show", destination, "--json").ok().json["record"]["path"]
        links = self.run("show", source, "--json").ok().json["record"]["links"]
        return any((link["relation"], link["path"]) == (relation, path) for link in links)

    @invariant()
    def check_finds_nothing(self) -> None:
        if not self.states:
            return
        result = self.run("check", "--format", "json")
        assert result.json["findings"] == []
        assert self.run("index", "--check").ok().out == ""

    @invariant()
    def every_record_has_the_expected_status(self) -> None:
        if self.states:
            records = self.run("list", "--json").ok().json["records"]
            assert {record["ref"]: record.get("status", "") for record in records} == self.states


@pytest.mark.parametrize(
    ("examples", "steps"), [(2, 6), pytest.param(25, 20, marks=pytest.mark.slow)]
)
def test_check_finds_nothing_after_any_sequence_of_commands(
    world: dict[str, str], examples: int, steps: int
) -> None:
    RecordRepository.world = world
    run_state_machine_as_test(
        RecordRepository,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            report_multiple_bugs=False,
            suppress_health_check=list(HealthCheck),
        ),
    )
