"""How much of existing decision pages is read right: a table of rates over a corpus of real pages.

Run `python tests/bench/reading.py [CORPUS]`; CORPUS, else MINUTEBOOK_CORPUS, names a folder with
`adr/REPO/…` and `adr-truth.jsonl`, one line a page: `repo path number title status date supersedes
superseded_by file`. Each repository is read as `init` would find it, from its files alone.

Repositories from `--since` on are drawn by lot (`--seed`) into those that were looked at while the
rules were written and those that were kept closed until the rules were finished. `--mistakes`
prints what was misread in a group.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from minutebook.records import discovery, filenames, reader
from minutebook.records.model import ADR, Record, RecordSet

FACTS = ("listed", "number", "title", "status", "date")
AIMS = {"listed": 99, "number": 99, "title": 98, "status": 98, "date": 97}
AIMS |= {"precision": 99, "recall": 90}
CLOSED_COUNT = 12  # of the repositories that are drawn by lot

Truth = Mapping[str, object]


@dataclass
class Score:
    """What was read right of a group of pages.

    `right` counts pages by fact. `edges` are the supersessions that are there, `found_edges` those
    that were read, both as (repository, superseding path, superseded path). `mistakes` are lines
    for people.
    """

    pages: int = 0
    right: Counter[str] = field(default_factory=Counter)
    edges: set[tuple[str, str, str]] = field(default_factory=set)
    found_edges: set[tuple[str, str, str]] = field(default_factory=set)
    mistakes: list[str] = field(default_factory=list)

    def compute_rates(self) -> dict[str, float]:
        """The rates in per cent, by fact, with precision and recall of supersessions."""
        both = len(self.edges & self.found_edges)
        rates = {fact: 100 * self.right[fact] / max(self.pages, 1) for fact in FACTS}
        rates["precision"] = 100 * both / len(self.found_edges) if self.found_edges else 100.0
        rates["recall"] = 100 * both / len(self.edges) if self.edges else 100.0
        return rates


def read_truth(corpus: Path) -> dict[str, list[Truth]]:
    """The true facts of all pages, by repository, in the order of the file."""
    rows: dict[str, list[Truth]] = {}
    with (corpus / "adr-truth.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            rows.setdefault(row["repo"], []).append(row)
    return rows


def group_repositories(repos: Sequence[str], since: str, seed: int) -> dict[str, list[str]]:
    """The repositories in groups: known before, looked at, and drawn to be kept closed."""
    if since not in repos:
        return {"all": list(repos)}
    first = repos.index(since)
    later = list(repos[first:])
    closed = set(random.Random(seed).sample(later, min(CLOSED_COUNT, len(later))))
    return {
        "known before": list(repos[:first]),
        "looked at": [repo for repo in later if repo not in closed],
        "kept closed": [repo for repo in later if repo in closed],
    }


def read_repository(top: Path) -> RecordSet:
    """The decisions of a repository, in the folders that `init` would find."""
    paths = sorted(path.relative_to(top).as_posix() for path in top.rglob("*") if path.is_file())

    def read_text(path: str) -> str:
        return (top / path).read_bytes().decode("utf-8", errors="replace")

    discovered = discovery.discover_folders(paths, read_text)
    folders = tuple(found.folder for found in discovered if found.folder.kind is ADR)
    records = [
        reader.read_record(folder, path, read_text(path))
        for path, folder in filenames.select_records(folders, paths, read_text).items()
    ]
    return reader.settle_dates(RecordSet(folders, tuple(records)))


def score_repository(score: Score, repo: str, rows: Iterable[Truth], records: RecordSet) -> None:
    """Add what was read of a repository to the score."""
    record_by_path = {record.path: record for record in records.members}
    for row in rows:
        score.pages += 1
        path = str(row["path"])
        record = record_by_path.get(path)
        score.right["listed"] += record is not None
        for fact, expected, found in compare_facts(row, record):
            score.right[fact] += expected == found
            if expected != found:
                score.mistakes.append(f"{fact:<7} {row['file']}: {expected!r}, read {found!r}")
        score.edges |= {(repo, path, str(old)) for old in list_paths(row["supersedes"])}
        score.edges |= {(repo, str(new), path) for new in list_paths(row["superseded_by"])}
    found = {
        (repo, edge.source, edge.target)
        for edge in records.graph.edges
        if edge.relation == "supersedes" and edge.is_resolved and edge.source != edge.target
    }
    score.found_edges |= found
    own_edges = {edge for edge in score.edges if edge[0] == repo}
    for kind, edges in (("missed", own_edges - found), ("wrong", found - own_edges)):
        score.mistakes += [f"{kind:<7} {repo}: {new} supersedes {old}" for _, new, old in edges]


def compare_facts(row: Truth, record: Record | None) -> Iterator[tuple[str, object, object]]:
    """Each fact with what it is and what was read, in a form in which they can be compared."""
    yield "number", row["number"], record and record.number
    yield "title", fold_title(str(row["title"] or "")), record and fold_title(record.title)
    yield "status", row["status"] or "", record and record.state
    yield "date", row["date"] or "", record and record.date


def fold_title(title: str) -> str:
    """A title without what does not change its words: ticks, blanks, case, kinds of quotes."""
    text = title.translate(str.maketrans("’‘“”–—", "''\"\"--")).replace("`", "")
    return " ".join(text.casefold().split())


def list_paths(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def format_table(scores: Mapping[str, Score]) -> str:
    """The rates of all groups as a table, the aims in its last line."""
    columns = (*FACTS, "precision", "recall")
    lines = [f"{'':<14}{'pages':>7}{'edges':>7}" + "".join(f"{name:>11}" for name in columns)]
    for name, score in scores.items():
        rates = score.compute_rates()
        cells = "".join(f"{rates[column]:>11.1f}" for column in columns)
        lines.append(f"{name:<14}{score.pages:>7}{len(score.edges):>7}{cells}")
    lines.append(f"{'aim':<28}" + "".join(f"{AIMS[column]:>11}" for column in columns))
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table. Gives an exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", nargs="?", default=os.environ.get("MINUTEBOOK_CORPUS", ""))
    parser.add_argument("--since", default="opensafely-core/job-server")
    parser.add_argument("--seed", type=int, default=20261130)
    parser.add_argument("--mistakes", metavar="GROUP", default="")
    options = parser.parse_args(arguments)
    corpus = Path(options.corpus)
    if not options.corpus or not (corpus / "adr-truth.jsonl").is_file():
        print("name a corpus: a folder with adr-truth.jsonl", file=sys.stderr)
        return 2
    truth = read_truth(corpus)
    groups = group_repositories(list(truth), options.since, options.seed)
    scores: dict[str, Score] = {}
    for group, repos in groups.items():
        score = scores[group] = Score()
        for repo in repos:
            records = read_repository(corpus / "adr" / repo.replace("/", "_"))
            score_repository(score, repo, truth[repo], records)
    if len(scores) > 1:
        scores["all"] = merge_scores(scores.values())
    print(format_table(scores))
    if options.mistakes in scores:
        print("\n".join(sorted(scores[options.mistakes].mistakes)))
    return 0


def merge_scores(scores: Iterable[Score]) -> Score:
    total = Score()
    for score in scores:
        total.pages += score.pages
        total.right += score.right
        total.edges |= score.edges
        total.found_edges |= score.found_edges
    return total


if __name__ == "__main__":
    sys.exit(main())
