"""Which values of a draft a template has places for."""

from __future__ import annotations

from collections.abc import Mapping
from operator import attrgetter

from minutebook.lean.values import replace
from minutebook.records.drafting.drafts import AdrDraft, PhrDraft
from minutebook.records.drafting.templates import find_names
from minutebook.records.model import PHR, Folder

TYPE_CHECKING = False  # typing is dear to import
if TYPE_CHECKING:
    from typing import Any

    from minutebook.records.drafting.forms.page_form import PageForm

TITLE_PLACE = "the title"  # what stands for it where an option is named: it is an argument
# For each field of a draft the option of `adr new` or `phr new` that sets it, and the names in a
# template that show it.
_ADR_PLACES = {
    "title": (TITLE_PLACE, {"title", "heading", "numbered_title"}),
    "status": ("--status", {"front_matter", "status", "status_title"}),
    "date": ("--date", {"front_matter", "date"}),
    "deciders": ("--decider", {"front_matter", "deciders", "author"}),
    "feature": ("--feature", {"front_matter", "feature"}),
    "review_by": ("--review-by", {"front_matter", "review_by"}),
    "governs": ("--governs", {"front_matter", "governs", "governs_list"}),
    "context": ("--context", {"context"}),
    "drivers": ("--driver", {"drivers", "drivers_line"}),
    "options": ("--option", {"options", "options_line", "context"}),
    "decision": ("--decision", {"decision", "choice"}),
    "chosen": ("the chosen option", {"decision", "choice"}),
    "consequences": ("--consequences", {"consequences"}),
    "more_information": ("more information", {"more"}),
}
_PHR_PLACES = {
    "title": (TITLE_PLACE, {"front_matter", "title"}),
    "prompt": ("--prompt", {"prompt"}),
    "response": ("--response", {"response"}),
    **{
        f"outcome.{key}": (f"--outcome {key}", {key})
        for key in ("impact", "tests", "files", "next", "reflection")
    },
    "evaluation": ("--evaluation", {"evaluation"}),
    "date": ("--date", {"front_matter", "date"}),
    **{
        field: (f"--{option}", {"front_matter"})
        for field, option in (
            *((name, name) for name in ("feature", "model", "agent", "surface", "branch", "user")),
            *(("command", "command"), ("labels", "label"), ("files", "file"), ("tests", "test")),
            *((name, name) for name in ("spec", "ticket", "pr")),
        )
    },
    "suggestions": ("suggestions", {"front_matter"}),
}
# The facts of an agent's turn that nothing else has once its record is written.
_TURN_FIELDS = ("title", "prompt", "response", "suggestions")


def find_unplaced_options(
    draft: AdrDraft | PhrDraft, template: str, form: PageForm | None = None
) -> list[str]:
    """The options of `adr new` or `phr new` whose values in a draft have no place in a template."""
    places = _get_places(draft)
    placed = form.placed_fields if form else ()
    fields = _find_unplaced_fields(draft, template)
    return [places[field][0] for field in fields if field not in placed]


def loses_turn(draft: PhrDraft, template: str, page: str) -> bool:
    """Whether a template has no place for what an agent's turn consists of, or does not show it.

    `page` is what it makes of the draft: a condition may name a value and be never met.
    """
    if find_lost_texts(draft, page):
        return True
    return not set(_TURN_FIELDS).isdisjoint(_find_unplaced_fields(draft, template))


def find_lost_texts(draft: PhrDraft, page: str) -> list[str]:
    """Which of a draft's `prompt` and `response` are not read from a page as they were given."""
    from minutebook.records import reader

    folder = Folder(PHR, "history/prompts")
    record = reader.read_record(folder, f"{folder.path}/0001-turn.md", page)
    texts = {
        "prompt": (draft.prompt, reader.read_prompt(record)),
        "response": (draft.response, reader.read_response(record)),
    }
    return [name for name, (given, read) in texts.items() if given and given != read]


def drop_unplaced_values(draft: AdrDraft, template: str, form: PageForm | None = None) -> AdrDraft:
    """A draft without the values that have no place in a template: for values nobody asked for.

    The title stays: there is no decision without one.
    """
    placed = ("title", *(form.placed_fields if form else ()))
    unplaced = [field for field in _find_unplaced_fields(draft, template) if field not in placed]
    empty: dict[str, Any] = {field: type(getattr(draft, field))() for field in unplaced}
    return replace(draft, **empty)


def _get_places(draft: AdrDraft | PhrDraft) -> Mapping[str, tuple[str, set[str]]]:
    return _PHR_PLACES if isinstance(draft, PhrDraft) else _ADR_PLACES


def _find_unplaced_fields(draft: AdrDraft | PhrDraft, template: str) -> list[str]:
    names = find_names(template)
    return [
        field
        for field, (_, places) in _get_places(draft).items()
        if attrgetter(field)(draft) and not places & names
    ]
