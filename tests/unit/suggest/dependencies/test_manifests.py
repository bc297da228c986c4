"""Packages that a change adds or removes, in every ecosystem; a new version is neither."""

from __future__ import annotations

import gzip
import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from growth import assert_linear
from minutebook.suggest.dependencies.manifests import DependencyChange, find_dependency_changes
from minutebook.suggest.dependencies.registry import (
    _MANIFEST_NAMES,
    _MANIFEST_SUFFIXES,
    LOCK_FILES,
    find_reader,
)
from minutebook.suggest.diff.patch import MAX_HUNK_LINE_CHARS, FileDiff, parse_diff, split_hunks


def diff(path: str, *hunks: str, status: str = "modified") -> str:
    """A unified diff of a file. A hunk is its lines with their signs; an empty one is context."""
    old = "/dev/null" if status == "added" else f"a/{path}"
    new = "/dev/null" if status == "deleted" else f"b/{path}"
    modes = {"added": "new file mode 100644\n", "deleted": "deleted file mode 100644\n"}
    text = f"diff --git a/{path} b/{path}\n{modes.get(status, '')}--- {old}\n+++ {new}\n"
    surplus = 0  # by how many lines the new text is longer, up to here
    for count, hunk in enumerate(hunks):
        lines = [line or " " for line in hunk.strip("\n").split("\n")]
        signs = [line[0] for line in lines]
        before, after = signs.count("-") + signs.count(" "), signs.count("+") + signs.count(" ")
        start = 10 + 100 * count
        text += f"@@ -{start},{before} +{start + surplus},{after} @@\n" + "\n".join(lines) + "\n"
        surplus += after - before
    return text


def describe(text: str) -> list[str]:
    """A change of a package each: `+`, `-` or `^`, ecosystem, name, and whether dev or locked."""
    return [
        {"added": "+", "removed": "-", "bumped": "^"}[change.action]
        + f"{change.ecosystem} {change.name}"
        + " dev" * change.is_dev
        + " locked" * (not change.is_direct)
        for change in find_dependency_changes(parse_diff(text))
    ]


MANIFESTS = {
    "requirements.txt": (
        "requirements.txt",
        """
 fastapi==0.100
+celery[redis]==5.3  # jobs
-rq>=1.0 ; python_version > '3'
+# flask==1
+-r base.txt
+Zope.Interface
+pkg @ https://x.org/pkg.whl
+-e git+https://x.org/y.git#egg=Some_Thing
+ok==1 --no-binary ok
+== broken
+
""",
        "+pypi celery,+pypi zope-interface,+pypi pkg,+pypi some-thing,+pypi ok,-pypi rq",
    ),
    "requirements of development": (
        "requirements-dev.txt",
        """
+pytest==8
""",
        "+pypi pytest dev",
    ),
    "requirements in a folder": (
        "requirements/test.in",
        """
+pytest
""",
        "+pypi pytest dev",
    ),
    "compiled requirements": (
        "requirements.txt",
        r"""
+celery==5.3 \
+    --hash=sha256:aa
+    # via -r requirements.in
""",
        "+pypi celery locked",
    ),
    "constraints": (
        "constraints.txt",
        """
+celery==5.3
""",
        "+pypi celery locked",
    ),
    "a project's table": (
        "pyproject.toml",
        """
 [project]
+name = "shop"
+requires-python = ">=3.11"
 dependencies = [
     "fastapi>=0.1",

+    "celery[redis]>=5; python_version < '4'",
+    # "gone>=1",
+    "",
 ]
 [project.optional-dependencies]
+test = ["pytest", "shop[extra]"]
+s3 = ["boto3"]
 [build-system]
+requires = ["hatchling"]
+build-backend = "hatchling.build"
""",
        "+pypi celery,+pypi pytest dev,+pypi boto3,+pypi hatchling dev",
    ),
    "dependency groups": (
        "pyproject.toml",
        """
 [dependency-groups]
+dev = [
+    "ruff>=0.1",
+]
 [tool.uv]
+dev-dependencies = ["mypy"]
+sources = ["nothing"]
 [tool.hatch.envs.x]
+extra-dependencies = ["coverage"]
+features = ["no"]
+other = "1.0"
 [tool.ruff.lint]
+select = ["E", "F"]
""",
        "+pypi ruff dev,+pypi mypy dev,+pypi coverage dev",
    ),
    "poetry": (
        "pyproject.toml",
        """
 [tool.poetry]
+version = "1.0.0"
 [tool.poetry.dependencies]
+python = "^3.11"
+redis = "^5"
+mine = { path = "../mine" }
 [tool.poetry.group.test.dependencies]
+pytest = "^8"
+[tool.poetry.dependencies.celery]
+version = "^5"
""",
        "+pypi redis,+pypi pytest dev,+pypi celery",
    ),
    "poetry out of sight": (
        "pyproject.toml",
        """
 alembic = "^1"
+redis = { version = "^5", extras = ["hiredis"] }
+target-version = "py311"
+minimum_version = "3.1"
+line-length = 100
""",
        "+pypi redis",
    ),
    "an array out of sight": (
        "pyproject.toml",
        """
     "fastapi>=0.1",
+    "celery",
 ]
""",
        "+pypi celery",
    ),
    "an array of something else": (
        "pyproject.toml",
        """
     "E501",
+    "F401",
 ]
""",
        "",
    ),
    "an array that goes on": (
        "pyproject.toml",
        """
     "E501",
+    "F401",
""",
        "",
    ),
    "pipenv": (
        "Pipfile",
        """
 [packages]
+redis = "*"
 [dev-packages]
+pytest = "*"
 [requires]
+python_version = "3.11"
""",
        "+pypi redis,+pypi pytest dev",
    ),
    "setup.py": (
        "setup.py",
        """
 setup(
+    name="shop",
+    classifiers=["Environment"],
     install_requires=[
         "flask",
+        "celery",
     ],
     extras_require={
+        "test": ["pytest"],
+        "s3": ["boto3>=1"],
     },
     tests_require=["mock"],
+    setup_requires=["wheel"],
 )
""",
        "+pypi celery,+pypi pytest dev,+pypi boto3,+pypi wheel dev",
    ),
    "setup.cfg": (
        "setup.cfg",
        """
 [options]
 install_requires =
+    celery
+zip_safe = False
 packages =
+    shop
 [options.extras_require]
 test =
+    pytest>=8
""",
        "+pypi celery,+pypi pytest dev",
    ),
    "setup.cfg out of sight": (
        "setup.cfg",
        """
     flask>=1
+    celery>=5
+    bare
""",
        "+pypi celery",
    ),
    "conda": (
        "environment.yml",
        """
 channels:
+  - conda-forge
 dependencies:
+  - python=3.11
+  - conda-forge::numpy=1.2
   - pip:
+    - celery
+name: x
""",
        "+pypi numpy,+pypi celery",
    ),
    "conda out of sight": (
        "env-dev.yaml",
        """
+  - numpy=1.2
+  - bare
""",
        "+pypi numpy dev",
    ),
    "package.json": (
        "package.json",
        r"""
 {
+  "name": "shop",
+  "version": "1.0.0",
+  "scripts": { "test": "jest \"x\" {a}" },
   "dependencies": {
     "express": "^4",
+    "bullmq": "^5.0.0",
+    "@Acme/core": "workspace:*",
+    "shop": "^1.0.0",
+    "Not A Name": "1.0"
   },
   "devDependencies": {
+    "jest": "^29"
   },
+  "engines": { "node": ">=18" },
+  "resolutions": { "minimist": "^1.2.6" },
+  "pnpm": { "overrides": { "x": "1.0.0" } },
+  "files": ["dist"],
+  "private": true
 }
""",
        "+npm bullmq,+npm jest dev",
    ),
    "package.json out of sight": (
        "web/package.json",
        """
     "express": "^4",
+    "@types/bull": "~3.15",
+    "bull": "github:OptimalBits/bull",
+    "lint": "eslint .",
+    "node": ">=18",
     "zod": "3"
   },
+  "license": "MIT",
+  "next": "1.0.0",
   "devDependencies": {
+    "vitest": "latest"
""",
        "+npm @types/bull dev,+npm bull,+npm vitest dev",
    ),
    "pnpm's catalogue": (
        "pnpm-workspace.yaml",
        """
 packages:
+  - web
 catalog:
+  react: ^18.2.0
+  '@acme/x': 1.0.0
+  odd: workspace
+overrides:
+  y: ^1.0
+ }
""",
        "+npm react,+npm @acme/x",
    ),
    "deno": (
        "deno.json",
        """
 "imports": {
+  "hono": "npm:hono@4",
+  "@std/path": "jsr:@std/path@1",
+  "a": "./a.ts"
""",
        "+npm hono,+jsr @std/path",
    ),
    "composer": (
        "composer.json",
        """
 {
+  "name": "acme/shop",
   "require": {
+    "php": ">=8.1",
+    "ext-intl": "*",
+    "Predis/predis": "^2.0"
   },
   "require-dev": {
+    "phpunit/phpunit": "^10"
   },
+  "suggest": { "a/b": "^1" }
""",
        "+composer predis/predis,+composer phpunit/phpunit dev",
    ),
    "composer out of sight": (
        "composer.json",
        """
     "a/b": "^1",
+    "c/d": "^2.1",
+    "e/f": "words of it"
""",
        "+composer c/d",
    ),
    "go.mod": (
        "go.mod",
        """
 module example.org/shop/v2
 require (
+        github.com/redis/go-redis/v9 v9.0.5
+        gopkg.in/yaml.v3 v3.0.1
+        github.com/x/y v1.0.0 // indirect
+        example.org/shop/api v0.1.0
 )
+require github.com/one/line v1.2.3
 replace (
+        github.com/in/replace v1.0.0
 )
+replace github.com/a/b => ../b
+exclude github.com/c/d v1.0.0
+go 1.22
""",
        "+go github.com/redis/go-redis,+go gopkg.in/yaml,+go github.com/one/line,+go github.com/x/y locked",
    ),
    "Gopkg.toml": (
        "Gopkg.toml",
        """
 [[constraint]]
+  name = "github.com/gorilla/mux"
+  version = "1.0"
 [[override]]
+  name = "github.com/a/b"
""",
        "+go github.com/gorilla/mux",
    ),
    "Maven": (
        "pom.xml",
        """
   <modelVersion>4.0.0</modelVersion>
+  <parent>
+    <groupId>org.springframework.boot</groupId>
+    <artifactId>spring-boot-starter-parent</artifactId>
+  </parent>
+  <groupId>org.acme</groupId>
+  <artifactId>shop</artifactId>
   <dependencies>
+    <dependency>
+      <groupId>redis.clients</groupId>
+      <artifactId>jedis</artifactId>
+      <exclusions><exclusion><groupId>no</groupId><artifactId>no</artifactId></exclusion></exclusions>
+    </dependency>
+    <dependency><groupId>junit</groupId><artifactId>junit</artifactId><scope>test</scope></dependency>
+    <dependency><groupId>${project.groupId}</groupId><artifactId>own</artifactId></dependency>
+    <dependency><artifactId>half</artifactId></dependency>
+    <plugin><artifactId>maven-jar-plugin</artifactId></plugin>
+    text
""",
        "+maven org.springframework.boot:spring-boot-starter-parent,+maven redis.clients:jedis,+maven junit:junit dev,+maven org.apache.maven.plugins:maven-jar-plugin dev",
    ),
    "Maven cut off": (
        "pom.xml",
        """
       <groupId>a.b</groupId>
+      <artifactId>new</artifactId>
-      <artifactId>old</artifactId>
     </dependency>
+    <dependency>
+      <groupId>c</groupId>
+      <artifactId>open</artifactId>
""",
        "+maven a.b:new,+maven c:open,-maven a.b:old",
    ),
    "Gradle": (
        "build.gradle",
        """
 plugins {
+    id 'org.springframework.boot' version '3.2.0'
+    id 'java-library'
+    jacoco
 }
+    implementation 'redis.clients:jedis:5.0'
+    testImplementation('junit:junit:4.13')
+    // implementation 'no:no:1'
+    compile group: 'org.x', name: 'y', version: '1'
+    implementation project(':own')
+    exclude group: 'g', module: 'm'
+    image 'postgres:14'
+    url 'http://x.org:80/'
+    knownModule('a.b:c', 'd')
+    word 'plain'
+    odd('postgres:15')
+    listOf("com.acme:tool:1.0")
""",
        "+gradle-plugin org.springframework.boot dev,+gradle-plugin jacoco dev,+maven redis.clients:jedis,+maven junit:junit dev,+maven org.x:y,+maven com.acme:tool",
    ),
    "Gradle in Kotlin": (
        "app/build.gradle.kts",
        """
+    kotlin("jvm") version "1.9"
+    implementation(platform("org.x:bom:1"))
+    ksp("com.squareup.moshi:moshi-kotlin-codegen")
+    implementation(libs.redis.client)
""",
        "+gradle-plugin org.jetbrains.kotlin.jvm dev,+maven org.x:bom,+maven com.squareup.moshi:moshi-kotlin-codegen",
    ),
    "Gradle's settings": (
        "settings.gradle.kts",
        """
+            library("jedis", "redis.clients", "jedis").versionRef("jedis")
""",
        "+maven redis.clients:jedis",
    ),
    "constants of a build": (
        "buildSrc/src/main/kotlin/Deps.kt",
        """
+    const val jedis = "redis.clients:jedis:5.0"
""",
        "+maven redis.clients:jedis",
    ),
    "a version catalogue": (
        "gradle/libs.versions.toml",
        """
 [versions]
+jedis = "5.0"
 [libraries]
+jedis = { module = "redis.clients:jedis", version.ref = "jedis" }
+guava = { group = "com.google.guava", name = "guava", version = "33" }
+short = "a.b:c:1"
+odd = { name = "x" }
 [bundles]
+all = ["jedis"]
 [plugins]
+boot = { id = "org.springframework.boot", version = "3" }
+shadow = "com.gradleup.shadow:8"
""",
        "+maven redis.clients:jedis,+maven com.google.guava:guava,+maven a.b:c,+gradle-plugin org.springframework.boot dev,+gradle-plugin com.gradleup.shadow dev",
    ),
    "sbt": (
        "build.sbt",
        """
+  "dev.zio" %% "zio" % "2.0",
+  "org.scalatest" %% "scalatest" % "3" % Test,
+  // "a" % "b" % "1"
+  name := "x"
""",
        "+maven dev.zio:zio,+maven org.scalatest:scalatest dev",
    ),
    "sbt's plugins": (
        "project/plugins.sbt",
        """
+addSbtPlugin("org.scalameta" % "sbt-scalafmt" % "2")
""",
        "+maven org.scalameta:sbt-scalafmt dev",
    ),
    "Mill": (
        "build.sc",
        """
+  ivy"dev.zio::zio:2.0"
+  nothing
""",
        "+maven dev.zio:zio",
    ),
    "sbt's constants": (
        "project/Dependencies.scala",
        """
+  val zio = "dev.zio" %% "zio" % V
""",
        "+maven dev.zio:zio",
    ),
    "Gemfile": (
        "Gemfile",
        """
 gem "rails"
+gem "sidekiq", "~> 7"
+gem "mine", path: "../mine"
+gem "rspec", group: [:development, :test]
+gem "web", groups: %i[x]
 group :development do
+  gem "pry"
 end
+gem "puma"
""",
        "+rubygems sidekiq,+rubygems rspec dev,+rubygems web,+rubygems pry dev,+rubygems puma",
    ),
    "gemspec": (
        "shop.gemspec",
        """
+  spec.add_dependency "redis", "~> 5"
+  spec.add_development_dependency("rspec")
""",
        "+rubygems redis,+rubygems rspec dev",
    ),
    "Cargo": (
        "Cargo.toml",
        """
 [package]
+name = "shop"
+version = "0.1.0"
 [dependencies]
+serde_json = "1"
+tokio = { version = "1", features = ["full"] }
+sub = { path = "sub" }
+shared.workspace = true
+other = { workspace = true }
+re = { package = "real-name", version = "1" }
+shop = "0.1"
 [dev-dependencies]
+insta = "1"
+[dependencies.redis]
+version = "0.25"
+[features]
+a = ["b"]
""",
        "+cargo serde-json,+cargo tokio,+cargo real-name,+cargo insta dev,+cargo redis",
    ),
    "Cargo out of sight": (
        "Cargo.toml",
        """
 serde = "1"
+redis = "0.25"
+edition = "2021"
+default = ["std"]
""",
        "+cargo redis",
    ),
    ".NET": (
        "src/Shop.csproj",
        """
+    <PackageReference Include="StackExchange.Redis" Version="2.7" />
+    <PackageReference Include="Central" />
+    <PackageReference Include="Coverlet" Version="1" PrivateAssets="all" />
+    <PackageReference Include="Long">
+    <ProjectReference Include="../Own.csproj" />
+  text
""",
        "+nuget stackexchange.redis,+nuget coverlet dev,+nuget long",
    ),
    "a project of tests": (
        "tests/Shop.Tests.csproj",
        """
+    <PackageReference Include="xunit" Version="2" />
""",
        "+nuget xunit dev",
    ),
    "central packages": (
        "Directory.Packages.props",
        """
+    <PackageVersion Include="Central" Version="1.0" />
""",
        "+nuget central",
    ),
    "Paket": (
        "paket.dependencies",
        """
+nuget FSharp.Core >= 6
+source x
""",
        "+nuget fsharp.core",
    ),
    "Elixir": (
        "mix.exs",
        """
+      {:oban, "~> 2.15"},
+      {:credo, "~> 1.7", only: [:dev, :test]},
+      {:own, in_umbrella: true},
+      {:ok, "x"},
+      # {:gone, "~> 1"},
+      {:heroicons, github: "x/y"}
""",
        "+hex oban,+hex credo dev,+hex heroicons",
    ),
    "Erlang": (
        "rebar.config",
        """
+  {cowboy, "2.9.0"},
+  {opts, [debug]}
""",
        "+hex cowboy",
    ),
    "cabal": (
        "shop.cabal",
        """
+name: shop
 library
+  exposed-modules: Shop
   build-depends:
     , base
+    , aeson >=2
+    , QuickCheck
+    , shop
+    -- , gone
+
+    , ==
 test-suite tests
   build-depends: hspec,
+    tasty:{tasty, x} ^>=1
+  build-tool-depends: hspec-discover:hspec-discover
""",
        "+hackage aeson,+hackage quickcheck,+hackage tasty dev,+hackage hspec-discover dev",
    ),
    "cabal out of sight": (
        "shop.cabal",
        """
     , base
+    , hedis
+    , OverloadedStrings
+    , MonadRandom >=0.5
+    Shop.Jobs
""",
        "+hackage hedis,+hackage monadrandom",
    ),
    "hpack": (
        "package.yaml",
        """
+name: shop
 dependencies:
+- aeson >= 2
+- shop
 tests:
   spec:
     dependencies:
+    - hspec
     ghc-options:
+    - -Wall
""",
        "+hackage aeson,+hackage hspec dev",
    ),
    "hpack out of sight": (
        "package.yaml",
        """
+- aeson >= 2
+- bare
""",
        "+hackage aeson",
    ),
    "Dart": (
        "pubspec.yaml",
        """
+name: shop
 environment:
+  sdk: '>=3.0.0'
 dependencies:
+  http: ^1.0.0
+    deep: of nothing
+  flutter:
+    sdk: flutter
+  mine:
+    path: ../mine
+  bare:
+# words
 dev_dependencies:
+  test: any
""",
        "+pub http,+pub flutter,+pub test dev",
    ),
    "Dart out of sight": (
        "pubspec.yaml",
        """
   path: ^1.8
+  http: ^1.0.0
+  sdk: '>=3'
+  words: of it
""",
        "+pub http",
    ),
    "Crystal": (
        "shard.yml",
        """
 dependencies:
+  kemal:
+    github: kemalcr/kemal
""",
        "+shards kemal",
    ),
    "Swift": (
        "Package.swift",
        """
+        .package(url: "https://github.com/vapor/Vapor.git", from: "4.0.0"),
+        .package(path: "../Own"),
""",
        "+swift vapor",
    ),
    "CocoaPods": (
        "Podfile",
        """
+  pod 'Firebase/Auth', '~> 10'
+  pod 'Own', :path => '../Own'
""",
        "+cocoapods firebase",
    ),
    "a podspec": (
        "Shop.podspec",
        """
+  s.dependency 'Alamofire', '~> 5'
""",
        "+cocoapods alamofire",
    ),
    "Carthage": (
        "Cartfile",
        """
+github "Alamofire/Alamofire" ~> 5.5
""",
        "+carthage alamofire",
    ),
    "deps.edn": (
        "deps.edn",
        """
 {:deps {org.clojure/clojure {:mvn/version "1.11.1"}
+        ring/ring {:mvn/version "1.11"}
+        metosin/reitit {:mvn/version "0.7"}
+        my/own {:local/root "x"}
""",
        "+clojars ring,+clojars metosin/reitit",
    ),
    "Leiningen": (
        "project.clj",
        """
   :dependencies [[org.clojure/clojure "1.11"]
+                 [compojure "1.7"]
+  ;; [gone "1"]
""",
        "+clojars compojure",
    ),
    "conan": (
        "conanfile.py",
        """
+        self.requires("zlib/1.2.13")
+        self.tool_requires("cmake/3.27")
+        url = "a/b"
""",
        "+conan zlib,+conan cmake dev",
    ),
    "conan's list": (
        "conanfile.txt",
        """
 [requires]
+fmt/10.1.0@
+[options]
""",
        "+conan fmt",
    ),
    "vcpkg": (
        "vcpkg.json",
        """
 "dependencies": [
+    "fmt",
+    { "name": "boost-asio" },
+  "builtin-baseline": "x"
""",
        "+vcpkg fmt,+vcpkg boost-asio",
    ),
    "CMake": (
        "CMakeLists.txt",
        """
+find_package(Boost 1.80 REQUIRED)
+FetchContent_Declare(googletest
+add_library(x)
""",
        "+cmake boost,+cmake googletest",
    ),
    "Bazel": (
        "MODULE.bazel",
        """
+bazel_dep(name = "rules_go", version = "0.42")
""",
        "+bazel rules_go",
    ),
    "Perl": (
        "cpanfile",
        """
+requires 'Mojolicious', '9.0';
+requires 'perl', '5.30';
""",
        "+cpan Mojolicious",
    ),
    "Terraform": (
        "main.tf",
        """
     aws = {
+      source  = "hashicorp/aws"
+  source = "../module"
+  source = "terraform-aws-modules/vpc/aws"
""",
        "+terraform hashicorp/aws",
    ),
    "Helm": (
        "chart/Chart.yaml",
        """
+name: shop
+version: 1.0
 dependencies:
+- name: redis
+  version: 18
+- name: own
+  repository: file://../own
+maintainers:
+- name: Ann
+  email: x
+- not a pair
""",
        "+helm redis",
    ),
    "Helm out of sight": (
        "Chart.yaml",
        """
   - name: redis
     version: 1
+  - name: kafka
+    version: 2
""",
        "+helm kafka",
    ),
}


@pytest.mark.parametrize(("path", "hunk", "names"), MANIFESTS.values(), ids=MANIFESTS.keys())
def test_packages_that_a_change_adds(path: str, hunk: str, names: str) -> None:
    assert ",".join(describe(diff(path, hunk))) == names


@pytest.mark.parametrize(("path", "hunk", "names"), MANIFESTS.values(), ids=MANIFESTS.keys())
def test_the_reverse_change_removes_what_the_change_added(path: str, hunk: str, names: str) -> None:
    reverse = "\n".join(
        {"+": "-", "-": "+"}.get(line[:1], " ") + line[1:] for line in hunk.strip("\n").split("\n")
    )
    expected = [{"+": "-", "-": "+"}[name[0]] + name[1:] for name in names.split(",") if name]
    assert sorted(describe(diff(path, reverse))) == sorted(expected)


BUMPS = {
    "requirements": (
        "requirements.txt",
        """
-redis==4.1
+redis==5.0
""",
        "^pypi redis",
    ),
    "quotes and order": (
        "pyproject.toml",
        """
 [project]
 dependencies = [
-  'b>=1', "a>=1",
+  "a>=1",
+  "b>=1",
 ]
""",
        "",
    ),
    "a range": (
        "package.json",
        """
   "dependencies": {
-    "react": "^17"
+    "react": "^18"
""",
        "^npm react",
    ),
    "another section": (
        "package.json",
        """
   "dependencies": {
-    "jest": "^29"
   },
   "devDependencies": {
+    "jest": "^29"
""",
        "",
    ),
    "a section's name": (
        "pyproject.toml",
        """
-[tool.poetry.dev-dependencies]
+[tool.poetry.group.dev.dependencies]
 pytest = "^8"
""",
        "",
    ),
    "a catalogue's version": (
        "gradle/libs.versions.toml",
        """
 [versions]
-jedis = "4"
+jedis = "5"
""",
        "",
    ),
    "a catalogue's alias": (
        "gradle/libs.versions.toml",
        """
-jedis = { module = "redis.clients:jedis", version = "4" }
+redis = { module = "redis.clients:jedis", version = "5" }
""",
        "^maven redis.clients:jedis",
    ),
    "a property": (
        "pom.xml",
        """
   <properties>
-    <jedis.version>4</jedis.version>
+    <jedis.version>5</jedis.version>
""",
        "",
    ),
    "Maven's version": (
        "pom.xml",
        """
       <groupId>a</groupId>
       <artifactId>b</artifactId>
-      <version>1</version>
+      <version>2</version>
     </dependency>
""",
        "^maven a:b",
    ),
    "from indirect to direct": (
        "go.mod",
        """
-        github.com/x/y v1.0.0 // indirect
+        github.com/x/y v1.1.0
""",
        "",
    ),
    "a major version's path": (
        "go.mod",
        """
-        github.com/x/y v1.0.0
+        github.com/x/y/v2 v2.0.0
""",
        "^go github.com/x/y",
    ),
    "Go's checksums": (
        "go.sum",
        """
-github.com/x/y v1.0.0 h1:a=
-github.com/x/y v1.0.0/go.mod h1:a=
+github.com/x/y v1.1.0 h1:b=
+github.com/x/y v1.1.0/go.mod h1:b=
""",
        "",
    ),
    "Cargo.lock": (
        "Cargo.lock",
        """
 name = "redis"
-version = "0.24"
+version = "0.25"
""",
        "",
    ),
    "Gemfile.lock": (
        "Gemfile.lock",
        """
-    rails (7.0)
+    rails (7.1)
       rack (>= 2)
""",
        "",
    ),
    "yarn.lock": (
        "yarn.lock",
        """
-"@a/b@^1.0", "@a/b@^1.1":
+"@a/b@^2.0":
-c@^1:
+c@npm:^2:
""",
        "",
    ),
    "package-lock": (
        "package-lock.json",
        """
     "node_modules/a": {
-      "version": "1",
+      "version": "2",
""",
        "",
    ),
    "pnpm-lock": (
        "pnpm-lock.yaml",
        """
-  /a@1.0.0:
+  a@2.0.0:
-  '@b/c@1.0.0(d@1)':
+  '@b/c@1.1.0(d@1)':
""",
        "",
    ),
    "poetry.lock": (
        "poetry.lock",
        """
 name = "a"
-version = "1"
+version = "2"
""",
        "",
    ),
    "a hunk without its header": (
        "Cargo.toml",
        """
-serde = "1.0"
+serde = { version = "1.0", features = ["derive"] }
""",
        "^cargo serde",
    ),
    "sbt": (
        "build.sbt",
        """
-  "dev.zio" %% "zio" % "2.0"
+  "dev.zio" %% "zio" % "2.1"
""",
        "^maven dev.zio:zio",
    ),
    "cabal": (
        "a.cabal",
        """
-    , aeson >=1
+    , aeson >=2
""",
        "^hackage aeson",
    ),
    "Elixir": (
        "mix.exs",
        """
-      {:oban, "~> 2.14"},
+      {:oban, "~> 2.15"},
""",
        "^hex oban",
    ),
    ".NET": (
        "A.csproj",
        """
-<PackageReference Include="A" Version="1" />
+<PackageReference Include="a" Version="2" />
""",
        "^nuget a",
    ),
    "Dart": (
        "pubspec.yaml",
        """
-  http: ^0.13
+  http: ^1.0
""",
        "^pub http",
    ),
    "Gradle": (
        "build.gradle",
        """
-    compile 'a.b:c:1'
+    implementation "a.b:c:2"
""",
        "^maven a.b:c",
    ),
    "a plugin": (
        "build.gradle.kts",
        """
-    id("a.b") version "1"
+    id("a.b") version "2"
""",
        "^gradle-plugin a.b dev",
    ),
    "a lock of Terraform's": (
        ".terraform.lock.hcl",
        """
 provider "registry.terraform.io/hashicorp/aws" {
-  version = "4"
+  version = "5"
""",
        "",
    ),
}


@pytest.mark.parametrize(("path", "hunk", "names"), BUMPS.values(), ids=BUMPS.keys())
def test_a_new_version_adds_nothing(path: str, hunk: str, names: str) -> None:
    assert ",".join(describe(diff(path, hunk))) == names


LOCKS = {
    "go.sum": "github.com/x/y v1.0.0 h1:a=",
    "go.work.sum": "github.com/x/y v1.0.0 h1:a=",
    "Gopkg.lock": '  name = "github.com/x/y"',
    "yarn.lock": '"@a/b@^1.0":',
    "package-lock.json": '    "node_modules/a/node_modules/@b/c": {',
    "npm-shrinkwrap.json": '    "left-pad": {',
    "pnpm-lock.yaml": "  /@a/b/1.0.0:",
    "bun.lock": '    "@a/b": ["@a/b@1.0.0", "", {}],',
    "Gemfile.lock": "    rails (7.0)",
    "Cargo.lock": 'name = "serde_json"',
    "poetry.lock": 'name = "Celery"',
    "uv.lock": 'name = "celery"',
    "pdm.lock": 'name = "celery"',
    "Pipfile.lock": '        "celery": {',
    "composer.lock": '            "name": "predis/predis",',
    "packages.lock.json": '      "StackExchange.Redis": {',
    "paket.lock": "    FSharp.Core (6.0)",
    "gradle.lockfile": "redis.clients:jedis:5.0=runtimeClasspath",
    "mix.lock": '  "oban": {:hex, :oban, "2.15"},',
    "pubspec.lock": "  http:",
    "Podfile.lock": "  - Alamofire (5.0)",
    "Package.resolved": '      "identity" : "vapor",',
    "cabal.project.freeze": "constraints: any.aeson ==2.0,",
    ".terraform.lock.hcl": 'provider "registry.terraform.io/hashicorp/aws" {',
}


@pytest.mark.parametrize(("path", "line"), LOCKS.items(), ids=LOCKS.keys())
def test_a_package_of_a_lock_file_alone_is_not_direct(path: str, line: str) -> None:
    (change,) = find_dependency_changes(parse_diff(diff(path, f"+{line}\n+ no package's line\n")))
    assert (change.action, change.is_direct, change.line) == ("added", False, 10)
    (change,) = find_dependency_changes(parse_diff(diff(path, f"-{line}\n")))
    assert change.action == "removed"


def test_every_lock_file_is_tested() -> None:
    assert {path.lower() for path in LOCKS} == set(LOCK_FILES)


@pytest.mark.parametrize("key", ["requires", "dependencies", "packages", "engines", "bin"])
def test_keys_of_a_lock_file_are_no_packages(key: str) -> None:
    assert describe(diff("package-lock.json", f'+    "{key}": {{\n')) == []


def test_changes_of_manifests_come_before_those_of_lock_files() -> None:
    text = diff("package.json", '   "dependencies": {\n+    "bull": "^4"\n')
    text += diff(
        "package-lock.json", '+    "node_modules/bull": {\n+    "node_modules/ioredis": {\n'
    )
    assert describe(text) == ["+npm bull", "+npm ioredis locked"]


MOVES = {
    "to another module": diff("a/package.json", '   "dependencies": {\n-    "bull": "^4"\n')
    + diff("b/package.json", '   "dependencies": {\n+    "bull": "^4"\n'),
    "known by a line of context": diff("a/requirements.txt", " redis==4\n+\n")
    + diff("b/requirements.txt", "+redis==4\n", status="added"),
    "to a manifest of another form": diff(
        "setup.py", '     install_requires=[\n-        "celery>=5",\n', status="deleted"
    )
    + diff("pyproject.toml", '+[project]\n+dependencies = ["celery>=5"]\n', status="added"),
    "into a version catalogue": diff(
        "a/build.gradle.kts", '-    implementation("a.b:c:1")\n+    implementation(libs.c)\n'
    ),
    "out of a version catalogue": diff(
        "a/build.gradle.kts", '-    implementation(libs.c)\n+    implementation("a.b:c:1")\n'
    ),
    "a package of the same repository": diff(
        "packages/core/package.json", '+{\n+  "name": "@acme/core"\n+}\n', status="added"
    )
    + diff("packages/web/package.json", '   "dependencies": {\n+    "@acme/core": "1.0.0"\n'),
    "by a variable that is set elsewhere": diff(
        "mod/build.gradle", '+    implementation "a.b:c:${cVersion}"\n'
    ),
    "a new module below a lock file": diff(
        "packages/new/package.json",
        '+{\n+  "dependencies": {\n+    "react": "^18"\n+  }\n+}\n',
        status="added",
    )
    + diff("yarn.lock", "+unheard@^1:\n").replace("+unheard", "-unheard"),
    "a manifest of a package that is vendored": diff(
        "node_modules/x/package.json", '+"dependencies": {\n+  "a": "^1"\n'
    ),
    "a data file": diff("data/package.txt", "+celery==5\n"),
    "a manifest renamed": "diff --git a/a/pom.xml b/b/pom.xml\nrename from a/pom.xml\nrename to b/pom.xml\n",
}


@pytest.mark.parametrize("text", MOVES.values(), ids=MOVES.keys())
def test_a_package_that_only_moves_is_no_change(text: str) -> None:
    assert [name for name in describe(text) if "locked" not in name] == []


def test_a_package_with_a_variable_that_the_change_sets_is_added() -> None:
    text = diff("gradle.properties", "+cVersion=1.0\n+org.gradle.jvmargs\n") + diff("a.md", "+b")
    text += diff("mod/build.gradle", '+    implementation "a.b:c:${cVersion}"\n')
    assert describe(text) == ["+maven a.b:c"]
    at_the_root = diff("build.gradle", '+    implementation "a.b:c:${cVersion}"\n')
    assert describe(at_the_root) == ["+maven a.b:c"]


def test_a_new_module_adds_what_the_lock_file_of_the_whole_did_not_have() -> None:
    text = diff(
        "packages/new/package.json",
        '+{\n+  "dependencies": {\n+    "react": "^18",\n+    "bull": "^4"\n+  }\n+}\n',
        status="added",
    )
    lock = diff("packages/yarn.lock", "+bull@^4:\n")
    assert describe(text + lock) == ["+npm bull"]
    assert describe(text + lock.replace("packages/yarn", "other/yarn")) == [
        "+npm react",
        "+npm bull",
    ]
    own_lock = lock.replace("packages/yarn", "packages/new/yarn")
    assert describe(text + own_lock) == ["+npm react", "+npm bull"]


def test_a_change_has_the_place_of_a_dependency_that_is_not_for_development() -> None:
    text = diff("tests/requirements.txt", "+celery==5\n") + diff(
        "requirements.txt", " x\n+celery==5  # jobs\n"
    )
    assert find_dependency_changes(parse_diff(text)) == (
        DependencyChange("pypi", "celery", "added", "requirements.txt", 11, "celery==5  # jobs"),
    )


def test_an_excerpt_is_cut() -> None:
    (change,) = find_dependency_changes(
        parse_diff(diff("requirements.txt", f"+celery==5  # {'x' * 200}\n"))
    )
    assert len(change.excerpt) == 120


@pytest.mark.parametrize(
    ("path", "ecosystem"),
    [
        ("a/PyProject.toml", "pypi"),
        ("requirements/base.txt", "pypi"),
        ("dev-requirements.txt", "pypi"),
        ("requirements.py", None),
        ("README.txt", None),
        ("conda-env.yml", "pypi"),
        ("x.versions.toml", "maven"),
        ("Shop.Api.csproj", "nuget"),
        ("vendor/go.mod", None),
        ("project.scala", None),
        ("src/Main.kt", None),
    ],
)
def test_files_that_are_manifests(path: str, ecosystem: str | None) -> None:
    reader = find_reader(path)
    assert (reader and reader[0]) == ecosystem


def test_hunks_before_and_after() -> None:
    (file,) = parse_diff(diff("a", " x\n-y\n+z\n w\n", "+u\n v\n", "-t\n"))
    assert split_hunks(file) == (
        [[(10, "x"), (11, "y"), (12, "w")], [(111, "v")], [(210, "t")]],
        [[(10, "x"), (11, "z"), (12, "w")], [(110, "u"), (111, "v")]],
    )
    assert split_hunks(FileDiff("a", "a", lines=[("+", 1, "x" * 999)])) == (
        [],
        [[(1, "x" * MAX_HUNK_LINE_CHARS)]],
    )


PATHS = sorted(
    {
        *_MANIFEST_NAMES,
        *(f"x{suffix}" for suffix in _MANIFEST_SUFFIXES),
        *LOCK_FILES,
        "requirements.txt",
        "constraints.txt",
        "environment.yml",
    }
)
TEXTS = st.text(
    st.sampled_from(" \t\"'-+=:,.;#@/\\()[]{}<>~^*$%aZ09") | st.characters(), max_size=40
) | st.sampled_from(
    [
        "[project]",
        '"dependencies": {',
        "dependencies = [",
        "require (",
        "<dependency>",
        "group :x do",
        "build-depends:",
    ]
)


@given(st.sampled_from(PATHS), st.lists(st.tuples(st.sampled_from("+- "), TEXTS), max_size=12))
def test_no_text_raises(path: str, rows: list[tuple[str, str]]) -> None:
    lines = [(sign, number, text) for number, (sign, text) in enumerate(rows, 1)]
    added = [(number, text) for sign, number, text in lines if sign == "+"]
    file = FileDiff(path, path, lines=lines, added_lines=added)
    for change in find_dependency_changes((file,)):
        assert change.action in ("added", "removed", "bumped")
        assert len(change.excerpt) <= 120


@pytest.mark.parametrize("path", PATHS)
def test_long_lines_take_no_longer_than_their_length(path: str) -> None:
    seeds = [" ", "a", '"', "a.", "a/", '"a', "a:", '\\"', "<a", '"a":', "(", "a, ", "a= ", "-"]

    def read(size: int) -> None:
        lines = [("+", number, (seed * size)[:size]) for number, seed in enumerate(seeds * 20)]
        find_dependency_changes((FileDiff(path, path, lines=lines),))

    assert_linear(read, MAX_HUNK_LINE_CHARS // 4)


@pytest.mark.untraced  # no page that is elsewhere counts for coverage, which would double the time
def test_version_bumps_of_real_repositories_add_next_to_nothing() -> None:
    folder = os.environ.get("MINUTEBOOK_CORPUS")
    if not folder:
        pytest.skip("MINUTEBOOK_CORPUS is not set")
    with gzip.open(Path(folder) / "changes.jsonl.gz", "rt", encoding="utf-8") as rows:
        bumps = [row for row in map(json.loads, rows) if row["label"] == "bump"]
    with_additions = [
        row["id"]
        for row in bumps
        if any(
            change.is_direct and change.action == "added"
            for change in find_dependency_changes(parse_diff(row["diff"]))
        )
    ]
    assert len(with_additions) <= len(bumps) // 100


def test_a_platform_that_a_pom_manages_counts_and_a_managed_version_does_not():
    lines = """
   <dependencyManagement>
     <dependencies>
+      <dependency>
+        <groupId>org.example</groupId>
+        <artifactId>tide-bom</artifactId>
+        <scope>import</scope>
+      </dependency>
+      <dependency>
+        <groupId>org.example</groupId>
+        <artifactId>tide-client</artifactId>
+        <version>1.0</version>
+      </dependency>
     </dependencies>
   </dependencyManagement>
   <dependencies>
+    <dependency>
+      <groupId>org.example</groupId>
+      <artifactId>wave</artifactId>
+    </dependency>
   </dependencies>
"""
    assert describe(diff("pom.xml", lines)) == [
        "+maven org.example:wave",
        "+maven org.example:tide-bom",
    ]


def test_a_package_that_a_lock_file_keeps_is_told_from_one_that_it_drops():
    manifest = diff("package.json", ' "dependencies": {\n-  "tide": "^1.0.0",\n   "wave": "^1.0.0"')
    kept = diff("package-lock.json", ' "packages": {\n-  "tide": "^1.0.0",\n   "wave": "^1.0.0"')
    dropped = diff(
        "package-lock.json", '-    "node_modules/tide": {\n-      "version": "1.0.0"\n-    },'
    )
    for lock, is_kept in (("", False), (kept, True), (dropped, False)):
        (change,) = find_dependency_changes(parse_diff(manifest + lock))
        assert (change.action, change.name, change.is_kept) == ("removed", "tide", is_kept)
