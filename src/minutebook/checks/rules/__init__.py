"""The rules of `check`: a module for each topic, in it a function for each rule.

Topics that belong together are a package. To add a rule, write a function with `@rule` (see
`checks.base`) in one of these modules or in a new one: `check`, its explanations, the
configuration's `rules` and SARIF take it from here.
"""

from __future__ import annotations

# The order in which rules are listed, so that places in SARIF's list stay. A topic that is not
# among them stands behind them.
TOPICS = (
    "reading",
    "states",
    "interrupted",
    "blocked",
    "numbers",
    "relations.dangling",
    "relations.supersessions",
    "relations.moves",
    "relations.circles",
    "relations.texts",
    "pages",
    "prompts",
    "secrets",
    "files",
    "dates",
    "suggestions",
    "generated",
    "silences",
)
# How a page silences a rule: `<!-- minutebook:silence CODE reason -->`.
SILENCE_PREFIX = "<!-- minutebook:silence"
