"""Traced files: named by an end of their path, and found by it among the files of a record."""

from __future__ import annotations

import pytest

from minutebook.records.phr.traced_files import find_paths, list_traced, shorten_paths


@pytest.mark.parametrize(
    ("files", "path", "end"),
    [
        (("src/names.py",), "src/names.py", "names.py"),
        (("names.py",), "names.py", "names.py"),
        (("src/a/names.py", "src/b/names.py"), "src/a/names.py", "a/names.py"),
        (("src/a/names.py", "lib/a/names.py"), "src/a/names.py", "src/a/names.py"),
        (("names.py", "src/names.py"), "names.py", "names.py"),
        (("names.py", "src/names.py"), "src/names.py", "src/names.py"),
        (("src/my_names.py", "src/names.py"), "src/names.py", "names.py"),  # whole parts
        (("src/names.py", "src/names.pyi"), "src/names.py", "names.py"),
        ((), "src/names.py", "names.py"),
        (("src/a.py", "src/b/"), "src/b/", "b/"),  # a folder, as people list them
        (("d/Ünï 1.md", "e/Ünï 1.md"), "d/Ünï 1.md", "d/Ünï 1.md"),
    ],
)
def test_a_path_is_cut_to_the_end_that_no_other_file_has(
    files: tuple[str, ...], path: str, end: str
) -> None:
    assert shorten_paths([path], files) == {path: end}
    assert find_paths([end], files or (path,)) == {end: path}


def test_traced_files_that_are_not_listed_count_too() -> None:
    paths = ["a/x.py", "b/x.py"]
    assert shorten_paths(paths, ()) == {"a/x.py": "a/x.py", "b/x.py": "b/x.py"}


@pytest.mark.parametrize("end", ["gone.py", "x.py", "ames.py", "/names.py", ""])
def test_an_end_of_no_file_or_of_several_is_passed_over(end: str) -> None:
    assert find_paths([end, "names.py"], ("src/names.py", "a/x.py", "b/x.py", "")) == {
        "names.py": "src/names.py"
    }


def test_whole_paths_of_records_from_before_are_read() -> None:
    files = ("src/a/names.py", "names.py", "src/b.py")
    assert find_paths(files, files) == {path: path for path in files}
    assert find_paths(["src/a.py"], ()) == {"src/a.py": "src/a.py"}


def test_a_listed_file_may_have_words_behind_it() -> None:
    assert find_paths(["a.py"], ("`src/a.py` (new)",)) == {"a.py": "src/a.py"}
    copied = "src/a (copy).py"
    assert find_paths(shorten_paths([copied], [copied]).values(), [copied]) == {
        "a (copy).py": copied
    }


def test_traces_are_given_by_whole_paths() -> None:
    assert list_traced({"traces": {"a.py": "1 AAAA"}}, ("src/a.py",)) == {"src/a.py": "1 AAAA"}
    assert list_traced({"traces": "1 AAAA"}, ("src/a.py",)) == {}


def test_many_files_of_one_name_cost_little() -> None:
    files = [f"{number}/names.py" for number in range(20_000)]
    assert shorten_paths(files, files) == {path: path for path in files}
