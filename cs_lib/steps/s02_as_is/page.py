"""Page 6: what works, what does not and what is missing; and is expertise where it is needed?"""

from typing import Annotated

import pandas as pd

from cs_lib.books.books import Books
from cs_lib.engagement import Engagement
from cs_lib.exhibits import Exhibit, Foot, Said, page
from cs_lib.steps.s02_as_is.expertise import overall
from cs_lib.steps.s02_as_is.processes import WEAK
from cs_lib.texts import Cell, Code, Count, Extreme, Money, Name, Quantity, Sentence, Share


class WeakProcesses(Sentence):
    weak: Count
    processes: Count


class AllGood(Sentence):
    processes: Count


class Expertise(Sentence):
    coverage: Share


class FillGap(Sentence):
    process: Name
    arr: Annotated[Money, "arr"]


class FillUnpriced(Sentence):
    process: Name


class NameOwners(Sentence):
    unowned: Count


class Backup(Sentence):
    cells: Count


class Keep(Sentence): ...


class WeakestLayer(Sentence):
    layer: Code
    score: Quantity
    extremes = (Extreme("as_is.layers.score", "layer", lowest=True),)


class WorstHandoff(Sentence):
    artefact: Name
    met: Annotated[Share, "sla_met"]
    extremes = (Extreme("as_is.handoffs.sla_met", "met", lowest=True),)


class UnclearStages(Sentence):
    stages: Count


class AgainstPay(Sentence):
    roles: Count


Says = (
    WeakProcesses | AllGood | Expertise | FillGap | FillUnpriced | NameOwners | Backup | Keep
    | WeakestLayer | WorstHandoff | UnclearStages | AgainstPay
)  # fmt: skip
MOST = 3


@page(number=6, exhibits=("board", "expertise"))
def as_is_board(
    processes: pd.DataFrame, coverage: pd.DataFrame, layer_scores: pd.DataFrame,
    handoff_rows: pd.DataFrame, raci_stages: pd.DataFrame, pay: pd.DataFrame,
    board: Exhibit, expertise: Exhibit, books: Books, engagement: Engagement,
) -> Said[
    WeakProcesses | AllGood | Expertise | FillGap | FillUnpriced | NameOwners | Backup | Keep
    | WeakestLayer | WorstHandoff | UnclearStages | AgainstPay
]:  # fmt: skip
    """What works, what does not, and who can do it?"""
    weak = processes[processes["rating"].isin(WEAK)]
    if board.absent:
        claim: Says = Expertise(Share(overall(coverage) or 0.0))
    elif len(weak):
        claim = WeakProcesses(Count(len(weak)), Count(len(processes)))
    else:
        claim = AllGood(Count(len(processes)))
    follows: list[Says] = _first(weak, engagement)
    unowned = int(weak["owner"].isna().sum())
    follows += [NameOwners(Count(unowned))] if unowned else []
    thin = 0 if expertise.absent else int((coverage["able_people"] < 2).sum())
    follows += [Backup(Count(thin))] if thin else []
    bullets = [*_layer(layer_scores), *_handoff(handoff_rows), *_unclear(raci_stages), *_pay(pay)]
    return Said(
        claim=claim,
        so_what=tuple(follows) or (Keep(),),
        bullets=tuple(bullets[:MOST]),
        # people said it; no more of it is measured than the evidence that they gave
        foot=Foot.of(books.stock(books.as_of)[1], books.as_of, "boards", "C"),
    )


def _first(weak: pd.DataFrame, engagement: Engagement) -> list[Says]:
    """What to mend first: of what is missing or bad, what touches most ARR."""
    if weak.empty:
        return []
    priced = weak.dropna(subset=["arr"]).sort_values("arr", ascending=False, kind="stable")
    if priced.empty:
        return [FillUnpriced(Name(str(weak.iloc[0]["process"])))]
    top = priced.iloc[0]
    at = Cell("as_is.process_list", str(top["process"]), "arr")
    return [FillGap(Name(str(top["process"])), Money(top["arr"], engagement.currency, at))]


def _layer(layer_scores: pd.DataFrame) -> list[Says]:
    return [
        WeakestLayer(Code("layer", row["layer"]), Quantity(row["mean"]))
        for row in layer_scores.head(1).to_dict("records")
    ]


def _handoff(rows: pd.DataFrame) -> list[Says]:
    known = rows.dropna(subset=["met"]).head(1)
    cell = "as_is.handoffs"
    return [
        WorstHandoff(Name(name), Share(met, Cell(cell, name, "sla_met")))
        for name, met in zip(known["artefact"].astype(str), known["met"], strict=True)
    ]


def _unclear(raci_stages: pd.DataFrame) -> list[Says]:
    unclear = int((raci_stages["raci_state"] != "clear").sum())
    return [UnclearStages(Count(unclear))] if unclear else []


def _pay(pay: pd.DataFrame) -> list[Says]:
    against = pay.loc[pay["pay_state"] == "against", "role"].nunique()
    return [AgainstPay(Count(against))] if against else []
