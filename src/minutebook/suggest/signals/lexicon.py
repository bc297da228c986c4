"""Words and phrases that say what a change is about, and the parts of a commit message.

The patterns match text in lower case: ignoring case would take four times as long.
"""

from __future__ import annotations

import re

from minutebook.lean.patterns import compile_lazily


def _compile_phrases(*lines: str) -> re.Pattern[str]:
    """Compile a pattern that matches any of some phrases, each a pattern in lower case.

    Blanks separate the phrases of a line; `_` stands for a blank within a phrase.
    """
    alternatives = "|".join(" ".join(lines).split()).replace("_", " ")
    return re.compile(rf"\b(?:{alternatives})\b")


# Each group is one signal. Forms are spelled out, so that they are easy to read and add to.
CHOICE = _compile_phrases(
    "instead_of in_favou?r_of rather_than as_opposed_to switch(?:e[sd]|ing)?(?:_over)?_(?:to|from)",
    "migrat(?:e|es|ed|ing|ion) mov(?:e|es|ed|ing)_(?:away_)?(?:to|from|away)",
    "replac(?:e|es|ed|ing|ement) cho(?:se|ose|osing|sen) opt(?:ed|ing)?_for decid(?:e|es|ed|ing)",
    "decision adopt(?:s|ed|ing)? standardi[sz](?:e|es|ed|ing) trade-?offs? alternatives?",
    r"convert(?:s|ed|ing)?_(?:\w+_){0,3}to pros_and_cons drop(?:s|ped|ping)?_support",
    "deprecat(?:e|es|ed|ing|ion) no_longer",
)
BEGIN = _compile_phrases(
    "introduc(?:e|es|ed|ing|tion) add(?:s|ed|ing)? install(?:s|ed|ing)? set(?:s|ting)?_?up",
    r"enabl(?:e|es|ed|ing) bootstrap\w* initial(?:i[sz]e)? init scaffold\w* spike poc",
    "integrat(?:e|es|ed|ing|ion) implement(?:s|ed|ing|ation)? creat(?:e|es|ed|ing) prototype",
    "first_(?:pass|version|cut|draft) basic proof_of_concept start(?:s|ed|ing)?_using",
    "support(?:s|ed|ing)? use uses using with",
)
MATTER = _compile_phrases(
    r"architectur\w+ framework infrastructure pipelines? (?:micro)?services? modules? layers?",
    r"patterns? abstractions? protocols? schemas? databases? storage persist\w*",
    r"cach(?:e|es|ed|ing) queues? brokers? auth authenticat\w+ authori[sz]ation oauth2? sessions?",
    r"tokens? security encrypt\w* deploy\w* docker kubernetes helm terraform ci cdn api sdk",
    "continuous_integration librar(?:y|ies) plugins? extensions? monorepo logging logger metrics",
    "tracing monitoring telemetry workflows? polic(?:y|ies) mechanism engine servers? clients?",
    "middleware routing validation serialization search index(?:ing)? dependency_injection",
    r"feature_flags? strategy concurren\w+ async\w* transactions? migrations? versioning coverage",
    "linter linting static_analysis code_?quality testing e2e bdd cucumber",
)
FIX = _compile_phrases(
    r"fix(?:es|ed|ing)? bug(?:s|fix)? hot-?fix regressions? broken errors? crash\w* incorrect",
    r"wrong flak[ey]\w* fail(?:s|ed|ing|ure)? doesn't does_not isn't is_not prevent\w* missing",
    "issue when if",
)
ROUTINE = _compile_phrases(
    "bump(?:s|ed|ing)? upgrad(?:e|es|ed|ing) updat(?:e|es|ed|ing) typos? spelling wording",
    r"renam(?:e|es|ed|ing) revert(?:s|ed)? tweak\w* clean_?up format(?:s|ted|ting)? lint(?:s|ing)?",
    r"nits? wip tidy\w* remov(?:e|es|ed|ing) unused changelog release_notes?",
    "merge_(?:branch|remote) re-?enable disable[sd]? increas(?:e|es|ed|ing)",
    r"decreas(?:e|es|ed|ing) adjust\w* improv\w+ refactor\w* snapshots? translations? crowdin",
)
SURFACE = _compile_phrases(
    "pages? buttons? labels? icons? fonts? colou?rs? margins? padding css styl(?:e|es|ed|ing)",
    "layout headers? footers? links? modals? dialogs? text copy content images? banner tooltips?",
    r"tables? columns? rows? fields? forms? dropdown mobile accessib\w+ a11y screen views? show",
    r"hide display\w*",
)
# How comments and documents give reasons.
REASON = _compile_phrases(
    "because instead_of rather_than in_favou?r_of trade-?offs? so_that in_order_to the_reason",
    "on_purpose deliberately by_design rationale alternatives? advantages? drawbacks? downside",
    "we_(?:use|chose|decided|want|need|do_not|don't|cannot|can't) caveat assum(?:e|es|ption)s?",
)
# What is tried out, or begun.
TRIAL = _compile_phrases(
    "spike poc prototype experiment draft proposal rfc design initial skeleton first",
)
# The beginnings of titles that say that something goes.
REMOVAL_VERB = compile_lazily(
    r"(?:remov|drop|stop|no longer|don't|do not|delet|retir|deprecat|disabl|get rid|turn off)",
    re.IGNORECASE,
)
# Titles that only name a release, or a merge of long-lived branches.
RELEASE_TITLE = compile_lazily(
    r"(?:(?:version|release|deploy|v)\s*:?\s*)?v?\d{1,9}(?:\.[\w-]{1,20}){1,6}\Z"
    r"|(?:prepare |bump )?releases?\b|(?:prepare |bump )version\b|sprint \d"
    r"|merge (?:branch |remote-tracking branch )?['\"]?(?:origin/)?"
    r"(?:main|master|develop|dev|next)\b",
    re.IGNORECASE,
)
# What says that others have to change: `feat!:`, `[BREAKING]` in the first line, `BREAKING CHANGE`.
BREAKING = compile_lazily(
    r"\A\s*\w{2,20}(?:\([^)\n]{0,60}\))?!:|\A[^\n]{0,300}?\[(?:BREAKING|[Bb]reaking)\b"
    r"|\A[^\n]{0,300}?(?<![\w-])(?:BREAKING\b|[Bb]reaking[ -][Cc]hange)"
    r"|(?m:^BREAKING[ -]CHANGES?\b)"
)
MIGRATION = _compile_phrases("breaking migrat(?:e|es|ed|ing|ion)")

# The verbs with which titles of everyday work begin, in any case.
ROUTINE_VERB = compile_lazily(
    "(?:"
    "fix|updat|remov|renam|refactor|improv|mak|chang|show|hid|display|ensur|handl|correct|bump"
    "|revert|merg|clean|test|tweak|adjust|simplif|mov|allow|don't|do not|avoid|prevent|return|check"
    "|set|delet|rework|more|minor|small|tidy|restor|re-?add|upgrad|release|prepare|document|format"
    "|log|only|disabl|increas|reduc"
    r")\w*\b",
    re.IGNORECASE,
)

_MERGE_LINE = compile_lazily(r"^Merge (?:pull request|PR|MR) [^\n]*\n+", re.IGNORECASE)
_TRAILER = compile_lazily(
    r"(?im)^[ \t]*(?:co-authored-by|signed-off-by|reviewed-by|acked-by|change-id|cc|resolves|closes"
    r"|fixes|refs?|see|related|part of)\b[^\n]{0,300}$"
)
_TICKET_PREFIX = compile_lazily(
    r"^(?:\s*(?!(?:UTF|SHA|AES|ISO|TLS|HTTP|RFC)-\d)(?:\[[^\]\n]{1,40}\]|\([^)\n]{1,20}\)|[A-Z][A-Z0-9]{1,12}-\d+|#\d+|\d{4,6}(?=\s|:|-)"
    r"|(?:RED|GREEN|WIP)\b)"
    r"[\s:,.|/-]*)+"
)
_TYPE_PREFIX = compile_lazily(
    r"^\s*(?P<type>feat|feature|fix|bugfix|hotfix|chore|refactor|docs?|tests?|build|ci|perf|style"
    r"|revert|bump|core|deps)(?:\([^)\n]{0,60}\))?(?P<breaking>!)?\s*[:/]\s*",
    re.IGNORECASE,
)
_PULL_REQUEST_NUMBER = compile_lazily(r"(?<!\s)\s*\(#\d+\)$")


def extract_headline(message: str) -> str:
    """Extract a message's first line, without ticket, type and pull request number."""
    text = _MERGE_LINE.sub("", message.lstrip())
    title = next((line for line in text.split("\n") if line.strip()), "").strip()
    for pattern in (_TICKET_PREFIX, _TYPE_PREFIX, _TICKET_PREFIX):
        shorter = pattern.sub("", title, count=1)
        title = shorter if shorter.strip() else title
    return _PULL_REQUEST_NUMBER.sub("", title).strip(" -:*")


def extract_type(message: str) -> str:
    """Extract the type that a message states by Conventional Commits, lower case; "" for none."""
    text = _TICKET_PREFIX.sub("", _MERGE_LINE.sub("", message.lstrip()), count=1)
    match = _TYPE_PREFIX.match(text)
    return match["type"].lower() if match else ""


def remove_boilerplate(message: str) -> str:
    """Remove merge lines and trailers from a message."""
    return _TRAILER.sub("", _MERGE_LINE.sub("", message.lstrip()))
