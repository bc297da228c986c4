"""Names of artifacts in the manifests of the JVM: Maven, Gradle, version catalogues, sbt."""

from __future__ import annotations

from collections.abc import Iterator

from minutebook.lean.patterns import compile_lazily
from minutebook.suggest.dependencies.entry import (
    CATALOGUE_REFERENCE,
    GRADLE_PLUGIN_ECOSYSTEM,
    PackageEntry,
    read_toml_lines,
)
from minutebook.suggest.diff.patch import Hunk, NumberedLine

_ELEMENTS = "dependency|plugin|parent|extension|path|artifactItem|exclusion|relocation"
_XML_TAG = compile_lazily(rf"<(/?)({_ELEMENTS}|groupId|artifactId|version|scope)>([^<]*)")
_ELEMENT_NAMES = frozenset(_ELEMENTS.split("|"))
_NOT_DEPENDENCIES = frozenset(["exclusion", "relocation"])
_COORDINATE = compile_lazily(r"""["']([\w.-]+):([\w.-]+)(?::([^"'@]*))?(?:@\w+)?["']""")
_GROUP_AND_NAME = compile_lazily(
    r"""\bgroup\s*[:=]\s*["']([\w.-]+)["']\s*,\s*(?:name|module)\s*[:=]\s*["']([\w.-]+)["'](.*)"""
)
_FIRST_WORD = compile_lazily(r"""\s*(?:add\(\s*|["'])?([A-Za-z_]\w*)""")
_CONFIGURATION = compile_lazily(
    r"(?i)(?:implementation|api|compile(?:only(?:api)?)?|runtime(?:only)?|classpath|provided\w*|"
    r"kapt\w*|ksp\w*|annotationProcessor|developmentOnly|platform|bom|dependency|include|library|"
    r"shadow\w*|antlr|plugins?)$"
)
_NOT_CONFIGURATIONS = (
    *("module", "modules", "exclude", "force", "because", "substitute", "project", "url", "uri"),
    *("image", "from", "description", "group", "version", "args", "println", "name", "mainclass"),
)
_CATALOGUE_ALIAS = compile_lazily(r"\blibs\.([\w.]+)")
_LIBRARY_CALL = compile_lazily(
    r"""\blibrary\(\s*["'][^"']+["']\s*,\s*["']([\w.-]+)["']\s*,\s*["']([\w.-]+)["'](.*)"""
)
_PLUGIN_ID = compile_lazily(r"""\bid\b\s*\(?\s*["']([\w.-]+)["']\s*\)?\s*(version\b.*)""")
_KOTLIN_PLUGIN = compile_lazily(r"""\bkotlin\(\s*["']([\w.-]+)["']\s*\)\s*(version\b.*)""")
_MAX_CORE_PLUGIN_CHARS = 40  # of a line that applies a plugin of Gradle's own
_CORE_PLUGIN = compile_lazily(
    r"""(?:id[\s(]+["']|apply[\s(]+plugin\s*[:=]\s*["'])?(jacoco|checkstyle|pmd|codenarc|antlr|scala)"""
    r"""["')]*\s*$"""
)
_TEST_CONFIGURATION = compile_lazily(
    r"(?i)test|ktlint|detekt|checkstyle|jmh|lint|jacoco|spotbugs|pmd"
)
_SBT_MODULE = compile_lazily(r'"([\w.-]+)"\s*%{1,3}\s*"([\w.-]+)"\s*(?:%\s*([^,)\s]+))?(.*)')
_MILL_MODULE = compile_lazily(r'\b(?:ivy|mvn)"([\w.-]+):{1,3}([\w.-]+):{1,2}([^"]*)"')
_CATALOGUE_KEY = compile_lazily(r"""\b(module|group|name|id)\s*=\s*["']([^"']+)["']""")


def read_pom(hunk: Hunk) -> Iterator[PackageEntry]:
    """`pom.xml`: dependencies, parents, plugins; no exclusions, and not the project itself.

    What `dependencyManagement` lists is not used by that; the platforms that it imports are.
    """
    start, end = _find_managed_lines(hunk)
    yield from _read_artifacts(hunk[:start] + hunk[end:])
    for entry in _read_artifacts(hunk[start:end]):
        if entry.name.endswith(("-bom", "-dependencies")):
            yield entry


def _find_managed_lines(hunk: Hunk) -> tuple[int, int]:
    """Where the lines of `dependencyManagement` begin in a hunk, and where they end."""
    start = end = 0
    for index, (_, text) in enumerate(hunk):
        if "<dependencyManagement" in text:
            start, end = index, len(hunk)
        elif "</dependencyManagement" in text:
            end = index
    return start, end


def _read_artifacts(hunk: Hunk) -> Iterator[PackageEntry]:
    """The artifacts of a `pom.xml`.

    An element that begins above the hunk is known by its closing tag.
    """
    elements: list[dict[str, str]] = [{}]  # that are open: tags with their contents
    lines: list[NumberedLine] = [(0, "")]  # where each of them names its artifact
    for number, text in hunk:
        if "<" not in text:
            continue
        for closing, tag, content in _XML_TAG.findall(text):
            if tag not in _ELEMENT_NAMES:
                if not closing:
                    elements[-1][tag] = content.strip()
                if tag == "artifactId" and not closing:
                    lines[-1] = (number, text)
            elif not closing:
                elements.append({"element": tag})
                lines.append((number, text))
            else:
                yield from _read_artifact({**elements.pop(), "element": tag}, lines.pop())
                if not elements:
                    elements, lines = [{}], [(0, "")]
    for tags, line in zip(elements[1:], lines[1:], strict=True):
        yield from _read_artifact(tags, line)


def _read_artifact(tags: dict[str, str], line: NumberedLine) -> Iterator[PackageEntry]:
    """The artifact of an element, by the contents of its tags."""
    element, name = tags["element"], tags.get("artifactId", "")
    group = tags.get("groupId", "org.apache.maven.plugins" if element == "plugin" else "")
    version = tags.get("version", "")
    is_own = "${project." in group or "${project." in version or "${revision}" in version
    if name and group and not is_own and element not in _NOT_DEPENDENCIES:
        is_dev = tags.get("scope") == "test" or element in ("plugin", "extension")
        yield PackageEntry(f"{group}:{name}", version, *line, is_dev)


def read_gradle(hunk: Hunk) -> Iterator[PackageEntry]:
    """`build.gradle`, `build.gradle.kts`, a script of theirs, constants in `buildSrc`.

    `libs.foo` refers to the version catalogue: an entry of the ecosystem `CATALOGUE_REFERENCE`.
    Constraints say which version is taken, not what is used.
    """
    constraint_depth = 0  # of blocks that are open within constraints
    for number, text in hunk:
        stripped = text.lstrip()
        if constraint_depth > 0 or stripped.startswith(("constraints {", "constraints{")):
            constraint_depth += text.count("{") - text.count("}")
            continue
        if stripped.startswith(("//", "*", "/*")):
            continue
        if "libs." in stripped:
            for alias in _CATALOGUE_ALIAS.finditer(stripped):
                yield PackageEntry(alias[1], "", number, text, ecosystem=CATALOGUE_REFERENCE)
        core_plugin = (
            _CORE_PLUGIN.match(stripped) if len(stripped) < _MAX_CORE_PLUGIN_CHARS else None
        )
        if core_plugin:
            yield PackageEntry(
                core_plugin[1], "", number, text, True, ecosystem=GRADLE_PLUGIN_ECOSYSTEM
            )
        if '"' not in stripped and "'" not in stripped:
            continue
        has_version = "version" in stripped
        plugin_by_id = _PLUGIN_ID.search(text) if has_version else None
        plugin = plugin_by_id or (_KOTLIN_PLUGIN.search(text) if has_version else None)
        if plugin:
            name = plugin[1] if plugin_by_id else f"org.jetbrains.kotlin.{plugin[1]}"
            yield PackageEntry(
                name, plugin[2], number, text, True, ecosystem=GRADLE_PLUGIN_ECOSYSTEM
            )
            continue
        if ":" in stripped or "=" in stripped or "library" in stripped:
            word = _FIRST_WORD.match(text)
            yield from _read_coordinates(word[1] if word else "", number, text)


def _read_coordinates(word: str, number: int, text: str) -> Iterator[PackageEntry]:
    """The artifacts of a line of a script that begins with a word, which may be a configuration."""
    if word.lower().endswith(_NOT_CONFIGURATIONS):
        return
    is_dev = _TEST_CONFIGURATION.search(word) is not None
    is_configuration = _CONFIGURATION.search(word) is not None
    for match in _COORDINATE.finditer(text):
        if is_configuration or "." in match[1]:
            yield PackageEntry(f"{match[1]}:{match[2]}", match[3] or "", number, text, is_dev)
    pattern = _GROUP_AND_NAME if "group" in text else _LIBRARY_CALL if word == "library" else None
    parts = pattern.search(text) if pattern else None
    if parts:
        yield PackageEntry(f"{parts[1]}:{parts[2]}", parts[3], number, text, is_dev)


def read_catalogue(hunk: Hunk) -> Iterator[PackageEntry]:
    """`libs.versions.toml`: Gradle's version catalogue."""
    for pair in read_toml_lines(hunk):
        if not pair.key or pair.table in ("versions", "bundles", "metadata"):
            continue
        keys = dict(_CATALOGUE_KEY.findall(pair.value))
        if "id" in keys:
            yield PackageEntry(
                keys["id"],
                pair.value,
                pair.line,
                pair.text,
                True,
                ecosystem=GRADLE_PLUGIN_ECOSYSTEM,
            )
            continue
        match = _COORDINATE.match(pair.value)
        name = keys.get("module") or (
            f"{keys['group']}:{keys['name']}" if "group" in keys and "name" in keys else ""
        )
        if match and pair.table == "plugins":
            yield PackageEntry(
                match[1], match[2], pair.line, pair.text, True, ecosystem=GRADLE_PLUGIN_ECOSYSTEM
            )
        elif match:
            yield PackageEntry(f"{match[1]}:{match[2]}", match[3] or "", pair.line, pair.text)
        elif name:
            yield PackageEntry(name, pair.value, pair.line, pair.text)


def read_sbt(hunk: Hunk) -> Iterator[PackageEntry]:
    """`build.sbt`, `plugins.sbt`, the Scala files in `project/`, Mill's `build.sc`."""
    for number, text in hunk:
        if text.lstrip().startswith("//"):
            continue
        if "%" in text:
            for group, name, version, rest in _SBT_MODULE.findall(text):
                is_dev = "addSbtPlugin" in text or "test" in rest.lower()
                yield PackageEntry(f"{group}:{name}", version, number, text, is_dev)
        elif '"' in text:
            for group, name, version in _MILL_MODULE.findall(text):
                yield PackageEntry(f"{group}:{name}", version, number, text)
