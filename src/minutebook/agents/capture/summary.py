"""Sums a turn up by rule: its title and its stage, from its prompt, tests and files."""

from __future__ import annotations

import re
from collections.abc import Iterable

from minutebook.agents.capture.prompt import find_slash_command
from minutebook.agents.capture.test_runs import find_test_runs
from minutebook.agents.capture.turn import Turn

__all__ = ["infer_stage", "make_title"]

# The title --------------------------------------------------------------------------------------

_FENCED = re.compile(r"^ {0,3}(```|~~~).*?(?:^ {0,3}\1[^\n]*$|\Z)", re.MULTILINE | re.DOTALL)
_LEAD = re.compile(r"(?:#{1,6}\s+|>\s?|[-*+]\s+(?:\[[ xX]\]\s+)?|[0-9]{1,3}[.)]\s+)+")
_LINK = re.compile(r"!?\[([^\]\n]{0,300})\]\([^)\n]{0,500}\)")
_EMPHASIS = re.compile(r"\*\*|__|`+|~~|(?<![\w*])\*(?=\S)|(?<=\S)\*(?![\w*])")
_TAGS = re.compile(r"</?[A-Za-z][\w-]{0,40}(?: [^<>\n]{0,200})?>")
_SENTENCE = re.compile(r"[.!?](?=[\s\"')\]]|\Z)|[。！？]")
_SHORT = re.compile(
    r"(?:\b(?:e\.g|i\.e|etc|vs|approx|cf|no|fig|mr|mrs|dr|st)|\b[a-z])\Z", re.IGNORECASE
)
_WHOM = r"(?:there|again|all|everyone|team|claude|codex|gemini|cursor|copilot|assistant)"
# "hi" is a greeting whatever follows; "no" and "so" only before a comma or a full stop.
_GREETING = re.compile(
    rf"(?:(?:(?:hi|hello|hey|hallo|dear|please|pls)(?:[ ,]+{_WHOM})?(?=[\s,.!:;–—]|\Z)"
    r"|(?:good (?:morning|afternoon|evening|day)|greetings|thanks|thank you|thx|ok|okay|alright"
    r"|great|perfect|cool|nice|sure|yes|yep|no|well|now|so|then|right)"
    rf"(?: {_WHOM})?(?=[,.!:;–—]|\Z))"
    r"[\s,.!:;–—]*)+",
    re.IGNORECASE,
)
_ASKING = re.compile(
    r"(?:(?:can|could|would|will) you (?:please |kindly |now |also |just )*"
    r"|(?:i|we) (?:want|need|would like|'d like) you to |i'd like you to |please |kindly )+",
    re.IGNORECASE,
)
_LONGEST = 70
_UNSEEN = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]")
_LOST = re.compile("[\ud800-\udfff]")
_NONE = "Untitled prompt"


def make_title(prompt: str) -> str:
    """A record's title from its prompt: the first sentence that says something.

    At most 70 characters, cut at a word. Markdown, greetings and "could you please" go; a slash
    command gives its arguments, or itself where it has none. "Untitled prompt" only when there is
    nothing at all.
    """
    text = prompt[:20_000]
    command = find_slash_command(text)
    if command:
        rest = text.lstrip()[len(command) + 1 :]
        return _titled(rest) or f"/{command}"[:_LONGEST]
    return _titled(text) or _titled(text, strict=False) or _NONE


def _titled(text: str, strict: bool = True) -> str:
    if strict:
        text = _TAGS.sub(" ", _FENCED.sub("\n", text))
    best = ""
    for line in text.split("\n")[:200]:
        for sentence in _sentences(_plain(line) if strict else line):
            told = _worded(sentence) if strict else _clean(sentence)
            if not any(sign.isalnum() for sign in told):
                continue
            if len(told.split()) >= 3 or len(told) >= 15 or not told.isascii():
                return _cut(told)
            best = best or told
    return _cut(best)


def _plain(line: str) -> str:
    line = line[:2000].strip()
    line = line[len(lead[0]) :] if (lead := _LEAD.match(line)) else line
    return _EMPHASIS.sub("", _LINK.sub(r"\1", line))


def _sentences(line: str) -> list[str]:
    found, place = [], 0
    for end in _SENTENCE.finditer(line):
        if _SHORT.search(line[max(place, end.start() - 10) : end.start()]):
            continue
        found.append(line[place : end.start()] + (end[0] if end[0] in "?？" else ""))
        place = end.end()
    return [*found, line[place:]]


def _worded(sentence: str) -> str:
    told, asked = _stripped(_clean(sentence))
    told = told.removesuffix("?") if asked else told
    # Code keeps its case: `main.py`, `fix_it()`; a word of prose begins with a capital.
    word = told.split(" ", 1)[0]
    return told[:1].upper() + told[1:] if word.strip(",:").isalpha() else told


def strip_request_phrases(sentence: str) -> str:
    """What a sentence asks, without its greeting and "could you please"."""
    return _stripped(sentence.strip())[0]


def _stripped(told: str) -> tuple[str, bool]:
    """The same, and whether it was asked for: "could you add it?" is no question."""
    asked = False
    for opening in (_GREETING, _ASKING):
        if met := opening.match(told):
            told = told[met.end() :].strip(" ,:;-–—")
            asked = opening is _ASKING
    return told, asked


def _clean(text: str) -> str:
    return " ".join(_LOST.sub("\ufffd", _UNSEEN.sub(" ", text)).split()).strip(" ,:;")


def _cut(text: str) -> str:
    if len(text) <= _LONGEST:
        return text
    cut = text[: _LONGEST + 1]
    place = cut.rfind(" ")
    cut = cut[:place] if place >= _LONGEST // 3 else cut[:_LONGEST]
    return cut.rstrip(" ,:;-–—(") or cut


# The stage --------------------------------------------------------------------------------------

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
