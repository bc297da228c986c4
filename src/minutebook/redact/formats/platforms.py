"""The formats of tokens of code hosts, package registries and clouds, as a table.

A table has a line for each kind of token, with where the vendor documents it. Below it, indented,
are its formats: the keywords that a token begins with, then the pattern of the rest; a line that is
indented further continues the pattern. `%A` is a letter or digit, `%U` also `_` and `-`, `%H` a
hexadecimal digit, `%B` base64. A pattern accepts values longer than today's, so that tokens of a
new length are hidden in full. `?` before a pattern: the keyword is weak, so the rest must look
random. `~` before a keyword: the pattern is of the whole token, and is searched where the text has
the keyword.
"""

from __future__ import annotations

PLATFORM_FORMATS = r"""
jwt  www.rfc-editor.org/rfc/rfc7519
    ~eyJ  (?<!%A)(?<!pk\.)eyJ%U{12,}+\.%U{10,}+(?:\.%U{6,}+){0,3}
github-token  docs.github.com/authentication about-authentication-to-github#githubs-token-formats
    ghp_ gho_ ghu_ ghr_  %A{30,}+
    ghs_  %U{30,}+(?:\.%U{6,}+){0,2}
    github_pat_  [A-Za-z0-9_]{30,}+
gitlab-token  docs.gitlab.com/security/tokens
    glpat- gldt- glrt- glrtr- glptt-  %U{18,}+(?:\.[0-9a-z]{9}(?!%A)|\.[0-9a-z]{2}\.[0-9a-z]{7,9}
        (?!%A))?
    glft- glimt- glagent- gloas-  %U{18,}+(?:\.[0-9a-z]{9}(?!%A)|\.[0-9a-z]{2}\.[0-9a-z]{7,9}(?!
        %A))?
    glsoat- glcbt- glffct- glwt-  %U{18,}+(?:\.[0-9a-z]{9}(?!%A)|\.[0-9a-z]{2}\.[0-9a-z]{7,9}(?!
        %A))?
    GR1348941  %U{18,}+
bitbucket-token  support.atlassian.com/bitbucket-cloud/docs/access-tokens
    ATBB  %A{24,}+
    BBDC-  [A-Za-z0-9+/@_-]{36,}+
atlassian-token  support.atlassian.com/atlassian-account/docs
    ATATT3 ATCTT3 ATSTT3 ATOAT3  %U{30,}+(?:=[0-9A-Fa-f]{6,}+)?
trello-token  developer.atlassian.com/cloud/trello/guides/rest-api/api-introduction
    ATTA  %A{60,}+
npm-token  docs.npmjs.com/about-access-tokens
    npm_  %A{30,}+
pypi-token  pypi.org/help/#apitoken
    pypi-  (?:AgE%U{16,}+|%U{60,}+)
rubygems-key  guides.rubygems.org/api-key-scopes
    rubygems_  %H{40,}+
crates-io-token  doc.rust-lang.org/cargo/reference/registry-authentication
    cio  ?%A{32}(?!%A)
nuget-key  learn.microsoft.com/nuget/nuget-org/scoped-api-keys
    oy2  [a-z0-9]{43}(?!%A)
docker-token  docs.docker.com/security/access-tokens
    dckr_pat_ dckr_oat_  %U{20,}+
packagist-token  packagist.com/docs/composer-authentication
    packagist_  (?:[a-z]{3}_)?%H{40,}+
clojars-token  github.com/clojars/clojars-web/wiki/Deploy-Tokens
    CLOJARS_  %A{40,}+
open-vsx-token  github.com/eclipse/openvsx/wiki/Publishing-Extensions
    ovsxat_  %U{30,}+
aws-access-key  docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers
    AKIA ABIA ACCA  [A-Z0-9]{16,}+(?!%A)
    ASIA  (?=[A-Z]{0,15}[0-9])[A-Z0-9]{16}(?!%A)
aws-session-token  docs.aws.amazon.com/STS/latest/APIReference/API_Credentials
    FwoGZXIvYXdz IQoJb3JpZ2lu  %B{50,}+={0,2}
aws-bedrock-key  docs.aws.amazon.com/bedrock/latest/userguide/api-keys
    ABSK  %B{80,}+={0,2}
    bedrock-api-key-  %B{30,}+={0,2}
amazon-token  developer-docs.amazon.com/sp-api/docs
    amzn.mws.  %H{8}-[0-9a-f-]{27,}+
    amzn1.oa2-cs.v1.  %H{40,}+
google-api-key  cloud.google.com/docs/authentication/api-keys
    AIza  %U{33,}+
    AQ.Ab  %U{30,}+
google-oauth-token  developers.google.com/identity/protocols/oauth2
    ya29.  (?:[a-z]\.)?%U{20,}+(?:\.%U{6,}+){0,3}
    1//0  %U{30,}+
    GOCSPX-  %U{20,}+
google-hmac-key  cloud.google.com/storage/docs/authentication/hmackeys
    GOOG1 GOOGTS  ?[A-Z0-9]{16,}+(?!%A)
firebase-key  firebase.google.com/docs/cloud-messaging
    AAAA  %U{7}:%U{100,}+
azure-client-secret  learn.microsoft.com/entra/identity-platform
    ~Q~  (?<![A-Za-z0-9_~.-])[A-Za-z0-9_~.-]{3}[0-9]Q~[A-Za-z0-9_~.-]{28,}(?<!\.)
azure-key  learn.microsoft.com/purview/sit-defn-azure-storage-account-key
    ~+ASt  (?<![A-Za-z0-9+/])%B{70,80}\+ASt%B{4,8}={0,2}
    ~ACDb  (?<![A-Za-z0-9+/])%B{70,80}ACDb%B{4,8}={0,2}
    ~JQQJ99  (?<!%A)%A{40,60}JQQJ99%A{10,40}
    ~AZDO  (?<!%A)%A{70,80}AZDO%A{4}(?!%A)
    ~AzFu  (?<!%U)%U{40,48}AzFu%U{4,8}={0,2}
    ~AzSe  (?<!%A)%A{38,44}AzSe%A{4,8}
    ~AzCa  (?<![A-Za-z0-9+/])%B{30,36}AzCa%B{4,8}={0,2}
    ~+ASb  (?<![A-Za-z0-9+/])%B{30,36}\+ASb%B{4,8}={0,2}
    ~+AEh  (?<![A-Za-z0-9+/])%B{30,36}\+AEh%B{4,8}={0,2}
    ~+ACR  (?<![A-Za-z0-9+/])%B{38,44}\+ACR%B{4,8}={0,2}
digitalocean-token  docs.digitalocean.com/reference/api/create-personal-access-token
    dop_v1_ doo_v1_ dor_v1_  %A{40,}+
    DO00 DO801  ?[A-Z0-9]{14,18}(?!%A)
heroku-key  devcenter.heroku.com/articles/authentication
    HRKU-  %U{30,}+
cloudflare-token  developers.cloudflare.com/fundamentals/api/get-started/token-formats
    cfk_ cfut_ cfat_  %U{36,}+
    v1.0-  %H{20,}+-%H{60,}+
vercel-token  vercel.com/docs/sign-in-with-vercel/tokens
    vcp_ vci_ vca_ vcr_ vck_  %A{24,}+
    vercel_blob_rw_  [A-Za-z0-9_]{20,}+
netlify-token  docs.netlify.com/api/get-started
    nfp_ nfc_ nfo_ nfu_ nfb_  %A{30,}+
fly-token  fly.io/docs/security/tokens
    fm1_ fm1r_ fm1a_ fm2_ fm2r_  [A-Za-z0-9+/=_-]{40,}+(?:,fm[0-9][a-z]?_[A-Za-z0-9+/=_-]{40,}+)*
    fo1_  %U{36,}+
supabase-key  supabase.com/docs/guides/api/api-keys
    sbp_  (?:[a-z0-9]{2,6}_)?%H{36,}+
    sb_secret_  %U{20,}+
planetscale-token  planetscale.com/docs/api/reference/service-tokens
    pscale_tkn_ pscale_pw_ pscale_oauth_  [A-Za-z0-9_=-]{28,}+(?:\.[A-Za-z0-9_=-]{6,}+)*
    pscale_otkn_  [A-Za-z0-9_=-]{28,}+(?:\.[A-Za-z0-9_=-]{6,}+)*
neon-key  neon.com/docs/manage/api-keys
    napi_  %A{40,}+
    npg_  ?%A{12,}+
render-key  render.com/docs/api
    rnd_  ?%A{24,}+
databricks-token  docs.databricks.com/dev-tools/auth/pat
    dapi dose dkea  %H{32}(?:-[0-9]{1,3})?(?!%A)
vault-token  developer.hashicorp.com/vault/docs/concepts/tokens
    hvs. hvb. hvr.  %U{20,}+
    s. b. r.  ?%A{24}(?![A-Za-z0-9_.(-])
terraform-token  developer.hashicorp.com/terraform/cloud-docs/users-teams-organizations/api-tokens
    ~.atlasv1.  (?<!%A)%A{10,20}\.atlasv1\.[A-Za-z0-9_=-]{40,}+
doppler-token  docs.doppler.com/reference/auth-token-formats
    dp.pt. dp.st. dp.sa. dp.ct. dp.scim. dp.audit. dp.said.  (?:[a-z0-9_-]{1,40}\.)?%A{36,}+
pulumi-token  www.pulumi.com/docs/administration/access-identity/access-tokens
    pul-  %H{36,}+
infisical-token  infisical.com/docs/documentation/platform/token
    st.  %H{24}\.%H{32}\.%H{32,}+
1password-token  developer.1password.com/docs/service-accounts
    ops_eyJ  [A-Za-z0-9+/=_-]{100,}+
    A3-  [A-Z0-9]{6}-[A-Z0-9]{5,11}(?:-[A-Z0-9]{5}){3,4}(?!%A)
age-key  age-encryption.org/v1
    AGE-SECRET-KEY- AGE-PLUGIN-  [0-9A-Z-]{40,}+
tailscale-key  tailscale.com/kb/1085/auth-keys
    tskey-  [a-z]{2,12}-%U{16,}+
scaleway-key  www.scaleway.com/en/docs/iam/concepts
    SCW  ?[A-Z0-9]{17}(?!%A)
alibaba-key  www.alibabacloud.com/help/ram/user-guide/create-an-accesskey-pair
    LTAI  ?%A{12,30}(?!%A)
tencent-key  www.tencentcloud.com/document/product/598/32675
    AKID  ?%A{28,}+
baidu-key  cloud.baidu.com/doc/IAM/s/apikey
    bce-v3/ALTAK-  %A{10,}+/%H{32,}+
volcengine-key  www.volcengine.com/docs/6291/65568
    AKLT  ?%A{30,}+={0,2}
yandex-key  yandex.cloud/docs/iam/concepts/authorization/api-key
    AQVN  %U{34,}+
    t1.  %U{10,}+={0,2}\.%U{80,}+={0,2}
    y0_  %U{40,}+
upcloud-token  developers.upcloud.com/1.3/3-accounts
    ucat_  [A-Z0-9]{24,}+
exoscale-key  community.exoscale.com/product/iam
    EXO  %H{24}(?!%A)
mongodb-atlas-key  www.mongodb.com/docs/atlas/api/service-accounts-overview
    mdb_sa_sk_  %U{30,}+
cockroachdb-key  www.cockroachlabs.com/docs/cockroachcloud/managing-access
    CCDB1_  %A{16,}+_%A{30,}+
jfrog-token  jfrog.com/help/r/jfrog-platform-administration-documentation/access-tokens
    AKCp  %A{60,}+
    cmVmdGtu  %A{40,}+
sonar-token  docs.sonarsource.com/sonarqube-server/user-guide/managing-tokens
    sqp_ squ_ sqa_ sqb_  %H{36,}+
circleci-token  circleci.com/docs/managing-api-tokens
    CCIPAT_ CCIPRJ_  [A-Za-z0-9_]{30,}+
buildkite-token  buildkite.com/docs/apis/managing-api-tokens
    bkua_ bkaj_ bkct_  %A{30,}+
snyk-token  docs.snyk.io/snyk-api/authentication-for-api
    snyk_uat. snyk_sat. snyk_pat.  %U{6,}+(?:\.%U{6,}+){0,3}
octopus-key  octopus.com/docs/octopus-rest-api/how-to-create-an-api-key
    API-  ?[A-Z0-9]{25,32}(?!%A)
harness-token  developer.harness.io/docs/platform/automation/api/add-and-manage-api-keys
    pat. sat.  %U{22}\.%A{24}\.%A{20}
sourcegraph-token  sourcegraph.com/docs/cli/how-tos/creating-an-access-token
    sgp_  (?:%A{5,16}_)?%H{40,}+
postman-key  learning.postman.com/docs/developer/postman-api/authentication
    PMAK-  %H{20,}+-%H{30,}+
prefect-key  docs.prefect.io/v3/how-to-guides/cloud/manage-users/api-keys
    pnu_ pnb_  %A{30,}+
infracost-key  www.infracost.io/docs/infracost_cloud/get_started
    ico-  %A{32}(?!%A)
deno-token  docs.deno.com/deploy
    ddp_ ddo_ ddw_  %A{32,}+
scalingo-token  developers.scalingo.com
    tk-us-  %U{40,}+
dynatrace-token  docs.dynatrace.com/docs/manage/identity-access-management
    dt0c01. dt0s01. dt0s02. dt0s03. dt0s04. dt0s06. dt0s08. dt0s16.  %U{8,}+\.%A{40,}+
"""
