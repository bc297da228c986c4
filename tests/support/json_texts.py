"""JSON as people keep it: with comments, trailing commas and blanks, for hypothesis to draw."""

from __future__ import annotations

import json

from hypothesis import strategies as st

SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(-99, 99), st.floats(-9, 9), st.text(max_size=8)
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3)
    ),
    max_leaves=12,
)
GAPS = st.sampled_from(
    ["", " ", "\n", "\n  ", "\t", "\r\n\t", " // say,\n", " /* } ] */ ", "\n  // a\n  "]
)


@st.composite
def written(draw: st.DrawFn, values: st.SearchStrategy[object] = VALUES) -> tuple[str, object]:
    """A text with comments and trailing commas, and the value that it holds."""
    value = draw(values)

    def put(one: object) -> str:
        if isinstance(one, dict):
            rows = [
                f"{json.dumps(key)}{draw(GAPS)}:{draw(GAPS)}{put(each)}"
                for key, each in one.items()
            ]
            return box("{", rows, "}")
        if isinstance(one, list):
            return box("[", [put(each) for each in one], "]")
        return json.dumps(one, ensure_ascii=draw(st.booleans()))

    def box(left: str, rows: list[str], right: str) -> str:
        text = left
        for at, row in enumerate(rows):
            last = at == len(rows) - 1
            text += draw(GAPS) + row + draw(GAPS) + ("," if not last or draw(st.booleans()) else "")
        return text + draw(GAPS) + right

    return draw(st.sampled_from(["", "\ufeff"])) + draw(GAPS) + put(value) + draw(GAPS), value
