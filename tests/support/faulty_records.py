"""Records in which nearly every rule of `check` finds something: name to text."""

from __future__ import annotations

PAGES = {
    "0001-start.md": "---\nstatus: accepted\n---\n\n# Start\n\n## Context\n\nADR-0088 and"
    " [x](0002-older.md) and [y](gone.md)\n",
    "0002-new.md": "---\nstatus: superseded\nid: 3\n---\n\n# New\n",
    "0003-rejected.md": "---\nstatus: rejected\nlinks: {supersedes: [0004-old]}\n---\n\n# R\n",
    "0004-old.md": "---\nstatus: superseded\nsuperseded-by: 0003-rejected\n---\n\n# Old\n",
    "0005-early.md": "---\nstatus: superseded by ADR-6\n---\n\n# Early\n",
    "0006-proposed.md": "---\nstatus: proposed\ndate: 2020-01-01\nreview-by: 2020-02-02\n---\n\n# P\n",
    "0007-one.md": "---\nstatus: accepted\nlinks: {supersedes: [0001-start, 0007-one]}\n---\n\n# O\n",
    "0008-circle.md": "---\nstatus: accepted\nlinks: {depends-on: [0009-circle]}\n---\n\n# C\n",
    "0009-circle.md": "---\nstatus: acceptd\nlinks: {depends-on: [0008-circle]}\n---\n\n# D\n\n"
    "Status: Rejected\n",
    "0010-dead.md": "---\nstatus: accepted\nlinks:\n  amends: ['[9. It''s gone](0099-gone.md)',"
    " 0002-older, '0098 $(x)']\n---\n\n# Dead\n\n{{LEFT}}\n\n## Context\n\n## Decision\n\nx\n",
    "0011-a.md": "# 11. A\n\nStatus: wobbly\n\nDate: 2024-13-41\n",
    "0011-b.md": "# 12. B\n\n## Status\n\n{status}\n\nDate: 03/04/2024\n",
    "0012-cut.md": "---\nstatus: accepted\nstatus: accepted\n\n# Cut\n\n<<<<<<< a\n=======\n>>>>>>> b\n",
    "0013-key.md": "---\nstatus: accepted\n---\n\n# Key\n\npassword = 'hunter2-9fK3x!qLm'\n"
    "AKIAIOSFODNN7EXAMPLQ\n",
    "0014-sentence.md": "# Sentence\n\nThis is superseded by ADR-0077.\n",
    "0015-read.adoc": "= Read\n:status: superseded by ADR-77\n",
    "notes.md": "# Notes without a number\n\nStatus: proposed\n\nDate: 2020-01-01\n",
    "README.md": "<!-- minutebook:index -->\nold\n<!-- /minutebook:index -->\n",
}  # fmt: skip
PROMPTS = {
    "general/0001-ask.general.prompt.md": "---\ntitle: A\nstage: wobbly\nfidelity: verbatim\n"
    "files: [never.py]\ndate: 2020-01-01\nsuggestions:\n  - {id: S-0001-1, topic: caching,"
    " state: pending}\n---\n\nx\n",
    "general/0002-b.general.prompt.md": "---\ntitle: B\nfidelity: verbatim\ndigest: sha256:0\n"
    "feature: other\nsuggestions: [{topic: x}]\n---\n\n## Prompt\n\nDo it.\n",
}
