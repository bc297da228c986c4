"""Signals from code: concepts that are introduced, contracts, patterns that spread or go."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable

from minutebook.suggest.change import Change, get_folder
from minutebook.suggest.diff import file_roles
from minutebook.suggest.model import ALTERNATIVES, IMPACT, SCOPE
from minutebook.suggest.signals.base import (
    EMPTY_RESULT,
    Location,
    Signal,
    SignalResult,
    count_locations,
    make_excerpt,
    scale_count,
)

_ROUTE = re.compile(
    r"@\w+\.(?:get|post|put|patch|delete|route|websocket)\(|\b(?:router|app|api|r|mux|server|fastify)\."
    r"(?:get|post|put|patch|delete|use|Handle|HandleFunc|GET|POST|PUT|DELETE|Group)\(\s*[\"'`/]"
    r"|@(?:Get|Post|Put|Delete|Patch|Request)(?:Mapping)?\(|@Path\(|\bHttp(?:Get|Post|Put|Delete)\b"
    r"|^\s*(?:get|post|put|patch|delete|resources?|namespace)\s+[\"':]|^\s*rpc\s+\w+\s*\("
    r"|\bpath\(\s*[\"'][^\"']*[\"'],\s*\w|Route::(?:get|post|put|patch|delete)\("
)
_WIRING = re.compile(  # in lower case, which takes a quarter of the time
    r"middleware|interceptor|add_filter|before_action|after_action|@app\.(?:before|after)_request"
    r"|exception_?handler|error_?handler|@controlleradvice|@aspect|@provider\b|registermodule|addservice"
    r"|\b(?:bind|provide|inject)(?:er|or|ion)?\(|iservicecollection|usefactory|serviceextension|module\s*\{"
    r"|event_?bus|subscriber|publisher|listener|plugin|hook|decorator|feature_?flag"
)
_SETTING = re.compile(
    r"process\.env\.|os\.environ|getenv\(|\bENV\[|\benv\(|System\.getenv|std::env|import\.meta\.env"
    r"|BaseSettings|@Value\(\"|@ConfigurationProperties|viper\.|config\.get|@Setting\b"
)
# What a line has in lower case that one of these matches: few lines are left to look at closely.
_ROUTED = (
    *(".get(", ".post(", ".put(", ".patch(", ".delete(", ".route(", ".websocket(", ".use("),
    *(".handle(", ".handlefunc(", ".group(", "mapping(", "@get(", "@post(", "@put(", "@delete("),
    *("@patch(", "@request(", "@path(", "httpget", "httppost", "httpput", "httpdelete", "path("),
    *("get ", "post ", "put ", "patch ", "delete ", "resource", "namespace", "rpc", "route::"),
)
_WIRED = (
    *("middleware", "interceptor", "add_filter", "before_action", "after_action", "@app."),
    *("handler", "@controlleradvice", "@aspect", "@provider", "registermodule", "addservice"),
    *("bind", "provide", "inject", "iservicecollection", "usefactory", "serviceextension"),
    *("module", "bus", "subscriber", "publisher", "listener", "plugin", "hook", "decorator"),
    "feature",
)
_SET = (
    *("process.env", "os.environ", "getenv", "env[", "env(", "std::env", "import.meta.env"),
    *("basesettings", "@value(", "@configurationproperties", "viper.", "config", "@setting"),
)
_DECORATOR = re.compile(r"\s*@([A-Za-z_][\w.]*)")
_LONGEST = 400  # characters of a line that are looked at
_DECORATED = ("@", "class")
_BASE = re.compile(r"class\s+\w+.*?(?:extends\s+|implements\s+|\(\s*|:\s*)([A-Z]\w{3,})")
Finder = Callable[[Change], SignalResult]

COMMENT_PATTERN = re.compile(r"\s*(?:#(?!include)|//|\*|/\*|--|\"\"\"|'''|<!--|;;|%)")


def find_new_types(change: Change) -> SignalResult:
    """Types that the code did not have."""
    return count_locations(change.code.new_types.values(), 15)


def find_contracts(change: Change) -> SignalResult:
    """Types that others have to implement."""
    return count_locations(change.code.new_contracts.values(), 4)


def find_adopted_type(change: Change) -> SignalResult:
    """A new type that many files of the same change use already."""
    used = change.code.type_file_counts
    name = max(used, key=lambda one: used[one], default="")
    if not name or used[name] < 2:
        return EMPTY_RESULT
    return SignalResult(scale_count(used[name] - 1, 15), (change.code.new_types[name],))


def find_new_imports(change: Change) -> SignalResult:
    """What is imported that no line removed did."""
    return count_locations((spots[0] for spots in change.code.new_imports.values()), 40)


def find_spread_import(change: Change) -> SignalResult:
    """What many files import, that no line removed did."""
    best = max(change.code.new_imports.values(), key=_reach, default=[])
    reach = _reach(best)
    return SignalResult(scale_count(reach - 1, 15), tuple(best)) if reach > 1 else EMPTY_RESULT


def find_replaced_import(change: Change) -> SignalResult:
    """One import takes the place of another in several files: the smaller side counts."""
    came = max(change.code.new_imports.values(), key=_reach, default=[])
    went = max(change.code.removed_imports.values(), key=_reach, default=[])
    reach = min(_reach(came), _reach(went))
    return (
        SignalResult(scale_count(reach - 1, 10), (*came[:3], *went[:3]))
        if reach > 1
        else EMPTY_RESULT
    )


def _reach(spots: list[Location]) -> int:
    return len({spot.path for spot in spots})


def find_spread_pattern(change: Change) -> SignalResult:
    """A decorator, annotation or base class that comes in several files at once."""
    seen: dict[str, dict[str, Location]] = defaultdict(dict)
    before: set[str] = set()
    for file, added, removed in change.source_lines:
        for lines, new in ((removed, False), (added, True)):
            for number, text in lines.find_lines(_DECORATED):
                found = _DECORATOR.match(text) or (
                    "class" in text and _BASE.search(text[:_LONGEST])
                )
                if found and new:
                    seen[found[1]].setdefault(
                        file.path, Location(file.path, number, make_excerpt(text))
                    )
                elif found:
                    before.add(found[1])
    best = max((s for name, s in seen.items() if name not in before), key=len, default={})
    return (
        SignalResult(scale_count(len(best) - 1, 15), tuple(best.values()))
        if len(best) > 1
        else EMPTY_RESULT
    )


def _wires(text: str) -> bool:
    return bool(_WIRING.search(text.lower()))


def _lines(has: Callable[[str], object], hints: tuple[str, ...], full: int) -> Finder:
    """How many more lines come that have something than go. Lines have one of the hints then."""

    def find(change: Change) -> SignalResult:
        spots: list[Location] = []
        gone = 0
        for file, added, removed in change.source_lines:
            spots += [
                Location(file.path, number, make_excerpt(text))
                for number, text in added.find_lines(hints)
                if len(text) < _LONGEST and has(text) and not COMMENT_PATTERN.match(text)
            ]
            gone += sum(
                len(text) < _LONGEST and bool(has(text)) for _, text in removed.find_lines(hints)
            )
        return SignalResult(scale_count(len(spots) - gone, full), tuple(spots))

    return find


def measure_comments(change: Change) -> SignalResult:
    """The share of comments in the code that is new: what is odd gets explained."""
    total = said = 0
    for file in change.sources:
        total += len(file.added_lines)
        said += sum(1 for _, text in file.added_lines if COMMENT_PATTERN.match(text))
    return SignalResult(min(1.0, 2 * said / total)) if total > 10 else EMPTY_RESULT


def find_new_test_folders(change: Change) -> SignalResult:
    """Folders of tests that the change fills alone."""
    files = change.select_files(file_roles.TEST)
    there = {get_folder(file.path) for file in files if file.status != "added"}
    new = {
        get_folder(file.path): Location(file.path)
        for file in files
        if get_folder(file.path) not in there
    }
    return count_locations(new.values(), 5)


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
    Signal("routes", IMPACT, 1, "others call it", _lines(_ROUTE.search, _ROUTED, 8)),
    Signal("wiring", SCOPE, 1, "everything passes through it", _lines(_wires, _WIRED, 12)),
    Signal("settings", SCOPE, 1, "it can be set from outside", _lines(_SETTING.search, _SET, 6)),
    Signal("comments", ALTERNATIVES, 1, "it had to be explained", measure_comments),
    Signal("new-test-kind", SCOPE, 1, "a new way to test", find_new_test_folders),
)
