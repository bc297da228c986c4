"""What the words of a change say: a choice was made, something begins, or it is routine."""

from __future__ import annotations

import re


def _words(*lines: str) -> re.Pattern[str]:
    """Any of some words, each a pattern; `_` stands for the blank in what is said in several.

    They are lower case, and so has the text to be: that takes a quarter of the time.
    """
    said = "|".join(" ".join(lines).split()).replace("_", " ")
    return re.compile(rf"\b(?:{said})\b")


# Each group is one signal. Forms are spelled out: a lexicon is read by people who add to it.
CHOICE = _words(
    "instead_of in_favou?r_of rather_than as_opposed_to switch(?:e[sd]|ing)?(?:_over)?_(?:to|from)",
    "migrat(?:e|es|ed|ing|ion) mov(?:e|es|ed|ing)_(?:away_)?(?:to|from|away)",
    "replac(?:e|es|ed|ing|ement) cho(?:se|ose|osing|sen) opt(?:ed|ing)?_for decid(?:e|es|ed|ing)",
    "decision adopt(?:s|ed|ing)? standardi[sz](?:e|es|ed|ing) trade-?offs? alternatives?",
    r"convert(?:s|ed|ing)?_(?:\w+_){0,3}to pros_and_cons drop(?:s|ped|ping)?_support",
    "deprecat(?:e|es|ed|ing|ion) no_longer",
)
BEGIN = _words(
    "introduc(?:e|es|ed|ing|tion) add(?:s|ed|ing)? install(?:s|ed|ing)? set(?:s|ting)?_?up",
    r"enabl(?:e|es|ed|ing) bootstrap\w* initial(?:i[sz]e)? init scaffold\w* spike poc",
    "integrat(?:e|es|ed|ing|ion) implement(?:s|ed|ing|ation)? creat(?:e|es|ed|ing) prototype",
    "first_(?:pass|version|cut|draft) basic proof_of_concept start(?:s|ed|ing)?_using",
    "support(?:s|ed|ing)? use uses using with",
)
MATTER = _words(
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
FIX = _words(
    r"fix(?:es|ed|ing)? bug(?:s|fix)? hot-?fix regressions? broken errors? crash\w* incorrect",
    r"wrong flak[ey]\w* fail(?:s|ed|ing|ure)? doesn't does_not isn't is_not prevent\w* missing",
    "issue when if",
)
ROUTINE = _words(
    "bump(?:s|ed|ing)? upgrad(?:e|es|ed|ing) updat(?:e|es|ed|ing) typos? spelling wording",
    r"renam(?:e|es|ed|ing) revert(?:s|ed)? tweak\w* clean_?up format(?:s|ted|ting)? lint(?:s|ing)?",
    r"nits? wip tidy\w* remov(?:e|es|ed|ing) unused changelog release_notes?",
    "merge_(?:branch|remote) re-?enable disable[sd]? increas(?:e|es|ed|ing)",
    r"decreas(?:e|es|ed|ing) adjust\w* improv\w+ refactor\w* snapshots? translations? crowdin",
)
SURFACE = _words(
    "pages? buttons? labels? icons? fonts? colou?rs? margins? padding css styl(?:e|es|ed|ing)",
    "layout headers? footers? links? modals? dialogs? text copy content images? banner tooltips?",
    r"tables? columns? rows? fields? forms? dropdown mobile accessib\w+ a11y screen views? show",
    r"hide display\w*",
)
# Why something is so, as comments and documents of a change say it.
REASON = _words(
    "because instead_of rather_than in_favou?r_of trade-?offs? so_that in_order_to the_reason",
    "on_purpose deliberately by_design rationale alternatives? advantages? drawbacks? downside",
    "we_(?:use|chose|decided|want|need|do_not|don't|cannot|can't) caveat assum(?:e|es|ption)s?",
)
# Verbs that a title of everyday work begins with.
CLOSES = re.compile(
    "(?:"
    "fix|updat|remov|renam|refactor|improv|mak|chang|show|hid|display|ensur|handl|correct|bump"
    "|revert|merg|clean|test|tweak|adjust|simplif|mov|allow|don't|do not|avoid|prevent|return|check"
    "|set|delet|rework|more|minor|small|tidy|restor|re-?add|upgrad|release|prepare|document|format"
    "|log|only|disabl|increas|reduc"
    r")\w*\b",
    re.IGNORECASE,
)

_MERGE = re.compile(r"^Merge (?:pull request|PR|MR) [^\n]*\n+", re.IGNORECASE)
_TRAILER = re.compile(
    r"(?im)^[ \t]*(?:co-authored-by|signed-off-by|reviewed-by|acked-by|change-id|cc|resolves|closes"
    r"|fixes|refs?|see|related|part of)\b[^\n]{0,300}$"
)
_PREFIX = re.compile(
    r"^(?:\s*(?!(?:UTF|SHA|AES|ISO|TLS|HTTP|RFC)-\d)(?:\[[^\]\n]{1,40}\]|\([^)\n]{1,20}\)|[A-Z][A-Z0-9]{1,12}-\d+|#\d+|\d{4,6}(?=\s|:|-)"
    r"|(?:RED|GREEN|WIP)\b)"
    r"[\s:,.|/-]*)+"
)
_TYPE = re.compile(
    r"^\s*(?P<type>feat|feature|fix|bugfix|hotfix|chore|refactor|docs?|tests?|build|ci|perf|style"
    r"|revert|bump|core|deps)(?:\([^)\n]{0,60}\))?(?P<breaking>!)?\s*[:/]\s*",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"(?<!\s)\s*\(#\d+\)$")


def headline(message: str) -> str:
    """What a message's first line says, without ticket, type, and pull request number."""
    text = _MERGE.sub("", message.lstrip())
    first = next((line for line in text.split("\n") if line.strip()), "").strip()
    for pattern in (_PREFIX, _TYPE, _PREFIX):
        shorter = pattern.sub("", first, count=1)
        first = shorter if shorter.strip() else first
    return _NUMBER.sub("", first).strip(" -:*")


def kind(message: str) -> str:
    """The type that a message states as Conventional Commits do, lower case; "" for none."""
    text = _PREFIX.sub("", _MERGE.sub("", message.lstrip()), count=1)
    found = _TYPE.match(text)
    return found["type"].lower() if found else ""


def body(message: str) -> str:
    """A message without what tools and habit add: merge lines and trailers."""
    return _TRAILER.sub("", _MERGE.sub("", message.lstrip()))
