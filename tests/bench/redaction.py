"""Measures how many secrets are hidden whole, and which look-alikes are altered, by us and by others.

The same rule for all: what a tool reports is taken out of the text, and no piece of the secret may
remain. `python tests/bench/redaction.py` prints the table and every case that is missed.
"""

from __future__ import annotations

import importlib.util
import json
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

if __name__ == "__main__":
    sys.path[:0] = [str(Path(__file__).resolve().parents[1] / "support")]

from minutebook.redact import redact_text

from secret_cases import GROUPS, Case, is_hidden, make_look_alikes, make_secrets

# Two sets that share no value and no context of a secret: seed and family.
SETS = ((20_260_101, 0), (20_260_202, 1))
RECALL_FLOOR = 0.97
MAX_FALSE_HITS = 0

Hide = Callable[[list[str]], list[str]]
_HIDDEN = "[redacted: other]"


@dataclass(frozen=True)
class Measurement:
    """What one tool hid of one set of secrets and look-alikes."""

    cases: Counter[str]
    hidden: Counter[str]
    missed: list[Case]
    false_hits: list[Case]

    @property
    def recall(self) -> float:
        return self.hidden.total() / self.cases.total()


def measure(hide: Hide, seed: int, family: int) -> Measurement:
    secrets, look_alikes = make_secrets(seed, family), make_look_alikes(seed)
    redacted = hide([case.text for case in (*secrets, *look_alikes)])
    missed = [
        case for case, text in zip(secrets, redacted, strict=False) if not is_hidden(case, text)
    ]
    false_hits = [
        case
        for case, text in zip(look_alikes, redacted[len(secrets) :], strict=True)
        if text != case.text
    ]
    cases = Counter(case.group for case in secrets)
    return Measurement(cases, cases - Counter(case.group for case in missed), missed, false_hits)


def list_tools() -> dict[str, Hide | str]:
    """The tools to compare: how each hides texts, or why it cannot be asked."""
    return {
        "minutebook": hide_with_minutebook,
        "gitleaks": hide_with_gitleaks if shutil.which("gitleaks") else "not on PATH",
        "detect-secrets": hide_with_detect_secrets
        if importlib.util.find_spec("detect_secrets")
        else "pip install --group bench",
    }


def hide_with_minutebook(texts: list[str]) -> list[str]:
    return [redact_text(text).text for text in texts]


def hide_with_gitleaks(texts: list[str]) -> list[str]:
    """What `gitleaks dir` reports with its own rules and decoding, as it is installed."""
    with tempfile.TemporaryDirectory() as folder:
        for index, text in enumerate(texts):
            Path(folder, f"{index}.txt").write_bytes(text.encode())
        command = ["gitleaks", "dir", folder, "--no-banner", "--exit-code", "0", "-l", "error"]
        command += ["--report-format", "json", "--report-path", "-"]
        report = subprocess.run(command, check=True, capture_output=True, cwd=folder).stdout
    redacted = list(texts)
    for finding in json.loads(report):
        index = int(Path(finding["File"]).stem)
        found = finding["Secret"]
        if found in texts[index]:
            redacted[index] = redacted[index].replace(found, _HIDDEN)
        elif redacted[index] == texts[index]:  # what it decoded first is known by its place alone
            start, end = _find_span(texts[index], finding)
            redacted[index] = texts[index][:start] + _HIDDEN + texts[index][end:]
    return redacted


def _find_span(text: str, finding: dict[str, int]) -> tuple[int, int]:
    """The span of a finding of gitleaks; columns count from 1, after the first line from 2."""
    lines = text.split("\n")

    def find_offset(line: int, column: int) -> int:
        return (
            sum(len(before) + 1 for before in lines[: line - 1]) + column - (1 if line == 1 else 2)
        )

    start = find_offset(finding["StartLine"], finding["StartColumn"])
    return start, find_offset(finding["EndLine"], finding["EndColumn"]) + 1


def hide_with_detect_secrets(texts: list[str]) -> list[str]:
    """What its plugins and filters report when they are as they come."""
    from detect_secrets.core.scan import scan_file
    from detect_secrets.settings import default_settings

    redacted = []
    with tempfile.TemporaryDirectory() as folder, default_settings():
        for index, text in enumerate(texts):
            path = Path(folder, f"{index}.txt")
            path.write_bytes(text.encode())
            found = [secret.secret_value for secret in scan_file(str(path))]
            for value in sorted(filter(None, found), key=len, reverse=True):
                text = text.replace(value, _HIDDEN)
            redacted.append(text)
    return redacted


def count_excess() -> tuple[int, int]:
    """The characters that we hide beside the secrets, and how many there are beside them."""
    excess = context = 0
    for seed, family in SETS:
        for case in make_secrets(seed, family):
            if case.is_broken:
                continue
            beside = [True] * len(case.text)
            for secret in case.secrets:
                start = case.text.find(secret)
                while start >= 0:
                    beside[start : start + len(secret)] = [False] * len(secret)
                    start = case.text.find(secret, start + 1)
            context += sum(beside)
            for span in redact_text(case.text).hidden_spans:
                excess += sum(beside[span.start : span.end])
    return excess, context


def format_table(measured: dict[str, list[Measurement] | str]) -> Iterator[str]:
    """Lines of a table: a row for each group, a column for each tool; a table for each set."""
    for number in range(len(SETS)):
        yield f"set {number + 1:<12}{'cases':>6}" + "".join(f"{tool:>16}" for tool in measured)
        columns = [
            results if isinstance(results, str) else results[number]
            for results in measured.values()
        ]
        ours = columns[0]
        assert isinstance(ours, Measurement)
        for group in (*GROUPS, "all"):
            count = ours.cases[group] if group != "all" else ours.cases.total()
            yield f"{group:<16}{count:>6}" + "".join(
                f"{_format_share(column, group):>16}" for column in columns
            )
        yield f"{'false hits':<22}" + "".join(
            f"{'-' if isinstance(column, str) else len(column.false_hits):>16}"
            for column in columns
        )
    for tool, results in measured.items():
        if isinstance(results, str):
            yield f"{tool}: not measured ({results})"


def _format_share(column: Measurement | str, group: str) -> str:
    if isinstance(column, str):
        return "-"
    if group == "all":
        return f"{100 * column.recall:.1f} %"
    return f"{100 * column.hidden[group] / column.cases[group]:.1f} %"


def measure_all() -> dict[str, list[Measurement] | str]:
    return {
        tool: hide if isinstance(hide, str) else [measure(hide, *chosen) for chosen in SETS]
        for tool, hide in list_tools().items()
    }


def format_misses(measurements: list[Measurement]) -> Iterator[str]:
    """A line for each missed secret and each altered look-alike, with the text shortened."""
    for number, measurement in enumerate(measurements, 1):
        for kind, cases in (("missed", measurement.missed), ("altered", measurement.false_hits)):
            for case in cases:
                text = repr(case.text)[1:-1]
                short = text if len(text) < 200 else f"{text[:130]} … {text[-60:]}"
                yield f"{kind} in set {number}: {case.group}/{case.name}: {short}"


if __name__ == "__main__":
    everything = measure_all()
    print("\n".join(format_table(everything)))
    ours = everything["minutebook"]
    assert isinstance(ours, list)
    print("\n".join(format_misses(ours)))
