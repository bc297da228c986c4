"""Where clients can be run, and how long each one's part took, at the end of a run."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest

# Clients are run in terminals that Windows does not have.
collect_ignore = ["test_agents.py"] if sys.platform == "win32" else []


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    folder = os.environ.get("MINUTEBOOK_AGENTS")
    reports = sorted(Path(folder).glob("*-*.json")) if folder else []
    if not reports:
        return
    terminalreporter.section("clients", sep="-")
    for path in reports:
        report = json.loads(path.read_text("utf-8"))
        beside = ", ".join(report["asked for beside the model"])
        line = f"{path.stem}: {report['seconds']} s ({report['processor seconds']} s of a processor), {len(report['seen'])} checks do not hold"
        terminalreporter.line(f"{line}; refused: {beside}" if beside else line)
