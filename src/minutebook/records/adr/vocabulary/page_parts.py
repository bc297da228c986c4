"""The parts of a decision's page by the words that open them: its options, what was decided."""

from __future__ import annotations

from minutebook.lean.patterns import compile_lazily

# The part of a page that a heading or a label opens, by the first pattern that matches it: the
# options, the decision, or text that is only mentioned or refused.
_PART_TABLE = r"""
mentioned decision (?:drivers?|makers?|context|process|criteria|date)|decide\w* (?:by|on)
options   .*\b(?:options?|alternatives?|candidates)\b.*|(?:what )?we considered
refused   (?:and |we )*(?:neglect|reject|discard|against|not chosen|ruled out)\w*\b.*
decision  (?:the |our |proposed |final |architect\w+ |key |main )?DECISION(?: MADE)?
decision  (?:chosen|selected|preferred) \w+|we (?:have )?(?:decided|chose|will|choose|use)\b.*
mentioned (?:positive |negative |general |expected )?consequences?|(?:good|bad),? because.*
mentioned (?:context|problem|the problem|rationale|accepting|related|follow.?ups?|future)\b.*
mentioned (?:summary of|author|why)\b.*|pros|cons|pros and cons|positive|negative|neutral|links?
mentioned references|notes|status|background|more information|(?:dis)?advantages|impacts?|risks?
mentioned implications|confirmation|validation|drivers|motivation|issue|trade ?-?offs|requirements
mentioned assumptions|constraints|date|tags|see also|history|change ?log|benefits|costs?|drawbacks
mentioned in the context of|facing|to achieve|limitations|reasons?|deciders?|next steps
"""
_DECISION_WORDS = (
    r"(?:decisions?|resolution|conclusions?|recommendations?|solution|proposal|outcome|choice)"
)
_DECISION_SUFFIXES = r"(?:outcomes?|results?|taken|made|summary|details)"
_PART_PATTERNS = [
    (row.split()[0], compile_lazily(rf"(?:{row.partition(' ')[2].strip()})\Z"))
    for row in _PART_TABLE.replace("DECISION", _DECISION_WORDS)
    .replace("MADE", _DECISION_SUFFIXES)
    .strip()
    .split("\n")
]
CHOSEN_OPTION = compile_lazily(
    r"(?i)\b(?:chosen|selected|preferred|decided|picked)[* ]{0,3}(?:option|alternative|solution"
    r"|approach|choice)?s?[* ]{0,3}(?: is| was)?[ *]{0,3}[:=—–-][ *]{0,4}([^\n]{2,400})"
)


def find_part(title: str) -> str:
    """The part that a folded heading or label opens; "" for none.

    It is "options", "decision", "refused" or "mentioned": what decides nothing.
    """
    return next((part for part, pattern in _PART_PATTERNS if pattern.match(title)), "")
