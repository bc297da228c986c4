"""The lists of prompts: all of them by day and session, by feature, and those of one of these."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from minutebook.site.book import Entry
from minutebook.site.page import Page
from minutebook.site.pages.index import BookIndex, cut_pages, list_labels, list_values
from minutebook.site.pages.plain import PlainData

_MAX_NEWEST = 3  # prompts that are shown of each feature where features are listed
ALL_URL, FEATURES_URL = "prompts/index.html", "prompts/features/index.html"


def list_prompt_lists(index: BookIndex) -> Iterator[Page]:
    """The pages of `prompts/index.html`, of features, and of sessions."""
    yield from _list_all(index)
    yield _make_feature_list(index)
    for (slug, name), entries in index.features.items():
        yield from _list_feature(index, slug, name, entries)
    for (slug, name), entries in index.sessions.items():
        yield from _list_session(index, slug, name, entries)


def _list_all(index: BookIndex) -> Iterator[Page]:
    listed = index.make_rows(index.book.prompts)
    for url, entries, paging in cut_pages(ALL_URL, index.book.prompts):
        yield _make_list(index, url, "Prompts", entries, paging, view="session", listed=listed)


def _list_feature(index: BookIndex, slug: str, name: str, prompts: list[Entry]) -> Iterator[Page]:
    for url, entries, paging in cut_pages(index.urls["feature", (slug, name)], prompts):
        yield _make_list(
            index,
            url,
            f"Feature {name}",
            entries,
            paging,
            sums=_sum_up(prompts),
            repository_name=index.name_repository(slug),
            decisions=_list_decisions(index, prompts),
            query=f'kind:phr feature:"{name}"',
        )


def _list_session(index: BookIndex, slug: str, name: str, prompts: list[Entry]) -> Iterator[Page]:
    in_order = sorted(prompts, key=lambda entry: (entry.date, entry.number))
    for url, entries, paging in cut_pages(index.urls["session", (slug, name)], in_order):
        yield _make_list(
            index,
            url,
            f"Session of {in_order[0].date}" if in_order[0].date else f"Session {name}",
            entries,
            paging,
            sums=_sum_up(prompts),
            repository_name=index.name_repository(slug),
            decisions=_list_decisions(index, prompts),
            session=name,
            query=f'kind:phr session:"{name}"',
        )


def _make_list(
    index: BookIndex,
    url: str,
    title: str,
    entries: Sequence[Entry],
    paging: PlainData,
    *,
    view: str = "",
    listed: Sequence[dict[str, object]] = (),
    **data: object,
) -> Page:
    """A page of a list. Its filters have what `listed` has, the rows of all its pages, if given."""
    rows = index.make_rows(entries)
    usual = {"sums": {}, "repository_name": "", "decisions": [], "session": "", "query": "kind:phr"}
    return index.make_page(
        url,
        "lists/prompts.html",
        title,
        "prompts",
        None,
        view=view,
        groups=_group_rows(index, entries) if view else [_make_group("", "", "", rows)],
        paging=paging,
        filters={
            "stages": list_values(listed or rows, "state"),
            "agents": list_values(listed or rows, "agent"),
            "features": list_values(listed or rows, "feature"),
            "labels": list_labels(listed or rows),
            "repositories": index.link_repositories() if view else [],
            "has_dates": bool(list_values(listed or rows, "date")),
        },
        **(usual | data),
    )


def _group_rows(index: BookIndex, entries: Sequence[Entry]) -> list[dict[str, object]]:
    """Prompts that follow each other in a session or, without one, on a day."""
    groups = []
    for (slug, session, day), members in groupby(
        entries, key=lambda entry: _name_group(index, entry)
    ):
        url = index.urls.get(("session", (slug, session)), "")
        groups.append(_make_group(day, session, url, index.make_rows(members)))
    return groups


def _name_group(index: BookIndex, entry: Entry) -> tuple[str, str, str]:
    name = (entry.repository, entry.session)
    return (
        (*name, index.sessions[name][-1].date) if name in index.sessions else ("", "", entry.date)
    )


def _make_group(
    day: str, session: str, url: str, rows: list[dict[str, object]]
) -> dict[str, object]:
    return {"day": day, "session": session, "url": url, "rows": rows}


def _make_feature_list(index: BookIndex) -> Page:
    features = sorted(index.features.items(), key=lambda item: item[0][1].casefold())
    return index.make_page(
        FEATURES_URL,
        "lists/features.html",
        "Prompts by feature",
        "prompts",
        features=[
            {
                "name": name,
                "url": index.urls["feature", (slug, name)],
                "repository_name": index.name_repository(slug),
                "rows": index.make_rows(entries[:_MAX_NEWEST]),
                **_sum_up(entries),
            }
            for (slug, name), entries in features
        ],
    )


def _sum_up(prompts: Sequence[Entry]) -> dict[str, object]:
    """What prompts come to; days are "" where none has one."""
    days = [entry.date for entry in prompts if entry.date]
    return {
        "count": len(prompts),
        "tokens": sum(entry.tokens for entry in prompts),
        "seconds": sum(entry.seconds for entry in prompts),
        "first_day": min(days, default=""),
        "last_day": max(days, default=""),
        "agents": sorted({entry.agent for entry in prompts} - {""}),
    }


def _list_decisions(index: BookIndex, prompts: Sequence[Entry]) -> list[dict[str, object]]:
    """The decisions that prompts are related to, as rows, each once."""
    related = [
        index.entries_by_url.get(relation.url) for entry in prompts for relation in entry.relations
    ]
    decisions = {entry.key: entry for entry in related if entry and entry.kind == "adr"}
    return index.make_rows(decisions.values())
