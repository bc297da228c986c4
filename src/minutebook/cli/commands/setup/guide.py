"""`minutebook guide`: the guide, drawn for people and as markdown for agents."""

from __future__ import annotations

import os

from minutebook.cli import output
from minutebook.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Annotated

    import typer

    from minutebook.cli import completion
    from minutebook.cli.option_types import Json
    from minutebook.operations.reading.guide import Topic


def guide_(
    topic: Annotated[
        list[str] | None,
        typer.Argument(
            help="A topic, its beginning, another word for it, a rule, or a setting.",
            show_default=False,
            autocompletion=completion.complete_topic,
        ),
    ] = None,
    list_: Annotated[bool, typer.Option("--list", help="List the topics.")] = False,
    no_pager: Annotated[
        bool, typer.Option("--no-pager", help="Print a long page without a pager.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Read the guide: a page for each task, or the topics.

    It works outside of a repository, too. On a terminal a page is drawn, and goes through
    $MINUTEBOOK_PAGER, $PAGER or less where it is longer than the screen; in a pipe it is markdown.
    """
    from minutebook.operations.reading import guide

    if list_ and topic:
        raise UsageError("--list lists all topics", "leave out the topic, or --list")
    if not topic:
        topics = guide.list_topics()
        if as_json:
            output.print_document(topics=[*map(_serialize_topic, topics)], page=None)
            return
        width = max(len(each.name) for each in topics)
        output.print_lines(f"{each.name:<{width}}  {each.about}" for each in topics)
        if output.get_terminal_size():
            output.print_note("minutebook guide TOPIC shows one; a rule or a setting will do, too")
        return
    asked = guide.find_text(" ".join(topic))
    if as_json:
        page = {"topic": asked.topic.name, "section": asked.section, "markdown": asked.text}
        output.print_document(topics=[_serialize_topic(asked.topic)], page=page)
        return
    size = output.get_terminal_size()
    if size is None:  # an agent reads it, as a rule
        output.print_text(asked.text.rstrip("\n"))
        return
    from minutebook.cli.reading import pager, terminal_page  # rich takes long to import

    text = terminal_page.draw_markdown(
        asked.text, size.columns or terminal_page.MAX_WIDTH, has_colours=output.has_colours()
    )
    if no_pager:
        output.print_styled(text)
    else:
        pager.print_paged(text, os.environ, size)


def _serialize_topic(topic: Topic) -> dict[str, str]:
    return {"topic": topic.name, "title": topic.title, "about": topic.about}
