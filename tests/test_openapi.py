"""What `/api/openapi.json` promises, held against a running server by schemathesis."""

from __future__ import annotations

import json
from html import unescape

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, assume, settings

from msc_graph.vocabulary import load_vocabulary
from msc_graph.web.api import routes
from msc_graph.web.api.openapi import ABOUT, describe_api
from msc_graph.web.api.operations import OPERATIONS

schema = schemathesis.openapi.from_dict(describe_api())


@pytest.fixture(scope="module")
def session():
    with requests.Session() as opened:
        yield opened


@schema.parametrize()
@settings(
    max_examples=10,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_the_server_keeps_what_is_promised(case, server, session):
    reply = case.call(base_url=server.url, session=session)
    assume(reply.status_code != 414)  # an address that is too long is no parameter's fault
    case.validate_response(reply)


def test_the_description_is_that_of_the_routes_and_changes_with_nothing_else(server):
    reply = server.get("/api/openapi.json")
    assert json.loads(reply.text) == describe_api()
    tag = reply.headers["etag"]
    assert server.get("/api/openapi.json", {"If-None-Match": tag}).status == 304
    served = {route.path.replace(":path}", "}") for route in routes()}
    assert served - {"/api", "/api/openapi.json"} == set(describe_api()["paths"])
    assert len(OPERATIONS) == len(describe_api()["paths"])


def test_people_and_programs_are_told_the_same(server):
    page = unescape(server.get("/api").text).replace("<code>", "`").replace("</code>", "`")
    for point in ABOUT:
        assert point in page
        assert point in describe_api()["info"]["description"]


def test_every_parameter_and_field_is_explained():
    described = describe_api()
    for path, methods in described["paths"].items():
        for parameter in methods["get"].get("parameters", ()):
            assert parameter["description"], (path, parameter["name"])
    for name, shape in described["components"]["schemas"].items():
        for field, schema in shape["properties"].items():
            assert "$ref" in schema or "description" in schema, (name, field)


def test_study_types_are_those_of_the_vocabulary():
    trace = describe_api()["paths"]["/api/trace"]["get"]["parameters"]
    (column,) = (p for p in trace if p["name"] == "study_type")
    assert column["schema"]["items"]["enum"] == list(load_vocabulary().tokens["study_type"])
