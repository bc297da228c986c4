"""What the history says: commits with their files and messages, and former texts of files.

GitPython reads trees and objects; it takes eight times as long to load as Python itself, so only
the function that uses it imports it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from minutebook.errors import OperationError
from minutebook.lean.patterns import compile_lazily
from minutebook.lean.values import Value
from minutebook.repository.git import revisions
from minutebook.repository.git.environment import build_untrusting_environment
from minutebook.repository.git.process import run_git
from minutebook.repository.git.repo import Repo, list_files, read_objects
from minutebook.repository.git.revisions import UnknownRevision

_MAX_MESSAGES = 200  # commits whose messages are read
_MAX_READ_OBJECTS = 500  # that are read into memory at once
_MAX_SEARCHED_FILES = 200  # files of a commit that are searched for words
# A message may hold any of these characters, a commit's id behind the first one it hardly will.
_COMMIT_START, _FIELD_END = compile_lazily("\1(?=[0-9a-f]{40,64}\2)"), "\2"
_COMMIT_FORMAT = (
    "--format=%x01%H%x02%ct%x02%at%x02%ae%x02%ce"
    "%x02%(trailers:key=PHR,valueonly,separator=%x20)%x02%s%x02%B%x02"
)


class Commit(Value):
    """A commit: when it was made (seconds since the epoch), what it says, and what it changed.

    `author_time` is when it was first made, by an author who may be another than who made this one.
    """

    sha: str
    commit_time: int
    phr_trailers: tuple[str, ...]
    subject: str
    message: str
    paths: frozenset[str]
    author_time: int = 0
    has_other_author: bool = False


def list_commits(
    repo: Repo,
    revision_range: str,
    *,
    max_count: int = 0,
    include_merges: bool = True,
    times: tuple[int, int] | None = None,
    only_new: bool = False,
) -> list[Commit]:
    """The commits of a range (`A..B`, or all up to a commit), newest first, at most `max_count`.

    `times` are the first and the last unix second at which they were made. A merge has no paths.
    With `only_new`, of a range `A...B`, those of B whose patch none of A has.
    Raises UnknownRevision where the range names no commits.
    """
    args = []
    if max_count:
        args += [f"--max-count={max_count}"]
    if not include_merges:
        args += ["--no-merges"]
    if only_new:
        args += ["--right-only", "--cherry-pick"]
    if times:
        args += [f"--since=@{times[0]}", f"--until=@{times[1]}"]
    try:
        return _read_log(repo, *args, revision_range)
    except OperationError:
        raise UnknownRevision(revision_range) from None


def list_branch_commits(repo: Repo, known: Iterable[str], start_time: int) -> list[Commit]:
    """The commits of all local branches since a unix second, newest first, but for those known.

    `known` are commits: what is in their history is left out. Raises OperationError.
    """
    return _read_log(repo, f"--since=@{start_time}", "--branches", "--not", *known)


def _read_log(repo: Repo, *args: str) -> list[Commit]:
    answer = run_git(repo, "log", "--no-renames", "--name-only", "-z", _COMMIT_FORMAT, *args, "--")
    commits = []
    for entry in _COMMIT_START.split(answer)[1:]:
        sha, commit_time, author_time, author, committer, trailers, rest = entry.split(
            _FIELD_END, 6
        )
        text, _, names = rest.rpartition(_FIELD_END)
        subject, _, message = text.partition(_FIELD_END)
        paths = frozenset(name.strip("\n") for name in names.split("\0")) - {""}
        commits.append(
            Commit(
                sha,
                int(commit_time),
                tuple(trailers.split()),
                subject,
                message,
                paths,
                int(author_time or 0),
                author != committer,
            )
        )
    return commits


def list_new_commits(repo: Repo, start: str, end: str) -> list[Commit]:
    """The commits of `end` that `start` has not, also in another place: as before a rebase.

    All of them where `start` is "". Raises UnknownRevision.
    """
    if not start:
        return list_commits(repo, end)
    return list_commits(repo, f"{start}...{end}", only_new=True)


def list_record_trailers(repo: Repo) -> list[tuple[str, str]]:
    """The commits before the working tree that name records in trailers, `PHR: …` or `ADR: …`.

    Each with the values that it has there, as one text.
    """
    commits = revisions.list_base_commits(repo)
    if not commits:
        return []
    values = (f"%(trailers:key={key},valueonly,separator=%x20)" for key in ("PHR", "ADR"))
    options = ("--no-show-signature", f"--format=%H%x02{' '.join(values)}")
    lines = run_git(repo, "log", *options, *commits, "--").split("\n")
    pairs = (line.partition(_FIELD_END) for line in lines)
    return [(commit, text) for commit, _, text in pairs if text.strip()]


def read_messages(repo: Repo, revision_range: str) -> str:
    """The messages of the commits of a range, or of all up to a commit, newest first, as a text."""
    return _read_messages(repo, revision_range)


def read_commit_messages(repo: Repo, commits: Sequence[str]) -> list[str]:
    """The messages of some commits, in the given order."""
    if not commits:
        return []
    text = _read_messages(repo, "--no-walk=unsorted", *commits, ending=_FIELD_END)
    return [message.strip() for message in text.split(_FIELD_END) if message.strip()]


_PEOPLE = "%H%x02%aN%x02%aE%x02%cN%x02%cE"


def read_authors(repo: Repo, commits: Collection[str]) -> dict[str, tuple[tuple[str, str], ...]]:
    """The author and the committer of each commit, each with name and e-mail address.

    They are as the mailmap has them.
    """
    if not commits:
        return {}
    args = ("--no-walk", "--no-show-signature", f"--format={_PEOPLE}", *sorted(commits), "--")
    rows = (line.split(_FIELD_END) for line in run_git(repo, "log", *args).split("\n") if line)
    return {row[0]: ((row[1], row[2]), (row[3], row[4])) for row in rows}


def _read_messages(repo: Repo, *args: str, ending: str = "") -> str:
    message_format = f"--format=%B{ending}"
    options = ("--no-show-signature", "--encoding=UTF-8", message_format, f"-{_MAX_MESSAGES}")
    return run_git(repo, "log", *options, *args, "--").strip()


def list_unpushed_paths(
    repo: Repo, commit: str, remote: str, folders: Iterable[str]
) -> frozenset[str]:
    """The files below some folders that were added by commits which a remote does not have yet.

    `remote` is a remote's name; "" for commits that no remote has.
    """
    remotes = f"--remotes={remote}" if remote else "--remotes"
    args = ("-c", "-z", "--format=", "--name-only", "--diff-filter=A", "--no-renames")
    answer = run_git(repo, "log", *args, commit, "--not", remotes, "--", *folders)
    return frozenset(path.strip("\n") for path in answer.split("\0")) - {""}


def list_unpushed_objects(
    repo: Repo, commit: str, remote: str, folders: Iterable[str]
) -> list[tuple[str, str]]:
    """Every version that commits, which a remote does not have yet, have of files: path, object.

    `remote` as for `list_unpushed_paths`. Only what lies below the folders is listed.
    """
    remotes = f"--remotes={remote}" if remote else "--remotes"
    answer = run_git(repo, "rev-list", "--objects", commit, "--not", remotes, "--", *folders)
    pairs = (line.partition(" ") for line in answer.splitlines())
    return [(path, name) for name, _, path in pairs if path]


class HeldText(Value):
    """A version of a file that a commit made: the commit's id, day and subject, the file's path.

    The id is "" for what is staged. `is_pushed` says whether a remote-tracking branch has it.
    """

    commit: str
    date: str
    subject: str
    path: str
    is_pushed: bool


def find_held_texts(
    repo: Repo, paths: Iterable[str], values: Iterable[str]
) -> tuple[HeldText, ...]:
    """The versions of files at or below some paths, on any ref or once there, that hold a value.

    First what is staged and in no commit, then the newest commit first. The values are compared
    here: in the arguments of a command every user of the machine could read them.
    """
    wanted = [value for value in values if value]
    if not wanted:
        return ()
    listing = run_git(repo, "rev-list", "--all", "--reflog", "--objects", "--", *paths)
    blob_ids = [line.partition(" ")[0] for line in listing.split("\n") if " " in line]
    staged = _list_staged_blobs(repo, paths, frozenset(blob_ids))
    blob_ids += staged
    holding: set[str] = set()
    for start in range(0, len(blob_ids), _MAX_READ_OBJECTS):
        types = run_git(
            repo,
            "cat-file",
            "--batch-check=%(objectname) %(objecttype)",
            stdin_text="\n".join([*blob_ids[start : start + _MAX_READ_OBJECTS], ""]),
        )
        chunk = [line.split()[0] for line in types.split("\n") if line.endswith(" blob")]
        for blob_id, text in read_objects(repo, chunk).items():
            if any(value in text for value in wanted):
                holding.add(blob_id)
    if not holding:
        return ()
    in_index = [
        HeldText("", "", "staged", path, is_pushed=False)
        for blob_id, path in staged.items()
        if blob_id in holding
    ]
    return (*in_index, *_find_commits_of_blobs(repo, paths, holding))


def _list_staged_blobs(
    repo: Repo, paths: Iterable[str], committed: frozenset[str]
) -> dict[str, str]:
    """The contents in git's index that no commit has, each with its path."""
    staged: dict[str, str] = {}
    for entry in run_git(repo, "ls-files", "-s", "-z", "--", *paths).split("\0"):
        facts, _, path = entry.partition("\t")
        mode_blob_stage = facts.split()
        if len(mode_blob_stage) == 3 and mode_blob_stage[1] not in committed:
            staged[mode_blob_stage[1]] = path
    return staged


def _find_commits_of_blobs(
    repo: Repo, paths: Iterable[str], blob_ids: Collection[str]
) -> Iterator[HeldText]:
    """The commits that gave a file one of some contents, the newest first."""
    options = ("--all", "--reflog", "-m", "--raw", "--no-abbrev", "--no-renames", "-z")
    log_format = "--format=%x01%H%x02%cs%x02%s%x02"
    answer = run_git(repo, "log", *options, log_format, "--", *paths)
    pushed = set(run_git(repo, "rev-list", "--remotes", "--", *paths).split())
    seen: set[tuple[str, str]] = set()
    for entry in _COMMIT_START.split(answer)[1:]:
        commit, date, subject, changes = entry.split(_FIELD_END, 3)
        parts = changes.strip("\n\0").split("\0")
        for facts, path in zip(parts[::2], parts[1::2], strict=False):
            new_blob = facts.split()[3:4]
            if new_blob and new_blob[0] in blob_ids and (commit, path) not in seen:
                seen.add((commit, path))
                yield HeldText(commit, date, subject, path, commit in pushed)


def has_path_in_history(repo: Repo, commit: str, path: str) -> bool:
    """Whether a commit or one before it changed a path."""
    return bool(run_git(repo, "log", "-1", "--format=%H", commit, "--", path))


def find_addition(repo: Repo, path: str, text: str = "") -> str:
    """The oldest commit of HEAD's history that added a file, or a text to it; "" for none."""
    options = (f"-S{text}" if text else "--diff-filter=A", "--no-renames", "--format=%H")
    log = run_git(repo, "log", *options, "HEAD", "--", path, ok_statuses=(0, 128))
    return (log.split() or [""])[-1]


def list_page_commits(repo: Repo, path: str, digest: str) -> list[str]:
    """The commits on any ref that added or changed a page, or one with a digest, the newest first.

    Its former names are followed on the branch that is checked out.
    """
    options = ("--format=%H", "--no-show-signature", "--diff-filter=AMR")
    everywhere = run_git(repo, "log", "--all", *options, "--", path, ok_statuses=(0, 128))
    followed = run_git(repo, "log", "--follow", *options, "--", path, ok_statuses=(0, 128))
    same = ""
    if digest:
        folder = path.split("/")[0]
        args = ("--all", "--format=%H", "--no-show-signature", f"-S{digest}", "--", folder)
        same = run_git(repo, "log", *args, ok_statuses=(0, 128))
    return list(dict.fromkeys((*everywhere.split(), *followed.split(), *same.split())))


def list_known_paths(repo: Repo) -> frozenset[str]:
    """Every path that git has now, would track, or ever had in the history of any branch."""
    return list_former_paths(repo).union(list_files(repo))


def list_former_paths(repo: Repo) -> frozenset[str]:
    """Every path that a commit on any branch added; none before the first commit."""
    args = ("--all", "--no-renames", "--diff-filter=A", "-m", "--format=", "--name-only", "-z")
    former_paths = (path.strip("\n") for path in run_git(repo, "log", *args, "--").split("\0"))
    return frozenset(filter(None, former_paths))


def read_changed_texts(repo: Repo, base: str, paths: Iterable[str]) -> Mapping[str, str]:
    """The text that each of some files had at the commit `base`, where it is another one today.

    Before the first commit, HEAD has no files. Raises UnknownRevision where `base` names no commit.
    """
    from minutebook.repository.git import diffs

    base_commit = revisions.find_commit(repo, base)
    if not base_commit:
        if base == "HEAD":
            return {}
        raise UnknownRevision(base)
    try:
        changed_paths = diffs.list_modified_paths(repo, base_commit).intersection(paths)
    except OperationError as error:
        raise _explain_unreadable(error) from None
    if not changed_paths:
        return {}  # GitPython takes longer to load than most checks take
    from contextlib import closing

    from git import Repo as GitRepository
    from git.exc import GitError, ODBError

    with closing(GitRepository(repo.top)) as repository:
        environment = build_untrusting_environment(repo.top, "cat-file")
        repository.git.update_environment(**environment, GIT_DIR=repo.git_dir)
        try:
            commit = repository.commit(base_commit)
            return {
                path: (commit.tree / path).data_stream.read().decode("utf-8", "surrogateescape")
                for path in sorted(changed_paths)
            }
        except (GitError, ODBError, ValueError, LookupError) as error:
            raise _explain_unreadable(error) from None


def _explain_unreadable(error: Exception) -> OperationError:
    return OperationError(
        f"git's history cannot be read: {str(error).strip()}", "see whether git log works here"
    )


def find_matching_lines(
    repo: Repo, commits: Sequence[str], pattern: str, folders: Iterable[str]
) -> list[tuple[str, str, str]]:
    """The lines of text files below some folders of commits that match an extended expression.

    Each with its commit and its path: (commit, path, line).
    """
    if not commits:
        return []
    args = ("-I", "-z", "-E", "-e", pattern, *commits, "--", *folders)
    lines = []
    for entry in run_git(repo, "grep", *args, ok_statuses=(0, 1, 128)).split("\n"):
        place, separator, line = entry.partition("\0")
        commit, _, path = place.partition(":")
        if separator:
            lines.append((commit, path, line))
    return lines


def find_files_with_words(repo: Repo, words: Sequence[str], folders: Sequence[str]) -> list[str]:
    """The tracked files of the working tree, at or below some folders, with one of some words."""
    patterns = "".join(f"{word}\n" for word in words)
    args = ("-l", "-I", "-z", "-F", "-f", "-", "--", *folders)
    answer = run_git(repo, "grep", *args, stdin_text=patterns, ok_statuses=(0, 1))
    return [path for path in answer.split("\0") if path]
