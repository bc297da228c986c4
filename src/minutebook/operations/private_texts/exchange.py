"""Brings kept texts to the remote that the configuration names, and from there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from minutebook.errors import OperationError, UsageError
from minutebook.lean.values import Value
from minutebook.operations.private_texts import keep, places
from minutebook.operations.project import Project
from minutebook.records import reader
from minutebook.records.drafting.drafts import compute_digest
from minutebook.records.filenames import is_record
from minutebook.records.model import PHR, Record, find_folder
from minutebook.records.phr import visibility
from minutebook.repository import kept_texts, store
from minutebook.repository.git.remotes import addresses, kept_pages

_MAX_ATTEMPTS = 5  # how often other clones may be quicker
_DIGEST_FIELDS = ("digest", visibility.RESPONSE_DIGEST_FIELD)
_SAME, _OTHER, _FORGED = ("same", "other", "forged")
_FORMER_SUFFIX = ".before"  # of the file of a page that another one has taken the place of


class Exchange(Value):
    """What went to a remote, and what came from it: paths of kept pages.

    `kept` are pages that were changed there, and stay here as they were: these texts are the ones
    that the record states the digests of, and those are not.
    """

    remote: str
    sent: tuple[str, ...] = ()
    received: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()


def fetch_texts(project: Project) -> Exchange:
    """Take over the kept pages that the remote has and this clone has not.

    One that was changed here stays as it is. Raises UsageError where no remote is configured,
    kept_pages.SharedRemote, and OperationError where it cannot be asked.
    """
    remote = _require_remote(project)
    tip = kept_pages.fetch_pages(project.repo, remote)
    received, kept = _take_over(project, tip)
    return Exchange(remote, received=received, kept=kept)


def push_texts(project: Project) -> Exchange:
    """Bring the kept pages of this clone to the remote, and take over what it has.

    What was removed here goes there, too. Raises as `fetch_texts` does.
    """
    remote = _require_remote(project)
    folder = places.name_repository(project)
    received: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    for _ in range(_MAX_ATTEMPTS):
        tip = kept_pages.fetch_pages(project.repo, remote)
        newly_received, newly_kept = _take_over(project, tip)
        received, kept = received + newly_received, kept + newly_kept
        own, theirs = _read_own(project), kept_pages.read_pages(project.repo, tip, folder)
        changes: dict[str, str | None] = {
            path: own.get(path)
            for path in sorted(own.keys() | theirs.keys())
            if own.get(path) != theirs.get(path)
        }
        if not changes:
            return Exchange(remote, (), received, kept)
        count = "a page" if len(changes) == 1 else f"{len(changes)} pages"
        message = f"Keep texts of {folder}: {count}"
        commit = kept_pages.commit_pages(project.repo, tip, folder, changes, message)
        if kept_pages.push_commit(project.repo, remote, commit):
            kept_pages.note_synced(project.repo, commit)
            return Exchange(remote, tuple(changes), received, kept)
    raise OperationError(f"{remote} was changed by others each time", "minutebook phr texts push")


def _take_over(project: Project, tip: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Bring this clone's kept pages up to a commit.

    Returns the paths of those that were changed, and of those that stay as they are since what came
    is not what their records were made of.
    """
    if not tip:
        return (), ()
    folder = places.name_repository(project)
    theirs = kept_pages.read_pages(project.repo, tip, folder)
    common = kept_pages.read_pages(project.repo, kept_pages.read_synced(project.repo), folder)
    place = kept_texts.locate_own(project.repo.common_dir)
    changed, kept = [], []
    with project.lock():
        own = _read_own(project)
        for path in sorted(theirs.keys() | common.keys()):
            is_unchanged_here = own.get(path) == common.get(path)
            if not is_unchanged_here or theirs.get(path) == own.get(path):
                continue
            if not _is_prompt_path(project, path):
                continue
            if path in own and path in theirs:
                outcome = _compare_pages(project, path, own[path], theirs[path])
                if outcome == _FORGED:
                    kept.append(path)
                    continue
                if outcome == _OTHER:
                    kept_texts.put_text(place, path + _FORMER_SUFFIX, own[path])
            changed.append(path)
            _replace(project, place, path, theirs)
        kept_pages.note_synced(project.repo, tip)
    return tuple(changed), tuple(kept)


def _compare_pages(project: Project, path: str, own: str, theirs: str) -> str:
    """What another version of a kept page is: of the same texts, of others, or a forged one.

    That is one whose texts are not those of the digests that the tree's page states, where ours
    are. Of a private record, which no page of the tree is of, the own page's digest of the prompt
    tells.
    """
    folder = find_folder(project.settings.list_folders(), path)
    if folder is None:
        return _OTHER
    mine, other = (reader.read_record(folder, path, text) for text in (own, theirs))
    if _read_texts(mine) == _read_texts(other):
        return _SAME
    shown = store.read_text(project.top, path)
    page = reader.read_record(folder, path, shown) if shown is not None else mine
    stated = [str(page.fields.get(name) or "") for name in _DIGEST_FIELDS]
    stated = stated if shown is not None else [stated[0], ""]
    return _FORGED if _agrees(mine, stated) and not _agrees(other, stated) else _OTHER


def _read_texts(record: Record) -> tuple[str | None, str | None]:
    return reader.read_prompt(record), reader.read_response(record)


def _agrees(record: Record, digests: Sequence[str]) -> bool:
    """Whether a kept page has the prompt and the response of two digests; "" asks nothing."""
    pairs = zip(_read_texts(record), digests, strict=True)
    return all(not digest or compute_digest(text or "") == digest for text, digest in pairs)


def _replace(
    project: Project, place: kept_texts.TextsPlace, path: str, pages: Mapping[str, str]
) -> None:
    """Write a page as the remote has it, or remove it; a private record's number is taken here."""
    if path not in pages:
        kept_texts.remove_text(place, path)
        return
    kept_texts.put_text(place, path, pages[path])
    folder = find_folder(project.settings.list_folders(), path)
    if folder and visibility.is_private(reader.read_record(folder, path, pages[path])):
        keep.hold_number(project, folder, path)


def _is_prompt_path(project: Project, path: str) -> bool:
    """Whether a path from a remote is that of a prompt record: nothing else is written."""
    folder = find_folder(project.settings.list_folders(), path)
    is_prompt = folder is not None and folder.kind is PHR and is_record(folder, path)
    return is_prompt and ".." not in path.replace("\\", "/").split("/")


def _read_own(project: Project) -> dict[str, str]:
    place = kept_texts.locate_own(project.repo.common_dir)
    texts = ((path, kept_texts.read_text(place, path)) for path in kept_texts.list_paths(place))
    return {path: text for path, text in texts if text is not None}


def _require_remote(project: Project) -> str:
    """The remote for kept texts, which is at none of the addresses that the code goes to."""
    remote = project.settings.texts
    if not remote or not places.is_remote(project, remote):
        raise UsageError(
            f"texts = {remote!r} is not a remote of this clone" if remote else "texts is not set",
            "git remote add texts ADDRESS, of a repository that only some may read; then"
            ' texts = "texts" in the configuration',
        )
    known = addresses.read_addresses(project.repo)
    code = addresses.find_code_remotes(project.repo, except_branch=kept_pages.BRANCH)
    code_addresses = {addresses.normalize_address(each, project.top) for each in code - {*known}}
    code_addresses |= {each for name, own in known.items() if name != remote for each in own}
    if remote in code or known.get(remote, set()) & code_addresses:
        raise kept_pages.SharedRemote(remote)
    return remote
