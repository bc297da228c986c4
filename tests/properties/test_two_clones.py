"""Two clones create, link, merge and renumber records: each link keeps leading to its record."""

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

from command_runner import DAY, CommandResult, Runner

THOROUGH = bool(os.environ.get("MINUTEBOOK_THOROUGH"))  # before a release
SIDES = st.sampled_from(["ada", "bob"])
TITLES = st.sampled_from(["Use Redis", "Use Redis", "Cache: it | all", "فیصلہ", "0042"])
RELATIONS = st.sampled_from(["depends-on", "relates-to", "conflicts-with"])
TEMPLATES = st.sampled_from(["madr", "nygard", "y-statement", "spec-kit"])


@dataclass
class Side:
    """A clone and what its records have to hold; a record is named by the token in its page.

    `links` has (source, relation, target), `mentions` has (source, target).
    """

    top: Path
    run: Runner
    links: set[tuple[str, str, str]] = field(default_factory=set)
    mentions: set[tuple[str, str]] = field(default_factory=set)
    records: set[str] = field(default_factory=set)
    # Not merged yet: the other side does not write to their pages.
    unmerged: set[str] = field(default_factory=set)


class Clones(RuleBasedStateMachine):
    """Two clones that exchange records.

    A token in its page identifies a record, since its number may change.
    """

    world: dict[str, str]

    def __init__(self) -> None:
        super().__init__()
        self.temporary_folder = tempfile.TemporaryDirectory(prefix="minutebook-")
        self.commit_count = 0
        self.sides: dict[str, Side] = {}

    def teardown(self) -> None:
        self.temporary_folder.cleanup()

    def git(self, top: Path, *args: str, ok: bool = True) -> CommandResult:
        self.commit_count += 1
        commit_date = (
            f"{DAY}T12:{self.commit_count // 60 % 60:02d}:{self.commit_count % 60:02d}+00:00"
        )
        world = {**self.world, "GIT_AUTHOR_DATE": commit_date, "GIT_COMMITTER_DATE": commit_date}
        process = subprocess.run(
            ["git", *args], cwd=top, env=world, capture_output=True, text=True, check=False
        )
        result = CommandResult(process.returncode, process.stdout, process.stderr)
        return result.ok() if ok else result

    @initialize()
    def create_clones(self) -> None:
        ada, bob = (Path(self.temporary_folder.name) / name for name in ("ada", "bob"))
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

    def find_page(self, side: Side, token: str) -> str:
        """The path, from the repository's top, of the page that holds a token."""
        matching_paths = [
            path
            for folder in ("decisions", "history")
            for path in (side.top / folder).rglob("*.md")
            if path.name != "README.md" and f"({token})" in path.read_text("utf-8")
        ]
        assert len(matching_paths) == 1, (token, matching_paths)
        return str(matching_paths[0].relative_to(side.top))

    @rule(title=TITLES, template=TEMPLATES, is_prompt=st.booleans(), data=st.data())
    def create_on_both_sides(
        self, title: str, template: str, is_prompt: bool, data: st.DataObject
    ) -> None:
        """Create a record of one kind on each side, with the same number if both have as many."""
        for name in self.sides:
            self.create_record(name, title, template, is_prompt, data)

    @rule(name=SIDES, title=TITLES, template=TEMPLATES, is_prompt=st.booleans(), data=st.data())
    def create_record(
        self, name: str, title: str, template: str, is_prompt: bool, data: st.DataObject
    ) -> None:
        """Create a record; its page links to an existing record and mentions that record's path."""
        side = self.sides[name]
        token = f"token-{len(side.records | side.unmerged)}-{name}-{self.commit_count}"
        full_title = f"{title} {name}"
        if is_prompt:
            result = side.run("phr", "new", full_title, "--prompt", "Do it.", "--json")
        else:
            result = side.run("adr", "new", full_title, "--template", template, "--json")
        path = side.top / result.ok().json["record"]["path"]
        text = path.read_text("utf-8")
        addition = f"\n## Outcome\n\n({token})\n"
        if side.records:
            target = data.draw(st.sampled_from(sorted(side.records)))
            page = self.find_page(side, target)
            href = os.path.relpath(side.top / page, path.parent)
            addition += f"See [record]({href}), that is {page}.\n"
            side.mentions.add((token, target))
        path.write_text(text + addition, "utf-8")
        side.records.add(token)
        side.unmerged.add(token)
        self.commit(side)

    @precondition(lambda self: any(side.unmerged for side in self.sides.values()))
    @rule(name=SIDES, relation=RELATIONS, data=st.data())
    def link(self, name: str, relation: str, data: st.DataObject) -> None:
        side = self.sides[name]
        if not side.unmerged:
            return
        source = data.draw(st.sampled_from(sorted(side.unmerged)))
        target = data.draw(st.sampled_from(sorted(side.records)))
        source_path, target_path = self.find_page(side, source), self.find_page(side, target)
        if side.run("link", source_path, relation, target_path).exit == 0:
            side.links.add((source, relation, target))
            self.commit(side)

    @rule(
        name=SIDES,
        conflict_side=st.sampled_from(["--ours", "--theirs"]),
        method=st.sampled_from(["merge", "merging", "rebase"]),
    )
    def merge_other_side(self, name: str, conflict_side: str, method: str) -> None:
        """Merge the other side's commits, repair the numbers, and merge the result there."""
        other_name = {"ada": "bob", "bob": "ada"}[name]
        side, other = self.sides[name], self.sides[other_name]
        self.git(side.top, "fetch", "-q", "--all")
        theirs = f"{other_name}/main"
        if method == "rebase" and self.git(side.top, "rev-list", "--merges", f"{theirs}..HEAD").out:
            method = "merge"
        if method == "rebase":
            result = self.git(side.top, "rebase", "-q", theirs, ok=False)
            for _ in range(100):
                if result.exit == 0:
                    break
                self.resolve_conflicts(side, conflict_side)
                result = self.git(
                    side.top, "-c", "core.editor=true", "rebase", "--continue", ok=False
                )
            assert result.exit == 0, result
        else:
            self.git(side.top, "merge", "-q", "--no-ff", "--no-commit", theirs, ok=False)
            self.resolve_conflicts(side, conflict_side)
            if method == "merge":
                self.commit(side)
        side.links |= other.links
        side.mentions |= other.mentions
        side.records |= other.records
        side.unmerged.clear()
        side.run("renumber").ok()
        side.run("index").ok()
        self.commit(side)
        self.git(other.top, "fetch", "-q", "--all")
        self.git(other.top, "merge", "-q", "--ff-only", f"{name}/main")
        for merged_side in (side, other):
            merged_side.unmerged.clear()
        other.links, other.mentions = set(side.links), set(side.mentions)
        other.records = set(side.records)

    def resolve_conflicts(self, side: Side, conflict_side: str) -> None:
        for path in self.git(side.top, "diff", "--name-only", "--diff-filter=U", "-z").out.split(
            "\0"
        ):
            if path:
                self.git(side.top, "checkout", conflict_side, "--", path)
                self.git(side.top, "add", "--", path)

    @rule(name=SIDES, data=st.data())
    def renumber(self, name: str, data: st.DataObject) -> None:
        """Give a record another number on request."""
        side = self.sides[name]
        if side.unmerged:
            token = data.draw(st.sampled_from(sorted(side.unmerged)))
            side.run("renumber", self.find_page(side, token)).ok()
            self.commit(side)

    @invariant()
    def links_lead_to_their_records(self) -> None:
        for side in self.sides.values():
            for source, relation, target in side.links:
                record = (
                    side.run("show", self.find_page(side, source), "--json").ok().json["record"]
                )
                links = {(link["relation"], link["path"]) for link in record["links"]}
                assert (relation, self.find_page(side, target)) in links
            for source, target in side.mentions:
                page = self.find_page(side, source)
                text = (side.top / page).read_text("utf-8")
                mention = re.search(r"See \[record\]\((.*)\), that is (.*)\.\n", text)
                assert mention
                target_path = self.find_page(side, target)
                href = os.path.relpath(side.top / target_path, (side.top / page).parent)
                assert (mention[1], mention[2]) == (href, target_path)

    @invariant()
    def check_finds_nothing(self) -> None:
        for side in self.sides.values():
            findings = side.run("check", "--format", "json").json["findings"]
            assert findings == [], findings
            assert side.run("index", "--check").ok().out == ""


@pytest.mark.parametrize(
    ("examples", "steps"),
    [(2, 6), pytest.param(12 if THOROUGH else 8, 12, marks=pytest.mark.slow, id="long")],
)
def test_links_lead_to_their_records_after_any_merge(
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
