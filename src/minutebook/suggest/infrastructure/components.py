"""Which pieces of infrastructure and configuration a change adds or removes, by kind and name."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from minutebook.lean.patterns import compile_lazily
from minutebook.lean.values import Value, replace
from minutebook.suggest.diff.patch import FileDiff, Hunk, split_hunks

MAX_EXCERPT_CHARS = 120

PieceMatch = tuple[str, str, int, str]  # kind, name, line number, text of the line
HunkReader = Callable[[Hunk], Iterator[PieceMatch]]

_FOREIGN_FOLDER = compile_lazily(r"(?:^|/)(?:node_modules|vendor|third_party|testdata|fixtures)/")
_CI_FILES = {
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
_DEPLOYMENT_FILES = {
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
_RUNTIME_FILES = {
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
_KNOWN_FILES: dict[str, tuple[str, str]] = {  # kind and name of a piece, by lower-case file name
    file_name: (kind, name)
    for kind, files in (
        ("ci-workflow", _CI_FILES),
        ("deployment", _DEPLOYMENT_FILES),
        ("runtime-version", _RUNTIME_FILES),
    )
    for file_name, name in files.items()
}
_PIPELINE_PREFIXES = (
    *("action.", ".pre-commit", ".gitlab-ci", "azure-pipelines", ".drone", ".woodpecker"),
    "bitbucket-",
)
_CI_FOLDERS = ("workflows/", ".circleci/", ".gitlab/")
_READ_SUFFIXES = (
    ".tf",
    ".hcl",
    ".bicep",
    ".tool-versions",
    ".template",
    "template.json",
    ".cfn.json",
    "azuredeploy.json",
)
_WORKFLOW_PATH = compile_lazily(r"(?:^|/)\.(?:github|gitea|forgejo)/workflows/([^/]+)\.ya?ml$")


class InfrastructurePiece(Value):
    """A piece of infrastructure or configuration that a change adds or removes.

    `kind` is one of: compose-service, container-image, terraform-resource, terraform-module,
    terraform-provider, cloudformation-resource, azure-resource, kubernetes-kind, helm-chart,
    serverless-function, procfile-process, deployment (a way to deploy, by the file that stands for
    it: dockerfile, compose, serverless, fly.io …), ci-workflow, ci-job, ci-action, pre-commit-hook,
    runtime-version. `name` has no registry, tag or version. `action` is `added` or `removed`.
    `line` counts from 1, in the old text for what was removed; 0 for a whole file.
    """

    kind: str
    name: str
    action: str
    path: str
    line: int
    excerpt: str


def find_infrastructure(files: tuple[FileDiff, ...]) -> tuple[InfrastructurePiece, ...]:
    """The pieces that a change adds or removes; what both of its sides have is neither."""
    before: dict[tuple[str, str], InfrastructurePiece] = {}  # by kind and name
    after: dict[tuple[str, str], InfrastructurePiece] = {}
    for file in files:
        path = file.path.lower()
        if _FOREIGN_FOLDER.search(path):
            continue
        whole = _match_file(path)
        if whole:
            excerpt = file.path[:MAX_EXCERPT_CHARS]
            piece = InfrastructurePiece(*whole, "added", file.path, 0, excerpt)
            if file.status != "added":
                before.setdefault(whole, replace(piece, action="removed"))
            if file.status != "deleted":
                after.setdefault(whole, piece)
        reader = _find_reader(path) if file.lines else None
        if reader is None:
            continue
        old_hunks, new_hunks = split_hunks(file)
        for hunks, lines, side, action in (
            (old_hunks, file.removed_lines, before, "removed"),
            (new_hunks, file.added_lines, after, "added"),
        ):
            changed = {number for number, _ in lines}
            for kind, name, number, text in (match for hunk in hunks for match in reader(hunk)):
                key = kind, name
                if key in side and number in changed:
                    continue
                piece = InfrastructurePiece(
                    kind, name, action, file.path, number, text.strip()[:MAX_EXCERPT_CHARS]
                )
                side.setdefault(key, piece)
                if number not in changed:  # a line of context has the name, on both sides
                    before.setdefault(key, piece)
                    after.setdefault(key, piece)
    return (
        *(piece for key, piece in after.items() if key not in before),
        *(piece for key, piece in before.items() if key not in after),
    )


def _match_file(path: str) -> tuple[str, str] | None:
    """Kind and name of the piece that a file is as a whole; None for none."""
    folder, _, name = path.rpartition("/")
    for spelling in (name, name.replace(".yaml", ".yml"), name.replace(".yml", ".yaml")):
        if spelling in _KNOWN_FILES:
            return _KNOWN_FILES[spelling]
    if name.startswith("jenkinsfile"):
        return "ci-workflow", "jenkins"
    if _is_dockerfile(name):
        return "deployment", "dockerfile"
    if _is_compose(name):
        return "deployment", "compose"
    if path.endswith((".circleci/config.yml", ".circleci/config.yaml")):
        return "ci-workflow", "circleci"
    if name == "chart.yaml":
        return "helm-chart", folder.rpartition("/")[2] or "chart"
    if ".buildkite/" in path:
        return "ci-workflow", "buildkite"
    workflow = _WORKFLOW_PATH.search(path) if "workflows/" in path else None
    return ("ci-workflow", f"github-actions/{workflow[1]}") if workflow else None


def _is_dockerfile(name: str) -> bool:
    return name.startswith(("dockerfile", "containerfile")) or name.endswith(
        (".dockerfile", "-dockerfile", "_dockerfile")
    )


def _is_compose(name: str) -> bool:
    return "compose" in name and name.endswith((".yml", ".yaml"))


def _find_reader(path: str) -> HunkReader | None:
    """How the pieces inside a file are found; None for a file that has none.

    The modules with the readers are loaded when a change needs them: to compile their patterns
    takes a while.
    """
    name = path.rpartition("/")[2]
    if name.endswith((".yml", ".yaml")):
        if name.startswith(_PIPELINE_PREFIXES) or any(folder in path for folder in _CI_FOLDERS):
            return _find_pipeline_reader(path, name)
    elif not (name.endswith(_READ_SUFFIXES) or name.startswith("procfile") or _is_dockerfile(name)):
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
    if name.endswith(".bicep"):
        return deployment.read_bicep
    return deployment.read_terraform if name.endswith((".tf", ".hcl")) else deployment.read_manifest


def _find_pipeline_reader(path: str, name: str) -> HunkReader:
    from minutebook.suggest.infrastructure import ci

    if "workflows/" in path or name.startswith("action."):
        return ci.read_workflow
    return ci.read_pre_commit if name.startswith(".pre-commit") else ci.read_pipeline
