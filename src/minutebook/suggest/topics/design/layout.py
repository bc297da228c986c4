"""Rules by which many files get other names or places at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from minutebook.lean.patterns import compile_lazily
from minutebook.suggest.diff import file_roles
from minutebook.suggest.diff.patch import FileDiff
from minutebook.suggest.topics.design.findings import CodeLine, DesignFinding, make_findings

# The technologies, as the catalogue has them.
BY_FEATURE, BY_LAYER = "a folder for each feature", "a folder for each layer"
DOMAIN_LAYERS = "domain, application and infrastructure"
SOURCE_FOLDER, PACKAGES = "a source folder", "packages of one repository"
TESTS_BESIDE, TESTS_APART = "tests beside the code", "tests in a tree of their own"

_MIN_NAMES = 4  # files that get names of another style
_MIN_MOVES = 6  # files that are moved by one rule …
_MIN_SHARE = 0.5  # … and their share of all files that are moved
_MAX_FOLDER_CHARS = 24  # of a folder's name that a title names
_RULE_CERTAINTY, _STYLE_CERTAINTY, _FOLDER_CERTAINTY = 0.6, 0.6, 0.25

_STYLES = (
    ("kebab-case", compile_lazily(r"[a-z0-9]+(?:-[a-z0-9]+)+\Z")),
    ("snake_case", compile_lazily(r"_?[a-z0-9]+(?:_[a-z0-9]+)+\Z")),
    ("PascalCase", compile_lazily(r"(?:[A-Z][a-z0-9]+){2,}\Z")),
    ("camelCase", compile_lazily(r"[a-z][a-z0-9]*(?:[A-Z][a-z0-9]+)+\Z")),
)
_SAMPLE_FOLDER = compile_lazily(r"(?:^|/)(?:samples?|examples?|demos?|fixtures?|testdata)/")
_LAYER_NAMES = file_roles.split_names(
    "controllers controller services service models model repositories repository views view",
    "components containers hooks reducers actions selectors sagas handlers routes routers schemas",
    "serializers dto dtos entities entity mappers presenters policies jobs validators api types",
    "middleware store stores utils helpers pages screens dao resources usecases queries commands",
)
_DOMAIN_LAYER_NAMES = {
    "domain": "domain",
    "application": "application",
    "usecases": "application",
    "use_cases": "application",
    "infrastructure": "infrastructure",
    "infra": "infrastructure",
    "adapters": "infrastructure",
    "ports": "ports",
}
_PACKAGE_FOLDERS = ("packages", "apps", "libs", "services", "modules", "crates", "projects")

Move = tuple[str, str]  # old path, new path


def list_moves(files: Iterable[FileDiff]) -> list[Move]:
    """The files of code and tests that a change renames or moves.

    A file that is deleted, and one with its name that is added, count as a move where no other
    has that name.
    """
    files = list(files)
    moves = [(file.old_path, file.path) for file in files if file.status == "renamed"]
    deleted = _index_names(file for file in files if file.status == "deleted")
    added = _index_names(file for file in files if file.status == "added")
    moves += [
        (deleted[name][0], paths[0])
        for name, paths in added.items()
        if len(paths) == 1 == len(deleted.get(name, ()))
    ]
    return [
        (old, new)
        for old, new in moves
        if file_roles.find_role(new) in (file_roles.CODE, file_roles.TEST)
        and not _SAMPLE_FOLDER.search(new)
    ]


def _index_names(files: Iterable[FileDiff]) -> dict[str, list[str]]:
    paths: dict[str, list[str]] = {}
    for file in files:
        paths.setdefault(file.name, []).append(file.path)
    return paths


def find_name_style(files: Iterable[FileDiff], category: str) -> Iterator[DesignFinding]:
    """The style that many files are named in now, and were not before."""
    turned: dict[tuple[str, str], list[CodeLine]] = {}  # by styles before and after
    for file in files:
        if file.status != "renamed":
            continue
        old, new = _find_stem(file.old_path), _find_stem(file.path)
        if old != new and _strip_style(old) == _strip_style(new):
            styles = _find_style(old), _find_style(new)
            if all(styles) and styles[0] != styles[1]:
                turned.setdefault(styles, []).append(_locate(file.old_path, file.path))
    if turned:
        (before, after), lines = max(turned.items(), key=lambda item: len(item[1]))
        if len(lines) >= _MIN_NAMES:
            yield from make_findings(category, after, lines, _STYLE_CERTAINTY, before)


def _find_stem(path: str) -> str:
    return path.rpartition("/")[2].partition(".")[0]


def _strip_style(stem: str) -> str:
    return stem.replace("-", "").replace("_", "").lower()


def _find_style(stem: str) -> str:
    return next((name for name, pattern in _STYLES if pattern.match(stem)), "")


def _locate(old: str, new: str) -> CodeLine:
    return new, 0, f"{old} → {new}"


def find_layout(files: Iterable[FileDiff], category: str) -> Iterator[DesignFinding]:
    """The rule by which most of the files that a change moves are placed now."""
    moves = [
        (old, new)
        for old, new in list_moves(files)
        if old.rpartition("/")[0] != new.rpartition("/")[0]
    ]
    if len(moves) < _MIN_MOVES:
        return
    for name, fitting in (
        (DOMAIN_LAYERS, _select_domain_layers(moves)),
        (BY_FEATURE, _select_regrouped(moves, is_by_feature=True)),
        (BY_LAYER, _select_regrouped(moves, is_by_feature=False)),
        (TESTS_BESIDE, [move for move in moves if _is_test_beside(*move)]),
        (TESTS_APART, [move for move in moves if _is_test_apart(*move)]),
        (SOURCE_FOLDER, [move for move in moves if _split_move(*move) == ("", "src")]),
        (PACKAGES, [move for move in moves if _is_packaged(*move)]),
    ):
        if len(fitting) >= max(_MIN_MOVES, _MIN_SHARE * len(moves)):
            lines = [_locate(*move) for move in fitting]
            yield from make_findings(category, name, lines, _RULE_CERTAINTY)
            return


def find_moved_folder(files: Iterable[FileDiff], category: str) -> Iterator[DesignFinding]:
    """The folder that most of the files move to. Technologies are such folders."""
    moves = list_moves(files)
    folders = {move: _split_move(*move, is_named=True) for move in moves}
    counts = Counter(filter(all, folders.values()))
    if not counts:
        return
    (old, new), count = counts.most_common(1)[0]
    is_short = max(len(old), len(new)) <= _MAX_FOLDER_CHARS
    if (
        count >= max(_MIN_MOVES, _MIN_SHARE * len(moves))
        and is_short
        and old.lower() != new.lower()
    ):
        lines = [_locate(*move) for move, pair in folders.items() if pair == (old, new)]
        yield from make_findings(category, new, lines, _FOLDER_CERTAINTY, old)


def _split_move(old: str, new: str, *, is_named: bool = False) -> Move:
    """The folders in which two paths differ, without what they have in common on both sides.

    With `is_named`, both have a name where one is within the other: `wiki` and `tools/wiki`.
    """
    before, after = old.split("/")[:-1], new.split("/")[:-1]
    if old.rpartition("/")[2] != new.rpartition("/")[2]:
        return "", ""
    shared_name: list[str] = []
    while before and after and before[-1] == after[-1]:
        shared_name = [before.pop()]
        after.pop()
    start = 0
    while start < min(len(before), len(after)) and before[start] == after[start]:
        start += 1
    before, after = before[start:], after[start:]
    if is_named and not (before and after):
        before, after = before + shared_name, after + shared_name
    return "/".join(before), "/".join(after)


def _find_parent(path: str) -> str:
    return path.rpartition("/")[0].rpartition("/")[2].lower()


def _select_regrouped(moves: list[Move], *, is_by_feature: bool) -> list[Move]:
    """The moves out of folders of layers into those of features, or the other way round."""
    groups: dict[str, dict[str, list[Move]]] = {}  # by the feature's folder, by layer
    for old, new in moves:
        layered, featured = (old, new) if is_by_feature else (new, old)
        layer = _find_parent(layered)
        folders = [name.lower() for name in featured.split("/")[:-1]]
        if folders and folders[-1] == layer:
            folders.pop()  # a layer within a feature
            is_inside = True
        else:
            is_inside = False
        if layer not in _LAYER_NAMES or not folders or folders[-1] in _LAYER_NAMES:
            continue
        if is_inside and folders[-1] in [name.lower() for name in layered.split("/")]:
            continue  # the whole tree moved
        groups.setdefault(folders[-1], {}).setdefault(layer, []).append((old, new))
    features = [layers for layers in groups.values() if len(layers) > 1]
    if len(features) < 2:
        return []
    return [move for layers in features for layer_moves in layers.values() for move in layer_moves]


def _select_domain_layers(moves: list[Move]) -> list[Move]:
    fitting: list[Move] = []
    layers: set[str] = set()
    for old, new in moves:
        known = {name.lower() for name in old.split("/")}
        names = [name.lower() for name in new.split("/")[:-1]]
        layer = next((name for name in names if name in _DOMAIN_LAYER_NAMES), "")
        if layer and layer not in known:
            layers.add(_DOMAIN_LAYER_NAMES[layer])
            fitting.append((old, new))
    return fitting if len(layers) > 1 and "domain" in layers else []


def _is_test_tree(path: str) -> bool:
    folders = {name.lower() for name in path.split("/")[:-1]}
    return not folders.isdisjoint(("test", "tests", "spec", "specs", "__tests__"))


def _is_test_beside(old: str, new: str) -> bool:
    is_test = file_roles.find_role(new) == file_roles.TEST
    return is_test and _is_test_tree(old) and not _is_test_tree(new)


def _is_test_apart(old: str, new: str) -> bool:
    is_test = file_roles.find_role(old) == file_roles.TEST
    return is_test and _is_test_tree(new) and not _is_test_tree(old)


def _is_packaged(old: str, new: str) -> bool:
    parts = new.split("/")
    return len(parts) > 2 and parts[0] in _PACKAGE_FOLDERS and not old.startswith(f"{parts[0]}/")


_LANGUAGES_BY_SUFFIX = {
    ".js": "JavaScript",
    ".jsx": "JavaScript",
    ".mjs": "JavaScript",
    ".ts": "TypeScript",
    ".tsx": "TypeScript",
    ".coffee": "CoffeeScript",
    ".java": "Java",
    ".kt": "Kotlin",
    ".groovy": "Groovy",
    ".scala": "Scala",
    ".m": "Objective-C",
    ".swift": "Swift",
    ".css": "CSS",
    ".less": "Less",
    ".scss": "SCSS",
    ".sass": "Sass",
    ".erb": "ERB",
    ".haml": "Haml",
    ".slim": "Slim",
    ".vb": "Visual Basic",
    ".cs": "C#",
    ".php": "PHP",
    ".py": "Python",
    ".rb": "Ruby",
    ".go": "Go",
    ".rs": "Rust",
    ".cljs": "ClojureScript",
}
_MIN_TRANSLATED = 3  # files that are written in another language


def find_language_change(files: Iterable[FileDiff], category: str) -> Iterator[DesignFinding]:
    """The language that several files are rewritten in: they keep their names."""
    files = list(files)
    pairs = [(file.old_path, file.path) for file in files if file.status == "renamed"]
    deleted = {file.path.rpartition(".")[0]: file for file in files if file.status == "deleted"}
    for file in files:
        stem = file.path.rpartition(".")[0]
        if file.status == "added" and stem in deleted:
            pairs.append((deleted[stem].path, file.path))
    turned: dict[tuple[str, str], list[CodeLine]] = {}
    for old, new in pairs:
        if _find_stem(old).lower() != _find_stem(new).lower():
            continue
        before = _LANGUAGES_BY_SUFFIX.get("." + old.rpartition(".")[2].lower(), "")
        after = _LANGUAGES_BY_SUFFIX.get("." + new.rpartition(".")[2].lower(), "")
        if before and after and before != after:
            turned.setdefault((before, after), []).append(_locate(old, new))
    if turned:
        (before, after), lines = max(turned.items(), key=lambda item: len(item[1]))
        if len(lines) >= _MIN_TRANSLATED:
            yield from make_findings(category, after, lines, _RULE_CERTAINTY, before)
