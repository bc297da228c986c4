"""The formats of tokens of model providers, payment, messaging and other services, as a table.

`platforms` describes the table.
"""

from __future__ import annotations

SERVICE_FORMATS = r"""
anthropic-key  docs.claude.com/en/api/overview
    sk-ant-  %U{30,}+
openai-key  platform.openai.com/docs/api-reference/authentication
    sk-proj- sk-svcacct- sk-service- sk-admin- sk-None-  %U{20,}+
    sk-  (?=%A{0,48}T3BlbkFJ)%A{36,}+
    sess-  %A{40,}+
openrouter-key  openrouter.ai/docs/api-reference/authentication
    sk-or-  %U{30,}+
langfuse-key  langfuse.com/docs/api
    sk-lf-  %U{30,}+
api-key  api-docs.deepseek.com platform.moonshot.ai docs.litellm.ai/docs/proxy/virtual_keys
    sk-  (?=[A-Za-z]{0,60}[0-9])%A{20,}+(?![-.]%A)
huggingface-token  huggingface.co/docs/hub/security-tokens
    hf_ api_org_  %A{30,}+
groq-key  console.groq.com/docs/quickstart
    gsk_  %A{40,}+
replicate-token  replicate.com/docs/topics/security/api-tokens
    r8_  %A{34,}+
xai-key  docs.x.ai/docs/overview
    xai-  %A{60,}+
perplexity-key  docs.perplexity.ai/getting-started/quickstart
    pplx-  %A{36,}+
fireworks-key  docs.fireworks.ai/api-reference/introduction
    fw_  ?%A{22,}+
together-key  docs.together.ai/docs/quickstart
    tgp_v1_  %U{36,}+
pinecone-key  docs.pinecone.io/guides/projects/manage-api-keys
    pcsk_  [A-Za-z0-9_]{40,}+
nvidia-key  docs.nvidia.com/ngc/gpu-cloud/ngc-user-guide
    nvapi-  %U{50,}+
cerebras-key  inference-docs.cerebras.ai/quickstart
    csk-  %A{40,}+
langsmith-key  docs.smith.langchain.com/administration/how_to_guides/organization_management
    lsv2_pt_ lsv2_sk_  [A-Za-z0-9_]{36,}+
    ls__  %H{32}(?!%A)
tavily-key  docs.tavily.com/documentation/quickstart
    tvly-  (?:[a-z]{2,6}-)?%U{28,}+
firecrawl-key  docs.firecrawl.dev/api-reference/introduction
    fc-  %H{32}(?!%A)
jina-key  jina.ai/api-dashboard
    jina_  %U{50,}+
voyage-key  docs.voyageai.com/docs/api-key-and-installation
    pa-  ?%U{40,50}(?!%U)
brave-key  api-dashboard.search.brave.com/app/documentation
    BSA  ?%U{24,30}(?!%U)
apify-token  docs.apify.com/platform/integrations/api
    apify_api_  %A{30,}+
e2b-key  e2b.dev/docs/api-key
    e2b_  %H{36,}+
runpod-key  docs.runpod.io/get-started/api-keys
    rpa_  %A{36,}+
modal-token  modal.com/docs/reference/cli/token
    ak- as-  ?%A{22}(?!%A)
cursor-key  cursor.com/docs/api
    crsr_ key_  %H{60,}+
wandb-key  docs.wandb.ai/support/find_api_key
    wandb_v1_  [A-Za-z0-9_]{30,}+
elevenlabs-key  elevenlabs.io/docs/api-reference/authentication
    sk_  %H{40,}+(?!%A)
stripe-key  docs.stripe.com/keys
    sk_live_ sk_test_ sk_prod_ rk_live_ rk_test_ rk_prod_ sk_org_live_ sk_org_test_  %A{16,}+
webhook-secret  docs.stripe.com/webhooks docs.svix.com/receiving/verifying-payloads
    whsec_  %B{24,}+={0,2}
square-token  developer.squareup.com/docs/build-basics/access-tokens
    sq0atp- sq0csp-  %U{20,}+
    EAAA  ?%U{54,66}(?!%U)
facebook-token  developers.facebook.com/docs/facebook-login/guides/access-tokens
    EAA  %A{80,}+
braintree-token  developer.paypal.com/braintree/articles/control-panel/important-gateway-credentials
    access_token$production$ access_token$sandbox$  %A{10,}+\$%H{32,}+
shopify-token  shopify.dev/docs/apps/build/authentication-authorization
    shpat_ shpca_ shppa_ shpss_ shpua_ shptka_ shprt_ shpltka_  %A{30,}+
plaid-token  plaid.com/docs/quickstart/glossary
    access-sandbox- access-development- access-production-  %H{8}-[0-9a-f-]{27}
adyen-key  docs.adyen.com/development-resources/api-credentials
    AQE  ?[A-Za-z0-9+/=_-]{80,}+
razorpay-key  razorpay.com/docs/payments/dashboard/account-settings/api-keys
    rzp_live_ rzp_test_  %A{14,}+
flutterwave-key  developer.flutterwave.com/docs/authentication
    FLWSECK- FLWSECK_TEST-  %A{12,}+(?:-X)?
mollie-key  docs.mollie.com/reference/authentication
    live_ test_  ?%A{30,40}(?!%A)
gocardless-token  developer.gocardless.com/getting-started/api/making-your-first-request
    live_ sandbox_  ?%U{40,}+
paddle-key  developer.paddle.com/api-reference/about/authentication
    pdl_live_apikey_ pdl_sdbx_apikey_  [A-Za-z0-9_]{30,}+
xendit-key  docs.xendit.co/docs/api-keys
    xnd_production_ xnd_development_  %A{20,}+
duffel-token  duffel.com/docs/api/overview/making-requests/authentication
    duffel_test_ duffel_live_  %U{36,}+
shippo-token  docs.goshippo.com/docs/guides_general/authentication
    shippo_live_ shippo_test_  %H{36,}+
easypost-key  docs.easypost.com/docs/authentication
    EZAK EZTK  %A{50,}+
mailgun-key  documentation.mailgun.com/docs/mailgun/api-reference/mg-auth
    key-  %H{32}(?!%A)
    ~-  (?<![A-Za-z0-9-])[0-9a-f]{32}-[0-9a-f]{8}-[0-9a-f]{8}(?![A-Za-z0-9-])
mailchimp-key  mailchimp.com/developer/marketing/docs/fundamentals
    ~-us  (?<!%A)%H{32}-us[0-9]{1,2}(?!%A)
mandrill-key  mailchimp.com/developer/transactional/docs/fundamentals
    md-  ?%U{20,24}(?!%U)
sendgrid-key  www.twilio.com/docs/sendgrid/ui/account-and-settings/api-keys
    SG.  %U{16,32}\.%U{16,}+
brevo-key  developers.brevo.com/docs/getting-started
    xkeysib- xsmtpsib-  %H{50,}+-%A{10,}+
resend-key  resend.com/docs/dashboard/api-keys/introduction
    re_  (?=[A-Za-z_]{0,40}[0-9])%A{6,12}_%A{18,}+
mailersend-token  developers.mailersend.com/general
    mlsn.  %A{50,}+
klaviyo-key  developers.klaviyo.com/en/docs/authenticate_
    pk_  %H{34}(?!%A)
twilio-key  www.twilio.com/docs/iam/api-keys
    SK  %H{32}(?!%A)
slack-token  docs.slack.dev/authentication/tokens
    xoxb- xoxp- xoxa- xoxr- xoxs- xoxo- xoxc- xoxd-  (?=[A-Za-z%-]{0,40}[0-9])[A-Za-z0-9%-]{10,}+
    xoxe- xapp- xwfp-  (?=[A-Za-z%-]{0,40}[0-9])[A-Za-z0-9%-]{10,}+
    xoxe.  xox[a-z]-[A-Za-z0-9%-]{10,}+
slack-webhook  docs.slack.dev/messaging/sending-messages-using-incoming-webhooks
    hooks.slack.com/services/ hooks.slack.com/workflows/  [A-Za-z0-9/_-]{20,}+
    hooks.slack.com/triggers/  [A-Za-z0-9/_-]{20,}+
discord-webhook  discord.com/developers/docs/resources/webhook
    discord.com/api/webhooks/ discordapp.com/api/webhooks/  [0-9]{12,}/%U{30,}+
discord-token  discord.com/developers/docs/reference#authentication
    ~.  (?<![A-Za-z0-9_.-])[MNO][A-Za-z0-9_-]{22,27}\.[A-Za-z0-9_-]{6}\.[A-Za-z0-9_-]{27,}+
    mfa.  %U{60,}+
telegram-token  core.telegram.org/bots/features#botfather
    ~:  (?:(?<![A-Za-z0-9:_-])|(?<=/bot))[0-9]{8,12}:(?=[0-9_-]{0,30}[A-Za-z])
        [A-Za-z0-9_-]{34,36}(?![A-Za-z0-9_-])
teams-webhook  learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/how-to
    webhook.office.com/webhookb2/  [A-Za-z0-9@/_-]{50,}+
linear-key  linear.app/developers/graphql
    lin_api_ lin_oauth_ lin_wh_  %A{30,}+
notion-token  developers.notion.com/reference/authentication
    ntn_  %A{36,}+
    secret_  (?=[A-Za-z]{0,42}[0-9])%A{40,}+
airtable-token  airtable.com/developers/web/guides/personal-access-tokens
    pat  %A{14}\.%H{50,}+
figma-token  developers.figma.com/docs/rest-api/authentication
    figd_ figo_ figor_ figu_  %U{30,}+
asana-token  developers.asana.com/docs/personal-access-token
    ~:  (?<![A-Za-z0-9/.])[0-2]/[0-9]{6,20}(?:/[0-9]{6,20})?:%A{32,}+
    0/  %H{32}(?!%A)
clickup-token  developer.clickup.com/docs/authentication
    pk_  [0-9]{5,}_[A-Z0-9]{28,}+
typeform-token  www.typeform.com/developers/get-started/personal-access-token
    tfp_  %U{36,}+
contentful-token  www.contentful.com/developers/docs/references/authentication
    CFPAT-  %U{36,}+
hubspot-token  developers.hubspot.com/docs/guides/apps/authentication/intro-to-auth
    pat-na1- pat-na2- pat-na3- pat-eu1- pat-ap1-  %H{8}-[0-9a-f-]{27}
intercom-token  developers.intercom.com/docs/build-an-integration/learn-more/authentication
    dG9r  ?%B{40,}+={0,2}
salesforce-token  developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest
    00D  %A{12,15}![A-Za-z0-9._]{60,}+
sentry-token  docs.sentry.io/account/auth-tokens
    sntrys_  [A-Za-z0-9+/=_-]{40,}+
    sntryu_ sntrya_ sntryi_  %A{50,}+
grafana-token  grafana.com/docs/grafana/latest/administration/service-accounts
    glsa_  [A-Za-z0-9_]{32,}+
    glc_ eyJrIjoi  %B{30,}+={0,2}
new-relic-key  docs.newrelic.com/docs/apis/intro-apis/new-relic-api-keys
    NRAK- NRII- NRIQ- NRJS- NRRA- NRSP- NRAA-  %U{18,}+
    ~NRAL  (?<!%A)%A{30,40}NRAL(?!%A)
honeycomb-key  docs.honeycomb.io/get-started/configure/environments/manage-api-keys
    hcaik_ hcbik_ hcamk_ hcxik_  %A{36,}+
axiom-token  axiom.co/docs/reference/tokens
    xaat- xapt-  %H{8}-[0-9a-f-]{27}
posthog-key  posthog.com/docs/api
    phx_ phs_  %A{36,}+
launchdarkly-key  docs.launchdarkly.com/sdk/concepts/client-side-server-side
    sdk-  %H{8}(?:-%H{4}){3}-%H{12}
statsig-key  docs.statsig.com/access-management/api-keys
    secret-  ?%A{36,}+
stytch-secret  stytch.com/docs/api
    secret-live- secret-test-  %U{30,}+={0,2}
pagerduty-key  developer.pagerduty.com/docs/authentication
    u+  %U{18}(?!%U)
    pdus+ pdeu+  %U{16,}+
mapbox-token  docs.mapbox.com/help/dive-deeper/access-tokens
    sk.eyJ tk.eyJ  %U{40,}+\.%U{15,}+
segment-token  segment.com/docs/api/public-api
    sgp_  %A{60,}+
x-token  docs.x.com/fundamentals/authentication/oauth-2-0/application-only
    AAAAAAAAAAAAAAAAAAAA  (?=[A-Za-z%]{0,80}[0-9])(?>(?:[A-Za-z0-9%]|=(?=[A-Za-z0-9])){50,})
        (?![+/=_-])
    ~-  (?<![A-Za-z0-9-])[0-9]{8,20}-(?=[A-Z0-9]{0,39}[a-z])(?=[a-z0-9]{0,39}[A-Z])%A{40}(?!%A)
linkedin-secret  learn.microsoft.com/linkedin/shared/authentication/client-credentials-flow
    WPL_AP1. WPL_AP0.  [A-Za-z0-9+/=]{10,}+(?:\.[A-Za-z0-9+/=]{6,}+)*
dropbox-token  developers.dropbox.com/oauth-guide
    sl.  (?:u\.)?%U{80,}+
twitch-token  dev.twitch.tv/docs/irc/authenticate-bot
    oauth:  [a-z0-9]{30}(?!%A)
adobe-secret  developer.adobe.com/developer-console/docs/guides/authentication
    p8e-  %U{30,}+
adafruit-key  io.adafruit.com/api/docs
    aio_  %A{28}(?!%A)
frameio-token  developer.adobe.com/frameio
    fio-u-  [A-Za-z0-9_=-]{50,}+
onesignal-key  documentation.onesignal.com/docs/keys-and-ids
    os_v2_app_ os_v2_org_  %A{60,}+
trigger-key  trigger.dev/docs/apikeys
    tr_dev_ tr_prod_ tr_stg_ tr_pat_  %A{20,}+
inngest-key  www.inngest.com/docs/platform/signing-keys
    signkey-prod- signkey-test- signkey-branch-  %H{32,}+
tinybird-token  www.tinybird.co/docs/forward/administration/tokens
    p.eyJ  %U{30,}+\.%U{16,}+
wakatime-key  wakatime.com/developers
    waka_  %H{8}-[0-9a-f-]{27}
readme-key  docs.readme.com/main/reference/intro/authentication
    rdme_  %A{50,}+
cal-key  cal.com/docs/api-reference/v2/introduction
    cal_live_ cal_test_  %H{30,}+
"""
