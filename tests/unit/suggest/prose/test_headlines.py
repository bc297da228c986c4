from __future__ import annotations

import pytest

from growth import assert_linear
from minutebook.suggest.prose.headlines import find_headline


@pytest.mark.parametrize(
    ("message", "headline"),
    [
        ("feat(api): PROJ-12 add billing module (#123)", "add billing module"),
        ("Added semantic logging (quay/planner#39)", "Add semantic logging"),
        ("Migrate to uv [none]", "Migrate to uv"),
        ("Add dal for the schema ATL-1342 (#298)", "Add dal for the schema"),
        ("Use UTF-8 and TLS-1", "Use UTF-8 and TLS-1"),
        ("Shared types (1/3)", "Shared types"),
        ("Use Redis. resolves #12", "Use Redis"),
        (":sparkles: Add Redis", "Add Redis"),
        ("\U0001f680 Add Redis", "Add Redis"),
        ("* Add schema validation", "Add schema validation"),
        ("feature/89 adopt rubocop govuk (#406)", "adopt rubocop govuk"),
        # A scope goes where the rest is a sentence of its own.
        ("planner: use Redis", "use Redis"),
        (".NET: [Breaking] Adding vector stores", "Add vector stores"),
        ("Python: feat(store): keep sessions", "keep sessions"),
        (".NET: Structured output", ".NET: Structured output"),
        # Of a merge, the text that follows, else the branch.
        ("Merge pull request #3 from quay/31-set-up-ci\nUse Travis", "Use Travis"),
        ("Merge pull request #3 from quay/31-set-up-ci\n", "set up ci"),
        ("Merge pull request #3 from quay/31-set-up-ci\nfixes", "set up ci"),
        ("Merge Storage of berths pull request #9 from quay/x\nfeat: Storage", ""),
        ("Merge branch 'AB-12-split-the-monolith' into main", "split the monolith"),
        # Where the first line says nothing, another does.
        ("wip\n\nsome notes\n- Replaced Kaminari by Pagy\n", "Replace Kaminari by Pagy"),
        ("Various fixes", ""),
        ("Version 6.7.0", ""),
        ("release v2", ""),
        ("more boilerplate", ""),
        ("proof of concept", ""),
        ("12 34", ""),
        ("Rails", ""),
        ("", ""),
    ],
)
def test_the_headline_of_a_message(message, headline):
    assert find_headline({"message": message}) == headline


def test_a_prompt_gives_the_headline_where_the_message_does_not():
    prompt = "Please can you split the api in two? Then test."
    assert find_headline({"message": "wip", "prompt": prompt}) == "split the api in two"
    assert find_headline({"message": "Add Redis", "prompt": prompt}) == "Add Redis"
    assert find_headline({"prompt": "cache pages in Redis"}) == "cache pages in Redis"


@pytest.mark.parametrize(
    "part", ["Merge ", "branch '", " -", "(#1)", "[a] ", ":a:", "a: ", "x/1 ", "please ", "\n- "]
)
def test_the_time_to_find_a_headline_grows_with_the_length_of_the_message(part):
    assert_linear(lambda size: find_headline({"message": part * size, "prompt": part * size}), 300)
