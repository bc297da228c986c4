"""Policies of a repository's own: tried on lines, on a bounded number and length of them."""

from __future__ import annotations

import pytest

from file_diffs import diff
from growth import assert_linear
from minutebook.suggest.catalogue.catalogue import extend_catalogue, load_catalogue
from minutebook.suggest.diff.patch import parse_diff
from minutebook.suggest.diff.source_files import read_sources
from minutebook.suggest.topics.policies import find_policies

OWN = {"pattern": r"single_flight\(", "hints": "single_flight", "unless": r"^locked\b"}


def find_own(before: str, after: str, **keys: str) -> list[str]:
    catalogue = extend_catalogue(load_catalogue(), {"Caching": {"locks": {**OWN, **keys}}})
    sources = read_sources(parse_diff(diff("app.py", before, after)))
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
