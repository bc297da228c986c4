"""What is told from what merely comes along: what replaces a technology."""

from __future__ import annotations

import pytest

from minutebook.suggest import change
from minutebook.suggest.catalogue.catalogue import load_catalogue


def detect(diff, texts=None):
    """The topics of a diff."""
    return change.read_change(diff, texts or {}, load_catalogue()).topics


def make_diff(**texts):
    """A diff of files by path, each a hunk: lines with their signs."""
    parts = []
    for path, text in texts.items():
        lines = text.split("\n")
        old, new = (sum(line[0] in signs for line in lines) for signs in (" -", " +"))
        header = [f"diff --git a/{path} b/{path}", f"--- a/{path}", f"+++ b/{path}"]
        parts += [*header, f"@@ -1,{old} +1,{new} @@", *lines]
    return "\n".join(parts) + "\n"


def replace_in(removed, added, *, in_other_file=False):
    """A diff of package.json where a line goes and one comes, the latter perhaps elsewhere."""
    old = f' {{\n-  "{removed}": "^1.0.0",\n   "left": "^1.0.0"\n }}'
    new = f' {{\n+  "{added}": "^1.0.0",\n   "left": "^1.0.0"\n }}'
    if in_other_file:
        return make_diff(**{
            "web/package.json": f' "devDependencies": {old}',
            "api/package.json": f' "devDependencies": {new}',
        })  # fmt: skip
    both = f' {{\n-  "{removed}": "^1.0.0",\n+  "{added}": "^1.0.0",\n   "left": "^1.0.0"\n }}'
    return make_diff(**{"package.json": f' "devDependencies": {both}'})


def summarize(diff, message=""):
    return {(topic.technology, topic.instead) for topic in detect(diff, {"message": message})}


@pytest.mark.parametrize(
    ("in_other_file", "message", "expected"),
    [
        (False, "", {("ESLint", "Prettier")}),
        # Tools of one field are used beside each other: elsewhere, a text has to say it.
        (True, "", {("ESLint", ""), ("Prettier", "")}),
        (True, "Replace Prettier with ESLint", {("ESLint", "Prettier")}),
    ],
)
def test_tools_that_are_used_beside_each_other(in_other_file, message, expected):
    diff = replace_in("prettier", "eslint", in_other_file=in_other_file)
    assert summarize(diff, message) == expected


def test_of_several_that_go_the_one_of_the_same_manifest_is_replaced():
    diff = make_diff(**{
        "web/package.json": ' "dependencies": {\n-  "express": "^4",\n+  "fastify": "^4",\n   "left": "1"\n }',
        "api/package.json": ' "dependencies": {\n-  "koa": "^2",\n   "left": "1"\n }',
    })  # fmt: skip
    assert summarize(diff) == {("Fastify", "Express"), ("Koa", "")}


def test_the_standard_library_replaces_a_dependency():
    diff = make_diff(**{
        "Ledger.csproj": ' <ItemGroup>\n-<PackageReference Include="Newtonsoft.Json" Version="13.0.3" />\n </ItemGroup>',
        "Export.cs": "-using Newtonsoft.Json;\n+using System.Text.Json;\n class Export {}",
    })  # fmt: skip
    assert summarize(diff) == {("System.Text.Json", "Json.NET")}


def test_what_is_used_in_a_sample_is_less_certain():
    line = ' "dependencies": {\n+  "fastify": "^4",\n   "left": "1"\n }'
    [product] = detect(make_diff(**{"package.json": line}))
    [sample] = detect(make_diff(**{"samples/berths/package.json": line}))
    assert sample.strength < product.strength


def test_what_the_headline_names_comes_first():
    line = ' "dependencies": {\n+  "fastify": "^4",\n+  "ioredis": "^5",\n   "left": "1"\n }'
    diff = make_diff(**{"package.json": line})
    first, *_ = detect(diff, {"message": "Serve berths"})
    assert first.technology == "Fastify"
    first, *_ = detect(diff, {"message": "Keep pages in Redis"})
    assert first.technology == "Redis"
