"""Which technologies a file uses, told by its imports."""

from __future__ import annotations

import pytest

from minutebook.provenance.used_technologies import find_used, format_topic

REDIS = format_topic(
    "Redis",
    [
        ("py", "redis"),
        ("js", "ioredis"),
        ("go", "github.com/redis/go-redis"),
        ("jvm", "org.springframework.data.redis"),
        ("rb", "redis"),
        ("rs", "redis"),
        ("cs", "stackexchange.redis"),
    ],
)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.py", "import redis\n"),
        ("a.py", "import os, redis.asyncio as r\n"),
        ("a.py", "from redis.asyncio import Redis\n"),
        ("a.ts", "import Redis from 'ioredis';\n"),
        ("a.cjs", 'const Redis = require("ioredis");\n'),
        ("a.go", 'import (\n\t"fmt"\n\t"github.com/redis/go-redis/v9"\n)\n'),
        ("A.java", "import org.springframework.data.redis.core.RedisTemplate;\n"),
        ("a.rb", "require 'redis'\n"),
        ("a.rs", "use redis::Commands;\n"),
        ("A.cs", "using StackExchange.Redis;\n"),
    ],
)
def test_an_import_is_a_use(path: str, text: str) -> None:
    assert find_used(path, text, {7: [REDIS]}) == {7: ["Redis"]}


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.py", "redis = 1\n"),
        ("a.py", "# import redis\n"),
        ("a.py", "from .redis import x\n"),
        ("a.py", "import redistribute\n"),
        ("a.py", "import redis" + " " * 400 + "\n"),
        ("a.js", "// import x from 'ioredis'\n"),
        ("a.js", "import x from './ioredis'\n"),
        ("a.rs", "use crate::redis;\n"),
        ("a.md", "import redis\n"),
        (".py", "import redis\n"),
        ("a.php", "use redis;\n"),
        ("a.py", ""),
    ],
)
def test_other_words_are_no_use(path: str, text: str) -> None:
    assert find_used(path, text, {7: [REDIS]}) == {}


def test_each_decision_has_the_names_that_are_used() -> None:
    kafka, flask = (
        format_topic("Kafka", [("py", "kafka")]),
        format_topic("Flask", [("py", "flask")]),
    )
    text = "import redis\nimport kafka\nname = 'flask'\n"
    assert find_used("a.py", text, {1: [REDIS, kafka, flask], 2: [flask], 3: [], 4: [kafka]}) == {
        1: ["Redis", "Kafka"],
        4: ["Kafka"],
    }
