"""Render the page of a new decision from its draft and a template."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from minutebook.lean.patterns import compile_lazily
from minutebook.lean.values import replace
from minutebook.records.drafting import choices, prose
from minutebook.records.drafting.drafts import PLAIN_TITLE, AdrDraft, drop_empty
from minutebook.records.drafting.templates import find_names, render_template
from minutebook.records.filenames import clean_title
from minutebook.text.frontmatter.emit import format_fields, format_scalar

TYPE_CHECKING = False  # typing is dear to import
if TYPE_CHECKING:
    from minutebook.records.adr import Facts
    from minutebook.records.drafting.forms.page_form import PageForm

_BULLET_VALUE = compile_lazily(r"(?m)^[-*] .*\{\{ *([a-z_]+) *\}\}")  # as in the Y-statement
_BULLET = compile_lazily(r"(?m)^ {0,3}([-*+]) ")
_MAX_HEADING_DIGITS = 6  # of a number that is read as that of a title
_ANY_TITLE = "Title"
# What a title may begin with that is not read as part of it, or that heads another section.
_LABEL = compile_lazily(
    r"(?i)l?m?adr|phr|rfc|decision|architect|status|context|background|date|summary|problem"
    r"|introduction|abstract|overview|consequences"
)
# What a text may have that a reader takes for more than prose: a reference, markup, a placeholder.
_SUSPECT = compile_lazily(
    r"(?im)adr|phr|\.md|[0-9]{3}-|[\[\]{}<>`~#\r]|^ {0,3}[-=]+[ \t]*$|supersed|superced"
)


def render_adr(
    draft: AdrDraft,
    digits: str,
    template: str,
    path: str = "the template",
    form: PageForm | None = None,
) -> str:
    """The page of a decision. Its `links` are not written here.

    `template` is the template's text, `path` its name in messages; `form` is that of the folder's
    pages where the template was made of them. A section that nothing is known for is left out, or
    is a comment for its author, see `section_hints`. Options are added to the context where the
    template has no place for them.

    Reading the page gives the facts of the draft: a title or a text that would be taken for other
    facts is escaped, or put in a fence (see `prose`).
    """
    if is_plain(draft):
        return _fill_adr_template(
            draft, digits, template, path, draft.title, prose.format_text, form
        )

    def fill(
        title: str, format_text: Callable[[str, Sequence[str]], str], facts_of: AdrDraft = draft
    ) -> str:
        return _fill_adr_template(facts_of, digits, template, path, title, format_text, form)

    empty = replace(
        draft,
        context="",
        drivers=(),
        options=(),
        decision="",
        chosen="",
        consequences="",
        more_information="",
    )
    expected = _read_facts(fill(_ANY_TITLE, prose.format_text, empty))
    is_prose = _read_facts(fill(_ANY_TITLE, prose.format_text)) == expected
    format_text = prose.format_text if is_prose else prose.wrap_text
    label = f"ADR-{digits}: " if digits else "ADR: "
    variants = prose.list_title_variants(draft.title, label)
    pages = (fill(title, format_text) for title in variants)
    return next(
        (page for page in pages if _read_facts(page) == replace(expected, title=draft.title)),
        fill(draft.title, format_text),
    )


def format_adr_fields(draft: AdrDraft) -> str:
    """The front matter of a decision, without its `links`."""
    fields: dict[str, object] = {
        "status": draft.status,
        "date": draft.date,
        "review-by": draft.review_by,
        "decision-makers": list(draft.deciders),
        "feature": draft.feature,
        "governs": list(draft.governs),
    }
    return format_fields(drop_empty(fields)).rstrip("\n")


def _read_facts(page: str) -> Facts:
    from minutebook.records import adr
    from minutebook.text import frontmatter

    return adr.read_facts(page, frontmatter.parse(page)[0])


def is_plain(draft: AdrDraft) -> bool:
    """Whether nothing in a draft may be taken for anything but title and text: most drafts."""
    texts = (
        *(draft.context, draft.decision, draft.consequences, draft.more_information),
        *(*draft.drivers, *draft.options, draft.chosen),
    )
    return (
        PLAIN_TITLE.fullmatch(draft.title) is not None
        and ". " not in draft.title  # behind a number it may end a label: "No. 7"
        and not _LABEL.match(draft.title)
        and not any(text and _SUSPECT.search(text) for text in texts)
    )


def _fill_adr_template(
    draft: AdrDraft,
    digits: str,
    template: str,
    path: str,
    title: str,
    format_text: Callable[[str, Sequence[str]], str],
    form: PageForm | None,
) -> str:
    """The page of a decision under a title; `format_text` formats its texts."""
    template_bullet = _BULLET.search(template)
    sign = form.bullet if form else template_bullet[1] if template_bullet else "*"

    def show(text: str, contexts: Sequence[str] = ("prose",)) -> str:
        return format_text(prose.set_bullets(text, sign), contexts) if text.strip() else ""

    options = tuple(filter(None, map(prose.format_item, draft.options)))
    drivers = tuple(filter(None, map(prose.format_item, draft.drivers)))
    texts = {
        "context": show(draft.context),
        "consequences": show(draft.consequences),
        "more": show(draft.more_information, ("prose", "links")),
    }
    names = find_names(template)
    if not {"options", "options_line"} & names:
        texts["context"] = append_options(texts["context"], options, sign)
    shows_choice = not names.isdisjoint(("chosen", "choice"))
    named = prose.format_item(choices.find_named_option(draft))
    chosen = choices.list_values(draft, show, shows_choice=shows_choice)
    for name in _BULLET_VALUE.findall(template):
        if name in texts:
            texts[name] = prose.hold_in_bullet(texts[name])
        elif name in ("decision", "choice"):
            chosen[name] = prose.hold_in_bullet(chosen[name] or "")
    values: dict[str, str | None] = {
        **texts,
        **chosen,
        "more": texts["more"] or None,
        "front_matter": format_adr_fields(draft),
        "title": title,
        "plain_title": draft.title,
        "number": str(int(digits)) if digits else None,
        "numbered_title": number_title(title, digits),
        "heading": f"{int(digits)}. {title}" if digits else title,
        "label": f"ADR-{digits}: " if digits else "",
        "digits": digits,
        "status": draft.status,
        "status_title": draft.status.capitalize(),
        "date": draft.date,
        "review_by": draft.review_by or None,
        "deciders": ", ".join(map(clean_title, draft.deciders)) or None,
        "feature": draft.feature or None,
        "governs": _format_governs(draft),
        "governs_list": format_scalar(list(draft.governs)) if draft.governs else None,
        "author": ", ".join(map(clean_title, draft.deciders)) or draft.author or None,
        "project": draft.project or None,
        "drivers": prose.format_bullets(drivers, sign) or None,
        "drivers_line": ", ".join(drivers),
        "options": prose.format_bullets(options, sign),
        "options_line": ", ".join(option for option in options if option != named),
        "aim": "",
    }
    if form is not None:
        values |= form.list_values(draft, digits, options, values)
    page = render_template(template, values, path)
    return page.replace("\n", "\r\n") if form is not None and form.has_crlf else page


def _format_governs(draft: AdrDraft) -> str | None:
    """The globs of a draft for a line of a page; None where it has none, as most have."""
    if not draft.governs:
        return None
    from minutebook.lean.globs import format_globs

    return format_globs(draft.governs)


def number_title(title: str, digits: str) -> str:
    """A title as a heading with the record's number, "ADR-0007 Use Redis".

    A title that has such a label already, as `prose.list_title_variants` gives it, gets no second.
    """
    has_number = 0 < len(digits) <= _MAX_HEADING_DIGITS
    if not has_number or title.startswith(f"ADR-{digits}: "):
        return title
    return f"ADR-{digits} {title}"


def append_options(context: str, options: tuple[str, ...], sign: str = "*") -> str:
    """A context with the options at its end, for pages that have no list for them.

    The options are written as they are.
    """
    if not options:
        return context
    return f"{context}\n\nOptions:\n\n{prose.format_bullets(options, sign)}".lstrip("\n")
