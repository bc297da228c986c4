"""Record sets in git repositories ("shelves"), made once and kept in a folder.

A shelf is named after its size, its seed and the version of the generator. Its index pages are made
by the minutebook that is measured, anew for each version of it.
"""

from __future__ import annotations

import multiprocessing
import os
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from scale.pages import GENERATOR_VERSION, make_pages, make_sources
from scale.programs import Programs

_MOST_INDEX_RUNS = 4  # until nothing is written any more
_FOLDERS = ("history", "decisions", "src")
# Objects go into one pack, as they would come by a clone.
_GIT_ADD = ("git", "-c", "core.bigFileThreshold=1", "add", "-A")


@dataclass(frozen=True, slots=True)
class Shelf:
    """A repository with `size` records, and beside it a folder of as many pages for adr-tools."""

    size: int
    top: Path
    environment: Mapping[str, str]

    @property
    def rival_top(self) -> Path:
        """The folder that adr-tools and its likes work in."""
        return self.top.with_name(f"{self.top.name}-rivals")

    @property
    def mark(self) -> Path:
        """The file that says for which minutebook the shelf was made ready."""
        return self.top / ".git" / "bench-digest"

    def run(self, *arguments: str) -> str:
        """Run a program in the repository, and give its stdout; raises CalledProcessError."""
        result = subprocess.run(
            arguments,
            cwd=self.top,
            env=self.environment,
            check=True,
            capture_output=True,
            text=True,
        )
        return result.stdout

    def list_paths(self) -> list[str]:
        """The paths of all records."""
        listed = self.run("git", "ls-files", "-z", "history", "decisions").split("\0")
        return [path for path in listed if path and not path.rpartition("/")[2].startswith("R")]

    def restore(self) -> None:
        """Undo what commands have written into the working tree."""
        self.run("git", "checkout", "-q", "--", ".")
        self.run("git", "clean", "-fdq", "--", *_FOLDERS)

    def list_catalog_files(self) -> list[Path]:
        """The files of the catalog: none where there is no catalog."""
        return sorted((self.top / ".git" / "minutebook").glob("catalog*"))

    def remove_catalog(self) -> None:
        """Remove the catalog, so that the next command starts from nothing."""
        for path in self.list_catalog_files():
            path.unlink()

    def remove_index_pages(self) -> None:
        """Remove the catalog and all index pages."""
        self.remove_catalog()
        for folder in _FOLDERS[:2]:
            for path in (self.top / folder).rglob("README*.md"):
                path.unlink()


def open_shelf(cache: Path, size: int, seed: int, programs: Programs) -> Shelf:
    """The shelf of a size, as committed: made, or made ready for this minutebook, where need be."""
    name = f"shelf-{size}-{seed}-v{GENERATOR_VERSION}"
    shelf = Shelf(size, cache / name, programs.environment)
    if not shelf.mark.exists():
        for folder in (shelf.top, shelf.rival_top):
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True)
        # In a process of its own, as this one has to stay small: see `measuring`.
        process = multiprocessing.get_context("spawn").Process(
            target=fill_shelf, args=(shelf.top, size, seed)
        )
        process.start()
        process.join()
        if process.exitcode:
            raise RuntimeError(f"{shelf.top} could not be filled")
        _fill_rival_folder(shelf.rival_top, size)
        shelf.run("git", "init", "-q")
        shelf.run(programs.paths["minutebook"], "init")
    else:
        shelf.restore()
    if not shelf.mark.exists() or shelf.mark.read_text() != programs.digest:
        shelf.mark.unlink(missing_ok=True)
        _commit_generated(shelf, programs)
        shelf.mark.write_text(programs.digest)
    return shelf


def fill_shelf(top: Path, size: int, seed: int) -> None:
    """Write the pages of a shelf and the sources that they name below a folder."""
    (top / "minutebook.toml").touch()  # the defaults
    made: set[str] = set()
    for pairs in (make_sources(), make_pages(size, seed)):
        for path, text in pairs:
            folder = os.path.dirname(path)
            if folder not in made:
                (top / folder).mkdir(parents=True, exist_ok=True)
                made.add(folder)
            with open(top / path, "wb") as file:
                file.write(text.encode())


def _commit_generated(shelf: Shelf, programs: Programs) -> None:
    for _ in range(_MOST_INDEX_RUNS):
        if not shelf.run(programs.paths["minutebook"], "index").strip():
            break
    shelf.run(*_GIT_ADD)
    if shelf.run("git", "status", "--porcelain", "-uno"):
        shelf.run("git", "commit", "-q", "-m", "Records")


def _fill_rival_folder(top: Path, size: int) -> None:
    """Decisions in the form of adr-tools, which looks at their names, and of its likes."""
    folder = top / "doc" / "adr"
    folder.mkdir(parents=True)
    for number in range(1, size + 1):
        (folder / f"{number:04}-keep-the-cache-small.md").write_text(
            f"# {number}: Keep the cache small\n\nDate: 2025-01-31\nStatus: Accepted\n\n"
            "## Context\n\nIt grows.\n\n## Decision\n\nKeep it small.\n\n## Consequences\n\nNone.\n",
            "utf-8",
        )
