"""Where a decision's page stands on a topic: for it, against it, or silent."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from minutebook.suggest.catalogue.catalogue import Catalogue
from minutebook.suggest.coverage.decision_text import Decided
from minutebook.suggest.model import Topic
from minutebook.suggest.prose import names
from minutebook.suggest.prose.names import Name, plain

# How sure a page is: its title says so, its decision does, its options do; a refused page's word.
TITLE, DECISION, OPTION, REJECTED = 4, 3, 2, 1
FOR, AGAINST, OPEN = "for", "against", "open"
# Stores and platforms that serve many ends: having one for caching says nothing of messaging.
_MANY = names.listed(
    "redis valkey keydb dragonfly postgresql mysql mariadb mongodb sqlite dynamodb memcached kafka"
    " rabbitmq nats elasticsearch opensearch s3 kubernetes aws azure gcp firebase supabase"
    " cassandra hazelcast etcd consul nginx envoy cloudflare"
)
# The ends that such a store may serve.
_ENDS = names.listed(
    "cache jobs broker database sessions rate search vector locks flags objects authentication"
    " idempotency"
)
# What is used together, though each is in the category of the other: ways of proving who one is,
# and what provides them.
_TOGETHER = ("jwt", "oauth2", "openid connect")
_PROTOCOLS = frozenset(
    (*_TOGETHER, "saml", "sessions", "session cookies", "api keys", "basic auth", "passkeys")
)
_TAKE = re.compile(
    r" (?:we )?(?:will )?(?:us(?:e|ing)|adopt\w*|cho\w+|select\w*|introduc\w+|implement\w*"
    r"|employ\w*|(?:mov|switch|migrat)\w* to|go with|standardi[sz]e on|build on|run on|deploy on) "
)
_USE = re.compile(r" (?:use|using|adopt|adopting|choose|introduce) (.+?) (?:for|as|to) (.+)")


@dataclass(frozen=True, slots=True)
class Asked:
    """A topic, and how prose would speak of it.

    `stems` begin the words for its category, `ends` are the roles (keys of `terms.ROLES`) that
    those mean. `rivals` are its alternatives, `peers` what else the category knows. `many`: that a
    page is for the technology says nothing unless it is for this end. `needles` and `others` tell
    quickly which pages are worth reading.
    """

    topic: Topic
    name: Name | None
    instead: Name | None
    rivals: tuple[Name, ...]
    peers: tuple[Name, ...]
    stems: tuple[str, ...]
    ends: frozenset[str]
    many: bool
    needles: tuple[str, ...]
    others: frozenset[str]

    def may_speak(self, title: str, words: frozenset[str], text: str) -> bool:
        """Whether a page may speak of it: plain title, the title's words, text in lower case."""
        return (
            any(needle in text for needle in self.needles)
            or not words.isdisjoint(self.others)
            or any(stem in title for stem in self.stems)
        )

    def named(self, text: str) -> bool:
        """Whether plain words name its category."""
        return any(stem in text for stem in self.stems)


def asked(topic: Topic, catalogue: Catalogue) -> Asked:
    """How prose would speak of a topic, as the catalogue knows it."""
    category = catalogue.categories.get(topic.category)
    known = dict(category.technologies) if category else {}
    own = plain(topic.technology).strip()

    def name(technology: str) -> Name:
        return names.name(technology, known[technology].words if technology in known else ())

    named = name(topic.technology) if topic.technology else None
    instead = name(topic.instead) if topic.instead else None
    homes = [
        one.name for one in catalogue.categories.values() if topic.technology in one.technologies
    ]
    stems = names.stems(topic.category, category.words if category else ())
    peers = [
        (other in topic.alternatives, name(other))
        for other in dict.fromkeys((*topic.alternatives, *known))
        if _rivals(own, plain(other).strip())
        and (other in topic.alternatives or known[other].words)
        and names.says_something(plain(other), stems, topic.category)
    ]
    if names.is_additive(topic.category):
        peers = []
    return Asked(
        topic,
        named,
        instead,
        tuple(one for near, one in peers if near),
        tuple(one for near, one in peers if not near),
        stems,
        names.roles_in(" ".join((*stems, ""))),
        own in _MANY
        or (names.is_way(topic.technology) and topic.technology not in known)
        or any(one != topic.category for one in homes),
        _needles([one for one in (named, instead) if one] or [Name(stems)]),
        frozenset(form.split()[0] for near, one in peers for form in one.forms if near),
    )


def _rivals(one: str, other: str) -> bool:
    """Whether two technologies of a category, as plain words, are instead of each other."""
    if not other or one == other or (one in _TOGETHER and other in _TOGETHER):
        return False
    return (one in _PROTOCOLS) == (other in _PROTOCOLS)


def _needles(names: list[Name]) -> tuple[str, ...]:
    """What a text must hold that names one of them: the longest word of each form."""
    found = {max(form.split(), key=len) for one in names for form in one.forms}
    found |= {max(one.tokens, key=len) for one in names if one.tokens}
    return tuple(one for one in found if not any(each != one and each in one for each in found))


def of(one: Asked, page: Decided, state: str) -> tuple[int, bool] | None:
    """How sure a page is about a topic, and whether it agrees with the change; None: silent.

    `state` is the page's status. What a rejected page proposed was refused.
    """
    level, side = _recorded(one, page) or _on(one, one.name, page) or (0, "")
    action = one.topic.action
    if state == "rejected":
        return (REJECTED, False) if side == FOR and action != "drop" else None
    if action == "drop":
        return (level, side == AGAINST) if side in (FOR, AGAINST) else None
    if side:
        return level, side != AGAINST
    sure = _otherwise(one, page)
    return (sure, False) if sure else None


def _recorded(one: Asked, page: Decided) -> tuple[int, str] | None:
    return (TITLE, FOR) if plain(one.topic.name) in page.recorded else None


def _on(one: Asked, name: Name | None, page: Decided) -> tuple[int, str] | None:
    """On which side of a page something stands, and how surely."""
    if name is None:
        return _on_category(one, page)
    fits, about = _fits(one, page), one.named(page.heading)
    said = TITLE if about else DECISION
    considered = any(
        name.stands_in(option) and (about or names.leads(option, name)) for option in page.options
    )
    passed_over = considered and (
        not name.stands_in(page.chosen) if page.chosen else _title_takes_another(one, name, page)
    )
    if fits and name.stands_in(page.title.refused, page.raw):
        return TITLE, AGAINST
    if fits and passed_over:
        return said, AGAINST
    if fits and name.stands_in(page.title.adopted, page.raw):
        return TITLE, FOR
    for clause in (page.chosen, *page.clauses):
        meant = about or one.named(clause) or names.leads(clause, name)
        if meant and name.stands_in(clause) and _fits(one, page, clause):
            return said, FOR
    return _in_passing(one, name, page, considered) if fits else None


def _title_takes_another(one: Asked, name: Name, page: Decided) -> bool:
    """Whether a title adopts another option of its page, or a rival: the choice is made there."""
    adopted = page.title.adopted
    if name.stands_in(adopted, page.raw):
        return False
    others = (option for option in page.options if not name.stands_in(option))
    if any(option.strip() and option in adopted for option in others):
        return True
    rivals = (*([one.instead] if one.instead else ()), *one.rivals, *one.peers)
    return any(other.stands_in(adopted, page.raw) for other in rivals)


def _in_passing(one: Asked, name: Name, page: Decided, considered: bool) -> tuple[int, str] | None:
    """The same for what a page neither adopts nor refuses outright."""
    about = one.named(page.heading)
    if names.leads(page.refused, name):
        return TITLE if about else DECISION, AGAINST
    if considered or (about and name.stands_in(page.musings)):
        settled = page.clauses or _title_takes_another(one, name, page)
        return OPTION, AGAINST if settled else OPEN
    if name.stands_in(page.title.aside):
        return TITLE, OPEN
    if name.stands_in(page.labels) and (about or one.named(page.labels)):
        return OPTION, OPEN
    return None


def _on_category(one: Asked, page: Decided) -> tuple[int, str] | None:
    """Where a page stands on a way of working that has no technology."""
    if one.named(page.title.refused):
        return TITLE, AGAINST
    if one.named(page.heading) or one.named(page.labels):
        return TITLE, FOR
    often = names.counted(page.whole, one.stems) > 2
    if often and any(one.named(clause) for clause in page.clauses):
        return DECISION, FOR
    return None


def _fits(one: Asked, page: Decided, where: str = "") -> bool:
    """Whether a page that speaks of the technology means it for the topic's end.

    `where` are the words that name it, where they are not the title.
    """
    if not one.many or one.named(page.heading) or one.named(page.labels):
        return True
    if where and one.named(where):
        return True
    if (names.roles_in(page.heading) | names.roles_in(where)) & _ENDS - one.ends:
        return False
    mine = names.counted(page.whole, one.stems)
    others = [names.spoken(page.whole, role) for role in _ENDS - one.ends]
    return mine >= max(others) if mine else not any(others)


def _otherwise(one: Asked, page: Decided) -> int:
    """How surely a page decided the topic's category in another way; 0 where it did not."""
    if one.name is None:
        return 0
    level = 0
    for name in (*([one.instead] if one.instead else ()), *one.rivals, *one.peers):
        about = one.named(name.without(page.heading))
        if name.stands_in(page.title.adopted, page.raw):
            # What the page takes up may serve another end than the topic's.
            meant = replace(one, many=True) if _serves_many(name) else one
            taken = name not in one.peers and _takes(page, name) and _fits(meant, page)
            if about or taken:
                return TITLE
        elif about and name.stands_in(page.adopted):
            level = max(level, OPTION)
        if any(name.stands_in(each) and one.named(name.without(each)) for each in page.clauses):
            level = max(level, DECISION)
    about = one.named(page.heading)
    if level or names.is_additive(one.topic.category):
        return level
    return TITLE if about and _chose(one, page) else 0


def _serves_many(name: Name) -> bool:
    return any(form.strip() in _MANY for form in name.forms)


def _takes(page: Decided, name: Name) -> bool:
    """Whether a title says that something is taken up, not that it has a part or a problem."""
    verb = _TAKE.match(page.heading)
    if verb:
        return names.leads(page.heading[verb.end() - 1 :], name)
    return not names.says_something(page.heading, name.forms)


def _chose(one: Asked, page: Decided) -> bool:
    """Whether a page on the category names a choice, in words of its own."""
    if not names.says_something(page.heading, one.stems, one.topic.category):
        return bool(page.chosen.strip())
    left, colon, right = page.heading.partition(" : ")
    if colon and one.named(f"{left} "):
        return names.says_something(f" {right}", one.stems, one.topic.category)
    found = _USE.match(page.heading)
    return (
        found is not None
        and any(stem in f" {' '.join(found[2].split()[:3])} " for stem in one.stems)
        and names.says_something(f" {found[1]} ", one.stems, one.topic.category)
    )
