"""Finds links to sessions that vendors of agents host, and trailers that name such a session.

A session shows a whole conversation, to everybody or to those who have an account: no record leads
there. The vendors' other pages stay: documentation, what a product is, what it costs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from minutebook.lean.patterns import compile_lazily

SESSION_KIND = "session-link"
SESSION_PLACEHOLDER = "[link to a session]"

# A vendor a line: its hosts, with commas between, then the paths of sessions, as patterns; a line
# that is indented goes on. %I is an id (it has a digit), %N any name, %Q other parameters.
_VENDORS = r"""
claude.ai,claude.com  code/(?:scheduled/|routines/|share/)?%I  (?:chat|share|projects?|cowork)/%I
    (?:public/)?artifacts?/%I
console.anthropic.com,platform.claude.com  (?:workbench|dashboard/sessions)/%I
chatgpt.com,chat.openai.com  codex/(?:cloud/)?tasks/%I  (?:share|c|s)/(?:e/)?%I
    g/%N/(?:c|share)/%I  codex/?\?(?:%Q)?(?:task|session)(?:_?id)?=%I
cursor.com,cursor.sh  (?:%N/)?(?:background-)?agents?/?\?(?:%Q)?(?:id|bcid|selectedbcid)=%I
    (?:%N/)?(?:background-)?agents?/%I  (?:%N/)?s(?:hare)?/%I
app.devin.ai,devin.ai,devinenterprise.com  (?:org/%N/)?sessions/%I
jules.google.com,jules.google  (?:tasks?|sessions?)/%I
gemini.google.com  (?:share|app|gem/%N)/%I
g.co  gemini/share/%I
aistudio.google.com,ai.studio  (?:app/)?prompts/%I
github.com  copilot/(?:tasks|share|c|agents|sessions)/%I
    %N/%N/(?:tasks|agents|sessions|agent-sessions)/%I  %N/%N/pull/\d+/(?:agent-)?sessions?/%I
    copilot/[\w/-]{1,80}\?(?:%Q)?(?:agent_?)?session(?:_?id)?=%I
    %N/%N/pull/\d+(?:/[\w-]{1,40})?/?\?(?:%Q)?(?:agent_?)?session(?:_?id)?=%I
    %N/%N/(?:agents|copilot)/[\w/-]{1,80}\?(?:%Q)?session(?:_?id)?=%I
copilot.microsoft.com  (?:shares|chats)/%I
ampcode.com  threads/%I
opencode.ai,opncd.ai  (?:s|share)/%I
v0.dev,v0.app  (?:chat|t)/(?:%N/)?%I
replit.com  (?:join|agent|t/%N/agent)/%I  @%N/%N/?\?(?:%Q)?(?:agent|chat|session)(?:_?id)?=%I
windsurf.com,codeium.com  (?:share|conversations?|cascade|sessions?)/%I
bolt.new  ~/%I
lovable.dev  projects/%I
app.factory.ai  (?:sessions?|share)/%I
app.warp.dev  (?:session|conversation|block|agent)/(?:%N/)?%I
app.all-hands.dev,all-hands.dev,app.openhands.dev  (?:shared/)?conversations/%I
    share/?\?(?:%Q)?(?:share_?)?id=%I
app.augmentcode.com  (?:share|sessions?)/%I
app.kilo.ai,app.kilocode.ai,kilo.ai,kilocode.ai  (?:s|share|sessions?|cloud/sessions?)/%I
app.roocode.com  (?:share|task|tasks)/%I
continue.dev  (?:agents|sessions|tasks)/%I
app.entire.io,entire.io  (?:%N/){0,3}(?:sessions?|checkpoints?)/%I
linear.app  (?:%N/){0,3}agent-sessions?/%I
app.ona.com  (?:details|sessions?)/%I
codegen.com  (?:%N/)?agent/(?:trace|run)/%I
terragonlabs.com  task/%I
sourcegraph.com  (?:cody/)?(?:chat|thread|deepsearch)/%I
cloud.specstory.com,share.specstory.com  (?:stories|share|projects/%N/sessions)/%I
grok.com,x.ai  (?:share|chat|c)/%I
x.com  i/grok/share/%I
perplexity.ai  search/%I
poe.com  (?:s|chat)/%I
chat.deepseek.com  (?:share|a/chat/s)/%I
chat.qwen.ai  (?:s|c)/%I
kimi.com,kimi.moonshot.cn  (?:share|chat)/%I
chat.mistral.ai  (?:chat|share)/%I
manus.im  (?:share|app)/%I
genspark.ai  agents/?\?(?:%Q)?id=%I
huggingface.co,hf.co  chat/(?:r|conversation)/%I
"""
_ABBREVIATIONS = {
    "%I": r"(?=[\w.~-]{0,80}?[0-9])[\w.~-]{6,200}+",
    "%N": r"[\w.@~-]{1,100}+",
    # Random, or a UUID, after a prefix such as `T-` and `session_`.
    "%O": r"(?:[A-Za-z]{1,12}[-_])?(?:[0-9a-f]{8}-[0-9a-f-]{9,40}"
    r"|(?=[A-Za-z_]{0,40}[0-9])[A-Za-z0-9_]{10,200}+)(?![\w-])",
    "%Q": r"(?:[\w.~-]{1,40}=[\w.~%-]{0,100}&(?:amp;)?){1,6}",
}
# Vendors that are in no row: hosts that are named after agents, and what their paths have.
_AGENT_HOST = compile_lazily(
    r"(?i)(?!(?:docs?|developers?|help|support|blog|status|learn|api|www\.npmjs)\.)"
    r"(?:[a-z0-9-]{1,63}\.){0,4}(?:[a-z0-9-]{1,63}\.ai|(?:[a-z0-9-]{0,40}?(?:agent|copilot|codex"
    r"|claude|chatgpt|openhands|all-hands|coder)[a-z0-9-]{0,20}\.)(?:[a-z0-9-]{1,63}\.){0,2}[a-z]{2,8})$"
)
_AGENT_SEGMENT = (
    "(?:sessions?|shared?|threads?|conversations?|chats?|transcripts?|trajector(?:y|ies)|runs?)"
)
_ON_AGENT_HOST, _ON_ANY_HOST = "agents' hosts", "any host"
_GENERIC = {
    _ON_AGENT_HOST: rf"(?:%N/){{0,4}}{_AGENT_SEGMENT}/(?:%N/)?%O"
    rf"|(?:%N/){{0,3}}{_AGENT_SEGMENT}/?\?(?:%Q)?(?:(?:share|session|thread|conversation)_?)?id=%I",
    _ON_ANY_HOST: r"(?:%N/){0,5}(?:agent|coding|ai|copilot)[-_]?(?:sessions?|threads?)/%O",
}
# What follows the id belongs to the link: `/pull/1`, `?tab=diff`, `#turn-3`.
_REST = r"(?:[/?#&][^\s\"'<>()\[\]{}|\\^`*]{0,300})?"
_HOST_CHARS = 80
_HOST = compile_lazily(
    r"(?i)(?:(?:https?|cursor|vscode)://)?(?P<host>[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){0,4})$"
)
_SENTENCE_END = ".,:;!?_*~"
# The trailers of a commit that name a session of an agent: `Claude-Session: …`.
_TRAILER_KEY = compile_lazily(
    r"-(?i:session|thread|conversation|transcript|task|chat)(?:-(?i:id|url|link))?:[ \t]{0,8}"
    r"(?P<value>(?=\S{0,80}?[0-9])[\w.~:/?#&=%@-]{8,400}+)"
)
_TRAILER_START = compile_lazily(
    r"(?im)^[ \t>*-]{0,12}(?:claude(?:-code)?|anthropic|codex|openai|chatgpt|cursor|copilot|gemini"
    r"|jules|amp|devin|opencode|droid|factory|warp|goose|kiro|windsurf|cascade|replit|roo|kilo|cline"
    r"|agent|ai)$"
)
_TRAILER_START_CHARS = 30


def _compile_path(pattern: str) -> re.Pattern[str]:
    for abbreviation, expansion in _ABBREVIATIONS.items():
        pattern = pattern.replace(abbreviation, expansion)
    return compile_lazily(rf"(?i)(?::\d{{1,5}})?\\?/(?:{pattern}){_REST}")


@cache
def _load_vendors() -> tuple[re.Pattern[str], dict[str, re.Pattern[str]]]:
    """What ends a host of the table, and what follows each host in a session's link."""
    paths_by_host = {}
    for line in _VENDORS.strip().replace("\n    ", " ").split("\n"):
        hosts, *paths = line.split()
        paths_by_host.update(dict.fromkeys(hosts.split(","), _compile_path("|".join(paths))))
    endings = "|".join(sorted({host.rpartition(".")[2] for host in paths_by_host}))
    paths_by_host.update((hosts, _compile_path(pattern)) for hosts, pattern in _GENERIC.items())
    return re.compile(rf"(?i)\.(?:{endings})(?=[:/\\])"), paths_by_host


def find_session_links(text: str) -> Iterator[tuple[str, int, int]]:
    """The links to sessions of a text, and ids in trailers: kind, start, end. They may overlap."""
    if "/" in text:
        host_end, paths_by_host = _load_vendors()
        for ending in host_end.finditer(text):
            end = ending.end()
            head = _HOST.search(text, max(0, ending.start() - _HOST_CHARS), ending.start())
            link = _match_path(paths_by_host, text, head["host"] + ending[0], end) if head else None
            if head and link and text[max(0, head.start() - 1) : head.start()] not in ("@", "_"):
                path_chars = len(text[end : link.end()].rstrip(_SENTENCE_END))
                yield SESSION_KIND, head.start(), end + path_chars
    for trailer in _TRAILER_KEY.finditer(text):
        line_start = text.rfind(
            "\n", max(0, trailer.start() - _TRAILER_START_CHARS), trailer.start()
        )
        if _TRAILER_START.match(text, line_start + 1, trailer.start()):
            yield SESSION_KIND, *trailer.span("value")


def _match_path(
    paths_by_host: dict[str, re.Pattern[str]], text: str, host: str, position: int
) -> re.Match[str] | None:
    """What follows a host in a link to a session, by the table's row or else by its kind."""
    name = host.lower()
    while name:
        if name in paths_by_host:
            if link := paths_by_host[name].match(text, position):
                return link
            break
        name = name.partition(".")[2]
    if _AGENT_HOST.fullmatch(host) and (
        link := paths_by_host[_ON_AGENT_HOST].match(text, position)
    ):
        return link
    return paths_by_host[_ON_ANY_HOST].match(text, position)
