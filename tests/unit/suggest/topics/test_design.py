"""Choices of design that the texts have to speak of; plain ones are in support/changes/design."""

from __future__ import annotations

import pytest

from file_diffs import diff
from growth import assert_linear
from minutebook.suggest import assess
from minutebook.suggest.catalogue.catalogue import Catalogue, load_catalogue
from minutebook.suggest.diff import patch, source_files
from minutebook.suggest.topics.design import detection, findings


def find(diff_text: str, category: str) -> list[tuple[str, str, float]]:
    """The findings of a category: name, what it is instead of, certainty; each once."""
    files = patch.parse_diff(diff_text)
    sources = source_files.read_sources(files)
    found = detection.find_design(files, sources, load_catalogue())
    return list(
        dict.fromkeys(
            (finding.use.technology.name, finding.instead, finding.use.certainty)
            for finding in found
            if finding.use.technology.category == category
        )
    )


def find_names(diff_text: str, category: str) -> list[str]:
    return [name for name, _, _ in find(diff_text, category)]


def move(old: str, new: str) -> str:
    return (
        f"diff --git a/{old} b/{new}\nsimilarity index 100%\nrename from {old}\nrename to {new}\n"
    )


def swap(path: str, old: str, new: str) -> str:
    return diff(path, f"a\n{old}\nz\n", f"a\n{new}\nz\n")


DECIMAL = "".join(
    swap(f"shop/{name}.py", f"    return float({name})", f"    return Decimal({name})")
    for name in ("price", "tax", "tip", "fee", "total")
)
JOURNAL = swap("books/journal.py", "class Ledger:", "class Journal:") + "".join(
    swap(f"books/{name}.py", f"    {name} = Ledger()", f"    {name} = Journal()")
    for name in ("sales", "wages", "rent", "debts")
)
PAPER_MAP = diff("maps/PaperMap.java", "class PaperMap {}\n", "@Deprecated\nclass PaperMap {}\n")
OLD_ROUTE = diff("routes.py", "def old_route():\n", '@deprecated("use route")\ndef old_route():\n')
WIKI = "".join(
    move(f"wiki/{name}.rb", f"devtools/wiki/{name}.rb")
    for name in ("page", "link", "search", "edit", "render", "diff")
)
BACKFILL = diff("m/migrations/0009_regions.py", None, "steps = [migrations.RunPython(fill)]\n")
EXPERIMENTAL = "".join(
    diff(f"kite/{name}.java", f"class {name} {{}}\n", f"@Experimental\nclass {name} {{}}\n")
    for name in ("Line", "Tail", "Frame")
)
PROBE = (
    diff("src/probe.ts", None, "export interface GlacierProbe {\n  depth(): number\n}\n")
    + diff("src/radar.ts", None, "export class RadarProbe implements GlacierProbe {}\n")
    + diff("test/fixed.ts", None, "class FixedProbe implements GlacierProbe {}\n")
)


@pytest.mark.parametrize(
    ("diff_text", "message", "topic"),
    [
        (DECIMAL, "Use Decimal for prices throughout", "Code conventions: Decimal"),
        (JOURNAL, "Rename Ledger to Journal", "Names of the code: Journal"),
        (PAPER_MAP, "Deprecate PaperMap in favour of tiles", "Deprecations: PaperMap"),
        (OLD_ROUTE, "Phase out old_route", "Deprecations: old_route"),
        (WIKI, "Move the wiki to its folder of tools", "Places of code: devtools/wiki"),
        (
            BACKFILL,
            "Backfill the regions of old orders",
            "Data migrations: data moved by migrations",
        ),
        (EXPERIMENTAL, "Say what is experimental", "API stability: marks of stability"),
        (PROBE, "Add the interface GlacierProbe", "Interfaces: GlacierProbe"),
    ],
)
def test_what_is_weak_alone_is_a_topic_where_the_texts_speak_of_it(diff_text, message, topic):
    named = assess(diff_text, message, threshold=0.0)
    unnamed = assess(diff_text, "Correct sums", threshold=0.0)
    assert named.topics[0].name == topic
    assert "message" in {evidence.path for evidence in named.topics[0].evidence}
    assert unnamed.topics == ()


@pytest.mark.parametrize(
    ("diff_text", "title"),
    [
        (DECIMAL, "Use Decimal instead of float"),
        (JOURNAL, "Rename Ledger to Journal"),
        (PAPER_MAP, "Deprecate PaperMap"),
        (PROBE, "Put the glacier probe behind the interface GlacierProbe"),
    ],
)
def test_a_category_says_what_its_records_are_called(diff_text, title):
    # The response names it, so that no headline says it better.
    named = find_title(diff_text)
    assert named == title


def find_title(diff_text: str) -> str:
    words = "Decimal, Journal, PaperMap and the interface GlacierProbe are used throughout."
    return assess(diff_text, response=f"I see. {words}", threshold=0.0).title


def test_a_catalogue_without_detectors_finds_nothing():
    files = patch.parse_diff(PROBE + WIKI)
    sources = source_files.read_sources(files)
    assert list(detection.find_design(files, sources, Catalogue())) == []


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("MessageStore", "message store"),
        ("order_lines", "order lines"),
        ("HTTPClient", "HTTP client"),
        ("V2Plan", "v 2 plan"),
    ],
)
def test_a_name_in_words(name, words):
    assert findings.word_name(name) == words


@pytest.mark.parametrize(
    ("one", "many"),
    [
        ("boat", "boats"),
        ("box", "boxes"),
        ("match", "matches"),
        ("city", "cities"),
        ("day", "days"),
        ("class", "classes"),
    ],
)
def test_plurals(one, many):
    assert findings.make_plural(one) == many
    assert findings.make_plural(many) == many
    assert findings.make_singular(many) == one
    assert findings.make_singular(one) == one


# Interfaces ---------------------------------------------------------------------------------------

STORE = "export interface TideStore {\n  read(): number\n}\n"


@pytest.mark.parametrize(
    "second",
    [
        diff("src/b.ts", None, "class FakeStore implements TideStore {}\n"),
        diff("test/b.ts", None, "class Fixed implements TideStore {}\n"),
        diff("src/mocks/b.ts", None, "class Fixed implements TideStore {}\n"),
        diff("src/b.ts", None, "export class Plan<T extends TideStore> {}\n"),
        diff("src/b.ts", None, "const store: TideStore = open()\n"),
        diff("src/b.ts", None, "register(TideStore.class)\n"),
    ],
)
def test_fakes_bounds_and_users_are_no_implementations(second):
    one = diff("src/a.ts", None, "class Gauge implements TideStore {}\n")
    found = find(diff("src/store.ts", None, STORE) + one + second, "Interfaces")
    assert [(name, certainty) for name, _, certainty in found] == [("TideStore", 0.29)]


def test_an_interface_with_one_implementation_and_no_user_is_none():
    one = diff("src/a.ts", None, "class Gauge implements TideStore {}\n")
    assert find(diff("src/store.ts", None, STORE) + one, "Interfaces") == []
    assert find(diff("src/store.ts", None, STORE), "Interfaces") == []


def test_an_interface_that_other_lines_name_is_not_new():
    known = swap("src/main.ts", "open(TideStore)", "open(TideStore, 1)")
    two = "class Gauge implements TideStore {}\nclass Table implements TideStore {}\n"
    text = diff("src/store.ts", None, STORE) + diff("src/a.ts", None, two)
    assert find_names(text, "Interfaces") == ["TideStore"]
    assert find_names(text + known, "Interfaces") == []


def test_supertypes_stand_on_lines_of_their_own():
    two = "class Gauge\n    implements TideStore {}\nclass Table\n    implements TideStore {}\n"
    text = diff("src/store.ts", None, STORE) + diff("src/a.ts", None, two)
    assert find(text, "Interfaces")[0][2] == 0.42


def test_fakes_of_go_are_no_implementations():
    store = "type Source interface {\n\tRead() error\n}\n"
    real = "func (g *gauge) Read() error { return nil }\n"
    fake = "func (f *FakeSource) Read() error { return nil }\n"
    other = "func (o other) Write() error { return nil }\n"
    base = diff("tides/source.go", None, store) + diff("tides/gauge.go", None, real)
    more = diff("tides/fakes/source.go", None, fake) + diff("tides/other.go", None, other)
    assert find(base, "Interfaces") == []
    assert find(base + more, "Interfaces") == [("Source", "", 0.29)]


def test_what_a_type_without_a_name_leaves_out():
    # No module and no class stand above these lines.
    callback = diff("lib/a.ex", None, "@callback ring() :: :ok\n")
    abstract = diff("lib/a.rb", None, "def weigh\n  raise NotImplementedError\nend\n")
    later = diff("lib/b.rb", None, "raise NotImplementedError\nclass Weigher\nend\n")
    assert find(callback + abstract + later, "Interfaces") == []


# Errors -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.rb", "class KilnError < StandardError\nclass HotError < KilnError\nclass ColdError < KilnError"),
        ("a.php", "class KilnException extends \\RuntimeException {}\nclass HotException extends KilnException {}\nclass ColdException extends KilnException {}"),
        ("a.kt", "sealed class KilnException(m: String) : RuntimeException(m)\nclass HotException : KilnException(1)\nclass ColdException : KilnException(2)"),
        ("A.java", "class KilnException extends RuntimeException {}\nclass HotException extends KilnException {}\nclass ColdException extends KilnException {}"),
    ],
)  # fmt: skip
def test_errors_that_derive_from_one_type(path, text):
    assert find(diff(path, None, text + "\n"), "Error types")[0][0].startswith("Kiln")


def test_errors_of_tests_are_no_policy():
    text = "class KilnError(Exception): ...\nclass A_Error(KilnError): ...\nclass B_Error(KilnError): ...\n"
    assert find_names(diff("kiln/errors.py", None, text), "Error types") == ["KilnError"]
    assert find_names(diff("tests/test_kiln.py", None, text), "Error types") == []


@pytest.mark.parametrize(
    "text",
    [
        "pub enum HiveError { A }",
        "#[derive(Debug, Error)]\npub enum HiveError {\n  #[error(1)]\n  A,\n}",
        "impl std::error::Error for Hive {}\nimpl From<A> for Hive {}\nimpl From<B> for Hive {}",
    ],
)
def test_an_enumeration_that_is_no_policy_of_errors(text):
    assert find(diff("src/a.rs", None, text + "\n"), "Error values") == []


# Data ---------------------------------------------------------------------------------------------


def migrate(text: str, name: str = "1") -> str:
    return diff(f"db/migrations/{name}.sql", None, text + "\n")


def test_tables_that_do_not_refer_to_each_other_are_no_model():
    pair = "create table oars (id int);\ncreate table sails (id int, port int references ports);"
    assert find(migrate(pair), "Relations of data") == []
    assert find(migrate("-- nothing\nalter table oars add x int;"), "Relations of data") == []
    assert find(migrate("references oars;\n" + pair), "Relations of data") == []


def test_long_names_make_no_title():
    text = (
        "create table agricultural_machines (id int);\n"
        "create table maintenance_contracts (id int, x int references agricultural_machines);"
    )
    assert find(migrate(text), "Relations of data") == []


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("create_join_table :guides, :tours", "guides and tours"),
        ("has_and_belongs_to_many :guides", None),
        ("create table a_b (x int references a, y int references b, z int references c);", None),
    ],
)
def test_tables_that_join(text, named):
    found = find_names(diff("db/migrate/1_x.rb", None, text + "\n"), "Many-to-many relations")
    assert found == ([named] if named else [])


def test_a_column_whose_name_is_a_word_of_sql():
    assert find(migrate("alter table a alter column b type json;"), "JSON columns") == []
    named = find_names(
        migrate("select cast(a as json);\nalter table b add c json;"), "JSON columns"
    )
    assert named == ["c"] or named == []


@pytest.mark.parametrize(
    ("text", "use", "found"),
    [
        ("alter table clients rename to guests;", "guest = Guest()", [("guests", "clients", 0.45)]),
        ("alter table clients rename to guests;", "x = 1", []),
        ("alter table a rename column left to ended_at;", "x.endedAt", [("ended at", "left", 0.2)]),
        ("alter table guests rename to Guests;", "guest = Guest()", []),
    ],
)
def test_renamed_data(text, use, found):
    code = diff("app/stays.py", "y\n", f"y\n{use}\n")
    sql = diff("app/stays.sql", None, "select * from guest;\n")
    assert find(migrate(text) + sql + code, "Names of the domain") == found


# Names and places ---------------------------------------------------------------------------------


def test_a_file_that_is_deleted_and_added_elsewhere_has_moved():
    names = ("page", "link", "search", "edit", "render", "diff")
    text = "".join(
        diff(f"wiki/{name}.rb", "x\n", None) + diff(f"notes/{name}.rb", None, "y\n")
        for name in names
    )
    assert find(text, "Places of code") == [("notes", "wiki", 0.25)]


def test_samples_and_files_that_are_no_programs_do_not_count_as_moved():
    text = "".join(
        move(f"a/{n}.py", f"samples/{n}.py") + move(f"a/{n}.md", f"b/{n}.md") for n in "pqrstu"
    )
    assert find(text, "Places of code") == find(text, "Code layout") == []


@pytest.mark.parametrize(
    "moves",
    [
        [(f"{n}/Long{'x' * 30}/a{n}.py", f"b/a{n}.py") for n in "pqrstu"],
        [(f"Wiki/{n}.py", f"wiki/{n}.py") for n in "pqrstu"],
        [(f"a/{n}.py", f"a/{n}{n}.py") for n in "pqrstu"],
        [(f"{n}/x.py", f"a/{n}/{n}.py") for n in "pqrstu"],
        [(f"{n}.py", f"{n}/{n}.py") for n in "pqrstu"],
    ],
)
def test_moves_without_a_folder_to_name(moves):
    assert find("".join(move(*pair) for pair in moves), "Places of code") == []


def test_layers_of_features_that_move_as_a_whole_are_no_new_rule():
    text = "".join(
        move(f"app/{feature}/{layer}/{feature}.py", f"src/{feature}/{layer}/{feature}.py")
        for feature in ("orders", "stock", "people")
        for layer in ("models", "views")
    )
    assert find(text, "Code layout") == []


def test_layers_within_features():
    text = "".join(
        move(f"app/{layer}/{feature}{layer}.rb", f"app/{feature}/{layer}/{feature}{layer}.rb")
        for feature in ("orders", "stock", "people")
        for layer in ("models", "views")
    )
    assert find_names(text, "Code layout") == ["a folder for each feature"]


def test_one_new_layer_is_no_architecture():
    text = "".join(move(f"farm/{n}.py", f"farm/domain/{n}.py") for n in "pqrstu")
    assert find(text, "Code layout") == []


def test_a_stem_without_words_has_no_style():
    text = "".join(move(f"a/{n}.ts", f"a/{n.upper()}.ts") for n in ("oak", "elm", "fir", "ash"))
    assert find(text, "Names of files") == []
    two_styles = [move(f"a/{n}Hub.ts", f"a/{n}Hub.tsx") for n in ("oak", "elm", "fir", "ash")]
    assert find("".join(two_styles), "Names of files") == []


def test_two_files_in_another_language_are_no_policy():
    text = move("a/x.js", "a/x.ts") + move("a/y.js", "a/y.ts") + move("a/z.js", "a/w.ts")
    assert find(text, "Language of code") == []
    unknown = "".join(move(f"a/{n}.js", f"a/{n}.txt") for n in "xyz")
    assert find(unknown, "Language of code") == []


# Ways of writing ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("import float from x", "import Decimal from x"),
        ("float(x)", "float(x, 2)"),
        ("float(tax)", "Decimal(fee)"),
        ("a = 11", "a = 22"),
        ("a" * 500 + " float", "a" * 500 + " Decimal"),
    ],
)
def test_lines_that_differ_in_no_single_name(old, new):
    text = "".join(swap(f"shop/{name}.py", old, new) for name in "pqrstu")
    assert find(text, "Code conventions") == []


def test_only_programs_count_and_only_lines_that_take_the_place_of_others():
    elsewhere = "".join(swap(f"docs/{name}.md", "float", "Decimal") for name in "pqrstu")
    fresh = "".join(diff(f"shop/{name}.py", None, "Decimal\n") for name in "pqrstu")
    config = "".join(swap(f"vendor/{name}.py", "float", "Decimal") for name in "pqrstu")
    uneven = "".join(diff(f"shop/{name}.py", "float\n", "Decimal\nx\n") for name in "pqrstu")
    assert find(elsewhere + fresh + config + uneven, "Code conventions") == []


def test_an_idiom_that_files_keep_in_part_is_not_turned_from():
    old, new = "    print(1)\n", "    logger.info(1)\n    print(2)\n    print(3)\n"
    text = "".join(diff(f"crawl/{name}.py", old, new) for name in "pqr")
    assert find(text, "Idioms") == []


# Deprecations -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "old", "mark", "name"),
    [
        ("a.cs", "public class Map {}", "[Obsolete]", "Map"),
        ("a.rs", "pub struct Map;", '#[deprecated(note = "x")]', "Map"),
        ("a.go", "func Draw() {}", "// Deprecated: use Paint.", "Draw"),
        ("a.ts", "export function draw() {}", "/** @deprecated use paint */", "draw"),
        ("A.java", "public Map<String, Tile> draw(int zoom) {", "@Deprecated", "draw"),
    ],
)
def test_what_is_deprecated(path, old, mark, name):
    text = diff(path, old + "\n", f"{mark}\n{old}\n")
    assert find_names(text, "Deprecations") == [name]


def test_a_type_is_named_before_its_members():
    old = "    public void draw() {}\n    public void fold() {}\nclass Map {}\nclass Atlas {}\n"
    new = "".join(f"@Deprecated\n{line}\n" for line in old.splitlines())
    assert find_names(diff("A.java", old, new), "Deprecations") == ["Map"]


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("A.java", None, "@Deprecated\nclass Map {}\n"),
        ("docs/a.md", "class Map {}\n", "@Deprecated\nclass Map {}\n"),
        ("A.java", "x\n", "x\n@Deprecated\npublic void draw() {\n".replace("public void", "fun")),
        ("A.java", "x\n", "x\n// not deprecated\n"),
        ("A.java", "class Map {}\n", "@Deprecated\n" + "// x\n" * 8 + "class Map {}\n"),
        ("A.java", "class Map {}\n", "@Deprecated " + "x" * 500 + "\nclass Map {}\n"),
    ],
)
def test_what_is_not_deprecated(path, old, new):
    assert find(diff(path, old, new), "Deprecations") == []


# Growth -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("a.ts", "interface A extends B<B<B<B<B"),
        ("a.py", "class A(B, C, (((((ABC"),
        ("a.rb", "class AError < B::B::B::B::B::"),
        ("a.rs", "#[derive(Debug, Debug, Debug Error"),
        ("A.java", "public static final Map<Map<Map<"),
        ("A.java", "@Deprecated"),
        ("db/migrations/1.sql", "create table a references a json"),
        ("db/migrations/1.py", "ForeignKey(a, a, a, a"),
        ("db/migrations/1.rb", "rename_column :a, :b, rename_table :a"),
        ("db/migrations/1.xml", "<createTable a a a a a"),
    ],
)  # fmt: skip
def test_the_work_grows_with_the_change(path, line):
    def look(size: int) -> None:
        find(diff(path, "x\n", "x\n" + f"{line}\n" * (size // 40)), "Interfaces")

    assert_linear(look, 20_000)
