"""Signals from code: new types and contracts, imports and patterns that spread or are removed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable

from minutebook.lean.patterns import compile_lazily
from minutebook.suggest.change import Change, get_folder
from minutebook.suggest.diff import file_roles
from minutebook.suggest.diff.source_files import LineIndex
from minutebook.suggest.model import ALTERNATIVES, IMPACT, SCOPE
from minutebook.suggest.signals.base import (
    EMPTY_RESULT,
    Finder,
    Location,
    Signal,
    SignalResult,
    count_locations,
    make_excerpt,
    scale_count,
)

_ROUTE_PATTERN = compile_lazily(
    r"@\w+\.(?:get|post|put|patch|delete|route|websocket)\(|\b(?:router|app|api|r|mux|server|fastify)\."
    r"(?:get|post|put|patch|delete|use|Handle|HandleFunc|GET|POST|PUT|DELETE|Group)\(\s*[\"'`/]"
    r"|@(?:Get|Post|Put|Delete|Patch|Request)(?:Mapping)?\(|@Path\(|\bHttp(?:Get|Post|Put|Delete)\b"
    r"|^\s*(?:get|post|put|patch|delete|resources?|namespace)\s+[\"':]|^\s*rpc\s+\w+\s*\("
    r"|\bpath\(\s*[\"'][^\"']*[\"'],\s*\w|Route::(?:get|post|put|patch|delete)\("
)
_WIRING_PATTERN = compile_lazily(  # for lower case: ignoring case takes four times as long
    r"middleware|interceptor|add_filter|before_action|after_action|@app\.(?:before|after)_request"
    r"|exception_?handler|error_?handler|@controlleradvice|@aspect|@provider\b|registermodule|addservice"
    r"|\b(?:bind|provide|inject)(?:er|or|ion)?\(|iservicecollection|usefactory|serviceextension|module\s*\{"
    r"|event_?bus|subscriber|publisher|listener|plugin|hook|decorator|feature_?flag"
)
_SETTING_PATTERN = compile_lazily(
    r"process\.env\.|os\.environ|getenv\(|\bENV\[|\benv\(|System\.getenv|std::env|import\.meta\.env"
    r"|BaseSettings|@Value\(\"|@ConfigurationProperties|viper\.|config\.get|@Setting\b"
)
# A line that one of these patterns matches contains, in lower case, one of its hints: a quick test
# that leaves few lines to match.
_ROUTE_HINTS = (
    *(".get(", ".post(", ".put(", ".patch(", ".delete(", ".route(", ".websocket(", ".use("),
    *(".handle(", ".handlefunc(", ".group(", "mapping(", "@get(", "@post(", "@put(", "@delete("),
    *("@patch(", "@request(", "@path(", "httpget", "httppost", "httpput", "httpdelete", "path("),
    *("get ", "post ", "put ", "patch ", "delete ", "resource", "namespace", "rpc", "route::"),
)
_WIRING_HINTS = (
    *("middleware", "interceptor", "add_filter", "before_action", "after_action", "@app."),
    *("handler", "@controlleradvice", "@aspect", "@provider", "registermodule", "addservice"),
    *("bind", "provide", "inject", "iservicecollection", "usefactory", "serviceextension"),
    *("module", "bus", "subscriber", "publisher", "listener", "plugin", "hook", "decorator"),
    "feature",
)
_SETTING_HINTS = (
    *("process.env", "os.environ", "getenv", "env[", "env(", "std::env", "import.meta.env"),
    *("basesettings", "@value(", "@configurationproperties", "viper.", "config", "@setting"),
)
_DECORATOR_PATTERN = compile_lazily(r"\s*@([A-Za-z_][\w.]*)")
_MAX_LINE_CHARS = 400  # longer lines are passed over
_PATTERN_HINTS = ("@", "class")
_BASE_CLASS_PATTERN = compile_lazily(
    r"class\s+\w+.*?(?:extends\s+|implements\s+|\(\s*|:\s*)([A-Z]\w{3,})"
)

_TABLE_PATTERN = compile_lazily(
    r"(?i)\bcreate[ _]?table\b|\bCreateModel\(|\bSchema::create\(|<createTable\b"
)

COMMENT_PATTERN = compile_lazily(r"\s*(?:#(?!include)|//|\*|/\*|--|\"\"\"|'''|<!--|;;|%)")


def find_new_types(change: Change) -> SignalResult:
    """Find types that the code did not have."""
    return count_locations(change.code.new_types.values(), 15)


def find_contracts(change: Change) -> SignalResult:
    """Find new types that other code has to implement."""
    return count_locations(change.code.new_contracts.values(), 4)


def find_adopted_type(change: Change) -> SignalResult:
    """Find the new type that most files of the change name already."""
    file_counts = change.code.type_file_counts
    name = max(file_counts, key=lambda type_name: file_counts[type_name], default="")
    if not name or file_counts[name] < 2:
        return EMPTY_RESULT
    return SignalResult(scale_count(file_counts[name] - 1, 15), (change.code.new_types[name],))


def find_new_imports(change: Change) -> SignalResult:
    """Find imports of modules that no removed line imported."""
    return count_locations((locations[0] for locations in change.code.new_imports.values()), 40)


def find_spread_import(change: Change) -> SignalResult:
    """Find the new import that most files share."""
    widest = max(change.code.new_imports.values(), key=_count_paths, default=[])
    return SignalResult(scale_count(_count_paths(widest) - 1, 15), tuple(widest))


def find_replaced_import(change: Change) -> SignalResult:
    """Find a widespread import that replaces another; the one in fewer files counts."""
    added = max(change.code.new_imports.values(), key=_count_paths, default=[])
    removed = max(change.code.removed_imports.values(), key=_count_paths, default=[])
    file_count = min(_count_paths(added), _count_paths(removed))
    return SignalResult(scale_count(file_count - 1, 10), (*added[:3], *removed[:3]))


def _count_paths(locations: list[Location]) -> int:
    return len({location.path for location in locations})


def find_spread_pattern(change: Change) -> SignalResult:
    """Find the decorator, annotation or base class that is new in most files at once."""
    locations_by_name: dict[str, dict[str, Location]] = defaultdict(dict)
    removed_names: set[str] = set()
    for file, added, removed in change.source_lines:
        for lines, is_added in ((removed, False), (added, True)):
            for line_number, text in lines.find_lines(_PATTERN_HINTS):
                match = _DECORATOR_PATTERN.match(text) or (
                    "class" in text and _BASE_CLASS_PATTERN.search(text[:_MAX_LINE_CHARS])
                )
                if match and is_added:
                    locations_by_name[match[1]].setdefault(
                        file.path, Location(file.path, line_number, make_excerpt(text))
                    )
                elif match:
                    removed_names.add(match[1])
    widest = max(
        (locations for name, locations in locations_by_name.items() if name not in removed_names),
        key=len,
        default={},
    )
    return SignalResult(scale_count(len(widest) - 1, 15), tuple(widest.values()))


def _matches_wiring(text: str) -> bool:
    return bool(_WIRING_PATTERN.search(text.lower()))


def _find_added_lines(
    matches: Callable[[str], object], hints: tuple[str, ...], full_count: int
) -> Finder:
    """Make a finder of lines that match: the value is how many more are added than removed.

    Lines that match contain one of `hints` in lower case.
    """

    def find(change: Change) -> SignalResult:
        locations: list[Location] = []
        removed_count = 0
        for file, added, removed in change.source_lines:
            locations += [
                Location(file.path, line_number, make_excerpt(text))
                for line_number, text in added.find_lines(hints)
                if len(text) < _MAX_LINE_CHARS and matches(text) and not COMMENT_PATTERN.match(text)
            ]
            removed_count += sum(
                len(text) < _MAX_LINE_CHARS and bool(matches(text))
                for _, text in removed.find_lines(hints)
            )
        return SignalResult(
            scale_count(len(locations) - removed_count, full_count), tuple(locations)
        )

    return find


def measure_comments(change: Change) -> SignalResult:
    """Measure the share of comments in added code: unusual code gets explained."""
    total = comments = 0
    for file in change.sources:
        total += len(file.added_lines)
        comments += sum(1 for _, text in file.added_lines if COMMENT_PATTERN.match(text))
    return SignalResult(min(1.0, 2 * comments / total)) if total > 10 else EMPTY_RESULT


def find_new_test_folders(change: Change) -> SignalResult:
    """Find folders of tests in which all files of the change are new."""
    files = change.select_files(file_roles.TEST)
    known_folders = {get_folder(file.path) for file in files if file.status != "added"}
    new_folders = {
        get_folder(file.path): Location(file.path)
        for file in files
        if get_folder(file.path) not in known_folders
    }
    return count_locations(new_folders.values(), 5)


def find_new_tables(change: Change) -> SignalResult:
    """Find tables that migrations create."""
    return count_locations(
        (
            Location(file.path, line_number, make_excerpt(text))
            for file in change.select_files(file_roles.MIGRATION)
            for line_number, text in LineIndex(file.added_lines).find_lines(("create",))
            if _TABLE_PATTERN.search(text[:_MAX_LINE_CHARS])
        ),
        3,
    )


SIGNALS: tuple[Signal, ...] = (
    Signal("new-types", SCOPE, 0, "concepts that the code did not have", find_new_types),
    Signal("contracts", IMPACT, 1, "others have to implement it", find_contracts),
    Signal(
        "adopted-type", SCOPE, 1, "a concept that many files take up at once", find_adopted_type
    ),
    Signal("new-imports", SCOPE, 0, "it reaches for what it did not use", find_new_imports),
    Signal("spread-import", SCOPE, 1, "many files take the same up", find_spread_import),
    Signal("replaced-import", ALTERNATIVES, 1, "one way for another", find_replaced_import),
    Signal("spread-pattern", SCOPE, 1, "a pattern that spreads", find_spread_pattern),
    Signal(
        "routes",
        IMPACT,
        1,
        "others call it",
        _find_added_lines(_ROUTE_PATTERN.search, _ROUTE_HINTS, 8),
    ),
    Signal(
        "wiring",
        SCOPE,
        1,
        "everything passes through it",
        _find_added_lines(_matches_wiring, _WIRING_HINTS, 12),
    ),
    Signal(
        "settings",
        SCOPE,
        1,
        "it can be set from outside",
        _find_added_lines(_SETTING_PATTERN.search, _SETTING_HINTS, 6),
    ),
    Signal("comments", ALTERNATIVES, 1, "it had to be explained", measure_comments),
    Signal("new-table", IMPACT, 1, "data outlives code", find_new_tables),
    Signal("new-test-kind", SCOPE, 1, "a new way to test", find_new_test_folders),
)
