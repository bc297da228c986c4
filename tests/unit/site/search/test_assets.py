"""What holds for all scripts of the search, of lists and of keys."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from search_runs import ASSETS, find_node

SCRIPTS = [
    *(ASSETS / name for name in ("search.js", "lists.js", "keys.js")),
    *sorted((ASSETS / "search").glob("*.js")),
]
# What would make markup or code of texts, ask another host, or fail where storage is blocked.
FORBIDDEN = re.compile(
    r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function"
    r"|\bfetch\(|XMLHttpRequest|https?://|localStorage|sessionStorage|indexedDB"
)


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_script_says_what_it_does_and_makes_no_markup_of_texts(path: Path) -> None:
    text = path.read_text("utf-8")
    assert text.startswith("// ")
    assert '"use strict";' in text
    code = re.sub(r"^\s*//.*$", "", text, flags=re.MULTILINE)
    assert FORBIDDEN.findall(code) == []


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_script_is_read_by_node(path: Path) -> None:
    assert subprocess.run([find_node(), "--check", str(path)], check=False).returncode == 0
