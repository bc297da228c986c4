"""Records go from a working tree: what keeps them, what goes with them, what is said."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from minutebook.agents.upkeep import spool_files
from minutebook.operations.changes import decisions, links
from minutebook.operations.creation import create
from minutebook.operations.numbers import claims
from minutebook.operations.project import Project, open_project
from minutebook.operations.renaming.moved_files import format_diff
from minutebook.operations.renaming.remove import NotInGit, StillNamed, remove_records
from minutebook.records.drafting.drafts import AdrDraft, PhrDraft
from minutebook.repository import store


@pytest.fixture
def project(repo: Path) -> Project:
    project = open_project(".")
    for title in ("Record decisions", "Use Redis", "Use Valkey"):
        create.create_adr(project, AdrDraft(title, "accepted"))
    return project


def commit() -> None:
    subprocess.run("git add -A && git commit -qm x", shell=True, check=True)


def test_a_record_that_something_names_stays(project: Project) -> None:
    links.relate_records(project, "ADR-3", "depends-on", "ADR-2")
    Path("a.py").write_text("x = 1\n# as ADR-0002 says\n")
    commit()
    with pytest.raises(StillNamed, match="2 places name ADR-0002") as refusal:
        remove_records(project, ["ADR-2"])
    assert refusal.value.places == (
        "a.py:2: names ADR-0002",
        "decisions/0003-use-valkey.md:5: depends on ADR-0002",
    )
    assert refusal.value.hint == "minutebook remove ADR-2 --force"
    result = remove_records(project, ["ADR-2"], force=True)
    assert result.notes == ("a.py:2: names ADR-0002, and is left",)
    assert "0002" not in Path("decisions/0003-use-valkey.md").read_text()
    assert "0002" not in Path("decisions/README.md").read_text()
    assert not Path("decisions/0002-use-redis.md").exists()


def test_records_that_name_each_other_go_together(project: Project) -> None:
    links.relate_records(project, "ADR-3", "depends-on", "ADR-2")
    commit()
    with pytest.raises(StillNamed, match="1 place names ADR-0002"):
        remove_records(project, ["ADR-2"])
    result = remove_records(project, ["ADR-2", "ADR-3", "use-redis"])
    assert [record.ref for record in result.records] == ["ADR-0002", "ADR-0003"]


def test_what_was_superseded_is_in_force_again(project: Project) -> None:
    decisions.supersede_decision(project, "ADR-2", "ADR-3")
    commit()
    remove_records(project, ["ADR-3"], force=True)
    records = {record.ref: record for record in project.load_records().members}
    assert records["ADR-0002"].state == "accepted"
    assert records["ADR-0002"].links == ()


@pytest.mark.parametrize("change", ["new", "ignored", "changed", "staged"])
def test_a_text_that_git_does_not_have_stays(project: Project, change: str) -> None:
    page = Path("decisions/0003-use-valkey.md")
    if change == "ignored":
        Path(".git/info/exclude").write_text("decisions/0003*\n")
    elif change != "new":
        commit()
        page.write_text(page.read_text() + "\nMore.\n")
    if change == "staged":
        subprocess.run(["git", "add", "-A"], check=True)
    with pytest.raises(NotInGit, match="0003-use-valkey") as refusal:
        remove_records(project, ["3"])
    assert refusal.value.hint == "minutebook remove 3 --force"
    assert page.exists()
    remove_records(project, ["3"], force=True)
    assert not page.exists()


def test_a_dry_run_is_a_diff_that_git_applies(project: Project) -> None:
    links.relate_records(project, "ADR-3", "depends-on", "ADR-2")
    commit()
    planned = remove_records(project, ["2"], force=True, dry_run=True)
    assert Path("decisions/0002-use-redis.md").exists()
    subprocess.run(["git", "apply", "--index"], input=format_diff(planned), text=True, check=True)
    subprocess.run(["git", "stash", "-q"], check=True)
    remove_records(project, ["2"], force=True)
    subprocess.run(["git", "add", "-A"], check=True)
    assert subprocess.run(["git", "diff", "--quiet", "stash@{0}"], check=False).returncode == 0


def test_a_folder_goes_with_its_last_prompt(project: Project) -> None:
    create.create_phr(project, PhrDraft("Ask", prompt="p", feature="cart"))
    remove_records(project, ["PHR-1"], force=True)
    assert not Path("history/prompts/cart").exists() or os.listdir("history/prompts/cart")


# Numbers -----------------------------------------------------------------------------------------


def find_next(project: Project) -> str:
    return create.create_adr(project, AdrDraft("Next"), dry_run=True).records[0].ref


def test_the_number_of_a_removed_record_is_not_given_again(project: Project) -> None:
    commit()
    remove_records(project, ["ADR-3"])
    commit()
    assert find_next(project) == "ADR-0004"
    (claim,) = claims.list_claims(project)[0]
    assert claim.is_of_removed
    assert not claim.is_idle
    assert claims.prune(project)[0] == []
    store.release_claim(project.repo.common_dir, "adr", 3)
    assert find_next(project) == "ADR-0004"


def test_the_number_of_a_prompt_is_kept_when_old_claims_go(project: Project) -> None:
    create.create_phr(project, PhrDraft("Ask", prompt="p"))
    commit()
    remove_records(project, ["PHR-1"])
    path = os.path.join(store.locate_claims(project.repo.common_dir, "phr"), "1")
    os.utime(path, (0, 0))
    spool_files.trim_spool(project.repo.common_dir)
    assert os.path.exists(path)


def test_a_number_that_later_ones_are_above_needs_no_claim(project: Project) -> None:
    commit()
    remove_records(project, ["ADR-2"])
    assert claims.list_claims(project)[0] == []
    assert find_next(project) == "ADR-0004"


def test_a_number_that_git_never_had_is_free_again(project: Project) -> None:
    remove_records(project, ["ADR-3"], force=True)
    assert find_next(project) == "ADR-0003"
