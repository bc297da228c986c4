"""How right `why` is on generated histories, with traces and by trailers alone.

python tests/bench/why.py [--seeds 1,2,3] [--records 64] [--show]
"""

from __future__ import annotations

import sys
from pathlib import Path

if __name__ == "__main__":
    tests = Path(__file__).resolve().parents[1]
    sys.path[:0] = [str(tests.parent / "src"), str(tests / "bench")]
    sys.modules.pop("why", None)

from why.command import main

if __name__ == "__main__":
    sys.exit(main())
