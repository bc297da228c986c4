"""The statements of a template: what they write is the page."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from minutebook.records.drafting.template_language.budget import (
    Budget,
    EvaluationError,
    LimitReached,
)
from minutebook.records.drafting.template_language.expressions import (
    NOT_ALLOWED,
    Evaluator,
    get_kind,
)
from minutebook.records.drafting.template_language.scope import Namespace, Scope

if TYPE_CHECKING:
    from jinja2 import nodes


def fill_template(text: str, values: Mapping[str, str], budget: Budget) -> str:
    """Fill in a template with the values of its names, within a budget.

    Raises EvaluationError; jinja2.TemplateSyntaxError where it does not parse, and RecursionError
    or ValueError where an expression is too deep, or a number too long, to be parsed.
    """
    from jinja2 import Environment

    template = Environment(keep_trailing_newline=True).parse(text)  # noqa: S701 - it fills in nothing
    try:
        return _Page(Scope(dict(values)), budget).fill(template.body)
    except (ArithmeticError, LookupError, TypeError, ValueError) as error:
        raise EvaluationError(str(error)[:200], budget.line) from None
    except RecursionError:
        raise LimitReached("it is nested too deeply", budget.line) from None


class _Page:
    """A page in the making."""

    def __init__(self, scope: Scope, budget: Budget) -> None:
        self._budget = budget
        self._evaluator = Evaluator(scope, budget)
        self._parts: list[str] = []

    def fill(self, statements: Sequence[nodes.Node]) -> str:
        """What the statements write."""
        outer, self._parts = self._parts, []
        self._run(statements)
        text, self._parts = "".join(self._parts), outer
        return text

    def _run(self, statements: Sequence[nodes.Node]) -> None:
        for statement in statements:
            self._budget.count_step(statement.lineno)
            run = _STATEMENTS.get(get_kind(statement))
            if run is None:
                raise self._budget.refuse(f"{get_kind(statement)} {NOT_ALLOWED}")
            run(self, statement)

    def _write(self, text: str) -> None:
        self._budget.charge(len(text))
        self._parts.append(text)

    def _run_output(self, node: nodes.Output) -> None:
        for part in node.nodes:
            self._write(self._evaluator.show(part))

    def _run_if(self, node: nodes.If) -> None:
        for branch in (node, *node.elif_):
            if self._evaluator.get_value(branch.test):
                self._run(branch.body)
                return
        self._run(node.else_)

    def _run_for(self, node: nodes.For) -> None:
        if node.recursive:
            raise self._budget.refuse(f"a recursive loop {NOT_ALLOWED}")
        items = self._evaluator.list_items(self._evaluator.get_value(node.iter))
        if node.test is not None:
            items = [item for item in items if self._passes(node, node.test, item)]
        for index, item in enumerate(items):
            self._budget.count_step(node.lineno)
            facts = {
                "index": index + 1,
                "index0": index,
                "first": index == 0,
                "last": index == len(items) - 1,
                "length": len(items),
                "revindex": len(items) - index,
                "revindex0": len(items) - index - 1,
            }
            with self._open_scope({"loop": facts, **self._bind(node.target, item)}):
                self._run(node.body)
        if not items:
            self._run(node.else_)

    def _passes(self, node: nodes.For, test: nodes.Node, item: Any) -> bool:
        with self._open_scope(self._bind(node.target, item)):
            return bool(self._evaluator.get_value(test))

    @contextmanager
    def _open_scope(self, values: dict[str, Any]) -> Iterator[None]:
        outer = self._evaluator.scope
        self._evaluator.scope = Scope(values, outer)
        try:
            yield
        finally:
            self._evaluator.scope = outer

    def _bind(self, target: Any, value: Any) -> dict[str, Any]:
        """The names of a target with their values."""
        if get_kind(target) == "Name":
            return {target.name: value}
        values: dict[str, Any] = {}
        for item, item_value in zip(target.items, self._evaluator.list_items(value), strict=True):
            values |= self._bind(item, item_value)
        return values

    def _run_assign(self, node: nodes.Assign) -> None:
        value = self._evaluator.evaluate(node.node)
        if isinstance(value, Namespace) and get_kind(node.target) == "Name":
            self._evaluator.scope.values |= self._bind(node.target, value)
        else:
            self._set(node.target, self._evaluator.require_value(value))

    def _run_assign_block(self, node: nodes.AssignBlock) -> None:
        self._set(node.target, self._capture(node.body, node.filter))

    def _set(self, target: Any, value: Any) -> None:
        if get_kind(target) != "NSRef":
            self._evaluator.scope.values.update(self._bind(target, value))
            return
        namespace = self._evaluator.scope.find(target.name)
        if not isinstance(namespace, Namespace):
            raise self._budget.refuse(f"{target.name!r} is not a namespace")
        namespace.values[target.attr] = value

    def _run_with(self, node: nodes.With) -> None:
        values: dict[str, Any] = {}
        for target, value in zip(node.targets, node.values, strict=True):
            values |= self._bind(target, self._evaluator.get_value(value))
        with self._open_scope(values):
            self._run(node.body)

    def _run_filter_block(self, node: nodes.FilterBlock) -> None:
        self._write(str(self._capture(node.body, node.filter)))

    def _capture(self, body: Sequence[nodes.Node], node: nodes.Filter | None) -> Any:
        """What a body would write, as a filter makes it where there is one."""
        with self._open_scope({}):
            text = self.fill(body)
        return text if node is None else self._apply_filters(node, text)

    def _apply_filters(self, node: Any, text: str) -> Any:
        """A text as a filter makes it, and those before it in a row of filters."""
        value = text if node.node is None else self._apply_filters(node.node, text)
        return self._evaluator.apply_filter(node, value)


_STATEMENTS: dict[str, Callable[[_Page, Any], None]] = {
    "Output": _Page._run_output,
    "If": _Page._run_if,
    "For": _Page._run_for,
    "Assign": _Page._run_assign,
    "AssignBlock": _Page._run_assign_block,
    "With": _Page._run_with,
    "FilterBlock": _Page._run_filter_block,
}
