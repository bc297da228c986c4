"""The list of features on the overview of prompts, and what is folded on a page."""

from __future__ import annotations

from collections.abc import Iterable

from minutebook.lean.patterns import compile_lazily
from minutebook.records.index import rows
from minutebook.records.relations import make_sort_key
from minutebook.text.markdown import make_href, make_link

MAX_FEATURES = 500
MAX_FEATURES_BYTES = 60_000
MAX_OPEN_FEATURES = 30  # with more than these the list is folded
_FOLDED_FEATURES = "All features"
_FOLD_START = compile_lazily(r"<details><summary>[^<>]*</summary> <!-- [^<>]* -->")
_FOLD_END = "</details>"
_FEATURE_ROW = compile_lazily(r"\* \[(?:[^\]\\]|\\.)*\]\(([^()\s]*)\)")


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
    page_path: str, folder_path: str, paths: Iterable[str], *, has_more: bool = False
) -> str | None:
    """The list of features, given by their pages, by name; a long one folded.

    So a new prompt changes nothing in it but for the line of a new feature. What is too much for
    the page is behind a link to the folder of all; `has_more`: there are more than those given.
    """
    lines: list[str] = []
    size = 0
    for path in sorted(paths, key=make_sort_key):
        line = _format_feature(page_path, folder_path, path)
        size += len(line.encode("utf-8", "surrogatepass"))
        if len(lines) == MAX_FEATURES or size > MAX_FEATURES_BYTES:
            has_more = True
            break
        lines.append(line)
    if has_more:
        lines.append(_format_others(page_path, folder_path))
    content = "\n".join(lines)
    return (fold(_FOLDED_FEATURES, content) if len(lines) > MAX_OPEN_FEATURES else content) or None


def _format_others(page_path: str, folder_path: str) -> str:
    return f"* {make_link(f'{rows.OTHERS}, a folder each', make_href(page_path, folder_path))}"


def _format_feature(page_path: str, folder_path: str, feature_page: str) -> str:
    route_folder = feature_page.rpartition("/")[0]
    route = route_folder.removeprefix(folder_path).lstrip("/")
    name = route or route_folder.rpartition("/")[2]
    return f"* {make_link(name, make_href(page_path, feature_page))}"


def add_feature(
    page_path: str, folder_path: str, text: str, feature_page: str, *, is_new: bool
) -> str | None:
    """The list of features with one more, where it `is_new`; from `text`, the list as it was.

    None where that is not a list of features, or does not tell whether it shows the feature.
    """
    lines = text.split("\n")
    others = _format_others(page_path, folder_path)
    has_more = others in lines
    paths: list[str] = []
    for line in lines:
        if line == others:
            continue
        if match := _FEATURE_ROW.fullmatch(line):
            paths.append(rows.resolve_href(page_path, match[1]))
        elif line and not is_fold(line):
            return None
    is_behind = has_more and make_sort_key(feature_page) > max(map(make_sort_key, paths))
    if not feature_page or (is_behind and len(paths) == MAX_FEATURES):
        return text
    if is_behind or is_new == (feature_page in paths):
        return None
    all_paths = {*paths, feature_page}
    return format_features(page_path, folder_path, all_paths, has_more=has_more)
