"""Finds IP addresses and the names of a team's own hosts.

A host is one's own where its name ends as names within a network do (`build01.corp.internal`),
where it is what a shell connects to (`ssh web01`), where it is a database's or a machine's at a
cloud provider, or where a page's or connection's host is named after a machine or an inner service
(`jenkins.acme.io`, `db-2.acme.io`). Other hosts of pages are public: links stay.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from minutebook.lean.patterns import compile_lazily
from minutebook.redact.formats import SecretSpan

_IPV4 = compile_lazily(
    r"(?<![\w.@=~^<>+-])(?<![A-Za-z)]/)(?:\d{1,3}\.){3}\d{1,3}(?![\w-]|\.\w)(?P<network>/\d{1,2}\b)?"
    r"|(?<=[=@<>])(?:10|172|192)(?:\.\d{1,3}){3}(?![\w-]|\.\w)"
)
_VERSION_WORD = compile_lazily(
    r"(?i)(?:version|release|\bver|\bv|build|assembly|oid|section|chapter|§)[\"'`:=\s(]{0,4}$"
)
# Of documentation and everybody: loopback, masks, multicast, RFC 5737, metadata, public resolvers.
_COMMON_IPV4 = compile_lazily(
    r"(?:0|127|22[4-9]|23\d|255)\.|192\.0\.2\.|198\.51\.100\.|203\.0\.113\.|169\.254\.169\.254$"
    r"|(?:8\.8\.8\.8|8\.8\.4\.4|1\.1\.1\.1|1\.0\.0\.1|9\.9\.9\.9|1\.2\.3\.4|4\.3\.2\.1)$"
)
# Whole ranges of private addresses, as every firewall and standard names them.
_COMMON_NETWORK = compile_lazily(
    r"(?:10\.0\.0\.0/8|172\.16\.0\.0/12|192\.168\.0\.0/16|100\.64\.0\.0/10|169\.254\.0\.0/16)$"
)
_IPV6 = compile_lazily(
    r"(?<![\w:.])(?=[0-9A-Fa-f:]{0,38}\d)[0-9A-Fa-f]{1,4}:[0-9A-Fa-f:]{3,34}(?![\w:]|\.\w)"
)


def find_ip_addresses(text: str) -> Iterator[SecretSpan]:
    """The IP addresses of a text: kind, start, end."""
    if not re.search("[0-9][.:]", text):
        return
    for match in _IPV4.finditer(text):
        address = match[0].partition("/")[0]
        is_address = (
            all(int(part) <= 255 and (part == "0" or part[0] != "0") for part in address.split("."))
            and not _COMMON_IPV4.match(address)
            and not (match["network"] and _COMMON_NETWORK.match(match[0]))
            and not _VERSION_WORD.search(text[max(0, match.start() - 16) : match.start()])
        )
        if is_address:
            yield "ip-address", match.start(), match.start() + len(address)
    for match in _IPV6.finditer(text):
        if _is_own_ipv6(match[0]):
            yield "ip-address", match.start(), match.end()


def _is_own_ipv6(address: str) -> bool:
    groups = [group for group in address.split(":") if group]
    is_whole = len(groups) == 8 and "::" not in address
    is_short = address.count("::") == 1 and 2 <= len(groups) <= 7 and len(groups[0]) >= 3
    if not (is_whole or is_short) or max(map(len, groups)) > 4:
        return False
    return not address.lower().startswith(("2001:db8:", "2001:0db8:", "ff0"))


_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_NAME = rf"{_LABEL}(?:\.{_LABEL}){{0,8}}"
_CODE_END = r"(?![\w-]|\.\w|\()"
_INNER_NAME = compile_lazily(
    rf"(?<![\w.@/$-])(?<!%)({_LABEL}(?:\.{_LABEL}){{0,6}}\.(?:internal|local|lan|corp|intra|intranet"
    rf"|private|localdomain|home\.arpa|ts\.net)){_CODE_END}"
)
# What ends so is a name in a network; `.private` is a word of code.
_NETWORK_ENDS = frozenset(("lan", "corp", "intranet", "intra", "localdomain", "local", "internal"))
_TOOL_FILES = frozenset(
    ("docker-compose", "docker-bake", "pre-commit", "package-lock", "application-local", "env-vars")
)
_CLOUD_NAME = compile_lazily(
    rf"(?<![\w.-])({_LABEL}(?:\.{_LABEL}){{0,6}}\.(?:"
    r"(?:rds|compute(?:-1)?|cache|elb|es|redshift)\.amazonaws\.com(?:\.cn)?"
    r"|(?:database|blob\.core|servicebus|redis\.cache)\.windows\.net|cloudapp\.azure\.com"
    r"|mongodb\.net|upstash\.io|supabase\.co|neon\.tech|psdb\.cloud"
    rf"|ngrok(?:-free)?\.(?:io|app|dev)|trycloudflare\.com)){_CODE_END}"
)
_TARGETS = (
    compile_lazily(  # ssh -p 22 jane@web01
        r"(?m)\b(?:ssh|mosh|sftp|ssh-copy-id|ssh-keyscan)"
        r"(?:[ \t]+-[A-Za-z46]+(?:[ \t]+(?=[\w./~])[\w./~:-]{1,80}(?=[ \t]))?){0,6}"
        rf"[ \t]+(?:[\w.-]{{1,64}}@)?({_NAME})(?=[\s\"'`;|&:,)]|$)"
    ),
    compile_lazily(
        rf"(?<![\w/:.-])[\w.-]{{1,64}}@(?!(?:sha\d|md5))({_NAME}):(?=[~/\w])"
    ),  # jane@web01:/srv
    compile_lazily(rf"(?m)^[ \t]*(?i:HostName)[ \t]+({_NAME})[ \t]*$"),  # of an SSH configuration
)
_URL_HOST = compile_lazily(
    rf"\b([a-z][a-z0-9+.-]{{1,20}})://(?:[^\s/@\"'<>]{{0,200}}@)?({_NAME})(?=[:/?#\s\"'`<>)\],;]|$)"
)
_SETTING = compile_lazily(
    r"(?i)(?<![a-z])(?:host|hostname|server|endpoint)\\?[\"']?[ \t]{0,4}[:=][ \t]{0,4}\\?[\"']?"
    rf"({_LABEL}(?:\.{_LABEL}){{2,8}}){_CODE_END}"
)
_PAGE_SCHEMES = frozenset({"http", "https", "ws", "wss", "ftp"})
_INNER_LABEL = compile_lazily(
    "internal|intranet|intra|corp|vpn|staging|stage|stg|prod|qa|uat|preprod|jenkins|jira|confluence"
    "|gitlab|gitea|bitbucket|grafana|kibana|prometheus|vault|nexus|artifactory|harbor|sonar|sonarqube"
    "|argocd|ci|db|sql|ldap|sso|bastion|jump|admin|nas|git|svn|mail|smtp|imap|exchange|sharepoint"
)
_NUMBERED_LABEL = compile_lazily(
    r"(?i)[a-z]{2,}[a-z-]*-?\d{2,4}$|(?:web|www|app|db|srv|server|node|host|vm|prod|stage|build|ci|worker"
    r"|master|k8s|cache|redis|mysql|pg|postgres|mail|mx|ns|vpn|gw|proxy|lb|nas|pc|gpu)-?\d{1,4}[a-z]?$"
)
# Everybody's hosts: sites of software, registries and clouds.
_PUBLIC_HOST = compile_lazily(
    r"(?i)(?:^|\.)(?:github(?:usercontent)?|gitlab|bitbucket|gitea|codeberg|sourceforge|npmjs|yarnpkg"
    r"|pypi|python|pythonhosted|crates|rust-lang|docs|golang|go|maven|apache|gradle|jetbrains|docker"
    r"|quay|ghcr|google(?:apis|source)?|gstatic|microsoft|azure|office|live|windows|visualstudio"
    r"|amazon(?:aws)?|cloudfront|cloudflare|atlassian|slack|discord|telegram|wikipedia|wikimedia"
    r"|mozilla|debian|ubuntu|fedoraproject|redhat|archlinux|kernel|gnu|w3|ietf|rfc-editor|iana|openai"
    r"|anthropic|claude|huggingface|jsdelivr|unpkg|vercel|netlify|stackoverflow|stackexchange|medium"
    r"|readthedocs|youtube|linkedin|gmail|x|twitter|facebook|apple|sentry|stripe|twilio|grafana|jenkins"
    r"|sonarsource|hashicorp|kubernetes|nginx|postgresql|mysql|redis|mongodb|elastic)"
    r"\.(?:com|org|net|io|dev|co|ai|app|us|cc|me|rs|cloud|ms)$"
)
_DOCUMENTATION_HOST = compile_lazily(
    r"(?i)(?:^|\.)(?:example(?:\.(?:com|org|net|edu|[a-z]{2}))?|test|invalid|localhost|localdomain"
    r"|(?:your|my)-?(?:domain|company|host|server|org|site)(?:\.\w+)?|domain\.(?:com|tld)"
    r"|(?:host|gateway)\.docker\.internal|metadata\.google\.internal|(?:foo|bar)\.com"
    r"|cluster\.local)$"
)
_PACKAGE_START = compile_lazily(r"(?:com|org|net|io|dev|java|javax|jdk|sun|kotlin|scala|android)\.")


def is_documentation_host(host: str) -> bool:
    """Whether a host is nobody's: `example.com`, `localhost`, `your-domain.com`."""
    return bool(_DOCUMENTATION_HOST.search(host))


def find_host_names(text: str) -> Iterator[SecretSpan]:
    """The names of own hosts: kind, start, end."""
    if "." not in text and "://" not in text and "@" not in text and "ssh" not in text:
        return
    for match in _INNER_NAME.finditer(text):
        labels = match[1].split(".")
        is_name = (
            len(labels) > 2
            or bool(re.search(r"\d|-", labels[0]) and labels[0].lower() not in _TOOL_FILES)
            or bool(_INNER_LABEL.fullmatch(labels[0].lower()) and labels[-1] in _NETWORK_ENDS)
        )
        if is_name and not _PACKAGE_START.match(match[1]) and not is_documentation_host(match[1]):
            yield "host", match.start(1), match.end(1)
    for match in _CLOUD_NAME.finditer(text):
        yield "host", match.start(1), match.end(1)
    for pattern in _TARGETS:
        for match in pattern.finditer(text):
            if _is_own_host(match[1]) and ("." in match[1] or _NUMBERED_LABEL.match(match[1])):
                yield "host", match.start(1), match.end(1)
    for match in _SETTING.finditer(text):
        if _is_own_host(match[1]) and not _PACKAGE_START.match(match[1]):
            yield "host", match.start(1), match.end(1)
    for match in _URL_HOST.finditer(text):
        if _is_own_host(match[2]) and _names_machine(match[1], match[2]):
            yield "host", match.start(2), match.end(2)


def _is_own_host(host: str) -> bool:
    has_letter = bool(re.search("[A-Za-z]", host))
    return has_letter and not _PUBLIC_HOST.search(host) and not is_documentation_host(host)


def _names_machine(scheme: str, host: str) -> bool:
    """Whether the host of a URL is named after a machine or an inner service."""
    labels = host.lower().split(".")
    if len(labels) == 2:
        return scheme not in _PAGE_SCHEMES and labels[-1] in _NETWORK_ENDS
    if scheme not in _PAGE_SCHEMES and len(labels) > 2:
        return True  # a connection to a database, a queue, a share
    # The last two are the organisation's domain.
    own_labels = labels if len(labels) == 1 else labels[:-2]
    return any(
        _NUMBERED_LABEL.match(label) or (len(labels) > 2 and _INNER_LABEL.fullmatch(label))
        for label in own_labels
    )
