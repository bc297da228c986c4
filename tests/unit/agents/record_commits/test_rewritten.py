"""Records follow commits that a rebase or an amend made anew."""

from __future__ import annotations

from minutebook.agents.audit.report import run_audit
from minutebook.agents.record_commits import rewritten
from minutebook.operations.project import open_project

from agent_events import Stage
from committing_turns import Committing


def rebase_onto_more(committing: Committing) -> dict[str, str]:
    """Rebase a branch with a recorded turn onto a newer main; the new id of each commit by the old.

    Git's hooks are not installed.
    """
    committing.git("checkout", "-q", "-b", "topic")
    committing.play("Fix it", "app.py")
    old = committing.git("rev-list", "main..topic").splitlines()
    committing.git("checkout", "-q", "main")
    committing.commit("other.py", "x\n", "Of another")
    committing.git("checkout", "-q", "topic")
    committing.git("rebase", "-q", "main")
    return dict(zip(old, committing.git("rev-list", "main..topic").splitlines(), strict=True))


def take_post_rewrite(stage: Stage, pairs: dict[str, str]) -> None:
    """Tell the hook of git what was rewritten, as git does."""
    stdin = "".join(f"{old} {new}\n" for old, new in pairs.items()).encode()
    stage.take_raw(["git", "post-rewrite", "rebase"], stdin)


def list_unexplained(committing: Committing) -> list[str]:
    audit = run_audit(open_project(str(committing.stage.top)))
    return [commit.subject for commit in audit.unexplained_commits]


def test_the_next_own_commit_has_the_new_ids(committing: Committing) -> None:
    pairs = rebase_onto_more(committing)
    take_post_rewrite(committing.stage, pairs)
    assert committing.status() == []  # nothing is changed at once
    assert list_unexplained(committing) == ["Of another", "first"]
    committing.play("Fix more", "b.py")
    new = committing.git("rev-parse", "HEAD~3")
    first = committing.stage.records()[0]
    assert first.fields["commits"] == [new[:12]]
    assert f"commit `{new[:10]}`" in first.text
    assert first.path in committing.paths()
    assert committing.status() == []


def test_a_page_with_a_persons_change_keeps_its_ids(committing: Committing) -> None:
    take_post_rewrite(committing.stage, rebase_onto_more(committing))
    page = committing.stage.top / committing.stage.record().path
    page.write_text(committing.read(page) + "\nBy hand.\n", "utf-8")
    old = committing.stage.record().fields["commits"]
    Committing(committing.stage, "other").play("Fix more", "b.py")
    assert committing.stage.records()[0].fields["commits"] == old
    assert [entry[:2] for entry in committing.status()] == [" M"]


def test_without_hooks_the_patch_tells(committing: Committing) -> None:
    rebase_onto_more(committing)
    assert list_unexplained(committing) == ["Of another", "first"]
    # Another change of the same commit is another patch.
    committing.git("reset", "-q", "--hard", "HEAD~1")
    committing.stage.write("app.py", "something else\n")
    committing.git("commit", "-q", "--amend", "-a", "--no-edit")
    assert list_unexplained(committing) == ["Write app.py", "Of another", "first"]


def test_a_picked_commit_keeps_its_trailer(committing: Committing) -> None:
    committing.git("checkout", "-q", "-b", "topic")
    committing.stage.take(committing.agent.ask("Fix it"))
    committing.commit("a.py", "x\n", "Fix it\n\nPHR: PHR-0001")
    committing.stage.take(committing.agent.stop("Done."))
    committing.git("checkout", "-q", "main")
    committing.git("cherry-pick", "topic~1")
    assert list_unexplained(committing) == ["first"]


def test_a_turn_that_rebases_has_not_made_what_was_there(committing: Committing) -> None:
    committing.git("checkout", "-q", "-b", "topic")
    committing.play("Fix it", "app.py")
    committing.git("checkout", "-q", "main")
    committing.stage.world["GIT_COMMITTER_DATE"] = "2026-01-31T12:00:00+00:00"
    committing.commit("other.py", "x\n", "Of another")
    del committing.stage.world["GIT_COMMITTER_DATE"]
    committing.git("checkout", "-q", "topic")
    committing.stage.take(committing.agent.ask("Rebase it"))
    committing.git("rebase", "-q", "main")
    committing.commit("b.py", "x\n", "And this")
    committing.stage.take(committing.agent.stop("Done."))
    record = committing.stage.records()[-1]
    assert record.fields["commits"] == [committing.git("rev-parse", "HEAD^")[:12]]
    assert committing.status() == []


PAGE = """\
---
title: a
---

<!-- minutebook:summary -->
green · commits `aaaaaaaaaa`, `cccccccccc`
<!-- /minutebook:summary -->

Text with `aaaaaaaaaa`.

<!-- minutebook:record
commits: [aaaaaaaaaaaa, cccccccccccc]
-->
"""


def test_a_page_changes_in_its_list_and_its_line_of_facts() -> None:
    commits, new_ids = ("a" * 12, "c" * 12), {"a" * 12: "b" * 12}
    text = rewritten.follow_commits(PAGE, commits, new_ids)
    expected = PAGE.replace("commits `aaaaaaaaaa`", "commits `bbbbbbbbbb`").replace(
        "aaaaaaaaaaaa,", "bbbbbbbbbbbb,"
    )
    assert text == expected
    assert rewritten.follow_commits(PAGE, commits, {}) == PAGE
