"""Diffs of files, as git takes them."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from minutebook.text.diffs import format_file_diff


@pytest.mark.parametrize(
    ("previous", "text", "diff"),
    [
        (
            "a\nb\n",
            "a\nc\n",
            "diff --git a/x.md b/x.md\n--- a/x.md\n+++ b/x.md\n@@ -1,2 +1,2 @@\n a\n-b\n+c\n",
        ),
        (
            None,
            "a",
            (
                "diff --git a/x.md b/x.md\nnew file mode 100644\n--- /dev/null\n+++ b/x.md\n"
                "@@ -0,0 +1 @@\n+a\n\\ No newline at end of file\n"
            ),
        ),
        (
            "a\r\n\x0cb\n",
            None,
            (
                "diff --git a/x.md b/x.md\ndeleted file mode 100644\n--- a/x.md\n+++ /dev/null\n"
                "@@ -1,2 +0,0 @@\n-a\r\n-\x0cb\n"
            ),
        ),
    ],
)
def test_a_diff_is_what_git_applies(
    previous: str | None, text: str | None, diff: str, repo: Path
) -> None:
    assert format_file_diff("x.md", previous, text) == diff
    page = repo / "x.md"
    if previous is not None:
        page.write_bytes(previous.encode())
    subprocess.run(["git", "apply"], input=diff.encode(), cwd=repo, check=True)
    assert (page.read_bytes().decode() if page.exists() else None) == text


def test_a_file_that_moved_is_a_renaming() -> None:
    assert format_file_diff("b.md", "x\n", "x\n", "a.md") == (
        "diff --git a/a.md b/b.md\nrename from a.md\nrename to b.md\n"
    )
