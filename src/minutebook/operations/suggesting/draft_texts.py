"""What a decision takes over from the record of its prompt: context, reason, consequences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from minutebook.lean.patterns import compile_lazily
from minutebook.operations.project import Project
from minutebook.records import reader
from minutebook.records.drafting import prose
from minutebook.records.filenames import clean_title
from minutebook.records.model import ADR, Record
from minutebook.records.phr import suggestions
from minutebook.records.phr.suggestions import Suggestion
from minutebook.text import markdown
from minutebook.text.terminal import escape_hidden

_MAX_QUOTE_CHARACTERS = 300  # of a prompt that a decision quotes: its record has all of it
_MAX_COMMITS, _COMMIT_CHARACTERS = 3, 7
_MAX_CODE_CHARACTERS = 100  # a longer line of code was cut: its place says more
# In a quotation these would be links, HTML or a template's blanks: a fence shows them as they are.
_MARKUP = compile_lazily(r"[\[{<`]")
# What names a record: in a quotation it is not a reference of the page that quotes it.
_REFERENCE = compile_lazily(r"(?i)\b(?:adr|phr)[- ]?\d|\d{3,}-\w|\.md\b|supersed")
_CLAUSE = compile_lazily(r"(?i)(?:it|its|they|we|our|this|that|there|the) ")
# A template that puts the consequences into the line of a bullet.
_CONSEQUENCES_IN_LINE = compile_lazily(r"(?m)^[-*] .*\{\{ *consequences *\}\}")
_CONFLICT_MARKER = compile_lazily(r"(?m)^(?=[<=>]{7})")  # as it may stand in a prompt
_SENTENCE_END = compile_lazily(r"[.!?][\"')\]]?(?=\s)|\n\s*\n")
# A line of evidence: the place of a line with its text, or a text or file with what it says.
_LINE_EVIDENCE = compile_lazily(r"(?P<path>.{1,300}?):(?P<line>\d{1,9})(?: (?P<said>.*))?\Z")
_FILE_EVIDENCE = compile_lazily(r"(?P<path>\S*[./]\S*)(?: (?P<said>.*))?\Z")
_TEXT_EVIDENCE = compile_lazily(r"(?P<path>message|prompt|response)(?::\d{1,9})? (?P<said>.*)\Z")
_TEXT_NAMES = {
    "message": "The commit says",
    "prompt": "The prompt says",
    "response": "The answer says",
}


class TakenOver:
    """What a decision takes over of a suggestion and the prompt record that holds it.

    `folder` is where the decision is to go, as for `create_adr`. `chosen` is the name of the option
    that was chosen, the first one of the suggestion.
    """

    def __init__(
        self, project: Project, record: Record, suggestion: Suggestion, folder: str = ""
    ) -> None:
        self._record, self._suggestion = record, suggestion
        self._prompt = reader.read_prompt(record) or ""
        self._response = reader.read_response(record) or ""
        place, subfolder = project.choose_folder(ADR, folder)
        self._page_place = "/".join(filter(None, (place.path, subfolder, "0000-a.md")))
        option = suggestion.options[0] if suggestion.options else ""
        for topic in suggestion.topic_names:  # several choices: "Caching: Redis"
            if (topic != option and option.startswith(f"{topic}: ")) or option == topic:
                option = option.partition(": ")[2]
                break
        self.chosen, _, self._stated_reason = option.partition(": ")

    def format_context(self) -> str:
        """What led to the decision, as markdown: see `format_context`."""
        href = markdown.make_href(self._page_place, self._record.path)
        link = markdown.make_link(self._record.ref, href)
        commits = self._record.fields.get("commits")
        return format_context(
            self._prompt,
            self._suggestion.evidence,
            link,
            commits if isinstance(commits, list) else (),
        )

    def find_reason(self) -> str:
        """Why the option was chosen, as far as prompt or answer say it: "because it retries."."""
        from minutebook.suggest.prose import options

        if _CLAUSE.match(self._stated_reason):
            reason = f"because {self._stated_reason}"
        else:
            name = self.chosen.removeprefix("Remove ") if self.chosen else ""
            reason = options.find_reason(name, (self._prompt, self._response)) if name else ""
        if not reason or _is_unsafe(reason):
            return ""
        sentence = f"{reason.rstrip('.')}."
        return sentence if sentence.startswith("because") else f"It was chosen {sentence}"

    def format_tradeoffs(self, template: str) -> str:
        """What the answer says that the choice costs, in a line or a list as the template asks."""
        from minutebook.suggest.prose import options

        others = [
            other.options[0].partition(": ")[0]
            for other in suggestions.read_suggestions(self._record)
            if other.id != self._suggestion.id and other.options
        ]
        tradeoffs = [
            text
            for text in options.find_own_tradeoffs(self._response, self.chosen, others)
            if not _MARKUP.search(text)
        ]
        if _CONSEQUENCES_IN_LINE.search(template):
            return " ".join(tradeoffs)
        return "\n".join(f"* {text}" for text in tradeoffs)


# Prompt and evidence ----------------------------------------------------------------------------


def format_context(
    prompt: str, evidence: Sequence[str], link: str, commits: Sequence[object] = ()
) -> str:
    """What led to a decision, as markdown: the prompt's beginning, quoted, and the evidence.

    `link` leads to the prompt's record, `commits` are those of the change. Signs that nobody sees
    are shown: the page is read by agents, too.
    """
    parts = []
    if prompt.strip():
        parts += [
            f"It was decided in the prompt of {link}:",
            _quote(escape_hidden(_cut_prompt(prompt))),
        ]
    rows = "\n".join(f"* {row}" for row in _format_evidence(evidence, prompt))
    if rows:
        named = [str(commit)[:_COMMIT_CHARACTERS] for commit in commits if str(commit).isalnum()]
        shown = ", ".join(f"`{commit}`" for commit in named)
        plural = "s" if named[1:] else ""
        within = f" (commit{plural} {shown})" if 0 < len(named) <= _MAX_COMMITS else ""
        parts += [f"What the change shows of it{within}:", rows]
    return "\n\n".join(parts)


def _format_evidence(evidence: Sequence[str], prompt: str) -> Iterator[str]:
    """What shows a decision, as people read it: places with their code, and what texts say.

    A line that was cut is named by its place; what only repeats the prompt is left out.
    """
    prompt_line = " ".join(prompt.split())
    for line in evidence:
        plain_line = escape_hidden(clean_title(line))
        text = _TEXT_EVIDENCE.match(plain_line)
        if text:
            said = text["said"]
            if text["path"] != "prompt" or said.removesuffix(" …") not in prompt_line:
                yield f"{_TEXT_NAMES[text['path']]}: {_quote_line(said)}"
            continue
        place = _LINE_EVIDENCE.match(plain_line)
        file = None if place else _FILE_EVIDENCE.match(plain_line)
        if place:
            named = f"{markdown.make_code_span(place['path'])}, line {place['line']}"
            yield _add_code(named, place["said"] or "")
        elif file:
            named = markdown.make_code_span(file["path"])
            yield f"{named}: {_show_prose(file['said'])}" if file["said"] else named
        else:
            yield _show_prose(plain_line)


def _add_code(place: str, code: str) -> str:
    is_cut = code.endswith(" …") or len(code) > _MAX_CODE_CHARACTERS
    return f"{place}: {markdown.make_code_span(code)}" if code and not is_cut else place


def _quote_line(said: str) -> str:
    return _show_prose(said) if _is_unsafe(said) else f'"{said.replace(chr(34), chr(39))}"'


def _show_prose(said: str) -> str:
    """Prose as it is; in a code span where something in it would be taken for more than prose."""
    return markdown.make_code_span(said) if _is_unsafe(said) else said


def _is_unsafe(text: str) -> bool:
    return bool(
        _MARKUP.search(text) or _REFERENCE.search(text) or prose.format_response(text) != text
    )


def _cut_prompt(prompt: str) -> str:
    """A short prompt, or the first sentences of a long one; cut at a word where there is none."""
    text = prompt.replace("\r\n", "\n").replace("\r", "\n").strip()
    if len(text) <= _MAX_QUOTE_CHARACTERS:
        return text
    ends = [end.end() for end in _SENTENCE_END.finditer(text, 0, _MAX_QUOTE_CHARACTERS + 1)]
    if ends:
        return f"{text[: ends[-1]].rstrip()} …"
    end = max(text.rfind(sign, 0, _MAX_QUOTE_CHARACTERS) for sign in " \n")
    return f"{text[: end if end > 0 else _MAX_QUOTE_CHARACTERS].rstrip()} …"


def _quote(text: str) -> str:
    if _MARKUP.search(text) or prose.format_response(text) != text:
        return markdown.wrap_in_fence(_CONFLICT_MARKER.sub(" ", text))
    return "\n".join(f"> {line}".rstrip() for line in text.split("\n"))
