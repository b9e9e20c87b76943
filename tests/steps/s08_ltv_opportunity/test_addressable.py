"""What each lever can be applied to, by hand."""

import pandas as pd

from cs_lib.steps.s04_segmentation import whitespace
from cs_lib.steps.s08_ltv_opportunity import addressable as base
from tests.steps.s04_segmentation.builders import LIVE


def addressable(**declared: float) -> pd.DataFrame:
    told = LIVE["account"].map(declared)
    accounts = LIVE.assign(
        potential=told, gap=(told - LIVE["arr"]).clip(lower=0),
        method=["declared" if account in declared else "" for account in LIVE["account"]],
    )  # fmt: skip
    held = pd.DataFrame(
        [("A", "S", "core", 1.0), ("A", "S", "extra", 1.0),
         ("B", "S", "core", 1.0), ("C", "T", "core", 1.0)],
        columns=["account", "segment", "product", "arr"],
    )  # fmt: skip
    frame = base.addressable(accounts, held, whitespace.grid(held))
    return frame.set_index(["segment", "lever"])


def test_all_arr_is_there_to_be_kept_and_only_what_lacks_a_product_to_be_upsold() -> None:
    found = addressable()
    assert found.loc[("S", "retention"), "addressable"] == 400
    assert found.loc[("S", "upsell"), ["addressable", "accounts"]].tolist() == [300, 1]
    assert found.loc[("S", "upsell"), "room"] == 0  # one holder is no price; "core" all have
    assert pd.isna(found.loc[("S", "retention"), "room"])


def test_an_account_at_its_potential_cannot_be_expanded() -> None:
    found = addressable(A=150, B=300)
    assert found.loc[("S", "expansion"), ["addressable", "room"]].tolist() == [100, 50]
    assert found.loc[("T", "expansion"), "addressable"] == 50
    assert pd.isna(found.loc[("T", "expansion"), "room"])
