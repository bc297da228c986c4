"""Drafts of the records of turns: what a record says of a turn, redacted, with its title."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace

from minutebook.agents.capture.summary import infer_stage, make_title
from minutebook.agents.capture.test_runs import format_test_runs
from minutebook.agents.capture.turn import Turn
from minutebook.operations.project import Project, find_feature
from minutebook.operations.redaction.redactor import Redactor, redact_draft
from minutebook.operations.redaction.text_limits import (
    MAX_RESPONSE_BYTES,
    cut_middle,
    limit_prompt,
    replace_lone_surrogates,
)
from minutebook.records.drafting import drafts
from minutebook.records.filenames import clean_title
from minutebook.records.model import PHR
from minutebook.repository.git import history, repo

_MAX_CONTEXT_CHARS = 512 * 1024  # characters of tools' inputs and outputs searched for secrets


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
    dry_run: bool = False,
) -> drafts.PhrDraft:
    """Build the content of a turn's record: redacted and within the limits of size.

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
        branch = branch or repo.read_branch(project.repo)
    started = time.strftime("%Y-%m-%d", time.localtime(turn.started)) if turn.started else ""
    redactor.add_context(_list_context(project, turn, commits))
    draft, _ = redact_draft(
        redactor,
        drafts.PhrDraft(
            title="",
            stage=_allow_stage(project, infer_stage(turn, tuple(files))),
            date=started or project.today,
            feature=find_feature(project, branch),
            prompt=turn.prompt,
            response=turn.response,
            model=turn.model,
            agent=turn.subagent_type or turn.agent,
            surface=turn.agent,
            branch=branch,
            user=user or (repo.read_user_name(project.repo) if is_here else ""),
            command=f"/{turn.command}" if turn.command else "",
            session=replace_lone_surrogates(turn.session_id),
            duration=f"{duration}s" if duration else "",
            tokens=turn.tokens or 0,
            commits=tuple(commits),
            labels=("interrupted",) if turn.is_interrupted or not turn.ended else (),
            files=tuple(files),
            tests=tuple(format_test_runs(turn)),
        ),
    )
    is_verbatim = draft.prompt == replace_lone_surrogates(turn.prompt)
    fidelity = "verbatim" if is_verbatim else "redacted"
    prompt, fidelity = limit_prompt(project, draft.prompt, fidelity, dry_run=dry_run)
    return replace(
        draft,
        title=make_draft_title(draft.prompt),
        prompt=prompt,
        response=cut_middle(draft.response, MAX_RESPONSE_BYTES),
        fidelity=fidelity,
    )


def make_draft_title(prompt: str) -> str:
    """The title of the record of a redacted prompt."""
    return clean_title(make_title(prompt))


def _list_context(project: Project, turn: Turn, commits: Sequence[str]) -> list[str]:
    """The texts of a turn that its record does not show, and that may say what is secret."""
    texts = [text for tool in turn.tools for text in (tool.input, tool.output)]
    if commits:
        texts.append(history.read_commit_messages(project.repo, commits))
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
