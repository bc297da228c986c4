"""Keys, tokens and passwords in base64 are hidden whole; images, certificates and digests stay."""

from __future__ import annotations

import base64
import json

import pytest

from growth import assert_linear
from minutebook import redact

from secret_shapes import Maker, pem

MAKER = Maker(1)
TOKEN = "ghp_" + MAKER.a(36)
NOISE = bytes(range(256)) * 2


def encode(source: str | bytes) -> str:
    return base64.b64encode(source.encode() if isinstance(source, str) else source).decode()


def wrap(text: str, width: int, prefix: str) -> str:
    return f"\n{prefix}".join(text[i : i + width] for i in range(0, len(text), width))


PEM = encode(pem(MAKER, "RSA PRIVATE KEY"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"client-key-data: {PEM}\nx: y", "client-key-data: [redacted: private-key]\nx: y"),
        (f"key: |\n  {wrap(PEM, 64, '  ')}\nx: y", "key: |\n  [redacted: private-key]\nx: y"),
        (f'k = "{wrap(PEM, 76, chr(34))}"\n', None),
        (f"KEY={PEM[:100]}...", "KEY=[redacted: private-key]..."),
        ("a " + encode(bytes.fromhex("308204bd020100300d06092a864886f70d010101") + NOISE), "a [redacted: private-key]"),
        ("a " + encode(bytes.fromhex("308204a4020100028201") + NOISE), "a [redacted: private-key]"),
        ("a " + encode(bytes.fromhex("302e020100300506032b657004220420") + NOISE[100:132]), "a [redacted: private-key]"),
        ("a " + encode(bytes.fromhex("308187020100301306072a8648ce3d0201") + NOISE), "a [redacted: private-key]"),
        ("a " + encode(bytes.fromhex("30770201010420") + NOISE), "a [redacted: private-key]"),
        ("a " + encode(b"openssh-key-v1\0" + NOISE), "a [redacted: private-key]"),
        (encode(TOKEN), "[redacted: github-token]"),
        (base64.urlsafe_b64encode(f"~~~?token={TOKEN}".encode()).decode().rstrip("="), "[redacted: github-token]"),
        (f"x {encode(json.dumps({'a': [1, 2], 't': TOKEN}))} y", "x [redacted: github-token] y"),
        (f"powershell -enc {encode(f'$t = {TOKEN}'.encode('utf-16-le'))}", "powershell -enc [redacted: github-token]"),
        (encode("DB_PASSWORD=hunter22xx\nPORT=1\n"), "[redacted: password]"),
        (f'{{"auth": "{encode("jane:swordfish7")}"}}', '{"auth": "[redacted: basic-auth]"}'),
        (f"X-Any: Basic {encode('svc:opensesame')}", "X-Any: Basic [redacted: basic-auth]"),
        (f"hex {TOKEN.encode().hex()} x", "hex [redacted: github-token] x"),
        ("key=" + pem(MAKER).replace("\n", "%0A").replace(" ", "%20").replace("+", "%2B"), "key=[redacted: private-key]"),
        (encode("svc:Zk29xQ8vLm3R"), "[redacted: basic-auth]"),
    ],
)  # fmt: skip
def test_what_is_encoded_is_hidden(text: str, expected: str | None) -> None:
    done = redact.redact_text(text).text
    if expected:
        assert done == expected
    assert "[redacted: " in done
    assert PEM[80:110] not in done


def test_a_known_value_is_hidden_within_base64() -> None:
    encoded = encode("user is jane, and she said: hunter22!")
    texts = [f"Password is hunter22, {encoded}"]
    assert redact.redact_texts(texts)[0].text == (
        "Password is [redacted: password], [redacted: password 2]"
    )


@pytest.mark.parametrize(
    "text",
    [
        f"data:image/png;base64,{encode(b'PNG' + bytes(MAKER.random.randrange(256) for _ in range(900)))}",
        encode("-----BEGIN CERTIFICATE-----\n" + MAKER.b(64) + "\n-----END CERTIFICATE-----"),
        encode("-----BEGIN PUBLIC KEY-----\n" + MAKER.b(64) + "\n-----END PUBLIC KEY-----"),
        encode(bytes.fromhex("308204bd308203a5a003020102") + NOISE),
        encode(json.dumps({"name": "x", "items": [1, 2, 3]})),
        encode("admin:example-password"),
        encode("key: value of some kind"),
        "begins with LS0tLS1CRUdJTiBSU0EgUFJJVkFURSBLRVktLS0tLQ",
        "ssh-rsa " + encode(b"\0\0\0\7ssh-rsa" + NOISE),
        "x" * 41 + "\n" + "y" * 41 + "\n" + "z" * 41 + " words",
    ],
)
def test_what_is_encoded_and_no_secret_stays(text: str) -> None:
    assert redact.redact_text(text) == redact.RedactedText(text, ())


def manifest(kind: str) -> str:
    return (
        f"apiVersion: v1\nkind: {kind}\nmetadata:\n  name: db\ndata:\n"
        f"  username: {encode('administrator')}\n  tls.crt: {encode('not looked at')}\n"
        f"  motto: {encode('open the door')}\n  other: '{encode('in the name')}'\ntype: Opaque\n"
    )


def test_the_data_of_a_kubernetes_secret_are_hidden() -> None:
    motto, other = encode("open the door"), encode("in the name")
    hidden = manifest("Secret")
    hidden = hidden.replace(motto, "[redacted: secret]").replace(other, "[redacted: secret 2]")
    public = manifest("ConfigMap").replace("motto", "mot").replace(motto, encode("stay"))
    public = public.replace(other, encode("stays"))
    text = f"{public}---\n{manifest('Secret')}---\n{public}"
    assert redact.redact_text(text).text == f"{public}---\n{hidden}---\n{public}"
    document = json.dumps({"kind": "Secret", "data": {"pw": motto}})
    assert redact.redact_text(document).text == document.replace(motto, "[redacted: secret]")
    plain = (
        "kind: Secret\nstringData:\n  admin: lV9Nr2Qp*lcUi%Wh0t\n  user: jane7doe9\n  mode: fast\n"
    )
    assert redact.redact_text(plain).text == plain.replace(
        "lV9Nr2Qp*lcUi%Wh0t", "[redacted: secret]"
    )
    sealed = manifest("SealedSecret")
    assert redact.redact_text(sealed).text == sealed


@pytest.mark.parametrize(
    "piece",
    [
        "A" * 64 + "\n",
        "QUJD" * 5 + " ",
        "kind: Secret\n",
        "kind: Secret\ndata:\n  a: QUJDREVG\n",
        "---\n",
    ],
)
def test_the_cost_is_linear(piece: str) -> None:
    assert_linear(lambda size: redact.redact_text(piece * (size // len(piece))), 8_000)
