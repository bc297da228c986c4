"""The expressions of a template: each is a step, and what it makes is charged before it is made."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from minutebook.records.drafting.template_language import functions
from minutebook.records.drafting.template_language.budget import Budget, UnknownName
from minutebook.records.drafting.template_language.functions import TemplateFunction, weigh
from minutebook.records.drafting.template_language.scope import Namespace, Scope, Unknown

if TYPE_CHECKING:
    from jinja2 import nodes

NOT_ALLOWED = "is not for the template of a page"
_CALCULATIONS: dict[str, Callable[[Any, Any], Any]] = {
    "Add": operator.add,
    "Sub": operator.sub,
    "Mul": operator.mul,
    "Div": operator.truediv,
    "FloorDiv": operator.floordiv,
    "Mod": operator.mod,
}
_COMPARISONS: dict[str, Callable[[Any, Any], object]] = {
    "eq": operator.eq,
    "ne": operator.ne,
    "gt": operator.gt,
    "gteq": operator.ge,
    "lt": operator.lt,
    "lteq": operator.le,
    "in": lambda item, items: item in items,
    "notin": lambda item, items: item not in items,
}


class Evaluator:
    """Evaluates the expressions of one template, in the scope that is set."""

    def __init__(self, scope: Scope, budget: Budget) -> None:
        self.scope = scope
        self._budget = budget

    def evaluate(self, node: nodes.Node) -> Any:
        """The value of an expression: an Unknown or a Namespace, too."""
        self._budget.count_step(node.lineno)
        evaluate = _EXPRESSIONS.get(get_kind(node))
        if evaluate is None:
            raise self._budget.refuse(f"{get_kind(node)} {NOT_ALLOWED}")
        return evaluate(self, node)

    def get_value(self, node: nodes.Node) -> Any:
        """The value of an expression of which something is asked. Raises UnknownName for none.

        A namespace has attributes and is no value: put into each other they would hold any amount.
        """
        return self.require_value(self.evaluate(node))

    def require_value(self, value: Any) -> Any:
        """A value that is one. Raises UnknownName, EvaluationError for a namespace."""
        if isinstance(value, Unknown):
            raise UnknownName(f"{value.name!r} is undefined", self._budget.line)
        if isinstance(value, Namespace):
            raise self._budget.refuse("a namespace is not a value")
        return value

    def show(self, node: nodes.Node) -> str:
        """The value of an expression as text."""
        value = self.get_value(node)
        if isinstance(value, str):
            return value
        self._budget.charge(functions.MAX_SHOWN * weigh(value))
        return str(value)

    def list_items(self, value: Any) -> list[Any]:
        """The items of a value that is looped over."""
        self._budget.charge(functions.measure_items(value))
        return list(value)

    # Operators ----------------------------------------------------------------------------------

    def _calculate(self, node: nodes.BinExpr) -> Any:
        left, right = self.get_value(node.left), self.get_value(node.right)
        are_numbers = isinstance(left, int | float) and isinstance(right, int | float)
        are_joined = get_kind(node) == "Add" and type(left) is type(right)
        if not are_numbers and not are_joined:
            raise self._budget.refuse(
                f"{node.operator} takes two numbers, not {_name_type(left)} and {_name_type(right)}"
            )
        self._budget.charge(weigh(left) + weigh(right))
        return self._budget.charge_value(_CALCULATIONS[get_kind(node)](left, right))

    def _concatenate(self, node: nodes.Concat) -> str:
        texts = [self.show(part) for part in node.nodes]
        self._budget.charge(sum(map(len, texts)))
        return "".join(texts)

    def _compare(self, node: nodes.Compare) -> bool:
        left = self.get_value(node.expr)
        for operand in node.ops:
            right = self.get_value(operand.expr)
            self._budget.charge(weigh(left) + weigh(right))
            if not _COMPARISONS[operand.op](left, right):
                return False
            left = right
        return True

    def _choose(self, node: nodes.CondExpr) -> Any:
        if self.get_value(node.test):
            return self.evaluate(node.expr1)
        return "" if node.expr2 is None else self.evaluate(node.expr2)

    def _and(self, node: nodes.And) -> Any:
        return self.get_value(node.left) and self.get_value(node.right)

    def _or(self, node: nodes.Or) -> Any:
        return self.get_value(node.left) or self.get_value(node.right)

    # Values -------------------------------------------------------------------------------------

    def _get_attribute(self, node: nodes.Getattr) -> Any:
        owner = self.evaluate(node.node)
        if isinstance(owner, Unknown):
            raise UnknownName(
                f"{owner.name!r} is undefined, and so is its {node.attr!r}", self._budget.line
            )
        values = owner.values if isinstance(owner, Namespace) else owner
        if isinstance(values, dict) and node.attr in values:
            return values[node.attr]
        raise self._budget.refuse(f"{_name_type(owner)} has no attribute {node.attr!r}")

    def _get_item(self, node: nodes.Getitem) -> Any:
        owner = self.get_value(node.node)
        if get_kind(node.arg) == "Slice":
            bounds = (getattr(node.arg, name) for name in ("start", "stop", "step"))
            part = slice(*(None if bound is None else self.get_value(bound) for bound in bounds))
            return self._budget.charge_value(owner[part])
        key = self.get_value(node.arg)
        if not isinstance(owner, dict) and not isinstance(key, int):
            raise self._budget.refuse(f"{_name_type(owner)} has no item {str(key)[:80]!r}")
        return owner[key]

    def _make_list(self, node: nodes.List | nodes.Tuple) -> Any:
        return self._budget.charge_value([self.get_value(item) for item in node.items])

    def _make_table(self, node: nodes.Dict) -> Any:
        pairs = ((self.get_value(pair.key), self.get_value(pair.value)) for pair in node.items)
        return self._budget.charge_value(dict(pairs))

    # Calls --------------------------------------------------------------------------------------

    def _call(self, node: nodes.Call) -> Any:
        if get_kind(node.node) == "Getattr":
            return self._call_method(node, node.node)
        name = getattr(node.node, "name", "")
        arguments, named = self._read_arguments(node)
        if name == "range":
            return range(*arguments, **named)
        if name == "namespace":
            return Namespace(named)
        raise self._budget.refuse(f"{name or 'this'} cannot be called in the template of a page")

    def _call_method(self, node: nodes.Call, method_node: Any) -> Any:
        owner = self.get_value(method_node.node)
        method = functions.find_method(owner, method_node.attr)
        if method is None:
            raise self._budget.refuse(f"{_name_type(owner)} has no method {method_node.attr!r}")
        arguments, named = self._read_arguments(node)
        return self._apply(method, [owner, *arguments], named)

    def _filter(self, node: nodes.Filter) -> Any:
        value = self.evaluate(node.node) if node.node else ""  # a block's filter has none
        if isinstance(value, Unknown) and node.name in ("default", "d"):
            arguments, named = self._read_arguments(node)
            return arguments[0] if arguments else named.get("default_value", "")
        return self.apply_filter(node, self.require_value(value))

    def apply_filter(self, node: nodes.Filter, value: Any) -> Any:
        """A value as a filter makes it."""
        arguments, named = self._read_arguments(node)
        if node.name == "map":
            function = self._find_filter(arguments[0])
            return [
                self._apply(function, [item, *arguments[1:]], named)
                for item in self.list_items(value)
            ]
        if node.name in ("select", "reject"):
            name, *others = arguments or [""]
            return [
                item
                for item in self.list_items(value)
                if self._test(name, item, others) == (node.name == "select")
            ]
        return self._apply(self._find_filter(node.name), [value, *arguments], named)

    def _find_filter(self, name: str) -> TemplateFunction:
        if name not in functions.FILTERS:
            raise self._budget.refuse(f"there is no filter {name!r} for the template of a page")
        return functions.FILTERS[name]

    def _check(self, node: nodes.Test) -> bool:
        value = self.evaluate(node.node)
        if node.name in ("defined", "undefined"):
            return isinstance(value, Unknown) == (node.name == "undefined")
        arguments, _ = self._read_arguments(node)
        return self._test(node.name, self.require_value(value), arguments)

    def _test(self, name: str, value: Any, arguments: list[Any]) -> bool:
        self._budget.count_step(self._budget.line)
        self._budget.charge(weigh(value) + weigh(arguments))
        if not name:
            return bool(value)
        if name not in functions.TESTS:
            raise self._budget.refuse(f"there is no test {name!r} for the template of a page")
        return bool(functions.TESTS[name](value, *arguments))

    def _apply(
        self, function: TemplateFunction, arguments: list[Any], named: dict[str, Any]
    ) -> Any:
        """Call a function when its arguments, and what it makes of them, are paid for."""
        self._budget.count_step(self._budget.line)
        self._budget.charge(weigh(arguments) + weigh(named))
        if function.measure is not None:
            self._budget.charge(function.measure(*arguments, **named))
        return self._budget.charge_value(function.call(*arguments, **named))

    def _read_arguments(self, node: Any) -> tuple[list[Any], dict[str, Any]]:
        """The values of a call's arguments: those in order, and those with a name."""
        if node.dyn_args is not None or node.dyn_kwargs is not None:
            raise self._budget.refuse(f"* in arguments {NOT_ALLOWED}")
        return (
            [self.get_value(argument) for argument in node.args],
            {argument.key: self.get_value(argument.value) for argument in node.kwargs},
        )


def get_kind(node: nodes.Node) -> str:
    """The name of a node's class: comparing it needs no import of Jinja2."""
    return type(node).__name__


def _name_type(value: object) -> str:
    names = {str: "a text", int: "a number", float: "a number", list: "a list", dict: "a table"}
    return names.get(type(value), f"a {type(value).__name__.lower()}")


_EXPRESSIONS: dict[str, Callable[[Evaluator, Any], Any]] = {
    "TemplateData": lambda _, node: node.data,
    "Const": lambda evaluator, node: evaluator._budget.charge_value(node.value),
    "Name": lambda evaluator, node: evaluator.scope.find(node.name),
    "Concat": Evaluator._concatenate,
    "Compare": Evaluator._compare,
    "CondExpr": Evaluator._choose,
    "Not": lambda evaluator, node: not evaluator.get_value(node.node),
    "And": Evaluator._and,
    "Or": Evaluator._or,
    "Neg": lambda evaluator, node: -evaluator.get_value(node.node),
    "Getattr": Evaluator._get_attribute,
    "Getitem": Evaluator._get_item,
    "List": Evaluator._make_list,
    "Tuple": Evaluator._make_list,
    "Dict": Evaluator._make_table,
    "Call": Evaluator._call,
    "Filter": Evaluator._filter,
    "Test": Evaluator._check,
    **dict.fromkeys(_CALCULATIONS, Evaluator._calculate),
}
