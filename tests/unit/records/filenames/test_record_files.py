"""Which files are records: paths in, the records among them out."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from minutebook.records.filenames import (
    choose_unnumbered,
    is_record,
    locate_name,
    parse_path,
    select_records,
    stands_for_folder,
)
from minutebook.records.model import ADR, PHR, ROOT, Folder

DECISIONS = Folder(ADR, "d")
PROMPTS = Folder(PHR, "p")


def select(*names: str) -> list[str]:
    """The records among the files of a folder of decisions, whose pages say nothing."""
    return select_by_text(dict.fromkeys(names, ""))


def select_by_text(texts: Mapping[str, str]) -> list[str]:
    """The records among the files of a folder of decisions, by name."""
    paths = [f"d/{name}" for name in texts]
    selected = select_records([DECISIONS], paths, lambda path: texts[path.removeprefix("d/")])
    return [path.removeprefix("d/") for path in selected]


def make_page(title: str, status: str = "Accepted") -> str:
    return f"# {title}\n\n## Status\n\n{status}\n\n## Context\n\nC.\n\n## Decision\n\nD.\n"


@pytest.mark.parametrize(
    "name",
    """
    README.md readme.de.md README_zh-CN.md README-2025.md README-2026-0-2.md README-2026-750.md
    README-undated-0-3.md index.md index.fr.md _index.md _sidebar.md
    CONTRIBUTING.md CHANGELOG.md LICENSE.md CODEOWNERS.md CODE_OF_CONDUCT.md
    CLAUDE.md AGENTS.md AGENT.md GEMINI.md copilot-instructions.md .cursorrules.md SKILL.md
    glossary.md Glossar.adoc SUMMARY.md toc.rst contents.md table-of-contents.md
    overview-of-adrs.md decision-log.md adr-index.md ADR_List.md index-of-decisions.md adrs.md
    how-to-write-an-adr.md adr-process.md
    template.md template-short.md adr-template.md 0000-template.md TEMPLATE.de.md template.rst
    adr_template_minimal.md decision-record-template.adoc 000-adr-template.md sample.md
    example-adr.md adr-sample.org 0000-example.md NNNN-title.md XXXX-short-title.md adr-0000-title.md
    samples/0001-a.md examples/0002-b.md images/caption.md assets/readme-figures.md .hidden/0001-a.md
    0001-a.txt 0001-a.png
    """.split(),  # noqa: SIM905
)
def test_pages_that_are_no_records(name: str) -> None:
    assert select(name) == []
    assert not is_record(DECISIONS, f"d/{name}")


@pytest.mark.parametrize(
    "name",
    """
    0001-a.md 0001-a.MD 0001-a.adoc 0001-a.asciidoc 0001-a.RST 0001-a.org 0001-a.mdx 0001-a.markdown
    use-redis.md README-ours.md 0012-use-email-template.md 0005-adr-template.md 0007-glossary.md
    2024-01-02-notes.md adr-for-sample-rates.md example-driven-tests.md log-in-json.md
    images/0003-use-svg.md images/2024-01-02-svg.md 0000-use-adrs.md sub/0001-a.md zero.md
    process.md log.md guidelines.md 0003-use-x-review.md 0003-notes.md 0003-use-x.de.md de/0003-use-x.md title.md
    """.split(),  # noqa: SIM905
)
def test_pages_that_are_records(name: str) -> None:
    assert select_by_text({name: make_page("Some choice")}) == [name]
    assert is_record(DECISIONS, f"d/{name}")


@pytest.mark.parametrize(
    ("records", "others"),
    [
        # one record a folder
        ("001-x/index.md", "001-x/notes.md 001-x/img/caption.md"),
        ("002-y/adr.md", "002-y/README.md 002-y/review.md"),
        ("003-z/003-z.md", "003-z/README.md 003-z/003-review.md 003-z/004-step.md"),
        ("004-q/README.md", "004-q/questions.md"),
        ("005-x/decision.md", "005-x/index.adoc"),
        ("006-x/decision-record.rst", "006-x/appendix.md"),
        ("2023-01-10-a/README.md", "2023-01-10-a/interview.md"),
        ("001-x/adr.md", "001-x/adr.adoc"),
        # a folder of records
        ("01-infra/0001-a.md 01-infra/0002-b.md", "01-infra/README.md"),
        ("01-infra/2024-01-02-a.md", "01-infra/index.md"),
        ("01-infra/use-x.md 01-infra/use-y.md", "01-infra/README.md"),
        ("1-use-x/README.md", "1-use-x/notes.md 1-use-x/review.md 1-use-x/costs.md"),
        ("auth/adr.md", "auth/index.md auth/README.md"),
        ("2024/0001-a.md", "2024/README.md"),
        ("004-w/w.md", "004-w/costs.md"),
        ("2024-05-06-use-x/use-x.md", "2024-05-06-use-x/README.md"),
        ("007-t/en.md", "007-t/de.md 007-t/fr.md"),
        ("007-t/de.md", "007-t/fr.md"),
        ("007-t/t.md", "007-t/de.md"),
        ("01-data/data.md 01-data/lake.md", ""),
        # what lies beside a record
        ("003-z.md", "003-z/options.md 003-z/003-costs.md"),
        ("003-z/003-choice.md", "003-z/options.md"),
        ("003-z.md 003-z/004-step.md 003-z/2024-01-02-talk.md", ""),
        ("0028-l.md", "images/0029-m.md img/0028-l.md"),
    ],
)
def test_folders_that_are_one_record(records: str, others: str) -> None:
    assert select(*records.split(), *others.split()) == sorted(records.split())


@pytest.mark.parametrize(
    ("records", "others"),
    [
        ("0003-use-x.md", "0003-use-x.de.md 0003-use-x.zh-CN.md 0003-use-x_fr.md"),
        ("0003-use-x.md", "0003-nutze-x.de.md 0003-utiliser-x.fr.md"),
        ("0003-use-x.md", "0003-use-x-review.md 0003-use-x.review.md 0003-use-x-review-2.md"),
        ("0003-use-x.md", "0003-use-x-debate.md 0003-use-x-debate-log.md 0003-notes.md"),
        ("0003-use-x.md", "0003-use-x-appendix-a.md 0003-use-x.orig.md 0003-use-x-plan.md"),
        ("0003-use-x.md", "0003-debate-log.md 0003-review-1.md"),
        ("0003-use-x.md", "0003-use-x.adoc 0003-use-x.rst"),
        ("0003-use-x.adoc", "0003-use-x.rst"),
        ("0003-x.en.md", "0003-x.de.md 0003-x.fr.md"),
        ("0003-x.de.md", "0003-x.fr.md"),
        ("use-x.md", "use-x.de.md use-x-review.md"),
        ("2024-01-02-x.md", "2024-01-02-x-notes.md"),
        ("0003-use-x.md", "reviews/0003-use-x.md notes/thoughts.md"),
        ("0003-use-x.md 0004-y.md", "de/0003-use-x.md zh-CN/0004-y.md translations/fr/0003-x.md"),
        ("0003-use-x.md 0004-y.md", "de/0003-nutze-x.md de/0004-ypsilon.md"),
        ("en/0003-x.md en/0004-y.md", "de/0003-x.md fr/0003-x.md"),
        ("de/0003-x.md de/0004-y.md", "fr/0003-x.md"),
        ("0003-use-x.md", "i18n/fr/0003-x.md"),
        ("it/0003-mail.md 0003-use-x.md", ""),
        ("de/0009-other.md 0003-use-x.md", ""),
        # not what accompanies another page
        ("0003-use-x.md 0003-use-y.md", ""),
        ("0003-use-x.md 0003-use-x-in-tests.md", ""),
        ("0003-use-x.md 0003-code-review.md", ""),
        ("0003-use-x.md 0004-use-x-review.md", ""),
        ("0003-review.md 0003-notes.md", ""),
        ("0003-log.md", "0003-log-it.md"),
        ("0003-review-in.md", "0003-review.md"),
        ("0003-use-x.md", "0003-log.md 0003-log-it.md 0003-questions.md"),
        ("0003-use-x.md", "0003-implementation-plan.md"),
        ("0001-a.md en/0002-b.md", "de/0002-b.md fr/0002-be.md"),
        ("0001-a.md fr/0002-be.md", "de/0002-b.md fr/0001-a.md"),
        ("024-x.md 024a-notes.md", ""),
        ("0003-use-go.md 0003-use-it.md", ""),
        ("0003-a.md 0003-A.md", ""),
        ("reviews/0009-z.md 0003-use-x.md", ""),
        ("reviews/2024-01-02-z.md", ""),
        ("0003-use-x-2.md 0003-use-x.md", ""),
        ("audit.md audit-log.md database.md database-backup.md", ""),
        ("move-to.md move-to-it.md", ""),
        ("0003-use-x.md", "0003-use-x-de.md 0003-use-x-comparison.md"),
    ],
)
def test_companions_are_no_records(records: str, others: str) -> None:
    assert select(*records.split(), *others.split()) == sorted(records.split())


@pytest.mark.parametrize(
    "name",
    [
        *("0002-kafka-review.md", "0002-notes.md", "0002-log.md", "0002-kafka-log.md"),
        *("0002-kafka-id.md", "0002-kafka-no.md", "0002-kafka-de.md", "0002-kafka-copy.md"),
        *("0002-plan.md", "reviews/0002-code.md", "notes/0002-kafka-log.md", "notes/plain.md"),
        *("images/0002-charts.md", "0002-kafka/options.md"),
    ],
)
def test_a_name_alone_hides_no_decision(name: str) -> None:
    first = {"0002-kafka.md": make_page("2. Kafka")}
    assert select_by_text({**first, name: make_page("2. Keep it all")}) == sorted([*first, name])
    # It says nothing of its own, no status, nothing but that, or what the other page says.
    for text in (
        *("# 2. Keep it all\n\n## Context\n\nC.\n\n## Decision\n\nD.\n", "Status: accepted\n"),
        *("# Review of ADR-2\n\nStatus: done\n\nGood.\n",),
    ):
        assert select_by_text({**first, name: text}) == [*first]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("0002-kafka-copy.md", make_page("2. Kafka")),
        ("0002-kafka-de.md", "# Kafka hier\n\n## Status\n\nakzeptiert\n\n## Entscheidung\n\nJa.\n"),
        # whatever they say
        ("0002-kafka.de.md", make_page("2. Kafka here")),
        ("0002-kafka.orig.md", make_page("2. Kafka there")),
        ("0002-kafka.rst", make_page("2. Kafka")),
        ("de/0002-kafka.md", make_page("2. Kafka")),
    ],
)
def test_the_same_decision_again_is_none(name: str, text: str) -> None:
    first = {"0002-kafka.md": make_page("2. Kafka")}
    assert select_by_text({**first, name: text}) == [*first]


def test_a_decision_in_another_format_is_read_in_that_too() -> None:
    page = "= 2. Kafka log\n\n== Status\n\nAccepted\n\n== Context\n\nC.\n\n== Decision\n\nD.\n"
    texts = {"0002-kafka.md": make_page("2. Kafka"), "0002-kafka-log.adoc": page}
    assert select_by_text(texts) == sorted(texts)


def test_a_page_made_from_the_template_of_another_is_a_decision_as_well() -> None:
    pages = {
        f"0002-{name}.md": f"---\nstatus: {status}\n---\n# {name}\n\n## Why\n\nA.\n\n## What\n\nB.\n"
        for name, status in (("kafka", "accepted"), ("kafka-log", "proposed"), ("notes", ""))
    }
    assert select_by_text(pages) == ["0002-kafka-log.md", "0002-kafka.md"]
    pages["0002-kafka-log.md"] = "---\nstatus: done\n---\n# Log\n\n## What\n\nB.\n"
    assert select_by_text(pages) == ["0002-kafka.md"]


def test_prompts_have_no_companions_and_paths_elsewhere_are_left_out() -> None:
    paths = ["p/a/0001-x.prompt.md", "p/a/0001-x-notes.prompt.md", "p/a/0002-x.adoc", "x/0001-a.md"]
    assert list(select_records([PROMPTS, DECISIONS], paths, lambda _: "")) == sorted(paths[:2])


@pytest.mark.parametrize(
    ("folder", "path", "expected"),
    [
        (DECISIONS, "d/0001-x.md", ("0001-x.md", False)),
        (DECISIONS, "d/README.md", ("README.md", False)),
        (DECISIONS, "d/001-x/README.md", ("001-x", True)),
        (DECISIONS, "d/team/001-x/Index.adoc", ("001-x", True)),
        (DECISIONS, "d/team/adr.md", ("adr.md", False)),
        (DECISIONS, "d/2024-01-02-x/2024-01-02-x.md", ("2024-01-02-x", True)),
        (DECISIONS, "d/001-x/notes.md", ("notes.md", False)),
        (DECISIONS, "d/001-use-x/Use-X.md", ("001-use-x", True)),
        (DECISIONS, "d/001-use-x/de.md", ("001-use-x", True)),
        (DECISIONS, "d/01-data/data.md", ("data.md", False)),
        (PROMPTS, "p/001-x/index.md", ("index.md", False)),
        (PROMPTS, "p/001-x/README.md", ("001-x", False)),
    ],
)
def test_what_names_a_record(folder: Folder, path: str, expected: tuple[str, bool]) -> None:
    assert locate_name(folder, path) == expected


def test_the_number_of_a_folder() -> None:
    parsed = parse_path(DECISIONS, "d/007-use-x/adr.md")
    assert (parsed.number, parsed.slug) == (7, "use-x")


@pytest.mark.parametrize(
    ("folder", "page", "expected"),
    [
        ("001-x", "README.md", True),
        ("001-x", "001-X.rst", True),
        ("001-x", "notes.md", False),
        ("001-x", "adr.png", False),
        ("2024", "README.md", False),
        ("auth", "adr.md", False),
    ],
)
def test_pages_that_stand_for_their_folder(folder: str, page: str, expected: bool) -> None:
    assert stands_for_folder(folder, page) is expected


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ("0001-a.md use-x.md README.md template.md", {"use-x.md"}),
        ("12-a.md 2024-01-02-b.md", {"2024-01-02-b.md"}),
        ("2024-01-02-b.md use-x.md", set()),
        ("use-x.md use-y.adoc notes.txt", {"use-x.md", "use-y.adoc"}),
        ("", set()),
    ],
)
def test_pages_that_are_read_for_their_number(names: str, expected: set[str]) -> None:
    assert choose_unnumbered(names.split()) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("#10 - x.md", True),
        ("(009) x.md", True),
        ("[12] x.md", True),
        ("№7 x.md", True),
        ("10-rules.md", False),
        ("#2026 plans.md", False),
        ("2026-plans.md", False),
    ],
)
def test_numbers_with_signs_in_the_top(name: str, expected: bool) -> None:
    assert is_record(Folder(ADR, ROOT), name) is expected
