"""The guide: a page for each task, and the words by which people ask for one.

The pages are `guide/*.md` of the project, which come with it. They are read on a forge, too: what
is for tools there, invisible comments, is left out here, and a link to another page becomes the
command that shows it.
"""

from __future__ import annotations

import re
from difflib import get_close_matches
from functools import partial

from minutebook.errors import AmbiguousRef, UnknownRef
from minutebook.lean.patterns import compile_lazily
from minutebook.lean.values import Value
from minutebook.repository import store

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

# The topics in the order in which a newcomer needs them, each with other words for it.
TOPICS = {
    "start": "install installation begin beginning demo quick tutorial init completion",
    "adopt": "existing adr-tools madr log4brains spec-kit spec-kit-plus folders formats",
    "records": "write new accept reject supersede amend link retitle remove edit decision prompt"
    " phr adr",
    "agents": "hooks claude codex copilot cursor gemini opencode audit capture turns record",
    "suggest": "suggestions suggestion drift significance detect detected catalogue topics",
    "teams": "team pull-requests pull-request pr merge merging review story github reviewers",
    "numbers": "numbering collision collisions renumber reserve merge-driver duplicates",
    "ci": "check hook pre-commit workflow pipeline baseline sarif annotations gitlab",
    "templates": "template jinja statuses status stages stage relations words forms",
    "privacy": "secrets secret redact redaction security private visibility trust vault leak",
    "search": "find list filter filters catalog query show read",
    "why": "context blame governs govern explain graph timeline cost",
    "mcp": "server skill plugin protocol tools",
    "site": "website html publish feed serve browse preview pages github-pages gitlab-pages",
    "import": "export mkdocs docusaurus backstage catalog-info transfer specstory entire git-ai"
    " aider agent-trace json",
    "settings": "configuration config options option minutebook-toml pyproject",
    "rules": "findings finding errors warnings severity",
    "commands": "help reference cli exit-status status-codes",
    "files": "layout format written where index",
    "troubleshooting": "problem problems symptoms fix broken wrong error faq",
}
_COMMENT_LINE = compile_lazily(r"[ ]{0,3}<!--")
_FENCE = compile_lazily(r"[ ]{0,3}(`{3,}|~{3,})")
_HEADING = compile_lazily(r"(#{1,6})[ ]+(.*?)[ ]*#*")
_LINK = compile_lazily(r"(?<!!)\[((?:[^\[\]]|\[[^\[\]]*\])+)\]\(([^()\s]+)\)")
_NO_SLUG_CHARACTER = compile_lazily(r"[^\w\- ]")
_COMMANDS = "commands"  # the page with a heading for each command,
_COMMAND = "minutebook-"  # whose slug begins so
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

    They are a topic or its title; or a topic and a heading of it (`settings reserve`); or another
    word for a topic, a heading, a command (`site build`), the beginning of a topic, beginnings of
    other words for one: what fits first counts. Raises UnknownRef, or AmbiguousRef where several
    pages may be meant.
    """
    wanted = "-".join(query.lower().split())
    if wanted in TOPICS:
        return read_page(wanted)
    titles = {make_slug(_read_topic(name)[0].title): name for name in TOPICS}
    if (title := make_slug(query)) in titles:
        return read_page(titles[title])
    page_name, _, heading = query.lower().partition(" ")
    if heading and page_name in TOPICS:
        return _find_section(page_name, heading)
    names = [name for name, words in TOPICS.items() if wanted in words.split()]
    sections = [] if names else [*_find_sections(wanted, TOPICS)]
    if not names and not sections:
        sections = [*_find_sections(_COMMAND + wanted, [_COMMANDS])]
    if sections:
        return _choose(query, sections)
    names = names or [name for name in TOPICS if wanted and name.startswith(wanted)]
    names = names or [name for name in TOPICS if _has_all_words(name, query)]
    if names:
        return _choose(query, map(read_page, names))
    meant = _find_near(wanted, titles)
    message = f"the guide has no topic {query!r}"
    if len(meant) == 1:
        raise UnknownRef(message, f"minutebook guide {meant[0]}")
    raise UnknownRef(message, _list_choices(", ".join(meant)))


def _find_near(wanted: str, titles: Mapping[str, str]) -> list[str]:
    """What is near to unknown words: topics, by their words and titles, and commands."""
    commands = [
        slug.removeprefix(_COMMAND)
        for slug in list_slugs(read_markdown(_COMMANDS))
        if slug.startswith(_COMMAND)
    ]
    known = {slug: slug.replace("-", " ") for slug in commands}
    known |= titles
    known |= {word: name for name, words in TOPICS.items() for word in (name, *words.split())}
    close = get_close_matches(wanted, known, n=3, cutoff=0.6)
    parts = [] if close else re.findall(r"[^-]{4,}", wanted)
    for part in parts:  # one of several may be near
        close += get_close_matches(part, known, n=1, cutoff=0.75)
    return list(dict.fromkeys(known[word] for word in close))[:3]


def _find_section(page_name: str, heading: str) -> GuideText:
    """The section of a page with a heading. Raises UnknownRef, with a heading that is alike."""
    slug = make_slug(heading)
    for section in _find_sections(slug, [page_name]):
        return section
    command = slug if page_name == _COMMANDS else f"{page_name}-{slug}"
    for section in _find_sections(_COMMAND + command, [_COMMANDS]):
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
    asked = query.lower().split()
    return bool(asked) and all(any(each.startswith(word) for each in known) for word in asked)


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
    shown, fence, depth = [], "", 0
    for line in lines:
        before, fence = fence, _follow_fence(fence, line)
        if before or fence:
            shown.append(line)
            continue
        depth = depth if line else 0  # of brackets, in a paragraph
        shown.append(_LINK.sub(partial(_format_link, depth), line))
        depth = _count_open(depth, line)
    return "\n".join(shown).strip() + "\n"


def _count_open(depth: int, text: str) -> int:
    """How many brackets are open behind a text, where `depth` were before it."""
    return max(0, depth + text.count("(") - text.count(")"))


def _format_link(depth: int, match: re.Match[str]) -> str:
    label, target = match[1], match[2]
    if "://" in target:
        return match[0]
    page, _, slug = target.partition("#")
    name = page.removesuffix(".md")
    if name not in TOPICS:  # of this page, or a file of the project that is not shipped
        return label
    command = f"`minutebook guide {name}{slug and ' '}{slug}`"
    if _count_open(depth, match.string[: match.start()]):  # no brackets in brackets
        return f"{label}: {command}"
    return f"{label} ({command})"
