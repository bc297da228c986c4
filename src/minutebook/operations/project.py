"""A repository with its records opened: runs a verb, applies its plan."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace

from minutebook.errors import Trouble
from minutebook.records import filenames
from minutebook.records.model import Folder, Kind, Record, Shelf, Write, owner
from minutebook.repository import config, store
from minutebook.repository.git import repo

TYPE_CHECKING = False
if TYPE_CHECKING:
    from minutebook.operations import numbering

_TRIES = 50  # how often a number may be lost to a process that does not hold our lock


@dataclass(frozen=True, slots=True)
class Done:
    """What a verb did, or would do: the records it was about, and the files it wrote.

    `warnings` say what was not as it should be, and kept nothing from being done.
    """

    records: tuple[Record, ...]
    writes: tuple[Write, ...]
    warnings: tuple[str, ...] = ()

    @property
    def paths(self) -> list[str]:
        """The paths of the files written, in the order of writing."""
        return [write.path for write in self.writes]


@dataclass(frozen=True)
class Project:
    """A working tree, its settings, and the day it is."""

    repo: repo.Repo
    settings: config.Settings
    source: str | None
    today: str
    cwd: str

    @property
    def top(self) -> str:
        """The repository's top folder, absolute."""
        return self.repo.top

    # Reading ------------------------------------------------------------------------------------

    def folder(self, kind: Kind) -> Folder:
        """Where new records of a kind go."""
        return next(folder for folder in self.settings.folders() if folder.kind is kind)

    def shelf(self) -> Shelf:
        """Every record of the repository, read from the working tree.

        What a sparse checkout leaves out of it is there all the same, as git's index has it.
        """
        from minutebook.records import reader
        from minutebook.records.index import index_pages

        folders = self.settings.folders()
        homes = {index_pages.home(folder) for folder in folders}
        away = self._left_out({*homes, *(folder.path for folder in folders)})
        walked = {path for folder in folders for path in store.walk(self.top, folder.path)}
        records, pages = [], {}
        for path in sorted(walked.union(store.pages(away))):
            folder = owner(folders, path)
            text = away[path] if path in away else store.read(self.top, path)
            if folder is None or text is None:
                continue
            if reader.is_record(folder, path):
                records.append(reader.read(folder, path, text))
            else:
                pages[path] = text
        for path in homes:  # they may lie beside, not in, the folders they tell of
            text = away[path] if path in away else store.read(self.top, path)
            if text is not None:
                pages[path] = text
        return Shelf(folders, tuple(records), pages)

    def _left_out(self, places: Iterable[str]) -> dict[str, str]:
        """The texts of the pages that a sparse checkout leaves out of the working tree."""
        objects = {
            path: name
            for path, name in repo.left_out(self.repo, places).items()
            if not os.path.lexists(os.path.join(self.top, path))
        }
        held = repo.texts(self.repo, objects.values())
        return {path: held[name] for path, name in objects.items()}

    def find(self, shelf: Shelf, words: str, kind: Kind | None = None) -> Record:
        """The record that a reference names; paths may be relative to where the command runs."""
        from minutebook.records import references

        return references.resolve(shelf, self.path(words), kind=kind)

    def path(self, words: str) -> str:
        """A path as seen from the top, where `words` are one from where the command runs."""
        if "\0" not in words and ("/" in words or words.endswith(".md")):
            absolute = os.path.normpath(os.path.join(self.cwd, words))
            if os.path.exists(absolute) and absolute.startswith(self.top + os.sep):
                return os.path.relpath(absolute, self.top).replace(os.sep, "/")
        return words

    def file(self, words: str) -> str:
        """A file or folder as seen from the top: the one that `words` name from here, or there."""
        for base in (self.cwd, self.top):
            absolute = os.path.normpath(os.path.join(base, words))
            if os.path.exists(absolute) and absolute.startswith(self.top + os.sep):
                return os.path.relpath(absolute, self.top).replace(os.sep, "/")
        return os.path.normpath(words).replace(os.sep, "/")

    # Writing ------------------------------------------------------------------------------------

    def do(
        self,
        verb: Callable[[Shelf], tuple[Sequence[Record], Sequence[Write]]],
        *,
        dry_run: bool = False,
    ) -> Done:
        """Plan a verb on the shelf as it is, and apply the plan, under the repository's lock."""
        from minutebook.records import linking

        with nullcontext() if dry_run else store.lock(self.repo.common_dir):
            shelf = self.shelf()
            about, writes = verb(shelf)
            if not dry_run:
                self._apply(writes)
        new = {record.path: record for record in linking.after(shelf, writes).records}
        return Done(tuple(new.get(record.path, record) for record in about), tuple(writes))

    def _apply(self, writes: Sequence[Write]) -> None:
        common = self.repo.common_dir
        if repo.is_sparse(self.repo):
            writes = self._taken_in(writes)
        store.apply(self.top, writes, fsync=self.settings.fsync, journal=common)

    def _taken_in(self, writes: Sequence[Write]) -> list[Write]:
        """Writes that make the files which a sparse checkout leaves out, where they change them.

        None that removes such a file: it would stay in git's index.
        """
        changed = [write.path for write in writes if None not in (write.was, write.text)]
        away = self._left_out(changed)
        return [
            replace(write, was=None)
            if write.path in away and away[write.path] == write.was
            else write
            for write in writes
        ]

    def new(
        self,
        kind: Kind,
        title: str,
        page: Callable[[str], str],
        sketch: Callable[[Folder, str, str], Record | None],
        *,
        route: str = "",
        stage: str = "",
        reserved: int = 0,
        finish: Callable[[Shelf, Record], tuple[Sequence[str], Sequence[Write]]] | None = None,
        dry_run: bool = False,
    ) -> Done:
        """Create a record: `page` makes its text of its number's digits.

        Names alone tell the number, and one row is added to the index pages, so that the cost does
        not grow with the shelf; `sketch` tells what that row says of a folder, path and text
        without the page being read. Only `finish`, which links the new record to others, makes the
        whole shelf be read.
        """
        from minutebook.operations import numbering

        folder = self.folder(kind)
        home = f"{folder.path}/{route}" if route else folder.path
        row = numbering.row_of(self.settings, folder, home)
        taken: set[str] = set()
        slug = filenames.slugify(title)
        for _ in range(_TRIES):
            claim = self._claim(row, 0 if taken else reserved, dry_run)
            try:
                with nullcontext() if dry_run else store.lock(self.repo.common_dir):
                    number, name = numbering.following(
                        self.repo,
                        row,
                        slug,
                        stage,
                        taken=taken,
                        claimed=claim.known,
                        reserved=claim.number,
                        today=self.today,
                    )
                    if claim.won and number != claim.number:
                        continue  # a name of this number came meanwhile, from who knows no claims
                    done = self._created(folder, f"{home}/{name}", page, sketch, finish)
                    if not dry_run:
                        self._apply(done.writes)
                    return replace(done, warnings=(claim.warning,) if claim.warning else ())
            except store.Taken:
                taken.add(name)
            finally:
                claim.release()
        raise Trouble("no free number was found", "see which process creates records all the time")

    def next_digits(self, kind: Kind, folder: Folder, home: str, taken: Iterable[int] = ()) -> str:
        """The digits of the number that a new record in the folder `home` would get.

        `taken` are numbers that count as given, too. To be called under the repository's lock; it
        claims nothing. "" where the names of a kind have dates and no numbers.
        """
        from minutebook.operations import numbering

        row = numbering.row_of(self.settings, folder, home)
        _, name = numbering.following(self.repo, row, "x", claimed=taken, today=self.today)
        return filenames.parse(kind, name).digits

    def _claim(self, row: numbering.Row, reserved: int, dry_run: bool) -> numbering.Claim:
        from minutebook.operations import numbering

        remote = self.settings.reserve
        if not remote or dry_run:
            return numbering.Claim(reserved)
        return numbering.claim(self.repo, remote, row, self.today, reserved)

    def _created(
        self,
        folder: Folder,
        path: str,
        page: Callable[[str], str],
        sketch: Callable[[Folder, str, str], Record | None],
        finish: Callable[[Shelf, Record], tuple[Sequence[str], Sequence[Write]]] | None,
    ) -> Done:
        from minutebook.records.index import index_pages

        digits = filenames.parse(folder.kind, path.rpartition("/")[2]).digits
        text = page(digits)
        first = Write(path, text)
        record = None if finish else sketch(folder, path, text)
        if record is None:
            from minutebook.records import reader

            record = reader.read(folder, path, text)
        if finish is None:
            rows = index_pages.insert(self._near_pages(folder, record), folder, record)
            if rows == () and not store.walk(self.top, folder.path):
                rows = None  # the first one here, whatever number other working trees gave it
            if repo.is_sparse(self.repo):
                rows = None  # the pages it stands on may be left out
            if rows is not None:
                return Done((record,), (first, *rows))
        from minutebook.records import linking, reader

        shelf = self.shelf()
        aimed, more = finish(linking.after(shelf, [first]), record) if finish else ((), ())
        writes = linking.settled(shelf, linking.merged([first], more), aimed)
        new = reader.read(
            folder, path, next(write.text or "" for write in writes if write.path == path)
        )
        return Done((new,), writes)

    def _near_pages(self, folder: Folder, record: Record) -> dict[str, str]:
        """The index pages that a new record may have to stand on."""
        from minutebook.records.index import index_pages

        found = {}
        for place in {os.path.dirname(index_pages.home(folder)), os.path.dirname(record.path)}:
            try:
                entries = os.listdir(os.path.join(self.top, place))
            except OSError:
                continue
            for name in entries:
                if index_pages.is_index_name(name):
                    path = f"{place}/{name}" if place else name
                    text = store.read(self.top, path)
                    if text is not None:
                        found[path] = text
        return found

    def row(self, kind: Kind) -> str:
        """The row that a kind is numbered in; "" where each folder counts for itself."""
        return kind.name if self.folder(kind).numbering == "repository" else ""


def open_project(start: str, today: str | None = None) -> Project:
    """Open the repository that the folder `start` lies in, with the settings in force there."""
    found = repo.find(start)
    cwd = os.path.realpath(start)
    settings, source = config.load(cwd, found.top)
    if source is None:
        settings = _usual(found, settings)
    return Project(found, settings, source, today or _today(), cwd)


def _usual(found: repo.Repo, settings: config.Settings) -> config.Settings:
    """Without configuration: the usual places that are there, so that reading needs no init."""
    from minutebook.records import discovery

    top = found.top
    away = repo.left_out(found, ["."])
    chosen = discovery.places(
        lambda place: (
            os.path.isdir(os.path.join(top, place))
            or any(path.startswith(f"{place}/") for path in away)
        ),
        adr_dir(top),
    )
    return replace(settings, **chosen)  # type: ignore[arg-type]


def adr_dir(top: str) -> str:
    """The folder that adr-tools' `.adr-dir` names, relative to the top; "" where there is none."""
    said = (store.read(top, ".adr-dir") or "").strip().replace("\\", "/")
    said = said.removeprefix("./").rstrip("/")
    return said if said and not said.startswith("/") and ".." not in said.split("/") else ""


def _today() -> str:
    """The date, of the clock or of SOURCE_DATE_EPOCH (reproducible-builds.org), as ISO 8601."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if epoch.isdigit():
        return time.strftime("%Y-%m-%d", time.gmtime(int(epoch)))
    return time.strftime("%Y-%m-%d")


def feature_of(project: Project, branch: str) -> str:
    """The feature of a branch: what the pattern finds, or a branch with a folder in specs/."""
    found = re.match(project.settings.feature_branch, branch)
    if found:
        return next((group for group in found.groups() if group), found[0])
    if branch and os.path.isdir(os.path.join(project.top, "specs", branch)):
        return branch
    return ""
