"""Every option of a repository's settings: what it may be, its default, and what it means."""

from __future__ import annotations

from collections.abc import Mapping

from minutebook.lean.values import Value, field
from minutebook.records.model import ADR, PHR, Folder, Silence

TYPE_CHECKING = False  # typing takes a fifth of Python's start
if TYPE_CHECKING:
    from typing import Any, Literal

    from minutebook.records.phr.visibility import VisibilityRule

    Numbering = Literal["repository", "folder"]
    Severity = Literal["off", "info", "warning", "error"]
    RecordedTurns = Literal["tasks", "changes", "all"]
    RedactionMode = Literal["on", "off", "extra"]
    OnOff = Literal["on", "off"]
    RecordCommits = Literal["own", "amend", "stage", "no"]
    IndexMode = Literal["default-branch", "always", "never"]
    Visibility = Literal["full", "summary", "private"]
    KeepNumber = Literal["merged", "older", "cited"]
    Told = Literal["all", "edit", "session", "off"]

SEVERITIES = ("off", "info", "warning", "error")
OPTION_CHOICES = {
    "adr_numbering": ("repository", "folder"),
    "commit": ("own", "amend", "stage", "no"),
    "index": ("default-branch", "always", "never"),
    "phr_numbering": ("repository", "folder"),
    "keep_number": ("merged", "older", "cited"),
    "record": ("tasks", "changes", "all"),
    "redact": ("on", "off", "extra"),
    "redact_personal": ("on", "off"),
    "suggest": ("on", "off"),
    "tell": ("all", "edit", "session", "off"),
    "visibility": ("full", "summary", "private"),
}


def _option(default: Any, doc: str) -> Any:
    if isinstance(default, dict | list):
        return field(default_factory=default.copy, metadata={"doc": doc})
    return field(default=default, metadata={"doc": doc})


class Settings(Value):
    """Every option, with its default and what it means. Folders are relative to the file's own."""

    adr_folders: tuple[str, ...] = _option(
        ("decisions",),
        "Folders that hold decisions, read with all below them; `.` is what lies right in the top. "
        "New ones go to the nearest above, else to the first.",
    )
    phr_folders: tuple[str, ...] = _option(
        ("history/prompts",),
        "Folders that hold prompt records; new ones go to the nearest above, else to the first.",
    )
    adr_numbering: Numbering = _option(
        "repository",
        "`repository`: one series of numbers for all decisions; `folder`: one for each folder.",
    )
    phr_numbering: Numbering = _option(
        "repository",
        "`repository`: one series of numbers for all prompts; `folder`: one for each route.",
    )
    adr_template: str = _option(
        "neighbours",
        "`neighbours`: new decisions have the form of those beside them, or of `madr` where there "
        "are none; `madr`, `madr-minimal`, `nygard`, `y-statement`, `spec-kit`, `structured-madr`, "
        "or the path of a file.",
    )
    phr_template: str = _option(
        "neighbours",
        "`neighbours`: new prompt records have the form and the places of spec-kit-plus where the "
        "repository has its template or records of it, else the form `phr`; `phr`, `spec-kit`, or "
        "the path of a file.",
    )
    templates: str = _option(
        "templates",
        "Folder whose `phr.md`, `adr/NAME.md` and `index/NAME.md` are taken before the ones that "
        "come with minutebook.",
    )
    index: IndexMode = _option(
        "default-branch",
        "Where index pages follow the records by themselves: on the `default-branch`, so that no "
        "pull request conflicts in them; `always`, on every branch; `never`. `minutebook index` "
        "writes them anywhere.",
    )
    stages: tuple[str, ...] = _option((), "Stages of a prompt beside the ones that are known.")
    statuses: Mapping[str, str] = _option(
        {},
        "A repository's own words for the status of a decision, each with the known status that it "
        "means.",
    )
    relations: Mapping[str, str] = _option(
        {},
        "A repository's own words for links between records, each with the word for the other "
        'end: `{ "spiked-in" = "spike-of" }`.',
    )
    feature_branch: str = _option(
        r"^(?:(?:feat(?:ure)?s?|(?:bug|hot)?fix)/)?(?P<feature>\d{3,}-[^/]+)$"
        r"|^(?:[^/]+/)?(?P<ticket>[A-Z][A-Z0-9]{1,9}-\d+(?:[-_][^/]+)?)$"
        r"|^(?:feat(?:ure)?s?|(?:bug|hot)?fix)/"
        r"(?P<name>[^v\d].*|v\D.*|v?\d+[^.\d].*)$",
        "Which branches name a feature: a regular expression; its first group that matched is "
        "the feature.",
    )
    proposed_days: int = _option(
        60, "After how many days a decision that is still `proposed` is reported."
    )
    rules: Mapping[str, Severity] = _option(
        {}, "Severity of a rule of `check` by its code: `off`, `info`, `warning` or `error`."
    )
    silence: tuple[Silence, ...] = _option(
        (), "Findings to leave out: tables with `code`, `path` (may have `*`) and `reason`."
    )
    record: RecordedTurns = _option(
        "tasks",
        "Which turns of an agent have a record: `tasks` (those that changed or ran something, "
        "decided something, or answered a question; a greeting or a go-ahead is a line of the "
        "session's next record), those with `changes` to files, or `all`.",
    )
    commit: RecordCommits = _option(
        "own",
        "What becomes of the record of a turn: `own`: where the turn made commits, one more commit "
        "of the record's files alone; `amend`: they are added to the turn's last commit where that "
        "is not pushed, tagged or on another branch; `stage`: they are added to git's index (as by "
        "`stage = true` of earlier versions); `no`: they are left to you.",
    )
    commit_message: str = _option(
        "Record {ref}: {title}",
        "The first line of a commit of records; `{ref}`, `{title}`, `{stage}`, `{agent}` and "
        "`{feature}` stand for what the record says.",
    )
    redact: RedactionMode = _option(
        "on",
        "Hide secrets in what is recorded: `on`, `off`, or `extra` for more by "
        "`minutebook[redact]`. Links to sessions that vendors host are hidden always.",
    )
    redact_personal: OnOff = _option(
        "off",
        "Hide personal data too, `on` or `off`: e-mail addresses, phone numbers, IP addresses and "
        "host names, IBANs, numbers of cards and of persons.",
    )
    visibility: Visibility = _option(
        "full",
        "What the tree shows of a prompt record: `full`, all of it; `summary`, all but the prompt, "
        "the answer and quotes of them; `private`, nothing. What is not shown is kept apart.",
    )
    visibility_rules: tuple[VisibilityRule, ...] = _option(
        (),
        "Visibilities of some records: tables with `visibility` and patterns of `feature`, `label` "
        "or `branch` (may have `*`), which all have to match; of several rules that match, the one "
        "that shows least counts.",
    )
    texts: str = _option(
        "",
        "Where texts that are kept apart go: a remote that only those may read who are to read "
        "them, or the folder of another repository; empty: git's directory of this clone.",
    )
    suggest: OnOff = _option(
        "on", "Say at the end of an agent's turn that it decides something: `on`, or `off`."
    )
    tell: Told = _option(
        "all",
        "When an agent is told of the decisions in force, in their own words: before the first "
        "`edit` of a file that they govern, at the start of a `session`, at `all` of these, or "
        "never: `off`.",
    )
    suggest_score: float = _option(
        0.0,
        "From which score on a change is said to decide something, above 0 up to 1: higher is "
        "quieter. 0 takes the score that comes with minutebook.",
    )
    suggestion_days: int = _option(
        14, "After how many days a suggestion that nobody answered is reported."
    )
    topics: Mapping[str, object] = _option(
        {}, "Categories and technologies to know beside those of the catalogue, in its own form."
    )
    reserve: str = _option(
        "",
        "A remote, such as `origin`, where each new number is claimed by a ref, so that two clones "
        "never give one number; empty: numbers are this clone's.",
    )
    reserve_block: int = _option(
        20,
        "With `reserve`, how many numbers of prompts a clone claims at once, so that a turn asks "
        "nobody and works offline, 1 to 200; 1 claims each by itself, as for decisions.",
    )
    keep_number: KeepNumber = _option(
        "merged",
        "Which of the records that share a number `renumber` leaves it: the one that was `merged` "
        "to the default branch first, the `older` one, or the one that is `cited` most.",
    )
    fsync: bool = _option(False, "Wait until the disk has every page: some milliseconds a file.")

    def list_folders(self) -> tuple[Folder, ...]:
        """The folders of both kinds, in the order in which they are configured."""
        return tuple(
            Folder(
                *(kind, path, numbering, _shorten_path(path, paths), extra_states, own_statuses),
                self.relations,
            )
            for kind, paths, numbering, extra_states, own_statuses in (
                (PHR, self.phr_folders, self.phr_numbering, self.stages, {}),
                (ADR, self.adr_folders, self.adr_numbering, (), self.statuses),
            )
            for path in paths
        )


def _shorten_path(path: str, paths: tuple[str, ...]) -> str:
    """The shortest end of a folder's path that none of the others has; "" without others."""
    if len(paths) == 1:
        return ""
    parts = path.split("/")
    others = [f"/{other}" for other in paths if other != path]
    for count in range(1, len(parts)):
        end = "/".join(parts[-count:])
        if not any(other.endswith(f"/{end}") for other in others):
            return end
    return path
