"""Terms: how prose names technologies and categories, and which side of a decision it puts them on.

Everything here works on plain words: lower case, a blank around each, punctuation that ends a
clause kept as a word of its own (` use redis , not memcached . `).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

_LINK = re.compile(r"\]\([^()\s]{0,400}\)|https?:[^\s)>\]]{0,400}")
_WORD = re.compile(r"[^\W_]+[+#]*|[.,;:!?](?=[\s\"'”’*_`)\]]|\Z)|[()]|(?<=\s)[-–—](?=\s)|—")


def split_words(words: str) -> frozenset[str]:
    """Words as a set."""
    return frozenset(words.split())


# Names that people write in several ways, beyond blanks, hyphens, vendors and ".js".
_SPELLINGS = (
    "postgresql,postgres,postgre sql,psql,pg",
    "kubernetes,k8s,kube",
    "json web tokens,json web token,jwt,jwts",
    "mongodb,mongo",
    "rabbitmq,rabbit",
    "elasticsearch,elastic search,elastic stack,elk",
    "opentelemetry,open telemetry,otel",
    "github actions,gha",
    "gitlab ci,gitlab pipelines,gitlab ci cd",
    "graphql,gql",
    "sqlalchemy,sql alchemy",
    "sql server,mssql,ms sql,microsoft sql server",
    "oauth2,oauth,oauth 2,oauth 2 0",
    "openid connect,oidc",
    "saml,saml2,saml 2 0",
    "argon2,argon2id,argon 2,argon2 cffi",
    "django rest framework,drf",
    "spring boot,springboot,spring",
    "ruby on rails,rails,ror",
    "react,reactjs,react js",
    "tailwind css,tailwind,tailwindcss",
    "protocol buffers,protobuf,protobufs,proto3",
    "server sent events,sse",
    "websockets,websocket,web sockets,web socket",
    "sqs,simple queue service",
    "sns,simple notification service",
    "s3,simple storage service",
    "entity framework,entity framework core,ef core,efcore",
    "go,golang",
    "typescript,ts",
    "terraform,opentofu",
    "docker compose,compose",
    "in memory,in process,in memory cache,in process cache,local memory,dictionary,lru",
    "dependency injection,di,ioc",
    "role based access control,rbac",
    "attribute based access control,abac",
    "large language model,llm",
    "apache kafka,kafka",
    "node,nodejs,node js",
    "next js,nextjs",
)
_SAME: dict[str, tuple[str, ...]] = {}
for _row in _SPELLINGS:
    _forms = tuple(_row.split(","))
    _SAME |= dict.fromkeys(_forms, _forms)
_VENDORS = ("apache ", "amazon ", "aws ", "google cloud ", "google ", "azure ", "microsoft ")
# Names that are words of the language too count where they are written as names.
_ORDINARY = split_words(
    "go make play click requests express echo next node spring rich hug slim solid lit mix salt"
    " chef flux ray compose rabbit rails r c d di pg kube"
)

# What a technology may be for: stems of the words that say so, each beginning a word.
PURPOSE_STEMS = {
    "cache": "cach memoi",
    "jobs": "background_job background_task background_work background_proc job_queue task_queue"
    " work_queue queue_system asynchronous_task async_task async_job asynchronous_job"
    " asynchronous_proc scheduled_job scheduled_task scheduler_ cron job_runner worker_process"
    " job_processing deferred_job delayed_job long_running_task task_runner_ jobs_",
    "broker": "broker message_queue messaging event_bus event_stream message_bus pub_sub pubsub"
    " event_driven streaming_platform message_pass",
    "database": "database datastore data_store persisten db_ dbms rdbms relational_ data_storage"
    " primary_store storage_engine",
    "orm": "orm_ orms_ object_relational data_access data_mapper query_builder sql_toolkit",
    "sessions": "session",
    "authentication": "authenticat auth_ authn login log_in sign_in single_sign sso_ identity"
    " access_token token_based multi_factor mfa_ 2fa_",
    "authorisation": "authori authz permission access_control rbac_ roles_ access_polic",
    "rate": "rate_limit throttl request_limit",
    "search": "search full_text",
    "vector": "vector embedding similarity_search",
    "locks": "lock mutex",
    "flags": "feature_flag feature_toggle",
    "passwords": "password credential_hash hash",
    "cors": "cors_ cross_origin",
    "csrf": "csrf xsrf cross_site_request",
    "versioning": "api_version version_api versioning_ version_our_api version_the_api",
    "pagination": "paginat paging cursor",
    "validation": "validat schema_check",
    "logging": "logging log_ logs_ logger",
    "monitoring": "metric tracing traces_ observab monitor telemetry instrument",
    "errors": "error_track error_report error_handl exception exceptions_ problem_details",
    "testing": "test",
    "injection": "dependency_inj inversion_of_control ioc_ injection",
    "retries": "retr timeout circuit_break backoff resilien fault_toler",
    "transactions": "transaction unit_of_work",
    "webhooks": "webhook callback",
    "pool": "pool",
    "async": "async",
    "api": "api_style api_type api_paradigm api_protocol api_design",
    "migrations": "migration schema_change schema_evol",
    "deployment": "deploy hosting hosted",
    "orchestration": "orchestrat container",
    "infrastructure": "infrastructure_as iac_ provision",
    "ci": "continuous_integration ci_ ci_cd_ build_pipeline continuous_deliver pipeline",
    "objects": "object_stor blob_stor file_stor file_upload upload attachment asset",
    "secrets": "secret vault_",
    "frontend": "frontend front_end ui_framework ui_library javascript_framework client_side_fram"
    " single_page",
    "state": "state_manag client_state global_state",
    "styling": "css_ styling_ stylesheet design_system component_librar",
    "bundler": "bundl build_tool",
    "framework": "web_framework backend_framework api_framework http_framework web_server",
    "language": "programming_language language_ runtime_",
    "packages": "package_manag dependency_manag",
    "lint": "lint formatt static_anal code_style code_quality",
    "docs": "documentation_ docs_ api_doc openapi_ swagger_",
    "ai": "llm language_model ai_ agent_framework",
    "i18n": "i18n internationali locali translat",
    "mail": "email e_mail mail_ notification",
    "idempotency": "idempoten",
}
_ENDING = re.compile(r"(?:ations?|ings?|ions?|ers?|ors?|ies|es|s|e|y)$")
_VAGUE = split_words(
    "a an and the of for our in to with use using framework library libraries tool tools tooling"
    " strategy policy style choice format approach platform provider service services system"
    " management software technology engine"
)
_TAIL = r"(?:based|backed|style|like|powered|compatible|first|only|driven|cluster|server|broker)"
_PREPOSITION = re.compile(r" (?:for|in|on|of|from|inside|within|under|via|at|as|when|all|every) ")
_CASED = re.compile(r"[A-Z]")


def normalise_words(text: str) -> str:
    """Words for comparing: ` use redis , not memcached . `. Link targets and addresses go."""
    if "](" in text or "http" in text:
        text = _LINK.sub(" ", text)
    return f" {' '.join(_WORD.findall(text.lower()))} "


@dataclass(frozen=True, slots=True)
class ProseName:
    """A technology's name as prose may write it; `forms` are plain words."""

    forms: tuple[str, ...]
    tokens: tuple[str, ...] = ()

    def is_named_in(self, text: str, raw_text: str = "") -> bool:
        """Whether plain words name it. `raw` are the same words as written, where they are had."""
        for form in self.forms:
            if form in text and (not raw_text or _proper(form, raw_text)):
                return True
        return bool(self.tokens) and all(f" {token}" in text for token in self.tokens)

    def remove_from(self, text: str) -> str:
        """Plain words without its name."""
        for form in self.forms:
            text = text.replace(form, " ")
        return text


def _proper(form: str, raw: str) -> bool:
    """Whether a title names it by itself, not as a part of another name (`create-react-app`).

    An ordinary word has to be written as a name. Slugs have neither blanks nor capitals.
    """
    if " " not in raw.strip():
        return True
    bare = form.strip()
    word = re.escape(bare).replace("\\ ", r"[\W_]{1,3}")
    found = [one[0] for one in re.finditer(rf"(?i)(?<![\w-]){word}(?!\w|-(?!{_TAIL}))", raw)]
    if not found:
        return bool(re.search(r"[\W_]", bare)) or not re.search(rf"(?i){word}", raw)
    ordinary = bare in _ORDINARY and _CASED.search(raw)
    return not ordinary or any(_CASED.match(one) for one in found)


def is_subject(text: str, name: ProseName) -> bool:
    """Whether something is what plain words are about: no preposition stands before it."""
    for piece in re.split(r" (?:[,;:()]|and|or|plus|alongside) ", text):
        for form in name.forms:
            if form.strip() in _ORDINARY:
                continue
            place = f" {piece} ".find(form)
            if place >= 0 and not _PREPOSITION.search(f" {piece} "[: place + 1]):
                return True
    return False


def make_prose_name(technology: str, other_names: Iterable[str] = ()) -> ProseName:
    """The forms of a technology's name: vendor or not, one word or two, known spellings."""
    forms: dict[str, None] = {}
    for one in (technology, *other_names):
        bare = _words(one)
        if not bare:
            continue
        shorter = next((bare.removeprefix(v) for v in _VENDORS if bare.startswith(v)), bare)
        for form in (bare, shorter):
            forms |= dict.fromkeys((form, form.replace(" ", ""), *_SAME.get(form, ())))
            stem = form.removesuffix(" js").removesuffix(" core")
            if stem != form and stem not in _ORDINARY:
                forms[stem] = None
    tokens: tuple[str, ...] = ()
    if is_practice(technology):
        first = re.split(r"/| and | or |,", technology, maxsplit=1)[0]
        own = [word for word in _words(first).split() if word not in _VAGUE | {"based"}]
        tokens = tuple(_ENDING.sub("", word) if len(word) > 5 else word for word in own)
    return ProseName(tuple(f" {form} " for form in forms), tokens)


def is_practice(technology: str) -> bool:
    """Whether it is a way of doing things and no product: its words may come in any order."""
    return technology[:1].islower() and bool(re.search(r"[\s/-]", technology))


def _words(name: str) -> str:
    return " ".join(
        word for word in normalise_words(name).split() if word.isalnum() or word[0].isalnum()
    )


def find_stems(category: str, keywords: Iterable[str] = ()) -> tuple[str, ...]:
    """The beginnings of words by which prose names a category, each with the blank before it.

    `also` are words that the catalogue has for it; they count where nothing is known here.
    """
    words = normalise_words(category)
    roles = find_purposes(words)
    found = {stem for role in roles for stem in _STEMS[role]}
    if found:
        return tuple(sorted(found))
    for piece in (*re.split(r"[/,&()]| and | or ", category), *keywords):
        own = [word for word in _words(piece).split() if word not in _VAGUE]
        if own:
            last = _ENDING.sub("", own[-1])
            found.add(" ".join(["", *own[:-1], last if len(last) > 3 else own[-1] + " "]))
    return tuple(sorted(found))


_STEMS = {
    role: tuple(" " + stem.replace("_", " ") for stem in words.split())
    for role, words in PURPOSE_STEMS.items()
}


def find_purposes(text: str) -> frozenset[str]:
    """What plain words speak of, as keys of `ROLES`."""
    return frozenset(role for role, found in _STEMS.items() if any(stem in text for stem in found))


def count_stems(text: str, stems: Iterable[str]) -> int:
    """How often plain words speak of something."""
    return sum(text.count(stem) for stem in stems)


def count_purpose(text: str, purpose: str) -> int:
    """How often plain words speak of a role, a key of `ROLES`."""
    return count_stems(text, _STEMS[purpose])


def has_other_words(text: str, known_stems: tuple[str, ...], category: str = "") -> bool:
    """Whether plain words say more than vague words, a category's, and those of known stems."""
    for stem in known_stems:
        text = text.replace(stem, " " if " " in stem.strip() else stem)
    begun = tuple(stem.strip() for stem in known_stems)
    named = normalise_words(category).split()
    return any(
        word[0].isalnum()
        and word not in _VAGUE
        and word not in named
        and not word.startswith(begun)
        for word in text.split()
    )
