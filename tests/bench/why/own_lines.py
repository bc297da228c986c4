"""How many lines of this repository's own code `why` answers, of those that came with a record.

    python -m why.own_lines [TOP]

A line came with a record where the commit that blame names adds the page of one, lists or is listed
by one, or names one in a trailer.
"""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from pathlib import Path

from minutebook.operations.explaining.why import explain_place
from minutebook.operations.reading.cataloguing.opening import open_catalog


def count_answers(top: Path, folder: str = "src") -> Counter[str]:
    """Lines by answer: of those with a record, how many have one, several or none named."""
    catalog = open_catalog(str(top))
    listed = subprocess.run(
        ["git", "-C", str(top), "ls-files", "-z", folder],
        capture_output=True,
        text=True,
        check=True,
    )
    counts: Counter[str] = Counter()
    for path in filter(None, listed.stdout.split("\0")):
        if (top / path).stat().st_size == 0:
            continue
        for group in explain_place(catalog, path).lines:
            count = group.last - group.first + 1
            came = group.near or any(
                "commit" in text for each in group.records for text in each.evidence
            )
            if not came:
                counts["came with none"] += count
            elif not group.records:
                counts["none"] += count
            else:
                counts["several" if group.is_ambiguous else "one"] += count
    return counts


if __name__ == "__main__":
    totals = count_answers(Path(sys.argv[1] if len(sys.argv) > 1 else "."))
    with_record = sum(totals[name] for name in ("one", "several", "none"))
    print(f"{totals['came with none']:,} lines came with no record, {with_record:,} with one")
    for name in ("one", "several", "none"):
        print(f"{name:<10}{totals[name]:>8,}{100 * totals[name] / max(with_record, 1):>8.1f} %")
