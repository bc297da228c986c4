from __future__ import annotations

import pytest

from minutebook.suggest.prose.imperative import begins_with_verb, put_into_imperative


@pytest.mark.parametrize(
    ("headline", "imperative"),
    [
        ("Added Redis for caching", "Add Redis for caching"),
        ("Adds Redis", "Add Redis"),
        ("Adding Redis", "Add Redis"),
        ("Use Redis", "Use Redis"),
        ("migrates the planner", "migrate the planner"),
        ("Dropped support for Ruby 2", "Drop support for Ruby 2"),
        ("Splitting the monolith", "Split the monolith"),
        ("Applied the same style", "Apply the same style"),
        ("Re-added the index", "Re-add the index"),
        ("Replacing flake8", "Replace flake8"),
        ("Chose Nomad over Kubernetes", "Choose Nomad over Kubernetes"),
        ("Discontinued the SOAP API", "Discontinue the SOAP API"),
        ("Switches to pnpm", "Switches to pnpm"),
        # A verb where an object follows, a noun where none does.
        ("Uses Redis for sessions", "Use Redis for sessions"),
        ("Uses of Redis", "Uses of Redis"),
        ("Changes", "Changes"),
        ("Moves billing to its own service", "Move billing to its own service"),
        # Names, not verbs.
        ("Rendering on the server", "Rendering on the server"),
        ("Shared types of the API", "Shared types of the API"),
        ("Managed identities", "Managed identities"),
        ("Rate limiting", "Rate limiting"),
        ("Stored procedures for reports", "Stored procedures for reports"),
        ("The berths as a service", "The berths as a service"),
        ("`Store` keeps berths", "`Store` keeps berths"),
        ("", ""),
    ],
)
def test_a_headline_in_the_imperative(headline, imperative):
    assert put_into_imperative(headline) == imperative


@pytest.mark.parametrize(
    ("headline", "expected"),
    [("Added Redis", True), ("add", True), ("Rate limiting", False), ("Redis", False), ("", False)],
)
def test_whether_a_headline_begins_with_a_verb(headline, expected):
    assert begins_with_verb(headline) is expected
