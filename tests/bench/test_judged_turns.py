"""How many stages and titles are those that a person gave: a least rate, and what differs."""

from __future__ import annotations

import pytest

from judged_turns import has_same_request, read_judged_turns
from minutebook.agents.capture.summary.stages import infer_stage
from minutebook.agents.capture.summary.titles import make_title


@pytest.mark.parametrize(
    ("name", "least_stages", "least_titles"), [("first", 58, 57), ("second", 28, 27)]
)
def test_stages_and_titles_are_those_that_a_person_gave(
    name: str, least_stages: int, least_titles: int
) -> None:
    turns = read_judged_turns(name)
    stages = titles = 0
    for judged in turns:
        stage = infer_stage(judged.turn, judged.files)
        title = make_title(judged.turn.prompt, judged.turn.response, judged.files)
        is_stage, is_title = stage == judged.stage, has_same_request(title, judged.title)
        stages += is_stage
        titles += is_title
        if not is_stage:
            print(f"stage {stage}, not {judged.stage}: {judged.title}")
        if not is_title:
            print(f"title {title!r}, not {judged.title!r}")
    print(f"{name}: {stages} stages and {titles} titles of {len(turns)} agree")
    assert stages >= least_stages
    assert titles >= least_titles
