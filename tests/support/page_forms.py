"""Pages of decisions in every form that states a status, to be edited.

`{}` is the place of the status; a form that states it twice has two.
"""

from __future__ import annotations

BODY = "## Context\n\nOrders come in bursts.\n\n## Decision\n\nWe use a queue.\n"

FORMS = {
    "section": "# 7. Use a queue\n\nDate: 2024-01-31\n\n## Status\n\n{}\n\n",
    "section, capitals": "# Use a queue\n\n## STATUS\n\n{}\n\n",
    "section, a list of one": "# Use a queue\n\n## Status\n\n- {}\n\n",
    "section, bold": "# Use a queue\n\n## Status\n\n**{}**\n\n",
    "section, quoted": "# Use a queue\n\n## Status\n\n> {}\n\n",
    "section, French": "# Use a queue\n\n## Statut\n\n{}\n\n",
    "section, Chinese": "# Use a queue\n\n## 状态\n\n{}\n\n",
    "heading": "# Use a queue\n\n## Status: {}\n\n",
    "bullet": "# Use a queue\n\n- Status: {}\n- Date: 2024-01-31\n\n",
    "star": "# Use a queue\n\n* Status: {}\n* Deciders: Ada\n\n",
    "bold bullet": "# Use a queue\n\n- **Status:** {}\n- **Date:** 2024-01-31\n\n",
    "bold line": "# Use a queue\n\n**Status**: {}\n\n**Date**: 2024-01-31\n\n",
    "plain line": "# Use a queue\n\nStatus: {}\n\nDate: 2024-01-31\n\n",
    "facts in one line": "# Use a queue\n\n**Status:** {} | **Date:** 2024-01-31\n\n",
    "French bullet": "# Use a queue\n\n- Statut : {}\n\n",
    "Chinese bullet": "# Use a queue\n\n- 状态：{}\n\n",
    "German bullet": "# Use a queue\n\n* **Status**: {}\n* **Datum**: 31.01.2024\n\n",
    "table": "# Use a queue\n\n| Status | {} |\n|---|---|\n| Date | 2024-01-31 |\n\n",
    "table of columns": "# Use a queue\n\n| Status | Date |\n|---|---|\n| {} | 2024-01-31 |\n\n",
    "HTML table": "# Use a queue\n\n<table>\n<tr><td>Status</td><td>{}</td></tr>\n</table>\n\n",
    "HTML list": "# Use a queue\n\n<dl>\n<dt>Status</dt>\n<dd>{}</dd>\n</dl>\n\n",
    "HTML line": "# Use a queue\n\n<b>Status:</b> {}<br>\n\n",
    "field": "---\nstatus: {}\ndate: 2024-01-31\n---\n\n# Use a queue\n\n",
    "field in quotes": '---\nstatus: "{}" # of now\n---\n\n# Use a queue\n\n',
    "field, list": "---\nstatus: [{}]\n---\n\n# Use a queue\n\n",
    "field, block list": "---\nstatus:\n  - {}\n---\n\n# Use a queue\n\n",
    "field, flow map": "---\nstatus: {{state: {}, date: 2024-01-31}}\n---\n\n# Use a queue\n\n",
    "field, block map": "---\nstatus:\n  state: {}\n  by: Ada\n---\n\n# Use a queue\n\n",
    "field, map of one": "---\nstatus: {{{}}}\n---\n\n# Use a queue\n\n",
    "field `state`": "---\nstate: {}\n---\n\n# Use a queue\n\n",
    "field below adr": "---\nadr:\n  status: {}\n---\n\n# Use a queue\n\n",
    "field below metadata": "---\nmetadata:\n  state: {}\n  date: 2024-01-31\n---\n\n# Use a queue\n\n",
    "TOML": '+++\ntitle = "Use a queue"\nstatus = "{}"\n+++\n\n# Use a queue\n\n',
    "TOML table": '+++\ntitle = "Use a queue"\n[extra]\nstatus = "{}"\n+++\n\n# Use a queue\n\n',
    "JSON": '---json\n{{\n  "title": "Use a queue",\n  "status": "{}"\n}}\n---\n\n# Use a queue\n\n',
    "badge": "# Use a queue\n\n![Status: {}](https://img.shields.io/badge/status-{}-green)\n\n",
    "field and section": "---\nstatus: {}\n---\n\n# Use a queue\n\n## Status\n\n{}\n\n",
    "field and bullet": "---\nstatus: {}\n---\n\n# Use a queue\n\n- Status: {}\n\n",
    "field and badge": (
        "---\nstatus: {}\n---\n\n# Use a queue\n\n"
        "![Status](https://img.shields.io/badge/status-{}-green)\n\n"
    ),
    "table and section": "# Use a queue\n\n| Status | {} |\n|---|---|\n\n## Status\n\n{}\n\n",
    "bullet and section": "# Use a queue\n\n- Status: {}\n\n## Status\n\n{}\n\n",
    "bullet and badge": (
        "# Use a queue\n\n![Status](https://img.shields.io/badge/status-{}-green)\n\n- Status: {}\n\n"
    ),
    "TOML and section": '+++\nstatus = "{}"\n+++\n\n# Use a queue\n\n## Status\n\n{}\n\n',
    "ticks": (
        "# Use a queue\n\n## Status\n\n"
        "- [{proposed}] Proposed\n- [{accepted}] Accepted\n- [{rejected}] Rejected\n"
        "- [{deprecated}] Deprecated\n- [{superseded}] Superseded\n\n"
    ),
    "ticks below a label": (
        "# Use a queue\n\nStatus:\n\n- [{proposed}] proposed\n- [{accepted}] accepted\n"
        "- [{rejected}] rejected\n- [{deprecated}] deprecated\n- [{superseded}] superseded\n\n"
    ),
}
STATUSES = ("proposed", "accepted", "rejected", "deprecated", "superseded")
SPELLINGS = {
    "lower": str,
    "Title": str.capitalize,
    "CAPITALS": str.upper,
    "German": {"proposed": "Vorgeschlagen", "accepted": "Akzeptiert"}.__getitem__,
    "explained": lambda status: f"{status}, for the time being",
}


def make_page(form: str, status: str, spelling: str = "lower") -> str:
    """A page of a form with a status."""
    head = FORMS[form]
    if "{proposed}" in head:
        return head.format(**{each: "x" if each == status else " " for each in STATUSES}) + BODY
    word = SPELLINGS[spelling](status)
    return head.format(*[word] * head.count("{}")) + BODY
