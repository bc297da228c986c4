"""What an agent cannot read in settings that we can: comments and trailing commas.

Such an agent drops the whole file, our hooks with it, and most say nothing.
"""

from __future__ import annotations

from minutebook.agents.adapters.base import HooksFile
from minutebook.agents.install.staging import InstallableAgent, StagedFiles
from minutebook.errors import OperationError
from minutebook.text import jsonc

_CLIENTS = {
    "claude": "Claude Code",
    "codex": "Codex",
    "copilot": "Copilot CLI",
    "cursor": "Cursor",
    "gemini": "Gemini CLI",
}


def find_syntax_problems(agent: InstallableAgent, staged_files: StagedFiles) -> list[str]:
    """What keeps an agent from reading its hooks: the first place of each file of hooks."""
    problems = []
    for spec in agent.installation.files:
        if not isinstance(spec, HooksFile) or staged_files.is_passed_over(spec.path):
            continue
        try:
            text = staged_files.read_text(spec.path) or ""
            jsonc.parse(text)
        except (OperationError, jsonc.InvalidJson):
            continue  # said elsewhere: nobody can read it
        for what, line_number in jsonc.list_extensions(text):
            if what not in spec.accepts:
                client = _CLIENTS.get(agent.name, agent.name)
                place = f"{spec.path} is not strict JSON: line {line_number}"
                problems.append(f"{place}: {client} does not read it: take out {what} there")
                break
    return problems
