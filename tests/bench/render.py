"""Shows pages as a forge does: pictures of them, their sizes, and what scrolls sideways.

    python tests/bench/render.py FOLDER [--page PATH…] [--modules FOLDER] [--chromium PATH]

Without `--page`, minutebook makes pages of all kinds in temporary repositories, which stay in
FOLDER/pages. FOLDER gets a PNG file for each page, width and theme, `index.html` that shows them all,
and `sizes.txt`, which is printed too. The exit status is 1 where something other than a code block
scrolls sideways at 1,000 pixels. Needs node, npm and Chromium; `--modules` names a node_modules folder
with the packages of render/package.json, which are installed to a temporary folder otherwise.
"""

from __future__ import annotations

import argparse
import html
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
SCRIPTS = HERE / "render"
WIDTHS = (1000, 400)
THEMES = ("light", "dark")
FORGE_WIDTH = 1000  # pixels at which nothing but code may scroll sideways


def main(arguments: Sequence[str] | None = None) -> int:
    """Make or take the pages, render them, print their sizes; the exit status."""
    options = _parse_options(arguments)
    out: Path = options.folder.resolve()
    out.mkdir(parents=True, exist_ok=True)
    pages = (
        {_name_page(path): path.resolve() for path in options.page}
        if options.page
        else make_pages(out / "pages")
    )
    with tempfile.TemporaryDirectory() as scratch:
        modules = options.modules or install_modules(Path(scratch))
        results = render_pages(pages, out, modules.resolve(), options.chromium, Path(scratch))
    lines = [_describe_page(result) for result in results]
    (out / "sizes.txt").write_text("\n".join(lines) + "\n", "utf-8")
    (out / "index.html").write_text(_make_contact_sheet(results, lines), "utf-8")
    print("\n".join(lines))
    return int(any(result["scrolling"][str(FORGE_WIDTH)] for result in results))


def _parse_options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path, help="where the pictures go")
    parser.add_argument("--page", type=Path, action="extend", nargs="+", default=[])
    parser.add_argument("--modules", type=Path, help="a node_modules folder")
    parser.add_argument("--chromium", default=shutil.which("chromium") or "chromium")
    return parser.parse_args(arguments)


def _name_page(path: Path) -> str:
    """Name a page's pictures: the file's name, or for a README that of its folder too."""
    stem = path.name.removesuffix(".md")
    return f"{path.resolve().parent.name}-{stem}" if stem == "README" else stem


def make_pages(folder: Path) -> dict[str, Path]:
    """Make repositories with pages of all kinds in `folder`, anew: each page's name to its path."""
    sys.path[:0] = [str(HERE.parents[1] / "src"), str(HERE.parent / "support")]
    from shown_pages import repository

    from command_runner import build_environment

    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    configuration = folder / "gitconfig"
    configuration.write_text("[user]\nname = Ada Example\nemail = ada@example.org\n", "utf-8")
    environment = build_environment(folder / "home", str(configuration))
    previous = dict(os.environ)
    os.environ.clear()
    os.environ.update(environment)
    try:
        made = {
            name: folder / top / path
            for make in repository.MAKERS
            for top in (make.__name__.removeprefix("make_"),)
            for name, path in make(folder / top, environment).items()
        }
    finally:
        os.environ.clear()
        os.environ.update(previous)
    return made


def install_modules(folder: Path) -> Path:
    """Install the packages that rendering needs in `folder`; the node_modules folder."""
    shutil.copy(SCRIPTS / "package.json", folder)
    command = ["npm", "install", "--no-audit", "--no-fund", "--silent", "--prefix", str(folder)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return folder / "node_modules"


def render_pages(
    pages: dict[str, Path], out: Path, modules: Path, chromium: str, scratch: Path
) -> list[dict[str, Any]]:
    """Render pages at each width and theme into `out`; what was measured of each."""
    job = {
        "modules": str(modules),
        "chromium": chromium,
        "profile": str(scratch / "profile"),
        "out": str(out),
        "pages": [{"name": name, "file": str(path)} for name, path in pages.items()],
        "widths": WIDTHS,
        "themes": THEMES,
    }
    (scratch / "job.json").write_text(json.dumps(job), "utf-8")
    command = ["node", str(SCRIPTS / "render.mjs"), str(scratch / "job.json")]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def _describe_page(result: dict[str, Any]) -> str:
    """Describe a page in a line: bytes, heights in pixels, and what scrolls; its first places follow."""
    heights = " ".join(f"{result['heights'][str(width)]:>6}" for width in WIDTHS)
    places = result["scrolling"][str(FORGE_WIDTH)]
    line = f"{result['name']:<32} {result['bytes']:>8} B  {heights} px"
    if not places:
        return line
    return "\n".join([line + "  SCROLLS", *(f"    {place}" for place in places[:3])])


def _make_contact_sheet(results: list[dict[str, Any]], lines: list[str]) -> str:
    """Make a page that shows all pictures, a row for each page."""
    rows = []
    for result, line in zip(results, lines, strict=True):
        name = html.escape(result["name"])
        pictures = "".join(
            f'<a href="{name}-{width}-{theme}.png"><img loading="lazy" src="{name}-{width}-{theme}.png"'
            f' style="width:{width // 2}px" alt="{width} {theme}"></a>'
            for width in WIDTHS
            for theme in THEMES
        )
        rows.append(f"<h2>{name}</h2><pre>{html.escape(line)}</pre><div>{pictures}</div>")
    style = "body{font:14px sans-serif;background:#888}div{display:flex;gap:8px;align-items:start}"
    return (
        f'<!doctype html><meta charset="utf-8"><title>Pages</title><style>{style}img{{max-height:900px;'
        f"object-fit:cover;object-position:top}}</style>{''.join(rows)}\n"
    )


if __name__ == "__main__":
    sys.exit(main())
