"""Turns: which words of a sentence adopt, which refuse, and which only mention."""

from __future__ import annotations

import re
from dataclasses import dataclass

ADOPTED, REFUSED, MENTIONED = "adopted", "refused", "aside"

_MOVE = r"(?:migrat|mov|switch|transition|chang|convert|port|shift|upgrad)\w*"
_VERB = r"(?:us(?:e|es|ing|ed)|adopt\w*|implement|introduc\w+|cho(?:os|s)\w+|select\w*|go with)"
_TURN = re.compile(
    r"(?<= )(?:"
    # "Redis is replaced by Valkey", "Skylight removal": what stands before goes.
    r"(?P<gone>(?:(?:is|was|are|be|been|being|gets?|got) )?(?:replaced|superseded) (?:by|with)"
    r"|(?:is|are|was|were) no longer|(?:was|were|is|are|been|be) (?:not (?:chosen|selected|used)"
    r"|(?:also )?(?:rejected|discarded|dismissed|ruled out|removed|dropped|retired|deprecated))"
    r"|(?:removal|deprecation|retirement|decommissioning)(?= $| [.,;:(]))"
    # "Redis vs Memcached": an open question.
    r"|(?P<versus>versus|vs)"
    # "Redis was chosen because …": what stands before comes.
    r"|(?P<taken>(?:is|was|were|are|been|be) (?:chosen|selected|picked|adopted|preferred|used))"
    r"|(?P<leave>replac\w+|swap\w*|exchang\w+|remov\w*|drop(?:s|ped|ping)?|delet\w+|retir\w+"
    r"|deprecat\w+|decommission\w*|abandon\w*|eliminat\w+|uninstall\w*|phas\w+ out"
    r"|get(?:ting)? rid of|stop(?:ped|ping|s)?(?: using| the use of)|away from|mov\w+ off"
    rf"|{_MOVE}(?: [^ .,;:!?()]+){{0,8}}? from)"
    r"|(?P<against>instead of|rather than|in place of|in lieu of|as opposed to|over|avoid\w*"
    r"|(?:not(?! only)|(?:don|doesn|won|can|shouldn|wouldn|couldn|isn) t|never|cannot)"
    rf"(?: (?:be|to|going|want|need|have|{_VERB}))*|without|no(?! longer)|nor|neither|against"
    r"|reject\w*|neglect\w*|rul(?:ed|ing) out|discard\w*|dismiss\w*|forbid\w*|ban(?:s|ned)?"
    r"|prohibit\w*)"
    r"|(?P<decide>(?:we|i|us) (?:(?:therefore|hence|thus|now|all|also|both|then) )?"
    r"(?:will|ll|shall|have|re|are|use|adopt\w*|cho\w+|select\w*|decide\w*|opt\w*|pick\w*|went|go"
    r"|settled|standardi[sz]e\w*|introduc\w+|deploy\w*|store|run)|(?:decision|choice) is"
    r"|(?:decided|decide|agreed|agree) (?:to|on|for|in|that|upon)|(?:chosen|selected) \w+ :"
    r"|in favou?r of|will be|shall be)"
    rf"|(?P<verb>{_VERB}|but|instead)"
    r"|(?P<aside>(?:because|since|as it|as they|which|who|due to|so that|if|when|while|whereas"
    r"|whether|should we|although|though|currently|already|previously|formerly|unlike|e g|until"
    r"|compared (?:to|with)|than|we consider\w*|consider\w*|evaluat\w+|explor\w+|given"
    r"|look\w* at|could|might|may|would|for example|before|today)"
    rf"(?: (?:we|it|they|be|have|also|already|currently|to))*(?: {_VERB})?)"
    r"|(?P<onto>with|by|to|into|for)"
    r"|(?P<pause>[,;()—–:-])"
    r"|(?P<stop>[.!?])"
    r")(?= )"
)

# What a later word makes of the words before it in the clause.
_TURNED = {
    "gone": {ADOPTED: REFUSED, MENTIONED: REFUSED},
    "taken": {MENTIONED: ADOPTED},
    "versus": {ADOPTED: MENTIONED},
}
_SWAPS = ("swap", "exchang")


@dataclass(frozen=True, slots=True)
class Sides:
    """Plain words by the side that they stand on."""

    adopted: str = " "
    refused: str = " "
    mentioned: str = " "


def split_sides(plain_words: str, default_side: str = ADOPTED) -> Sides:
    """Part plain words: of ` use redis not memcached ` the one is adopted, the other refused.

    `base` is the side of words that nothing turns: titles and chosen options adopt, a sentence of
    prose only mentions until it says "we will use".
    """
    kept: dict[str, list[str]] = {ADOPTED: [], REFUSED: [], MENTIONED: []}
    clause: list[tuple[str, str]] = []  # what it said so far, which its verb may still turn
    side, before, mode, at = default_side, default_side, "", 0
    for found in _TURN.finditer(plain_words):
        way = found.lastgroup or ""
        if way == "onto" and not (mode == "swap" or (mode == "leave" and found[0] != "for")):
            continue
        clause.append((side, plain_words[at : found.start()]))
        opening = not any(one.strip() for _, one in clause)
        at = found.end()
        if way == "leave":
            side, mode = REFUSED, "swap" if found[0].startswith(_SWAPS) else way
        elif way == "against":
            before = before if mode == way else side
            side, mode = REFUSED, way
        elif way in _TURNED:
            clause = [(_TURNED[way].get(one, one), text) for one, text in clause]
            side, mode = (MENTIONED if way == "versus" else ADOPTED), ""
        elif way in ("decide", "onto") or (way == "verb" and (side == REFUSED or opening)):
            side, mode = ADOPTED, ""
        elif way == "aside":
            side, mode = MENTIONED, ""
        elif way in ("pause", "stop"):
            _keep(kept, clause)
            clause = []
            if way == "stop":
                side, before, mode = default_side, default_side, ""
            elif mode == "against":
                side, mode = before, ""
    _keep(kept, [*clause, (side, plain_words[at:])])
    parts = (" ".join(" , ".join(kept[one]).split()) for one in (ADOPTED, REFUSED, MENTIONED))
    return Sides(*(f" {part} " for part in parts))


def _keep(kept: dict[str, list[str]], clause: list[tuple[str, str]]) -> None:
    for side, words in clause:
        if words.strip():
            kept[side].append(words)
