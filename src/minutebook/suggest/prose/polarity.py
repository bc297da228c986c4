"""Split the words of a text by polarity: adopted, refused, or only mentioned."""

from __future__ import annotations

from minutebook.lean.patterns import compile_lazily
from minutebook.lean.values import Value

ADOPTED, REFUSED, MENTIONED = "adopted", "refused", "mentioned"

_MOVE = r"(?:migrat|mov|switch|transition|chang|convert|port|shift|upgrad)\w*"
_VERB = r"(?:us(?:e|es|ing|ed)|adopt\w*|implement|introduc\w+|cho(?:os|s)\w+|select\w*|go with)"
_TURN_PATTERN = compile_lazily(
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

# How such a word changes the side of the words before it in the clause.
_CLAUSE_TURNS = {
    "gone": {ADOPTED: REFUSED, MENTIONED: REFUSED},
    "taken": {MENTIONED: ADOPTED},
    "versus": {ADOPTED: MENTIONED},
}
_MAX_CLAUSE_PARTS = 100  # that a later word may turn: a clause of more of them is not prose
_SWAP_VERBS = ("swap", "exchang")


class Sides(Value):
    """The plain words of a text, by side."""

    adopted: str = " "
    refused: str = " "
    mentioned: str = " "


def split_sides(plain_words: str, default_side: str = ADOPTED) -> Sides:
    """Split plain words by side: ` use redis not memcached ` adopts redis and refuses memcached.

    `default_side` is the side of words that no other word turns: ADOPTED for titles and chosen
    options, MENTIONED for sentences of prose, which adopt only by words such as "we will use".
    """
    words_by_side: dict[str, list[str]] = {ADOPTED: [], REFUSED: [], MENTIONED: []}
    clause: list[tuple[str, str]] = []  # its (side, words) so far, which a later word may turn
    side, side_before, mode, position = default_side, default_side, "", 0
    for match in _TURN_PATTERN.finditer(plain_words):
        turn = match.lastgroup or ""
        if turn == "onto" and not (mode == "swap" or (mode == "leave" and match[0] != "for")):
            continue
        if len(clause) >= _MAX_CLAUSE_PARTS:
            _add_clause(words_by_side, clause)
            clause = []
        clause.append((side, plain_words[position : match.start()]))
        is_first = not any(words.strip() for _, words in clause)
        position = match.end()
        if turn == "leave":
            side, mode = REFUSED, "swap" if match[0].startswith(_SWAP_VERBS) else turn
        elif turn == "against":
            side_before = side_before if mode == turn else side
            side, mode = REFUSED, turn
        elif turn in _CLAUSE_TURNS:
            clause = [
                (_CLAUSE_TURNS[turn].get(earlier_side, earlier_side), words)
                for earlier_side, words in clause
            ]
            side, mode = (MENTIONED if turn == "versus" else ADOPTED), ""
        elif turn in ("decide", "onto") or (turn == "verb" and (side == REFUSED or is_first)):
            side, mode = ADOPTED, ""
        elif turn == "aside":
            side, mode = MENTIONED, ""
        elif turn in ("pause", "stop"):
            _add_clause(words_by_side, clause)
            clause = []
            if turn == "stop":
                side, side_before, mode = default_side, default_side, ""
            elif mode == "against":
                side, mode = side_before, ""
    _add_clause(words_by_side, [*clause, (side, plain_words[position:])])
    side_texts = (
        " ".join(" , ".join(words_by_side[each_side]).split())
        for each_side in (ADOPTED, REFUSED, MENTIONED)
    )
    return Sides(*(f" {part} " for part in side_texts))


def _add_clause(words_by_side: dict[str, list[str]], clause: list[tuple[str, str]]) -> None:
    for side, words in clause:
        if words.strip():
            words_by_side[side].append(words)
