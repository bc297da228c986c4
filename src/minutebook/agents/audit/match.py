"""Which record is which prompt's: prompts joined with records, and records that claim too much.

A prompt has its record where the spool notes one, else where a record of its session, or of no
session, has the same prompt; else where one of its session states it among those asked before, by
its digest. Both are compared redacted, line ends as LF and without blank around
them; where redaction was another then, by what stands between the placeholders.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Container, Iterable, Iterator, Sequence

from minutebook.agents.audit.prompts import ASKED, REMOVED, AuditedPrompt
from minutebook.agents.stores.base import OTHER_MASKS
from minutebook.agents.turns import turn_drafts
from minutebook.lean.values import Value, replace
from minutebook.operations.project import Project
from minutebook.operations.schema import serialize
from minutebook.records import reader
from minutebook.records.drafting import drafts
from minutebook.records.model import PHR, Record, RecordSet
from minutebook.records.phr import asked_before, visibility
from minutebook.repository import removed_pages, store
from minutebook.repository.git import repo, revisions
from minutebook.repository.git.commits import history

# What only a capture may say of how a record has its prompt.
CAPTURE_FIDELITIES = ("verbatim", "redacted", "truncated")
_PLACEHOLDER = r"\[redacted: [a-z0-9-]{1,80}(?: [0-9]{1,6})?\]|\[link to a session\]"


class FalseClaim(Value):
    """A record that says to have a prompt as it was given, and why that does not hold."""

    record: Record
    reason: str


class _Page(Value):
    """A record with its session, and its prompt in the form in which prompts are compared.

    `digest` is that of the prompt as it stands there, `visible_parts` what stands between its
    placeholders (none where nothing was hidden).
    """

    record: Record
    session_id: str
    prompt: str
    digest: str
    visible_parts: tuple[str, ...]


def match_prompts(
    project: Project, prompts: Iterable[AuditedPrompt], records: RecordSet
) -> tuple[list[AuditedPrompt], list[FalseClaim]]:
    """The prompts with the records that they have, and the records that claim another one."""
    prompts = [
        replace(
            prompt,
            normalized_prompt=_normalize_prompt(project, prompt.turn.whole_prompt),
            first_prompt=_normalize_prompt(project, prompt.turn.prompt)
            if prompt.turn.additions
            else "",
        )
        for prompt in prompts
    ]
    session_prompts: dict[str, set[str]] = {}
    for prompt in prompts:
        known = {prompt.normalized_prompt, prompt.first_prompt, prompt.prompt_digest} - {""}
        for session_id in prompt.session_ids if known else ():
            session_prompts.setdefault(session_id, set()).update(known)
    pages = {
        page.record.path: page for page in _read_pages(project, records, {"", *session_prompts})
    }
    if any(not page.prompt for page in pages.values()):  # their digests are all that is here
        prompts = [_add_digest(project, prompt) for prompt in prompts]
    prompts = _assign_records(project, prompts, pages)
    prompts_by_path = {prompt.record_path: prompt for prompt in prompts}
    prompts = _assign_lines(project, prompts, records)
    claims = []
    for path, page in pages.items():
        known_prompts = session_prompts.get(page.session_id, set())
        fidelity = serialize.format_field(page.record, "fidelity")
        if known_prompts and fidelity in CAPTURE_FIDELITIES:
            reason = _find_contradiction(page, prompts_by_path.get(path), known_prompts)
            if reason:
                claims.append(FalseClaim(page.record, reason))
    return prompts, claims


def _add_digest(project: Project, prompt: AuditedPrompt) -> AuditedPrompt:
    """A prompt with the digest that its record states, where its text is known."""
    if prompt.prompt_digest or not prompt.turn.whole_prompt:
        return prompt
    rendered = turn_drafts.render_prompt(project, prompt.turn.whole_prompt)
    return replace(prompt, prompt_digest=drafts.compute_digest(rendered))


def _normalize_prompt(project: Project, prompt: str) -> str:
    """A prompt as it would be recorded, in the form in which prompts are compared."""
    return _normalize_text(turn_drafts.render_prompt(project, prompt)) if prompt else ""


def _normalize_text(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def _read_pages(project: Project, records: RecordSet, session_ids: set[str]) -> Iterator[_Page]:
    """The records of some sessions that have a prompt, or the digest of one kept elsewhere."""
    for record in records.of_kind(PHR):
        session_id = serialize.format_field(record, "session")
        prompt = reader.read_prompt(record) if session_id in session_ids else None
        if prompt:
            normalized = _normalize_prompt(project, prompt)
            is_redacted = serialize.format_field(record, "fidelity") == "redacted"
            placeholder = f"{_PLACEHOLDER}|{OTHER_MASKS}" if is_redacted else _PLACEHOLDER
            first, *rest = re.split(placeholder, normalized)
            has_visible = rest and "".join((first, *rest)).strip()
            parts = (first, *rest) if has_visible else ()
            digest = drafts.compute_digest(prompt)
            yield _Page(record, session_id, normalized, digest, parts)
        elif session_id in session_ids and visibility.keeps_texts_apart(record):
            digest = serialize.format_field(record, "digest")
            yield _Page(record, session_id, "", digest, ())


def _find_contradiction(
    page: _Page, prompt: AuditedPrompt | None, known_prompts: Container[str]
) -> str:
    """Why a page has not the prompt that it says to have; "" where it does."""
    if prompt is None:
        is_repeated = page.prompt in known_prompts or page.digest in known_prompts
        return "repeats a prompt" if is_repeated else "no such prompt was given"
    is_true = bool(
        not (prompt.normalized_prompt or prompt.prompt_digest)
        or page.digest == prompt.prompt_digest
        or (not prompt.normalized_prompt and re.search(_PLACEHOLDER, page.prompt))  # hidden later
        or page.prompt in (prompt.normalized_prompt, prompt.first_prompt)
        or _has_redacted_prompt(page, prompt)
    )
    return "" if is_true else "its prompt was changed"


def _assign_records(
    project: Project, prompts: list[AuditedPrompt], pages: dict[str, _Page]
) -> list[AuditedPrompt]:
    """The prompts with their records. A record is one prompt's alone, the oldest's first."""
    free_pages = dict(pages)
    paths: dict[str, str] = {}  # a record's path by its turn
    all_prompts, prompts = prompts, [prompt for prompt in prompts if not prompt.asked_digest]
    tops = repo.list_worktrees(project.repo)
    for prompt in prompts:
        path = prompt.noted_path
        if path and any(store.read_page(top, path) is not None for top in tops):
            paths[prompt.turn.id] = path
            free_pages.pop(path, None)
    # Equal prompts first; they alone can be looked up, the others are compared one by one.
    for assign in (_assign_equal, _assign_redacted, _assign_hidden):
        assign([prompt for prompt in prompts if prompt.turn.id not in paths], free_pages, paths)
    removed = removed_pages.list_removed(project.repo.common_dir)
    gone = {
        prompt.turn.id
        for prompt in prompts
        if prompt.noted_path in removed and prompt.turn.id not in paths
    }
    missing = [
        prompt
        for prompt in prompts
        if prompt.turn.id not in gone
        and (prompt.normalized_prompt or prompt.prompt_digest)
        and prompt.is_due
        and prompt.turn.id not in paths
    ]
    branch_records = _list_branch_records(project) if missing else {}
    for prompt in missing:
        digest = prompt.prompt_digest or drafts.compute_digest(
            turn_drafts.render_prompt(project, prompt.turn.whole_prompt)
        )
        for session_id in sorted(prompt.session_ids):
            branch_paths = branch_records.get((session_id, digest))
            if branch_paths and prompt.turn.id not in paths:
                paths[prompt.turn.id] = branch_paths.pop(0)
    return [
        replace(prompt, is_due=False, reason=REMOVED)
        if prompt.turn.id in gone
        else replace(prompt, record_path=paths.get(prompt.turn.id, ""))
        for prompt in all_prompts
    ]


def _assign_lines(
    project: Project, prompts: Sequence[AuditedPrompt], records: RecordSet
) -> list[AuditedPrompt]:
    """The prompts, those without a record with the one of their session that states them."""
    paths_by_key: dict[tuple[str, str], deque[str]] = {}
    for record in records.of_kind(PHR):
        session_id = serialize.format_field(record, "session")
        for asked in asked_before.read_asked_before(record):
            paths_by_key.setdefault((session_id, asked.digest), deque()).append(record.path)
    assigned: list[AuditedPrompt] = []
    for prompt in prompts:
        if paths_by_key and not prompt.record_path:
            digest = prompt.asked_digest or drafts.compute_digest(
                turn_drafts.render_prompt(project, prompt.turn.whole_prompt)
            )
            for session_id in (*sorted(prompt.session_ids), ""):
                paths = paths_by_key.get((session_id, digest))
                if paths and not prompt.record_path:
                    path = paths.popleft()
                    prompt = replace(prompt, record_path=path, reason=ASKED, is_due=True)
        assigned.append(prompt)
    return assigned


def _assign_equal(
    prompts: list[AuditedPrompt], free_pages: dict[str, _Page], paths: dict[str, str]
) -> None:
    """Assign the pages with the same prompt, of its session or of none; they are free no more."""
    paths_by_text: dict[tuple[str, str], deque[str]] = {}
    for path, page in free_pages.items():
        for text in (page.prompt, page.digest):
            paths_by_text.setdefault((page.session_id, text), deque()).append(path)
    for prompt in prompts:
        texts = filter(None, (prompt.normalized_prompt, prompt.prompt_digest, prompt.first_prompt))
        keys = [
            (session_id, text) for text in texts for session_id in (*sorted(prompt.session_ids), "")
        ]
        for key in keys:
            candidates = paths_by_text.get(key, deque())
            while candidates and prompt.turn.id not in paths:
                path = candidates.popleft()
                if free_pages.pop(path, None):
                    paths[prompt.turn.id] = path


def _assign_redacted(
    prompts: list[AuditedPrompt], free_pages: dict[str, _Page], paths: dict[str, str]
) -> None:
    """Assign the pages that may show the prompt, though something else was hidden of it then."""
    pages_by_session: dict[str, dict[str, _Page]] = {}
    for path, page in free_pages.items():
        if page.visible_parts:
            pages_by_session.setdefault(page.session_id, {})[path] = page
    for prompt in prompts:
        for session_id in (*sorted(prompt.session_ids), "") if prompt.normalized_prompt else ():
            pages = pages_by_session.get(session_id, {})
            matches = (path for path, page in pages.items() if _has_redacted_prompt(page, prompt))
            path = next(matches, "") if prompt.turn.id not in paths else ""
            if path:
                paths[prompt.turn.id] = path
                del pages[path], free_pages[path]


def _assign_hidden(
    prompts: list[AuditedPrompt], free_pages: dict[str, _Page], paths: dict[str, str]
) -> None:
    """Assign the pages that show of a prompt what another tool hid in it."""
    for prompt in prompts:
        if not prompt.placeholder or prompt.turn.id in paths:
            continue
        first, *rest = re.split(prompt.placeholder, prompt.normalized_prompt)
        if not rest or not "".join((first, *rest)).strip():
            continue
        for path, page in free_pages.items():
            is_in_session = page.session_id in ("", *prompt.session_ids)
            if is_in_session and _has_parts_in_order(page.prompt, first, rest):
                paths[prompt.turn.id] = path
                del free_pages[path]
                break


def _has_redacted_prompt(page: _Page, prompt: AuditedPrompt) -> bool:
    """Whether a prompt is the one that a page shows, whatever was hidden of it then."""
    if not page.visible_parts:
        return False
    first, *rest = page.visible_parts
    forms = (prompt.normalized_prompt, _normalize_text(prompt.turn.whole_prompt))
    return any(_has_parts_in_order(form, first, rest) for form in forms)


def _has_parts_in_order(text: str, first: str, rest: list[str]) -> bool:
    """Whether a text begins with `first` and has the rest in order, the last at its end."""
    position = len(first)
    for part in rest[:-1]:
        start = text.find(part, position)
        if start < 0:
            return False
        position = start + len(part)
    last = rest[-1]
    return text.startswith(first) and text.endswith(last) and len(text) - len(last) >= position


def _list_branch_records(project: Project) -> dict[tuple[str, str], list[str]]:
    """The paths of the records on other branches, by their session and their prompt's digest."""
    head = revisions.find_commit(project.repo, "HEAD")
    tips = revisions.list_branch_tips(project.repo, "refs/heads", "refs/remotes")
    commits = [commit for commit in dict.fromkeys(commit for _, commit in tips) if commit != head]
    folders = [folder.path for folder in project.settings.list_folders() if folder.kind is PHR]
    pages: dict[tuple[str, str], dict[str, str]] = {}
    for commit, path, line in history.find_matching_lines(
        project.repo, commits, "^(session|digest): ", folders
    ):
        field, _, value = line.partition(": ")
        pages.setdefault((commit, path), {}).setdefault(field, value.strip().strip("\"'"))
    records: dict[tuple[str, str], dict[str, None]] = {}
    for (_, path), fields in pages.items():
        key = fields.get("session", ""), fields.get("digest", "")
        records.setdefault(key, {})[path] = None
    return {key: list(paths) for key, paths in records.items()}
