"""Stories and statistics as JSON documents; `schema.explaining.stories` describes them."""

from __future__ import annotations

from minutebook.operations.explaining.story.cost import Cost
from minutebook.operations.explaining.story.range_records import REMOVED, AskedPrompt
from minutebook.operations.explaining.story.story import Story
from minutebook.operations.schema import serialize
from minutebook.records.drafting.drafts import USAGE_KINDS


def serialize_story(story: Story) -> dict[str, object]:
    """A story as `story --format json` gives it."""
    told, coverage = story.disclosure, story.coverage
    return {
        "range": {
            "name": story.range.name,
            "base": story.range.base,
            "head": story.range.head,
            "working_tree": story.range.has_working_tree,
        },
        "prompts": [_serialize_prompt(story, prompt) for prompt in story.prompts],
        "files": [
            {"path": file.path, "records": file.records, "changed": file.is_changed}
            for file in story.files
        ],
        "unlisted_files": story.unlisted_files,
        "tests": [
            {"command": test.command, "result": test.result, "runs": test.runs}
            for test in story.tests
        ],
        "decisions": [
            {
                "ref": decision.record.ref,
                "title": decision.record.title,
                "path": decision.record.path,
                "status": decision.record.state,
                "change": decision.change,
                "committed": decision.record.path not in story.uncommitted_paths
                or decision.change == REMOVED,
            }
            for decision in story.decisions
        ],
        "suggested": [
            serialize.serialize_suggestion(record, suggestion)
            for record, suggestion in story.suggested
        ],
        "contradicted": [
            {"ref": each.ref, "title": each.title, "path": each.path, "why": each.reason}
            for each in story.contradicted
        ],
        "commits": {
            "known": coverage.commits,
            "explained": coverage.commits - len(coverage.unexplained),
            "unexplained": [
                {"commit": commit.sha, "subject": commit.subject} for commit in coverage.unexplained
            ],
            "records_only": coverage.record_commits,
        },
        "cost": {
            **serialize_cost(story.cost),
            "by_model": [
                {"name": model, **serialize_cost(each)} for model, each in story.cost_by_model
            ],
        },
        "disclosure": {
            "agents": [
                {
                    "agent": share.agent,
                    "model": share.model,
                    "turns": share.turns,
                    "subagent_turns": share.subagent_turns,
                    "trailer": share.assisted_by,
                }
                for share in told.agents
            ],
            "commits": told.commits,
            "agent_commits": told.agent_commits,
            "files": told.files,
            "agent_files": told.agent_files,
            "reviewed_by": list(told.reviewers),
            "people": [{"name": each.name, "value": each.value} for each in told.people],
            "tools": [{"name": each.name, "value": each.value} for each in told.tools],
        },
    }


def _serialize_prompt(story: Story, prompt: AskedPrompt) -> dict[str, object]:
    record = prompt.record
    return {
        "ref": record.ref,
        "title": record.title,
        "path": record.path,
        "date": record.date,
        "stage": record.state or record.state_raw,
        "agent": prompt.agent,
        "subagent": prompt.subagent,
        "model": serialize.format_field(record, "model"),
        "session": serialize.format_field(record, "session"),
        "depth": prompt.depth,
        "change": prompt.change,
        "committed": record.path not in story.uncommitted_paths,
    }


def serialize_cost(cost: Cost) -> dict[str, object]:
    """What some turns have cost; null for what none of them tells."""
    return {
        "turns": cost.turns,
        "counted_turns": cost.counted,
        "tokens": cost.tokens if cost.counted else None,
        **dict(zip(USAGE_KINDS, cost.kinds, strict=True)),
        "timed_turns": cost.timed,
        "seconds": cost.seconds if cost.timed else None,
    }
