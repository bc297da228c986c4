"""What a tool is, how its arguments are checked, and what answers a call: always a document."""

from __future__ import annotations

import inspect
import json
import os
from collections.abc import Callable, Mapping
from functools import cache
from typing import Annotated, Any, Literal

from mcp_types import CallToolResult, TextContent, ToolAnnotations
from mcp_types import Tool as ListedTool
from pydantic import ConfigDict, Field, TypeAdapter, ValidationError, create_model

from minutebook.errors import Refusal, UsageError, serialize_refusal
from minutebook.lean.values import Value
from minutebook.operations.schema.validate import DOCUMENTS
from minutebook.text.terminal import format_document

Document = Mapping[str, object]
ReportBug = Callable[[Exception, str], str]
Ref = Annotated[str, Field(description="ADR-7, PHR-42, a path or a title")]

# Of an answer; a model's context takes less, and what is longer was asked for too broadly.
_MAX_ANSWER_CHARACTERS = 400_000
_MAX_PROBLEMS = 3  # of arguments that are told of one call
# Words of schemas that tell a model nothing, and would be given to it with every request.
_LEFT_OUT_OF_SCHEMAS = ("title", "default", "additionalProperties", "pattern")


class Tool(Value):
    """A tool: a function of the folder that the server works in and of the tool's arguments.

    The function gives the parts of the document of that name, as the command line prints it.
    `takes`: what checks the arguments, in place of the function's own parameters, which it gets as
    one value. `leaves_out`: fields of that which no caller gives. `writes`, `is_idempotent` and
    `is_destructive` are what clients are told. `is_isolated`: it runs in a process of its own.
    """

    name: str
    title: str
    description: str
    function: Callable[..., Document]
    document_name: str
    takes: type | None = None
    leaves_out: tuple[str, ...] = ()
    writes: bool = False
    is_idempotent: bool = False
    is_destructive: bool = False
    is_isolated: bool = False


def list_tool(tool: Tool) -> ListedTool:
    """A tool as clients are told of it."""
    return ListedTool(
        name=tool.name,
        title=tool.title,
        description=tool.description,
        input_schema=_make_input_schema(tool),
        output_schema=_make_output_schema(tool.document_name),
        annotations=ToolAnnotations(
            title=tool.title,
            read_only_hint=not tool.writes,
            destructive_hint=tool.is_destructive,
            idempotent_hint=tool.is_idempotent or not tool.writes,
            open_world_hint=False,
        ),
    )


def run_tool(
    tool: Tool, folder: str, arguments: Mapping[str, object], report_bug: ReportBug
) -> tuple[str, bool]:
    """The document that answers a call, in one line, and whether it is that of an error.

    Whatever goes wrong is told by such a document: nothing is raised.
    """
    try:
        values = _read_arguments(tool, arguments)
        text = format_document(call_undamaged(lambda: tool.function(folder, **values), folder))
        if len(text) > _MAX_ANSWER_CHARACTERS:
            raise UsageError(
                f"the answer has {len(text):,} characters;"
                f" at most {_MAX_ANSWER_CHARACTERS:,} are given",
                "ask for less: a smaller limit, a path, or one record",
            )
        return text, False
    except Exception as error:  # noqa: BLE001 - a bug ends one call, not the server
        return describe_error(error, tool.name, report_bug), True


def describe_error(error: Exception, task: str, report_bug: ReportBug) -> str:
    """The document that tells of an error; see `explain_error`."""
    return format_document({"error": serialize_refusal(explain_error(error, task, report_bug))})


def make_result(text: str, *, is_error: bool) -> CallToolResult:
    """The result of a call: its document as text, and as the structure that the text holds."""
    return CallToolResult(
        content=[TextContent(type="text", text=text)],
        structured_content=json.loads(text),
        is_error=is_error,
    )


def call_undamaged(read: Callable[[], Any], folder: str) -> Any:
    """What a function gives; it is called again where the catalog proves to be damaged."""
    try:
        return read()
    except Exception as error:
        from minutebook.operations.reading.cataloguing import refreshing

        if not refreshing.is_damage(error):
            raise
        refreshing.remove_catalog(folder)
        return read()


def explain_error(error: Exception, task: str, report_bug: ReportBug) -> Refusal:
    """Any error as a refusal; what is a bug of ours is written to a log by `report_bug`."""
    if isinstance(error, Refusal):
        return error
    if isinstance(error, OSError):
        from minutebook.repository import files

        explained = files.explain_disk_error(error)
        if explained:
            return explained
    path = report_bug(error, f"mcp {task}")
    bug = Refusal(
        f"a bug in minutebook: {type(error).__name__}", f"please report it with {path or 'this'}"
    )
    bug.code = "bug"
    return bug


def require_inside(top: str, folder: str, path: str) -> str:
    """A path that was given, where it leads into the repository, links followed.

    `folder` is what it is seen from; a path from the top is taken, too. Raises UsageError.
    """
    real_top = os.path.realpath(top)
    for start in (folder, top):
        absolute = os.path.realpath(os.path.join(start, path)) if "\0" not in path else ""
        if absolute != real_top and not absolute.startswith(real_top + os.sep):
            raise UsageError(
                f"{path!r} is not in the repository", "give a path from the repository's top"
            )
    return path


# Arguments --------------------------------------------------------------------------------------


def _read_arguments(tool: Tool, arguments: Mapping[str, object]) -> dict[str, Any]:
    """The arguments of a tool's function. Raises UsageError for values that it does not take."""
    for name in tool.leaves_out:
        if name in arguments:
            raise UsageError(
                f"{tool.name} takes no {name}", "leave it out: people give it on the command line"
            )
    try:
        checked = _make_adapter(tool).validate_json(json.dumps(arguments))
    except ValidationError as error:
        raise UsageError(
            "; ".join(_describe_problem(each) for each in error.errors()[:_MAX_PROBLEMS]),
            f"see the input schema of {tool.name}",
        ) from None
    except RecursionError:
        raise UsageError("the arguments are nested too deeply", tool.name) from None
    return {"document": checked} if tool.takes else dict(checked)


def _describe_problem(problem: Any) -> str:
    place = ".".join(map(str, problem["loc"])) or "the arguments"
    if problem["type"] in ("extra_forbidden", "unexpected_keyword_argument"):
        return f"unknown argument {place[:60]!r}"
    if problem["type"] in ("missing", "missing_argument"):
        return f"{place} is missing"
    return f"{place}: {problem['msg']}"


@cache
def _make_adapter(tool: Tool) -> TypeAdapter[Any]:
    """What checks a tool's arguments and describes them: a dataclass, or its parameters."""
    if tool.takes:
        return TypeAdapter(tool.takes)
    _, *parameters = inspect.signature(tool.function, eval_str=True).parameters.values()
    fields: dict[str, Any] = {
        parameter.name: (
            parameter.annotation,
            ... if parameter.default is parameter.empty else parameter.default,
        )
        for parameter in parameters
    }
    model = create_model(tool.name, __config__=ConfigDict(extra="forbid", strict=True), **fields)
    return TypeAdapter(model)


# Schemas ----------------------------------------------------------------------------------------


@cache
def _make_input_schema(tool: Tool) -> dict[str, Any]:
    schema: dict[str, Any] = _trim_schema(_make_adapter(tool).json_schema())
    for name in tool.leaves_out:
        schema["properties"].pop(name)
    schema.pop("description", None)
    return schema


@cache
def _make_output_schema(name: str) -> dict[str, Any]:
    """The schema of a document, or of the error that may stand in its place.

    It says which keys there are, and no more: it is read by programs, and each word of it may be
    given to a model with every request.
    """
    mode: Literal["validation"] = "validation"
    schema = TypeAdapter(DOCUMENTS[name]).json_schema(mode=mode)
    properties = {key: _shorten(value) for key, value in schema["properties"].items()}
    return {"type": "object", "properties": properties}


def _shorten(schema: Mapping[str, Any]) -> dict[str, Any]:
    return {key: schema[key] for key in ("type", "const") if key in schema}


def _trim_schema(schema: Any, *, is_mapping: bool = False) -> Any:
    """A schema without `_LEFT_OUT_OF_SCHEMAS`; properties that are called so stay."""
    if isinstance(schema, list):
        return [_trim_schema(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    return {
        key: _trim_schema(value, is_mapping=key in ("properties", "$defs"))
        for key, value in schema.items()
        if is_mapping or key not in _LEFT_OUT_OF_SCHEMAS or isinstance(value, dict)
    }
