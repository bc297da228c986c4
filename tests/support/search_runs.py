"""The search of the site as a browser runs it, in node: skipped with a reason where there is none."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from minutebook.site.book import Book
from minutebook.site.search import make_search_pages

ROOT = Path(__file__).resolve().parents[2]
ASSETS = ROOT / "templates/site/assets"
RUNNER = Path(__file__).with_name("search_runner.mjs")


def find_node() -> str:
    """The path of node; skips the test where it is not installed."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is not installed: it runs the search's JavaScript")
    return node


def write_index(book: Book, folder: Path) -> list[str]:
    """Write the index of a book into a folder; the names of its files."""
    names = []
    for page in make_search_pages(book):
        name = page.url.rpartition("/")[2]
        (folder / name).write_text(str(page.data["text"]), "utf-8")
        names.append(name)
    return names


def run_queries(folder: Path, *queries: str | tuple[str, dict[str, int]]) -> list[dict[str, Any]]:
    """What the search finds for queries in an index, one after the other in one page."""
    asked = [[query, {}] if isinstance(query, str) else list(query) for query in queries]
    return [answer["result"] for answer in run_measured(folder, asked)]


def run_measured(folder: Path, queries: Sequence[Sequence[object]]) -> list[dict[str, Any]]:
    """Results with the files that were loaded for each, and the times."""
    request = {"assets": str(ASSETS / "search"), "index": str(folder), "queries": queries}
    process = subprocess.run(
        [find_node(), str(RUNNER)],
        input=json.dumps(request),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    answers: list[dict[str, Any]] = json.loads(process.stdout)
    return answers


def run_folding(texts: Sequence[str]) -> list[dict[str, Any]]:
    """What folding.js makes of texts: the folded text, its words, and the words that are asked."""
    script = (
        "const fs = require('fs'), vm = require('vm');"
        "vm.runInThisContext(fs.readFileSync(process.argv[1], 'utf8'));"
        "const texts = JSON.parse(fs.readFileSync(0, 'utf8'));"
        "process.stdout.write(JSON.stringify(texts.map((text) => ({"
        "words: minutebookFolding.listWords(text), asked: minutebookFolding.listAskedWords(text)}))));"
    )
    process = subprocess.run(
        [find_node(), "-e", script, str(ASSETS / "search/folding.js")],
        input=json.dumps(texts),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    answers: list[dict[str, Any]] = json.loads(process.stdout)
    return answers
