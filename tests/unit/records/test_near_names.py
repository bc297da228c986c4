"""The records that a reference may have meant which names none."""

from __future__ import annotations

import pytest

from made_records import make_record, make_record_set
from minutebook.errors import UnknownRef
from minutebook.records import references
from minutebook.records.model import ADR, Kind
from minutebook.records.references import NameIndex, near_names

TITLES = {
    "decisions/0001-use-celery-for-jobs.md": "Use Celery for jobs",
    "decisions/0002-use-postgresql.md": "Use PostgreSQL",
    "decisions/0003-cache.md": "Cache pages in Redis",
    "history/prompts/general/0001-jobs.general.prompt.md": "Run jobs in Celery workers",
    "history/prompts/general/0002-zh.general.prompt.md": "数据库 迁移",
}
RECORDS = make_record_set(*(make_record(path, title) for path, title in TITLES.items()))


def find(reference: str, kind: Kind | None = None) -> list[str]:
    names = NameIndex(RECORDS.members)
    return [record.ref for record in near_names.find_near(names, reference, kind)]


@pytest.mark.parametrize(
    ("reference", "kind", "refs"),
    [
        ("celery", None, ["ADR-0001", "PHR-0001"]),
        ("celery", ADR, ["ADR-0001"]),
        ("Celery jobs", None, ["ADR-0001", "PHR-0001"]),
        ("celery-workers", None, ["PHR-0001"]),
        ("celrey", None, ["ADR-0001", "PHR-0001"]),
        ("postgersqll", None, ["ADR-0002"]),
        ("postgres", None, ["ADR-0002"]),
        ("use-celrey-for-jobs.md", None, ["ADR-0001"]),
        ("x/use-redis", None, ["ADR-0003", "ADR-0002", "ADR-0001"]),
        ("迁移", None, ["PHR-0002"]),
        ("redis for everything else", None, []),
        ("for redis", None, ["ADR-0003", "ADR-0001"]),
        ("cel", None, ["ADR-0001", "PHR-0001"]),
        ("数据", None, ["PHR-0002"]),
        ("数", None, ["PHR-0002"]),
        ("c", None, []),
        ("pst", None, []),
        ("xyzzy", None, []),
        ("adr 99", None, []),
        ("", None, []),
    ],
)
def test_records_near_to_a_reference(reference: str, kind: Kind | None, refs: list[str]) -> None:
    assert sorted(find(reference, kind)) == sorted(refs)


def test_at_most_five_are_named() -> None:
    records = [make_record(f"decisions/{number:04d}-x.md", f"Use {number}") for number in range(9)]
    assert len(near_names.find_near(NameIndex(records), "use")) == near_names.MAX_NEAR_RECORDS


@pytest.mark.parametrize(
    ("reference", "hint"),
    [
        ("celrey", "did you mean ADR-0001 (Use Celery for jobs), PHR-0001 (Run jobs in Celery workers)?"),
        ("xyzzy of it", "minutebook search xyzzy of it"),
        ("99", "minutebook list"),
        ("src/celery.py", "minutebook list --touching src/celery.py"),
        ("celery.py", "did you mean ADR-0001 (Use Celery for jobs), PHR-0001 (Run jobs in Celery workers)?"),
        ("a.py", "minutebook list --touching a.py"),
        ("src/it's.py", """minutebook list --touching 'src/it'"'"'s.py'"""),
        ("0099-xyzzy", "minutebook list"),
    ],
)  # fmt: skip
def test_the_hint_names_what_may_be_meant(reference: str, hint: str) -> None:
    with pytest.raises(UnknownRef) as refused:
        references.resolve(RECORDS, reference)
    assert refused.value.hint == hint
    assert refused.value.hint == hint  # also when it is asked for again


def test_a_long_title_is_cut_in_a_hint() -> None:
    records = make_record_set(make_record("decisions/0001-x.md", "Redis " + "word " * 30))
    with pytest.raises(UnknownRef) as refused:
        references.resolve(records, "use redis")
    assert refused.value.hint == f"did you mean ADR-0001 (Redis {'word ' * 10}word…)?"


def test_nothing_is_compared_until_the_hint_is_asked_for() -> None:
    class Counting(NameIndex):
        count = 0

        def list_keys(self, sign: str) -> list[str]:
            Counting.count += 1
            return list(super().list_keys(sign))

    with pytest.raises(UnknownRef) as refused:
        references.Resolver(Counting(RECORDS.members)).resolve("celrey")
    assert Counting.count == 0
    assert refused.value.hint
    assert Counting.count == 2
