"""Set a repository up: adopt the records that are there, else make a beginning."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from minutebook.operations import verbs
from minutebook.operations.project import Done, Project, adr_dir, open_project
from minutebook.records import discovery, drafts
from minutebook.records.model import ADR, PHR, Write
from minutebook.repository import config, store
from minutebook.repository.git import repo

FIRST = drafts.AdrDraft(
    title="Record architecture decisions",
    status="accepted",
    context="We decide things every week, people and coding agents alike. Months later nobody "
    "remembers why,\nand what was weighed and rejected is weighed again.",
    options=("Keep decisions in heads and chats", "A wiki", "Markdown records beside the code"),
    decision='Chosen option: "Markdown records beside the code", because they change with '
    "the code, are\nreviewed with it, and are found where the question comes up.",
    consequences="- Good, because every decision has a number, a status, and links to what it "
    "replaced.\n- Bad, because a record that is not kept up misleads; `minutebook check` tells "
    "which.",
)


@dataclass(frozen=True, slots=True)
class Begun:
    """What `init` found and what it wrote."""

    adopted: tuple[discovery.Found, ...]
    done: Done


def init(start: str, *, dry_run: bool = False) -> Begun:
    """Write the configuration for what the repository has; never change a record that is there.

    Where there are no decisions yet, the first one and the index pages are made.
    """
    project = open_project(start)
    found: tuple[discovery.Found, ...] = ()
    writes: tuple[Write, ...] = ()
    if project.source is None:
        found = _found(project)
        table = _table(project, found)
        writes = (Write("minutebook.toml", _toml(table)),)
        if dry_run:
            project = replace(project, settings=config.parse(table, "minutebook.toml"))
        else:
            with store.lock(project.repo.common_dir):
                store.apply(project.top, writes)
            project = open_project(start)
    if any(one.folder.kind is ADR for one in found) or any(project.shelf().of(ADR)):
        return Begun(found, Done((), writes))
    first = verbs.new_adr(project, FIRST, dry_run=dry_run)
    made = first.writes
    if not dry_run and not found:
        made += verbs.reindex(project).writes
    kept = {write.path: write for write in (*writes, *made)}
    return Begun(found, Done(first.records, tuple(kept.values())))


def _found(project: Project) -> tuple[discovery.Found, ...]:
    paths = repo.paths(project.repo)
    return tuple(
        discovery.discover(
            paths, lambda path: store.read(project.top, path) or "", adr_dir(project.top)
        )
    )


def _table(project: Project, found: Sequence[discovery.Found]) -> Mapping[str, object]:
    """What the configuration has to say: the folders found, and where decisions will go."""
    table = discovery.settings(found)
    if "adr_folders" in table:
        return table
    said, usual = adr_dir(project.top), project.settings.adr_folders
    prompts = [one.folder.path for one in found if one.folder.kind is PHR]
    if said:  # adr-tools were set up, and not used yet
        return {"adr_folders": [said], "adr_template": "nygard", **table}
    if prompts:  # where spec-kit-plus puts decisions: beside the prompts
        return {"adr_folders": [prompts[0].removesuffix("prompts") + "adr"], **table}
    if usual != config.Settings().adr_folders:  # a usual place is there, without a decision yet
        return {"adr_folders": list(usual), **table}
    return table


def _toml(settings: Mapping[str, object]) -> str:
    lines = [
        "# How minutebook keeps this repository's records. `minutebook config` lists every option."
    ]
    lines += [f"{config.key(name)} = {config.toml(value)}" for name, value in settings.items()]
    return "\n".join(lines) + "\n"
