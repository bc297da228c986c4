"""The facts of made-up records: their names, days, states and links, before any page is written."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, timedelta

from minutebook.records.filenames import slugify
from scale.texts import choose_language, write_title

FIRST_DAY, LAST_DAY = date(2019, 3, 4), date(2026, 1, 30)
AREAS = ("shop", "payments", "search", "platform", "mobile", "data", "support", "partners")
PARTS = ("api", "web", "jobs", "storage", "reports", "access")
_PROPOSED_DAYS = 20  # a proposal that is older would be a finding
_DECISION_SHARE = 0.3
_STAGES = ("spec", "plan", "tasks", "red", "green", "green", "refactor", "explainer", "general")


@dataclass(slots=True)
class Facts:
    """What is drawn of a record before any page is written. `links`: relation to stems.

    `relations` are those in both directions, in the words that the page shows, with the record at
    the other end.
    """

    path: str
    number: int
    title: str
    language: str
    day: date
    feature: str = ""
    status: str = ""
    stage: str = ""
    session: str = ""
    links: dict[str, list[str]] = field(default_factory=dict)
    mentioned: Facts | None = None
    relations: list[tuple[str, Facts]] = field(default_factory=list)

    @property
    def stem(self) -> str:
        """The file's name as links name it: without the endings."""
        name = self.path.rpartition("/")[2]
        return name.split(".", 1)[0]

    @property
    def ref(self) -> str:
        """The record's ref, such as ADR-0007."""
        return f"{'PHR' if self.stage else 'ADR'}-{self.number:04}"


def draw_facts(chance: random.Random, size: int) -> list[Facts]:
    """The facts of `size` records, oldest first; links lead to older records alone."""
    decisions: list[Facts] = []
    prompts: list[Facts] = []
    in_force: list[Facts] = []
    all_facts: list[Facts] = []
    days = (LAST_DAY - FIRST_DAY).days
    for position in range(size):
        day = FIRST_DAY + timedelta(days=days * (position + 1) // size)
        if chance.random() < _DECISION_SHARE or not all_facts:
            facts = _draw_decision(chance, len(decisions) + 1, day)
            _link_decision(chance, facts, decisions, in_force)
            decisions.append(facts)
            if facts.status == "accepted":
                in_force.append(facts)
        else:
            facts = _draw_prompt(chance, prompts, day)
            if chance.random() < 0.2:
                facts.links["adr"] = [chance.choice(decisions[-20:]).stem]
            prompts.append(facts)
        if all_facts and chance.random() < 0.15:
            facts.mentioned = chance.choice(all_facts)
        all_facts.append(facts)
    return all_facts


def _draw_decision(chance: random.Random, number: int, day: date) -> Facts:
    language = choose_language(chance)
    title = write_title(chance, language)
    area = chance.choice(AREAS)
    folder = f"decisions/{area}/{chance.choice(PARTS)}" if chance.random() < 0.7 else "decisions"
    status = chance.choices(("accepted", "rejected", "deprecated"), (90, 6, 4))[0]
    if (LAST_DAY - day).days < _PROPOSED_DAYS and chance.random() < 0.5:
        status = "proposed"
    path = f"{folder}/{number:04}-{slugify(title)}.md"
    return Facts(path, number, title, language, day, status=status)


def _link_decision(
    chance: random.Random, facts: Facts, decisions: list[Facts], in_force: list[Facts]
) -> None:
    if facts.status == "accepted" and in_force and chance.random() < 0.08:
        position = chance.randrange(len(in_force))
        in_force[position], in_force[-1] = in_force[-1], in_force[position]
        former = in_force.pop()
        former.status = f"superseded by {facts.ref}"
        former.links["superseded-by"] = [facts.stem]
        facts.links["supersedes"] = [former.stem]
    elif facts.status != "rejected" and decisions and chance.random() < 0.3:
        relation = chance.choice(("relates-to", "depends-on", "amends"))
        other = chance.choice(in_force or decisions)
        if relation == "relates-to" or other in in_force:
            facts.links[relation] = [other.stem]


def _draw_prompt(chance: random.Random, prompts: list[Facts], day: date) -> Facts:
    number = len(prompts) + 1
    last = prompts[-1] if prompts else None
    language = choose_language(chance)
    title = write_title(chance, language)
    stage = chance.choice(_STAGES)
    goes_on = last is not None and chance.random() < 0.7
    if last is not None and goes_on:
        feature, session = last.feature, last.session
    else:
        feature = f"{chance.choice(AREAS)}-{chance.choice(PARTS)}"
        session = f"{chance.getrandbits(64):016x}"
    folder = f"history/prompts/{feature}"
    path = f"{folder}/{number:04}-{slugify(title)}.{stage}.prompt.md"
    facts = Facts(path, number, title, language, day, feature, "", stage, session)
    if last is not None and goes_on:
        facts.links["follows"] = [last.stem]
    return facts
