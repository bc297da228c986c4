"""Take secrets out of a record that is written already, and find the commits that still hold them.

What git has is not changed: whoever has a clone has its commits, so a secret that was committed
must be revoked, whatever is done here.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence

from minutebook.errors import UsageError
from minutebook.lean.patterns import compile_lazily
from minutebook.lean.values import Value, replace
from minutebook.operations.project import OperationResult, Project
from minutebook.operations.redaction.redactor import Redactor
from minutebook.operations.redaction.text_limits import locate_long_prompt, store_long_prompt
from minutebook.records import filenames, reader
from minutebook.records.drafting import drafts
from minutebook.records.index.index_pages import locate_main_page
from minutebook.records.model import PHR, Record, RecordSet, Write
from minutebook.records.phr import page_forms
from minutebook.redact import find_secrets
from minutebook.repository import guard, page_files, spool, store
from minutebook.repository.git.commits import history
from minutebook.repository.git.commits.history import HeldText
from minutebook.repository.pending import staged_list
from minutebook.text import frontmatter, page_bytes
from minutebook.text.frontmatter import record_block

_MIN_VALUE_CHARS = 4  # of a value that a person gives: shorter ones stand in any text
_MIN_NAME_CHARS = 6  # of a value in a file's name that are enough to give the file another name
_LONG_PROMPT_NOTE = compile_lazily(r"the whole prompt has sha256:([0-9a-f]{64})")


class HiddenPlace(Value):
    """Something hidden in a page: its kind, its line (from 1), its length in characters."""

    kind: str
    line_number: int
    length: int


class RecordRedaction(OperationResult):
    """What was taken out of a record, and where the same values still are.

    `hidden` has the places in the page as it was, `held` the versions of pages in commits that
    hold one of the values, `other_paths` the other records of the working tree that do, and
    `other_pages` the pages that are no records. `is_in_spool` tells whether the spool still has the
    events of a turn that hold one.
    """

    hidden: tuple[HiddenPlace, ...] = ()
    held: tuple[HeldText, ...] = ()
    other_paths: tuple[str, ...] = ()
    other_pages: tuple[str, ...] = ()
    is_in_spool: bool = False


class _GivenValues(Value):
    """A detector of the values that a person gives."""

    values: tuple[str, ...]
    name: str = "given values"

    def find(self, text: str) -> Iterator[tuple[str, int, int]]:
        for value in self.values:
            start = text.find(value)
            while start >= 0:
                yield "secret", start, start + len(value)
                start = text.find(value, start + len(value))


def redact_record(
    project: Project, reference: str, *, values: Sequence[str] = (), dry_run: bool = False
) -> RecordRedaction:
    """Hide the secrets of a record's page: those that are found, and the `values` given.

    The digest, the fidelity, the name where it shows a value, links to it and index pages follow.
    A long prompt that is kept whole in git's directory is rewritten with its page. Raises
    UsageError for a value of fewer than four characters, PageTooLarge for a page that is not read
    whole.
    """
    values = tuple(dict.fromkeys(filter(None, (value.strip() for value in values))))
    if any(len(value) < _MIN_VALUE_CHARS for value in values):
        raise UsageError(
            "a value of fewer than four characters stands in many texts",
            "give values of four characters or more, one on each line",
        )
    redactor = Redactor(project, [_GivenValues(values)], always=True, keeps_bytes=True)
    hidden: list[HiddenPlace] = []
    secrets = set(values)
    other_paths: list[str] = []
    other_pages: list[str] = []
    replaced_files: list[str] = []

    def plan(records: RecordSet) -> tuple[Sequence[Record], Sequence[Write]]:
        from minutebook.records import linking

        record = project.resolve_reference(records, reference)
        oversize = page_files.find_oversize(project.top, record.path)
        if oversize:
            raise oversize
        if page_bytes.is_utf16(record.text):  # no secret would be found
            project.require_editable([Write(record.path, record.text, record.text)])
        opened = page_forms.lay_open(record.text)
        text, replaced = _redact_long_prompt(project, redactor, opened, dry_run=dry_run)
        text = record.text if text == opened else page_forms.lay_out(text)
        replaced_files.extend(replaced)
        text, places, page_secrets = redact_page(redactor, text)
        hidden.extend(places)
        secrets.update(page_secrets)
        after = reader.read_record(record.folder, record.path, text)
        if text != record.text and record.kind is PHR:
            text = update_prompt_facts(record, after)
        new_path = redact_path(redactor, record, after.title, secrets)
        writes = _plan_writes(records, record, text, new_path)
        project.require_editable(write for write in writes if write.path == record.path)
        if any(_holds_any(page, secrets) for page in records.pages.values()):
            records = replace(records, keeps_index_pages=True)  # a secret waits for no merge
        completed = linking.complete_writes(records, writes)
        texts = {write.path: write.text for write in completed}
        for path, page in _list_pages(records).items():
            if path != record.path and _holds_any(texts.get(path, page) or "", secrets):
                (other_pages if path in records.pages else other_paths).append(path)
        return [replace(record, path=new_path)], completed

    result = project.run_operation(plan, dry_run=dry_run, renames_only=True, has_shared_blocks=True)
    if not dry_run:
        # What git's index may have of these pages must not come back.
        staged_list.forget_paths(project.repo, result.paths)
        for path in replaced_files:
            os.unlink(path)
        store.remove_empty_folders(project.top, result.writes)
    return RecordRedaction(
        records=result.records,
        writes=result.writes,
        hidden=tuple(hidden),
        held=_find_held(project, secrets),
        other_paths=tuple(other_paths),
        other_pages=tuple(other_pages),
        is_in_spool=_is_in_spool(project, secrets),
    )


def find_new_secrets(project: Project, old_text: str, new_text: str) -> tuple[str, ...]:
    """The kinds and lines of the secrets that a page has now and had not before."""
    if project.settings.redact == "off":
        return ()
    return tuple(
        f"{span.kind}, line {span.line_number}"
        for span in find_secrets(new_text)
        if new_text[span.start : span.end] not in old_text
    )


def redact_page(redactor: Redactor, text: str) -> tuple[str, list[HiddenPlace], set[str]]:
    """A page without its secrets, the places where they stood, and their values.

    Front matter is changed field by field, so that a placeholder is quoted where YAML needs it; so
    is a record block. What a page quotes is looked at as it was given.
    """
    page, text = text, page_forms.lay_open(text)
    opened = text
    front_matter = frontmatter.parse(text)[0]
    head = text[: front_matter.body_start]
    body, block, note = _split_body(text, front_matter.body_start)
    parts = list(_list_texts(front_matter.fields))
    sources = [head, body, note, *(f"{name}: {value}" for name, value in parts)]
    redacted_sources = redactor.redact_texts(sources)
    redacted_head, redacted_body, redacted_note, *redacted_parts = redacted_sources
    values = {
        source[span.start : span.end]
        for source, redacted in zip(sources, redacted_sources, strict=True)
        for span in redacted.hidden_spans
    }
    new_texts = {
        part: redacted.text.removeprefix(f"{part[0]}: ")
        for part, redacted in zip(parts, redacted_parts, strict=True)
    }
    for name, value in front_matter.fields.items():
        changed = _replace_texts(value, name, new_texts)
        if changed != value:
            text = frontmatter.set_field(text, name, changed)
    new_start = frontmatter.parse(text)[0].body_start
    new_head, (_, new_block, _) = text[:new_start], _split_body(text, new_start)
    # What no field shows: comments, and front matter that cannot be read.
    for value in sorted(values, key=len, reverse=True):
        if value in new_head:
            (placeholder,) = redactor.redact_texts([value])
            new_head = new_head.replace(value, placeholder.text)
    stretches = (
        (head, redacted_head, 0),
        (body, redacted_body, head.count("\n")),
        (note, redacted_note, (head + body + block).count("\n")),
    )
    places = [
        HiddenPlace(span.kind, span.line_number + offset, span.end - span.start)
        for _, redacted, offset in stretches
        for span in redacted.hidden_spans
    ]
    if page != opened:
        hidden_texts = [
            source[span.start : span.end]
            for source, redacted, _ in stretches
            for span in redacted.hidden_spans
        ]
        places = _find_lines(page, zip(places, hidden_texts, strict=True))
    if not values:
        return page, places, values
    new_text = new_head + redacted_body.text + new_block + redacted_note.text
    return page_forms.lay_out(new_text), places, values


def _find_lines(page: str, places: Iterable[tuple[HiddenPlace, str]]) -> list[HiddenPlace]:
    """Places, each with the text that stood there, with their lines on the page as it is."""
    located: list[HiddenPlace] = []
    offset = 0
    for place, text in places:
        start = page.find(text, offset)
        if start >= 0:  # else it stands there with markup between its letters
            offset = start + len(text)
            place = replace(place, line_number=page.count("\n", 0, start) + 1)
        located.append(place)
    return located


def _split_body(text: str, start: int) -> tuple[str, str, str]:
    """What follows the front matter of a page: its body, its record block, and what is below that.

    The last two are "" for none.
    """
    block = record_block.find_record_block(text)
    if block is None:
        return text[start:], "", ""
    return text[start : block.start], text[block.start : block.end], text[block.end :]


def _list_texts(fields: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """The texts in front matter, however deep they lie, each with the name of its field.

    A finder is given both, as the name may say that the text is secret.
    """
    for name, value in fields.items():
        pending = [value]
        while pending:
            item = pending.pop()
            if isinstance(item, str):
                yield name, item
            elif isinstance(item, Mapping):
                pending += item.values()
            elif isinstance(item, list):
                pending += item


def _replace_texts(value: object, name: str, new_texts: Mapping[tuple[str, str], str]) -> object:
    if isinstance(value, str):
        return new_texts[name, value]
    if isinstance(value, Mapping):
        return {key: _replace_texts(item, name, new_texts) for key, item in value.items()}
    if isinstance(value, list):
        return [_replace_texts(item, name, new_texts) for item in value]
    return value


def update_prompt_facts(before: Record, after: Record) -> str:
    """The page of a prompt record whose prompt changed, with its digest and fidelity."""
    text = after.text
    prompt = reader.read_prompt(after)
    if prompt is None or prompt == reader.read_prompt(before):
        return text
    if "digest" in after.fields:
        text = frontmatter.set_field(text, "digest", drafts.compute_digest(prompt))
    if after.fields.get("fidelity") == "verbatim":
        text = frontmatter.set_field(text, "fidelity", "redacted")
    return text


# Names ------------------------------------------------------------------------------------------


def _plan_writes(records: RecordSet, record: Record, text: str, new_path: str) -> list[Write]:
    """The write of a record's page, under another name where `new_path` is not its own.

    Other pages then name it by the new name; an alias would keep the old one.
    """
    if new_path == record.path:
        return [Write(record.path, text, record.text)] if text != record.text else []
    old_stem, new_stem = record.stem, replace(record, path=new_path).stem
    writes = [Write(new_path, text.replace(old_stem, new_stem))]
    for path, page in _list_pages(records).items():
        if path != record.path:
            changed = page.replace(record.path, new_path).replace(old_stem, new_stem)
            writes += [Write(path, changed, page)] if changed != page else []
    return [*writes, Write(record.path, None, record.text)]


def redact_path(redactor: Redactor, record: Record, title: str, values: set[str]) -> str:
    """The path of a record without what is secret in the names of its folders and its file.

    What is secret in them is added to `values`.
    """
    base, name = record.folder.path, record.file_name
    folders = record.path.removeprefix(f"{base}/").split("/")[:-1]
    slug = filenames.parse_name(record.kind, name).slug
    redacted_parts = redactor.redact_texts([*folders, slug])
    for part, redacted in zip([*folders, slug], redacted_parts, strict=True):
        values |= {part[span.start : span.end] for span in redacted.hidden_spans}
    new_parts = [
        _choose_name(part, redacted.text, values)
        for part, redacted in zip([*folders, slug], redacted_parts, strict=True)
    ]
    new_slug = new_parts.pop()
    if new_slug != slug:
        new_slug = filenames.slugify(title)
        new_slug = "redacted" if _shows_value(new_slug, values) else new_slug
        name = name.replace(slug, new_slug, 1)
    return "/".join([base, *new_parts, name])


def _choose_name(name: str, redacted: str, values: Iterable[str]) -> str:
    """A name that shows no value: itself where it does not."""
    if redacted == name and not _shows_value(name, values):
        return name
    new_name = filenames.slugify(redacted)
    return "redacted" if _shows_value(new_name, values) else new_name


def _shows_value(name: str, values: Iterable[str]) -> bool:
    """Whether a name shows a value, or the beginning of one: names are cut."""
    slug = filenames.slugify(name)
    beginnings = (filenames.slugify(value)[:_MIN_NAME_CHARS] for value in values)
    return any(len(each) == _MIN_NAME_CHARS and each in slug for each in beginnings)


def _list_pages(records: RecordSet) -> dict[str, str]:
    """The texts of all records and of the pages beside them, by path."""
    return {record.path: record.text for record in records.members} | dict(records.pages)


def _holds_any(text: str, values: Iterable[str]) -> bool:
    return any(value in text for value in values)


# Outside of the working tree --------------------------------------------------------------------


def _redact_long_prompt(
    project: Project, redactor: Redactor, text: str, *, dry_run: bool
) -> tuple[str, list[str]]:
    """A page whose prompt is kept whole in git's directory, with the digest of that as redacted.

    Also the file that another one took the place of; none where nothing changed.
    """
    note = _LONG_PROMPT_NOTE.search(text)
    path = locate_long_prompt(project, note[1]) if note else ""
    if not note or not os.path.isfile(path):
        return text, []
    with open(path, encoding="utf-8", errors="surrogateescape", newline="") as file:
        prompt = file.read()
    (redacted,) = redactor.redact_texts([prompt])
    if redacted.text == prompt:
        return text, []
    digest = drafts.compute_digest(redacted.text).removeprefix("sha256:")
    if not dry_run:
        store_long_prompt(project, redacted.text)
    return text[: note.start(1)] + digest + text[note.end(1) :], [path]


def _find_held(project: Project, values: Iterable[str]) -> tuple[HeldText, ...]:
    """The versions of pages in commits that hold one of the values."""
    folders = [folder.path for folder in project.settings.list_folders()]
    index_pages = [locate_main_page(folder) for folder in project.settings.list_folders()]
    return history.find_held_texts(project.repo, [*folders, *index_pages], values)


def _is_in_spool(project: Project, values: Iterable[str]) -> bool:
    """Whether an event that waits for its turn to be over holds one of the values."""
    wanted = [
        json.dumps(value, ensure_ascii=False)[1:-1].encode("utf-8", "surrogateescape")
        for value in values
    ]
    for folder in spool.list_spools(project.repo.common_dir) if wanted else ():
        for name in os.listdir(folder):
            with open(os.path.join(folder, name), "rb", opener=guard.open_regular_file) as file:
                if any(value in line for line in file for value in wanted):
                    return True
    return False
