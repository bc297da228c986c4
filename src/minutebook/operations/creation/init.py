"""Set a repository up: adopt the records that are there, or create the first decision."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from minutebook.lean.values import Value, field, replace
from minutebook.operations.creation import ci, create, reserve, spec_kit, templates
from minutebook.operations.indexes import index
from minutebook.operations.project import OperationResult, Project, open_project
from minutebook.operations.transfer.outgoing import backstage_catalog
from minutebook.records import discovery, filenames
from minutebook.records.drafting import drafts, placement
from minutebook.records.model import ADR, PHR, Folder, Write, find_folder, join_path
from minutebook.repository import store
from minutebook.repository.git import repo
from minutebook.repository.settings import config, record_folders
from minutebook.repository.settings.usual_folders import read_adr_dir

if TYPE_CHECKING:
    from minutebook.operations.check import BaselineChange

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


class InitResult(Value):
    """What `init` found and what it wrote.

    `passed_over` are folders that look as if they held records, with the reasons. Where there was a
    configuration before, `source` is its path, `adopted` is empty, and `offered` has the folders
    that it leaves out, `addition` what to write for them: option names and values. `baseline` is
    what is wrong with the records that were there, None where that is nothing that lasts.
    `workflow` is the one for CI, `catalog_entry` that of Backstage, where one was asked for.
    `offered_remote` is one on which numbers could be claimed; "" where none is, or one is set.
    """

    adopted: tuple[discovery.DiscoveredFolder, ...]
    result: OperationResult
    passed_over: tuple[discovery.PassedOver, ...] = ()
    source: str = ""
    offered: tuple[discovery.DiscoveredFolder, ...] = ()
    addition: Mapping[str, object] = field(default_factory=dict)
    baseline: BaselineChange | None = None
    workflow: ci.CiWorkflow | None = None
    catalog_entry: backstage_catalog.CatalogEntry | None = None
    offered_remote: str = ""


def initialize_repository(
    start: str,
    *,
    reserve_remote: str = "",
    ci_provider: str = "",
    has_backstage: bool = False,
    dry_run: bool = False,
) -> InitResult:
    """Write the configuration for what the repository has; never change a record that is there.

    With `has_backstage` the annotation for Backstage's catalog is written, as a workflow is.

    Where there are no decisions yet, the first one and the index pages are made. A configuration
    that is there is not changed, but for `reserve` where `reserve_remote` is a remote's name. With
    `ci_provider` ("github", "github-pages", "gitlab-pages") a workflow for CI is written, too;
    where there is a configuration, and nothing else was asked for, it is all that is. Raises
    UsageError where this clone has no such remote, or there is no such workflow.
    """
    project = open_project(start)
    workflow = None
    if ci_provider:
        workflow = ci.plan_workflow(project, ci.require_provider(ci_provider))
    if has_backstage:
        backstage_catalog.plan_annotation(project)  # what cannot be done is said before all else
    asks_for_more = ci_provider or has_backstage
    if asks_for_more and project.settings_path is not None and not reserve_remote:
        source = os.path.relpath(project.settings_path, project.top).replace(os.sep, "/")
        setup = InitResult((), OperationResult((), ()), source=source)
    else:
        setup = _initialize(project, start, reserve_remote, dry_run=dry_run)
    catalog_entry = None
    if has_backstage:  # the folders are known by now
        folders = [found.folder for found in setup.adopted if found.folder.kind is ADR]
        catalog_entry = backstage_catalog.plan_annotation(open_project(start), folders)
    further = (
        *(workflow.writes if workflow else ()),
        *(catalog_entry.writes if catalog_entry else ()),
    )
    if further and not dry_run:
        with project.lock():
            store.apply_writes(project.top, further)
    result = replace(setup.result, writes=(*setup.result.writes, *further))
    return replace(setup, result=result, workflow=workflow, catalog_entry=catalog_entry)


def _initialize(project: Project, start: str, reserve_remote: str, *, dry_run: bool) -> InitResult:
    """Set up, and propose a remote to claim numbers on."""
    if reserve_remote:
        reserve.require_remote(project, reserve_remote)
        offered_remote = ""
    else:
        offered_remote = reserve.choose_offered(project)
    setup = _set_up(project, start, reserve_remote, dry_run=dry_run)
    return replace(setup, offered_remote=offered_remote)


def _set_up(project: Project, start: str, reserve_remote: str, *, dry_run: bool) -> InitResult:
    """Do what `initialize_repository` says, but for what it proposes."""
    survey = _survey_folders(project)
    if project.settings_path is not None:
        setting_write = reserve.plan_setting(project, reserve_remote) if reserve_remote else None
        if setting_write and not dry_run:
            with project.lock():
                store.apply_writes(project.top, (setting_write,))
            project = open_project(start)
        setup = _complete_setup(project, survey, dry_run=dry_run)
        writes = (*([setting_write] if setting_write else []), *setup.result.writes)
        return replace(setup, result=replace(setup.result, writes=writes))
    table = dict(_build_table(project, survey.adopted))
    if reserve_remote:
        table["reserve"] = reserve_remote
    config_write = Write("minutebook.toml", format_config(table))
    settings = config.parse_table(table, "minutebook.toml")  # refused before it is written
    setup_writes = (config_write, *index.mark_index_pages(replace(project, settings=settings)))
    if dry_run:
        project = replace(project, settings=settings)
    else:
        with project.lock():
            store.apply_writes(project.top, setup_writes)
        project = open_project(start)
    adopted = tuple(_number_as_configured(found, settings) for found in survey.adopted)
    taken = (*settings.adr_folders, *settings.phr_folders)
    passed_over = tuple(folder for folder in survey.passed_over if folder.path not in taken)
    baseline = _write_baseline(project, dry_run=dry_run) if adopted else None
    baseline_writes = (baseline.write,) if baseline and baseline.write else ()
    if any(found.folder.kind is ADR for found in adopted):
        result = OperationResult((), (*setup_writes, *baseline_writes))
        return InitResult(adopted, result, passed_over, baseline=baseline)
    first = _create_first_decision(project, dry_run=dry_run, with_indexes=not adopted)
    result = replace(first, writes=(*setup_writes, *baseline_writes, *first.writes))
    return InitResult(adopted, result, passed_over, baseline=baseline)


def _write_baseline(project: Project, *, dry_run: bool) -> BaselineChange | None:
    """Write down what is wrong with the records that are there; None where nothing is."""
    from minutebook.operations.check import write_baseline

    change = write_baseline(project, dry_run=dry_run)
    return change if change.total or change.errors_left else None


def _complete_setup(project: Project, survey: discovery.Survey, *, dry_run: bool) -> InitResult:
    """What is left to do where there is a configuration.

    A first decision, if there is none, and the lines by which forges fold index pages.
    """
    source = os.path.relpath(project.settings_path or "", project.top).replace(os.sep, "/")
    offered, addition = _find_unconfigured(project, survey.adopted, source)
    taken = (*project.settings.adr_folders, *project.settings.phr_folders)
    passed_over = tuple(folder for folder in survey.passed_over if folder.path not in taken)
    marking = index.mark_index_pages(project) if project.settings.index != "never" else ()
    if marking and not dry_run:
        with project.lock():
            store.apply_writes(project.top, marking)
    result = OperationResult((), marking)
    has_decisions = any(found.folder.kind is ADR for found in offered)
    if not has_decisions and not any(project.load_records(has_texts=False).of_kind(ADR)):
        first = _create_first_decision(project, dry_run=dry_run)
        result = replace(first, writes=(*marking, *first.writes))
    return InitResult((), result, passed_over, source, offered, addition)


def _create_first_decision(
    project: Project, *, dry_run: bool, with_indexes: bool = True
) -> OperationResult:
    """The decision to record decisions, and the index pages of what is there."""
    template = templates.choose_adr_template(project, FIRST_DECISION)
    draft = placement.drop_unplaced_values(FIRST_DECISION, template.source, template.form)
    first = create.create_adr(project, draft, dry_run=dry_run)
    writes = [*first.writes]
    if not dry_run and with_indexes:
        writes += index.rebuild_indexes(project, only_kept=True).writes
    last_by_path = {write.path: write for write in writes}
    return replace(first, writes=tuple(last_by_path.values()))


# What is there ----------------------------------------------------------------------------------


def _survey_folders(project: Project) -> discovery.Survey:
    """The folders that hold records, and those passed over, submodules among them."""
    survey = discovery.survey_folders(
        repo.list_files(project.repo),
        lambda path: (store.read_page(project.top, path) or ("", False))[0],
        read_adr_dir(project.top),
    )
    submodules = tuple(
        discovery.PassedOver(folder, 0, "in a git submodule, which has records of its own")
        for path in _list_submodules(project.top)
        for folder in (path, *(f"{path}/{usual}" for usual in discovery.USUAL_ADR_FOLDERS))
        if (folder != path or discovery.is_named_like_decisions(path.rpartition("/")[2]))
        and os.path.isdir(os.path.join(project.top, folder))
    )
    adopted, unusable = leave_out_unusable(survey.adopted)
    passed_over = sorted(
        (*survey.passed_over, *submodules, *unusable), key=lambda folder: folder.path
    )
    return discovery.Survey(tuple(adopted), tuple(passed_over))


def leave_out_unusable(
    discovered: Sequence[discovery.DiscoveredFolder],
) -> tuple[list[discovery.DiscoveredFolder], list[discovery.PassedOver]]:
    """The folders that a configuration can name, and those that it cannot."""
    usable: list[discovery.DiscoveredFolder] = []
    unusable = []
    for found in discovered:
        path, kind = found.folder.path, found.folder.kind
        reason = ""
        if not record_folders.can_be_named(path):
            reason = "a configuration cannot name it: rename it"
        elif sum(other.folder.kind is kind for other in usable) >= record_folders.MAX_FOLDERS:
            reason = f"a configuration names at most {record_folders.MAX_FOLDERS} folders"
        if reason:
            unusable.append(discovery.PassedOver(path, found.record_count, reason))
        else:
            usable.append(found)
    return usable, unusable


def _list_submodules(top: str) -> list[str]:
    """The paths of the submodules that `.gitmodules` names."""
    page = store.read_page(top, ".gitmodules")
    lines = (line.partition("=") for line in (page[0] if page else "").split("\n"))
    paths = [value.strip().strip('"') for key, _, value in lines if key.strip() == "path"]
    return [path for path in paths if path and ".." not in path.split("/") and path[0] != "/"]


def _number_as_configured(
    found: discovery.DiscoveredFolder, settings: config.Settings
) -> discovery.DiscoveredFolder:
    """A folder with the numbering that the settings give it."""
    numbering = settings.adr_numbering if found.folder.kind is ADR else settings.phr_numbering
    return replace(found, folder=replace(found.folder, numbering=numbering))


def _find_unconfigured(
    project: Project, discovered: Sequence[discovery.DiscoveredFolder], source: str
) -> tuple[tuple[discovery.DiscoveredFolder, ...], Mapping[str, object]]:
    """The discovered folders that are not configured, and what to write into `source` for them.

    Folders that `source` cannot name, since they do not lie below it, are left out.
    """
    base = source.rpartition("/")[0]
    prefix = f"{base}/" if base else ""
    addition: dict[str, object] = {}
    offered = []
    for kind, configured in (
        (ADR, project.settings.adr_folders),
        (PHR, project.settings.phr_folders),
    ):
        missing = [
            _number_as_configured(found, project.settings)
            for found in discovered
            if found.folder.kind is kind
            and found.folder.path.startswith(prefix)
            and not any(f"{found.folder.path}/".startswith(f"{path}/") for path in configured)
        ]
        if missing:
            offered += missing
            # A folder that is configured and not there is a default, or was a mistake.
            kept = [path for path in configured if os.path.isdir(os.path.join(project.top, path))]
            paths = [*kept, *(found.folder.path for found in missing)]
            addition[f"{kind.name}_folders"] = [path.removeprefix(prefix) for path in paths]
            has_one_series = kind is ADR and project.settings.adr_numbering == "repository"
            if has_one_series and _share_numbers(project, paths):
                addition["adr_numbering"] = "folder"
    return tuple(offered), addition


def _share_numbers(project: Project, paths: Sequence[str]) -> bool:
    """Whether folders of decisions, as one series, would have a number twice."""
    folders = [Folder(ADR, path) for path in paths]
    pages = {page for path in paths for page in store.list_pages(project.top, path)}
    homes: dict[int, set[str]] = {}
    for page in pages:
        folder = find_folder(folders, page)
        number = filenames.parse_name(ADR, page.rpartition("/")[2]).number
        if folder and number is not None and filenames.is_record(folder, page):
            homes.setdefault(number, set()).add(folder.path)
    return any(len(sharing) > 1 for sharing in homes.values())


def _build_table(
    project: Project, discovered: Sequence[discovery.DiscoveredFolder]
) -> Mapping[str, object]:
    """What the configuration has to say: the folders found, and where decisions will go."""
    table = dict(discovery.build_settings(discovered))
    prompts = [found.folder.path for found in discovered if found.folder.kind is PHR]
    if any(spec_kit.has_records(project, path) for path in prompts):
        table["phr_template"] = spec_kit.SETTINGS[0]
    if not prompts and spec_kit.has_template(project):  # it was set up, and not used yet
        table["phr_numbering"] = "folder"
    if "adr_folders" in table:
        return table
    adr_dir, usual_folders = read_adr_dir(project.top), project.settings.adr_folders
    if adr_dir:  # adr-tools or log4brains were set up, and not used yet
        is_adr_tools = os.path.lexists(os.path.join(project.top, ".adr-dir"))
        template_page = join_path(adr_dir, "templates/template.md")
        has_template = os.path.lexists(os.path.join(project.top, template_page))
        template = {"adr_template": "nygard"} if is_adr_tools and not has_template else {}
        return {"adr_folders": [adr_dir], **template, **table}
    if prompts or "phr_numbering" in table:  # where spec-kit-plus puts decisions
        place = prompts[0] if prompts else config.Settings().phr_folders[0]
        return {"adr_folders": [place.removesuffix("prompts") + "adr"], **table}
    if usual_folders != config.Settings().adr_folders:  # a usual folder without a decision yet
        return {"adr_folders": list(usual_folders), **table}
    return table


def format_config(settings: Mapping[str, object]) -> str:
    """The text of a new configuration file."""
    lines = [
        "# How minutebook keeps this repository's records. `minutebook config` lists every option."
    ]
    return "\n".join([*lines, *format_settings(settings)]) + "\n"


def format_settings(settings: Mapping[str, object]) -> list[str]:
    """Settings as the lines of a configuration file."""
    return [
        f"{config.format_key(name)} = {config.format_toml(value)}"
        for name, value in settings.items()
    ]
