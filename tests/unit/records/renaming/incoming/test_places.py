"""Where what comes lies here."""

from __future__ import annotations

import pytest

from minutebook.records import reader
from minutebook.records.model import ADR, ROOT, Folder, Record
from minutebook.records.renaming.incoming import places
from minutebook.records.renaming.incoming.places import Place
from minutebook.records.renaming.renumber import move_to_number

DECISIONS = Folder(ADR, "decisions")


def read(path: str, text: str = "# A\n", folder: Folder = DECISIONS) -> Record:
    return reader.read_record(folder, path, text)


@pytest.mark.parametrize(
    ("paths", "is_taken", "names"),
    [
        (["docs/adr"], False, [""]),
        (["docs/adr"], True, ["docs-adr"]),
        (["docs/adr", "packages/web/docs/adr"], False, ["", "web"]),
        (["a/web/docs/adr", "b/web/docs/adr", "c/web/adr"], False, ["", "web", "web-2"]),
    ],
)
def test_several_folders_that_go_to_one_get_subfolders(
    paths: list[str], is_taken: bool, names: list[str]
) -> None:
    chosen = places.choose_subfolders([Folder(ADR, path) for path in paths], is_taken=is_taken)
    assert list(chosen.values()) == names


@pytest.mark.parametrize(
    ("folder", "place", "path", "placed"),
    [
        ("docs/adr", Place(DECISIONS), "docs/adr/old/0001-x.md", "decisions/old/0001-x.md"),
        ("docs/adr", Place(DECISIONS, "web"), "docs/adr/0001-x.md", "decisions/web/0001-x.md"),
        (ROOT, Place(DECISIONS), "0001-x.md", "decisions/0001-x.md"),
        ("docs/adr", Place(Folder(ADR, ROOT)), "docs/adr/0001-x.md", "0001-x.md"),
    ],
)
def test_a_path_below_its_folder_stays(folder: str, place: Place, path: str, placed: str) -> None:
    assert places.place_path(folder, place, path) == placed


@pytest.mark.parametrize(
    ("path", "followed"),
    [
        ("decisions/0003-x-notes.md", "decisions/0012-x-notes.md"),
        ("decisions/0003-x/options.md", "decisions/0012-x/options.md"),
        ("decisions/0003-flow.png", "decisions/0012-flow.png"),
        ("decisions/adr-0003-x.de.md", "decisions/adr-0012-x.de.md"),
        ("decisions/img/0003-flow.png", "decisions/img/0003-flow.png"),
        ("decisions/0004-x.png", "decisions/0004-x.png"),
        ("decisions/03-x.png", "decisions/03-x.png"),
        ("docs/0003-x.png", "docs/0003-x.png"),
    ],
)
def test_a_file_with_a_records_number_follows_it(path: str, followed: str) -> None:
    move = move_to_number(read("decisions/0003-x.md"), "0012")
    assert places.follow_moves(path, [move]) == followed


def test_a_file_beside_a_record_in_the_top_follows_it() -> None:
    move = move_to_number(read("0003-x.md", folder=Folder(ADR, ROOT)), "0012")
    assert places.follow_moves("0003-x.png", [move]) == "0012-x.png"


@pytest.mark.parametrize(
    ("here", "taken", "path"),
    [
        ({}, {}, "a/x.png"),
        ({"a/x.png": "same"}, {}, "a/x.png"),
        ({"a/x.png": "other"}, {}, "a/x-2.png"),
        ({"a/x.png": "other"}, {"a/x-2.png": "third"}, "a/x-3.png"),
        ({"a/x.png": "other", "a/x-2.png": "same"}, {}, "a/x-2.png"),
    ],
)
def test_a_file_takes_the_first_free_name_of_its_kind(
    here: dict[str, str], taken: dict[str, str], path: str
) -> None:
    assert places.choose_file_path("a/x.png", "same", here.get, taken) == path


def test_a_name_without_an_ending_is_counted_too() -> None:
    assert places.choose_file_path("a.b/x", "same", {"a.b/x": "other"}.get, {}) == "a.b/x-2"


def test_pictures_from_outside_lie_in_a_folder_of_their_own() -> None:
    folder = Folder(ADR, "docs/adr")
    path = places.place_outside_file([folder], {folder.path: Place(DECISIONS)}, "img/x.png")
    assert path == "decisions/assets/x.png"


def test_the_home_of_a_file_is_no_top() -> None:
    folders = [Folder(ADR, ROOT), DECISIONS]
    assert places.find_home(folders, "x.png") is None
    assert places.find_home(folders, "decisions/x.png") is DECISIONS


@pytest.mark.parametrize(
    ("path", "text", "reason"),
    [
        (
            "decisions/x.md",
            "---\nid: 3\n---\n# A\n",
            "its page alone states it: write 0009 on line 2 of it there",
        ),
        (
            "decisions/0003-x/README.adoc",
            "= A\n",
            "no command changes its page: there, git mv decisions/0003-x decisions/0009-x",
        ),
        (
            "decisions/0003a-x.md",
            "# A\n",
            "it belongs to another one: there, git mv decisions/0003a-x.md decisions/0009-x.md",
        ),
        (
            "decisions/0003-x.adoc",
            "= A\n",
            "no command changes its page: there, git mv decisions/0003-x.adoc decisions/0009-x.adoc",
        ),
    ],
)
def test_a_number_that_stays_has_its_reason_and_a_remedy(path: str, text: str, reason: str) -> None:
    described = places.describe_number(read(path, text), "0009")
    assert described == f"its number is taken here, and {reason}"


@pytest.mark.parametrize(
    ("path", "followed"),
    [
        ("decisions/0003-x/pic.png", "decisions/0012-x/pic.png"),
        ("decisions/0003-x/img/0003.png", "decisions/0012-x/img/0003.png"),
        ("decisions/0003-x.png", "decisions/0012-x.png"),
        ("decisions/0003-x/0003-notes.md", "decisions/0012-x/0003-notes.md"),
        ("decisions/0004-x/pic.png", "decisions/0004-x/pic.png"),
    ],
)
def test_what_lies_in_the_folder_of_a_record_follows_it(path: str, followed: str) -> None:
    move = move_to_number(read("decisions/0003-x/README.md"), "0012")
    assert move.new_path == "decisions/0012-x/README.md"
    assert places.follow_moves(path, [move]) == followed


@pytest.mark.parametrize(
    ("record_path", "path", "is_its"),
    [
        ("decisions/0003-x.adoc", "decisions/0003-x/pic.png", True),
        ("decisions/0003-x.adoc", "decisions/0003-x-notes.md", True),
        ("decisions/0003-x.adoc", "decisions/0003-x.png", True),
        ("decisions/0003-x.adoc", "decisions/0003-xy.png", False),
        ("decisions/0003-x.adoc", "docs/0003-x.png", False),
        ("decisions/0003-x/README.md", "decisions/0003-x/pic.png", True),
        ("decisions/0003-x/README.md", "decisions/pic.png", False),
    ],
)
def test_a_file_goes_with_the_record_of_its_name_or_folder(
    record_path: str, path: str, is_its: bool
) -> None:
    assert places.goes_with(path, read(record_path)) is is_its


def test_a_file_beside_a_record_in_the_top_goes_with_it() -> None:
    assert places.goes_with("0003-x.png", read("0003-x.md", folder=Folder(ADR, ROOT)))


def test_what_is_here_under_another_number_is_a_move_there() -> None:
    there = [read(f"decisions/{name}") for name in ("0003-x.md", "0004-y/README.md", "0005-z.md")]
    there += [read("decisions/0006a-w.md"), read("decisions/0007-v.md")]
    here = ["0013-x.md", "0014-y/README.md", "0005-z.md", "0016-w.md"]
    present = {
        record.path: read(f"decisions/{name}") for record, name in zip(there, here, strict=False)
    }
    moves = places.list_known_moves(there, present)
    assert [move.new_path for move in moves] == [
        "decisions/0013-x.md",
        "decisions/0014-y/README.md",
    ]
