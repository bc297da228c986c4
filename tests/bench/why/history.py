"""A history of a repository, made from a seed: it knows from which record each line is.

Turns and people edit eight files, on the default branch and on others. Branches come in by squash,
merge and rebase, with conflicts resolved by hand; a fix is cherry-picked, files are renamed,
indentation is changed, a formatter runs.
"""

from __future__ import annotations

import os
import random
import subprocess
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from minutebook.provenance.added_lines import AddedLines
from minutebook.provenance.traces import format_trace, sample_hashes
from why.edits import Editor, Line, apply_edit, list_changed, merge_lines

FIRST_FILES = (
    *("src/app.py", "src/store.py", "src/web/routes.py", "src/web/forms.py"),
    *("src/jobs.py", "src/auth.py", "lib/util.py", "lib/net.py"),
)
_FOLDER = "history/prompts/general"
_FIRST_DAY = 1_767_225_600  # 2026-01-01
_REPORTED_SHARE = 0.08  # of records that people write, without traces
_STEP_SECONDS = 25_200

State = dict[str, list[Line]]


@dataclass
class Turn:
    """A turn with a record: what it added, by the file's name then, and its commits."""

    number: int
    added: dict[str, AddedLines]
    commits: list[str] = field(default_factory=list)
    is_reported: bool = False
    has_page: bool = False

    @property
    def ref(self) -> str:
        return f"PHR-{self.number:04d}"

    @property
    def traces(self) -> dict[str, str]:
        """The traces of its record, as the end of a turn makes them."""
        if self.is_reported:
            return {}
        sampled = sample_hashes({path: added.texts.keys() for path, added in self.added.items()})
        return {
            path: format_trace(len(self.added[path].texts), hashes)
            for path, hashes in sampled.items()
        }


class HistoryMaker:
    """Makes one history in a new repository; `state` has the lines of its files at the end."""

    def __init__(self, top: Path, seed: int, records: int = 64) -> None:
        self.top, self.records = top, records
        self.rng = random.Random(seed)
        self.editor = Editor(self.rng)
        self.state: State = {}
        self.turns: list[Turn] = []
        self._moment = _FIRST_DAY
        self._states: dict[str, State] = {}  # by commit
        self._waiting: list[Turn] = []  # whose pages are not written yet

    # Git --------------------------------------------------------------------------------------

    def git(self, *args: str, stdin: str = "") -> str:
        date = f"@{self._moment} +0000"
        environment = {
            **os.environ,
            "GIT_AUTHOR_DATE": date,
            "GIT_COMMITTER_DATE": date,
        }
        done = subprocess.run(
            ["git", "-C", str(self.top), *args],
            env=environment,
            input=stdin,
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout.strip()

    def commit(self, message: str, *parents: str) -> str:
        """Commit the files as they are; with parents as a merge of these."""
        self._moment += _STEP_SECONDS
        self._write_state()
        self.git("add", "-A")
        if not parents:
            self.git("commit", "-q", "--allow-empty", "-m", message)
            sha = self.git("rev-parse", "HEAD")
            self._states[sha] = dict(self.state)
            return sha
        args = [arg for parent in parents for arg in ("-p", parent)]
        sha = self.git("commit-tree", self.git("write-tree"), *args, "-m", message)
        self.git("reset", "-q", "--hard", sha)
        return sha

    def _write_state(self) -> None:
        for path, lines in self.state.items():
            target = self.top / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text("".join(f"{line.text}\n" for line in lines))
        known = set(self.state)
        for folder in ("src", "lib"):
            for file in (self.top / folder).rglob("*.py"):
                if file.relative_to(self.top).as_posix() not in known:
                    file.unlink()

    # Records ------------------------------------------------------------------------------------

    def write_page(self, turn: Turn) -> None:
        """Write the page of a turn's record; sometimes the page before it is changed, too."""
        turn.has_page = True
        files = list(turn.added)
        block = ["<!-- minutebook:record"]
        if turn.commits:
            block.append(f"commits: [{', '.join(sha[:12] for sha in turn.commits)}]")
        block += ["files:", *(f"  - {path}" for path in files)]
        if turn.traces:
            block.append("traces:")
            block += [f'  {path}: "{trace}"' for path, trace in turn.traces.items()]
        block += [f"fidelity: {'reported' if turn.is_reported else 'verbatim'}", "-->"]
        day = time.strftime("%Y-%m-%d", time.gmtime(self._moment))
        text = (
            f'---\nid: "{turn.number:04d}"\ntitle: Task {turn.number}\nstage: general\n'
            f"date: {day}\n---\n\n# {turn.ref} Task {turn.number}\n\n## Prompt\n\n"
            f"> Do task {turn.number}.\n\n" + "\n".join(block) + "\n"
        )
        folder = self.top / _FOLDER
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{turn.number:04d}-task-{turn.number}.general.prompt.md").write_text(text)
        earlier = sorted(folder.glob("*.md"))[:-1]
        if earlier and self.rng.random() < 0.3:
            page = self.rng.choice(earlier[-3:])
            page.write_text(page.read_text().replace("\n> Do", f"\nNext: {turn.ref}\n\n> Do", 1))

    def flush_pages(self) -> None:
        """Commit the pages that wait, as a person does in the end."""
        waiting, self._waiting = self._waiting, []
        for turn in waiting:
            self.write_page(turn)
        if waiting:
            self.commit("Add the records")

    # Work ---------------------------------------------------------------------------------------

    def edit_files(self, author: str, paths: list[str]) -> dict[str, tuple[list[str], list[str]]]:
        """Edit some files; gives the lines that were added to each, and those that went."""
        changed = {}
        for path in paths:
            before = self.state[path]
            texts = self.editor.edit([line.text for line in before])
            after = apply_edit(before, texts, author)
            if [line.text for line in after] != [line.text for line in before]:
                changed[path] = list_changed(before, after)
                self.state[path] = after
        return changed

    def choose_files(self, most: int = 3) -> list[str]:
        return self.rng.sample(sorted(self.state), self.rng.randint(1, most))

    def take_turn(self, paths: list[str] | None = None, *, page: str = "") -> Turn:
        """A turn with its commits and its record.

        `page` says when its page is committed: with the work, after it (listing the commits), or
        later with others.
        """
        rng = self.rng
        turn = Turn(len(self.turns) + 1, {}, is_reported=rng.random() < _REPORTED_SHARE)
        self.turns.append(turn)
        page = page or rng.choices(("with", "after", "later"), (6, 3, 1))[0]
        has_trailer = rng.random() < 0.7
        trailer = f"\n\nPHR: {turn.ref}" if has_trailer else ""
        parts = 2 if page == "after" and rng.random() < 0.3 else 1
        for part in range(parts):
            changed = self.edit_files(turn.ref, paths or self.choose_files())
            for path, (added, removed) in changed.items():
                turn.added.setdefault(path, AddedLines()).add_change(added, removed)
            if page != "with":
                turn.commits.append(self.commit(f"Task {turn.number}, part {part + 1}{trailer}"))
        if page == "with":
            if rng.random() < 0.12:  # a person adds to it
                self.edit_files("", self.choose_files(2))
            self.write_page(turn)
            self.commit(f"Task {turn.number}{trailer}")
        elif page == "after":
            self.write_page(turn)
            self.commit(f"Record task {turn.number}")
        else:
            if not has_trailer or rng.random() < 0.5:
                turn.commits.clear()
            self._waiting.append(turn)
        return turn

    def work_by_hand(self) -> None:
        self.edit_files("", self.choose_files(2))
        self.commit("Change something by hand")

    def reindent(self) -> None:
        path = self.rng.choice(sorted(self.state))
        self.state[path] = [
            Line(f"    {line.text}" if line.text else "", line.author, line.writer)
            for line in self.state[path]
        ]
        self.commit("Indent")

    def reformat(self) -> None:
        """A formatter changes the quotation marks of some lines: nobody's turn."""
        path = self.rng.choice(sorted(self.state))
        lines = self.state[path]
        start = self.rng.randrange(len(lines))
        texts = [
            line.text.replace("'", '"') if start <= index < start + 12 else line.text
            for index, line in enumerate(lines)
        ]
        self.state[path] = apply_edit(lines, texts, "")
        self.commit("Run the formatter")

    def rename(self) -> None:
        path = self.rng.choice(sorted(self.state))
        stem = path.removesuffix(".py").rstrip("0123456789")
        new_path = f"{stem}{len(self.turns)}.py"
        if new_path not in self.state:
            self.state[new_path] = self.state.pop(path)
            self.commit(f"Rename {path}")

    # Branches -----------------------------------------------------------------------------------

    def resolve(self, ours: list[Line], theirs: list[Line]) -> list[Line]:
        """A person resolves a conflict: keeps one side or both, or joins them by a line."""
        choice = self.rng.randrange(4)
        if choice == 0:
            return ours
        if choice == 1:
            return theirs
        known = set(map(id, ours))
        both = [*ours, *(line for line in theirs if id(line) not in known)]
        return both if choice == 2 else [*both, Line(self.editor.make_text(0.0), "")]

    def merge_states(self, base: State, ours: State, theirs: State) -> State:
        return {
            path: merge_lines(base[path], ours[path], theirs[path], self.resolve) for path in base
        }

    def work_on_branch(self) -> None:
        """Some turns on a branch, others on the default one meanwhile, and the branch comes in."""
        rng = self.rng
        self.flush_pages()
        base, fork = dict(self.state), self.git("rev-parse", "HEAD")
        self.git("checkout", "-q", "-b", f"work-{len(self.turns)}")
        shared = self.choose_files(2)
        first_turn = len(self.turns)
        for _ in range(rng.randint(2, 4)):
            paths = shared if rng.random() < 0.6 else None
            self.take_turn(paths)
            if rng.random() < 0.15:
                self.work_by_hand()
        self.flush_pages()
        branch_state, branch = dict(self.state), self.git("rev-parse", "HEAD")
        branch_commits = self.git("rev-list", "--reverse", f"{fork}..{branch}").split()
        subjects = [self.git("log", "-1", "--format=* %B", sha) for sha in branch_commits]
        pages = self.git("ls-files", _FOLDER).split("\n")
        texts = {page: (self.top / page).read_text() for page in pages if page}
        self.git("checkout", "-q", "main")
        self.state = dict(base)
        if rng.random() < 0.6:
            for _ in range(rng.randint(1, 2)):
                self.take_turn(shared if rng.random() < 0.4 else None, page="with")
        way = rng.choices(("squash", "merge", "rebase"), (5, 2, 3))[0]
        main, main_state = self.git("rev-parse", "HEAD"), dict(self.state)
        if way == "rebase":
            self._replay(base, main_state, branch_commits)
            return
        self.state = self.merge_states(base, main_state, branch_state)
        self._restore_pages(texts)
        if way == "squash":
            body = "\n\n".join(subjects)
            self.commit(f"Squash of {len(self.turns) - first_turn} tasks\n\n{body}")
        else:
            self.commit("Merge a branch", main, branch)

    def _restore_pages(self, texts: Mapping[str, str]) -> None:
        for page, text in texts.items():
            (self.top / page).parent.mkdir(parents=True, exist_ok=True)
            (self.top / page).write_text(text)

    def _replay(self, base: State, tip: State, commits: list[str]) -> None:
        """Put the commits of a branch on top of the default branch, each merged as git does it."""
        previous, current = base, tip
        for sha in commits:
            theirs = self._states[sha]
            current = self.merge_states(previous, current, theirs)
            self.state = current
            changed = self.git("diff", "--name-only", f"{sha}^", sha, "--", _FOLDER).split("\n")
            self._restore_pages(
                {page: self.git("show", f"{sha}:{page}") + "\n" for page in changed if page}
            )
            self.commit(self.git("log", "-1", "--format=%B", sha))
            previous = theirs

    def pick_a_fix(self) -> None:
        """A turn on a branch for an older release, of which the commit is picked."""
        self.flush_pages()
        base = dict(self.state)
        self.git("checkout", "-q", "-b", f"release-{len(self.turns)}")
        self.take_turn(page="with" if self.rng.random() < 0.6 else "after")
        commits = self.git("rev-list", "--reverse", "main..HEAD").split()
        self.git("checkout", "-q", "main")
        self.state = dict(base)
        self.work_by_hand()
        self._replay(base, dict(self.state), commits)

    def make(self) -> None:
        """Make the whole history."""
        self.top.mkdir(parents=True)
        self.git("init", "-q", "-b", "main")
        for name, value in (("user.name", "Someone"), ("user.email", "someone@example.com")):
            self.git("config", name, value)
        for path in FIRST_FILES:
            self.state[path] = [
                Line(self.editor.make_text(), "") for _ in range(self.rng.randint(15, 40))
            ]
        self.commit("Begin")
        events: list[tuple[Callable[[], object], int]] = [
            (self.take_turn, 8),
            (self.work_on_branch, 7),
            (self.work_by_hand, 3),
            (self.reindent, 1),
            (self.reformat, 1),
            (self.rename, 2),
            (self.pick_a_fix, 2),
        ]
        functions, weights = zip(*events, strict=True)
        for function in (self.work_on_branch, self.reindent, self.rename, self.pick_a_fix):
            function()
        while len(self.turns) < self.records:
            self.rng.choices(functions, weights)[0]()
            if self._waiting and self.rng.random() < 0.3:
                self.flush_pages()
        self.flush_pages()
