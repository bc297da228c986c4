"""How long a site takes to build, and how much memory, beside reading its records: printed, not held.

What is held is how many pages are drawn: all of them, none, and those that one record has to do with.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from scale.pages import make_pages, make_sources

from command_runner import build_environment

pytest.importorskip("pygments", reason="the site needs minutebook[site]")
pytestmark = [
    pytest.mark.bench,
    pytest.mark.skipif(sys.platform == "win32", reason="what processes use needs POSIX"),
]
# Run in a process of its own, for the memory that it has used at most.
_HEAD = """
import json, resource, sys, time
from minutebook.operations.project import open_project
begin = time.perf_counter()
"""
_READ = "count = len(open_project('.').read_records().members); counts = [count]\n"
_BUILD = """
from minutebook.site.writing import build_site
built = build_site([open_project('.')], sys.argv[1])
counts = [built.drawn, built.written, built.unchanged, built.removed]
"""
_TAIL = """
used = resource.getrusage(resource.RUSAGE_SELF)
unit = 1 if sys.platform == "darwin" else 1024
print(json.dumps({
    "counts": counts, "seconds": used.ru_utime + used.ru_stime, "wall": time.perf_counter() - begin,
    "megabytes": used.ru_maxrss * unit / 1e6,
}))
"""


def run(code: str, top: Path, world: dict[str, str], *args: str) -> Any:
    command = [sys.executable, "-c", _HEAD + code + _TAIL, *args]
    result = subprocess.run(command, cwd=top, env=world, capture_output=True, text=True)
    assert result.returncode == 0, result.stderr
    return json.loads(result.stdout)


def make_repository(top: Path, size: int, world: dict[str, str]) -> None:
    for path, text in (*make_pages(size), *make_sources()):
        (top / path).parent.mkdir(parents=True, exist_ok=True)
        (top / path).write_text(text, "utf-8")
    for args in (("init", "-q"), ("add", "-A"), ("commit", "-q", "-m", "all")):
        subprocess.run(["git", *args], cwd=top, env=world, check=True)


@pytest.mark.parametrize("size", [1_000, 10_000])
def test_a_site_of_many_records(size: int, tmp_path: Path) -> None:
    gitconfig = tmp_path / "gitconfig"
    gitconfig.write_text("[user]\nname = Ada\nemail = ada@example.org\n")
    world = build_environment(tmp_path / "home", str(gitconfig))
    top, out = tmp_path / "repo", tmp_path / "site"
    top.mkdir()
    make_repository(top, size, world)
    read = run(_READ, top, world)
    assert read["counts"] == [size]
    rows = {"read": read, "build": run(_BUILD, top, world, str(out))}
    rows["build again"] = run(_BUILD, top, world, str(out))
    page = next(top.glob("decisions/*.md"))
    page.write_text(page.read_text("utf-8") + "\nOne more sentence.\n", "utf-8")
    rows["one text changed"] = run(_BUILD, top, world, str(out))
    page.write_text(page.read_text("utf-8").replace("\n# ", "\n# Now ", 1), "utf-8")
    rows["one title changed"] = run(_BUILD, top, world, str(out))
    page.unlink()
    rows["one removed"] = run(_BUILD, top, world, str(out))
    files = [path for path in out.rglob("*") if path.is_file()]
    total = sum(path.stat().st_size for path in files)
    index = sum(path.stat().st_size for path in files if "search" in path.parts)
    print(
        f"\n{size} records: {len(files)} files, {total / 1e6:.1f} MB, search {index / 1e6:.1f} MB"
    )
    for name, row in rows.items():
        print(
            f"{name:<18} {row['seconds'] / read['seconds']:7.2f} × reading's CPU time,"
            f" {row['wall'] / read['wall']:7.2f} × its time,"
            f" {row['megabytes'] / read['megabytes']:5.2f} × its memory of"
            f" {read['megabytes']:.0f} MB; drawn, written, unchanged, removed: {row['counts']}"
        )
    drawn = {name: row["counts"][0] for name, row in rows.items() if name != "read"}
    assert drawn["build"] > size
    assert drawn["build again"] == 0
    assert rows["build again"]["counts"][1] == 0
    assert 0 < drawn["one text changed"] < 20
    assert 0 < drawn["one title changed"] < size / 4
    assert rows["one removed"]["counts"][3] >= 1
    assert os.path.exists(out / "index.html")
