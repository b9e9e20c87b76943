"""The ledger finds, leaf by leaf and month by month, exactly what was planted."""

import json

import pandas as pd
import pytest

from cs_lib import engagement, ledger, sample
from tests.sample.builders import read

pytestmark = pytest.mark.slow

A_CENT = 0.01


@pytest.fixture(scope="module", params=[7, 2])
def both(request, tmp_path_factory):
    """(bridge by month, truth) of two companies."""
    folder = tmp_path_factory.mktemp("company")
    file = sample.write(folder, seed=request.param)
    tables = [read(folder, name) for name in ("contracts", "customers", "fx")]
    built = ledger.build(*tables, engagement=engagement.load(file), grain="customer")
    rows = built.bridge()
    rows = rows[(rows["period_kind"] == "month") & rows["segment"].isna()]
    months = rows.pivot_table(index="period_end", columns="leaf", values="amount", aggfunc="sum")
    truth = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
    return months.fillna(0.0), truth, built.memo()


def test_every_leaf_of_every_month(both):
    months, truth, _ = both
    planted = pd.DataFrame(truth["movements_report"], index=pd.to_datetime(truth["months"][1:]))
    found = months.reindex(planted.index)
    leaves = sorted(set(planted) | (set(found) - {"opening", "closing"}))
    apart = found.reindex(columns=leaves, fill_value=0.0) - planted.reindex(
        columns=leaves, fill_value=0.0
    )
    assert (planted.abs().sum() > 0).sum() >= 12
    assert apart.abs().max().max() <= A_CENT


def test_every_closing(both):
    months, truth, _ = both
    closing = pd.Series(truth["closing_report"], index=pd.to_datetime(truth["months"]))
    found = months["closing"].reindex(closing.index)
    assert (found - closing).abs().max() <= A_CENT


def test_what_the_bridge_does_not_show(both):
    _, truth, memo = both
    held_over = [
        event
        for event in truth["events"]
        if event["kind"] == "late_renewal" and event["planned"][:7] != event["day"][:7]
    ]
    assert memo["intra_month_logos"] == truth["counts"]["intra_month"]
    assert memo["late_renewals"]["count"] == len(held_over)
