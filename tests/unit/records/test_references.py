"""References as people and pages write them: the records that they find, or why none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from made_records import make_record, make_record_set
from minutebook.errors import AmbiguousRef, UnknownRef
from minutebook.lean.values import replace
from minutebook.records import reader, references
from minutebook.records.model import ADR, PHR, Folder, Kind, Record, RecordSet
from minutebook.records.references import NameIndex, Resolver

REDIS = make_record("decisions/0007-use-redis.md", "Use Redis")
POSTGRES = make_record("decisions/0003-use-postgres.md", "Use Postgres")
DATED = make_record("decisions/2022-02-07-tracing/README.md", "Tracing")
PROMPT = make_record("history/prompts/001-auth/0007-log-in.green.prompt.md", "Log in")
OTHER_PROMPT = make_record("history/prompts/002-pay/0008-pay.red.prompt.md", "Pay")
IN_SUBFOLDER = make_record("sub/adr/0012-a b.md", "A b", folder=Folder(ADR, "sub/adr"))
RECORDS = make_record_set(REDIS, POSTGRES, DATED, PROMPT, OTHER_PROMPT, IN_SUBFOLDER)


@pytest.mark.parametrize(
    ("reference", "name"),
    [
        ("024a", "024a-x.md"),
        ("ADR-0024A", "024a-x.md"),
        ("[ADR 24a](gone.md)", "024a-x.md"),
        ("adr-304.1", "ADR-304.1.md"),
        ("24", "024-x.md"),
        ("ADR-24", "024-x.md"),
        ("ACME-ADR-0005", "ACME-ADR-0005-x.md"),
        ("acme-adr-pay-0005", "ACME-ADR-Pay-0005-y.md"),
        ("ADR-12", "use-z.md"),
        ("DR007", "DR007-r.md"),
        ("RFC-12", "RFC-12.md"),
        ("dr-007", "DR007-r.md"),
        ("ADR-7", "007-q/adr.md"),
        ("7", "007-q/adr.md"),
        ("007-q/", "007-q/adr.md"),
        ("007-q", "007-q/adr.md"),
    ],
)
def test_numbers_that_are_more_than_digits(reference: str, name: str) -> None:
    names = (
        "024-x.md 024a-x.md ADR-304.1.md ACME-ADR-0005-x.md ACME-ADR-Pay-0005-y.md use-z.md"
        " 007-q/adr.md DR007-r.md RFC-12.md"
    )
    folder = Folder(ADR, "d")
    resolver = Resolver(
        NameIndex(
            reader.read_record(folder, f"d/{each}", "# ADR-12: T\n") for each in names.split()
        )
    )
    assert resolver.resolve(reference).path == f"d/{name}"


@pytest.mark.parametrize("reference", ["3", "0003", "ADR-3", "adr 3"])
def test_a_number_is_no_title(reference: str) -> None:
    called_by_number = make_record("decisions/0009-three.md", reference)
    resolver = Resolver(NameIndex([POSTGRES, called_by_number]))
    assert resolver.resolve(reference) == POSTGRES


def test_every_ref_names_its_own_record() -> None:
    folders = [
        *(Folder(ADR, "docs/adr", "folder", "docs/adr"), Folder(ADR, "adr", "folder", "adr")),
        *(Folder(ADR, "a/docs/adr", "folder", "a/docs/adr"), Folder(ADR, ".", "folder", ".")),
        Folder(PHR, "history/prompts", "folder", "history/prompts"),
        Folder(PHR, "a/history/prompts", "folder", "a/history/prompts"),
    ]
    names = ("0001-x.md", "304.1-x.md", "0024a-x.md", "z.md", "team/0001-x.md", "team/z.md")
    records = [
        reader.read_record(folder, f"{folder.path}/{name}".removeprefix("./"), "# T\n")
        for folder in folders[:4]
        for name in names
    ]
    records += [
        reader.read_record(folder, f"{folder.path}/general/0001-x.plan.prompt.md", "")
        for folder in folders[4:]
    ]
    resolver = Resolver(NameIndex(records))
    assert [resolver.resolve(record.ref).path for record in records] == [
        record.path for record in records
    ]
    assert {record.ref for record in records} >= {
        *("docs/adr/0001", "a/docs/adr/team/z", "adr/304.1", "history/prompts/general/0001"),
    }


@pytest.mark.parametrize(
    ("reference", "near_record", "kind", "expected"),
    [
        ("ADR-7", None, None, REDIS),
        ("adr 7", None, None, REDIS),
        ("adr7", None, None, REDIS),
        ("ADR-0007: Use Redis", None, None, REDIS),
        ("ADR-0007 (draft)", None, None, REDIS),
        ("phr-7", None, None, PROMPT),
        ("7", None, ADR, REDIS),
        ("#7", None, PHR, PROMPT),
        ("0007", POSTGRES, None, REDIS),
        ("3", None, None, POSTGRES),
        ("8", None, None, OTHER_PROMPT),
        ("decisions/0007-use-redis.md", None, None, REDIS),
        ("./decisions/0007-use-redis.md", None, None, REDIS),
        ("/decisions/0007-use-redis.md", POSTGRES, None, REDIS),
        ("0007-use-redis.md", POSTGRES, None, REDIS),
        ("../../../decisions/0007-use-redis.md", PROMPT, None, REDIS),
        ("../decisions/./0007-use-redis.md#status", POSTGRES, None, REDIS),
        ("/home/me/code/decisions/0007-use-redis.md", PROMPT, None, REDIS),
        ("https://git.example/o/r/blob/main/decisions/0007-use-redis.md?a=1", None, None, REDIS),
        ("https://docs.example/adr/7/", None, None, REDIS),
        ("/adr/7", None, None, REDIS),
        # by a part of the path
        ("sub/0012", None, None, IN_SUBFOLDER),
        ("SUB/12", None, ADR, IN_SUBFOLDER),
        ("history/0007", None, None, PROMPT),
        ("../adr%2F12", None, None, IN_SUBFOLDER),
        ("0007-use-redis", None, None, REDIS),
        ("ADR-0007-use-redis", None, None, REDIS),
        ("0007-USE-redis.md", None, None, REDIS),
        ("use-redis", None, None, REDIS),
        ("0009-use-redis.md", None, None, REDIS),  # renumbered
        ("0007-log-in", None, None, PROMPT),
        ("0007-log-in.green", None, None, PROMPT),
        ("0007-log-in.red.prompt.md", None, None, PROMPT),  # the stage has changed
        ("001-auth/0007", None, None, PROMPT),
        ("001-auth/7", None, None, PROMPT),
        ("prompts/001-auth/PHR-0007", None, None, PROMPT),
        ("001-auth/0007-log-in", None, None, PROMPT),
        ("elsewhere/0007-log-in", None, None, PROMPT),
        ("2022-02-07-tracing", None, None, DATED),
        ("../2022-02-07-tracing/", make_record("decisions/2023-01-01-x/README.md"), None, DATED),
        ("2022-02-07-tracing/README.md", POSTGRES, None, DATED),
        ("[7. Use Redis](0007-use-redis.md)", POSTGRES, None, REDIS),
        ("superseded by [ADR-0007](gone.md)", POSTGRES, None, REDIS),
        ("[8. Use Redis](0008-use-r.md)", POSTGRES, None, REDIS),  # by its title
        ("[x](<../sub/adr/0012-a b.md>)", POSTGRES, None, IN_SUBFOLDER),
        ("[x](../sub/adr/0012-a%20b.md)", POSTGRES, None, IN_SUBFOLDER),
        ("`0007-use-redis`", None, None, REDIS),
        ("[[0007-use-redis]]", None, None, REDIS),
    ],
)
def test_a_reference_finds_its_record(
    reference: str, near_record: Record | None, kind: Kind | None, expected: Record
) -> None:
    assert (
        references.resolve(RECORDS, reference, near_record=near_record, kind=kind).path
        == expected.path
    )


@pytest.mark.parametrize(
    ("reference", "kind", "message", "hint"),
    [
        ("adr 99", ADR, "no decision is called 'ADR-0099'", "minutebook list adr"),
        ("phr-99", PHR, "no prompt record is called 'PHR-0099'", "minutebook list phr"),
        ("nothing here", None, "no record is called 'nothing here'", "minutebook search nothing here"),
        ("0007-use-cassandra", ADR, "no decision is called '0007-use-cassandra'", "did you mean decisions/0007-use-redis.md?"),
        ("PHR-7", ADR, "no decision is called 'PHR-0007'", "PHR-0007 is a prompt record: minutebook show PHR-0007"),
        ("use-redis", PHR, "no prompt record is called 'use-redis'", "ADR-0007 is a decision: minutebook show ADR-0007"),
        ("PHR-12", ADR, "no decision is called 'PHR-0012'", "did you mean sub/adr/0012-a b.md?"),
        ("7" * 5000, None, f"no record is called '{'7' * 79}…'", "minutebook list"),
        ("README.md", None, "no record is called 'README.md'", "minutebook search readme"),
        ("", None, "no record is called ''", "minutebook list"),
        ("https://elsewhere.example/0007-use-redis", None, "no record is called 'https://elsewhere.example/0007-use-redis'", "did you mean history/prompts/001-auth/0007-log-in.green.prompt.md, decisions/0007-use-redis.md?"),
        ("su/0012", None, "no record is called 'su/0012'", "did you mean sub/adr/0012-a b.md?"),
        ("003-x/0007", None, "no record is called '003-x/0007'", "did you mean history/prompts/001-auth/0007-log-in.green.prompt.md, decisions/0007-use-redis.md?"),
    ],
)  # fmt: skip
def test_a_reference_that_names_no_record_is_refused(
    reference: str, kind: Kind | None, message: str, hint: str
) -> None:
    with pytest.raises(UnknownRef) as refused:
        references.resolve(RECORDS, reference, kind=kind)
    assert (refused.value.message, refused.value.hint) == (message, hint)


def test_a_reference_to_several_records_names_them() -> None:
    twins = [make_record(f"decisions/0007-{name}.md") for name in "abcdefg"]
    with pytest.raises(AmbiguousRef) as refused:
        references.resolve(make_record_set(*twins), "7")
    assert refused.value.message == "7 names 7 records"
    assert refused.value.hint == (
        "say which: decisions/0007-a.md, decisions/0007-b.md, decisions/0007-c.md, "
        "decisions/0007-d.md, decisions/0007-e.md …"
    )
    with pytest.raises(AmbiguousRef, match="names 2 records"):
        references.resolve(RECORDS, "7")


def test_the_closest_of_several_is_meant() -> None:
    by_folder = Folder(PHR, "p", "folder")
    in_a, in_b = (
        make_record(f"p/{route}/0001-x.red.prompt.md", folder=by_folder) for route in "ab"
    )
    in_top = make_record("p/0001-x.red.prompt.md", folder=by_folder)
    elsewhere = make_record("q/0001-x.red.prompt.md", folder=Folder(PHR, "q"))
    resolver = Resolver(NameIndex((in_a, in_b, in_top, elsewhere)))
    assert resolver.resolve("0001-x", near_record=in_a).path == in_a.path
    assert resolver.resolve("1", near_record=in_b).path == in_b.path
    assert resolver.resolve("p/0001", near_record=elsewhere).path == in_top.path
    with pytest.raises(AmbiguousRef):
        resolver.resolve(
            "0001-x", near_record=make_record("p/c/0002-y.red.prompt.md", folder=by_folder)
        )
    assert (
        Resolver(NameIndex((in_b, elsewhere))).resolve("1", near_record=in_a).path == in_b.path
    )  # the same folder


@pytest.mark.parametrize(
    ("reference", "expected"),
    [
        ("ADR-7", True),
        ("0007", True),
        ("0007-use-redis", True),
        ("history/adr/0007-use-redis.md", True),
        ("../2022-02-07-tracing/", True),
        ("[3. Title](gone.md)", True),
        ("[ADR-3](https://elsewhere.example/x)", False),
        ("use-redis", True),
        ("use-redis.md", True),
        ("specs/001-x/spec.md", False),
        ("app/main.py", False),
        ("main.py", False),
        ("https://tracker.example/browse/X-1", False),
        ("{{LINKS_ADR}}", False),
        ("none", False),
        ("N/A", False),
        ("", False),
        ("the decision about caches", False),
    ],
)
def test_which_texts_claim_to_name_a_record(reference: str, expected: bool) -> None:
    assert references.is_reference(reference) is expected


@given(st.text())
def test_any_text_is_resolved_or_refused_in_one_line(reference: str) -> None:
    references.is_reference(reference)
    try:
        record = references.resolve(RECORDS, reference, near_record=PROMPT)
    except (UnknownRef, AmbiguousRef) as refused:
        message = refused.message
    else:
        message = record.path
    assert "\n" not in message


def test_names_are_found_however_their_letters_are_written() -> None:
    """Case, and accents composed or apart: a page may come from another system than the link."""
    record = make_record("decisions/0003-caf\u00e9.md")
    for reference in (
        "0003-cafe\u0301",
        "decisions/0003-Cafe\u0301.md",
        "CAF\u00c9",
        "[x](0003-cafe\u0301.md)",
    ):
        assert references.resolve(make_record_set(record), reference).path == record.path


QUEUE = make_record("docs/adr/0004-use-a-queue.md", "Use a queue", folder=Folder(ADR, "docs/adr"))
LOG = make_record("docs/adr/0005-use-a-log.md", "Use a log", folder=Folder(ADR, "docs/adr"))
DR_LOG = replace(
    make_record("docs/dr/DR005-log-it.md", "Log it", folder=Folder(ADR, "docs/dr")), series="dr"
)
TARGETS = Resolver(
    NameIndex([QUEUE, LOG, DR_LOG], ["docs/adr/0004-notes.md", "docs/adr/README.md"]), ["acme/shop"]
)


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("[Use a log](0005-use-a-log.md)", LOG),
        ("[this](./0005-use-a-log.md)", LOG),
        ("[ADR005: x][5]", LOG),
        ("ADR #0005", LOG),
        ("DR005", DR_LOG),
        ("DR 5", LOG),
        ("Use a log", LOG),
        ("5. Use a log", LOG),
        ("https://git.example/acme/shop/blob/main/docs/adr/0005-use-a-log.md", LOG),
        ("[ADR-5](https://git.example/Acme/Shop/-/blob/v1/docs/adr/0005-use-a-log.md?a=1)", LOG),
        # The slug and the title say more than the number.
        ("[ADR-4](0004-use-a-log.md)", LOG),
        ("[ADR-4: Use a log](0004-gone.md)", LOG),
        ("[ADR-5](0005-gone.md)", LOG),
        ("[ADR-5](/adr/0005-gone.md)", LOG),
        ("[ADR-5](../adr/0005-gone.md)", LOG),
        # Files that are no records, and other repositories.
        ("[ADR-5](0004-notes.md)", None),
        ("[use a log](../design/0005-use-a-log.md)", None),
        ("[ADR-5](../../guides/use-a-log.md)", None),
        ("[ADR-5](https://git.example/acme/bank/blob/main/docs/adr/0005-use-a-log.md)", None),
        ("https://git.example/acme/shop/blob/main/docs/0005-use-a-log.md", None),
        ("Use something else", None),
    ],
)
def test_the_record_that_a_page_links_to(target: str, expected: Record | None) -> None:
    if expected is not None:
        assert TARGETS.resolve(target, near_record=QUEUE) is expected
        return
    with pytest.raises(UnknownRef):
        TARGETS.resolve(target, near_record=QUEUE)


def test_a_page_on_a_forge_is_known_by_its_path_where_no_remote_is() -> None:
    resolver = Resolver(NameIndex([LOG]))
    address = "https://git.example/any/name/blob/main/{}"
    assert resolver.resolve(address.format("docs/adr/0005-use-a-log.md")) is LOG
    with pytest.raises(UnknownRef):
        resolver.resolve(address.format("adr/0005-use-a-log.md"))


def test_of_two_records_with_one_number_the_one_that_names_the_other_is_meant() -> None:
    first = make_record("adr/0009-a.md", "A", folder=Folder(ADR, "adr"))
    second = make_record("adr/0009-b.md", "B", folder=Folder(ADR, "adr"))
    old = make_record("adr/0001-old.md", "Old", folder=Folder(ADR, "adr"))
    with pytest.raises(AmbiguousRef):
        Resolver(NameIndex([first, second, old])).resolve("ADR-9", near_record=old)
    naming = replace(second, text="Supersedes [Old](0001-old.md)")
    assert Resolver(NameIndex([first, naming, old])).resolve("ADR-9", near_record=old) is naming


def test_what_names_a_record_in_a_command() -> None:
    folder = Folder(ADR, "decisions")
    paths = ("0001-a.md", "0002-a.md", "0002-b.md", "no number.md")
    members = tuple(reader.read_record(folder, f"decisions/{path}", "# T\n") for path in paths)
    records = RecordSet((folder,), members)
    assert [references.name_in_command(records, record) for record in members] == [
        "ADR-0001",
        "decisions/0002-a.md",
        "decisions/0002-b.md",
        "'no number'",
    ]


@pytest.mark.parametrize(
    ("record", "reference", "expected"),
    [
        (REDIS, "decisions/0007-use-redis.md", True),
        (REDIS, "our-clone/decisions/0007-use-redis.md", True),
        (REDIS, "./0007-use-redis.md", True),
        (REDIS, "../decisions/0007-use-redis", True),
        (REDIS, "drafts/0007-use-redis.md", False),
        (REDIS, "drafts/0007-use-redis", False),
        (REDIS, "docs/adr/0007-use-redis.md", False),
        (REDIS, "drafts/7", False),
        (REDIS, "adr/7", True),
        (REDIS, "phr/7", False),
        (REDIS, "[Redis](drafts/0007-use-redis.md)", True),
        (REDIS, "https://example.org/adr/7", True),
        (REDIS, "7", True),
        (PROMPT, "001-auth/0007", True),
        (PROMPT, "prompts/0007", True),
        (PROMPT, "002-pay/0007-log-in", False),
        (DATED, "decisions/2022-02-07-tracing", True),
        (DATED, "decisions/2022-02-07-tracing/", True),
        (make_record("decisions/0001-tcp-ip.md", "Use TCP/IP"), "use tcp/ip", True),
    ],
)
def test_whoever_types_a_folder_means_it(record: Record, reference: str, expected: bool) -> None:
    assert references.is_in_named_folder(record, reference) == expected
