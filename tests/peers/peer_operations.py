"""Our operations on a peer's own kind of folder, and what each of its readers should read afterwards."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from peer_folders import SLUGS, TITLES, Kind

DAY = "2026-01-31"
NEW, NEW_SLUG = "Log to a card", "log-to-a-card"
RETITLED, RETITLED_SLUG = "Write the logger in C", "write-the-logger-in-c"
DECIDERS = ["Ada Example", "Grace Example"]
READ = Path(__file__).parent / "readers" / "read.py"

Page = dict[str, Any]
Reading = dict[str, Any]


@dataclass(frozen=True)
class Change:
    """What an operation changes in one record, in words that no reader has: None is unchanged.

    `links` are relations in our words to the numbers of other records; a successor is one of them.
    """

    status: str | None = None
    successor: int | None = None
    links: tuple[tuple[str, int], ...] = ()
    title: str | None = None
    number: int | None = None
    slug: str | None = None


@dataclass(frozen=True)
class Operation:
    """Commands of ours, given the names of the pages by number, and what they change, by number.

    Record 5 is a new one. `prepare` are commands of ours before those that are looked at.
    """

    name: str
    commands: tuple[tuple[str, ...], ...]
    changes: Mapping[int, Change] = field(default_factory=dict)
    prepare: tuple[tuple[str, ...], ...] = ()


CREATED = Change(status="proposed", title=NEW, number=5, slug=NEW_SLUG)
OPERATIONS = (
    Operation("init", (("init",),)),
    Operation(
        "new",
        (("adr", "new", NEW, "--decider", DECIDERS[0], "--decider", DECIDERS[1]),),
        {5: CREATED},
    ),
    Operation("accept", (("adr", "accept", "{4}"),), {4: Change(status="accepted")}),
    Operation("reject", (("adr", "reject", "{4}"),), {4: Change(status="rejected")}),
    Operation("deprecate", (("adr", "deprecate", "{2}"),), {2: Change(status="deprecated")}),
    Operation(
        "supersede --by",
        (("adr", "supersede", "{2}", "--by", "{3}"),),
        {
            2: Change(status="superseded", successor=3, links=(("superseded by", 3),)),
            3: Change(links=(("supersedes", 2),)),
        },
    ),
    Operation(
        "supersede --with, accept",
        (("adr", "supersede", "{2}", "--with", NEW), ("adr", "accept", "{5}")),
        {
            2: Change(status="superseded", successor=5, links=(("superseded by", 5),)),
            5: Change(
                status="accepted", title=NEW, number=5, slug=NEW_SLUG, links=(("supersedes", 2),)
            ),
        },
    ),
    Operation(
        "amend --by",
        (("adr", "amend", "{1}", "--by", "{3}"),),
        {1: Change(links=(("amended by", 3),)), 3: Change(links=(("amends", 1),))},
    ),
    Operation(
        "link",
        (("link", "{3}", "depends-on", "{2}"),),
        {3: Change(links=(("depends on", 2),)), 2: Change(links=(("", 3),))},
    ),
    Operation(
        "link relates-to",
        (("link", "{3}", "relates-to", "{2}"),),
        {3: Change(links=(("relates to", 2),)), 2: Change(links=(("relates to", 3),))},
    ),
    Operation(
        "unlink",
        (("unlink", "{3}", "depends-on", "{2}"),),
        prepare=(("link", "{3}", "depends-on", "{2}"),),
    ),
    Operation(
        "unlink a supersession",
        (("unlink", "{3}", "supersedes", "{2}"),),
        prepare=(("adr", "supersede", "{2}", "--by", "{3}"),),
    ),
    Operation(
        "retitle",
        (("retitle", "{3}", RETITLED),),
        {
            3: Change(title=RETITLED, slug=RETITLED_SLUG, links=(("depends on", 2),)),
            2: Change(links=(("", 3),)),
        },
        prepare=(("link", "{3}", "depends-on", "{2}"),),
    ),
    Operation(
        "renumber",
        (("renumber", "{3}"),),
        {
            3: Change(number=5, links=(("supersedes", 2),)),
            2: Change(status="superseded", successor=5, links=(("superseded by", 5),)),
        },
        prepare=(("adr", "supersede", "{2}", "--by", "{3}"),),
    ),
)
# What a kind of folder has no word or no place for.
WITHOUT = {
    ("log4brains", "renumber"): "its pages have no numbers",
    ("structured-madr", "reject"): "it has no word for a rejected decision",
}


def is_tried(kind: Kind, operation: Operation) -> bool:
    """Whether an operation is tried on a kind of folder."""
    return (kind.name, operation.name) not in WITHOUT and (
        not kind.tried or operation.name in kind.tried
    )


def name_page(kind: Kind, number: int, slug: str) -> str:
    """The name of a page of this kind, given on the fixed day where names have a day."""
    if kind.name == "log4brains":
        day = kind.pages[number - 1][:8] if number <= len(kind.pages) else DAY.replace("-", "")
        return f"{day}-{slug}.md"
    width = len(kind.pages[0].split("-")[0])
    return f"{number:0{width}d}-{slug}.md"


def name_pages(kind: Kind) -> dict[str, str]:
    """What stands for the records in commands: their numbers to the names of their pages."""
    names = {str(n): Path(page).stem for n, page in enumerate(kind.pages, 1)}
    return {**names, "5": Path(name_page(kind, 5, NEW_SLUG)).stem}


def run_ours(
    top: Path, command: tuple[str, ...], kind: Kind, environment: Mapping[str, str]
) -> str:
    """Run one command of ours as a process; returns what it says where its exit status is not 0."""
    names = name_pages(kind)
    arguments = [names[word[1:-1]] if word.startswith("{") else word for word in command]
    done = subprocess.run(
        [sys.executable, "-m", "minutebook", *arguments],
        cwd=top,
        env=dict(environment),
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
    )
    return f"exit {done.returncode}: {done.stderr.strip()}" if done.returncode else ""


def read_with(reader: str, folder: Path, peers: Path) -> Reading:
    """What a peer's reader reads in a folder."""
    done = subprocess.run(
        [str(peers / "venv/bin/python"), str(READ), reader, str(folder)],
        env={"PATH": os.environ["PATH"], "HOME": str(peers), "PEERS": str(peers), "TZ": "UTC"},
        capture_output=True,
        text=True,
        check=True,
    )
    reading: Reading = json.loads(done.stdout)
    return reading


def find_problems(
    kind: Kind, reader: str, operation: Operation, before: Reading, after: Reading
) -> list[str]:
    """Compare what a reader reads with what it should: one line for each that differs."""
    if after["error"]:
        return [f"cannot be read: {' '.join(str(after['error']).split())[-200:]}"]
    # Links that were there follow a record that has a new number.
    moved = {str(n): str(c.number) for n, c in operation.changes.items() if c.number and n <= 4}
    sources: dict[str, tuple[Page, Change]] = {}
    for n in sorted({1, 2, 3, 4, *operation.changes}):
        change = operation.changes.get(n, Change())
        slug = change.slug or SLUGS[n - 1]
        name = name_page(kind, change.number or n, slug)
        page = dict(before["pages"][kind.pages[n - 1]]) if n <= 4 else {}
        for link in page.get("links", []) if moved else []:
            relation, _, number = link.rpartition(" ")
            page["links"] = [
                f"{relation} {moved.get(number, number)}" if other == link else other
                for other in page["links"]
            ]
        sources[name] = (page, change)
    problems = [
        f"{name}: is read, and is no record" for name in after["pages"] if name not in sources
    ]
    for name, (page, change) in sources.items():
        read = after["pages"].get(name)
        if read is None:
            problems.append(f"{name}: is not read")
        elif read.get("error"):
            problems.append(f"{name}: {' '.join(str(read['error']).split())}")
        else:
            expect = EXPECTATIONS[reader](kind, page, change)
            problems += [
                f"{name}: {key} is read as {read.get(key)!r}, not {test.says if isinstance(test, Fits) else repr(test)}"
                for key, test in expect.items()
                if not (
                    test.test(read.get(key)) if isinstance(test, Fits) else read.get(key) == test
                )
            ]
    problems += find_report_problems(kind, reader, operation, after)
    return problems


def find_report_problems(
    kind: Kind, reader: str, operation: Operation, after: Reading
) -> list[str]:
    """What is wrong in what a reader makes of the whole folder."""
    problems = [f"warns: {warning}" for warning in after.get("warnings", [])]
    if reader != "adr-tools":
        return problems
    edges = sorted(edge.lower() for edge in after["graph"])
    wanted = sorted(
        f"{(change.number or n)} {relation} {target}"
        for n, change in operation.changes.items()
        for relation, target in change.links
        if relation and not relation.endswith(" by")
    )
    if edges != wanted:
        problems.append(f"adr generate graph draws {edges}, not {wanted}")
    return problems


@dataclass(frozen=True)
class Fits:
    """Stands for the values that will do: what they are in words, and whether a value is one."""

    says: str
    test: Callable[[Any], bool]


ANYTHING = Fits("anything", lambda value: True)


def number_of(page: Page, change: Change) -> int:
    """The number of a record, by the page as it was read before."""
    read = page.get("number") or page.get("id") or str(page.get("title")).split(".")[0]
    return change.number or int(read)


def bare_title(page: Page, change: Change) -> str:
    return change.title or next(title for title in TITLES if page["title"].endswith(title))


def spell(link: str) -> str:
    """A link as it is compared: peers write `superseded by` in several ways."""
    return "".join(link.lower().replace("-", "").split())


def fit_links(page: Page, change: Change) -> Fits:
    """All links that were there, those of the change, in any word where it names none, and no others."""
    kept = page.get("links", [])

    def test(read: list[str]) -> bool:
        rest = [spell(link) for link in read]
        for wanted in map(spell, kept):
            if wanted not in rest:
                return False
            rest.remove(wanted)
        for relation, number in change.links:
            found = [
                link for link in rest if link.endswith(str(number)) and spell(relation) in link
            ]
            if not found:
                return False
            rest.remove(found[0])
        return not rest

    new = [f"{relation or '(any word)'} {number}" for relation, number in change.links]
    return Fits(f"{[*kept, *new]}", test)


def expect_adr_tools(kind: Kind, page: Page, change: Change) -> dict[str, Any]:
    status: Any = [change.status.capitalize()] if change.status else page.get("status")
    if change.status == "superseded":
        # adr-tools takes "Accepted" away, and leaves the link alone.
        in_force = {"Accepted", "Proposed"}
        status = Fits("[] or ['Superseded']", lambda lines: not in_force & set(lines))
    return {
        "title": f"{number_of(page, change)}. {bare_title(page, change)}",
        "status": status,
        "date": page.get("date", DAY),
        "supersededBy": str(change.successor) if change.successor else None,
        "links": fit_links(page, change),
    }


def expect_adr_viewer(kind: Kind, page: Page, change: Change) -> dict[str, Any]:
    words = {"accepted": "accepted", "proposed": "pending", "superseded": "superseded"}
    status = words.get(change.status, "unknown") if change.status else page.get("status")
    if any(relation == "amended by" for relation, _ in change.links):
        status = "amended"
    return {
        "title": f"{number_of(page, change)}. {bare_title(page, change)}",
        "status": status,
    }


def expect_log4brains(kind: Kind, page: Page, change: Change) -> dict[str, Any]:
    def slug(number: int) -> str:
        return name_page(kind, number, SLUGS[number - 1] if number <= 4 else NEW_SLUG)

    width = kind.pages[0].index("-") + 1
    # Pages are told by how their names begin, since the rest may be another after the operation.
    # The successor stands in the status, not in the body.
    wanted = {slug(n)[:width] for _, n in change.links if n != change.successor}
    allowed = {slug(n)[:width] for _, n in change.links}
    successor = slug(change.successor)[:width] if change.successor else ""
    return {
        "title": bare_title(page, change),
        "status": change.status or page.get("status"),
        "date": page.get("date", DAY),
        "deciders": page.get("deciders", ANYTHING if change.links else DECIDERS),
        "tags": page.get("tags", []),
        "supersededBy": Fits(
            f"{successor}…" if successor else "None",
            # MADR 2 itself names a successor so, and log4brains then finds no page.
            lambda read: (
                str(read).removeprefix("ADR-").startswith(successor[:4])
                if successor
                else read is None
            ),
        ),
        "links": Fits(
            f"links to {sorted(wanted)}",
            lambda links: wanted <= {link[:width] for link in links} <= allowed,
        ),
    }


def expect_mkdocs(kind: Kind, page: Page, change: Change) -> dict[str, Any]:
    number = number_of(page, change)
    successor = f"{change.successor:03d}" if change.successor else None
    return {
        "id": f"{number:03d}",
        "title": f"{number:03d} - {bare_title(page, change)}",
        "status": change.status or page.get("status"),
        "date": page.get("date", DAY),
        "deciders": page.get("deciders", ANYTHING if change.links else DECIDERS),
        # A new decision has no ticket yet, whatever its neighbours have.
        "ticket": page.get("ticket"),
        "supersededBy": successor,
        "shownSuccessor": Fits(
            f"a link to {successor}",
            lambda link: f"/{successor}-" in f"/{link}" if successor else link is None,
        ),
    }


def expect_backstage(kind: Kind, page: Page, change: Change) -> dict[str, Any]:
    status = change.status or page.get("status")
    return {
        "title": bare_title(page, change),
        "status": Fits(f"{status} …", lambda words: str(words).split(" ")[0] == status),
        "date": page.get("date", DAY),
    }


def expect_structured_madr(kind: Kind, page: Page, change: Change) -> dict[str, Any]:
    status = str(change.status or page.get("status"))
    number = change.number or int(page["heading"][4:8])
    title = bare_title(page, change)
    successor = f"{change.successor:04d}-" if change.successor else ""
    # Its list of related records has no words, so a relation with a word of its own stands in an `x-`
    # key; and a relation is stated once, by the record that was linked from.
    related = [
        f"{n:04d}-" for relation, n in change.links if relation == "relates to" and n < number
    ]
    return {
        "title": title,
        "heading": f"ADR-{number:04d}: {title}",
        "status": status,
        "section": Fits(
            f"{status.capitalize()} …", lambda text: str(text).lower().startswith(status)
        ),
        "date": page.get("date", DAY),
        "tags": page.get("tags", ANYTHING),
        "deciders": page.get("deciders", ANYTHING),
        "supersededBy": Fits(
            f"{successor}….md" if successor else "None",
            lambda name: str(name).startswith(successor) if successor else name is None,
        ),
        "links": Fits(
            f"{related}",
            lambda names: all(any(name.startswith(one) for name in names) for one in related),
        ),
    }


def expect_adrs(kind: Kind, page: Page, change: Change) -> dict[str, Any]:
    has_front_matter = kind.name == "adrs"
    status = change.status.capitalize() if change.status else page.get("status")
    people: Any = ANYTHING if change.links else DECIDERS
    heading = f"{number_of(page, change)}. {bare_title(page, change)}"
    section = Fits(f"{status} …", lambda text: str(text).split(" ")[0] == status)
    return {
        "number": number_of(page, change),
        "title": bare_title(page, change),
        "status": Fits(str(status), lambda word: str(word).capitalize() == status),
        "date": page.get("date", DAY if has_front_matter else None),
        "deciders": page.get("deciders", people if has_front_matter else []),
        "tags": page.get("tags", []),
        "supersededBy": str(change.successor) if change.successor else None,
        "links": fit_links(page, change),
        # What people read below the front matter says the same.
        **({"heading": heading, "section": section} if has_front_matter else {}),
    }


EXPECTATIONS: dict[str, Callable[[Kind, Page, Change], dict[str, Any]]] = {
    "adr-tools": expect_adr_tools,
    "adr-viewer": expect_adr_viewer,
    "log4brains": expect_log4brains,
    "mkdocs-decision-records": expect_mkdocs,
    "backstage": expect_backstage,
    "structured-madr": expect_structured_madr,
    "adrs": expect_adrs,
}
