"""Relations to what is no record: removed from pages, or naming again what they meant."""

from __future__ import annotations

import pytest

from checked_pages import make_records
from minutebook.errors import Refusal
from minutebook.records.renaming.dead_targets import heal_link, unlink_target

OTHERS = {
    "decisions/0002-use-valkey.md": "---\nstatus: accepted\n---\n\n# Use Valkey\n",
    "decisions/0005-a.md": "# A\n",
    "decisions/0005-b.md": "# B\n",
}
PAGE = "decisions/0001-x.md"


def unlink(text: str, relation: str, target: str) -> str | None:
    records = make_records(OTHERS | {PAGE: text})
    record = next(record for record in records.members if record.path == PAGE)
    (write,) = unlink_target(records, record, relation, target)
    return write.text


@pytest.mark.parametrize("target", ["0099-gone", " 0099-GONE "])
def test_the_target_of_a_field(target: str) -> None:
    text = "---\nstatus: accepted\nlinks:\n  supersedes: [0099-gone, 0002-use-valkey]\n---\n\n# X\n"
    assert unlink(text, "supersedes", target) == text.replace("0099-gone, ", "")


@pytest.mark.parametrize("target", ["[9. Gone](0009-gone.md)", "0009-gone.md", "9. Gone"])
def test_the_successor_that_a_status_names(target: str) -> None:
    text = "# X\n\n## Status\n\nSuperseded by [9. Gone](0009-gone.md)\n\n## Context\n\nc\n"
    expected = text.replace("Superseded by [9. Gone](0009-gone.md)", "Accepted")
    assert unlink(text, "superseded-by", target) == expected
    fields = "---\nstatus: superseded by 0009-gone\n---\n\n# X\n"
    assert unlink(fields, "superseded by", "0009-gone") == "---\nstatus: accepted\n---\n\n# X\n"


def test_a_target_that_may_mean_several_records() -> None:
    text = "---\nstatus: accepted\nlinks:\n  amends: [ADR-5]\n---\n\n# X\n"
    changed = unlink(text, "amends", "ADR-5")
    assert changed is not None
    assert "ADR-5" not in changed


@pytest.mark.parametrize(
    ("relation", "target", "code", "hint"),
    [
        ("amends", "0099-gone", "no-link", "minutebook show ADR-0001"),
        ("supersedes", "0098-gone", "no-link", "minutebook show ADR-0001"),
        ("supersedes", "0002-use-valkey", "no-link", "minutebook show ADR-0001"),
        ("superseded-by", "ADR-0077", "link-in-prose", "minutebook edit ADR-0001"),
    ],
)
def test_what_is_not_there_or_not_to_be_taken_out(
    relation: str, target: str, code: str, hint: str
) -> None:
    text = (
        "---\nlinks:\n  supersedes: [0099-gone, 0002-use-valkey]\n---\n\n# X\n\n## Context\n\n"
        "This is superseded by ADR-0077.\n"
    )
    with pytest.raises(Refusal) as refusal:
        unlink(text, relation, target)
    assert (refusal.value.code, refusal.value.hint) == (code, hint)


@pytest.mark.parametrize(
    ("text", "old", "new"),
    [
        ("---\nlinks:\n  amends: [0002-use-redis]\n---\n\n# X\n", "0002-use-redis", "0002-use-valkey"),
        ("---\nlinks:\n  amends:\n    - adr-0002-use-redis # why\n---\n", "adr-0002-use-redis", "0002-use-valkey"),
        ("---\namends: decisions/0002-use-redis.md\n---\n\n# X\n", "decisions/0002-use-redis.md", "decisions/0002-use-valkey.md"),
        ("---\nstatus: superseded by 0002-use-redis\n---\n\n# X\n", "0002-use-redis", "0002-use-valkey"),
        ("# X\n\n* Status: superseded by [that](0002-use-redis.md)\n", "0002-use-redis.md", "0002-use-valkey.md"),
        ("# X\n\nAmends: 0002-use-redis.md\n", "0002-use-redis.md", "0002-use-valkey.md"),
        ("---\nlinks:\n  amends: [0005-c]\n---\n\n# X\n", "", ""),  # two have the number
        ("---\nlinks:\n  amends: [0042-gone]\n---\n\n# X\n", "", ""),
    ],
)  # fmt: skip
def test_a_relation_names_again_what_it_meant(text: str, old: str, new: str) -> None:
    records = make_records(OTHERS | {PAGE: text})
    record, link = records.graph.dangling_links[0]
    assert heal_link(records, record, link) == (text.replace(old, new) if old else text)


def test_a_target_that_does_not_stand_there_as_it_was_read() -> None:
    records = make_records(
        OTHERS | {PAGE: '---\nlinks:\n  amends: ["0002\\u002duse-redis"]\n---\n'}
    )
    record, link = records.graph.dangling_links[0]
    assert link.target == "0002-use-redis"
    assert heal_link(records, record, link) == record.text


OLD = "---\nstatus: superseded by ADR-3\n---\n\n# Oldest\n"
NEW = "decisions/0003-new.md"


def heal_new(text: str, *others: str) -> str:
    """What the first dead relation of ADR-3 becomes, beside other pages of which one is OLD."""
    records = make_records({f"decisions/{name}": OLD for name in others} | {NEW: text})
    record = next(record for record in records.members if record.path == NEW)
    link = next(link for source, link in records.graph.dangling_links if source.path == NEW)
    return heal_link(records, record, link)


@pytest.mark.parametrize(
    ("target", "others", "healed"),
    [
        ("0002-old.md", ["0005-oldest.md"], "0005-oldest.md"),
        ("ADR-2", ["0005-oldest.md"], "0005-oldest"),
        ("some-page", ["0005-oldest.md"], "0005-oldest"),
        ("0002-old.md", ["0005-oldest.md", "0006-older.md"], ""),  # either
        ("0002-old.md", [], ""),
        ("0005-old.md, 0006-x.md", ["0007-oldest.md"], ""),  # two dead ends
        ("ADR-5", ["0005-oldest.md", "0005-older.md"], ""),
    ],
)
def test_a_supersession_that_the_other_page_states(
    target: str, others: list[str], healed: str
) -> None:
    text = f"---\nstatus: accepted\nsupersedes: [{target}]\n---\n\n# New\n"
    assert heal_new(text, *others) == (text.replace(target, healed) if healed else text)


def test_a_number_that_another_record_has_is_no_sign_of_the_other_end() -> None:
    text = "---\nstatus: accepted\nsupersedes: ['[About caches](0002-caches.md)']\n---\n\n# New\n"
    records = make_records(
        {"decisions/0005-oldest.md": OLD, "decisions/0002-use-valkey.md": "# Valkey\n", NEW: text}
    )
    record = next(record for record in records.members if record.path == NEW)
    ((_, link),) = [end for end in records.graph.dangling_links if end[0].path == NEW]
    assert heal_link(records, record, link) == text


def test_a_dead_successor_is_the_one_that_says_so() -> None:
    text = "---\nstatus: superseded by 0002-gone\n---\n\n# X\n"
    new = "---\nstatus: accepted\nsupersedes: [0001-x]\n---\n\n# New\n"
    records = make_records({PAGE: text, "decisions/0007-new.md": new})
    record = next(record for record in records.members if record.path == PAGE)
    ((_, link),) = records.graph.dangling_links
    assert heal_link(records, record, link) == text.replace("0002-gone", "0007-new")
