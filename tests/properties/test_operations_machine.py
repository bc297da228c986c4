"""Operations in any order leave a repository in which `check` finds nothing."""

from __future__ import annotations

import os
import subprocess
import tempfile
from pathlib import Path
from typing import Any

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

THOROUGH = bool(os.environ.get("MINUTEBOOK_THOROUGH"))  # before a release
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

    `states` maps a record's reference to its status; a prompt record's is "". `superseded` has a
    pair (successor, superseded decision) for each supersession, and whether it took effect;
    `commits` the commits so far. On another `branch` than the default one index pages stay as the
    first commit has them.
    """

    decisions = Bundle("decisions")
    prompts = Bundle("prompts")
    links = Bundle("links")
    supersessions = Bundle("supersessions")
    world: dict[str, str]
    branch = "main"

    def __init__(self) -> None:
        super().__init__()
        self.temporary_folder = tempfile.TemporaryDirectory(prefix="minutebook-")
        self.top = Path(self.temporary_folder.name)
        self.run = Runner(self.top, self.world)
        self.states: dict[str, str] = {}
        self.superseded: dict[tuple[str, str], bool] = {}
        self.commits: list[str] = []

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
        if self.branch != "main":
            self.commit()
            self.git("checkout", "-q", "-b", self.branch)
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
        status=st.sampled_from(["proposed", "accepted"]),
    )
    def create_superseding_decision(
        self, title: str, old: str, template: str, status: str
    ) -> object:
        args = ["--supersedes", old, "--template", template, "--status", status, "--json"]
        result = self.run("adr", "new", *args, "--", title)
        return self.note_successor(result, old)

    @rule(target=decisions, title=TITLES, old=decisions)
    def supersede_with_new_decision(self, title: str, old: str) -> object:
        result = self.run("adr", "supersede", old, f"--with={title}", "--json")
        if result.exit == EXIT_USAGE:
            assert "--with takes" in result.out or ": --by?" in result.out
            return multiple()
        return self.note_successor(result, old)

    def note_successor(self, result: CommandResult, old: str) -> object:
        if "superseded" not in ADR.transitions[self.states[old]]:
            assert result.exit == EXIT_REFUSED, result
            return multiple()
        new = self.note_new_record(result)
        self.note_supersession(new, old)
        return new

    def note_supersession(self, new: str, old: str) -> None:
        is_in_effect = self.states[new] != "proposed"
        self.superseded[new, old] = self.superseded.get((new, old), False) or is_in_effect
        if is_in_effect:
            self.states[old] = "superseded"

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
        if status not in ADR.transitions[self.states[decision]]:
            assert result.exit == EXIT_REFUSED, result
            return
        result.ok()
        self.states[decision] = status
        for new, old in list(self.superseded):
            if new == decision and status == "accepted" and self.states[old] != "rejected":
                self.note_supersession(new, old)

    @rule(target=supersessions, old=decisions, new=decisions)
    def supersede(self, old: str, new: str) -> object:
        result = self.run("adr", "supersede", old, "--by", new)
        if result.exit != 0:
            assert result.exit in REFUSED_STATUSES, result
            return multiple()
        assert old != new
        assert self.states[new] != "rejected"
        assert "superseded" in ADR.transitions[self.states[old]] or (new, old) in self.superseded
        self.note_supersession(new, old)
        return (new, old)

    @rule(pair=consumes(supersessions), backwards=st.booleans())
    def take_supersession_back(self, pair: tuple[str, str], backwards: bool) -> None:
        new, old = pair
        if pair not in self.superseded:  # made twice, and removed once
            return
        if backwards:
            self.run("unlink", old, "superseded-by", new).ok()
        else:
            self.run("unlink", new, "supersedes", old).ok()
        was_in_effect = self.superseded.pop(pair)
        has_successor = any(other == old and held for (_, other), held in self.superseded.items())
        if was_in_effect and not has_successor:
            state = self.run("show", old, "--json").ok().json["record"]["status"]
            assert state in ("proposed", "accepted", "deprecated")
            self.states[old] = state

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
        if not {source, destination} <= set(self.states):  # one is removed
            return
        if not self.is_linked(source, relation, destination):  # made twice, and removed once
            return
        if backwards:
            self.run("unlink", destination, reverse_relation(relation), source).ok()
        else:
            self.run("unlink", source, relation, destination).ok()
        assert not self.is_linked(source, relation, destination)
        assert not self.is_linked(destination, reverse_relation(relation), source)

    @rule(record=decisions | prompts, title=TITLES)
    def retitle(self, record: str, title: str) -> None:
        if record not in self.states:
            return
        before = self.show(record)
        result = self.run("retitle", "--json", record, "--", title)
        if result.exit != 0:  # the name is taken, or the title would be misread on the page
            assert result.exit == EXIT_REFUSED, result
            assert result.json["error"]["code"] in ("title-taken", "title-not-editable")
            assert self.show(record) == before
            return
        (after,) = result.json["records"]
        if not result.json["notes"]:
            assert after["title"] == clean_title(title)
        assert [after[name] for name in ("ref", "number", "date")] == [
            before[name] for name in ("ref", "number", "date")
        ]
        name = before["path"].rpartition("/")[2].removesuffix(".md")
        assert self.show(name)["path"] == after["path"]

    @rule(record=consumes(decisions) | consumes(prompts))
    def remove(self, record: str) -> None:
        if record not in self.states or record == "ADR-0001":
            return
        path = self.show(record)["path"]
        result = self.run("remove", record)
        if result.exit != 0:
            assert result.exit == EXIT_REFUSED, result
            assert f"minutebook remove {record} --force" in result.err
            self.run("remove", record, "--force").ok()
        assert not (self.top / path).exists()
        del self.states[record]
        had_successor = {old for (_, old), held in self.superseded.items() if held}
        for new, old in list(self.superseded):
            if record in (new, old):
                del self.superseded[new, old]
        has_successor = {old for (_, old), held in self.superseded.items() if held}
        for old in had_successor - has_successor - {record}:
            self.states[old] = self.show(old)["status"]
            assert self.states[old] in ("proposed", "accepted", "deprecated")

    def show(self, record: str) -> dict[str, Any]:
        shown: dict[str, Any] = self.run("show", record, "--json").ok().json["record"]
        return shown

    @rule()
    def index(self) -> None:
        if self.branch == "main":
            assert self.run("index", "--json").ok().json["writes"] == []

    @rule()
    def commit(self) -> None:
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", "state")
        self.commits.append(f"HEAD~{len(self.commits)}")

    def is_linked(self, source: str, relation: str, destination: str) -> bool:
        if relation == "amended-by":  # what a rejected decision would have amended does not show it
            source, relation, destination = destination, "amends", source
        path = self.run("show", destination, "--json").ok().json["record"]["path"]
        links = self.run("show", source, "--json").ok().json["record"]["links"]
        return any((link["relation"], link["path"]) == (relation, path) for link in links)

    @invariant()
    def check_finds_nothing(self) -> None:
        if not self.states:
            return
        for base in self.commits or ["HEAD"]:
            result = self.run("check", "--format", "json", "--base", base)
            codes = {finding["code"] for finding in result.json["findings"]}
            assert codes <= {"empty-section", "no-prompt"}  # what a person has still to write
        dry_run = self.run("check", "--fix", "--dry-run", "--json").ok().json
        assert dry_run["writes"] == []
        if self.branch == "main":
            assert self.run("index", "--check").ok().out == ""
        else:
            self.git("diff", "--exit-code", "main", "--", "decisions/README.md")
            assert not (self.top / "history/README.md").exists()

    @invariant()
    def every_record_has_the_expected_status(self) -> None:
        if self.states:
            records = self.run("list", "--json").ok().json["records"]
            assert {record["ref"]: record.get("status", "") for record in records} == self.states
            ref_by_path = {record["path"]: record["ref"] for record in records}
            in_effect = {
                (record["ref"], ref_by_path[link["path"]]): link["in_effect"]
                for record in records
                for link in record["links"]
                if link["relation"] == "supersedes"
            }
            assert in_effect == self.superseded


@pytest.mark.parametrize(
    ("examples", "steps", "branch"),
    [
        (2, 6, "main"),
        pytest.param(12 if THOROUGH else 7, 16, "main", marks=pytest.mark.slow, id="long-main"),
        pytest.param(6 if THOROUGH else 4, 16, "work", marks=pytest.mark.slow, id="long-work"),
    ],
)
def test_check_finds_nothing_after_any_sequence_of_commands(
    world: dict[str, str],
    examples: int,
    steps: int,
    branch: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    RecordRepository.world = world
    monkeypatch.setattr(RecordRepository, "branch", branch)
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
