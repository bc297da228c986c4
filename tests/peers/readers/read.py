"""Reads a folder of decision records with a reader that is not ours: `python read.py READER FOLDER`.

Prints JSON: `{"error": …, "pages": {PATH: {title, status, date, deciders, tags, supersededBy, links,
error}}}`, with the keys that the reader has, as it has them. An `error` is what it said where it could
not read a page, or nothing at all. The readers are where install.py put them: PEERS, in the
environment. Nothing is written into FOLDER.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

PEERS = Path(os.environ.get("PEERS", "."))
Reading = dict[str, Any]


@contextmanager
def copied(folder: Path, *inside: str) -> Iterator[tuple[Path, Path]]:
    """A copy of the folder in a project of its own: the project, and the folder in it."""
    with tempfile.TemporaryDirectory() as scratch:
        top = Path(scratch) / "project"
        shutil.copytree(folder, top.joinpath(*inside))
        yield top, top.joinpath(*inside)


def call(arguments: list[str], cwd: Path, **more: Any) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        arguments, cwd=cwd, capture_output=True, text=True, stdin=subprocess.DEVNULL, **more
    )


def read_adr_tools(folder: Path) -> Reading:
    """Read by the scripts that adr-tools itself uses: title, status and links, and its two reports."""
    scripts = PEERS / "adr-tools/usr/libexec/adr-tools"
    adr = str(PEERS / "adr-tools/usr/bin/adr")
    with copied(folder, "doc", "adr") as (top, _):

        def ask(*arguments: str) -> str:
            done = call(list(arguments), top)
            if done.returncode or done.stderr:
                raise RuntimeError(f"{' '.join(arguments)[-60:]}: {done.stderr or done.returncode}")
            return done.stdout

        try:
            pages = {}
            for path in ask(adr, "list").splitlines():
                lines = ask(str(scripts / "_adr_status"), path).splitlines()
                links = [
                    "{1} {0}".format(*link.split("=", 1))
                    for link in ask(str(scripts / "_adr_links"), path).splitlines()
                ]
                days = re.findall(r"^Date: (.*)", (top / path).read_text("utf-8"), re.MULTILINE)
                pages[Path(path).name] = {
                    "title": ask(str(scripts / "_adr_title"), path).rstrip("\n"),
                    "status": [line for line in lines if "](" not in line],
                    "date": days[0] if days else None,
                    "links": links,
                    "supersededBy": next(
                        (link.split()[-1] for link in links if link.startswith("Superseded by ")),
                        None,
                    ),
                    "error": None,
                }
            reports = {name: ask(adr, "generate", name) for name in ("toc", "graph")}
        except RuntimeError as failure:
            return {"error": str(failure), "pages": {}}
    edges = re.findall(r"_(\d+) -> _(\d+) \[label=\"([^\"]*)\"", reports["graph"])
    return {
        "error": None,
        "pages": pages,
        "toc": [line for line in reports["toc"].splitlines() if line.startswith("* ")],
        "graph": [f"{source} {label} {target}" for source, target, label in edges],
    }


def read_adr_viewer(folder: Path) -> Reading:
    import adr_viewer

    pages = {}
    for path in sorted(folder.glob("*.md")):
        record = adr_viewer.parse_adr(path.read_text("utf-8"))
        pages[path.name] = (
            {"title": record.title, "status": record.status, "error": None}
            if record
            else {"error": "Could not parse in ADR format"}
        )
    return {"error": None, "pages": pages}


def read_mkdocs(folder: Path) -> Reading:
    """Build a site of the folder, with the mkdocs.yml beside its `docs` where there is one."""
    with copied(folder, "docs", "adr") as (top, _):
        given = next(
            (up / "mkdocs.yml" for up in folder.parents if (up / "mkdocs.yml").exists()), None
        )
        configuration = (
            given.read_text("utf-8")
            if given
            else "site_name: Decisions\ntheme:\n  name: null\n  custom_dir: theme\nplugins:\n  - decision-records\n"
        )
        (top / "mkdocs.yml").write_text(configuration, "utf-8")
        (top / "theme").mkdir()
        (top / "theme" / "main.html").write_text("{{ page.content }}", "utf-8")
        # The records alone: mkdocs would render pages for people from any other file.
        command = [sys.executable, "-W", "ignore", "-m", "mkdocs", "build", "-d", str(top / "site")]
        done = call(command, top, env={**os.environ, "DISABLE_MKDOCS_2_WARNING": "true"})
        warnings = [line for line in done.stderr.splitlines() if re.match(r"WARNING|ERROR", line)]
        if done.returncode:
            said = [line for line in done.stderr.splitlines() if not line.startswith("INFO")]
            return {"error": " ".join(said)[-600:], "pages": {}}
        pages = {}
        for entry in json.loads((top / "site/decision_index.json").read_text("utf-8")):
            page = (top / "site" / entry["url"] / "index.html").read_text("utf-8")
            shown = re.search(r"Superseded by</strong></td><td><a href='([^']*)'>", page)
            pages[f"{entry['url'].rstrip('/').split('/')[-1]}.md"] = {
                **{
                    key: entry.get(key)
                    for key in ("id", "title", "status", "date", "deciders", "ticket")
                },
                "supersededBy": entry.get("superseded_by"),
                "shownSuccessor": shown[1] if shown else None,
                "error": None,
            }
        return {"error": None, "pages": pages, "warnings": warnings}


def read_log4brains(folder: Path) -> Reading:
    with copied(folder, "docs", "adr") as (top, records):
        for name in ("index.md", "README.md"):
            (records / name).unlink(missing_ok=True)
        (top / ".log4brains.yml").write_text(
            "project:\n  name: project\n  tz: Etc/UTC\n  adrFolder: ./docs/adr\n", "utf-8"
        )
        reading = call_node("log4brains.cjs", top)
        reading["pages"] = {Path(name).name: page for name, page in reading["pages"].items()}
        return reading


def read_backstage(folder: Path) -> Reading:
    return call_node("backstage.cjs", folder)


def call_node(script: str, folder: Path) -> Reading:
    command = ["node", "--no-deprecation", str(Path(__file__).with_name(script))]
    done = call([*command, str(PEERS / "npm/node_modules"), str(folder)], folder)
    try:
        reading: Reading = json.loads(done.stdout)
    except ValueError:
        return {"error": done.stderr[-600:] or done.stdout[-600:], "pages": {}}
    return reading


def read_structured_madr(folder: Path) -> Reading:
    import structured_madr

    return {"error": None, "pages": structured_madr.read_folder(folder)}


def read_adrs(folder: Path) -> Reading:
    import adrs

    return {"error": None, "pages": adrs.read_folder(folder)}


READERS = {
    "adr-tools": read_adr_tools,
    "adr-viewer": read_adr_viewer,
    "log4brains": read_log4brains,
    "mkdocs-decision-records": read_mkdocs,
    "backstage": read_backstage,
    "structured-madr": read_structured_madr,
    "adrs": read_adrs,
}


if __name__ == "__main__":
    reading = READERS[sys.argv[1]](Path(sys.argv[2]).resolve())
    print(json.dumps(reading, indent=2, ensure_ascii=False, default=str))
