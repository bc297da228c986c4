"""The graph as SVG: every decision once, as a link; nothing hostile; no colour alone says anything."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import pytest

from graph_books import make_book
from minutebook.lean.values import replace
from minutebook.site.book import Book, Repository
from minutebook.site.graph import draw_graph, draw_neighbours, undrawn_keys
from site_books import HOSTILE_TITLE

SVG = "{http://www.w3.org/2000/svg}"


def keys_of(book: Book) -> list[str]:
    return [entry.key for entry in book.decisions]


def draw(book: Book, page_url: str = "graph.html") -> ET.Element:
    return ET.fromstring(draw_graph(book, keys_of(book), page_url=page_url))


def draw_near(book: Book, key: str, page_url: str = "decisions/0001.html") -> ET.Element:
    return ET.fromstring(draw_neighbours(book, key, page_url=page_url))


def find_by_class(figure: ET.Element, name: str) -> list[ET.Element]:
    """The elements of the SVG itself, not of the legend."""
    svg = figure.find(f".//{SVG}svg")
    assert svg is not None
    return [each for each in svg.iter() if name in each.get("class", "").split()]


def find_refs(figure: ET.Element) -> list[str]:
    return [node.get("data-ref", "") for node in find_by_class(figure, "node")]


def read_texts(element: ET.Element) -> str:
    return " ".join("".join(element.itertext()).split())


CHAIN = [(2, "supersedes", 1), (3, "supersedes", 2)]


def test_every_decision_is_drawn_once_and_leads_to_its_page() -> None:
    figure = draw(make_book(6, [*CHAIN, (4, "amends", 3)]))
    assert sorted(find_refs(figure)) == [f"ADR-{number:04d}" for number in range(1, 7)]
    links = {link.get("href") for link in figure.iter(f"{SVG}a")}
    assert links == {f"decisions/{number:04d}.html" for number in range(1, 7)}
    assert "2 decisions without a relation" in read_texts(figure)


def test_links_are_relative_to_the_page() -> None:
    figure = draw_near(make_book(2, [(2, "supersedes", 1)]), "1")
    assert {link.get("href") for link in figure.iter(f"{SVG}a")} == {"0001.html", "0002.html"}


def test_the_same_book_is_drawn_the_same_whatever_the_order_of_keys() -> None:
    book = make_book(9, [*CHAIN, (5, "amends", 3), (7, "clarifies", 2)])
    keys = keys_of(book)
    assert draw_graph(book, keys) == draw_graph(book, keys[::-1]) == draw_graph(book, keys * 2)


def test_nothing_to_draw() -> None:
    book = make_book(2, [])
    assert draw_graph(book, []) == ""
    assert draw_neighbours(book, "1", page_url="decisions/0001.html") == ""


@pytest.mark.parametrize("drawing", ["graph", "neighbours"])
def test_hostile_texts_are_texts(drawing: str) -> None:
    book = make_book(
        3,
        [(2, f"x{HOSTILE_TITLE[:20]}", 1), (3, "supersedes", 2)],
        title=HOSTILE_TITLE,
        state='"><script>1</script>',
        group='gone" onload="1',
        ref='<b>"1"',
        repository='"><i>',
        date="\u202e<u>\x00",
    )
    book = replace(book, repositories=(Repository("<s>&", '"><i>'), Repository("other", "other")))
    text = (
        draw_graph(book, keys_of(book))
        if drawing == "graph"
        else draw_neighbours(book, "2", page_url="decisions/0002.html")
    )
    figure = ET.fromstring(text)
    known = "figure div figcaption ul li p svg g a title desc defs pattern path rect text"
    assert {each.tag.removeprefix(SVG) for each in figure.iter()} <= set(known.split())
    names = {name for each in figure.iter() for name in each.attrib}
    assert not [name for name in names if name.startswith("on") or name == "style"]
    assert HOSTILE_TITLE in read_texts(figure)
    assert "\u202e" not in text


def test_ids_are_those_that_no_heading_has() -> None:
    figure = draw(make_book(3, CHAIN))
    ids = [each.get("id", "") for each in figure.iter() if each.get("id")]
    assert len(ids) == len(set(ids))
    assert all(each.startswith("page-") for each in ids)
    svg = figure.find(f".//{SVG}svg")
    assert svg is not None
    assert {svg.get("aria-labelledby"), svg.get("aria-describedby")} <= set(ids)


@pytest.mark.parametrize(
    ("state", "group", "classes", "has_hatch"),
    [
        ("accepted", "in force", {"state-accepted", "group-in-force"}, False),
        ("proposed", "proposed", {"state-proposed", "group-proposed"}, False),
        ("superseded", "gone", {"state-superseded", "group-gone"}, True),
        ("In Review!", "", {"state-in-review", "group-other"}, False),
        ("", "", {"state-other", "group-other"}, False),
    ],
)
def test_a_status_is_told_by_words_and_form(
    state: str, group: str, classes: set[str], has_hatch: bool
) -> None:
    figure = draw(make_book(1, [], state=state, group=group))
    (node,) = find_by_class(figure, "node")
    assert classes <= set(node.get("class", "").split())
    assert [text.text for text in find_by_class(figure, "state")] == ([state] if state else [])
    assert ("fill" in find_by_class(figure, "band")[0].attrib) == has_hatch


@pytest.mark.parametrize(
    ("relation", "classes", "label", "has_head"),
    [
        ("supersedes", "edge kind-supersedes", "", True),
        ("would supersede", "edge kind-supersedes is-pending", "", True),
        ("amends", "edge kind-amends", "", True),
        ("depends on", "edge kind-depends-on", "", True),
        ("relates to", "edge kind-relates-to", "", False),
        ("implements", "edge kind-other", "implements", True),
        ("spiked in", "edge kind-other", "spiked in", True),
        ("conflicts with", "edge kind-other", "conflicts with", False),
    ],
)
def test_kinds_of_edges(relation: str, classes: str, label: str, has_head: bool) -> None:
    figure = draw(make_book(2, [(2, relation, 1)]))
    (edge,) = find_by_class(figure, "edge")
    assert edge.get("class") == classes
    assert read_texts(edge) == label
    assert bool(find_by_class(figure, "head")) == has_head


@pytest.mark.parametrize(
    ("relation", "points_at_first"),
    [("supersedes", True), ("superseded by", False), ("clarifies", True)],
)
def test_an_arrow_points_at_what_the_relation_is_stated_of(
    relation: str, points_at_first: bool
) -> None:
    figure = draw(make_book(2, [(2, relation, 1)]))
    (head,) = find_by_class(figure, "head")
    match = re.match(r"M([\d.]+) [\d.]+l(-?)", head.get("d", ""))
    assert match
    # Decision 1 comes first, but where it has superseded 2.
    first = "1" if relation != "superseded by" else "2"
    node = next(
        each for each in find_by_class(figure, "node") if each.get("data-ref") == f"ADR-000{first}"
    )
    left = float(node.get("transform", "").removeprefix("translate(").split()[0])
    assert (left + 220 == float(match[1])) == (points_at_first or first == "2")
    assert match[2] == ""


def test_a_circle_is_drawn_as_one() -> None:
    figure = draw(make_book(3, [*CHAIN, (1, "supersedes", 3)]))
    assert len(find_by_class(figure, "edge")) == 3
    (circular,) = find_by_class(figure, "is-circular")
    assert "kind-supersedes" in circular.get("class", "")
    assert "go in a circle" in read_texts(figure)


def test_each_node_tells_its_relations() -> None:
    figure = draw(make_book(3, [*CHAIN, (3, "spiked in", 1)]))
    told = {
        node.get("data-ref"): read_texts(description)
        for node in find_by_class(figure, "node")
        for description in node.iter(f"{SVG}desc")
    }
    assert told == {
        "ADR-0001": "superseded by ADR-0002; ADR-0003 spiked in this",
        "ADR-0002": "superseded by ADR-0003; supersedes ADR-0001",
        "ADR-0003": "supersedes ADR-0002; spiked in ADR-0001",
    }


def test_the_legend_has_what_is_drawn() -> None:
    figure = draw(make_book(3, [(2, "amends", 1)]))
    assert [read_texts(item) for item in figure.iter("li")] == ["in force", "amends"]


@pytest.mark.parametrize(
    ("slug", "shown"),
    [
        ("shop", "shop"),
        ("a-very-long-name-of-one", "a-very-long-name-of-one"),
        ("a-name-too-long-for-the-whole-line-of-it", "a-name-too-long-for-the-whole…"),
    ],
)
def test_of_several_repositories_each_node_names_its_own(slug: str, shown: str) -> None:
    book = make_book(1, [], repository=slug)
    book = replace(book, repositories=(Repository("The shop", slug), Repository("B", "b")))
    (text,) = find_by_class(draw(book), "repository")
    assert text.text == shown


# Neighbours -------------------------------------------------------------------------------------


def test_neighbours_are_one_step_away_and_in_the_whole_chain() -> None:
    statements = [
        *CHAIN,
        (4, "supersedes", 3),
        (5, "amends", 2),
        (6, "amends", 5),  # two steps away
        (7, "amends", 3),  # and this
    ]
    figure = draw_near(make_book(7, statements), "2")
    assert sorted(find_refs(figure)) == [f"ADR-000{number}" for number in range(1, 6)]
    (here,) = find_by_class(figure, "is-here")
    assert here.get("data-ref") == "ADR-0002"
    (link,) = here.iter(f"{SVG}a")
    assert link.get("aria-current") == "page"


def test_at_most_fifteen_are_drawn_and_the_others_counted() -> None:
    book = make_book(30, [(number, "amends", 1) for number in range(2, 31)])
    figure = draw_near(book, "1")
    assert len(find_refs(figure)) == 15
    assert read_texts(figure).endswith("and 15 more")


def test_the_nearest_of_a_long_chain_are_drawn() -> None:
    book = make_book(40, [(number + 1, "supersedes", number) for number in range(1, 40)])
    figure = draw_near(book, "20")
    assert sorted(find_refs(figure)) == [f"ADR-{number:04d}" for number in range(13, 28)]
    svg = figure.find(f".//{SVG}svg")
    assert svg is not None
    assert float(svg.get("width", "")) < float(svg.get("height", ""))  # downwards


@pytest.mark.parametrize(("prompt_count", "drawn"), [(1, 1), (3, 3), (4, 0)])
def test_few_prompts_are_drawn_as_notes(prompt_count: int, drawn: int) -> None:
    statements = [(2, "amends", 1)]
    statements += [(1, "decided in", -number) for number in range(1, prompt_count + 1)]
    figure = draw_near(make_book(2, statements, prompts=prompt_count), "1")
    assert len(find_by_class(figure, "kind-phr")) == drawn
    assert len(find_refs(figure)) == 2 + drawn


def test_prompts_that_were_told_of_a_decision_are_not_behind_it() -> None:
    book = make_book(1, [(-1, "was told of", 1)], prompts=1)
    assert draw_neighbours(book, "1", page_url="decisions/0001.html") == ""


# Bounds -----------------------------------------------------------------------------------------


def test_up_to_1500_decisions_are_all_drawn() -> None:
    book = make_book(1_500, [(2, "amends", 1)])
    assert len(find_refs(draw(book))) == 1_500
    assert undrawn_keys(book, keys_of(book)) == ()


def test_of_more_only_those_with_a_relation() -> None:
    book = make_book(1_501, [(2, "amends", 1)])
    figure = draw(book)
    assert sorted(find_refs(figure)) == ["ADR-0001", "ADR-0002"]
    assert "1,499 decisions without a relation are not drawn." in read_texts(figure)
    assert len(undrawn_keys(book, keys_of(book))) == 1_499


def test_where_nothing_is_drawn_there_is_a_sentence_alone() -> None:
    book = make_book(1_501, [])
    drawing = draw_graph(book, keys_of(book))
    assert drawing == (
        '<p class="graph-note">1,501 decisions without a relation are not drawn.</p>'
    )


def test_of_very_many_with_relations_the_newest() -> None:
    book = make_book(3_200, [(number + 1, "amends", number) for number in range(1, 3_200, 2)])
    figure = draw(book)
    assert len(find_refs(figure)) == 3_000
    assert "200 older ones are not" in read_texts(figure)
    assert set(undrawn_keys(book, keys_of(book))) == {str(number) for number in range(1, 201)}
