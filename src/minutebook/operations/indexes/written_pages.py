"""Which of the writes that are planned are made: not what is generated in pages of other branches.

Where the default branch is not checked out, its pages, and those of a remote's other branches, are
not written if nothing but generated parts would change in them: each branch would change the same
lines, and conflict with the others. The default branch, where all of them meet, has these parts
brought up to date. `minutebook index`, which is asked for by its name, writes them all the same.

Where nobody is about to commit what is written (`Project.spares_checkout`), that holds for each
page whose change might stop git's next checkout or pull, on every branch.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from minutebook.records.model import Folder, Write
from minutebook.repository import files, page_files

TYPE_CHECKING = False
if TYPE_CHECKING:
    from minutebook.operations.project import Project


def select_writes(
    project: Project,
    writes: Sequence[Write],
    folder: Folder | None = None,
    *,
    has_shared_blocks: bool = False,
) -> tuple[tuple[Write, ...], tuple[str, ...]]:
    """The writes that are to be made, and a warning for each index page that cannot be written.

    `has_shared_blocks`: generated parts are written whatever other branches have. A record is not
    lost because an index page is very large, or a link has its name. Where there is nothing else to
    write, no such page is left out: the refusal says what is in the way. There is a warning for the
    main index page of `folder`, too, whether it was to be written or not; none where index pages
    are not written.
    """
    if not has_shared_blocks:
        writes = leave_out_shared(project, writes)
    from minutebook.records.filenames import is_index_page_name
    from minutebook.records.index import index_pages

    by_path = {write.path: write for write in writes}
    paths = list(by_path)
    if folder and project.keeps_index_pages:
        paths.append(index_pages.locate_main_page(folder))
    obstacles = {
        path: obstacle
        for path in dict.fromkeys(paths)
        if is_index_page_name(path.rpartition("/")[2])
        and (
            obstacle := files.find_obstacle(project.top, path)
            or page_files.find_oversize(project.top, path)
            or (
                path in by_path
                and page_files.find_edit_obstacle(project.top, project.cwd, by_path[path])
            )
        )
    }
    if all(write.path in obstacles for write in writes):
        return tuple(writes), ()
    warnings = [
        f"{path} was left out: {obstacle.message}: {obstacle.hint}"
        for path, obstacle in obstacles.items()
    ]
    return tuple(write for write in writes if write.path not in obstacles), tuple(warnings)


def leave_out_shared(project: Project, writes: Iterable[Write]) -> tuple[Write, ...]:
    """The writes without those that change generated parts alone, in pages to be left alone.

    What leads to a page that goes, or gets another name, is written: it would lead nowhere.
    """
    from minutebook.records.index import page_blocks

    writes = tuple(writes)
    gone = [write.path.rpartition("/")[2] for write in writes if write.text is None]
    paths = [
        write.path
        for write in writes
        if page_blocks.changes_blocks_alone(write)
        and not any(name in (write.previous or "") for name in gone)
    ]
    left_out = list_shared_paths(project, paths)
    if project.spares_checkout and (others := [path for path in paths if path not in left_out]):
        from minutebook.repository.git.commits import record_commits

        left_out |= record_commits.list_unsafe_paths(project.repo, others)
    return tuple(write for write in writes if write.path not in left_out)


def list_shared_paths(project: Project, paths: Sequence[str]) -> set[str]:
    """Those of some files whose generated parts are not written here, as other branches have them.

    There are none on the default branch, nor where the settings have index pages written always.
    """
    if not paths or project.settings.index == "always" or project.is_on_default_branch:
        return set()
    from minutebook.repository.git.branches import default_branch
    from minutebook.repository.git.commits import record_commits

    commits = default_branch.list_other_tips(project.repo)
    return record_commits.list_present_paths(project.repo, commits, paths)
