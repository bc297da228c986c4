"""What a path is in a change: code, a test, documentation, a manifest, a lock file and so on."""

from __future__ import annotations

import re

from minutebook.lean.patterns import compile_lazily

# The roles. A file has one; `find_role` tries them in this order.
LOCK, GENERATED, ASSET, DOC, TEST = "lock", "generated", "asset", "doc", "test"
MANIFEST, INFRASTRUCTURE, MIGRATION, SCHEMA = "manifest", "infrastructure", "migration", "schema"
CONFIG, CODE, OTHER = "config", "code", "other"

_MAX_PATH_CHARS = 1000  # of a path's end that are looked at


def split_names(*lines: str) -> frozenset[str]:
    """File names or endings that are separated by blanks, as a set."""
    return frozenset(" ".join(lines).split())


_LOCK_NAMES = split_names(
    "package-lock.json npm-shrinkwrap.json yarn.lock pnpm-lock.yaml bun.lock bun.lockb",
    "poetry.lock pipfile.lock uv.lock pdm.lock gemfile.lock cargo.lock go.sum composer.lock",
    "mix.lock pubspec.lock podfile.lock package.resolved gopkg.lock glide.lock flake.lock",
    "packages.lock.json paket.lock gradle.lockfile conan.lock deno.lock cabal.project.freeze",
    "stack.yaml.lock .terraform.lock.hcl chart.lock",
)
_MANIFEST_NAMES = split_names(
    "package.json pyproject.toml pipfile setup.py setup.cfg environment.yml environment.yaml",
    "gemfile cargo.toml go.mod gopkg.toml glide.yaml composer.json mix.exs pubspec.yaml podfile",
    "package.swift pom.xml build.gradle build.gradle.kts settings.gradle settings.gradle.kts",
    "libs.versions.toml gradle.properties build.sbt stack.yaml package.yaml deno.json deps.edn",
    "project.clj rebar.config conanfile.txt conanfile.py vcpkg.json directory.packages.props",
    "directory.build.props packages.config paket.dependencies cpanfile brewfile module-info.java",
    "cabal.project flake.nix dependencies.scala bower.json",
)
_MANIFEST_SUFFIXES = (".csproj", ".fsproj", ".vbproj", ".gemspec", ".podspec", ".cabal", ".nuspec")
_ASSET_SUFFIXES = split_names(
    ".png .jpg .jpeg .gif .svg .ico .webp .woff .woff2 .ttf .eot .otf .pdf .mp4 .mp3 .zip .gz",
    ".jar .snap .bib .csv .tsv .po .pot .xlf .map .dat .bin .parquet .xlsx .docx .pptx",
    ".ipynb .lst .log .plist .icns .wav .sketch .fig",
)
_DOC_SUFFIXES = split_names(".md .mdx .rst .adoc .txt .asciidoc .org .tex .puml .drawio")
_CODE_SUFFIXES = split_names(
    ".py .pyi .js .jsx .mjs .cjs .ts .tsx .mts .cts .java .kt .kts .scala .groovy .go .rs .rb",
    ".erb .haml .slim .rake .php .cs .fs .vb .c .h .cc .cpp .hpp .hh .cxx .m .mm .swift .dart .ex",
    ".exs .erl .hs .lhs .elm .clj .cljs .cljc .lua .pl .pm .r .jl .sh .bash .zsh .ps1 .sql .vue",
    ".svelte .astro .html .htm .css .scss .sass .less .fxml .xaml .sol .ml .mli .nim .zig .v .agda",
    ".twig .jinja .j2 .ejs .hbs .mustache .tmpl .jsp .cshtml .razor .gd .coffee",
)
_STYLE_SUFFIXES = (".css", ".scss", ".sass", ".less")
_TEST_PATH = compile_lazily(
    r"(?:^|/)(?:tests?|specs?|__tests__|__mocks__|e2e|cypress|testing|fixtures?|testdata"
    r"|integration-?tests?|test-?fixtures|testlib|test-common|features/step_definitions"
    r"|src/[a-z]*[tT]est[a-z]*|androidTest|playwright)(?:/|$)"
    r"|(?:^|/)(?:settings|config|environments)/tests?\.\w+$|(?:^|/)application-test\.\w+$"
    r"|(?:^|/)(?:test_[^/]*|conftest)\.py$|_test\.\w+$|_spec\.\w+$"
    r"|\.(?:test|spec|e2e|cy|stories)\.\w+$"
    r"|(?:Tests?|Spec|IT|TestCase)\.(?:java|kt|scala|cs|groovy|swift|hs|php)$"
)
_GENERATED_PATH = compile_lazily(
    r"(?:^|/)(?:node_modules|vendor|dist|third_party|generated|gen|__generated__|\.yarn)/"
    r"|\.pb\.(?:go|cc|h|gw\.go)$|_pb2(?:_grpc)?\.pyi?$|\.g\.(?:dart|cs)$|\.generated\.|_generated\."
    r"|\.min\.(?:js|css)$|\.[dD]esigner\.cs$|zz_generated|swagger\.json$|\.tsbuildinfo$"
)
_MIGRATION_PATH = compile_lazily(
    r"(?:^|/)(?:migrations?|migrate|db/changelog|changelogs?/db|alembic/versions|flyway|liquibase"
    r"|drizzle|prisma/migrations|schema_migrations)/|(?:^|/)V\d[\w.]*__\w+\.sql$"
)
_SCHEMA_PATH = compile_lazily(
    r"\.(?:proto|graphql|graphqls|gql|avsc|thrift|xsd|wsdl|prisma|raml|jsonld|cddl|capnp|fbs)$"
    r"|(?:^|/)(?:openapi|swagger|asyncapi)[^/]*\.(?:ya?ml|json)$|(?:^|/)(?:schema\.(?:rb|sql)"
    r"|structure\.sql)$|\.schema\.json$|(?:^|/)swagger/[^/]+\.ya?ml$"
)
_INFRASTRUCTURE_PATH = compile_lazily(
    r"(?:^|/)(?:dockerfile[^/]*|[^/]*\.dockerfile|containerfile|(?:docker-)?compose[^/]*\.ya?ml"
    r"|docker-compose[^/]*|procfile[^/]*|jenkinsfile[^/]*|vagrantfile|makefile|justfile|rakefile"
    r"|\.travis\.yml|\.gitlab-ci[^/]*\.yml|azure-pipelines[^/]*|cloudbuild\.ya?ml|appveyor\.yml"
    r"|bitbucket-pipelines\.yml|serverless\.ya?ml|fly\.toml|render\.yaml|netlify\.toml|vercel\.json"
    r"|app\.ya?ml|manifest\.ya?ml|skaffold\.ya?ml|tiltfile|chart\.ya?ml|values[^/]*\.ya?ml"
    r"|kustomization\.ya?ml|nginx[^/]*\.conf|supervisord?\.conf|[^/]+\.tf|[^/]+\.tfvars|[^/]+\.hcl"
    r"|[^/]+\.bicep|buildspec[^/]*|codecov\.yml|sonar-project\.properties)$"
    r"|(?:^|/)\.(?:github/(?:workflows|actions)|circleci|buildkite|concourse|woodpecker|drone)/"
    r"|(?:^|/)(?:terraform|helm|charts|k8s|kubernetes|kustomize|cloudformation|pulumi|ansible|cdk"
    r"|manifests|ops)/[^ ]*\.(?:ya?ml|json|tpl|tf|ts|py|sh)$",
    re.IGNORECASE,
)
_TRANSLATION_PATH = compile_lazily(
    r"(?:^|/)(?:locales?|l10n|i18n|translations?|lang|languages?)/[^ ]*"
    r"\.(?:json|ya?ml|properties|php|xml|strings|arb|resx|ftl|toml)$"
    r"|[_.-](?:[a-z]{2}(?:[_-][A-Z]{2})?)\.(?:properties|resx|xlf|po|arb)$"
)
_CONFIG_SUFFIXES = split_names(
    ".json .yaml .yml .toml .ini .cfg .conf .properties .env .xml .editorconfig .rc .edn .dhall",
    ".nix .cue .jsonc .json5 .babelrc .eslintrc .prettierrc .example .local .test .sample",
)
_ROOT_DOC_PATH = compile_lazily(
    r"(?:^|/)(?:readme|changelog|changes|history|contributing|license|licence|authors|notice"
    r"|codeowners|security|code_of_conduct|copying|todo|news)(?:\.\w+)?$",
    re.IGNORECASE,
)


def find_role(path: str) -> str:
    """The role of a file, by its path alone."""
    path = path[-_MAX_PATH_CHARS:]
    name = path.rpartition("/")[2].lower()
    dot = name.rfind(".")
    suffix = name[dot:] if dot >= 0 else ""
    if name in _LOCK_NAMES:
        return LOCK
    if _GENERATED_PATH.search(path):
        return GENERATED
    if suffix in _ASSET_SUFFIXES or _TRANSLATION_PATH.search(path):
        return ASSET
    if name in _MANIFEST_NAMES or name.endswith(_MANIFEST_SUFFIXES) or _is_requirements(name, path):
        return MANIFEST
    if suffix in _DOC_SUFFIXES or (suffix not in _CODE_SUFFIXES and _ROOT_DOC_PATH.search(path)):
        return DOC
    if _TEST_PATH.search(path):
        return TEST
    if _MIGRATION_PATH.search(path):
        return MIGRATION
    if _SCHEMA_PATH.search(path):
        return SCHEMA
    if _INFRASTRUCTURE_PATH.search(path):
        return INFRASTRUCTURE
    if suffix in _CODE_SUFFIXES:
        return CODE
    if suffix in _CONFIG_SUFFIXES or name.startswith("."):
        return CONFIG
    return OTHER


def is_code_name(path: str) -> bool:
    """Whether a file's name is that of source code, wherever it lies."""
    dot = path.rfind(".")
    return dot >= 0 and path[dot:].lower() in _CODE_SUFFIXES


def _is_requirements(name: str, path: str) -> bool:
    """Whether a file lists requirements of pip, by its lower-case name and its path."""
    return name.endswith((".txt", ".in")) and (
        name.startswith(("requirements", "constraints", "dev-requirements", "test-requirements"))
        or "/requirements/" in f"/{path.lower()}"
    )


def is_style_sheet(path: str) -> bool:
    """Whether a file is a style sheet: code for how things look, seldom for how they work."""
    return path.lower().endswith(_STYLE_SUFFIXES)
