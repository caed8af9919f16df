"""What a trace may be asked in Python: words that say nothing are refused, not passed over."""

from __future__ import annotations

from typing import Any

import pytest

from msc_graph.exceptions import UsageError
from msc_graph.graph import MechanismGraph


def test_a_bare_text_is_one_name(shipped: MechanismGraph) -> None:
    found = shipped.trace("miR-21a-5p", "atherosclerosis", via="KLF6", study_types="in_vivo")
    listed = shipped.trace("miR-21a-5p", "atherosclerosis", via=["KLF6"], study_types=["in_vivo"])
    assert found.chains
    assert found == listed


@pytest.mark.parametrize(
    ("method", "options", "told"),
    [
        (
            "trace",
            {"study_types": ["in vivo"]},
            "no study type is called 'in vivo'; choose clinical",
        ),
        ("reach", {"via": ["KLF6"], "sign": "+"}, "reach knows no via, sign; ask with trace"),
        ("reach", {"same_study": True}, "reach knows no same_study"),
    ],
)
def test_what_is_not_heeded_is_refused(
    shipped: MechanismGraph, method: str, options: dict[str, Any], told: str
) -> None:
    with pytest.raises(UsageError) as caught:
        getattr(shipped, method)("miR-21a-5p", "any:disease", **options)
    assert told in str(caught.value)
