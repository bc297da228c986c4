"""Topics that packages give by their names: renamed ones, and those that a title names."""

from __future__ import annotations

import pytest

from minutebook.suggest import assess
from minutebook.suggest.catalogue import name_words, renames
from minutebook.suggest.catalogue.catalogue import Catalogue, load_catalogue
from minutebook.suggest.catalogue.tables import parse_tables
from minutebook.suggest.dependencies import manifests
from minutebook.suggest.diff import patch, source_files
from minutebook.suggest.infrastructure import components
from minutebook.suggest.topics import recognition
from minutebook.suggest.topics.packages import package_topics

GEMS = ' source "https://rubygems.org"\n gem "rails"\n{} gem "puma"\n'
NPM = ' {{\n   "dependencies": {{\n{}     "fastify": "^4.0.0"\n   }}\n }}\n'
NPM_DEV = ' {{\n   "devDependencies": {{\n{}     "tsx": "^4.0.0"\n   }}\n }}\n'
GO = " module example.org/lantern\n \n require (\n{} \tgithub.com/go-chi/chi v1.5.0\n )\n"
NUGET = " <Project>\n   <ItemGroup>\n{}   </ItemGroup>\n </Project>\n"


def gem(sign, name):
    return f'{sign}gem "{name}"\n'


def npm(sign, name, version="^1.0.0"):
    return f'{sign}    "{name}": "{version}",\n'


def go(sign, name):
    return f"{sign}\t{name} v1.0.0\n"


def make_diff(**files):
    parts = []
    for path, text in files.items():
        lines = text.rstrip("\n").split("\n")
        old = sum(line[0] in " -" for line in lines)
        new = sum(line[0] in " +" for line in lines)
        before = f"--- a/{path}" if old else "--- /dev/null"
        after = f"+++ b/{path}" if new else "+++ /dev/null"
        mode = [] if old and new else [f"{'deleted' if old else 'new'} file mode 100644"]
        head = [f"diff --git a/{path} b/{path}", *mode, before, after]
        parts += [*head, f"@@ -{int(old > 0)},{old} +{int(new > 0)},{new} @@", *lines]
    return "\n".join(parts) + "\n"


def detect(diff, message="", prompt="", catalogue=None):
    files = patch.parse_diff(diff)
    return recognition.detect_topics(
        files,
        manifests.find_dependency_changes(files),
        components.find_infrastructure(files),
        {"message": message, "prompt": prompt},
        catalogue or load_catalogue(),
    )


def describe(topics):
    """Topics as `Category: technology`, with what is replaced, or that it goes."""
    return [
        f"{topic.name} <- {topic.instead}"
        if topic.instead
        else f"{topic.name}{' !drop' if topic.action == 'drop' else ''}"
        for topic in topics
    ]


# Packages that a title names ---------------------------------------------------------------------

NAMED = [
    # the manifest, its lines, the message, the topics
    ("package.json", NPM, npm("+", "@brook/sdk"), "Integrate @brook/sdk", "Library: @brook/sdk"),
    (
        "package.json",
        NPM,
        npm("-", "tidal") + npm("+", "wavelet"),
        "Swap tidal for wavelet",
        "Library: wavelet <- tidal",
    ),
    ("Gemfile", GEMS, gem("+", "tidewatch"), "Use tidewatch gem", "Library: tidewatch"),
    ("Gemfile", GEMS, gem("+", "tidewatch"), "Add `tidewatch`", "Library: tidewatch"),
    (
        "Gemfile",
        GEMS,
        gem("-", "tidewatch"),
        "Remove tidewatch gem (#31)",
        "Library: tidewatch !drop",
    ),
    (
        "Gemfile",
        GEMS,
        gem("+", "tide-watch"),
        "Merge pull request #4 from acme/12-adopt-tide-watch",
        "Library: tide-watch",
    ),
    (
        "Gemfile",
        GEMS,
        gem("+", "tide-watch"),
        "Merge pull request #4 from acme/12-warnings\n\nWarn by tide watch",
        "Library: tide-watch",
    ),
    (
        "package.json",
        NPM,
        npm("+", "tide-watch"),
        "Warn of floods with TideWatch",
        "Library: TideWatch",
    ),
    (
        "package.json",
        NPM,
        npm("+", "tide-watch"),
        "Tide-watch warns of floods",
        "Library: tide-watch",
    ),
    (
        "package.json",
        NPM,
        npm("+", "client-oauth9"),
        "Added client-oauth9",
        "Library: client-oauth9",
    ),
    (
        "package.json",
        NPM,
        npm("+", "brook-oauth2"),
        "Added brook-oauth2",
        "Authentication: brook-oauth2",
    ),
    (
        "package.json",
        NPM_DEV,
        npm("+", "eslint-plugin-brook-rules"),
        "Add eslint-plugin-brook-rules",
        "Code quality tools: eslint-plugin-brook-rules",
    ),
    (
        "package.json",
        NPM_DEV,
        npm("+", "eslint-plugin-brook-rules"),
        "Lint for brook rules",
        "Code quality tools: eslint-plugin-brook-rules",
    ),
    (
        "Gemfile",
        GEMS,
        gem("-", "standard") + gem("+", "rubocop-brook"),
        "Adopt rubocop brook",
        "Code quality tools: rubocop-brook <- Standard Ruby",
    ),
    (
        "Gemfile",
        GEMS,
        gem("+", "rubocop") + gem("+", "rubocop-brook"),
        "Adopt rubocop-brook",
        "Code quality tools: RuboCop; Code quality tools: rubocop-brook",
    ),
    (
        "Gemfile",
        GEMS,
        gem("-", "tide-watch") + gem("+", "flood-alarm"),
        "Replace tide-watch with flood-alarm",
        "Library: flood-alarm <- tide-watch",
    ),
    (
        "Gemfile",
        GEMS,
        gem("-", "tide-watch") + gem("+", "flood-alarm"),
        "Remove tide-watch, add flood-alarm",
        "Library: flood-alarm; Library: tide-watch !drop",
    ),
    (
        "go.mod",
        GO,
        go("+", "github.com/brook/tidewatch"),
        "Add tidewatch for warnings",
        "Library: tidewatch",
    ),
    (
        "Harbour.csproj",
        NUGET,
        '+    <PackageReference Include="Brook.TideWatch" Version="1.0.0" />\n',
        "Add Brook TideWatch",
        "Library: Brook.TideWatch",
    ),
]


@pytest.mark.parametrize(
    ("path", "manifest", "lines", "message", "expected"),
    [pytest.param(*row, id=row[3].split("\n")[0]) for row in NAMED],
)
def test_a_package_that_the_title_names_is_a_topic(path, manifest, lines, message, expected):
    topics = detect(make_diff(**{path: manifest.format(lines)}), message)
    assert sorted(describe(topics)) == sorted(expected.split("; "))


@pytest.mark.parametrize(
    ("path", "manifest", "lines", "message"),
    [
        ("Gemfile", GEMS, gem("+", "tidewatch"), "Warn of floods"),
        ("Gemfile", GEMS, gem("+", "table"), "Show the report as a sorted table"),
        ("Gemfile", GEMS, gem("+", "ox"), "Use ox"),
        ("package.json", NPM, npm("+", "@brook/react"), "Use React for floods"),
        ("package.json", NPM, npm("+", "@types/tide-watch"), "Add tide-watch"),
        ("package.json", NPM, npm("+", "tide-watch"), "Update tide-watch to 2.1.0"),
        (
            "package.json",
            NPM,
            npm("+", "tide-watch"),
            "chore(deps): bump tide-watch from 1.0 to 2.0",
        ),
        ("package.json", NPM_DEV, npm("+", "tide-watch"), "Warn of floods"),
    ],
)
def test_a_package_that_the_title_does_not_name_is_no_topic(path, manifest, lines, message):
    assert describe(detect(make_diff(**{path: manifest.format(lines)}), message)) == []


def test_a_prompt_names_a_package_where_there_is_no_message():
    diff = make_diff(Gemfile=GEMS.format(gem("+", "tide-watch")))
    assert describe(detect(diff, prompt="please use tide-watch")) == ["Library: tide-watch"]


def test_a_package_that_prose_knows_is_the_technology():
    diff = make_diff(**{"package.json": NPM.format(npm("+", "testing-library"))})
    assert describe(detect(diff, "Add testing-library")) == ["Test strategy: Testing Library"]


def test_a_gradle_plugin_that_the_catalogue_knows_is_not_named_anew():
    lines = ' plugins {\n+    id("org.sonarqube") version "5.0"\n }\n'
    topics = detect(make_diff(**{"build.gradle": lines}), "Add SonarQube plugin")
    assert "Library" not in {topic.category for topic in topics}


def test_the_only_package_that_comes_counts_where_code_imports_it():
    code = "+import { warn } from 'tide-watch'\n+warn()\n"
    manifest = NPM.format(npm("+", "tide-watch"))
    (topic,) = detect(make_diff(**{"package.json": manifest, "src/floods.ts": code}))
    assert (topic.name, topic.strength) == ("Library: tide-watch", 0.4)


@pytest.mark.parametrize(
    "files",
    [
        {
            "package.json": NPM.format(npm("+", "tide-watch")),
            "src/a.test.ts": "+import 'tide-watch'\n",
        },
        {"package.json": NPM.format(npm("+", "tide-watch")), "src/a.ts": "+import 'river-watch'\n"},
        {"package.json": NPM.format(npm("+", "tide-watch")), "src/a.ts": "-import 'tide-watch'\n"},
        {
            "package.json": NPM.format(npm("+", "tide-watch") + npm("+", "river-watch")),
            "src/a.ts": "+import 'tide-watch'\n",
        },
    ],
    ids=["in a test", "another one", "no more", "one of two"],
)
def test_a_package_that_is_not_imported_or_not_alone_does_not_count(files):
    assert describe(detect(make_diff(**files))) == []


def test_very_many_packages_are_a_new_project():
    lines = "".join(npm("+", f"tide-watch-{number}") for number in range(70))
    assert describe(detect(make_diff(**{"package.json": NPM.format(lines)}), "tide-watch-7")) == []


def test_a_catalogue_without_the_category_of_other_packages_names_none():
    diff = make_diff(Gemfile=GEMS.format(gem("+", "tide-watch")))
    assert describe(detect(diff, "Add tide-watch", catalogue=Catalogue())) == []


def test_the_title_of_a_package_for_an_unknown_end_does_not_invent_one():
    diff = make_diff(Gemfile=GEMS.format(gem("+", "tide-watch")))
    assert assess(diff, "Add tide-watch", threshold=0.0).title == "Use tide-watch"


def test_the_title_of_a_plugin_does_not_call_it_what_it_extends():
    diff = make_diff(**{"package.json": NPM_DEV.format(npm("+", "babel-plugin-brook"))})
    title = assess(diff, "Add babel-plugin-brook", threshold=0.0).title
    assert title == "Use babel-plugin-brook"


# Packages that became others ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "manifest", "lines", "expected"),
    [
        ("go.mod", GO, go("-", "github.com/acme/tide") + go("+", "github.com/brook/tide"),
         "Library: brook/tide <- acme/tide"),
        ("package.json", NPM, npm("-", "tide-watch") + npm("+", "@brook/tide-watch"),
         "Library: @brook/tide-watch <- tide-watch"),
        ("package.json", NPM, npm("-", "socket.io-redis") + npm("+", "@socket.io/redis-adapter"),
         "Library: @socket.io/redis-adapter <- socket.io-redis"),
        ("package.json", NPM, npm("-", "react-table") + npm("+", "@tanstack/react-table"),
         "Charts and tables: @tanstack/react-table <- react-table"),
        ("Gemfile", GEMS, gem("-", "tide") + gem("+", "tide-ng"), "Library: tide-ng <- tide"),
        ("Gemfile", GEMS, gem("-", "cancan") + gem("+", "cancancan"),
         "Authorisation: CanCanCan <- CanCan"),
    ],
)  # fmt: skip
def test_a_renamed_package_is_a_replacement(path, manifest, lines, expected):
    topics = detect(make_diff(**{path: manifest.format(lines)}))
    assert describe(topics) == [expected]


def test_without_a_category_for_it_a_rename_is_no_topic():
    files = patch.parse_diff(make_diff(Gemfile=GEMS.format(gem("-", "tide") + gem("+", "tide-ng"))))
    found = package_topics.find_package_topics(
        manifests.find_dependency_changes(files), source_files.read_sources(files), {}, Catalogue()
    )
    assert list(found) == []


def test_very_many_packages_are_not_paired():
    lines = "".join(
        npm("-", f"tide-{number}") + npm("+", f"@brook/tide-{number}") for number in range(90)
    )
    assert describe(detect(make_diff(**{"package.json": NPM.format(lines)}))) == []


def test_the_rows_of_renames_name_known_categories_and_other_packages():
    path = renames.__file__.replace("renames.py", "packages/renames.toml")
    with open(path, encoding="utf-8") as file:
        tables = parse_tables(file.read())
    categories = load_catalogue().categories
    for ecosystem, rows in tables.items():
        for rename in renames.load_renames(ecosystem):
            assert not rename.has_new(rename.old_name), rename.old_name
            assert not rename.category or rename.category in categories, rename.old_name
        assert len(renames.load_renames(ecosystem)) == len(rows)
    assert renames.load_renames("odd") == ()


# What a package is for, by the words of its name -------------------------------------------------


@pytest.mark.parametrize(
    ("words", "ecosystem", "category"),
    [
        ("brook oauth", "npm", "Authentication"),
        ("brook pagination", "composer", "Pagination"),
        ("pytest brook", "pypi", "Test strategy"),
        ("babel plugin brook", "npm", "Bundler"),
        ("redis brook", "npm", ""),
        ("oauth", "npm", "Authentication"),
        ("brook", "npm", ""),
    ],
)
def test_the_category_of_a_name(words, ecosystem, category):
    assert name_words.guess_category(words.split(), ecosystem, load_catalogue()) == category


def test_the_words_of_names_are_for_known_categories():
    name_words.guess_category(["brook"], "npm", load_catalogue())
    assert name_words._words.keys() <= load_catalogue().categories.keys()
    assert name_words.guess_category(["brook", "oauth"], "npm", Catalogue()) == ""
