"""Finds the rules of `check`: each Rule that a module of `checks/rules` declares.

A new rule is a function in one of these modules; a new module has its place in `rules.TOPICS`.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module

from minutebook.checks import rules
from minutebook.checks.base import Rule
from minutebook.errors import UsageError


@cache
def list_rules() -> tuple[Rule, ...]:
    """All rules: topics in the order of `rules.TOPICS`.

    Within a topic rules stand as in its module. Raises ValueError where two have one code.
    """
    rule_by_code: dict[str, Rule] = {}
    for topic in rules.TOPICS:  # pkgutil, to walk the package, takes half of Python's start
        for value in vars(import_module(f"{rules.__name__}.{topic}")).values():
            if isinstance(value, Rule) and rule_by_code.setdefault(value.code, value) != value:
                raise ValueError(f"two rules have the code {value.code!r}, one in {topic}.py")
    return tuple(rule_by_code.values())


def find_rule(code: str) -> Rule | None:
    """The rule of a code; None where there is no such rule."""
    return next((rule for rule in list_rules() if rule.code == code), None)


def find_similar_code(code: str) -> str:
    """The code of a rule that looks most like an unknown code; "" where none is close."""
    from difflib import get_close_matches  # nobody mistypes each time

    codes = [rule.code for rule in list_rules()]
    return next(iter(get_close_matches(code[:60], codes, 1)), "")


def require_rule(code: str) -> Rule:
    """The rule of a code. Raises UsageError, with the codes like it, where there is none."""
    rule = find_rule(code)
    if rule is None:
        from difflib import get_close_matches

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
        f"To silence it in one page, write there: {rules.SILENCE_PREFIX} {code} the reason -->\n"
        f"For an example, and what mends it: minutebook guide rules {code}"
    )
