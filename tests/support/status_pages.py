"""Pages of decisions that state every status in every form, for properties of their reading."""

from __future__ import annotations

_STATUSES = {
    "": "",
    "accepted": "accepted",
    "Proposed": "proposed",
    "Rejected": "rejected",
    "deprecated": "deprecated",
    "Superseded by [ADR-0002](0002-b.md)": "superseded",
    "Superseded": "superseded",
    "Accepted (2024-01-31)": "accepted",
    "Accepted, because it is simple": "accepted",
    "Vorgeschlagen": "proposed",
    "Acceptée": "accepted",
    "已接受": "accepted",
    "Somewhere": "",
}
_FORMS = {
    "section": "# 7. Use a queue\n\nDate: 2024-01-31\n\n## Status\n\n{}\n\n",
    "bullet": "# Use a queue\n\n- Status: {}\n- Date: 2024-01-31\n\n",
    "bold": "# Use a queue\n\n**Status**: {}\n\n",
    "table": "# Use a queue\n\n| Status | {} |\n|---|---|\n| Date | 2024-01-31 |\n\n",
    "field": '---\nstatus: "{}"\ndate: 2024-01-31\n---\n\n# Use a queue\n\n',
    "heading": "# Use a queue\n\n## Status: {}\n\n",
}
_BODY = "## Context\n\nOrders come in bursts.\n\n## Decision\n\nWe use a queue.\n"


def list_status_pages() -> list[tuple[str, str, str]]:
    """Name, text and expected status of each page."""
    return [
        (f"{form}-{stated or 'none'}", head.format(stated) + _BODY, status)
        for form, head in _FORMS.items()
        for stated, status in _STATUSES.items()
        if not (form == "heading" and not stated)
    ]
