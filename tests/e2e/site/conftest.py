"""A site built once, a browser started once, and a tab for each test."""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from pytest_gitconfig import GitConfig

from command_runner import build_environment
from site_browser import SUB_PATH, Visit, find_chromium, list_kinds, serve, start_browser
from site_repository import build_site, make_repository

OpenVisit = Callable[..., Visit]


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Chromium; the tests are skipped where there is none."""
    if importlib.util.find_spec("playwright") is None:
        pytest.skip("playwright is not installed: pip install --group browser")
    if not find_chromium():
        pytest.skip("there is no Chromium on PATH, and MINUTEBOOK_CHROMIUM names none")
    with start_browser() as started:
        yield started


@pytest.fixture(scope="session")
def site_top(
    browser: Any, tmp_path_factory: pytest.TempPathFactory, default_gitconfig: GitConfig
) -> Path:
    """The folder that is served; the site is in SUB_PATH of it, and its links lead somewhere."""
    top = tmp_path_factory.mktemp("site")
    environment = build_environment(top / "home", str(default_gitconfig.path))
    make_repository(top / "repository", environment)
    build_site(top / "repository", top / "served" / SUB_PATH, environment)
    return top / "served"


@pytest.fixture(scope="session")
def site(site_top: Path) -> Path:
    return site_top / SUB_PATH


@pytest.fixture(scope="session")
def kinds(site: Path) -> dict[str, str]:
    return list_kinds(site)


@pytest.fixture(scope="session")
def bases(site_top: Path, site: Path) -> Iterator[dict[str, str]]:
    """Where the site is seen: as files, and over HTTP below a path."""
    with serve(site_top) as address:
        yield {"file": site.as_uri() + "/", "http": address}


@pytest.fixture
def visit(browser: Any, bases: dict[str, str], kinds: dict[str, str]) -> Iterator[OpenVisit]:
    """Opens a tab; in the end nothing may have gone wrong in any."""
    visits: list[Visit] = []

    def open_tab(scheme: str = "http", **options: Any) -> Visit:
        visits.append(Visit(browser, bases[scheme], kinds, **options))
        return visits[-1]

    yield open_tab
    problems = [problem for each in visits for problem in each.list_problems()]
    for each in visits:
        each.close()
    assert problems == []


@pytest.fixture(scope="session")
def axe_source() -> str:
    """The text of axe-core; the tests are skipped where it is not installed."""
    folder = os.environ.get("MINUTEBOOK_AXE")
    if not folder:
        pytest.skip(
            "MINUTEBOOK_AXE is not set: npm install in tests/support/axe, and name its node_modules"
        )
    return (Path(folder) / "axe-core/axe.min.js").read_text("utf-8")
