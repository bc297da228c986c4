"""The rules of `check`: a module for each topic, in it a function for each rule.

Topics that belong together are a package. To add a rule, write a function with `@rule` (see
`checks.base`) in one of these modules, or in a new one that TOPICS lists: `check`, its
explanations, the configuration's `rules` and SARIF take it from here.
"""

from __future__ import annotations

# All topics, in the order in which rules are listed, so that places in SARIF's list stay.
TOPICS = (
    "reading",
    "states",
    "obstacles",
    "numbers",
    "relations.dangling",
    "relations.supersessions",
    "relations.moves",
    "relations.circles",
    "relations.texts",
    "relations.governed",
    "relations.citations",
    "relations.drifted",
    "pages",
    "prompts",
    "secrets",
    "agent_instructions",
    "files",
    "dates",
    "suggestions",
    "generated",
    "silences",
)
# How a page silences a rule: `<!-- minutebook:silence CODE reason -->`.
SILENCE_PREFIX = "<!-- minutebook:silence"
