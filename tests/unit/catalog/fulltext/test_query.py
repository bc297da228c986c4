"""What people type, as words, phrases and filters."""

from __future__ import annotations

import pytest

from minutebook.catalog.fulltext.query import (
    MAX_QUERY_CHARS,
    Filter,
    Query,
    Term,
    join_arguments,
    parse_query,
    replace_words,
)
from minutebook.errors import UsageError


def read(text: str) -> tuple[list[str], list[str], list[str]]:
    """A query as texts: what is required, what is excluded, the filters."""
    query = parse_query(text)
    return (
        ["|".join(map(show, group)) for group in query.required],
        [show(term) for term in query.excluded],
        [
            ("-" if each.is_excluded else "") + f"{each.name}={'|'.join(each.values)}"
            for each in query.filters
        ],
    )


def show(term: Term) -> str:
    return (f'"{term.text}"' if term.is_phrase else term.text) + ("*" if term.is_prefix else "")


@pytest.mark.parametrize(
    ("text", "required", "excluded", "filters"),
    [
        ("redis cache", ["redis", "cache"], [], []),
        ('"cache in redis" x', ['"cache in redis"', "x"], [], []),
        ("“cache in redis”", ['"cache in redis"'], [], []),
        ('"cache in', ['"cache in"'], [], []),
        ('"cache in"*', ['"cache in"*'], [], []),
        ('"cache in*"', ['"cache in"*'], [], []),
        ("--max-old-space-size x", ["--max-old-space-size", "x"], [], []),
        ("🚀 -🎉", ["🚀"], ["🎉"], []),
        ("label:a OR label:b", [], [], ["label=a|b"]),
        ("* OR redis OR * OR x", ["redis|x"], [], []),
        ('redis"a b"', ["redis", '"a b"'], [], []),
        ("redi*", ["redi*"], [], []),
        ("redis OR valkey OR x cache", ["redis|valkey|x", "cache"], [], []),
        ("OR redis OR", ["redis"], [], []),
        ("or and not", ["or", "and", "not"], [], []),
        ("-redis NOT cache x", ["x"], ["redis", "cache"], []),
        ('-"a b"', [], ['"a b"'], []),
        ("write-ahead", ["write-ahead"], [], []),
        ("NOT label:db", [], [], ["-label=db"]),
        ("label:db label:auth -label:x", [], [], ["label=db|auth", "-label=x"]),
        ('LABEL:"data base"', [], [], ["label=data base"]),
        ("since:2026 until:2w", [], [], ["since=2026", "until=2w"]),
        ("http://a.example std::vector port:80 C:\\x key:", ["http://a.example", "std::vector", "port:80", "C:\\x", "key:"], [], []),
        ("12:30 a.b:c", ["12:30", "a.b:c"], [], []),
        ('* ( ) ^ - "" { }', [], [], []),
        ("NEAR(a, b) {x}", ["NEAR(a,", "b)", "{x}"], [], []),
    ],
)  # fmt: skip
def test_a_query_is_read(
    text: str, required: list[str], excluded: list[str], filters: list[str]
) -> None:
    assert read(text) == (required, excluded, filters)
    assert parse_query(text).is_empty == (not (required or excluded or filters))


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("stauts:accepted", "no filter is called 'stauts:'", "status: is meant? one of: kind, "),
        ("-File:a.py", "no filter is called 'file:'", "path: is meant? one of: kind, "),
        ("lable:db", "no filter is called 'lable:'", "label: is meant? one of: kind, "),
        ("after:yesterday", "no filter is called 'after:'", "since: is meant? one of: kind, "),
        (
            "title:redis",
            "no filter is called 'title:'",
            "titles and texts are searched without a filter: minutebook search redis",
        ),
        (
            'body:"a b"',
            "no filter is called 'body:'",
            "titles and texts are searched without a filter: minutebook search 'a b'",
        ),
        ("foo:bar", "no filter is called 'foo:'", "one of: kind, stage, status, label, "),
        ('foo:"b c"', "no filter is called 'foo:'", "one of: kind, stage, status, label, "),
        ("tag:perf", "no filter is called 'tag:'", "label: is meant? one of: kind, "),
        ("file:a.py", "no filter is called 'file:'", "path: is meant? one of: kind, "),
        (
            "title:redis",
            "no filter is called 'title:'",
            "titles and texts are searched without a filter: ",
        ),
        (
            "author:a",
            "no filter is called 'author:'",
            "who decided: minutebook list adr --decider a",
        ),
        ("kind:adr OR redis", "OR joins words, or values of one filter", "leave OR out, or "),
        ("redis OR kind:phr", "OR joins words, or values of one filter", "leave OR out, or "),
        ("label:a OR kind:phr", "OR joins words, or values of one filter", "leave OR out, or "),
        ("celery OR NOT redis", "OR joins words, not exclusions", "leave OR out, or "),
        ("celery OR -redis", "OR joins words, not exclusions", "leave OR out, or "),
        ("NOT redis OR celery", "OR joins words, not exclusions", "leave OR out, or "),
        ("-label:a OR -label:b", "OR joins words, not exclusions", "leave OR out, or "),
        ("NOT NOT redis", "NOT excludes the one word or filter", "write NOT or a minus once: "),
        ("NOT -redis", "NOT excludes the one word or filter", "write NOT or a minus once: "),
        ("NOT OR redis", "NOT excludes the one word or filter", "write NOT or a minus once: "),
        ("label: db", "label: has no value", "write it right behind the colon: label:VALUE"),
        ('kind:""', "kind: has no value", "write it right behind the colon: kind:VALUE"),
        ("x" * (MAX_QUERY_CHARS + 1), "the query is longer than", "ask for fewer words"),
        ("x " * 61, "the query has more than 60 words", "ask for fewer words"),
    ],
)
def test_a_query_that_is_not_understood_is_refused(text: str, message: str, hint: str) -> None:
    with pytest.raises(UsageError) as refused:
        parse_query(text)
    assert refused.value.message.startswith(message)
    assert refused.value.hint.startswith(hint)


def test_the_hint_of_an_unknown_filter_can_be_typed() -> None:
    with pytest.raises(UsageError) as refused:
        parse_query("foo:bar")
    command = refused.value.hint.rpartition("minutebook search ")[2]
    assert command == "'\"foo:bar\"'"
    assert read('"foo:bar"') == (['"foo:bar"'], [], [])


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (["redis", "cache"], "redis cache"),
        (["kind:adr redis"], "kind:adr redis"),
        (["label:data base", "redis"], 'label:"data base" redis'),
        (["redis", "-label:data base"], 'redis -label:"data base"'),
        (["redis", 'label:"data base" x'], 'redis label:"data base" x'),
        (["redis", "note: a b"], 'redis "note: a b"'),
        (["redis", "queue message"], 'redis "queue message"'),
        (["-queue message", "x"], '-"queue message" x'),
        (["redis", "tag:a b"], 'redis tag:"a b"'),
        (["redis", "“a b” c"], "redis “a b” c"),
        (["redis", "http://a b"], 'redis "http://a b"'),
        (["redis", "label: a b"], 'redis "label: a b"'),
        (["queue message"], "queue message"),
    ],
)
def test_arguments_make_a_query(arguments: list[str], text: str) -> None:
    assert join_arguments(arguments) == text


def test_words_are_replaced_and_phrases_stay() -> None:
    query = parse_query('celrey OR x "celrey" label:a')
    assert replace_words(query, {"celrey": "celeri"}) == Query(
        query.text,
        ((Term("celeri"), Term("x")), (Term("celrey", is_phrase=True),)),
        (),
        (Filter("label", ("a",)),),
    )
