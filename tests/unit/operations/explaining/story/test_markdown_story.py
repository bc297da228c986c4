"""A story as markdown: what it shows, what a comment may not do, and how long it may be."""

from __future__ import annotations

import re

import pytest
from markdown_it import MarkdownIt

from made_records import make_record
from minutebook.lean.values import replace
from minutebook.operations.explaining.story.cost import Cost
from minutebook.operations.explaining.story.disclosure import AgentShare, Disclosure, Statement
from minutebook.operations.explaining.story.markdown_story import (
    MARKER,
    MAX_COMMENT_CHARS,
    StoryStyle,
    render_story,
)
from minutebook.operations.explaining.story.range_records import AskedPrompt, DecisionChange
from minutebook.operations.explaining.story.story import (
    Contradiction,
    Coverage,
    RecordedTest,
    Story,
    TouchedFile,
)
from minutebook.operations.explaining.story.story_range import StoryRange
from minutebook.records.model import Record
from minutebook.records.phr.suggestions import Suggestion
from minutebook.repository.git.commits.history import Commit

BASE = "https://github.com/acme/shop/blob/SHA/"
COMMENT = StoryStyle(is_comment=True, page_base=BASE)
EMPTY = Story(
    StoryRange("a" * 40, "b" * 40, "main..x"),
    (), (), 0, (), (), (), (), Coverage(0, (), 0), Cost(), (), Disclosure(), frozenset(),
)  # fmt: skip
HOSTILE = (
    "@octocat and @acme/team see #12, GH-12, acme/shop#3, !4, ~bug, %m1, $5",
    "fixes https://github.com/acme/shop/issues/1 at www.acme.org",
    "<img src=x onerror=alert(1)> <!-- --> </details> <b>",
    "`code @octocat` and ``` and `",
    "[click](https://evil.example) ![x](y)",
    "line\nfeed | cell \x1b[31m \u202e",
    "&#64;octocat &commat;octocat",
    "\\@octocat \\",
    "*/ **bold** _it_ ~~no~~",
    "@" * 30 + "octocat",
)

TOLD = """\
2 prompts · 1 task of subagents · 4 decisions · 1 suggestion open · 1 contradiction · 2 of 3 commits explained · 1,234 tokens

## Asked

* [PHR-0001 Add a cache](history/prompts/general/0001-x.green.prompt.md) · green · claude · 2025-01-02
  * [PHR-0002 Look](history/prompts/general/0002-x.green.prompt.md) · green · explore
* [PHR-0003 Go on](history/prompts/general/0003-x.green.prompt.md) · green · 2025-01-02 · went on

## Decided

* [ADR-0001 Cache nothing](decisions/0001-a.md) · now superseded
* [ADR-0002 Cache in Redis](decisions/0002-b.md) · edited
* [ADR-0002 Cache in Redis](decisions/0002-b.md) · new
* ADR-0003 Gone · taken out

## Suggested, and not answered yet

* Caching: Redis (`S-0001-1`, of [PHR-0001 Add a cache](history/prompts/general/0001-x.green.prompt.md))

## Goes against decisions in force

* [ADR-0009 No Redis](decisions/0009-x.md): on Caching

## Files: 2 in records

* `a.py` · 2 records
* `b.py` · 1 record · not changed in the end

And 1 changed file that no record lists.

## Tests: 2

* `pytest -q` 3 passed (the last of 2 runs)
* `tests/a.py`

## 1 commit that no record explains

* `cccccccccc` By hand

## Cost

| model | turns | input | output | cached | time |
|---|--:|--:|--:|--:|--:|
| opus | 3 | 1,000 (in all 1,234) | 200 | 5,000 | 1 min 05 s |
| model not known | 1 | not known | not known | not known | not known |
| all | 4 | 1,000 (in all 1,234) | 200 | 5,000 | 1 min 05 s |

1 turn does not say how many tokens were used.

1 turn does not say how long it took.

## AI assistance

* **Tools:** claude with opus (2 turns, 1 of subagents); agent not known with sonnet (1 turn)
* **Stated in commits and records:** Assisted-by: claude
* **Extent:** 2 of 3 commits (66 %) and 1 of 3 changed files (33 %) came of recorded turns of agents
* **Reviewed by a person:** Ann
* **People:** Co-authored-by: Ben

As trailers of a commit message:

```text
Assisted-by: claude:opus
Assisted-by: sonnet
```"""


def make_prompt(number: int, title: str, **fields: object) -> AskedPrompt:
    record = make_record(
        f"history/prompts/general/{number:04d}-x.green.prompt.md", title, state="green"
    )
    return AskedPrompt(record, **fields)  # type: ignore[arg-type]


def make_commit(subject: str) -> Commit:
    return Commit("c" * 40, 0, (), subject, subject, frozenset(["a.py"]))


def find_calls(html: str) -> list[str]:
    """What a forge would make links and notices of, in what it shows outside of code."""
    html = re.sub(r"(?s)<(code|pre)\b.*?</\1>", "", html)
    text = re.sub(r"(?s)<[^>]*>", "", html).replace("&amp;", "&")
    return re.findall(r"@\w|#\d|\bGH-\d|[!~%$]\w|(?i:\bwww\.)|https?://", text)


def make_hostile_story(text: str) -> Story:
    record = replace(make_prompt(1, text).record, fields={"model": text, "agent": text})
    decision: Record = make_record("decisions/0001-x.md", text)
    return replace(
        EMPTY,
        prompts=(AskedPrompt(record, agent=text), make_prompt(2, "x", subagent=text, depth=1)),
        files=(TouchedFile(text, 1, is_changed=True),),
        tests=(RecordedTest(text, text, 2),),
        decisions=(DecisionChange(decision, "added"), DecisionChange(decision, "removed")),
        suggested=((record, Suggestion("S-1-1", text, 0.9)),),
        contradicted=(Contradiction("ADR-1", text, "decisions/0001-x.md", text),),
        coverage=Coverage(1, (make_commit(text),), 0),
        cost=Cost(1, 1, 5, timed=1, seconds=1),
        cost_by_model=((text, Cost(1, 1, 5)), ("", Cost(1))),
        disclosure=Disclosure(
            (AgentShare(text, text, 1),),
            people=(Statement("Reviewed-by", text), Statement("Signed-off-by", text)),
            tools=(Statement("Assisted-by", text),),
        ),
    )


@pytest.mark.parametrize("text", HOSTILE)
def test_a_comment_calls_nobody_and_shows_texts_as_they_are(text: str) -> None:
    page = render_story(make_hostile_story(text), COMMENT)
    html = MarkdownIt("gfm-like", {"html": True, "linkify": False}).render(page)
    assert find_calls(html) == []
    # All that is HTML there is ours, and nothing of the texts opened or closed any of it.
    tags = re.findall(r"<(/?(?:img|b|script|details|summary)\b)", html)
    assert tags.count("details") == tags.count("/details") == 4
    assert {tag for tag in tags if tag.strip("/") not in ("details", "summary")} == set()
    addresses = re.findall(r'href="([^"]*)"', html)
    assert addresses
    assert all(address.startswith(BASE) for address in addresses)
    assert "onerror" not in "".join(re.findall(r"<[^>]*>", html))


def test_a_comment_without_a_forge_has_no_links() -> None:
    story = replace(EMPTY, prompts=(make_prompt(1, "Add a cache"),))
    page = render_story(story, StoryStyle(is_comment=True))
    assert "* PHR-0001 Add a cache · green · 2025-01-02\n" in page
    assert "](" not in page


def test_a_page_that_is_not_committed_has_no_link() -> None:
    prompt = make_prompt(1, "Add a cache")
    story = replace(EMPTY, prompts=(prompt,), uncommitted_paths=frozenset([prompt.record.path]))
    for style in (StoryStyle(), COMMENT):
        assert "* PHR-0001 Add a cache · green · 2025-01-02 · not committed\n" in render_story(
            story, style
        )


@pytest.mark.parametrize("count", [100, 1000])
def test_a_comment_is_shorter_than_the_forges_limit(count: int) -> None:
    title = "An ever so long title, with @names and `code`, " * 5
    story = replace(
        EMPTY,
        prompts=tuple(make_prompt(number, title) for number in range(1, count)),
        files=tuple(TouchedFile(f"{title}{n}", 1, is_changed=True) for n in range(count)),
        tests=tuple(RecordedTest(f"{title}{number}", "", 1) for number in range(count)),
        coverage=Coverage(count, (make_commit(title),) * count, 0),
        cost=Cost(1, 1, 1),
        cost_by_model=tuple((f"{title}{number}", Cost(1, 1, 1)) for number in range(count)),
        disclosure=Disclosure(
            tuple(AgentShare(f"agent-{number}", "m", 1) for number in range(count))
        ),
    )
    page = render_story(story, COMMENT)
    assert len(page) <= MAX_COMMENT_CHARS
    assert page.startswith(MARKER)
    shown = page.count("* [PHR-")
    assert f"* and {count - 1 - shown:,} more" in page
    assert page.count("<details>") == page.count("</details>") == 4
    assert "#### AI assistance" in page
    assert " more\n" not in render_story(story, StoryStyle())  # a file has all of it


def test_nothing_to_tell_of() -> None:
    assert render_story(EMPTY, StoryStyle()) == (
        "# The story of `main..x`\n\n0 prompts · no commits\n\n"
        "## Asked\n\nNo prompt is recorded in this change.\n\n"
        "## AI assistance\n\n* **Tools:** none in the records\n* **Extent:** no commits\n"
        "* **Reviewed by a person:** not stated"
    )
    assert EMPTY.is_empty


def test_the_parts_of_a_story() -> None:
    prompts = (
        make_prompt(1, "Add a cache", agent="claude"),
        make_prompt(2, "Look", depth=1, agent="claude", subagent="explore"),
        make_prompt(3, "Go on", change="continued"),
    )
    old = make_record("decisions/0001-a.md", "Cache nothing", state="superseded")
    gone = make_record("decisions/0003-c.md", "Gone")
    edited = make_record("decisions/0002-b.md", "Cache in Redis", state="")
    story = replace(
        EMPTY,
        prompts=prompts,
        files=(
            TouchedFile("a.py", 2, is_changed=True),
            TouchedFile("b.py", 1, is_changed=False),
        ),
        unlisted_files=1,
        tests=(RecordedTest("pytest -q", "3 passed", 2), RecordedTest("tests/a.py", "", 1)),
        decisions=(
            DecisionChange(old, "superseded"),
            DecisionChange(edited, "edited"),
            DecisionChange(edited, "added"),
            DecisionChange(gone, "removed"),
        ),
        suggested=((prompts[0].record, Suggestion("S-0001-1", "Caching: Redis", 0.9)),),
        contradicted=(Contradiction("ADR-0009", "No Redis", "decisions/0009-x.md", "on Caching"),),
        coverage=Coverage(3, (make_commit("By hand"),), 1),
        cost=Cost(4, 3, 1234, (1000, 200, 5000), 3, 65),
        cost_by_model=(
            ("opus", Cost(3, 3, 1234, (1000, 200, 5000), 3, 65)),
            ("", Cost(1)),
        ),
        disclosure=Disclosure(
            (AgentShare("claude", "opus", 2, 1), AgentShare("", "sonnet", 1)), 3, 2, 3, 1,
            (Statement("Reviewed-by", "Ann"), Statement("Co-authored-by", "Ben")),
            (Statement("Assisted-by", "claude"),),
        ),
    )  # fmt: skip
    page = render_story(story, StoryStyle())
    assert page.partition("\n\n")[2] == TOLD
    assert not story.is_empty


def test_what_is_not_known_of_the_cost() -> None:
    story = replace(EMPTY, prompts=(make_prompt(1, "x"),), cost=Cost(1), unlisted_files=2)
    page = render_story(story, StoryStyle())
    assert "## Cost\n\nNot known: no record of this change tells of it.\n" in page
    assert "## Files\n\n2 changed files that no record lists.\n" in page
