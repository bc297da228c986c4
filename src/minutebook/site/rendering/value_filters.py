"""Filters of templates for plain values: days, durations, large numbers, texts as entered."""

from __future__ import annotations

import re

from markupsafe import Markup, escape

from minutebook.site.rendering.shown_text import show_text

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def show_day(text: str) -> Markup:
    """A day (ISO 8601, with or without a time) as an element that machines read, too."""
    match = _DAY.match(text)
    if match is None:
        return escape(text)
    return Markup('<time datetime="{0}">{0}</time>').format(match[0])


def show_duration(seconds: float) -> str:
    """A duration in the two largest units that it has: `45 s`, `3 min 20 s`, `1 h 5 min`."""
    minutes, rest = divmod(round(seconds), 60)
    if not minutes:
        return f"{rest} s"
    hours, minutes = divmod(minutes, 60)
    parts = [(hours, "h"), (minutes, "min")] if hours else [(minutes, "min"), (rest, "s")]
    return " ".join(f"{count} {unit}" for count, unit in parts if count)


def show_thousands(number: float) -> str:
    """A number with a comma between its thousands: `12,345`."""
    return f"{number:,}"


def show_verbatim(text: str) -> Markup:
    """A text as it was entered, in its own lines: what looks like markup in it is shown."""
    # A line feed behind the tag is no part of the text for a browser.
    return Markup('<pre class="verbatim" tabindex="0">\n{}</pre>').format(show_text(text))
