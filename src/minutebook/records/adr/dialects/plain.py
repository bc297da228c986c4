"""Pages that state no fact in any form: the dialect of every page that no other one claims."""

from __future__ import annotations

from minutebook.records.adr.dialects import Dialect, NewLink, NewStatus, StatedFacts
from minutebook.records.adr.edits import page_edits
from minutebook.records.adr.survey import Survey, survey_text
from minutebook.text.frontmatter import FrontMatter


def _read_facts(survey: Survey, front_matter: FrontMatter) -> StatedFacts:
    return StatedFacts()


def _accept_any(survey: Survey, front_matter: FrontMatter) -> bool:
    return True


def _set_status(text: str, new: NewStatus) -> str:
    add_fact = page_edits.add_below_title
    return page_edits.set_status(text, new, "plain", add_fact, is_capitalised=False)


def _add_link(text: str, link: NewLink) -> str:
    return page_edits.add_relation(survey_text(text), link, "plain", page_edits.add_below_title)


DIALECT = Dialect(
    name="plain",
    priority=100,
    read_facts=_read_facts,
    detect=_accept_any,
    set_status=_set_status,
    add_link=_add_link,
)
