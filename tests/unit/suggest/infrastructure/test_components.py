"""Pieces of infrastructure that a change adds or removes; another version is neither."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from growth import assert_linear
from minutebook.suggest.diff.patch import MAX_HUNK_LINE_CHARS, FileDiff, parse_diff
from minutebook.suggest.infrastructure.components import InfrastructurePiece, find_infrastructure
from minutebook.suggest.infrastructure.deployment import parse_image_name


def diff(path: str, hunk: str, status: str = "modified") -> str:
    """A unified diff of a file with one hunk: its lines with their signs."""
    old = "/dev/null" if status == "added" else f"a/{path}"
    new = "/dev/null" if status == "deleted" else f"b/{path}"
    modes = {"added": "new file mode 100644\n", "deleted": "deleted file mode 100644\n"}
    lines = [line or " " for line in hunk.strip("\n").split("\n")]
    signs = [line[0] for line in lines]
    before, after = signs.count("-") + signs.count(" "), signs.count("+") + signs.count(" ")
    return (
        f"diff --git a/{path} b/{path}\n{modes.get(status, '')}--- {old}\n+++ {new}\n"
        f"@@ -10,{before} +10,{after} @@\n" + "\n".join(lines) + "\n"
    )


def describe(text: str) -> str:
    """The pieces that a diff adds (`+`) or removes (`-`): kind and name, with commas."""
    return ",".join(
        f"{'+' if piece.action == 'added' else '-'}{piece.kind} {piece.name}"
        for piece in find_infrastructure(parse_diff(text))
    )


PIECES = {
    "images": (
        "Dockerfile",
        """
+FROM --platform=linux/amd64 docker.io/library/Python:3.12-slim AS build
+FROM build
+FROM scratch
+RUN pip install x
 FROM node:18
-FROM node:18
+FROM node:20
""",
        "+container-image python",
    ),
    "compose": (
        "docker-compose.yml",
        """
 services:
   web:
     build: .
+    depends_on: [redis]
+  redis:
+    image: redis:7-alpine
+    command: redis-server
+  worker:
+    build: .
+
+volumes:
+  data:
+  more: x
""",
        "+container-image redis,+compose-service redis,+compose-service worker",
    ),
    "another tag": (
        "compose.yaml",
        """
   db:
-    image: postgres:14
+    image: postgres:16
""",
        "",
    ),
    "Terraform": (
        "infra/queue.tf",
        """
+resource "aws_sqs_queue" "jobs" {
+}
+provider "aws" {
+data "aws_ami" "x" {
+  source = "data/source"
+module "vpc" {
+  source = "terraform-aws-modules/vpc/aws"
+module "own" {
+  source = "../own"
 resource "aws_s3_bucket" "a" {
+resource "aws_s3_bucket" "b" {
""",
        "+terraform-resource aws_sqs_queue,+terraform-provider aws,+terraform-module terraform-aws-modules/vpc/aws",
    ),
    "a workflow": (
        ".github/workflows/ci.yml",
        """
 on:
   push:
     tags:
       - v*
 jobs:
+  test:
+    permissions:
+      contents: read
+    runs-on: ubuntu-latest
+    services:
+      db:
+        image: postgres:16
+    steps:
+      - uses: Actions/Setup-Python@v5
+      - uses: ./.github/actions/own
-      - uses: actions/checkout@v3
+      - uses: actions/checkout@v4
+  lint:

+    name: Lint
+  other:
+  """,
        "+ci-job test,+container-image postgres,+ci-action actions/setup-python",
    ),
    "GitLab": (
        ".gitlab-ci.yml",
        """
+image: ruby:3.2
+services:
+  - postgres:16
+  - name only
""",
        "+container-image ruby,+container-image postgres",
    ),
    "CircleCI": (
        ".circleci/config.yml",
        """
+  node: circleci/node@5.1
+  x: user@host
+      - image: cimg/python:3.12
""",
        "+ci-action circleci/node,+container-image cimg/python",
    ),
    "Azure": ("azure-pipelines.yml", "+  - task: Docker@2", "+ci-action docker"),
    "hooks": (
        ".pre-commit-config.yaml",
        """
+  - repo: https://github.com/astral-sh/ruff-pre-commit.git
+    rev: v0.1
+  - repo: local
""",
        "+pre-commit-hook astral-sh/ruff-pre-commit",
    ),
    "processes": (
        "Procfile",
        """
 web: run web
+worker: run jobs
+# words
""",
        "+procfile-process worker",
    ),
    "runtimes": (
        ".tool-versions",
        """
+node 20.1.0
+# python 3.12
+bare
-ruby 3.1
+ruby 3.2
""",
        "+runtime-version nodejs",
    ),
    "Kubernetes": (
        "k8s/web.yaml",
        """
+apiVersion: batch/v1
+kind: CronJob
+kind: words of it
+spec:
+  kind: Inner
+  image: acme/jobs
""",
        "+kubernetes-kind CronJob,+container-image acme/jobs",
    ),
    "CloudFormation": (
        "stack.template",
        """
+  Type: AWS::SQS::Queue
+  Name: a::b
+  "Type": "AWS::SNS::Topic",
""",
        "+cloudformation-resource AWS::SQS::Queue,+cloudformation-resource AWS::SNS::Topic",
    ),
    "Bicep": (
        "main.bicep",
        """
+resource vault 'Microsoft.KeyVault/vaults@2023-07-01' = {
+  resource rule 'Microsoft.Network/virtualNetworks@2023-09-01' = if (open) {
+resource plan 'Microsoft.Web/serverfarms@2022-09-01' existing = {
+param resource string
""",
        "+azure-resource Microsoft.KeyVault/vaults,+azure-resource Microsoft.Network/virtualNetworks",
    ),
    "ARM": (
        "infra/azuredeploy.json",
        """
+  "type": "Microsoft.KeyVault/vaults",
+  "description": "Microsoft.Web/sites",
+  "kind": "::",
""",
        "+azure-resource Microsoft.KeyVault/vaults",
    ),
    "functions": (
        "serverless.yml",
        """
 functions:
+  resize:
+    handler: resize.main
+resources: x
+      Type: AWS::S3::Bucket
""",
        "+serverless-function resize,+cloudformation-resource AWS::S3::Bucket",
    ),
    "data that is no infrastructure": (
        "content/page.yml",
        """
+image: cover.png
+image: Title
+image: img:cover.png
+kind: Deployment
+type: a
""",
        "",
    ),
    "an image in a chart's values": (
        "chart/values.yaml",
        """
+  image: redis:7
""",
        "+container-image redis",
    ),
    "no infrastructure": ("src/app.py", "+image: redis:7", ""),
    "a file that is vendored": ("vendor/x/Dockerfile", "+FROM python:3", ""),
}


@pytest.mark.parametrize(("path", "hunk", "names"), PIECES.values(), ids=PIECES.keys())
def test_pieces_in_files(path: str, hunk: str, names: str) -> None:
    assert describe(diff(path, hunk)) == names


FILES = {
    ".github/workflows/release.yml": "ci-workflow github-actions/release",
    "docs/workflows/release.yml": "",
    ".travis.yml": "ci-workflow travis",
    "azure-pipelines.yaml": "ci-workflow azure-pipelines",
    "cloudbuild.yml": "ci-workflow cloud-build",
    ".circleci/config.yml": "ci-workflow circleci",
    ".buildkite/pipeline.yml": "ci-workflow buildkite",
    "Jenkinsfile.release": "ci-workflow jenkins",
    ".github/dependabot.yml": "ci-workflow dependabot",
    "api/Dockerfile.prod": "deployment dockerfile",
    "api/web.dockerfile": "deployment dockerfile",
    "docker-compose.ci.yml": "deployment compose",
    "fly.toml": "deployment fly.io",
    "charts/shop/Chart.yaml": "helm-chart shop",
    "Chart.yaml": "helm-chart chart",
    ".python-version": "runtime-version python",
    "README.md": "",
}


@pytest.mark.parametrize(("path", "name"), FILES.items(), ids=FILES.keys())
def test_files_that_are_a_piece(path: str, name: str) -> None:
    assert describe(diff(path, "+x", "added")) == (name and f"+{name}")
    assert describe(diff(path, "-x", "deleted")) == (name and f"-{name}")
    assert describe(diff(path, "+x")) == ""


def test_a_second_file_of_a_kind_is_no_change() -> None:
    assert describe(diff("a/Dockerfile", "+RUN x") + diff("b/Dockerfile", "+RUN y", "added")) == ""


def test_a_piece_that_moves_is_no_change() -> None:
    service = "  redis:\n    image: redis:7"
    removed = diff("docker-compose.yml", f"-{service}".replace("\n", "\n-"), "deleted")
    added = diff("compose.yaml", f"+{service}".replace("\n", "\n+"), "added")
    assert describe(removed + added) == ""
    assert describe(removed) == "-deployment compose,-container-image redis,-compose-service redis"
    assert describe("diff --git a/a.tf b/b.tf\nrename from a.tf\nrename to b.tf\n") == ""


def test_a_piece_has_its_place() -> None:
    text = diff("docker-compose.yml", f"   web:\n+    image: redis:7  # {'x' * 200}")
    (piece,) = find_infrastructure(parse_diff(text))
    excerpt = f"image: redis:7  # {'x' * 200}"[:120]
    assert piece == InfrastructurePiece(
        "container-image", "redis", "added", "docker-compose.yml", 11, excerpt
    )
    (whole,) = find_infrastructure(parse_diff(diff("fly.toml", "+x", "added")))
    assert whole == InfrastructurePiece("deployment", "fly.io", "added", "fly.toml", 0, "fly.toml")


@pytest.mark.parametrize(
    ("image", "name"),
    [
        ("redis", "redis"),
        ("redis:7-alpine", "redis"),
        ('"redis:7"', "redis"),
        ("docker.io/library/redis:7", "redis"),
        ("localhost:5000/acme/web:1", "acme/web"),
        ("ghcr.io/acme/web@sha256:aa", "acme/web"),
        ("bitnami/kafka:3  # pinned", "bitnami/kafka"),
        ("${REGISTRY}/acme/web:${TAG}", "acme/web"),
        ("${IMAGE:-redis}:7", "redis"),
        ("$IMAGE", ""),
        ("{{ .Values.image }}", ""),
        ("https://x.org/a.png", ""),
        ("cover.png", ""),
        ("", ""),
    ],
)
def test_parse_image_name(image: str, name: str) -> None:
    assert parse_image_name(image) == name


PATHS = [
    "Dockerfile",
    "compose.yml",
    "a.tf",
    ".github/workflows/a.yml",
    ".gitlab-ci.yml",
    ".pre-commit-config.yaml",
    "serverless.yml",
    "a.yaml",
    "Procfile",
    ".tool-versions",
]
LINES = st.text(st.sampled_from(" \t\"'-:@/\\${}#<a.Z0") | st.characters(), max_size=40)


@given(st.sampled_from(PATHS), st.lists(st.tuples(st.sampled_from("+- "), LINES), max_size=12))
def test_no_text_raises(path: str, rows: list[tuple[str, str]]) -> None:
    lines = [(sign, number, text) for number, (sign, text) in enumerate(rows, 1)]
    for piece in find_infrastructure((FileDiff(path, path, lines=lines),)):
        assert len(piece.excerpt) <= 120


@pytest.mark.parametrize("path", PATHS)
def test_long_lines_take_no_longer_than_their_length(path: str) -> None:
    seeds = [" ", "a", '"', "a.", "a/", "a:", "${a-", "$a/", "FROM ", " - ", "image: ${", "uses: "]

    def read(size: int) -> None:
        lines = [("+", number, (seed * size)[:size]) for number, seed in enumerate(seeds * 20)]
        find_infrastructure((FileDiff(path, path, lines=lines),))

    assert_linear(read, MAX_HUNK_LINE_CHARS // 4)
