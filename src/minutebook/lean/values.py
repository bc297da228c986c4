"""Values: classes of named, typed fields, declared and used as dataclasses are.

Why not dataclasses: each one that is frozen and has slots takes about 1 ms to declare, since six
methods are compiled for it, and the module itself takes half of Python's start. A short command
meets forty. Here a class takes 20 microseconds to declare, and the one method that is worth being
compiled, `__init__`, is compiled for those classes alone that a command makes values of.

    class Point(Value):
        x: int
        y: int = 0

Values are immutable and compared by their fields, and have slots. Those of a class with
`frozen=False` may be changed and have no hash, `eq=False` compares by identity, `slots=False`
leaves room for cached properties. Annotations have to be strings, by the import of `annotations`.
"""

from __future__ import annotations

TYPE_CHECKING = False  # typing is dear to import
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any, ClassVar, TypeVar, dataclass_transform

    AnyValue = TypeVar("AnyValue", bound="Value")
else:

    def dataclass_transform(**_):
        """Nothing: what type checkers read."""
        return lambda transformed: transformed


class _Missing:
    """What stands for a default that is not there."""

    def __repr__(self) -> str:
        return "<no default>"


_MISSING = _Missing()


class Field:
    """What is declared of a field beside its type: see `field`."""

    __slots__ = ("compare", "default", "default_factory", "init", "metadata", "name", "repr")

    def __init__(
        self,
        default: Any,
        default_factory: Callable[[], Any] | None,
        init: bool,
        repr: bool,  # noqa: A002 - as dataclasses call it
        compare: bool,
        metadata: Mapping[str, Any],
    ) -> None:
        self.name = ""
        self.default, self.default_factory = default, default_factory
        self.init, self.repr, self.compare, self.metadata = init, repr, compare, metadata


def field(
    *,
    default: Any = _MISSING,
    default_factory: Callable[[], Any] | None = None,
    init: bool = True,
    repr: bool = True,  # noqa: A002 - as dataclasses call it
    compare: bool = True,
    metadata: Mapping[str, Any] | None = None,
) -> Any:
    """Declare more of a field than its type and default, as `dataclasses.field` does."""
    return Field(default, default_factory, init, repr, compare, metadata or {})


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
class _ValueType(type):
    """Makes classes of values: their fields from annotations, slots, methods where they differ."""

    _fields: tuple[Field, ...]

    def __new__(
        cls,
        name: str,
        bases: tuple[type, ...],
        namespace: dict[str, Any],
        *,
        frozen: bool = True,
        slots: bool = True,
        eq: bool = True,
    ) -> Any:
        inherited = {each.name: each for base in bases for each in getattr(base, "_fields", ())}
        own = {}
        for field_name, annotation in namespace.get("__annotations__", {}).items():
            if annotation.startswith("ClassVar"):
                continue
            default = namespace.pop(field_name, _MISSING)
            each = default if isinstance(default, Field) else field(default=default)
            each.name = field_name
            own[field_name] = each
        if slots:
            namespace["__slots__"] = tuple(each for each in own if each not in inherited)
        if not frozen:
            namespace.setdefault("__setattr__", object.__setattr__)
            namespace.setdefault("__delattr__", object.__delattr__)
            namespace.setdefault("__hash__", None)
        if not eq:
            namespace["__eq__"], namespace["__hash__"] = object.__eq__, object.__hash__
        fields = tuple((inherited | own).values())
        namespace["_fields"] = fields
        namespace["_compared_names"] = tuple(each.name for each in fields if each.compare)
        namespace["__match_args__"] = tuple(each.name for each in fields if each.init)
        namespace["__init__"] = _compile_init_first
        return super().__new__(cls, name, bases, namespace)


def _compile_init_first(self: Value, *args: Any, **kwargs: Any) -> None:
    """Initialize the first value of a class: give it an `__init__` of its own, and call that."""
    value_type = type(self)
    init = _compile_init(value_type)
    value_type.__init__ = init  # type: ignore[method-assign]
    init(self, *args, **kwargs)


def _compile_init(value_type: type[Value]) -> Callable[..., None]:
    """The `__init__` of a class of values: sets each field to its argument or its default."""
    has_slots = not value_type.__dictoffset__
    parameters, lines = ["self"], [] if has_slots else ["own = self.__dict__"]
    names: dict[str, Any] = {"missing": _MISSING}
    for each in value_type._fields:
        name = each.name
        if not each.init:
            continue
        if each.default_factory is not None:
            names[f"make_{name}"] = each.default_factory
            parameters.append(f"{name}=missing")
            lines.append(f"if {name} is missing: {name} = make_{name}()")
        elif each.default is not _MISSING:
            names[f"default_{name}"] = each.default
            parameters.append(f"{name}=default_{name}")
        else:
            parameters.append(name)
        if has_slots:  # the slot's own setter takes half the time of object.__setattr__
            names[f"set_{name}"] = getattr(value_type, name).__set__
            lines.append(f"set_{name}(self, {name})")
        else:
            lines.append(f"own[{name!r}] = {name}")
    if hasattr(value_type, "__post_init__"):
        lines.append("self.__post_init__()")
    source = f"def __init__({', '.join(parameters)}):\n " + "\n ".join(lines or ["pass"])
    exec(source, names)  # noqa: S102 - made of the names of fields alone
    init: Callable[..., None] = names["__init__"]
    init.__qualname__ = f"{value_type.__qualname__}.__init__"
    return init


class Value(metaclass=_ValueType):
    """The base of all values."""

    _fields: ClassVar[tuple[Field, ...]]
    _compared_names: ClassVar[tuple[str, ...]]

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{type(self).__name__} is immutable: {name} cannot be set")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"{type(self).__name__} is immutable: {name} cannot be deleted")

    def __eq__(self, other: object) -> bool:
        if type(self) is not type(other):
            return NotImplemented
        return self is other or _list_compared(self) == _list_compared(other)

    def __hash__(self) -> int:
        return hash(tuple(_list_compared(self)))

    def __repr__(self) -> str:
        shown = (f"{each.name}={getattr(self, each.name)!r}" for each in self._fields if each.repr)
        return f"{type(self).__qualname__}({', '.join(shown)})"

    def __reduce__(self) -> Any:
        return _restore, (type(self), [getattr(self, each.name) for each in self._fields])


def _list_compared(value: Value) -> list[Any]:
    return [getattr(value, name) for name in value._compared_names]


def _restore(value_type: type[Value], contents: list[Any]) -> Value:
    """A value as it was pickled or copied."""
    value = value_type.__new__(value_type)
    for each, content in zip(value_type._fields, contents, strict=True):
        object.__setattr__(value, each.name, content)
    return value


def fields(value: Value | type[Value]) -> tuple[Field, ...]:
    """The fields of a class of values, or of a value, in the order of their declaration."""
    return value._fields


def replace(value: AnyValue, **changes: Any) -> AnyValue:
    """A value with some of its fields changed. Raises TypeError for a field that it has not."""
    contents = {each.name: getattr(value, each.name) for each in value._fields if each.init}
    return type(value)(**(contents | changes))


def to_dict(value: Value) -> dict[str, Any]:
    """The fields of a value by name; values in them stay values."""
    return {each.name: getattr(value, each.name) for each in value._fields}
