"""Pages that belong to a decision and are none: translations, reviews, notes, appendices."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping

from minutebook.lean.patterns import compile_lazily
from minutebook.lean.values import Value, field
from minutebook.records.filenames.parsing import ParsedName
from minutebook.records.model import Folder

# Words that end the name of a page about another one ("0003-use-x-review", "0003-notes").
_WORDS = frozenset(
    "review reviews reviewed notes note debate debates discussion discussions minutes appendix "  # noqa: SIM905
    "appendices annex annexes attachment attachments addendum comments feedback faq log logs orig "
    "original old bak backup copy translation translations transcript supplement errata "
    "checklist qa retro retrospective postmortem diagram diagrams caption captions".split()
)
# Further words that do so only behind the whole name of the other page.
_WORDS_BEHIND_NAME = _WORDS | frozenset(
    "analysis background benchmark benchmarks comparison details evaluation implementation "  # noqa: SIM905
    "plan poc questions research spike summary tasks".split()
)
_SURE_WORDS = frozenset(
    "review reviews notes debate debates discussion appendix appendices annex addendum errata orig "  # noqa: SIM905
    "minutes transcript translation".split()
)
_LANGUAGES = frozenset(
    "ar bg bn ca cs da de el en es et eu fa fi fr ga gl he hi hr hu hy id is it ja ka kk ko lt lv "  # noqa: SIM905
    "mk ms nb nl nn no pl pt ro ru sk sl sq sr sv sw ta te th tl tr uk ur uz vi zh".split()
)
# Codes of languages that folders of teams and topics may be called, too.
_AMBIGUOUS_LANGUAGES = frozenset(("id", "is", "it", "no", "ms", "te", "et", "he", "hi", "ta", "tr"))
_REGIONS = frozenset("cn tw hk br pt mx us gb uk at ch be ca ar hans hant latn cyrl 419".split())  # noqa: SIM905
_TRANSLATION_FOLDERS = frozenset(("translations", "translation", "i18n", "l10n", "locales", "lang"))
_COMPANION_FOLDERS = frozenset(
    ("reviews", "review", "notes", "debates", "debate", "discussions", "comments", "translations")
)
_MAX_END_WORDS = 4
_END_CHARS = 40
_MIN_COUNTERPARTS = 0.8  # of the numbers in a folder of translations

_END_WORDS = "|".join(sorted(_WORDS_BEHIND_NAME | _LANGUAGES | _REGIONS))
# What a companion's name ends with, roughly.
_END = compile_lazily(rf"(?i)[-_. ](?:[a-z0-9]|[0-9]{{2,4}}|{_END_WORDS})\.[a-z]{{2,8}}\Z")

_NumberKey = tuple[str, str, int, str]  # folder, series, number and what sets it apart


class Companions(Value):
    """The pages that their paths make companions.

    `sure` are those that are nothing else, whatever they say: translations, other formats, copies.
    `doubtful` may have been named so by chance (`0003-code-review`), and are decisions where their
    texts say so; each comes with the pages that it would accompany.
    """

    sure: set[str] = field(default_factory=set)
    doubtful: dict[str, list[str]] = field(default_factory=dict)

    def select_rest(self, parsed: Mapping[str, ParsedName]) -> dict[str, ParsedName]:
        """Those of some pages that are no companions."""
        return {
            path: name
            for path, name in parsed.items()
            if path not in self.sure and path not in self.doubtful
        }


def find_companions(folder: Folder, parsed: Mapping[str, ParsedName]) -> Companions:
    """The companions among the pages of a folder that may be records.

    `parsed` has what each page's name states, by path. A page is one where another page, which is
    none, has its number or the beginning of its name, and its name says what it is; so the last
    page of a number or name always stays.
    """
    found = Companions()
    found.doubtful.update(_find_in_folders(folder, parsed))
    found.sure.update(_find_translation_folders(folder, found.select_rest(parsed)))
    found.sure.update(_find_other_formats(folder, found.select_rest(parsed)))
    by_name = _find_by_name(folder, found.select_rest(parsed))
    return Companions(found.sure | by_name.sure, found.doubtful | by_name.doubtful)


def may_have_companions(folder: Folder, paths: Iterable[str]) -> bool:
    """Whether any of the pages may be a companion: a quick look at their paths."""
    prefix = len(folder.path) + 1
    return any(
        "/" in path[prefix:] or not path.endswith(".md") or _END.search(path[-_END_CHARS:])
        for path in paths
    )


def _split_path(folder: Folder, path: str) -> tuple[str, str]:
    """The folder of a page, and its name without the ending in small letters."""
    parent, _, name = path.rpartition("/")
    return parent, folder.kind.strip_ending(name).lower()


def _make_key(parent: str, name: ParsedName) -> _NumberKey | None:
    if name.number is None:
        return None
    return parent, name.series, name.number, name.digits.lstrip("0123456789").lower()


# By folder --------------------------------------------------------------------------------------


def _find_in_folders(folder: Folder, parsed: Mapping[str, ParsedName]) -> dict[str, list[str]]:
    """The pages of `reviews`, `notes` and the like that have no number, or another page's.

    Each comes with the pages of its number elsewhere.
    """
    inside = {
        path: name
        for path, name in parsed.items()
        if not _COMPANION_FOLDERS.isdisjoint(_list_subfolders(folder, path))
    }
    if not inside:
        return {}
    by_number: dict[tuple[str, int | None], list[str]] = {}
    for path, name in parsed.items():
        if path not in inside:
            by_number.setdefault((name.series, name.number), []).append(path)
    return {
        path: [] if name.number is None else by_number[name.series, name.number]
        for path, name in inside.items()
        if not name.date and (name.number is None or (name.series, name.number) in by_number)
    }


def _list_subfolders(folder: Folder, path: str) -> list[str]:
    return path[len(folder.path) + 1 :].lower().split("/")[:-1]


def _find_translation_folders(folder: Folder, parsed: Mapping[str, ParsedName]) -> set[str]:
    """The pages in folders of languages whose counterparts lie beside these, or in another one."""
    by_base: dict[str, dict[str, list[str]]] = {}  # paths by folder above, and by language
    for path in parsed:
        subfolders = _list_subfolders(folder, path)
        languages = [part for part in subfolders if is_language(part)]
        if languages:
            above = subfolders[: subfolders.index(languages[0])]
            if above and above[-1] in _TRANSLATION_FOLDERS:
                above.pop()
            by_base.setdefault("/".join([folder.path.lower(), *above]), {}).setdefault(
                languages[0], []
            ).append(path)
    companions: set[str] = set()
    for base, by_language in by_base.items():
        inside = {path for paths in by_language.values() for path in paths}
        outside = [
            path
            for path in parsed
            if path not in inside and f"{path.lower().rpartition('/')[0]}/".startswith(f"{base}/")
        ]
        found = _match_translations(folder, parsed, by_language, outside) if outside else set()
        # What has no counterpart beside the folders may have one in another of them.
        rest = {
            language: left
            for language, paths in by_language.items()
            if (left := [path for path in paths if path not in found])
        }
        if len(rest) > 1:
            main = "en" if "en" in rest else max(rest, key=_count_in(rest))
            found |= _match_translations(folder, parsed, rest, rest.pop(main))
        companions |= found
    return companions


def _match_translations(
    folder: Folder,
    parsed: Mapping[str, ParsedName],
    by_language: Mapping[str, list[str]],
    originals: list[str],
) -> set[str]:
    """Those of the pages in folders of languages that have the name or number of an original."""
    stems = {_split_path(folder, path)[1] for path in originals}
    numbers = {(parsed[path].series, parsed[path].number) for path in originals}
    found: set[str] = set()
    for language, paths in by_language.items():
        numbered = [path for path in paths if parsed[path].number is not None]
        matching = [
            path for path in numbered if (parsed[path].series, parsed[path].number) in numbers
        ]
        by_stem = [path for path in paths if _split_path(folder, path)[1] in stems]
        found.update(by_stem)
        is_sure = language not in _AMBIGUOUS_LANGUAGES or len(by_stem) * 2 > len(paths)
        if is_sure and len(matching) >= _MIN_COUNTERPARTS * len(numbered):
            found.update(matching)
    return found


def _count_in(by_language: Mapping[str, list[str]]) -> Callable[[str], tuple[int, str]]:
    return lambda language: (len(by_language[language]), language)


def is_language(text: str) -> bool:
    """Whether a text is the code of a language: `de`, `zh-CN`, `pt_BR`."""
    language, joint, region = text.lower().replace("_", "-").partition("-")
    return language in _LANGUAGES and (not joint or region in _REGIONS)


# By name ----------------------------------------------------------------------------------------


def _find_other_formats(folder: Folder, parsed: Mapping[str, ParsedName]) -> set[str]:
    """The pages that are there in another format, too; markdown comes first."""
    if all(path.endswith(".md") for path in parsed):
        return set()
    by_stem: dict[str, list[str]] = {}
    for path in parsed:
        by_stem.setdefault(folder.kind.strip_ending(path), []).append(path)
    return {
        path
        for paths in by_stem.values()
        for path in paths
        if _rank_ending(folder)(path) > min(map(_rank_ending(folder), paths))
    }


def _rank_ending(folder: Folder) -> Callable[[str], int]:
    endings = folder.kind.endings
    return lambda path: next(
        index for index, ending in enumerate(endings) if path.lower().endswith(ending)
    )


def _find_by_name(folder: Folder, parsed: Mapping[str, ParsedName]) -> Companions:
    """The pages whose names are those of others and say what they add to them."""
    places = {path: _split_path(folder, path) for path in parsed}
    ends = {
        path: list(_list_ends(stem, has_number=parsed[path].number is not None))
        for path, (_, stem) in places.items()
    }
    ending = {path: found for path, found in ends.items() if found}
    all_companion = {path for path, name in parsed.items() if is_all_companion(name.slug)}
    if not ending and not all_companion:
        return Companions()
    companions = Companions()
    path_by_place = {place: path for path, place in places.items()}
    for path, found in ending.items():
        parent, stem = places[path]
        base = next((each for each in found if (parent, each) in path_by_place), "")
        if base and stem[len(base)] == ".":
            companions.sure.add(path)
        elif base:
            companions.doubtful[path] = [path_by_place[parent, base]]
    # A page that adds to the name of one of `log` is no page that `log` itself could accompany.
    main_paths: dict[_NumberKey | None, list[str]] = {}
    for path, name in companions.select_rest(parsed).items():
        if path not in all_companion:
            main_paths.setdefault(_make_key(places[path][0], name), []).append(path)
    main_paths.pop(None, None)
    orphans: dict[tuple[str, str], list[str]] = {}  # translations of a page that is not there
    for path, name in companions.select_rest(parsed).items():
        parent, stem = places[path]
        key = _make_key(parent, name)
        if path in all_companion and key in main_paths:
            companions.doubtful[path] = main_paths[key]
        elif path in ending and "." in stem and is_language(stem.rpartition(".")[2]):
            orphans.setdefault((parent, stem.rpartition(".")[0]), []).append(path)
    translated = {path for paths in orphans.values() for path in paths}
    keys = {
        _make_key(places[path][0], name)
        for path, name in companions.select_rest(parsed).items()
        if path not in translated
    } - {None}
    for (parent, _), paths in orphans.items():
        if _make_key(parent, parsed[paths[0]]) in keys:  # a translated name, too
            companions.sure.update(paths)
        else:
            in_english = [path for path in paths if places[path][1].endswith(".en")]
            main = in_english[0] if in_english else paths[0]
            companions.sure.update(path for path in paths if path != main)
    return companions


def _list_ends(stem: str, *, has_number: bool) -> Iterator[str]:
    """The shorter names that a name may add to; none for most names.

    Without a number a longer name may be that of another decision (`audit`, `audit-log`): only
    words that can mean nothing else count, and languages behind a dot.
    """
    words = _WORDS_BEHIND_NAME if has_number else _SURE_WORDS
    base, has_word = stem, False
    for _ in range(_MAX_END_WORDS):
        match = re.search(r"[-_. ]+([^-_. ]+)\Z", base[-_END_CHARS:])
        if not match:
            return
        word = match[1]
        start = len(base) - len(base[-_END_CHARS:]) + match.start()
        may_be_language = (has_number or base[start] == ".") and not has_word
        if word in words or (may_be_language and is_language(word)):
            has_word = True
        elif word in _REGIONS or word.isdecimal() or len(word) == 1:
            pass
        else:
            return
        base = base[:start]
        if has_word and base:
            yield base


def is_all_companion(slug: str) -> bool:
    """Whether a slug says nothing but that the page accompanies another: `notes`, `debate-log`."""
    words = re.split(r"[-_. ]+", slug.lower())
    return words[0] in _WORDS_BEHIND_NAME and all(
        word in _WORDS_BEHIND_NAME or word.isdecimal() or len(word) == 1 for word in words
    )


def is_translation(stem: str, original_stem: str) -> bool:
    """Whether what a name adds to another one is a language: `0003-x-de` to `0003-x`."""
    return stem.startswith(original_stem) and is_language(stem[len(original_stem) + 1 :])
