"""Pages of prompt records in the form for readers: brought over from the former one, and changed.

The former form has all facts in its front matter, the prompt in a fence, the response as it was,
and no heading. Both are read for ever; nothing is brought over that nobody asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from minutebook.lean.patterns import compile_lazily
from minutebook.lean.values import replace
from minutebook.records import reader
from minutebook.records.drafting import prose
from minutebook.records.index import page_blocks
from minutebook.records.model import LINKS_BLOCK, OUTCOME_BLOCK, PHR, SUMMARY_BLOCK, Folder, Record
from minutebook.records.phr import page_spans, prompts, quotations, responses
from minutebook.records.relations import Relation
from minutebook.text import frontmatter, markdown
from minutebook.text.frontmatter import edit, record_block

_YAML_COMMENT = compile_lazily(r"(?m)(?:^|[ \t])#")
_OUTCOME_TITLE = "outcome"
_QUOTED = ("prompt", "response")  # the parts of a page that quote


def is_for_readers(record: Record) -> bool:
    """Whether a page has the form for readers."""
    return record_block.find_record_block(record.text) is not None


def lay_open(text: str) -> str:
    """The page with its prompt and response in fences, as they were given; `lay_out` undoes that.

    It is for what looks for texts in a page: markup does not stand between their letters. Any other
    page is as it is.
    """

    def wrap(name: str, content: str) -> tuple[str, dict[str, object]]:
        info = "text" if name == "prompt" else "markdown"
        return markdown.wrap_in_fence(content, info), {}

    return _rewrite_quoted(text, wrap)


def lay_out(text: str) -> str:
    """The page with its prompt and response as new pages show them."""
    return _rewrite_quoted(text, _format_quoted)


def _rewrite_quoted(
    text: str, format_quoted: Callable[[str, str], tuple[str, dict[str, object]]]
) -> str:
    """A page for readers with what it quotes written anew; any other page is as it is."""
    if record_block.find_record_block(text) is None:
        return text
    unread = _read_page("")  # where the texts stand on a page for readers, its facts do not tell
    for name in _QUOTED:
        record = replace(unread, text=text)
        span, content = prompts.find_quoted_span(record, name), _read_quoted(record, name)
        if span and content is not None:
            block, form = format_quoted(name, content)
            text = f"{text[: span[0]]}\n{block}\n\n{text[span[1] :]}"
            if name == "response":
                text = edit.set_block_field(text, record_block.FORM_FIELD, form or None)
    return text


def _read_page(text: str) -> Record:
    """A page as a prompt record of no repository."""
    folder = Folder(PHR, "history/prompts")
    return reader.read_record(folder, f"{folder.path}/0001-page{PHR.suffix}", text)


def _format_quoted(name: str, content: str) -> tuple[str, dict[str, object]]:
    """A text as a page shows it, and what the page does not show of it."""
    if name == "prompt":
        return quotations.format_prompt(content), {}
    block, form = responses.format_response(content)
    return block, form.list_facts()


def insert_response(record: Record, response: str, heading: str) -> str | None:
    """The page with a response that it has not, as its form shows one; all else stays.

    It stands below the page's heading for it, where there is one, else below `heading` and after
    the prompt. None where the page has no section for the prompt either.
    """
    text, newline = record.text, markdown.detect_newline(record.text)
    is_shown = is_for_readers(record)
    form: dict[str, object] = {}
    if is_shown:
        block, form = _format_quoted("response", response)
    else:
        block = prose.format_response(response)
    span = prompts.find_quoted_span(record, "response")
    if span is None:
        block = f"{heading}\n\n{block}"
        span = prompts.find_quoted_span(record, "prompt")
    if span is None:
        return None
    before, after = text[: span[1]].rstrip("\r\n"), text[span[1] :].lstrip("\r\n")
    inserted = f"\n\n{block}\n\n" if after else f"\n\n{block}\n"
    text = before + inserted.replace("\n", newline) + after
    return edit.set_block_field(text, record_block.FORM_FIELD, form or None) if is_shown else text


def find_response_heading(text: str) -> str:
    """The heading above the response of a page, with its hash signs; "" for none."""
    record = _read_page(text)
    span = prompts.find_quoted_span(record, "response")
    return text[: span[0]].rstrip("\n").rpartition("\n")[2] if span else ""


def bring_over(record: Record, relations: tuple[Relation, ...]) -> str | None:
    """The page of a record of the former form in the form for readers.

    None where that cannot be said with the same facts: the record that is read from it is the same.
    """
    text = record.text
    front_matter, problems = frontmatter.parse(text)
    if is_for_readers(record) or problems or front_matter.shape != "fenced" or "\r" in text:
        return None
    if _YAML_COMMENT.search(text, front_matter.start, front_matter.end):
        return None  # it is about a field that would go elsewhere
    text = _move_facts(record)
    changed = reader.read_record(record.folder, record.path, text)
    for name in _QUOTED:
        given = _read_quoted(record, name)
        if given is not None:
            changed = _quote_again(record, changed, name, given)
    text = _add_blocks(changed)
    shown = reader.read_record(record.folder, record.path, text)
    text = page_blocks.fill_blocks(shown, relations)
    after = reader.read_record(record.folder, record.path, text)
    return text if _list_facts(after) == _list_facts(record) else None


def _move_facts(record: Record) -> str:
    """The page with its record block, and without what that has in the front matter."""
    text = markdown.remove_block(record.text, LINKS_BLOCK)
    fields, stated = dict(record.fields), record.fields.get("links")
    links = dict(stated) if isinstance(stated, Mapping) else {}
    follows = links.pop("follows", None)
    if follows:
        fields["links"] = links
    _, hidden = record_block.split_fields(fields)
    for name in hidden:
        text = frontmatter.remove_field(text, name)
    if follows:
        text = frontmatter.remove_field(text, "links.follows")
        hidden["links"] = {**(links if "links" in hidden else {}), "follows": follows}
    return f"{text.rstrip()}\n\n{record_block.format_record_block(hidden)}\n"


def _quote_again(before: Record, record: Record, name: str, given: str) -> Record:
    """The record with a text in the form for readers, where its page still has the former one."""
    span = prompts.find_quoted_span(before, name)
    source = before.text[slice(*span)].strip("\r\n") if span else ""
    start = record.text.find(source) if source else -1
    if start < 0 or record.text.count(source) > 1:
        return record
    block, form = _format_quoted(name, given)
    text = f"{record.text[:start]}{block}{record.text[start + len(source) :]}"
    if form:
        text = edit.set_block_field(text, record_block.FORM_FIELD, form)
    return reader.read_record(record.folder, record.path, text)


def _add_blocks(record: Record) -> str:
    """The page with a heading and the blocks that are filled from its facts."""
    text, start = record.text, frontmatter.parse(record.text)[0].body_start
    sections = markdown.parse_sections(text, start)
    heading = next((section for section in sections if section.level == 1), None)
    block = markdown.put_block("", SUMMARY_BLOCK, "").strip("\n")
    if heading:
        head, rest = text[: heading.body_start], text[heading.body_start :].lstrip("\n")
        text = f"{head}\n{block}\n\n{rest}"
    else:
        title = next(prose.list_title_variants(record.title, ""))
        head, rest = text[:start], text[start:].lstrip("\n")
        text = f"{head}\n# {record.kind.ref_prefix}-{record.digits} {title}\n\n{block}\n\n{rest}"
    if not any(record.fields.get(name) for name in ("files", "tests", "suggestions")):
        return text
    outcome = markdown.put_block("", OUTCOME_BLOCK, "").strip("\n")
    sections = markdown.parse_sections(text, frontmatter.parse(text)[0].body_start)
    section = next(
        (each for each in sections if markdown.fold_title(each.title) == _OUTCOME_TITLE), None
    )
    ends = [
        start
        for start, _ in page_spans.find_generated_spans(text)
        if section and start >= section.body_start
    ]
    if section is None:
        spans = record_block.find_record_block(text)
        end = spans.start if spans else len(text)
        return f"{text[:end].rstrip()}\n\n## Outcome\n\n{outcome}\n\n{text[end:]}"
    end = min([section.end, *ends])
    return f"{text[:end].rstrip()}\n\n{outcome}\n\n{text[end:]}"


def _read_quoted(record: Record, name: str) -> str | None:
    return reader.read_prompt(record) if name == "prompt" else reader.read_response(record)


def _list_facts(record: Record) -> tuple[object, ...]:
    """All that is read from a page, for comparing two forms of it."""
    return (
        replace(record, text="", findings=(), fields={}, links=(), dialect=""),
        dict(record.fields),
        sorted((link.relation, link.target) for link in record.links),
        reader.read_prompt(record),
        reader.read_response(record),
        reader.read_sections(record),
    )
