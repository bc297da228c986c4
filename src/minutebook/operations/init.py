"""Set a repository up: adopt the records that are there, or create the first decision."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from minutebook.operations import create, index
from minutebook.operations.project import OperationResult, Project, open_project, read_adr_dir
from minutebook.records import discovery
from minutebook.records.drafting import drafts, render
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
    adopted: tuple[discovery.DiscoveredFolder, ...] = ()
    config_writes: tuple[Write, ...] = ()
    if project.settings_path is None:
        adopted = _discover_folders(project)
        table = _build_table(project, adopted)
        config_writes = (Write("minutebook.toml", _format_config(table)),)
        if dry_run:
            project = replace(project, settings=config.parse_table(table, "minutebook.toml"))
        else:
            with project.lock():
                store.apply_writes(project.top, config_writes)
            project = open_project(start)
    has_adopted_decisions = any(discovered.folder.kind is ADR for discovered in adopted)
    if has_adopted_decisions or any(project.load_records().of_kind(ADR)):
        return InitResult(adopted, OperationResult((), config_writes))
    template, _ = create.find_template(project, project.settings.adr_template, "adr/")
    draft = render.drop_unplaced_values(FIRST_DECISION, template)
    first = create.create_adr(project, draft, dry_run=dry_run)
    writes = [*config_writes, *first.writes]
    if not dry_run and not adopted:
        writes += index.rebuild_indexes(project).writes
    last_by_path = {write.path: write for write in writes}
    return InitResult(adopted, OperationResult(first.records, tuple(last_by_path.values())))


def _discover_folders(project: Project) -> tuple[discovery.DiscoveredFolder, ...]:
    paths = repo.list_files(project.repo)
    return tuple(
        discovery.discover_folders(
            paths,
            lambda path: (store.read_page(project.top, path) or ("", False))[0],
            read_adr_dir(project.top),
        )
    )


def _build_table(
    project: Project, discovered: Sequence[discovery.DiscoveredFolder]
) -> Mapping[str, object]:
    """What the configuration has to say: the folders found, and where decisions will go."""
    table = discovery.build_settings(discovered)
    if "adr_folders" in table:
        return table
    adr_dir, usual_folders = read_adr_dir(project.top), project.settings.adr_folders
    phr_folders = [found.folder.path for found in discovered if found.folder.kind is PHR]
    if adr_dir:  # adr-tools were set up, and not used yet
        return {"adr_folders": [adr_dir], "adr_template": "nygard", **table}
    if phr_folders:  # where spec-kit-plus puts decisions: beside the prompts
        return {"adr_folders": [phr_folders[0].removesuffix("prompts") + "adr"], **table}
    if usual_folders != config.Settings().adr_folders:  # a usual folder without a decision yet
        return {"adr_folders": list(usual_folders), **table}
    return table


def _format_config(settings: Mapping[str, object]) -> str:
    lines = [
        "# How minutebook keeps this repository's records. `minutebook config` lists every option."
    ]
    lines += [
        f"{config.format_key(name)} = {config.format_toml(value)}"
        for name, value in settings.items()
    ]
    return "\n".join(lines) + "\n"
