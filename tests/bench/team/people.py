"""The people of the play: each has a clone, works on branches with agents, and commits by hand."""

from __future__ import annotations

import hashlib
import json
import os
import random
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from team.forge import MAIN, Forge, kind_of_path
from team.machine import Machine
from team.plan import (
    AGENTS,
    BY_AGENT,
    COMMITS,
    FILES,
    INTERRUPTED,
    QUESTION,
    SMALL_TALK,
    PullRequest,
    Turn,
)
from team.texts import Said

from agent_events import Line, actor

_RECORD_FACTS = re.compile(r"(?m)^(session|digest):\s*[\"']?(?:sha256:)?([^\s\"']+)")
_TRIES = 4
# The shell of this agent turns git's hooks off.
_WITHOUT_GIT_HOOKS = ("gemini",)


@dataclass(slots=True)
class PlayedTurn:
    """What became of a turn: on which pull request, and whether it made commits itself.

    `is_work`: it is no small talk. `pull_request` is 0 for what was asked on main. `changed_files`:
    it left files that somebody else committed.
    """

    prompt: str
    session: str
    pull_request: int
    is_work: bool
    has_commits: bool = False
    changed_files: bool = False

    @property
    def digest(self) -> str:
        """The digest that its record states."""
        return hashlib.sha256(self.prompt.encode()).hexdigest()


@dataclass(slots=True)
class Counts:
    """What is counted while the play goes on, over all people.

    `turn_end_seconds`: the processor time of each turn end, by whether the turn committed.
    `blocking_kinds`: what stood in the way of checkouts and pulls, by kind of path.
    """

    turns: list[PlayedTurn] = field(default_factory=list)
    seen_pages: set[tuple[str, str]] = field(default_factory=set)  # session and digest
    dirty_after_commits: int = 0
    clean_after_commits: int = 0
    dirty_after_talk: int = 0
    clean_after_talk: int = 0
    dirty_kinds: Counter[str] = field(default_factory=Counter)
    checkouts: int = 0
    blocked_commands: Counter[str] = field(default_factory=Counter)
    blocking_kinds: Counter[str] = field(default_factory=Counter)
    lost_stashes: int = 0
    stopped_pushes: int = 0
    rebase_conflicts: Counter[str] = field(default_factory=Counter)
    turn_end_seconds: dict[bool, list[float]] = field(default_factory=lambda: {True: [], False: []})
    hook_errors: list[str] = field(default_factory=list)


class Person:
    """One of the team, with a clone of the forge."""

    def __init__(
        self, machine: Machine, forge: Forge, counts: Counts, name: str, rng: random.Random
    ) -> None:
        self.machine, self.forge, self.counts = machine, forge, counts
        self.name, self.rng = name, rng
        self.top = forge.clone(name.capitalize(), f"{name}@example.org")
        machine.minutebook(self.top, "agents", "install", "git")
        self.branches: set[str] = set()
        self.sessions: dict[tuple[int, int, int], Any] = {}
        self.read_times: dict[Path, int] = {}
        self.decided: set[int] = set()  # pull requests whose agent has made its decision
        self.written_count = 0

    def git(self, *arguments: str, **options: Any) -> str:
        """Run git in the clone; what it printed."""
        return self.machine.git(self.top, *arguments, **options).out.strip()

    # Branches -----------------------------------------------------------------------------------

    def begin(self, pull_request: PullRequest) -> None:
        """Bring main up to date, and begin the branch, unless there is a question before it."""
        self.go_to(MAIN)
        self.git("fetch", "-q", "--prune", "origin")
        self._try("pull", "-q", "--ff-only", "origin", MAIN)
        if not _asks_first(pull_request):
            self._make_branch(pull_request)

    def _make_branch(self, pull_request: PullRequest) -> None:
        self.git("checkout", "-q", "-b", pull_request.branch)
        self.branches.add(pull_request.branch)

    def go_to(self, branch: str) -> None:
        """Check a branch out; where git refuses, do as people do, and count it."""
        if self.git("rev-parse", "--abbrev-ref", "HEAD") != branch:
            self._try("checkout", "-q", branch)

    def _try(self, *arguments: str) -> None:
        """Run a command that changes the tree; what is in its way is committed, or stashed on main."""
        self.counts.checkouts += 1
        result = self.machine.git(self.top, *arguments, is_tried=True)
        if not result.exit:
            return
        self._note_blocked(arguments[0], result.err)
        if self.git("rev-parse", "--abbrev-ref", "HEAD") != MAIN:
            self._commit_all("Keep what is in the way")
            self.git(*arguments)
            return
        self.git("stash", "push", "-q", "-u")
        self.git(*arguments)
        if self.machine.git(self.top, "stash", "pop", "-q", is_tried=True).exit:
            self.git("reset", "-q", "--hard")
            self.git("clean", "-fdq")
            self.counts.lost_stashes += 1

    def _note_blocked(self, command: str, message: str) -> None:
        self.counts.blocked_commands[command] += 1
        paths = [line[1:] for line in message.split("\n") if line[:1] == "\t"]
        self.counts.blocking_kinds.update({kind_of_path(path) for path in paths})

    def open(self, pull_request: PullRequest) -> None:
        """Commit what work is left, and push; half of the agents are closed before."""
        self.go_to(pull_request.branch)
        if self.rng.random() < 0.5:
            self.end_sessions(pull_request.number)
        self._commit_by_hand(pull_request)
        self._push(pull_request)

    def rebase(self, pull_request: PullRequest) -> None:
        """Rebase a branch onto main and push it again."""
        self.go_to(pull_request.branch)
        self.git("fetch", "-q", "--prune", "origin")
        for _ in range(_TRIES):
            result = self.machine.git(self.top, "rebase", "-q", f"origin/{MAIN}", is_tried=True)
            while result.exit and self._resolve_conflicts():
                result = self.machine.git(
                    self.top, "rebase", "--continue", is_tried=True, GIT_EDITOR="true"
                )
            if not result.exit:
                break
            # Nothing conflicts: something that is not committed is in the way.
            self._note_blocked("rebase", result.err)
            self.machine.git(self.top, "rebase", "--abort", is_tried=True)
            self._commit_all("Keep what is in the way")
        self._push(pull_request, "--force-with-lease")

    def _resolve_conflicts(self) -> bool:
        """Take main's side of what a rebase stopped at, and count it; whether there was any."""
        paths = self._list_unmerged()
        self.counts.rebase_conflicts.update(map(kind_of_path, paths))
        for path in paths:
            side = ("checkout", "-q", "--ours", "--", path)
            if self.machine.git(self.top, *side, is_tried=True).exit:  # main has it no more
                self.git("rm", "-q", "-f", "--", path)
        self.git("add", "-A")
        return bool(paths)

    def _list_unmerged(self) -> list[str]:
        listed = self.machine.git(self.top, "diff", "--name-only", "--diff-filter=U", "-z").out
        return [path for path in listed.split("\0") if path]

    def _push(self, pull_request: PullRequest, *options: str) -> None:
        """Push a branch; where numbers stop it, do what the hint says."""
        command = ("push", "-q", "-u", *options, "origin", pull_request.branch)
        for _ in range(_TRIES):
            result = self.machine.git(self.top, *command, is_tried=True)
            if not result.exit:
                return
            hints = re.findall(r"hint: minutebook (renumber[^,\n]*), commit", result.err)
            if not hints:
                raise RuntimeError(f"the push of {pull_request.branch} failed: {result.err}")
            self.counts.stopped_pushes += 1
            for hint in dict.fromkeys(hints):
                self.machine.minutebook(self.top, *hint.split(), is_tried=True)
            self._commit_all("Renumber records")
        self.git(*command, "--no-verify")

    def _commit_by_hand(self, pull_request: PullRequest) -> None:
        """Commit the work that lies in the tree, as this person does: with all else, or alone."""
        if not any(kind_of_path(path) == "work" for path in self._list_changed()):
            return
        paths = ("src", "tests", "notes") if self.name == "ben" else (".",)
        self.git("add", "-A", "--", *(path for path in paths if (self.top / path).exists()))
        self.git("commit", "-q", "-m", f"Finish {pull_request.topic[1]}")

    def _commit_all(self, subject: str) -> None:
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", subject)

    def _list_changed(self) -> list[str]:
        """The paths that git's status names."""
        status = self.machine.git(self.top, "status", "--porcelain", "-uall", "-z", "--no-renames")
        return [line[3:] for line in status.out.split("\0") if line]

    # Decisions ----------------------------------------------------------------------------------

    def decide(self, pull_request: PullRequest) -> None:
        """Make a decision on a branch, and commit it."""
        self.go_to(pull_request.branch)
        what = pull_request.topic[1]
        listed = json.loads(self.machine.minutebook(self.top, "list", "adr", "--json").out)
        by_status: dict[str, list[str]] = {}
        for record in listed["records"]:
            by_status.setdefault(record["status"], []).append(record["ref"])
        proposed, accepted = by_status.get("proposed", []), by_status.get("accepted", [])[1:]
        action = pull_request.decision
        if action == "accept" and proposed:
            self.machine.minutebook(self.top, "adr", "accept", proposed[0])
        elif action == "supersede" and accepted:
            title = _make_title(pull_request)
            self.machine.minutebook(self.top, "adr", "supersede", accepted[0], "--with", title)
        else:
            status = "proposed" if action == "propose" else "accepted"
            self._make_decision(pull_request, status)
        self.git("add", "-A", "--", "decisions")
        self.git("commit", "-q", "-m", f"Decide where {what} are kept")

    def _make_decision(self, pull_request: PullRequest, status: str) -> None:
        context = f"Where {pull_request.topic[1]} are kept decides how fast an order is."
        options = ("--status", status, "--context", context)
        self.machine.minutebook(self.top, "adr", "new", _make_title(pull_request), *options)

    # Turns --------------------------------------------------------------------------------------

    def play_turn(self, pull_request: PullRequest, turn: Turn) -> None:
        """Have a turn with an agent, on the branch or, before there is one, on main."""
        is_on_branch = pull_request.branch in self.branches
        self.go_to(pull_request.branch if is_on_branch else MAIN)
        agent = self._find_agent(pull_request, turn)
        played = self._note(agent, turn.said, pull_request.number * is_on_branch, turn)
        if turn.beside:
            self._play_beside(pull_request, turn, agent)
        else:
            self._handle(agent.ask(turn.said.prompt))
            self.machine.wait(self.rng.uniform(5, 40))
            self._work(pull_request, turn, agent, played)
        if not is_on_branch:
            self._make_branch(pull_request)
        elif turn.kind == FILES and self.rng.random() < 0.5:
            self.machine.wait(self.rng.uniform(20, 300))
            self._commit_by_hand(pull_request)

    def review(self, pull_request: PullRequest, turn: Turn) -> None:
        """Come back to a branch for a turn, push it, and go back."""
        before = self.git("rev-parse", "--abbrev-ref", "HEAD")
        self.play_turn(pull_request, turn)
        self.open(pull_request)
        self.go_to(before)

    def end_sessions(self, pull_request: int = 0) -> None:
        """Close the agents that worked on a pull request, or all of them."""
        for key in [key for key in self.sessions if pull_request in (0, key[0])]:
            self._handle(self.sessions.pop(key).end())
        self._read_pages()

    def come_back(self) -> None:
        """Begin a session after the week: what was cut off in it is recorded then."""
        self._handle(actor("claude", f"{self.name}-after", self.top).begin())
        self._read_pages()

    def _find_agent(self, pull_request: PullRequest, turn: Turn, place: int = 0) -> Any:
        key = (pull_request.number, turn.session, place)
        if key not in self.sessions:
            # A session of its own has another agent every other time.
            name = AGENTS[self.name][(place + turn.session) % 2]
            session = f"{self.name}-{pull_request.number}-{turn.session}-{place}"
            self.sessions[key] = actor(name, session, self.top)
            self._handle(self.sessions[key].begin())
        return self.sessions[key]

    def _note(self, agent: Any, said: Said, number: int, turn: Turn) -> PlayedTurn:
        played = PlayedTurn(said.prompt, agent.session, number, turn.kind != SMALL_TALK)
        self.counts.turns.append(played)
        return played

    def _work(self, pull_request: PullRequest, turn: Turn, agent: Any, played: PlayedTurn) -> None:
        paths: list[str] = []
        if turn.kind not in (SMALL_TALK, QUESTION):
            for _ in range(self.rng.randint(1, 2)):
                paths += self._write(pull_request, turn.said, agent)
            played.changed_files = True
        if turn.kind == INTERRUPTED:
            return
        if turn.task:
            paths += self._delegate(pull_request, turn, agent)
        is_deciding = turn.kind == COMMITS and pull_request.decision == BY_AGENT
        if is_deciding and pull_request.number not in self.decided:
            self.decided.add(pull_request.number)
            self._make_decision(pull_request, "proposed")
            command = f"minutebook adr new '{_make_title(pull_request)}' --status proposed"
            self._handle(agent.ran(command, "wrote a decision"))
            paths.append("decisions")
        if turn.kind in (COMMITS, FILES):
            self._handle(agent.ran("pytest -q", "3 passed in 0.21s"))
        for number in range(turn.commit_count):
            if number:
                paths = self._write(pull_request, turn.said, agent)
            self._commit(turn, agent, paths)
            played.has_commits = True
        self._stop(agent, turn.said, played)

    def _play_beside(self, pull_request: PullRequest, turn: Turn, agent: Any) -> None:
        """Two sessions in one tree, whose events come by turns."""
        assert turn.beside
        other = self._find_agent(pull_request, turn, 1)
        played = self.counts.turns[-1]
        other_played = self._note(other, turn.beside, pull_request.number, turn)
        both = ((agent, turn.said, played), (other, turn.beside, other_played))
        for each, said, _ in both:
            self._handle(each.ask(said.prompt))
            self.machine.wait(self.rng.uniform(3, 9))
        paths = [self._write(pull_request, said, each) for each, said, _ in both]
        for (each, _, each_played), written in zip(both, paths, strict=True):
            self._commit(turn, each, written)
            each_played.has_commits = each_played.changed_files = True
        for each, said, each_played in both:
            self._stop(each, said, each_played)

    def _write(self, pull_request: PullRequest, said: Said, agent: Any) -> list[str]:
        """Write a file of the shop, sometimes its line in the routes, too; the paths."""
        self.written_count += 1
        module = pull_request.topic[0].replace("-", "_")
        path = f"src/shop/{module}/{said.part}_{self.written_count}.py"
        self._put(path, f"def {said.part}(order):\n    return order, {self.written_count}\n")
        self._handle(agent.wrote(path))
        paths = [path]
        if self.rng.random() < 0.3:
            routes = self.top / "src/shop/routes.py"
            line = f"# {pull_request.topic[0]}\n"
            text = routes.read_text("utf-8")
            routes.write_text(text.replace(line, f"{line}ROUTES += [{path!r}]\n"), "utf-8")
            self._handle(agent.wrote("src/shop/routes.py"))
            paths.append("src/shop/routes.py")
        self.machine.wait(self.rng.uniform(5, 60))
        return paths

    def _put(self, path: str, text: str) -> None:
        file = self.top / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")

    def _delegate(self, pull_request: PullRequest, turn: Turn, agent: Any) -> list[str]:
        assert turn.task
        self.written_count += 1
        path = f"notes/{pull_request.topic[0]}-{self.written_count}.md"
        lines = agent.delegated("explore", turn.task.prompt, turn.task.answer, path)
        self._put(path, f"# {turn.task.prompt}\n")
        self._handle(lines)
        if agent.name != "gemini":  # which tells of a subagent's answer alone
            task = self._note(agent, turn.task, pull_request.number, turn)
            task.has_commits = True
        return [path]

    def _commit(self, turn: Turn, agent: Any, paths: Sequence[str]) -> None:
        """Commit as an agent does, in its shell; what it wrote alone, or all there is."""
        self.machine.wait(self.rng.uniform(3, 20))
        subject = f"{turn.said.part.capitalize()}: {turn.kind} {self.written_count}"
        added = ("-A",) if turn.adds_all else ("--", *dict.fromkeys(paths))
        variables = {"CLAUDE_CODE_SESSION_ID": agent.session} if agent.name == "claude" else {}
        options = ("-c", f"core.hooksPath={os.devnull}") if agent.name in _WITHOUT_GIT_HOOKS else ()
        command = f"git add {' '.join(added)} && git commit -m '{subject}'"
        self.git("add", *added, **variables)
        output = self.git(*options, "commit", "-m", subject, **variables)
        self.machine.wait(1)
        self._handle(agent.ran(command, output))

    def _stop(self, agent: Any, said: Said, played: PlayedTurn) -> None:
        """End a turn, and see what its end left in the tree."""
        self.machine.wait(self.rng.uniform(2, 20))
        was_clean = not self._list_changed()
        seconds = self._handle(agent.stop(said.answer))
        self.counts.turn_end_seconds[played.has_commits].append(seconds)
        self._read_pages()
        if not was_clean:
            return
        changed = self._list_changed()
        self.counts.dirty_kinds.update({kind_of_path(path) for path in changed})
        if played.has_commits:
            self.counts.clean_after_commits += 1
            self.counts.dirty_after_commits += bool(changed)
        else:
            self.counts.clean_after_talk += 1
            self.counts.dirty_after_talk += bool(changed)

    def _handle(self, lines: Sequence[Line]) -> float:
        """Hand an agent's events to the hook; the processor time of the last one."""
        seconds = 0.0
        for arguments, payload in lines:
            data = json.dumps(payload).encode()
            result = self.machine.hook(self.top, arguments, data)
            seconds = result.seconds
            if result.err:
                self.counts.hook_errors.append(result.err.strip())
            self.machine.wait(self.rng.uniform(0.5, 3))
        return seconds

    def _read_pages(self) -> None:
        """Note which turns have a page in the working tree."""
        for path in (self.top / "history").rglob("*.prompt.md"):
            changed = path.stat().st_mtime_ns
            if self.read_times.get(path) != changed:
                self.read_times[path] = changed
                self.counts.seen_pages.add(read_facts(path.read_text("utf-8")))


def read_facts(page: str) -> tuple[str, str]:
    """The session and the digest of the prompt that a record states; "" for what it does not."""
    facts = dict(_RECORD_FACTS.findall(page))
    return facts.get("session", ""), facts.get("digest", "")


def _make_title(pull_request: PullRequest) -> str:
    return f"Keep {pull_request.topic[1]} in a table of their own"


def _asks_first(pull_request: PullRequest) -> bool:
    """Whether the first turn is had on main, before there is a branch."""
    first = (*pull_request.turns, *pull_request.review_turns)[0]
    return pull_request.asks_on_main and first.kind in (QUESTION, SMALL_TALK)
