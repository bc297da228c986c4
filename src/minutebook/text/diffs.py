"""What changes in a file, as a diff that people read and `git apply` takes. Pure."""

from __future__ import annotations

import re


def format_file_diff(
    path: str, previous: str | None, text: str | None, former_path: str = ""
) -> str:
    """The diff of a file from its `previous` text to its new one; None where there is no file.

    `former_path` is where it was, if that was elsewhere.
    """
    from difflib import unified_diff

    old_path = former_path or path
    old_label = "/dev/null" if previous is None else f"a/{old_path}"
    new_label = "/dev/null" if text is None else f"b/{path}"
    diff = f"diff --git a/{old_path} b/{path}\n"
    if old_path != path:
        diff += f"rename from {old_path}\nrename to {path}\n"
    elif previous is None:
        diff += "new file mode 100644\n"
    elif text is None:
        diff += "deleted file mode 100644\n"
    for line in unified_diff(
        _split_lines(previous or ""), _split_lines(text or ""), old_label, new_label
    ):
        diff += line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"
    return diff


def _split_lines(text: str) -> list[str]:
    """Lines as git counts them: other line ends that Python knows are text."""
    return re.findall(r"[^\n]*\n|[^\n]+", text)
