"""What a new record is to be made of, and which statuses and relations a record may have."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from minutebook.errors import ForbiddenTransition, UsageError
from minutebook.lean.patterns import compile_lazily
from minutebook.lean.values import Value, field
from minutebook.records.model import ADR, PHR, Kind, Record, RecordSet

TYPE_CHECKING = False  # typing is dear to import
if TYPE_CHECKING:
    from minutebook.records.phr.suggestions import Suggestion

# The kinds of tokens that a record counts apart; `tokens` is the sum of the first two.
USAGE_KINDS = ("input", "output", "cached")
# A title in which nothing may be read as markup, nor as anything but the title.
PLAIN_TITLE = compile_lazily(r"[^\W\d_](?:(?:[^\W_]|[ ,.]|(?<=[^\W_])_(?=[^\W_]))*[^\W_])?")

# Drafts are made once and never compared: leaving that out halves what every `new` pays for them.


class Outcome(Value):
    """The outcome of a task, as text; empty where nothing is known."""

    impact: str = ""
    tests: str = ""
    files: str = ""
    next: str = ""
    reflection: str = ""


class AskedPrompt(Value):
    """A prompt of the same session that has no record of its own, as a line of the next record.

    `prompt` is all of it, redacted, in one line; `date` its day, ISO 8601 ("": not known); `digest`
    that of the prompt as its own record would have stated it. `is_after`: it came after that
    record's own prompt, which was the last of the session to get a record. `visibility` is what its
    own record would have had ("": not known); a record that shows more has the digest alone.
    """

    prompt: str
    date: str = ""
    digest: str = ""
    is_after: bool = False
    visibility: str = ""


class PhrDraft(Value, eq=False):
    """The facts of a new prompt record: the options of `phr new`. Empty means unknown.

    `links` maps a relation to the refs of other records; `adr` lists the decisions that it decides.
    `tokens` is the sum of the input and the output in `usage`, which has them by USAGE_KINDS.
    Suggestions without an id get one with the page's number. `asked_before` are prompts of the
    session, in their order, that have no record of their own. `visibility` is what was asked for;
    "" leaves it to the settings. `digest` and `response_digest` are those of texts that are kept
    apart, and not in the draft. `traces` has by path the lines that the turn added to it, as
    `provenance.traces` writes them; `told` are refs of decisions that the agent was told of.
    """

    title: str
    stage: str = ""
    date: str = ""
    feature: str = ""
    prompt: str = ""
    response: str = ""
    model: str = ""
    agent: str = ""
    surface: str = ""
    branch: str = ""
    user: str = ""
    command: str = ""
    session: str = ""
    duration: str = ""
    tokens: int = 0
    usage: Mapping[str, int] = field(default_factory=dict)
    commits: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    tests: tuple[str, ...] = ()
    adr: tuple[str, ...] = ()
    spec: str = ""
    ticket: str = ""
    pr: str = ""
    outcome: Outcome = field(default_factory=Outcome)
    evaluation: str = ""
    fidelity: str = "reported"
    links: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    suggestions: tuple[Suggestion, ...] = ()
    asked_before: tuple[AskedPrompt, ...] = ()
    visibility: str = ""
    digest: str = ""
    response_digest: str = ""
    traces: Mapping[str, str] = field(default_factory=dict)
    told: tuple[str, ...] = ()


class AdrDraft(Value, eq=False):
    """The facts of a new decision: the options of `adr new`. Empty means unknown.

    `governs` are globs of the files that the decision governs (see `lean.globs`).
    `chosen` is the option that was chosen, where that is known apart from the text of the decision.
    `author` and `project` are whoever writes it and what the repository is called, for templates
    that show that. No option gives these three.
    """

    title: str
    status: str = ""
    date: str = ""
    deciders: tuple[str, ...] = ()
    feature: str = ""
    review_by: str = ""
    context: str = ""
    drivers: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    decision: str = ""
    chosen: str = ""
    consequences: str = ""
    more_information: str = ""
    links: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    author: str = ""
    project: str = ""
    governs: tuple[str, ...] = ()


def require_globs(globs: Sequence[str]) -> tuple[str, ...]:
    """Globs as a page states them, each once. Raises UsageError for what is none."""
    if not globs:
        return ()
    from minutebook.lean.globs import clean_glob, explain_invalid

    cleaned = dict[str, None]()
    for glob in globs:
        reason, hint = explain_invalid(glob)
        if reason:
            raise UsageError(f"the glob {glob[:80]!r} {reason}", hint)
        cleaned[clean_glob(glob)] = None
    return tuple(cleaned)


def drop_empty(fields: Mapping[str, object]) -> dict[str, object]:
    """Fields without those that have no value."""
    return {name: value for name, value in fields.items() if value not in ("", [], {}, None)}


def compute_digest(prompt: str) -> str:
    """`sha256:` and the digest of a prompt as UTF-8 with LF line ends: git may write CRLF."""
    from minutebook.lean.digests import sha256

    prompt = prompt.replace("\r\n", "\n")
    try:
        prompt_bytes = prompt.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:  # halves of surrogate pairs, as JSON may have them
        prompt_bytes = prompt.encode("utf-8", "surrogatepass")
    digest: str = sha256(prompt_bytes).hexdigest()
    return f"sha256:{digest}"


def require_transition(kind: Kind, record: Record, status: str) -> None:
    """Raise ForbiddenTransition where a record may not get a status.

    A record without a known status may get any.
    """
    if record.state and status not in kind.transitions.get(record.state, frozenset({status})):
        allowed_statuses = ", ".join(sorted(kind.transitions[record.state]))
        hint = f"from {record.state} a decision goes to: {allowed_statuses}"
        raise ForbiddenTransition(
            f"{record.ref} is {record.state}; it cannot become {status}",
            hint if allowed_statuses else "decide anew: minutebook adr new --help",
        )


def require_relation(records: RecordSet, spelling: str) -> str:
    """The name of a relation that `spelling` means.

    It is a known one, or a word that is sure to be one: of the table of common words, of the
    configuration, or one that a page has already. Raises UsageError for any other, which may be a
    slip of the pen.
    """
    from minutebook.records.adr.vocabulary import relation_words
    from minutebook.records.relations import FORWARD_TO_REVERSE, collect_own_pairs

    name = relation_words.parse_relation(spelling)
    if name:
        return name
    word = relation_words.fold_word(spelling)
    own_pairs = collect_own_pairs(records)
    stated = {
        link.relation
        for record in records.members
        for link in record.links
        if not relation_words.is_known(link.relation)
    }
    own_names = {
        *relation_words.list_own_names(own_pairs),
        *stated,
        *(relation_words.reverse_relation(each, own_pairs) for each in stated),
    }
    if word in own_names or relation_words.is_paired(word):
        return word
    from difflib import get_close_matches  # slow to load

    known = sorted({*FORWARD_TO_REVERSE, *FORWARD_TO_REVERSE.values(), *own_names})
    spellings = {*known, *relation_words.list_relation_fields()}
    similar = get_close_matches(word, sorted(spellings), 3, 0.7)
    near = dict.fromkeys(relation_words.name_relation(spelling) for spelling in similar)
    choice = f"did you mean {' or '.join(near)}?" if near else f"there are: {', '.join(known)};"
    raise UsageError(
        f"no relation is called {spelling!r}",
        f"{choice} or name it in the configuration, with its other end:"
        f' relations = {{ "{word or "inspired-by"}" = "{"other-end" if word else "inspires"}" }}',
    )


def find_relation_problem(relation: str, source: Record, target: Record) -> str:
    """Why a relation cannot hold between two records, as a sentence; "" where it can."""
    if source.path == target.path:
        return "a record is not linked to itself"
    if relation in ("supersedes", "amends") and source.kind is not target.kind:
        return f"{relation} holds between records of one kind"
    if relation == "supersedes" and source.kind is PHR:
        return "prompts do not supersede each other; decisions do"
    if relation == "decides" and (source.kind is not PHR or target.kind is not ADR):
        return "a prompt (PHR) decides a decision (ADR)"
    if relation == "follows" and (source.kind is not PHR or target.kind is not PHR):
        return "follows holds between two prompts (PHR)"
    return ""
