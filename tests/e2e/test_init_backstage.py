"""`minutebook init --backstage`: one line more in the descriptor, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from minutebook.operations.transfer.outgoing import backstage_catalog

from command_runner import Runner
from json_documents import validate_document

LINE = "backstage.io/adr-location: docs/adr"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "kind: Component\nmetadata:\n  name: a # b\n  tags: [x]\n",
            f"kind: Component\nmetadata:\n  name: a # b\n  annotations:\n    {LINE}\n  tags: [x]\n",
        ),
        (
            "kind: Component\nmetadata:\n    annotations:\n        # c\n        x/y: z\n    name: a",
            f"kind: Component\nmetadata:\n    annotations:\n        {LINE}\n        # c\n        x/y: z\n    name: a",
        ),
        (
            "kind: System\nmetadata: {name: s}\n---\nkind: Component\nmetadata:\n  name: a\n---\nkind: Component\nmetadata:\n  name: b\n",
            f"kind: System\nmetadata: {{name: s}}\n---\nkind: Component\nmetadata:\n  name: a\n  annotations:\n    {LINE}\n---\nkind: Component\nmetadata:\n  name: b\n",
        ),
        (
            "kind: Component\r\nmetadata:\r\n  name: a\r\n",
            f"kind: Component\r\nmetadata:\r\n  name: a\r\n  annotations:\r\n    {LINE}\r\n",
        ),
        (
            "kind: Component\nmetadata:\n  annotations: {}\n  name: a\n",
            f"kind: Component\nmetadata:\n  annotations: \n    {LINE}\n  name: a\n",
        ),
        (
            "kind: Component\nmetadata:\n  annotations:\n  name: a\n",
            f"kind: Component\nmetadata:\n  annotations:\n    {LINE}\n  name: a\n",
        ),
        (
            "kind: Component\nmetadata:\n  title: >\n    long\n    text\n  description: a",
            f"kind: Component\nmetadata:\n  annotations:\n    {LINE}\n  title: >\n    long\n    text\n  description: a",
        ),
        *(
            (
                f"kind: Component\nmetadata:\n  annotations:\n    backstage.io/adr-location:{value}\n    a: b\n",
                f"kind: Component\nmetadata:\n  annotations:\n    {LINE}{rest}\n    a: b\n",
            )
            for value, rest in [
                ("", ""),
                (' ""', ""),
                (" ''", ""),
                (" ~", ""),
                (" null # c", " # c"),
                (" # c", " # c"),
            ]
        ),
        (
            "kind: Component\nmetadata:\n  annotations: {backstage.io/adr-location: ''}",
            f"kind: Component\nmetadata:\n  annotations: {{{LINE}}}",
        ),
    ],
)
def test_the_line_is_all_that_is_new(before: str, after: str) -> None:
    stated, edited = backstage_catalog.add_annotation(before, "docs/adr")
    assert stated == ""
    assert edited == after
    documents = list(yaml.safe_load_all(edited))
    component = next(each for each in documents if each["kind"] == "Component")
    assert component["metadata"]["annotations"]["backstage.io/adr-location"] == "docs/adr"


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("kind: Component\nmetadata: {name: a}\n", "no metadata in lines of their own"),
        ("kind: Component\nmetadata:\n  annotations: {a: b}\n", "in one line, in braces"),
        ("kind: Component\nmetadata:\n  annotations: [a]\n", "annotations are no mapping"),
        ("kind: Component\nmetadata:\n  annotations:\n    a: b\n  annotations:\n    c: d\n", "annotations twice"),
        ("kind: System\nmetadata:\n  name: a\n---\nkind: API\n", "(seen: System, API)"),
        ("", "it is empty"),
        ("kind: Component\nmetadata:\n  annotations:\n    backstage.io/adr-location: [a]\n", "adr-location is no text"),
        ("kind: {{ kind }\n", "line 2"),
        ("kind: Component\nmetadata:\n  a: &x\n    b: c\n  annotations: *x\n", "the annotation finds no place in it"),
    ],
)  # fmt: skip
def test_what_cannot_be_edited_is_left_and_said(
    repo: Path, run: Runner, text: str, seen: str
) -> None:
    (repo / "catalog-info.yaml").write_text(text)

    refusal = run("init", "--backstage")

    assert refusal.exit > 0
    assert seen in refusal.err
    assert (repo / "catalog-info.yaml").read_text() == text
    assert not (repo / "minutebook.toml").exists()


def test_it_is_written_once_and_only_on_request(repo: Path, run: Runner) -> None:
    run("init").ok()
    assert not (repo / "catalog-info.yaml").exists()

    dry = run("init", "--backstage", "--dry-run").ok()
    assert not (repo / "catalog-info.yaml").exists()
    assert "backstage.io/adr-location: decisions" in dry.out
    printed = run("init", "--backstage").ok().out
    assert "catalog-info.yaml is new: set its owner" in printed
    written = (repo / "catalog-info.yaml").read_text()

    again = run("init", "--backstage").ok().out

    assert "already there: backstage.io/adr-location: decisions" in again
    assert (repo / "catalog-info.yaml").read_text() == written
    (document,) = yaml.safe_load_all(written)
    assert document["metadata"]["annotations"] == {"backstage.io/adr-location": "decisions"}


def test_another_place_that_people_wrote_stays(repo: Path, run: Runner) -> None:
    run("init").ok()
    text = "kind: Component\nmetadata:\n  annotations:\n    backstage.io/adr-location: https://x.example/adr\n"
    (repo / "catalog-info.yml").write_text(text)

    result = run("init", "--backstage", "--json").ok()

    document = result.json
    validate_document("init", document)
    assert document["catalog"] == {
        "path": "catalog-info.yml",
        "state": "other",
        "location": "https://x.example/adr",
    }
    assert document["writes"] == []
    assert (repo / "catalog-info.yml").read_text() == text


@pytest.mark.parametrize(
    ("folder", "name"),
    [
        ("shop", "shop"),
        ("My Repo \u00fc!", "my-repo-u"),
        ("\u65e5\u672c", "component"),
        (".config_a.b--c_", "config_a.b-c"),
        ("a" * 62 + "-b", "a" * 62),
    ],
)
def test_a_component_has_a_name_that_backstage_takes(folder: str, name: str) -> None:
    assert backstage_catalog.make_name(folder) == name


def test_an_empty_value_is_filled_in(repo: Path, run: Runner) -> None:
    run("init").ok()
    text = "kind: Component\nmetadata:\n  annotations:\n    backstage.io/adr-location:{}\n"
    (repo / "catalog-info.yaml").write_text(text.format(""))
    assert run("init", "--backstage").ok().out == "wrote catalog-info.yaml\n"
    assert (repo / "catalog-info.yaml").read_text() == text.format(" decisions")


def test_components_without_the_annotation_are_named(repo: Path, run: Runner) -> None:
    run("init").ok()
    (repo / "web").mkdir()
    component = "kind: Component\nmetadata:\n  name: a\n"
    (repo / "web/catalog-info.yaml").write_text(component)
    assert "stay as they are: web/catalog-info.yaml\n" in run("init", "--backstage").ok().err

    (repo / "catalog-info.yaml").write_text(f"{component}---\n{component}")
    assert "note: catalog-info.yaml has 2 components" in run("init", "--backstage").ok().err
    (repo / "catalog-info.yaml").write_text(component)
    assert run("init", "--backstage").ok().err == ""
