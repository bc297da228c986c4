"""The ways in which pages name a record: by its number, its file, its title, and so on."""

from __future__ import annotations

from collections.abc import Mapping

from minutebook.records.model import Record
from minutebook.text import markdown


def list_names(source: Record, record: Record) -> Mapping[str, str | int]:
    """Return what a page, `source`, may call a record, by the way in which it does.

    The ways that most pages have come first. What a record has not (a number, an `id`) is left out.
    """
    href = markdown.make_href(source.path, record.path)
    names: dict[str, str | int] = {"target": record.link_target, "stem": record.stem}
    if record.number is not None:
        number, digits = record.number, record.digits
        names["number"] = number
        names["digits"] = digits
        names["ref"] = record.ref
        for prefix in ("ADR-", "ADR ", "ADR", "adr-", "#"):
            names[f"{prefix}digits"] = f"{prefix}{digits}"
            names[f"{prefix}number"] = f"{prefix}{number}"
        names["number. title"] = f"{number}{record.suffix}. {record.title}"
        names["ref title"] = f"{record.ref} {record.title}"
        names["ref: title"] = f"{record.ref}: {record.title}"
        names["ADR-digits: title"] = f"ADR-{digits}: {record.title}"
        names["digits. title"] = f"{digits}. {record.title}"
    identity = record.fields.get("id")
    if isinstance(identity, str | int) and str(identity):
        names["id"] = str(identity)
    names["file"] = record.file_name
    names["href"] = href
    names["./href"] = f"./{href}"
    names["path"] = record.path
    names["/path"] = f"/{record.path}"
    names["title"] = record.title
    names["slug"] = record.slug
    return {way: name for way, name in names.items() if name != ""}


def find_way(source: Record, record: Record, name: object) -> str:
    """Return the way in which a page, `source`, names a record by a text or number; "" for none."""
    for way, candidate in list_names(source, record).items():
        if candidate == name and type(candidate) is type(name):
            return way
    return ""
