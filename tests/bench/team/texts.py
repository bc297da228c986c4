"""What the people of the play say to their agents, and what these answer: made up, each once.

A prompt of work is said once in a play, so that its digest tells which turn a record is of. Small
talk repeats, and none of it is ever said where work follows.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

SMALL_TALK = (
    ("ok thanks", "You're welcome!"),
    ("yes", "Good. Everything is in place then."),
    ("thanks!", "Glad it helps."),
    ("continue", "There is nothing left to do: the tests pass."),
    ("hi", "Hello! What shall we work on?"),
    ("good morning", "Good morning! What is next?"),
    ("👍", "Great."),
    ("ok", "All right."),
    ("great, thank you", "You're welcome."),
    ("looks good", "Thanks for looking at it."),
    ("perfect", "Happy to hear that."),
    ("danke dir", "Gern geschehen!"),
    ("got it", "Good."),
    ("no", "All right, I leave it as it is."),
    ("cool", "Let me know when you want to go on."),
    ("merci", "Avec plaisir."),
    ("sounds good", "Good."),
    ("hm ok", "Say a word if anything is unclear."),
)
# What leads to work although it says nothing of it; the answer's first sentence does.
ORDERS = (
    "yes, do it",
    "ok go ahead",
    "continue with the second step",
    "please do that",
    "1",
    "the first option",
    "yes, and commit it",
    "go on with the plan",
    "mach das so",
    "do both",
    "yes please, with tests",
    "let's do it that way",
)
TOPICS = (
    ("discounts", "discount codes"),
    ("invoices", "invoices"),
    ("refunds", "refunds"),
    ("stock", "stock levels"),
    ("shipping", "shipping rates"),
    ("reviews", "product reviews"),
    ("wishlists", "wish lists"),
    ("taxes", "tax rates"),
    ("gift-cards", "gift cards"),
    ("returns", "return labels"),
    ("search", "search suggestions"),
    ("accounts", "customer accounts"),
    ("newsletter", "newsletter sign-ups"),
    ("bundles", "product bundles"),
    ("currencies", "currencies"),
    ("audit", "audit trails"),
)
PARTS = (
    "parser",
    "validation",
    "storage",
    "endpoint",
    "import",
    "export",
    "limits",
    "messages",
    "cache",
    "report",
)
_QUESTIONS = (
    (
        "Why does the {part} of {what} read the whole file for each order?",
        (
            "`src/shop/{module}/{part}.py` has no index: `load()` reads every line and keeps the last "
            "one that matches. With today's 2,000 lines that is 4 ms an order. A dictionary built once "
            "per process would do; the only writer is the nightly import, which could drop it."
        ),
    ),
    (
        "What happens to {what} when the payment fails halfway, in the {part}?",
        (
            "They stay reserved. `reserve()` in `src/shop/{module}/{part}.py` runs before the payment, "
            "and nothing calls `release()` when it raises. The nightly job finds them by their age of "
            "more than an hour, so that a customer cannot use them again until then."
        ),
    ),
    (
        "Is it safe to run the {part} of {what} from two workers at once?",
        (
            "No. Both would read the same row and write their own result, and the second one wins. "
            "SQLite locks the file for a write only, not between our read and our write; an `UPDATE … "
            "WHERE version = ?` in `src/shop/{module}/{part}.py` would make the second one fail."
        ),
    ),
)
_WORK = (
    (
        "Add the {part} of {what}, with tests, and commit when they pass.",
        "The {part} of {what} is in. Three tests cover the usual case, an empty one and a wrong one.",
    ),
    (
        "The {part} of {what} takes values below zero. Refuse them with a clear message.",
        "Values below zero are refused now, with the field and the value in the message.",
    ),
    (
        "Split the {part} of {what} from the routes, nothing else may change.",
        "The {part} is a module of its own. The routes call it, and all tests pass as before.",
    ),
    (
        "Write the {part} of {what} as we discussed: plain functions, no classes.",
        "Done as discussed: two plain functions, and a test for each of them.",
    ),
)
_TASKS = (
    "Find every caller of the {part} of {what} and write them down in the notes.",
    "Write the test data for the {part} of {what}.",
    "Look through the {part} of {what} for values that are never checked; note each.",
)


@dataclass(frozen=True, slots=True)
class Said:
    """A prompt and its answer, and the part of the shop that they are about."""

    prompt: str
    answer: str
    part: str = ""


class Phrases:
    """Prompts for one play: what is about work comes once, small talk once a session."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._orders = rng.sample(ORDERS, len(ORDERS))
        self._used: set[str] = set()
        self._small: dict[str, list[tuple[str, str]]] = {}

    def small_talk(self, session: str) -> Said:
        """What asks for nothing, and was not said in this session before."""
        left = self._small.setdefault(session, [])
        if not left:
            left += self._rng.sample(SMALL_TALK, len(SMALL_TALK))
        return Said(*left.pop())

    def question(self, topic: tuple[str, str]) -> Said:
        """A question with an answer that says something."""
        return self._draw(_QUESTIONS, topic)

    def work(self, topic: tuple[str, str], *, is_short: bool = False) -> Said:
        """A request; `is_short`: one whose meaning stands in the answer alone."""
        said = self._draw(_WORK, topic)
        if is_short and self._orders:
            return Said(self._orders.pop(), said.answer, said.part)
        return said

    def task(self, topic: tuple[str, str]) -> Said:
        """What an agent asks of a subagent."""
        return self._draw(tuple((task, "All of them are noted.") for task in _TASKS), topic)

    def _draw(self, templates: tuple[tuple[str, str], ...], topic: tuple[str, str]) -> Said:
        slug, what = topic
        while True:
            prompt, answer = self._rng.choice(templates)
            part = self._rng.choice(PARTS)
            values = {"what": what, "part": part, "module": slug.replace("-", "_")}
            text = prompt.format(**values)
            if text not in self._used:
                self._used.add(text)
                return Said(text, answer.format(**values), part)
