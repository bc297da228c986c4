"""Policies of a repository's own: tried on lines, on a bounded number and length of them."""

from __future__ import annotations

import re

import pytest

from file_diffs import diff
from growth import assert_linear
from minutebook.suggest.catalogue.catalogue import extend_catalogue, load_catalogue
from minutebook.suggest.diff.patch import parse_diff
from minutebook.suggest.diff.source_files import read_sources
from minutebook.suggest.topics.policies import find_policies

OWN = {"pattern": r"single_flight\(", "hints": "single_flight", "unless": r"^locked\b"}


def find_own(before: str, after: str, path: str = "app.py", **keys: str) -> list[str]:
    catalogue = extend_catalogue(load_catalogue(), {"Caching": {"locks": {**OWN, **keys}}})
    sources = read_sources(parse_diff(diff(path, before, after)))
    uses = find_policies(sources, catalogue)
    return [use.text for use in uses if use.technology.name == "locks"]


@pytest.mark.parametrize(
    ("before", "after", "keys", "found"),
    [
        ("x\n", "x\nsingle_flight(key)\n", {}, ["single_flight(key)"]),
        ("x\nlocked = 1\n", "x\nlocked = 1\nsingle_flight(key)\n", {}, []),
        ("x\n", "x\nsingle_flight(key)\n", {"also": r"^import y$"}, []),
        ("import y\n", "import y\nsingle_flight(key)\n", {"also": r"^import y$"}, ["single_flight(key)"]),
        ("x\n", "x\n" + " " * 300 + "single_flight(key)\n", {}, []),
    ],
)  # fmt: skip
def test_a_policy_of_the_configuration_is_found_in_lines(
    before: str, after: str, keys: dict[str, str], found: list[str]
) -> None:
    assert find_own(before, after, **keys) == found


@pytest.mark.parametrize("pattern", ["[^b]*b", "a+b", r"\s+x", "a*"])
def test_a_pattern_takes_time_by_the_number_of_lines(pattern: str) -> None:
    def find(size: int) -> None:
        find_own("x\n", "x\n" + ("a" * 79 + " single_flight\n") * (size // 100), pattern=pattern)

    assert_linear(find, 20_000)


def find_names(**texts: tuple[str, str]) -> list[str]:
    """The ways of working that files show, by their path: its text before, and after."""
    changes = "".join(diff(path, before, after) for path, (before, after) in texts.items())
    uses = find_policies(read_sources(parse_diff(changes)), load_catalogue())
    return [use.technology.name for use in uses]


OWN_SERVICE = "router.post('/x', req)\nconst kilns = require('../services/kilns')\n"


@pytest.mark.parametrize(
    ("before", "after", "is_found"),
    [
        ("router.post('/x', req)\nKiln.findAll(x)\n", OWN_SERVICE, True),
        ("router.post('/x', req)\nx(y)\n", OWN_SERVICE, False),  # nothing that it stands in for
        ("router.post('/x', req)\n", OWN_SERVICE, False),
    ],
)
def test_a_way_takes_the_place_of_what_was_removed(before: str, after: str, is_found: bool) -> None:
    assert ("a service layer" in find_names(**{"kilns.js": (before, after)})) is is_found


@pytest.mark.parametrize(
    ("path", "is_found"),
    [("config/database.yml", True), ("config/database.rb", False), ("test/database.yml", False)],
)
def test_a_way_of_configuration_is_looked_for_there_alone(path: str, is_found: bool) -> None:
    before = "adapter: postgresql\n"
    names = find_names(**{path: (before, before + "pool: 5\n")})
    assert ("Active Record's pool" in names) is is_found


def test_some_ways_are_looked_for_in_files_alone_that_were_there_before() -> None:
    after = "Loan.objects.select_related('member')\n"
    assert find_names(**{"a.py": ("Loan.objects.all()\n", after)}) == ["eager loading"]
    assert find_names(**{"a.py": ("", after)}) == []


def test_what_was_there_before_is_told_by_the_pattern_itself() -> None:
    before = "class A: pass\nTASKS = {'x': Loan.objects.select_related('member')}\n"
    after = before + "b = Loan.objects.prefetch_related('books')\n"
    assert find_names(**{"a.py": (before, after)}) == []


HOSTILE = ["\n", " ", "\t \n", "(", "'v", "async ", "-> {", "import ", "x.", "WHERE id > ?", ", "]


@pytest.mark.parametrize("unit", HOSTILE)
def test_what_was_there_before_takes_time_by_its_size(unit: str) -> None:
    explicit = [
        pattern
        for _, policy in load_catalogue().policies
        for pattern in (policy.unless_pattern, policy.file_pattern, policy.removed_pattern)
        if pattern
    ]
    searches = [re.compile(pattern, re.MULTILINE).search for pattern in dict.fromkeys(explicit)]

    def find(size: int) -> None:
        text = (unit * (size // len(unit)))[:size]
        for search in searches:
            search("x\n" + text)

    assert_linear(find, 5_000)


@pytest.mark.parametrize(
    ("path", "keys", "is_found"),
    [
        ("deploy/app.yaml", {}, False),
        ("deploy/app.yaml", {"in": "config"}, True),
        ("app.py", {"in": "config"}, False),
        ("deploy/app.yaml", {"in": "config", "at": ".tf Deploy/"}, True),
        ("Deploy/app.yaml", {"in": "config", "at": ".tf /deploy/"}, True),
        ("ci/app.yaml", {"in": "config", "at": ".tf deploy/"}, False),
    ],
)
def test_a_policy_says_in_which_files_of_configuration_it_shows(
    path: str, keys: dict[str, str], is_found: bool
) -> None:
    found = find_own("x\n", "x\nsingle_flight(key)\n", path, **keys)
    assert found == ["single_flight(key)"] * is_found


@pytest.mark.parametrize("filler", ["\n", " \n", "  needs x\n", '"', "x/"])
def test_policies_of_configuration_take_time_by_the_length_of_a_file(filler: str) -> None:
    policies = [policy for _, policy in load_catalogue().policies if policy.is_for_config]
    hints = "".join(f"  {hint}\n  {hint}: {hint}\n" for policy in policies for hint in policy.hints)

    def find(size: int) -> object:
        before = f"{hints}{filler * (size // len(filler))}\n{hints}"
        sources = read_sources(
            parse_diff(
                diff(".github/workflows/a.tf", before, before + hints)
                + diff("Dockerfile", before, hints + before)
            )
        )
        return list(find_policies(sources, load_catalogue()))

    assert_linear(find, 20_000)
