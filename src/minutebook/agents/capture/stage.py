"""The stage of a turn, by rule: from its slash command, its tests, its files, its words."""

from __future__ import annotations

import re
from collections.abc import Iterable

from minutebook.agents.capture.prompt import find_slash_command
from minutebook.agents.capture.test_runs import find_test_runs
from minutebook.agents.capture.title import strip_request_phrases
from minutebook.agents.capture.turn import Turn

__all__ = ["infer_stage"]

# Slash commands that say the stage themselves: spec-kit's and its kin's (sp.plan, speckit.plan,
# opsx:plan), and plain ones.
_COMMANDS = {
    "constitution": "constitution",
    "specify": "spec",
    "spec": "spec",
    "clarify": "spec",
    "plan": "plan",
    "tasks": "tasks",
    "red": "red",
    "green": "green",
    "refactor": "refactor",
    "simplify": "refactor",
    "explain": "explainer",
    "adr": "misc",
    "phr": "misc",
    "checklist": "misc",
    "analyze": "misc",
    "taskstoissues": "misc",
    "git.commit_pr": "misc",
}
_PREFIX = re.compile(r"(?:sp|speckit|spec-kit|spec|specify|sdd|opsx)[.:](?=.)")
_TEST_FILE = re.compile(
    r"(?:^|/)(?:tests?|specs?|__tests__|testing|e2e|features)/|(?:^|/)(?:test_[^/]*|conftest)\.\w+$"
    r"|[^/]*(?:[_.-](?:test|tests|spec|specs|it)|Tests?|Spec|IT)\.\w+$"
)
_DOC = re.compile(
    r"\.(?:md|mdx|rst|adoc|txt|asciidoc|org)$|(?:^|/)(?:docs?|LICENSE|CHANGELOG|AUTHORS)(?:/|$)",
    re.IGNORECASE,
)
_PLANNING = (
    (re.compile(r"(?:^|/)constitution\.md$"), "constitution"),
    (re.compile(r"(?:^|/)specs?/.*spec\.md$|(?:^|/)spec\.md$"), "spec"),
    (re.compile(r"(?:^|/)plan\.md$"), "plan"),
    (re.compile(r"(?:^|/)tasks\.md$"), "tasks"),
)
_REFACTOR = re.compile(
    r"\b(?:refactor\w*|restructur\w+|clean(?:ed|ing)?[- ]?up|tidy\w*|simplif\w+|dedupl\w+|"
    r"extract\w*|"
    r"rename\w*|renaming|inline|decouple\w*|reorgani[sz]\w+|moderni[sz]\w+|split up)\b",
    re.IGNORECASE,
)
_QUESTION = re.compile(
    r"(?:how|why|what|which|where|when|who|whose|is|are|does|did|should|was|were|explain|describe|"
    r"tell me|show me|walk me|summari[sz]e|compare|help me understand|"
    r"(?:can|could|would|have|has) (?:i|we|they|it|the|this|these|those|any|there)|"
    r"do (?:i|we|you|they|these|those|any|both))\b",
    re.IGNORECASE,
)


def infer_stage(turn: Turn, changed_files: Iterable[str] = ()) -> str:
    """The stage of a turn by rule; "general" when unsure. `files` is what it changed, by git.

    In this order: the slash command; tests that fail at the end with test files changed (red);
    tests that failed and pass now (green); what the prompt calls refactoring, with no test failing
    (refactor); only a spec's pages (spec, plan, tasks, constitution); only documents, or nothing
    changed by a question (explainer); the command to implement (green).
    """
    changed = tuple(changed_files)
    command = _PREFIX.sub("", (turn.command or find_slash_command(turn.prompt)).lower(), count=1)
    if command in _COMMANDS:
        return _COMMANDS[command]
    results = [result for _, result in find_test_runs(turn) if result]
    told = _by_tests(turn, changed, results) or _by_files(turn, changed)
    return told or ("green" if command == "implement" and changed else "general")


def _by_tests(turn: Turn, changed: tuple[str, ...], results: list[str]) -> str:
    if not changed:
        return ""
    if results and results[-1] == "failed":
        return "red" if any(map(_TEST_FILE.search, changed)) else ""
    if "failed" in results:
        return "green"
    words = turn.prompt[:2000]
    code = not all(map(_DOC.search, changed))
    if code and _REFACTOR.search(words) and (len(results) > 1 or _REFACTOR.match(words.strip())):
        return "refactor"
    return ""


def _by_files(turn: Turn, changed: tuple[str, ...]) -> str:
    if not changed:
        asked, plain = turn.prompt.strip(), strip_request_phrases(turn.prompt[:2000])
        # "can you deploy it?" is an order.
        question = asked.endswith(("?", "？")) and asked.startswith(plain[:20])
        return "explainer" if question or _QUESTION.match(plain) else ""
    for pattern, name in _PLANNING:
        if any(map(pattern.search, changed)) and all(map(_DOC.search, changed)):
            return name
    return "explainer" if all(map(_DOC.search, changed)) else ""
