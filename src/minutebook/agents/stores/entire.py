"""Entire: checkpoints of sessions, on a branch, on a ref each, or on its shadow branches.

A checkpoint is a folder: `<id[:2]>/<id[2:]>` of the branch `entire/checkpoints/v1` (formerly
`entire/sessions`), or the tree of a ref `refs/entire/checkpoints/<shard>/<id>`. In it each session
has a folder `0`, `1`, …, in the first versions the checkpoint's own: `metadata.json`, the agent's
transcript so far (`full.jsonl`, a long one in parts `full.jsonl.001`), and `prompt.txt`, the
prompts with lines `---` between them. A commit names its checkpoint in a trailer. What is not
committed yet lies on a branch `entire/<commit>-<worktree>` below `.entire/metadata/<session>`.
Entire puts `REDACTED` where it found a secret.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from minutebook.agents.adapters import find_adapter
from minutebook.agents.capture import transcripts
from minutebook.agents.capture.lenient_json import (
    as_int,
    as_list,
    as_mapping,
    first_text,
    parse_json,
    parse_time,
)
from minutebook.agents.capture.turn import Turn
from minutebook.agents.capture.turn_builder import TranscriptBuilder
from minutebook.agents.stores.base import (
    ENTIRE_MASK,
    Store,
    StoredText,
    StoredTurn,
    StoreReading,
    find_broken_lines,
    name_agent,
    strip_session_date,
)
from minutebook.agents.stores.snapshots import Snapshot, join_snapshots
from minutebook.agents.stores.store_files import open_source
from minutebook.lean.patterns import compile_lazily
from minutebook.lean.values import Value, replace
from minutebook.operations.project import Project
from minutebook.repository.git import repo
from minutebook.repository.git.remotes import foreign_refs
from minutebook.repository.git.repo import Repo

TRAILER = "Entire-Checkpoint"
BRANCHES = ("entire/checkpoints/v1", "entire/sessions")
_REF_PREFIX = "refs/entire/checkpoints"
_OWN_BRANCHES = "entire/*"
_SHADOW_BRANCH = compile_lazily(r"refs/heads/entire/[0-9a-f]{7,40}(?:-[0-9a-f]{4,40})?\Z")
_SHADOW_FOLDER = ".entire/metadata"
_METADATA, _TRANSCRIPT, _PROMPTS = "metadata.json", "full.jsonl", "prompt.txt"
_PROMPT_SEPARATOR = "\n\n---\n\n"


class _Checkpoint(Value):
    """A checkpoint of one session: its folder, its metadata, and the texts that lie beside it."""

    metadata: Mapping[str, object]
    session_id: str
    agent: str
    time: float
    text: StoredText  # the metadata's
    transcript: str
    prompts: tuple[str, ...]

    @property
    def first_line(self) -> int:
        """How many lines of the transcript were there before this checkpoint."""
        start = as_int(self.metadata.get("checkpoint_transcript_start"))
        return start or as_int(self.metadata.get("transcript_lines_at_start")) or 0

    def read_turns(self, transcript: str) -> tuple[Turn, ...]:
        """The turns of a transcript of this session."""
        model = first_text(self.metadata, "model")
        return _read_transcript(self.agent, self.session_id, model, transcript)


def read_turns(texts: Iterable[StoredText]) -> StoreReading:
    """The turns of checkpoints; the texts of one stand together in a folder."""
    folders: dict[str, dict[str, StoredText]] = {}
    problems: list[str] = []
    for text in texts:
        folder, _, name = text.place.rpartition("/")
        folders.setdefault(folder, {})[name] = text
    sessions: dict[str, list[_Checkpoint]] = {}
    for folder, files in folders.items():
        good_files, folder_problems = _select_good(files)
        problems += (f"{folder}: {problem}" for problem in folder_problems)
        if good_files:
            checkpoint = _read_checkpoint(folder, good_files)
            sessions.setdefault(checkpoint.session_id, []).append(checkpoint)
    turns: list[StoredTurn] = []
    silent_count = 0
    for checkpoints in sessions.values():
        checkpoints.sort(key=lambda checkpoint: checkpoint.time)
        own_turns = join_snapshots(_list_snapshots(checkpoints))
        silent_count += not own_turns
        turns += map(_mark_hidden, own_turns)
    return StoreReading(tuple(turns), tuple(problems), silent_count)


def _mark_hidden(stored: StoredTurn) -> StoredTurn:
    session_id = strip_session_date(stored.turn.session_id)
    return replace(
        stored,
        turn=replace(stored.turn, session_id=session_id),
        placeholder=ENTIRE_MASK if ENTIRE_MASK in stored.turn.prompt else "",
        other_session_ids=(stored.turn.session_id,),
    )


def _select_good(files: Mapping[str, StoredText]) -> tuple[dict[str, StoredText], list[str]]:
    """The texts of a checkpoint that can be read, and what is wrong with the others or in them."""
    good_files: dict[str, StoredText] = {}
    problems: list[str] = []
    for name, text in files.items():
        if text.problem:
            problems.append(f"{name}: {text.problem}")
        elif name == _METADATA and not isinstance(parse_json(text.text), dict):
            problems.append(f"{name} is not a JSON object")
        else:
            good_files[name] = text
            if name == _TRANSCRIPT:
                problems += (f"{name}: {problem}" for problem in find_broken_lines(text.text))
    return good_files, problems


def _read_checkpoint(folder: str, files: Mapping[str, StoredText]) -> _Checkpoint:
    metadata = as_mapping(parse_json(files[_METADATA].text)) if _METADATA in files else {}
    session_id = first_text(metadata, "session_id")
    transcript = files[_TRANSCRIPT].text if _TRANSCRIPT in files else ""
    agent = name_agent(first_text(metadata, "agent"))
    if not agent or find_adapter(agent) is None:
        agent = transcripts.detect_transcript_agent("", transcript) or agent
    if not session_id:
        turns = _read_transcript(agent, "", "", transcript)
        session_id = next((turn.session_id for turn in turns if turn.session_id), "")
        session_id = session_id or _name_session(folder)
    prompts = files[_PROMPTS].text if _PROMPTS in files else ""
    any_text = next(iter(files.values()))
    text = files.get(_METADATA, any_text)
    time = parse_time(metadata.get("created_at")) or text.time
    return _Checkpoint(
        metadata, session_id, agent, time, text, transcript, tuple(_split_prompts(prompts))
    )


def _split_prompts(text: str) -> list[str]:
    return [prompt for prompt in text.split(_PROMPT_SEPARATOR) if prompt.strip()]


# From checkpoints to turns ----------------------------------------------------------------------


def _list_snapshots(checkpoints: Sequence[_Checkpoint]) -> Iterator[Snapshot]:
    """The states of a session, oldest first, each with the commits of its checkpoint.

    A transcript goes on from checkpoint to checkpoint: one that has none of its own has what the
    next one's says up to where the next one begins, or else its prompts alone.
    """
    for index, checkpoint in enumerate(checkpoints):
        turns: Sequence[Turn] = ()
        later = [each for each in checkpoints[index + 1 :] if each.transcript]
        if checkpoint.transcript:
            turns = checkpoint.read_turns(checkpoint.transcript)
        elif later:
            lines = later[0].transcript.split("\n")
            end = checkpoints[index + 1].first_line
            if 0 < end < len(lines):
                turns = later[0].read_turns("\n".join(lines[:end]))
        files = as_list(checkpoint.metadata.get("files_touched"))
        yield Snapshot(
            turns or _make_turns(checkpoint),
            checkpoint.text.commits,
            tuple(path for path in files if isinstance(path, str)),
            checkpoint.text.author,
            first_text(checkpoint.metadata, "branch"),
            checkpoint.time,
        )


def _read_transcript(agent: str, session_id: str, model: str, transcript: str) -> tuple[Turn, ...]:
    """The turns of a session's transcript, by its agent's adapter; none where that knows none.

    What the transcript does not say of them, session and model, is as given.
    """
    adapter = find_adapter(agent)
    turns = adapter.read_turns(transcript) if adapter else ()
    return tuple(
        replace(turn, session_id=turn.session_id or session_id, model=turn.model or model)
        for turn in turns
    )


def _make_turns(checkpoint: _Checkpoint) -> tuple[Turn, ...]:
    """The turns of a checkpoint whose transcript cannot be read: its prompts alone."""
    builder = TranscriptBuilder(checkpoint.agent, checkpoint.session_id)
    builder.model = first_text(checkpoint.metadata, "model")
    for prompt in checkpoint.prompts:
        builder.start_turn(prompt, 0.0)
    return builder.build_turns()


# Where it all lies ------------------------------------------------------------------------------


def find_texts(project: Project, path: str) -> Iterator[StoredText]:
    """The checkpoints of the repository at `path`, else of this one.

    Of a session's transcripts, which repeat each other, the last is read, and each other one that
    has a prompt which that one lacks.
    """
    source = open_source(project, path)
    commits = foreign_refs.find_trailers(project.repo, TRAILER, _OWN_BRANCHES)
    folders: dict[str, dict[str, list[str]]] = {}
    for ref, folder in _list_trees(source):
        for file, object_id in foreign_refs.list_tree_objects(source, ref, folder).items():
            parent, _, name = f"{ref}:{file}".rpartition("/" if "/" in file else ":")
            if name in (_METADATA, _PROMPTS) or name.startswith(_TRANSCRIPT):
                kind = _TRANSCRIPT if name.startswith(_TRANSCRIPT) else name
                folders.setdefault(parent, {}).setdefault(kind, []).append(object_id)
    folders, summaries = _drop_repeated(folders)
    yield from _find_broken_summaries(source, summaries)
    small_ids = [
        object_id
        for files in folders.values()
        for name, ids in files.items()
        if name != _TRANSCRIPT
        for object_id in ids
    ]
    small_texts = repo.read_blobs(source, small_ids)
    wanted = _choose_transcripts(source, folders, small_texts)
    times: dict[str, float] = {}
    for folder, files in folders.items():
        facts = commits.get(_find_checkpoint_id(folder), [])
        for name, ids in files.items():
            if name == _TRANSCRIPT:
                if folder not in wanted:
                    continue
                texts = repo.read_blobs(source, ids)
            else:
                texts = small_texts
            time = facts[-1].time if facts else 0.0
            if not time and not _has_time(files, small_texts):
                ref, _, place = folder.partition(":")
                time = times.setdefault(folder, foreign_refs.read_first_time(source, place, ref))
            is_missing = any(object_id not in texts for object_id in ids)
            yield StoredText(
                f"{folder}/{name}",
                "\n".join(texts.get(object_id, "").rstrip("\n") for object_id in ids)
                if len(ids) > 1
                else texts.get(ids[0], ""),
                tuple(each.sha for each in reversed(facts)),
                facts[0].author if facts else "",
                time,
                problem="its object is not in this clone" if is_missing else "",
            )


def _has_time(files: Mapping[str, list[str]], texts: Mapping[str, str]) -> bool:
    """Whether a checkpoint's metadata say when it was made."""
    metadata = as_mapping(parse_json(texts.get(files.get(_METADATA, [""])[0], "")))
    return bool(parse_time(metadata.get("created_at")))


def _list_trees(source: Repo) -> Iterator[tuple[str, str]]:
    """The refs that hold checkpoints, each with the folder below which they lie in its tree."""
    branches = [
        pattern
        for branch in BRANCHES
        for pattern in (f"refs/heads/{branch}", f"refs/remotes/*/{branch}")
    ]
    for ref, _ in foreign_refs.list_refs(source, *branches, _REF_PREFIX):
        yield ref, ""
    for ref, _ in foreign_refs.list_refs(source, "refs/heads/entire"):
        if _SHADOW_BRANCH.match(ref):
            yield ref, _SHADOW_FOLDER


def _find_broken_summaries(source: Repo, summaries: Mapping[str, str]) -> Iterator[StoredText]:
    """The metadata of checkpoints that cannot be read; else they say nothing of a session."""
    texts = repo.read_blobs(source, summaries.values())
    for folder, object_id in summaries.items():
        if object_id in texts and not isinstance(parse_json(texts[object_id]), dict):
            yield StoredText(f"{folder}/{_METADATA}", texts[object_id])


def _drop_repeated(
    folders: dict[str, dict[str, list[str]]],
) -> tuple[dict[str, dict[str, list[str]]], dict[str, str]]:
    """The folders of sessions, without those that another ref has as well.

    A checkpoint's own metadata, with its sessions below, are of no session: their objects apart. A
    part of a transcript has its number in its name, so that they are in their order.
    """
    seen: set[str] = set()
    kept = {}
    summaries: dict[str, str] = {}
    for folder, files in folders.items():
        is_summary = set(files) == {_METADATA} and any(
            f"{folder}{separator}{number}" in folders for separator in "/:" for number in "01"
        )
        key = repr(sorted(files.items()))
        if key in seen or "/tasks/" in folder:
            continue
        seen.add(key)
        if is_summary:
            summaries[folder] = files[_METADATA][0]
        else:
            kept[folder] = files
    return kept, summaries


def _choose_transcripts(
    source: Repo, folders: Mapping[str, Mapping[str, list[str]]], texts: Mapping[str, str]
) -> set[str]:
    """The folders whose transcripts are to be read; see `find_texts`."""
    import json

    sessions: dict[str, list[tuple[float, str]]] = {}
    for folder, files in folders.items():
        if _TRANSCRIPT in files:
            metadata = as_mapping(parse_json(texts.get(files.get(_METADATA, [""])[0], "")))
            session_id = first_text(metadata, "session_id") or _name_session(folder)
            time = parse_time(metadata.get("created_at")) or float("inf")
            sessions.setdefault(session_id, []).append((time, folder))
    wanted = set()
    for checkpoints in sessions.values():
        *earlier, (_, last) = sorted(checkpoints)
        wanted.add(last)
        blobs = repo.read_blobs(source, folders[last][_TRANSCRIPT]) if earlier else {}
        transcript = "".join(blobs.values())
        for _, folder in earlier:
            prompts = _split_prompts(texts.get(folders[folder].get(_PROMPTS, [""])[0], ""))
            forms = [(json.dumps(text)[1:-1], _dump_unescaped(text)) for text in prompts]
            if not prompts or not all(any(form in transcript for form in pair) for pair in forms):
                wanted.add(folder)
    return wanted


def _dump_unescaped(text: str) -> str:
    import json

    return json.dumps(text, ensure_ascii=False)[1:-1]


def _name_session(folder: str) -> str:
    """The name of a session whose id is not known: by its folder and checkpoint."""
    name = folder.rpartition("/")[2]
    return f"{_find_checkpoint_id(folder)}-{name}" if name.isdigit() else name


def _find_checkpoint_id(folder: str) -> str:
    """The id of the checkpoint that a folder is of; "" where it is none, on a shadow branch."""
    ref, _, path = folder.partition(":")
    if ref.startswith(_REF_PREFIX):
        return ref.rpartition("/")[2]
    parts = path.split("/")
    return "".join(parts[:2]) if len(parts) > 1 and len(parts[0]) == 2 else ""


STORE = Store(
    "entire",
    "Entire",
    (*(f"the branch {branch}" for branch in BRANCHES), _REF_PREFIX, "branches entire/*"),
    find_texts,
    read_turns,
    silence="Entire kept neither a transcript that can be read nor prompts of them",
)
