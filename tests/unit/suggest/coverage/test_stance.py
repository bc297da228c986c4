"""Where a decision's page stands on a topic."""

from __future__ import annotations

from decision_pages import DECISIONS, nygard
from minutebook.records import reader
from minutebook.suggest.catalogue import catalogue
from minutebook.suggest.coverage import decision_text, stance
from minutebook.suggest.model import Topic

REDIS = Topic("Caching", "Redis", alternatives=("Memcached", "in-process dictionary"))


def test_the_status_changes_the_stance() -> None:
    query = stance.make_query(REDIS, catalogue.load_catalogue())
    decision = decision_text.read_decision(
        reader.read_record(DECISIONS, "decisions/0001-x.md", nygard("Cache in Redis"))
    )
    assert stance.find_stance(query, decision, "accepted") == (stance.TITLE_LEVEL, True)
    assert stance.find_stance(query, decision, "") == (stance.TITLE_LEVEL, True)
    assert stance.find_stance(query, decision, "rejected") == (stance.REJECTED_LEVEL, False)
