"""What an agent proposed: the offer, or the choice, that its answer ends with."""

from __future__ import annotations

import re

from minutebook.agents.capture.summary import phrases
from minutebook.agents.capture.summary.branches import match_start
from minutebook.agents.capture.summary.sentences import clean_whitespace, list_sentences

__all__ = ["ends_with_question", "find_proposal"]

_MAX_CHARS = 4_000  # of the end of an answer
_MAX_SENTENCES = 4  # the last ones, in which an offer stands
_OFFER = (
    r"(?:shall|should|may|can|could) (?:i|we) |(?:(?:do you |d['’]you |you )?want|would you "
    r"(?:like|prefer)|ready for) me to |i(?:['’]d| would) (?:suggest|recommend|propose) "
    r"(?:to |that we |we )?|"
    r"i (?:can|could|suggest|recommend|propose) (?:to |that we |we )?|"
    r"soll(?:en)? (?:ich|wir) |darf ich |möchtest du, dass ich |"
    r"(?:veux-tu|voulez-vous|tu veux|souhaites-tu|souhaitez-vous) que (?:je |j['’])|"
    r"(?:dois|puis)-je |quieres que |¿quieres que |¿?(?:debo|puedo) |quer que eu |posso |"
    r"vuoi che |devo |zal ik |хотите,? чтобы я |хочешь,? чтобы я |"
    r"(?:是否)?需要我(?:现在)?|要不要我|要我"
)
_OFFER_END = (
    r"(?:(?:also|now|just|maybe|go ahead and|jetzt|auch|gleich|maintenant|aussi|ahora|ya|также) )*"
)
# In Japanese and Korean the offer is at the end: "テストを追加しましょうか？"
_OFFER_AT_END = r"(.{2,200}?)(?:し?ましょうか|しますか|할까요|해드릴까요)[?？]?\Z"
_NUMBERED_ITEM = (
    r"(?m)^[ \t>]{0,9}(?:\*\*)?(?:option )?([0-9]{1,2}|[a-d])[.):](?:\*\*)? +(\S[^\n]{0,300})"
)
_PICK = r"(?i)\A\W*(?:[^\W\d]+\W+){0,3}?([0-9]{1,2}|[a-d])\W*\Z"
_ITEM_REST = r"\s(?:--?|–|—)\s.*|(?<=\S\S\S\S\S):\s.*"  # "Redis: fast, but one more service"


def find_proposal(answer: str, prompt: str) -> str:
    """What an answer proposed that a prompt such as "yes" or "2" agrees to; "" where it did not.

    Of a numbered list it is the item that the prompt picks, else what the last offer says: "Shall I
    add a test?" gives "add a test". Where that says nothing, "Shall I change that?", it is the
    sentence before it.
    """
    end = answer[-_MAX_CHARS:]
    pick = re.match(_PICK, prompt.strip())
    items = dict(re.findall(_NUMBERED_ITEM, end)) if pick else {}
    if pick and (item := items.get(pick[1].lower())):
        named = list_sentences(re.sub(_ITEM_REST, "", item))
        return named[0].text if named else ""
    sentences = [each.text for each in list_sentences(end) if not each.is_aside]
    for index in range(len(sentences) - 1, max(-1, len(sentences) - 1 - _MAX_SENTENCES), -1):
        if offer := _strip_offer(phrases.strip_opening(sentences[index])):
            is_empty = phrases.is_anaphoric(offer) or (offer.isascii() and " " not in offer)
            return sentences[index - 1] if is_empty and index else offer
    return ""


def ends_with_question(answer: str) -> bool:
    """Whether an answer asks the user something at its end."""
    return clean_whitespace(answer[-_MAX_CHARS:]).rstrip("*_`) ").endswith(("?", "？"))


def _strip_offer(sentence: str) -> str:
    """What a sentence offers to do; "" where it offers nothing."""
    text = sentence.rstrip("?？吗 ")
    if match := match_start(_OFFER, text, _OFFER_END):
        return text[match.end() :].strip(" ,:;")
    match = re.match(_OFFER_AT_END, sentence)
    return match[1] if match else ""
