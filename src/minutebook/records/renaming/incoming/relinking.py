"""The links of a page that comes from elsewhere, so that they lead where they led."""

from __future__ import annotations

from collections.abc import Callable

from minutebook.records.model import MARKUP_ENDINGS, Record
from minutebook.records.phr.page_spans import find_block_spans
from minutebook.records.phr.prompts import find_prompt_lines
from minutebook.records.renaming.incoming.attached import list_linked_paths, resolve_path
from minutebook.text import frontmatter, markdown
from minutebook.text.markdown.destinations import replace_destinations


def relink_page(
    text: str,
    old_path: str,
    new_path: str,
    locate: Callable[[str], str | None],
    record: Record | None = None,
) -> str:
    """A page with its relative links as they must be from its new path.

    `locate` gives the new path of a file by its old one, None for a file that does not come: a link
    to that stays as it is. What a prompt says stays, too, and what is generated. `record` is the
    page as read, where it is one.
    """
    if not is_relinked(old_path):
        return text
    old_folder = old_path.rpartition("/")[0]
    prompt_lines = find_prompt_lines(record) if record else range(0)
    kept = find_block_spans(text)
    kept += [
        (line.start, line.end)
        for line in (markdown.parse_lines(text) if prompt_lines else ())
        if line.number in prompt_lines
    ]

    def choose_path(offset: int, path: str) -> str:
        if any(start <= offset < end for start, end in kept):
            return path
        target = resolve_path(old_folder, path)
        found = locate(target) if target else None
        if not found:
            return path
        new_href = markdown.make_href(new_path, found)
        return path if new_href == markdown.make_href(old_path, target) else new_href

    start = frontmatter.parse(text)[0].body_start
    return replace_destinations(text, start, choose_path)


def find_lost_links(
    text: str,
    old_path: str,
    new_path: str,
    locate: Callable[[str], str | None],
    is_there: Callable[[str], bool],
) -> tuple[str, ...]:
    """The paths elsewhere that a page links to, that are there, and that its links will not find.

    What does not come, and of a page whose links are not changed what came to another place.
    """
    lost = []
    for target in list_linked_paths(old_path, text):
        found = locate(target)
        is_lost = not found and is_there(target)
        if found and not is_relinked(old_path):
            is_lost = markdown.make_href(new_path, found) != markdown.make_href(old_path, target)
        lost += [target] if is_lost else []
    return tuple(lost)


def is_relinked(path: str) -> bool:
    """Whether the links of a page are changed with its place: markdown's are."""
    return not path.lower().endswith(MARKUP_ENDINGS)
