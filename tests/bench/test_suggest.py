"""`pytest -m bench -s`: prints how well suggesting works on real changes, and its time."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import pytest
from ratio import measure_ratios

from minutebook.suggest import assess

from paths import CHANGES

# The matrices are small: threads would wait for each other more than they work.
for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ.setdefault(_name, "1")
CORPUS = os.environ.get("MINUTEBOOK_CORPUS", "")
LARGE_DIFF_CHARS = 250_000

_ASSESS_CODE = (
    "import sys; from minutebook import suggest; suggest.assess(open(sys.argv[1]).read())"
)


def build_ordinary_diff() -> str:
    """A diff that adds about 250 KB of the sources that Python comes with."""
    library, parts, size = Path(os.__file__).parent, [], 0
    for path in sorted(library.glob("[a-z]*.py"), key=lambda path: path.name):
        lines = path.read_text("utf-8", "replace").split("\n")
        header = f"diff --git a/{path.name} b/{path.name}\nnew file mode 100644\n--- /dev/null\n"
        header += f"+++ b/{path.name}\n@@ -0,0 +1,{len(lines)} @@\n"
        parts.append(header + "".join(f"+{line}\n" for line in lines))
        size += len(parts[-1])
        if size > LARGE_DIFF_CHARS:
            break
    return "".join(parts)[:LARGE_DIFF_CHARS]


def build_worst_diff() -> str:
    """A diff of hundreds of small files that each hold a decision, about 250 KB."""
    changes = sorted((CHANGES).glob("*.diff"))
    diff = "".join(path.read_text("utf-8") for path in changes)
    parts, size = [], 0
    while size < LARGE_DIFF_CHARS:
        part = f"part{len(parts)}"
        parts.append(diff.replace(" a/", f" a/{part}/").replace(" b/", f" b/{part}/"))
        size += len(parts[-1])
    return "".join(parts)[:LARGE_DIFF_CHARS]


def measure_seconds(diff: str) -> float:
    """Seconds of the fastest of five assessments, after one that loads all modules and data."""
    assess(diff)
    times = []
    for _ in range(5):
        start = time.perf_counter()
        assess(diff)
        times.append(time.perf_counter() - start)
    return min(times)


@pytest.mark.bench
def test_the_time_of_a_large_diff(tmp_path: Path, world: dict[str, str]) -> None:
    diff = build_ordinary_diff()
    seconds = {
        "ordinary sources": measure_seconds(diff),
        "small files that all decide": measure_seconds(build_worst_diff()),
    }
    (tmp_path / "large.diff").write_text(diff, "utf-8")
    (tmp_path / "small.diff").write_text(diff[:2000], "utf-8")
    measured = measure_ratios(
        {
            f"assess, {size}, with its imports": [
                sys.executable,
                "-c",
                _ASSESS_CODE,
                str(tmp_path / name),
            ]
            for size, name in (("2 KB", "small.diff"), ("250 KB", "large.diff"))
        },
        cwd=tmp_path,
        env=world,
    )
    for name, duration in seconds.items():
        print(
            f"\nassess, {LARGE_DIFF_CHARS // 1000} KB of {name}: {1000 * duration:.0f} ms", end=""
        )
    print()
    for name, ratio in measured.items():
        print(f"{name}: {ratio:.1f} times python -c pass")


@pytest.mark.bench
@pytest.mark.skipif(not CORPUS, reason="MINUTEBOOK_CORPUS is not set")
def test_suggestions_on_the_corpus() -> None:
    """Figures of organisations that the weights have not seen; a margin of .005 is for rounding."""
    fitting = pytest.importorskip("suggesting.fitting", reason="pip install --group fit")
    figures = pytest.importorskip("suggesting.figures")
    report = pytest.importorskip("suggesting.report")
    corpus = pytest.importorskip("suggesting.corpus").load_corpus(CORPUS)
    points, is_suggested = fitting.score_held_out(corpus)
    print("\n" + "\n".join(report.format_report(corpus, points, is_suggested)))
    aucs = {
        name: (
            figures.compute_auc(points, positive, corpus.random),
            figures.compute_auc(points, positive, corpus.matched),
        )
        for name, positive in (("decision", corpus.decision), ("both", corpus.positive))
    }
    assert aucs["decision"][0] > 0.876
    assert aucs["decision"][1] > 0.795
    assert aucs["both"][0] > 0.895
    assert aucs["both"][1] > 0.824
    assert is_suggested[corpus.random].mean() <= 0.0205  # 0.02 as measured
    assert is_suggested[corpus.bump].mean() < 1 / 300
    assert is_suggested[corpus.decision].mean() >= 0.295
    verdicts = [
        verdict
        for verdict in report.judge_titles(corpus, is_suggested).values()
        if verdict is not None
    ]
    assert sum(verdicts) / len(verdicts) >= 0.745
