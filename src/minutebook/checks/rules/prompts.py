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
    page_rule,
    quote_argument,
    quote_excerpt,
    rule,
)
from minutebook.checks.page import RECORD_ARGUMENT, Page
from minutebook.records.model import PHR, RecordSet, Write
from minutebook.records.phr import visibility


@page_rule(
    "prompt-edited",
    "error",
    "The prompt is not the one whose digest was recorded: the record no longer tells what was"
    " asked.",
)
def prompt_edited(page: Page) -> Iterator[Problem]:
    """A prompt that is not the one whose digest was recorded."""
    record = page.record
    digest = record.fields.get("digest")
    if record.kind is not PHR or not isinstance(digest, str) or not digest:
        return
    if page.prompt is None and visibility.keeps_texts_apart(record):
        return  # `phr verify` compares it, where it is kept
    what = "is gone from the page, though its digest is there"
    if page.prompt is not None:
        if _has_digest(page.prompt, digest):
            return
        what = "is not the one that was recorded: its digest differs"
    yield Problem(
        record.path,
        find_field_line(page, "digest"),
        f"The prompt of {record.ref} {what}.",
        "Put the prompt back as it was, since a record's prompt is verbatim:"
        f" `git log -p -- {quote_argument(record.path)}` shows it.",
    )


@page_rule(
    "no-prompt",
    "warning",
    "A prompt record has no prompt: it does not tell what was asked, which is what it is for."
    " Info on a page that states no fidelity: another tool wrote it, or it was recorded without.",
)
def no_prompt(page: Page) -> Iterator[Problem]:
    """A prompt record whose page has no prompt; `prompt-edited` reports one that was taken out."""
    record = page.record
    if record.kind is not PHR or record.is_cut or not record.is_editable:
        return
    if record.fields.get("digest") or visibility.keeps_texts_apart(record):
        return
    if not (page.prompt or "").strip():
        yield Problem(
            record.path,
            0,
            f"{record.ref} has no prompt.",
            "Write what was asked below a heading `## Prompt`:"
            f" `minutebook edit {RECORD_ARGUMENT}`.",
            severity="info" if is_adopted(record) else "",
        )


@page_rule(
    "visibility",
    "error",
    "A prompt record is not to be shown as it is: its page, else the configuration, says that its"
    " texts are kept apart, and they are in the tree. What is pushed is published. A page that"
    " states `visibility: full` is meant to be shown.",
)
def shown_texts(page: Page) -> Iterator[Problem]:
    """A prompt record that shows more than its visibility lets it, by its own facts."""
    record, settings = page.record, page.settings
    if record.kind is not PHR:
        return
    from minutebook.records.drafting import summary_pages

    wanted = summary_pages.find_wanted_visibility(
        record, settings.visibility, settings.visibility_rules
    )
    if wanted:
        has_texts = any(summary_pages.list_texts(record))
        yield Problem(
            record.path,
            find_field_line(page, visibility.FIELD_NAME),
            f"{record.ref} is to be {wanted}, and its"
            f" {'texts are' if has_texts else 'summary is'} in the tree.",
            "Keep it apart before it is pushed:"
            f" `minutebook phr hide {RECORD_ARGUMENT} --as {wanted}`.",
        )


def bring_pages_over(
    records: RecordSet, paths: frozenset[str], inputs: CheckInputs
) -> tuple[Write, ...]:
    """Give the pages at `paths` the form for readers, where what is read from them is the same."""
    from minutebook.records.phr import page_forms

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
    from minutebook.records.phr import page_forms

    for record in map(context.records.with_text, context.records.of_kind(PHR)):
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
    from minutebook.records.drafting import drafts

    return drafts.compute_digest(prompt) == digest.strip().lower()


_NOT_A_FEATURE = frozenset({"", "none", "null", "n-a", "na", "general", "constitution", "misc"})


@page_rule(
    "route-feature",
    "warning",
    "A prompt record lies in the folder of one feature and names another, so that one of the two"
    " lists is wrong. Info on a page of another tool.",
)
def route_feature(page: Page) -> Iterator[Problem]:
    """A prompt record in the folder of one feature that says that it belongs to another.

    `general`, `constitution` and folders named for a stage say nothing of a feature. A number that
    a name begins with (`004-login` and `login`), and folders between, do not matter.
    """
    from minutebook.records.adr.fields import read_field
    from minutebook.records.filenames import slugify

    record = page.record
    feature = read_field(record, "feature") if record.kind is PHR else None
    if not isinstance(feature, str) or "{" in feature or not record.subfolder:
        return
    folders = record.path.lower().split("/")[:-1]
    if folders[-1] in _NOT_A_FEATURE or folders[-1] in record.kind.states:
        return
    whole_slug, last_slug = slugify(feature), slugify(feature.rpartition("/")[2])
    if whole_slug in _NOT_A_FEATURE or last_slug == "record":
        return
    # `cart/Add_Item` lies in `add-item` or in `cart-add-item`.
    names = {_remove_number(last_slug), _remove_number(whole_slug)}
    if not names & {_remove_number(slugify(folder)) for folder in folders}:
        yield Problem(
            record.path,
            find_field_line(page, "feature"),
            f"{record.ref} says that it belongs to the feature {quote_excerpt(feature)},"
            f" but lies in the folder of {quote_excerpt(record.subfolder)}.",
            "Move the file to the feature's folder, or correct its `feature`.",
            severity="info" if is_adopted(record) else "",
        )


def _remove_number(slug: str) -> str:
    return re.sub(r"^[0-9]+-", "", slug) or slug
