"""A story as markdown: for a file or a terminal, and for a comment on a forge. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from minutebook.lean.patterns import compile_lazily
from minutebook.lean.values import Value
from minutebook.operations.explaining.story import cost, disclosure
from minutebook.operations.explaining.story.disclosure import AgentShare
from minutebook.operations.explaining.story.range_records import (
    ADDED,
    CONTINUED,
    EDITED,
    REMOVED,
    AskedPrompt,
    DecisionChange,
)
from minutebook.operations.explaining.story.story import (
    Contradiction,
    RecordedTest,
    Story,
    TouchedFile,
)
from minutebook.records.index.rows import shorten_text
from minutebook.records.model import Record
from minutebook.records.phr.suggestions import Suggestion
from minutebook.text.markdown import (
    encode_href,
    escape_cell,
    escape_title,
    make_code_span,
    wrap_in_fence,
)

MARKER = "<!-- minutebook:story -->"  # by which a comment is found again
MAX_COMMENT_CHARS = 65_000  # GitHub takes 65,536
_SEPARATOR = " · "
_MAX_DEPTH = 3  # to which tasks of subagents are indented
_MAX_TITLE_CHARS = 160
_MAX_CODE_CHARS = 200
_MAX_AGENTS = 20
# How many rows of each list are shown: the first of these with which the text is short enough.
_ROW_LIMITS = (200, 80, 40, 20, 10, 5, 2, 0)
_MAX_ROWS = 1_000_000  # where a text may be as long as it is
# What a forge makes links and notices of: @name, #12, GH-12, !12, addresses. Not in code, whose
# backticks are those that are not escaped.
_CODE_OR_CALL = compile_lazily(
    r"(?<!\\)`[^`]+`|(?:[@#!~%]|\bGH-|\\\$)(?=\w)|(?<=:)/(?=/)|\bwww(?=\.)", re.IGNORECASE
)
_NO_WIDTH = "&#8203;"

_Item = TypeVar("_Item")


class StoryStyle(Value):
    """How a story is shown.

    `is_comment`: as a comment on a forge, in which nothing may call people or issues, and long
    parts are folded. `page_base` is how the addresses of pages begin, "" for paths from the top.
    """

    is_comment: bool = False
    page_base: str = ""


def render_story(story: Story, style: StoryStyle) -> str:
    """A story as markdown, without a line end behind it.

    A comment is shorter than a forge's limit: longer lists end with how many rows are left out.
    """
    if not style.is_comment:
        return _Renderer(story, style, _MAX_ROWS).render()
    texts = (_Renderer(story, style, limit).render() for limit in _ROW_LIMITS)
    return next((text for text in texts if len(text) <= MAX_COMMENT_CHARS), MARKER)


class _Renderer:
    """Renders one story with at most `limit` rows in each list."""

    def __init__(self, story: Story, style: StoryStyle, limit: int) -> None:
        self.story, self.style, self.limit = story, style, limit

    def render(self) -> str:
        parts = [
            MARKER if self.style.is_comment else "",
            f"{'###' if self.style.is_comment else '#'} {self._format_heading()}",
            self._format_summary(),
            *self._render_prompts(),
            *self._render_decisions(),
            *self._render_results(),
            *self._render_coverage(),
            *self._render_cost(),
            *self._render_disclosure(),
        ]
        return "\n\n".join(filter(None, parts))

    # Texts --------------------------------------------------------------------------------------

    def _escape(self, text: str, escape: Callable[[str], str] = escape_cell) -> str:
        """A text of others, which shows as it is, and calls nobody in a comment."""
        escaped = escape(shorten_text(text, _MAX_TITLE_CHARS))
        if self.style.is_comment:
            escaped = _CODE_OR_CALL.sub(_silence, escaped)
        return escaped

    def _link_record(self, record: Record) -> str:
        return self._link(self._name(record), record.path)

    def _name(self, record: Record) -> str:
        """The ref and the title of a record; the title alone where it has no number."""
        ref = f"{self._escape(record.ref)} " if record.number is not None else ""
        return ref + self._escape(record.title, escape_title)

    def _link(self, label: str, path: str) -> str:
        """A link to a record's page; its label where that is not committed or has no address."""
        if path in self.story.uncommitted_paths or (
            self.style.is_comment and not self.style.page_base
        ):
            return label
        return f"[{label}]({self.style.page_base}{encode_href(path)})"

    def _list_rows(self, items: Sequence[_Item], format_item: Callable[[_Item], str]) -> str:
        """The items as a list, those beyond the limit counted; each line may be indented."""
        lines = list(map(format_item, items[: self.limit]))
        lines = [line if line.startswith(" ") else f"* {line}" for line in lines]
        if len(items) > self.limit:
            lines.append(f"* {'and ' if lines else ''}{len(items) - self.limit:,} more")
        return "\n".join(lines)

    def _section(self, title: str, *parts: str) -> Iterator[str]:
        yield f"{'####' if self.style.is_comment else '##'} {title}"
        yield from parts

    def _fold(self, title: str, *parts: str) -> Iterator[str]:
        """A section that a comment shows on demand."""
        if not self.style.is_comment:
            yield from self._section(title, *parts)
            return
        yield "\n\n".join([f"<details><summary>{title}</summary>", *parts, "</details>"])

    # Head ---------------------------------------------------------------------------------------

    def _format_heading(self) -> str:
        if self.style.is_comment:
            return "The story of this change"
        return f"The story of {make_code_span(shorten_text(self.story.range.name, 100))}"

    def _format_summary(self) -> str:
        story = self.story
        people = sum(not prompt.subagent for prompt in story.prompts)
        tasks = len(story.prompts) - people
        coverage = story.coverage
        explained = coverage.commits - len(coverage.unexplained)
        facts = [
            _count(people, "prompt"),
            f"{_count(tasks, 'task')} of subagents" if tasks else "",
            f"{_count(len(story.decisions), 'decision')}" if story.decisions else "",
            f"{_count(len(story.suggested), 'suggestion')} open" if story.suggested else "",
            f"{_count(len(story.contradicted), 'contradiction')}" if story.contradicted else "",
            f"{explained} of {_count(coverage.commits, 'commit')} explained"
            if coverage.commits
            else _describe_no_commits(story),
            f"{story.cost.tokens:,} tokens" if story.cost.counted else "",
        ]
        return _SEPARATOR.join(filter(None, facts))

    # What was asked and decided -----------------------------------------------------------------

    def _render_prompts(self) -> Iterator[str]:
        prompts = self.story.prompts
        if not prompts:
            yield from self._section("Asked", "No prompt is recorded in this change.")
            return
        yield from self._section("Asked", self._list_rows(prompts, self._format_prompt))

    def _format_prompt(self, prompt: AskedPrompt) -> str:
        record = prompt.record
        facts = [
            self._link_record(record),
            self._escape(record.state or record.state_raw),
            self._escape(prompt.subagent or prompt.agent),
            self._escape(record.date[:10]) if not prompt.depth else "",
            "went on" if prompt.change == CONTINUED else "",
            self._describe_uncommitted(record.path),
        ]
        indent = f"{'  ' * min(prompt.depth, _MAX_DEPTH)}* " if prompt.depth else ""
        return indent + _SEPARATOR.join(filter(None, facts))

    def _describe_uncommitted(self, path: str) -> str:
        return "not committed" if path in self.story.uncommitted_paths else ""

    def _render_decisions(self) -> Iterator[str]:
        story = self.story
        if story.decisions:
            rows = self._list_rows(story.decisions, self._format_decision)
            yield from self._section("Decided", rows)
        if story.suggested:
            rows = self._list_rows(story.suggested, self._format_suggestion)
            yield from self._section("Suggested, and not answered yet", rows)
        if story.contradicted:
            rows = self._list_rows(story.contradicted, self._format_contradiction)
            yield from self._section("Goes against decisions in force", rows)

    def _format_contradiction(self, each: Contradiction) -> str:
        label = f"{self._escape(each.ref)} {self._escape(each.title, escape_title)}"
        return f"{self._link(label, each.path)}: {self._escape(each.reason)}"

    def _format_suggestion(self, suggested: tuple[Record, Suggestion]) -> str:
        record, suggestion = suggested
        title = self._escape(suggestion.decision_title, escape_title)
        link = self._link_record(record)
        return f"{title} ({make_code_span(suggestion.id)}, of {link})"

    def _format_decision(self, decision: DecisionChange) -> str:
        record = decision.record
        state = self._escape(record.state or record.state_raw)
        phrases = {
            ADDED: f"new, {state}" if state else "new",
            EDITED: f"edited, {state}" if state else "edited",
            REMOVED: "taken out",
        }
        name = self._name(record) if decision.change == REMOVED else self._link_record(record)
        facts = [name, phrases.get(decision.change, f"now {state}")]
        return _SEPARATOR.join(filter(None, [*facts, self._describe_uncommitted(record.path)]))

    # What came of it ----------------------------------------------------------------------------

    def _render_results(self) -> Iterator[str]:
        story = self.story
        if story.files or story.unlisted_files:
            unlisted = _count(story.unlisted_files, "changed file") if story.unlisted_files else ""
            start = "And " if story.files else ""
            more = f"{start}{unlisted} that no record lists." if unlisted else ""
            title = f"Files: {len(story.files):,} in records" if story.files else "Files"
            parts = self._list_rows(story.files, _format_file), more
            yield from self._fold(title, *filter(None, parts))
        if story.tests:
            rows = self._list_rows(story.tests, self._format_test)
            yield from self._fold(f"Tests: {len(story.tests):,}", rows)

    def _format_test(self, test: RecordedTest) -> str:
        parts = [
            _shorten_code(test.command),
            self._escape(test.result),
            f"(the last of {test.runs} runs)" if test.runs > 1 else "",
        ]
        return " ".join(filter(None, parts))

    def _render_coverage(self) -> Iterator[str]:
        unexplained = self.story.coverage.unexplained
        if unexplained:
            rows = self._list_rows(
                unexplained,
                lambda commit: f"{make_code_span(commit.sha[:10])} {self._escape(commit.subject)}",
            )
            title = f"{_count(len(unexplained), 'commit')} that no record explains"
            yield from self._fold(title, rows)

    # What it cost, and who worked on it ---------------------------------------------------------

    def _render_cost(self) -> Iterator[str]:
        if not self.story.prompts:
            return
        if not self.story.cost.counted and not self.story.cost.timed:
            yield from self._fold("Cost", "Not known: no record of this change tells of it.")
            return
        by_model = self.story.cost_by_model
        rows = [
            (self._escape(model) or "model not known", each)
            for model, each in by_model[: self.limit]
        ]
        if len(by_model) > 1:
            rows.append(("all", self.story.cost))
        lines = ["| model | turns | input | output | cached | time |", "|---|--:|--:|--:|--:|--:|"]
        for name, each in rows:
            cells = [name, f"{each.turns:,}", *_format_tokens(each), cost.format_time(each)]
            lines.append(f"| {' | '.join(cells)} |")
        notes = [f"And {len(by_model) - self.limit:,} more."] if len(by_model) > self.limit else []
        notes += describe_gaps(self.story.cost)
        yield from self._fold("Cost", "\n".join(lines), *notes)

    def _render_disclosure(self) -> Iterator[str]:
        told = self.story.disclosure
        tools = [self._describe_agent(share) for share in told.agents[:_MAX_AGENTS]]
        stated = [f"{self._escape(each.name)}: {self._escape(each.value)}" for each in told.tools]
        others = [
            f"{self._escape(each.name)}: {self._escape(each.value)}"
            for each in told.people
            if each.name.casefold() not in disclosure.REVIEW_NAMES
        ]
        rows = [
            f"**Tools:** {'; '.join(tools) or 'none in the records'}",
            f"**Stated in commits and records:** {'; '.join(stated)}" if stated else "",
            f"**Extent:** {_describe_extent(self.story)}",
            "**Reviewed by a person:** "
            + (", ".join(map(self._escape, told.reviewers)) or "not stated"),
            f"**People:** {'; '.join(others)}" if others else "",
        ]
        lines = "\n".join(f"* {row}" for row in rows if row)
        trailers = dict.fromkeys(share.assisted_by for share in told.agents[:_MAX_AGENTS])
        parts = [lines]
        if trailers:
            parts += ["As trailers of a commit message:", wrap_in_fence("\n".join(trailers))]
        yield from self._section("AI assistance", *parts)

    def _describe_agent(self, share: AgentShare) -> str:
        model = f" with {self._escape(share.model)}" if share.model else ", model not known"
        tasks = f", {share.subagent_turns} of subagents" if share.subagent_turns else ""
        agent = self._escape(share.agent) or "agent not known"
        return f"{agent}{model} ({_count(share.turns, 'turn')}{tasks})"


def _silence(match: re.Match[str]) -> str:
    return match[0] if match[0].startswith("`") else match[0] + _NO_WIDTH


def describe_gaps(total: cost.Cost) -> Iterator[str]:
    """What is not known of a cost, as sentences."""
    if total.uncounted:
        verb = "does" if total.uncounted == 1 else "do"
        yield f"{_count(total.uncounted, 'turn')} {verb} not say how many tokens were used."
    if total.turns > total.timed > 0:
        missing = total.turns - total.timed
        verb, pronoun = ("does", "it") if missing == 1 else ("do", "they")
        yield f"{_count(missing, 'turn')} {verb} not say how long {pronoun} took."


def _format_tokens(each: cost.Cost) -> list[str]:
    """Input, output and cached tokens; the sum where a record has no other."""
    cells = [cost.format_count(count) for count in each.kinds]
    known = sum(count or 0 for count in each.kinds[:2])
    if each.counted and known < each.tokens:
        cells[0] = f"{cells[0]} (in all {each.tokens:,})"
    return cells


def _describe_extent(story: Story) -> str:
    told = story.disclosure
    shares = [
        f"{part} of {_count(total, noun)} ({part * 100 // total} %)"
        for part, total, noun in (
            (told.agent_commits, told.commits, "commit"),
            (told.agent_files, told.files, "changed file"),
        )
        if total
    ]
    if not shares:
        return _describe_no_commits(story)
    return f"{' and '.join(shares)} came of recorded turns of agents"


def _describe_no_commits(story: Story) -> str:
    """Why there are no commits to speak of."""
    count = story.coverage.record_commits
    return f"{_count(count, 'commit')} of records alone" if count else "no commits"


def _format_file(file: TouchedFile) -> str:
    parts = [_shorten_code(file.path), _count(file.records, "record")]
    return _SEPARATOR.join([*parts, *([] if file.is_changed else ["not changed in the end"])])


def _shorten_code(text: str) -> str:
    return make_code_span(shorten_text(text, _MAX_CODE_CHARS)) if text.strip() else ""


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
