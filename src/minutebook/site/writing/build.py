"""Builds a site: all of its pages, of which only those are drawn that have changed."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, MutableMapping, Sequence
from itertools import chain

from minutebook.lean.values import Value, replace
from minutebook.operations.project import Project
from minutebook.records.model import Finding
from minutebook.repository import locks
from minutebook.site.book import Book
from minutebook.site.page import Page
from minutebook.site.writing import assets, extras, manifest, place
from minutebook.site.writing.page_writer import Drawing, PageWriter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from minutebook.lean.progress import ProgressReporter

OWN_SEARCH, PAGEFIND = "own", "pagefind"
_LOCK_TIMEOUT_SECONDS = 30.0  # for which a build waits for another one


class SiteOptions(Value):
    """What a site has besides its records.

    `url` is the address that it is published at, "" where none is known: the feed names it.
    `search` is OWN_SEARCH or PAGEFIND.
    """

    title: str = ""
    url: str = ""
    has_guide: bool = False
    search: str = OWN_SEARCH


PLAIN_SITE = SiteOptions()


class Built(Value):
    """What became of a site's files: how many were written, left as they were, and removed.

    `drawn` counts the pages that were drawn to tell, `warnings` are sentences about files that were
    left out or left alone. `findings` are the dead links, where they were asked for. With a dry run
    the counts are of what would be done, and a page that would be drawn counts as written.
    """

    out: str
    written: int = 0
    unchanged: int = 0
    removed: int = 0
    drawn: int = 0
    warnings: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()


def build_site(
    projects: Sequence[Project],
    out: str,
    *,
    options: SiteOptions = PLAIN_SITE,
    checks_links: bool = False,
    dry_run: bool = False,
    kept_words: MutableMapping[str, str] | None = None,
    report_progress: ProgressReporter | None = None,
) -> Built:
    """Write the site of some repositories into the folder `out`, absolute.

    Only files whose content may have changed are drawn, and files of the last build that are no
    more are removed; no other file is touched. Who builds again and again gives `kept_words`, at
    first empty: what the search needs of records that did not change is kept in it. Raises a
    Refusal where the folder may not be written, a package is missing, or another build holds the
    folder.
    """
    extras.require_packages(extras.FOR_BUILDING)
    if options.search == PAGEFIND:  # before the files of the other search are removed
        from minutebook.site.search import pagefind

        pagefind.require_pagefind()
    place.require_usable(projects, out)
    from minutebook.site import gather

    book = gather.gather_book(projects, options.title)
    return write_book(
        book,
        out,
        options=options,
        checks_links=checks_links,
        dry_run=dry_run,
        kept_words=kept_words,
        report_progress=report_progress,
    )


def write_book(
    book: Book,
    out: str,
    *,
    options: SiteOptions = PLAIN_SITE,
    checks_links: bool = False,
    dry_run: bool = False,
    kept_words: MutableMapping[str, str] | None = None,
    report_progress: ProgressReporter | None = None,
) -> Built:
    """Write the site of a book, as `build_site` does; `out` was found to be usable."""
    from minutebook.site import rendering

    return write_pages(
        list_all_pages(book, options, kept_words),
        rendering.Renderer(book, options.url),
        out,
        least_count=len(book.entries) + len(book.files),
        uses_pagefind=options.search == PAGEFIND,
        checks_links=checks_links,
        dry_run=dry_run,
        report_progress=report_progress,
    )


def write_pages(
    pages: Iterable[Page],
    drawing: Drawing,
    out: str,
    *,
    least_count: int = 0,
    uses_pagefind: bool = False,
    checks_links: bool = False,
    dry_run: bool = False,
    report_progress: ProgressReporter | None = None,
) -> Built:
    """Write pages and the assets as the whole of the site in `out`.

    A page is let go before the next one is asked for. How many come is not known before they are
    through: at least `least_count`.
    """
    kept_folders = []
    if uses_pagefind:
        from minutebook.site.writing import pagefind_pages

        drawing = pagefind_pages.PagefindDrawing(drawing)
        kept_folders.append(pagefind_pages.FOLDER)
    if dry_run:
        known = manifest.read_manifest(out)
        writer = PageWriter(out, drawing, known, None, kept_folders)
        return _write_all(writer, pages, least_count, report_progress)
    place.make_folder(out)
    manifest.require_no_link(out)
    with locks.lock_path(os.path.join(out, place.LOCK_NAME), _LOCK_TIMEOUT_SECONDS):
        known = manifest.read_manifest(out)
        with manifest.ManifestWriter(out, known) as kept:
            writer = PageWriter(out, drawing, known, kept, kept_folders)
            built = _write_all(writer, pages, least_count, report_progress)
            if uses_pagefind:
                has_changed = bool(built.written or built.removed)
                pagefind_pages.write_index(out, kept, has_changed=has_changed)
        if not checks_links:
            return built
        from minutebook.site.writing import link_check

        findings = link_check.find_dead_links(out, list(known), report_progress)
        return replace(built, findings=tuple(findings))


def list_all_pages(
    book: Book, options: SiteOptions, kept_words: MutableMapping[str, str] | None = None
) -> Iterator[Page]:
    """Every page of a site that is made from records, and those of its search and guide."""
    from minutebook.site import pages, search

    parts = [pages.list_pages(book, guide=_list_guide() if options.has_guide else ())]
    if options.search == OWN_SEARCH:
        parts.append(search.make_search_pages(book, kept_words))
    return chain.from_iterable(parts)


def _list_guide() -> list[tuple[str, str, str]]:
    """The pages of the guide: the name, the title and the markdown of each."""
    from minutebook.operations.reading import guide

    return [
        (topic.name, topic.title, guide.read_markdown(topic.name)) for topic in guide.list_topics()
    ]


def _write_all(
    writer: PageWriter,
    pages: Iterable[Page],
    least_count: int,
    report_progress: ProgressReporter | None,
) -> Built:
    """Write assets and pages, and remove what is no more."""
    writer.write_asset(".nojekyll", b"")  # else a page host leaves out what begins with a `_`
    for url, content in assets.list_assets():
        writer.write_asset(url, content)
    total = max(least_count, len(writer.known))
    try:
        for count, page in enumerate(pages):
            if report_progress is not None:
                report_progress(count, max(total, count + 1))
            writer.write_page(page)
    finally:
        if report_progress is not None:
            report_progress(total, total)
    writer.remove_others()
    return Built(
        *(writer.out, writer.written, writer.unchanged, writer.removed, writer.drawn),
        warnings=tuple(writer.warnings),
    )
