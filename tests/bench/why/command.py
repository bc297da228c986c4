"""The command of the benchmark: histories of some seeds, and how right the answers are."""

from __future__ import annotations

import argparse
import subprocess
import tempfile
from collections import Counter
from pathlib import Path

from why.history import HistoryMaker
from why.scoring import WRONG, format_shares, score_history, score_trailers


def make_history(folder: Path, seed: int, records: int) -> tuple[HistoryMaker, Path]:
    """A history, and an ordinary clone of its repository."""
    history = HistoryMaker(folder / "origin", seed, records)
    history.make()
    clone = folder / "clone"
    subprocess.run(["git", "clone", "-q", "--no-local", str(history.top), str(clone)], check=True)
    return history, clone


def main() -> int:
    """Print the shares of each seed, and of all together."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--seeds", default="1,2,3,4,5")
    parser.add_argument("--records", type=int, default=64)
    parser.add_argument("--show", action="store_true", help="name the lines that are wrong")
    options = parser.parse_args()
    totals: Counter[str] = Counter()
    trailers: Counter[str] = Counter()
    for seed in map(int, options.seeds.split(",")):
        with tempfile.TemporaryDirectory() as folder:
            history, clone = make_history(Path(folder), seed, options.records)
            counts, wrong = score_history(history, clone)
            of_trailers = score_trailers(history, clone)
        totals += counts
        trailers += of_trailers
        print(f"seed {seed}: {len(history.turns)} records, {sum(counts.values()):,} lines")
        print("\n".join(f"  {line}" for line in format_shares(counts)))
        if options.show:
            print("\n".join(wrong))
    print("all, with traces")
    print("\n".join(f"  {line}" for line in format_shares(totals)))
    print("all, with trailers only")
    print("\n".join(f"  {line}" for line in format_shares(trailers)))
    return int(totals[WRONG] > 0)
