"""Rules on prompt records: their prompt, and the folder that they lie in."""

from __future__ import annotations

import re
from collections.abc import Iterator

from minutebook.checks.base import (
    CheckContext,
    CheckInputs,
    Problem,
    find_field_line,
    format_argument,
    is_adopted,
    quote_argument,
    quote_excerpt,
    rule,
)
from minutebook.records import reader
from minutebook.records.drafting import drafts
from minutebook.records.filenames import slugify
from minutebook.records.model import PHR, RecordSet, Write
from minutebook.records.phr import page_forms


@rule(
    "prompt-edited",
    "error",
    "The prompt is not the one whose digest was recorded: the record no longer tells what was"
    " asked.",
)
def prompt_edited(context: CheckContext) -> Iterator[Problem]:
    """A prompt that is not the one whose digest was recorded."""
    for record in context.records.of_kind(PHR):
        digest = record.fields.get("digest")
        if not isinstance(digest, str) or not digest:
            continue
        prompt = reader.read_prompt(record)
        what = "is gone from the page, though its digest is there"
        if prompt is not None:
            if _has_digest(prompt, digest):
                continue
            what = "is not the one that was recorded: its digest differs"
        yield Problem(
            record.path,
            find_field_line(record, "digest"),
            f"The prompt of {record.ref} {what}.",
            "Put the prompt back as it was, since a record's prompt is verbatim:"
            f" `git log -p -- {quote_argument(record.path)}` shows it.",
        )


@rule(
    "no-prompt",
    "warning",
    "A prompt record has no prompt: it does not tell what was asked, which is what it is for."
    " Info on a page that states no fidelity: another tool wrote it, or it was recorded without.",
)
def no_prompt(context: CheckContext) -> Iterator[Problem]:
    """A prompt record whose page has no prompt; `prompt-edited` reports one that was taken out."""
    for record in context.records.of_kind(PHR):
        if record.is_cut or not record.is_editable or record.fields.get("digest"):
            continue
        if (reader.read_prompt(record) or "").strip():
            continue
        yield Problem(
            record.path,
            0,
            f"{record.ref} has no prompt.",
            "Write what was asked below a heading `## Prompt`:"
            f" `minutebook edit {format_argument(context.records, record)}`.",
            severity="info" if is_adopted(record) else "",
        )


def bring_pages_over(
    records: RecordSet, paths: frozenset[str], inputs: CheckInputs
) -> tuple[Write, ...]:
    """Give the pages at `paths` the form for readers, where what is read from them is the same."""
    return tuple(
        Write(record.path, text, record.text)
        for record in records.of_kind(PHR)
        if record.path in paths
        and (text := page_forms.bring_over(record, records.graph.list_relations(record)))
    )


@rule(
    "page-form",
    "info",
    "A prompt record's page has its facts in a wide table, and its prompt in lines that do not"
    " wrap: minutebook writes pages that are read more easily. Both forms are read for ever.",
    fix=bring_pages_over,
    fixes="gives the page a heading, a line of facts, a prompt that wraps and a response within the"
    " page's outline, where all that is read from it stays the same; other pages stay as they are.",
    in_baseline=False,
    on_request=True,
)
def page_form(context: CheckContext) -> Iterator[Problem]:
    """A prompt record whose page could have the form that new ones have."""
    for record in context.records.of_kind(PHR):
        if not record.is_editable or record.is_cut:
            continue
        if page_forms.is_for_readers(record):
            continue
        argument = format_argument(context.records, record)
        message = f"The page of {record.ref} has its former form"
        if page_forms.bring_over(record, context.records.graph.list_relations(record)):
            fix = f"Run `minutebook check --fix --only page-form {argument}`."
            yield Problem(record.path, 0, f"{message}.", fix)
        elif not is_adopted(record):
            yield Problem(
                record.path,
                0,
                f"{message}, and stays: in the other it would not say the same, or lose comments.",
                f"It is read as it is; to change it by hand: `minutebook edit {argument}`.",
            )


def _has_digest(prompt: str, digest: str) -> bool:
    try:
        return drafts.compute_digest(prompt) == digest.strip().lower()
    except UnicodeEncodeError:
        return False  # half a character, which no file can hold: it was not recorded so


_NOT_A_FEATURE = frozenset({"", "none", "null", "n-a", "na", "general", "constitution", "misc"})


@rule(
    "route-feature",
    "warning",
    "A prompt record lies in the folder of one feature and names another, so that one of the two"
    " lists is wrong. Info on a page of another tool.",
)
def route_feature(context: CheckContext) -> Iterator[Problem]:
    """A prompt record in the folder of one feature that says that it belongs to another.

    `general`, `constitution` and folders named for a stage say nothing of a feature. A number that
    a name begins with (`004-login` and `login`), and folders between, do not matter.
    """
    for record in context.records.of_kind(PHR):
        feature = reader.read_field(record, "feature")
        if not isinstance(feature, str) or "{" in feature or not record.subfolder:
            continue
        folders = record.path.lower().split("/")[:-1]
        if folders[-1] in _NOT_A_FEATURE or folders[-1] in record.kind.states:
            continue
        whole_slug, last_slug = slugify(feature), slugify(feature.rpartition("/")[2])
        if whole_slug in _NOT_A_FEATURE or last_slug == "record":
            continue
        # `cart/Add_Item` lies in `add-item` or in `cart-add-item`.
        names = {_remove_number(last_slug), _remove_number(whole_slug)}
        if not names & {_remove_number(slugify(folder)) for folder in folders}:
            yield Problem(
                record.path,
                find_field_line(record, "feature"),
                f"{record.ref} says that it belongs to the feature {quote_excerpt(feature)},"
                f" but lies in the folder of {quote_excerpt(record.subfolder)}.",
                "Move the file to the feature's folder, or correct its `feature`.",
                severity="info" if is_adopted(record) else "",
            )


def _remove_number(slug: str) -> str:
    return re.sub(r"^[0-9]+-", "", slug) or slug
