"""Pages as people and linters see them: what markdownlint finds on them, and what a forge shows.

`MINUTEBOOK_RENDER` names a node_modules folder with the packages of tests/bench/render/package.json.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from shown_pages import repository

from command_runner import Runner
from paths import PROJECT

MODULES = os.environ.get("MINUTEBOOK_RENDER", "")
RENDER = PROJECT / "tests" / "bench" / "render"

# Pages whose front matter is wider than a page: ten fields that structured-madr's schema requires,
# and decisions with links of three kinds.
WIDE_PAGES = r"adr-structured-madr-\S+|adr-(?:madr|madr-minimal|y-statement)-linked"


@pytest.fixture
def modules(world: dict[str, str]) -> str:
    """The node_modules folder."""
    if shutil.which("node") is None:
        pytest.skip("node is not installed")
    if not os.path.isdir(os.path.join(MODULES, "markdownlint")):
        pytest.skip("MINUTEBOOK_RENDER does not name a node_modules folder with markdownlint")
    return MODULES


def lint(modules: str, texts: Mapping[str, str], configuration: object) -> dict[str, list[str]]:
    """The findings of each text that has some, each beginning with the rule's name."""
    job = json.dumps({"texts": texts, "configuration": configuration})
    command = ["node", str(RENDER / "lint.mjs"), modules]
    done = subprocess.run(command, input=job, stdout=subprocess.PIPE, text=True, check=True)
    return dict(json.loads(done.stdout))


def rule_of(finding: str) -> str:
    return finding.partition(" ")[0]


def kind_of(page: str) -> str:
    """`phr`, `phr-spec-kit`, `adr-TEMPLATE` or `index`."""
    kind = "phr-spec-kit" if page.startswith("phr-spec-kit") else page.partition("-")[0]
    templates = [name for name in repository.ADR_TEMPLATES if page.startswith(f"adr-{name}-")]
    return f"adr-{max(templates, key=len)}" if kind == "adr" else kind


@pytest.mark.slow
def test_markdownlint_finds_nothing(
    tmp_path: Path, world: dict[str, str], modules: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = [(tmp_path / make.__name__, make) for make in repository.MAKERS]
    pages = {name: (top, path) for top, make in made for name, path in make(top, world).items()}
    texts = {name: (top / path).read_text("utf-8") for name, (top, path) in pages.items()}
    own_texts = {}
    for name, (top, path) in pages.items():
        if name.startswith("phr-"):
            record = Runner(top, world)("show", path, "--json").ok().json["record"]
            own_texts[name] = f"# Title\n\n{record['prompt']}\n\n{record['response']}\n"
    found: dict[str, set[str]] = {kind_of(name): set() for name in pages}
    seen: list[str] = []
    # The defaults, with the sign of bullets that our pages have; the configurations of github.com/adr/madr:
    # docs/decisions/.markdownlint.yml with template/.markdownlint.yml, and .markdownlint.yml.
    configurations = json.loads((RENDER / "markdownlint.json").read_text("utf-8"))
    for configuration_name, configuration in configurations.items():
        # What people and agents wrote is theirs: a rule that their text alone does not keep.
        own = lint(modules, own_texts, configuration)
        for name, findings in lint(modules, texts, configuration).items():
            broken = [
                text for text in findings if rule_of(text) not in map(rule_of, own.get(name, []))
            ]
            found[kind_of(name)].update(map(rule_of, broken))
            seen += [f"{configuration_name}: {name}: {text}" for text in broken]
    print("\n".join(seen))
    assert set().union(*found.values()) == set()


NARROW = (
    "---\nid: 1\n---\n\n# A page\n\n```text\n"
    + "wide " * 90
    + "\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |\n"
)
WIDE = (
    "---\nid: 1\nsession: "
    + "-".join(["0123456789abcdef"] * 30)
    + "\n"
    + "".join(f"key{n}: value\n" for n in range(30))
    + "---\n\n# A page\n"
)


def render(folder: Path, modules: str, *pages: Path) -> subprocess.CompletedProcess[str]:
    chromium = shutil.which("chromium")
    if chromium is None or not os.path.isdir(os.path.join(modules, "playwright-core")):
        pytest.skip("chromium is not installed")
    command = [
        sys.executable,
        str(PROJECT / "tests/bench/render.py"),
        str(folder),
        "--modules",
        modules,
    ]
    command += ["--page", *map(str, pages)] if pages else []
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.mark.slow
@pytest.mark.parametrize(("text", "status"), [(NARROW, 0), (WIDE, 1)], ids=["narrow", "wide"])
def test_only_code_may_scroll_sideways(
    tmp_path: Path, modules: str, text: str, status: int
) -> None:
    page = tmp_path / "page.md"
    page.write_text(text, "utf-8")
    done = render(tmp_path / "out", modules, page)
    assert (done.returncode, done.stderr) == (status, "")
    names = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert names == [
        "index.html",
        *(f"page-{width}-{theme}.png" for width in (1000, 400) for theme in ("dark", "light")),
        "sizes.txt",
    ]


@pytest.mark.slow
def test_no_other_page_of_ours_scrolls_sideways(tmp_path: Path, modules: str) -> None:
    done = render(tmp_path / "out", modules)
    scrolling = re.findall(r"(?m)^(\S+) .*SCROLLS$", done.stdout)
    assert [name for name in scrolling if not re.fullmatch(WIDE_PAGES, name)] == []
    assert "phr-short" in done.stdout
