"""Pages of records, and what `check` finds in them."""

from __future__ import annotations

from collections.abc import Mapping

from minutebook.checks import CheckInputs, CheckSettings, check
from minutebook.records import filenames, reader
from minutebook.records.model import ADR, PHR, Finding, Folder, RecordSet

DECISIONS = Folder(ADR, "decisions")
PROMPTS = Folder(PHR, "history/prompts")

GOOD_PAGE = "---\nstatus: accepted\ndate: 2024-01-02\n---\n\n# Use x\n"
FAULTY_PAGE = "---\nstatus: wobbly\n---\n\n# Use x\n\n{{LEFT}}\n"
# Two decisions, and what is wrong with the second.
PAGES = {"decisions/0001-good.md": GOOD_PAGE, "decisions/0002-faulty.md": FAULTY_PAGE}
UNKNOWN_STATUS = ("warning", "unknown-status", "0002-faulty.md", 2)
PLACEHOLDER = ("warning", "placeholder", "0002-faulty.md", 7)


def make_records(pages: Mapping[str, str], *folders: Folder) -> RecordSet:
    """The pages of decisions and prompts, as they are read; what is not a record is another page."""
    folders = folders or (DECISIONS, PROMPTS)
    records, other_pages = [], {}
    for path, text in pages.items():
        folder = next((folder for folder in folders if path.startswith(f"{folder.path}/")), None)
        if folder is None or not filenames.is_record(folder, path):
            other_pages[path] = text
        else:
            records.append(reader.read_record(folder, path, text))
    return reader.settle_dates(RecordSet(folders, tuple(records), other_pages))


def find_findings(
    code: str,
    pages: Mapping[str, str],
    *folders: Folder,
    settings: CheckSettings | None = None,
    **inputs: object,
) -> list[Finding]:
    """The findings of one rule."""
    findings = check(make_records(pages, *folders), CheckInputs(**inputs), settings)  # type: ignore[arg-type]
    return [finding for finding in findings if finding.code == code]


def find(
    code: str,
    pages: Mapping[str, str],
    *folders: Folder,
    settings: CheckSettings | None = None,
    **inputs: object,
) -> list[tuple[str, str, int, str]]:
    """The findings of one rule as severity, file name, line and message."""
    return [
        (finding.severity, finding.path.rpartition("/")[2], finding.line, finding.message)
        for finding in find_findings(code, pages, *folders, settings=settings, **inputs)
    ]


def check_pages(
    pages: Mapping[str, str], settings: CheckSettings | None = None
) -> list[tuple[str, str, str, int]]:
    """All findings as severity, code, file name and line."""
    return [
        (finding.severity, finding.code, finding.path.rpartition("/")[2], finding.line)
        for finding in check(make_records(pages), CheckInputs(today="2024-06-01"), settings)
    ]


def adr(
    number: int, slug: str = "x", head: str = "status: accepted", body: str = ""
) -> dict[str, str]:
    """The page of a decision, by its path."""
    path = f"decisions/{number:04d}-{slug}.md"
    return {path: f"---\n{head}\n---\n\n# Use {slug}\n\n{body}"}


def phr(
    number: int, head: str, body: str = "", route: str = "general", name: str = "x.general"
) -> dict[str, str]:
    """The page of a prompt record, by its path."""
    path = f"history/prompts/{route}/{number:04d}-{name}.prompt.md"
    return {path: f"---\n{head}\n---\n\n{body}"}
