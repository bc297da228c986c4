"""Git's side of a turn: a commit made within it names its record, others are noted.

Called by git's own hooks, which `agents install git` writes. What they do where branches meet
stands in `git_hooks`, and is loaded only then.
"""

from __future__ import annotations

import os
import sys
import time

from minutebook.repository import spool
from minutebook.repository.git import tree_status

RECORD_TRAILER = "PHR"
_ENVIRONMENT = ("CLAUDE_CODE_SESSION_ID",)  # how an agent's own shell names its session
_NOTES = 5  # of those of a repair, as many are shown
_LATEST = 8  # prompts of a session that are looked at: the last one, and what came with it
_SQUASH = "minutebook-squash"  # what the commit of a squashed merge settles: HEAD before it
_OPEN_FOR = 6 * 3600.0  # seconds after its last event that a turn counts as open


def run_git_hook(cwd: str, args: list[str]) -> bool:
    """What git calls, by the hook's name and the arguments it has. Whether git may go on.

    `prepare-commit-msg FILE [SOURCE [COMMIT]]`, `post-commit`, `post-merge SQUASH`, `post-rewrite
    rebase|amend` or `pre-push REMOTE URL`.
    """
    common = spool.find_common_dir(cwd)
    if not common or not args:
        return True
    if args[0] == "pre-push":
        return _may_push(cwd, args)
    if args[0] == "prepare-commit-msg" and len(args) > 1 and args[2:3] != ["merge"]:
        number = (
            find_open_number(common, spool.find_top(cwd))
            if _said(os.path.join(cwd, args[1]))
            else 0
        )
        if number:
            trailer = f"{RECORD_TRAILER}: PHR-{number:04d}"
            tree_status.query_git(
                cwd, "interpret-trailers", "--in-place", "--no-divider",
                "--if-exists", "addIfDifferent", "--trailer", trailer, args[1],
            )  # fmt: skip
        if os.path.exists(os.path.join(_git_dir(cwd, common), "SQUASH_MSG")):
            _mark(cwd, common)  # one that had conflicts comes here without `post-merge`
    elif args[0] == "post-commit":
        _committed(cwd, common)
    elif args[0] == "post-merge" and args[1:2] == ["1"]:
        # Nothing is committed yet, so nobody can tell which lines came: the commit settles it.
        _mark(cwd, common)
        _met(cwd, "HEAD", squashed=True)
    elif args[0] == "post-merge":
        _met(cwd)
    elif args[0] == "post-rewrite":
        old = _given().partition(" ")[0]
        _met(cwd, old if args[1:2] == ["amend"] else "", rebased=args[1:2] == ["rebase"])
    return True


def _committed(cwd: str, common: str) -> None:
    message = tree_status.query_git(cwd, "log", "-1", "--format=%H %P%n%B")
    commits, _, body = message.partition("\n")
    commit, *parents = commits.split() or [""]
    if commit and f"\n{RECORD_TRAILER}: " not in f"\n{body}":
        path = os.path.join(common, "minutebook", "uncovered")
        os.makedirs(os.path.dirname(path), exist_ok=True)
        spool.append_bytes(path, f"{commit} {int(time.time())}\n".encode())
    mark = os.path.join(_git_dir(cwd, common), _SQUASH)
    squashed = spool.read_text(mark).strip()
    if squashed:
        os.unlink(mark)
    # A merge that had conflicts ends here, without `post-merge`.
    if len(parents) > 1 or squashed in parents:
        _met(cwd, parents[0])


def _mark(cwd: str, common: str) -> None:
    """Leave word for `post-commit` that the next commit is that of a squashed merge."""
    head = tree_status.query_git(cwd, "rev-parse", "--quiet", "--verify", "HEAD").strip()
    with open(os.path.join(_git_dir(cwd, common), _SQUASH), "w", encoding="ascii") as file:
        file.write(f"{head}\n")


def _git_dir(cwd: str, common: str) -> str:
    """The git directory of this working tree alone."""
    top = spool.find_top(cwd)
    said = spool.read_text(os.path.join(top, ".git"))  # a file in a linked worktree
    own = said.removeprefix("gitdir:").strip()
    return os.path.normpath(os.path.join(top, own)) if own else common


def _met(cwd: str, base: str = "", *, rebased: bool = False, squashed: bool = False) -> None:
    from minutebook.agents.git_hooks import merge_and_push
    from minutebook.errors import Refusal

    try:
        base = base or "ORIG_HEAD"
        said, notes = merge_and_push.repair_after_merge(
            cwd, base, is_rebase=rebased, is_squash=squashed
        )
    except Refusal as refusal:
        said = (
            f"{refusal.message} ({refusal.hint}), then run minutebook renumber && minutebook index"
        )
        notes = ()
    left = len(notes) - _NOTES
    shown = [f"note: {note}" for note in notes[:_NOTES]]
    shown += [f"note: and {left} more"] if left > 0 else []
    for line in [f"minutebook: {said}"] * bool(said) + shown:
        sys.stderr.write(f"{line}\n")


def _may_push(cwd: str, words: list[str]) -> bool:
    from minutebook.agents.git_hooks import merge_and_push
    from minutebook.errors import Refusal

    said, remote = _given(), words[1] if len(words) > 1 else ""
    if not said.strip() and "PRE_COMMIT_TO_REF" in os.environ:  # how pre-commit tells it
        parts = ("LOCAL_BRANCH", "TO_REF", "REMOTE_BRANCH", "FROM_REF")
        said = " ".join(os.environ.get(f"PRE_COMMIT_{part}", "-") for part in parts)
        remote = os.environ.get("PRE_COMMIT_REMOTE_NAME", remote)
    try:
        clashes = merge_and_push.find_push_clashes(cwd, remote, said.split("\n"))
    except Refusal as refusal:
        sys.stderr.write(f"minutebook: numbers not looked at: {refusal.message}\n")
        return True
    for clash in clashes:
        sys.stderr.write(f"error: {clash.message}\nhint: {clash.hint}\n")
    return not clashes


def _given() -> str:
    """What git gives a hook on stdin."""
    if sys.stdin is None or sys.stdin.isatty():
        return ""
    return sys.stdin.buffer.read().decode("utf-8", "surrogateescape")


def _said(path: str) -> bool:
    """Whether a message has words: an editor left without any is how a commit is called off."""
    lines = spool.read_text(path).partition("\n# ------------------------ >8 ---")[0].split("\n")
    return any(line.strip() and not line.startswith("#") for line in lines)


def find_open_number(common_dir: str, top: str) -> int:
    """The number reserved for the turn that is going on; 0 where none is, or more than one.

    In an agent's own shell, which names its session, only that one's turn counts; elsewhere those
    in the same working tree.
    """
    turns = find_open_turns(common_dir)
    for name in _ENVIRONMENT:
        session = spool.sanitize_name(os.environ.get(name, ""))
        if session:
            own = [turn for base, turn in turns.items() if base.endswith(f"-{session}")]
            return own[0][0] if own else 0
    here = [number for number, tree in turns.values() if tree == top]
    return here[0] if len(here) == 1 else 0


def find_open_turns(common_dir: str) -> dict[str, tuple[int, str]]:
    """The sessions whose last prompt has no record yet: the number reserved for it, and its tree.

    A prompt that came as two events at once has the lower number.
    """
    folder = spool.ensure_folder(common_dir)
    starts: dict[str, list[str]] = {}
    done = set()
    for name in os.listdir(folder):
        stem, _, ending = name.rpartition(".")
        if ending == "start":
            base, _, at = stem.partition(".")
            starts.setdefault(base, []).append(at)
        elif ending == "done":
            done.add(stem)
    found = {}
    for base, moments in starts.items():
        notes = {
            at: spool.read_text(os.path.join(folder, f"{base}.{at}.start")).split("\0")
            for at in sorted(moments)[-_LATEST:]
        }
        recorded = max((at for at in notes if f"{base}.{at}" in done), default="")
        going = [at for at in notes if at > recorded and not _twice(notes, recorded, at)]
        try:
            age = time.time() - os.stat(os.path.join(folder, f"{base}.jsonl")).st_mtime
        except OSError:
            continue
        if going and age < _OPEN_FOR:
            same = [notes[at] for at in going if at == going[-1] or _twice(notes, at, going[-1])]
            numbers = [int(note[0]) for note in same if note[0].isdigit() and len(note) > 4]
            if numbers:
                found[base] = min(numbers), notes[going[-1]][3]
    return found


def _twice(notes: dict[str, list[str]], first: str, then: str) -> bool:
    """Whether two prompts are one that came as two events, by two settings that an agent loads."""
    if not first or not 0 < float(then) - float(first) <= spool.DUPLICATE_EVENT_SECONDS:
        return False
    return notes[first][3:5] == notes[then][3:5]
