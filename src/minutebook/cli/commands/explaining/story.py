"""`minutebook story`: what a pull request is about, as its records tell it."""

from __future__ import annotations

import os

from minutebook.cli import output
from minutebook.cli.options import choose_format, open_project

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Annotated

    import typer

    from minutebook.cli.option_types import Json
    from minutebook.operations.explaining.story.story import Story
    from minutebook.operations.project import Project

OUTPUT_FORMATS = ("markdown", "json", "github")


def story_(
    commit_range: Annotated[
        str,
        typer.Argument(
            metavar="[RANGE]",
            help="A..B, a branch or a commit. [default: the branch that is checked out, from where "
            "it left the default branch; on that one the last commit or merge]",
            show_default=False,
        ),
    ] = "",
    output_format: Annotated[
        str,
        typer.Option(
            "--format",
            metavar="markdown|json|github",
            help="How to print it; github is for a comment on a pull request.",
        ),
    ] = "markdown",
    no_pager: Annotated[
        bool, typer.Option("--no-pager", help="Print a long story without a pager.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Tell what a pull request is about, by its records.

    What was asked, which files and tests came of it, what was decided, suggested and contradicted,
    commits that no record explains, what it has cost, and which agents worked on it.
    It is told from the tree alone, and survives a squash. Without RANGE records that are not
    committed yet count, too.
    """
    from minutebook.operations.explaining.story import story_range
    from minutebook.operations.explaining.story.story import tell_story

    output_format = choose_format(output_format, OUTPUT_FORMATS, as_json, default="markdown")
    project = open_project(output.working_folder)
    story = tell_story(project, story_range.resolve_range(project, commit_range))
    if output_format == "json":
        from minutebook.operations.explaining.story import document

        output.print_document(**document.serialize_story(story))
    else:
        _print_markdown(project, story, is_comment=output_format == "github", no_pager=no_pager)
    if story.is_empty:
        output.print_note(
            f"nothing is in {story.range.name}: name a range, such as"
            " minutebook story main..BRANCH, or a commit"
        )


def _print_markdown(project: Project, story: Story, *, is_comment: bool, no_pager: bool) -> None:
    from minutebook.operations.explaining.story.markdown_story import StoryStyle, render_story

    size = output.get_terminal_size()
    if is_comment:
        style = StoryStyle(is_comment=True, page_base=_find_page_base(project, story))
        output.print_text(render_story(story, style))
        return
    text = render_story(story, StoryStyle())
    if size is None:
        output.print_text(text)
        return
    from minutebook.cli.reading import pager, terminal_page  # rich takes long to import

    drawn = terminal_page.draw_markdown(
        text, size.columns or terminal_page.MAX_WIDTH, has_colours=output.has_colours()
    )
    if no_pager:
        output.print_styled(drawn)
    else:
        pager.print_paged(drawn, os.environ, size)


def _find_page_base(project: Project, story: Story) -> str:
    """How the addresses of the pages begin on the forge; "" where none is known.

    A workflow runs on a trial merge that nobody keeps: there the pull request's own commit counts.
    """
    from minutebook.operations.explaining.forge_pages import find_page_base
    from minutebook.repository.git import revisions

    commit = story.range.head
    if os.environ.get("GITHUB_HEAD_REF") and os.environ.get("GITHUB_SHA") == commit:
        commit = revisions.find_commit(project.repo, f"{commit}^2") or commit
    return find_page_base(project, os.environ, commit)
