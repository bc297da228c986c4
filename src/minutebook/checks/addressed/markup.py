"""Markup of the roles in a conversation, and markup that keeps a text from being seen."""

from __future__ import annotations

from collections.abc import Iterator

from minutebook.lean.patterns import compile_lazily

ROLE_MARKUP = "has the markup of a conversation's roles"
TOOL_MARKUP = "has the markup of a tool or of a system's message"
ROLE_LABEL = "has the label of a conversation's role"
HIDDEN_STYLE = "has a text that no reader sees"

_ROLE_SIGNS = ("<|", "inst]", "sys>>", "<system", "<assistant", "<human")
_ROLES = compile_lazily(
    r"<\|(?:im_(?:start|end|sep)|system|user|assistant|human|endoftext|end_of_turn"
    r"|start_of_turn|eot_id"
    r"|start_header_id|end_header_id|begin_of_text|endofprompt|end|tool)\|>"
    r"|\[/?inst\]|<</?sys>>"
    r"|<(?:system|assistant|human)(?:[-_ ]?(?:prompt|message|instructions?|note|override))?>"
    r"(?=\s{0,4}\S{1,30}\s{1,4}\S)"
)
_TOOL_SIGNS = (
    "<system-reminder",
    "<function_",
    "<invoke",
    "<tool_",
    "<important",
    "_for_",
    "<ai_",
    "<admin",
)
_TOOLS = compile_lazily(
    r"</?(?:antml:)?(?:system-reminder|function_calls|function_results|invoke name="
    r"|tool_(?:use|calls?|results?)"
    r"|important_instructions?(?:_\w{1,30})?|(?:\w{1,30}_)?instructions?_for_\w{1,30}"
    r"|ai_(?:note|instructions?|message)|admin_"
    r"(?:note|message|instructions?))\b[\w =\"']{0,60}>?"
)
# A label at a line's beginning counts where what follows speaks to somebody.
_SYSTEM_LABEL = compile_lazily(
    r"(?m)^[ \t]{0,3}(?:#{1,6} {1,3})?\[?system\]?(?: (?:prompt|message|note"
    r"|override))?:?\]?[ \t]{0,4}(?<=[:\]])"
    r"\s{0,4}(?:[^\n]{0,60}?\b(?:you (?:are|will|must|should|have|may|can)|your (?:task"
    r"|instructions|rules|new)"
    r"|obey|ignore|disregard|new (?:instructions?|task|rules|orders)"
    r"|(?:previous|prior|above|earlier) (?:rules|instructions|prompts?)))"
)
_DIALOGUE = compile_lazily(
    r"(?m)^[ \t]{0,3}(?:human|user): (?=[^\n]{0,200}\b(?:please|delete|run|ignore|approve|do"
    r"|go)\b)(?:[^\n]{3,400}\n\s{0,4}|[^\n]{3,400}? )assistant: [^\n]{3,60}"
)
_JSON_ROLE = compile_lazily(
    r"\"role\" {0,3}: {0,3}\"system\" {0,3}, {0,3}\"content\" {0,3}: {0,3}\"[^\"\n]{3,60}"
)
_STYLE = compile_lazily(
    r"style {0,3}= {0,3}[\"'][^\"'<>]{0,200}?(?:display {0,3}: {0,3}none"
    r"|visibility {0,3}: {0,3}hidden"
    r"|font-size {0,3}: {0,3}0(?![.\d]*[1-9])|opacity {0,3}: {0,3}0(?![.\d]*[1-9])"
    r"|(?<![\w-])color {0,3}: {0,3}(?:white|#fff(?:fff)?|transparent)\b(?![^\"']{0,200}background))"
    r"[^\"'<>]{0,200}[\"'][^<>]{0,100}>(?=[^<>]{0,10}?\w{2,30}[^<>\w]{1,4}\w)"
)


_ROWS = (
    (ROLE_MARKUP, _ROLE_SIGNS, _ROLES),
    (TOOL_MARKUP, _TOOL_SIGNS, _TOOLS),
    (ROLE_LABEL, ("system",), _SYSTEM_LABEL),
    (ROLE_LABEL, ('"role"',), _JSON_ROLE),
    (ROLE_LABEL, ("assistant: ",), _DIALOGUE),
)


def find_markup(text: str) -> Iterator[tuple[str, int, int]]:
    """Such markup in a folded text: kind, start, end."""
    for kind, signs, pattern in _ROWS:
        if any(sign in text for sign in signs):
            for match in pattern.finditer(text):
                yield kind, *match.span()
    if "style" in text and "<" in text:
        for match in _STYLE.finditer(text):
            tag_start = text.rfind("<", max(0, match.start() - 300), match.start())
            if tag_start > text.rfind(">", max(0, match.start() - 300), match.start()):
                yield HIDDEN_STYLE, *match.span()
