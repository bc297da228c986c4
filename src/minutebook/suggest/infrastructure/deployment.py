"""What deployment files name: containers, services, cloud resources, processes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from minutebook.lean.patterns import compile_lazily
from minutebook.suggest.diff.patch import Hunk
from minutebook.suggest.infrastructure.components import PieceMatch

_FROM_INSTRUCTION = compile_lazily(r"\s*FROM\s+(?:--\S+\s+)*(\S+)(?:\s+AS\s+(\S+))?", re.IGNORECASE)
_VARIABLE_DEFAULT = compile_lazily(r"\$\{[^{}]*?:?-([^{}]*)\}")
_VARIABLE_PREFIX = compile_lazily(r"(?:\$\{?\w+\}?/)+")
_IMAGE_NAME = compile_lazily(r"[a-z0-9][a-z0-9._/-]*$")
_PICTURE_SUFFIXES = (".png", ".jpg", ".jpeg", ".svg", ".webp", ".gif", ".ico")
_YAML_KEY = compile_lazily(r"""([ \t]*)["']?([\w./-]+)["']?[ \t]*:(?:[ \t]+(.*))?$""")
_SERVICE_KEY = compile_lazily(
    r"(?:image|build|container_name|ports|environment|env_file|depends_on|command|entrypoint|restart"
    r"|healthcheck|networks|volumes|expose|working_dir|deploy|profiles|platform|extends)$"
)
_BLOCK = compile_lazily(r'\s*(resource|module|provider|data)\s+"([\w-]+)"(?:\s+"[^"]*")?\s*\{')
_MODULE_SOURCE = compile_lazily(r'\s*source\s*=\s*"([^"]+)"')
_BICEP_RESOURCE = compile_lazily(r"\s*resource\s+\w+\s+'([\w./]+)@")
_PROCFILE_PROCESS = compile_lazily(r"([\w-]+):\s*\S")
_CLOUDFORMATION_TYPE = compile_lazily(r"""["']?Type["']?\s*:\s*["']?((?:AWS|Alexa)::[\w:]+)""")
_AZURE_TYPE = compile_lazily(r'\s*"type":\s*"(Microsoft\.[\w./]+)"')
_KUBERNETES_KIND = compile_lazily(r"kind:\s*[\"']?([A-Z]\w+)[\"']?\s*(?:#.*)?$")
_FUNCTION_HANDLER = compile_lazily(r"\s+(?:handler|image):\s*\S")
_RUNTIME_NAMES = {"node": "nodejs", "golang": "go"}


def parse_image_name(image: str) -> str:
    """A container image's name without registry, tag and digest: `redis`, `bitnami/kafka`.

    "" where it has none that can be read, as in `${IMAGE}`. A variable's default is read.
    """
    image = image.strip().partition(" #")[0].strip("\"' ").partition("@")[0]
    if "$" in image:
        image = _VARIABLE_PREFIX.sub("", _VARIABLE_DEFAULT.sub(r"\1", image))
    registry, slash, path = image.partition("/")
    if slash and ("." in registry or ":" in registry or registry == "localhost"):
        image = path
    if image.endswith(_PICTURE_SUFFIXES):
        return ""
    image = image.partition(":")[0].removeprefix("library/").lower()
    return image if _IMAGE_NAME.match(image) else ""


def read_dockerfile(hunk: Hunk) -> Iterator[PieceMatch]:
    """The images that a Dockerfile builds on, without its own stages."""
    stages = {"scratch"}
    for number, text in hunk:
        instruction = _FROM_INSTRUCTION.match(text)
        if instruction:
            image = parse_image_name(instruction[1])
            if image and image not in stages:
                yield "container-image", image, number, text
            if instruction[2]:
                stages.add(instruction[2].lower())


def read_compose(hunk: Hunk) -> Iterator[PieceMatch]:
    """A compose file's services and their images."""
    service: PieceMatch | None = None  # a key that is a service if a key below it is a service's
    service_indent = 0
    for number, text in hunk:
        match = _YAML_KEY.match(text)
        if not match:
            continue
        indent, key, value = len(match[1]), match[2], match[3] or ""
        image = parse_image_name(value) if key == "image" else ""
        if image:
            yield "container-image", image, number, text
        if service and indent <= service_indent:
            service = None
        if _SERVICE_KEY.match(key):
            if service:
                yield service
            service = None
        elif indent and not value:
            service_indent, service = indent, ("compose-service", key, number, text)


def read_terraform(hunk: Hunk) -> Iterator[PieceMatch]:
    """Terraform's resource types, providers, and modules that are not of the same repository."""
    is_module = False
    for number, text in hunk:
        block = _BLOCK.match(text)
        if block:
            is_module = block[1] == "module"
            if block[1] in ("resource", "provider"):
                yield f"terraform-{block[1]}", block[2], number, text
            continue
        source = _MODULE_SOURCE.match(text) if is_module else None
        if source and not source[1].startswith("."):
            yield "terraform-module", source[1].partition("?")[0], number, text


def read_bicep(hunk: Hunk) -> Iterator[PieceMatch]:
    """The types of Azure resources that Bicep declares, without those that exist elsewhere."""
    for number, text in hunk:
        resource = _BICEP_RESOURCE.match(text)
        if resource and " existing " not in text:
            yield "azure-resource", resource[1], number, text


def read_procfile(hunk: Hunk) -> Iterator[PieceMatch]:
    """The processes of a Procfile."""
    for number, text in hunk:
        process = _PROCFILE_PROCESS.match(text)
        if process:
            yield "procfile-process", process[1], number, text


def read_tool_versions(hunk: Hunk) -> Iterator[PieceMatch]:
    """The runtimes that `.tool-versions` names."""
    for number, text in hunk:
        name, blank, _ = text.strip().partition(" ")
        if blank and not name.startswith("#"):
            yield "runtime-version", _RUNTIME_NAMES.get(name, name), number, text


def read_serverless(hunk: Hunk) -> Iterator[PieceMatch]:
    """The functions of `serverless.yml`, and the CloudFormation resources in it."""
    function: PieceMatch | None = None  # a key that is a function if a handler follows
    for number, text in hunk:
        key = _YAML_KEY.match(text)
        if key and key[1] and not key[3]:
            function = ("serverless-function", key[2], number, text)
        elif function and _FUNCTION_HANDLER.match(text):
            yield function
            function = None
    yield from read_manifest(hunk)


def read_manifest(hunk: Hunk) -> Iterator[PieceMatch]:
    """Kinds and images of Kubernetes, resources of CloudFormation and Azure, in any template."""
    is_kubernetes = any("apiVersion:" in text for _, text in hunk)
    for number, text in hunk:
        content = text.lstrip(" -")
        if content.startswith("image:"):
            image = parse_image_name(content[6:])
            if image and (is_kubernetes or ":" in content[6:]):
                yield "container-image", image, number, text
        elif is_kubernetes and text.startswith("kind:"):
            kind = _KUBERNETES_KIND.match(text)
            if kind:
                yield "kubernetes-kind", kind[1], number, text
        elif "::" in text:
            resource = _CLOUDFORMATION_TYPE.search(text)
            if resource:
                yield "cloudformation-resource", resource[1], number, text
        elif "Microsoft." in text:
            resource = _AZURE_TYPE.match(text)
            if resource:
                yield "azure-resource", resource[1], number, text
