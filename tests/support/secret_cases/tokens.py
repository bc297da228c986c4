"""Tokens of vendors: those that are known by their form, and those that need a name beside them."""

from __future__ import annotations

from .patterns import PIECE
from .vendors import FORMATS

# Contexts of a token that is known by its form, one list a family; `@` is the token.
_CONTEXTS = (
    (
        "use @ for the calls to the API please",
        "export API_TOKEN=@",
        'curl -sS -H "Authorization: Bearer @" https://api.example.com/v1/me',
        '{"name": "prod", "token": "@", "active": true}',
        "// TODO: remove before release: @\nfunc main() {}",
        "- [ ] rotate `@` before the demo\n- [x] update the docs",
        "2026-03-01T10:00:00Z ERROR 401 for credential @: revoked",
        "| staging | @ | 2026-01-01 |",
        'client = Client("@", timeout=30)',
        "@",
        "deploy failed (@), see the log above",
        "https://api.example.com/v2/items?page=2&access_token=@#top",
        '+    const credential = "@";',
        "The one from the console is “@”. It still answers 403.",
        "cat > .credentials <<EOF\n@\nEOF",
        "auth:\n  token: @\n  scope: read",
        "I pasted it here:\n\n    @\n\nnow make the tests green",
        "-----\nkey,value\nservice,@\n",
    ),
    (
        "my token is @, put it into the secrets of the workflow",
        "$env:API_TOKEN = '@'",
        "wget --header='X-Api-Key: @' https://api.example.com/export.csv",
        'token = "@"  # expires in june',
        "<!-- @ -->\n<div id='app'></div>",
        "> @\n\nthis is what the support sent me",
        "[12:01:44] DEBUG request headers: {'authorization': 'token @'}",
        "1. open the settings\n2. paste @\n3. save",
        "service := New(`@`)",
        "old: @\nnew: not made yet",
        "docker run -e API_TOKEN=@ --rm app:latest",
        "Set-Cookie: session=@; Path=/; HttpOnly",
        "<token>@</token>",
        "it says 'invalid credential' for (@) — why?",
        "sed -i 's/REPLACE_ME/@/' config.ini",
        "secrets:\n  - name: api\n    value: '@'",
        "tok=@;other=1",
        "$ echo $API_TOKEN\n@\n$ make deploy",
    ),
)

# Formats that nobody can tell from any other value without a name; they stand in `_NAMED`.
_NEEDS_NAME = {
    "azure-devops", "azure-storage", "azure-sas", "kubeadm", "slack-webhook-path",
    "discord-webhook-path", "mailgun-new", "deepseek", "vault-old", "crates", "twitter-bearer",
    "ngrok",
}  # fmt: skip

_NAMED = [
    ("aws-secret-env", "AWS_SECRET_ACCESS_KEY=<<aws-secret>>"),
    ("aws-secret-ini", "[default]\naws_access_key_id = <<aws-id>>\naws_secret_access_key = <<aws-secret>>\nregion = eu-west-1"),
    ("aws-secret-beside-id", "⟪the staging keys: <<aws-id>> / <<aws-secret>>¦<<aws-id>>:<<aws-secret>>⟫"),
    ("aws-pair-lines", "aws configure\nAWS Access Key ID [None]: <<aws-id>>\nAWS Secret Access Key [None]: <<aws-secret>>\nDefault region name [None]: eu-central-1"),
    ("aws-csv", "Access key ID,Secret access key\n<<aws-id>>,<<aws-secret>>\n"),
    ("aws-json", '{"AccessKey": {"UserName": "ci", "AccessKeyId": "<<aws-id>>", "Status": "Active", "SecretAccessKey": "<<aws-secret>>"}}'),
    ("aws-session", "export AWS_SESSION_TOKEN=<<base64-88>>"),
    ("azure-storage", "DefaultEndpointsProtocol=https;AccountName=exampledata;AccountKey=<<azure-storage>>;EndpointSuffix=core.windows.net"),
    ("azure-devops", "⟪AZURE_DEVOPS_EXT_PAT¦export SYSTEM_ACCESSTOKEN⟫=<<azure-devops>>"),
    ("azure-sas", "https://exampledata.blob.core.windows.net/backups/db.bak?sv=2022-11-02&ss=b&srt=o&sp=r&se=2027-01-01T00:00:00Z&sig=<<azure-sas>>"),
    ("azure-service-bus", "Endpoint=sb://example.servicebus.windows.net/;SharedAccessKeyName=RootManageSharedAccessKey;SharedAccessKey=<<base64-44>>"),
    ("azure-openai", "AZURE_OPENAI_API_KEY=<<hex32>>\nAZURE_OPENAI_ENDPOINT=https://example.openai.azure.com/"),
    ("azure-function-key", "curl 'https://example.azurewebsites.net/api/import?code=<<base64-44:url>>'"),
    ("azure-cosmos", "AccountEndpoint=https://example.documents.azure.com:443/;AccountKey=<<base64-88>>;"),
    ("kubeadm", "kubeadm join 10.0.0.4:6443 --token <<kubeadm>> --discovery-token-ca-cert-hash sha256:<<sha256>>"),
    ("slack-webhook", "https://hooks.slack.com/services/<<slack-webhook-path>>"),
    ("discord-webhook", "https://discord.com/api/webhooks/<<discord-webhook-path>>"),
    ("teams-webhook", "https://example.webhook.office.com/webhookb2/<<uuid>>@<<uuid#2>>/IncomingWebhook/<<hex32>>/<<secret-uuid>>"),
    ("zapier-webhook", "POST https://hooks.zapier.com/hooks/catch/<<int8>>/<<alnum20>>/"),
    ("mailgun-new", "MAILGUN_API_KEY=<<mailgun-new>>"),
    ("deepseek", "DEEPSEEK_API_KEY=<<deepseek>>"),
    ("vault-old", "VAULT_TOKEN=<<vault-old>> vault kv get secret/app"),
    ("crates", "cargo login <<crates>>"),
    ("ngrok", "ngrok config add-authtoken <<ngrok>>"),
    ("datadog", "DD_API_KEY=<<hex32>>\nDD_APP_KEY=<<hex40>>"),
    ("cloudflare", "CF_API_TOKEN=<<alnum40>>"),
    ("cloudflare-global", "X-Auth-Email: ops@example.com\nX-Auth-Key: <<hex37>>"),
    ("mistral", "MISTRAL_API_KEY='<<alnum32>>'"),
    ("cohere", 'co = cohere.Client("<<alnum40>>")'),
    ("wandb", "⟪wandb login ¦WANDB_API_KEY=⟫<<hex40>>"),
    ("algolia", '{"appId": "B1G2GM9NG0", "adminApiKey": "<<hex32>>"}'),
    ("twilio-auth", "TWILIO_ACCOUNT_SID=AC<<md5>>\nTWILIO_AUTH_TOKEN=<<hex32>>"),
    ("spotify", "SPOTIFY_CLIENT_SECRET=<<hex32>>"),
    ("heroku-old", "HEROKU_API_KEY=<<secret-uuid>>"),
    ("snyk", "snyk auth <<secret-uuid>>"),
    ("codecov", "CODECOV_TOKEN: <<secret-uuid>>"),
    ("fastly", 'fastly_api_key: "<<alnum32>>"'),
    ("hetzner", "export HCLOUD_TOKEN=<<alnum64>>"),
    ("linode", "linode-cli configure --token <<hex64>>"),
    ("zendesk", "zendesk: {subdomain: example, api_token: <<alnum40>>}"),
    ("okta", "Authorization: SSWS 00<<alnum40>>"),
    ("alibaba-secret", "ALIBABA_CLOUD_ACCESS_KEY_ID=<<alibaba-id>>\nALIBABA_CLOUD_ACCESS_KEY_SECRET=<<alnum32>>"),
    ("scaleway", "SCW_SECRET_KEY=<<secret-uuid>>"),
    ("django", "SECRET_KEY = '<<django>>'"),
    ("rails-master", "RAILS_MASTER_KEY=<<hex32>> bin/rails db:migrate"),
    ("laravel", "APP_KEY=base64:<<base64-44>>"),
    ("fernet", "FERNET_KEY=<<base64-44>>"),
    ("jwt-signing", 'jwt.sign(payload, "<<alnum64>>")'),
    ("jwt", "⟪Authorization: Bearer <<jwt>>¦my session is <<jwt>> right now⟫"),
    ("totp", "⟪the 2FA seed is <<totp>>¦otpauth://totp/Example:ada?secret=<<totp>>&issuer=Example⟫"),
    ("wireguard", "[Interface]\nPrivateKey = <<base64-44>>\nAddress = 10.0.0.2/32"),
    ("wireguard-preshared", "[Peer]\nPublicKey = <<sha256-b64>>\nPresharedKey = <<base64-44>>"),
    ("ethereum", "DEPLOYER_PRIVATE_KEY=0x<<hex64>>"),
    ("twitter-bearer", "TWITTER_BEARER_TOKEN=<<twitter-bearer>>"),
    ("trello", "https://api.trello.com/1/boards?key=<<hex32>>&token=<<hex64>>"),
    ("openweather", "https://api.openweathermap.org/data/2.5/weather?q=Graz&appid=<<hex32>>"),
    ("pusher", "PUSHER_APP_ID=<<int6>>\nPUSHER_APP_SECRET=<<hex24>>"),
    ("oauth-client", "client_id=<<uuid>>&client_secret=<<alnum40>>&grant_type=client_credentials"),
    ("docker-auth", '{"auths": {"ghcr.io": {"auth": "<<basic>>"}}}'),
    ("npm-legacy", "//registry.npmjs.org/:_authToken=<<secret-uuid>>"),
]  # fmt: skip


def list_rows(seed: int, family: int) -> list[tuple[str, str]]:
    """Each format that is known by itself in a context, which another seed changes; then the named."""
    known = [kind for kind in FORMATS if kind not in _NEEDS_NAME]
    return [
        (kind, _choose_context(FORMATS[kind], index * 7 + seed, family).replace("@", f"<<{kind}>>"))
        for index, kind in enumerate(known)
    ] + _NAMED[family::2]


def _choose_context(pattern: str, start: int, family: int) -> str:
    """The first context from a place on that holds no piece of what all tokens of a form begin with."""
    contexts = _CONTEXTS[family % 2]
    head = pattern.partition("[")[0].replace("\\", "")
    pieces = [head[index : index + PIECE] for index in range(len(head) - PIECE + 1)]
    rotated = [contexts[(start + step) % len(contexts)] for step in range(len(contexts))]
    return next(text for text in rotated if not any(piece in text for piece in pieces))
