"""The rules of `check`, one row each: code, severity, why, and the function that looks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from minutebook import redact
from minutebook.checks import base
from minutebook.checks.base import CheckContext, Rule
from minutebook.checks.rules import links, pages, suggestions
from minutebook.records.model import Finding


def _reading(context: CheckContext) -> Iterable[Finding]:
    """Found while a page was read: it comes with its record."""
    return ()


def _silencing(context: CheckContext) -> Iterable[Finding]:
    """Found by the runner, when all other rules are through."""
    return ()


def _secret(context: CheckContext) -> Iterator[Finding]:
    """A secret in a record's page; of a kind on a line once, and never its value."""
    for record in context.records.members:
        for kind, line in dict.fromkeys(
            (one.kind, one.line_number) for one in redact.find_secrets(record.text)
        ):
            yield Finding(
                "secret",
                "error",
                record.path,
                line,
                f"{record.ref} holds what looks like a secret: {kind}.",
                "Take it out and revoke it: git keeps what was committed."
                " `minutebook redact --text FILE` prints the page without it.",
            )


# The first rows are found by the reader, the last by the runner: they are here to be explained.
RULES: tuple[Rule, ...] = (
    Rule(
        "front-matter",
        "error",
        "The front matter is no valid YAML, so that other tools read nothing of it, or something"
        " else than its author meant. What can be read line by line is kept.",
        _reading,
    ),
    Rule(
        "front-matter-open",
        "warning",
        "The line `---` that ends the front matter is missing: other tools take the whole page for"
        " text, or for front matter.",
        _reading,
    ),
    Rule(
        "front-matter-shape",
        "warning",
        "The facts at the page's top are not between two lines `---`, so that forges and other"
        " tools show them as text and do not read them.",
        _reading,
    ),
    Rule(
        "front-matter-twice",
        "warning",
        "A key stands twice in the front matter: tools differ in which of the two they take.",
        _reading,
    ),
    Rule(
        "not-text",
        "warning",
        "The page has bytes that are not UTF-8: no two tools show them alike, and a search does"
        " not find the words.",
        pages.not_text,
    ),
    Rule(
        "unknown-stage",
        "warning",
        "The stage is not a known one, so that counts and filters by stage leave the record out."
        " A repository may add stages of its own in its configuration.",
        base.unknown_state("phr"),
    ),
    Rule(
        "unknown-status",
        "warning",
        "The status is not a known one, so that nobody can tell by a list whether the decision"
        " holds.",
        base.unknown_state("adr"),
    ),
    Rule(
        "no-stage",
        "info",
        "Neither the page nor its file name states a stage, though most of its neighbours do.",
        base.no_state("phr"),
    ),
    Rule(
        "no-status",
        "info",
        "The page states no status, though most of its neighbours do: a reader cannot tell whether"
        " the decision holds.",
        base.no_state("adr"),
    ),
    Rule(
        "interrupted",
        "error",
        "A command was ended while it wrote, so that some of its files are there and others are"
        " not. The next command that writes completes it.",
        base.interrupted,
    ),
    Rule(
        "number-twice",
        "error",
        "Two records have one number, so that a reference to it may mean either. It happens when"
        " two branches meet.",
        base.number_twice,
    ),
    Rule(
        "name-twice",
        "error",
        "Two records' names differ only in case, or in how accents are written (composed or apart)."
        " On macOS and Windows they are one file: a clone there loses one of the two.",
        base.name_twice,
    ),
    Rule(
        "number-name",
        "warning",
        "The page states another number than its file name. The file name is what counts, but"
        " readers of the page will cite the wrong one.",
        base.number_name,
    ),
    Rule(
        "dangling-link",
        "warning",
        "A link names a record that does not exist: it was renamed or removed, or never written.",
        links.dangling_link,
    ),
    Rule(
        "one-way-supersession",
        "warning",
        "A decision supersedes another, but only one of the two pages says so. Who reads the other"
        " one follows a decision that no longer holds.",
        links.one_way_supersession,
    ),
    Rule(
        "no-successor",
        "warning",
        "A decision is superseded, but nothing says by which: its readers learn that it does not"
        " hold and not what does.",
        links.no_successor,
    ),
    Rule(
        "forbidden-move",
        "error",
        "A decision's status went where it may not: what was rejected or superseded is history,"
        " and does not come back by an edit. A new decision can say what changed.",
        links.forbidden_move,
        required_input="previous_texts",
    ),
    Rule(
        "placeholder",
        "warning",
        "The page still has words of its template that someone was to replace. Fences, inline code"
        " and prompts are not looked at.",
        pages.placeholder,
    ),
    Rule(
        "prompt-edited",
        "error",
        "The prompt is not the one whose digest was recorded: the record no longer tells what was"
        " asked.",
        pages.prompt_edited,
    ),
    Rule(
        "route-feature",
        "warning",
        "A prompt record lies in the folder of one feature and names another, so that one of the"
        " two lists is wrong.",
        pages.route_feature,
    ),
    Rule(
        "conflict-markers",
        "error",
        "The page has the marker lines of a merge that was not finished.",
        pages.conflict_markers,
    ),
    Rule(
        "secret",
        "error",
        "A page holds what has the form of a password, a key or a token, or is said to be one. What"
        " is recorded while an agent works is redacted; pages written by hand or before are not.",
        _secret,
    ),
    Rule(
        "unknown-file",
        "warning",
        "A record lists files that git never had under this path: a typing error, or work that was"
        " not committed. On pages that other tools wrote it weighs little.",
        pages.unknown_file,
        required_input="known_paths",
    ),
    Rule(
        "review-due",
        "warning",
        "The date by which the decision was to be reviewed has passed, or is no date.",
        base.review_due,
        required_input="today",
    ),
    Rule(
        "long-proposed",
        "info",
        "A decision has been proposed for longer than `proposed-days` (60 where the configuration"
        " does not say otherwise): people act on it, or wait for it, without knowing.",
        base.long_proposed,
        required_input="today",
    ),
    Rule(
        "suggestion-pending",
        "warning",
        "A change decided something, and for longer than `suggestion-days` (14 where the"
        " configuration does not say otherwise) nobody has recorded the decision or said why it"
        " needs no record: the reasons are being forgotten.",
        suggestions.suggestion_pending,
        required_input="today",
    ),
    Rule(
        "suggestion-unclear",
        "warning",
        "A suggestion in a prompt record has no id or topic, an id that another one has, or a state"
        " that is not known, so that it cannot be accepted or dismissed.",
        suggestions.suggestion_unclear,
    ),
    Rule(
        "stale-index",
        "warning",
        "An index page does not show the records as they are: who browses misses some, or clicks"
        " on what is gone.",
        links.stale_index,
    ),
    Rule(
        "stale-block",
        "warning",
        "The generated links of a record are not those that the records state.",
        links.stale_block,
    ),
    Rule(
        "silence-without-reason",
        "warning",
        "A finding is silenced and nothing says why. Without a reason it is not silenced: the next"
        " reader could not tell whether the reason still holds.",
        _silencing,
    ),
    Rule(
        "silence-unused",
        "info",
        "A finding is silenced that is not there: the comment or the entry can go.",
        _silencing,
    ),
    Rule(
        "unknown-rule",
        "warning",
        "The configuration, or a comment that silences, names a rule that does not exist, so that"
        " it has no effect.",
        _silencing,
    ),
)
