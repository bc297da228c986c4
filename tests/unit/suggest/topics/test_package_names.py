from __future__ import annotations

import pytest

from minutebook.suggest.topics.packages.package_names import describe_swap


@pytest.mark.parametrize(
    ("old", "new", "names"),
    [
        ("python-jose", "pyjwt", ("python-jose", "pyjwt")),
        # A fork: the same name from another owner, or in a scope of its own.
        ("faker", "@faker-js/faker", ("faker", "@faker-js/faker")),
        ("@hapi/joi", "joi", ("@hapi/joi", "joi")),
        (
            "github.com/dgrijalva/jwt-go",
            "github.com/golang-jwt/jwt/v5",
            ("dgrijalva/jwt-go", "golang-jwt/jwt"),
        ),
        (
            "github.com/satori/go.uuid",
            "github.com/gofrs/go.uuid",
            ("satori/go.uuid", "gofrs/go.uuid"),
        ),
        ("com.old:client", "org.new:client", ("com.old/client", "org.new/client")),
        ("junit:junit", "org.junit.jupiter:junit-jupiter", ("junit", "junit-jupiter")),
        # The same family is no other choice.
        ("psycopg2", "psycopg2-binary", None),
        ("org.springframework:spring-web", "org.springframework:spring-webflux", None),
        (
            "io.opentelemetry:opentelemetry-annotations",
            "io.opentelemetry.instrumentation:opentelemetry-instrumentation-annotations",
            None,
        ),
        ("symfony/mailer", "symfony/mailer-bridge", None),
        ("github.com/redis/go-redis", "github.com/redis/go-redis/extra", None),
    ],
)
def test_what_takes_the_place_of_a_package(old, new, names):
    assert describe_swap(old, new) == names
