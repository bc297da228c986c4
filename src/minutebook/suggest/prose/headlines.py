"""The line of a change's texts that says what it is about."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from minutebook.lean.patterns import compile_lazily
from minutebook.suggest.prose import imperative
from minutebook.suggest.signals import lexicon

_MAX_MESSAGE_CHARS, _MAX_PROMPT_CHARS = 4000, 2000  # what is read to find a headline
_MAX_LINE_CHARS = 400
_MAX_BODY_LINES = 12  # of a message, that are looked at for lack of a headline
_POLITE_OPENING = compile_lazily(
    r"(?i)^(?:(?:please|hi|hey|hello|ok(?:ay)?|so|now|then|next|great|thanks?)\b[,!.:]*"
    r"|(?:can|could|would|will) you(?: please| also)?|(?:i(?:'d| would) like|i (?:want|need))"
    r" (?:you )?to"
    r"|i (?:want|need)|(?:let's|let us|lets|we (?:should|need to|must|want to|have to"
    r"|will))|also)\s+"
)
# "Merge Some title pull request #12 from …" is what some forges make of a pull request's title.
_MERGE_LINE = compile_lazily(
    r"(?i)^Merge\b[^\n]{0,200}?"
    r"(?:branch '([^'\n]+)'|(?:pull request|PR|MR) \S+ from (\S+))[^\n]*\n*"
)
_BRANCH_TICKET = compile_lazily(r"^(?:[A-Za-z]{1,10}-\d+|\d+)[-_ ]+(?=.)")
_EMPTY_HEADLINE = compile_lazily(
    r"(?i)(?:(?:wip|(?:(?:bug|hot|dev|quick)[ -]?)?fix(?:es|ed)?|updates?|changes?|misc|stuff"
    r"|cleanup|clean up|refactor(?:ing|ed)?|more|boilerplate|merge(?: conflicts?)?|temp|progress"
    r"|review|comments?|tweaks?|lint|bump|minor|some|various|proof of concept|poc|spike|prototype"
    r"|next|release|dev|develop|main|master|staging|production|final|again|part \d+|phase \d+"
    r"|step \d+|code|tests?|testing)[ ,/&-]*)+[.! ]*\Z"
    r"|(?:initial commit|first (?:commit|pass)|address\w* (?:pr |review )?comments?|continue|go on"
    r"|yes|ok(?:ay)?|do it|go ahead|proceed|thanks?)[.! ]*\Z"
    r"|(?:new )?release (?:pr\b|v?\d)|v(?:ersion )?\d[\d.]*\Z|merge (?:branch|remote|pull)"
    r"|co-authored-by|signed-off-by"
)
_SENTENCE_END = compile_lazily(r"(?<=\w)[.!?](?:\s|\Z)|\n")
_BULLET = compile_lazily(r"^[\s>*#•-]+")
_EMOJI = compile_lazily(
    r"^(?:(?::[a-z0-9_+-]{2,40}:|[\u2190-\u2bff\ufe0f\U0001f000-\U0001faff])\s*)+"
)
# What says where a change belongs, not what it is: "(#12)", "[none]", "ABC-12", "- resolves #4".
_REFERENCE_ENDING = compile_lazily(
    r"(?:[\s,;:–-]*(?:\((?:[\w./-]{0,60})#\d+\)|\[[^\]\n]{1,40}\]|\(\d+(?:/| of )\d+\)"
    r"|\([A-Z][A-Z0-9]{1,12}-\d+\)|\b(?!(?:UTF|SHA|AES|ISO|TLS|HTTP|RFC|CVE)-)[A-Z]{2,12}-\d+"
    r"|(?:(?:closes|fixes|resolves|refs?|see) )?#\d+))+\Z"
)
_MARKER = compile_lazily(
    r"(?i)(?:^|(?<=[:\s]))\[(?:breaking|breaking change|feature|wip|draft|rfc|none)\]\s*"
    r"|\bBREAKING:\s*"
)
_SCOPE = compile_lazily(r"^(\.?[\w./-]{1,30}):\s+(?=\S)")
_BRANCH_LIKE = compile_lazily(r"^[\w.-]+/\d+[\s_-]+(?:-\s+)?")


def find_headline(texts: Mapping[str, str]) -> str:
    """Find the first line that says what the change is about; "" where none does.

    It is in the imperative where it begins with a verb, without ticket, type, pull request number
    and what else forges add. A message goes before a prompt, and its first line before the name
    of the branch that it merges and lines further down.
    """
    for candidate in _list_candidates(texts):
        headline = _clean(candidate)
        if (
            len(headline.split()) > 1
            and not _EMPTY_HEADLINE.match(headline)
            and re.search(r"[^\W\d_]{2}", headline)
        ):
            return imperative.put_into_imperative(headline)
    return ""


def _list_candidates(texts: Mapping[str, str]) -> Iterator[str]:
    message = texts.get("message", "").lstrip()[:_MAX_MESSAGE_CHARS]
    merge = _MERGE_LINE.match(message)
    if merge:
        message = message[merge.end() :]
    first, _, body = message.lstrip().partition("\n")
    yield lexicon.extract_headline(_BULLET.sub("", _BRANCH_LIKE.sub("", first)))
    if merge:
        name = (merge[1] or merge[2]).rpartition("/")[2]
        yield " ".join(re.split(r"[-_]+", _BRANCH_TICKET.sub("", name)))
    for line in body.split("\n", _MAX_BODY_LINES)[:_MAX_BODY_LINES]:
        headline = lexicon.extract_headline(_BULLET.sub("", line))
        if imperative.begins_with_verb(headline):
            yield headline
    prompt = texts.get("prompt", "")[:_MAX_PROMPT_CHARS].strip()
    while opening := _POLITE_OPENING.match(prompt):
        prompt = prompt[opening.end() :]
    end = _SENTENCE_END.search(prompt)
    yield prompt[: end.start() if end else len(prompt)].strip(" #*-")


def _clean(line: str) -> str:
    """A line without what says where the change belongs rather than what it is."""
    line = _EMOJI.sub("", line[:_MAX_LINE_CHARS].strip())
    line = _REFERENCE_ENDING.sub("", _MARKER.sub("", line))
    scope = _SCOPE.match(line)
    if scope:
        rest = lexicon.extract_headline(line[scope.end() :])
        if rest != line[scope.end() :] or imperative.begins_with_verb(rest):
            line = rest
    return line.lstrip(" -:*,").rstrip(" -:*.,")
