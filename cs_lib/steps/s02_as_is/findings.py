"""What does step 2 hand up to the first page? What is wrong, with money, owner and evidence.

One row a finding: its code in `codes.yml`, what it is about in the client's words or one of ours,
the ARR and accounts that it touches, who answers for it, and the exhibit that shows it.
"""

from collections.abc import Mapping

import pandas as pd

from cs_lib.books.books import Books

COLUMNS = ["what", "subject", "arr", "accounts", "owner", "evidence"]
LARGEST = 3
"""Of one kind, so many are handed up."""
TOPICS: Mapping[str, str] = {
    "process_gap": "process", "process_bad": "process", "unclear_stage": "process",
    "thin_expertise": "people", "priced_gap": "culture", "weakest_layer": "culture",
}  # fmt: skip


def found(
    processes: pd.DataFrame, by_stage: pd.DataFrame, raci: pd.DataFrame, coverage: pd.DataFrame,
    gaps: pd.DataFrame, layers: pd.DataFrame, books: Books,
) -> pd.DataFrame:  # fmt: skip
    """The findings (`COLUMNS`), the most ARR first; what touches no known ARR comes last."""
    accounts = by_stage.set_index("stage")["accounts"]
    rows: list[tuple[object, ...]] = []
    for row in processes[processes["rating"].isin(["gap", "bad"])].head(LARGEST).to_dict("records"):
        name = "process_gap" if row["rating"] == "gap" else "process_bad"
        rows.append((name, row["process"], row["arr"], accounts.get(row["stage"]), row["owner"],
                     "as_is.process_list"))  # fmt: skip
    for row in raci[raci["raci_state"] != "clear"].to_dict("records"):
        rows.append(("unclear_stage", row["stage"], row["arr"], accounts.get(row["stage"]), None,
                     "as_is.raci"))  # fmt: skip
    live = books.people[books.people["arr"] > 0].groupby("segment").size()
    thin = coverage[coverage["able_people"] < 2]
    for segment, part in thin.groupby("segment_served", sort=False):
        rows.append(("thin_expertise", segment, part["arr"].iloc[0], live.get(segment), None,
                     "as_is.single_points"))  # fmt: skip
    for row in gaps.dropna(subset=["arr"]).head(LARGEST).to_dict("records"):
        rows.append(("priced_gap", row["statement"], row["arr"], row["accounts"], None,
                     "as_is.priced_gaps"))  # fmt: skip
    for row in layers.head(1).to_dict("records"):
        arr, count = books.stock(books.as_of)
        rows.append(("weakest_layer", row["layer"], arr, count, None, "as_is.layers"))
    frame = pd.DataFrame(rows, columns=COLUMNS)
    frame = frame.astype({"arr": float, "accounts": "Int64"})
    return frame.sort_values("arr", ascending=False, kind="stable", ignore_index=True)
