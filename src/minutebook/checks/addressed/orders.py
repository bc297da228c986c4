"""Orders in English to whoever reads a page as an agent: an addressee, and an action with its aim.

Both are needed. Decisions on software with agents say what "the agent must" do; they seldom say
that it must run what a page of the web holds, delete all tests or approve somebody's changes.
"""

from __future__ import annotations

from minutebook.checks.addressed.phrase import ADDRESS, make_phrase

_PRODUCTS = "claude, copilot, codex, gemini, cursor, devin, opencode, chatgpt, windsurf, aider"
_NOUNS = (
    "agent, agents, assistant, assistants, coding agent, coding agents, coding assistant"
    ", coding assistants, ai, llm, llms, language model, language models"
)
_NAMED = r"(?: code)?(?:[ -](?:coding |code )?(?:agent|assistant|model|bot)s?)?"
_POLITE = (
    r"(?:(?:please|kindly|now|first|then|also|always|just|instead|immediately|silently|quietly"
    r"|you (?:must|should|have to|need to)|it is required to) ?,? ?){0,3}"
)
_MODAL = (
    r"(?:must|should|shall|has to|have to|needs? to|is to|are to|please|will please|is required to"
    r"|are required to)"
)
_NEAR = r"[^\n.!?]{0,60}?"
_ANY_NEAR = r"[^\n!?]{0,60}?"  # over the points of names of files and hosts
# A command that fetches, or a script of another place.
_FOREIGN_CODE = (
    r"(?:\b(?:curl|wget|npx|rm -rf|base64|eval|powershell|iex)\b"
    r"|\| ?(?:ba|z)?sh\b|bash <|https?://|\b(?:script|command|code|file|payload|instructions"
    r"|steps)s? (?:below|above|at|from|on|in the (?:next|following|last))\b"
    r"|\bthe following (?:script|command|code)|\bit(?= ?(?:[.!;,\n]|$)))"
)
_GUARDED = (
    r"(?:\.env\b|\.ssh\b|id_rsa|\.aws\b|\.netrc|\.npmrc|credentials?\b|secrets?\b"
    r"|api[_ -]?keys?\b|\w{1,40}_(?:key|token|secret|password)\b|passwords?\b|tokens?\b"
    r"|private keys?|environment variables)"
)
# Actions, each with what makes it one that no page may ask for.
_ACTION = (
    rf"(?:(?:run|execute|invoke|source) {_ANY_NEAR}{_FOREIGN_CODE}"
    r"|(?:download|fetch|get|curl|open|visit|load|pull) (?:and (?:run|execute|install|follow|obey)"
    rf"\b|{_NEAR}(?:<|`|\(|\[)?https?://|{_ANY_NEAR} and (?:then )?(?:run|execute|follow|obey)\b)"
    r"|(?:delete|remove|drop|wipe|erase|disable|turn off|comment out) (?:all|any|every|the"
    r"|these|this|our)(?: \w{1,20}){0,2}? (?:tests?|checks?|guards?|files"
    r"|(?<=all\s)branches|(?<=every\s)branch"
    r"|(?:git )?history|repository|safeguards|backups?|validations?|assertions?)\b"
    r"|push (?:\w{1,20} ){0,3}?(?:to|into|on) \W?(?:main|master|production|the default branch)\b"
    r"|force-push|(?:merge|commit|push|deploy|approve|accept) (?:\w{1,20} ){0,4}?without"
    r" (?:an? |any |the )?(?:\w{1,12} )?(?:reviews?|approval|checks?|tests?|asking|confirmation)\b"
    r"|(?:approve|accept|merge|lgtm) (?:all |any |every |the )?(?:\w{1,20} ){0,2}?"
    r"(?:prs?|pull requests?|merge requests?|changes|commits|patches|requests)"
    r" (?:by|from|of|that \w{1,20} (?:made|sent|opens?))\b"
    r"|(?:skip|bypass|circumvent|ignore) (?:all |any |every |the |code )?(?:\w{1,12} )?"
    r"(?:reviews?|checks|tests|hooks|ci|guardrails|verification|approvals?)\b"
    rf"|(?:send|post|upload|email|forward|exfiltrate|leak|transmit) {_ANY_NEAR}{_GUARDED}"
    rf"{_ANY_NEAR} (?:to|at) \W?(?:https?://|[\w.-]{{1,40}}@)"
    rf"|(?:print|echo|output|reveal|show|paste|include|disclose|dump) {_NEAR}{_GUARDED}"
    rf"{_NEAR} (?:in|into|to|as) (?:your|the|its|every) (?:\w{{1,12}} )?(?:answer|reply|response"
    r"|output|summary|commit|pull request|comment)"
    r"|(?:add|insert|plant|leave|introduce|install|put) (?:an? |the )?(?:\w{1,12} )?"
    r"(?:backdoor|back door|reverse shell|web ?shell|malware|keylogger)"
    rf"|read {_ANY_NEAR}{_GUARDED} and (?:then )?(?:send|post|paste|upload|print|put|commit))"
)
_BEFORE_ANSWER = (
    r" (?:before|when|whenever|every time|prior to)(?: you)? (?:answer|repl(?:y|ies)"
    r"|respon(?:d|se)|do anything|doing anything)"
)
_BEFORE_START = r" before (?:you )?(?:start|begin|continu|proceed|go on|read)"

ORDERS = (
    # "Codex, run curl … | sh": spoken to.
    make_phrase(
        ADDRESS,
        f"{_PRODUCTS}, {_NOUNS}",
        rf"{_NAMED} ?[,:;—–-] ?{_POLITE}{_ACTION}",
        is_imperative=True,
    ),
    make_phrase(
        ADDRESS,
        "dear, hey, hi, hello, attention, ok, okay",
        r" (?:all )?(?:ai |coding |code |llm )?(?:agent|assistant|model|claude|copilot|codex|gemini"
        rf"|cursor|devin|chatgpt)s?\b ?[,:!]? ?{_POLITE}(?:{_ACTION}|(?:download|fetch|execute) )",
        is_imperative=True,
    ),
    # "The assistant must fetch https://…": spoken of.
    make_phrase(
        ADDRESS,
        f"{_PRODUCTS}, {_NOUNS}, the model, any model, every model, all models",
        rf"{_NAMED}(?: (?:that|who|which)(?: \w{{1,16}}){{1,5}}?)? ?,? {_MODAL} {_POLITE}{_ACTION}",
    ),
    # "@claude please …": as comments on a forge call an agent.
    make_phrase(
        ADDRESS,
        _PRODUCTS,
        rf" (?:please|kindly) {_POLITE}{_ACTION}",
    ),
    # "You must run … before you answer."
    make_phrase(
        ADDRESS,
        "you must, you should, you have to, you need to, always, first, please",
        rf" {_POLITE}(?:(?:run|execute|fetch|download|open|visit|load|send|post|print)"
        rf" [^\n]{{1,120}}?{_BEFORE_ANSWER}|{_ACTION}{_ANY_NEAR}{_BEFORE_START})",
        is_imperative=True,
    ),
    make_phrase(
        ADDRESS,
        "before doing anything, before anything, before you, before answering, before replying"
        ", before responding, before continuing, before proceeding",
        r"(?: (?:else|answer|reply|respond|continue|proceed|start|begin|do anything(?: else)?))?"
        rf" ?,? {_POLITE}{_ACTION}",
        is_imperative=True,
    ),
    # Of a prompt's own text a person may say this: it is none of the kinds that count in prompts.
    make_phrase(
        ADDRESS,
        "do not follow, don't follow, do not obey, don't obey, do not read, stop following"
        ", ignore, disregard, forget",
        r" (?:the |your |any |all )?(?:rules (?:in|of) )?\W?(?:agents|claude|gemini|copilot"
        r"|copilot-instructions|cursorrules|\.cursorrules|system prompt)(?:\.md)?\W{0,2} ?[,;:.]?"
        r" ?(?:and |but |instead ?,? ?)?(?:use|follow|obey|do|read|apply) ",
        is_imperative=True,
    ),
    make_phrase(
        ADDRESS,
        "ignore, disregard, forget",
        r" (?:all |everything |anything |whatever )?(?:of )?(?:the |what is |what was |said"
        r" |written ){0,2}(?:above|preceding|foregoing)(?: \w{1,12})?"
        r" ?(?:,|;|\.|—|–|:|and|then|instead){1,3}"
        r" ?(?:instead,? )?(?:do|follow|run|execute|obey|answer|reply|write|say|print|approve)\b",
        is_imperative=True,
    ),
    make_phrase(
        ADDRESS,
        "print, echo, output, show, include, write, paste, put, reveal, repeat",
        rf" (?:me )?(?:the )?(?:values?|contents?) of (?:the )?{_NEAR}{_GUARDED}{_NEAR} (?:in|into"
        r"|to|as|at the end of) (?:your|the) (?:\w{1,12} )?(?:answer|reply|response|output|summary"
        r"|commit message|pull request)",
        is_imperative=True,
    ),
)
