"""Pictures of six kinds of pages, light and dark, wide and narrow: `python screenshots.py FOLDER`."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[2] / "support"), str(Path(__file__).parent)]

from site_browser import NARROW, WIDE, Visit, list_kinds, start_browser  # noqa: E402
from site_repository import build_site, choose_environment, make_repository  # noqa: E402

KINDS = ("overview", "decisions", "decision", "prompt", "graph", "search")
QUERIES = {"search": "?q=cart"}


def main(folder: str) -> int:
    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        top, site = Path(scratch) / "shop", Path(scratch) / "site"
        environment = choose_environment(Path(scratch) / "home")
        make_repository(top, environment, has_hostile=False)
        build_site(top, site, environment)
        kinds = list_kinds(site)
        with start_browser() as browser:
            for size in (WIDE, NARROW):
                for scheme in ("light", "dark"):
                    visit = Visit(browser, site.as_uri() + "/", kinds, size, scheme)
                    for kind in KINDS:
                        page = visit.open(kinds[kind] + QUERIES.get(kind, ""))
                        page.wait_for_timeout(300)
                        name = f"{kind}-{size[0]}-{scheme}.png"
                        page.screenshot(path=str(target / name))
                        print(name)
                    visit.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
