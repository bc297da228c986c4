"""How many of the last commits a record explains."""

from __future__ import annotations

from minutebook.operations.explaining.story.explained_commits import CommitExplainer
from minutebook.operations.explaining.story.team_figures import CommitCoverage
from minutebook.operations.project import Project
from minutebook.records.model import RecordSet
from minutebook.repository.git import revisions
from minutebook.repository.git.commits import history
from minutebook.repository.pending import rewritten_commits

MAX_COMMITS = 500


def count_explained(project: Project, records: RecordSet) -> CommitCoverage:
    """The last commits of HEAD that change more than records, and those that a record explains.

    Merges are left out. Patches are not compared: that is what `audit` does.
    """
    if not revisions.find_commit(project.repo, "HEAD"):
        return CommitCoverage(0, 0)
    commits = history.list_commits(
        project.repo, "HEAD", max_count=MAX_COMMITS, include_merges=False
    )
    new_ids = rewritten_commits.read_rewritten(project.repo.common_dir)
    explainer = CommitExplainer(records, new_ids)
    counted = [commit for commit in commits if not explainer.changes_only_records(commit)]
    explained = sum(explainer.explain(commit).is_explained for commit in counted)
    return CommitCoverage(len(counted), explained)
