"""Sums a turn up by rule: its title and its stage, from its prompt, tests and files."""

from __future__ import annotations

import re
from collections.abc import Iterable

from minutebook.agents.capture.prompt import find_slash_command
from minutebook.agents.capture.test_runs import find_test_runs
from minutebook.agents.capture.turn import Turn

__all__ = ["infer_stage", "make_title"]

# The title --------------------------------------------------------------------------------------

_FENCED_BLOCK = re.compile(r"^ {0,3}(```|~~~).*?(?:^ {0,3}\1[^\n]*$|\Z)", re.MULTILINE | re.DOTALL)
_LINE_MARKERS = re.compile(r"(?:#{1,6}\s+|>\s?|[-*+]\s+(?:\[[ xX]\]\s+)?|[0-9]{1,3}[.)]\s+)+")
_LINK = re.compile(r"!?\[([^\]\n]{0,300})\]\([^)\n]{0,500}\)")
# Group 1 is a span of code, which stays as it is; everything else that matches is left out.
_EMPHASIS = re.compile(
    r"((?<!`)`[^`\n]{1,500}`(?!`))|\*\*|__|`+|~~|(?<![\w*])\*(?=\S)|(?<=\S)\*(?![\w*])"
)
_TAGS = re.compile(r"</?[A-Za-z][\w-]{0,40}(?: [^<>\n]{0,200})?>")
_SENTENCE_END = re.compile(r"[.!?](?=[\s\"')\]]|\Z)|[。！？]")
_ABBREVIATION = re.compile(
    r"(?:\b(?:e\.g|i\.e|etc|vs|approx|cf|no|fig|mr|mrs|dr|st)|\b[a-z])\Z", re.IGNORECASE
)
_ADDRESSEE = r"(?:there|again|all|everyone|team|claude|codex|gemini|cursor|copilot|assistant)"
# "hi" is a greeting whatever follows; "no" and "so" only before a comma or a full stop.
_GREETING = re.compile(
    rf"(?:(?:(?:hi|hello|hey|hallo|dear|please|pls)(?:[ ,]+{_ADDRESSEE})?(?=[\s,.!:;–—]|\Z)"
    r"|(?:good (?:morning|afternoon|evening|day)|greetings|thanks|thank you|thx|ok|okay|alright"
    r"|great|perfect|cool|nice|sure|yes|yep|no|well|now|so|then|right)"
    rf"(?: {_ADDRESSEE})?(?=[,.!:;–—]|\Z))"
    r"[\s,.!:;–—]*)+",
    re.IGNORECASE,
)
_REQUEST = re.compile(
    r"(?:(?:can|could|would|will) you (?:please |kindly |now |also |just )*"
    r"|(?:i|we) (?:want|need|would like|'d like) you to |i'd like you to |please |kindly )+",
    re.IGNORECASE,
)
_MAX_TITLE_CHARS = 70
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]"
)
_SURROGATES = re.compile("[\ud800-\udfff]")
_NO_TITLE = "Untitled prompt"


def make_title(prompt: str) -> str:
    """Make a record's title from its prompt: the first sentence that is not trivial.

    At most 70 characters, cut between words. Markdown, greetings and "could you please" are left
    out, but code keeps its backticks; the title of a slash command is that of its arguments, or the
    command where it has none. "Untitled prompt" only where the prompt has neither letters nor
    digits.
    """
    text = prompt[:20_000]
    command = find_slash_command(text)
    if command:
        arguments = text.lstrip()[len(command) + 1 :]
        return _find_title(arguments) or f"/{command}"[:_MAX_TITLE_CHARS]
    return _find_title(text) or _find_title(text, is_markdown=False) or _NO_TITLE


def _find_title(text: str, is_markdown: bool = True) -> str:
    """The first sentence of three words or 15 characters, else the first at all; "" for none."""
    if is_markdown:
        text = _TAGS.sub(" ", _FENCED_BLOCK.sub("\n", text))
    short_title = ""
    for line in text.split("\n")[:200]:
        for sentence in _split_sentences(_strip_markdown(line) if is_markdown else line):
            title = _make_sentence_title(sentence) if is_markdown else _clean_whitespace(sentence)
            if not any(char.isalnum() for char in title):
                continue
            if len(title.split()) >= 3 or len(title) >= 15 or not title.isascii():
                return _shorten_title(title)
            short_title = short_title or title
    return _shorten_title(short_title)


def _strip_markdown(line: str) -> str:
    line = line[:2000].strip()
    line = line[len(markers[0]) :] if (markers := _LINE_MARKERS.match(line)) else line
    return _EMPHASIS.sub(r"\1", _LINK.sub(r"\1", line))


def _split_sentences(line: str) -> list[str]:
    """The sentences of a line without their full stops; an abbreviation does not end one."""
    sentences, position = [], 0
    for end in _SENTENCE_END.finditer(line):
        if _ABBREVIATION.search(line[max(position, end.start() - 10) : end.start()]):
            continue
        sentences.append(line[position : end.start()] + (end[0] if end[0] in "?？" else ""))
        position = end.end()
    return [*sentences, line[position:]]


def _make_sentence_title(sentence: str) -> str:
    title, is_request = _strip_request(_clean_whitespace(sentence))
    title = title.removesuffix("?") if is_request else title
    # Code keeps its case: `main.py`, `fix_it()`; a word of prose begins with a capital.
    first_word = title.split(" ", 1)[0]
    return title[:1].upper() + title[1:] if first_word.strip(",:").isalpha() else title


def _strip_request(sentence: str) -> tuple[str, bool]:
    """A sentence without its greeting and "could you please", and whether it had the latter.

    "Could you add it?" is a request, not a question.
    """
    is_request = False
    for opening in (_GREETING, _REQUEST):
        if match := opening.match(sentence):
            sentence = sentence[match.end() :].strip(" ,:;-–—")
            is_request = opening is _REQUEST
    return sentence, is_request


def _clean_whitespace(text: str) -> str:
    """A text in one line, without invisible characters and halves of surrogate pairs."""
    return " ".join(_SURROGATES.sub("\ufffd", _INVISIBLE.sub(" ", text)).split()).strip(" ,:;")


def _shorten_title(text: str) -> str:
    """A title of at most 70 characters, without the backtick of a span of code that was cut."""
    text = _cut_title(text)
    if text.count("`") % 2:
        start, _, end = text.rpartition("`")
        text = start + end
    return text


def _cut_title(text: str) -> str:
    if len(text) <= _MAX_TITLE_CHARS:
        return text
    shortened = text[: _MAX_TITLE_CHARS + 1]
    position = shortened.rfind(" ")
    shortened = (
        shortened[:position] if position >= _MAX_TITLE_CHARS // 3 else shortened[:_MAX_TITLE_CHARS]
    )
    return shortened.rstrip(" ,:;-–—(") or shortened


# The stage --------------------------------------------------------------------------------------

# Slash commands that name a stage: those of spec-kit and similar tools (sp.plan, speckit.plan,
# opsx:plan), and plain ones.
_STAGES_OF_COMMANDS = {
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
_COMMAND_PREFIX = re.compile(r"(?:sp|speckit|spec-kit|spec|specify|sdd|opsx)[.:](?=.)")
_TEST_FILE = re.compile(
    r"(?:^|/)(?:tests?|specs?|__tests__|testing|e2e|features)/|(?:^|/)(?:test_[^/]*|conftest)\.\w+$"
    r"|[^/]*(?:[_.-](?:test|tests|spec|specs|it)|Tests?|Spec|IT)\.\w+$"
)
_DOCUMENT = re.compile(
    r"\.(?:md|mdx|rst|adoc|txt|asciidoc|org)$|(?:^|/)(?:docs?|LICENSE|CHANGELOG|AUTHORS)(?:/|$)",
    re.IGNORECASE,
)
_PLANNING_PAGES = (
    (re.compile(r"(?:^|/)constitution\.md$"), "constitution"),
    (re.compile(r"(?:^|/)specs?/.*spec\.md$|(?:^|/)spec\.md$"), "spec"),
    (re.compile(r"(?:^|/)plan\.md$"), "plan"),
    (re.compile(r"(?:^|/)tasks\.md$"), "tasks"),
)
_REFACTORING = re.compile(
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
    """Infer the stage of a turn by rules; "general" where none applies.

    `changed_files` are the paths that the turn changed, by git. The rules, in their order: the
    slash command names a stage; tests fail at the end and test files changed (red); tests failed
    and pass now (green); the prompt asks for refactoring and no test fails (refactor); only pages
    of a specification changed (spec, plan, tasks, constitution); only documents changed, or nothing
    did and the prompt is a question (explainer); the command is to implement (green).
    """
    changed_paths = tuple(changed_files)
    slash_command = turn.command or find_slash_command(turn.prompt)
    command = _COMMAND_PREFIX.sub("", slash_command.lower(), count=1)
    if command in _STAGES_OF_COMMANDS:
        return _STAGES_OF_COMMANDS[command]
    results = [result for _, result in find_test_runs(turn) if result]
    stage = _infer_from_tests(turn, changed_paths, results) or _infer_from_files(
        turn, changed_paths
    )
    return stage or ("green" if command == "implement" and changed_paths else "general")


def _infer_from_tests(turn: Turn, changed_paths: tuple[str, ...], results: list[str]) -> str:
    if not changed_paths:
        return ""
    if results and results[-1] == "failed":
        return "red" if any(map(_TEST_FILE.search, changed_paths)) else ""
    if "failed" in results:
        return "green"
    prompt = turn.prompt[:2000]
    changes_code = not all(map(_DOCUMENT.search, changed_paths))
    if (
        changes_code
        and _REFACTORING.search(prompt)
        and (len(results) > 1 or _REFACTORING.match(prompt.strip()))
    ):
        return "refactor"
    return ""


def _infer_from_files(turn: Turn, changed_paths: tuple[str, ...]) -> str:
    if not changed_paths:
        prompt, request = turn.prompt.strip(), _strip_request(turn.prompt[:2000].strip())[0]
        # "can you deploy it?" is an order.
        is_question = prompt.endswith(("?", "？")) and prompt.startswith(request[:20])
        return "explainer" if is_question or _QUESTION.match(request) else ""
    for pattern, stage in _PLANNING_PAGES:
        if any(map(pattern.search, changed_paths)) and all(map(_DOCUMENT.search, changed_paths)):
            return stage
    return "explainer" if all(map(_DOCUMENT.search, changed_paths)) else ""
