"""Structured MADR 1.x: its schema of front matter and its validator's rules, restated in our words.

The validator is published as an action of a forge only, so nothing can be installed. What it calls an
error is one here; what it only warns of is not.
"""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from yaml_core import YAMLError, load_core

REQUIRED_KEYS = (
    "title",
    "description",
    "type",
    "category",
    "tags",
    "status",
    "created",
    "updated",
    "author",
    "project",
)
STATUSES = ("proposed", "accepted", "deprecated", "superseded")
TEXTS = {"title": 100, "description": 300, "category": 0, "author": 0, "project": 0}
LISTS = ("tags", "technologies", "audience", "related", "relationships", "entities", "citations")
TAG = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?")
FILE_NAME = re.compile(r"[a-zA-Z0-9_-]+\.md")
RELATION = re.compile(r"[a-z0-9][a-z0-9-]*(:[a-z0-9][a-z0-9-]*)?")
TITLE = re.compile(r"ADR-(\d+):\s*(.+)")
SECTIONS = (
    "Status",
    "Context",
    "Decision Drivers",
    "Considered Options",
    "Decision",
    "Consequences",
    "Decision Outcome",
    "Related Decisions",
    "Links",
    "More Information",
    "Audit",
)
SUBSECTIONS = {
    "Context": ("Background and Problem Statement",),
    "Decision Drivers": ("Primary Decision Drivers", "Secondary Decision Drivers"),
    "Consequences": ("Positive", "Negative", "Neutral"),
    "Considered Options": ("",),  # any
    "Audit": ("",),
}


def is_day(value: object) -> bool:
    try:
        return isinstance(value, str) and len(value) == 10 and bool(date.fromisoformat(value))
    except ValueError:
        return False


def find_key_errors(data: dict[str, object]) -> list[str]:
    errors = [f"must have required property '{key}'" for key in REQUIRED_KEYS if key not in data]
    for key, longest in TEXTS.items():
        value = data.get(key, "-")
        if not isinstance(value, str) or not value:
            errors.append(f"{key} must be a text that is not empty: {value!r}")
        elif longest and len(value) > longest:
            errors.append(f"{key} must have at most {longest} characters")
    if data.get("type", "adr") != "adr":
        errors.append("type must be 'adr'")
    if data.get("status", "proposed") not in STATUSES:
        errors.append(f"status must be one of {', '.join(STATUSES)}: {data['status']!r}")
    errors += [
        f"{key} must be a date: {data[key]!r}"
        for key in ("created", "updated")
        if key in data and not is_day(data[key])
    ]
    created, updated = data.get("created"), data.get("updated")
    if is_day(created) and is_day(updated) and str(updated) < str(created):
        errors.append(f"updated ({updated}) is before created ({created})")
    errors += find_list_errors(data)
    successor = data.get("x-superseded-by", "a.md")
    if not isinstance(successor, str) or not FILE_NAME.fullmatch(successor):
        errors.append(f"x-superseded-by must be a file name: {successor!r}")
    return errors


def find_list_errors(data: dict[str, object]) -> list[str]:
    errors = []
    for key in LISTS:
        items = data.get(key, ["a"] if key == "tags" else [])
        if not isinstance(items, list):
            errors.append(f"{key} must be a list: {items!r}")
            continue
        if key == "tags" and not items:
            errors.append("tags must not be empty")
        if len(items) != len({str(item) for item in items}) and key in ("tags", "related"):
            errors.append(f"{key} must not repeat an item")
        for item in items:
            fits = {
                "tags": lambda tag: isinstance(tag, str) and TAG.fullmatch(tag),
                "related": lambda name: isinstance(name, str) and FILE_NAME.fullmatch(name),
                "relationships": lambda relation: (
                    isinstance(relation, dict)
                    and isinstance(relation.get("target"), str)
                    and RELATION.fullmatch(str(relation.get("type")))
                ),
                "entities": lambda entity: isinstance(entity, dict),
                "citations": lambda citation: isinstance(citation, dict),
            }.get(key, lambda text: isinstance(text, str) and text)
            if not fits(item):
                errors.append(f"{key} has {item!r}")
    return errors


def list_headings(body: str) -> list[tuple[int, str]]:
    headings = []
    in_fence = False
    for line in body.split("\n"):
        if line.startswith("```"):
            in_fence = not in_fence
        elif not in_fence and (match := re.match(r"(#{1,6})\s+(.+)$", line)):
            headings.append((len(match[1]), match[2].strip()))
    return headings


def find_body_errors(body: str) -> list[str]:
    headings = list_headings(body)
    titles = [text for level, text in headings if level == 1]
    errors = []
    if not titles or not TITLE.fullmatch(titles[0]):
        errors.append(f"the title must be '# ADR-NUMBER: TITLE': {titles[:1]}")
    below: dict[str, list[str]] = {}
    for level, text in headings:
        if level == 2:
            below.setdefault(text.lower(), [])
        elif level == 3 and below:
            below[list(below)[-1]].append(text.lower())

    def find_section(name: str) -> list[str] | None:
        # "Decision" begins other names as well.
        found = [text for text in below if text == name or text.startswith(f"{name} ")]
        if name == "decision":
            found = [text for text in found if text == name]
        return below[found[0]] if found else None

    errors += [
        f"Missing required section: ## {section}"
        for section in SECTIONS
        if find_section(section.lower()) is None
    ]
    errors += [
        f"Missing '### {part}' under '## {section}'"
        for section, parts in SUBSECTIONS.items()
        for part in parts
        if (inside := find_section(section.lower())) is not None
        and not any(part.lower() in text for text in inside)
    ]
    return errors


def read_page(text: str) -> dict[str, object]:
    lines = text.split("\n")
    if lines[0] != "---" or "---" not in lines[1:]:
        return {"error": "Missing YAML frontmatter"}
    end = lines.index("---", 1)
    try:
        data = load_core("\n".join(lines[1:end]))
    except YAMLError as fault:
        return {"error": f"Invalid YAML frontmatter: {fault}"}
    if not isinstance(data, dict):
        return {"error": "root must be object"}
    body = "\n".join(lines[end + 1 :])
    errors = find_key_errors(data) + find_body_errors(body)
    section = re.search(r"^## Status\n+(.*)", body, re.MULTILINE)
    return {
        "title": data.get("title"),
        "status": data.get("status"),
        "date": data.get("created"),
        "updated": data.get("updated"),
        "deciders": [data["author"]] if data.get("author") else [],
        "tags": data.get("tags"),
        "supersededBy": data.get("x-superseded-by"),
        "links": data.get("related") or [],
        "heading": next(iter(re.findall(r"^# (.*)", body, re.MULTILINE)), None),
        "section": section[1].strip() if section else None,
        "error": "; ".join(errors) or None,
    }


def read_folder(folder: Path) -> dict[str, object]:
    """Read all pages below the folder, as the validator's default pattern does."""
    return {
        path.relative_to(folder).as_posix(): read_page(path.read_text("utf-8"))
        for path in sorted(folder.rglob("*.md"))
    }
