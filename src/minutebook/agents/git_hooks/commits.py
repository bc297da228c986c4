"""What git's own hooks do at a commit: it names the record of its turn, or is noted as without one.

Called by the hooks that `agents install git` writes. What they do where branches meet stands in
`merge_and_push`, which is loaded only then.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterable

from minutebook.repository import guard, light, spool
from minutebook.repository.git import tree_status

RECORD_TRAILER = "PHR"
_SESSION_VARIABLES = ("CLAUDE_CODE_SESSION_ID",)  # how an agent's own shell names its session
_MAX_SHOWN_NOTES = 5  # of those of a repair
_MAX_PROMPTS = 8  # prompts of a session that are looked at: the last one, and what came with it
_MAX_TAIL_BYTES = 8 * 1024 * 1024  # bytes of a session's file, from its end
_SIGNS_BEFORE_PATH = ("/", '"', "'", " ")  # in an event
_SQUASH_MARK = "minutebook-squash"  # file: HEAD before a squashed merge that is not committed yet


def run_git_hook(cwd: str, args: list[str]) -> bool:
    """Do what a hook of git is for; whether git may go on.

    `args` are the hook's name and its arguments: `prepare-commit-msg FILE [SOURCE [COMMIT]]`,
    `post-commit`, `post-merge SQUASH`, `post-rewrite rebase|amend` or `pre-push REMOTE URL`.
    """
    top, git_dir, common_dir = light.find_git_folders(os.path.realpath(cwd))
    if not top or not args:
        return True
    hook, *hook_args = args
    if hook == "pre-push":
        return _may_push(cwd, hook_args[0] if hook_args else "")
    if hook == "prepare-commit-msg" and hook_args and hook_args[1:2] != ["merge"]:
        if _has_message(os.path.join(cwd, hook_args[0])):
            number = find_open_number(common_dir, top)
            if number and not _is_private_branch(cwd, top):
                trailer = f"{RECORD_TRAILER}: PHR-{number:04d}"
                tree_status.add_trailer(cwd, hook_args[0], trailer)
        if os.path.exists(os.path.join(git_dir, "SQUASH_MSG")):
            _mark_squash(cwd, git_dir)  # one that had conflicts comes here without `post-merge`
    elif hook == "post-commit":
        _finish_commit(cwd, git_dir, common_dir)
    elif hook == "post-merge" and hook_args[:1] == ["1"]:
        # Nothing is committed yet, so nobody can tell which lines came: the commit settles it.
        _mark_squash(cwd, git_dir)
        _repair(cwd, "HEAD", is_squash=True)
    elif hook == "post-merge":
        _repair(cwd)
    elif hook == "post-rewrite":
        from minutebook.repository.pending import rewritten_commits

        pairs_text = _read_stdin()
        rewritten_commits.note_rewritten(common_dir, pairs_text)
        old_commit = pairs_text.partition(" ")[0]
        _repair(
            cwd,
            old_commit if hook_args[:1] == ["amend"] else "",
            is_rebase=hook_args[:1] == ["rebase"],
        )
    return True


def _is_private_branch(cwd: str, top: str) -> bool:
    """Whether the settings keep records of the branch that is checked out or rebased private.

    A commit of such a turn names no record: none but this clone has it, and another clone may have
    given its number to another one. The settings are read only where they speak of that.
    """
    from minutebook.repository.settings.config_file import CONFIG_FILENAMES

    paths = (os.path.join(top, name) for name in CONFIG_FILENAMES)
    if not any("private" in light.read_text(path) for path in paths):
        return False
    from minutebook.errors import Refusal
    from minutebook.operations.creation.features import find_feature
    from minutebook.operations.project import open_project
    from minutebook.records.phr import visibility

    try:
        project = open_project(cwd)
    except Refusal as error:
        light.log_error(error, "the commit names no record")
        return True
    settings = project.settings
    return any(
        visibility.choose_visibility(
            settings.visibility,
            settings.visibility_rules,
            feature=find_feature(project, branch),
            branches=[branch],
        )
        == visibility.PRIVATE
        for branch in tree_status.read_branches(project.repo.git_dir)
    )


def _finish_commit(cwd: str, git_dir: str, common_dir: str) -> None:
    """Note a commit that names no record, and repair numbers where it ended a merge."""
    commit, parents, message = tree_status.read_last_commit(cwd)
    if commit and f"\n{RECORD_TRAILER}: " not in f"\n{message}":
        path = os.path.join(guard.make_state_folder(common_dir), "uncovered")
        light.append_bytes(path, f"{commit} {int(time.time())}\n".encode())
        guard.share_with_group(path)
    mark = os.path.join(git_dir, _SQUASH_MARK)
    squash_base = light.read_text(mark).strip()
    if squash_base:
        os.unlink(mark)
    # A merge that had conflicts ends here, without `post-merge`.
    if len(parents) > 1 or squash_base in parents:
        _repair(cwd, parents[0])


def _mark_squash(cwd: str, git_dir: str) -> None:
    """Tell `post-commit` that the next commit is that of a squashed merge."""
    path = os.path.join(git_dir, _SQUASH_MARK)
    with open(guard.open_state_file(path), "w", encoding="ascii") as file:
        file.write(f"{tree_status.read_head(cwd)}\n")


def _repair(
    cwd: str, previous_commit: str = "", *, is_rebase: bool = False, is_squash: bool = False
) -> None:
    """Repair numbers and index pages after a merge or rebase, and report it on stderr."""
    from minutebook.agents.git_hooks import merge_and_push
    from minutebook.errors import Refusal

    notes: tuple[str, ...] = ()
    try:
        summary, notes = merge_and_push.repair_after_merge(
            cwd, previous_commit or "ORIG_HEAD", is_rebase=is_rebase, is_squash=is_squash
        )
    except Refusal as refusal:
        commands = merge_and_push.suggest_commands(cwd)
        summary = f"{refusal.message} ({refusal.hint}), then run {commands}"
    lines = [f"minutebook: {summary}"] if summary else []
    lines += [f"note: {note}" for note in notes[:_MAX_SHOWN_NOTES]]
    if len(notes) > _MAX_SHOWN_NOTES:
        lines.append(f"note: and {len(notes) - _MAX_SHOWN_NOTES} more")
    _write_stderr(lines)


def _may_push(cwd: str, remote: str) -> bool:
    """Whether a push gives no number to two records and publishes nothing that is kept apart."""
    from minutebook.agents.git_hooks import merge_and_push
    from minutebook.errors import Refusal

    updates = _read_stdin()
    if not updates.strip() and "PRE_COMMIT_TO_REF" in os.environ:  # how pre-commit passes it on
        names = ("LOCAL_BRANCH", "TO_REF", "REMOTE_BRANCH", "FROM_REF")
        updates = " ".join(os.environ.get(f"PRE_COMMIT_{name}", "-") for name in names)
        remote = os.environ.get("PRE_COMMIT_REMOTE_NAME", remote)
    try:
        clashes = merge_and_push.find_push_clashes(cwd, remote, updates.split("\n"))
    except Refusal as refusal:
        _write_stderr([f"minutebook: numbers were not checked: {refusal.message}"])
        return True
    for clash in clashes:
        _write_stderr([f"error: {clash.message}", f"hint: {clash.hint}"])
    return _may_show(cwd, remote, updates) and not clashes


def _may_show(cwd: str, remote: str, updates: str) -> bool:
    """Whether a push would publish no text that is kept apart; what stops it goes to stderr."""
    from minutebook.agents.git_hooks import shown_pages
    from minutebook.errors import Refusal

    try:
        pages = shown_pages.find_shown_pages(cwd, remote, updates.split("\n"))
    except Refusal as refusal:
        _write_stderr([f"minutebook: visibility was not checked: {refusal.message}"])
        return True
    for page in pages:
        _write_stderr([f"error: {page.message}", f"hint: {page.hint}"])
    return not pages


def _write_stderr(lines: Iterable[str]) -> None:
    """Write lines for people, free of what would control their terminal."""
    from minutebook.text.terminal import escape_line

    sys.stderr.write("".join(f"{escape_line(line)}\n" for line in lines))


def _read_stdin() -> str:
    """What git gives a hook on stdin."""
    if sys.stdin is None or sys.stdin.isatty():
        return ""
    return sys.stdin.buffer.read().decode("utf-8", "surrogateescape")


def _has_message(path: str) -> bool:
    """Whether a commit message has text: an editor left without any is how one is called off."""
    message = light.read_text(path).partition("\n# ------------------------ >8 ---")[0]
    return any(line.strip() and not line.startswith("#") for line in message.split("\n"))


def find_open_number(common_dir: str, top: str) -> int:
    """The number reserved for the turn that is going on; 0 where none is, or nobody knows which.

    In an agent's own shell, which names its session, only that one's turn counts; elsewhere those
    in the same working tree. Of several it is the one whose events alone name all files that are
    about to be committed.
    """
    open_turns = find_open_turns(common_dir)
    for variable in _SESSION_VARIABLES:
        session = light.sanitize_name(os.environ.get(variable, ""))
        if session:
            numbers = [
                number for base, (number, _) in open_turns.items() if base.endswith(f"-{session}")
            ]
            return numbers[0] if numbers else 0
    here = {base: number for base, (number, turn_top) in open_turns.items() if turn_top == top}
    if len(here) > 1:
        paths = tree_status.list_staged_paths(top)
        names_all = {base for base in here if paths and _names_files(common_dir, base, paths)}
        here = {base: number for base, number in here.items() if base in names_all}
    return next(iter(here.values())) if len(here) == 1 else 0


def _names_files(common_dir: str, base: str, paths: Iterable[str]) -> bool:
    """Whether the events since the last prompt of a session name all of some files."""
    for folder in spool.list_spools(common_dir):
        text = light.read_tail(os.path.join(folder, f"{base}.jsonl"), _MAX_TAIL_BYTES)
        timestamps = [
            name.removeprefix(f"{base}.").removesuffix(".start")
            for name in os.listdir(folder)
            if name.startswith(f"{base}.") and name.endswith(".start")
        ]
        starts = [text.rfind(f'{{"at": {stamp}, ') for stamp in timestamps]
        events = text[max([0, *starts]) :]
        if events and all(
            any(f"{sign}{path}" in events for sign in _SIGNS_BEFORE_PATH) for path in paths
        ):
            return True
    return False


def find_open_turns(common_dir: str) -> dict[str, tuple[int, str]]:
    """The sessions whose last prompt has no record yet: the number reserved for it, and its top.

    A prompt that came as two events at once has the lower number.
    """
    open_turns: dict[str, tuple[int, str]] = {}
    for folder in spool.list_spools(common_dir):
        open_turns |= _find_open_turns_in(folder)
    return open_turns


def _find_open_turns_in(folder: str) -> dict[str, tuple[int, str]]:
    starts: dict[str, list[str]] = {}
    recorded = set()
    for name in os.listdir(folder):
        stem, _, ending = name.rpartition(".")
        if ending == "start":
            base, _, timestamp = stem.partition(".")
            starts.setdefault(base, []).append(timestamp)
        elif ending == "done":
            recorded.add(stem)
    open_turns = {}
    for base, timestamps in starts.items():
        path = os.path.join(folder, base)
        snapshots = {
            timestamp: light.read_text(f"{path}.{timestamp}.start").split("\0")
            for timestamp in _sort_prompts(path, timestamps)[-_MAX_PROMPTS:]
        }
        stamps = list(snapshots)
        recorded_indexes = [
            index for index, stamp in enumerate(stamps) if f"{base}.{stamp}" in recorded
        ]
        last_index = max(recorded_indexes, default=-1)
        last_recorded = stamps[last_index] if recorded_indexes else ""
        open_timestamps = [
            timestamp
            for timestamp in stamps[last_index + 1 :]
            if not _is_same_prompt(snapshots, last_recorded, timestamp)
        ]
        try:
            age = abs(time.time() - os.stat(f"{path}.jsonl").st_mtime)
        except OSError:
            continue
        if open_timestamps and age < light.STALE_TURN_SECONDS:
            last = open_timestamps[-1]
            same = [
                snapshots[timestamp]
                for timestamp in open_timestamps
                if timestamp == last or _is_same_prompt(snapshots, timestamp, last)
            ]
            numbers = [int(fields[0]) for fields in same if fields[0].isdigit() and len(fields) > 4]
            if numbers:
                open_turns[base] = min(numbers), snapshots[last][3]
    return open_turns


def _sort_prompts(base_path: str, timestamps: list[str]) -> list[str]:
    """The times of a session's prompts in the order of their lines: the clock may be set back."""
    text = light.read_tail(f"{base_path}.jsonl", _MAX_TAIL_BYTES)
    return sorted(timestamps, key=lambda stamp: (text.rfind(f'{{"at": {stamp}, '), float(stamp)))


def _is_same_prompt(snapshots: dict[str, list[str]], first: str, second: str) -> bool:
    """Whether two prompts are one that came as two events, by two settings that an agent loads."""
    if not first or abs(float(second) - float(first)) > light.DUPLICATE_EVENT_SECONDS:
        return False
    return snapshots[first][3:5] == snapshots[second][3:5]
