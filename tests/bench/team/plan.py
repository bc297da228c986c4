"""The plan of a week: which pull requests there are, the turns on each, and when what happens.

All of it follows from a seed and the number of pull requests; no repository is looked at.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from team.texts import TOPICS, Phrases, Said

MONDAY = datetime(2026, 1, 5, 9, tzinfo=UTC)
HOURS_A_DAY = 8
HOURS = 5 * HOURS_A_DAY
TURNS_A_PULL_REQUEST = 5
PEOPLE = ("ada", "ben", "cleo")
# The agents that each of them works with; the second one is for a session beside the first.
AGENTS = {"ada": ("claude", "codex"), "ben": ("gemini", "claude"), "cleo": ("opencode", "codex")}

SMALL_TALK = "small talk"
QUESTION = "question"
FILES = "files"
COMMITS = "commits"
SUBAGENT = "subagent"
INTERRUPTED = "interrupted"
TOGETHER = "two sessions at once"
BY_AGENT = "by the agent"
DECISIONS = ("propose", "accept", "new", BY_AGENT, "supersede")


@dataclass(frozen=True, slots=True)
class Turn:
    """A turn: what is said in it, and what is done.

    `beside`: the turn of another session that goes on at the same time. `task`: what a subagent is
    asked. `adds_all`: the agent commits with `git add -A`, else the files that it wrote.
    """

    kind: str
    said: Said
    session: int = 0
    adds_all: bool = True
    commit_count: int = 0
    beside: Said | None = None
    task: Said | None = None

    @property
    def size(self) -> int:
        """How many turns of people it counts for."""
        return 2 if self.beside else 1


@dataclass(frozen=True, slots=True)
class PullRequest:
    """A pull request: whose, the turns before it is opened and those of its review, how it ends."""

    number: int
    person: str
    topic: tuple[str, str]
    turns: tuple[Turn, ...]
    review_turns: tuple[Turn, ...]
    is_squashed: bool
    is_rebased: bool = False
    decision: str = ""
    asks_on_main: bool = False

    @property
    def branch(self) -> str:
        """The name of its branch, which names the feature."""
        return f"feature/{self.topic[0]}"

    @property
    def title(self) -> str:
        """Its title."""
        return f"{self.topic[1].capitalize()} in the shop"


@dataclass(frozen=True, slots=True)
class Step:
    """Something that happens at a time: `begin`, `turn`, `decide`, `open`, `review` or `merge`."""

    time: datetime
    action: str
    pull_request: PullRequest
    turn: Turn | None = None


def make_plan(seed: int, count: int = 12) -> list[Step]:
    """The steps of a week with so many pull requests, in the order of time."""
    rng = random.Random(seed)
    pull_requests = _make_pull_requests(rng, count)
    steps: list[tuple[float, int, Step]] = []
    per_person = -(-count // len(PEOPLE))
    merge_times = _draw_merge_times(rng, count, per_person)
    for index, pull_request in enumerate(pull_requests):
        round_number, place = divmod(index, len(PEOPLE))
        begin = _begin_hour(round_number, place, per_person)
        for hour, action, turn in _schedule(rng, pull_request, begin, merge_times[index]):
            steps.append((hour, len(steps), Step(_at(hour), action, pull_request, turn)))
    return [step for _, _, step in sorted(steps, key=lambda item: item[:2])]


def count_turns(steps: list[Step]) -> int:
    """The turns of people in a plan."""
    return sum(step.turn.size for step in steps if step.turn)


def _begin_hour(round_number: int, place: int, per_person: int) -> float:
    return round_number * (HOURS - 9) / max(per_person - 1, 1) + 0.4 * place


def _draw_merge_times(rng: random.Random, count: int, per_person: int) -> list[float]:
    """An hour for each merge, after the review; at least one pull request is overtaken."""
    opened = [_begin_hour(*divmod(index, len(PEOPLE)), per_person) + 6.5 for index in range(count)]
    hours = [min(hour + rng.uniform(0.2, 14), HOURS + rng.random()) for hour in opened]
    if hours == sorted(hours) and count > 1:
        hours[0], hours[1] = hours[1], hours[0]
    return hours


def _schedule(
    rng: random.Random, pull_request: PullRequest, begin: float, merge: float
) -> Iterator[tuple[float, str, Turn | None]]:
    """The steps of one pull request by their hours, which count from Monday's beginning."""
    yield begin, "begin", None
    hours = sorted(begin + rng.uniform(0.1, 4) for _ in pull_request.turns)
    for hour, turn in zip(hours, pull_request.turns, strict=True):
        yield hour, "turn", turn
    if pull_request.decision and pull_request.decision != BY_AGENT:  # which is made in a turn
        yield rng.uniform(hours[0], 4.2 + begin), "decide", None
    yield begin + 4.5, "open", None
    for number, turn in enumerate(pull_request.review_turns):
        yield begin + 5.5 + number / 4, "review", turn
    yield max(merge, begin + 6.5), "merge", None


def _at(hour: float) -> datetime:
    day, hour_of_day = divmod(hour, HOURS_A_DAY)
    return MONDAY + timedelta(days=day, hours=hour_of_day)


# The turns --------------------------------------------------------------------------------------


def _make_pull_requests(rng: random.Random, count: int) -> list[PullRequest]:
    topics = rng.sample(TOPICS, count)
    kinds = _deal_kinds(rng, count)
    phrases = Phrases(rng)
    squashed = set(rng.sample(range(count), count // 2))
    rebased = rng.randrange(count // 2, count)
    deciding = dict(zip(_choose_deciding(rng, count), DECISIONS, strict=False))
    asking = set(rng.sample(range(count), count // 4))
    pull_requests = []
    for index in range(count):
        turns = _make_turns(rng, phrases, kinds[index], topics[index], index)
        decision = deciding.get(index, "")
        # One comes back from its review with the last of its turns; those after it were smaller.
        review = turns[-1:] if index % 2 and len(turns) > 1 else []
        pull_requests.append(
            PullRequest(
                number=index + 1,
                person=PEOPLE[index % len(PEOPLE)],
                topic=topics[index],
                turns=tuple(turns[: len(turns) - len(review)]),
                review_turns=tuple(review),
                is_squashed=index in squashed,
                is_rebased=index == rebased,
                decision=decision,
                asks_on_main=index in asking,
            )
        )
    return pull_requests


def _choose_deciding(rng: random.Random, count: int) -> list[int]:
    """The pull requests that come with decisions, in their order: two begin at the same time."""
    chosen = {0, 1} | set(rng.sample(range(2, count), min(3, count - 2)))
    first, second, *others = sorted(chosen)
    # `accept` needs what was proposed before it, and `supersede` what was decided.
    return [first, *others[:1], second, *others[1:]]


def _deal_kinds(rng: random.Random, count: int) -> list[list[str]]:
    """The kinds of the turns of each pull request; each has one that commits."""
    together = max(1, count // 6)
    quotas = {
        SMALL_TALK: round(TURNS_A_PULL_REQUEST * count / 3),
        QUESTION: round(count * 2 / 3),
        INTERRUPTED: max(1, count // 4),
        SUBAGENT: max(1, count // 4),
        TOGETHER: together,
        COMMITS: max(1, count // 12),
    }
    total = TURNS_A_PULL_REQUEST * count
    quotas[FILES] = total - count - together - sum(quotas.values())
    hands: list[list[str]] = [[COMMITS] for _ in range(count)]
    cards = [kind for kind, quota in quotas.items() for _ in range(quota)]
    rng.shuffle(cards)
    for kind in sorted(cards, key=lambda kind: kind != TOGETHER):  # the pairs first
        open_hands = [hand for hand in hands if _size(hand) + 1 <= TURNS_A_PULL_REQUEST]
        rng.choice(open_hands).append(kind)
    return hands


def _size(hand: list[str]) -> int:
    return sum(2 if kind == TOGETHER else 1 for kind in hand)


def _make_turns(
    rng: random.Random, phrases: Phrases, hand: list[str], topic: tuple[str, str], index: int
) -> list[Turn]:
    order = rng.sample(hand, len(hand))
    work = next(place for place, kind in enumerate(order) if kind != SMALL_TALK)
    if order[0] == SMALL_TALK and rng.random() < 0.8:  # few begin with a greeting
        order[0], order[work] = order[work], order[0]
    turns, session = [], 0
    for place, kind in enumerate(order):
        session += 1 if place and rng.random() < 0.2 else 0
        turn = Turn(
            kind, _say(rng, phrases, kind, topic, f"{index}-{session}", is_first=not place), session
        )
        if kind in (COMMITS, SUBAGENT):
            commit_count = 2 if kind == COMMITS and rng.random() < 0.25 else 1
            turn = replace(turn, adds_all=rng.random() < 0.6, commit_count=commit_count)
        if kind == SUBAGENT:
            turn = replace(turn, task=phrases.task(topic))
        if kind == TOGETHER:
            turn = replace(turn, adds_all=False, commit_count=1, beside=phrases.work(topic))
        turns.append(turn)
    return turns


def _say(
    rng: random.Random,
    phrases: Phrases,
    kind: str,
    topic: tuple[str, str],
    session: str,
    *,
    is_first: bool,
) -> Said:
    if kind == SMALL_TALK:
        return phrases.small_talk(session)
    if kind == QUESTION:
        return phrases.question(topic)
    return phrases.work(topic, is_short=not is_first and rng.random() < 0.3)
