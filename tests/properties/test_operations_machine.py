"""No sequence of commands dirties the house: verbs in any order, after which `check` finds nothing."""

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

from command_runner import Played, Runner

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

NOT_DONE = (EXIT_USAGE, EXIT_REFUSED)  # two records of which the relation cannot be said


class House(RuleBasedStateMachine):
    """A repository that verbs are aimed at, with what its decisions' statuses have to be."""

    decisions = Bundle("decisions")
    prompts = Bundle("prompts")
    links = Bundle("links")
    world: dict[str, str]

    def __init__(self) -> None:
        super().__init__()
        self.place = tempfile.TemporaryDirectory(prefix="minutebook-")
        self.top = Path(self.place.name)
        self.run = Runner(self.top, self.world)
        self.states: dict[str, str] = {}

    def teardown(self) -> None:
        self.place.cleanup()

    def git(self, *words: str) -> None:
        subprocess.run(
            ["git", *words], cwd=self.top, env=self.world, check=True, capture_output=True
        )

    def ref(self, done: Played) -> str:
        record = done.ok().json["record"]
        self.states[record["ref"]] = record.get("status", "")
        return str(record["ref"])

    @initialize(target=decisions)
    def begin(self) -> str:
        self.git("init", "-q")
        self.run("init").ok()
        self.states["ADR-0001"] = "accepted"
        return "ADR-0001"

    @rule(
        target=decisions, title=TITLES, template=TEMPLATES, status=st.sampled_from(["", "accepted"])
    )
    def decide(self, title: str, template: str, status: str) -> str:
        words = ["--template", template, *(["--status", status] if status else []), "--json"]
        return self.ref(self.run("adr", "new", *words, "--", title))

    @rule(target=prompts, title=TITLES, prompt=PROMPTS, stage=st.sampled_from(PHR.states))
    def ask(self, title: str, prompt: str, stage: str) -> str:
        words = ["--prompt", prompt, "--stage", stage, "--json"]
        return self.ref(self.run("phr", "new", *words, "--", title))

    @rule(
        target=decisions,
        title=TITLES,
        old=decisions,
        template=TEMPLATES,
    )
    def replace(self, title: str, old: str, template: str) -> object:
        words = ["--supersedes", old, "--template", template, "--json", "--", title]
        done = self.run("adr", "new", *words)
        if "superseded" not in ADR.transitions[self.states[old]]:
            assert done.exit == EXIT_REFUSED, done
            return multiple()
        new = self.ref(done)
        self.states[old] = "superseded"
        return new

    @rule(
        verb=st.sampled_from(
            [("accept", "accepted"), ("reject", "rejected"), ("deprecate", "deprecated")]
        ),
        decision=decisions,
        reason=st.sampled_from(["", "because: it is # measured"]),
    )
    def move(self, verb: tuple[str, str], decision: str, reason: str) -> None:
        done = self.run("adr", verb[0], decision, *(["--reason", reason] if reason else []))
        if (
            verb[1] == "rejected"
            and done.exit == EXIT_REFUSED
            and "; rejected, it" in done.out + done.err
        ):
            return  # it supersedes another one, which would be left without a successor
        if verb[1] in ADR.transitions[self.states[decision]]:
            done.ok()
            self.states[decision] = verb[1]
        else:
            assert done.exit == EXIT_REFUSED, done

    @rule(old=decisions, new=decisions)
    def supersede(self, old: str, new: str) -> None:
        done = self.run("adr", "supersede", old, "--by", new)
        if done.exit == 0:
            assert old != new
            assert (
                "superseded" in ADR.transitions[self.states[old]]
                or self.states[old] == "superseded"
            )
            self.states[old] = "superseded"
        else:
            assert done.exit in NOT_DONE, done

    @rule(target=links, one=decisions | prompts, relation=RELATIONS, other=decisions | prompts)
    def link(self, one: str, relation: str, other: str) -> object:
        done = self.run("link", one, relation, other)
        if done.exit in NOT_DONE:
            return multiple()
        done.ok()
        assert self.related(one, relation, other)
        assert self.related(other, reverse_relation(relation), one)
        return (one, relation, other)

    @rule(link=consumes(links), backwards=st.booleans())
    def unlink(self, link: tuple[str, str, str], backwards: bool) -> None:
        one, relation, other = link
        if not self.related(one, relation, other):  # made twice, and removed once
            return
        if backwards:
            self.run("unlink", other, reverse_relation(relation), one).ok()
        else:
            self.run("unlink", one, relation, other).ok()
        assert not self.related(one, relation, other)
        assert not self.related(other, reverse_relation(relation), one)

    @rule()
    def index(self) -> None:
        assert self.run("index", "--json").ok().json["writes"] == []

    @rule()
    def commit(self) -> None:
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", "as it is")

    def related(self, one: str, relation: str, other: str) -> bool:
        target = self.run("show", other, "--json").ok().json["record"]["path"]
        links = self.run("show", one, "--json").ok().json["record"]["links"]
        return any((link["relation"], link["path"]) == (relation, target) for link in links)

    @invariant()
    def nothing_is_wrong(self) -> None:
        if not self.states:
            return
        checked = self.run("check", "--format", "json")
        assert checked.json["findings"] == []
        assert self.run("index", "--check").ok().out == ""

    @invariant()
    def every_decision_is_where_it_has_to_be(self) -> None:
        if self.states:
            records = self.run("list", "--json").ok().json["records"]
            assert {one["ref"]: one.get("status", "") for one in records} == self.states


@pytest.mark.parametrize(
    ("examples", "steps"), [(2, 6), pytest.param(25, 20, marks=pytest.mark.slow)]
)
def test_no_sequence_of_verbs_dirties_the_house(
    world: dict[str, str], examples: int, steps: int
) -> None:
    House.world = world
    run_state_machine_as_test(
        House,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            report_multiple_bugs=False,
            suppress_health_check=list(HealthCheck),
        ),
    )
