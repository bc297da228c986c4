"""The ids of commits in the pages of records follow commits that were rewritten."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from minutebook.operations.project import Project
from minutebook.records import reader
from minutebook.records.adr.fields import read_field_items
from minutebook.records.model import PHR, SUMMARY_BLOCK, Write, find_folder
from minutebook.repository import store
from minutebook.repository.git.commits import history
from minutebook.repository.pending.rewritten_commits import read_rewritten
from minutebook.text import frontmatter, markdown

_MAX_FOLLOWED = 500  # the last commits that are looked for in pages
_LISTED_CHARS = 12  # digits of a commit's id in a record
_SHOWN_CHARS = 10  # digits of it in the line of facts


def follow_in_pages(project: Project) -> Iterator[Write]:
    """The pages of records in the working tree that list commits which were rewritten."""
    names = list(read_rewritten(project.repo.common_dir).items())[:_MAX_FOLLOWED]
    new_ids = {old[:_LISTED_CHARS]: new[:_LISTED_CHARS] for old, new in names if old[:1] != "-"}
    if not new_ids:
        return
    folders = [folder for folder in project.settings.list_folders() if folder.kind is PHR]
    paths = history.find_files_with_words(
        project.repo, list(new_ids), [folder.path for folder in folders]
    )
    for path in paths:
        folder = find_folder(folders, path)
        text = store.read_text(project.top, path)
        if folder is not None and text is not None:
            commits = read_field_items(reader.read_record(folder, path, text), "commits")
            new_text = follow_commits(text, commits, new_ids)
            if new_text != text:
                yield Write(path, new_text, text)


def follow_commits(text: str, commits: tuple[str, ...], new_ids: Mapping[str, str]) -> str:
    """A record's page with the new ids of its commits, by their first digits."""
    followed = [new_ids.get(commit[:_LISTED_CHARS], commit) for commit in commits]
    if followed == list(commits):
        return text
    text = frontmatter.set_field(text, "commits", list(dict.fromkeys(followed)))
    content = markdown.get_block_content(text, SUMMARY_BLOCK)
    if content is None:
        return text
    for old, new in zip(commits, followed, strict=True):
        content = content.replace(f"`{old[:_SHOWN_CHARS]}`", f"`{new[:_SHOWN_CHARS]}`")
    return markdown.put_block(text, SUMMARY_BLOCK, content)
