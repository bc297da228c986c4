"""Tokens of developers' tools and newer vendors are hidden whole, and only they."""

from __future__ import annotations

import base64
import json

import pytest

from minutebook import redact

from secret_shapes import HEX, Make, Maker

# Other values take the same branches: coverage is measured with the first.
SEEDS = (0, *(pytest.param(seed, marks=pytest.mark.untraced) for seed in range(1, 4)))
BASE32 = "abcdefghijklmnopqrstuvwxyz234567"


def json64(maker: Maker, **values: str) -> str:
    return base64.b64encode(json.dumps(values, separators=(",", ":")).encode()).decode().rstrip("=")


TOKENS: tuple[tuple[str, Make], ...] = (
    ("docker-swarm-token", lambda m: f"SWMTKN-1-{m.low(50)}-{m.low(25)}"),
    ("openshift-token", lambda m: "sha256~" + m.u(43)),
    ("rancher-token", lambda m: f"kubeconfig-user-{m.low(5)}:{m.low(54)}"),
    ("clickhouse-key", lambda m: "4b1d" + m.a(38)),
    ("confluent-secret", lambda m: "cflt" + m.b(59) + "7"),
    ("aiven-password", lambda m: "AVNS_" + m.u(19)),
    ("elastic-key", lambda m: "essu_" + m.b(60)),
    ("xata-key", lambda m: "xau_" + m.a(37)),
    ("appwrite-key", lambda m: "standard_" + m.h(256)),
    ("sanity-token", lambda m: "sk" + m.a(160)),
    ("convex-key", lambda m: json64(m, v2=m.h(60))),
    ("dbt-token", lambda m: "dbtu_" + m.u(44)),
    ("polar-token", lambda m: "polar_oat_" + m.a(43)),
    ("polar-token", lambda m: "polar_at_u_" + m.u(43)),
    ("unkey-key", lambda m: "unkey_" + m.a(22)),
    ("zuplo-key", lambda m: f"zpka_{m.h(32)}_{m.h(8)}"),
    ("val-town-token", lambda m: "vtwn_" + m.a(30)),
    ("bitwarden-token", lambda m: f"0.{m.uuid()}.{m.a(30)}:{m.b(22)}=="),
    ("defined-networking-token", lambda m: f"dnkey-{m.up(26)}-{m.up(52)}"),
    ("netbird-token", lambda m: "nbp_" + m.a(36)),
    ("authress-token", lambda m: f"sc_{m.low(12)}.{m.low(4)}.acc_{m.low(12)}.{m.a(44)}"),
    ("rootly-token", lambda m: "rootly_" + m.h(64)),
    ("firehydrant-token", lambda m: "fhb-" + m.h(32)),
    ("mergify-key", lambda m: "mergify_application_key_" + m.a(64)),
    ("warp-key", lambda m: "wk-1." + m.h(64)),
    ("daytona-key", lambda m: "dtn_" + m.h(64)),
    ("browserbase-key", lambda m: "bb_live_" + m.u(27)),
    ("context7-key", lambda m: "ctx7sk-" + m.uuid()),
    ("llama-cloud-key", lambda m: "llx-" + m.a(48)),
    ("anyscale-key", lambda m: "esecret_" + m.a(26)),
    ("helicone-key", lambda m: "sk-helicone-" + m.low(7) + "-" + m.low(7) + "-" + m.low(7)),
    ("cartesia-key", lambda m: "sk_car_" + m.a(22)),
    ("mem0-key", lambda m: "m0-" + m.a(40)),
    ("chroma-key", lambda m: "ck-" + m.a(44)),
    ("dify-key", lambda m: "dataset-" + m.a(23) + "7"),
    ("neptune-token", lambda m: json64(m, api_address="https://a.dev", api_key=m.uuid())),
    ("cloudflare-tunnel-token", lambda m: json64(m, a=m.h(32), t=m.uuid(), s=m.b(43))),
    ("github-legacy-token", lambda m: "v1." + m.h(40)),
    ("sourcegraph-license-token", lambda m: "slk_" + m.h(64)),
    ("devcycle-key", lambda m: "dvc_server_" + m.uuid()),
    ("growthbook-key", lambda m: "secret_admin_" + m.a(40)),
    ("configcat-key", lambda m: f"configcat-sdk-1/{m.u(22)}/{m.u(22)}"),
    ("unleash-token", lambda m: "default:production." + m.h(60)),
    ("ably-key", lambda m: f"{m.a(6)}.{m.a(6)}:{m.a(40)}x7Q"),
    ("maxmind-key", lambda m: f"{m.a(6)}_{m.a(29)}_mmk"),
    ("42-secret", lambda m: "s-s4t2ud-" + m.h(64)),
    ("settlemint-token", lambda m: "sm_pat_" + m.a(16)),
    ("persona-key", lambda m: "persona_production_" + m.uuid()),
    ("onfido-token", lambda m: f"api_live.{m.u(11)}.{m.u(32)}"),
    ("pinterest-token", lambda m: "pina_" + m.a(76)),
    ("samsara-token", lambda m: "samsara_api_" + m.a(30)),
    ("canva-secret", lambda m: "cnvca" + m.u(51)),
    ("telnyx-key", lambda m: f"KEY0{m.of(HEX, 31).upper()}_{m.a(22)}"),
    ("paypal-token", lambda m: "A21AA" + m.u(92)),
    ("midtrans-key", lambda m: "SB-Mid-server-" + m.u(24)),
    ("cashfree-secret", lambda m: f"cfsk_ma_prod_{m.h(32)}_{m.h(8)}"),
    ("asaas-key", lambda m: f"aact_prod_{m.b(76)}::{m.b(36)}"),
    ("checkout-key", lambda m: f"sk_sbox_{m.of(BASE32, 26)}#"),
    ("dingtalk-secret", lambda m: "SEC" + m.h(64)),
    ("feishu-webhook", lambda m: "open.feishu.cn/open-apis/bot/v2/hook/" + m.uuid()),
    ("zapier-webhook", lambda m: f"hooks.zapier.com/hooks/catch/{m.n(8)}/{m.low(7)}"),
    ("microsoft-token", lambda m: f"0.AX{m.u(40)}.Ag{m.u(300)}"),
)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(("kind", "make"), TOKENS, ids=[kind for kind, _ in TOKENS])
def test_a_token_is_hidden_in_full(kind: str, make: Make, seed: int) -> None:
    token = make(Maker(seed))
    for sentence in ("Use {} for the deploy.", "`{}`", "X={}", '{{"a": "x\\n{}\\ny"}}', "是{}。"):
        done = redact.redact_text(sentence.format(token)).text
        assert done == sentence.format(f"[redacted: {kind}]")


def test_tokens_with_signs_around() -> None:
    maker = Maker(7)
    text = f"*:development.{maker.h(60)} a:secret-token:mercury_production_{maker.a(40)}"
    assert redact.redact_text(text).text == "*[redacted: unleash-token] a:[redacted: secret-token]"


@pytest.mark.parametrize(
    "text",
    [
        "standard_deviation app-configuration dataset-preparation-script rf_config unkey_example",
        "polar_coordinates_of_the_point v1.0.0 v1.deadbeef 0.A 1.A KEY0 SEC secret-token:",
        "sha256~abc chpt_ dtn_ ck-editor m0- llx- api_live.example default:production",
        "sha256:" + "ab12" * 16,
        "secret_user_interface_of_the_app, ser.py, sc_main, ext_modules",
        "skeleton skipped-because-of-a-very-long-name-that-goes-on-and-on-and-on-and-on",
    ],
)
def test_look_alikes_stay(text: str) -> None:
    assert redact.redact_text(text) == redact.RedactedText(text, ())
