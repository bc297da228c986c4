"""Which of some files git tracks or would track."""

from __future__ import annotations

from minutebook.repository.git import tree_status

from agent_events import Stage


def test_files_that_are_there_and_not_ignored_are_known(stage: Stage) -> None:
    for path in ("new.py", "with [brackets].py", ":(top)x.py", "x.log"):
        stage.write(path, "x")
    stage.write(".gitignore", "*.log\n")
    wanted = {"app.py", "new.py", "with [brackets].py", ":(top)x.py", "x.log", "gone.py"}
    assert tree_status.list_known_files(str(stage.top), wanted) == wanted - {"x.log", "gone.py"}
    assert tree_status.list_known_files(str(stage.top), ()) == set()
