"""A title in each form that pages and links have: what is changed, and what is refused."""

from __future__ import annotations

import pytest

from minutebook.records import reader
from minutebook.records.model import ADR, PHR, Folder, Record
from minutebook.records.renaming.title_places import TitleNotEditable, replace_label, set_title

DECISIONS, PROMPTS = Folder(ADR, "decisions"), Folder(PHR, "history/prompts")
STATUS = "\n\n## Status\n\nAccepted\n"
HEAD = "---\ntitle: {}\nstatus: accepted\n---\n\n"


def read(text: str, path: str = "decisions/0007-use-redis.md") -> Record:
    folder = PROMPTS if path.startswith(PROMPTS.path) else DECISIONS
    return reader.read_record(folder, path, text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# Use Redis" + STATUS, "# Use Valkey" + STATUS),
        ("# 7. Use Redis" + STATUS, "# 7. Use Valkey" + STATUS),
        ("# ADR-0007: Use Redis {#r}" + STATUS, "# ADR-0007: Use Valkey {#r}" + STATUS),
        ("# ACME-ADR-0007 | Use Redis" + STATUS, "# ACME-ADR-0007 | Use Valkey" + STATUS),
        ("# Use Redis (ADR-7)" + STATUS, "# Use Valkey (ADR-7)" + STATUS),
        ("# Use Redis #" + STATUS, "# Use Valkey #" + STATUS),
        ("# 第7号 Use Redis" + STATUS, "# 第7号 Use Valkey" + STATUS),
        ("# **Use Redis**" + STATUS, "# **Use Valkey**" + STATUS),
        ("# [Use Redis](https://x.org)" + STATUS, "# [Use Valkey](https://x.org)" + STATUS),
        ("# **7. Use Redis**" + STATUS, "# **7. Use Valkey**" + STATUS),
        ("# 7. **Use Redis**" + STATUS, "# 7. **Use Valkey**" + STATUS),
        ("# ~~7. Use Redis~~" + STATUS, "# ~~7. Use Valkey~~" + STATUS),
        ("# [7. Use Redis](x.org)" + STATUS, "# [7. Use Valkey](x.org)" + STATUS),
        ("Title: Use Redis\n===" + STATUS, "Title: Use Valkey\n===" + STATUS),
        ("# Caf\udce9" + STATUS, "# Use Valkey" + STATUS),  # a byte that is not UTF-8
        ("# <b>Use Redis</b>" + STATUS, "# <b>Use Valkey</b>" + STATUS),
        ("ADR 7: Use\nRedis\n====" + STATUS, "ADR 7: Use Valkey\n====" + STATUS),
        ("# 7. Use Redis\r\n\r\nStatus: x\r\n", "# 7. Use Valkey\r\n\r\nStatus: x\r\n"),
        ("#7. Use Redis\n\nStatus: accepted\n", "#7. Use Valkey\n\nStatus: accepted\n"),
        ("# ADR 7\n\n## Use Redis" + STATUS, "# ADR 7\n\n## Use Valkey" + STATUS),
        ("<h1>Use Redis</h1>" + STATUS, "<h1>Use Valkey</h1>" + STATUS),
        ("## Title\n\nUse Redis" + STATUS, "## Title\n\nUse Valkey" + STATUS),
        ("**Use Redis**" + STATUS, "**Use Valkey**" + STATUS),
        ("- **Title**: Use Redis\n- Status: x\n", "- **Title**: Use Valkey\n- Status: x\n"),
        ("| Title | Use Redis |\n| - | - |\n", "| Title | Use Valkey |\n| - | - |\n"),
        # a title in front matter too, be it another one
        (HEAD.format('"Use Redis" # t') + "# Use Redis\n", None),
        (HEAD.format("'ADR-0007: Redis'") + "# Use Redis\n", None),
        (HEAD.format("Use Redis") + "## Context\n", None),
        ("---\nadr:\n  title: Use Redis\n---\n", "---\nadr:\n  title: Use Valkey\n---\n"),
        ('+++\ntitle = "Use Redis"\n+++\n', '+++\ntitle = "Use Valkey"\n+++\n'),
        # what is no title stays
        ("# Use Redis\n\nWe use it. Use Redis." + STATUS, None),
        ("# *a* or *b*" + STATUS, "# Use Valkey" + STATUS),
        ("---\ntitle: TBD\nstatus: x\n---\n# Use Redis\n", None),
        ("---\ntitle: {TITLE}\nstatus: x\n---\n# Use Redis\n", None),
        ("---\ntitle: [Use Redis]\nstatus: x\n---\n# Use Redis\n", None),
        ("Status: accepted\n\n## Context\n", "Status: accepted\n\n## Context\n"),
    ],
)
def test_a_title_changes_in_the_form_it_has(text: str, expected: str | None) -> None:
    if expected is None:
        expected = text.replace("# Use Redis", "# Use Valkey").replace(" Redis'", " Use Valkey'")
        expected = expected.replace('title: "Use Redis"', 'title: "Use Valkey"')
        expected = expected.replace("title: Use Redis", "title: Use Valkey")
        expected = expected.replace("'ADR-0007: Use Use", "'ADR-0007: Use")
    record = read(text)
    changed = set_title(record, "Use Valkey")
    assert changed == expected
    is_stated = changed != text
    assert read(changed).title == ("Use Valkey" if is_stated else record.title)


@pytest.mark.parametrize(
    ("title", "heading"),
    [
        ("Key: value | [x](y) {z}", r"# 7. Key: value | [x\](y) {z}"),
        ("10. Tenth", "# 7. 10. Tenth"),
        ("<b>x</b>", r"# 7. \<b>x\</b>"),
        ("supersedes ADR-0003", r"# 7. supersedes ADR\-0003"),
        ("تخزين مؤقت", "# 7. تخزين مؤقت"),
        ("使用缓存", "# 7. 使用缓存"),
        ("Title", "# 7. Title"),  # a template's own word: the name's words are the title then
    ],
)
def test_a_title_is_read_as_it_was_given(title: str, heading: str) -> None:
    text = "# 7. Use Redis" + STATUS
    changed = set_title(read(text), title)
    assert changed == heading + STATUS
    assert title == "Title" or read(changed).title == title


def test_a_title_that_looks_like_a_numbered_one_gets_a_label() -> None:
    changed = set_title(read("# Use Redis" + STATUS), "10. Tenth")
    assert changed == "# ADR-0007: 10. Tenth" + STATUS


def test_a_field_has_the_title_as_it_is() -> None:
    changed = set_title(read(HEAD.format("Use Redis") + "# Use Redis\n"), "A [x](y)")
    assert changed == HEAD.format("A [x](y)") + "# A [x\\](y)\n"


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("# 7. Use Redis" + STATUS, "Status"),
        ("| Title | Use Redis |\n| - | - |\n| Status | accepted |\n", "a | b"),
        ("**Use Redis**" + STATUS, "a *b* c"),
    ],
)
def test_a_title_that_would_be_misread_is_refused(text: str, title: str) -> None:
    with pytest.raises(TitleNotEditable, match="would be misread") as refusal:
        set_title(read(text), title)
    assert refusal.value.hint == "minutebook edit ADR-0007"


def test_a_title_in_a_form_that_is_not_changed_is_refused_with_what_was_seen() -> None:
    title = "Use Redis for all that is read more often than it is written to disk"
    text = f"## Prompt\n\n# {title}\n"  # the title is a part of what was asked
    record = read(text, "history/prompts/0003-x.plan.prompt.md")
    with pytest.raises(TitleNotEditable) as refusal:
        set_title(record, "Use Valkey")
    assert refusal.value.message == (
        f"{record.path} states its title '{title[:60]}…' in a form that is not changed"
    )


def test_a_field_of_another_tool_that_is_not_the_title_stays() -> None:
    text = "---\ntitle: T\nadr-title: a **b**\n---\n\n## Prompt\n\np\n"
    changed = set_title(read(text, "history/prompts/0003-t.plan.prompt.md"), "U")
    assert changed == text.replace("title: T", "title: U")


def test_a_page_without_a_title_whose_name_has_no_words_is_refused() -> None:
    record = read("Status: accepted\n", "decisions/0007.md")
    assert record.slug == ""
    with pytest.raises(TitleNotEditable):
        set_title(record, "Use Valkey")


PROMPT = "---\nid: '0003'\ntitle: Use Redis\nstage: plan\n---\n\n{}## Prompt\n\n{}\n"


@pytest.mark.parametrize(
    ("heading", "new_heading", "prompt"),
    [
        ("", "", "# Use Redis"),
        ("# Use Redis\n\n", "# Use Valkey: x\n\n", "Use Redis"),
        ("# PHR-0003 Use Redis\n\n", "# PHR-0003 Use Valkey: x\n\n", "title: Use Redis"),
        ("# Something else\n\n", "# Something else\n\n", "x"),
    ],
)
def test_a_prompt_stays_as_it_was_asked(heading: str, new_heading: str, prompt: str) -> None:
    record = read(PROMPT.format(heading, prompt), "history/prompts/0003-use-redis.plan.prompt.md")
    changed = set_title(record, "Use Valkey: x")
    expected = PROMPT.format(new_heading, prompt)
    assert changed == expected.replace("title: Use Redis\ns", 'title: "Use Valkey: x"\ns')


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("Use Redis", r"A \[b\]"),
        ("7. Use Redis", r"7. A \[b\]"),
        ("ADR-0007 Use Redis", r"ADR-0007 A \[b\]"),
        ("ADR-0007: Use Redis", r"ADR-0007: A \[b\]"),
        ("**Use Redis**", r"**A \[b\]**"),
        ("use redis", None),
        ("ADR-0007", None),
        ("why we Use Redis", None),
        ("Use Redis cluster", None),
    ],
)
def test_a_label_that_is_the_title_follows(label: str, expected: str | None) -> None:
    record = read("# 7. Use Redis" + STATUS)
    assert replace_label(record, label, "A [b]") == (expected or label)
