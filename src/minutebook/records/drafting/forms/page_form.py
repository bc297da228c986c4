"""The form of a folder's decisions: a template made of its pages, and how they spell its values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from minutebook.lean.patterns import compile_lazily
from minutebook.lean.values import Value, field
from minutebook.records.adr.edits import status_edits
from minutebook.records.drafting.drafts import AdrDraft
from minutebook.records.drafting.forms import dates, field_forms, section_roles
from minutebook.records.filenames import slugify
from minutebook.records.model import Record
from minutebook.text import markdown

_STATUS_WORDS = compile_lazily(r"[^\W\d_]+(?:[ -][^\W\d_]+){0,2}")


class PageForm(Value):
    """How a folder writes its decisions.

    `template` is the source of a template. `model` is the page that it was made of; `head` its
    front matter as new pages have it, "" for none, with the `fields` that they fill in. `words` are
    the folder's own words for known statuses, `date_form` is how it writes dates. `optional` are
    the values whose sections new pages have only where they say something. `option_heading` is
    that of an option where each has a section (`### Option {number}: {option}`), "" elsewhere;
    `number_width` how many digits a number with leading zeros has in a title.
    `tags` are those of the pages where every one has some, the most frequent first; `needs_tag`:
    their reader fails on a page without one. `is_dated`: pages state a date.
    """

    template: str
    model: Record
    head: str
    fields: tuple[field_forms.FieldForm, ...]
    words: Mapping[str, str] = field(default_factory=dict)
    date_form: str = ""
    optional: frozenset[str] = frozenset()
    option_heading: str = ""
    number_width: int = 0
    tags: tuple[str, ...] = ()
    needs_tag: bool = False
    is_dated: bool = True

    @property
    def names_author(self) -> bool:
        """Whether pages name their author in front matter."""
        return any(form.role == "author" for form in self.fields)

    @property
    def bullet(self) -> str:
        """The sign before the items of lists."""
        return markdown.find_bullet_sign(self.model.text)

    @property
    def has_crlf(self) -> bool:
        """Whether pages have the line ends of Windows."""
        return "\r\n" in self.model.text

    def spell_status(self, status: str) -> str:
        """A known status in the folder's word for it, else in its pages' language and case."""
        word = self.words.get(status)
        if word:
            return word
        model_word = next(iter(self.words.values()), "")
        return status_edits.spell_status(model_word, status) if model_word else status

    @property
    def placed_fields(self) -> frozenset[str]:
        """The fields of a draft that the front matter has a place for, or gets one."""
        if not self.head:
            return frozenset()
        has_title = any(form.role == "title" for form in self.fields)
        title = ("title",) if has_title else ()
        return frozenset(("status", "date", "deciders", "feature", "review_by", "governs", *title))

    def list_values(
        self,
        draft: AdrDraft,
        digits: str,
        options: Sequence[str],
        texts: Mapping[str, str | None],
    ) -> dict[str, str | None]:
        """The values of a template that the form says otherwise than a shipped template would.

        `options` are those of the draft as a page shows them, `texts` what its sections are to say.
        """
        status = self.spell_status(draft.status)
        date = dates.format_date(draft.date, self.date_form) if draft.date else ""
        title = status[:1].upper() + status[1:]
        values: dict[str, str | None] = {
            "status": status,
            "status_title": title,
            "date": date if date or self.is_dated else None,
            "padded_number": digits.lstrip("0").zfill(self.number_width),
        }
        for name in section_roles.SECTION_TITLES:
            values[name] = texts[name] or (None if name in self.optional else "")
        if self.option_heading and "options" not in self.optional:
            values["options"] = self._make_options(options)
        if self.head:
            facts: dict[str, object] = {
                "status": status,
                "date": date,
                "title": draft.title,
                "summary": draft.title,
                "deciders": list(draft.deciders),
                "author": list(draft.deciders) or draft.author,
                "feature": draft.feature,
                "review_by": draft.review_by,
                "governs": list(draft.governs),
                "tags": self._choose_tags(draft.title),
                "number": int(digits) if digits.isdecimal() else None,
                "slug": slugify(draft.title),
            }
            head = field_forms.fill_front_matter(self.head, self.fields, facts, self.model)
            values["front_matter"] = head.rstrip("\r\n")
        return values

    def _make_options(self, options: Sequence[str]) -> str:
        """A heading for each option, as the pages have them; for the first where none is named."""
        headings = [
            self.option_heading.replace("{number}", str(number)).replace("{option}", option)
            for number, option in enumerate(options or ("",), 1)
        ]
        return "\n\n".join(heading.rstrip(" :-–—") for heading in headings)

    def _choose_tags(self, title: str) -> list[str]:
        """Tags for a title where every page has some: those that it names; one where it must."""
        words = set(slugify(title).split("-"))
        named = [tag for tag in self.tags if set(slugify(tag).split("-")) <= words]
        return named or list(self.tags[: self.needs_tag])
