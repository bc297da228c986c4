"""A week of a simulated team: what its records cost in conflicts, collisions, noise and size.

    python tests/bench/team_week.py [--json] [--seed N] [--pull-requests N] [--settings KEY=VALUE …]

Three people, each with a clone of one bare repository, and four agents have 60 turns on 12 pull
requests, which a forge merges without drivers and hooks, half of them by squash. The hooks are the
real ones; what is said and written is made up (see the package `team`). `--settings` goes into
minutebook.toml of the play. The same seed gives the same week. Needs Linux or another POSIX system.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from statistics import median
from typing import Any

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "support"))

from team.forge import MAIN, Forge, Merge, kind_of_path
from team.machine import Machine
from team.people import Counts, Person, PlayedTurn, read_facts
from team.plan import MONDAY, PEOPLE, Step, count_turns, make_plan
from team.texts import TOPICS

_AGENTS = ("claude", "codex", "gemini", "opencode")
_FIRST_TAG = "begin"


class Week:
    """A play: the forge, the people, and what was counted."""

    def __init__(self, folder: Path, seed: int, count: int, settings: Sequence[str]) -> None:
        self.plan, self.settings = make_plan(seed, count), settings
        self.machine = Machine(folder)
        self.forge, self.counts = Forge(self.machine, folder), Counts()
        self._make_repository()
        self.people = {
            name: Person(
                self.machine, self.forge, self.counts, name, random.Random(f"{seed}{name}")
            )
            for name in PEOPLE
        }
        self.merges: list[Merge] = []
        self.missed: list[PlayedTurn] = []

    def _make_repository(self) -> None:
        """The first commit of main: a shop, its settings, two decisions, the agents' hooks."""
        top = self.forge.clone("Ada", "ada@example.org")
        shop = top / "src/shop"
        shop.mkdir(parents=True)
        sections = "\n\n\n\n".join(f"# {slug}\n" for slug, _ in TOPICS)
        (shop / "routes.py").write_text(f"ROUTES = []\n\n\n{sections}", "utf-8")
        (top / "README.md").write_text("# A shop\n", "utf-8")
        self.machine.minutebook(top, "init")
        settings = "".join(f"{format_setting(setting)}\n" for setting in self.settings)
        with (top / "minutebook.toml").open("a", encoding="utf-8") as file:
            file.write(settings)
        self.machine.minutebook(top, "adr", "new", "Keep orders in SQLite", "--status", "accepted")
        self.machine.minutebook(top, "agents", "install", *_AGENTS, "git")
        self.machine.git(top, "add", "-A")
        self.machine.git(top, "commit", "-q", "-m", "A shop")
        self.machine.git(top, "push", "-q", "origin", f"HEAD:{MAIN}")
        self.forge.git("tag", _FIRST_TAG, MAIN)

    def play(self) -> None:
        """Play all steps of the plan, and the beginning of the week after."""
        for step in self.plan:
            self.machine.wait_until(step.time)
            self._take_step(step)
        for person in self.people.values():
            person.end_sessions()
        self.machine.wait_until(MONDAY + timedelta(days=7))
        for person in self.people.values():
            person.come_back()

    def _take_step(self, step: Step) -> None:
        pull_request = step.pull_request
        person = self.people[pull_request.person]
        if step.action == "begin":
            person.begin(pull_request)
        elif step.action == "decide":
            person.decide(pull_request)
        elif step.action == "open":
            person.open(pull_request)
        elif step.turn and step.action == "turn":
            person.play_turn(pull_request, step.turn)
        elif step.turn:
            person.review(pull_request, step.turn)
        else:
            if pull_request.is_rebased:
                person.rebase(pull_request)
            self.merges.append(self.forge.merge(pull_request))
            self._find_missed(pull_request.number)
            self.machine.measure_base()

    def _find_missed(self, number: int) -> None:
        """Note the turns of a pull request whose records did not come with it."""
        digests = self.forge.list_digests()
        self.missed += [
            turn
            for turn in self.counts.turns
            if turn.pull_request == number and turn.is_work and turn.digest not in digests
        ]

    # The figures --------------------------------------------------------------------------------

    def measure(self) -> dict[str, Any]:
        """All figures of the play, by name."""
        counts = self.counts
        conflicts = [path for merge in self.merges for path in merge.conflicts]
        missed = Counter(
            "turns that committed"
            if turn.has_commits
            else "turns whose files others committed"
            if turn.changed_files
            else "turns that changed nothing"
            for turn in self.missed
        )
        seen_digests = {digest for _, digest in counts.seen_pages}
        work = [turn for turn in counts.turns if turn.is_work]
        noise = {turn.digest for turn in counts.turns if not turn.is_work}
        with_commits, without = counts.turn_end_seconds[True], counts.turn_end_seconds[False]
        return {
            "settings": list(self.settings),
            "turns": count_turns(self.plan),
            "turns_of_small_talk": sum(not turn.is_work for turn in counts.turns),
            "merges": len(self.merges),
            "squash_merges": sum(merge.is_squash for merge in self.merges),
            "merges_with_conflicts": sum(bool(merge.conflicts) for merge in self.merges),
            "conflicts": len(conflicts),
            "conflicts_by_kind": dict(Counter(map(kind_of_path, conflicts))),
            "conflicts_by_path": dict(Counter(conflicts).most_common()),
            "rebase_conflicts_by_kind": dict(counts.rebase_conflicts),
            "collisions": sum(merge.collisions for merge in self.merges),
            "collisions_after_recipe": sum(merge.collisions_after for merge in self.merges),
            "pushes_stopped_for_numbers": counts.stopped_pushes,
            "missed_records": len(self.missed),
            "missed_records_by_kind": dict(missed),
            "missed_prompts": [
                f"#{turn.pull_request} {turn.session}: {turn.prompt}" for turn in self.missed
            ],
            "noise_pages": sum(digest in noise for _, digest in counts.seen_pages),
            "work_without_record": sum(turn.digest not in seen_digests for turn in work),
            "prompts_that_audit_misses": self._count_unaudited(),
            "turn_ends_with_commits_in_clean_tree": counts.clean_after_commits,
            "dirty_after_commits": counts.dirty_after_commits,
            "turn_ends_without_commits_in_clean_tree": counts.clean_after_talk,
            "dirty_after_talk": counts.dirty_after_talk,
            "dirty_by_kind": dict(sorted(counts.dirty_kinds.items())),
            "checkouts": counts.checkouts,
            "checkouts_blocked": counts.blocked_commands.total(),
            "checkouts_blocked_by_command": dict(counts.blocked_commands),
            "checkouts_blocked_by_kind": dict(sorted(counts.blocking_kinds.items())),
            "stashes_lost": counts.lost_stashes,
            "hook_messages": sorted(set(counts.hook_errors)),
            "turn_end_median": self._in_starts(median(with_commits + without)),
            "turn_end_with_commits_median": self._in_starts(median(with_commits)),
            "turn_end_most": self._in_starts(max(with_commits + without)),
            **self._measure_main(noise),
        }

    def _in_starts(self, seconds: float) -> float:
        """A processor time as a multiple of that of `python -c pass`."""
        return round(seconds / self.machine.base_seconds, 1)

    def _count_unaudited(self) -> int:
        """The prompts of all clones that should have a record, by the audit's own judgement."""
        missing = 0
        for person in self.people.values():
            audited = self.machine.minutebook(person.top, "audit", "--json", is_tried=True)
            missing += len(json.loads(audited.out)["prompts"]["missing"])
        return missing

    def _measure_main(self, noise: set[str]) -> dict[str, Any]:
        """The figures of main as a newcomer clones it."""
        top = self.forge.clone("Newcomer", "newcomer@example.org")
        pages: dict[str, list[bytes]] = {}
        for path in self.forge.list_paths():
            pages.setdefault(kind_of_path(path), []).append((top / path).read_bytes())
        records = pages.get("prompt record", [])
        sizes = [len(page) for page in records]
        facts = [read_facts(page.decode()) for page in records]
        checked = json.loads(self.machine.minutebook(top, "check", "--json", is_tried=True).out)
        command = ("audit", f"{_FIRST_TAG}..{MAIN}", "--json")
        commits = json.loads(self.machine.minutebook(top, *command, is_tried=True).out)["commits"]
        return {
            "records": len(records),
            "record_bytes": sum(sizes),
            "record_bytes_median": median(sizes) if sizes else 0,
            "noise_pages_on_main": sum(digest in noise for _, digest in facts),
            "decisions": len(pages.get("decision", [])),
            "index_pages": len(pages.get("index page", [])),
            "index_bytes": sum(map(len, pages.get("index page", []))),
            "commits": commits["known"],
            "commits_unexplained": len(commits["unexplained"]),
            "commits_unexplained_subjects": [each["subject"] for each in commits["unexplained"]],
            "findings": len(checked["findings"]),
            "findings_by_code": dict(Counter(each["code"] for each in checked["findings"])),
        }


def format_setting(setting: str) -> str:
    """`key=value` as a line of TOML: numbers, truths and arrays as they are, else a text."""
    key, _, value = setting.partition("=")
    is_literal = value in ("true", "false") or value[:1] in ("[", "{", '"') or value.isdigit()
    return f"{key} = {value if is_literal else json.dumps(value)}"


def format_table(figures: dict[str, Any]) -> str:
    """The figures as lines for people, those of mappings below their sum."""
    lines = []
    for name, value in figures.items():
        label = name.replace("_", " ")
        if isinstance(value, dict):
            lines += [f"    {key!s:<52}{count:>8}" for key, count in value.items()]
        elif isinstance(value, list):
            lines += [f"  {label}"] if value else []
            lines += [f"    {item}" for item in value]
        else:
            lines.append(f"{label:<56}{value:>8}")
    return "\n".join(lines)


def play_week(
    folder: Path, seed: int = 1, count: int = 12, settings: Sequence[str] = ()
) -> dict[str, Any]:
    """Play a week in an empty folder; its figures."""
    week = Week(folder, seed, count, settings)
    week.play()
    return week.measure()


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the figures of a week. Gives an exit status."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--pull-requests", type=int, default=12, choices=range(4, len(TOPICS) + 1), metavar="N"
    )
    parser.add_argument("--settings", nargs="*", default=[], metavar="KEY=VALUE")
    parser.add_argument("--folder", type=Path, help="an empty folder that is kept")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as scratch:
        folder = options.folder or Path(scratch)
        try:
            figures = play_week(folder, options.seed, options.pull_requests, options.settings)
        except RuntimeError as error:
            print(f"error: {error}", file=sys.stderr)
            return 1
    print(json.dumps(figures, indent=1) if options.json else format_table(figures))
    return 0


if __name__ == "__main__":
    sys.exit(main())
