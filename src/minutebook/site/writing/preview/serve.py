"""Builds a site, serves it, and builds it anew when something changes that it is made from."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence

from minutebook.errors import Refusal
from minutebook.operations.project import Project
from minutebook.site.writing import extras
from minutebook.site.writing.build import PLAIN_SITE, Built, SiteOptions, build_site
from minutebook.site.writing.preview import watch
from minutebook.site.writing.preview.server import LOOPBACK_HOST, USUAL_PORT, SiteServer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from minutebook.lean.progress import ProgressReporter


def serve_site(
    open_projects: Callable[[], Sequence[Project]],
    out: str,
    *,
    options: SiteOptions = PLAIN_SITE,
    host: str = LOOPBACK_HOST,
    port: int = USUAL_PORT,
    report_start: Callable[[SiteServer], None] = lambda server: None,
    report_built: Callable[[Built], None] = lambda built: None,
    report_refusal: Callable[[Refusal], None] = lambda refusal: None,
    report_progress: ProgressReporter | None = None,
    stop: threading.Event | None = None,
) -> None:
    """Serve the site of some repositories until `stop` is set, or somebody presses Ctrl-C.

    `open_projects` opens the repositories anew for each build: their settings may have changed.
    What keeps the first build from being made is raised, that of a later one is only reported, and
    the last site stays. Raises OperationError where the port is in use.
    """
    extras.require_packages(extras.FOR_SERVING, "the preview of the site")
    stop = stop or threading.Event()
    kept_words: dict[str, str] = {}

    def build(projects: Sequence[Project]) -> None:
        built = build_site(
            *(projects, out),
            options=options,
            kept_words=kept_words,
            report_progress=report_progress,
        )
        server.version.advance()
        report_built(built)

    watched = watch.list_watched(open_projects(), out)
    # The port before the build: of a large site that takes a while, only to be refused.
    with SiteServer(out, host, port) as server:
        try:
            while not stop.is_set():
                # It is built whenever watching begins, so that no change in between is missed.
                for changed_paths in watch.watch_changes(watched, out, stop):
                    latest = watched
                    try:
                        projects = open_projects()
                        latest = watch.list_watched(projects, out)
                        build(projects)
                    except Refusal as refusal:
                        if not server.is_started:
                            raise
                        report_refusal(refusal)
                    if not server.is_started:
                        server.start()
                        report_start(server)
                    # A file that was replaced is another one to the system, which watches the old.
                    if latest != watched or not changed_paths.isdisjoint(watched):
                        watched = latest
                        break
        finally:
            server.stop()
