"""Interfaces that appear with what implements them, and types of errors."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from minutebook.lean.patterns import compile_lazily
from minutebook.lean.values import Value, field
from minutebook.suggest.diff import file_roles
from minutebook.suggest.diff.source_files import LineIndex, SourceFile
from minutebook.suggest.topics.design.findings import CodeLine, DesignFinding, make_findings

# Certainties: an interface with several implementations; with one, and users or a fake; with one
# that only has its name, as many a service has; errors that derive from one type; that are one.
_SEVERAL, _ONE_IN_USE, _NAMESAKE = 0.42, 0.29, 0.2
_ERROR_HIERARCHY, _ERROR_VALUE = 0.5, 0.4
_MIN_ERRORS = 2  # that derive from one type

_CONTRACT = compile_lazily(
    r"(?:\bexport\s+|\bpublic\s+|\bpub(?:\([a-z]+\))?\s+|\binternal\s+|\bunsafe\s+|\bpartial\s+|\A\s*)"
    r"(?:interface|trait|protocol|abstract\s+class)\s+([A-Z]\w+)"
    r"|\bclass\s+([A-Z]\w+)\s*(?:\[[^\]]*\])?\([^)]*\b(?:ABC|ABCMeta|Protocol)\b"
    r"|\btype\s+([A-Z]\w+)(?:\[[^\]]*\])?\s+interface\b"
)
_CONTRACT_HINTS = ("interface", "trait", "protocol", "abstract", "abc", "@callback", "notimpl")
_DATA_OR_OWN_KIND = compile_lazily(  # types of data; repositories and errors are found elsewhere
    r"(?:Props|State|Options|Config|Settings|Request|Response|Dto|DTO|Event|Params|Args|Entity"
    r"|Model|Repository|Error|Exception|Test|Tests|TestCase|Spec|Base)\Z|\A(?:Abstract|Base)(?=[A-Z])"
)
_TYPE_LINE = compile_lazily(r"(?<![.\w])(?:class|struct|object|record|enum|actor)\s+\w|\bimpl\b")
_TYPE_ARGUMENTS = compile_lazily(r"<[^<>]*>")
_FAKE_NAME = compile_lazily(r"(?i)fake|mock|stub|spy|dummy")
_NAMESAKE_ENDING = compile_lazily(
    r"(?:\A(?:Default|Simple|Base)|(?:Impl|Default|Implementation)\Z)"
)
_SUPERTYPE_LINE = compile_lazily(r"\s*(?:implements|extends|with|:|<|include|@behaviour)\s")
_DEFINED_NAME = compile_lazily(
    r"\b(?:class|struct|object|record|enum|actor|interface|trait|protocol)\s+(\w+)"
)
_ELIXIR_MODULE = compile_lazily(r"\s*defmodule\s+(?:\w+\.)*(\w+)\s+do\b")
_RUBY_TYPE = compile_lazily(r"\s*(?:class|module)\s+(?:\w+::)*([A-Z]\w+)\s*$")
_GO_INTERFACE = compile_lazily(r"type\s+([A-Z]\w+)(?:\[[^\]]*\])?\s+interface\s*\{")
_GO_MEMBER = compile_lazily(r"\s+([A-Z]\w*)\(")
_GO_METHOD = compile_lazily(r"func\s+\(\w*\s*\*?(\w+)(?:\[[^\]]*\])?\)\s+(\w+)\(")
_ERROR_CLASS = compile_lazily(
    r"\bclass\s+(\w*(?:Error|Exception|Failure|Fault))\b\s*"
    r"(?:\([^)]*?\)\s*(?=:\s*(?:extends\s)?|extends\s))?"
    r"(?:\(|:\s*|<\s*|extends\s+)\s*(?:public\s+)?\\?((?:\w+(?:\.|::|\\))*\w+)"
)
_ROOT_ERROR = compile_lazily(
    r"(?:\w+(?:\.|::|\\))*(?:Exception|BaseException|RuntimeException|Error|StandardError"
    r"|ValueError|Throwable|ApplicationException|LogicException|DomainException|HTTPException"
    r"|APIException|HttpException|IllegalStateException|IllegalArgumentException)\Z"
)
_RUST_ERROR = compile_lazily(r"\s*(?:pub(?:\([a-z]+\))?\s+)?enum\s+(\w*Error)\b")
_RUST_ERROR_TRAIT = compile_lazily(
    r"#\[derive\([^)]*\bError\b|impl\s+(?:std::)?(?:error::)?Error\s+for"
)
_RUST_CONVERSION = compile_lazily(r"#\[(?:from|error)\b|impl\s+From<")
_MIN_CONVERSIONS = 2


class _Contract(Value, frozen=False):
    """An interface that is new: where it is defined, what implements it, what else names it."""

    name: str
    line: CodeLine
    implementations: list[CodeLine] = field(default_factory=list)
    fakes: list[CodeLine] = field(default_factory=list)
    users: set[str] = field(default_factory=set)  # paths


def find_interface(sources: Iterable[SourceFile], category: str) -> Iterator[DesignFinding]:
    """The new interface that most code implements or uses, where some does.

    Technologies are the interfaces, by their names in the code.
    """
    sources = [source for source in sources if source.language]
    code = [source for source in sources if source.role == file_roles.CODE]
    contracts = _find_contracts(code)
    if not contracts:
        return
    _remove_known(contracts, sources)
    if not contracts:
        return
    any_name = re.compile(rf"\b({'|'.join(map(re.escape, contracts))})\b")
    hints = tuple({name.lower() for name in contracts})
    for source in sources:
        _count_uses(contracts, any_name, hints, source)
    _count_go_types(contracts, code)
    chosen = max(
        contracts.values(),
        key=lambda contract: (len(contract.implementations), len(contract.users)),
    )
    implementations, fakes = chosen.implementations, chosen.fakes
    if len(implementations) > 1:
        certainty = _SEVERAL
    elif implementations and _is_namesake(chosen.name, implementations[0]):
        certainty = _NAMESAKE
    elif implementations and (fakes or chosen.users):
        certainty = _ONE_IN_USE
    else:
        return
    yield from make_findings(
        category, chosen.name, (chosen.line, *implementations, *fakes), certainty
    )


def _find_contracts(code: list[SourceFile]) -> dict[str, _Contract]:
    contracts: dict[str, _Contract] = {}
    for source in code:
        candidates = LineIndex(source.added_lines).find_lines(_CONTRACT_HINTS)
        for number, text in candidates:
            line = source.path, number, text
            match = _CONTRACT.search(source.strip_added_line(number, text))
            name = match[match.lastindex or 0] if match else ""
            if source.language == "ex" and "@callback" in text:
                name = _find_above(source, _ELIXIR_MODULE, number)
            elif source.language == "rb" and "NotImplementedError" in text:
                name = _find_above(source, _RUBY_TYPE, number)
            if name and not _DATA_OR_OWN_KIND.search(name):
                contracts.setdefault(name, _Contract(name, line))
    return contracts


def _find_above(source: SourceFile, pattern: re.Pattern[str], line_number: int) -> str:
    """The name that the last added line before a line gives, which a pattern matches."""
    name = ""
    for number, text in source.added_lines:
        if number > line_number:
            break
        match = pattern.match(text)
        name = match[1] if match else name
    return name


def _remove_known(contracts: dict[str, _Contract], sources: list[SourceFile]) -> None:
    """Take out the types that lines of context or removed lines name: those are not new."""
    any_name = re.compile(rf"\b({'|'.join(map(re.escape, contracts))})\b")
    for source in sources:
        for _, text in (*source.context_lines, *source.removed_lines):
            for name in any_name.findall(text):
                contracts.pop(name, None)


def _count_uses(
    contracts: dict[str, _Contract],
    any_name: re.Pattern[str],
    hints: tuple[str, ...],
    source: SourceFile,
) -> None:
    for number, text in LineIndex(source.added_lines).find_lines(hints):
        code = source.strip_added_line(number, text)
        defined = _DEFINED_NAME.search(code)
        for name in dict.fromkeys(any_name.findall(code)):
            contract = contracts[name]
            line = source.path, number, text
            if line == contract.line or (defined and defined[1] == name):
                continue
            is_type = _implements(name, code)
            is_fake = source.role == file_roles.TEST or _FAKE_NAME.search(source.path)
            if is_fake or (defined and _FAKE_NAME.match(defined[1])):
                contract.fakes += [line] if is_type else []
            elif is_type:
                contract.implementations.append(line)
            elif source.path != contract.line[0]:
                contract.users.add(source.path)


def _implements(name: str, code: str) -> bool:
    """Whether a line says that a type implements one: not as the bound of a type's argument."""
    if not (_TYPE_LINE.search(code) or _SUPERTYPE_LINE.match(code)):
        return False
    for _ in range(3):
        code = _TYPE_ARGUMENTS.sub("", code)
    return re.search(rf"\b{re.escape(name)}\b", code) is not None


def _is_namesake(name: str, implementation: CodeLine) -> bool:
    defined = _DEFINED_NAME.search(implementation[2])
    bare_name = re.sub(r"\AI(?=[A-Z][a-z])", "", name)
    return bool(defined) and _NAMESAKE_ENDING.sub("", defined[1]) == bare_name  # type: ignore[index]


def _count_go_types(contracts: dict[str, _Contract], code: list[SourceFile]) -> None:
    """Add the types of Go that have all methods of an interface: they say so nowhere else."""
    members: dict[str, set[str]] = {}  # of interfaces
    methods: dict[str, dict[str, CodeLine]] = {}  # of types
    for source in code:
        if source.language != "go":
            continue
        interface = ""
        for number, text in source.added_lines:
            opening = _GO_INTERFACE.match(text)
            member = _GO_MEMBER.match(text) if interface else None
            method = _GO_METHOD.match(text)
            if opening and opening[1] in contracts:
                interface = opening[1]
            elif text.startswith("}"):
                interface = ""
            elif member:
                members.setdefault(interface, set()).add(member[1])
            elif method:
                line = source.path, number, text
                methods.setdefault(method[1], {})[method[2]] = line
    for name, wanted in members.items():
        for has in methods.values():
            if wanted <= has.keys():
                method_line = has[min(wanted)]
                is_fake = any(map(_FAKE_NAME.search, (method_line[0], method_line[2])))
                contract = contracts[name]
                (contract.fakes if is_fake else contract.implementations).append(method_line)


def find_error_hierarchy(sources: Iterable[SourceFile], category: str) -> Iterator[DesignFinding]:
    """The new type of errors that most other new ones derive from.

    Technologies are these types, by their names in the code.
    """
    bases: dict[str, CodeLine] = {}
    children: dict[str, list[CodeLine]] = {}
    for source in sources:
        if source.role != file_roles.CODE or not source.language:
            continue
        for number, text in LineIndex(source.added_lines).find_lines(("class ",)):
            match = _ERROR_CLASS.search(text)
            if not match:
                continue
            line = source.path, number, text
            if _ROOT_ERROR.match(match[2]):
                bases[match[1]] = line
            else:
                parent = re.split(r"[.:\\]", match[2])[-1]
                children.setdefault(parent, []).append(line)
    families = [name for name in bases if len(children.get(name, ())) >= _MIN_ERRORS]
    if families:
        base = max(families, key=lambda name: len(children[name]))
        lines = (bases[base], *children[base])
        yield from make_findings(category, base, lines, _ERROR_HIERARCHY)


def find_error_value(sources: Iterable[SourceFile], category: str) -> Iterator[DesignFinding]:
    """The new enumeration that functions of Rust return their errors as."""
    for source in sources:
        if source.language != "rs" or source.role != file_roles.CODE:
            continue
        text = "\n".join([text for _, text in source.added_lines])
        if not _RUST_ERROR_TRAIT.search(text):
            continue
        if len(_RUST_CONVERSION.findall(text)) < _MIN_CONVERSIONS:
            continue
        for number, line_text in source.added_lines:
            match = _RUST_ERROR.match(line_text)
            if match:
                line = source.path, number, line_text
                yield from make_findings(category, match[1], (line,), _ERROR_VALUE)
                return
