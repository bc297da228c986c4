"""Which files are records: not templates, contents pages, or what belongs to another record."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from minutebook.lean.patterns import compile_lazily
from minutebook.records.filenames.companions import (
    find_companions,
    is_all_companion,
    is_language,
    may_have_companions,
)
from minutebook.records.filenames.index_names import is_index_page_name
from minutebook.records.filenames.parsing import ParsedName, parse_name
from minutebook.records.model import ADR, MARKDOWN_ENDINGS, PHR, ROOT, Folder, Kind, find_folder

# Names of markdown files in a folder of prompts that are not records.
_OTHER_PROMPT_PAGE = compile_lazily(
    r"(?i)(?:index|contributing|changelog|_.*"
    r"|template(?:[-_.].*)?"
    r"|(?:m?adr|decision|record|nygard|0+)[-_]template(?:[-_.].*)?)\.md"
)
# Names of pages beside decisions, folded: in lower case, words joined by `-`.
_OTHER_NAMES = frozenset(
    "readme index contributing changelog license licence codeowners code-of-conduct notice authors "  # noqa: SIM905
    "maintainers claude claude-local agents agent gemini copilot-instructions cursorrules "
    "windsurfrules skill glossary glossar glossaire glosario glossario terminology "
    "ubiquitous-language summary toc contents table-of-contents sidebar navbar overview adrs "
    "decisions decisionlog adrlog adrindex architecture-decisions architectural-decisions "
    "architecture-decision-records architectural-decision-records decision-records".split()
)
# A name of these words alone, one of the first set among them, is a page on all decisions.
_CONTENTS_WORDS = frozenset(
    "log index list overview summary toc contents catalog catalogue guide guidelines process "  # noqa: SIM905
    "introduction readme how howto register".split()
)
_SURE_CONTENTS_WORDS = frozenset("index overview summary toc contents readme".split())  # noqa: SIM905
_RECORD_WORDS = frozenset("adr adrs decision decisions record records".split())  # noqa: SIM905
_CONTENTS_FILLERS = frozenset(
    "adr adrs decision decisions record records architecture architectural of the all our table "  # noqa: SIM905
    "to write an a about and for".split()
)
# The same for templates and samples.
_TEMPLATE_WORDS = frozenset(("template", "templates", "sample", "samples", "example", "examples"))
_TEMPLATE_WORDS |= {"boilerplate", "skeleton", "muster", "vorlage", "plantilla", "modele"}
_TEMPLATE_FILLERS = frozenset(
    "adr adrs madr ladr decision decisions record records architecture architectural nygard "  # noqa: SIM905
    "minimal bare short long full simple title name your of a the new blank empty default format "
    "phr rfc yyyymmdd yyyy mm dd".split()
)
_PLACEHOLDER_NUMBER = compile_lazily(r"n{2,6}|x{2,6}|0{1,6}")
_TEMPLATE_FOLDERS = frozenset(
    ("template", "templates", "_template", "_templates", "examples", "samples")
)
_PROMPT_TEMPLATE_FOLDERS = frozenset(("template", "templates"))
_OTHER_FOLDERS = frozenset(
    ("assets", "images", "img", "figures", "diagrams", "media", "attachments")
)
_LANGUAGE_END = compile_lazily(r"-(?:[a-z]{2}|[a-z]{2}-[a-z]{2,4})\Z")
# Pages that stand for their folder, the surest first; the last ones may be contents pages.
STAND_INS = ("adr", "decision", "decision-record", "record", "proposal", "index", "readme")
_SURE_NUMBER = compile_lazily(r"(?!19|20)[0-9]{3,5}[-_]")
# In a repository's top, where other pages lie, too, a number must have a prefix or three digits,
# and be no year: `10-rules.md` and `2026-plans.md` are no decisions, `#10 - x.md` is one.
_NUMBER_IN_TOP = compile_lazily(
    r"[#(\[]?(?!(?:19|20)[0-9]{2}(?![0-9]))(?:[0-9]{3}|[^\W0-9]|№|(?<=[#(\[])[0-9])"
)
_RECORD_DIGITS = 3  # that the number of a record's folder has, where others have fewer
_ANY_FOLDER = Folder(ADR, "decisions")
_CONTENTS_STAND_INS = ("index", "readme")


def is_record(folder: Folder, path: str) -> bool:
    """Whether a file in a folder of records is a record, as far as its own path tells.

    That is a page of a format that is read, no index, template or draft. A README or `index` is one
    in a folder of its own with a dated or numbered name (`2023-01-05-topic/README.md`). A folder
    called `templates` holds templates; below prompts it may be that of a feature with this name,
    whose records have numbers and the suffix of prompts. Right in the repository's top only what
    has a decision's number or a date is one. `select_records` sees companions, too.
    """
    name = path.rpartition("/")[2]
    kind = folder.kind
    if not kind.has_ending(name) or name.startswith("."):
        return False
    if folder.path == ROOT:
        parsed = parse_name(kind, name)
        has_number = parsed.number is not None and _NUMBER_IN_TOP.match(name)
        return bool(parsed.date or has_number) and not _is_other_page(kind.strip_ending(name))
    has_own_number = kind is ADR and re.match("0*[1-9]", name) is not None
    subfolders = path[len(folder.path) + 1 :].lower().split("/")[:-1]
    if has_own_number and not subfolders:
        return True
    if any(part.startswith(".") for part in subfolders):
        return False
    if kind is PHR:
        if not _PROMPT_TEMPLATE_FOLDERS.isdisjoint(subfolders):
            is_prompt_name = name.lower().endswith(PHR.suffix)
            return is_prompt_name and bool(parse_name(PHR, name).number)
        may_be_other = not name[0].isdecimal() or "template" in name.lower()
        is_other = is_index_page_name(name) or _OTHER_PROMPT_PAGE.fullmatch(name)
        return not (may_be_other and is_other)
    if not _TEMPLATE_FOLDERS.isdisjoint(subfolders):
        return False
    if _OTHER_FOLDERS.isdisjoint(subfolders) and has_own_number:
        return True
    if locate_name(folder, path)[1]:
        return True
    if _is_other_page(ADR.strip_ending(name)):
        return False
    parsed = parse_name(ADR, name)
    is_named = bool(parsed.date) or parsed.number is not None
    return is_named or _OTHER_FOLDERS.isdisjoint(subfolders)


def _is_other_page(stem: str) -> bool:
    """Whether the name of a page beside decisions says that it is none."""
    if stem.startswith("_"):
        return True
    folded = re.sub(r"[-_. ]+", "-", stem.lower())
    if folded in _OTHER_NAMES or folded.startswith("template-"):
        return True
    if is_index_page_name(f"{folded}.md"):
        return True
    if _LANGUAGE_END.sub("", folded) in ("readme", "index", "template", "contributing"):
        return True
    words = {word for word in folded.split("-") if not _PLACEHOLDER_NUMBER.fullmatch(word)}
    if words & _TEMPLATE_WORDS:
        return words <= _TEMPLATE_WORDS | _TEMPLATE_FILLERS
    if words & _CONTENTS_WORDS and words & (_SURE_CONTENTS_WORDS | _RECORD_WORDS):
        return words <= _CONTENTS_WORDS | _CONTENTS_FILLERS
    # "NNNN-title", "XXXX-short-title", "adr-0000-title"
    has_placeholder = len(words) < folded.count("-") + 1
    return has_placeholder and "title" in words and words <= _TEMPLATE_FILLERS


def locate_name(folder: Folder, path: str) -> tuple[str, bool]:
    """The part of a path that names the record, and whether that is the folder around the page.

    A README always stands for its folder; in a folder with a dated or numbered name so do an
    `index`, `adr` or `decision`, a page of the folder's own name, and one called like a language.
    """
    parent_path, _, name = path.rpartition("/")
    kind = folder.kind
    if name.lower() == "readme.md" and kind is PHR:
        return parent_path.rpartition("/")[2], False
    if kind is PHR or len(parent_path) <= len(folder.path):
        return name, False
    parent, stem = parent_path.rpartition("/")[2], kind.strip_ending(name).lower()
    return (parent, True) if _is_stand_in(parent, stem) else (name, False)


def _is_stand_in(folder_name: str, stem: str) -> bool:
    """Whether a page with a name (in small letters, no ending) stands for the folder around it.

    With the folder's topic alone, or a language, only where its number is surely a decision's.
    """
    if stem in STAND_INS or stem == folder_name.lower():
        return _is_record_folder(folder_name)
    parsed = parse_name(ADR, folder_name)
    is_sure = bool(parsed.date) or len(parsed.digits) >= _RECORD_DIGITS
    return is_sure and bool(parsed.slug) and (stem == parsed.slug.lower() or is_language(stem))


def _is_record_folder(name: str) -> bool:
    """Whether the name of a folder is that of a record: a number or date, and a topic."""
    parsed = parse_name(ADR, name)
    return bool(parsed.slug) and (bool(parsed.date) or parsed.number is not None)


def parse_path(folder: Folder, path: str) -> ParsedName:
    """What the name of a record states, be it the file's or that of the folder around it."""
    return parse_name(folder.kind, locate_name(folder, path)[0])


def stands_for_folder(folder_name: str, page_name: str) -> bool:
    """Whether a page gives the folder around it, which is named like a record, its place."""
    is_page = ADR.has_ending(page_name)
    return is_page and _is_stand_in(folder_name, ADR.strip_ending(page_name).lower())


def choose_unnumbered(names: Iterable[str]) -> set[str]:
    """The names of decisions' files that have no number, where their pages may state one.

    None where names have dates instead of numbers: the next one has a date, too.
    """
    unnumbered, has_date, has_number = set(), False, False
    for name in names:
        if name == "README.md":  # the index page: four patterns less
            continue
        if _SURE_NUMBER.match(name):
            has_number = True
            continue
        parsed = parse_name(ADR, name)
        has_number = has_number or parsed.number is not None
        has_date = has_date or bool(parsed.date)
        if parsed.number is None and is_record(_ANY_FOLDER, f"{_ANY_FOLDER.path}/{name}"):
            unnumbered.add(name)
    return set() if has_date and not has_number else unnumbered


# All files of the folders -----------------------------------------------------------------------


def select_records(
    folders: Sequence[Folder], paths: Iterable[str], read_text: Callable[[str], str]
) -> dict[str, Folder]:
    """The paths that are records, in order, each with its folder.

    `paths` are the files of the repository, or those below the folders. What accompanies a record
    is left out: translations, reviews, notes and appendices of the same number or name, and the
    other pages of a folder that is one record. A page that only its name makes one of these is read
    with `read_text` (those are few), so that no decision is lost by its name.
    """
    selected: dict[str, Folder] = {}
    decisions: dict[str, list[str]] = {}
    for path in sorted(paths):
        folder = find_folder(folders, path)
        if folder is not None and is_record(folder, path):
            selected[path] = folder
            if folder.kind is ADR:
                decisions.setdefault(folder.path, []).append(path)
    for folder_paths in decisions.values():
        folder = selected[folder_paths[0]]
        depth = folder.path.count("/") + 1
        doubtful: dict[str, list[str]] = {}
        if any(path.count("/") > depth for path in folder_paths):
            for path in _find_folder_pages(folder, folder_paths):
                selected.pop(path, None)
            folder_paths = [path for path in folder_paths if path in selected]
            doubtful = {path: [] for path in _find_attachments(folder, folder_paths)}
            folder_paths = [path for path in folder_paths if path not in doubtful]
        if may_have_companions(folder, folder_paths):
            parsed = {path: parse_path(folder, path) for path in folder_paths}
            companions = find_companions(folder, parsed)
            for path in companions.sure:
                selected.pop(path, None)
            doubtful |= companions.doubtful
        for path, accompanied in doubtful.items():
            if not _is_own_decision(folder, path, accompanied, read_text):
                selected.pop(path, None)
    return selected


def _is_own_decision(
    folder: Folder, path: str, accompanied: Sequence[str], read_text: Callable[[str], str]
) -> bool:
    from minutebook.records.filenames import own_decisions  # few folders have such pages

    return own_decisions.is_own_decision(folder, path, accompanied, read_text)


def _find_attachments(folder: Folder, paths: Sequence[str]) -> Iterator[str]:
    """The pages below the folder of records that may only be attached to a record.

    They lie among pictures, or have no number of their own in a folder that has the name of a page
    beside it (`0003-x.md`, `0003-x/options.md`), or number and topic, and a page of that number.
    """
    prefix = len(folder.path) + 1
    stems = {folder.kind.strip_ending(path).lower() for path in paths}
    own_numbers = {
        (path.rpartition("/")[0], parse_name(ADR, path.rpartition("/")[2]).number) for path in paths
    }
    for path in paths:
        parent, _, name = path.rpartition("/")
        if len(parent) < prefix or locate_name(folder, path)[1]:
            continue
        if not _OTHER_FOLDERS.isdisjoint(parent[prefix:].lower().split("/")):
            yield path
            continue
        parsed, around = parse_name(ADR, name), parse_name(ADR, parent.rpartition("/")[2])
        if parent.lower() in stems:
            if not parsed.date and parsed.number in (None, around.number):
                yield path
        elif (
            not parsed.date
            and parsed.number is None
            and around.slug
            and len(around.digits) >= _RECORD_DIGITS
            and (parent, around.number) in own_numbers
        ):
            yield path


def _find_folder_pages(folder: Folder, paths: Sequence[str]) -> Iterator[str]:
    """The pages that are none because of the folder that they lie in.

    These are the other pages of a folder that is one record, and the contents page of a folder with
    a number that holds records of other numbers.
    """
    from bisect import bisect_left

    stand_ins: dict[str, list[str]] = {}
    for path in paths:
        if path.count("/") > folder.path.count("/") + 1 and locate_name(folder, path)[1]:
            stand_ins.setdefault(path.rpartition("/")[0], []).append(path)
    for parent, pages in stand_ins.items():
        pages.sort(key=lambda path: _rank_stand_in(folder.kind, path))
        main = pages[0]
        # `paths` are sorted, and "0" comes after "/".
        below = list(paths[bisect_left(paths, f"{parent}/") : bisect_left(paths, f"{parent}0")])
        below.remove(main)
        stem = folder.kind.strip_ending(main.rpartition("/")[2]).lower()
        others = [path for path in below if path not in pages]
        if stem in _CONTENTS_STAND_INS and _holds_records(parent, others):
            yield from pages
        else:
            yield from below


def _rank_stand_in(kind: Kind, path: str) -> tuple[int, int, str]:
    name = path.rpartition("/")[2].lower()
    stem = kind.strip_ending(name)
    if stem in STAND_INS:
        rank = STAND_INS.index(stem)
    elif is_language(stem):
        rank = len(STAND_INS) + int(stem != "en")
    else:
        rank = -1
    return rank, int(not name.endswith(MARKDOWN_ENDINGS)), path


def _holds_records(folder_path: str, pages: Sequence[str]) -> bool:
    """Whether a folder with a number groups records: its pages have other numbers, or dates.

    Where none of them has a number, it is one with a short number (`01-backend`) and some pages
    that do not say that they belong to another one.
    """
    own = parse_name(ADR, folder_path.rpartition("/")[2])
    names = [path.rpartition("/")[2] for path in pages]
    parsed = [parse_name(ADR, name) for name in names]
    if any(name.date or name.number not in (None, own.number) for name in parsed):
        return True
    is_short = own.number is not None and len(own.digits) < _RECORD_DIGITS
    return is_short and sum(not is_all_companion(name.slug) for name in parsed) > 1
