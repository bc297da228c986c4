"""What decisions chose and refused in words that leave no doubt."""

from __future__ import annotations

import pytest

from minutebook.records import reader
from minutebook.records.model import ADR, Folder
from minutebook.suggest.catalogue.catalogue import load_catalogue
from minutebook.suggest.drift.choices import Choice, list_choices


def read_choices(text: str) -> list[Choice]:
    record = reader.read_record(Folder(ADR, "decisions"), "decisions/0001-a.md", text)
    return list_choices(record, load_catalogue())


def list_by_title(title: str, status: str = "accepted") -> dict[str, str]:
    """The sides of a decision's choices, by what it names."""
    page = f"---\nstatus: {status}\n---\n# {title}\n\n## Decision\n\nIt is so.\n"
    return {choice.what: choice.side for choice in read_choices(page)}


@pytest.mark.parametrize(
    ("title", "choices"),
    [
        ("Use Redis for caching", {"Redis": "chosen"}),
        ("Redis as the cache", {"Redis": "chosen"}),
        ("use-sidekiq-and-redis-to-send-emails", {"Sidekiq": "chosen", "Redis": "chosen"}),
        ("We will use RSpec and Capybara", {"RSpec": "chosen", "Capybara": "chosen"}),
        ("Replace Akka with Pekko", {"Pekko": "chosen", "Akka": "refused"}),
        ("Stop using Celery", {"Celery": "refused"}),
        ("Remove the Skylight gem from the application", {"Skylight": "refused"}),
        ("Use uv over pip-tools", {"uv": "chosen", "pip-tools": "refused"}),
        ("Do not use an ORM", {"ORM": "refused"}),
        ("No message brokers", {"Message broker": "refused"}),
        ("Use Redis", {"Redis": "chosen"}),
        ("Use create-react-app", {"Create React App": "chosen"}),
        ("We use Redis.", {"Redis": "chosen"}),
        # what takes a refusal back, or limits it
        ("No login without Keycloak", {}),
        ("Do not drop GraphQL", {}),
        ("No longer avoid Kafka", {}),
        ("No ORM until we have ten tables", {}),
        ("No Redis, only when really needed", {}),
        # what is about a part of it, or about a place alone
        ("Use Redis clusters for caching", {}),
        ("Fix the pool of Celery workers", {}),
        ("Use React hooks", {}),
        ("Do not use Docker in development", {}),
        ("Avoid Elasticsearch on critical reads", {}),
        ("Remove the Elasticsearch proxy", {}),
        ("JSON over WebSockets", {}),
        ("Use Redis or Memcached", {}),
        ("Should we use Kafka?", {}),
        ("Record decisions", {}),
        # what no manifest shows
        ("Use cursor pagination", {}),
    ],
)
def test_choices_of_a_title(title: str, choices: dict[str, str]) -> None:
    assert list_by_title(title) == choices


def test_all_technologies_of_a_category_are_refused() -> None:
    page = "# No ORM\n\n## Decision\n\nWe write SQL by hand.\n"
    refused = {choice.technology.name for choice in read_choices(page)}
    assert {"SQLAlchemy", "Hibernate"} <= refused


def test_a_chosen_option_counts_where_the_title_says_what_for() -> None:
    page = (
        "# {title}\n\n## Considered Options\n\n* Redis\n* Memcached\n\n## Decision Outcome\n\n"
        'Chosen option: "Redis", because it is there.\n'
    )
    assert [choice.what for choice in read_choices(page.format(title="How to cache"))] == ["Redis"]
    assert read_choices(page.format(title="Make pages faster")) == []


@pytest.mark.parametrize(
    ("title", "choices"),
    [
        ("Use Kafka as the message broker", {"Kafka": "refused"}),
        ("Use Kafka", {"Kafka": "refused"}),
        ("Use Kafka for audit exports", {}),
        ("Stop using Celery", {}),
    ],
)
def test_a_rejected_decision_refuses_what_it_proposed(title: str, choices: dict[str, str]) -> None:
    assert list_by_title(title, "rejected") == choices
