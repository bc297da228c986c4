"""The list of features on the overview of prompts, and what is folded on a page."""

from __future__ import annotations

import re
from collections.abc import Iterable

from minutebook.records.index import rows
from minutebook.records.relations import make_sort_key
from minutebook.text.markdown import make_href, make_link

MAX_FEATURES = 500
_FOLDED_FEATURES = "Features of earlier months"
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


def format_features(
    page_path: str, folder_path: str, current: Iterable[str], others: Iterable[str]
) -> str | None:
    """The list of features, given by their pages: those of the latest months, the others folded."""
    current, others = sorted(current, key=make_sort_key), sorted(others, key=make_sort_key)
    is_cut = len(current) + len(others) > MAX_FEATURES
    others = others[: max(0, MAX_FEATURES - len(current))]
    lists = [
        [_format_feature(page_path, folder_path, path) for path in paths]
        for paths in (current[:MAX_FEATURES], others)
    ]
    if is_cut:
        lists[1 if others else 0].append(f"* {rows.OTHERS}, in the folders below `{folder_path}`")
    parts = ["\n".join(lists[0]), fold(_FOLDED_FEATURES, "\n".join(lists[1])) if lists[1] else ""]
    return "\n\n".join(part for part in parts if part) or None


def _format_feature(page_path: str, folder_path: str, feature_page: str) -> str:
    route_folder = feature_page.rpartition("/")[0]
    route = route_folder.removeprefix(folder_path).lstrip("/")
    name = route or route_folder.rpartition("/")[2]
    return f"* {make_link(name, make_href(page_path, feature_page))}"


def parse_features(page_path: str, text: str) -> tuple[list[str], list[str]] | None:
    """The pages of features of the latest months, and of the others; None for another text."""
    lists: list[list[str]] = [[], []]
    index = 0
    for line in text.split("\n"):
        if match := _FEATURE_ROW.fullmatch(line):
            lists[index].append(rows.resolve_href(page_path, match[1]))
        elif _FOLD_START.fullmatch(line):
            index = 1
        elif line not in ("", _FOLD_END):
            return None
    return lists[0], lists[1]
