"""Set a repository up: adopt the records that are there, else make a beginning."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from minutebook.operations import verbs
from minutebook.operations.project import OperationResult, Project, open_project, read_adr_dir
from minutebook.records import discovery, drafts, render
from minutebook.records.model import ADR, PHR, Write
from minutebook.repository import config, store
from minutebook.repository.git import repo

FIRST_DECISION = drafts.AdrDraft(
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
class InitResult:
    """What `init` found and what it wrote."""

    adopted: tuple[discovery.DiscoveredFolder, ...]
    result: OperationResult


def initialize_repository(start: str, *, dry_run: bool = False) -> InitResult:
    """Write the configuration for what the repository has; never change a record that is there.

    Where there are no decisions yet, the first one and the index pages are made.
    """
    project = open_project(start)
    found: tuple[discovery.DiscoveredFolder, ...] = ()
    writes: tuple[Write, ...] = ()
    if project.settings_path is None:
        found = _found(project)
        table = _table(project, found)
        writes = (Write("minutebook.toml", _toml(table)),)
        if dry_run:
            project = replace(project, settings=config.parse_table(table, "minutebook.toml"))
        else:
            with project.lock():
                store.apply_writes(project.top, writes)
            project = open_project(start)
    if any(one.folder.kind is ADR for one in found) or any(project.load_records().of_kind(ADR)):
        return InitResult(found, OperationResult((), writes))
    template, _ = verbs.find_template(project, project.settings.adr_template, "adr/")
    draft = render.drop_unplaced_values(FIRST_DECISION, template)
    first = verbs.create_adr(project, draft, dry_run=dry_run)
    made = first.writes
    if not dry_run and not found:
        made += verbs.rebuild_indexes(project).writes
    kept = {write.path: write for write in (*writes, *made)}
    return InitResult(found, OperationResult(first.records, tuple(kept.values())))


def _found(project: Project) -> tuple[discovery.DiscoveredFolder, ...]:
    paths = repo.list_files(project.repo)
    return tuple(
        discovery.discover_folders(
            paths, lambda path: store.read_text(project.top, path) or "", read_adr_dir(project.top)
        )
    )


def _table(project: Project, found: Sequence[discovery.DiscoveredFolder]) -> Mapping[str, object]:
    """What the configuration has to say: the folders found, and where decisions will go."""
    table = discovery.build_settings(found)
    if "adr_folders" in table:
        return table
    said, usual = read_adr_dir(project.top), project.settings.adr_folders
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
    lines += [
        f"{config.format_key(name)} = {config.format_toml(value)}"
        for name, value in settings.items()
    ]
    return "\n".join(lines) + "\n"
