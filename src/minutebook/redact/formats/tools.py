"""The formats of tokens of developers' tools, data services and newer vendors, as a table.

`platforms` describes the table.
"""

from __future__ import annotations

TOOL_FORMATS = r"""
docker-swarm-token  docs.docker.com/reference/cli/docker/swarm/join-token
    SWMTKN-1-  %A{30,}+-%A{20,}+
openshift-token  docs.redhat.com/en/documentation/openshift_container_platform
    sha256~  %U{40,}+
rancher-token  ranchermanager.docs.rancher.com/api/api-tokens
    ~:  (?<![A-Za-z0-9:-])(?:token|kubeconfig-u|kubeconfig-user)-[a-z0-9]{5,12}:[a-z0-9]{54}(?!%A)
clickhouse-key  clickhouse.com/docs/cloud/manage/openapi
    4b1d  %A{38}(?!%A)
confluent-secret  docs.confluent.io/cloud/current/access-management/authenticate/api-keys
    cflt  (?=[A-Za-z+/]{0,50}[0-9])%B{56,}+={0,2}
aiven-password  aiven.io/docs/platform/concepts/service-users
    AVNS_  ?%U{19,}+
    aivenv1_  %B{60,}+={0,2}
elastic-key  www.elastic.co/docs/deploy-manage/api-keys
    essu_ essp_  %B{30,}+={0,2}
xata-key  xata.io/docs/concepts/api-keys
    xau_  %A{30,}+
appwrite-key  appwrite.io/docs/advanced/platform/api-keys
    standard_  %H{160,}+
sanity-token  www.sanity.io/docs/content-lake/http-auth
    sk  ?%A{80,}+
convex-key  docs.convex.dev/cli/deploy-key-types
    eyJ2MiI6  %B{20,}+={0,2}
dbt-token  docs.getdbt.com/docs/dbt-apis/authentication
    dbtc_ dbtu_ dbts_  %U{36,}+
polar-token  polar.sh/docs/integrate/oat
    polar_oat_ polar_pat_ polar_cs_ polar_crt_ polar_whs_  %U{30,}+
    polar_at_u_ polar_at_o_ polar_rt_u_ polar_rt_o_ polar_ci_  %U{30,}+
unkey-key  www.unkey.com/docs/security/root-keys
    unkey_  ?%A{16,}+
zuplo-key  zuplo.com/docs/articles/api-key-management
    zpka_  %U{30,}+
val-town-token  docs.val.town/api/authentication
    vtwn_  %A{20,}+
bitwarden-token  bitwarden.com/help/access-tokens
    ~:  (?<![A-Za-z0-9_.-])0\.%H{8}-[0-9a-f-]{27}\.%A{30}:%B{22}==
defined-networking-token  docs.defined.net/guides/automating-host-creation
    dnkey-  [A-Za-z0-9=_-]{26}-[A-Za-z0-9=_-]{52}
netbird-token  docs.netbird.io/how-to/access-netbird-public-api
    nbp_  %A{36,}+
authress-token  authress.io/knowledge-base/docs/authorization/service-clients
    sc_ ext_ scauth_ authress_  [a-z0-9]{5,30}\.[a-z0-9]{4,6}\.acc[_-][a-z0-9-]{10,32}
        \.[A-Za-z0-9+/_=-]{30,}+
rootly-token  docs.rootly.com/api-reference/overview
    rootly_  %H{40,}+
firehydrant-token  docs.firehydrant.com/reference/authentication
    fhb-  %H{32,}+
mergify-key  docs.mergify.com/api
    mergify_application_key_  %A{40,}+
chromatic-token  www.chromatic.com/docs/cli
    chpt_  ?%A{11,}+
warp-key  docs.warp.dev/reference/cli/api-keys
    wk-1.  %A{40,}+
daytona-key  www.daytona.io/docs/en/api-keys
    dtn_  %H{40,}+
browserbase-key  docs.browserbase.com/reference/api/overview
    bb_live_ bb_test_  %U{20,}+
context7-key  context7.com/docs/api-guide
    ctx7sk-  %H{8}-[0-9a-f-]{27}
llama-cloud-key  developers.llamaindex.ai/python/cloud/general/api_key
    llx-  %A{40,}+
anyscale-key  docs.anyscale.com/administration/security
    esecret_ aph0_  %A{20,}+
helicone-key  docs.helicone.ai/references/provider-integration
    sk-helicone-  %U{16,}+
cartesia-key  docs.cartesia.ai/get-started/authentication
    sk_car_  %U{20,}+
mem0-key  docs.mem0.ai/api-reference
    m0-  %A{36,}+
chroma-key  docs.trychroma.com/cloud/getting-started
    ck-  %A{36,}+
dify-key  docs.dify.ai/en/use-dify/publish/developing-with-apis
    app- dataset-  ?%A{24}(?!%A)
roboflow-key  docs.roboflow.com/developer/authentication
    rf_  ?%A{20,}+
neptune-token  docs.neptune.ai/setup/setting_api_token
    eyJhcGlfYWRkcmVzcyI6  %B{40,}+={0,2}
cloudflare-tunnel-token  developers.cloudflare.com/cloudflare-one/networks/connectors
    eyJhIjoi  %B{100,}+={0,2}
github-legacy-token  github.blog/engineering/platform-security
    v1.  %H{40}(?!%A)
sourcegraph-license-token  sourcegraph.com/docs/admin/licensing
    slk_  %H{60,}+
devcycle-key  docs.devcycle.com/platform/account-management/api-credentials
    dvc_server_ dvc_mobile_ dvc_client_  %U{20,}+
flagsmith-key  docs.flagsmith.com/clients/server-side
    ser.  ?%A{20,}+
growthbook-key  docs.growthbook.io/api-overview
    secret_admin_ secret_readonly_ secret_user_  %A{16,}+
configcat-key  configcat.com/docs/advanced/config-json-schemas
    configcat-sdk-1/  %U{22}/%U{22}
unleash-token  docs.getunleash.io/concepts/api-tokens-and-client-keys
    ~:  (?:(?<![A-Za-z0-9_:.*-])[a-z]%U{0,40}|(?<=\*)):[a-z]%U{1,40}\.%H{56,64}(?!%A)
ably-key  ably.com/docs/platform/account/app/api
    ~:  ?(?<![A-Za-z0-9_.:-])%U{6}\.%U{6}:%U{42,44}(?!%U)
maxmind-key  support.maxmind.com/knowledge-base/articles/license-keys
    ~_mmk  (?<!%A)%A{6}_%A{29}_mmk(?!%A)
42-secret  api.intra.42.fr/apidoc/guides/getting_started
    s-s4t2ud- s-s4t2af-  %H{60,}+
settlemint-token  console.settlemint.com/documentation
    sm_aat_ sm_pat_ sm_sat_  %A{16,}+
wallet-key  github.com/bitcoin/bips/blob/master/bip-0032.mediawiki
    xprv yprv zprv tprv uprv vprv  %A{100,}+
nostr-key  github.com/nostr-protocol/nips/blob/master/19.md
    nsec1  [a-z0-9]{58}(?!%A)
secret-token  www.rfc-editor.org/rfc/rfc8959
    secret-token:  [A-Za-z0-9._~+/=%-]{16,}+
persona-key  docs.withpersona.com/api-keys
    persona_production_ persona_sandbox_  [0-9a-f-]{30,}+
onfido-token  documentation.onfido.com/api/latest
    api_live. api_live_us. api_live_ca.  %U{8,}+\.%U{24,}+
    api_sandbox. api_sandbox_us. api_sandbox_ca.  %U{8,}+\.%U{24,}+
pinterest-token  developers.pinterest.com/docs/getting-started/authentication-and-scopes
    pina_ pinr_  %A{32,}+
samsara-token  developers.samsara.com/docs/authentication
    samsara_api_  %A{28,}+
canva-secret  www.canva.dev/docs/connect/authentication
    cnvca  %U{30,}+
telnyx-key  developers.telnyx.com/development/api-fundamentals/authentication
    KEY0  %H{31}_%A{20,}+
thunderstore-token  thunderstore.io/api/docs
    tss_  %A{32,}+
ionic-token  ionic.io/docs/appflow/cli
    ion_  %A{40,}+
paypal-token  developer.paypal.com/api/rest/authentication
    A21AA  %U{70,}+
midtrans-key  docs.midtrans.com/docs/api-authorization-headers
    Mid-server- SB-Mid-server- VT-server- SB-VT-server-  %U{20,}+
cashfree-secret  www.cashfree.com/docs/api-reference/authentication
    cfsk_ma_prod_ cfsk_ma_test_  %H{30,}+(?:_%H{6,}+)?
asaas-key  docs.asaas.com/docs/authentication
    aact_prod_ aact_hmlg_ aact_YTU5YTE0  %B{40,}+(?:::%B{20,}+)?={0,2}
checkout-key  www.checkout.com/docs/developer-resources/testing/api-keys
    sk_sbox_  [a-z2-7]{20,}+[*#$=]?
dingtalk-secret  open.dingtalk.com/document/robots/customize-robot-security-settings
    SEC  [0-9a-f]{64}(?!%A)
feishu-webhook  open.feishu.cn/document/client-docs/bot-v3/add-custom-bot
    open.feishu.cn/open-apis/bot/v2/hook/  %H{8}-[0-9a-f-]{27}
    open.larksuite.com/open-apis/bot/v2/hook/  %H{8}-[0-9a-f-]{27}
zapier-webhook  help.zapier.com/hc/en-us/articles/8496288690317
    hooks.zapier.com/hooks/catch/  [0-9]{4,}/%A{5,}+
ifttt-key  ifttt.com/maker_webhooks
    ~/with/key/  (?<=/with/key/)%U{20,}+
microsoft-token  learn.microsoft.com/entra/identity-platform/refresh-tokens
    0.A 1.A  %U{20,}+\.A%U{150,}+
"""
