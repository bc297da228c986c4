"""The JSON that new records are made of, as standard dataclasses for pydantic to check."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from minutebook.operations.schema.input_checks import canonicalize_links, require_text
from minutebook.operations.schema.records import IsoDate, Part, Texts, describe_field


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome(Part):
    """What came of a prompt, each in a sentence or some markdown."""

    impact: Annotated[str, describe_field("What changed for whom.")] = ""
    tests: Annotated[str, describe_field("Which tests ran and what they said.")] = ""
    files: Annotated[str, describe_field("What was done to which files.")] = ""
    next: Annotated[str, describe_field("Which prompts should follow.")] = ""
    reflection: Annotated[str, describe_field("What was learned.")] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPhr(Part):
    """What `phr new --from-json` takes: its options by name. What is unknown is left out.

    Which lines a turn added (`traces`), and which decisions were told in it (`told`), is noted by
    the hooks alone, as they saw it: it is not taken from anybody's word.
    """

    title: Annotated[
        str,
        AfterValidator(require_text),
        describe_field("One line."),
        Field(json_schema_extra={"minLength": 1}),
    ]
    stage: Annotated[str, describe_field("A known stage such as plan, green or general.")] = ""
    date: Annotated[IsoDate, describe_field("The day, ISO 8601; today where left out.")] = ""
    feature: Annotated[
        str, describe_field("The feature's name; from the branch where left out.")
    ] = ""
    folder: Annotated[
        str, describe_field("A configured folder, or one in it; the nearest above where left out.")
    ] = ""
    prompt: Annotated[str, describe_field("The prompt, verbatim.")] = ""
    response: Annotated[str, describe_field("The answer, or what matters of it.")] = ""
    model: Annotated[str, describe_field("The model that answered.")] = ""
    agent: Annotated[str, describe_field("The coding agent, such as claude or codex.")] = ""
    surface: Annotated[str, describe_field("Where it was asked, such as cli or ide.")] = ""
    command: Annotated[str, describe_field("The slash command, if one was used.")] = ""
    labels: Annotated[Texts, describe_field("Words to find it by.")] = ()
    files: Annotated[
        Texts, describe_field("Paths that were changed, from the repository's top.")
    ] = ()
    tests: Annotated[
        Texts,
        describe_field("Tests that were written or run, a run with its result: pytest (3 passed)."),
    ] = ()
    adr: Annotated[
        Texts, describe_field("Refs of decisions that it led to, such as ADR-0007.")
    ] = ()
    spec: Annotated[str, describe_field("The specification, a path or an address.")] = ""
    ticket: Annotated[str, describe_field("The ticket's name or address.")] = ""
    pr: Annotated[str, describe_field("The pull request's number or address.")] = ""
    visibility: Annotated[
        Literal["", "full", "summary", "private"],
        describe_field("What the tree shows of it; as configured where left out."),
    ] = ""
    outcome: Annotated[Outcome, describe_field("What came of it.")] = Outcome()
    links: Annotated[
        Mapping[str, Texts],
        AfterValidator(canonicalize_links),
        describe_field("Relation to refs of records."),
    ] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAdr(Part):
    """What `adr new --from-json` takes: its options by name. What is unknown is left out."""

    title: Annotated[
        str,
        AfterValidator(require_text),
        describe_field("One line."),
        Field(json_schema_extra={"minLength": 1}),
    ]
    template: Annotated[
        str, describe_field("The name of a template, or its file; as configured where left out.")
    ] = ""
    status: Annotated[
        str, describe_field("proposed, accepted, rejected or deprecated; proposed where left out.")
    ] = ""
    date: Annotated[IsoDate, describe_field("The day, ISO 8601; today where left out.")] = ""
    supersedes: Annotated[
        Texts, describe_field("Refs of decisions that it takes the place of, such as ADR-0007.")
    ] = ()
    phr: Annotated[
        Texts, describe_field("Refs of prompts in which it was decided, such as PHR-0042.")
    ] = ()
    suggestion: Annotated[
        str, describe_field("The id of a suggestion that it answers, such as S-0042-1.")
    ] = ""
    deciders: Annotated[Texts, describe_field("Who decides.")] = ()
    context: Annotated[str, describe_field("What makes the decision necessary.")] = ""
    drivers: Annotated[Texts, describe_field("Forces that bear on it.")] = ()
    options: Annotated[Texts, describe_field("Options that were weighed.")] = ()
    decision: Annotated[str, describe_field("What is decided, and why.")] = ""
    consequences: Annotated[str, describe_field("What follows from it.")] = ""
    feature: Annotated[str, describe_field("The feature that it belongs to.")] = ""
    review_by: Annotated[
        IsoDate, describe_field("When to look at it again, ISO 8601; check reminds.")
    ] = ""
    folder: Annotated[
        str, describe_field("A configured folder, or one in it; the nearest above where left out.")
    ] = ""
    links: Annotated[
        Mapping[str, Texts],
        AfterValidator(canonicalize_links),
        describe_field("Relation to refs of records."),
    ] = field(default_factory=dict)
