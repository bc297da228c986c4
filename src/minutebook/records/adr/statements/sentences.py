"""What a sentence says before it names a record: which relation of this page it states, if any.

A sentence states a relation of this page where its subject is this page ("This ADR supersedes
ADR-3"), or where it has none and stands in a place for such statements. What it denies, plans,
asks, quotes or makes a condition of states nothing, nor does what it says of other records. What it
says of a part of a decision is a relation of its own, `partly-supersedes`.
"""

from __future__ import annotations

import re

from minutebook.lean.patterns import compile_lazily
from minutebook.records.adr.vocabulary import languages, statuses
from minutebook.records.adr.vocabulary.relation_words import parse_relation

MAX_SENTENCE_CHARS = 300  # of a sentence before its verb
_MAX_CLAUSE_CHARS = 1000
_STATUS_KEY = compile_lazily(r"(?i)(?:adr )?status[ \t]*:[ \t]*")
_ACTIVE = (
    r"(?:super[sc]{1,2}e{1,2}des?|super[sc]eding|replac(?:es?|ing)|obsoletes?|obsoleting"
    r"|overrides?|amends?|amending|invalidates?)"
)
_PASSIVE = (
    rf"(?:{statuses.SUPERSEDED_WORD}|replaced|obsoleted|over(?:ridden|ruled)|amended"
    r"|invalidated|deprecated|supplanted|(?:merged|folded|consolidated|absorbed)(?= in))"
    r"(?:[- ](?:in[- ]part|partially|partly))?"
    r"(?=[^.;]{0,80}?(?:\b(?:by|with|through|in favou?r of|into)\b|:)[^.;]{0,80}\Z)"
    rf"|{statuses.SUPERSEDED_WORD}(?=\s*\Z)"
)
_VERB = compile_lazily(rf"(?i)\b(?:(?P<active>{_ACTIVE})|(?P<passive>{_PASSIVE}))\b")
_THIS_DECISION = (
    r"(?:this|the present|the current|present|our)\s+(?:[\w-]+\s+){0,3}?(?:adrs?|decisions?"
    r"|records?|documents?|proposals?|pages?|rfcs?|designs?|approach|version|one)\b(?:\s+(?:record|document|itself))?"
    r"|this\b|we\b|it\b|hereby"
)
_LABEL = (
    r"(?:note|update|updated|status|edit|edited|nb|attention|warning|important|tl;?dr)\b[\s:.!-]*"
)
_AUXILIARY = (
    r"(?:(?:has|have|had|is|are|was|were|been|being|got|now|also|since|later|then|already|both"
    r"|fully|entirely|completely|effectively|thereby|hereby|subsequently|formally|recently|therefore"
    r"|directly|partially|partly|itself|explicitly|currently|in part|thus|and|so)\b[\s,]*)"
)
_OWN_SUBJECT = compile_lazily(
    rf"(?i)[\W_]*(?:{_LABEL})?(?:(?:in|on|since|as of)\s[\w ./-]{{1,20}},?\s)?"
    rf"(?:{_THIS_DECISION})[\s,]*"
    rf"(?:\([^()]{{0,200}}\)\s*)?{_AUXILIARY}{{0,6}}\s*\Z"
)
# "This ADR formalizes the changes and supersedes ADR-3": one subject, several verbs.
_OWN_COMPOUND = compile_lazily(
    rf"(?i)[\W_]*(?:{_LABEL})?(?:{_THIS_DECISION})\b(?![^\n]{{0,200}}\b(?:which|that|who|whose)\b)"
    rf"[^:]{{0,200}}[\s,](?:and|but)\s+{_AUXILIARY}{{0,4}}\s*\Z"
)
_NO_SUBJECT = compile_lazily(rf"(?i)[\W_]*(?:{_LABEL})?{_AUXILIARY}{{0,6}}\s*\Z")
OTHER_RECORD = compile_lazily(r"(?i)(?<![a-z0-9])adrs?[-_ #]{0,2}\d|\[[^\]\n]{1,200}\]\(")
NOT_STATED = compile_lazily(
    r"(?i)\b(?:not|n't|cannot|never|nor|neither|without|instead of|rather than|nothing|none"
    r"|no adr)\b"
    r"|n't\b|\b(?:will|shall|would|should|could|(?-i:may)|might|can|must)\b|\bgoing to\b|\bto be\b"
    r"|\b(?:if|unless|until|once|when|whenever|as soon as|in case|provided that|assuming)\b"
    r"|\b(?:on|upon|after|before|pending|following) (?:its |the )?"
    r"(?:acceptance|approval|adoption|merge|merging|ratification)\b"
    r"|\b(?:plan(?:s|ned)?|propos(?:es?|ing|ed) (?:to|that)|intend(?:s|ed)?|aims?|want(?:s|ed)?"
    r"|hope[sd]?)\b|\b(?:for example|for instance|e\.g|such as|example:|imagine|suppose|like)\b"
    r"|\b(?:which|whether)\b|\bwas:|\bhypothetical\w*|\bdoubt\w*|\bconsider(?:s|ed|ing)?\b"
    r"|\b(?:no longer|ceased|stopped)\b|\b(?:asks?|asked|discuss\w*|question) (?:if|whether)\b"
)
CONDITION_AFTER = compile_lazily(
    r"(?i)[^.;!\n]{0,80}?\b(?:if|unless|until|once|when|as soon as|provided|only after|in case"
    r"|in theory|in an? (?:earlier|previous|first|older) (?:draft|version)"
    r"|restored|reinstated|revived)\b"
    r"|\s*\?"
)
_PARTIAL = compile_lazily(
    r"(?i)\b(?:parts?|partial(?:ly)?|partly|some|sections?|subsections?|clauses?|portions?|aspects?"
    r"|points?|rules?|items?|paragraphs?|chapters?|options?|[A-Z]\d{1,2}|requirements?|steps?"
    r"|details?|bits?|elements?)\b"
)
PARTIAL_AFTER = compile_lazily(
    r"(?i)['’]s\b|\s*\(?(?:in part|partially|partly)\b|\s*\([^()]{0,40}\bonly\)|\s*§|\s+for v?\d"
    r"|(?:/\d{1,6})?\s+(?:behaviou?rs?|(?:sub-?)?sections?|parts?|clauses?|rules?|requirements?|naming"
    r"|polic(?:y|ies)|schemes?|formats?|defaults?|conventions?)\b"
)
# What may stand between "supersedes" and the record that is superseded as a whole.
_WHOLE_OBJECT = compile_lazily(
    r"(?i)(?>(?:[\W_]|\b(?:the|our|an?|and|both|all|of|in|from|by|with|at|as|also|adrs?|decisions?"
    r"|records?|documents?|documented|proposals?|rfcs?|previous|previously|earlier|old|older"
    r"|existing|original|prior|former|current|outdated|made|taken|recorded|described|outlined"
    r"|stated|laid|set|out|found|captured|proposed|agreed|number|no|nr|architecture|architectural"
    r"|design|following|these|those|that|which|was|were|is|are|on|see|favou?r|through|it|us|team"
    r"|newer|new|accepted|latest|subsequent|later|hereby|fully|completely|entirely|decided"
    r"|here|this|date|since|presented|specified"
    r"|defined|design|approach|solution|model|version|in favou?r of)\b|\b\d{4}-\d\d-\d\d\b"
    r"|\([^()]{0,200}\))*)\Z"
)
PARTIAL_RELATIONS = {"supersedes": "partly-supersedes", "superseded-by": "partly-superseded-by"}
_AMENDED = ("amends", "amended-by")
_PARTLY_SUPERSEDED = compile_lazily(
    r"(?i)\b(?:in[- ]part|partial(?:ly)?|partly"
    r"|in (?:one|some|part|many|several|certain|two) (?:respects?|parts?|points?|cases?|areas?))\b"
)
OTHER_REPOSITORY = compile_lazily(
    r"(?i)\s*\(?(?:of|in|from)\s+(?:the\s+)?(?:\[[^\]\n]{1,80}\]\(https?:"
    r"|(?:[\w.-]{1,40}\s+){1,3}"
    r"(?:repo(?:sitory)?|project|codebase|code base|organi[sz]ation|team)\b)"
)
_FOREIGN_OWNER = compile_lazily(r"[\w.-]+/[\w.-]+\s*#?\Z|\b[\w-]+['’]s\s+\Z")
_NEXT_IN_LIST = compile_lazily(r"(?i)\s*(?:[,;.&(–—]|-\s|\n|(?:and|und|et|y|e|en|и)\b)")
_BODY_VERB = compile_lazily(r"(?i)super|replace")


def read_clause(clause: str, before: str, after: str, context: str) -> tuple[str, bool]:
    """The relation that the words before a mention state, "" for none; whether a sentence does.

    `before` is what the sentence says before the clause, `after` what it says behind the mention.
    """
    clause = clause[-_MAX_CLAUSE_CHARS:]
    if context in ("opening", "prose") and clause.count("`") % 2 and not clause.endswith("`"):
        return "", True  # an example: code that holds the words, too
    if "<" in clause:
        clause = re.sub(r"<[a-zA-Z/][^<>]{0,200}>", " ", clause)
    clause_text = re.sub(r"\([^()]{0,300}\)", " ", statuses.remove_struck(clause))
    clause_text = re.sub(r"[`*_>⚠⌛️✅❌]|\[x\]", " ", clause_text).strip(" \t\r\n:-+—–")
    clause_text = _STATUS_KEY.sub("", clause_text)
    if OTHER_REPOSITORY.match(after) or _FOREIGN_OWNER.search(clause):
        return "", False
    # "ADR-3 wurde ersetzt durch": what stands before is the subject, not the first of a list.
    is_of_other = OTHER_RECORD.search(before) and not _NEXT_IN_LIST.match(clause)
    is_named = context not in ("opening", "prose") and not is_of_other
    named = _parse_name(clause_text, after) if is_named else ""
    if context in ("opening", "prose"):
        named = languages.find_prose_relation(before, clause_text, after)
    if named:
        if named in PARTIAL_RELATIONS and PARTIAL_AFTER.match(after):
            named = PARTIAL_RELATIONS[named]
        return ("" if CONDITION_AFTER.match(after) else named), False
    if context == "links" and not re.search(r"(?i)\A\W*this\b", clause_text):
        return "", True
    verb = None
    for match in _VERB.finditer(clause_text):
        verb = match
    if verb is None or (context in ("opening", "prose") and not _BODY_VERB.match(verb[0])):
        return "", True
    return _read_sentence(before, clause_text, verb, after, context)


def _parse_name(clause_text: str, after: str) -> str:
    """The relation whose name a clause is: "Amends", "Ersetzt durch"; "" for none."""
    return parse_relation(clause_text) or languages.find_relation(clause_text, after) or ""


def _read_sentence(
    before: str, clause: str, verb: re.Match[str], after: str, context: str
) -> tuple[str, bool]:
    """The relation of a sentence with a verb such as "supersedes" before a mention."""
    sentence = f"{before} {clause}"
    subject = f"{before} {clause[: verb.start()]}"
    rest = clause[verb.end() :]
    is_plain = not subject.strip(" \t\r\n:-+—–.") and not before.strip()
    if (
        NOT_STATED.search(sentence)
        or CONDITION_AFTER.match(after)
        or subject.count('"') % 2
        or subject.count("“") > subject.count("”")
    ):
        return "", True
    is_own = _is_own_subject(subject, context)
    is_amended = verb[0].lower().startswith("amend")
    changes, changed_by = _AMENDED if is_amended else PARTIAL_RELATIONS.values()
    if verb["active"]:
        is_participle = verb[0].lower().endswith("ing") and _NO_SUBJECT.match(subject)
        if not is_own or (is_participle and context in ("opening", "prose")):
            return "", True
        is_whole = _WHOLE_OBJECT.match(rest) is not None
        if not re.match(r"(?i)super|amend", verb[0]) and not is_whole:
            return "", True  # "replaces the cache with what ADR-5 describes"
        is_part = is_amended or _PARTLY_SUPERSEDED.search(subject)
        if is_whole and not is_part and not PARTIAL_AFTER.match(after):
            return "supersedes", not is_plain
        return changes, not is_plain
    if is_own:
        is_part = _PARTLY_SUPERSEDED.search(f"{subject} {verb[0]} {rest}")
        if is_part or is_amended or PARTIAL_AFTER.match(after):
            return changed_by, not is_plain
        if context == "status" or _WHOLE_OBJECT.match(rest):
            return "superseded-by", not is_plain
        return "", True
    # "D4 to D7 superseded by ADR-1": a part of this decision, unless another record is the subject.
    if context in ("opening", "prose") and not _PARTIAL.search(subject):
        return "", True
    return ("" if OTHER_RECORD.search(subject) else changed_by), True


def _is_own_subject(subject: str, context: str) -> bool:
    """Whether the words before a verb make this page its subject."""
    if len(subject) > MAX_SENTENCE_CHARS:
        return False
    if _PARTIAL.search(subject) and not _OWN_SUBJECT.match(subject):
        return False
    if OTHER_RECORD.search(subject):
        return False
    if context in ("opening", "prose"):
        stripped = subject.strip().lower()
        if stripped.endswith(("it", "hereby")) or stripped == "it":
            return False
    if _NO_SUBJECT.match(subject):
        return True
    if context == "status":
        # "Accepted, superseded by ADR-5": what stands before is a status, not a subject.
        last = re.split(r"[,:()–—]|\s-\s|\band\b|\bbut\b|->|→", subject)[-1]
        if _NO_SUBJECT.match(last) and statuses.normalise_status(subject):
            return True
    return bool(_OWN_SUBJECT.match(subject) or _OWN_COMPOUND.match(subject))
