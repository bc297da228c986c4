"""The dialects that the package holds, and one more that is added as a file."""

from __future__ import annotations

import pkgutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from minutebook.records import adr, reader
from minutebook.records.adr import dialects
from minutebook.records.model import ADR, Folder, Link
from minutebook.text import frontmatter

from paths import TEMPLATES

# A format of asciidoctor's kind: `:status: accepted`, `:supersedes: 0001-a`.
TOY_MODULE = """
import re

from minutebook.records.adr.dialects import Dialect, StatedFacts
from minutebook.records.model import Link


def read_attribute(text, name):
    match = re.search(rf"(?m)^:{name}: *(.*)$", text)
    return match[1] if match else None


def read_facts(survey, front_matter):
    targets = re.findall(r"(?m)^:(supersedes|superseded-by): *(.*)$", survey.text)
    return StatedFacts(
        status=read_attribute(survey.text, "status"),
        title=read_attribute(survey.text, "title") or "",
        date=read_attribute(survey.text, "date") or "",
        links=tuple(Link(relation, target) for relation, target in targets),
    )


def set_status(text, new):
    attributes = f":status: {new.status}" + (f"\\n:reason: {new.reason}" if new.reason else "")
    return re.sub(r"(?m)^:status:.*$", attributes, text)


def add_link(text, link):
    return f"{text}:{link.relation}: {link.target}\\n"


def remove_link(text, relation, matches, form):
    lines = text.splitlines(keepends=True)
    beginning = f":{relation}:"
    return "".join(
        line
        for line in lines
        if not line.startswith(beginning)
        or not matches(Link(relation, line.removeprefix(beginning).strip()))
    )


DIALECT = Dialect(
    name="attributes",
    priority=5,
    read_facts=read_facts,
    detect=lambda survey, front_matter: survey.text.startswith(":"),
    set_status=set_status,
    add_link=add_link,
    remove_link=remove_link,
)
"""
PAGE = ":title: Use Redis\n:status: Draft\n:date: 2020-01-02\n"


@pytest.fixture
def toy_dialect(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[dialects.Dialect]:
    (tmp_path / "attributes.py").write_text(TOY_MODULE, "utf-8")
    monkeypatch.setattr(dialects, "__path__", [*dialects.__path__, str(tmp_path)])
    monkeypatch.setattr(dialects, "MODULE_NAMES", (*dialects.MODULE_NAMES, "attributes"))
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    dialects.list_dialects.cache_clear()
    yield dialects.get_dialect("attributes")
    dialects.list_dialects.cache_clear()
    sys.modules.pop(f"{dialects.__name__}.attributes")
    del dialects.attributes


def read(page: str) -> adr.Facts:
    return adr.read_facts(page, frontmatter.parse(page)[0])


def test_a_dialect_in_one_file_is_listed_first_by_its_priority(
    toy_dialect: dialects.Dialect,
) -> None:
    names = [dialect.name for dialect in adr.list_dialects()]
    assert names == ["attributes", "front-matter", "bullet", "table", "nygard", "plain"]


def test_a_dialect_in_one_file_is_detected_and_read(toy_dialect: dialects.Dialect) -> None:
    facts = read(PAGE + ":supersedes: 0001-a\n")
    assert facts.dialect == "attributes"
    assert (facts.title, facts.status, facts.status_raw) == ("Use Redis", "proposed", "Draft")
    assert facts.date == "2020-01-02"
    assert facts.links == (Link("supersedes", "0001-a"),)
    assert read(":title: Use Redis\n").dialect == "attributes"  # by `detect`, without a status
    assert read("# A\n\n- Status: accepted\n").dialect == "bullet"


def test_a_record_of_a_dialect_in_one_file(toy_dialect: dialects.Dialect) -> None:
    record = reader.read_record(Folder(ADR, "decisions"), "decisions/0002-b.md", PAGE)
    assert (record.ref, record.dialect, record.state) == ("ADR-0002", "attributes", "proposed")


def test_a_page_of_a_dialect_in_one_file_is_edited(toy_dialect: dialects.Dialect) -> None:
    rejected = adr.set_status(PAGE, "attributes", "rejected", reason="slow", today="2025-01-01")
    assert rejected == PAGE.replace("Draft", "rejected\n:reason: Rejected on 2025-01-01: slow")
    linked = adr.add_link(PAGE, "attributes", "superseded-by", "5. B", "0005-b.md", "0005-b")
    assert linked == PAGE + ":superseded-by: 0005-b\n"
    assert read(linked).links == (Link("superseded-by", "0005-b"),)
    assert adr.remove_link(linked, "superseded-by", lambda link: link.target == "0005-b") == PAGE


def test_each_module_of_the_package_is_listed() -> None:
    modules = [module.name for module in pkgutil.iter_modules(dialects.__path__)]
    assert list(dialects.MODULE_NAMES) == sorted(modules)


def test_the_dialects_of_the_package() -> None:
    names = [dialect.name for dialect in adr.list_dialects()]
    assert names == ["front-matter", "bullet", "table", "nygard", "plain"]
    with pytest.raises(KeyError, match="attributes"):
        adr.get_dialect("attributes")


@pytest.mark.parametrize(
    ("template", "dialect"),
    [
        *((name, "front-matter") for name in ("madr", "madr-minimal", "y-statement")),
        ("spec-kit", "bullet"),
        ("nygard", "nygard"),
    ],
)
def test_a_new_page_is_of_the_dialect_of_its_template(template: str, dialect: str) -> None:
    from minutebook.records.drafting.adr_pages import render_adr
    from minutebook.records.drafting.drafts import AdrDraft

    source = (TEMPLATES / "adr" / f"{template}.md").read_text("utf-8")
    page = render_adr(AdrDraft("Use Redis", "accepted", "2020-01-02"), "0001", source)
    facts = read(page)
    assert (facts.dialect, facts.title, facts.status) == (dialect, "Use Redis", "accepted")
    assert facts.date == "2020-01-02"


def test_nothing_of_a_page_is_loaded_before_one_is_read(world: dict[str, str]) -> None:
    """What `new` imports must not load the dialects: it writes a page and reads none."""
    probe = "import sys; from minutebook.records import linking, reader; print(*sys.modules)"
    modules = subprocess.run(
        [sys.executable, "-c", probe], env=world, capture_output=True, text=True, check=True
    ).stdout.split()
    assert "minutebook.records.adr" in modules
    assert not any(
        module.startswith(("minutebook.records.adr.dialects", "minutebook.records.adr.survey"))
        for module in modules
    )


def test_the_public_surface_names_what_there_is() -> None:
    for name in adr.__all__:
        assert hasattr(adr, name)
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        _ = adr.nonsense
