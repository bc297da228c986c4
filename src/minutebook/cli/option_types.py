"""Parameters that several commands have, declared once for typer and for type checkers.

Commands name them in annotations alone, which are texts at run time: typer is not loaded for them.
"""

from __future__ import annotations

from typing import Annotated, Any

import typer

from minutebook.agents.agent_table import INSTALLABLE_AGENTS
from minutebook.cli import completion

Json = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]
DryRun = Annotated[
    bool, typer.Option("--dry-run", help="Say what would be written, write nothing.")
]
NoRedact = Annotated[
    bool,
    typer.Option(
        "--no-redact", help="Write secrets as they are, this once; links to sessions are hidden."
    ),
]
Date = Annotated[
    str,
    typer.Option(
        metavar="YYYY-MM-DD", help="The record's date. [default: today]", show_default=False
    ),
]
InFolder = Annotated[
    str,
    typer.Option(
        "--folder",
        metavar="PATH",
        help="Which of the configured folders it goes to, or a folder in one. "
        "[default: the nearest above]",
        show_default=False,
    ),
]
Links = Annotated[
    list[str] | None,
    typer.Option(
        metavar="RELATION:REF",
        help="A relation to another record. Repeatable.",
        show_default=False,
        autocompletion=completion.complete_link,
    ),
]
RecordRef = Annotated[
    str,
    typer.Argument(
        help="The record: ADR-7, PHR-42, a path or a name.",
        show_default=False,
        autocompletion=completion.complete_record,
    ),
]
RecordRefOrTitle = Annotated[
    list[str],
    typer.Argument(
        metavar="REF",
        help="The record: ADR-7, PHR-42, a path or a name; the quotes of a title may be left out.",
        show_default=False,
        autocompletion=completion.complete_record,
    ),
]
Source = Annotated[
    str,
    typer.Argument(
        help="A record: ADR-7, PHR-42, a path or a name.",
        show_default=False,
        autocompletion=completion.complete_record,
    ),
]
Target = Annotated[
    str,
    typer.Argument(
        help="The other record.", show_default=False, autocompletion=completion.complete_record
    ),
]
Relation = Annotated[
    str,
    typer.Argument(
        help="supersedes amends depends-on implements decides follows relates-to conflicts-with, "
        "or a reverse of these; or a word that pages have for a link, such as clarifies.",
        show_default=False,
        autocompletion=completion.complete_relation,
    ),
]

# Of decisions
DecisionRef = Annotated[
    str,
    typer.Argument(
        help="The decision: ADR-7, 7, a path or a name.",
        show_default=False,
        autocompletion=completion.complete_decision,
    ),
]


def _take_decisions(completer: completion.Completer) -> Any:
    """Decisions that are given a status; the shell offers those that can get it."""
    return typer.Argument(
        metavar="REF...",
        help="The decisions: ADR-7, 7, paths or names.",
        show_default=False,
        autocompletion=completer,
    )


AcceptableRefs = Annotated[list[str], _take_decisions(completion.complete_acceptable)]
RejectableRefs = Annotated[list[str], _take_decisions(completion.complete_rejectable)]
DeprecableRefs = Annotated[list[str], _take_decisions(completion.complete_deprecable)]
Reason = Annotated[str, typer.Option(help="Why; one line that the page keeps.")]
Supersedes = Annotated[
    list[str] | None,
    typer.Option(
        metavar="REF",
        help="A decision that it takes the place of. Repeatable.",
        show_default=False,
        autocompletion=completion.complete_decision,
    ),
]
Governs = Annotated[
    list[str] | None,
    typer.Option(
        metavar="GLOB",
        help="Files that it governs, from the repository's top: 'src/auth/**'. Repeatable.",
        show_default=False,
    ),
]
Globs = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[GLOB]...",
        help="Files from the repository's top: src/db.py, 'src/auth/**', '*.sql'.",
        show_default=False,
    ),
]
RemoveGlobs = Annotated[bool, typer.Option("--remove", help="It no longer governs these.")]
SuggestGlobs = Annotated[
    bool,
    typer.Option("--suggest", help="Name files that the prompts behind it changed; write nothing."),
]
NewerRef = Annotated[
    str,
    typer.Option(
        metavar="REF",
        help="The decision that does, by its reference.",
        autocompletion=completion.complete_decision,
    ),
]
NewerTitle = Annotated[
    str, typer.Option("--with", metavar="TITLE", help="Make the decision that does: its title.")
]
SuggestionId = Annotated[
    str,
    typer.Argument(metavar="ID", help="The suggestion, such as S-0042-1.", show_default=False),
]

# Of lists

# As `catalog.selection` has them, which the help does not load.
SORT_ORDERS = ("newest", "oldest", "number", "title", "state", "feature")
StatusFilter = Annotated[
    str,
    typer.Option(
        "--status",
        help="Only decisions with this status.",
        autocompletion=completion.complete_status,
    ),
]
StageFilter = Annotated[
    str,
    typer.Option(
        "--stage", help="Only prompts of this stage.", autocompletion=completion.complete_stage
    ),
]
FeatureFilter = Annotated[
    str,
    typer.Option(
        "--feature", help="Only this feature.", autocompletion=completion.complete_feature
    ),
]
LabelFilter = Annotated[
    str,
    typer.Option("--label", help="Only with this label.", autocompletion=completion.complete_label),
]
AgentFilter = Annotated[
    str,
    typer.Option("--agent", help="Only by this agent.", autocompletion=completion.complete_agent),
]
DeciderFilter = Annotated[
    str,
    typer.Option(
        "--decider",
        metavar="NAME",
        help="Only decided by someone with this in the name.",
        autocompletion=completion.complete_decider,
    ),
]
Since = Annotated[
    str,
    typer.Option("--since", metavar="DATE", help="Not before: 2026-01-31, 2026-01, yesterday, 2w."),
]
Until = Annotated[str, typer.Option("--until", metavar="DATE", help="Not after this day or month.")]
Touching = Annotated[
    str,
    typer.Option(
        "--touching",
        metavar="PATH",
        help="Only records that list this file, or one below it; the end of a path will do.",
    ),
]
SessionFilter = Annotated[
    str | None,
    typer.Option(
        "--session",
        metavar="ID",
        help="Only prompts of the session whose id begins so, as they were asked.",
        show_default=False,
    ),
]
Private = Annotated[
    bool, typer.Option("--private", help="The records of this clone that no tree shows.")
]
Sort = Annotated[
    str,
    typer.Option(
        "--sort",
        metavar="ORDER",
        help=f"{' '.join(SORT_ORDERS)}. What has none of it comes last. [default: newest]",
        show_default=False,
        autocompletion=completion.offer_words(*SORT_ORDERS),
    ),
]
Limit = Annotated[
    int | None, typer.Option("--limit", min=0, help="At most so many.", show_default=False)
]
Offset = Annotated[int, typer.Option("--offset", min=0, help="Leave out the first so many.")]

# Of agents
AgentNames = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[AGENT]...",
        help=", ".join((*INSTALLABLE_AGENTS, "git")),
        show_default=False,
        autocompletion=completion.offer_words(*INSTALLABLE_AGENTS, "git"),
    ),
]
SkillAlone = Annotated[
    bool,
    typer.Option(
        "--skill",
        help="The Agent Skill, instead of hooks: it tells agents when to ask the records, and how "
        "to write a decision.",
    ),
]
PluginFolder = Annotated[
    str,
    typer.Option(
        metavar="DIR",
        help="An agent's plugin in this folder, instead of the repository's settings.",
        show_default=False,
    ),
]

# Of the site

SiteRepositories = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[REPO]...",
        help="The folders of the repositories that it shows. [default: the one here]",
        show_default=False,
    ),
]
SiteFolder = Annotated[
    str,
    typer.Option(
        metavar="DIR",
        help="The folder that it is written into. [default: site, in the repository's top, or"
        " here where REPO is given]",
        show_default=False,
    ),
]
SiteTitle = Annotated[
    str,
    typer.Option(
        metavar="TEXT", help="Its title. [default: the repository's name]", show_default=False
    ),
]
SiteAddress = Annotated[
    str,
    typer.Option(
        metavar="ADDRESS",
        help="Where it is published, for the links of its feed: https://example.org/records/.",
        show_default=False,
    ),
]
WithGuide = Annotated[bool, typer.Option("--guide", help="With the guide to minutebook.")]
SiteSearch = Annotated[
    str,
    typer.Option(
        metavar="own|pagefind",
        help="Its search: our own, also from a file, or that of pagefind[extended], for very many"
        " records.",
        autocompletion=completion.offer_words("own", "pagefind"),
    ),
]
