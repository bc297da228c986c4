"""The technologies that a decision adopts, as a file may be seen to use them."""

from __future__ import annotations

from minutebook.records.model import Record
from minutebook.suggest.catalogue.catalogue import Catalogue
from minutebook.suggest.coverage import stance
from minutebook.suggest.coverage.decision_text import read_decision
from minutebook.suggest.model import Topic


def list_adopted(record: Record, catalogue: Catalogue) -> dict[str, list[tuple[str, str]]]:
    """The modules that stand for each technology that a decision adopts, by its name.

    A module is (language, name in lower case). Only what the title adopts counts, or the option
    that is said to be chosen, or what the text adopts where the title names what it is for.
    Technologies that nothing imports are left out. The record has to have its text.
    """
    decision = read_decision(record)
    said = f"{decision.plain_title} {decision.adopted_text} {' '.join(decision.recorded_topics)}"
    adopted: dict[str, list[tuple[str, str]]] = {}
    adopted_names: list[str] = []
    named = [name for name in catalogue.prose_names if f" {name} " in said]
    for name in sorted(named, key=len, reverse=True):
        if any(f" {name} " in f" {longer} " for longer in adopted_names):
            continue  # React Query is not React
        for technology in catalogue.prose_names[name]:
            if technology.name in adopted:
                continue
            modules = catalogue.list_modules(technology.name)
            query = stance.make_query(Topic(technology.category, technology.name), catalogue)
            if modules and stance.is_adopted(query, decision):
                adopted[technology.name] = modules
                adopted_names.append(name)
    return adopted
