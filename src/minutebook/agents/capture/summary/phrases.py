"""Tells what a sentence is by its words: a request, a question, a go-ahead, filler.

In a language whose words are not listed a sentence is just a statement.
"""

from __future__ import annotations

import re
from itertools import islice

from minutebook.agents.capture.summary import verbs, wordings
from minutebook.agents.capture.summary.branches import has_word_of, match_start, search_phrases

__all__ = [
    "BUILD",
    "DESIRE",
    "FILLER",
    "LOOK",
    "PROHIBITION",
    "QUESTION",
    "STATEMENT",
    "WISH",
    "find_later",
    "find_rank",
    "find_request_clause",
    "is_anaphoric",
    "is_dependent",
    "is_desire",
    "is_go_ahead",
    "is_goal",
    "is_labelled",
    "is_question",
    "is_request_start",
    "strip_closing",
    "strip_opening",
    "strip_request",
]

#: What a sentence is worth as a title.
BUILD, DESIRE, QUESTION, LOOK, WISH, STATEMENT, PROHIBITION, FILLER = 6, 5, 4, 4, 3, 2, 1, 0

_MAX_CLAUSES = 12
_MAX_DEPENDENT_WORDS = 5
_MAX_ANAPHORIC_CHARS = 60
_MAX_GO_AHEAD_CHARS = 60


def strip_opening(sentence: str) -> str:
    """A sentence without its greeting, "I think", and a label such as "Task:"."""
    for _ in range(3):
        before = sentence
        for end in (_skip_greeting, _skip_padding, _skip_label):
            if length := end(sentence):
                sentence = sentence[length:].strip(" ,:;-–—，：")
        if sentence == before:
            break
    return sentence


def _skip_greeting(sentence: str) -> int:
    """The length of the greetings with which a sentence begins; 0 without one."""
    position = 0
    lowered = sentence.lower()
    names = "|".join(name for name in wordings.ADDRESSEES.split("|") if name in lowered)
    after_hello = (f"(?:[ ,]+(?:{names}))?" if names else "") + wordings.HELLO_END
    after_word = (f"(?: (?:{names}))?" if names else "") + wordings.INTERJECTION_END
    while match := (
        match_start(wordings.HELLO, sentence[position:], after_hello)
        or match_start(wordings.INTERJECTION, sentence[position:], after_word)
    ):
        position += match.end()
    if not position and _is_cjk(sentence[:1]):
        greeting = re.match(wordings.CJK_GREETING, sentence)
        return greeting.end() if greeting else 0
    return position


def _skip_padding(sentence: str) -> int:
    """The length of "I think that" and its like; 0 in a question, or where little would be left."""
    match = match_start(wordings.PADDING, sentence, wordings.PADDING_END)
    if not match or sentence.endswith("?"):
        return 0
    return match.end() if len(sentence[match.end() :].split()) >= 3 else 0


def _skip_label(sentence: str) -> int:
    match = match_start(wordings.LABEL, sentence, wordings.LABEL_END)
    return match.end() if match else 0


def _is_cjk(text: str) -> bool:
    """Whether a text has letters of the scripts from Chinese to Korean."""
    return bool(text) and max(text) >= "\u2e80"


def strip_request(sentence: str) -> tuple[str, bool]:
    """A sentence without "could you please" and its like, and whether it had that.

    "Could you add it?" is a request, not a question; "now" and "then" before a request go, too.
    """
    is_request = False
    for _ in range(3):
        if length := _skip_request(sentence):
            sentence, is_request = sentence[length:].lstrip(" ,:;-–—"), True
        elif (length := _skip_adverbs(sentence)) and (
            is_request or is_request_start(sentence[length:])
        ):
            sentence = sentence[length:].lstrip(" ,:;-–—")
        else:
            break
    return sentence, is_request


def _skip_request(sentence: str) -> int:
    """The length of what makes a sentence a request, at its beginning; 0 without that."""
    position = 0
    while match := match_start(wordings.REQUEST, sentence[position:]):
        position += match.end()
    if not position and _is_cjk(sentence[:1]):
        request = re.match(wordings.CJK_REQUEST, sentence)
        return request.end() if request else 0
    return position


def _skip_adverbs(sentence: str) -> int:
    first_word = sentence.split(" ", 1)[0].rstrip(",").lower()
    match = (
        re.match(wordings.ADVERBS, sentence)
        if first_word in wordings.ADVERB_STARTS.split()
        else None
    )
    return match.end() if match else 0


def is_request_start(sentence: str) -> bool:
    """Whether a sentence begins as a request does: with a verb, or "please"."""
    return _find_verb_rank(sentence) > STATEMENT or _skip_request(sentence) > 0


def strip_closing(sentence: str) -> str:
    """A sentence without "please" and thanks at its end, and without a clause that says why."""
    for _ in range(2):
        if sentence.rstrip(" !.").lower().endswith(tuple(wordings.CLOSING_ENDS.split())):
            sentence = re.sub(wordings.CLOSING, "", sentence)
    ending = r"\b.*\Z"
    matches = [
        search_phrases(wordings.REASON, sentence, ",? ", ending),
        search_phrases(wordings.REMARK, sentence, "[,;:–—-] ", ending),
    ]
    if has_word_of(wordings.EXCEPTION_WORDS, sentence):
        matches.append(search_phrases(wordings.EXCEPTION, sentence, "[,;:–—-] ", ending))
    if match := min(filter(None, matches), key=lambda each: each.start(), default=None):
        head = sentence[: match.start()]
        if (
            len(head.split()) >= 3
            and head.count("`") % 2 == 0
            and head.count("(") == head.count(")")
        ):
            return head
    return sentence


def is_question(sentence: str) -> bool:
    """Whether a sentence asks for something to be told."""
    return (
        sentence.rstrip().endswith(("?", "？", "吗", "呢"))
        or match_start(wordings.QUESTION, sentence, wordings.WORD_END) is not None
        or _is_cjk_question(sentence)
    )


def _is_cjk_question(sentence: str) -> bool:
    return _is_cjk(sentence[:1]) and re.match(wordings.CJK_QUESTION, sentence) is not None


def is_go_ahead(text: str) -> bool:
    """Whether a prompt only tells the agent to go on, or picks one of its choices."""
    if len(text) > _MAX_GO_AHEAD_CHARS or "`" in text or "/" in text:
        return False
    known = wordings.GO_AHEAD_WORDS.split()
    if any(word.isalpha() and word not in known for word in text.lower().split()):
        return False
    tokens = re.findall(r"[^\W_]+(?:['’-][^\W_]+)*", text.lower())
    return bool(tokens) and all(
        token in known or (token.isdigit() and len(token) <= 2) for token in tokens
    )


def is_anaphoric(sentence: str) -> bool:
    """Whether a request or question says nothing without what stands before: "fix it"."""
    if len(sentence) > _MAX_ANAPHORIC_CHARS:
        return False
    lowered = sentence.lower()
    sentence = sentence[7:] if lowered.startswith("please ") else sentence
    objects = wordings.ANAPHORIC_OBJECTS.split()
    if any(word.rstrip("?!.") in objects for word in lowered.split()) and match_start(
        wordings.ANAPHORIC_REQUEST,
        sentence,
        wordings.ANAPHORIC_REQUEST_END + wordings.ANAPHORIC_END,
    ):
        return True
    return match_start(wordings.ANAPHORIC_QUESTION, sentence, wordings.ANAPHORIC_END) is not None


def is_desire(sentence: str) -> bool:
    """Whether a sentence says what is wanted in the long run: "We want to move to websockets"."""
    return re.match(wordings.DESIRE, sentence) is not None


def is_dependent(sentence: str) -> bool:
    """Whether a short request says of what it is only by "it" or "them": "get it below 300 MB"."""
    sentence_words = sentence.split()
    return (
        2 < len(sentence_words) <= _MAX_DEPENDENT_WORDS
        and sentence_words[1].lower() in wordings.PRONOUNS
    )


def find_rank(sentence: str) -> int:
    """What a sentence without its openings is worth as a title: one of the ranks above."""
    if match_start(wordings.FILLER, sentence, wordings.WORD_END):
        return FILLER
    if match_start(wordings.PROHIBITION, sentence):
        return PROHIBITION
    rank = _find_verb_rank(sentence)
    if rank > STATEMENT:
        return rank
    if sentence.endswith(("?", "？")) or _is_cjk_question(sentence):
        return QUESTION
    # "What I see is …" and "Is broken since …" are rare without a question mark.
    if "," not in sentence[:60] and match_start(wordings.QUESTION, sentence, wordings.WORD_END):
        return QUESTION
    is_wish = has_word_of(wordings.WISH_WORDS, sentence) and re.match(wordings.WISH, sentence)
    return WISH if is_wish else STATEMENT


def _find_verb_rank(sentence: str) -> int:
    first_words = sentence.split(None, 2)
    if not first_words:
        return FILLER
    verb = first_words[0].rstrip(",:").lower()
    if verb in verbs.BUILD_VERBS.split():
        # "Build fails on Windows", "Tests fail": a noun.
        is_noun = len(first_words) > 1 and first_words[1].lower() in verbs.VERBS_OF_NOUNS.split()
        return STATEMENT if is_noun else BUILD
    if verb in verbs.LOOK_VERBS.split():
        return LOOK
    is_cjk = _is_cjk(sentence)
    if is_cjk and re.match(verbs.CJK_BUILD, sentence):
        return BUILD
    is_verb = verb.isascii() and verb.isalpha() and not verb.endswith(("s", "ed", "ing", "ly"))
    if (
        is_verb
        and first_words[1:2]
        and first_words[1] in verbs.VERB_OBJECTS.split()
        and verb not in verbs.NO_VERBS.split()
    ):
        return BUILD
    return LOOK if is_cjk and re.match(verbs.CJK_LOOK, sentence) else STATEMENT


def find_request_clause(sentence: str, *, is_asked: bool = False) -> str:
    """The request in a sentence that begins with its circumstance; "" without one.

    "The page is slow, so please add a cache" gives "add a cache". Where something is to be done is
    part of the request: "In cart.py, add a total". `is_asked`: the sentence is a question, in which
    only "can you" makes a request.
    """
    is_place = match_start(wordings.PLACE, sentence, wordings.NO_PLACE) is not None
    for match in islice(re.finditer(wordings.BOUNDARY, sentence), _MAX_CLAUSES):
        rest = strip_opening(sentence[match.end() :].strip())
        stripped, is_request = strip_request(rest)
        if len(stripped.split()) < 3 and stripped.isascii():
            continue
        is_word = match[0].strip().isalpha()  # "so add", but "check and report" is one request
        if is_request or (_find_verb_rank(stripped) == BUILD and not is_word and not is_asked):
            # "The search is case sensitive, make it insensitive" needs its beginning.
            needs_all = is_place or (
                stripped.split()[1:2] and stripped.split()[1].lower() in wordings.PRONOUNS
            )
            return sentence if needs_all else stripped
    return ""


def find_later(text: str) -> str:
    """The change that is asked for after something else: "Explain the bug, then fix it"."""
    for match in islice(re.finditer(wordings.SEQUENCE, text), _MAX_CLAUSES):
        later = strip_request(text[match.end() :].strip())[0]
        if _find_verb_rank(later) == BUILD:
            return later
    return ""


def is_goal(sentence: str) -> bool:
    """Whether a sentence is introduced as what a task is for: "Goal: a faster start"."""
    beginning = sentence[_skip_greeting(sentence) :]
    return match_start(wordings.GOAL, beginning, wordings.LABEL_END) is not None


def is_labelled(sentence: str) -> bool:
    """Whether a sentence is introduced as what is asked for: "Task: a search for orders"."""
    return _skip_label(sentence[_skip_greeting(sentence) :]) > 0
