"""The generated blocks of made-up pages, as `minutebook index` writes them.

It would add them, too, which takes minutes where there are many pages. What of them is not as it
should be is put right by it, so that nothing depends on this.
"""

from __future__ import annotations

from collections.abc import Iterable

from minutebook.text.markdown import make_code_span, make_href, make_link
from scale.facts import Facts

# The names of relations as pages show them, in their order, each with the name of its other end.
_NAMES = {
    "supersedes": ("supersedes", "superseded by"),
    "amends": ("amends", "amended by"),
    "depends-on": ("depends on", "required by"),
    "adr": ("decides", "decided in"),
    "follows": ("follows", "followed by"),
    "relates-to": ("relates to", "relates to"),
}
_MAX_INLINE_FILES = 3


def relate_facts(all_facts: Iterable[Facts]) -> None:
    """Note with each record what it is related to, by the links of all."""
    by_name = {(facts.path.startswith("history"), facts.stem): facts for facts in all_facts}
    ordered = sorted(by_name.items(), key=lambda pair: pair[1].path)
    for name, (words, reverse) in _NAMES.items():
        for (is_prompt, _), facts in ordered:
            for stem in facts.links.get(name, ()):
                other = by_name[is_prompt and name != "adr", stem]
                facts.relations.append((words, other))
                other.relations.append((reverse, facts))


def render_links(facts: Facts) -> list[str]:
    """The block of links of a decision; nothing where it has none."""
    if not facts.relations:
        return []
    order = [words for pair in _NAMES.values() for words in pair]
    bullets = [
        f"* {words} {_link(facts, other)}"
        for words, other in sorted(facts.relations, key=lambda pair: order.index(pair[0]))
    ]
    block = ["<!-- minutebook:links -->", "## Links", "\n".join(bullets)]
    return [*block, "<!-- /minutebook:links -->"]


def render_summary(facts: Facts, agent: str, files: list[str], labels: list[str]) -> str:
    """The block below the heading of a prompt record. `agent`: with its model, in words."""
    count = f"{len(files)} file{'s' * (len(files) != 1)}" if files else ""
    shown = ", ".join(map(make_code_span, labels))
    parts = (facts.stage, facts.day.isoformat(), agent, count, shown)
    ways: dict[str, list[str]] = {"follows": [], "decides": [], "followed by": []}
    for words, other in facts.relations:
        ways[words].append(_link(facts, other))
    lines = (
        *(f"Previous: {link}" for link in ways["follows"]),
        *([f"Decides: {', '.join(ways['decides'])}"] if ways["decides"] else []),
        f"All of {make_link(facts.feature, 'README.md')}",
        *(f"Next: {link}" for link in ways["followed by"]),
    )
    content = f"{' · '.join(filter(None, parts))}\n\n{' · '.join(lines)}"
    return f"<!-- minutebook:summary -->\n{content}\n<!-- /minutebook:summary -->"


def render_outcome(files: list[str]) -> list[str]:
    """The block with the changed files; nothing where there are none. They are of one folder."""
    if not files:
        return []
    shown = ", ".join(map(make_code_span, files))
    lines = f"* **Changed files:** {shown}"
    if len(files) > _MAX_INLINE_FILES:
        folder = files[0].rpartition("/")[0]
        names = ", ".join(make_code_span(path.rpartition("/")[2]) for path in files)
        lines = f"* **Changed files:**\n  * {make_code_span(f'{folder}/')}: {names}"
    return [f"<!-- minutebook:outcome -->\n{lines}\n<!-- /minutebook:outcome -->"]


def _link(facts: Facts, other: Facts) -> str:
    return make_link(f"{other.ref} {other.title}", make_href(facts.path, other.path))
