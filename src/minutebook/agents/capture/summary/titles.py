"""Makes a record's title: what was asked for, else what was done."""

from __future__ import annotations

import re
from collections.abc import Sequence

from minutebook.agents.capture.prompt import find_slash_command
from minutebook.agents.capture.summary import phrases, proposals, wordings
from minutebook.agents.capture.summary.branches import match_start
from minutebook.agents.capture.summary.sentences import (
    Sentence,
    clean_whitespace,
    count_words,
    find_error,
    list_sentences,
    strip_quotes,
)

__all__ = ["find_request", "make_title"]

MAX_TITLE_CHARS = 70
_MAX_PROMPT_CHARS = 20_000
_MAX_RESPONSE_CHARS = 4_000
_MAX_NAMED_FILES = 3
_MAX_SIGN_CHARS = 60
_MAX_REPLY_WORDS = 3
# Where something is written down, and nothing else: "https://host/issues/12", "#12", "SHOP-12".
_REFERENCE = (
    r"\s{0,20}(?:<?https?://\S{1,2000}|[\w./-]{0,100}#[0-9]{1,9}|[A-Z]{2,10}-[0-9]{1,9})\s{0,20}"
)
# A choice that names what is to be done: "Do c and d".
_OWN_CHOICE = r"(?i)\s{0,20}(?:do|use|take|make|finish|start|try) (?:[a-e]|[0-9]{1,2})\b"
_ITEM = r"\s{0,20}#?[A-Za-z]{0,3}[0-9]{1,9}\s{0,20}"
# A record of a turn that is given as a prompt: its heading, then what was answered.
_DOCUMENT_OF_TURN = r"\s{0,20}# ([^\n]{1,500})\n\s{0,20}## Response snapshot\b"
_NO_TITLE = "Untitled prompt"
# Of sentences that may still be a request, by what stands before or within them.
_UNCLEAR_RANKS = (phrases.STATEMENT, phrases.WISH, phrases.QUESTION)

# Names of programs that are written small, also at the beginning of a sentence.
_SMALL_NAMES = (
    "npm npx pnpm yarn pip pipx uv pytest git gh docker kubectl cargo rustc eslint mypy ruff jest "
    "vitest webpack vite curl ssh nginx systemd psql redis tsc deno bun grep sed awk tox"
)
# Words that stay in capitals where a shouted title is calmed.
_ACRONYMS = (
    "API CSS CSV DB HTML HTTP HTTPS ID JSON PDF SQL SSH TLS UI UX URL UUID XML YAML TOML CI CD CLI "
    "CORS JWT README TODO TTL ADR PHR AWS GPU CPU RAM OS SDK ORM REST SSL DNS TCP UDP IP SVG PNG"
)
# Where a title that is too long is cut, if not much is lost.
_CLAUSE_END = (
    r"(?i)[,;:](?= )|[，；：]| [–—-](?= )| (?=(?:and|but|or|so|because|which|when|while|until|"
    r"unless|if|where|und|oder|aber|weil|damit|et|mais|parce|y|pero|porque) )"
)
_LEAST_CLAUSE_CHARS = 45
_JOINERS = "\u200d\ufe0f"
_JOINED_SIGNS = "(?:\\S\ufe0f?\u200d){0,9}\\S?\ufe0f?\\Z"
_TRAILING_WORDS = (
    r"(?i)(?: (?:a|an|the|of|to|and|or|in|on|at|for|with|by|from|as|if|that|which|when|so|is|are|"
    r"its|their|our|your|any|all|per|into|than|each|own|this|these))+\Z"
)
_ANSWER_SUBJECT = (
    r"(?i)(?:i(?:['’]ve| have)?|we(?:['’]ve| have)?)(?: (?:now|also|just|successfully|already))* "
    r"(?=\w+(?:ed|t|de|ote|ilt|ut|an|ew|rew|ept)\b)"
)
_ANSWER_FILLER = (
    r"(?i)(?:i['’]ll|i will|i['’]m|i am|let me|let['’]s|now i|now let|looking at|first|next|"
    r"here['’]s|here (?:is|are)|summary|sure|done|what (?:changed|i did)|changes(?: made)?|"
    r"to (?:do|continue)|before i|the (?:changes|following)|if you|would you|do you|shall i|"
    r"should i|want me)(?![\w'’])"
)
# What an answer says is going to be done: "I'll add a retry".
_INTENT = (
    r"(?i)(?:i['’]ll|i will|i['’]m going to|i am going to|let me|let['’]s)"
    r"(?: (?:now|also|just|first|go ahead and|start by))* (?=\w)"
)
_LOOKING = (
    r"(?i)(?:look|check|see|read|start|take|begin|do|get|have|think|know|explain|continue|be)\b"
)
# A verb and what was done with it: "Added z". Such a title may have two words.
_DEED = r"(?i)\w{2,40}(?:ed|ote|ade|ilt) (?!(?:it|this|that|them|these|those|now|all|again)\b)\S"
_LEAD_IN = rf"(?i)\A[^:]{{1,60}}: (?={_ANSWER_SUBJECT[4:]}|{_DEED[4:]})"
# Subjects of commits that say nothing of what was done.
_EMPTY_SUBJECT = r"(?i)(?:merge |fixup!|squash!|amend!|revert |wip\b|initial commit\Z)|\S*\Z"

# Answers without blanks between words that say no more than "done".
_CJK_DONE = (
    r"(?:完了|終了|対応)?(?:いた)?しました|"
    r"(?:好的)?[,，]?已?(?:全部|都)?(?:完成|处理|修改|搞定)(?:好|完)?了?"
)


def make_title(
    prompt: str,
    response: str = "",
    files: Sequence[str] = (),
    proposal: str = "",
    subjects: Sequence[str] = (),
) -> str:
    """Make a record's title from its prompt: the request, or else the question, or what is said.

    Greetings, "could you please", reasons and what was pasted are left out; the title of a slash
    command is that of its arguments. Where the prompt only says "yes" or "continue", or is a
    command with no more than a number, or only an address or a sign, the title says what was done:
    the first sentence of the answer, else the first of `subjects`, those of the turn's commits,
    else what the agent had proposed or says that it will do, else the names of `files`. `proposal`
    is the agent's answer before the prompt; a few words that reply to its question say what was
    done, too, but a choice between things that it did not offer is a request. At most 70
    characters, a cut ends with an ellipsis. "Untitled prompt" only where there are
    neither letters nor digits.
    """
    text = prompt[:_MAX_PROMPT_CHARS]
    if match := re.match(_DOCUMENT_OF_TURN, text):
        text = match[1]
    command = find_slash_command(text)
    if command:
        arguments = text.lstrip()[len(command) + 1 :]
        name = f"/{command}"[:MAX_TITLE_CHARS]
        title = _find_title(arguments)
        if title and " " not in title:  # "/fix-issue 42": an argument is no request
            name = _cut(f"{name} {clean_whitespace(arguments)}")
            title = "" if re.fullmatch(f"{_REFERENCE}|{_ITEM}", arguments) else name
        return title or _say_what_was_done(name, response, files, "", subjects) or name
    is_sign = len(text) <= _MAX_SIGN_CHARS and not any(char.isalnum() for char in text)
    if is_sign or re.fullmatch(_REFERENCE, text) or phrases.is_go_ahead(text):
        plain = "" if is_sign else _polish(clean_whitespace(strip_quotes(text.strip())))
        proposed = proposals.find_proposal(proposal, text)
        if not proposed and re.match(_OWN_CHOICE, text):
            return plain
        deed = _say_what_was_done("", response, files, proposed, subjects)
        return deed or plain or _NO_TITLE
    if proposal and _is_short_reply(text) and proposals.ends_with_question(proposal):
        plain = _polish(clean_whitespace(strip_quotes(text.strip())))
        asked = list_sentences(proposal[-_MAX_RESPONSE_CHARS:])
        question = f"{plain}: {asked[-1].text}" if asked else ""
        return _say_what_was_done("", response, (), _polish(question), subjects) or plain
    return _find_title(text) or _find_bare_title(text) or _NO_TITLE


def find_request(prompt: str) -> str:
    """The sentence of a prompt that its title would be made of, without "could you please"."""
    text = prompt[:_MAX_PROMPT_CHARS]
    command = find_slash_command(text)
    return _find_title(text.lstrip()[len(command) + 1 :] if command else text)


# Which sentence ---------------------------------------------------------------------------------


def _find_title(text: str) -> str:
    """The title of the sentence that says most; "" where no sentence of the user's has letters."""
    best_rank, best, statement = -1, "", ""
    for sentence in list_sentences(text):
        rank, title = _rank_sentence(sentence)
        if not any(char.isalnum() for char in title):
            continue
        is_short = len(title) < 15 and len(title.split()) < 3 and title.isascii()
        if is_short and (rank < phrases.BUILD or " " not in title):
            rank = min(rank, phrases.STATEMENT) - 1
        elif rank == phrases.BUILD and phrases.is_anaphoric(title):
            rank = phrases.QUESTION
        if rank in (phrases.STATEMENT, phrases.WISH) and not statement and not sentence.is_aside:
            is_joined = title[:4].lower().startswith(("so", "and", "but", "also"))
            statement = re.sub(r"(?i)\A(?:so|and|but|also),? ", "", title) if is_joined else title
        if rank > best_rank:
            best_rank, best = rank, title
    if best and (phrases.is_anaphoric(best) or phrases.is_dependent(best)):
        # "Fix it" says nothing without what is to be fixed.
        subject = statement or (find_error(text) if phrases.is_anaphoric(best) else "")
        if subject and subject != best:
            return _polish(f"{best.rstrip('?')}: {subject}")
    if best_rank <= phrases.FILLER:
        error = find_error(text)
        best = error if error and not (best and best_rank == phrases.FILLER) else best or error
    return _polish(best)


def _rank_sentence(sentence: Sentence) -> tuple[int, str]:
    """What a sentence is worth as a title, and the title that it would be."""
    opened = phrases.strip_opening(sentence.text)
    text, is_request = phrases.strip_request(opened)
    if not is_request and len(opened) < len(sentence.text):
        is_request = phrases.is_labelled(sentence.text)
    rank = phrases.find_rank(text)
    if is_request:
        text = text.rstrip("?？ ")
        rank = phrases.BUILD if rank in _UNCLEAR_RANKS else rank
        is_aim = phrases.is_desire(opened) or phrases.is_goal(sentence.text)
        if rank == phrases.BUILD and is_aim:
            rank = phrases.DESIRE
    elif rank in _UNCLEAR_RANKS and (
        clause := phrases.find_request_clause(text, is_asked=rank == phrases.QUESTION)
    ):
        rank, text = phrases.BUILD, clause.rstrip("?？ ")
    text = phrases.strip_closing(text).strip(" ,:;-–—")
    if sentence.is_aside:
        rank = min(rank, phrases.FILLER)
    return rank, text


def _find_bare_title(text: str) -> str:
    """The first line with a letter, as it stands: of a prompt that is nothing but code or tags."""
    for line in text.split("\n")[:200]:
        title = clean_whitespace(line[:2000])
        if any(char.isalnum() for char in title):
            return _cut(title)
    return ""


# What was done ----------------------------------------------------------------------------------


def _is_short_reply(text: str) -> bool:
    """Whether a prompt is a few words without a request: "Postgres", "the first one"."""
    return (
        count_words(text) <= _MAX_REPLY_WORDS
        and "\n" not in text.strip()
        and _rank_sentence(Sentence(text.strip()))[0] == phrases.STATEMENT
    )


def _say_what_was_done(
    name: str, response: str, files: Sequence[str], proposed: str, subjects: Sequence[str]
) -> str:
    """What the answer, a commit's subject or a proposal says of what was done, else the files.

    "" where there is none of them. The files stand after `name`, that of a command.
    """
    intent = ""
    for sentence in list_sentences(response[:_MAX_RESPONSE_CHARS])[:8]:
        text = re.sub(wordings.ANSWER_OPENING, "", sentence.text)
        if match := re.search(_LEAD_IN, text):  # "Here is what I did: I added a cache"
            text = text[match.end() :]
        text = re.sub(_ANSWER_SUBJECT, "", text, count=1)
        is_long = (
            count_words(text) >= 3 or re.match(_DEED, text) is not None
        ) and not re.fullmatch(_CJK_DONE, text)
        if not is_long or sentence.is_aside or text.endswith(("?", "？")):
            continue
        if not re.match(_ANSWER_FILLER, text) and not match_start(wordings.ANSWER_FORMULA, text):
            return _polish(text)
        if not intent and (match := re.match(_INTENT, text)):
            intent = text[match.end() :]
            intent = "" if re.match(_LOOKING, intent) else intent
    told = (subject for subject in subjects if not re.match(_EMPTY_SUBJECT, subject))
    if summary := next(told, "") or proposed or intent:
        return _polish(summary)
    names = list(dict.fromkeys(path.rstrip("/").rpartition("/")[2] for path in files))
    if not names:
        return ""
    more = len(names) - _MAX_NAMED_FILES
    shown = (
        names[:_MAX_NAMED_FILES]
        if more <= 0
        else [*names[: _MAX_NAMED_FILES - 1], f"{more + 1} more files"]
    )
    listed = " and ".join(filter(None, (", ".join(shown[:-1]), shown[-1])))
    return _polish(f"{name}: {listed}" if name else f"Changes to {listed}")


# How it is written ------------------------------------------------------------------------------


def _polish(text: str) -> str:
    """A title with even capitals, without stray marks, and of at most 70 characters."""
    text = strip_quotes(text).strip(" ,:;!")
    text = text if text.endswith("?") else text.removeprefix("¿").lstrip()
    text = re.sub(r"(?<= \w)\.\Z", "", text.removeprefix("¡").lstrip())  # no abbreviation there
    if text.isupper() and len(text.split()) >= 2:
        text = _calm(text)
    first_word = text.split(" ", 1)[0]
    # Code and names keep their case: `main.py`, `fix_it()`, iPhone; prose begins with a capital.
    is_prose = first_word.isalpha() or re.fullmatch(
        r"¿?[^\W\d_]+(?:['’-][^\W\d_]+)*[,:?!.]?", first_word
    )
    if is_prose and first_word.islower() and first_word not in _SMALL_NAMES.split():
        start = text.startswith("¿") + 1
        text = text[:start].upper() + text[start:]
    return _cut(text)


def _calm(text: str) -> str:
    """A title in capitals as a sentence; what is code or an acronym stays."""
    acronyms = _ACRONYMS.split()
    return " ".join(
        word
        if word.strip(".,:;!?()") in acronyms or re.search(r"[\d_`/.]\w", word)
        else word.lower()
        for word in text.split(" ")
    )


def _cut(text: str) -> str:
    """A title of at most 70 characters; a cut is an ellipsis, and code is not cut open."""
    if len(text) > MAX_TITLE_CHARS:
        shortened = text[:MAX_TITLE_CHARS]
        position = shortened.rfind(" ")
        clause_ends = [match.start() for match in re.finditer(_CLAUSE_END, shortened)]
        if clause_ends and clause_ends[-1] >= _LEAST_CLAUSE_CHARS:
            shortened = shortened[: clause_ends[-1]]
        elif position >= MAX_TITLE_CHARS // 3:
            shortened = re.sub(_TRAILING_WORDS, "", shortened[:position])
        if (
            shortened.count("(") > shortened.count(")")
            and shortened.rfind("(") > MAX_TITLE_CHARS // 2
        ):
            shortened = shortened[: shortened.rfind("(")]
        shortened = shortened[: MAX_TITLE_CHARS - 1].rstrip(" ,:;.-–—(")
        if text[len(shortened)] in _JOINERS or shortened.endswith(tuple(_JOINERS)):
            # An emoji of several signs is not torn.
            shortened = re.sub(_JOINED_SIGNS, "", shortened)
        text = f"{_close_code(shortened) or shortened}…"
    return _close_code(text) or text


def _close_code(text: str) -> str:
    """A text without the backtick of a span of code that was cut."""
    if text.count("`") % 2:
        start, _, end = text.rpartition("`")
        text = " ".join(f"{start}{end}".split())
    return text
