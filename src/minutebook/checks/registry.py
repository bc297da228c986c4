"""Finds the rules of `check`: each Rule that a module of `checks/rules` declares.

A new rule is a function in one of these modules, or a new module: nothing else lists it.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from functools import cache

from minutebook.checks import rules
from minutebook.checks.base import Rule
from minutebook.errors import UsageError


@cache
def list_rules() -> tuple[Rule, ...]:
    """All rules: topics in the order of `rules.TOPICS`, others behind them by name.

    Within a topic rules stand as in its module. Raises ValueError where two have one code.
    """
    topics = set(_walk_topics(rules.__path__))
    listed = [topic for topic in rules.TOPICS if topic in topics]
    rule_by_code: dict[str, Rule] = {}
    for topic in (*listed, *sorted(topics.difference(listed))):
        for value in vars(importlib.import_module(f"{rules.__name__}.{topic}")).values():
            if isinstance(value, Rule) and rule_by_code.setdefault(value.code, value) != value:
                raise ValueError(f"two rules have the code {value.code!r}, one in {topic}.py")
    return tuple(rule_by_code.values())


def _walk_topics(folders: Iterable[str], prefix: str = "") -> Iterator[str]:
    """The names of the modules below some folders: `numbers`, `relations.dangling`."""
    for module in pkgutil.iter_modules(list(folders)):
        name = f"{prefix}{module.name}"
        if module.ispkg:
            package = importlib.import_module(f"{rules.__name__}.{name}")
            yield from _walk_topics(package.__path__, f"{name}.")
        else:
            yield name


def find_rule(code: str) -> Rule | None:
    """The rule of a code; None where there is no such rule."""
    return next((rule for rule in list_rules() if rule.code == code), None)


def find_similar_code(code: str) -> str:
    """The code of a rule that looks most like an unknown code; "" where none is close."""
    codes = [rule.code for rule in list_rules()]
    return next(iter(get_close_matches(code[:60], codes, 1)), "")


def require_rule(code: str) -> Rule:
    """The rule of a code. Raises UsageError, with the codes like it, where there is none."""
    rule = find_rule(code)
    if rule is None:
        similar = get_close_matches(code[:60], [rule.code for rule in list_rules()], 3)
        meant = f"; did you mean {' or '.join(map(repr, similar))}?" if similar else ""
        raise UsageError(
            f"no rule is called {code!r}{meant}",
            f"minutebook check --explain {similar[0] if similar else '-'}",
        )
    return rule


def explain(code: str) -> str:
    """What a rule is for, and how to set its severity or silence it, as lines of text.

    Raises UsageError where no rule has the code.
    """
    rule = require_rule(code)
    only = f" --only {code}" if rule.on_request else ""
    repair = f"\n`minutebook check --fix{only}` {rule.fixes}" if rule.fixes else ""
    request = f"\nIt is run on request: `minutebook check{only}`." if only else ""
    return (
        f"{rule.code} ({rule.severity})\n{rule.explanation}{repair}{request}\n"
        f"To change its severity, set `{code}` under `rules` in the configuration"
        " to off, info, warning or error.\n"
        f"To silence it in one page, write there: {rules.SILENCE_PREFIX} {code} the reason -->"
    )
