"""The list of features on the overview of prompts, and what is folded on a page."""

from __future__ import annotations

import re
from collections.abc import Iterable

from minutebook.records.index import rows
from minutebook.records.relations import make_sort_key
from minutebook.text.markdown import make_href, make_link

MAX_FEATURES = 500
MAX_OPEN_FEATURES = 30  # with more than these the list is folded
_FOLDED_FEATURES = "All features"
_FOLD_START = re.compile(r"<details><summary>[^<>]*</summary> <!-- [^<>]* -->")
_FOLD_END = "</details>"
_FEATURE_ROW = re.compile(r"\* \[(?:[^\]\\]|\\.)*\]\(([^()\s]*)\)")


def fold(summary: str, content: str) -> str:
    """Markdown that a forge shows when it is asked for; linters are told that it is meant so."""
    return (
        f"<details><summary>{summary}</summary> <!-- markdownlint-disable-line MD033 -->\n\n"
        f"{content}\n\n{_FOLD_END}"
    )


def is_fold(line: str) -> bool:
    """Whether a line begins or ends what is folded."""
    return line == _FOLD_END or _FOLD_START.fullmatch(line) is not None


def format_features(page_path: str, folder_path: str, paths: Iterable[str]) -> str | None:
    """The list of features, given by their pages, by name; a long one folded.

    So a new prompt changes nothing in it but for the line of a new feature.
    """
    paths = sorted(paths, key=make_sort_key)
    lines = [_format_feature(page_path, folder_path, path) for path in paths[:MAX_FEATURES]]
    if len(paths) > MAX_FEATURES:
        lines.append(f"* {rows.OTHERS}, in the folders below `{folder_path}`")
    content = "\n".join(lines)
    return (fold(_FOLDED_FEATURES, content) if len(lines) > MAX_OPEN_FEATURES else content) or None


def _format_feature(page_path: str, folder_path: str, feature_page: str) -> str:
    route_folder = feature_page.rpartition("/")[0]
    route = route_folder.removeprefix(folder_path).lstrip("/")
    name = route or route_folder.rpartition("/")[2]
    return f"* {make_link(name, make_href(page_path, feature_page))}"


def parse_features(page_path: str, text: str) -> list[str] | None:
    """The pages of the features that are listed; None for another text."""
    paths: list[str] = []
    for line in text.split("\n"):
        if match := _FEATURE_ROW.fullmatch(line):
            paths.append(rows.resolve_href(page_path, match[1]))
        elif line and not is_fold(line):
            return None
    return paths
