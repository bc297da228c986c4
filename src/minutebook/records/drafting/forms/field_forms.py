"""The front matter of a folder's decisions, and that of a new one made after it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from minutebook.lean.patterns import compile_lazily
from minutebook.lean.values import Value
from minutebook.records.adr.edits import known_formats
from minutebook.records.adr.fields import FIELD_ALIASES, PARENTS, fold_key
from minutebook.records.adr.vocabulary import labels
from minutebook.records.adr.vocabulary.relation_words import list_relation_fields
from minutebook.records.model import Record
from minutebook.text import frontmatter

# What a field of a new page gets. "constant" stays as it is on the other pages, "empty" stays with
# nothing in it; every other value is a fact of the draft.
_ROLES = {
    **dict.fromkeys(("status", "state", "adr-status"), "status"),
    **dict.fromkeys(
        (
            *("date", "created", "updated", "created-at", "updated-at", "created-on", "updated-on"),
            *(
                "modified",
                "last-modified",
                "last-updated",
                "lastmod",
                "decided-on",
                "decision-date",
            ),
            *("date-created", "date-updated", "published"),
        ),
        "date",
    ),
    **dict.fromkeys(("title", "adr-title", "decision-title"), "title"),
    **dict.fromkeys(("description", "summary", "abstract", "excerpt"), "summary"),
    **dict.fromkeys(("author", "authors", "created-by", "owner", "owners"), "author"),
    "review-by": "review_by",
    "feature": "feature",
    **dict.fromkeys(FIELD_ALIASES["governs"], "governs"),
}
_NUMBER_FIELDS = ("id", "number", "no", "num", "adr-id", "adr-number", "adr", "decision-id")
_TAG_FIELDS = ("tag", "labels", "keywords", "topics")
# People and events of one decision, also where all pages happen to name the same.
_OWN_FIELDS = (
    *("consulted", "informed", "reviewers", "reviewer", "reviewed-by", "approvers", "approved-by"),
    *("stakeholders", "contributors", "participants", "contact", "ticket", "issue", "story"),
)
_LINK_FIELDS = ("links", "relations", "relationships", "related", "related-adrs", "see-also")
# "7", "ADR-0007", "/decisions/7/": not the number of a ticket that happens to be the same.
_RECORD_NUMBER = r"(?i)(?:\S*/)?(?:l?m?adr|rfc|dr|decision)?[-_ #:]{0,2}(?P<digits>\d{1,9})/?"
_EDITED_SHAPES = ("fenced", "flow", "toml", "json")  # of front matter whose fields can be set
_COMMENT = compile_lazily(r"(?m)[ \t]+#[^\n\"']*$|^[ \t]*#[^\n]*\n")


class FieldForm(Value):
    """A field of new pages: its name (`adr.status` below `adr`), role, and value on a neighbour."""

    name: str
    role: str
    value: object
    is_optional: bool = False  # some of the pages do without it


def make_front_matter(neighbours: Sequence[Record]) -> tuple[str, tuple[FieldForm, ...]]:
    """The front matter of the first of some pages without what is of that page alone.

    With it come its fields that a new page fills in. ("", ()) where the page has none, or one that
    cannot be edited.
    """
    model = neighbours[0]
    front_matter = frontmatter.parse(model.text)[0]
    if front_matter.shape not in _EDITED_SHAPES or not front_matter.fields:
        return "", ()
    head = model.text[: front_matter.body_start].replace("\r\n", "\n").removeprefix("\ufeff")
    head = _drop_own_comments(head, neighbours[1:])
    forms = []
    for name, value in list(_walk_fields(front_matter.fields)):
        role = _choose_role(name, value, neighbours)
        if not role:
            head = frontmatter.remove_field(head, name)
            continue
        if role == "status" and isinstance(value, Mapping) and value and "." not in name:
            forms += _split_status(name, value)  # `status: {state: accepted, since: 2024-01-31}`
            continue
        is_optional = not all(name in dict(_walk_fields(each.fields)) for each in neighbours)
        forms.append(FieldForm(name, role, value, is_optional))
    return head, tuple(forms)


def _split_status(name: str, value: Mapping[object, object]) -> list[FieldForm]:
    """The fields of a status that is a mapping: the status, its date, and nothing else."""
    forms: list[FieldForm] = []
    for inner_name, inner_value in value.items():
        folded = fold_key(str(inner_name))
        is_date = _ROLES.get(folded) == "date" or folded in ("since", "on", "at")
        role = "date" if is_date else "empty" if forms else "status"
        forms.append(FieldForm(f"{name}.{inner_name}", role, inner_value))
    return forms


def fill_front_matter(
    head: str, forms: Sequence[FieldForm], facts: Mapping[str, object], model: Record
) -> str:
    """The front matter of a new page. `facts` are its values by role; None leaves a field empty.

    `model` is the page that `head` was taken from. A fact without a field gets one.
    """
    for form in forms:
        if form.role == "constant":
            continue
        if form.is_optional and not facts.get(form.role) and form.role == "deciders":
            head = frontmatter.remove_field(head, form.name)
            continue
        if form.role == "name":
            value: object = _rename(form.value, model, facts)
        else:
            value = _fit_value(form, facts.get(form.role))
        if form.role == "title":
            value = _label_title(str(value), form.value, model, facts)
        is_yaml = head.startswith("---") and not head.startswith("---\n{")
        if value == "" and is_yaml and "." not in form.name:
            head = frontmatter.set_source(head, form.name, "")  # `ticket:`, with nothing behind it
        else:
            head = frontmatter.set_field(head, form.name, value)
    roles = {form.role for form in forms}
    prefix = known_formats.find_known_form([model]).field_prefix
    for role, name in (
        ("date", "date"),
        ("deciders", "decision-makers"),
        ("feature", "feature"),
        ("review_by", "review-by"),
        ("governs", f"{prefix}governs"),
    ):
        if facts.get(role) and role not in roles:
            head = frontmatter.set_field(head, name, facts[role])
    return head


def _walk_fields(fields: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    """The fields with their names; those of a mapping that has the page's facts, with a dot."""
    for key, value in fields.items():
        if isinstance(value, Mapping) and fold_key(key) in PARENTS:
            for inner_key, inner_value in value.items():
                yield f"{key}.{inner_key}", inner_value
        else:
            yield key, value


def _choose_role(name: str, value: object, neighbours: Sequence[Record]) -> str:
    """What a new page has in a field of the first neighbour; "" where it is left out."""
    folded = fold_key(name.rpartition(".")[2])
    others = [dict(_walk_fields(record.fields)) for record in neighbours[1:]]
    is_on_all = all(name in fields for fields in others)
    if role := _ROLES.get(folded):
        return role if is_on_all or role in ("status", "date", "title") else ""
    if labels.find_fact(folded.replace("-", " ")) == "deciders":
        return "deciders"
    if not is_on_all or folded == "aliases":
        return ""
    if folded == "tags":
        return "tags"
    if (
        folded in _TAG_FIELDS
        or folded in _OWN_FIELDS
        or folded in list_relation_fields()
        or folded in _LINK_FIELDS
        or folded.startswith("x-")
    ):
        return "empty"
    values = [value, *(fields[name] for fields in others)]
    is_number = folded in _NUMBER_FIELDS and re.fullmatch(_RECORD_NUMBER, str(value))
    if is_number or all(map(_names_page, values, neighbours)):
        return "name"
    if others and all(item == value for item in values):
        return "constant"
    if _is_short_word(value) and (not others or values.count(value) > 1):
        return "constant"
    return "empty"


def _is_short_word(value: object) -> bool:
    """Whether a value may be one of a few that a field can have: `type: adr`, `public: true`."""
    if isinstance(value, bool):
        return True
    return isinstance(value, str) and re.fullmatch(r"[\w./-]{1,60}", value) is not None


def _names_page(value: object, record: Record) -> bool:
    """Whether a value is the page's number, as a record's or in an address, or has its slug."""
    if isinstance(value, bool) or not isinstance(value, int | str):
        return False
    number = re.fullmatch(_RECORD_NUMBER, str(value))
    if number and record.number is not None and int(number["digits"]) == record.number:
        return True
    return bool(record.slug) and record.slug.casefold() in str(value).casefold()


def _rename(value: object, model: Record, facts: Mapping[str, object]) -> object:
    """A value that names a page, for the new page: its number in as many digits, its slug."""
    number = facts.get("number")
    if isinstance(value, int):
        return number
    text = str(value)
    if model.slug and model.slug.casefold() in text.casefold():
        text = re.sub(re.escape(model.slug), str(facts["slug"]), text, flags=re.IGNORECASE)
        own_number = rf"(?<!\d)0*{model.number}(?!\d)"
    else:
        own_number = r"\d+"  # nothing else is in it
    if number is None:
        return text
    return re.sub(own_number, lambda match: str(number).zfill(len(match[0])), text, count=1)


def _label_title(title: str, old_value: object, model: Record, facts: Mapping[str, object]) -> str:
    """A title with the label that the field has on the other page: "ADR-7: Use Redis"."""
    old = str(old_value)
    position = old.find(model.title) if model.title else -1
    label = old[: max(position, 0)]
    if not re.search(r"\d", label) or len(label) > 20 or facts.get("number") is None:
        return title
    number = str(facts["number"])
    return re.sub(r"\d+", lambda match: number.zfill(len(match[0])), label, count=1) + title


def _fit_value(form: FieldForm, fact: object) -> object:
    """A fact in the type that the field has on the other pages: a list, one text, or nothing."""
    if isinstance(form.value, Mapping):
        return {}
    if isinstance(form.value, list):
        return list(fact) if isinstance(fact, list | tuple) else [fact] if fact else []
    if form.role == "governs" and isinstance(fact, list) and len(fact) > 1:
        return fact  # a text is one glob
    if isinstance(fact, list | tuple):
        return ", ".join(map(str, fact)) if len(fact) != 1 else fact[0]
    return fact or ""


def _drop_own_comments(head: str, others: Sequence[Record]) -> str:
    """Front matter without the comments that no other page has."""
    common = "\n".join(record.text[:4000] for record in others)
    return _COMMENT.sub(lambda match: match[0] if match[0].strip() in common else "", head)
