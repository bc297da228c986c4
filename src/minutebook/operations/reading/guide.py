"""The guide: a page for each task, and the words by which people ask for one.

The pages are `guide/*.md` of the project, which come with it. They are read on a forge, too: what
is for tools there, invisible comments, is left out here, and a link to another page becomes the
command that shows it.
"""

from __future__ import annotations

import re
from difflib import get_close_matches

from minutebook.errors import AmbiguousRef, UnknownRef
from minutebook.lean.patterns import compile_lazily
from minutebook.lean.values import Value
from minutebook.repository import store

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

# The topics in the order in which a newcomer needs them, each with other words for it.
TOPICS = {
    "start": "install installation begin beginning demo quick tutorial init completion",
    "adopt": "existing adr-tools madr log4brains spec-kit spec-kit-plus backstage folders formats",
    "records": "write new accept reject supersede amend link retitle remove edit decision prompt",
    "agents": "hooks claude codex copilot cursor gemini opencode audit capture turns record",
    "suggest": "suggestions suggestion drift significance detect detected catalogue topics",
    "teams": "team pull-requests pull-request pr merge merging review story github reviewers",
    "numbers": "collision collisions renumber reserve merge-driver duplicates",
    "ci": "check hook pre-commit workflow pipeline baseline sarif annotations",
    "templates": "template jinja statuses status stages stage relations words forms",
    "privacy": "secrets secret redact redaction security private visibility trust vault leak",
    "search": "find list filter filters catalog query show read",
    "why": "context blame governs govern explain graph timeline cost",
    "mcp": "server skill plugin protocol tools",
    "site": "website html publish feed serve browse preview",
    "import": "export mkdocs docusaurus transfer specstory entire git-ai aider agent-trace json",
    "settings": "configuration config options option minutebook-toml pyproject",
    "rules": "findings finding errors warnings severity",
    "commands": "help reference cli exit-status status-codes",
    "files": "layout pages format written where index",
    "troubleshooting": "problem problems symptoms fix broken wrong error faq",
}
_COMMENT_LINE = compile_lazily(r"[ ]{0,3}<!--")
_FENCE = compile_lazily(r"[ ]{0,3}(`{3,}|~{3,})")
_HEADING = compile_lazily(r"(#{1,6})[ ]+(.*?)[ ]*#*")
_LINK = compile_lazily(r"(?<!!)\[((?:[^\[\]]|\[[^\[\]]*\])+)\]\(([^()\s]+)\)")
_NO_SLUG_CHARACTER = compile_lazily(r"[^\w\- ]")
_COMMON_HEADINGS = frozenset({"see-also"})  # that say nothing of what a page is about


class Topic(Value):
    """A page of the guide: `about` says in a sentence what it is for."""

    name: str
    title: str
    about: str


class GuideText(Value):
    """What was asked for: a page of the guide, or of it the section with the heading `section`."""

    topic: Topic
    text: str
    section: str = ""


def list_topics() -> tuple[Topic, ...]:
    """All pages in the order of a newcomer."""
    return tuple(_read_topic(name)[0] for name in TOPICS)


def find_text(query: str) -> GuideText:
    """The page, or the section, that some words mean.

    They are a topic and a heading of it (`settings reserve`); or a topic, another word for one, a
    heading, the beginning of a topic, beginnings of other words for one: what fits first counts.
    Raises UnknownRef, or AmbiguousRef where several pages may be meant.
    """
    wanted = "-".join(query.lower().split())
    if wanted in TOPICS:
        return read_page(wanted)
    page_name, _, heading = query.lower().partition(" ")
    if heading and page_name in TOPICS:
        return _find_section(page_name, heading)
    names = [name for name, words in TOPICS.items() if wanted in words.split()]
    sections = [] if names else [*_find_sections(wanted, TOPICS)]
    if sections:
        return _choose(query, sections)
    names = names or [name for name in TOPICS if wanted and name.startswith(wanted)]
    names = names or [name for name in TOPICS if _has_all_words(name, query)]
    if names:
        return _choose(query, map(read_page, names))
    known = {word: name for name, words in TOPICS.items() for word in (name, *words.split())}
    close = get_close_matches(wanted, known, n=3, cutoff=0.6)
    meant = list(dict.fromkeys(known[word] for word in close))
    message = f"the guide has no topic {query!r}"
    if len(meant) == 1:
        raise UnknownRef(message, f"minutebook guide {meant[0]}")
    raise UnknownRef(message, _list_choices(", ".join(meant)))


def _find_section(page_name: str, heading: str) -> GuideText:
    """The section of a page with a heading. Raises UnknownRef, with a heading that is alike."""
    slug = make_slug(heading)
    for section in _find_sections(slug, [page_name]):
        return section
    slugs = list_slugs(read_markdown(page_name))[1:]
    close = get_close_matches(slug, slugs, n=1)
    hint = f"minutebook guide {page_name} {close[0]}" if close else f"minutebook guide {page_name}"
    raise UnknownRef(f"the page {page_name!r} of the guide has no heading {heading!r}", hint)


def _list_choices(names: str) -> str:
    return f"minutebook guide TOPIC: {names}" if names else "minutebook guide lists the topics"


def _choose(query: str, texts: Iterable[GuideText]) -> GuideText:
    """The only one of some texts. Raises AmbiguousRef where there are several."""
    text, *others = texts
    if others:
        names = ", ".join(each.topic.name for each in (text, *others))
        raise AmbiguousRef(f"{query!r} is in several topics of the guide", _list_choices(names))
    return text


def _has_all_words(name: str, query: str) -> bool:
    known = (name, *TOPICS[name].split())
    words = query.lower().split()
    return bool(words) and all(any(each.startswith(word) for each in known) for word in words)


def read_page(name: str) -> GuideText:
    """A page by its name, one of TOPICS, as it is read outside of a forge."""
    topic, lines = _read_topic(name)
    return GuideText(topic, _format_lines(lines))


def read_markdown(name: str) -> str:
    """A page by its name, with its links as they are in the file, and without its comments."""
    return "\n".join(_read_topic(name)[1]) + "\n"


def _read_topic(name: str) -> tuple[Topic, list[str]]:
    text = store.read_guide_page(name)
    if text is None:
        raise LookupError(name)  # only of a damaged installation
    lines = [*_leave_out_comments(text.split("\n"))]
    title = next(heading for _, _, heading in _list_headings(lines))
    first = " ".join("\n".join(lines[1:]).strip().partition("\n\n")[0].split())
    about = re.split(r"(?<=[.:])\s", first, maxsplit=1)[0].removesuffix(":")
    return Topic(name, title, _LINK.sub(r"\1", about)), lines


def _leave_out_comments(lines: Iterable[str]) -> Iterator[str]:
    """Lines without those comments that stand on lines of their own, outside of fences."""
    fence, is_comment, is_blank = "", False, True
    for line in lines:
        if is_comment:
            is_comment = "-->" not in line
            continue
        if not fence and _COMMENT_LINE.match(line):
            is_comment = "-->" not in line
            continue
        fence = _follow_fence(fence, line)
        if line or not is_blank or fence:
            yield line
        is_blank = not line and not fence


def _follow_fence(fence: str, line: str) -> str:
    """The fence that is open behind a line, where `fence` was open before it; "" for none."""
    match = _FENCE.match(line)
    if match is None:
        return fence
    if not fence:
        return match[1]
    is_end = line.strip() == match[1] and match[1].startswith(fence)
    return "" if is_end else fence


def _list_headings(lines: Iterable[str]) -> Iterator[tuple[int, int, str]]:
    """Each heading outside of fences: the index of its line, its level, its text."""
    fence = ""
    for index, line in enumerate(lines):
        before, fence = fence, _follow_fence(fence, line)
        match = _HEADING.fullmatch(line)
        if match and not before and not fence:
            yield index, len(match[1]), match[2]


def make_slug(heading: str) -> str:
    """What a forge's link to a heading ends with: `#see-also`."""
    return _NO_SLUG_CHARACTER.sub("", heading.strip().lower()).replace(" ", "-")


def list_slugs(text: str) -> list[str]:
    """The slugs of all headings of a page in markdown, in their order."""
    return [make_slug(heading) for _, _, heading in _list_headings(text.split("\n"))]


def _find_sections(slug: str, names: Iterable[str]) -> Iterator[GuideText]:
    """The first section of each of some pages, below its title, whose heading has a slug."""
    if slug in _COMMON_HEADINGS:
        return
    for name in names:
        topic, lines = _read_topic(name)
        headings = [*_list_headings(lines)][1:]
        for index, level, heading in headings:
            if make_slug(heading) == slug:
                ends = [place for place, other, _ in headings if place > index and other <= level]
                text = _format_lines(lines[index : min(ends, default=len(lines))])
                yield GuideText(topic, text, heading.replace("`", ""))
                break


def _format_lines(lines: Iterable[str]) -> str:
    """Lines of a page in which a link within the guide names the command that shows its target."""
    shown, fence = [], ""
    for line in lines:
        before, fence = fence, _follow_fence(fence, line)
        shown.append(line if before or fence else _LINK.sub(_format_link, line))
    return "\n".join(shown).strip() + "\n"


def _format_link(match: re.Match[str]) -> str:
    label, target = match[1], match[2]
    if "://" in target:
        return match[0]
    page, _, slug = target.partition("#")
    name = page.removesuffix(".md")
    if name not in TOPICS:  # of this page, or a file of the project that is not shipped
        return label
    return f"{label} (`minutebook guide {name}{slug and ' '}{slug}`)"
