"""What the names of folders say: which hold decisions, which hold what is not this repository's."""

from __future__ import annotations

import re
from collections.abc import Sequence

# Words that name a folder of decisions, in the languages that they are kept in.
_DECISION_WORD = (
    r"l?m?adrs?|adls?|[td]drs?"
    r"|(?:architecture?|architectural|arch|any|design|tech|technical|engineering|product|project)?"
    r"d[eé]cisions?(?:records?|logs?|register)?"
    r"|(?:architektur|entwurfs|design|technik)?entscheidung(?:en|s(?:log|protokolle?|dokumente?))?"
    r"|decisi[oó]n(?:es)?|decis(?:ão|ões|ao|oes)|decision[ei]|besluit(?:en)?|beslissing(?:en)?"
    r"|architectuurbesluit(?:en)?|beslut(?:ninger|ningar)?|päätökset|решени[ея]|рішення|decyzj[ae]"
    r"|rozhodnutí|rozhodnutia|kararlar"
    r"|(?:架构|架構|设计|設計|技术|技術|アーキテクチャー?)?(?:决策|决定|決策|決定|意思決定)"
    r"(?:记录|記錄|記録|日志|ログ|事項|事项)?"
    r"|(?:아키텍처|기술|설계)?(?:의사)?결정(?:기록|사항)?"
)


def _words(*lines: str) -> frozenset[str]:
    return frozenset(" ".join(lines).split())


# What stands beside such a word: `architectural-decision-records`, `09_design_decisions`.
_MODIFIERS = _words(
    "architecture architectural architectuur architektur arquitectura arquitetura architettura",
    "arch design technical tech techniques técnicas tecnicas engineering software system systems",
    "project product key major important significant record records register registro registros",
    "registre log logs journal history historic historical docs doc documents documentation",
    "accepted proposed rejected deprecated superseded archive archived draft drafts past old new",
    "our the of and de des d any team platform backend frontend api app infra infrastructure",
    "security data ops list markdown lightweight making minutes internal public global common core",
    "shared cloud mobile web ui ux devops business process group org company",
    "en de fr es pt br it nl ru uk pl cs ja jp zh cn tw ko kr tr sv da no fi",
)
# Where documentation begins: what stands before it is the part of the repository that it is of.
_DOCUMENTATION_WORDS = _words(
    "doc docs document documents documentation documentacion dokumentation doku guide guides",
    "contributing wiki handbook manual architecture architectural architektur arch history prompts",
    "records knowledge design notes rfc rfcs proposals internals developer developers dev meta",
    "governance engineering technical",
)
# Folders whose names tell that decisions may be in them, if their pages look like it.
_LIKELY_WORDS = _words(
    "rfc rfcs architecture architektur arquitectura arquitetura arch design designs proposal",
    "proposals adl tdr tdrs",
)
_STATUS_FOLDERS = _words(
    "accepted approved active proposed proposals draft drafts open pending rejected declined",
    "deprecated superseded obsolete retired archive archived historic old done implemented",
    "withdrawn",
)
# Whatever their names, folders right below these are parts of the repository: `apps/vendor`.
_PACKAGE_ROOTS = _words(
    "packages apps services libs modules crates components projects plugins products"
)
_ALWAYS_FOREIGN = _words("node_modules bower_components site-packages")
_FOREIGN_NAMES = {
    "vendored code": _words(
        "node_modules bower_components jspm_packages vendor vendors vendored third_party",
        "third-party thirdparty 3rdparty site-packages pods carthage subprojects",
    ),
    "test data": _words(
        "test tests __tests__ testing testdata test-data test_data testcases fixture fixtures",
        "__fixtures__ mocks __mocks__ snapshots __snapshots__ golden e2e e2e-tests",
        "integration-tests integration_tests",
    ),
    "examples": _words("example examples sample samples demo demos"),
    "templates": _words(
        "template templates _template _templates skeleton skeletons scaffold scaffolding",
        "scaffolds boilerplate archetypes cookiecutter",
    ),
    "build output": _words("build _build dist target out _site htmlcov coverage storybook-static"),
    "an older version of the documentation": _words("versioned_docs"),
    "translations": _words("i18n locale locales translations"),
}
# Vendored code, unless documentation is around it: `docs/external` is what is said to others.
_VENDORED_OUTSIDE_DOCS = _words("external externals extern externs deps")
_HIDDEN_COPIES = (
    r"\.(?:[\w.-]{0,30}cache[\w-]{0,30}|git|venv|virtualenv|tox|nox|history|trash[\w-]{0,9}"
    r"|backups?|bak|yarn|pnpm[\w-]{0,9}|npm|next|nuxt|output|docusaurus|gradle|terraform|te?mp"
    r"|templates?|idea|vs|vscode|worktrees?|terragrunt|cargo|rustup|bundle|m2)"
)


def _fold(name: str) -> str:
    """A name as it is compared: without case, its marks composed."""
    if name.isascii():
        return name.lower()
    from unicodedata import normalize

    return normalize("NFC", name).casefold()


def _split_words(name: str) -> list[str]:
    """The words of a folder's name, without numbers: `09_ADR-Log` has `adr` and `log`."""
    return re.findall(r"[^\W\d_]+", _fold(name))


def is_named_like_decisions(name: str) -> bool:
    """Whether a folder's name says that it holds decisions: `adr`, `.decisions`, `Decision Log`."""
    words = _split_words(name)
    others = [word for word in words if not re.fullmatch(_DECISION_WORD, word)]
    return len(others) < len(words) and _MODIFIERS.issuperset(others)


def is_likely(name: str) -> bool:
    """Whether a folder's name says that decisions may be in it: `rfcs`, `Architecture`."""
    return not _LIKELY_WORDS.isdisjoint(_split_words(name))


def strip_status_folders(folder: str) -> str:
    """A folder without the ends of its path that sort pages by status or year.

    `docs/log/accepted` is `docs/log`; a path of nothing else stays as it is.
    """
    parts = folder.split("/")
    while parts and (
        _fold(parts[-1]) in _STATUS_FOLDERS or re.fullmatch(r"(?:19|20)\d\d", parts[-1])
    ):
        parts.pop()
    return "/".join(parts) or folder


def find_foreign_part(folder: str) -> tuple[str, str]:
    """The first folder on a path that holds what is not this repository's own, and what it holds.

    Two empty texts where there is none. `vendor/x/adr` gives `vendor` and "vendored code".
    """
    parts = folder.split("/")
    is_in_docs = False
    for depth, part in enumerate(parts):
        name = _fold(part)
        is_in_docs = is_in_docs or not _DOCUMENTATION_WORDS.isdisjoint(_split_words(part))
        is_package = depth > 0 and _fold(parts[depth - 1]) in _PACKAGE_ROOTS
        if name in _ALWAYS_FOREIGN or not is_package:
            reason = _explain_foreign(name)
            if not (reason or is_in_docs or is_package) and name in _VENDORED_OUTSIDE_DOCS:
                reason = "vendored code"
            if reason:
                return "/".join(parts[: depth + 1]), reason
    return "", ""


def _explain_foreign(name: str) -> str:
    """What a folder of this name holds that is not the repository's own, "" for nothing such."""
    if re.fullmatch(_HIDDEN_COPIES, name):
        return "a tool's own folder"
    if "{{" in name:
        return "templates"
    return next((reason for reason, names in _FOREIGN_NAMES.items() if name in names), "")


def find_owner(folder: str) -> str:
    """The part of the repository whose records a folder holds, "" for the repository itself.

    That is what stands before the first folder of documentation: `packages/billing/docs/adr` is of
    `packages/billing`, `docs/billing/adr` of the whole repository.
    """
    parts = folder.split("/")
    for depth, part in enumerate(parts[:-1]):
        is_package = depth > 0 and _fold(parts[depth - 1]) in _PACKAGE_ROOTS
        if not is_package and (
            part.startswith(".")
            or is_named_like_decisions(part)
            or not _DOCUMENTATION_WORDS.isdisjoint(_split_words(part))
        ):
            return "/".join(parts[:depth])
    return "/".join(parts[:-1])


def find_nearest(folders: Sequence[str], working_folder: str) -> str:
    """The folder of records that is nearest above a working folder; the first one where none is.

    A folder is above what lies in the part of the repository that it is of: `packages/a/docs/adr`
    is above `packages/a/src`, and not above `packages/b`. Of several it is the one whose path has
    most in common with the working folder's, and of those the first.
    """
    working_parts = working_folder.split("/")
    nearest, most_common = folders[0], 0
    for folder in folders:
        common = 0
        for part, working_part in zip(folder.split("/"), working_parts, strict=False):
            if part != working_part:
                break
            common += 1
        owner = find_owner(folder)
        if common > most_common and common >= len(owner.split("/") if owner else ()):
            nearest, most_common = folder, common
    return nearest
