"""`pytest -m bench -s`: prints what suggesting is worth on real changes, and what it costs."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import pytest
from ratio import ratios

from minutebook.suggest import assess

from paths import CHANGES

CORPUS = os.environ.get("MINUTEBOOK_CORPUS", "")
LARGE = 250_000  # characters of a diff

_PLAY = "import sys; from minutebook import suggest; suggest.assess(open(sys.argv[1]).read())"


def ordinary() -> str:
    """A diff that adds about 250 KB of the sources that Python comes with."""
    library, parts, size = Path(os.__file__).parent, [], 0
    for path in sorted(library.glob("[a-z]*.py"), key=lambda path: path.name):
        lines = path.read_text("utf-8", "replace").split("\n")
        head = f"diff --git a/{path.name} b/{path.name}\nnew file mode 100644\n--- /dev/null\n"
        head += f"+++ b/{path.name}\n@@ -0,0 +1,{len(lines)} @@\n"
        parts.append(head + "".join(f"+{line}\n" for line in lines))
        size += len(parts[-1])
        if size > LARGE:
            break
    return "".join(parts)[:LARGE]


def worst() -> str:
    """A diff of hundreds of small files, each of which decides something, about 250 KB."""
    changes = sorted((CHANGES).glob("*.diff"))
    one = "".join(path.read_text("utf-8") for path in changes)
    parts, size = [], 0
    while size < LARGE:
        part = f"part{len(parts)}"
        parts.append(one.replace(" a/", f" a/{part}/").replace(" b/", f" b/{part}/"))
        size += len(parts[-1])
    return "".join(parts)[:LARGE]


def taken(diff: str) -> float:
    """Seconds of the quickest of some assessments, with all that is loaded once there already."""
    assess(diff)
    times = []
    for _ in range(5):
        begun = time.perf_counter()
        assess(diff)
        times.append(time.perf_counter() - begun)
    return min(times)


@pytest.mark.bench
def test_a_large_diff_is_assessed_at_once(tmp_path: Path, world: dict[str, str]) -> None:
    diff = ordinary()
    seconds = {"ordinary sources": taken(diff), "small files that all decide": taken(worst())}
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
    for name, took in seconds.items():
        print(f"\nassess, {LARGE // 1000} KB of {name}: {1000 * took:.0f} ms", end="")
    print()
    for name, ratio in measured.items():
        print(f"{name}: {ratio:.1f} times python -c pass")


@pytest.mark.bench
@pytest.mark.skipif(not CORPUS, reason="MINUTEBOOK_CORPUS is not set")
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
