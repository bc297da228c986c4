"""Change the status in the text of a decision's page, in each place that states it.

Functions that edit return the text of the new page, in which no other byte has changed.
"""

from __future__ import annotations

import re

from minutebook.records.adr.dialects import NewStatus
from minutebook.records.adr.edits.forms import FolderForm
from minutebook.records.adr.edits.histories import extend_history, list_history
from minutebook.records.adr.fact_places import FactPlace
from minutebook.records.adr.statements.prose_relations import find_relations
from minutebook.records.adr.survey import Survey, survey_text
from minutebook.records.adr.vocabulary import status_words, statuses
from minutebook.text import markdown

# One word or two, with an emoji before or a full stop behind: struck or replaced as a whole.
SIMPLE_STATUS = r"(?:[^\w\s~\[\](){}<>|*`]+ ?)?[^\W\d_]+(?: [^\W\d_]+)?[.!]?"
_EMPHASISED_STATUS = r"(\*\*|__|[*_`])(?P<status>[^*_`]+)\1"
_BADGE_LABEL = r"!\[(?:[^\[\]\n:]{1,40}: ?)?(?P<status>[^\[\]\n]{1,60})\]"
_BADGE_MESSAGE = (
    r"badge/(?:[^/?\s-]{1,60}-{1,2})?(?P<status>[^/?\s-]{2,60})-[A-Za-z0-9]{2,20}"
    r"(?:\.svg)?(?=[?#)])"
)
# A word or two with the emphasis that stays around them; other signs would not come back.
_PLAIN_WORD = r"\*{0,2}([^\W\d_]+(?: [^\W\d_]+)?)\*{0,2}"
# An item of a list of ticks.
_TICKED = (
    r"[ \t>]*(?:[-*+]|\d{1,3}[.)]) \[(?P<mark>[ xX✓])\] (?P<words>[^\r\n]*?)[ \t]*(?:\r?\n|\Z)"
)
_MAX_PLACES = 10  # that state the status of one page


# All places.


def replace_status(text: str, new: NewStatus, dialect: str) -> str | None:
    """Return the page with another status in all places of its text that state one.

    None where it states none. A place that states the status already stays as it is; what says
    more than a status is kept behind the new one ("rejected; was: done in #5"), and a line of a
    section that says none below it.
    """
    survey = survey_text(text)
    place = survey.find_place("status")
    if place is None:
        return None
    word = new.form.status_words.get((dialect, new.status), "")
    if new.form.normalise_status(survey.get_value(place)) != new.status:
        text = replace_in_place(survey, place, new, word)
    return restate_status(text, new, word)


def restate_status(text: str, new: NewStatus, word: str = "", *, only: str = "") -> str:
    """Return the page with another status in each place that states a known one.

    With `only`, in those places that state that one.
    """
    for index in range(len(list_status_places(survey_text(text)))):
        survey = survey_text(text)
        for place in list_status_places(survey)[index : index + 1]:
            stated = new.form.normalise_status(survey.get_value(place))
            if stated not in ("", new.status) and stated == (only or stated):
                text = replace_in_place(survey, place, new, word)
    return text


def list_status_places(survey: Survey) -> list[FactPlace]:
    """Return the places of a page's text that state its status: the first of very many."""
    return [place for place in survey.places if place.name == "status"][:_MAX_PLACES]


def replace_in_place(
    survey: Survey,
    place: FactPlace,
    new: NewStatus,
    word: str = "",
    *,
    keeps_former: bool = False,
) -> str:
    """Return the page with another status in one place; `word` is the one that other pages have.

    With `keeps_former` the words of the old status stay behind the new one, but for "accepted".
    """
    text, status, form = survey.text, new.status, new.form
    start, end = place.start, place.end
    if emphasised := re.compile(_EMPHASISED_STATUS).fullmatch(text, start, end):
        start, end = emphasised.span("status")
    old = text[start:end]
    if moved := move_tick(text, place, new):
        return moved
    if place.style == "badge":
        return text[:start] + replace_in_badge(old, status) + text[end:]
    if form.normalise_status(old):
        spelled = spell_status(old, status, word)
    else:
        spelled = word or (status if place.style == "bullet" else status.capitalize())
    if new.today and (extended := extend_history(survey, place, spelled, new.today)):
        return extended
    is_kept = keeps_former and not is_plain_accepted(old, form) and place.style != "section"
    if is_replaceable(old, form) and not is_kept:
        if place.style == "section" and (rest := _find_kept_status(text, place, status, form)):
            return text[: place.lines_start] + text[rest:]
        return text[:start] + spelled + text[end:]
    is_line = form.normalise_status(old) and not list_history(survey, place)
    if place.style == "section" and not is_line:
        newline = markdown.detect_newline(text)
        return text[: place.lines_start] + spelled + newline * 2 + text[place.lines_start :]
    return text[:start] + keep_former(old, spelled, status, form) + text[end:]


def is_replaceable(old: str, form: FolderForm) -> bool:
    """Whether nothing is lost where the text of a status gives way to another one."""
    is_known = form.normalise_status(old) and re.fullmatch(SIMPLE_STATUS, old)
    is_simple = is_known or old.casefold() in form.own_statuses
    return bool(not old or is_simple or statuses.is_status_choice(old) or statuses.is_leftover(old))


def is_plain_accepted(old: str, form: FolderForm) -> bool:
    """Whether the text of a status says "accepted" and no more, in any language.

    Asterisks do not count; other words for it, "Approved", are no plain ones.
    """
    word = re.fullmatch(_PLAIN_WORD, old)
    if not word or form.normalise_status(old) != "accepted":
        return False
    folded = word[1].casefold()
    return folded == status_words.translate_status("accepted", folded)


def keep_former(old: str, spelled: str, status: str, form: FolderForm) -> str:
    """Return a new status with the words of the old one behind it, or those words alone.

    Alone where they say the new status: what was put before them is taken away again.
    """
    head, _, rest = old.partition(statuses.FORMER)
    former = rest if rest and re.fullmatch(SIMPLE_STATUS, head) else old
    return (
        former if form.normalise_status(former) == status else f"{spelled}{statuses.FORMER}{former}"
    )


def _find_kept_status(text: str, place: FactPlace, status: str, form: FolderForm) -> int:
    """Where the words begin that `replace_in_place` has kept below a status; 0 for none.

    They count where they say the new status themselves, so that they need none above them.
    """
    newline = markdown.detect_newline(text)
    start = place.lines_end + len(newline)
    line = text[start:].partition("\n")[0].strip()
    is_alone = text[place.lines_end : start] == newline and line and not line.startswith("#")
    if not is_alone or is_replaceable(line, form) or form.normalise_status(line) != status:
        return 0
    if any(find_relations(line, 0, len(line), "status", 0)):
        return 0  # the title of another record may say it
    return start


def restore_former(text: str) -> str:
    """Return the page with the status that it had before it was superseded, where it tells that.

    That is in a place that has no room for by what: "Superseded; was: Proposed".
    """
    survey = survey_text(text)
    for place in reversed(survey.places):
        status, separator, former = survey.get_value(place).partition(statuses.FORMER)
        is_superseded = place.name == "status" and statuses.normalise_status(status) == "superseded"
        if separator and is_superseded:
            text = text[: place.start] + former + text[place.end :]
    return text


# Lists of ticks, and badges.


def find_tick(text: str, place: FactPlace) -> re.Match[str] | None:
    """The ticked item of a list at a place: its groups are the `mark` and the `words`."""
    item = re.compile(_TICKED).fullmatch(text, place.lines_start, place.lines_end)
    return item if item and item["mark"] != " " else None


def move_tick(text: str, place: FactPlace, new: NewStatus, words: str = "") -> str | None:
    """The page with the tick of a list at another status, which may get new words.

    None where the status at `place` is not ticked, or the list has no such item.
    """
    ticked = find_tick(text, place)
    if ticked is None:
        return None
    for item in _list_ticks(text, place):
        is_meant = new.form.normalise_status(item["words"]) == new.status
        if item["mark"] == " " and is_meant:
            new_item = f"{text[item.start() : item.start('mark')]}{ticked['mark']}] "
            new_item += words or item["words"]
            new_item += text[item.end("words") : item.end()]
            changes = [
                (ticked.start("mark"), ticked.end("mark"), " "),
                (item.start(), item.end(), new_item),
            ]
            for start, end, replacement in sorted(changes, reverse=True):
                text = text[:start] + replacement + text[end:]
            return text
    return None


def _list_ticks(text: str, place: FactPlace) -> list[re.Match[str]]:
    """The items of the list of ticks around a place."""
    run: list[re.Match[str]] = []
    for item in re.finditer(rf"(?m)^{_TICKED}", text):
        if run and item.start() != run[-1].end():
            if run[-1].end() > place.start:
                break
            run = []
        run.append(item)
    return run


def replace_in_badge(image: str, status: str) -> str:
    """An image of a badge with another status, in its alternative text and in its address."""
    label = re.match(_BADGE_LABEL, image)
    if label and statuses.normalise_status(label["status"]):
        new = match_case(label["status"], status)
        image = f"{image[: label.start('status')]}{new}{image[label.end('status') :]}"
    message = re.search(_BADGE_MESSAGE, image)
    if not message:
        return image
    new = match_case(message["status"], status)
    return f"{image[: message.start('status')]}{new}{image[message.end('status') :]}"


# Spelling.


def spell_status(model: str, status: str, neighbours_word: str = "") -> str:
    """A known status in the language and with the capitals of the words that it replaces.

    `neighbours_word` is the one that other pages have for it; it counts, but a page in a language
    of its own keeps that.
    """
    word = re.sub(r"\A\W+|\W+\Z", "", model)
    translated = status_words.translate_status(status, word)
    is_english = neighbours_word.lower() in status_words.STATUS_BY_WORD
    if neighbours_word and not (translated != status and is_english):
        return neighbours_word
    return match_case(model, translated)


def match_case(model: str, text: str) -> str:
    """Return words with the capitals of the text that they replace: lower, Title or ALL."""
    letters = [char for char in model if char.isalpha()]
    if len(letters) > 1 and all(char.isupper() for char in letters):
        return text.upper()
    return text[:1].upper() + text[1:] if letters and letters[0].isupper() else text
