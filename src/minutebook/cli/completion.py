"""What the shell offers for the values of arguments and options: typer asks these functions.

Each gives values, or pairs of a value and what it means. Typer leaves out what does not begin as
the word that is begun. A shell that asks wants no message: where something is wrong, as outside of
a repository, nothing is offered. What a function needs is loaded when it is asked: the help needs
none of it.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable

import typer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from minutebook.operations.reading.cataloguing.opening import Catalog

Offer = str | tuple[str, str]
Completer = Callable[[typer.Context, str], list[Offer]]

_TEMPLATES = ("neighbours", "madr", "madr-minimal", "nygard", "y-statement", "spec-kit")


def _make_completer(
    list_offers: Callable[[Callable[[], Catalog], str], Iterable[Offer]],
) -> Completer:
    """A function for typer, of one that gets what opens the catalog and the word that is begun."""

    def complete(ctx: typer.Context, incomplete: str) -> list[Offer]:
        def open_catalog() -> Catalog:
            from minutebook.operations.reading.cataloguing import opening

            folders = ctx.find_root().params.get("folders") or ["."]
            return opening.open_catalog(os.path.join(*folders))

        try:
            return [_clean(offer) for offer in list_offers(open_catalog, incomplete)]
        except Exception:  # noqa: BLE001 - nothing is offered, whatever is wrong
            return []

    return complete


def _clean(offer: Offer) -> Offer:
    """An offer whose meaning is one line, without what rich, that typer calls, reads as markup."""
    from minutebook.text.terminal import escape_hidden, escape_line

    if isinstance(offer, str):
        return escape_line(offer)
    value, meaning = offer
    meaning = meaning.replace("[", "(").replace("]", ")")
    return escape_line(value), escape_hidden(escape_line(" ".join(meaning.split())))


def offer_words(*words: str) -> Completer:
    """Offers words that are always the same."""
    return _make_completer(lambda _open, _beginning: words)


def _offer_references(kind: str, status: str = "") -> Completer:
    def list_offers(open_catalog: Callable[[], Catalog], beginning: str) -> Iterable[Offer]:
        from minutebook.operations.reading import offers

        return offers.offer_references(open_catalog(), beginning, kind, status)

    return _make_completer(list_offers)


def _offer_values(column: str) -> Completer:
    def list_offers(open_catalog: Callable[[], Catalog], _: str) -> Iterable[Offer]:
        from minutebook.operations.reading import offers

        return offers.offer_values(open_catalog(), column)

    return _make_completer(list_offers)


def _offer_states(kind: str) -> Completer:
    def list_offers(open_catalog: Callable[[], Catalog], _: str) -> Iterable[Offer]:
        from minutebook.operations.reading import offers

        return offers.offer_states(open_catalog(), kind)

    return _make_completer(list_offers)


def _list_new_stages(open_catalog: Callable[[], Catalog], _: str) -> Iterable[Offer]:
    from minutebook.records.model import PHR

    return [*PHR.states, *open_catalog().get_project().settings.stages]


def _list_new_statuses(_open: Callable[[], Catalog], _: str) -> Iterable[Offer]:
    from minutebook.records.model import ADR

    return [state for state in ADR.states if state != "superseded"]


def _list_relations(_open: Callable[[], Catalog], _: str) -> Iterable[Offer]:
    from minutebook.records.adr.vocabulary.relation_words import FORWARD_TO_REVERSE

    return dict.fromkeys([*FORWARD_TO_REVERSE, *FORWARD_TO_REVERSE.values()])


def _list_links(open_catalog: Callable[[], Catalog], beginning: str) -> Iterable[Offer]:
    """What `--link` takes: a relation, a colon, and a reference."""
    from minutebook.operations.reading import offers

    relation, colon, reference = beginning.partition(":")
    if not colon:
        return [f"{each}:" for each in _list_relations(open_catalog, "") if isinstance(each, str)]
    records = offers.offer_references(open_catalog(), reference)
    return [(f"{relation}:{ref}", title) for ref, title in records]


def _list_codes(_open: Callable[[], Catalog], _: str) -> Iterable[Offer]:
    from minutebook.checks import registry

    return [(rule.code, rule.explanation) for rule in registry.list_rules()]


def _list_guide_topics(_open: Callable[[], Catalog], _: str) -> Iterable[Offer]:
    from minutebook.operations.reading import guide

    return [(topic.name, topic.about) for topic in guide.list_topics()]


complete_record = _offer_references("")
complete_decision = _offer_references("adr")
complete_acceptable = _offer_references("adr", "accepted")
complete_rejectable = _offer_references("adr", "rejected")
complete_deprecable = _offer_references("adr", "deprecated")
complete_prompt = _offer_references("phr")
complete_link = _make_completer(_list_links)
complete_relation = _make_completer(_list_relations)
complete_status = _offer_states("adr")
complete_stage = _offer_states("phr")
complete_new_status = _make_completer(_list_new_statuses)
complete_new_stage = _make_completer(_list_new_stages)
complete_feature = _offer_values("feature")
complete_label = _offer_values("labels")
complete_agent = _offer_values("agent")
complete_decider = _offer_values("deciders")
complete_code = _make_completer(_list_codes)
complete_kind = offer_words("phr", "adr")
complete_template = offer_words(*_TEMPLATES, "structured-madr")
complete_visibility = offer_words("full", "summary", "private")
complete_topic = _make_completer(_list_guide_topics)
