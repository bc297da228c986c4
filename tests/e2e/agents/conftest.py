"""Where clients can be run, and how long each one's part took, at the end of a run."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

# Clients are run in terminals that Windows does not have.
collect_ignore = ["test_agents.py", "test_server.py"] if sys.platform == "win32" else []


@pytest.fixture
def find_program() -> Callable[[str], Path]:
    """Finds a client's program; skips the test where it is not installed, saying why."""

    def find(name: str) -> Path:
        folder = os.environ.get("MINUTEBOOK_AGENTS")
        if not folder:
            pytest.skip(
                "MINUTEBOOK_AGENTS is not set: python tests/e2e/agents/install.py FOLDER makes one"
            )
        missing = json.loads((Path(folder) / "missing.json").read_text("utf-8"))
        if name in missing:
            pytest.skip(f"{name} could not be installed: {missing[name]}")
        return Path(folder).resolve() / name / "node_modules" / ".bin" / name

    return find


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
