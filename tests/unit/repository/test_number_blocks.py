"""The numbers that a clone holds in blocks: kept, taken one at a time, and lost to no copy."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from minutebook.errors import Refusal
from minutebook.repository import number_blocks


@pytest.fixture
def common_dir(tmp_path: Path) -> str:
    """A git directory with a block of prompts' numbers, 41 to 44."""
    folder = tmp_path / "repo/.git"
    folder.mkdir(parents=True)
    number_blocks.add_numbers(str(folder), "phr", range(41, 45))
    return str(folder)


def read(common_dir: str | Path) -> list[int]:
    return number_blocks.read_free_numbers(str(common_dir), "phr")


def take(common_dir: str, *taken: int) -> int:
    return number_blocks.take_number(common_dir, "phr", lambda number: number in taken)[0]


def test_a_block_is_kept_and_used_up(common_dir: str) -> None:
    assert read(common_dir) == [41, 42, 43, 44]
    assert number_blocks.drop_number(common_dir, "phr", 42)
    assert not number_blocks.drop_number(common_dir, "phr", 42)
    number_blocks.add_numbers(common_dir, "phr", [61, 60])
    assert read(common_dir) == [41, 43, 44, 60, 61]
    assert number_blocks.read_free_numbers(common_dir, "adr") == []
    assert number_blocks.read_free_numbers(common_dir, "") == []


def test_numbers_are_taken_by_one_process_each(common_dir: str) -> None:
    """One that a record has by other ways is passed over, and so is one that somebody holds."""
    assert (take(common_dir, 41), take(common_dir, 41), take(common_dir)) == (42, 43, 41)
    assert take(common_dir, 44) == 0
    assert sorted(os.listdir(Path(common_dir, "minutebook/claims/phr"))) == ["41", "42", "43"]
    assert read(common_dir) == [41, 42, 43, 44]  # they are given back where no record comes of it
    os.unlink(Path(common_dir, "minutebook/claims/phr/42"))
    assert take(common_dir) == 42


def test_a_number_that_is_used_while_it_is_taken(
    common_dir: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its holder wrote the record and let go of it, between our look at the block and our file."""
    real_open = os.open

    def open_late(path: str, flags: int, *mode: int) -> int:
        if str(path).endswith("claims/phr/41"):
            monkeypatch.undo()
            number_blocks.drop_number(common_dir, "phr", 41)
        return real_open(path, flags, *mode)

    monkeypatch.setattr(os, "open", open_late)
    assert take(common_dir) == 42
    assert os.listdir(Path(common_dir, "minutebook/claims/phr")) == ["42"]


@pytest.mark.parametrize(
    "copy", [shutil.copytree, lambda old, new: os.system(f"cp -a {old} {new}")]
)
def test_a_copy_of_the_folder_has_no_block(common_dir: str, copy: object, tmp_path: Path) -> None:
    copy(str(tmp_path / "repo"), str(tmp_path / "copy"))  # type: ignore[operator]
    assert read(tmp_path / "copy/.git") == []
    assert take(str(tmp_path / "copy/.git")) == 0
    assert read(common_dir) == [41, 42, 43, 44]
    number_blocks.add_numbers(str(tmp_path / "copy/.git"), "phr", [61])
    assert (read(tmp_path / "copy/.git"), read(common_dir)) == ([61], [41, 42, 43, 44])


def test_a_copy_in_the_place_of_the_folder_has_no_block(common_dir: str, tmp_path: Path) -> None:
    shutil.copytree(tmp_path / "repo", tmp_path / "copy")
    shutil.rmtree(tmp_path / "repo")
    os.rename(tmp_path / "copy", tmp_path / "repo")
    assert read(common_dir) == []


def test_the_same_folder_on_another_machine_has_no_block(
    common_dir: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As where it is shared, or an image of the disk is used twice."""
    monkeypatch.delattr(os, "uname", raising=False)
    monkeypatch.setenv("COMPUTERNAME", "another")
    assert read(common_dir) == []


def test_a_link_to_the_folder_is_the_same_clone(common_dir: str, tmp_path: Path) -> None:
    os.symlink(tmp_path / "repo", tmp_path / "link")
    assert read(tmp_path / "link/.git") == [41, 42, 43, 44]


@pytest.mark.parametrize("text", ["41 x", "-41", "41 \u0663", "9" * 12])
def test_a_block_that_is_not_understood_is_none(common_dir: str, text: str) -> None:
    (page,) = Path(common_dir, "minutebook/blocks/phr").iterdir()
    page.write_text(text, "utf-8")
    assert read(common_dir) == []


def test_a_link_in_the_place_of_the_blocks_is_refused(tmp_path: Path) -> None:
    state = tmp_path / "minutebook"
    state.mkdir()
    os.symlink(tmp_path, state / "blocks")
    with pytest.raises(Refusal):
        number_blocks.add_numbers(str(tmp_path), "phr", [1])


def test_the_highest_number_of_the_remote(common_dir: str) -> None:
    assert number_blocks.read_known_highest(common_dir, "phr") == 0
    number_blocks.note_highest(common_dir, "phr", 60)
    assert number_blocks.read_known_highest(common_dir, "phr") == 60
