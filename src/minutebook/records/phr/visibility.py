"""How much of a prompt record the tree shows: all, all but its texts, or nothing.

`full` shows everything. `summary` keeps the prompt, the response and what quotes them apart from
the tree, and shows the rest with their digests. `private` shows nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from minutebook.lean.values import Value
from minutebook.records.model import Record

VISIBILITIES = FULL, SUMMARY, PRIVATE = ("full", "summary", "private")  # the most open one first
FIELD_NAME = "visibility"
RESPONSE_DIGEST_FIELD = "response-digest"
RULE_KEYS = ("feature", "label", "branch")  # what a rule may ask for, each a pattern
# What a turn without changes to files is called, by its stage.
_NAMES_BY_STAGE = {
    "explainer": "Question",
    "constitution": "Work on the constitution",
    "spec": "Work on a specification",
    "plan": "Work on a plan",
    "tasks": "Work on a list of tasks",
}
_MAX_FOLDER_PARTS = 3  # of a folder that a title names


class VisibilityRule(Value):
    """A visibility, and patterns (`*`, `?`, `[…]`) of the records that have it; "" asks nothing.

    All that are given must match: the feature, one of the labels, one of the branches.
    """

    visibility: str
    feature: str = ""
    label: str = ""
    branch: str = ""


def choose_visibility(
    default: str,
    rules: Iterable[VisibilityRule],
    *,
    feature: str = "",
    labels: Iterable[str] = (),
    branches: Iterable[str] = (),
) -> str:
    """The visibility of a record: that of the rules that match it, else the default.

    Of several rules the most restrictive one counts, so that a rule more never publishes what
    another one keeps apart, in whatever order they stand.
    """
    values = {"feature": [feature], "label": list(labels), "branch": list(branches)}
    matching = [
        rule.visibility
        for rule in rules
        if all(
            any(_matches(value, getattr(rule, key)) for value in values[key])
            for key in RULE_KEYS
            if getattr(rule, key)
        )
    ]
    return choose_strictest(matching) if matching else default


def choose_strictest(visibilities: Iterable[str]) -> str:
    """The visibility among these that shows least; `full` where there are none."""
    return max(filter(None, visibilities), key=VISIBILITIES.index, default=FULL)


def _matches(value: str, pattern: str) -> bool:
    """Whether a value is one that a pattern means, in whatever case; "" never is."""
    from fnmatch import fnmatchcase  # few repositories have rules

    return bool(value) and fnmatchcase(value.casefold(), pattern.casefold())


def read_visibility(record: Record) -> str:
    """The visibility that a page states; "" where it states none that is known."""
    value = record.fields.get(FIELD_NAME)
    folded = value.strip().casefold() if isinstance(value, str) else ""
    return folded if folded in VISIBILITIES else ""


def keeps_texts_apart(record: Record) -> bool:
    """Whether a page says that its texts are not in the tree."""
    return read_visibility(record) in (SUMMARY, PRIVATE)


def is_private(record: Record) -> bool:
    """Whether a page is that of a record which the tree shows nothing of."""
    return read_visibility(record) == PRIVATE


def make_neutral_title(stage: str, files: Sequence[str], feature: str = "") -> str:
    """A title that says nothing of the prompt or the answer: what was worked on, and where.

    `Change of 3 files in src/auth`, `Refactoring of src/auth/login.py`, `Question on billing`.
    """
    if not files:
        name = _NAMES_BY_STAGE.get(stage, "Task")
        return f"{name} {'on' if name == 'Question' else 'for'} {feature}" if feature else name
    work = "Refactoring" if stage == "refactor" else "Change"
    if len(files) == 1:
        return f"{work} of {_shorten(files[0])}"
    folder = _find_common_folder(files)
    place = f" in {_shorten(folder)}" if folder else f" for {feature}" if feature else ""
    return f"{work} of {len(files)} files{place}"


def _find_common_folder(files: Sequence[str]) -> str:
    """The folder that all the files lie in; "" where it is the top."""
    first, *others = [path.split("/")[:-1] for path in files]
    count = 0
    while count < len(first) and all(parts[: count + 1] == first[: count + 1] for parts in others):
        count += 1
    return "/".join(first[:count])


def _shorten(path: str) -> str:
    """The last parts of a path."""
    return "/".join(path.split("/")[-_MAX_FOLDER_PARTS:])
