"""`pytest -m bench -s`: prints what suggesting is worth on real changes, and what it costs."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import pytest
from ratio import ratios

from backstory.suggest import assess

CORPUS = os.environ.get("BACKSTORY_CORPUS", "")
LARGE = 250_000  # characters of a diff

_PLAY = "import sys; from backstory import suggest; suggest.assess(open(sys.argv[1]).read())"


def large() -> str:
    """A diff of many files in several languages and formats, about 250 KB."""
    changes = sorted((Path(__file__).parents[1] / "changes").glob("*.diff"))
    one = "".join(path.read_text("utf-8") for path in changes)
    parts, size, count = [], 0, 0
    while size < LARGE:
        count += 1
        parts.append(one.replace(" a/", f" a/part{count}/").replace(" b/", f" b/part{count}/"))
        size += len(parts[-1])
    return "".join(parts)[:LARGE]


@pytest.mark.bench
def test_a_large_diff_is_assessed_at_once(tmp_path: Path, world: dict[str, str]) -> None:
    diff = large()
    assess(diff)  # what is loaded once
    taken = []
    for _ in range(5):
        begun = time.perf_counter()
        assess(diff)
        taken.append(time.perf_counter() - begun)
    (tmp_path / "large.diff").write_text(diff, "utf-8")
    (tmp_path / "small.diff").write_text(diff[:2000], "utf-8")
    measured = ratios(
        {
            f"assess, {size}, with its imports": [sys.executable, "-c", _PLAY, str(tmp_path / name)]
            for size, name in (("2 KB", "small.diff"), ("250 KB", "large.diff"))
        },
        cwd=tmp_path,
        env=world,
    )
    print(f"\nassess, {len(diff)} characters: {1000 * min(taken):.0f} ms")
    for name, ratio in measured.items():
        print(f"{name}: {ratio:.1f} times python -c pass")
    assert min(taken) < 0.3  # three times the aim of 100 ms: a busy machine is no defect


@pytest.mark.bench
@pytest.mark.skipif(not CORPUS, reason="BACKSTORY_CORPUS is not set")
def test_what_suggesting_is_worth() -> None:
    fit = pytest.importorskip("fit_suggest", reason="pip install --group fit")
    corpus = fit.load(CORPUS)
    points, limit, _ = fit.measured(corpus)
    print("\n" + "\n".join(fit.report(corpus, points, limit)))
    found, ordinary = corpus.positive, corpus.ordinary
    assert fit.area(points, found, corpus.random) > 0.84
    assert fit.area(points, found, corpus.matched) > 0.77
    assert 100 * (points >= limit)[ordinary].mean() <= 3
    assert (points >= limit)[corpus.bump].mean() < 0.01
