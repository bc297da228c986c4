"""adrs, the tool in Rust: how it reads a page, restated in our words, since it would have to be built.

It reads front matter into a fixed shape, and a page that does not fit is not read at all; a page
without front matter is read as adr-tools writes it.
"""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

from yaml_core import YAMLError, load_core

STATUSES = ("proposed", "accepted", "deprecated", "superseded")
PLAIN_STATUSES = (*STATUSES, "superceded", "draft", "rejected")
# The words of front matter are these alone; all others are kept as words of the user's own.
KINDS = {
    "supersedes": "Supersedes",
    "supersededby": "Superseded by",
    "amends": "Amends",
    "amendedby": "Amended by",
    "relatesto": "Relates to",
}
STATUS_LINK = re.compile(r"([\w\s]+)\s+\[(\d+)\.\s+[^\]]+\]\((\d{4})-[^)]+\.md\)")


class Unreadable(Exception):
    """The page does not have the shape."""


def need(condition: object, reason: str) -> None:
    if not condition:
        raise Unreadable(reason)


def is_number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**32


def read_texts(data: dict[str, Any], key: str) -> list[str]:
    value = data.get(key)
    texts = [] if value is None else value if isinstance(value, list) else [value]
    need(all(isinstance(text, str) for text in texts), f"{key}: a text or a list of texts")
    return texts


def read_front_matter(text: str) -> dict[str, Any]:
    parts = text.split("---\n", 2)
    need(len(parts) == 3, "Invalid frontmatter format")
    try:
        data = load_core(parts[1])
    except YAMLError as fault:
        raise Unreadable(str(fault)) from None
    need(isinstance(data, dict), "front matter: a mapping")
    for key in ("number", "date", "status"):
        need(key in data, f"missing field `{key}`")
    need(is_number(data["number"]), f"number: invalid type: {data['number']!r}")
    need(isinstance(data["status"], str), f"status: invalid type: {data['status']!r}")
    try:
        date.fromisoformat(data["date"])
    except (TypeError, ValueError):
        raise Unreadable(f"date: {data['date']!r}") from None
    title = data.get("title", "")
    need(isinstance(title, str), "title: a text")
    links = data.get("links", [])
    need(isinstance(links, list), f"links: invalid type, expected a sequence: {links!r}")
    read = []
    for link in links:
        need(isinstance(link, dict), f"links: {link!r}")
        need(is_number(link.get("target")), f"links: target: {link!r}")
        need(isinstance(link.get("kind"), str), f"links: kind: {link!r}")
        read.append(f"{KINDS.get(link['kind'], link['kind'])} {link['target']}")
    if not title:
        title = read_heading(parts[2])[1]
    section = re.search(r"^## Status\n+(.*)", parts[2], re.MULTILINE)
    return {
        "number": data["number"],
        "title": title,
        "status": data["status"].capitalize() if data["status"] in STATUSES else data["status"],
        "date": data["date"],
        "deciders": read_texts(data, "decision-makers"),
        "consulted": read_texts(data, "consulted"),
        "tags": read_texts(data, "tags"),
        "links": read,
        # adrs reads neither where there is front matter; people do.
        "heading": next(iter(re.findall(r"^# (.*)", parts[2], re.MULTILINE)), None),
        "section": section[1].strip() if section else None,
    }


def read_heading(text: str) -> tuple[int, str]:
    heading = next((line[2:].strip() for line in text.splitlines() if line.startswith("# ")), "")
    number, separator, title = heading.partition(". ")
    return (int(number), title) if separator and number.isdecimal() else (0, heading)


def read_plain(text: str) -> dict[str, Any]:
    number, title = read_heading(text)
    status, links = "Proposed", []
    in_status = False
    for line in text.splitlines():
        if line.startswith("## "):
            in_status = line[3:].strip().lower() == "status"
        elif in_status and (match := STATUS_LINK.fullmatch(line.strip())):
            kind = match[1].strip().lower().replace("superceded", "superseded")
            if kind == "superseded by":
                status = "Superseded"
            links.append(f"{match[1].strip().capitalize()} {int(match[2])}")
        elif in_status and line.strip() and not set("[]") & set(line):
            word = line.split()[0]
            if word.lower() in PLAIN_STATUSES:
                status = word.capitalize()
    return {
        "number": number,
        "title": title,
        "status": status,
        # A page without front matter has the day on which it is read.
        "date": None,
        "deciders": [],
        "tags": [],
        "links": links,
    }


def read_page(name: str, text: str) -> dict[str, Any]:
    try:
        page = read_front_matter(text) if text.startswith("---\n") else read_plain(text)
    except Unreadable as fault:
        return {"error": str(fault)}
    if page["number"] == 0:
        page["number"] = int(name[:4])
    successors = [link for link in page["links"] if link.lower().startswith("superseded by ")]
    page["supersededBy"] = successors[0].split()[-1] if successors else None
    return {**page, "error": None}


def read_folder(folder: Path) -> dict[str, Any]:
    """Read the pages whose name begins with four digits; adrs looks at no others."""
    return {
        path.name: read_page(path.name, path.read_text("utf-8"))
        for path in sorted(folder.glob("[0-9][0-9][0-9][0-9]-*.md"))
    }
