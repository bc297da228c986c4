"""Which pieces of infrastructure and configuration a change brings or drops, by kind and name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from minutebook.suggest.diff.hunks import Hunk, PieceMatch, split_hunks
from minutebook.suggest.diff.patch import FileDiff

MAX_EXCERPT_CHARS = 120  # characters

_FOREIGN = re.compile(r"(?:^|/)(?:node_modules|vendor|third_party|testdata|fixtures)/")
_CI = {
    ".travis.yml": "travis",
    ".gitlab-ci.yml": "gitlab-ci",
    "jenkinsfile": "jenkins",
    "azure-pipelines.yml": "azure-pipelines",
    "bitbucket-pipelines.yml": "bitbucket-pipelines",
    ".drone.yml": "drone",
    ".woodpecker.yml": "woodpecker",
    "cloudbuild.yaml": "cloud-build",
    "buildspec.yml": "codebuild",
    "appveyor.yml": "appveyor",
    ".cirrus.yml": "cirrus",
    "dependabot.yml": "dependabot",
    "renovate.json": "renovate",
    "renovate.json5": "renovate",
    ".pre-commit-config.yaml": "pre-commit",
    "codecov.yml": "codecov",
    "sonar-project.properties": "sonarqube",
}
_DEPLOYMENT = {
    "kustomization.yaml": "kustomize",
    "skaffold.yaml": "skaffold",
    "tiltfile": "tilt",
    "serverless.yml": "serverless",
    "samconfig.toml": "aws-sam",
    "cdk.json": "aws-cdk",
    "pulumi.yaml": "pulumi",
    "ansible.cfg": "ansible",
    "vagrantfile": "vagrant",
    "procfile": "procfile",
    "fly.toml": "fly.io",
    "render.yaml": "render",
    "railway.json": "railway",
    "railway.toml": "railway",
    "vercel.json": "vercel",
    "netlify.toml": "netlify",
    "heroku.yml": "heroku",
    "wrangler.toml": "cloudflare-workers",
    "firebase.json": "firebase",
    "amplify.yml": "aws-amplify",
    "caddyfile": "caddy",
    "nginx.conf": "nginx",
    "supervisord.conf": "supervisord",
    "prometheus.yml": "prometheus",
    "devcontainer.json": "dev-container",
    "flake.nix": "nix",
}
_RUNTIMES = {
    ".python-version": "python",
    ".node-version": "nodejs",
    ".nvmrc": "nodejs",
    ".ruby-version": "ruby",
    ".java-version": "java",
    ".go-version": "go",
    "global.json": "dotnet",
    "rust-toolchain": "rust",
    "rust-toolchain.toml": "rust",
}
_BY_NAME: dict[str, tuple[str, str]] = {
    name: (kind, what)
    for kind, names in (
        ("ci-workflow", _CI),
        ("deployment", _DEPLOYMENT),
        ("runtime-version", _RUNTIMES),
    )
    for name, what in names.items()
}
_PIPELINES = (
    *("action.", ".pre-commit", ".gitlab-ci", "azure-pipelines", ".drone", ".woodpecker"),
    "bitbucket-",
)
_CI_FOLDERS = ("workflows/", ".circleci/", ".gitlab/")
_ENDINGS = (".tf", ".hcl", ".tool-versions", ".template", "template.json", ".cfn.json")
_WORKFLOW = re.compile(r"(?:^|/)\.(?:github|gitea|forgejo)/workflows/([^/]+)\.ya?ml$")


@dataclass(frozen=True, slots=True)
class InfrastructurePiece:
    """A piece of infrastructure or configuration that a change brings (`added`) or drops.

    `kind` is one of: compose-service, container-image, terraform-resource, terraform-module,
    terraform-provider, cloudformation-resource, kubernetes-kind, helm-chart, serverless-function,
    procfile-process, deployment (a way to deploy, by the file that stands for it: dockerfile,
    compose, serverless, fly.io …), ci-workflow, ci-job, ci-action, pre-commit-hook,
    runtime-version. `name` has no registry, tag or version. `line` counts from 1, in the old text
    for what was dropped; 0 for a whole file.
    """

    kind: str
    name: str
    action: str
    path: str
    line: int
    excerpt: str


def find_infrastructure(files: tuple[FileDiff, ...]) -> tuple[InfrastructurePiece, ...]:
    """The pieces that a change brings or drops; what both of its sides have is neither."""
    before: dict[tuple[str, str], InfrastructurePiece] = {}
    after: dict[tuple[str, str], InfrastructurePiece] = {}
    for file in files:
        path = file.path.lower()
        if _FOREIGN.search(path):
            continue
        for kind, name, number, text in _whole(path, file):
            at = file.path, number, text
            if file.status != "added":
                before.setdefault((kind, name), InfrastructurePiece(kind, name, "removed", *at))
            if file.status != "deleted":
                after.setdefault((kind, name), InfrastructurePiece(kind, name, "added", *at))
        reader = _reader(path) if file.lines else None
        if reader is None:
            continue
        old, new = split_hunks(file)
        for hunks, lines, named, action in (
            (old, file.removed_lines, before, "removed"),
            (new, file.added_lines, after, "added"),
        ):
            changed = {number for number, _ in lines}
            for kind, name, number, text in (found for hunk in hunks for found in reader(hunk)):
                key = kind, name
                if key in named and number in changed:
                    continue
                piece = InfrastructurePiece(
                    kind, name, action, file.path, number, text.strip()[:MAX_EXCERPT_CHARS]
                )
                named.setdefault(key, piece)
                if number not in changed:  # the name was there, what is below it is new
                    before.setdefault(key, piece)
                    after.setdefault(key, piece)
    return (
        *(piece for key, piece in after.items() if key not in before),
        *(piece for key, piece in before.items() if key not in after),
    )


def _whole(path: str, file: FileDiff) -> Iterator[PieceMatch]:
    """The piece that a file is as a whole."""
    name = path.rpartition("/")[2]
    known = _BY_NAME.get(name) or _BY_NAME.get(name.replace(".yaml", ".yml"))
    known = known or _BY_NAME.get(name.replace(".yml", ".yaml"))
    if known is None and name.startswith("jenkinsfile"):
        known = "ci-workflow", "jenkins"
    elif known is None and _is_dockerfile(name):
        known = "deployment", "dockerfile"
    elif known is None and _is_compose(name):
        known = "deployment", "compose"
    elif known is None and path.endswith((".circleci/config.yml", ".circleci/config.yaml")):
        known = "ci-workflow", "circleci"
    elif known is None and name == "chart.yaml":
        known = "helm-chart", path.rpartition("/")[0].rpartition("/")[2] or "chart"
    elif known is None and ".buildkite/" in path:
        known = "ci-workflow", "buildkite"
    elif known is None and "workflows/" in path:
        found = _WORKFLOW.search(path)
        known = ("ci-workflow", f"github-actions/{found[1]}") if found else None
    if known:
        yield *known, 0, file.path[:MAX_EXCERPT_CHARS]


def _is_dockerfile(name: str) -> bool:
    return name.startswith(("dockerfile", "containerfile")) or name.endswith(
        (".dockerfile", "-dockerfile", "_dockerfile")
    )


def _is_compose(name: str) -> bool:
    return "compose" in name and name.endswith((".yml", ".yaml"))


def _reader(path: str) -> Callable[[Hunk], Iterator[PieceMatch]] | None:
    """How the pieces inside a file are found; None for a file that has none."""
    name = path.rpartition("/")[2]
    if name.endswith((".yml", ".yaml")):
        if name.startswith(_PIPELINES) or any(folder in path for folder in _CI_FOLDERS):
            return _pipeline(path, name)
    elif not (name.endswith(_ENDINGS) or name.startswith("procfile") or _is_dockerfile(name)):
        return None
    from minutebook.suggest.infrastructure import deployment

    if _is_dockerfile(name):
        return deployment.read_dockerfile
    if _is_compose(name):
        return deployment.read_compose
    if name.startswith("serverless"):
        return deployment.read_serverless
    if name.startswith("procfile"):
        return deployment.read_procfile
    if name == ".tool-versions":
        return deployment.read_tool_versions
    return deployment.read_terraform if name.endswith((".tf", ".hcl")) else deployment.read_manifest


def _pipeline(path: str, name: str) -> Callable[[Hunk], Iterator[PieceMatch]]:
    from minutebook.suggest.infrastructure import ci

    if "workflows/" in path or name.startswith("action."):
        return ci.read_workflow
    return ci.read_pre_commit if name.startswith(".pre-commit") else ci.read_pipeline
