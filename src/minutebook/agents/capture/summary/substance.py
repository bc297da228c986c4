"""Tells turns that deserve a record of their own from greetings, thanks and go-aheads.

The rule counts words, and signs of code; few of its parts know a language. A turn without a record
becomes a line of its session's next one, and that line holds all of its prompt: a prompt that does
not fit in a line always has a record. Where the rule is in doubt, the turn has one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import dropwhile, islice

from minutebook.agents.capture.effects import did_more_than_look
from minutebook.agents.capture.lenient_json import split_words
from minutebook.agents.capture.prompt import find_slash_command, is_local_command, is_own_text
from minutebook.agents.capture.summary import phrases, wordings
from minutebook.agents.capture.summary.branches import match_start
from minutebook.agents.capture.summary.sentences import count_words
from minutebook.agents.capture.turn import Turn

__all__ = ["MAX_LINE_CHARS", "has_substance", "needs_record"]

MAX_LINE_CHARS = 200  # of a prompt that may become a line

# How many words say something. Of scripts without blanks between words two letters count as one.
_SHORT_PROMPT = 3.0  # a prompt of so many says little by itself: "Postgres", "the second one"
_LONG_PROMPT = 9.0  # a statement of more is kept, whatever was answered
_SHORT_QUESTION = 2.0  # "ready?", "and now?"
_SHORT_QUESTION_OF_IT = 3.0  # "is it safe?"
_TELLING_ANSWER = 6.0  # an answer tells something with so many that are no formula and no echo
_TELLING_NAMING_ANSWER = 3.0  # the same for one with a name of code or of a product
_TELLING_ANSWER_TO_GREETING = 12.0  # more is usual there: what is open
_LEAST_OF_CONDITION = 3.0  # in a script without blanks, beside the word for "but" or "not"
_LEAST_ITEMS = 3  # of a list

# Names and numbers that are about code: `total`, verify_password, fetchAll(), src/cart.py, #12, 1.4
_CODE_NAME = (
    r"`([^`\n]{1,200})`|\b(\w{1,80}_\w[\w.]{0,80}|[a-z]{1,80}[A-Z]\w{0,80}|"
    r"\w{1,80}(?:::|->|\(\))[\w:]{0,80}|\w[\w.-]{0,80}/[\w./-]{0,200}\w|"
    r"\w[\w-]{0,80}\.[A-Za-z]{1,5}\b(?!['’])|[0-9][0-9.,:%]{1,20}|https?://\S{1,200})|(#[0-9]{1,9})"
)
_CODE_IN_PROMPT = (
    r"[`{}=<>\\]|\w_\w|[a-z][A-Z]|::|->|\(\)|\w/\w|#[0-9]|\w\.[A-Za-z]{1,5}\b|[A-Z]{2,10}-[0-9]|"
    r"[A-Za-z][0-9]|\[\w"
)
_FENCE = r"(?m)^ {0,3}(?:```|~~~)"
_ITEM = r"(?m)^ {0,9}(?:[-*+•]|[0-9]{1,2}[.)]) \S"
_TABLE_ROW = r"(?m)^ {0,3}\|.*\|"
_SENTENCE = r"[^.!?。！？\n]*(?:[.!?](?=[\w`])[^.!?。！？\n]*)*[.!?。！？\n]?"
_WORD = r"[^\W_]+(?:['’_-][^\W_]+)*"
# Names of products: PostgreSQL, JWT, S3, and within a sentence also Redis, but not in German, in
# which all nouns have capitals.
_PRODUCT_NAME = r"\b(?:\w{0,40}[a-z][A-Z]\w{0,40}|[A-Z]{2}\w{1,40}|[A-Z]\w{0,20}[0-9])\b"
_CAPITAL_NAME = r"(?<=[\w,;:] )[A-Z][a-z]{2,40}\b"
_GERMAN_WORDS = split_words("der die das dem den des ist und nicht ein eine mit für auf von zu")
_ITS = split_words("it that this they das es ça ce eso esto isso это to")

# What the programs of agents say instead of an answer. They say it in English.
_FAILURE = (
    r"(?i)\s*(?:api error|error: |execution error|request (?:failed|timed out)|stream disconnected|"
    r"internal server error|prompt is too long|credit balance|invalid api key|not logged in|"
    r"(?:claude )?(?:usage|rate|session|weekly) limit|you['’]ve (?:hit|reached) your|"
    r"\[request interrupted|unexpected status [45])"
)
_MAX_FAILURE_CHARS = 600
_MAX_ANSWER_CHARS = 8_000  # that are looked at
_MAX_SENTENCES = 80

# Words of greetings, thanks, praise and farewells, and those that stand beside them. A prompt of
# these alone is one; a go-ahead ("yes", "continue") is told by `phrases.is_go_ahead`.
_SOCIAL = split_words(
    "hi hello hey hiya howdy yo morning evening afternoon night greetings thanks thank thx ty "
    "cheers tysm bye goodbye cya welcome sorry congrats lol haha hehe wow yay "
    "hallo moin servus tag morgen abend danke dankeschön tschüss tschau ciao feierabend wochenende "
    "entschuldigung sorry bonjour bonsoir salut coucou merci désolé revoir hola buenos buenas días "
    "tardes noches gracias adiós perdón olá oi bom boa dia tarde noite obrigado obrigada "
    "valeu tchau buongiorno buonasera grazie arrivederci hoi bedankt dank doei hej tack hei takk "
    "kiitos moi cześć dzięki dziękuję ahoj děkuji díky merhaba selam teşekkürler sağol "
    "привет здравствуйте спасибо пока извини xin chào cảm ơn terima kasih "
    "halo namaste dhanyavaad shukran salam"
)
_BESIDE_SOCIAL = split_words(
    "you u so much very a lot again for the that this all everyone team there good great perfect "
    "nice cool awesome super sehr vielen schönen gut guten dir euch viel beaucoup bien muchas muy "
    "mille tante muito tak ok okay claude codex gemini cursor copilot your help work today have "
    "my friend buddy man mate and too to see later done well job"
)
_UNSPACED_SOCIAL = split_words(
    "你好 您好 嗨 谢谢 多谢 谢谢你 谢了 感谢 辛苦了 再见 拜拜 早 早上好 晚上好 晚安 "
    "在吗 在么 不好意思 抱歉 "
    "你好吗 謝謝 こんにちは おはよう おはようございます こんばんは ありがとう ありがとうございます "
    "お疲れ様 "
    "お疲れ様です どうも すみません "
    "안녕하세요 안녕 감사합니다 고마워 고마워요 수고하셨습니다 สวัสดี ขอบคุณ"
)
_GREETING = (
    r"(?i)(?:hi|hello|hey|hallo|moin|servus|salut|hola|ciao|olá|oi|привет|(?:good|guten|buenos|buenas|"
    r"bom|boa) (?!night|job|work|nacht)|buon|bonjour|bonsoir|[你您]好|早|こんにちは|おはよう|안녕)"
)
# Questions whether the agent is there, or done.
_STATUS_QUESTION = (
    r"(?i)(?:(?:hi|hello|hey|hallo|ok|and|so|und|et|y)\b[\s,]*)?(?:"
    r"are (?:you|we) (?:all |already |still )?(?:done|finished|ready|there|ok|okay|sure|working|"
    r"good|stuck)|(?:you|u) (?:there|ready|ok|done)|is (?:it|that|this|everything) (?:all )?"
    r"(?:done|finished|ready|it|ok)|all (?:good|done|set)|how are you(?: doing)?|still there|"
    r"what(?:['’]s| is)? (?:now|next|up)|bist du (?:noch )?(?:da|fertig|sicher|bereit|so weit)|"
    r"wie geht(?:['’]s| es dir)|bin ich dran|alles (?:klar|gut|fertig)|tu es (?:là|prêt|sûr)|"
    r"c['’]est (?:fini|bon|prêt)|ça va|¿?(?:estás (?:ahí|listo|seguro)|ya (?:terminaste|está))|"
    r"¿?cómo estás|ты (?:тут|здесь|готов)"
    r")[\s?!.]*\Z"
)


def needs_record(
    recorded_turns: str, turn: Turn, files: Sequence[str], commits: Sequence[str] = ()
) -> bool:
    """Whether a turn is to have a record of its own, by the setting `record`.

    All have with "all"; with "changes" those that changed `files`; with "tasks" also those that
    made `commits`, did more than look, or whose prompt and answer have substance. A subagent's turn
    always has one.
    """
    if recorded_turns == "all" or files or turn.subagent_type or turn.subagent_id:
        return True
    return recorded_turns == "tasks" and bool(
        commits
        or did_more_than_look(turn.tools)
        or has_substance(turn.whole_prompt, turn.response, is_cut_off=turn.is_interrupted)
    )


def has_substance(prompt: str, response: str, *, is_cut_off: bool = False) -> bool:
    """Whether a prompt that changed nothing deserves a record of its own, with its answer.

    It does where it does not fit in a line. Whatever was asked, it does where the answer tells
    something: a list, code, or a few words that are neither a formula ("Let me know if …"), nor a
    question, nor the prompt's own. A question does, but for one or two words, "is it safe?" or "are
    you done?" with next to no answer. A request does, where it is known as one, and a "yes" or "no"
    with a condition, a prohibition or a reason. Anything else does, but for what is short and was
    only acknowledged. Where the answer is missing, failed or was cut off (`is_cut_off`), all do
    that are more than a few words.
    """
    text = " ".join(prompt.split())
    if not text or is_own_text(text):
        return len(text) > MAX_LINE_CHARS
    if len(text) > MAX_LINE_CHARS or re.search(_FENCE, prompt):
        return True
    if is_local_command(prompt):
        return False
    is_failed = len(response) <= _MAX_FAILURE_CHARS and re.match(_FAILURE, response) is not None
    answer = "" if is_failed else response[:_MAX_ANSWER_CHARS]
    if _tells(answer, text) or _is_condition(text):
        return True
    is_go_ahead = phrases.is_go_ahead(text) or not any(map(str.isalnum, text))
    if is_go_ahead or _is_social(text):
        return False
    is_command, word_count = bool(find_slash_command(text)), count_words(text)
    has_code = is_command or (re.search(_CODE_IN_PROMPT, text) is not None and word_count > 1)
    is_clear = has_code or _is_request(text)
    is_question = _is_question(text)
    if is_question and _is_small_question(text, word_count):
        return False
    if word_count <= _SHORT_PROMPT and not (is_clear or is_question):
        return False
    if not answer.strip() or is_cut_off:
        return True
    return is_clear or is_question or word_count > _LONG_PROMPT


def _is_social(text: str) -> bool:
    """Whether a prompt only greets, thanks, praises or takes leave."""
    bare = "".join(char for char in text if char.isalnum())
    if bare in _UNSPACED_SOCIAL:
        return True
    text_words = [word.lower() for word in re.findall(_WORD, text)]
    known = _SOCIAL | _BESIDE_SOCIAL
    return all(word in known for word in text_words) and not _SOCIAL.isdisjoint(text_words)


def _is_condition(text: str) -> bool:
    """Whether a prompt decides something: "yes, but never in tests", "no, because …", "Not Redis".

    What is said for now does not, nor does a condition of nothing: "not now", "thanks, but no".
    """
    lowered = text.lower()
    if re.search(wordings.FOR_NOW, lowered):
        return False
    if match := re.search(wordings.CJK_CONDITION, lowered):
        return count_words(lowered) - count_words(match[0]) >= _LEAST_OF_CONDITION
    conditions = wordings.CONDITION_WORDS.split()
    go_ahead_words = _SOCIAL | _BESIDE_SOCIAL | set(wordings.GO_AHEAD_WORDS.split())
    said_words = re.findall(_WORD, re.sub(wordings.REPLY, "", lowered, count=1))
    rest = list(
        dropwhile(lambda word: word in go_ahead_words and word not in conditions, said_words)
    )
    is_reply = len(rest) < len(re.findall(_WORD, lowered))
    if not (rest and (rest[0] in conditions or (is_reply and set(conditions) & set(rest)))):
        return False
    vain_words = go_ahead_words.union(conditions, wordings.UNTELLING_WORDS.split())
    return not vain_words.issuperset(rest)


def _is_request(text: str) -> bool:
    """Whether a prompt asks for something, in a language that is known, and says for what."""
    stripped, _ = phrases.strip_request(phrases.strip_opening(text))
    rank = phrases.find_rank(stripped)
    is_whole = count_words(stripped) >= 2 and not phrases.is_anaphoric(stripped)
    return is_whole and rank in (phrases.BUILD, phrases.LOOK)


def _is_question(text: str) -> bool:
    return "?" in text or "？" in text or phrases.is_question(phrases.strip_opening(text))


def _is_small_question(text: str, word_count: float) -> bool:
    """Whether a question has next to no words, or only asks whether the agent is done."""
    is_of_it = not _ITS.isdisjoint(re.findall(_WORD, text.lower()))
    most = _SHORT_QUESTION_OF_IT if is_of_it else _SHORT_QUESTION
    is_short = word_count <= most and not re.search(_CODE_IN_PROMPT, text)
    return (is_short and _is_question(text)) or re.match(_STATUS_QUESTION, text) is not None


def _tells(answer: str, prompt: str) -> bool:
    """Whether an answer says something, whatever it answers."""
    if re.search(_FENCE, answer) or (
        len(re.findall(_ITEM, answer)) >= _LEAST_ITEMS or len(re.findall(_TABLE_ROW, answer)) > 2
    ):
        return True
    statements = list(_list_statements(answer))
    prompt_words = set(re.findall(_WORD, prompt.lower()))
    said_count = sum(
        count_words(statement)
        - len(prompt_words.intersection(re.findall(_WORD, statement.lower())))
        for statement in statements
    )
    if _is_greeting(prompt):
        return said_count >= _TELLING_ANSWER_TO_GREETING
    has_names = any(_has_name(statement, prompt) for statement in statements)
    return said_count >= (_TELLING_NAMING_ANSWER if has_names else _TELLING_ANSWER)


def _is_greeting(prompt: str) -> bool:
    """Whether a prompt only greets."""
    return _is_social(prompt) and re.match(_GREETING, prompt) is not None


def _list_statements(answer: str) -> Iterator[str]:
    """The sentences of an answer without formulas and acknowledgements, and without questions."""
    for match in islice(re.finditer(_SENTENCE, answer), _MAX_SENTENCES):
        sentence = match[0].strip(" \t\r\n*_>#-•¡")
        if sentence.endswith(("?", "？")):
            continue
        text = re.sub(wordings.ANSWER_OPENING, "", sentence).lstrip(" *_¡")
        is_formula = (
            match_start(wordings.ANSWER_FORMULA, text) is not None
            or match_start(wordings.ANSWER_FORMULA, sentence) is not None
            or (not text.isascii() and re.search(wordings.CJK_ANSWER_FORMULA, text) is not None)
        )
        if not is_formula:
            yield text


def _has_name(statement: str, prompt: str) -> bool:
    """Whether a statement names code, or a product, that the prompt does not name."""
    if _list_code_names(statement, prompt):
        return True
    names = set(re.findall(_PRODUCT_NAME, statement))
    if _GERMAN_WORDS.isdisjoint(statement.lower().split()):
        names.update(re.findall(_CAPITAL_NAME, statement))
    return not {name.lower() for name in names}.issubset(re.findall(_WORD, prompt.lower()))


def _list_code_names(answer: str, prompt: str) -> set[str]:
    """The names of code in an answer that the prompt has not."""
    names = {
        next(filter(None, match.groups())).strip() for match in re.finditer(_CODE_NAME, answer)
    }
    return {name for name in names if name and name not in prompt}
