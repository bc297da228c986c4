"""Pages of prompt records brought over to the form for readers, laid open and laid out again."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minutebook.lean.values import replace
from minutebook.operations.schema import serialize
from minutebook.records import reader
from minutebook.records.drafting import phr_pages
from minutebook.records.drafting.drafts import Outcome, PhrDraft
from minutebook.records.index import page_blocks
from minutebook.records.model import PHR, Folder, Record, RecordSet
from minutebook.records.phr import page_forms, prompts
from minutebook.records.phr.suggestions import Suggestion
from quoted_texts import PROMPTS

from paths import TEMPLATES

TEMPLATE = (TEMPLATES / "phr.md").read_text("utf-8")
FORMER = (
    "---\n{{ front_matter }}\n---\n\n## Prompt\n\n{{ prompt }}\n\n## Response snapshot\n\n"
    "{{ response }}\n\n## Outcome\n\n- **Impact:** {{ impact }}\n- **Tests:** {{ tests }}\n"
)
CORPUS = os.environ.get("MINUTEBOOK_CORPUS", "")
FOLDER = Folder(PHR, "history/prompts")
PATH = "history/prompts/shop/0007-cache-it.green.prompt.md"
FULL = PhrDraft(
    title="Cache it",
    stage="green",
    date="2026-01-31",
    feature="shop",
    prompt="Cache it.\nUse *Redis*.",
    response="# Done\n\nIt is cached.",
    agent="claude",
    session="s-1",
    tokens=12,
    usage={"input": 9, "output": 3, "cached": 70},
    labels=("db",),
    files=("a.py", "b.py", "c.py", "d.py"),
    tests=("pytest (passed)",),
    outcome=Outcome(impact="faster", tests="all pass"),
    suggestions=(Suggestion("", "Caching: Redis", 0.83, evidence=("a.py:1 new -->",)),),
)


def read(text: str, path: str = PATH) -> Record:
    return reader.read_record(FOLDER, path, text)


def make_former(draft: PhrDraft) -> Record:
    return read(phr_pages.render_phr(draft, "0007", FORMER))


def show(record: Record) -> dict[str, object]:
    """What `show --json` says of a record, without the lines where the page states it."""
    document = serialize.serialize_full_record(record, RecordSet((FOLDER,), (record,)).graph, {})
    return {key: value for key, value in document.items() if key != "sources"}


def test_a_page_of_the_former_form_is_brought_over() -> None:
    former = make_former(FULL)
    text = page_forms.bring_over(former, ()) or ""
    assert text.startswith(
        '---\nid: "0007"\ntitle: Cache it\nstage: green\ndate: 2026-01-31\nagent: claude\n'
        "feature: shop\nlabels: [db]\n"
    )
    assert (
        "---\n\n# PHR-0007 Cache it\n\n<!-- minutebook:summary -->\ngreen · 2026-01-31 · claude"
    ) in text
    assert "> Cache it.\\\n> Use \\*Redis\\*.\n" in text
    assert "\n\n### Done\n\nIt is cached.\n" in text
    assert (
        "- **Impact:** faster\n- **Tests:** all pass\n\n<!-- minutebook:outcome -->\n"
        "- **Changed files:**\n  - `a.py`, `b.py`, `c.py`, `d.py`\n"
    ) in text
    assert text.endswith("form:\n  levels: [1]\n-->\n")
    after = read(text)
    assert show(after) == show(former)
    assert page_forms.bring_over(after, ()) is None


def test_a_new_page_states_what_one_of_the_former_form_does() -> None:
    former = show(make_former(FULL))
    new = show(read(phr_pages.render_phr(FULL, "0007", TEMPLATE)))
    outcomes = former.pop("sections"), new.pop("sections")
    assert former == new
    assert [outcome["Outcome"].replace("*", "-") for outcome in outcomes] == [  # type: ignore[index]
        "- --Impact:-- faster\n- --Tests:-- all pass"
    ] * 2


@pytest.mark.parametrize(
    "text",
    [
        "## Prompt\n\nno front matter\n",
        "---\nid: a\nid: b\n---\n\n## Prompt\n\nx\n",
        "---\nid: a\r\n---\r\n\r\n## Prompt\r\n",
        '---\nid: "0007"\nfidelity: [\n---\n\n## Prompt\n\nx\n',
        '---\nid: "0007"\nsession: s  # of the pair\n---\n\n## Prompt\n\nx\n',
        # Its sections would be others: a heading of the prompt is taken for one of the page.
        '---\nid: "0007"\n---\n\n## Prompt\n\nfirst\n\n## Step\n\nmore\n\n## Response\n\nx\n',
    ],
)
def test_a_page_that_would_say_another_thing_stays(text: str) -> None:
    assert page_forms.bring_over(read(text), ()) is None


def test_a_page_keeps_its_heading_and_needs_no_outcome() -> None:
    text = (
        '---\nid: "0007"\ntitle: T\nlinks:\n  follows: [0006-a]\n---\n\n# Mine\n\n## Prompt\n\nx\n'
    )
    brought = page_forms.bring_over(read(text), ()) or ""
    assert "\n# Mine\n\n<!-- minutebook:summary -->\n" in brought
    assert brought.count("\n# ") == 1
    assert "Outcome" not in brought
    assert "links:\n  follows: [0006-a]\n-->" in brought
    assert "## Prompt\n\n> x\n" in brought
    with_files = text.replace("---\n\n#", "files: [a.py]\n---\n\n#")
    brought = page_forms.bring_over(read(with_files), ()) or ""
    assert "## Outcome\n\n<!-- minutebook:outcome -->\n* **Changed files:** `a.py`\n" in brought


def test_a_text_that_stands_twice_is_left_as_it_is() -> None:
    text = '---\nid: "0007"\ntitle: T\nfidelity: reported\n---\n\n## Prompt\n\nsame\n\n## Response\n\nsame\n'
    brought = page_forms.bring_over(read(text), ())
    assert brought is None or show(read(brought)) == show(read(text))


def test_a_page_is_laid_open_and_laid_out_again() -> None:
    text = phr_pages.render_phr(FULL, "0007", TEMPLATE)
    opened = page_forms.lay_open(text)
    assert "```text\nCache it.\nUse *Redis*.\n```" in opened
    assert "```markdown\n# Done\n\nIt is cached.\n```" in opened
    assert page_forms.lay_out(opened) == text
    assert show(read(opened)) == show(read(text))
    former = make_former(FULL).text
    assert page_forms.lay_open(former) == page_forms.lay_out(former) == former
    bare = phr_pages.render_phr(replace(FULL, prompt="", response=""), "0007", TEMPLATE)
    assert page_forms.lay_open(bare) == page_forms.lay_out(bare) == bare


LINES = st.lists(PROMPTS, min_size=1, max_size=3).map("".join)


@given(prompt=LINES, response=LINES, impact=LINES, files=st.integers(0, 5))
def test_every_page_comes_over_with_the_same_record(
    prompt: str, response: str, impact: str, files: int
) -> None:
    draft = replace(
        FULL,
        prompt=prompt,
        response=response,
        outcome=Outcome(impact),
        files=tuple(f"src/{number}.py" for number in range(files)),
    )
    former = make_former(draft)
    text = page_forms.bring_over(former, ())
    if text is None:
        assert "\r" in former.text or former.findings
        return
    assert show(read(text)) == show(former)
    opened = page_forms.lay_open(text)
    assert (reader.read_prompt(read(opened)), reader.read_response(read(opened))) == (
        prompt,
        response,
    )


OTHER_BLOCK = "\n<!-- minutebook:record\nsession: other\nfidelity: edited\n-->\n"
QUOTING = st.lists(PROMPTS | st.just(OTHER_BLOCK), min_size=1, max_size=3).map("".join)


@given(prompt=QUOTING, response=QUOTING, note=st.sampled_from(["", "\nA note.\n", "\n## Seen\n"]))
def test_a_block_is_told_from_one_that_is_quoted(prompt: str, response: str, note: str) -> None:
    draft = replace(FULL, prompt=prompt, response=response, fidelity="verbatim")
    page = phr_pages.render_phr(draft, "0007", TEMPLATE)
    record = read(page + note)
    assert record.fields == read(page).fields
    assert record.fields["session"] == "s-1"
    assert (reader.read_prompt(record), reader.read_response(record)) == (prompt, response)
    assert page_forms.lay_out(page_forms.lay_open(record.text)) == record.text
    former = make_former(draft)
    assert not page_forms.is_for_readers(read(former.text + note))
    assert former.fields["session"] == "s-1"


@given(prompt=LINES, response=LINES, form=st.sampled_from([TEMPLATE, FORMER]))
def test_a_response_comes_into_a_page_without_one(prompt: str, response: str, form: str) -> None:
    draft = replace(FULL, prompt=prompt, response="", fidelity="verbatim")
    before = read(phr_pages.render_phr(draft, "0007", form) + "\nA note.\n")
    if reader.read_response(before) is not None or reader.read_prompt(before) != prompt:
        return  # of the former form: the prompt has headings like the page's
    text = page_forms.insert_response(before, response, "## Response snapshot") or ""
    after = read(text)
    assert (reader.read_prompt(after), reader.read_response(after)) == (prompt, response)
    assert after.fields == before.fields
    assert text.endswith("\nA note.\n")
    whole = phr_pages.render_phr(replace(draft, response=response), "0007", form)
    assert text == f"{whole}\nA note.\n"


@pytest.mark.parametrize("form", [TEMPLATE, FORMER])
def test_a_response_comes_into_a_page_with_other_line_ends(form: str) -> None:
    page = phr_pages.render_phr(replace(FULL, response=""), "0007", form).replace("\n", "\r\n")
    text = page_forms.insert_response(read(page), FULL.response, "## Answer") or ""
    assert text.count("\n") == text.count("\r\n")
    assert "\r\n## Answer\r\n\r\n" in text
    assert (reader.read_response(read(text)) or "").replace("\r\n", "\n") == FULL.response


def test_a_page_without_a_prompt_takes_no_response() -> None:
    assert page_forms.insert_response(read("---\nid: a\n---\n\n## Mine\n"), "x", "## R") is None


@pytest.mark.untraced
@pytest.mark.skipif(not CORPUS, reason="MINUTEBOOK_CORPUS names no folder of real records")
def test_real_pages_come_over_with_the_same_record_or_stay() -> None:
    brought = 0
    for path in sorted(Path(CORPUS, "phr").rglob("*.prompt.md")):
        record = read(
            path.read_bytes().decode("utf-8", "surrogateescape"), f"history/prompts/x/{path.name}"
        )
        text = page_forms.bring_over(record, ())
        if text is not None:
            brought += 1
            assert show(read(text, record.path)) == show(record), path
    assert brought > 100


def test_markers_in_an_answer_of_the_former_form_are_its_text() -> None:
    """What stands between them was written by somebody, and no block of ours."""
    answer = "<!-- minutebook:summary -->\nby hand\n<!-- /minutebook:summary -->"
    text = (
        f'---\nid: "0007"\nfidelity: reported\n---\n\n## Prompt\n\nx\n\n## Response\n\n{answer}\n'
    )
    record = read(text)
    assert page_blocks.fill_blocks(record, ()) == text
    assert page_blocks.put_links_block(record, RecordSet((FOLDER,), (record,)).graph) == text
    assert page_blocks.refresh_link_blocks(RecordSet((FOLDER,), (record,))) == ()


def test_the_heading_follows_the_title() -> None:
    text = phr_pages.render_phr(FULL, "0007", TEMPLATE)
    changed = read(text.replace("title: Cache it", "title: Cache <all>"))
    filled = page_blocks.fill_blocks(changed, ())
    assert "\n# PHR-0007 Cache \\<all>\n\n<!-- minutebook:summary -->\n" in filled
    own = text.replace("# PHR-0007 Cache it", "# A heading of my own")
    assert "\n# A heading of my own\n" in page_blocks.fill_blocks(read(own), ())


def test_a_quoted_heading_does_not_end_what_is_quoted() -> None:
    draft = replace(FULL, response="## Outcome\n\nPHR-0001 is named\n\n## Evaluation notes\n\nx")
    record = read(phr_pages.render_phr(draft, "0007", TEMPLATE))
    lines = record.text.split("\n")
    assert prompts.find_prompt_lines(record).stop == lines.index("## Outcome") + 1
    bare = read(phr_pages.render_phr(PhrDraft("A", prompt="PHR-0001"), "0007", TEMPLATE))
    lines = bare.text.split("\n")
    block_start = next(n for n, line in enumerate(lines, 1) if "disable-file" in line)
    assert prompts.find_prompt_lines(bare).stop == block_start
    for note in ("\nA note.\n", "\n## Outcome\n\nIt works.\n"):
        assert prompts.find_prompt_lines(read(bare.text + note)).stop == block_start
