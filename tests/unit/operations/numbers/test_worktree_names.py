"""Names that tell the next number: of plain ones the highest, noted with the folder's times."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minutebook.operations.numbers import series, worktree_names
from minutebook.operations.project import open_project
from minutebook.records import filenames
from minutebook.records.model import ADR, PHR, Kind
from minutebook.repository import store

_LONG_AGO = 1_000_000_000  # seconds since the epoch
_PIECES = st.sampled_from(
    "1 07 007 0007 1904 2024 19012 20240 202401 20240131 1234567 - _ . -- adr "  # noqa: SIM905
    "ADR- adr-12 x v2 24a use-redis 第7号 tools ٣ README 2024-01-02- en .prompt .green 01- №3".split()
)
_NAMES = st.lists(_PIECES, min_size=1, max_size=5).map("".join)


@given(st.lists(_NAMES, max_size=8), st.sampled_from([ADR, PHR]), st.integers(0, 30_000))
def test_telling_names_give_the_same_next_name(
    stems: list[str], kind: Kind, reserved_number: int
) -> None:
    names = [f"{stem}{kind.suffix if index % 2 else '.md'}" for index, stem in enumerate(stems)]
    telling = worktree_names.choose_telling(names)
    assert set(telling) <= set(names)
    today = "2026-01-31"
    expected = filenames.compute_next_name(kind, names, "x", today=today)
    assert filenames.compute_next_name(kind, telling, "x", today=today) == expected
    if reserved_number > filenames.find_highest(kind, telling):
        assert all(filenames.parse_name(kind, name).number != reserved_number for name in names)


@pytest.mark.parametrize(
    ("names", "telling"),
    [
        ([], ()),
        (["0001-a.md", "0003-c.md", "0002-b.md"], ("0003-c.md",)),
        (["README.md", "0001-a.md"], ("README.md", "0001-a.md")),
        (["999-a.md", "1000-b.md"], ("1000-b.md",)),
        (["0001-a.md", "0002-b.rst"], ("0002-b.rst", "0001-a.md")),
        (["2024-01-02-a.md", "0001-a.md"], ("2024-01-02-a.md", "0001-a.md")),
        (["1999-a.md", "2000-b.md"], ("2000-b.md",)),
        (["2024-adr-7-a.md"], ("2024-adr-7-a.md",)),
        (["12-a.md", "0000-a.md"], ("12-a.md", "0000-a.md")),
    ],
)
def test_which_names_tell(names: list[str], telling: tuple[str, ...]) -> None:
    assert worktree_names.choose_telling(names) == telling


# The note ---------------------------------------------------------------------------------------


class Decisions:
    """A repository whose decisions' folders are listed; `listed` are those listed anew."""

    def __init__(self, top: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.top = top
        self.listed: list[str] = []
        monkeypatch.setattr(worktree_names, "_MIN_NOTED_NAMES", 1)
        list_folder = store.list_folder

        def list_and_count(top: str, root: str, folder: str, **options: object) -> object:
            self.listed.append(folder)
            return list_folder(top, root, folder, **options)  # type: ignore[arg-type]

        monkeypatch.setattr(store, "list_folder", list_and_count)

    def add(self, path: str, text: str = "# A\n", *, is_old: bool = True) -> None:
        """Write a page; with `is_old` its folders look as if nothing had happened lately."""
        page = self.top / path
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(text, "utf-8")
        if is_old:
            self.age()

    def age(self) -> None:
        for folder, _, _ in os.walk(self.top / "decisions"):
            status = os.stat(folder)
            if time.time() - status.st_mtime < 1000:
                seconds = _LONG_AGO + status.st_mtime_ns % 1_000_000
                os.utime(folder, (seconds, seconds))

    @property
    def note(self) -> Path:
        return self.top / ".git/minutebook/names/adr"

    def choose(self, reserved_number: int = 0, *, dry_run: bool = False) -> int:
        """The next number; forgets what was listed before."""
        self.listed.clear()
        project = open_project(str(self.top))
        folder, _ = project.choose_folder(ADR)
        adr_series = series.find_series(project.settings, folder, folder.path)
        return series.choose_next_name(
            project.repo, adr_series, "x", reserved_number=reserved_number, dry_run=dry_run
        )[0]


@pytest.fixture
def decisions(repo: Path, monkeypatch: pytest.MonkeyPatch) -> Decisions:
    made = Decisions(repo, monkeypatch)
    made.add("decisions/0001-a.md")
    made.add("decisions/db/0002-b.md")
    made.add("decisions/web/0003-c.md")
    return made


def test_folders_that_have_not_changed_are_not_listed(decisions: Decisions) -> None:
    assert decisions.choose() == 4
    assert sorted(decisions.listed) == ["decisions", "decisions/db", "decisions/web"]
    assert decisions.choose() == 4
    assert decisions.listed == []


def test_a_page_that_comes_or_goes_is_seen(decisions: Decisions) -> None:
    decisions.choose()
    decisions.add("decisions/db/0009-by-hand.md")
    assert decisions.choose() == 10
    assert decisions.listed == ["decisions/db"]
    (decisions.top / "decisions/db/0009-by-hand.md").unlink()
    decisions.age()
    assert decisions.choose() == 4
    (decisions.top / "decisions/web/0003-c.md").rename(decisions.top / "decisions/0033-c.md")
    assert decisions.choose() == 34


def test_a_folder_that_comes_or_goes_is_seen(decisions: Decisions) -> None:
    decisions.choose()
    decisions.add("decisions/jobs/late/0041-d.md")
    assert decisions.choose() == 42
    (decisions.top / "decisions/jobs").rename(decisions.top / "decisions/.jobs")
    assert decisions.choose() == 4


def test_a_folder_that_was_changed_a_moment_ago_is_listed_again(decisions: Decisions) -> None:
    """What comes to it within one tick of the clock leaves its time as it is."""
    decisions.add("decisions/db/0004-d.md", is_old=False)
    assert decisions.choose() == 5
    assert decisions.choose() == 5
    assert decisions.listed == ["decisions/db"]
    status = os.stat(decisions.top / "decisions/db")
    decisions.add("decisions/db/0005-e.md", is_old=False)
    os.utime(decisions.top / "decisions/db", ns=(status.st_atime_ns, status.st_mtime_ns))
    assert decisions.choose() == 6


def test_a_folder_from_the_future_is_listed_again(decisions: Decisions) -> None:
    ahead = time.time() + 1e6
    os.utime(decisions.top / "decisions/db", (ahead, ahead))
    decisions.choose()
    decisions.choose()
    assert decisions.listed == ["decisions/db"]


@pytest.mark.skipif(os.name == "nt", reason="links need a right there")
def test_a_link_that_leads_to_no_page_may_do_so_later(decisions: Decisions) -> None:
    (decisions.top / "decisions/db/0077-linked.md").symlink_to("../../later.txt")
    decisions.age()
    assert decisions.choose() == 4
    (decisions.top / "later.txt").write_text("# Later\n")
    assert decisions.choose() == 78


@pytest.mark.skipif(os.name == "nt", reason="links need a right there")
def test_a_folder_that_is_a_link_is_listed_as_before(decisions: Decisions) -> None:
    (decisions.top / "decisions").rename(decisions.top / "docs")
    (decisions.top / "decisions").symlink_to("docs")
    assert decisions.choose() == 4
    assert decisions.choose() == 4
    assert not decisions.note.exists()


def test_a_number_on_a_page_is_read_each_time(decisions: Decisions) -> None:
    decisions.add("decisions/web/naming.md", "# ADR-0012: Naming\n\nStatus: accepted\n")
    assert decisions.choose() == 13
    (decisions.top / "decisions/web/naming.md").write_text("# ADR-0014: Naming\n")
    assert decisions.choose() == 15
    assert decisions.listed == []


def test_a_reserved_number_is_not_given_where_a_lower_name_has_it(decisions: Decisions) -> None:
    decisions.add("decisions/0005-e.md")
    decisions.choose()
    assert decisions.choose(1) == 6
    assert decisions.choose(4) == 4
    assert decisions.choose(9) == 9
    assert decisions.listed == []


@pytest.mark.parametrize("end", ["", "cut", "minutebook names 1\nwhatever\n."])
def test_a_note_that_is_not_understood_counts_as_none(decisions: Decisions, end: str) -> None:
    decisions.choose()
    whole = decisions.note.read_text()
    decisions.note.write_text(end or whole[: len(whole) // 2])
    assert decisions.choose() == 4
    assert len(decisions.listed) == 3
    assert decisions.note.read_text() == whole


def test_a_dry_run_notes_nothing(decisions: Decisions) -> None:
    assert decisions.choose(dry_run=True) == 4
    assert not decisions.note.exists()


def test_few_names_are_not_noted(decisions: Decisions, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worktree_names, "_MIN_NOTED_NAMES", 4)
    decisions.choose()
    assert not decisions.note.exists()


def test_a_note_that_cannot_be_written_is_done_without(decisions: Decisions) -> None:
    folder = decisions.note.parent
    folder.parent.mkdir(exist_ok=True)
    folder.write_text("in the way")
    assert decisions.choose() == 4


def test_each_working_tree_has_its_own_folders(decisions: Decisions, git, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    git("add", "-A")
    git("commit", "-q", "-m", "records")
    git("worktree", "add", "-q", str(tmp_path / "other"))
    decisions.choose()
    page = tmp_path / "other/decisions/db/0050-other.md"
    page.write_text("# Other\n")
    assert decisions.choose() == 51
    page.unlink()
    assert decisions.choose() == 4
