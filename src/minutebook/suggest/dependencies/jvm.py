"""Names of artifacts in the manifests of the JVM: Maven, Gradle, version catalogues, sbt."""

from __future__ import annotations

import re
from collections.abc import Iterator

from minutebook.suggest.dependencies.entry import CATALOGUE_REFERENCE, PackageEntry, read_toml_lines
from minutebook.suggest.diff.patch import Hunk, NumberedLine

GRADLE_PLUGIN_ECOSYSTEM = "gradle-plugin"

_HOLDERS = "dependency|plugin|parent|extension|path|artifactItem|exclusion|relocation"
_TAG = re.compile(rf"<(/?)({_HOLDERS}|groupId|artifactId|version|scope)>([^<]*)")
_HELD = frozenset(_HOLDERS.split("|"))
_NO_DEPENDENCY = frozenset(["exclusion", "relocation"])
_COORDINATE = re.compile(r"""["']([\w.-]+):([\w.-]+)(?::([^"'@]*))?(?:@\w+)?["']""")
_GROUPED = re.compile(
    r"""\bgroup\s*[:=]\s*["']([\w.-]+)["']\s*,\s*(?:name|module)\s*[:=]\s*["']([\w.-]+)["'](.*)"""
)
_WORD = re.compile(r"""\s*(?:add\(\s*|["'])?([A-Za-z_]\w*)""")
_CONFIGURATION = re.compile(
    r"(?i)(?:implementation|api|compile(?:only(?:api)?)?|runtime(?:only)?|classpath|provided\w*|"
    r"kapt\w*|ksp\w*|annotationProcessor|developmentOnly|platform|bom|dependency|include|library|"
    r"shadow\w*|antlr|plugins?)$"
)
_NO_CONFIGURATION = (
    *("module", "modules", "exclude", "force", "because", "substitute", "project", "url", "uri"),
    *("image", "from", "description", "group", "version", "args", "println", "name", "mainclass"),
)
_ALIAS = re.compile(r"\blibs\.([\w.]+)")
_LIBRARY = re.compile(
    r"""\blibrary\(\s*["'][^"']+["']\s*,\s*["']([\w.-]+)["']\s*,\s*["']([\w.-]+)["'](.*)"""
)
_PLUGIN = re.compile(r"""\bid\b\s*\(?\s*["']([\w.-]+)["']\s*\)?\s*(version\b.*)""")
_KOTLIN = re.compile(r"""\bkotlin\(\s*["']([\w.-]+)["']\s*\)\s*(version\b.*)""")
_SHORT = 40  # characters: a line that applies a plugin of Gradle's own
_CORE = re.compile(
    r"""(?:id[\s(]+["']|apply[\s(]+plugin\s*[:=]\s*["'])?(jacoco|checkstyle|pmd|codenarc|antlr|scala)"""
    r"""["')]*\s*$"""
)
_TEST = re.compile(r"(?i)test|ktlint|detekt|checkstyle|jmh|lint|jacoco|spotbugs|pmd")
_SBT = re.compile(r'"([\w.-]+)"\s*%{1,3}\s*"([\w.-]+)"\s*(?:%\s*([^,)\s]+))?(.*)')
_IVY = re.compile(r'\b(?:ivy|mvn)"([\w.-]+):{1,3}([\w.-]+):{1,2}([^"]*)"')
_CATALOGUE = re.compile(r"""\b(module|group|name|id)\s*=\s*["']([^"']+)["']""")


def read_pom(hunk: Hunk) -> Iterator[PackageEntry]:
    """`pom.xml`: dependencies, parents, plugins; no exclusions, and not the project itself.

    What a hunk begins in the middle of is known by how it ends.
    """
    frames: list[dict[str, str]] = [{}]
    lines: list[NumberedLine] = [(0, "")]
    for number, text in hunk:
        if "<" not in text:
            continue
        for shut, tag, content in _TAG.findall(text):
            if tag not in _HELD:
                if not shut:
                    frames[-1][tag] = content.strip()
                if tag == "artifactId" and not shut:
                    lines[-1] = (number, text)
            elif not shut:
                frames.append({"holder": tag})
                lines.append((number, text))
            else:
                yield from _artifact({**frames.pop(), "holder": tag}, lines.pop())
                if not frames:
                    frames, lines = [{}], [(0, "")]
    for frame, line in zip(frames[1:], lines[1:], strict=True):
        yield from _artifact(frame, line)


def _artifact(said: dict[str, str], line: NumberedLine) -> Iterator[PackageEntry]:
    holder, name = said["holder"], said.get("artifactId", "")
    group = said.get("groupId", "org.apache.maven.plugins" if holder == "plugin" else "")
    version = said.get("version", "")
    ours = "${project." in group or "${project." in version or "${revision}" in version
    if name and group and not ours and holder not in _NO_DEPENDENCY:
        dev = said.get("scope") == "test" or holder in ("plugin", "extension")
        yield PackageEntry(f"{group}:{name}", version, *line, dev)


def read_gradle(hunk: Hunk) -> Iterator[PackageEntry]:
    """`build.gradle`, `build.gradle.kts`, a script of theirs, constants in `buildSrc`.

    `libs.foo` says that the version catalogue has the name: an entry of the ecosystem `REFERENCE`.
    """
    for number, text in hunk:
        bare = text.lstrip()
        if bare.startswith(("//", "*", "/*")):
            continue
        if "libs." in bare:
            for found in _ALIAS.finditer(bare):
                yield PackageEntry(found[1], "", number, text, ecosystem=CATALOGUE_REFERENCE)
        core = _CORE.match(bare) if len(bare) < _SHORT else None
        if core:
            yield PackageEntry(core[1], "", number, text, True, ecosystem=GRADLE_PLUGIN_ECOSYSTEM)
        if '"' not in bare and "'" not in bare:
            continue
        plugin = "version" in bare and (_PLUGIN.search(text) or _KOTLIN.search(text))
        if plugin:
            name = plugin[1] if plugin.re is _PLUGIN else f"org.jetbrains.kotlin.{plugin[1]}"
            yield PackageEntry(
                name, plugin[2], number, text, True, ecosystem=GRADLE_PLUGIN_ECOSYSTEM
            )
            continue
        if ":" in bare or "=" in bare or "library" in bare:
            word = _WORD.match(text)
            yield from _coordinates(word[1] if word else "", number, text)


def _coordinates(word: str, number: int, text: str) -> Iterator[PackageEntry]:
    """The artifacts of a line of a script that begins with a word."""
    if word.lower().endswith(_NO_CONFIGURATION):
        return
    dev = _TEST.search(word) is not None
    sure = _CONFIGURATION.search(word) is not None
    for found in _COORDINATE.finditer(text):
        if sure or "." in found[1]:
            yield PackageEntry(f"{found[1]}:{found[2]}", found[3] or "", number, text, dev)
    grouped = _GROUPED if "group" in text else _LIBRARY if word == "library" else None
    parts = grouped.search(text) if grouped else None
    if parts:
        yield PackageEntry(f"{parts[1]}:{parts[2]}", parts[3], number, text, dev)


def read_catalogue(hunk: Hunk) -> Iterator[PackageEntry]:
    """`libs.versions.toml`: Gradle's version catalogue."""
    for pair in read_toml_lines(hunk):
        if not pair.key or pair.table in ("versions", "bundles", "metadata"):
            continue
        said = dict(_CATALOGUE.findall(pair.value))
        if "id" in said:
            yield PackageEntry(
                said["id"],
                pair.value,
                pair.line,
                pair.text,
                True,
                ecosystem=GRADLE_PLUGIN_ECOSYSTEM,
            )
            continue
        found = _COORDINATE.match(pair.value)
        name = said.get("module") or (
            f"{said['group']}:{said['name']}" if "group" in said and "name" in said else ""
        )
        if found and pair.table == "plugins":
            yield PackageEntry(
                found[1], found[2], pair.line, pair.text, True, ecosystem=GRADLE_PLUGIN_ECOSYSTEM
            )
        elif found:
            yield PackageEntry(f"{found[1]}:{found[2]}", found[3] or "", pair.line, pair.text)
        elif name:
            yield PackageEntry(name, pair.value, pair.line, pair.text)


def read_sbt(hunk: Hunk) -> Iterator[PackageEntry]:
    """`build.sbt`, `plugins.sbt`, the Scala files in `project/`, Mill's `build.sc`."""
    for number, text in hunk:
        if text.lstrip().startswith("//"):
            continue
        if "%" in text:
            for group, name, version, rest in _SBT.findall(text):
                dev = "addSbtPlugin" in text or "test" in rest.lower()
                yield PackageEntry(f"{group}:{name}", version, number, text, dev)
        elif '"' in text:
            for group, name, version in _IVY.findall(text):
                yield PackageEntry(f"{group}:{name}", version, number, text)
