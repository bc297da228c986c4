"""One suggestion in words: a brief, a title for the record, and the two lines of the contract."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from minutebook.records.filenames import clean_title
from minutebook.suggest.catalogue.catalogue import Catalogue, load_catalogue
from minutebook.suggest.catalogue.schema import PART
from minutebook.suggest.diff.patch import FileDiff
from minutebook.suggest.model import Topic
from minutebook.suggest.prose.names import find_stems, normalise_words
from minutebook.suggest.prose.options import list_alternatives
from minutebook.suggest.signals import lexicon as prose
from minutebook.suggest.topics.cluster import (
    MAX_NAMED_TOPICS,
    is_companion,
    is_same_choice,
    select_named_topics,
)

REMOVED_SUFFIX = " removed"  # ends what is said of something that goes
_WIDE = 100  # characters of a brief
_FILE = 60  # characters of a title that makes a good name of a file
# A category that names what a technology is: "as the database"; the others say what it is for.
# The `noun` of a category always does.
_THING = re.compile(
    r"(?i)(?:framework|database|orm|broker|store|engine|manager|system|bundler|server|client|tool"
    r"|language|platform|provider|library|gateway|style|cache|queue|runner)\Z"
)
_POLITE = re.compile(
    r"(?i)^(?:(?:please|hi|hey|hello|ok(?:ay)?|so|now|then|next|great|thanks?)\b[,!.:]*"
    r"|(?:can|could|would|will) you(?: please| also)?|(?:i(?:'d| would) like|i (?:want|need))"
    r" (?:you )?to"
    r"|i (?:want|need)|(?:let's|let us|lets|we (?:should|need to|must|want to|have to"
    r"|will))|also)\s+"
)
_BRANCH = re.compile(
    r"(?i)^Merge (?:remote-tracking )?(?:branch '([^'\n]+)'|(?:pull request|PR|MR) \S+ from (\S+))"
)
_DULL = re.compile(
    r"(?i)(?:wip|fix(?:es|ed)?|updates?|changes?|misc|stuff|cleanup|clean up|refactor(?:ing)?"
    r"|initial commit|merge|temp|test(?:s|ing)?|review|address\w* (?:pr |review )?comments?"
    r"|first (?:commit|pass)|more"
    r"|continue|go on|yes|ok(?:ay)?|do it|go ahead|proceed|next|thanks?|lint|bump|minor)[.! ]*\Z"
)
# Where a long title may end: what follows says more of a thing that is named already.
_PHRASE = re.compile(
    r"(?:[,;:(]| [-–—]| (?:because|so that|which|when|while|since|after|before|by|for|with|in|on|as"
    r"|instead of|rather than)) "
)
_END = re.compile(r"(?<=\w)[.!?](?:\s|\Z)|\n")


def compose_suggestion(
    topics: Sequence[Topic],
    texts: Mapping[str, str],
    files: Sequence[FileDiff],
    catalogue: Catalogue | None = None,
) -> tuple[str, str, tuple[str, ...]]:
    """What a change decides in a line, a title for the record of it, and the alternatives.

    `topics` come strongest first; the first leads, and at most two others are named with it.
    Without topics the words come from the message's or the prompt's first line, else from the
    paths. Both are one line and never empty. What was chosen is not among the alternatives.
    `catalogue` is the packaged one unless given.
    """
    catalogue = catalogue or load_catalogue()
    named = select_named_topics(topics, catalogue)
    if not named:
        said = _headline(texts) or _place(files)
        return _line(said), _short(said), list_alternatives((), texts)
    alternatives = list_alternatives((named[0],), texts)
    chosen = {topic.technology.lower() for topic in named}
    kept = tuple(one for one in alternatives if one.lower() not in chosen)
    return _line(_brief(named, catalogue)), _short(_title(named, catalogue)), kept


def describe_topic(topic: Topic) -> str:
    """What is said of one topic: `Caching: Redis`, `Caching: Valkey instead of Redis`."""
    if topic.action == "drop":
        return topic.name + REMOVED_SUFFIX
    if topic.instead:
        return f"{topic.name} instead of {topic.instead}"
    return topic.name


def format_announcement(brief: str, title: str, suggestion_id: str = "") -> tuple[str, str]:
    """The two lines of the contract, with a command that a POSIX shell takes as it is written."""
    command = f"minutebook adr new {quote_title(title)}"
    if suggestion_id:
        safe = re.fullmatch(r"[\w.-]+", suggestion_id, re.ASCII)
        command += f" --from {suggestion_id if safe else quote_title(suggestion_id)}"
    return (
        f"📋 Architectural decision detected: {clean_title(brief)}",
        f"Document reasoning and tradeoffs? Run: {command}",
    )


def compose_successor_title(topic_names: Sequence[str]) -> str:
    """A title for the decision that takes the place of one, by what the change decides.

    `names` are those of topics, with REMOVED behind what goes. What comes leads; of a category
    only the first is named.
    """
    firsts: dict[str, Topic] = {}
    for name in sorted(topic_names, key=lambda name: name.endswith(REMOVED_SUFFIX)):
        category, _, technology = name.removesuffix(REMOVED_SUFFIX).partition(": ")
        action = "drop" if name.endswith(REMOVED_SUFFIX) else "adopt"
        firsts.setdefault(category, Topic(category, technology, action))
    return _short(_title(list(firsts.values())[:MAX_NAMED_TOPICS], load_catalogue()))


def quote_title(title: str) -> str:
    """Words for a POSIX shell, interactive ones too: those expand `!` in double quotes."""
    title = clean_title(title).lstrip("-–— ") or "Decision"
    if "!" in title:
        return "'" + title.replace("'", "'\\''") + "'"
    return '"' + re.sub(r'(["\\$`])', r"\\\1", title) + '"'


def _brief(topics: list[Topic], catalogue: Catalogue) -> str:
    lead, rest = topics[0], topics[1:]
    same = [one for one in rest if is_same_choice(one, lead)]
    along = [one for one in rest if is_companion(one, lead, catalogue)]
    if same and lead.technology:
        ends = _joined([lead.category, *(_lower(one.category) for one in same)])
        said = f"{ends}: {describe_topic(lead).partition(': ')[2]}"
    else:
        said = describe_topic(lead)
    if along:
        said += " with " + _joined([_as(one, "", catalogue) for one in along])
    left = [one for one in rest if one not in along and (one not in same or not lead.technology)]
    return "; ".join([said, *(describe_topic(one) for one in left)])


def _title(topics: list[Topic], catalogue: Catalogue) -> str:
    lead, rest = topics[0], topics[1:]
    same = [one for one in rest if is_same_choice(one, lead) and lead.technology]
    along = [one for one in rest if is_companion(one, lead, catalogue) and one not in same]
    left = [one for one in rest if one not in along and one not in same]
    said = _sentence(lead, [_lower(one.category) for one in same], catalogue)
    if along:
        full = f"{said}, with {_joined([_as(one, 'the ', catalogue) for one in along])}"
        names = [one.technology for one in along if one.technology]
        short = f"Use {lead.technology} with {_joined(names)}" if names else said
        said = full if len(full) <= _FILE else short
    more = [
        one
        for one in left
        if one.technology
        and one.action == lead.action == "adopt"
        and not along
        and _is_product(one)
    ]
    if more and lead.technology and _is_product(lead):
        full = _joined([said, *(_as(one, "the ", catalogue) for one in more)])
        names = [lead.technology, *(one.technology for one in more)]
        said = full if len(full) <= _FILE else f"Use {_joined(names)}"
    return said


def _sentence(topic: Topic, also: list[str], catalogue: Catalogue) -> str:
    """The topic as a title says it: `Use Redis for caching`."""
    category = catalogue.find_category(topic.category)
    thing = category.noun or _lower(topic.category)
    is_thing = (category.noun or _THING.search(thing)) and not also
    end = f" as the {thing}" if is_thing else f" for {_joined([thing, *also])}"
    if PART in category.traits and topic.technology:
        verb = "Remove" if topic.action == "drop" else "Add"
        return f"{verb} the {topic.technology} {thing}"
    if topic.action == "drop":
        return f"Stop using {topic.technology}{end}" if topic.technology else f"Remove {thing}"
    if not topic.technology or not _is_product(topic):
        return describe_topic(topic)
    chosen = topic.technology
    if any(stem in normalise_words(chosen) for stem in find_stems(topic.category)):
        chosen, end = _lower(chosen) if " " in chosen else chosen, ""  # cursor pagination
    if topic.instead:
        return f"Use {chosen} instead of {topic.instead}{end}"
    return f"Use {chosen}{end}"


def _as(topic: Topic, article: str, catalogue: Catalogue) -> str:
    """What comes along: `Redis as broker`."""
    noun = catalogue.find_category(topic.category).noun
    thing = noun or _lower(topic.category)
    if not topic.technology:
        return thing
    return (
        f"{topic.technology} {f'as {article}' if noun or _THING.search(thing) else 'for '}{thing}"
    )


def _is_product(topic: Topic) -> bool:
    """Whether "Use …" reads well: a name does, a way of working that repeats the category not."""
    return not (topic.technology[:1].islower() and " " in topic.technology)


def _lower(category: str) -> str:
    """A category within a sentence; abbreviations keep their capitals."""
    first = category.partition(" ")[0]
    return category if not first[1:].islower() else category[0].lower() + category[1:]


def _joined(parts: list[str]) -> str:
    return parts[0] if len(parts) < 2 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def _headline(words: Mapping[str, str]) -> str:
    """The first line that says what the change is about; "" where none does."""
    message = words.get("message", "")[:4000]
    said = [prose.headline(message)]
    branch = _BRANCH.match(message.lstrip())
    if branch:
        name = (branch[1] or branch[2]).rpartition("/")[2]
        bare = re.sub(r"^[A-Za-z]{1,10}-\d+[-_]|^\d+[-_]", "", name)
        said = [one for one in said if not _BRANCH.match(one)]
        said.append(" ".join(re.split(r"[-_]+", bare)))
    prompt = words.get("prompt", "")[:2000].strip()
    while found := _POLITE.match(prompt):
        prompt = prompt[found.end() :]
    end = _END.search(prompt)
    said.append(prompt[: end.start() if end else len(prompt)].strip(" #*-"))
    for one in said:
        if len(one.split()) > 1 and not _DULL.match(one) and re.search(r"[^\W\d_]{2}", one):
            return one
    return ""


def _place(files: Sequence[FileDiff]) -> str:
    """Where a change is, for one that nothing else tells of."""
    new: dict[str, int] = {}
    for file in files:
        folder = file.path.rpartition("/")[0]
        if file.status == "added" and folder:
            new[folder] = new.get(folder, 0) + 1
    if new:
        return f"New module {max(new, key=lambda folder: new[folder])}"
    gone = [file.path.rpartition("/")[0] for file in files if file.status == "deleted"]
    if any(gone):
        return f"Removal of {next(filter(None, gone))}"
    folders = [file.path.rpartition("/")[0] for file in files]
    return f"Change in {next(filter(None, folders), '')}".removesuffix(" in ")


def _line(words: str) -> str:
    """One line that fits a title, cut at a word, beginning with a capital."""
    words = clean_title(words)
    if len(words) > _WIDE:
        words = words[:_WIDE].rpartition(" ")[0] or words[:_WIDE]
        words = words.rstrip(" ,;:-")
    return words[:1].upper() + words[1:] if words[:2].islower() or words[1:2] == " " else words


def _short(words: str) -> str:
    """A title, without its last phrases where it is too long for the name of a file."""
    words = clean_title(words)
    if len(words) > _FILE:
        ends = [found.start() for found in _PHRASE.finditer(words, 0, _FILE + 2)]
        kept = words[: max(ends, default=0)]
        words = kept if len(kept.split()) > 1 else words
    return _line(words)
