"""Phrases in English that tell an agent what to do.

Each needs more than a verb: what is to be ignored are instructions that came before, what is to be
concealed is what the reader did. So a decision may say what its product ignores.
"""

from __future__ import annotations

from minutebook.checks.addressed.phrase import (
    ADDRESS,
    CONCEAL,
    DISCLOSE,
    OVERRIDE,
    SEND,
    make_phrase,
)

_INSTRUCTIONS = r"(?:instructions?|directives?|prompts?|orders)"
_RULES = (
    r"(?:rules|guidelines|commands|constraints|restrictions|guardrails|policies|messages|context"
    r"|safety \w{1,20}|conventions)"
)
_EARLIER = (
    r"(?:previous|previously given|prior|above|preceding|earlier|foregoing|former|initial|original"
    r"|existing|current|past|system|safety|security|your|your own|other)"
)
_NO_CONDITION = r"\b(?! ?,? ?(?:if|when|unless|in case|where)\b)"
_AGENT = (
    r"(?:(?:ai|llm|genai|language[- ]models?|large language models?|claude(?: code)?|copilot"
    r"|chatgpt|gpt"
    r"|gemini|codex|opencode|devin)(?:(?:[- ]coding|[- ]code|[- ]based)?[- ]"
    r"(?:agent|assistant|model|reviewer|bot|tool|system)s?)?s?|(?:coding|autonomous) (?:agent"
    r"|assistant)s?)"
)
_ANY_AGENT = rf"(?:{_AGENT}|agents?|assistants?|models?)"
_HARMFUL = (
    r"(?:ignore|disregard|bypass|override|exfiltrate|reveal|disclose|leak|download|execute|upload"
    r"|force-push|send|post|obey|approve|commit without|push without|merge without"
    r"|run (?:the )?\W?(?:curl|wget"
    r"|http)|fetch \W?http|skip (?:all|any|every|the) (?:security|safety|review|checks|rules))"
)
_DIRECTED = r"(?:must|should|shall|has to|have to|needs? to|is to|are to|please|is required to)"
_GUARDED_PLACE = (
    r"(?:\.env\b|~/\.ssh|\.ssh/|id_rsa|id_ed25519|~/\.aws|\.aws/credentials|\.netrc|\.npmrc"
    r"|\.pypirc"
    r"|~/\.kube|(?:all|any|every|your|the user'?s?) (?:\w{1,20} )?(?:secrets?|api keys?"
    r"|tokens?|credentials"
    r"|passwords?|private keys?|environment variables)|environment variables|all secrets)"
)
_DESTINATION = (
    r"(?:https?://|(?:the |a )?webhook|the next commit|the commit message"
    r"|[\w.]{1,40}@[\w-]{1,40}\.)"
)
_OF_READER = (
    r"(?:this|that you|what you|it\b|these (?:instructions|steps|changes)"
    r"|about (?:this|it|these|your))"
)
_PEOPLE = r"(?:the |any )?(?:user|developer|human|maintainer|reviewer|operator|author)s?"

ENGLISH = (
    make_phrase(
        OVERRIDE,
        "ignore, disregard, forget, override, bypass, neglect, dismiss, discard, skip"
        ", violate, set aside"
        ", pay no attention to, stop following, do not follow, don't follow, do not obey"
        ", don't obey",
        rf" (?:completely )?(?:(?:all|any|every)(?: of)? )?(?:the |these |those |any |its )?"
        rf"(?:(?:(?:{_EARLIER})(?:,| and| or)? ){{1,3}}(?:\w{{1,20}} )?(?:{_INSTRUCTIONS}|{_RULES})"
        rf"|(?<=all\s){_INSTRUCTIONS}|(?<=any\s){_INSTRUCTIONS}"
        rf"|(?:{_INSTRUCTIONS}|{_RULES}) (?:that )?(?:above|given|you|before|earlier|from before"
        rf"|(?:in|of) (?:\W?(?:claude|agents|gemini)\.md|this (?:repository|project|repo)|the"
        rf" (?:repository|project|system))))" + _NO_CONDITION,
        is_imperative=True,
    ),
    make_phrase(
        OVERRIDE,
        "stop following, ignore, bypass, disregard, break",
        r" (?:the )?(?:repository|repo|project|safety|security)(?:'s)? (?:guidelines|rules|policies"
        r"|checks)" + _NO_CONDITION,
        is_imperative=True,
    ),
    make_phrase(
        OVERRIDE,
        "ignore, disregard, forget",
        r" (?:everything|anything|all|whatever) (?:that )?(?:you (?:were|have|know|had|'ve)"
        r"|(?:was|were)"
        r" (?:said|told|written) (?:above|before|earlier)|(?:said|stated) (?:above|before"
        r"|earlier))",
        is_imperative=True,
    ),
    make_phrase(
        OVERRIDE, "from now on", r",? you (?:must|will|shall|are|have to|answer|obey|only)\b"
    ),
    make_phrase(
        CONCEAL,
        "do not, don't, never, must not, without",
        r" (?:ever )?(?:tell|inform|mention|reveal|show|notify|alert|disclose|report|say|talk"
        r"|letting"
        rf"|telling|informing)(?: \w{{1,12}}){{0,2}}? (?:to "
        rf"|with )?{_PEOPLE} (?:\w{{1,12}} )?{_OF_READER}",
        is_imperative=True,
    ),
    make_phrase(
        CONCEAL,
        "do not, don't, never, must not",
        r" (?:ever )?(?:mention|reveal|disclose|report|show|tell) (?:this|these|it"
        r"|that)(?: \w{1,16}){0,2}?"
        rf" to {_PEOPLE}\b",
        is_imperative=True,
    ),
    make_phrase(
        CONCEAL,
        "without",
        r" (?:informing|telling|notifying|asking|alerting) (?:the )?(?:user|developer"
        r"|maintainer)s?, "
        r"(?:add|run|execute|send|delete|remove|push|commit|merge|install|download|fetch"
        r"|change|open)\b",
        is_imperative=True,
    ),
    make_phrase(
        CONCEAL,
        "keep, hide",
        r" (?:this|it|that|these)(?: \w{1,10}){0,2}? (?:hidden |secret "
        r"|a secret )?from (?:the |all )?"
        r"(?:user|developer|human|maintainer|reviewer)s?\b",
        is_imperative=True,
    ),
    make_phrase(
        DISCLOSE,
        "reveal, print, show, output, repeat, disclose, display, leak, dump, expose"
        ", write out, tell me",
        r" (?:me )?(?:the contents? of |all (?:of )?)?(?:your|the hidden|your own) (?:\w{1,20} )?"
        r"(?:system (?:prompt|message)|prompt|instructions|context window|api keys?|credentials"
        r"|secrets|environment variables|access tokens?)",
        is_imperative=True,
    ),
    make_phrase(
        DISCLOSE,
        "reveal, print, show, output, disclose, leak",
        r" (?:its|their|the) (?:own )?(?:hidden )?system (?:prompt|message)",
        is_imperative=True,
    ),
    make_phrase(
        SEND,
        "send, post, upload, exfiltrate, forward, transmit, leak, email, copy, paste, push",
        rf" [^\n.!?]{{0,40}}?{_GUARDED_PLACE}[^\n!?]{{0,60}}? (?:to|into|at|in) {_DESTINATION}",
        is_imperative=True,
    ),
    make_phrase(SEND, "exfiltrate", rf" (?:the |all )?(?:\w{{1,20}} )?{_GUARDED_PLACE}"),
    make_phrase(
        SEND,
        "read, open, cat, take",
        rf" [^\n!?]{{0,40}}?{_GUARDED_PLACE}[^\n!?]{{0,30}}? and (?:then )?(?:paste|send|post"
        rf"|upload|include"
        r"|put|print|commit)",
        is_imperative=True,
    ),
    make_phrase(
        ADDRESS,
        "note, message, notice, instruction, instructions, attention, reminder, important, hint",
        rf" ?(?:to|for|,|:|-) ?(?:(?:the|all|any|every|future|next|other|our) ){{0,3}}"
        rf"{_ANY_AGENT} ?[:—–!]",
    ),
    make_phrase(
        ADDRESS,
        "dear, hey, hi, hello, attention",
        rf" (?:all )?{_AGENT}\b ?[,:!]? ?(?:please|you|also|stop|ignore|do |don't|run|when|before)",
    ),
    make_phrase(ADDRESS, "if you", rf"(?: are|'re|’re) (?:an? |the )?{_ANY_AGENT}\b"),
    make_phrase(ADDRESS, "as an", rf" {_AGENT}\b,? you\b"),
    make_phrase(
        ADDRESS,
        "agent, assistant, model, llm, ai, claude, copilot, chatgpt",
        r"s?(?: \w{1,12}){0,2}? (?:(?:that|who|which) )?(?:reads?|reading|process(?:es|ing)"
        r"|reviewing"
        r"|reviews|summari[sz]es|summari[sz]ing|parsing|parses|seeing|sees) this\b"
        rf"(?:[^\n.!?]{{0,60}}? {_DIRECTED}\b|(?: \w{{1,12}})?[:,])",
    ),
    make_phrase(
        ADDRESS,
        "ai, llm, llms, language model, language models, claude, copilot, chatgpt, coding agent"
        ", coding agents, coding assistants, whoever continues, next agent, future agents",
        r"(?:[ -](?:coding |code )?(?:agent|assistant|model|reviewer|bot)s?)?\b(?: \w{1,12}){0,3}?"
        rf" {_DIRECTED} "
        rf"(?:also |now |first |always |just )?{_HARMFUL}\b",
    ),
    make_phrase(
        ADDRESS,
        "ai, llm, llms, language models, agent",
        r"(?:[ -](?:agent|assistant|model|reviewer|bot)s?)?s? ?[:,] (?:please )?(?:you must"
        r"|approve|ignore|run"
        r"|execute|send|delete|fetch|reply|print|obey|disregard|skip|do not tell)\b",
        is_imperative=True,
    ),
    make_phrase(
        ADDRESS,
        "ai, llm, llms, agent, agents, assistant, assistants, claude, copilot, cursor, codex",
        rf"(?:[ -](?:agent|assistant|model)s?)? ?(?:: (?!true|false|null|\d)\w|(?:must|should"
        rf"|please)\b)"
        rf"|(?:agents|assistants|llms) {_DIRECTED}\b",
        in_comments=True,
    ),
    make_phrase(
        ADDRESS,
        "agents, assistants, llms",
        rf" {_DIRECTED}\b",
        in_comments=True,
    ),
    make_phrase(ADDRESS, "hidden instruction", r"s?\b", in_comments=True),
    make_phrase(
        ADDRESS,
        "your new, your only, your real, your actual, your true, the real",
        r" (?:task|goal|instructions?|job|mission|role|objective) (?:is|are)\b",
    ),
    make_phrase(
        ADDRESS,
        "llm, ai, agent, claude, copilot",
        r"(?: (?:agent|assistant))? instructions? ?: (?:\w{1,12} )?(?:fetch|run|execute"
        r"|ignore|send|you|do"
        r"|always|never)\b",
    ),
    make_phrase(ADDRESS, "new instructions", rf" (?:for|to) (?:the |all )?{_ANY_AGENT}\b"),
    make_phrase(
        ADDRESS,
        "you are",
        r" now (?:in |an? )?(?:dan\b|unrestricted|\w{1,14} mode\b|(?:\w{1,14} )?(?:agent"
        r"|assistant)\b)",
    ),
    make_phrase(
        ADDRESS,
        "you are",
        r" (?:an? )?(?:ai |llm |autonomous |unrestricted |helpful )(?:\w{1,14} )?(?:agent|assistant"
        r"|model)\b",
    ),
)
