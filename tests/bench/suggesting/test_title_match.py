"""The rule by which titles are compared, on pairs of titles made for it."""

from __future__ import annotations

import pytest

from suggesting.title_match import Proposal, is_match, list_readable_titles

# (suggested title, its topics, the decision's title, whether they match)
PAIRS = (
    ("Use Redis for caching", "Caching|Redis", "Cache lookups in Redis", True),
    ("Use Kubernetes for deployment", "Deployment|Kubernetes", "4. Deploy with k8s", True),
    ("Use RSpec for testing", "Test strategy|RSpec", "use-minitest-for-unit-tests", False),
    ("Use PostgreSQL as the database", "Database|PostgreSQL", "Database", True),
    ("Use PostgreSQL as the database", "Database|PostgreSQL", "Use MySQL as our database", False),
    ("Use Docker for deployment", "Deployment|Docker", "Host tokens in a signed envelope", False),
    ("Stop using Sentry for error tracking", "Error tracking|Sentry|drop", "Remove Sentry", True),
    ("Stop using Sentry for error tracking", "Error tracking|Sentry|drop", "Use Sentry", False),
    ("Use Sentry for error tracking", "Error tracking|Sentry", "Stop using Sentry", False),
    (
        "Use Vite instead of webpack as the bundler",
        "Bundler|Vite|replace|webpack",
        "Move from webpack to Vite",
        True,
    ),
    (
        "Use Node as the language and runtime",
        "Language and runtime|Node",
        "Use nodenv to pin Node",
        False,
    ),
    ("Sign parcels with detached seals", "", "Detached seals for parcels", True),
    ("Add a page for parcels", "", "Add support for the service", False),
    ("Update the parcel service", "", "Update the tariff service", False),
    ("Add GitHub OIDC", "", "Use GitHub Actions for CI", False),
    ("Use fizz-queue for letters", "", "Use fizz-queue for sending letters", True),
    ("Use Redis for caching", "Caching|Redis", "Use Fizzbuzz for caching", False),
    (
        "Use Pundit for authorisation",
        "Authorisation|Pundit",
        "9. use_pundit_to_manage_permissions",
        True,
    ),
    (
        "Use Kafka as the broker",
        "Message broker|Kafka",
        "Proposal; ADR 3: Stream orders by Kafka",
        True,
    ),
    ("Seals for IAmAParcelCounter", "", "Spy on the parcel counter", True),
    ("Parcel documentation and seals", "", "How to document a parcel", True),
    ("Add berths", "Alerting|CloudWatch alarms", "Metrics and alarms", True),
    ("Use Kafka as the broker", "Message broker|Kafka", "# Context and Problem Statement", None),
)


@pytest.mark.parametrize(("suggested", "topic", "title", "expected"), PAIRS)
def test_a_pair_of_titles(suggested: str, topic: str, title: str, expected: bool | None) -> None:
    category, technology, action, instead = (*topic.split("|"), "", "", "")[:4]
    topics = ((category, technology, action or "adopt", instead),) if topic else ()
    assert is_match(Proposal(suggested, suggested, topics, title)) is expected


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ("## ADR - 004: Switch of hosts", ["Switch of hosts"]),
        ("n. Parcel forms; 12. Seals", ["Parcel forms", "Seals"]),
        ("0007-course-codes.rst", ["course-codes"]),
        ("These are optional elements. Feel free to remove any of them.", []),
        ("Parcels; \ufffd\x00M\ufffd", ["Parcels"]),
        ("3 parcels a day", ["parcels a day"]),
        ("---", []),
    ],
)
def test_titles_that_can_be_read(text: str, titles: list[str]) -> None:
    assert list_readable_titles(text) == titles
