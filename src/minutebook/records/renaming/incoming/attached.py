"""The files that go with records: what lies in their folders, and pictures that pages show."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from minutebook.lean.patterns import compile_lazily
from minutebook.records.model import MARKDOWN_ENDINGS, MARKUP_ENDINGS
from minutebook.records.phr.page_spans import find_block_spans
from minutebook.records.references import normalize_path
from minutebook.text import frontmatter
from minutebook.text.markdown.destinations import decode_href, find_destinations

# Pictures, drawings, documents and tables: nothing that runs or configures a tool.
ATTACHMENT_ENDINGS = tuple(
    ".png .jpg .jpeg .gif .svg .webp .avif .bmp .tif .tiff .ico .mp4 .webm .pdf .drawio .dio "  # noqa: SIM905
    ".puml .plantuml .iuml .wsd .mmd .mermaid .dot .gv .d2 .excalidraw .vsdx .graffle .docx .xlsx "
    ".pptx .odt .ods .odp .odg .txt .csv .tsv".split()
)
_PAGE_ENDINGS = (*MARKDOWN_ENDINGS, *MARKUP_ENDINGS)
# Where AsciiDoc, reStructuredText and Org name a file.
_MARKUP_DESTINATION = compile_lazily(
    r"(?:image::?|include::|xref:|link:|\[\[file:|\.\. (?:image|figure|include)::[ ]?)"
    r"(?P<path>[^\s\[\]#:]{1,500})"
)


def is_attachment(path: str) -> bool:
    """Whether a file is of a kind that goes with pages: a picture, a drawing, a document."""
    return path.lower().endswith(ATTACHMENT_ENDINGS)


def is_page(path: str) -> bool:
    """Whether a file is a page of a format that is read."""
    return path.lower().endswith(_PAGE_ENDINGS)


def list_linked_paths(path: str, text: str) -> tuple[str, ...]:
    """The paths from the top that the links of the page at `path` lead to, there or not."""
    folder = path.rpartition("/")[0]
    return tuple(
        dict.fromkeys(
            linked
            for written in _list_written_paths(path, text)
            if (linked := resolve_path(folder, written))
        )
    )


def _list_written_paths(path: str, text: str) -> Iterator[str]:
    if path.lower().endswith(MARKUP_ENDINGS):
        for match in _MARKUP_DESTINATION.finditer(text):
            yield decode_href(match["path"])
        return
    generated = find_block_spans(text)  # made anew where the record goes
    for destination in find_destinations(text, frontmatter.parse(text)[0].body_start):
        if not any(start <= destination.start < end for start, end in generated):
            yield destination.path


def resolve_path(folder: str, path: str) -> str:
    """The path from the top of a path as seen from a folder; "" where it leads out of the top."""
    depth = folder.count("/") + 1 if folder else 0
    parts = path.split("/")
    for part in parts:
        depth += -1 if part == ".." else 0 if part in ("", ".") else 1
        if depth < 0:
            return ""
    return normalize_path(f"{folder}/{path}")


def collect_linked_files(
    pages: Iterable[tuple[str, str]], read_file: Callable[[str], str | None]
) -> dict[str, str]:
    """The files that some pages link to, and pages among these in turn, by their paths.

    `read_file` gives the text of a file that goes with the pages, None for any other.
    """
    pending = list(pages)
    seen = {path for path, _ in pending}
    files: dict[str, str] = {}
    while pending:
        path, text = pending.pop()
        for linked in list_linked_paths(path, text):
            if linked in seen:
                continue
            seen.add(linked)
            content = read_file(linked)
            if content is not None:
                files[linked] = content
                pending += [(linked, content)] if is_page(linked) else []
    return files
