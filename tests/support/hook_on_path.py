"""A `minutebook-hook` that is found first on PATH: that of this checkout, or any script."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

OWN_HOOK = f"exec '{sys.executable}' -c 'from minutebook.agents.hook import main; main()' \"$@\""


def put_hook_on_path(folder: Path, monkeypatch: pytest.MonkeyPatch, script: str = OWN_HOOK) -> Path:
    """Write a shell script into a folder that comes first on PATH; returns its path."""
    folder.mkdir(exist_ok=True)
    hook = folder / "minutebook-hook"
    hook.write_text(f"#!/bin/sh\n{script}\n")
    hook.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[2] / "src"))
    return hook
