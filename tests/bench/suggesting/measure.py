"""Measure suggesting on real changes, with organisations held out, and fit its weights.

    MINUTEBOOK_CORPUS=… python tests/bench/suggesting/measure.py [--write] [--titles]

Needs `pip install --group fit` (scikit-learn, by a pip of 25.1 or later). `--write` puts the weights
into the package, `--titles` the titles into TITLES.md, both to be reviewed as changes like any
other.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

# The matrices are small: threads would wait for each other more than they work.
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from suggesting import fitting, report
from suggesting.corpus import load_corpus


def main() -> None:
    """Measure, report, and write what is asked for."""
    corpus = load_corpus(os.environ["MINUTEBOOK_CORPUS"])
    points, is_suggested = fitting.score_held_out(corpus)
    print("\n".join(report.format_report(corpus, points, is_suggested)))
    if "--titles" in sys.argv:
        report.TITLES.write_text(report.format_titles(corpus, points, is_suggested), "utf-8")
    if "--write" in sys.argv:
        fitting.write_weights(corpus)


if __name__ == "__main__":
    main()
