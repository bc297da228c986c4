"""What each signal finds in a change, and what looks like it and is not found."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from file_diffs import diff
from minutebook.lean.values import replace
from minutebook.suggest import change
from minutebook.suggest.catalogue.catalogue import Catalogue, Category
from minutebook.suggest.change import Change
from minutebook.suggest.diff.patch import FileDiff
from minutebook.suggest.model import SIGNIFICANCE_TESTS, Evidence, Topic
from minutebook.suggest.signals import base
from minutebook.suggest.signals.base import EMPTY_RESULT, Location, Signal, SignalResult
from minutebook.suggest.signals.registry import SIGNALS
from minutebook.suggest.signals.topics import DROPPED_STRENGTH, STATED_STRENGTH, UNSTATED_STRENGTH

CATALOGUE = Catalogue(
    {
        "Database": Category("Database", 1.0),
        "Linter": Category("Linter", 0.2),
        "Layout": Category("Layout", 0.6, traits=frozenset(("design",))),
        "Names": Category("Names", 0.2, traits=frozenset(("design",))),
    }
)


def new(path: str, *lines: str) -> str:
    return diff(path, None, "".join(f"{line}\n" for line in lines))


def gone(path: str, *lines: str) -> str:
    return diff(path, "".join(f"{line}\n" for line in lines), None)


def edit(path: str, old: str, new: str) -> str:
    """One line for another; each with a line around it."""
    return diff(path, f"x\n{old}\ny\n", f"x\n{new}\ny\n")


def add(path: str, *lines: str) -> str:
    """Lines in a file that is there."""
    return diff(path, "x\ny\n", "".join(f"{line}\n" for line in ("x", *lines, "y")))


def cut(path: str, *lines: str) -> str:
    """Lines out of a file that stays."""
    return diff(path, "".join(f"{line}\n" for line in ("x", *lines, "y")), "x\ny\n")


def binary(path: str) -> str:
    head = f"diff --git a/{path} b/{path}\nnew file mode 100644\n"
    return f"{head}Binary files /dev/null and b/{path} differ\n"


def read(text: str, message: str = "", **more: str) -> Change:
    return change.read_change(text, {"message": message, **more}, CATALOGUE)


def signal(name: str) -> Signal:
    return next(one for one in SIGNALS if one.name == name)


def format_locations(result: SignalResult) -> list[str]:
    return [
        f"{location.path}:{location.line} {location.excerpt}".strip()
        for location in result.locations
    ]


# For each signal: a diff, its message, and the locations that the signal finds.
FOUND: dict[str, tuple[str, str, list[str]]] = {
    "new-dependency": (
        add("requirements.txt", "redis==5") + add("go.mod", "require github.com/x/y v1.0.0"),
        "",
        ["requirements.txt:2 redis==5", "go.mod:2 require github.com/x/y v1.0.0"],
    ),
    "founding-dependency": (
        new("api/requirements.txt", "redis==5"),
        "",
        ["api/requirements.txt:1 redis==5"],
    ),
    "new-tool": (add("requirements-dev.txt", "ruff"), "", ["requirements-dev.txt:2 ruff"]),
    "gone-dependency": (cut("requirements.txt", "rq"), "", ["requirements.txt:2 rq"]),
    "swapped-dependency": (
        edit("requirements.txt", "rq", "celery"),
        "",
        ["requirements.txt:2 celery"],
    ),
    "lasting-infrastructure": (
        add("main.tf", 'resource "aws_sqs_queue" "jobs" {', "}"),
        "",
        ['main.tf:2 resource "aws_sqs_queue" "jobs" {'],
    ),
    "running-infrastructure": (
        edit("Dockerfile", "RUN make", "FROM redis:7"),
        "",
        ["Dockerfile:2 FROM redis:7"],
    ),
    "pipeline": (
        new(".github/workflows/ci.yml", "on: push", "jobs:", "  test:", "    runs-on: ubuntu"),
        "",
        [".github/workflows/ci.yml:0 .github/workflows/ci.yml", ".github/workflows/ci.yml:3 test:"],
    ),
    "other-piece": (
        new(".python-version", "3.12"),
        "",
        [".python-version:0 .python-version"],
    ),
    "spread-setting": (
        "".join(
            add(f"{name}/a.yaml", f"  owner: {name * 9}", "  team: billing-and-ledger")
            for name in "abc"
        ),
        "",
        [f"{name}/a.yaml:3 team: billing-and-ledger" for name in "abc"],
    ),
    "resource-said": (
        add("main.tf", 'resource "aws_security_group_rule" "web" {', 'resource "aws_lb" "web" {'),
        "Rules of the security groups",
        ['main.tf:2 resource "aws_security_group_rule" "web" {'],
    ),
    "job-order": (
        edit(".github/workflows/release.yml", "    needs: build", "    needs: image"),
        "",
        [".github/workflows/release.yml:2 needs: image"],
    ),
    "gone-infrastructure": (
        cut("main.tf", 'resource "aws_sqs_queue" "jobs" {', "}"),
        "",
        ['main.tf:2 resource "aws_sqs_queue" "jobs" {'],
    ),
    "new-infrastructure-file": (new("Dockerfile", "RUN x"), "", ["Dockerfile:0"]),
    "infrastructure": (add("Makefile", "all:"), "", ["Makefile:0"]),
    "gone-infrastructure-file": (gone("Procfile", "web: x"), "", ["Procfile:0"]),
    "new-migration": (new("migrations/1.sql", "x"), "", ["migrations/1.sql:0"]),
    "new-schema": (new("api/user.proto", "x"), "", ["api/user.proto:0"]),
    "schema": (add("api/user.proto", "z"), "", ["api/user.proto:0"]),
    "new-module": (
        new("web/package.json", "{}")
        + new("web/a.ts", "x")
        + new("web/lib/b.ts", "x")
        + new("web/tests/a.test.ts", "x")
        + add("docs/a.md", "z"),
        "",
        ["web/package.json:0"],
    ),
    "new-top-folder": (
        new("web/a.ts", "x") + new("web/b.ts", "x") + new("ops/a.tf", "x") + add("app/a.py", "z"),
        "",
        ["web/a.ts:0", "ops/a.tf:0"],
    ),
    "new-root-file": (
        new(".editorconfig", "x") + new("Makefile", "x") + add("app/a.py", "z"),
        "",
        [".editorconfig:0", "Makefile:0"],
    ),
    "new-kinds": (
        new("a.py", "x") + new("a.md", "x") + add("b.sql", "z"),
        "",
        ["a.py:0", "a.md:0"],
    ),
    "new-table": (
        new("migrations/1.sql", "create table boats (", "id int)", "CREATE INDEX on boats (id)")
        + new("db/migrate/2.rb", "create_table :oars"),
        "",
        ["migrations/1.sql:1 create table boats (", "db/migrate/2.rb:1 create_table :oars"],
    ),
    "manifest": (add("package.json", "{}"), "", ["package.json:0"]),
    "lock": (add("go.sum", "z"), "", ["go.sum:0"]),
    "new-configuration": (new("app.ini", "x"), "", ["app.ini:0"]),
    "configuration": (add("app.ini", "z"), "", ["app.ini:0"]),
    "documents": (add("docs/a.md", "z"), "", ["docs/a.md:0"]),
    "new-documents": (new("docs/a.md", "x"), "", ["docs/a.md:0"]),
    "new-folder": (
        new("app/a.py", "x") + new("app/b.py", "x") + new("web/a.ts") + add("x.py", "z"),
        "",
        ["app/a.py:0", "web/a.ts:0"],
    ),
    "new-sources": (new("app/a.py", "x") + add("app/b.py", "z"), "", ["app/a.py:0"]),
    "gone-sources": (gone("app/a.py", "x") + add("app/b.py", "z"), "", ["app/a.py:0"]),
    "gone-folder": (
        gone("old/a.py", "x") + gone("old/b.py", "x") + add("app/b.py", "z"),
        "",
        ["old/a.py:0"],
    ),
    "new-language": (new("a.go", "x") + new("b.go", "x") + add("b.py", "z"), "", ["b.go:0"]),
    "breadth": (
        add("a/b.py", "z") + add("a/c.py", "z") + add("d/b.py", "z"),
        "",
        ["a/c.py:0", "d/b.py:0"],
    ),
    "parts": (
        add("a/b/c.py", "z") + add("a/c.py", "z") + add("d.py", "z"),
        "",
        ["a/c.py:0", "d.py:0"],
    ),
    "kinds": (add("a.py", "z") + add("a.md", "z"), "", ["a.py:0", "a.md:0"]),
    "formats": (add("a.py", "z") + add("a.go", "z"), "", []),
    "new-scripts": (
        new("bin/run", "x") + new("web/scripts/a.js", "x"),
        "",
        ["bin/run:0", "web/scripts/a.js:0"],
    ),
    "size": (add("a.py", "z"), "", []),
    "gone-lines": (cut("a.py", "z"), "", []),
    "count": (add("a.py", "z"), "", ["a.py:0"]),
    "fresh": (add("a.md", "z"), "", []),
    "tests-alone": (add("tests/a.py", "z"), "", []),
    "papers-alone": (add("a.md", "z"), "", []),
    "upkeep-alone": (edit("requirements.txt", "x==1", "x==2"), "", []),
    "views-alone": (add("web/a.css", "z") + add("a.py", "z"), "", []),
    "assets": (binary("logo.png"), "", ["logo.png:0"]),
    "new-types": (
        add("a.py", "class Cache(Base):", "    pass") + add("b.ts", "export interface Store {"),
        "",
        ["a.py:2 class Cache(Base):", "b.ts:2 export interface Store {"],
    ),
    "contracts": (
        add("a.py", "class Cache(ABC):", "class Reader(Protocol):", "class Plain:")
        + add("b.rs", "pub trait Store {", "pub struct Row {")
        + add("C.java", "public abstract class Policy {"),
        "",
        [
            "a.py:2 class Cache(ABC):",
            "a.py:3 class Reader(Protocol):",
            "b.rs:2 pub trait Store {",
            "C.java:2 public abstract class Policy {",
        ],
    ),
    "adopted-type": (
        new("a.py", "class Cache:") + add("b.py", "c = Cache()") + add("c.py", "c: Cache"),
        "",
        ["a.py:1 class Cache:"],
    ),
    "new-imports": (
        add("a.py", "import redis", "from fastapi import Depends", "import redis")
        + add("b.ts", "import React from 'react'", 'import type { A } from "./a"', "import './b'")
        + add("c.rs", "use serde::Serialize;", "pub use a::b;")
        + add("D.cs", "using System.Net;")
        + add("e.rb", "require 'sidekiq'", "require_relative 'x'")
        + add("f.h", "#include <a.h>", '#include "b.h"')
        + add("g.ex", "alias App.Repo")
        + add("h.go", '"net/http"')
        + add("I.java", "import static org.junit.Assert;")
        + add("j.hs", "import qualified Data.Map")
        + add("k.js", "const x = require('express')", "await import('y')"),
        "",
        [
            "a.py:2 import redis",
            "a.py:3 from fastapi import Depends",
            "b.ts:2 import React from 'react'",
            'b.ts:3 import type { A } from "./a"',
            "b.ts:4 import './b'",
            "c.rs:2 use serde::Serialize;",
            "c.rs:3 pub use a::b;",
            "D.cs:2 using System.Net;",
            "e.rb:2 require 'sidekiq'",
            "e.rb:3 require_relative 'x'",
            "f.h:2 #include <a.h>",
            'f.h:3 #include "b.h"',
            "g.ex:2 alias App.Repo",
            'h.go:2 "net/http"',
            "I.java:2 import static org.junit.Assert;",
            "j.hs:2 import qualified Data.Map",
            "k.js:2 const x = require('express')",
            "k.js:3 await import('y')",
        ],
    ),
    "spread-import": (
        add("a.py", "import redis") + add("b.py", "import redis"),
        "",
        ["a.py:2 import redis", "b.py:2 import redis"],
    ),
    "replaced-import": (
        edit("a.py", "import rq", "import celery") + edit("b.py", "import rq", "import celery"),
        "",
        ["a.py:2 import celery", "b.py:2 import celery", "a.py:2 import rq", "b.py:2 import rq"],
    ),
    "spread-pattern": (
        add("a.py", "@cached", "@cached", "class A(Model):")
        + add("b.py", "@cached")
        + add("c.py", "@other"),
        "",
        ["a.py:2 @cached", "b.py:2 @cached"],
    ),
    "routes": (
        add("a.py", '@router.get("/x")', "# @router.get()")
        + add("b.go", 'r.GET("/x", f)')
        + add("routes.rb", "resources :users"),
        "",
        ['a.py:2 @router.get("/x")', 'b.go:2 r.GET("/x", f)', "routes.rb:2 resources :users"],
    ),
    "wiring": (
        add("a.py", "app.add_middleware(CORSMiddleware)", "class Errors(ExceptionHandler):"),
        "",
        ["a.py:2 app.add_middleware(CORSMiddleware)", "a.py:3 class Errors(ExceptionHandler):"],
    ),
    "settings": (
        add("a.py", 'os.environ["X"]') + add("b.js", "process.env.X"),
        "",
        ['a.py:2 os.environ["X"]', "b.js:2 process.env.X"],
    ),
    "comments": (add("a.py", "# why", *"abcdefghij"), "", []),
    "new-test-kind": (
        new("tests/load/a.py", "x") + add("tests/b.py", "z"),
        "",
        ["tests/load/a.py:0"],
    ),
    "choice-title": (
        "",
        "Use Celery instead of RQ\n\nBecause.",
        ["message:1 Use Celery instead of RQ"],
    ),
    "choice-body": (
        "",
        "Celery\n\nWe chose it,\ninstead of RQ, and chose it again",
        ["message:3 We chose it,", "message:4 instead of RQ, and chose it again"],
    ),
    "begin-title": ("", "Introduce a cache", ["message:1 Introduce a cache"]),
    "begin-body": ("", "Cache\n\nAdded it", ["message:3 Added it"]),
    "matter-title": ("", "feat: cache the database", ["message:1 cache the database"] * 2),
    "matter-body": ("", "Pages\n\nA cache", ["message:3 A cache"]),
    "reason-body": ("", "Pages\n\nBecause they are slow", ["message:3 Because they are slow"]),
    "fix-title": ("", "Pages crash", ["message:1 Pages crash"]),
    "routine-title": ("", "Pages: typo", ["message:1 Pages: typo"]),
    "surface-title": ("", "Blue buttons", ["message:1 Blue buttons"]),
    "fix-body": ("", "Pages\n\nIt was broken", ["message:3 It was broken"]),
    "kind-fix": ("", "fix(a): x", ["message:1 fix"]),
    "kind-chore": ("", "chore: x", ["message:1 chore"]),
    "closes": ("", "feat: tidy up", ["message:1 tidy up"]),
    "revert": ("", 'Revert "Use Redis"', []),
    "long-title": ("", "Use Redis", []),
    "reasons": (
        add("a.py", "# Redis, because of the workers", "x = 'because'")
        + add("a.md", "Redis rather than a dictionary"),
        "",
        ["a.py:2 # Redis, because of the workers", "a.md:2 Redis rather than a dictionary"],
    ),
    "matter-documents": (add("a.md", "The cache and the queue"), "", []),
    "release": ("", "Merge pull request #7 from a/next\n\nVersion 4.5.0", []),
    "breaking": ("", "Parcels\n\nBREAKING CHANGE: seals", ["message:3 BREAKING CHANGE"]),
    "removal-title": ("", "Stop sealing parcels", ["message:1 Stop sealing parcels"]),
    "trial": ("", "Parcels\n\nA first prototype", ["message:3 A first prototype"] * 2),
    "steps": ("", "Parcels\n\n* seal them\n  - twice", []),
    "named-dependency": (
        add("package.json", '"dependencies": {', '"@seals/wax-client": "1.0.0",'),
        "Seal parcels with wax",
        ['package.json:3 "@seals/wax-client": "1.0.0",'],
    ),
    "named-gone-dependency": (
        cut("requirements.txt", "parcel-wax"),
        "Parcels without WaxSeals",
        ["requirements.txt:2 parcel-wax"],
    ),
    "dependency-said": (
        add("requirements.txt", "parcel-wax"),
        "Seals\n\nBy parcel-wax.",
        ["requirements.txt:2 parcel-wax"],
    ),
    "document-lines": (
        add("docs/seals.md", "Seals") + cut("docs/wax.md", "Wax"),
        "",
        ["docs/seals.md:0"],
    ),
    "new-files": (new("seal.py", "x") + add("b.py", "z"), "", ["seal.py:0"]),
    "new-lines": (new("seal.py", "x") + add("b.py", "z"), "", []),
    "renamed": (
        "diff --git a/wax.py b/seal.py\nrename from wax.py\nrename to seal.py\n",
        "",
        ["seal.py:0"],
    ),
}
# For each signal: a diff and a message in which it finds nothing.
NOT_FOUND: dict[str, tuple[str, str]] = {
    "new-dependency": (
        edit("requirements.txt", "redis==4", "redis==5")
        + add("requirements-dev.txt", "ruff")
        + new("api/requirements.txt", "rq")
        + add("poetry.lock", 'name = "left"'),
        "",
    ),
    "founding-dependency": (
        add("requirements.txt", "redis") + new("requirements-dev.txt", "ruff"),
        "",
    ),
    "new-tool": (add("requirements.txt", "redis") + cut("requirements-dev.txt", "ruff"), ""),
    "gone-dependency": (edit("requirements.txt", "redis==4", "redis==5"), ""),
    "swapped-dependency": (
        add("requirements.txt", "redis") + cut("go.mod", "require x.org/y v1"),
        "",
    ),
    "lasting-infrastructure": (cut("main.tf", 'resource "aws_sqs_queue" "jobs" {', "}"), ""),
    "running-infrastructure": (edit("Dockerfile", "FROM redis:6", "FROM redis:7"), ""),
    "pipeline": (add(".github/workflows/ci.yml", "  # more"), ""),
    "other-piece": (edit("Dockerfile", "RUN make", "FROM redis:7"), ""),
    "spread-setting": (
        add("a.yaml", "  team: billing-and-ledger")
        + add("b.yaml", "  team: billing-and-ledger")
        + new("c.yaml", "  team: billing-and-ledger")
        + add("d.py", "  team: billing-and-ledger")
        # A short line, one without a key, another value of a key, and a long one.
        + "".join(
            edit(f"{name}/e.yaml", "- image: depot/app:1", "- image: depot/app:2")
            + add(f"{name}/f.yaml", "  x: y", "{ " * 9, f"  text: {'z' * 300}")
            for name in "abc"
        )
        + cut("g.yaml", "}"),
        "",
    ),
    "resource-said": (
        add("main.tf", 'resource "aws_security_group" "a" {', 'resource "aws_db_a" "a" {')
        + cut("b.tf", 'resource "aws_sqs_queue" "a" {')
        + add("Dockerfile", "FROM queue"),
        "A group and a queue",
    ),
    "job-order": (
        add(".github/workflows/a.yml", "    needs: image")
        + edit("deploy/a.yml", "    needs: image", "    needs: build")
        + edit(".circleci/a.yml", "    requires: image", "    runs: build"),
        "",
    ),
    "gone-infrastructure": (add("main.tf", 'resource "aws_sqs_queue" "jobs" {', "}"), ""),
    "new-infrastructure-file": (add("Dockerfile", "RUN x") + gone("Procfile", "x"), ""),
    "infrastructure": (add("a.py", "z"), ""),
    "gone-infrastructure-file": (cut("Procfile", "web: x"), ""),
    "new-migration": (add("migrations/1.sql", "z"), ""),
    "new-schema": (add("api/user.proto", "z"), ""),
    "schema": (add("api/proto.py", "z"), ""),
    "new-module": (
        # No tests: then no sources, a sample, a folder that was there, the top of the repository.
        new("web/package.json", "{}")
        + new("web/a.ts", "x")
        + add("docs/a.md", "z")
        + new("api/go.mod", "x")
        + new("api/a.go", "x")
        + new("api/a_test.go", "x")
        + new("samples/x/go.mod", "x")
        + new("samples/x/a.go", "x")
        + new("samples/x/b.go", "x")
        + new("cli/go.mod", "x")
        + new("cli/a.go", "x")
        + new("cli/b.go", "x")
        + add("cli/c", "z")
        + new("go.mod", "x"),
        "",
    ),
    "new-top-folder": (
        new("web/a.ts", "x") + add("web/b.ts", "z") + new("docs/a.md", "x") + new("a.py", "x"),
        "",
    ),
    "new-root-file": (new("a.py", "x") + new("a.md", "x") + new("go.sum", "x") + add("b.ini"), ""),
    "new-kinds": (add("a.py", "z"), ""),
    "new-table": (
        new("migrations/1.sql", "create index on boats (id)") + new("app/a.sql", "create table b"),
        "",
    ),
    "manifest": (add("yarn.lock", "z"), ""),
    "lock": (add("lock.py", "z"), ""),
    "new-configuration": (add("app.ini", "z"), ""),
    "configuration": (add("config.py", "z"), ""),
    "documents": (add("CHANGELOG.md", "z") + add("docs/release-notes.md", "z"), ""),
    "new-documents": (add("docs/a.md", "z") + new("HISTORY.md", "x"), ""),
    "new-folder": (new("app/a.py", "x") + add("app/x.toml", "z") + new("docs/a.md", "x"), ""),
    "new-sources": (new("a.css", "x") + new("tests/a.py", "x") + add("a.py", "z"), ""),
    "gone-sources": (gone("tests/a.py", "x") + cut("a.py", "z"), ""),
    "gone-folder": (
        gone("old/a.py", "x")
        + gone("app/a.py", "x")
        + gone("app/b.py", "x")
        + add("app/c.py", "z"),
        "",
    ),
    "new-language": (new("a.py", "x") + new("b.go", "x"), ""),
    "kinds": (add("a.py", "z") + add("b.go", "z"), ""),
    "formats": (add("a.py", "z") + add("b.PY", "z"), ""),
    "new-scripts": (add("bin/run", "z") + new("app/cabinet.py", "x"), ""),
    "size": (add("a.css", "z") + cut("a.py", "z"), ""),
    "gone-lines": (add("a.py", "z") + gone("a.md", "x"), ""),
    "fresh": (cut("a.py", "z"), ""),
    "tests-alone": (add("a.py", "z"), ""),
    "papers-alone": (add("a.py", "z"), ""),
    "upkeep-alone": (add("requirements.txt", "redis"), ""),
    "views-alone": (add("a.py", "z"), ""),
    "assets": (add("a.csv", "z"), ""),
    "new-types": (
        edit("a.py", "class Cache:", "class Cache(Base):")
        + add("b.py", "# class Store", f"class Long{'x' * 400}:")
        + add("tests/c.py", "class Other:"),
        "",
    ),
    "contracts": (
        add("a.py", "class Cache:") + edit("b.ts", "interface Store {", "export interface Store {"),
        "",
    ),
    "adopted-type": (
        new("a.py", "class Cache:")
        + add("b.py", "cache = 1", "import Cache")
        + cut("c.py", "Cache()"),
        "",
    ),
    "new-imports": (
        diff("a.py", "import redis\nx\ny\n", "x\ny\nimport redis\n")
        + add("b.py", "importer = 1", "required = 'x'", "fromage = 2"),
        "",
    ),
    "spread-import": (
        add("a.py", "import redis", "import redis") + edit("b.py", "import rq", "import rq.job"),
        "",
    ),
    "replaced-import": (
        edit("a.py", "import rq", "import celery") + add("b.py", "import celery"),
        "",
    ),
    "spread-pattern": (
        add("a.py", "@cached") + edit("b.py", "@cached", "@cached(1)") + add("c.py", "class a:"),
        "",
    ),
    "routes": (
        edit("a.py", '@router.get("/x")', '@router.get("/y")') + add("b.py", "# @app.get('/x')"),
        "",
    ),
    "wiring": (add("a.py", "x = 1", f"middleware {'x' * 400}"), ""),
    "settings": (edit("a.py", 'os.environ["X"]', 'os.environ["Y"]'), ""),
    "comments": (add("a.py", *"abcdefghijk") + add("b.css", "/* why */"), ""),
    "new-test-kind": (new("tests/a.py", "x") + add("tests/b.py", "z"), ""),
    "choice-title": ("", "Pages\n\nCelery instead of RQ"),
    "choice-body": ("", "Pages\n\nCloses #1 instead of #2"),
    "begin-title": ("", "Pages\n\nAdd it"),
    "begin-body": ("", "Pages"),
    "matter-title": ("", "Pages\n\nA cache"),
    "matter-body": ("", "Pages"),
    "reason-body": ("", "Pages"),
    "fix-title": ("", "Pages\n\nA crash"),
    "routine-title": ("", "Pages\n\nA typo"),
    "surface-title": ("", "Cache\n\nThe button"),
    "fix-body": ("", "Pages"),
    "kind-fix": ("", "feat: fix it"),
    "kind-chore": ("", "fix: chore"),
    "closes": ("", "The fix"),
    "revert": ("", "Do not revert"),
    "reasons": (
        add("a.py", "x = 'because'", f"# because {'x' * 600}")
        + add("tests/b.py", "# because")
        + cut("a.md", "because"),
        "",
    ),
    "matter-documents": (add("a.py", "# the cache") + cut("a.md", "the cache"), ""),
    "release": ("", "Version 4.5.0 of the seal library as the base"),
    "breaking": ("", "Parcels\n\nMend the breaking of seals"),
    "removal-title": ("", "Parcels: stop sealing"),
    "trial": ("", "Parcels"),
    "steps": ("", "* Parcels\n\n*bold* -5"),
    "named-dependency": (
        cut("requirements.txt", "wax") + add("go.mod", "require github.com/seal/client v1.0.0"),
        "Add a client for wax",
    ),
    "named-gone-dependency": (add("requirements.txt", "wax"), "Remove wax"),
    "dependency-said": (
        edit("requirements.txt", "wax==1", "wax==2") + add("go.mod", "require x.y/z v1.0.0"),
        "wax\n\nBy wax.",
    ),
    "document-lines": (add("CHANGELOG.md", "Seals") + add("a.py", "z"), ""),
    "new-files": (add("b.py", "z"), ""),
    "new-lines": (add("b.py", "z"), ""),
    "renamed": (add("b.py", "z"), ""),
}
# These find something in every change.
ALWAYS = {"breadth", "parts", "count", "long-title"}
# These are about topics; see below.
TOPICS = {
    *("topic", "plain-topic", "topics", "topic-dependency", "topic-said", "topic-replaced"),
    *("topic-in-title", "topic-in-text", "focused-topic", "doubtless-choice"),
    "design",
}


@pytest.mark.parametrize("name", FOUND)
def test_what_a_signal_finds(name: str) -> None:
    text, message, expected = FOUND[name]
    result = signal(name).find(read(text or add("a.py", "z"), message))
    assert 0 < result.value <= 1
    assert format_locations(result) == expected


@pytest.mark.parametrize("name", NOT_FOUND)
def test_what_a_signal_does_not_find(name: str) -> None:
    text, message = NOT_FOUND[name]
    assert signal(name).find(read(text or add("a.py", "z"), message)).value == 0


def test_every_signal_is_in_the_tables() -> None:
    names = [each.name for each in SIGNALS]
    assert len(names) == len(set(names))
    assert FOUND.keys() == set(names) - TOPICS
    assert NOT_FOUND.keys() == set(names) - TOPICS - ALWAYS


@pytest.mark.parametrize("one", SIGNALS, ids=lambda one: one.name)
def test_the_facts_of_a_signal(one: Signal) -> None:
    assert one.reason
    assert one.sign in (-1, 0, 1)
    assert one.test in ("", *SIGNIFICANCE_TESTS)
    assert one.test or one.sign <= 0  # a signal for a decision counts for one of the tests


# The topics are given here; tests/unit/suggest/topics tests how they are detected.


def topic(strength: float, *signals: str, category: str = "Database", **more: str) -> Topic:
    rows = tuple(Evidence(one, "a.py", at, f"it {at}") for at, one in enumerate(signals, 1))
    return Topic(category, "It", strength=strength, evidence=rows, **more)


SURE = topic(0.9, "topic-dependency", "topic-import", "topic-words")
SILENT = topic(0.9, "topic-import")
DESIGN = topic(0.5, "topic-design", "topic-words", category="Layout")
TOPIC_CASES: dict[str, list[tuple[list[Topic], float, list[str]]]] = {
    "topic": [
        ([], 0, []),
        ([topic(0.3)], 0, []),
        ([topic(0.65, "topic-import"), SURE], 0.857, ["a.py:1 it 1", "a.py:2 it 2"]),
        ([topic(1.0)], 1, []),
        ([DESIGN], 0, []),
    ],
    "plain-topic": [
        ([], 0, []),
        ([topic(1.0, "topic-words", category="Layout")], 0, []),
        ([SURE], 1, ["a.py:1 it 1", "a.py:2 it 2"]),
        ([topic(UNSTATED_STRENGTH, "topic-import")], 1, ["a.py:1 it 1"]),
        ([topic(UNSTATED_STRENGTH - 0.01, "topic-import")], 0, []),
        ([topic(STATED_STRENGTH, "topic-words")], 1, ["a.py:1 it 1"]),
        ([topic(STATED_STRENGTH - 0.01, "topic-words")], 0, []),
        ([topic(1.0, "topic-import", action="drop")], 0, []),
        ([topic(DROPPED_STRENGTH, "topic-words", action="drop")], 1, ["a.py:1 it 1"]),
        ([topic(DROPPED_STRENGTH - 0.01, "topic-words", action="drop")], 0, []),
        ([topic(1.0, "topic-words", category="Linter")], 0, []),
        ([topic(1.0, "topic-words", category="Of their own")], 1, ["a.py:1 it 1"]),
    ],
    "topics": [
        ([SURE], 0, []),
        ([SURE, topic(0.5)], 0, []),
        ([SURE, topic(0.9, category="Layout")], 0, []),
        ([SURE, SILENT], 2 / 3, ["a.py:1 it 1", "a.py:2 it 2", "a.py:1 it 1"]),
        ([SILENT] * 4, 1, ["a.py:1 it 1"] * 4),
    ],
    "topic-dependency": [
        ([SILENT, topic(0.5, "topic-dependency")], 0, []),
        ([SILENT, SURE], 1, ["a.py:1 it 1", "a.py:2 it 2"]),
    ],
    "topic-said": [
        ([SILENT], 0, []),
        ([DESIGN], 0, []),
        ([topic(0.3, "topic-words")], 1, ["a.py:1 it 1"]),
    ],
    "topic-in-title": [
        ([SURE], 1, ["message:1 It"]),
        ([topic(0.5), SURE], 1, ["message:1 It"]),
        ([], 0, []),
        ([Topic("Database", "Else", strength=0.9)], 0, []),
        ([Topic("Database", "", strength=0.9)], 0, []),
    ],
    "topic-in-text": [([SURE], 1, ["message:1 It"]), ([], 0, []), ([DESIGN], 0, [])],
    "focused-topic": [
        ([], 0, []),
        ([topic(0.3), topic(0.65, "topic-import")], 0.65, ["a.py:1 it 1"]),
        ([DESIGN], 0, []),
    ],
    "doubtless-choice": [
        ([topic(0.6)], 0, []),
        ([topic(0.6, action="drop")], 0, []),
        ([topic(0.95)], 1, []),
        ([topic(0.87, "topic-words")], 1, ["a.py:1 it 1"]),
    ],
    "topic-replaced": [
        ([SURE, topic(0.5, action="replace", instead="That")], 0, []),
        ([topic(0.7, "topic-import", action="replace", instead="That")], 1, ["a.py:1 it 1"]),
    ],
    "design": [
        ([SURE], 0, []),
        ([DESIGN], 0.6, ["a.py:1 it 1", "a.py:2 it 2"]),
        ([topic(1.0, "topic-design", category="Layout")], 1, ["a.py:1 it 1"]),
        (
            [topic(0.9, "topic-words", category="Names"), DESIGN],
            0.6,
            ["a.py:1 it 1", "a.py:2 it 2"],
        ),
    ],
}


@pytest.mark.parametrize(
    ("name", "topics", "value", "locations"),
    [(name, *row) for name, rows in TOPIC_CASES.items() for row in rows],
)
def test_topics_as_signals(
    name: str, topics: list[Topic], value: float, locations: list[str]
) -> None:
    change_read = read(add("a.py", "z"), "It comes")
    change_read.topics = tuple(topics)
    result = signal(name).find(change_read)
    assert result.value == pytest.approx(value, abs=0.001)
    assert format_locations(result) == locations


def choose(
    technology: str, strength: float, *signals: str, category: str = "Database", **more: str
) -> Topic:
    rows = tuple(Evidence(one, "a.toml", at, "it") for at, one in enumerate(signals, 1))
    return Topic(category, technology, strength=strength, evidence=rows, **more)


BROKEN = choose("Sentry", 0.5, "topic-dependency", category="Error tracking", action="drop")


@pytest.mark.parametrize(
    ("message", "topics", "is_doubtless"),
    [
        # The headline names what is chosen: a package shows it, or the code does, more plainly.
        ("Keep boats in DuckDB", [choose("DuckDB", 0.55, "topic-dependency")], True),
        ("Keep boats in DuckDB", [choose("DuckDB", 0.5, "topic-dependency")], False),
        ("Keep boats in DuckDB", [choose("DuckDB", 0.65, "topic-import")], True),
        ("Keep boats in DuckDB", [choose("DuckDB", 0.6, "topic-import")], False),
        ("Keep boats\n\nin DuckDB", [choose("DuckDB", 0.6, "topic-dependency")], False),
        # It is of little weight, and of none.
        ("Lint with Ruff", [choose("Ruff", 0.6, "topic-dependency", category="Linter")], True),
        # What goes has to be seen to go.
        ("Remove Sentry", [BROKEN], True),
        ("Remove Sentry", [replace(BROKEN, evidence=(), strength=0.9)], False),
        ("Tidy up", [BROKEN], False),
        # The headline says what for.
        ("Add a database", [choose("DuckDB", 0.6, "topic-dependency")], True),
        ("Add a database", [choose("DuckDB", 0.6, "topic-import")], False),
        ("Add a database", [choose("DuckDB", 0.6, "topic-dependency", action="drop")], False),
        # Several packages for one thing.
        ("wip", [choose("DuckDB", 0.5, "topic-dependency", "topic-dependency")], True),
        ("wip", [choose("DuckDB", 0.5, "topic-dependency", "topic-import")], False),
        ("wip", [choose("DuckDB", 0.5, *["topic-dependency"] * 2, action="drop")], False),
        (
            "wip",
            [choose("It", 0.5, *["topic-dependency"] * 5, category="Linter")],
            False,
        ),
    ],
)
def test_choices_without_doubt(message: str, topics: list[Topic], is_doubtless: bool) -> None:
    change_read = read(add("a.py", "z"), message)
    change_read.topics = tuple(topics)
    assert signal("doubtless-choice").find(change_read).value == float(is_doubtless)


def test_every_signal_of_topics_is_in_the_table() -> None:
    assert TOPIC_CASES.keys() == TOPICS


ROUTINE_SIGNALS = ("routine-title", "closes", "kind-chore")


@pytest.mark.parametrize(
    ("message", "is_routine"),
    [
        ("chore: bump wax to 2", True),
        ("chore: update wax", True),
        ("chore!: bump wax to 2", False),
        ("chore: bump wax to 2 and migrate the seals", False),
        ("chore: bump wax to 2\n\nBREAKING CHANGE: seals are round", False),
        ("chore: [BREAKING] Update wax", False),
    ],
)
def test_a_bump_that_breaks_is_no_routine(message: str, is_routine: bool) -> None:
    values = [signal(name).find(read(add("a.py", "z"), message)).value for name in ROUTINE_SIGNALS]
    assert values == [is_routine] * 3


SHARES = {
    "new-files": (new("a.py", "z") + add("b.py", "z"), 1 / 2),
    "new-lines": (new("a.py", *"z" * 20) + add("b.py", *"z" * 10), 20 / 40),
    "document-lines": (add("a.md", *"z" * 30), base.scale_count(30, 150)),
    "tests-alone": (add("tests/a.py", "z") + binary("a.png") + add("a.py", "z"), 2 / 3),
    "papers-alone": (add("a.md", "z") + add("a.unknown", "z") + add("a.py", "z"), 2 / 3),
    "upkeep-alone": (add("a.lock", "z") + add("go.sum", "z"), 1 / 2),
    "views-alone": (add("a.html", "z") + binary("a.png") + add("a.py", "z"), 2 / 3),
    "fresh": (add("a.py", *"z" * 10) + cut("a.go", "z"), 10 / 21),
    "comments": (add("a.py", "# why", *"z" * 19), 2 / 20),
    "replaced-import": (
        # The smaller side counts.
        "".join(edit(f"{name}.py", "import rq", "import celery") for name in "ab")
        + "".join(add(f"{name}.py", "import celery") for name in "cdefgh"),
        base.scale_count(1, 10),
    ),
    "adopted-type": (
        new("a.py", "class Cache:") + "".join(add(f"{name}.py", "Cache()") for name in "bcd"),
        base.scale_count(3, 15),
    ),
    "routes": (
        add("a.py", *[f'@app.get("/{number}")' for number in range(5)])
        + cut("b.py", '@app.get("/x")'),
        base.scale_count(4, 8),
    ),
    "kinds": (add("a.py", "z") + add("a.md", "z") + add("b.py", "z"), base.scale_count(1, 6)),
    "size": (add("a.py", *"z" * 5000), 1),
    "new-sources": (new("a.py", "x") + add("b.py", "z"), 1 / 4),
    "gone-sources": (gone("a.py", "x") + gone("c.py", "x") + add("b.py", "z"), 2 / 5),
    "gone-lines": (cut("a.py", *"z" * 10) + add("b.py", *"z" * 20), 10 / 40),
}


@pytest.mark.parametrize("name", SHARES)
def test_the_value_of_a_signal(name: str) -> None:
    text, value = SHARES[name]
    assert signal(name).find(read(text)).value == pytest.approx(value)


@pytest.mark.parametrize(
    ("texts", "source"),
    [
        ({"message": "Use Redis instead of RQ", "prompt": "no"}, "message"),
        ({"message": " \n", "prompt": "Use Redis instead of RQ"}, "prompt"),
        ({"prompt": "Use Redis instead of RQ"}, "prompt"),
    ],
)
def test_the_prompt_is_read_where_there_is_no_message(texts: dict[str, str], source: str) -> None:
    change_read = change.read_change(add("a.py", "z"), texts, CATALOGUE)
    (location,) = signal("choice-title").find(change_read).locations
    assert (location.path, location.line, location.excerpt) == (
        source,
        1,
        "Use Redis instead of RQ",
    )


def test_a_title_that_says_nothing_is_of_usual_length() -> None:
    length = signal("long-title").find
    assert length(read(add("a.py", "z"))) == length(read(add("a.py", "z"), "a b c d e f"))
    assert length(read(add("a.py", "z"), "a b")).value < length(read(add("a.py", "z"))).value


def test_a_long_line_shows_what_was_found() -> None:
    message = f"{'before ' * 50}we chose Redis{' after' * 50}"
    (location,) = signal("choice-body").find(read(add("a.py", "z"), message)).locations
    assert "we chose Redis" in location.excerpt
    assert len(location.excerpt) == 120


def test_folders() -> None:
    assert [change.get_folder(path) for path in ("a", "a/b", "a/b/c")] == ["", "a", "a/b"]


def test_files_by_role() -> None:
    change_read = read(add("a.py", "z") + add("a.md", "z") + add("a.css", "z"))
    assert [file.path for file in change_read.select_files("doc", "test")] == ["a.md"]
    assert [file.path for file in change_read.sources] == ["a.py"]


# What all signals use.


@pytest.mark.parametrize(
    ("count", "full", "expected"),
    [(-1, 4, 0), (0, 4, 0), (1, 1, 1), (1, 3, 0.5), (3, 3, 1), (900, 3, 1)],
)
def test_scaled_counts(count: float, full: float, expected: float) -> None:
    assert base.scale_count(count, full) == pytest.approx(expected)


def test_counts_of_locations_and_files() -> None:
    assert base.count_locations([], 3) == EMPTY_RESULT
    assert base.count_files([FileDiff("a", "a")], 3) == base.count_locations(
        iter([Location("a")]), 3
    )
    assert base.count_locations([Location("a")] * 4, 3) == SignalResult(1.0, (Location("a"),) * 4)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ""),
        ("  a\t b ", "a b"),
        ("x" * 120, "x" * 120),
        ("x" * 121, "x" * 119 + "…"),
        (" " * 480 + "far off", ""),
    ],
)
def test_excerpts(text: str, expected: str) -> None:
    assert base.make_excerpt(text) == expected


PATHS = ["a.py", "b/c.ts", "d.md", "Dockerfile", "tests/e.py", "requirements.txt", "f.css", "g.tf"]
LINES = [
    "class Cache(ABC):",
    "import redis",
    "@cached",
    "# because",
    "redis==5",
    'resource "a" "b" {',
    '@app.get("/x")',
    "\ud800",
    "",
]


@given(
    st.lists(
        st.tuples(
            st.sampled_from(PATHS),
            st.lists(st.sampled_from(LINES), max_size=5),
            st.lists(st.sampled_from(LINES), max_size=5),
        ),
        min_size=1,
        max_size=5,
    ),
    st.text(st.characters(codec=None), max_size=40),
)
def test_any_change_can_be_measured(
    files: list[tuple[str, list[str], list[str]]], message: str
) -> None:
    change_read = read(
        "".join(diff(path, "\n".join(old), "\n".join(new)) for path, old, new in files), message
    )
    for signal_found in SIGNALS:
        result = signal_found.find(change_read)
        assert 0 <= result.value <= 1
        assert all(
            len(location.excerpt) <= 120 and location.line >= 0 for location in result.locations
        )
