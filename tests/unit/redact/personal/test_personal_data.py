"""What is of a person is hidden where that is asked for; versions, dates and links stay."""

from __future__ import annotations

import pytest

from growth import assert_linear
from minutebook import redact


def redact_personal(text: str) -> str:
    return redact.redact_text(text, personal=True).text


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("email", "jane.doe+x@acme-corp.io"),
        ("email", "jane%40acme.com"),
        ("email", "müller@straße.de"),
        ("email", "jane[at]acme.co.uk"),
        ("email", "jane [at] acme [dot] io"),
        ("phone", "415.555.2671"),
        ("phone", "0171/1234567"),
        ("phone", "+14155550132"),
        ("phone", "+49 (0) 30 901820-12"),
        ("phone", "+44 20 7946 0958"),
        ("phone", "+92-300-1234567"),
        ("phone", "0049 30 901820"),
        ("phone", "(415) 555-0132"),
        ("phone", "1-415-555-0132"),
        ("phone", "07700 900123"),
        ("phone", "030/1234567"),
        ("phone", "(0)20 7946 0958"),
        ("phone", "8 (495) 123-45-67"),
        ("phone", "090-1234-5678"),
        ("phone", "06 12 34 56 78"),
        ("email", "eve@localhost"),
        ("host", "db-prod.lan"),
        ("host", "nas.local"),
        ("ip-address", "10.20.30.40"),
        ("ip-address", "192.168.178.23"),
        ("ip-address", "2a02:8109:9ac0::12"),
        ("ip-address", "fe80::1ff:fe23:4567:890a"),
        ("ip-address", "2001:0470:0001:0002:0003:0004:0005:0006"),
        ("host", "build01.corp"),
        ("host", "db.prod.acme.internal"),
        ("host", "mydb.c9x.eu-west-1.rds.amazonaws.com"),
        ("host", "cluster0.ab1cd.mongodb.net"),
        ("iban", "DE89 3704 0044 0532 0130 00"),
        ("iban", "GB82WEST12345698765432"),
        ("iban", "NO93 8601 1117 947"),
        ("card-number", "4242 4242 4242 4242"),
        ("card-number", "5555555555554444"),
        ("card-number", "3782 822463 10005"),
        ("national-number", "536-90-4399"),
        ("national-number", "AB123456C"),
        ("national-number", "86 095 742 719"),
        ("national-number", "2 55 08 14 168 025 38"),
        ("national-number", "12345678Z"),
        ("national-number", "X1234567L"),
        ("national-number", "RSSMRA85T10A562S"),
        ("national-number", "111.444.777-35"),
        ("national-number", "HEGG560427MVZRRL04"),
        ("national-number", "9999 9999 0019"),
        ("national-number", "35202-1234567-1"),
        ("national-number", "11010519491231002X"),
        ("national-number", "900101-1234567"),
        ("national-number", "756.9217.0769.85"),
        ("national-number", "85.07.30-033.28"),
        ("national-number", "131052-308T"),
        ("national-number", "131052A308T"),
    ],
)
def test_what_is_hidden_wherever_it_stands(kind: str, value: str) -> None:
    for sentence in ("It is {}.", "({}), then", "x={}", "| {} |", '{{"a": "{}"}}', "{}", "是 {}。"):
        if kind == "phone" and sentence == "({}), then":
            continue
        done = redact_personal(sentence.format(value))
        assert done == sentence.format(f"[redacted: {kind}]"), sentence
    assert redact.redact_text(f"It is {value}.").text == f"It is {value}."


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("SSN: 536904399", "SSN: *"),
        ("Steuer-ID 86095742719", "Steuer-ID *"),
        ("CPF 11144477735", "CPF *"),
        ("Aadhaar 999999990019", "Aadhaar *"),
        ("my PAN is ABCPE1234F", "my PAN is *"),
        ("CNIC 3520212345671", "CNIC *"),
        ("BSN 111222333", "BSN *"),
        ("PESEL: 44051401359", "PESEL: *"),
        ("NIF 123456789", "NIF *"),
        ("CPR 010190-1234", "CPR *"),
        ("personnummer 811218-9876", "personnummer *"),
        ("fødselsnummer 01019012345", "fødselsnummer *"),
        ("SIN 046 454 286", "SIN *"),
        ("TFN 123 456 782", "TFN *"),
        ("South African id 8001015009087", "South African id *"),
        ("T.C. kimlik 10000000146", "T.C. kimlik *"),
        ("マイナンバー 1234 5678 9018", "マイナンバー *"),
        ("passport C01X00T47", "passport *"),
        ("call me: 030 901820", "call me: *"),
        ("Telefon 030/901820-12", "Telefon *"),
        ("电话：010-12345678", "电话：*"),
        ("ssh -p 22 jane@web01 uptime", "ssh -p 22 jane@* uptime"),
        ("ssh -i ~/.ssh/k bastion.acme.io", "ssh -i ~/.ssh/k *"),
        ("scp a jane@web01:/srv", "scp a jane@*:/srv"),
        ("Host w\n  HostName web01.acme.io\n", "Host w\n  HostName *\n"),
        ("https://jenkins.acme.io/job/1", "https://*/job/1"),
        ("https://web-02.acme.io/", "https://*/"),
        ("http://build01:8080/x", "http://*:8080/x"),
        ("postgres://app@data.acme.io/x", "postgres://app@*/x"),
        ("DB_HOST=data.eu.acme.io", "DB_HOST=*"),
        ("http://10.1.2.3:80/x", "http://*:80/x"),
        ("user@10.1.2.3", "user@*"),
        ("10.1.2.3/24", "*/24"),
        ("10.1.2.0/24", "*/24"),
        ("mail-zoe@corp.com.txt", "*.txt"),
        ("src/zoe@corp.co.uk.tar.gz", "src/*.tar.gz"),
        ("postgres://bob:pw@db1.internal", "postgres://bob:pw@*"),
    ],
)
def test_what_is_hidden_where_the_text_says_what_it_is(before: str, after: str) -> None:
    done = redact.redact_text(before, personal=True)
    hidden = {span.kind for span in done.hidden_spans}
    assert done.text == after.replace("*", f"[redacted: {hidden.pop()}]")


@pytest.mark.parametrize(
    "text",
    [
        "version 1.2.3.4, v10.20.30.40, foo==1.2.3.0, Chrome/120.0.6099.109, pkg@2.0.0.1, ~1.2.3.9",
        "127.0.0.1 0.0.0.0 255.255.255.0 192.0.2.7 198.51.100.1 203.0.113.9 8.8.8.8 1.1.1.1",
        "10.0.0.0/8, 1.3.6.1.4.1.311, 300.1.2.3, 01.02.03.04, 169.254.169.254",
        "::1 :: 2001:db8::1 std::vector a::b 12:34:56 dead::beef ff02::1 1:2 aa:bb:cc:dd:ee:ff",
        "2001:zz::1 11111:1111:2:3::4 a:1:b:2:c:3",
        "me@example.com you@sub.example.org a@b.test git@github.com:a/b.git git@gitlab.acme.io/x",
        "noreply@anthropic.com 123+jane@users.noreply.github.com no-reply@acme.com",
        "actions/checkout@v4 lodash@4.17.21 icon@2x.png getty@tty1.service @scope/pkg@1.0.0",
        "image@sha256:abcdef0123456789 415.555.26711 2.415.555.2671 0171/12/30 01711234567",
        "2024-11-29 2024-11-29T10:20:30Z 20241129 1732900000000 1.10.0 2024.11.29-1",
        "4242424242424241 1234567812345670 0000 0000 0000 0000 4444 4444 4444 4444",
        "DE89 3704 0044 0532 0130 01, XX89370400440532013000, NO9386011117947123",
        "000-12-3456 666-12-3456 536-00-4399 GB123456C 12345678A 12345678 RSSMRA85T10A562T",
        "111.444.777-36 111.111.111-11 9999 9999 0018 110105194912310021 901301-1234567 86 095 742 718",
        "756.9217.0769.86 85.07.30-033.29 811218-9875 131052-308U HEGG560427MVZRRL05",
        "redis:7.2.4-alpine postgres:16.1 ghcr.io/a/b:1.2.3 sha256:0123456789 0x4155550132",
        "PR #4155550132, id 536904399, +1 -1 @@ -12,7 +12,8 @@ +0200 1e+10 a+4915112345678",
        "https://docs.python.org/3/ https://github.com/a/b https://jenkins.io http://localhost:80",
        "https://wiki.archlinux.org/x https://host.docker.internal:1/ redis://redis:6379 http://db:80/",
        "https://acme.io/x and https://www.acme.io/y, wss://stream.acme.io/z",
        "docker-compose.local .env.local com.acme.internal.Foo this.internal x.internal() my.local",
        "ssh localhost; ssh-keygen -t ed25519; use ssh keys; scp a.b c; ssh db",
        "SERVER=10 host: localhost, server: nginx, endpoint: api.example.com, host: com.acme.app",
        "call f(1234567) on 2024-11-29; phone: 2024-11-29; tel: 12",
        "20251206-0001 811218-9876 (0020-0023) @app.post(\"/x\") n@app.post('/x')",
        "https://flake8.pycqa.org/x https://react-query-v3.tanstack.com https://wiki.c2.com smtp.gmail.com",
        "root@localhost postgres@localhost bob@localhost:5432/x ssh://bob@localhost/x",
        "docker-compose.local app.local 10.0.0.0/8 172.16.0.0/12 192.168.0.0/16",
        "01 02 03 04 05 06 12 34 56 78 90 2024/12345 01/02/2024 010/12 (0) 12 345 8 (3) 1-2-3",
        "the id 8001015009087 and the CPF 11144477736 and kimlik 10000000147",
    ],
)  # fmt: skip
def test_look_alikes_stay(text: str) -> None:
    assert redact.redact_text(text, personal=True) == redact.RedactedText(text, ())


def test_an_address_has_the_same_placeholder_in_all_texts() -> None:
    done = redact.redact_texts(["a jane@acme.io, joe@acme.io", "joe@acme.io"], personal=True)
    assert [part.text for part in done] == [
        "a [redacted: email], [redacted: email 2]",
        "[redacted: email 2]",
    ]


@pytest.mark.parametrize(
    "piece",
    ["1", "1.", "1 ", "1-", "a", "a.", "a@", "@", ":", "a:", "ssh ", "ssh -p a ", "://", "a://a", "host=a.",
     "+1 ", "(1)", "-", " ", "A1", "AB12 ", "phone 1", "a-", "1:1", "f:", "x.internal", "+49 (0)"]
)  # fmt: skip
def test_the_cost_is_linear(piece: str) -> None:
    assert_linear(
        lambda size: redact.redact_text(piece * (size // len(piece)), personal=True), 6_000
    )
