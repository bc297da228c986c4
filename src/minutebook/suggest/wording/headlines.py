"""What a change is about, for lack of a topic: a line of its texts, or its place."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from minutebook.lean.patterns import compile_lazily
from minutebook.suggest.diff.patch import FileDiff
from minutebook.suggest.signals import lexicon

_MAX_MESSAGE_CHARS, _MAX_PROMPT_CHARS = 4000, 2000  # what is read to find a headline
_POLITE_OPENING = compile_lazily(
    r"(?i)^(?:(?:please|hi|hey|hello|ok(?:ay)?|so|now|then|next|great|thanks?)\b[,!.:]*"
    r"|(?:can|could|would|will) you(?: please| also)?|(?:i(?:'d| would) like|i (?:want|need))"
    r" (?:you )?to"
    r"|i (?:want|need)|(?:let's|let us|lets|we (?:should|need to|must|want to|have to"
    r"|will))|also)\s+"
)
_MERGED_BRANCH = compile_lazily(
    r"(?i)^Merge (?:remote-tracking )?(?:branch '([^'\n]+)'|(?:pull request|PR|MR) \S+ from (\S+))"
)
_EMPTY_HEADLINE = compile_lazily(
    r"(?i)(?:wip|fix(?:es|ed)?|updates?|changes?|misc|stuff|cleanup|clean up|refactor(?:ing)?"
    r"|initial commit|merge|temp|test(?:s|ing)?|review|address\w* (?:pr |review )?comments?"
    r"|first (?:commit|pass)|more"
    r"|continue|go on|yes|ok(?:ay)?|do it|go ahead|proceed|next|thanks?|lint|bump|minor)[.! ]*\Z"
)
_SENTENCE_END = compile_lazily(r"(?<=\w)[.!?](?:\s|\Z)|\n")


def find_headline(texts: Mapping[str, str]) -> str:
    """Find the first line that says what the change is about; "" where none does."""
    message = texts.get("message", "")[:_MAX_MESSAGE_CHARS]
    candidates = [lexicon.extract_headline(message)]
    merged_branch = _MERGED_BRANCH.match(message.lstrip())
    if merged_branch:
        name = (merged_branch[1] or merged_branch[2]).rpartition("/")[2]
        branch_words = re.sub(r"^[A-Za-z]{1,10}-\d+[-_]|^\d+[-_]", "", name)
        candidates = [candidate for candidate in candidates if not _MERGED_BRANCH.match(candidate)]
        candidates.append(" ".join(re.split(r"[-_]+", branch_words)))
    prompt = texts.get("prompt", "")[:_MAX_PROMPT_CHARS].strip()
    while opening := _POLITE_OPENING.match(prompt):
        prompt = prompt[opening.end() :]
    end = _SENTENCE_END.search(prompt)
    candidates.append(prompt[: end.start() if end else len(prompt)].strip(" #*-"))
    for candidate in candidates:
        if (
            len(candidate.split()) > 1
            and not _EMPTY_HEADLINE.match(candidate)
            and re.search(r"[^\W\d_]{2}", candidate)
        ):
            return candidate
    return ""


def describe_place(files: Sequence[FileDiff]) -> str:
    """Describe a change by its folders, for lack of anything else."""
    new_files: dict[str, int] = {}
    for file in files:
        folder = file.path.rpartition("/")[0]
        if file.status == "added" and folder:
            new_files[folder] = new_files.get(folder, 0) + 1
    if new_files:
        return f"New module {max(new_files, key=lambda folder: new_files[folder])}"
    removed_folders = [file.path.rpartition("/")[0] for file in files if file.status == "deleted"]
    if any(removed_folders):
        return f"Removal of {next(filter(None, removed_folders))}"
    folders = [file.path.rpartition("/")[0] for file in files]
    return f"Change in {next(filter(None, folders), '')}".removesuffix(" in ")
