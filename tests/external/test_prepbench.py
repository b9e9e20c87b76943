"""Two published cases of a shop, through the whole library: its survey and its subscriptions."""

from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest

from cs_lib import engagement as engagements
from cs_lib import intake
from cs_lib.books.books import open_books
from cs_lib.models.survey_scores import net_promoter
from cs_lib.steps.s05_success_definition import surveys
from tests import published

pytestmark = pytest.mark.external
CASES = published.DATA / "prepbench_nps"
RATED = "On a scale of 0-10, how would you rate Sudzilla?"
HEAD = "client: Soap\nas_of: {day}\ncurrency: GBP\ntables:\n  contracts: contracts.csv\n"


def opened(folder: Path, day: str, tables: dict[str, pd.DataFrame]) -> SimpleNamespace:
    extra = "".join(f"  {name}: {name}.csv\n" for name in tables if name != "contracts")
    (folder / "engagement.yml").write_text(HEAD.format(day=day) + extra, encoding="utf-8")
    for name, frame in tables.items():
        frame.to_csv(folder / f"{name}.csv", index=False)
    engagement = engagements.load(folder / "engagement.yml")
    given = intake.load(engagement)
    return SimpleNamespace(given=given, books=open_books(engagement, given))


def test_the_survey_has_the_published_nps_and_its_words_unchanged(tmp_path: Path) -> None:
    rows = pd.read_csv(CASES / "case_040" / "inputs" / "input_02.csv")
    who = [f"R{n:02d}" for n in range(len(rows))]
    contracts = pd.DataFrame({"customer_id": who, "start": "2019-01-01", "end": "", "mrr": 10})
    answers = pd.DataFrame(
        {
            "date": pd.to_datetime(rows["Timestamp"]).dt.date, "customer_id": who,
            "instrument": "NPS", "score": rows[RATED], "comment": rows["...why?"],
        }
    )  # fmt: skip
    case = opened(tmp_path, "2019-12-31", {"contracts": contracts, "surveys": answers})
    latest = surveys.answers(case.books, case.given)
    (row,) = pd.read_csv(CASES / "case_040" / "expected" / "output_01.csv").to_dict("records")
    frame = surveys.promoters(latest, case.books.live)
    ours = frame.iloc[0]
    assert round(ours["nps"], 1) == row["NPS Score"] == -35.9
    assert (ours["answers"], ours["promoters"], ours["detractors"]) == (
        row["Total Respondents"], row["Promoter"], row["Detractor"]
    )  # fmt: skip
    assert ours["nps_low"] < row["NPS Score"] < ours["nps_high"]
    told = pd.read_csv(CASES / "case_040" / "expected" / "output_02.csv")["___why?"]
    assert {str(each).strip() for each in told.dropna()} == {
        each.strip() for each in latest["comment"].dropna()
    }


def test_the_published_counts_alone_give_the_published_score() -> None:
    found = net_promoter([10] * 8 + [8] * 9 + [3] * 22)
    assert round(100 * found.score, 1) == -35.9


def test_subscriptions_have_the_published_cost_a_year(tmp_path: Path) -> None:
    case = CASES / "case_029"
    periods = pd.read_csv(case / "inputs" / "input_01.csv").set_index("Subscription Frequency")
    prices = pd.read_csv(case / "expected" / "output_02.csv").set_index("Subscription Package")
    people = pd.read_csv(case / "inputs" / "input_03.csv")
    lines = people.assign(package=people["Packages"].astype(str).str.split("|")).explode("package")
    contracts = pd.DataFrame(
        {
            "customer_id": lines["Name"].to_numpy(), "start": "2020-01-01", "end": "",
            "line_id": range(len(lines)), "qty": 1, "discount": 0,
            "list_price": prices["Price"].reindex(lines["package"].astype(int)).to_numpy(),
            "billing_period": periods["Frequency"].reindex(lines["Frequency"]).to_numpy(),
        }
    )  # fmt: skip
    ours = opened(tmp_path, "2020-12-31", {"contracts": contracts}).books.live
    told = pd.read_csv(case / "expected" / "output_01.csv").set_index("Name")
    published_cost = told["Subscription Cost (Per Annum)"].astype(float)
    arr = ours.set_index("account")["arr"].reindex(published_cost.index)
    assert arr.to_dict() == pytest.approx(published_cost.to_dict(), abs=0.01)
