"""Kinds of lines are told apart by as few columns as it takes."""

import pytest

from tests.ledger.histories import ledger_of, line


@pytest.mark.parametrize(
    ("lines", "telling"),
    [
        ([{}], ("product_id",)),
        ([{"product_id": "P"}, {"product_id": "Q"}], ("product_id",)),
        ([{"tier": "basic"}, {"tier": "pro"}, {"tier": None}], ("tier",)),
        (
            [{"product_id": p, "tier": t} for p in "PQ" for t in ("basic", "pro")],
            ("product_id", "tier"),
        ),
        ([{"line_type": "recurring"}, {"line_type": "one_off"}], ("line_type",)),
    ],
)
def test_what_all_lines_share_tells_no_kind(
    lines: list[dict[str, str | None]], telling: tuple[str, ...]
) -> None:
    """Each line keeps its own kind, whichever columns tell it."""
    rows = [
        line(f"C{n}", "2024-01-01", None, arr=100 * (n + 1), **each) for n, each in enumerate(lines)
    ]
    history = ledger_of(rows, "2024-12-31").history
    assert history.keys.telling == telling
    kinds = history.lines.select("customer", "kind").collect("pandas").to_native()
    assert kinds["kind"].nunique() == len(lines)
    assert len(kinds) == len(lines)
