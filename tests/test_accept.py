"""What a client wants, and what it has already: `Accept` and `If-None-Match` as they come."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from serving import Server
from starlette.requests import Request

from msc_graph.web.accept import choose_type
from msc_graph.web.caching import is_known
from msc_graph.web.sparql.forms import choose_form

OFFERED = ["application/sparql-results+json", "text/csv", "text/turtle"]


@pytest.mark.parametrize(
    ("accept", "chosen"),
    [
        (None, 0),
        ("", 0),
        ("*/*", 0),
        ("text/*", 1),
        ("text/turtle", 2),
        ("TEXT/Turtle", 2),
        ("text/csv;q=0.5, text/turtle;q=0.8", 2),
        ("text/turtle, */*;q=0.1", 2),
        ("*/*, application/sparql-results+json;q=0.2", 1),
        ("text/*;q=1, text/csv;q=0", 2),
        ("text/csv; charset=utf-8", 1),
        ('text/turtle;profile="a,b;q=0";q=0.9, text/csv;q=0.8', 2),
        ("text/csv;q=1.000,text/turtle;q=0.999", 1),
        ("*", 0),
        ("nonsense", 0),
        ("text/turtle;q=2, text/csv", 1),
        ("image/png", None),
        ("image/png, */*;q=0", None),
        ("text/csv;q=0", None),
    ],
)
def test_the_type_that_is_wanted_most(accept: str | None, chosen: int | None) -> None:
    assert choose_type(accept, OFFERED) == (None if chosen is None else OFFERED[chosen])


TYPES = st.sampled_from([*OFFERED, "text/*", "*/*", "application/json", "image/png"])
QUALITIES = st.sampled_from(["", ";q=0", ";q=0.5", ";q=1", "; q=0.25", ";x=1;q=0.7"])


@given(st.lists(st.tuples(TYPES, QUALITIES), min_size=1, max_size=6), st.randoms())
def test_the_order_of_ranges_does_not_matter(ranges: list[tuple[str, str]], random: Random) -> None:
    ranges = list(dict(ranges).items())
    one = choose_type(", ".join(map("".join, ranges)), OFFERED)
    random.shuffle(ranges)
    assert choose_type(",".join(map("".join, ranges)), OFFERED) == one
    named = {name for name, quality in ranges if not quality.endswith("q=0")}
    if one is not None:
        assert named & {one, f"{one.partition('/')[0]}/*", "*/*"}


@given(st.text(alphabet='*/;,="\\q.01 a-zé\t', max_size=60), st.sets(st.sampled_from(OFFERED)))
def test_no_header_breaks_the_choice(accept: str, offered: set[str]) -> None:
    assert choose_type(accept, sorted(offered)) in {None, *offered}


@given(st.text(max_size=30), st.text(max_size=20), st.booleans())
def test_a_form_is_found_or_not(accept: str, word: str, graph: bool) -> None:
    form = choose_form(accept, graph=graph, word=word)
    assert form is None or form.header.startswith(form.media_type)


@given(st.text(alphabet='W/"abc, *', max_size=30))
def test_a_tag_is_found_only_as_a_whole(header: str) -> None:
    tag = 'W/"0123456789abcdef"'
    assert not is_known(asking(header), tag)
    assert is_known(asking(f'"x", {tag}, {header}'), tag)
    assert is_known(asking(header, tag), tag)


@pytest.mark.parametrize(
    "path",
    ["/", "/entity/HGNC:9644", "/api/stats", "/api/openapi.json", "/sparql?query=ASK%7B%7D"],
)
def test_a_star_is_no_tag_in_any_room(server: Server, path: str) -> None:
    assert server.get(path, {"if-none-match": "*"}).status == 200


def asking(*headers: str) -> Request:
    given = [(b"if-none-match", header.encode()) for header in headers]
    return Request({"type": "http", "headers": given})
