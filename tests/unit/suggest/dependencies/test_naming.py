from __future__ import annotations

import pytest

from minutebook.suggest.dependencies import naming


@pytest.mark.parametrize(
    ("package", "short_name"),
    [
        ("csv-safe", "csv-safe"),
        ("@brook/parser-kit", "@brook/parser-kit"),
        ("github.com/acme/tide", "tide"),
        ("github.com/acme/go/client", "go/client"),
        ("org.example:tide-core", "tide-core"),
        ("org.example:tide_2.13", "tide"),
        ("acme/tide-bundle", "tide-bundle"),
    ],
)
def test_what_people_call_a_package(package, short_name):
    assert naming.find_short_name(package) == short_name


@pytest.mark.parametrize(
    ("package", "owned_name"),
    [
        ("github.com/acme/tide", "acme/tide"),
        ("org.example:tide", "org.example:tide"),
        ("tide", "tide"),
    ],
)
def test_a_name_with_its_owner(package, owned_name):
    assert naming.find_owned_name(package) == owned_name


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("xmltree", "@xmltree/xmltree"),
        ("babel-tide", "@babel/tide"),
        ("github.com/acme/tide", "github.com/brook/tide"),
        ("org.old:tide-api2", "org.new:tide-api2"),
        ("tide2", "tide"),
        ("coverage-bot", "coverage-bot_reborn"),
        ("django-steps", "django-steps-2"),
    ],
)
def test_a_fork_is_known_by_its_name(old, new):
    assert naming.is_fork(old, new)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("@babel/core", "@swc/core"),
        ("@acme/tide", "@brook/tide-plus"),
        ("github.com/acme/tide/v2", "github.com/brook/wave"),
        ("eslint-plugin-tide", "eslint-plugin-wave"),
        ("tide", "tide-redis"),
        ("d3", "d2"),
        ("_", "tide"),
        ("tide", "-"),
    ],
)
def test_another_package_is_no_fork(old, new):
    assert not naming.is_fork(old, new)
