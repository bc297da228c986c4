"""Keeps texts apart from the tree: which ones, written, moved with their record, and removed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from minutebook.errors import Refusal
from minutebook.lean.values import Value, replace
from minutebook.operations.project import Project
from minutebook.records import filenames
from minutebook.records.model import PHR, Folder
from minutebook.records.phr import visibility
from minutebook.repository import kept_texts, store

TYPE_CHECKING = False
if TYPE_CHECKING:
    from minutebook.records.drafting import drafts  # a new record pays for what it needs


class SplitDraft(Value):
    """A draft in two parts: what the tree shows, and what is kept apart.

    `shown` is None for a private record, `kept` for one that the tree shows in full.
    """

    shown: drafts.PhrDraft | None
    kept: drafts.PhrDraft | None

    @property
    def named(self) -> drafts.PhrDraft:
        """The part whose title names the record's file."""
        return self.shown or self.kept  # type: ignore[return-value]


def split_draft(
    project: Project, draft: drafts.PhrDraft, *, is_turn: bool, at_least: str = ""
) -> SplitDraft:
    """What of a complete, redacted draft the tree shows, and what is kept apart.

    What a person asks for counts before the settings; an agent's turn (`is_turn`) never shows more
    than they let it, and its title is made anew where the texts are kept apart, since it has their
    words. `at_least` is a visibility that its page has already.
    """
    settings = project.settings
    chosen = visibility.choose_visibility(
        settings.visibility,
        settings.visibility_rules,
        feature=draft.feature,
        labels=draft.labels,
        branches=[draft.branch],
    )
    wanted = draft.visibility or chosen
    if is_turn:
        wanted = visibility.choose_strictest([draft.visibility, chosen, at_least])
    if wanted == visibility.FULL:
        stated = visibility.FULL if chosen != visibility.FULL else ""
        asked = tuple(
            replace(asked, prompt="") if asked.visibility not in ("", visibility.FULL) else asked
            for asked in draft.asked_before
        )
        return SplitDraft(replace(draft, visibility=stated, asked_before=asked), None)
    from minutebook.records.drafting import drafts

    kept = replace(
        draft,
        visibility=wanted,
        response_digest=drafts.compute_digest(draft.response) if draft.response else "",
    )
    if wanted == visibility.PRIVATE:
        return SplitDraft(None, kept)
    title = ""
    if is_turn:
        neutral = visibility.make_neutral_title(draft.stage, draft.files, draft.feature)
        title = filenames.clean_title(neutral)
    return SplitDraft(summarize(draft, title=title), kept)


def summarize(draft: drafts.PhrDraft, *, title: str = "") -> drafts.PhrDraft:
    """A complete draft without its texts, and without traces of lines of them.

    `title` takes the place of its own, which says what was asked.
    """
    from minutebook.records.drafting import summary_pages

    traces = draft.traces
    if traces:
        from minutebook.operations.private_texts.shown_traces import select_shown_traces

        asked = (each.prompt for each in draft.asked_before)
        traces = select_shown_traces(traces, (draft.prompt, draft.response, *asked))
    return summary_pages.summarize_draft(replace(draft, traces=traces), title=title)


def render_kept(draft: drafts.PhrDraft, folder: Folder, path: str) -> str:
    """The kept page of a record that has (or would have) this path: of the shipped form."""
    from minutebook.records import reader
    from minutebook.records.drafting import phr_pages
    from minutebook.records.index import page_blocks

    digits = filenames.parse_name(PHR, path.rpartition("/")[2]).digits
    source, template_path = store.read_packaged_template("phr")
    text = phr_pages.render_phr(draft, digits, source, template_path)
    return page_blocks.fill_blocks(reader.read_record(folder, path, text), ())


def write_kept(project: Project, path: str, text: str) -> tuple[str, ...]:
    """Write the kept page of a record; a warning where the configured place could not be used.

    Git's directory takes it then: nothing is lost, and nothing published. Raises OSError.
    """
    from minutebook.operations.private_texts import places

    own = kept_texts.locate_own(project.repo.common_dir)
    try:
        place = places.find_place(project)
        places.require_apart(project, place)
        kept_texts.put_text(place, path, text)
    except (Refusal, OSError) as error:
        kept_texts.put_text(own, path, text)
        reason = error.message if isinstance(error, Refusal) else str(error)
        return (f"the texts of {path} are kept in git's directory: {reason}",)
    if not place.is_own:
        kept_texts.remove_text(own, path)
    return ()


def has_kept(project: Project, path: str) -> bool:
    """Whether a page is kept for the record with this path."""
    return read_kept(project, path) is not None


def is_kept_private(project: Project, path: str) -> bool:
    """Whether a path is that of a private record: kept, and not in the tree."""
    return store.read_text(project.top, path) is None and has_kept(project, path)


def read_kept(project: Project, path: str) -> str | None:
    """The page that is kept for the record with this path; None for none."""
    from minutebook.operations.private_texts import places

    texts = (kept_texts.read_text(place, path) for place in places.list_places(project))
    return next((text for text in texts if text is not None), None)


def drop_kept(project: Project, paths: Iterable[str]) -> None:
    """Remove the kept pages of records that are no more."""
    from minutebook.operations.private_texts import places

    for place in places.list_places(project):
        for path in paths:
            kept_texts.remove_text(place, path)


def move_kept(project: Project, moves: Sequence[tuple[str, str]]) -> None:
    """Give kept pages the paths that their records have now, and the number that these say."""
    from minutebook.operations.private_texts import places

    for place in places.list_places(project):
        texts = {old: kept_texts.read_text(place, old) for old, new in moves if old != new}
        for old in texts:
            kept_texts.remove_text(place, old)
        for old, new in moves:
            text = texts.get(old)
            if text is not None:
                kept_texts.put_text(place, new, _renumber(project, new, text))


def _renumber(project: Project, path: str, text: str) -> str:
    from minutebook.records import reader
    from minutebook.records.index import page_blocks
    from minutebook.text import frontmatter

    digits = filenames.parse_name(PHR, path.rpartition("/")[2]).digits
    text = frontmatter.set_field(text, "id", digits)
    folder = next(folder for folder in project.settings.list_folders() if folder.kind is PHR)
    return page_blocks.fill_blocks(reader.read_record(folder, path, text), ())


def hold_number(project: Project, folder: Folder, path: str) -> None:
    """Have the number of a private record, which no page shows, never given again in this clone."""
    from minutebook.operations.numbers import series

    number = filenames.parse_name(PHR, path.rpartition("/")[2]).number
    number_series = series.find_series(
        project.settings, folder, path.rpartition("/")[0], project.top
    )
    store.keep_number(project.repo.common_dir, number_series.name, number or 0, "private")
