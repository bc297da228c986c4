"""The pages of a made-up record set: prompts and decisions, in the form that minutebook writes.

First the facts of all records are drawn, as an older decision states its successor; then one page
after the other is written. The index pages are left to `minutebook index`.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from hashlib import sha256
from posixpath import dirname, relpath

from minutebook.text.frontmatter.emit import format_fields
from scale.blocks import relate_facts, render_links, render_outcome, render_summary
from scale.facts import AREAS, PARTS, Facts, draw_facts
from scale.texts import TextPools, write_code, write_title

# To be raised with every change of what is made: kept record sets of other versions are not used.
GENERATOR_VERSION = 1
_MODULES = 8  # of each feature's source code
_AGENTS = (("claude", "claude-x"), ("codex", "gpt-y"), ("gemini", "gemini-z"), ("copilot", ""))
_PEOPLE = ("Ada Example", "Grace Example", "Linus Beispiel", "山田 太郎", "ليلى مثال")
_LABELS = ("cache", "speed", "tests", "docs", "security", "release", "cleanup", "design", "bug")
_LINT_COMMENT = "<!-- markdownlint-disable-file MD004 MD024 MD025 MD026 MD049 MD050 -->"
_MIN_BYTES, _MAX_BYTES = 1_100, 2_700  # of a page's prose; with the facts it has 2 to 4 KB


def make_pages(size: int, seed: int = 1) -> Iterator[tuple[str, str]]:
    """`size` records as pairs of path and text, the same for the same seed."""
    chance = random.Random(f"{seed} {size}")
    pools = TextPools.draw(chance)
    all_facts = draw_facts(chance, size)
    relate_facts(all_facts)
    for facts in all_facts:
        page = _write_prompt if facts.stage else _write_decision
        yield facts.path, page(chance, pools, facts)


def make_sources() -> Iterator[tuple[str, str]]:
    """The source files that prompts name, as pairs of path and text."""
    for area in AREAS:
        for part in PARTS:
            for module in range(_MODULES):
                yield name_source(f"{area}-{part}", module), f"ROWS = {module}\n"


def name_source(feature: str, module: int) -> str:
    """The path of a source file."""
    return f"src/{feature}/module_{module}.py"


def _write_decision(chance: random.Random, pools: TextPools, facts: Facts) -> str:
    size = chance.randrange(_MIN_BYTES, _MAX_BYTES)
    context = pools.write_paragraphs(chance, facts.language, size // 2)
    outcome = pools.write_paragraphs(chance, facts.language, size // 4)
    options = [write_title(chance, facts.language) for _ in range(3)]
    good, bad = chance.sample(pools.sentences[facts.language], 2)
    front_matter = format_fields(
        {"status": facts.status, "date": facts.day.isoformat()}
        | {"decision-makers": [chance.choice(_PEOPLE)]}
        | ({"links": facts.links} if facts.links else {})
    )
    parts = [
        f"---\n{front_matter}---",
        f"# {facts.ref} {facts.title}",
        "## Context and Problem Statement",
        *context,
        *_mention(facts),
        "## Considered Options",
        "\n".join(f"* {option}" for option in options),
        "## Decision Outcome",
        f'Chosen option: "{options[0]}".',
        *outcome,
        *([write_code(chance)] if chance.random() < 0.4 else []),
        "### Consequences",
        f"* Good, because: {good}\n* Bad, because: {bad}",
        *render_links(facts),
    ]
    return "\n\n".join(parts) + "\n"


def _write_prompt(chance: random.Random, pools: TextPools, facts: Facts) -> str:
    size = chance.randrange(_MIN_BYTES, _MAX_BYTES)
    prompt = "\n\n".join(pools.write_paragraphs(chance, facts.language, size // 4))
    response = pools.write_paragraphs(chance, facts.language, size // 2)
    agent, model = chance.choice(_AGENTS)
    modules = sorted(chance.sample(range(_MODULES), chance.randrange(6)))
    files = [name_source(facts.feature, module) for module in modules]
    front: dict[str, object] = {"id": f"{facts.number:04}", "title": facts.title}
    front |= {"stage": facts.stage, "date": facts.day.isoformat(), "agent": agent}
    front |= ({"model": model} if model else {}) | {"feature": facts.feature, "branch": "main"}
    front["user"] = chance.choice(_PEOPLE)
    labels = chance.sample(_LABELS, chance.randrange(4))
    front |= {"labels": labels} if labels else {}
    hidden: dict[str, object] = {"session": facts.session, "tokens": chance.randrange(90_000)}
    hidden |= {"links": facts.links} if facts.links else {}
    hidden |= {"files": files} if files else {}
    hidden |= {"fidelity": "verbatim", "digest": f"sha256:{sha256(prompt.encode()).hexdigest()}"}
    impact = chance.choice(pools.sentences[facts.language])
    parts = [
        f"---\n{format_fields(front)}---",
        f"# {facts.ref} {facts.title}",
        render_summary(facts, f"{agent} with {model}" if model else agent, files, labels),
        "## Prompt",
        "\n".join(f"> {line}" if line else ">" for line in prompt.split("\n")),
        "## Response snapshot",
        *response,
        *_mention(facts),
        *([write_code(chance)] if chance.random() < 0.4 else []),
        "## Outcome",
        f"* **Impact:** {impact}",
        *render_outcome(files),
        f"{_LINT_COMMENT}\n<!-- minutebook:record\n{format_fields(hidden)}-->",
    ]
    return "\n\n".join(parts) + "\n"


def _mention(facts: Facts) -> list[str]:
    """A paragraph with a link to another record, where the page has one."""
    other = facts.mentioned
    if other is None:
        return []
    return [f"More on this: [{other.ref}]({relpath(other.path, dirname(facts.path))})."]
