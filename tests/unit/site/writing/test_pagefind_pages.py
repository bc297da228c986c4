"""A site with Pagefind's search: its pages let that run, and its index comes and goes with the site."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("minutebook.site.search.pagefind")

from minutebook.site.page import Page
from minutebook.site.search import pagefind
from minutebook.site.writing.build import Built, write_pages
from minutebook.site.writing.pagefind_pages import PagefindDrawing

from drawn_pages import CountingDrawing, make_pages

runs: list[str] = []


@pytest.fixture(autouse=True)
def stand_in(monkeypatch: pytest.MonkeyPatch) -> None:
    """In Pagefind's place: writes a file with the number of its run in the name."""
    runs.clear()

    def run_pagefind(out: str) -> None:
        runs.append(out)
        folder = Path(out) / "pagefind/fragment"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{len(runs)}.pf_fragment").write_text("x")

    monkeypatch.setattr(pagefind, "run_pagefind", run_pagefind)
    monkeypatch.setattr("minutebook.site.writing.assets.locate_assets", lambda: "")


def write(out: Path, count: int, *, uses_pagefind: bool = True) -> Built:
    pages = iter(make_pages(count))
    return write_pages(pages, CountingDrawing(), str(out), uses_pagefind=uses_pagefind)


def list_index(out: Path) -> list[str]:
    return sorted(path.name for path in out.rglob("*.pf_fragment"))


def test_it_runs_where_something_has_changed(tmp_path: Path) -> None:
    out = tmp_path / "site"
    write(out, 2)
    assert (len(runs), list_index(out)) == (1, ["1.pf_fragment"])
    assert write(out, 2).removed == 0
    assert len(runs) == 1
    write(out, 3)
    assert (len(runs), list_index(out)) == (2, ["2.pf_fragment"])
    (out / "pagefind/fragment/2.pf_fragment").unlink()
    write(out, 3)
    assert (len(runs), list_index(out)) == (3, ["3.pf_fragment"])


def test_with_the_other_search_its_index_goes(tmp_path: Path) -> None:
    out = tmp_path / "site"
    write(out, 1)
    assert write(out, 1, uses_pagefind=False).removed == 1
    assert not (out / "pagefind").exists()


def test_pages_let_it_run_and_say_so() -> None:
    class Drawing(CountingDrawing):
        def render(self, page: Page) -> str:
            return (
                '<html lang="en"><meta http-equiv="Content-Security-Policy"'
                " content=\"default-src 'none'; script-src 'self'\">"
            )

    text = PagefindDrawing(Drawing()).render(make_pages(1)[0])
    assert text.startswith('<html data-search="pagefind" lang="en">')
    policy = text.partition('content="')[2].partition('"')[0].split("; ")
    assert policy[0] == "default-src 'none'"
    assert {"script-src 'self' 'wasm-unsafe-eval'", "connect-src 'self'"} < set(policy)
