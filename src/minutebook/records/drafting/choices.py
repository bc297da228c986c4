"""The chosen option of a decision: where its draft tells it, and the words that the page has."""

from __future__ import annotations

import re
from collections.abc import Callable

from minutebook.lean.values import Value
from minutebook.records.drafting import prose
from minutebook.records.drafting.drafts import AdrDraft
from minutebook.records.filenames import clean_title

# What may follow the name of an option with which the text of a decision begins.
_AFTER_NAME = r"\s*(?:[,;]?\s+(?P<because>because\b)|[,;:.]|\s[-–—](?=\s)|\Z)\s*"
_BECAUSE = r"\s*because\b\s*"
# What ends the first clause of a decision, and words by which it names what was not chosen.
_CLAUSE_END = (
    r"[,;:.!?](?=\s|\Z)|\n|(?i:\b(?:because|since|as|over|instead of|rather than)\b)|\s[-–—]\s"
)
_NEGATION = r"(?i)\b(?:not?|never|neither|without|against|reject\w*|drop\w*|remov\w*)\b|n['’]t\b"
_PARAGRAPH_END = r"\n[ \t]*\n"


class Choice(Value):
    """An option that was chosen, "" where none is known as that; why, and what else is decided.

    `reason` is one paragraph that goes on after "because", "" where the text has another form.
    """

    option: str
    reason: str
    rest: str


def find_choice(draft: AdrDraft) -> Choice:
    """The option that a draft names as chosen, or with which the text of its decision begins.

    "Redis, because it is shared." names the option "Redis" so, "Redis Cluster is new." does not.
    """
    text = draft.decision.strip()
    names = [draft.chosen] if draft.chosen else sorted(draft.options, key=len, reverse=True)
    for name in filter(None, map(clean_title, names)):
        match = re.match(rf"{re.escape(name)}{_AFTER_NAME}", text, re.IGNORECASE)
        if match:
            start = match.start("because") if match["because"] else match.end()
            return _split_reason(name, text[start:])
    return _split_reason(clean_title(draft.chosen), text)


def _split_reason(option: str, text: str) -> Choice:
    because = re.match(_BECAUSE, text, re.IGNORECASE) if option else None
    if because is None:
        return Choice(option, "", text)
    reason, *rest = re.split(_PARAGRAPH_END, text[because.end() :], maxsplit=1)
    has_words = re.search(r"\w", reason)  # "because." says nothing
    return Choice(option, reason.strip() if has_words else "", rest[0].strip("\n") if rest else "")


def find_named_option(draft: AdrDraft) -> str:
    """The one option that the first clause of a decision names as chosen; "" for none.

    "We will use Redis, since it is fast." names the option "Redis" so.
    """
    if option := find_choice(draft).option:
        return option
    if not draft.options:
        return ""
    clause = re.split(_CLAUSE_END, draft.decision.strip(), maxsplit=1)[0]
    if re.search(_NEGATION, clause):
        return ""
    named: list[str] = []
    for name in sorted(filter(None, map(clean_title, draft.options)), key=len, reverse=True):
        pattern = rf"(?i)(?<!\w){re.escape(name)}(?!\w)"
        if re.search(pattern, clause):
            named.append(name)
            clause = re.sub(pattern, " ", clause)  # "Redis" is not named by "Redis Cluster"
    return named[0] if len(named) == 1 else ""


def list_values(
    draft: AdrDraft, show: Callable[[str], str], *, shows_choice: bool
) -> dict[str, str | None]:
    """The values of a template that tell the choice, and what else is decided.

    `chosen` is the option, `because` ends the sentence that names it, `decision` is what comes
    after that, and `choice` is all of it in one text. Where the template has no sentence for the
    choice, which `shows_choice` tells, `decision` is all that is decided. `show` formats a text.
    """
    choice = find_choice(draft)
    option, reason, rest = choice.option, choice.reason, choice.rest
    if not option or not (shows_choice or draft.chosen):
        whole = show(draft.decision)
        return {"chosen": None, "because": None, "decision": whole, "choice": whole}
    reason_text = show(reason)
    if reason_text.startswith(("```", "~~~")):  # in a fence it is no part of a sentence
        reason_text, rest = "", draft.decision
    because = f", because {reason_text}" if reason_text else "."
    shown_option, rest_text = prose.format_item(option), show(rest)
    if not shows_choice:
        whole = f'Chosen option: "{shown_option}"{because}\n\n{rest_text}'.rstrip()
        return {"chosen": None, "because": None, "decision": whole, "choice": whole}
    whole = f"{shown_option}{because}\n\n{rest_text}".rstrip()
    return {"chosen": shown_option, "because": because, "decision": rest_text, "choice": whole}
