"""Random secrets in the formats of vendors, and texts that only look like secrets.

They are made when a test runs: a literal token would alarm the scanners of repositories.
"""

from __future__ import annotations

import base64
import json
import random
import string
from collections.abc import Callable

LETTERS = string.ascii_letters + string.digits
HEX = "0123456789abcdef"


class Maker:
    """Makes random values, the same ones for the same seed.

    Each method named by a few letters returns `length` characters of one alphabet. Its name is
    that short because the tables below call it in each row.
    """

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def of(self, alphabet: str, length: int) -> str:
        """Characters of `alphabet`."""
        return "".join(self.random.choices(alphabet, k=length))

    def a(self, length: int) -> str:
        """Letters and digits."""
        return self.of(LETTERS, length)

    def u(self, length: int) -> str:
        """Characters of a URL."""
        # The last is a letter or digit: in a sentence, a `-` or `_` might not be part of the value.
        return self.of(LETTERS + "_-", length - 1) + self.a(1)

    def h(self, length: int) -> str:
        """Hexadecimal digits."""
        return self.of(HEX, length)

    def b(self, length: int) -> str:
        """Characters of base64."""
        return self.of(LETTERS + "+/", length)

    def low(self, length: int) -> str:
        """Lower-case letters and digits."""
        return self.of(string.ascii_lowercase + string.digits, length)

    def up(self, length: int) -> str:
        """Upper-case letters and digits."""
        return self.of(string.ascii_uppercase + string.digits, length)

    def n(self, length: int) -> str:
        """Digits from 1 to 9."""
        return self.of("123456789", length)

    def uuid(self) -> str:
        return "-".join(self.h(length) for length in (8, 4, 4, 4, 12))

    def json64(self, document: dict[str, object]) -> str:
        return base64.urlsafe_b64encode(json.dumps(document).encode()).decode().rstrip("=")

    def jwt(self) -> str:
        header = self.json64({"alg": "HS256", "typ": "JWT"})
        payload = self.json64({"sub": self.n(10), "name": self.a(8), "iat": 1516239022})
        return f"{header}.{payload}.{self.u(43)}"


Make = Callable[[Maker], str]

# Tokens whose format identifies them: the kind that the placeholder names, and a function that
# makes one.
TOKENS: tuple[tuple[str, Make], ...] = (
    ("github-token", lambda m: "ghp_" + m.a(36)),
    ("github-token", lambda m: "gho_" + m.a(36)),
    ("github-token", lambda m: "ghs_" + m.a(36)),
    ("github-token", lambda m: "ghs_" + m.n(6) + "_" + m.jwt()),
    ("github-token", lambda m: "ghr_" + m.a(76)),
    ("github-token", lambda m: "github_pat_" + m.a(22) + "_" + m.a(59)),
    ("gitlab-token", lambda m: "glpat-" + m.u(20)),
    ("gitlab-token", lambda m: "glpat-" + m.u(52) + ".01." + m.low(9)),
    ("gitlab-token", lambda m: "glrt-" + m.u(20)),
    ("bitbucket-token", lambda m: "ATBB" + m.a(24) + m.up(8)),
    ("atlassian-token", lambda m: "ATATT3xFfGF0" + m.u(171) + "=" + m.h(8).upper()),
    ("trello-token", lambda m: "ATTA" + m.h(72)),
    ("npm-token", lambda m: "npm_" + m.a(36)),
    ("pypi-token", lambda m: "pypi-AgEIcHlwaS5vcmc" + m.u(150)),
    ("rubygems-key", lambda m: "rubygems_" + m.h(48)),
    ("crates-io-token", lambda m: "cio" + m.a(32)),
    ("nuget-key", lambda m: "oy2" + m.low(43)),
    ("docker-token", lambda m: "dckr_pat_" + m.u(27)),
    ("aws-access-key", lambda m: "AKIA" + m.of("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 16)),
    ("google-api-key", lambda m: "AIza" + m.u(35)),
    ("google-oauth-token", lambda m: "ya29." + m.u(120)),
    ("google-oauth-token", lambda m: "GOCSPX-" + m.u(28)),
    ("azure-client-secret", lambda m: m.a(3) + "8Q~" + m.u(34)),
    ("azure-key", lambda m: m.b(76) + "+ASt" + m.a(6) + "=="),
    ("azure-key", lambda m: m.a(52) + "JQQJ99" + m.a(18) + "AZDO" + m.a(4)),
    ("digitalocean-token", lambda m: "dop_v1_" + m.h(64)),
    ("heroku-key", lambda m: "HRKU-AA" + m.u(58)),
    ("cloudflare-token", lambda m: "cfut_" + m.a(48)),
    ("vercel-token", lambda m: "vcp_" + m.a(56)),
    ("netlify-token", lambda m: "nfp_" + m.a(36)),
    ("fly-token", lambda m: "fm2_" + m.b(120) + "=="),
    ("supabase-key", lambda m: "sbp_" + m.h(40)),
    ("supabase-key", lambda m: "sb_secret_" + m.u(31)),
    ("planetscale-token", lambda m: "pscale_tkn_" + m.u(43)),
    ("databricks-token", lambda m: "dapi" + m.h(32)),
    ("vault-token", lambda m: "hvs." + m.u(92)),
    ("terraform-token", lambda m: m.a(14) + ".atlasv1." + m.u(67)),
    ("doppler-token", lambda m: "dp.pt." + m.a(43)),
    ("pulumi-token", lambda m: "pul-" + m.h(40)),
    ("1password-token", lambda m: "ops_" + m.json64({"a": m.a(250)})),
    ("age-key", lambda m: "AGE-SECRET-KEY-1" + m.of("QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L", 58)),
    ("tailscale-key", lambda m: "tskey-auth-" + m.a(16) + "-" + m.a(32)),
    ("jfrog-token", lambda m: "AKCp" + m.a(69)),
    ("sonar-token", lambda m: "squ_" + m.h(40)),
    ("circleci-token", lambda m: "CCIPAT_" + m.a(22) + "_" + m.h(40)),
    ("snyk-token", lambda m: "snyk_uat." + m.h(8) + "." + m.u(120)),
    ("postman-key", lambda m: "PMAK-" + m.h(24) + "-" + m.h(34)),
    ("dynatrace-token", lambda m: "dt0c01." + m.up(24) + "." + m.up(64)),
    ("anthropic-key", lambda m: "sk-ant-api03-" + m.u(93) + "AA"),
    ("openai-key", lambda m: "sk-proj-" + m.u(74) + "T3BlbkFJ" + m.u(74)),
    ("openai-key", lambda m: "sk-" + m.a(20) + "T3BlbkFJ" + m.a(20)),
    ("api-key", lambda m: "sk-" + m.h(32)),
    ("huggingface-token", lambda m: "hf_" + m.of(string.ascii_letters, 34)),
    ("groq-key", lambda m: "gsk_" + m.a(52)),
    ("replicate-token", lambda m: "r8_" + m.a(37)),
    ("perplexity-key", lambda m: "pplx-" + m.a(48)),
    ("stripe-key", lambda m: "sk_live_" + m.a(24)),
    ("stripe-key", lambda m: "rk_test_" + m.a(99)),
    ("webhook-secret", lambda m: "whsec_" + m.a(32)),
    ("square-token", lambda m: "sq0atp-" + m.u(22)),
    ("square-token", lambda m: "EAAA" + m.u(60)),
    ("facebook-token", lambda m: "EAACEdEose0cBA" + m.a(150)),
    ("braintree-token", lambda m: "access_token$production$" + m.low(16) + "$" + m.h(32)),
    ("shopify-token", lambda m: "shpat_" + m.h(32)),
    ("mailgun-key", lambda m: "key-" + m.h(32)),
    ("mailgun-key", lambda m: m.h(32) + "-" + m.h(8) + "-" + m.h(8)),
    ("mailchimp-key", lambda m: m.h(32) + "-us14"),
    ("sendgrid-key", lambda m: "SG." + m.u(22) + "." + m.u(43)),
    ("brevo-key", lambda m: "xkeysib-" + m.h(64) + "-" + m.a(16)),
    ("twilio-key", lambda m: "SK" + m.h(32)),
    ("slack-token", lambda m: "xoxb-" + m.n(12) + "-" + m.n(13) + "-" + m.a(24)),
    ("slack-token", lambda m: "xapp-1-A" + m.up(10) + "-" + m.n(13) + "-" + m.h(64)),
    ("discord-token", lambda m: "MT" + m.a(24) + ".G" + m.u(5) + "." + m.u(38)),
    ("telegram-token", lambda m: m.n(10) + ":AA" + m.u(33)),
    ("linear-key", lambda m: "lin_api_" + m.a(40)),
    ("notion-token", lambda m: "ntn_" + m.n(11) + m.a(35)),
    ("airtable-token", lambda m: "pat" + m.a(14) + "." + m.h(64)),
    ("figma-token", lambda m: "figd_" + m.u(40)),
    ("asana-token", lambda m: "1/" + m.n(16) + ":" + m.h(32)),
    ("sentry-token", lambda m: "sntryu_" + m.h(64)),
    ("sentry-token", lambda m: "sntrys_" + m.json64({"url": m.a(60)}) + "_" + m.b(43)),
    ("grafana-token", lambda m: "glsa_" + m.a(32) + "_" + m.h(8)),
    ("new-relic-key", lambda m: "NRAK-" + m.up(27)),
    ("pagerduty-key", lambda m: "u+" + m.a(18)),
    ("mapbox-token", lambda m: "sk." + m.json64({"u": m.a(20), "a": m.a(25)}) + "." + m.u(22)),
    ("x-token", lambda m: "A" * 22 + m.a(30) + "%3D" + m.a(40)),
    ("dropbox-token", lambda m: "sl." + m.u(135)),
    ("jwt", lambda m: m.jwt()),
)

# Values that only the text around `{}` identifies as secrets.
NAMED: tuple[tuple[str, Make], ...] = (
    ("The Datadog API key {} has to be rotated.", lambda m: m.h(32)),
    ("DD_APPLICATION_KEY={}", lambda m: m.h(40)),
    ("heroku auth token is {}, set it in CI", lambda m: m.uuid()),
    ("Cloudflare API token: {}", lambda m: m.u(40)),
    ("my Algolia admin key is `{}`", lambda m: m.h(32)),
    ("Twilio auth token {}", lambda m: m.h(32)),
    ("Okta: use the API token {} here", lambda m: "00" + m.u(40)),
    ("the Auth0 client secret ({}) leaked", lambda m: m.u(64)),
    ("Postmark server token = {}", lambda m: m.uuid()),
    ("AWS_SECRET_ACCESS_KEY={}", lambda m: m.b(40)),
    ('{{"secretAccessKey": "{}"}}', lambda m: m.b(40)),
    ("aws_secret_access_key = {}", lambda m: m.b(40)),
    ("The password for staging is {}.", lambda m: "Tr0ub4dor&" + m.a(3)),
    ("password: {}", lambda m: "hunter" + m.n(1) + m.a(2)),
    ("DB_PASSWORD={}", lambda m: m.of(string.ascii_lowercase, 9)),
    ("  - POSTGRES_PASSWORD={}", lambda m: m.a(4) + "!x@" + m.a(4)),
    ('db_password = "{}"', lambda m: "S3cr" + m.a(5) + "!"),
    ("curl -u admin:{} https://api.acme.dev/v1", lambda m: m.a(14)),
    ("curl -H 'Authorization: Bearer {}' https://api.acme.dev", lambda m: m.a(32)),
    ("Authorization: Basic {}", lambda m: base64.b64encode(f"me:{m.a(9)}".encode()).decode()),
    ("X-Api-Key: {}", lambda m: m.a(32)),
    ("PRIVATE-TOKEN: {}", lambda m: m.u(20)),
    ("Cookie: {}", lambda m: f"sid={m.a(32)}; csrftoken={m.a(32)}"),
    ("Set-Cookie: {}; Path=/; HttpOnly", lambda m: f"session={m.a(40)}"),
    ("postgres://app:{}@db.acme.dev:5432/app", lambda m: m.a(12)),
    ("mongodb+srv://app:{}@cluster0.acme.mongodb.net/x", lambda m: m.a(12)),
    ("redis://:{}@cache:6379/0", lambda m: m.a(20)),
    ("git clone https://{}@git.acme.dev/a/b.git", lambda m: m.a(24)),
    (
        "https://acme.blob.core.windows.net/c?sv=2022-11-02&sr=b&sig={}&se=2027-01-01",
        lambda m: m.b(43) + "%3D",
    ),
    ("GET /v1/users?api_key={}&page=2", lambda m: m.a(24)),
    ("AccountName=acme;AccountKey={};EndpointSuffix=core.windows.net", lambda m: m.b(86) + "=="),
    ("Server=db;User Id=sa;Password={};Encrypt=true", lambda m: m.a(10) + "!1"),
    ("machine api.acme.dev login me password {}", lambda m: m.a(12)),
    ("//packages.example.org/:_authToken={}", lambda m: m.uuid()),
    ('"auth": "{}"', lambda m: base64.b64encode(f"me:{m.a(24)}".encode()).decode()),
    ("https://hooks.slack.com/services/{}", lambda m: f"T{m.up(8)}/B{m.up(10)}/{m.a(24)}"),
    ("https://discord.com/api/webhooks/{}", lambda m: f"{m.n(18)}/{m.u(68)}"),
    ("deploy --token {} --force", lambda m: m.a(32)),
    ("Here is the API key:\n\n```\n{}\n```\n", lambda m: m.a(32)),
    ("| Sentry auth token | {} |", lambda m: m.h(64)),
    ("{} is the Datadog API key", lambda m: m.h(32)),
    ("<password>{}</password>", lambda m: m.a(12) + "7x"),
    ("- name: API_TOKEN\n  value: {}", lambda m: m.a(32)),
    ('os.environ["OPENAI_KEY"] = "{}"', lambda m: m.a(32)),
    ("jenkins api token: 11{}", lambda m: m.h(32)),
    ("SECRET_KEY_BASE={}", lambda m: m.h(128)),
    ("PrivateKey = {}", lambda m: m.b(43) + "="),
    ("TRAVIS_TOKEN: {}", lambda m: m.u(22)),
    ("circle ci token {}", lambda m: m.h(40)),
    ("use my Hetzner token {} please", lambda m: m.a(64)),
)


def pem(m: Maker, kind: str = "RSA PRIVATE KEY", end: str = "\n") -> str:
    lines = [m.b(64) for _ in range(12)] + [m.b(30) + "=="]
    return end.join([f"-----BEGIN {kind}-----", *lines, f"-----END {kind}-----"])


# Texts that must not be redacted.
LOOK_ALIKES: tuple[Make | str, ...] = (
    lambda m: f"fixed in commit {m.h(40)}",
    lambda m: f"the token test broke at {m.h(40)}",
    lambda m: f"see {m.h(7)}..{m.h(7)}",
    lambda m: f"sha256:{m.h(64)}",
    lambda m: f"image@sha256:{m.h(64)}",
    lambda m: f'"integrity": "sha512-{m.b(86)}=="',
    lambda m: f"integrity sha384-{m.b(64)}",
    lambda m: f"    --hash=sha256:{m.h(64)}",
    lambda m: f'checksum = "{m.h(64)}"',
    lambda m: f"md5 {m.h(32)}",
    lambda m: f'ETag: "{m.h(32)}"',
    lambda m: f"github.com/a/b v1.2.3 h1:{m.b(43)}=",
    lambda m: f"id {m.uuid()}",
    lambda m: f"session: {m.uuid()}",
    lambda m: f"request_id={m.uuid()}",
    lambda m: f"trace id {m.h(32)} span {m.h(16)}",
    lambda m: f'password_hash = "$2b$12${m.a(53)}"',
    lambda m: f"SHA256:{m.b(43)} me@host (ED25519)",
    lambda m: f"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI{m.b(43)} me@host",
    lambda m: f"deploy key ssh-rsa AAAAB3NzaC1yc2E{m.b(360)}",
    lambda m: pem(m, "PUBLIC KEY"),
    lambda m: pem(m, "CERTIFICATE"),
    lambda m: f"pk_live_{m.a(24)} is the publishable key",
    lambda m: f"MAPBOX_TOKEN=pk.eyJ{m.a(60)}.{m.a(22)}",
    lambda m: f"0x{m.h(40)} is my address",
    lambda m: f"data:image/png;base64,{m.b(200)}",
    lambda m: f"cache key: {m.h(32)}",
    lambda m: f"the primary key is {m.uuid()}",
    lambda m: f"objectId {m.h(24)}",
    lambda m: f"https://github.com/a/b/commit/{m.h(40)}",
    lambda m: f"https://github.com/a/b/blob/{m.h(40)}/src/token.py#L12",
    lambda m: f"resolved https://packages.example.org/a/-/a-1.2.3.tgz#{m.h(40)}",
    "AKIAIOSFODNN7EXAMPLE",
    "aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
    "OPENAI_API_KEY=your-api-key-here",
    "OPENAI_API_KEY=sk-...",
    "STRIPE_KEY=sk_test_xxxxxxxxxxxxxxxxxxxxxxxx",
    "GITHUB_TOKEN=ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
    "GITHUB_TOKEN=${{ secrets.GITHUB_TOKEN }}",
    "TOKEN=$(cat /run/secrets/token)",
    "DB_PASSWORD=${DB_PASSWORD:-}",
    "PASSWORD=%PASSWORD%",
    "Authorization: Bearer <token>",
    "Authorization: Bearer $TOKEN",
    "Authorization: Bearer YOUR_API_KEY",
    "-H 'Authorization: Bearer ${TOKEN}'",
    'token = os.environ["GITHUB_TOKEN"]',
    'api_key = os.getenv("OPENAI_API_KEY")',
    "const token = process.env.API_TOKEN;",
    "password=get_password()",
    "password = getpass.getpass('Password: ')",
    "password: string; token?: string",
    "def login(self, password: str = None, token=None):",
    "self.password = password",
    "the password must have at least 8 characters",
    "password: required|min:8",
    "max_tokens: 4096, total_tokens=128000",
    "next_page_token = response.next_page_token",
    "postgres://user:password@localhost:5432/app",
    "postgres://${DB_USER}:${DB_PASS}@db/app",
    "https://example.com:8080/@scope/package",
    "git@github.com:acme/secrets.git",
    "mailto:me@acme.dev and npm i @acme/token-utils@1.2.3",
    "https://docs.acme.dev/api-keys/create-a-token",
    "src/auth/token_store2.py:45 handles secret_rotation_2024",
    "/etc/ssl/private/key.pem and ./secrets/prod.env",
    "kubectl get secret my-app-token-x2k4z",
    "the GitHub token is read from the environment, and the key from Vault",
    "Bearer authentication with OAuth2 tokens, e.g. RS256",
    "key: value, secret: none, token: null, password: ''",
    "private_key_path: ~/.ssh/id_ed25519",
    "look for `-----BEGIN RSA PRIVATE KEY-----` in the file",
    "-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----",
    "hf_hub_download, sk-learn, re_compile_pattern_list, npm_config_registry, ghp_",
    "disk-encryption-at-rest, risk-assessment-for-teams, task-queue-2024-12",
    "version 1.2.3-beta.4+build.567",
    "2026-01-31T12:34:56.789Z",
    "Cookie: theme=dark",
    "import tokenize; tokenizer.encode(text); Tokenizer2Factory",
    "input[type=password] { color: red }",
    '{"type": "password", "name": "password", "label": "Password"}',
    "op://vault/item/password and arn:aws:secretsmanager:eu-west-1:123456789012:secret:app",
    "pypi-publish-action-for-github-actions-workflow",
    "xoxb-your-token-here",
    "01ARZ3NDEKTSV4RRFFQ69G5FAV",
    "the secret to good tests is patience",
)
