"""What deployment descriptions name: containers, services, cloud resources, processes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from minutebook.suggest.diff.hunks import Hunk, PieceMatch

_FROM = re.compile(r"\s*FROM\s+(?:--\S+\s+)*(\S+)(?:\s+AS\s+(\S+))?", re.IGNORECASE)
_DEFAULT = re.compile(r"\$\{[^{}]*?:?-([^{}]*)\}")
_PREFIX = re.compile(r"(?:\$\{?\w+\}?/)+")
_IMAGE = re.compile(r"[a-z0-9][a-z0-9._/-]*$")
_PICTURE = (".png", ".jpg", ".jpeg", ".svg", ".webp", ".gif", ".ico")
_KEY = re.compile(r"""([ \t]*)["']?([\w./-]+)["']?[ \t]*:(?:[ \t]+(.*))?$""")
_SERVICE = re.compile(
    r"(?:image|build|container_name|ports|environment|env_file|depends_on|command|entrypoint|restart"
    r"|healthcheck|networks|volumes|expose|working_dir|deploy|profiles|platform|extends)$"
)
_BLOCK = re.compile(r'\s*(resource|module|provider|data)\s+"([\w-]+)"(?:\s+"[^"]*")?\s*\{')
_SOURCE = re.compile(r'\s*source\s*=\s*"([^"]+)"')
_PROCESS = re.compile(r"([\w-]+):\s*\S")
_CLOUD = re.compile(r"""["']?Type["']?\s*:\s*["']?((?:AWS|Alexa)::[\w:]+)""")
_KIND = re.compile(r"kind:\s*[\"']?([A-Z]\w+)[\"']?\s*(?:#.*)?$")
_HANDLER = re.compile(r"\s+(?:handler|image):\s*\S")
_TOOLS = {"node": "nodejs", "golang": "go"}


def parse_image_name(image: str) -> str:
    """A container image's name without registry, tag and digest: `redis`, `bitnami/kafka`.

    "" where it has none that can be read, as in `${IMAGE}`. A variable's default is read.
    """
    image = image.strip().partition(" #")[0].strip("\"' ").partition("@")[0]
    if "$" in image:
        image = _PREFIX.sub("", _DEFAULT.sub(r"\1", image))
    head, slash, rest = image.partition("/")
    if slash and ("." in head or ":" in head or head == "localhost"):
        image = rest
    if image.endswith(_PICTURE):
        return ""
    image = image.partition(":")[0].removeprefix("library/").lower()
    return image if _IMAGE.match(image) else ""


def read_dockerfile(hunk: Hunk) -> Iterator[PieceMatch]:
    """The images that a Dockerfile builds on; none that is a stage of its own."""
    stages = {"scratch"}
    for number, text in hunk:
        found = _FROM.match(text)
        if found:
            name = parse_image_name(found[1])
            if name and name not in stages:
                yield "container-image", name, number, text
            if found[2]:
                stages.add(found[2].lower())


def read_compose(hunk: Hunk) -> Iterator[PieceMatch]:
    """A compose file's services and their images."""
    service: tuple[int, PieceMatch] | None = None
    for number, text in hunk:
        found = _KEY.match(text)
        if not found:
            continue
        indent, key, value = len(found[1]), found[2], found[3] or ""
        if key == "image" and parse_image_name(value):
            yield "container-image", parse_image_name(value), number, text
        if service and indent <= service[0]:
            service = None
        if _SERVICE.match(key):
            if service:
                yield service[1]
            service = None
        elif indent and not value:
            service = indent, ("compose-service", key, number, text)


def read_terraform(hunk: Hunk) -> Iterator[PieceMatch]:
    """Terraform's resource types, providers, and modules that are not of the same repository."""
    module = False
    for number, text in hunk:
        block = _BLOCK.match(text)
        if block:
            module = block[1] == "module"
            if block[1] in ("resource", "provider"):
                yield f"terraform-{block[1]}", block[2], number, text
            continue
        source = _SOURCE.match(text) if module else None
        if source and not source[1].startswith("."):
            yield "terraform-module", source[1].partition("?")[0], number, text


def read_procfile(hunk: Hunk) -> Iterator[PieceMatch]:
    """The processes of a Procfile."""
    for number, text in hunk:
        found = _PROCESS.match(text)
        if found:
            yield "procfile-process", found[1], number, text


def read_tool_versions(hunk: Hunk) -> Iterator[PieceMatch]:
    """The runtimes that `.tool-versions` names."""
    for number, text in hunk:
        name, blank, _ = text.strip().partition(" ")
        if blank and not name.startswith("#"):
            yield "runtime-version", _TOOLS.get(name, name), number, text


def read_serverless(hunk: Hunk) -> Iterator[PieceMatch]:
    """The functions of `serverless.yml`, and what else it has of CloudFormation."""
    function: PieceMatch | None = None
    for number, text in hunk:
        found = _KEY.match(text)
        if found and found[1] and not found[3]:
            function = ("serverless-function", found[2], number, text)
        elif function and _HANDLER.match(text):
            yield function
            function = None
    yield from read_manifest(hunk)


def read_manifest(hunk: Hunk) -> Iterator[PieceMatch]:
    """Kubernetes' kinds, images, CloudFormation's resources, in YAML that may be of any sort."""
    kubernetes = any("apiVersion:" in text for _, text in hunk)
    for number, text in hunk:
        bare = text.lstrip(" -")
        if bare.startswith("image:"):
            name = parse_image_name(bare[6:])
            if name and (kubernetes or ":" in bare[6:]):
                yield "container-image", name, number, text
        elif kubernetes and text.startswith("kind:"):
            found = _KIND.match(text)
            if found:
                yield "kubernetes-kind", found[1], number, text
        elif "::" in text:
            found = _CLOUD.search(text)
            if found:
                yield "cloudformation-resource", found[1], number, text
