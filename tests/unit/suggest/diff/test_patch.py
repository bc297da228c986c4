"""A unified diff as files and lines: as git prints it, as `diff -u` does, and any text."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from file_diffs import diff, split_lines
from minutebook.suggest.diff.patch import FileDiff, parse_diff


def describe(text: str) -> list[str]:
    """A file each: its status, its path, its old path, its changed lines."""
    return [
        f"{file.status} {file.path}"
        + f" from {file.old_path}" * (file.old_path != file.path)
        + " binary" * file.is_binary
        + "".join(f" {sign}{number}:{line}" for sign, number, line in file.lines if sign != " ")
        for file in parse_diff(text)
    ]


DIFFS = {
    "nothing": ("", []),
    "prose": ("Dear all,\n\nthe cache is slow.\n--- \n@@ -1 +1 @@\n+ more\n", []),
    "a line changed": (diff("a.py", "x\ny\n", "x\nz\n"), ["modified a.py -2:y +2:z"]),
    "a new file": (diff("a.py", None, "x\n"), ["added a.py +1:x"]),
    "a new file with nothing in it": (
        "diff --git a/a.py b/a.py\nnew file mode 100644\nindex 0000000..e69de29\n",
        ["added a.py"],
    ),
    "a deleted file": (diff("a.py", "x\n", None), ["deleted a.py -1:x"]),
    "several files": (
        diff("a.py", "x\n", "y\n") + diff("b/c.py", None, "z\n"),
        ["modified a.py -1:x +1:y", "added b/c.py +1:z"],
    ),
    "a mode": ("diff --git a/run b/run\nold mode 100644\nnew mode 100755\n", ["modified run"]),
    "a new name": (
        "diff --git a/old b/new\nsimilarity index 100%\nrename from old\nrename to new\n",
        ["renamed new from old"],
    ),
    "a new name and a new line": (
        (
            "diff --git a/a b.py b/c d.py\nsimilarity index 90%\nrename from a b.py\nrename to c d.py\n"
            "--- a/a b.py\t\n+++ b/c d.py\t\n@@ -1 +1 @@\n-x\n+y\n"
        ),
        ["renamed c d.py from a b.py -1:x +1:y"],
    ),
    "a copy": (
        "diff --git a/a b b/c d\nsimilarity index 100%\ncopy from a b\ncopy to c d\n",
        ["added c d from a b"],
    ),
    "blanks": (diff("my docs/a b.md", "x\n", "y\n"), ["modified my docs/a b.md -1:x +1:y"]),
    "a mode of a path with blanks": (
        "diff --git a/my run b/my run\nold mode 100644\nnew mode 100755\n",
        ["modified my run"],
    ),
    "a binary": (
        "diff --git a/a.png b/a.png\nindex 1..2 100644\nBinary files a/a.png and b/a.png differ\n",
        ["modified a.png binary"],
    ),
    "a binary with its bytes": (
        (
            "diff --git a/a.png b/a.png\nnew file mode 100644\nindex 0..2\nGIT binary patch\nliteral 3\n"
            "KcmZQzU|?VX0s{a75CPl(\n\nliteral 0\nHcmV?d00001\n"
        ),
        ["added a.png binary"],
    ),
    "quoted": (
        (
            'diff --git "a/caf\\303\\251.md" "b/caf\\303\\251.md"\n--- "a/caf\\303\\251.md"\n'
            '+++ "b/caf\\303\\251.md"\n@@ -1 +1 @@\n-x\n+y\n'
        ),
        ["modified café.md -1:x +1:y"],
    ),
    "quoted, and renamed": (
        'diff --git "a/\\303\\251" "b/\\303\\250"\nrename from "\\303\\251"\nrename to "\\303\\250"\n',
        ["renamed è from é"],
    ),
    "quoted quotes, tabs, backslashes": (
        'diff --git a/x b/x\n--- /dev/null\n+++ "b/\\"a\\"\\tb\\\\c\\""\n@@ -0,0 +1 @@\n+x\n',
        ['added "a"\tb\\c" +1:x'],
    ),
    "quoted bytes that are no text": (
        '--- "a/caf\\351"\n+++ "b/caf\\351"\n@@ -1 +1 @@\n-x\n+y\n',
        ["modified caf\ufffd -1:x +1:y"],
    ),
    "a quoted surrogate": ('--- "a/\ud800"\n+++ "b/\ud800"\n', ["modified ?"]),
    "surrogates": (
        diff("\ud800.py", "\udc80\n", "\udcff\n"),
        ["modified \ud800.py -1:\udc80 +1:\udcff"],
    ),
    "a backslash at the end": ('--- a/x\n+++ "b/x\\"\n', ["modified x\\ from x"]),
    "without git": (
        (
            "--- a.py\t2024-01-01 10:00:00.000000000 +0100\n+++ a.py\t2024-01-02 10:00:00.000000000 +0100\n"
            "@@ -1,2 +1,2 @@\n-x\n+y\n z\n--- b.py\n+++ b.py\n@@ -1 +1 @@\n-x\n+y\n"
        ),
        ["modified a.py -1:x +1:y", "modified b.py -1:x +1:y"],
    ),
    "without git, a deleted file": (
        "--- a.py\n+++ /dev/null\n@@ -1 +0,0 @@\n-x\n",
        ["deleted a.py -1:x"],
    ),
    "without git, a tree": (
        (
            "diff -ru one/a.py two/a.py\n--- one/a.py\t2024-01-01\n+++ two/a.py\t2024-01-02\n@@ -1 +1 @@\n"
            "-x\n+y\nOnly in two: c.py\ndiff -ru one/b.py two/b.py\n--- /dev/null\n+++ two/b.py\n"
            "@@ -0,0 +1 @@\n+y\n"
        ),
        ["modified two/a.py from one/a.py -1:x +1:y", "added two/b.py +1:y"],
    ),
    "no prefix": (
        diff("src/a.py", "x\n", "y\n").replace("a/src", "src").replace("b/src", "src"),
        ["modified src/a.py -1:x +1:y"],
    ),
    "no prefix, a mode": (
        "diff --git src/a b src/a b\nold mode 100644\nnew mode 100755\n",
        ["modified src/a b"],
    ),
    "a folder of one letter": (
        "--- z/a.py\n+++ z/a.py\n@@ -1 +1 @@\n-x\n+y\n",
        ["modified z/a.py -1:x +1:y"],
    ),
    "mnemonic prefixes": (
        diff("a.py", "x\n", "y\n").replace("a/a", "i/a").replace("b/a", "w/a"),
        ["modified a.py -1:x +1:y"],
    ),
    "the null device of another system": (
        "--- nul\n+++ b/a.py\n@@ -0,0 +1 @@\n+x\n",
        ["added a.py +1:x"],
    ),
    "the null device on both sides": ("--- /dev/null\n+++ /dev/null\n@@ -1 +1 @@\n-x\n+y\n", []),
    "carriage returns": (
        diff("a.py", "x\n\ny\n", "x\n\nz\n").replace("\n", "\r\n"),
        ["modified a.py -3:y +3:z"],
    ),
    "carriage returns in its lines": (
        diff("a.py", "x\r\n", "y\r\n"),
        ["modified a.py -1:x +1:y"],
    ),
    "carriage returns in the header": (
        "diff --git a/o b/n\r\nrename from o\r\nrename to n\r\n",
        ["renamed n from o"],
    ),
    "no newline at the end": (
        (
            "--- a/a\n+++ b/a\n@@ -1,2 +1,2 @@\n x\n-y\n\\ No newline at end of file\n+z\n"
            "\\ No newline at end of file\n--- a/b\n+++ b/b\n@@ -1 +1 @@\n-x\n+y\n"
        ),
        ["modified a -2:y +2:z", "modified b -1:x +1:y"],
    ),
    "lines that look like headers": (
        diff("a.sql", "-- x\n--- a/y\n", "++ z\n+++ b/w\ndiff --git a/q b/q\n@@ -1 +1 @@\n"),
        [
            (
                "modified a.sql -1:-- x -2:--- a/y +1:++ z +2:+++ b/w +3:diff --git a/q b/q"
                " +4:@@ -1 +1 @@"
            )
        ],
    ),
    "a blank that an editor cut": (
        "--- a/a\n+++ b/a\n@@ -1,4 +1,4 @@\n x\n\n\r\n-y\n+z\n",
        ["modified a -4:y +4:z"],
    ),
    "a hunk cut short": (
        "--- a/a\n+++ b/a\n@@ -1,9 +1,9 @@\n-x\n+y\n" + diff("b", "x\n", "z\n"),
        ["modified a -1:x +1:y", "modified b -1:x +1:z"],
    ),
    "a diff cut short": ("--- a/a\n+++ b/a\n@@ -1,9 +1,9 @@\n-x\n+y", ["modified a -1:x +1:y"]),
    "two hunks": (
        "--- a/a\n+++ b/a\n@@ -3 +3,2 @@ def f():\n x\n+y\n@@ -30,2 +31 @@\n-z\n w\n",
        ["modified a +4:y -30:z"],
    ),
    "a hunk in words": ("--- a/a\n+++ b/a\n@@ about here @@\n-x\n+y\n", ["modified a"]),
    "a hunk of more lines than there are": (
        f"--- a/a\n+++ b/a\n@@ -{'9' * 5000} +1 @@\n-x\n+y\n",
        ["modified a"],
    ),
    "a hunk of nothing": ("@@ -1 +1 @@\n-x\n+y\n", []),
    "a merge": (
        "diff --cc a.py\nindex 1,2..3\n--- a/a.py\n+++ b/a.py\n@@@ -1,3 -1,3 +1,4 @@@ def f():\n"
        "  x\n -ours\n- theirs\n++both\n +one\n  y\n" + diff("b.py", "x\n", "y\n"),
        [
            "modified a.py -2:ours -3:theirs +2:both +3:one",
            "modified b.py -1:x +1:y",
        ],
    ),
    "a merge that removes the last lines": (
        (
            "diff --combined a.py\nindex 1,2..3\n--- a/a.py\n+++ b/a.py\n@@@ -1,2 -1,2 +1 @@@\n  x\n"
            "--- y\n\\ No newline at end of file\ndiff --cc b.py\n--- a/b.py\n+++ b/b.py\n@@@ -1 -1 +1 @@@\n--x\n++y\n"
        ),
        ["modified a.py -2:- y", "modified b.py -1:x +1:y"],
    ),
    "a merge, and then prose": (
        "diff --cc a.py\n--- a/a.py\n+++ b/a.py\n@@@ -1,2 -1 +1,2 @@@\n  x\n +y\n-- w\n++ v\n",
        ["modified a.py +2:y"],
    ),
    "a merge of three that deletes a file": (
        (
            "diff --cc a.py\nindex 1,2,3..0\ndeleted file mode 100644,100644,100644\n--- a/a.py\n"
            "+++ /dev/null\n@@@@ -1,1 -1,1 -1,1 +0,0 @@@@\n---x\n"
        ),
        ["deleted a.py -1:x"],
    ),
    "a commit with its message": (
        "commit 1\nAuthor: A\n\n    rename to x\n\n" + diff("a", "x\n", "y\n") + "\ncommit 2\n\n"
        "    Mend\n\n" + diff("b", "x\n", "y\n"),
        ["modified a -1:x +1:y", "modified b -1:x +1:y"],
    ),
}


@pytest.mark.parametrize("case", DIFFS)
def test_files_of_a_diff(case: str) -> None:
    text, expected = DIFFS[case]
    assert describe(text) == expected


def test_all_lines_of_a_file() -> None:
    old, new = (
        "import a\n\n\ndef f():\n    x\n    y\n",
        "import a\n\n\ndef f():\n    z\n    y\n    w\n",
    )
    text = diff("lib/Thing.test.PY", old, new).replace(" @@\n", " @@  class A: \n")
    (file,) = parse_diff(text)
    assert file.lines == [
        (" ", 2, ""),
        (" ", 3, ""),
        (" ", 4, "def f():"),
        ("-", 5, "    x"),
        ("+", 5, "    z"),
        (" ", 6, "    y"),
        ("+", 7, "    w"),
    ]
    assert file.added_lines == [(5, "    z"), (7, "    w")]
    assert file.removed_lines == [(5, "    x")]
    assert file.scopes == ["class A:"]
    assert (file.name, file.suffix) == ("Thing.test.PY", ".py")


@pytest.mark.parametrize(
    ("path", "name", "suffix"),
    [
        ("a/b.tar.gz", "b.tar.gz", ".gz"),
        (".gitignore", ".gitignore", ""),
        ("a.b/Makefile", "Makefile", ""),
        ("x.", "x.", "."),
    ],
)
def test_name_and_suffix(path: str, name: str, suffix: str) -> None:
    file = FileDiff(path, path)
    assert (file.name, file.suffix) == (name, suffix)


OPTIONS = {
    "no options": (),
    "no prefix": ("--no-prefix",),
    "mnemonic": ("-c", "diff.mnemonicPrefix=true"),
    "no context": ("-U0",),
    "unquoted": ("-c", "core.quotePath=false"),
    "binary": ("--binary",),
}


@pytest.mark.parametrize("options", OPTIONS.values(), ids=OPTIONS)
def test_files_of_a_diff_by_git(
    options: tuple[str, ...], repo: Path, git: Callable[..., str]
) -> None:
    long = "".join(f"line {number}\n" for number in range(20))
    for path, text in {
        "changed.py": "x\ny\n",
        "gone.py": "x\n",
        "old name.md": long,
        "source.txt": long + "more\n",
        "übung.txt": "x",
        "picture.png": "\0\1",
        "run.sh": "x\n",
        "windows.txt": "x\r\ny\r\n",
    }.items():
        (repo / path).write_bytes(text.encode())
    git("add", "-A")
    git("commit", "-q", "-m", "first")
    (repo / "changed.py").write_bytes(b"x\nz\n-- w\n++ v\n")
    (repo / "gone.py").unlink()
    (repo / "old name.md").rename(repo / "new name.md")
    (repo / "copy of it.txt").write_bytes((long + "more\nand more\n").encode())
    (repo / "übung.txt").write_bytes(b"x\ny")
    (repo / "picture.png").write_bytes(b"\0\2")
    (repo / "run.sh").chmod(0o755)
    (repo / "windows.txt").write_bytes(b"x\r\nz\r\n")
    (repo / "new file.py").write_bytes(b"new\n")
    (repo / "empty").touch()
    git("add", "-A")
    config = options if options[:1] == ("-c",) else ()
    arguments = () if config else options
    text = git(*config, "diff", "-M", "-C", "--find-copies-harder", *arguments, "HEAD", "--")
    assert sorted(describe(text)) == [
        "added copy of it.txt from source.txt +22:and more",
        "added empty",
        "added new file.py +1:new",
        "deleted gone.py -1:x",
        "modified changed.py -2:y +2:z +3:-- w +4:++ v",
        "modified picture.png binary",
        "modified run.sh",
        "modified windows.txt -2:y +2:z",
        "modified übung.txt -1:x +1:x +2:y",
        "renamed new name.md from old name.md",
    ]


def test_a_merge_shown_by_git(repo: Path, git: Callable[..., str]) -> None:
    def commit(text: str) -> None:
        (repo / "a.md").write_text(text, encoding="utf-8")
        git("add", "-A")
        git("commit", "-q", "-m", "x")

    commit("x\ny\nz\n")
    git("checkout", "-q", "-b", "other")
    commit("x\nour\nz\n")
    git("checkout", "-q", "main")
    commit("x\nthe\nz\n")
    git("merge", "-q", "-s", "ours", "--no-commit", "other")
    commit("x\nboth\n")
    (file,) = parse_diff(git("show", "--cc"))
    assert (file.path, file.added_lines) == ("a.md", [(2, "both")])
    assert sorted(text for _, text in file.removed_lines) == ["our", "the", "z"]


LINES = st.lists(
    st.sampled_from(
        [*"abc", "", " ", "-", "+", "-- a", "++ b", "--- a/x", "+++ b/x", "@@ -1 +1 @@", "\\", "é"]
    ),
    max_size=12,
)


def assert_lines(file: FileDiff, old: list[str], new: list[str]) -> None:
    """Assert that a file's lines are those of its two texts, and all in which they differ."""
    assert file.added_lines == [(number, text) for sign, number, text in file.lines if sign == "+"]
    assert file.removed_lines == [
        (number, text) for sign, number, text in file.lines if sign == "-"
    ]
    for sign, number, text in file.lines:
        assert (old if sign == "-" else new)[number - 1] == text
    removed = {number for number, _ in file.removed_lines}
    added = {number for number, _ in file.added_lines}
    assert [text for number, text in enumerate(old, 1) if number not in removed] == [
        text for number, text in enumerate(new, 1) if number not in added
    ]


@given(LINES, LINES, LINES)
def test_lines_are_read_back(old: list[str], new: list[str], last: list[str]) -> None:
    text = "".join(
        diff(path, "".join(f"{line}\n" for line in before), "".join(f"{line}\n" for line in after))
        for path, before, after in (("a.py", old, new), ("b.py", last, old))
    )
    files = parse_diff(text)
    assert [file.path for file in files] == ["a.py", "b.py"]
    assert_lines(files[0], old, new)
    assert_lines(files[1], last, old)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(LINES, LINES, st.booleans(), st.integers(0, 3))
def test_lines_are_read_back_from_git(
    world: dict[str, str],
    tmp_path: Path,
    old: list[str],
    new: list[str],
    has_newline: bool,
    context: int,
) -> None:
    for name, lines in (("old", old), ("new", new)):
        text = "\n".join(lines) + "\n" * (has_newline and bool(lines))
        (tmp_path / name).write_text(text, encoding="utf-8")
    result = subprocess.run(
        ["git", "diff", "--no-index", f"-U{context}", "old", "new"],
        cwd=tmp_path,
        env=world,
        capture_output=True,
        check=False,
    )
    files = parse_diff(result.stdout.decode())
    if result.returncode:
        (file,) = files
        texts = [(tmp_path / name).read_text(encoding="utf-8") for name in ("old", "new")]
        assert (file.old_path, file.path) == ("old", "new")
        assert_lines(file, *(split_lines(text) for text in texts))
    else:
        assert files == ()


HEADERS = st.sampled_from(
    [
        "diff --git a/x b/x",
        "diff --cc x y",
        "diff --git",
        "--- a/x",
        '--- "a/\\3',
        "+++ b/y\t",
        '+++ "',
        "+++ /dev/null",
        "@@ -1,3 +1,4 @@ f",
        "@@@ -1 -1 +1,2 @@@",
        "@@ -0,0 +0 @@",
        "\\ No newline",
        "rename to ",
        "copy from x",
        "Binary files ",
        "+a",
        "-b",
        " c",
        "\r",
    ]
)


@given(
    st.text(st.characters(codec=None))
    | st.lists(HEADERS | st.text(max_size=5)).map(lambda lines: "\n".join(lines))
)
def test_any_text_can_be_read(text: str) -> None:
    files = parse_diff(text)
    assert parse_diff(text) == files
    assert all(file.path for file in files)
    for file in files:
        assert len(file.added_lines) + len(file.removed_lines) <= len(file.lines)
