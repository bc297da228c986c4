"""YAML read by its core schema, in which a date is a text, as readers in JavaScript and Rust have it."""

from __future__ import annotations

from typing import Any

import yaml
from yaml import YAMLError

__all__ = ["YAMLError", "load_core"]


class CoreLoader(yaml.SafeLoader):
    """PyYAML's safe loader without dates, YAML 1.1's extra booleans, and keys that are there twice."""

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        if len({str(key) for key in keys}) != len(keys):
            raise YAMLError(f"duplicate key in {keys}")
        return super().construct_mapping(node, deep)


CoreLoader.yaml_implicit_resolvers = {
    first: [
        (tag, pattern)
        for tag, pattern in resolvers
        if tag != "tag:yaml.org,2002:timestamp"
        and not (tag == "tag:yaml.org,2002:bool" and first in "yYnNoO")
    ]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def load_core(text: str) -> Any:
    """Return what a YAML text holds; raises `YAMLError`."""
    return yaml.load(text, CoreLoader)
