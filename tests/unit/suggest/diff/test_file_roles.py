"""The role of a file in a change, by its path."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from growth import assert_linear
from minutebook.suggest.diff import file_roles

# Paths by role, in any ecosystem.
ROLES = {
    file_roles.LOCK: """
        package-lock.json web/yarn.lock pnpm-lock.yaml poetry.lock Pipfile.lock uv.lock Gemfile.lock
        Cargo.lock go.sum composer.lock mix.lock pubspec.lock Podfile.lock Package.resolved
        packages.lock.json gradle.lockfile infra/.terraform.lock.hcl Chart.lock bun.lockb flake.lock
    """,
    file_roles.GENERATED: """
        node_modules/x/package.json vendor/github.com/x/y.go dist/app.js api/v1/api.pb.go
        api/api_pb2.py api/api_pb2_grpc.py api/api_pb2.pyi lib/model.g.dart src/Main.Designer.cs
        src/main.designer.cs static/app.min.js static/app.min.css pkg/zz_generated.deepcopy.go
        docs/swagger.json src/generated/api.ts .yarn/releases/yarn.cjs types.generated.ts
    """,
    file_roles.ASSET: """
        logo.PNG fonts/a.woff2 data/rows.csv locales/de.json i18n/messages.properties
        src/main/resources/messages_de.properties translations/app.pt-BR.xlf po/de.po
        lang/en/auth.php notebook.ipynb lib/x.jar App/Info.plist __snapshots__/a.snap
        Resources/Strings.fr.resx
    """,
    file_roles.MANIFEST: """
        package.json api/pyproject.toml setup.py requirements.txt requirements-dev.txt
        requirements/base.txt requirements/dev.in dev-requirements.txt constraints.txt Pipfile
        go.mod Cargo.toml pom.xml build.gradle.kts gradle/libs.versions.toml Gemfile
        src/App/App.csproj my.gemspec x.cabal composer.json mix.exs pubspec.yaml Package.swift
        build.sbt deps.edn Directory.Packages.props environment.yml tests/package.json
    """,
    file_roles.DOC: """
        README README.md docs/guide.rst CHANGELOG LICENSE LICENSE.MIT docs/notes.txt tests/README.md
        CODEOWNERS .github/SECURITY doc/flow.puml docs/security
    """,
    file_roles.TEST: """
        tests/test_app.py test/app.js src/app.test.ts src/app.spec.tsx spec/models/user_spec.rb
        pkg/app_test.go src/test/java/com/x/AppTest.java AppTests.cs AppSpec.scala conftest.py
        tests/data/x.json e2e/login.ts cypress/support.js src/__tests__/a.jsx Button.stories.tsx
        src/integrationTest/kotlin/X.kt fixtures/users.yml app/src/androidTest/X.kt test_app.py
    """,
    file_roles.MIGRATION: """
        migrations/0001_initial.py db/migrate/2024_add.rb alembic/versions/1a_users.py
        src/main/resources/db/migration/V1__init.sql sql/V2.1__more.sql prisma/migrations/1/migration.sql
        db/changelog/1.xml
    """,
    file_roles.SCHEMA: """
        api/v1/users.proto schema.graphql events/order.avsc prisma/schema.prisma openapi.yaml
        docs/swagger-v2.yaml db/schema.rb db/structure.sql event.schema.json swagger/users.yml
        asyncapi.json
    """,
    file_roles.INFRASTRUCTURE: """
        Dockerfile Dockerfile.prod build/app.dockerfile docker-compose.yml compose.override.yaml
        Procfile Makefile .github/workflows/ci.yml .gitlab-ci.yml .circleci/config.yml Jenkinsfile
        infra/main.tf infra/prod.tfvars k8s/deployment.yaml helm/app/templates/web.yaml
        charts/app/values.yaml serverless.yml fly.toml nginx.conf deploy/nginx.conf Vagrantfile
        azure-pipelines.yml .github/actions/setup/action.yml cdk/stack.ts ansible/play.yml
        app.yaml skaffold.yaml kustomization.yaml buildspec.yml infra/main.bicep
    """,
    file_roles.CODE: """
        app.py src/main.rs web/App.tsx Main.java cmd/main.go lib/x.ex query.sql page.html a.CSS
        app/core/security.py src/news/News.vue app/models/todo.rb src/History.java changes.go
        latest/app.py contest.py
    """,
    file_roles.CONFIG: """
        tsconfig.json .eslintrc .gitignore config/web.yml settings.toml .env .env.example
        logback.xml .editorconfig application.properties .tool-versions
    """,
    file_roles.OTHER: "bin/run x data.unknown WORKSPACE",
}


@pytest.mark.parametrize(
    ("path", "role"), [(path, role) for role, paths in ROLES.items() for path in paths.split()]
)
def test_find_role(path: str, role: str) -> None:
    assert file_roles.find_role(path) == role


def test_every_role_is_in_the_table() -> None:
    roles = {value for name, value in vars(file_roles).items() if name.isupper() and name[0] != "_"}
    assert roles == ROLES.keys()


@pytest.mark.parametrize(
    ("path", "is_style_sheet"),
    [
        ("web/app.css", True),
        ("a/b.SCSS", True),
        ("a.less", True),
        ("a.sass", True),
        ("a.css.ts", False),
        ("css", False),
        ("a.css/b", False),
        ("", False),
    ],
)
def test_is_style_sheet(path: str, is_style_sheet: bool) -> None:
    assert file_roles.is_style_sheet(path) is is_style_sheet


@given(st.text(st.characters(codec=None)) | st.text("aT./_-{}\n", max_size=60))
def test_any_path_has_a_role(path: str) -> None:
    assert file_roles.find_role(path) in ROLES


@pytest.mark.parametrize("part", ["a", "/", "test", ".", "ops/", "V1__", "x.y-", "lang/a/", " "])
def test_a_long_path_takes_no_longer_than_its_length(part: str) -> None:
    assert_linear(lambda size: file_roles.find_role((part * size)[:size]), 250)


def test_only_the_end_of_a_path_is_looked_at() -> None:
    assert file_roles.find_role("tests/" + "a/" * 1_000 + "b.py") == file_roles.CODE


@pytest.mark.parametrize(
    ("path", "is_code"),
    [
        ("tests/test_a.py", True),
        ("a.RS", True),
        ("tests/data.json", False),
        ("tests/README.md", False),
        ("Makefile", False),
        ("a.py/notes", False),
    ],
)
def test_names_of_source_code(path: str, is_code: bool) -> None:
    assert file_roles.is_code_name(path) is is_code
