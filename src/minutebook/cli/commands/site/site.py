"""`minutebook site`: the records of one or several repositories as pages to look at."""

from __future__ import annotations

import os
import sys

from minutebook.cli import output, progress
from minutebook.cli.command_group import CommandGroup
from minutebook.errors import EXIT_FINDINGS, OperationError, UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Annotated

    import typer

    from minutebook.cli.option_types import (
        DryRun,
        Json,
        SiteAddress,
        SiteFolder,
        SiteRepositories,
        SiteSearch,
        SiteTitle,
        WithGuide,
    )
    from minutebook.errors import Refusal
    from minutebook.operations.project import Project
    from minutebook.records.model import Finding
    from minutebook.site.writing import Built, SiteOptions
    from minutebook.site.writing.preview.server import SiteServer

_SEARCHES = ("own", "pagefind")
_MAX_PORT = 65_535
_MAX_FINDINGS = 100  # dead links that are printed: a mistake in a template is one on each page

site_ = CommandGroup("A site of the records, to be looked at and published.")


@site_.command("build")
def build(
    repositories: SiteRepositories = None,
    out: SiteFolder = "",
    title: SiteTitle = "",
    url: SiteAddress = "",
    guide: WithGuide = False,
    search: SiteSearch = "own",
    check: Annotated[
        bool,
        typer.Option("--check", help="Check the links of its pages; exit 1 where one is dead."),
    ] = False,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> int:
    """Write the site: pages that open from a file, and that any page host can publish.

    Only pages that changed are written, those of records that are gone are removed, and no other
    file is touched. Records show what their pages in the working tree show: no text that is kept
    apart.
    """
    from minutebook.site.writing import build_site, place

    options = _read_options(title, url, search, has_guide=guide)
    if check and dry_run:
        raise UsageError("--check reads the pages that were written", "leave out --dry-run")
    projects = _open_projects(repositories or [])
    folder = place.choose_folder(projects, out, output.working_folder, are_named=bool(repositories))
    is_new = not place.has_site(folder)
    built = build_site(
        projects,
        folder,
        options=options,
        checks_links=check,
        dry_run=dry_run,
        report_progress=progress.make_reporter(),
    )
    output.print_warnings(built.warnings)
    if as_json:
        _print_document(built, has_findings=check)
    else:
        _print_built(built, dry_run=dry_run, has_findings=check)
        if is_new:
            _print_ignoring(projects, folder)
    return EXIT_FINDINGS if built.findings else 0


@site_.command("serve")
def serve(
    repositories: SiteRepositories = None,
    out: SiteFolder = "",
    title: SiteTitle = "",
    url: SiteAddress = "",
    guide: WithGuide = False,
    search: SiteSearch = "own",
    host: Annotated[
        str, typer.Option(help="The address to listen on; other machines reach no 127.0.0.1.")
    ] = "127.0.0.1",
    port: Annotated[
        int, typer.Option(min=0, max=_MAX_PORT, help="The port to listen on; 0: any.")
    ] = 8000,
    open_: Annotated[bool, typer.Option("--open", help="Open it in the browser.")] = False,
) -> None:
    """Build the site, serve it to this machine, and build it anew whenever records change.

    Open pages reload by themselves. Ctrl-C ends it. It needs the extra minutebook[site], which
    build does not.
    """
    from minutebook.site.writing import place, serve_site
    from minutebook.site.writing.preview.server import is_loopback

    options = _read_options(title, url, search, has_guide=guide)
    projects = _open_projects(repositories or [])
    folder = place.choose_folder(projects, out, output.working_folder, are_named=bool(repositories))
    is_new = not place.has_site(folder)

    def report_start(server: SiteServer) -> None:
        if not is_loopback(host):
            output.print_warnings(
                [f"with --host {host} every machine that reaches this one can read the records"]
            )
        output.print_lines([f"{server.address}  (Ctrl-C ends it)"])
        sys.stdout.flush()
        if is_new:
            _print_ignoring(projects, folder)
        if open_:
            import webbrowser

            webbrowser.open(server.address)

    serve_site(
        lambda: _open_projects(repositories or []),
        folder,
        options=options,
        host=host,
        port=port,
        report_start=report_start,
        report_built=_report_built,
        report_refusal=_report_refusal,
        report_progress=progress.make_reporter(),
    )


def _read_options(title: str, url: str, search: str, *, has_guide: bool) -> SiteOptions:
    """What was asked for of a site. Raises UsageError."""
    from urllib.parse import urlsplit

    from minutebook.site.writing import SiteOptions

    if search not in _SEARCHES:
        raise UsageError(f"there is no search {search!r}", f"one of: {', '.join(_SEARCHES)}")
    if url:
        try:
            parts = urlsplit(url)
        except ValueError:
            parts = urlsplit("")
        if parts.scheme not in ("http", "https") or not parts.netloc:
            raise UsageError(
                f"{url!r} is no address of a site", "write it as in --url https://example.org/"
            )
    return SiteOptions(title, url, has_guide, search)


def _open_projects(folders: Sequence[str]) -> list[Project]:
    """The repositories that folders lie in, each once; the one worked in where none is named.

    Raises a Refusal where a folder is in none.
    """
    from minutebook.cli.options import open_project

    projects = [_open_named(folder) for folder in folders] or [open_project(output.working_folder)]
    # A package of a repository that has settings of its own is a set of records of its own.
    return list({(each.top, each.settings_path): each for each in projects}.values())


def _open_named(folder: str) -> Project:
    """The repository that a folder lies in which was named; a refusal says which one that is."""
    from minutebook.cli.options import open_project

    path = os.path.join(output.working_folder, folder)
    if not os.path.isdir(path):
        raise OperationError(f"{folder} is not a folder", "name the folders of repositories")
    try:
        return open_project(path)
    except OperationError as error:
        raise OperationError(f"{folder}: {error.message}", error.hint) from None


def _print_built(built: Built, *, dry_run: bool, has_findings: bool) -> None:
    """What was written, and what is wrong with the links, for people."""
    folder = _shorten(built.out)
    verb = "would write" if dry_run else "wrote"
    files = "1 file" if built.written == 1 else f"{built.written:,} files"
    rest = f"{built.unchanged:,} unchanged, {built.removed:,} removed"
    lines = [f"{verb} {files} of {folder}, {rest}"]
    if has_findings:
        lines += _format_findings(built.findings)
    elif not dry_run:
        lines.append(f"to look at it: {os.path.join(folder, 'index.html')}")
    output.print_lines(lines)


def _format_findings(findings: Sequence[Finding]) -> list[str]:
    """The dead links as `check` prints its findings; of very many only the first."""
    if not findings:
        return ["every link leads somewhere"]
    from minutebook.checks import report

    shown = findings[:_MAX_FINDINGS]
    *lines, counts = report.format_text(shown)
    if len(shown) == len(findings):
        return [*lines, counts]
    more = f"{len(findings) - len(shown):,} more: minutebook site build --check --json"
    return [*lines, more, f"{len(findings):,} errors"]


def _shorten(path: str) -> str:
    """An absolute path as it is typed here, where that is shorter."""
    return min(os.path.relpath(path), path, key=len)


def _print_document(built: Built, *, has_findings: bool) -> None:
    from minutebook.operations.schema.serialize import serialize_finding

    findings = {"findings": [serialize_finding(finding) for finding in built.findings]}
    output.print_document(
        pages={
            "written": built.written,
            "unchanged": built.unchanged,
            "removed": built.removed,
        },
        out=built.out,
        warnings=list(built.warnings),
        **(findings if has_findings else {}),
    )


def _print_ignoring(projects: Sequence[Project], folder: str) -> None:
    """Say how to have git leave the site alone, where it does not."""
    from minutebook.site.writing import place

    command = place.suggest_ignoring(projects, folder)
    if command:
        output.print_note(f"git would add {_shorten(folder)}; to have it ignored: {command}")


def _report_built(built: Built) -> None:
    """A line on stderr for each build of the preview that changed something."""
    output.print_warnings(built.warnings)
    if built.written or built.removed:
        output.print_note(f"{built.written:,} files written, {built.removed:,} removed")


def _report_refusal(error: Refusal) -> None:
    output.print_refusal(error, as_json=False)
