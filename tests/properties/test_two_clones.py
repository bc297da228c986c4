"""Two clones make, link, merge, rebase and renumber: a link always leads to what it was made for."""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from command_runner import DAY, Played, Runner

SIDES = st.sampled_from(["ada", "bob"])
TITLES = st.sampled_from(["Use Redis", "Use Redis", "Cache: it | all", "فیصلہ", "0042"])
RELATIONS = st.sampled_from(["depends-on", "relates-to", "conflicts-with"])
TEMPLATES = st.sampled_from(["madr", "nygard", "y-statement", "spec-kit"])


@dataclass
class Side:
    """A clone: what was linked there, as (source, relation, target) by the tokens of the pages."""

    top: Path
    run: Runner
    links: set[tuple[str, str, str]] = field(default_factory=set)
    named: set[tuple[str, str]] = field(default_factory=set)
    records: set[str] = field(default_factory=set)
    own: set[str] = field(default_factory=set)  # not merged yet: nobody else writes on their pages


class Clones(RuleBasedStateMachine):
    """Records are known by a token in their page, whatever number they have at the moment."""

    world: dict[str, str]

    def __init__(self) -> None:
        super().__init__()
        self.place = tempfile.TemporaryDirectory(prefix="minutebook-")
        self.count = 0
        self.sides: dict[str, Side] = {}

    def teardown(self) -> None:
        self.place.cleanup()

    def git(self, top: Path, *words: str, ok: bool = True) -> Played:
        self.count += 1
        when = f"{DAY}T12:{self.count // 60 % 60:02d}:{self.count % 60:02d}+00:00"
        world = {**self.world, "GIT_AUTHOR_DATE": when, "GIT_COMMITTER_DATE": when}
        done = subprocess.run(
            ["git", *words], cwd=top, env=world, capture_output=True, text=True, check=False
        )
        played = Played(done.returncode, done.stdout, done.stderr)
        return played.ok() if ok else played

    @initialize()
    def begin(self) -> None:
        ada, bob = (Path(self.place.name) / name for name in ("ada", "bob"))
        ada.mkdir()
        self.git(ada, "init", "-q")
        run = Runner(ada, self.world)
        run("init").ok()
        run("phr", "new", "Begin", "--prompt", "Do it.").ok()
        self.git(ada, "add", "-A")
        self.git(ada, "commit", "-qm", "begin")
        self.git(ada.parent, "clone", "-q", str(ada), str(bob))
        self.git(ada, "remote", "add", "bob", str(bob))
        self.git(bob, "remote", "add", "ada", str(ada))
        self.sides = {"ada": Side(ada, run), "bob": Side(bob, Runner(bob, self.world))}

    def commit(self, side: Side) -> None:
        self.git(side.top, "add", "-A")
        self.git(side.top, "commit", "-q", "--allow-empty", "-m", "more")

    def path(self, side: Side, token: str) -> str:
        """The page that holds a token."""
        found = [
            path
            for folder in ("decisions", "history")
            for path in (side.top / folder).rglob("*.md")
            if path.name != "README.md" and f"({token})" in path.read_text("utf-8")
        ]
        assert len(found) == 1, (token, found)
        return str(found[0].relative_to(side.top))

    @rule(title=TITLES, template=TEMPLATES, is_prompt=st.booleans(), data=st.data())
    def make(self, title: str, template: str, is_prompt: bool, data: st.DataObject) -> None:
        """A record on each side, of one kind: they get one number where both have as many."""
        for name in self.sides:
            self.record(name, title, template, is_prompt, data)

    @rule(name=SIDES, title=TITLES, template=TEMPLATES, is_prompt=st.booleans(), data=st.data())
    def record(
        self, name: str, title: str, template: str, is_prompt: bool, data: st.DataObject
    ) -> None:
        """A record, with a link and a mention by full name to one that is there."""
        side = self.sides[name]
        token = f"token-{len(side.records | side.own)}-{name}-{self.count}"
        full = f"{title} {name}"
        if is_prompt:
            done = side.run("phr", "new", full, "--prompt", "Do it.", "--json")
        else:
            done = side.run("adr", "new", full, "--template", template, "--json")
        path = side.top / done.ok().json["record"]["path"]
        text = path.read_text("utf-8")
        told = f"\n## Outcome\n\n({token})\n"
        if side.records:
            other = data.draw(st.sampled_from(sorted(side.records)))
            page = self.path(side, other)
            href = os.path.relpath(side.top / page, path.parent)
            told += f"Said in [it]({href}), that is {page}.\n"
            side.named.add((token, other))
        path.write_text(text + told, "utf-8")
        side.records.add(token)
        side.own.add(token)
        self.commit(side)

    @precondition(lambda self: any(side.own for side in self.sides.values()))
    @rule(name=SIDES, relation=RELATIONS, data=st.data())
    def link(self, name: str, relation: str, data: st.DataObject) -> None:
        side = self.sides[name]
        if not side.own:
            return
        source = data.draw(st.sampled_from(sorted(side.own)))
        target = data.draw(st.sampled_from(sorted(side.records)))
        one, other = self.path(side, source), self.path(side, target)
        if side.run("link", one, relation, other).exit == 0:
            side.links.add((source, relation, target))
            self.commit(side)

    @rule(
        name=SIDES,
        take=st.sampled_from(["--ours", "--theirs"]),
        how=st.sampled_from(["merge", "merging", "rebase"]),
    )
    def join(self, name: str, take: str, how: str) -> None:
        """What the other side has comes in; numbers are repaired; the other side can have it."""
        there = {"ada": "bob", "bob": "ada"}[name]
        side, other = self.sides[name], self.sides[there]
        self.git(side.top, "fetch", "-q", "--all")
        theirs = f"{there}/main"
        if how == "rebase" and self.git(side.top, "rev-list", "--merges", f"{theirs}..HEAD").out:
            how = "merge"
        if how == "rebase":
            done = self.git(side.top, "rebase", "-q", theirs, ok=False)
            for _ in range(100):
                if done.exit == 0:
                    break
                self.resolve(side, take)
                done = self.git(
                    side.top, "-c", "core.editor=true", "rebase", "--continue", ok=False
                )
            assert done.exit == 0, done
        else:
            self.git(side.top, "merge", "-q", "--no-ff", "--no-commit", theirs, ok=False)
            self.resolve(side, take)
            if how == "merge":
                self.commit(side)
        side.links |= other.links
        side.named |= other.named
        side.records |= other.records
        side.own.clear()
        side.run("renumber").ok()
        side.run("index").ok()
        self.commit(side)
        self.git(other.top, "fetch", "-q", "--all")
        self.git(other.top, "merge", "-q", "--ff-only", f"{name}/main")
        for each in (side, other):
            each.own.clear()
        other.links, other.named = set(side.links), set(side.named)
        other.records = set(side.records)

    def resolve(self, side: Side, take: str) -> None:
        for path in self.git(side.top, "diff", "--name-only", "--diff-filter=U", "-z").out.split(
            "\0"
        ):
            if path:
                self.git(side.top, "checkout", take, "--", path)
                self.git(side.top, "add", "--", path)

    @rule(name=SIDES, data=st.data())
    def move(self, name: str, data: st.DataObject) -> None:
        """A number is given up on purpose."""
        side = self.sides[name]
        if side.own:
            token = data.draw(st.sampled_from(sorted(side.own)))
            side.run("renumber", self.path(side, token)).ok()
            self.commit(side)

    @invariant()
    def links_lead_where_they_were_meant_to(self) -> None:
        for side in self.sides.values():
            for source, relation, target in side.links:
                said = side.run("show", self.path(side, source), "--json").ok().json["record"]
                ends = {(link["relation"], link["path"]) for link in said["links"]}
                assert (relation, self.path(side, target)) in ends
            for source, target in side.named:
                page = self.path(side, source)
                text = (side.top / page).read_text("utf-8")
                name = re.search(r"Said in \[it\]\((.*)\), that is (.*)\.\n", text)
                assert name
                wanted = self.path(side, target)
                href = os.path.relpath(side.top / wanted, (side.top / page).parent)
                assert (name[1], name[2]) == (href, wanted)

    @invariant()
    def nothing_is_wrong(self) -> None:
        for side in self.sides.values():
            found = side.run("check", "--format", "json").json["findings"]
            assert found == [], found
            assert side.run("index", "--check").ok().out == ""


@pytest.mark.parametrize(
    ("examples", "steps"), [(2, 6), pytest.param(12, 12, marks=pytest.mark.slow)]
)
def test_links_lead_to_the_record_they_were_made_for(
    world: dict[str, str], examples: int, steps: int
) -> None:
    Clones.world = world
    run_state_machine_as_test(
        Clones,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            report_multiple_bugs=False,
            suppress_health_check=list(HealthCheck),
        ),
    )
