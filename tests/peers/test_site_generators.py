"""What `export --format markdown-site` writes is built by the generators themselves, without a warning."""

from __future__ import annotations

import json
import subprocess
from html.parser import HTMLParser
from pathlib import Path

import pytest
import yaml

from command_runner import Runner
from peer_folders import NeedsReader
from peer_operations import read_with
from site_repository import DECISION_COUNT, HOSTILE_DECISION, make_repository

pytestmark = pytest.mark.peers
MDX = Path(__file__).parent / "readers/mdx.mjs"


@pytest.fixture
def records(tmp_path: Path, world: dict[str, str]) -> Path:
    """A repository with many records, one of each kind hostile, and a picture."""
    top = tmp_path / "shop"
    make_repository(top, world)
    page = next(top.glob("decisions/0001-*"))
    links = "\n[all](README.md) [next](0002-x.md) [gone](gone.md) ![p](p.png) [code](../src/search/main.py)\n"
    page.write_text(page.read_text("utf-8") + links, "utf-8")
    (top / "decisions/p.png").write_bytes(b"\x89PNG\r\n\x1a\n\xff")
    return top


class Harm(HTMLParser):
    """Collects what of a record's HTML would do something, below the generator's own main part."""

    def __init__(self) -> None:
        super().__init__()
        self.harm: list[str] = []
        self.is_text = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        self.is_text = self.is_text or values.get("role") == "main"
        if not self.is_text:
            return
        if tag in ("script", "iframe", "object", "style", "base", "form", "svg", "meta"):
            self.harm.append(tag)
        for name, value in values.items():
            scheme = value.strip().lower().partition(":")[0]
            if name.startswith("on") or scheme in ("javascript", "vbscript", "data", "file"):
                self.harm.append(f"{tag} {name}={value}")

    def handle_endtag(self, tag: str) -> None:
        if tag == "footer":
            self.is_text = False


class Evil(HTMLParser):
    """Collects the tags that come out of a title that names `evil`, wherever in the page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        of_title = [name for name, value in attrs if (value or "").startswith("evil")]
        self.tags += [f"{tag} {name}" for name in of_title]

    def handle_data(self, data: str) -> None:
        if self.cdata_elem == "script" and "evil()" in data:
            self.tags.append("script")


def export(top: Path, world: dict[str, str], generator: str, out: Path) -> None:
    arguments = ("export", "--format", "markdown-site", "--for", generator, "--out", str(out))
    Runner(top, world)(*arguments).ok()


def build(peers: Path, top: Path) -> Path:
    """Build a site by MkDocs, for which each warning is an error."""
    command = [str(peers / "venv/bin/mkdocs"), "build", "--strict", "-q", "-d", str(top / "built")]
    run = subprocess.run(command, cwd=top, capture_output=True, text=True)
    assert (run.returncode, run.stdout + run.stderr) == (0, "")
    return top / "built"


@pytest.mark.parametrize("generator", ["mkdocs", "backstage"])
def test_mkdocs_builds_the_pages_and_nothing_in_them_runs(
    records: Path, world: dict[str, str], need_reader: NeedsReader, tmp_path: Path, generator: str
) -> None:
    peers = need_reader("mkdocs-decision-records")
    top = tmp_path / "site"
    export(records, world, generator, top / "docs" if generator == "mkdocs" else top)
    settings = {"site_name": "Shop", "plugins": [], "theme": {"name": "mkdocs"}}
    if generator == "backstage":  # its plugin is for its own look
        settings |= yaml.safe_load((top / "mkdocs.yml").read_text("utf-8")) | {"plugins": []}
    (top / "mkdocs.yml").write_text(yaml.safe_dump(settings), "utf-8")

    built = build(peers, top)

    pages = sorted(built.glob("decisions/*/index.html"))
    assert len(pages) == DECISION_COUNT + 1
    harm = {}
    for page in built.rglob("*.html"):
        reader = Harm()
        reader.feed(page.read_text("utf-8"))
        if reader.harm:
            harm[page.relative_to(built).as_posix()] = reader.harm
    assert harm == {}
    assert (built / "files/decisions/p.png").read_bytes().endswith(b"\xff")


@pytest.mark.parametrize("generator", ["mkdocs", "backstage"])
def test_a_title_is_a_text_in_all_of_the_page(
    records: Path, world: dict[str, str], need_reader: NeedsReader, tmp_path: Path, generator: str
) -> None:
    peers = need_reader("mkdocs-decision-records")
    title = "</title><script>evil()</script><img src=evil onerror=evil()>"
    run = Runner(records, world)
    run("adr", "new", title).ok()
    run("phr", "new", title, "--prompt", "Do.", "--label", "<img src=evil>").ok()
    top = tmp_path / "site"
    export(records, world, generator, top / "docs" if generator == "mkdocs" else top)
    settings = {"site_name": "Shop", "plugins": []}
    if generator == "backstage":
        settings |= yaml.safe_load((top / "mkdocs.yml").read_text("utf-8")) | {"plugins": []}
    (top / "mkdocs.yml").write_text(yaml.safe_dump(settings), "utf-8")

    built = build(peers, top)

    texts = {path: path.read_text("utf-8") for path in built.rglob("*.html")}
    assert sum("evil()" in text for text in texts.values()) > 2
    for text in texts.values():
        reader = Evil()
        reader.feed(text)
        assert reader.tags == []


def test_the_compiler_of_docusaurus_takes_the_pages_as_texts(
    records: Path, world: dict[str, str], need_reader: NeedsReader, tmp_path: Path
) -> None:
    peers = need_reader("mdx")
    export(records, world, "docusaurus", tmp_path / "docs")

    run = subprocess.run(
        ["node", str(MDX), str(peers / "npm/node_modules"), str(tmp_path / "docs")],
        capture_output=True,
        text=True,
        check=True,
    )

    result = json.loads(run.stdout)
    assert result["problems"] == {}
    assert result["count"] > DECISION_COUNT + 100


def test_the_parser_of_backstage_reads_the_decisions(
    records: Path, world: dict[str, str], need_reader: NeedsReader, tmp_path: Path
) -> None:
    peers = need_reader("backstage")
    export(records, world, "backstage", tmp_path / "out")

    reading = read_with("backstage", tmp_path / "out/docs/decisions", peers)

    pages = reading["pages"]
    assert len(pages) == HOSTILE_DECISION
    assert [page["error"] for page in pages.values()] == [None] * len(pages)
    assert {page["status"] for page in pages.values()} >= {"accepted", "proposed", "superseded"}
    first = pages[min(pages)]
    assert first["title"].endswith("round 1")
    assert str(first["date"]).startswith("2025-07-01")
