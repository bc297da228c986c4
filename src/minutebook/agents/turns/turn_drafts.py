"""Drafts of the records of turns: what a record says of a turn, redacted, with its title."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence

from minutebook.agents.capture.summary.stages import infer_stage
from minutebook.agents.capture.summary.test_runs import format_test_runs
from minutebook.agents.capture.summary.titles import make_title
from minutebook.agents.capture.turn import Turn
from minutebook.agents.turns.turn_visibility import TurnVisibility
from minutebook.lean.values import Value, replace
from minutebook.operations.creation.features import find_feature
from minutebook.operations.project import Project
from minutebook.operations.redaction.redactor import Redactor, redact_draft
from minutebook.operations.redaction.text_limits import (
    MAX_RESPONSE_BYTES,
    cut_middle,
    limit_prompt,
    replace_lone_surrogates,
)
from minutebook.provenance.traces import format_trace, sample_hashes
from minutebook.records.drafting import drafts
from minutebook.records.drafting.drafts import USAGE_KINDS
from minutebook.records.filenames import clean_title
from minutebook.records.model import PHR
from minutebook.records.phr.visibility import FULL
from minutebook.repository.git import repo
from minutebook.repository.git.commits import history

TYPE_CHECKING = False
if TYPE_CHECKING:
    from minutebook.provenance.added_lines import AddedLines
    from minutebook.redact import RedactedText

_MAX_CONTEXT_CHARS = 512 * 1024  # characters of tools' inputs and outputs searched for secrets


class SampledLines(Value):
    """The lines of a file that a trace has hashes of: their texts by hash, in their order.

    `count` is the number of all lines that were added, `is_partial` whether there may be others.
    """

    texts: Mapping[str, str]
    count: int
    is_partial: bool


def build_draft(
    project: Project,
    redactor: Redactor,
    turn: Turn,
    files: Sequence[str],
    commits: Sequence[str],
    *,
    user: str = "",
    branch: str = "",
    is_here: bool = True,
    asked: Sequence[drafts.AskedPrompt] = (),
    proposal: str = "",
    shown: TurnVisibility | None = None,
    added_lines: Mapping[str, AddedLines] | None = None,
    dry_run: bool = False,
) -> drafts.PhrDraft:
    """Build the content of a turn's record: redacted and within the limits of size.

    `asked` are the prompts before it that its record states, `proposal` is what the agent said
    before it, of which the title is made where the prompt and the answer say nothing.

    `shown` is the turn's visibility, and the branch that gave it, where that is known.
    `added_lines` are the lines that the turn added, by file, of which traces are made.

    `user` and `branch` are git's where they are not known, but of a turn that was elsewhere (not
    `is_here`), of which git here says nothing. Secrets are taken from all that the turn
    says, before anything of it is shortened. The whole of a very long prompt is kept in git's
    directory, unless in a dry run.
    """
    duration = round(turn.ended - turn.started) if turn.ended > turn.started > 0 else 0
    if not is_here:
        pass
    elif turn.source == "transcript":
        branch = branch or repo.read_branch_at(project.repo, turn.started)
    else:
        branch = branch or (shown.branch if shown else "") or repo.read_branch(project.repo)
    is_now = is_here and turn.source != "transcript"
    feature = find_feature(project, branch, is_now=is_now)
    started = time.strftime("%Y-%m-%d", time.localtime(turn.started)) if turn.started else ""
    messages = history.read_commit_messages(project.repo, commits)
    redactor.add_context(_list_context(turn, messages))
    draft, _ = redact_draft(
        redactor,
        drafts.PhrDraft(
            title="",
            stage=_allow_stage(project, infer_stage(turn, tuple(files))),
            date=started or project.today,
            feature=feature,
            prompt=turn.whole_prompt,
            response=turn.response,
            model=turn.model,
            agent=turn.subagent_type or turn.agent,
            surface=turn.agent,
            branch=branch,
            user=user or (repo.read_user_name(project.repo) if is_here else ""),
            command=f"/{turn.command}" if turn.command else "",
            session=replace_lone_surrogates(turn.session_id),
            duration=f"{duration}s" if duration else "",
            tokens=turn.tokens.total if turn.tokens else 0,
            usage=_list_usage(turn),
            commits=tuple(commits),
            labels=("interrupted",) if turn.is_interrupted or not turn.ended else (),
            files=tuple(files),
            tests=tuple(format_test_runs(turn)),
            asked_before=tuple(asked),
            visibility=_state_visibility(shown),
        ),
    )
    is_verbatim = draft.prompt == replace_lone_surrogates(turn.whole_prompt)
    fidelity = "verbatim" if is_verbatim else "redacted"
    prompt, fidelity = limit_prompt(project, draft.prompt, fidelity, dry_run=dry_run)
    request = draft.prompt
    if turn.additions:  # the title is that of what was asked first
        request = redactor.redact_texts([turn.prompt])[0].text
    subjects = [message.partition("\n")[0] for message in reversed(messages)]
    # In the same call as the rest: each one looks at all earlier texts again.
    lines = _sample_lines(files, draft.files, added_lines or {})
    joined = ["\n".join(each.texts.values()) for each in lines.values()]
    redacted = redactor.redact_texts([proposal, *subjects, *joined])
    proposed, *subjects = (text.text for text in redacted[: len(subjects) + 1])
    return replace(
        draft,
        traces=_make_traces(lines, redacted[len(subjects) + 1 :]),
        title=make_draft_title(request, draft.response, draft.files, proposed, subjects),
        prompt=prompt,
        response=cut_middle(draft.response, MAX_RESPONSE_BYTES),
        fidelity=fidelity,
    )


def _sample_lines(
    files: Sequence[str], shown_files: Sequence[str], added: Mapping[str, AddedLines]
) -> dict[str, SampledLines]:
    """The lines that a record has traces of, by file; without files whose path is redacted."""
    if not added:
        return {}
    shown = {path for path, name in zip(files, shown_files, strict=True) if path == name}
    hashes = {path: lines.texts.keys() for path, lines in added.items() if path in shown}
    return {
        path: SampledLines(
            {each: text for each, text in added[path].texts.items() if each in chosen},
            len(added[path].texts),
            added[path].is_partial,
        )
        for path, chosen in sample_hashes(hashes).items()
    }


def _make_traces(
    lines: Mapping[str, SampledLines], redacted: Sequence[RedactedText]
) -> dict[str, str]:
    """The traces of sampled lines; one in which something was hidden has no hash to guess by."""
    traces = {}
    for (path, sampled), result in zip(lines.items(), redacted, strict=True):
        hidden: set[int] = set()
        for span in result.hidden_spans:
            source = "\n".join(sampled.texts.values())
            line_count = source.count("\n", span.start, span.end)
            hidden.update(range(span.line_number - 1, span.line_number + line_count))
        kept = [each for index, each in enumerate(sampled.texts) if index not in hidden]
        trace = format_trace(
            sampled.count - len(sampled.texts) + len(kept),
            kept,
            is_partial=sampled.is_partial or bool(hidden),
        )
        if trace:
            traces[path] = trace
    return traces


def _state_visibility(shown: TurnVisibility | None) -> str:
    """What a draft asks for: to be shown in full is what it is without asking."""
    return shown.visibility if shown and shown.visibility != FULL else ""


def _list_usage(turn: Turn) -> dict[str, int]:
    """The tokens of a turn by kind, as a record has them; without those that are not known."""
    counts = {name: getattr(turn.tokens, name, None) for name in USAGE_KINDS}
    return {name: count for name, count in counts.items() if count is not None}


def describe_asked(project: Project, turn: Turn, chosen: str, date: str = "") -> drafts.AskedPrompt:
    """A turn's prompt as a line of a later record, redacted; `date`: its day, if not the turn's.

    `chosen` is the visibility of the turn.
    """
    redactor = Redactor(project)
    redactor.add_context(_list_context(turn, ()))
    (line,) = redactor.redact_texts([" ".join(turn.whole_prompt.split())])
    digest = drafts.compute_digest(render_prompt(project, turn.whole_prompt))
    day = time.strftime("%Y-%m-%d", time.localtime(turn.started)) if turn.started else ""
    return drafts.AskedPrompt(line.text, date or day, digest, visibility=chosen)


def make_draft_title(
    prompt: str,
    response: str,
    files: Sequence[str] = (),
    proposal: str = "",
    subjects: Sequence[str] = (),
) -> str:
    """The title of the record of a redacted prompt and its answer; `files` are those changed.

    `proposal` is what the agent said before the prompt, `subjects` are those of the turn's commits,
    oldest first, all redacted.
    """
    return clean_title(make_title(prompt, response, files, proposal, subjects))


def _list_context(turn: Turn, messages: Sequence[str]) -> list[str]:
    """The texts of a turn that its record does not show, and that may say what is secret."""
    texts = [text for tool in turn.tools for text in (tool.input, tool.output)]
    texts += messages
    size = 0
    for index, text in enumerate(texts):
        size += len(text)
        if size > _MAX_CONTEXT_CHARS:
            return texts[:index]
    return texts


def render_prompt(project: Project, prompt: str) -> str:
    """A prompt as its record shows it: redacted, and only its beginning where it is too long."""
    (redacted,) = Redactor(project).redact_texts([prompt])
    return limit_prompt(project, redacted.text, "", dry_run=True)[0]


def _allow_stage(project: Project, stage: str) -> str:
    """The stage where the settings know it, else the initial one."""
    return stage if stage in (*PHR.states, *project.settings.stages) else PHR.initial_state
