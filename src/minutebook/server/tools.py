"""The tools: what clients are told of each, and which of them are offered."""

from __future__ import annotations

from collections.abc import Mapping

from minutebook.errors import UsageError
from minutebook.lean.values import replace
from minutebook.operations.schema.new_records import NewAdr, NewPhr
from minutebook.server import reading, writing
from minutebook.server.tool_calls import ReportBug, Tool, run_tool

_LINK = Tool(
    "link",
    "Link two records",
    "Relate two records; both pages show it.",
    writing.link,
    "written",
    writes=True,
    is_idempotent=True,
)
_TOOLS = (
    Tool(
        "list",
        "List records",
        "Prompts (PHR) and decisions (ADR), newest first. In force: kind adr, state accepted.",
        reading.list_records,
        "list",
    ),
    Tool("show", "Show a record", "One record with its text.", reading.show_record, "show"),
    Tool("search", "Search records", "Find records by words.", reading.search, "search"),
    Tool(
        "why",
        "Explain a line",
        "Which prompt and decision made a line, with evidence and how sure it is.",
        reading.explain_place,
        "why",
    ),
    Tool(
        "context",
        "What governs files",
        "Ask before you edit: the decisions in force for paths, and recent prompts on them.",
        reading.find_context,
        "context",
    ),
    Tool(
        "suggest",
        "Suggest a decision",
        "Whether a change (default: the working tree) decides something that no ADR covers.",
        reading.suggest,
        "assessment",
        is_isolated=True,
    ),
    Tool(
        "story",
        "Tell a branch's story",
        "What a branch or range is about: prompts, decisions, files, tests, cost.",
        reading.tell_story,
        "story",
    ),
    Tool("check", "Check records", "What is wrong with the records.", reading.check, "check"),
    Tool(
        "phr_new",
        "Record a prompt",
        "Record a prompt. Not for one that a hook records already.",
        writing.create_prompt,
        "written",
        takes=NewPhr,
        leaves_out=("surface", "command", "date"),
        writes=True,
    ),
    Tool(
        "adr_new",
        "Propose a decision",
        "Write an ADR, proposed: people accept it. First search whether one exists.",
        writing.create_decision,
        "written",
        takes=NewAdr,
        leaves_out=("status", "template"),
        writes=True,
    ),
    _LINK,
)
# What a person may allow, each with the tools that it adds, or puts in the place of others.
ALLOWANCES = {
    "accept": (
        replace(_LINK, function=writing.relate, is_destructive=True),
        Tool(
            "adr_accept",
            "Accept a decision",
            "Accept a proposed ADR, where a person has said so.",
            writing.accept_decision,
            "written",
            writes=True,
            is_destructive=True,
        ),
    )
}


def select_tools(*, is_read_only: bool, allowed: tuple[str, ...]) -> dict[str, Tool]:
    """The tools that are offered, by name. Raises UsageError for what nobody can allow."""
    for name in allowed:
        if name not in ALLOWANCES:
            raise UsageError(
                f"{name!r} is nothing that can be allowed",
                f"one of: {', '.join(ALLOWANCES)}",
            )
    if is_read_only and allowed:
        raise UsageError("--read-only and --allow do not go together", "leave one of them out")
    added = (tool for name in allowed for tool in ALLOWANCES[name])
    return {tool.name: tool for tool in (*_TOOLS, *added) if not (is_read_only and tool.writes)}


def run_isolated(
    name: str, folder: str, arguments: Mapping[str, object], report_bug: ReportBug
) -> tuple[str, bool]:
    """See `tool_calls.run_tool`: this is called in a process of its own.

    There it is the main thread that works, which alone can be stopped by a time limit.
    """
    tool = next(tool for tool in _TOOLS if tool.name == name)
    return run_tool(tool, folder, arguments, report_bug)
