"""How prose names technologies and categories.

The functions work on plain words, as `normalise_words` makes them: lower case, a blank around
each, and punctuation that ends a clause as a word of its own (` use redis , not memcached . `).
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from minutebook.lean.patterns import compile_lazily
from minutebook.lean.values import Value

_LINK_TARGET = compile_lazily(r"\]\([^()\s]{0,400}\)|https?:[^\s)>\]]{0,400}")
_WORD_OR_MARK = compile_lazily(
    r"[^\W_]+[+#]*|[.,;:!?](?=[\s\"'”’*_`)\]]|\Z)|[()]|(?<=\s)[-–—](?=\s)|—"
)


def split_words(text: str) -> frozenset[str]:
    """Split a text at blanks into a set of words."""
    return frozenset(text.split())


# Spellings of one name, beyond blanks, hyphens, vendors and ".js".
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
_SPELLINGS_BY_FORM: dict[str, tuple[str, ...]] = {}
for _spellings in _SPELLINGS:
    _forms = tuple(_spellings.split(","))
    _SPELLINGS_BY_FORM |= dict.fromkeys(_forms, _forms)
_VENDORS = ("apache ", "amazon ", "aws ", "google cloud ", "google ", "azure ", "microsoft ")
# Names that are ordinary words too: in a title they count only where written with a capital.
_ORDINARY_WORDS = split_words(
    "go make play click requests express echo next node spring rich hug slim solid lit mix salt"
    " chef flux ray compose rabbit rails r c d di pg kube"
)

# What a technology may be for: the beginnings of words that say so, with `_` for a blank.
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
_WORD_ENDING = compile_lazily(r"(?:ations?|ings?|ions?|ers?|ors?|ies|es|s|e|y)$")
_VAGUE_WORDS = split_words(
    "a an and the of for our in to with use using framework library libraries tool tools tooling"
    " strategy policy style choice format approach platform provider service services system"
    " management software technology engine"
)
_ALLOWED_SUFFIX = (
    r"(?:based|backed|style|like|powered|compatible|first|only|driven|cluster|server|broker)"
)
_PREPOSITION_PATTERN = compile_lazily(
    r" (?:for|in|on|of|from|inside|within|under|via|at|as|when|all|every) "
)
_CAPITAL = compile_lazily(r"[A-Z]")


def normalise_words(text: str) -> str:
    """Return the plain words of a text, without link targets: ` use redis , not memcached . `."""
    if "](" in text or "http" in text:
        text = _LINK_TARGET.sub(" ", text)
    return f" {' '.join(_WORD_OR_MARK.findall(text.lower()))} "


class ProseName(Value):
    """A technology's name as prose may write it.

    `forms` are spellings in plain words. `tokens` are beginnings of words that name it together, in
    any order: only a practice has them.
    """

    forms: tuple[str, ...]
    tokens: tuple[str, ...] = ()

    def is_named_in(self, text: str, raw_text: str = "") -> bool:
        """Whether plain words name it; `raw_text` is the same text as written, where known."""
        for form in self.forms:
            if form in text and (not raw_text or _is_proper_name(form, raw_text)):
                return True
        return bool(self.tokens) and all(f" {token}" in text for token in self.tokens)

    def remove_from(self, text: str) -> str:
        """Remove the name from plain words."""
        for form in self.forms:
            text = text.replace(form, " ")
        return text


def _is_proper_name(form: str, raw_text: str) -> bool:
    """Whether a title names a form by itself, not as part of another name (`create-react-app`).

    An ordinary word has to begin with a capital, unless the title has no capitals at all.
    """
    if " " not in raw_text.strip():  # a slug has neither blanks nor capitals
        return True
    bare_form = form.strip()
    pattern = re.escape(bare_form).replace("\\ ", r"[\W_]{1,3}")
    matches = [
        match[0]
        for match in re.finditer(rf"(?i)(?<![\w-]){pattern}(?!\w|-(?!{_ALLOWED_SUFFIX}))", raw_text)
    ]
    if not matches:
        return bool(re.search(r"[\W_]", bare_form)) or not re.search(rf"(?i){pattern}", raw_text)
    must_be_capitalized = bare_form in _ORDINARY_WORDS and _CAPITAL.search(raw_text)
    return not must_be_capitalized or any(_CAPITAL.match(match) for match in matches)


def is_subject(text: str, name: ProseName) -> bool:
    """Whether a name is what plain words are about: no preposition stands before it."""
    for phrase in re.split(r" (?:[,;:()]|and|or|plus|alongside) ", text):
        for form in name.forms:
            if form.strip() in _ORDINARY_WORDS:
                continue
            position = f" {phrase} ".find(form)
            if position >= 0 and not _PREPOSITION_PATTERN.search(f" {phrase} "[: position + 1]):
                return True
    return False


def make_prose_name(technology: str, other_names: Iterable[str] = ()) -> ProseName:
    """Make a name with its forms: with and without vendor, joined words, known spellings."""
    forms: dict[str, None] = {}
    for name in (technology, *other_names):
        full_form = _normalise_name(name)
        if not full_form:
            continue
        short_form = next(
            (full_form.removeprefix(vendor) for vendor in _VENDORS if full_form.startswith(vendor)),
            full_form,
        )
        for form in (full_form, short_form):
            forms |= dict.fromkeys((form, form.replace(" ", ""), *_SPELLINGS_BY_FORM.get(form, ())))
            stem = form.removesuffix(" js").removesuffix(" core")
            if stem != form and stem not in _ORDINARY_WORDS:
                forms[stem] = None
    tokens: tuple[str, ...] = ()
    if is_practice(technology):
        first_part = re.split(r"/| and | or |,", technology, maxsplit=1)[0]
        meaningful_words = [
            word
            for word in _normalise_name(first_part).split()
            if word not in _VAGUE_WORDS | {"based"}
        ]
        tokens = tuple(
            _WORD_ENDING.sub("", word) if len(word) > 5 else word for word in meaningful_words
        )
    return ProseName(tuple(f" {form} " for form in forms), tokens)


def is_practice(technology: str) -> bool:
    """Whether a technology is a way of working, not a product: its words come in any order."""
    return technology[:1].islower() and bool(re.search(r"[\s/-]", technology))


def _normalise_name(name: str) -> str:
    return " ".join(
        word for word in normalise_words(name).split() if word.isalnum() or word[0].isalnum()
    )


def find_stems(category: str, keywords: Iterable[str] = ()) -> tuple[str, ...]:
    """Find the beginnings of words by which prose names a category, each after a blank.

    `keywords` are the catalogue's words for it; they count only for a category without a purpose
    in PURPOSE_STEMS.
    """
    plain_category = normalise_words(category)
    purposes = find_purposes(plain_category)
    stems = {stem for purpose in purposes for stem in _STEMS_BY_PURPOSE[purpose]}
    if stems:
        return tuple(sorted(stems))
    for part in (*re.split(r"[/,&()]| and | or ", category), *keywords):
        meaningful_words = [
            word for word in _normalise_name(part).split() if word not in _VAGUE_WORDS
        ]
        if meaningful_words:
            *first_words, last_word = meaningful_words
            stem = _WORD_ENDING.sub("", last_word)
            stems.add(" ".join(["", *first_words, stem if len(stem) > 3 else f"{last_word} "]))
    return tuple(sorted(stems))


_STEMS_BY_PURPOSE = {
    purpose: tuple(" " + stem.replace("_", " ") for stem in stems.split())
    for purpose, stems in PURPOSE_STEMS.items()
}


def find_purposes(text: str) -> frozenset[str]:
    """Find the purposes that plain words name, as keys of PURPOSE_STEMS."""
    return frozenset(
        purpose
        for purpose, stems in _STEMS_BY_PURPOSE.items()
        if any(stem in text for stem in stems)
    )


def count_stems(text: str, stems: Iterable[str]) -> int:
    """Count how often plain words contain one of some stems."""
    return sum(text.count(stem) for stem in stems)


def count_purpose(text: str, purpose: str) -> int:
    """Count how often plain words name a purpose, a key of PURPOSE_STEMS."""
    return count_stems(text, _STEMS_BY_PURPOSE[purpose])


def has_other_words(text: str, known_stems: tuple[str, ...], category: str = "") -> bool:
    """Whether plain words hold more than vague words, words of known stems and the category's."""
    for stem in known_stems:
        text = text.replace(stem, " " if " " in stem.strip() else stem)
    known_beginnings = tuple(stem.strip() for stem in known_stems)
    category_words = normalise_words(category).split()
    return any(
        word[0].isalnum()
        and word not in _VAGUE_WORDS
        and word not in category_words
        and not word.startswith(known_beginnings)
        for word in text.split()
    )
