"""The list of decisions: in force, proposed, gone, and how it is filtered."""

from __future__ import annotations

from collections.abc import Iterator

from minutebook.site.page import Page
from minutebook.site.pages.index import (
    BookIndex,
    cut_pages,
    list_labels,
    list_values,
    sort_by_group,
)
from minutebook.site.pages.overview import GROUP_ANCHORS

_OTHER_GROUP = "of another status"


def list_decision_lists(index: BookIndex) -> Iterator[Page]:
    """The pages of `decisions/index.html`."""
    ordered = sort_by_group(index.book.decisions)
    totals: dict[str, int] = {}
    for entry in ordered:
        group = entry.group or _OTHER_GROUP
        totals[group] = totals.get(group, 0) + 1
    # A page alone may have one status of several: filters have what the whole list has.
    listed = index.make_rows(ordered)
    filters = {
        "states": list_values(listed, "state"),
        "labels": list_labels(listed),
        "repositories": index.link_repositories(),
        "has_dates": bool(list_values(listed, "date")),
    }
    for url, entries, paging in cut_pages("decisions/index.html", ordered):
        groups: dict[str, list[dict[str, object]]] = {}
        for entry in entries:
            groups.setdefault(entry.group or _OTHER_GROUP, []).append(index.make_row(entry))
        yield index.make_page(
            url,
            "lists/decisions.html",
            "Decisions",
            "decisions",
            groups=[
                {
                    "name": group,
                    "anchor": GROUP_ANCHORS.get(group, "other"),
                    "total": totals[group],
                    "rows": group_rows,
                }
                for group, group_rows in groups.items()
            ],
            paging=paging,
            filters=filters,
        )
