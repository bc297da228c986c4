"""What a decision chose or refused in words that leave no doubt, as manifests would show it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from minutebook.lean.patterns import compile_lazily
from minutebook.lean.values import Value
from minutebook.records.model import Record
from minutebook.suggest.catalogue.catalogue import Catalogue
from minutebook.suggest.catalogue.schema import ECOSYSTEMS, Category, Technology
from minutebook.suggest.coverage import adopted
from minutebook.suggest.coverage.decision_text import DecisionText, read_decision
from minutebook.suggest.prose import names
from minutebook.suggest.prose.names import ProseName

CHOSEN, REFUSED = "chosen", "refused"
# By what of it a repository is seen to use a technology, other than packages.
_SUPPLIES = frozenset(("image", "resource", "action", "file"))
_ADOPTION_VERB = compile_lazily(
    r" (?:we )?(?:will )?(?:us(?:e|es|ing)|adopt\w*|choos\w+|select\w*|introduc\w+|add|install"
    r"|(?:mov|switch|migrat)\w* to|go with|standardi[sz]e on|build on|run on|deploy (?:on|with)) "
)
# What comes behind the subject of a title: what it is for, and where.
_QUALIFIER = compile_lazily(r" (?:for|as|to|in|on|from|by|at|because|so|when|while|within|inside) ")
_CONJUNCTION = compile_lazily(r" (?:and|plus|with|,) ")
# What a title says besides the name: "the Bullet gem", "any ORM".
_FILLERS = names.split_words(
    "a an any the our own use using of another new more external gem library libraries package"
    " packages framework module dependency plugin tool service client completely entirely unused"
)
# What takes a refusal back, or limits it: "do not drop GraphQL", "no ORM until …".
_LIMIT = compile_lazily(
    r" (?:until|till|unless|before|after|only|yet|when|while|if|except|as long as|longer|without"
    r"|for now|temporarily|in version) "
)
_NEGATION = compile_lazily(
    r" (?:no|not|never|don t|avoid\w*|without|drop\w*|remov\w*|delet\w*|replac\w*|stop\w*|retir\w*"
    r"|abandon\w*|reject\w*|forbid\w*|ban\w*|away) "
)
# Where the whole is meant that a technology is removed from.
_WHOLE = compile_lazily(
    r" from (?:the |our |this )?(?:app|application|project|code ?base|code|repo|repository|product"
    r"|service|site|website|stack) \Z"
)


class Choice(Value):
    """A technology that a decision chose or refused.

    `side` is CHOSEN or REFUSED. `what` is what the decision names: the technology, or the category
    in words of its own ("ORM") where it refuses every technology of one. A rejected decision
    refuses what it proposed.
    """

    technology: Technology
    side: str
    what: str


def list_choices(record: Record, catalogue: Catalogue) -> list[Choice]:
    """The choices of a decision, each technology once; none where its words are not clear.

    Clear is a title whose subject is the technology itself ("Use Redis for caching", not "Use Redis
    clusters"), or the option that is said to be chosen where the title says what for; refused is
    what a title refuses as a whole and everywhere. The record has to have its text.
    """
    decision = read_decision(record)
    named = [*_find_subjects(decision, catalogue), *adopted.find_adopted(decision, catalogue)]
    supplied = {each.name: each for each in reversed(named) if _is_supplied(each)}
    chosen = [
        technology
        for technology in supplied.values()
        if _is_plainly_chosen(technology, decision, catalogue)
    ]
    if record.state == "rejected":  # what it would have refused is as it was
        limits = _QUALIFIER.split(decision.title_sides.adopted, 1)[1:]
        return [
            Choice(each, REFUSED, each.name)
            for each in chosen
            if all(_names_category(each, f" {limit}", catalogue) for limit in limits)
        ]
    choices = {each.name: Choice(each, CHOSEN, each.name) for each in chosen}
    for choice in _find_refused(decision, catalogue):
        choices.setdefault(choice.technology.name, choice)
    return list(choices.values())


def dump_choice(choice: Choice) -> tuple[str, str, str, str]:
    """A choice as a row to keep: category, technology, side, and what the decision names."""
    return choice.technology.category, choice.technology.name, choice.side, choice.what


def load_choices(rows: Iterable[tuple[str, str, str, str]], catalogue: Catalogue) -> list[Choice]:
    """Choices from their rows, without those of technologies that the catalogue has no longer."""
    return [
        Choice(technology, side, what)
        for category, name, side, what in rows
        if (technology := catalogue.find_category(category).technologies.get(name))
    ]


def _find_subjects(decision: DecisionText, catalogue: Catalogue) -> Iterator[Technology]:
    """The technologies that a title says to use, whatever for."""
    verb = _ADOPTION_VERB.match(decision.title_sides.adopted) or _ADOPTION_VERB.match(
        decision.plain_title
    )
    if not verb:
        return
    for name, technologies in catalogue.prose_names.items():
        if f" {name} " not in decision.title_sides.adopted:
            continue
        for technology in technologies:
            prose_name = names.make_prose_name(technology.name, technology.prose_names)
            if prose_name.is_named_in(decision.title_sides.adopted, decision.raw_title):
                yield technology


def _is_supplied(technology: Technology) -> bool:
    """Whether a manifest or a file of the deployment shows that the technology is used."""
    return not (ECOSYSTEMS | _SUPPLIES).isdisjoint(technology.recognised_by)


def _is_plainly_chosen(
    technology: Technology, decision: DecisionText, catalogue: Catalogue
) -> bool:
    prose_name = names.make_prose_name(technology.name, technology.prose_names)
    if _names_subject(prose_name, decision.title_sides.adopted):
        return True
    return _names_category(technology, decision.plain_title, catalogue) and _names_subject(
        prose_name, decision.chosen_option
    )


def _names_category(technology: Technology, words: str, catalogue: Catalogue) -> bool:
    category = catalogue.find_category(technology.category)
    return any(stem in words for stem in names.find_stems(category.name, category.keywords))


def _names_subject(prose_name: ProseName, words: str) -> bool:
    """Whether a name is what plain words are about, and not a part of it or what it is for."""
    verb = _ADOPTION_VERB.match(words)
    words = words[verb.end() - 1 :] if verb else words
    qualifier = _QUALIFIER.search(words)
    subject = words[: qualifier.start() + 1] if qualifier else words
    return any(_strip_fillers(part) in _list_forms(prose_name) for part in _split(subject))


def _split(words: str) -> list[str]:
    return _CONJUNCTION.split(words)


def _strip_fillers(words: str) -> str:
    return " ".join(word for word in words.split() if word not in _FILLERS)


def _list_forms(prose_name: ProseName) -> set[str]:
    return {_strip_fillers(form) or form.strip() for form in prose_name.forms}


def _find_refused(decision: DecisionText, catalogue: Catalogue) -> Iterator[Choice]:
    """The technologies that the title refuses: by name, or all of a category by its name."""
    if " over " in decision.plain_title and not _ADOPTION_VERB.match(decision.plain_title):
        return  # "JSON over HTTP"
    title = decision.plain_title
    if _LIMIT.search(title) or len(_NEGATION.findall(title.replace(" ", "  "))) > 1:
        return
    refused = _WHOLE.sub(" ", decision.title_sides.refused)
    if not refused.strip() or _QUALIFIER.search(refused):
        return
    subjects = {_strip_fillers(part) for part in _split(refused)} - {""}
    for name in catalogue.prose_names:
        if f" {name} " not in refused:
            continue
        for technology in catalogue.prose_names[name]:
            prose_name = names.make_prose_name(technology.name, technology.prose_names)
            if _is_supplied(technology) and not subjects.isdisjoint(_list_forms(prose_name)):
                yield Choice(technology, REFUSED, technology.name)
    for category in catalogue.categories.values():
        if not subjects.isdisjoint(_list_general_names(category)):
            for technology in category.technologies.values():
                if _is_supplied(technology) and not technology.is_library:
                    yield Choice(technology, REFUSED, category.name)


def _list_general_names(category: Category) -> set[str]:
    """The names of a category as plain words, one of it and several: `orm`, `orms`."""
    general = names.normalise_words(category.name).strip()
    return {general, f"{general}s"}
