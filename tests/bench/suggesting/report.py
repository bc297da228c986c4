"""What is printed of a measurement, and the file with all titles."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np

from suggesting import title_match
from suggesting.corpus import Array, Corpus, Mask
from suggesting.figures import (
    Figure,
    Separation,
    compute_auc,
    correlate_ranks,
    draw_weights,
    measure_interval,
    measure_separations,
    measure_share,
)

TITLES = Path(__file__).with_name("TITLES.md")
_MARKUP = re.compile(r"([\\`*_{}\[\]<>|#~])")
_TITLES_HEAD = """# Suggested titles beside those of the decisions

Written by `python tests/bench/suggesting/measure.py --titles`. A row is a change that came with a
decision and that is suggested with its organisation held out of the fit, the highest log-odds first.
`headline` says that no topic was found: the title is the message's first line, or says where the
change is. Whether a title matches is told by the rule in [title_match.py](title_match.py); titles
of decisions that are none are unreadable and do not count.

"""


def format_report(corpus: Corpus, points: Array, is_suggested: Mask) -> list[str]:
    """All figures, held out, beside those of the diff's length and the number of files."""
    draws = draw_weights(corpus)
    contenders = {
        "suggest": points,
        "length of the diff alone": corpus.length,
        "number of files alone": corpus.files,
    }
    tables = {
        name: measure_separations(values, corpus, draws) for name, values in contenders.items()
    }
    width = max(len(name) for name in tables["suggest"])
    lines = [
        "Organisations held out one at a time. In brackets: 95 of 100 draws of the repositories.",
        "",
        f"{'':<{width}}  " + "  ".join(f"{name:<24}" for name in contenders),
    ]
    for what in tables["suggest"]:
        row = "  ".join(f"{figures[what]!s:<24}" for figures in tables.values())
        lines.append(f"{what:<{width}}  {row}".rstrip())
    lines += ["", *_format_gains(corpus, points, draws), ""]
    lines += _format_threshold(corpus, is_suggested, draws)
    return [*lines, "", *_format_titles(corpus, is_suggested, draws)]


def _format_gains(corpus: Corpus, points: Array, draws: Array) -> list[str]:
    """What the score adds to length, and how much of it length explains."""
    lines = []
    for sample, others in (("random", corpus.random), ("size-matched", corpus.matched)):
        ours, length = (
            Separation(values, corpus.decision, others) for values in (points, corpus.length)
        )
        gain = measure_interval(
            lambda weights, ours=ours, length=length: (
                ours.compute_auc(weights) - length.compute_auc(weights)
            ),
            draws,
        )
        lines.append(f"AUC decision, {sample}, above the length's: {gain}")
    rows = corpus.ordinary
    correlation = correlate_ranks(points[rows], corpus.length[rows])
    lines.append(f"rank correlation with length among ordinary changes: {correlation:.2f}")
    log_length = np.log(corpus.length + 1)
    slope = np.polyfit(log_length[rows], points[rows], 1)
    rest = points - np.polyval(slope, log_length)
    lines.append(
        "AUC decision of what length does not explain of the score: "
        f"random {compute_auc(rest, corpus.decision, corpus.random):.3f}, "
        f"size-matched {compute_auc(rest, corpus.decision, corpus.matched):.3f}"
    )
    aucs = [
        compute_auc(points, in_repository & corpus.positive, in_repository & corpus.ordinary)
        for in_repository in (corpus.repository == name for name in np.unique(corpus.repository))
        if (in_repository & corpus.positive).sum() >= 2
        and (in_repository & corpus.ordinary).sum() >= 2
    ]
    lines.append(
        f"AUC decision+adoption within a repository: median {np.median(aucs):.3f} of {len(aucs)}"
    )
    return lines


def measure_threshold(corpus: Corpus, is_suggested: Mask, draws: Array) -> dict[str, Figure]:
    """The shares that are suggested, by which changes."""
    return {
        name: measure_share(is_suggested, rows, draws)
        for name, rows in (
            ("random ordinary changes", corpus.random),
            ("size-matched ordinary changes", corpus.matched),
            ("bumps", corpus.bump),
            ("decisions", corpus.decision),
            ("adoptions", corpus.adoption),
        )
    }


def _format_threshold(corpus: Corpus, is_suggested: Mask, draws: Array) -> list[str]:
    shares = measure_threshold(corpus, is_suggested, draws)
    return ["at the threshold, of 100:"] + [
        f"  {100 * share.value:5.1f} [{100 * share.low:.1f}-{100 * share.high:.1f}] {name}"
        for name, share in shares.items()
    ]


def judge_titles(corpus: Corpus, is_suggested: Mask) -> dict[int, bool | None]:
    """Whether the title of each suggested decision matches; None where it is unreadable."""
    return {
        row: title_match.is_match(proposal)
        for row, proposal in corpus.proposals.items()
        if is_suggested[row]
    }


def _format_titles(corpus: Corpus, is_suggested: Mask, draws: Array) -> list[str]:
    verdicts = judge_titles(corpus, is_suggested)
    rows, is_matching = np.zeros_like(corpus.decision), np.zeros_like(corpus.decision)
    for row, verdict in verdicts.items():
        rows[row], is_matching[row] = verdict is not None, bool(verdict)
    share = measure_share(is_matching, rows, draws)
    headlines = [row for row in verdicts if corpus.proposals[row].is_headline and rows[row]]
    everything = [title_match.is_match(proposal) for proposal in corpus.proposals.values()]
    readable = [verdict for verdict in everything if verdict is not None]
    unreadable = sum(verdict is None for verdict in verdicts.values())
    matching, judged = int(is_matching.sum()), int(rows.sum())
    matching_headlines = int(is_matching[headlines].sum())
    lines = []
    lines.append(
        f"titles of suggested decisions that match the ADR's: {matching} of {judged}, {100 * share.value:.0f} "
        f"[{100 * share.low:.0f}-{100 * share.high:.0f}] of 100; {unreadable} are unreadable and left out"
    )
    lines.append(
        f"  by what they come from: the message's headline alone {matching_headlines} of {len(headlines)}, "
        f"topics {matching - matching_headlines} of {judged - len(headlines)}"
    )
    lines.append(f"  were all decisions suggested: {sum(readable)} of {len(readable)}")
    return [*lines, "", *str(title_match.__doc__).strip().split("\n")]


def format_titles(corpus: Corpus, points: Array, is_suggested: Mask) -> str:
    """The page of all suggested titles beside those of the decisions."""
    verdicts = judge_titles(corpus, is_suggested)
    rows = [
        "| log-odds | suggested | decision | match | from |",
        "| ----: | --- | --- | --- | --- |",
    ]
    for row in sorted(verdicts, key=lambda row: (-points[row], row)):
        proposal, verdict = corpus.proposals[row], verdicts[row]
        real_title = "".join(char for char in proposal.real_title if char.isprintable())
        verdict_word = {True: "yes", False: "no", None: "unreadable"}[verdict]
        rows.append(
            f"| {points[row]:+.2f} | {_escape(proposal.title)} | {_escape(real_title)} "
            f"| {verdict_word} | {'headline' if proposal.is_headline else 'topic'} |"
        )
    return _TITLES_HEAD + "\n".join(rows) + "\n"


def _escape(text: str) -> str:
    return _MARKUP.sub(r"\\\1", " ".join(text.split()))
