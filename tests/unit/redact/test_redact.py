"""Secrets are hidden in full; what only looks like one stays."""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minutebook import redact
from minutebook.errors import OperationError
from minutebook.redact import HiddenSpan, detect_secrets, formats, heuristics

from secret_shapes import LOOK_ALIKES, NAMED, TOKENS, Make, Maker, pem

# Other values take the same branches: coverage is measured with the first.
SEEDS = (0, *(pytest.param(seed, marks=pytest.mark.untraced) for seed in range(1, 5)))
SENTENCES = (
    "Use {} for the deploy.",
    "I pasted `{}` into the chat, sorry",
    "({})",
    "the key is {}",
    '{{"command": "login\\n{}\\nthen"}}',
    "X={}",
    "https://a.dev/x?y={}&z=1",
    "see {}.",
    "\x1b[32m{}\x1b[0m",
)


def redact_string(source: str, **more: Any) -> str:
    return redact.redact_text(source, **more).text


# What is hidden ------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(("kind", "make"), TOKENS, ids=[kind for kind, _ in TOKENS])
def test_a_token_is_hidden_in_full(kind: str, make: Make, seed: int) -> None:
    token = make(Maker(seed))
    for sentence in SENTENCES:
        assert redact_string(sentence.format(token)) == sentence.format(f"[redacted: {kind}]")


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(("sentence", "make"), NAMED, ids=[sentence[:40] for sentence, _ in NAMED])
def test_a_value_that_is_said_to_be_secret_is_hidden_in_full(
    sentence: str, make: Make, seed: int
) -> None:
    value = make(Maker(seed))
    done = redact.redact_text(sentence.format(value))
    assert [value in done.text, len(done.hidden_spans)] == [False, 1]
    start, end = done.hidden_spans[0].start, done.hidden_spans[0].end
    hidden = sentence.format(value)[start:end]
    # A webhook is hidden with its address, a value of JSON with its padding; never a part of it.
    assert value in hidden
    assert hidden in (value, "11" + value) or "/" in hidden


@pytest.mark.parametrize(
    "kind",
    ["PRIVATE KEY", "RSA PRIVATE KEY", "ENCRYPTED PRIVATE KEY", "OPENSSH PRIVATE KEY",
     "PGP PRIVATE KEY BLOCK", "EC PRIVATE KEY"],
)  # fmt: skip
def test_a_private_key_is_hidden_in_full(kind: str) -> None:
    maker = Maker(1)
    for end in ("\n", "\r\n", "\\n", "\n    ", "\n> ", "\n+"):
        key = pem(maker, kind, end)
        assert redact_string(f'a "{key}" b') == 'a "[redacted: private-key]" b'


def test_a_private_key_that_was_cut_off() -> None:
    maker = Maker(2)
    key = pem(maker).rpartition("\n")[0]
    assert redact_string(f"x\n{key}\nand so on") == "x\n[redacted: private-key]\nand so on"
    headed = key.replace("-----\n", "-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128,AB12\n\n", 1)
    assert headed.split("\n")[-1] not in redact_string(headed)
    # The next block's end is not this one's.
    assert redact_string(f"{key}\n\n{pem(maker, 'CERTIFICATE')}").startswith(
        "[redacted: private-key]"
    )
    said = "Then there was nothing to see but words. " * 90
    far = f"{key}\n{said}\n-----END PRIVATE KEY-----"
    assert redact_string(far).startswith(f"[redacted: private-key]\n{said}")
    assert redact_string("-----BEGIN PRIVATE KEY-----") == "-----BEGIN PRIVATE KEY-----"


def test_other_private_keys() -> None:
    maker = Maker(3)
    lines = "\n".join(maker.b(64) for _ in range(4))
    ppk = f"PuTTY-User-Key-File-3: ssh-rsa\nPrivate-Lines: 4\n{lines}\nPrivate-MAC: x"
    assert lines not in redact_string(ppk)
    secret = maker.u(43)
    jwk = f'{{"kty": "EC", "crv": "P-256", "x": "{maker.u(43)}", "d": "{secret}"}}'
    assert redact_string(jwk) == jwk.replace(secret, "[redacted: private-key]")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("https://me:{}@a.dev/x", "https://me:[redacted: url-password]@a.dev/x"),
        ("https://me:{}/a?b#c@a.dev/x", "https://me:[redacted: url-password]@a.dev/x"),
        ("https://{}:x-oauth-basic@a.dev", "https://[redacted: url-token]:x-oauth-basic@a.dev"),
        ("https://me:{}@x@a.dev/x", "https://me:[redacted: url-password]@a.dev/x"),
        ("https://a.dev:8080/{}@x", "https://a.dev:8080/{}@x"),
        ("Cookie: a=b; sid={}\nHost: a", "Cookie: [redacted: cookie]\nHost: a"),
        ("Set-Cookie: sid={}; Path=/", "Set-Cookie: [redacted: cookie]; Path=/"),
        ("PHPSESSID={}&a=1", "PHPSESSID=[redacted: cookie]&a=1"),
        ("Authorization: token {}", "Authorization: token [redacted: authorization]"),
        ("Authorization: {}", "Authorization: [redacted: authorization]"),
        ("'Bearer {}'", "'Bearer [redacted: authorization]'"),
        ("sshpass -p '{}' ssh a", "sshpass -p '[redacted: password]' ssh a"),
        ("?code={}", "?code=[redacted: url-token]"),
        ("&amp;signature={}", "&amp;signature=[redacted: signature]"),
        ("password = '{}' if x else None", "password = '[redacted: password]' if x else None"),
        ("password: str = '{}'", "password: str = '[redacted: password]'"),
        ("setenv('API_TOKEN', '{}')", "setenv('API_TOKEN', '[redacted: token]')"),
        ('<add key="ApiKey" value="{}"/>', '<add key="ApiKey" value="[redacted: key]"/>'),
        ("passphrase is **{}**", "passphrase is **[redacted: password]**"),
        ("Stripe: the key (`{}`)", "Stripe: the key (`[redacted: stripe-key]`)"),
        ("“{}” is the Sentry token", "“[redacted: sentry-token]” is the Sentry token"),
        ("signing key {}", "signing key [redacted: key]"),
        ("my_maps_key = {}", "my_maps_key = [redacted: key]"),
        ("export ADMIN_PASSWORD=two{} # why", "export ADMIN_PASSWORD=[redacted: password] # why"),
        ('ADMIN_PASSWORD="two words {}"', 'ADMIN_PASSWORD="[redacted: password]"'),
        ("ADMIN_PASSWORD: hunter", "ADMIN_PASSWORD: [redacted: password]"),
        ("sessionid={}", "sessionid=[redacted: cookie]"),
        ("run it with DB_PASSWORD={} make", "run it with DB_PASSWORD=[redacted: password] make"),
        ("mysql -u root -p{} shop", "mysql -u root -p[redacted: password] shop"),
        ("docker login -u me -p {} x.io", "docker login -u me -p [redacted: password] x.io"),
        ("redis-cli -h c -a {} ping", "redis-cli -h c -a [redacted: password] ping"),
        ('secret: "s3cret-x9!a"', 'secret: "[redacted: secret]"'),
        ('API_SECRET="correcthorse"', 'API_SECRET="[redacted: secret]"'),
        ("GRAFANA_PASSWORD=hunter", "GRAFANA_PASSWORD=[redacted: grafana-password]"),
        ("api_secret = '/{}/+'", "api_secret = '[redacted: secret]'"),
        ("İ password={}", "İ password=[redacted: password]"),
    ],
)  # fmt: skip
def test_places_where_secrets_stand(before: str, after: str) -> None:
    value = Maker(4).a(24)
    assert redact_string(before.replace("{}", value)) == after.replace("{}", value)


def test_a_value_of_any_length_is_hidden_in_full() -> None:
    for length in (40, 255, 600, 5000):
        for sentence in ("ghp_{}", "api_token={}", "Authorization: Bearer {}", "password: '{}'"):
            value = Maker(length).a(length)
            assert value[-6:] not in redact_string(sentence.format(value))


# What stays -----------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("look_alike", LOOK_ALIKES, ids=range(len(LOOK_ALIKES)))
def test_a_look_alike_stays(look_alike: Make | str, seed: int) -> None:
    text = look_alike if isinstance(look_alike, str) else look_alike(Maker(seed))
    done = redact.redact_text(text)
    assert (done.text, done.hidden_spans) == (text, ())
    # It stays in a sentence too.
    assert redact_string(f"As said before:\n{text}\n") == f"As said before:\n{text}\n"


def test_the_lists_of_shapes_are_long() -> None:
    assert len({kind for kind, _ in TOKENS}) >= 60
    assert len(LOOK_ALIKES) >= 60


# Placeholders ---------------------------------------------------------------------------------


def test_a_value_has_the_same_placeholder_everywhere() -> None:
    maker = Maker(5)
    first, second, password = "npm_" + maker.a(36), "npm_" + maker.a(36), maker.a(20)
    text = f"{first} {second} {first}; password={password}\nlater {password}."
    assert redact_string(text) == (
        "[redacted: npm-token] [redacted: npm-token 2] [redacted: npm-token];"
        " password=[redacted: password]\nlater [redacted: password]."
    )


def test_numbers_continue_behind_placeholders_of_the_text() -> None:
    token = "npm_" + Maker(6).a(36)
    text = f"[redacted: npm-token] [redacted: npm-token 7] {token}"
    assert redact_string(text).endswith("[redacted: npm-token 8]")


def test_spans_are_of_the_original_text() -> None:
    maker = Maker(7)
    token, word = "npm_" + maker.a(36), maker.a(20)
    text = f"a\n/home/alice {token}\n\npassword={word}"
    done = redact.redact_text(text)
    assert [
        (span.kind, text[span.start : span.end], span.line_number) for span in done.hidden_spans
    ] == [
        ("home-folder", "/home/alice", 2),
        ("npm-token", token, 2),
        ("password", word, 4),
    ]
    assert redact.find_secrets(text) == done.hidden_spans[1:]


class Signs:
    """Finds one sign at each call: the next one when the first is hidden."""

    name = "signs"

    def find(self, text: str) -> list[tuple[str, int, int]]:
        start = text.find("<<")
        return [("Odd  Kind!", start, start + 4), ("", start, start)] if start >= 0 else []


def test_a_secret_found_only_after_another_is_hidden_is_hidden_too() -> None:
    text = "/home/al <<ab<<cd ok\n<<ab"
    done = redact.redact_text(text, detectors=[Signs()])
    assert done.text == "~ [redacted: odd-kind][redacted: odd-kind 2] ok\n[redacted: odd-kind]"
    assert [
        (span.kind, text[span.start : span.end], span.line_number) for span in done.hidden_spans
    ] == [
        ("home-folder", "/home/al", 1),
        ("Odd  Kind!", "<<ab", 1),
        ("Odd  Kind!", "<<cd", 1),
        ("Odd  Kind!", "<<ab", 2),
    ]


def test_a_home_folder_within_a_secret_is_part_of_it() -> None:
    class Whole:
        name = "whole"

        def find(self, text: str) -> list[tuple[str, int, int]]:
            return [("", 0, len(text))] if text else []

    done = redact.redact_text("x /home/alice y", detectors=[Whole()])
    assert done == redact.RedactedText("[redacted: secret]", (HiddenSpan("", 0, 15, 1),))


def test_the_error_of_a_detector_is_not_caught() -> None:
    class Broken:
        name = "broken"

        def find(self, text: str) -> list[tuple[str, int, int]]:
            raise ValueError(text)

    with pytest.raises(ValueError, match="any"):
        redact.redact_text("any", detectors=[Broken()])


# Any text -------------------------------------------------------------------------------------

PIECES = st.sampled_from(
    ["password=", "token: ", "key is ", '"', "'", "`", " ", "\n", "\\n", "://", "@", ":", "eyJ", ".",
     "Cookie: a=", "Bearer ", "ghp_", "sk-", "-----BEGIN PRIVATE KEY-----", "-----END PRIVATE KEY-----",
     "/home/", "C:\\Users\\", "[redacted: ", "]", "~", "/", "Datadog", "Q~", "=", ";", "\ud800", "İ",
     "[redacted: token]", "postgres://a:", "?sig=", "b7" * 16, "aB3xK9mQ2pL5vN8w", "<<<", "%2B", ","]
)  # fmt: skip
TEXTS = st.lists(PIECES | st.text(max_size=12), max_size=14).map("".join) | st.text()


@given(TEXTS)
def test_redacting_twice_changes_nothing(text: str) -> None:
    done = redact.redact_text(text, home_dirs=["/srv/me"])
    assert redact.redact_text(done.text, home_dirs=["/srv/me"]) == redact.RedactedText(
        done.text, ()
    )
    assert redact.find_secrets(done.text) == ()


@given(TEXTS)
def test_the_rest_of_the_text_is_unchanged(text: str) -> None:
    done = redact.redact_text(text)
    position, rest = 0, done.text
    for span in done.hidden_spans:
        assert 0 <= span.start <= span.end <= len(text)
        assert span.line_number == text.count("\n", 0, span.start) + 1
        unchanged = text[position : span.start] if span.start > position else ""
        assert rest.startswith(unchanged)
        rest = rest[len(unchanged) :]
        rest = rest[1:] if rest.startswith("~") else rest[rest.find("]") + 1 :]
        position = max(position, span.end)
    assert rest == text[position:]


@pytest.mark.parametrize(
    "piece",
    ["a", "Az9_", "token ", "token=", "ghp_", "eyJ.", "://", "https://a:b@", "\\", "Cookie: a=b; ",
     "-----BEGIN PRIVATE KEY-----\n", "password is ", 'key "', "12345678:", "/home/a.", "?sig=",
     "C:\\Users\\a b ", "datadog key ", "curl -u "],
)  # fmt: skip
def test_the_cost_grows_with_the_length_and_not_faster(piece: str) -> None:
    """Counted in steps of the interpreter, so that a busy machine does not matter."""

    def steps(text: str) -> int:
        counted = 0

        def count(*_: object) -> Any:
            nonlocal counted
            counted += 1
            return count

        sys.settrace(count)
        try:
            redact.redact_text(text)
        finally:
            sys.settrace(None)
        return counted

    tracing = sys.gettrace()
    few = steps(piece * (4_000 // len(piece)))
    many = steps(piece * (16_000 // len(piece)))
    sys.settrace(tracing)
    assert many < 6 * few + 2_000


# Formats ----------------------------------------------------------------------------------------


def test_every_format_names_its_source_and_compiles() -> None:
    import re

    assert len({rule.kind for rule in formats.load_formats()}) > 120
    for rule in formats.load_formats():
        assert "." in rule.source_url, rule
        assert re.compile(rule.pattern)
        assert rule.keyword
        assert "%" not in re.sub(r"\[[^]]*\]", "", rule.pattern), rule


@pytest.mark.parametrize(
    "text",
    [
        "pass the parameter2 on",
        "the page token is {chance}",
        "which cache key is {chance}",
        '{{"key": "{chance}"}}',
        "token_{chance}",
        "some_key={hex}",
        "ORDER_KEY={uuid}",
        "the token: a1 b2 c3b4c5 d4e5f6g x1y2z3 v3w4x5y u6t7s8 {chance}",
        "bypass: {chance}, compass={chance}",
        "password{chance}",
        "--token-file {chance}",
        "token: {chance}...",
        "api_token = 'some-words-in-a-row1'",
        "PASSWORD=sha256:{hex}",
        "PASSWORD=1.2.3",
        "password: '{hex}' != x".replace("{hex}", "abc"),
        "?token=plainwords",
        "sessionid=aaaaaaaaaaaaaaaaaaaaaaaa",
        "curl -u me:$PASSWORD x; sshpass -p $PASSWORD",
        "machine a login b password changeme",
        "Private key `-----BEGIN PRIVATE KEY-----` ends in `-----END PRIVATE KEY-----`",
        '"kty": "EC", "d": "short"',
        "eyJhbGciOi....eyJzdWIi.",
        "-us14 and 8Q~ and .atlasv1. and 12345678: in a run of letters-us14",
        "dGVzdA==.atlasv1.short-and-not-one1",
        "Bearer token-of-the-session for Authorization: none",
        "${PASSWORD:-secret1x}",
        "_" * 60 + "token" + "_" * 60 + "={chance}",
        "the keys: a public key {chance}",
        "bot 12345678:" + "x" * 35,
        "https://git@github.com/a and https://deploy@a.dev",
        "the password is base64-encoded, or sha256-hashed, or param1",
        "signing_key: Secp256k1PrivateKey, api_token: PKEY12_get1234_ABC3",
        "next_page_token = '{chance}'",
        "api_secret: 'abcd1'",
        "cache_key = {chance}",
        "password: 'ab1x'",
        "f(x);t.password=t.other=e1.f2",
        "in 2024 the API key",
        "https://me:$PASSWORD@a.dev and https://acme:acme@a.dev",
        "https://me:ab@a.dev",
        "API_SECRET='v1.2'",
    ],
)
def test_a_name_of_a_secret_without_a_secret(text: str) -> None:
    maker = Maker(9)
    for word, made in (("{chance}", maker.a(24)), ("{hex}", maker.h(32)), ("{uuid}", maker.uuid())):
        text = text.replace(word, made)
    text = text.replace("{{", "{").replace("}}", "}")
    assert redact.redact_text(text) == redact.RedactedText(text, ())


@pytest.mark.parametrize(
    ("value", "is_random", "is_random_if_named"),
    [
        ("aB3xK9mQ2pL5vN8w", True, True),
        ("getUserById2FromDatabaseV3", False, False),
        ("us-east-1-prod-2024-01", False, False),
        ("X25519PrivateKeyOf", False, True),
        ("OpXHUGklEOljkCdUiFmQ", False, True),
        ("abcdefghijklmnop1234", True, True),
        ("module.Class2.method_name", False, False),
    ],
)
def test_random_values(value: str, is_random: bool, is_random_if_named: bool) -> None:
    assert (heuristics.is_random(value), heuristics.is_random(value, is_named=True)) == (
        is_random,
        is_random_if_named,
    )


# The extra ------------------------------------------------------------------------------------


def test_no_detectors_without_the_setting() -> None:
    assert detect_secrets.load_detectors("on") == ()


def test_the_package_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "detect_secrets.core.plugins.util", None)
    with pytest.raises(OperationError) as error:
        detect_secrets.load_detectors("extra")
    assert "minutebook[redact]" in error.value.hint


def test_the_package_looks_at_each_line(monkeypatch: pytest.MonkeyPatch) -> None:
    class AcmeDetector:
        secret_type = "Acme Token"

        def analyze_string(self, line: str) -> list[str]:
            return [word for word in line.split() if word.startswith("acme!")] + ["acme!", ""]

    class KeywordDetector(AcmeDetector):
        pass

    util: Any = ModuleType("detect_secrets.core.plugins.util")
    util.get_mapping_from_secret_type_to_class = lambda: {"a": AcmeDetector, "b": KeywordDetector}
    for name in ("detect_secrets", "detect_secrets.core", "detect_secrets.core.plugins"):
        monkeypatch.setitem(sys.modules, name, ModuleType(name))
    monkeypatch.setitem(sys.modules, "detect_secrets.core.plugins.util", util)
    detectors = detect_secrets.load_detectors("extra")
    assert [detector.name for detector in detectors] == ["detect-secrets"]
    done = redact.redact_text("one\nacme!b7f3c2d1 and acme!your-token-here", detectors=detectors)
    assert done.text == "one\n[redacted: acme-token] and acme!your-token-here"


# The command ----------------------------------------------------------------------------------


def test_the_command_shows_what_would_be_hidden(repo: Path, run: Any) -> None:
    token = "npm_" + Maker(10).a(36)
    (repo / "a.txt").write_text(f"x\nthe token {token}\n", "utf-8")
    done = run("redact", "a.txt")
    assert (done.exit, done.out, done.err) == (1, "a.txt:2: npm-token\n", "")
    done = run("redact", "--text", "a.txt")
    assert (done.exit, done.out) == (1, "x\nthe token [redacted: npm-token]\n")
    document = run("redact", "--json", "--text", "a.txt").json
    assert document["hidden"] == [{"kind": "npm-token", "line": 2, "length": 40}]
    assert token not in document["text"]


def test_the_command_finds_nothing(repo: Path, run: Any) -> None:
    (repo / "a.txt").write_text("nothing\n", "utf-8")
    done = run("redact", "a.txt")
    assert (done.exit, done.out) == (0, "nothing to hide\n")
    assert run("redact", "--json", "a.txt").json["hidden"] == []


def test_the_command_reads_what_is_there(run: Any) -> None:
    done = run("redact", "missing.txt")
    assert done.exit == 4
    assert "missing.txt cannot be read" in done.err


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("Run it with DB_PASSWORD=tPAtLpByQx make", "Run it with DB_PASSWORD=* make"),
        ("docker run -e POSTGRES_PASSWORD=swordfish db", "docker run -e POSTGRES_PASSWORD=* db"),
        ("mysql -uroot -pS3cr3tQ9xz shop", "mysql -uroot -p* shop"),
        ("docker login -u bob -p Zx81kkQ2pW", "docker login -u bob -p *"),
        ("redis-cli -h cache -a Zx81kkQ2pW ping", "redis-cli -h cache -a * ping"),
        ("mysql -uroot -p shop", ""),
        ("mysql --protocol=tcp -h db", ""),
        ("docker run -p 8080:80 nginx", ""),
        ("we use MAX_TOKENS=4096 here, and USE_TOKEN=false", ""),
    ],
)
def test_passwords_in_commands(text: str, hidden: str) -> None:
    assert redact.redact_text(text).text == (hidden.replace("*", "[redacted: password]") or text)
