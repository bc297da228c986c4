"""Pagefind as an extra: asked for where it is not installed, run where it is."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pytest

from minutebook.errors import OperationError
from minutebook.site.search.pagefind import extend_policy, run_pagefind

USUAL_POLICY = "default-src 'none'; style-src 'self'; script-src 'self'"


def install_double(folder: Path, program: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A package `pagefind` that runs a program instead."""
    package = folder / "pagefind"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "__main__.py").write_text(program)
    monkeypatch.syspath_prepend(str(folder))
    monkeypatch.setenv("PYTHONPATH", str(folder))
    monkeypatch.delitem(sys.modules, "pagefind", raising=False)


def test_missing_package_is_named_with_what_installs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(OperationError) as refusal:
        run_pagefind("site")
    assert refusal.value.hint == "pip install 'pagefind[extended]'"


def test_package_is_given_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = (
        "import pathlib, sys; pathlib.Path(sys.argv[2], 'seen').write_text(' '.join(sys.argv[1:]))"
    )
    install_double(tmp_path, program, monkeypatch)
    run_pagefind(str(tmp_path))
    assert (tmp_path / "seen").read_text() == f"--site {tmp_path}"


def test_what_the_package_says_is_in_the_refusal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install_double(tmp_path, "import sys; sys.exit('no pages were indexed')", monkeypatch)
    with pytest.raises(OperationError, match="no pages were indexed"):
        run_pagefind(str(tmp_path))


def test_policy_gets_what_wasm_needs_and_keeps_the_rest() -> None:
    extended = extend_policy(USUAL_POLICY)
    assert extended.startswith(
        "default-src 'none'; style-src 'self'; script-src 'self' 'wasm-unsafe-eval'"
    )
    assert "connect-src 'self'" in extended
    assert extend_policy(extended) == extended
