"""What commands cost on record sets of any size: a table of figures, against the previous run.

    python tests/bench/scale.py [--sizes 1000,10000,100000] [--only NAME …] [--runs 20] [--write]

The record sets are made from a seed and kept in a folder, as are minutebook, installed from a
wheel into an environment of its own, and the tools it is compared with. See the package `scale`.
Needs Linux or another POSIX system.
"""

from __future__ import annotations

import sys
from pathlib import Path

if __name__ == "__main__":
    tests = Path(__file__).resolve().parents[1]
    folders = ("support", "bench", "peers")
    sys.path[:0] = [str(tests.parent / "src"), *(str(tests / folder) for folder in folders)]

from scale.command import main

if __name__ == "__main__":
    sys.exit(main())
