"""The technologies that a decision adopts, as a file may be seen to use them."""

from __future__ import annotations

from collections.abc import Iterator

from minutebook.records.model import Record
from minutebook.suggest.catalogue.catalogue import Catalogue
from minutebook.suggest.catalogue.schema import Technology
from minutebook.suggest.coverage import stance
from minutebook.suggest.coverage.decision_text import DecisionText, read_decision
from minutebook.suggest.model import Topic


def list_adopted(record: Record, catalogue: Catalogue) -> dict[str, list[tuple[str, str]]]:
    """The modules that stand for each technology that a decision adopts, by its name.

    A module is (language, name in lower case). Technologies that nothing imports are left out. The
    record has to have its text.
    """
    modules = {
        technology.name: catalogue.list_modules(technology.name)
        for technology in find_adopted(read_decision(record), catalogue)
    }
    return {name: listed for name, listed in modules.items() if listed}


def find_adopted(decision: DecisionText, catalogue: Catalogue) -> Iterator[Technology]:
    """The technologies that a decision adopts, each once.

    Only what the title adopts counts, or the option that is said to be chosen, or what the text
    adopts where the title names what it is for.
    """
    said = f"{decision.plain_title} {decision.adopted_text} {' '.join(decision.recorded_topics)}"
    adopted: set[str] = set()
    adopted_names: list[str] = []
    named = [name for name in catalogue.prose_names if f" {name} " in said]
    for name in sorted(named, key=len, reverse=True):
        if any(f" {name} " in f" {longer} " for longer in adopted_names):
            continue  # React Query is not React
        for technology in catalogue.prose_names[name]:
            if technology.name in adopted:
                continue
            query = stance.make_query(Topic(technology.category, technology.name), catalogue)
            if stance.is_adopted(query, decision):
                adopted.add(technology.name)
                adopted_names.append(name)
                yield technology
