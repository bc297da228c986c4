"""Secrets that only their surroundings show are hidden; texts about secrets stay as they are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from growth import assert_linear
from minutebook import redact
from minutebook.redact import contexts, heuristics

from secret_contexts import GROUPS, fill
from secret_look_alikes import LOOK_ALIKES
from secret_shapes import Maker

SEEDS = range(1)
CONTEXTS = [context for group in GROUPS.values() for context in group]


def redact_string(text: str) -> str:
    return redact.redact_text(text).text


@pytest.mark.parametrize("context", CONTEXTS)
def test_a_secret_in_its_context_is_hidden_whole(context: str) -> None:
    for seed in SEEDS:
        text, secrets = fill(context, Maker(seed))
        redacted = redact_string(text)
        assert not [secret for secret in secrets if secret in redacted], redacted


@pytest.mark.parametrize("look_alike", LOOK_ALIKES)
def test_a_text_about_secrets_stays(look_alike: str) -> None:
    for seed in SEEDS:
        text, _ = fill(look_alike, Maker(seed))
        assert redact_string(text) == text


def test_the_lists_are_long() -> None:
    assert len(CONTEXTS) >= 600
    assert len(LOOK_ALIKES) >= 450


@pytest.mark.parametrize(
    "piece",
    ["password=", "password='", "the password is ", "a,password\n", "| password |\n", "USER  PASSWORD\n",
     "PIN ", "PASS: ", "log in with a/b ", "mysql -p ", "docker login ", "echo a | ", "<<<a ", "--a-pass ",
     "helm a=b ", "ALTER USER a ", "INSERT INTO a (password) VALUES (", "connect('a', ", "f(", "jwt.sign(",
     "auth=(", "seed phrase: apple ", "1. apple ", "recovery codes a1b2c3d4 ", "*:*:*:a:", "machine a login ",
     "AKIAAAAAAAAAAAAAAAAA ", "\"a\" ", "password: |\n ", "password = (\n", "密码", "パスワードは", "_auth=", "arn:",
     "a", "(", "'", '"', "\n", " ", "=", ":", "|", "-", "\\"],
)  # fmt: skip
def test_a_repeated_sign_costs_linear_time(piece: str) -> None:
    assert_linear(
        lambda size: list(contexts.find_context_secrets(piece * (size // len(piece)))), 3_000
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('assert_eq!(cfg.password, "Wombat-7781x")', 'assert_eq!(cfg.password, "*")'),
        ("expect(user.password).toBe('Wombat-7781x')", "expect(user.password).toBe('*')"),
        ("It was password Wombat!1x and the new one is Walnut!2x", "It was password * and the new one is *2"),
        ('the password is "84721"', 'the password is "*"'),
        ('let pass = Some("Wombat7781x");', 'let pass = Some("*");'),
        ('"adminPassword": {\n  "value": "Wombat7781x"\n}', '"adminPassword": {\n  "value": "*"\n}'),
        ('password = "Wom" +\n    "bat" +\n    "7781x"', 'password = "*"'),
        ("password: |\n  Wombat7781x\nuser: kim", "password: |\n  *\nuser: kim"),
        ("the default password, Wombat!77x, is known", "the default password, *, is known"),
        ("our password (Wombat!77x) leaked", "our password (*) leaked"),
        ("mysql -u root -pWombat7781x shop", "mysql -u root -p* shop"),
        ("INSERT INTO u (name, password) VALUES ('a', 'Wombat7781x'), ('b', 'Walnut7781x')",
         "INSERT INTO u (name, password) VALUES ('a', '*'), ('b', '*2')"),
        ("password = " + " + ".join(['"ab1x"'] * 42), 'password = "*"'),
        ("AUTH kim Wombat7781x", "AUTH kim *"),
        ("| user | password |\n|---|---|\n| a | Wombat7781x |\n\n| b | c |", "| user | password |\n|---|---|\n| a | * |\n\n| b | c |"),
        ("password: Falcon83!", "password: *"),
        ("password = '847210'", "password = '*'"),
        ("Password (wifi): sunflowers", "Password (wifi): *"),
    ],
)  # fmt: skip
def test_only_the_value_is_hidden(before: str, after: str) -> None:
    after = after.replace("*2", "[redacted: password 2]").replace("*", "[redacted: password]")
    assert redact_string(before) == after


def test_the_secret_of_a_key_of_aws_beside_its_id() -> None:
    maker = Maker(1)
    key_id, secret = "AKIA" + maker.of("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 16), maker.b(40)
    assert redact_string(f"{key_id}\n{secret}") == (
        "[redacted: aws-access-key]\n[redacted: aws-secret-key]"
    )
    example = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
    assert redact_string(f"{key_id} {example}").endswith(example)


def test_a_recovery_phrase_with_numbers_need_not_be_named() -> None:
    words = [
        "quiet",
        "river",
        "stone",
        "lamp",
        "ocean",
        "tiger",
        "velvet",
        "garden",
        "metal",
        "pencil",
        "window",
        "zebra",
    ]
    numbered = "\n".join(f"{number}. {word}" for number, word in enumerate(words, 1))
    assert redact_string(numbered) == "[redacted: recovery-phrase]"
    prose = "\n".join(
        f"{number}. {word}"
        for number, word in enumerate(
            ["the", "end", "and", "then", "for", "all", "but", "was", "not", "with", "our", "own"],
            1,
        )
    )
    assert redact_string(prose) == prose


@pytest.mark.parametrize(
    "text",
    [
        "IDC_PIN: Final = 32671",
        "password: wombatking,\n",
        "password: Sunflower",
        "    private_key_password: Sunflower",
        "if isinstance(node, cst.Pass):\n    self.assert_counter(2)\n",
        '"AWS::ApiGateway::ApiKey": "48205d4ffd7feba3"',
        "values to pass to `boxcox`",
        "Security tests pass: **COMPLETE**",
        "all jobs pass: nothing",
        '_NAMES = frozenset(("requirepass", "masterauth", "bindpw"))',
        'if word in ("pass", "crypt"):',
        "if kind == PASSWORD:\n    sunflower from answers",
        "secret-token: [A-Za-z0-9._~+/=%-]{16,}",
        "arn:aws:secretsmanager:us-west-2:123456789012:secret:MyTestDatabaseSecret-a1b2c3",
        'serial.begin("a", "Wombat7781x")',
        'connect("a.b")',
        'login("kim")',
        "basicAuth: kim:letmein",
        "process.env.PASSWORD || 'default'",
        'send "whatever\\r"',
        'expect "Password:"\nsend "$password\\r"',
        'docker login -u kim -p "$Ecr!t9x7" x',
        'echo "bob:$PW" | chpasswd',
        "GET /token wombatking",
        "AUTH required",
        "preauthorization: Bearer none",
        "a:5432:b:c:password",
        "ALTER USER kim PASSWORD '<pw>'",
        "INSERT INTO a (x, y) VALUES ('1', '2')",
        'the password is "x1"',
        "password = (\n    get()\n)",
        "password: |\n  must be long\n",
        "recovery codes: none",
        "seed phrase: twelve words that the wallet shows",
        "enter Wombat when asked for the file",
        'hash("Wombat7781x")',
        "assert_eq!(cfg.password, other)",
        "jwt.sign(payload, 'HS256')",
        'assertEqual(password, "short")',
        'assertEqual(secret, "placeholder")',
        'process.env.DB_TOKEN ?? "missing1"',
        "CREATE ROLE kim PASSWORD 'changeme'",
        "the password is Wombat77...",
    ],
)
def test_what_is_no_secret_stays(text: str) -> None:
    assert redact_string(text) == text


def test_the_name_of_a_type_is_a_name_in_code() -> None:
    assert heuristics.is_code_name("b7Xq9zKey")


PIECES = st.sampled_from(
    ["the password is ", "password: ", "password = ", "Passwort", "密码", "パスワードは", "is ", "PIN ", "code: ",
     "seed phrase: ", "recovery codes\n", "log in with ", "kim/", "mysql -p", "echo ", " | sudo -S ", "<<< ",
     "--password ", "connect(", "\"a\", ", "'", '"', "`", "(", ")", "|", ",", "\n", "  ", ".", "...", ":", "=",
     "Wombat7781x", "wombat", "sunflower", "1234", "84721", "[redacted: password]", "$X", "<b>", "**", "\\n",
     "IDENTIFIED BY ", "INSERT INTO a (password) VALUES (", "| password |\n", "USER  PASSWORD\n", "value: ",
     "name: ", "AUTH ", "jwt.sign(a, ", "PASS: ", "it's ", "from ", " to ", "\ud800", "İ"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=12).map("".join))
def test_any_text_is_read_and_a_redacted_one_stays(text: str) -> None:
    redacted = redact.redact_text(text).text
    assert redact.redact_text(redacted) == redact.RedactedText(redacted, ())
