"""Statuses: what the text of a status means, in the words that people write."""

from __future__ import annotations

import re

# What people write for each status, measured on ADRs of public repositories.
_SPELLINGS = {
    "accepted": "accepted approved active adopted agreed implemented complete completed done"
    " decided final finalised finalized merged ratified live current effective valid shipped"
    " released enforced committed mandatory",
    "proposed": "proposed proposal draft pending wip open review proposing discussion deferred"
    " postponed candidate tbd todo experimental provisional considering",
    "rejected": "rejected declined denied abandoned withdrawn cancelled canceled discarded refused",
    "deprecated": "deprecated obsolete retired reverted historic historical outdated archived"
    " sunset removed inactive invalid void expired",
}
STATUS_BY_WORD = {
    word: status for status, spellings in _SPELLINGS.items() for word in spellings.split()
}
# Patterns are kept as text: `re` compiles and caches them at first use, so that a command pays
# only for those that its pages need.
_PHRASE_WORDS = (
    (r"\bnot[ -]yet[ -]\w+|\bin[ -]progress\b|\bon[ -]hold\b", "pending"),
    (r"\bunder[ -](?:review|discussion|consideration)\b|\bin[ -]review\b", "pending"),
    (r"\bnot[ -](?:accepted|approved|adopted|agreed)\b|\bwon'?t[ -]do\b", "rejected"),
    (r"\bno[ -]longer\b", "deprecated"),
    (r"\bin[ -](?:use|force|effect)\b", "accepted"),
)
_STRUCK_TEXT = r"(~~?)[^~\n]+\1"
_COMMENT = r"<!--(?:(?!-->)[\s\S]){0,2000}(?:-->|\Z)"
_PARTLY_SUPERSEDED = r"(?i)\b(?:parts?|partial|partially|partly|some)\b[^.;\n]{0,60}?\bsuper[sc]ed"
# "supersedes X" and "superseded X" in an active sentence do not count, "superseded by" does.
_SUPERSEDED = (
    r"(?im)^[\W_]*(?:super[sc]eded|replaced|obsoleted)\b"
    r"|\b(?:super[sc]eded|replaced|obsoleted)\b[^.;\n]{0,40}?\b(?:by|with|in favou?r)\b"
    r"|\b(?:is|was|been|now|got|[,;./>-]) ?super[sc]eded\b"
)
_MARKDOWN_LINK = r"!?\[((?:\\.|[^\[\]\\]){1,300})\]\([^()\s]{1,400}\)"
_FORMER_STATUS = r"(?:;| \() ?was:? [\s\S]*"  # as `page_edits` and `dialects.front_matter` add it
_WORD = r"[a-z]+"


def normalise_status(raw: str) -> str:
    """Return the known status that the text of a status means, "" where it means none.

    Implemented, approved and active count as accepted; what is partly superseded stays accepted; a
    template's choice ("[ accepted | deprecated ]") has no meaning yet; text that is struck through
    does not count.
    """
    status = STATUS_BY_WORD.get(raw.lower())
    if status:
        return status
    text = re.sub(_COMMENT, " ", raw[:1000]) if "<!--" in raw else raw[:1000]
    text = remove_struck(text).replace("’", "'")
    text = re.sub(_FORMER_STATUS, "", text)
    if is_status_choice(text):
        return ""
    text = re.sub(r"\(https?:[^)\s]*\)|https?:\S+", " ", text)
    whole = "\n".join(line for line in text.split("\n") if not re.search(_PARTLY_SUPERSEDED, line))
    if re.search(_SUPERSEDED, whole):
        return "superseded"
    beginning = re.sub(r"[*_`>\[\]{}]", " ", text).strip().lower()[:80]
    if " " in beginning or "-" in beginning:
        for pattern, word in _PHRASE_WORDS:
            beginning = re.sub(pattern, word, beginning)
    statuses = [
        STATUS_BY_WORD[word] for word in re.findall(_WORD, beginning) if word in STATUS_BY_WORD
    ]
    if len(set(statuses)) > 2 or "such as" in beginning:
        return ""
    return statuses[0] if statuses else ""


def is_status_choice(text: str) -> bool:
    """Whether a text is a template's choice of statuses (`[accepted | deprecated | …]`)."""
    if "|" not in text:
        return False
    text = remove_struck(text[:400].lower().replace("superce", "superse"))
    text = re.sub(_MARKDOWN_LINK, " ", text)
    if "|" not in text:
        return False
    statuses = {
        "superseded" if "seded" in word else STATUS_BY_WORD.get(word)
        for word in re.findall(_WORD, text)
    }
    return len(statuses - {None}) > 1


def is_partly_superseded(text: str) -> bool:
    """Whether a text says that only parts of a decision are superseded."""
    return re.search(_PARTLY_SUPERSEDED, remove_struck(text)) is not None


def remove_struck(text: str) -> str:
    """Return a text without what is struck through in it (`~~so~~`)."""
    return re.sub(_STRUCK_TEXT, " ", text) if "~" in text else text
