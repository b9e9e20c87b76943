"""The shape of retention: over time, without a few accounts, by level, by segment, in steps."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Annotated, Any

import pandas as pd

from cs_lib.books import lives, retention_rates
from cs_lib.books.books import Books
from cs_lib.books.comparison import Comparison
from cs_lib.exhibits import Absent, Part, Shown, Table, c, charts, exhibit
from cs_lib.ledger import headline, retention
from cs_lib.ledger.movements.concentration import without
from cs_lib.steps.s01_numbers_review import gaps
from cs_lib.texts import Cell, Code, Count, Name, Points, Scope, Sentence, Share, alike

_FLAT = 0.0005
"""Rates closer than this print alike: no direction is claimed."""


class Risen(Sentence):
    rate: Code
    quarters: Count
    now: Share


class Fallen(Sentence):
    rate: Code
    quarters: Count
    now: Share


class Changed(Sentence):
    rate: Code
    now: Share
    before: Share


class Single(Sentence):
    rate: Code
    now: Share


class Against(Sentence):
    rate: Code
    now: Annotated[Share, "now:metric"]
    target: Annotated[Share, "target:metric"]


class Without(Sentence):
    account: Name
    rate: Code
    without: Share


Trend = Risen | Fallen | Changed | Single


@exhibit(
    shows=charts.Lines(c.period, c.retention_rate, c.retention_metric, target=c.retention_target),
    needs=("year",),
)
def trend(
    books: Books, gap_rows: pd.DataFrame
) -> Shown[Risen | Fallen | Changed | Single | Against | Without] | Absent:
    """How did twelve-month retention move over nine quarter ends, against its target?"""
    frame = over_time(books)
    if frame.empty:
        return Absent("year")
    say: list[Against | Without] = []
    targets = gap_rows[gap_rows["compared_with"] == "target"]
    alone = [row["metric"] for row in targets.to_dict("records") if gaps.is_one_account(row)]
    frame = pd.concat([frame, *(without_largest(books, frame, rate) for rate in alone)])
    # The page itself speaks of the rate whose gap is worth most.
    for row in targets.iloc[1:].to_dict("records"):
        rate = Code("retention_metric", row["metric"])
        now, target = (
            Share(row[name], Cell("numbers_review.metrics", row["metric"], column))
            for name, column in (("now", "now"), ("reference", "target"))
        )
        say.append(Against(rate, now, target))
        if gaps.is_one_account(row):
            say.append(Without(Name(row["account"]), rate, Share(row["without"])))
    title = _direction(frame, books.quarters[-1].label)
    return Shown(frame.reset_index(drop=True), title=title, say=tuple(say))


def _direction(frame: pd.DataFrame, last: str) -> Trend | None:
    """The claim: for how many quarters net retention rose or fell, else against last year.

    A claim about today needs today's rate, which may rest on too little to be said (P26).
    """
    today = frame.loc[frame["period"] == last, "retention_metric"].tolist()
    if not today:
        return None
    metric = today[0]
    rates = frame.loc[frame["retention_metric"] == metric, "retention_rate"].tolist()
    rate, now = Code("retention_metric", metric), Share(rates[-1])
    changes = [after - before for before, after in pairwise(rates)]
    for kind, sign in ((Risen, 1), (Fallen, -1)):
        run = 0
        for change in reversed(changes):
            if change * sign < _FLAT:
                break
            run += 1
        if run >= 2:
            return kind(rate, Count(run), now)
    if len(rates) >= 5:
        return Changed(rate, now, Share(rates[-5]))
    return Single(rate, now)


def over_time(books: Books) -> pd.DataFrame:
    """NRR and GRR of the twelve months up to each quarter end, as far as they can be said.

    Columns: `period` (the quarter's name), `retention_metric`, `retention_rate`,
    `retention_target` (missing without one), `accounts`. Left out are rates on few accounts or
    events (P26), and those whose opening lies before losses are on record: they would know only
    the customers who stayed.
    """
    rows = []
    for metric in ("nrr", "grr"):
        target = books.engagement.targets.get(metric)
        for period, year in _years(books):
            rate = retention_rates.rate(year, metric)
            if rate is not None and retention_rates.enough(books, year, metric):
                rows.append((period, metric, rate, target, len(year.headline.base)))
    columns = ["period", "retention_metric", "retention_rate", "retention_target", "accounts"]
    return pd.DataFrame(rows, columns=columns).astype(
        {"retention_rate": "float64", "retention_target": "float64"}
    )


def _years(books: Books) -> Iterator[tuple[str, Comparison]]:
    """The twelve months up to each quarter end, by the quarter's name, as far as on record."""
    since, grid = lives.recorded_since(books), books.main.calendar.grid
    for end in books.quarter_ends:
        year = books.year_to(end)
        if year is not None and not (since and year.pair.opening.date() < since):
            yield grid.quarter(grid.number(end)), year


def without_largest(books: Books, told: pd.DataFrame, metric: str) -> pd.DataFrame:
    """The rate without the account that lowered it most in the last twelve months.

    Rows as of `over_time`, with the metric "<metric>_without": the quarter ends in `told` whose
    twelve months that account lowered.
    """
    largest = gaps.largest(books.year, metric) if books.year else None
    if largest is None:
        return told.iloc[:0]
    rates = told[told["retention_metric"] == metric].set_index("period")["retention_rate"]
    rows = []
    for period, year in _years(books):
        rest = year.without(largest.account)
        rate = retention_rates.rate(rest, metric)
        if rate is not None and period in rates and rate - rates[period] > _FLAT:
            rows.append((period, f"{metric}_without", rate, len(rest.headline.base)))
    columns = ["period", "retention_metric", "retention_rate", "accounts"]
    return pd.DataFrame(rows, columns=columns).astype({"retention_rate": "float64"})


def _can_be_said(books: Books) -> bool:
    """May a sentence state the rates of the whole company (P26)?"""
    year = books.year
    return year is not None and all(
        retention_rates.enough(books, year, rate) for rate in retention_rates.RATES
    )


class Levels(Sentence):
    low: Share
    high: Share


class OneLevel(Sentence):
    grr: Share


class ByGroup(Sentence):
    nrr: Annotated[Share, "nrr"]
    points: Points


@exhibit(
    part=Part.A2,
    shows=Table(c.retention_level, c.grr, c.nrr, c.opening_arr, c.accounts),
    needs=("year",),
)
def retention_levels(books: Books) -> Shown[Levels | OneLevel | ByGroup] | Absent:
    """At which level are gains allowed to offset losses, and what does that do to the rates?"""
    frame = ladder(books)
    if frame["grr"].isna().any() or frame.empty:
        return Absent("year")
    if not _can_be_said(books):
        return Shown(frame)
    low, high = Share(frame["grr"].min()), Share(frame["grr"].max())
    flat = high.value - low.value < _FLAT or alike(low, high, "percent")
    title: Levels | OneLevel = OneLevel(high) if flat else Levels(low, high)
    by_level = frame.set_index("retention_level")["nrr"]
    apart = by_level["parent"] - by_level["customer"]
    if abs(apart) < _FLAT:
        return Shown(frame, title=title)
    at = Cell("numbers_review.retention_levels", "parent", "nrr")
    return Shown(frame, title=title, say=(ByGroup(Share(by_level["parent"], at), Points(apart)),))


def ladder(books: Books) -> pd.DataFrame:
    """Twelve-month retention per parent, customer, product line and component.

    Columns: `retention_level`, `grr`, `nrr`, `opening_arr`, `accounts`. Empty without a year of
    history.
    """
    columns = ["retention_level", "grr", "nrr", "opening_arr", "accounts"]
    opening = books.before(books.as_of, 12)
    parent = books.compare(opening, books.as_of, "parent")
    customer = books.compare(opening, books.as_of, "customer")
    if parent is None or customer is None:
        return pd.DataFrame(columns=columns)
    rungs = (
        ("parent", parent.kept),
        ("customer", customer.kept),
        ("product", retention(customer.headline.pair, "product")),
        ("component", retention(customer.headline.pair, "component")),
    )
    rows = [(name, r.grr, r.nrr, r.opening, r.opening_logos) for name, r in rungs]
    return pd.DataFrame(rows, columns=columns)


class WithoutLoss(Sentence):
    account: Name
    nrr: Annotated[Share, "nrr"]
    grr: Annotated[Share, "grr"]


class WithoutTop(Sentence):
    nrr: Annotated[Share, "nrr"]


class NobodyLeft(Sentence): ...


@exhibit(
    part=Part.A2,
    shows=Table(
        c.selection, c.accounts, c.opening_arr, c.share_of_opening, c.grr, c.nrr,
        c.logo_churn_rate,
    ),
    needs=("year",),
)  # fmt: skip
def with_without(books: Books) -> Shown[WithoutLoss | WithoutTop | NobodyLeft] | Absent:
    """Is it broad, or is it a few accounts? The same rates without them."""
    frame = selections(books)
    if books.year is None or frame.empty:
        return Absent("year")
    if not _can_be_said(books):
        return Shown(frame)
    rows = frame.set_index("selection")
    loss = gaps.largest(books.year, "grr")
    if loss and rows["nrr"].notna()["largest_loss"]:
        nrr, grr = (
            Share(rows[rate]["largest_loss"], Cell(_WITHOUT, "largest_loss", rate))
            for rate in ("nrr", "grr")
        )
        return Shown(frame, title=WithoutLoss(Name(loss.name), nrr, grr))
    five = float(rows["nrr"]["without_5"])
    if pd.isna(five):
        return Shown(frame, title=NobodyLeft())
    return Shown(frame, title=WithoutTop(Share(five, Cell(_WITHOUT, "without_5", "nrr"))))


_WITHOUT = "numbers_review.with_without"


def selections(books: Books) -> pd.DataFrame:
    """The rates of all accounts, without the largest loss, and without the largest accounts.

    Columns: `selection` (everyone, largest_loss, without_1, without_5), `accounts`, `opening_arr`,
    `share_of_opening`, `grr`, `nrr`, `logo_churn_rate`; `total` marks the row of everyone.
    """
    columns = ["selection", "accounts", "opening_arr", "share_of_opening", "grr", "nrr",
               "logo_churn_rate"]  # fmt: skip
    if books.year is None:
        return pd.DataFrame(columns=[*columns, "total"])
    pair, loss = books.year.pair, gaps.largest(books.year, "grr")
    chosen = {"everyone": pair}
    if loss:
        chosen["largest_loss"] = pair.where(pair.accounts["account"] != loss.account)
    chosen |= {f"without_{count}": without(pair, count) for count in (1, 5)}
    whole = headline(pair).opening
    rows = []
    for name, part in chosen.items():
        kept = headline(part)
        share = kept.opening / whole if whole else None
        rows.append(
            (name, kept.opening_logos, kept.opening, share, kept.grr, kept.nrr, kept.logo_churn)
        )
    frame = pd.DataFrame(rows, columns=columns).astype(dict.fromkeys(columns[2:], "float64"))
    return frame.assign(total=frame["selection"] == "everyone")


class MostLost(Sentence):
    segment: Scope
    share: Annotated[Share, "share_of_losses"]


class FewEvents(Sentence): ...


@exhibit(
    part=Part.A2,
    shows=Table(
        c.segment, c.customers, c.arr, c.accounts_opening, c.grr, c.nrr,
        c.logo_churn_rate, c.accounts_changed, c.accounts_shrunk, c.accounts_lost,
        c.share_of_losses,
    ),
    needs=("customers",),
)  # fmt: skip
def segments(books: Books) -> Shown[MostLost | FewEvents | Sentence] | Absent:
    """Which segments keep and grow their ARR, and where was most lost?"""
    frame = by_segment(books)
    if len(frame) < 3:  # the whole company, and fewer than two segments
        return Absent("segments")
    parts = frame[frame["segment"].notna()]
    rates = parts[["grr", "nrr", "logo_churn_rate"]]
    note = (FewEvents(),) if rates.isna().any(axis=None) else ()
    if parts["share_of_losses"].isna().all():
        return Shown(frame, note=note)
    top = parts.nlargest(1, "share_of_losses").iloc[0]
    at = Cell("numbers_review.segments", top["segment"], "share_of_losses")
    title = MostLost(Scope(top["segment"]), Share(top["share_of_losses"], at))
    return Shown(frame, title=title, note=note)


def by_segment(books: Books) -> pd.DataFrame:
    """Twelve-month rates of the whole company, then of each segment, the largest first.

    Columns: `segment`, `customers`, `arr` (today), `accounts_opening`, `grr`, `nrr`,
    `logo_churn_rate`; the events on which these rest: `accounts_changed`, `accounts_shrunk` (lost
    ones included), `accounts_lost`; `share_of_losses` (of gross churn). A rate on few accounts, or
    on few events of its own kind, is missing (P26).
    """
    live = books.live.groupby("segment")["arr"].agg(["size", "sum"])
    live = live.sort_values("sum", ascending=False, kind="stable")
    lost = books.year.whole.gross_churn if books.year else 0.0
    rows: list[dict[str, Any]] = [
        {"segment": None, "customers": int(live["size"].sum()), "arr": float(live["sum"].sum())}
        | _year_of(books, books.year, lost)
    ]
    for segment, size, amount in live.itertuples():
        only = books.year.only(segment) if books.year else None
        rows.append(
            {"segment": segment, "customers": size, "arr": amount} | _year_of(books, only, lost)
        )
    return pd.DataFrame(rows)


def _year_of(books: Books, year: Comparison | None, lost: float) -> dict[str, Any]:
    if year is None:
        names = ("accounts_opening", "grr", "nrr", "logo_churn_rate", "accounts_changed",
                 "accounts_shrunk", "accounts_lost", "share_of_losses")  # fmt: skip
        return dict.fromkeys(names, float("nan"))

    def rate(metric: str) -> float:
        found = getattr(year.kept, metric)
        said = found is not None and retention_rates.enough(books, year, metric)
        return float(found) if said else float("nan")

    return {
        "accounts_opening": len(year.headline.base),
        "grr": rate("grr"),
        "nrr": rate("nrr"),
        "logo_churn_rate": rate("logo_churn"),
        "accounts_changed": retention_rates.events(year, "nrr"),
        "accounts_shrunk": retention_rates.events(year, "grr"),
        "accounts_lost": retention_rates.events(year, "logo_churn"),
        "share_of_losses": year.whole.gross_churn / lost if lost else float("nan"),
    }


class PricePart(Sentence):
    points: Points
    nrr: Annotated[Share, "share_of_opening:nrr"]


class NoPrice(Sentence):
    nrr: Annotated[Share, "share_of_opening:nrr"]


class PriceUnknown(Sentence):
    nrr: Annotated[Share, "share_of_opening:nrr"]


@exhibit(
    part=Part.A2,
    shows=Table(c.retention_step, c.amount, c.share_of_opening),
    needs=("year",),
)
def retention_steps(books: Books) -> Shown[PricePart | NoPrice | PriceUnknown] | Absent:
    """How does opening ARR become NRR, one line at a time, and how much of that is price?"""
    frame = to_nrr(books)
    if frame.empty:
        return Absent("year")
    if not _can_be_said(books):
        return Shown(frame)
    shares = frame.set_index("retention_step")["share_of_opening"]
    at = Cell("numbers_review.retention_steps", "nrr", "share_of_opening")
    nrr = Share(shares["nrr"], at)
    if "nrr_ex_price" not in shares:
        return Shown(frame, title=PriceUnknown(nrr))
    price = shares["nrr"] - shares["nrr_ex_price"]
    title = PricePart(Points(price), nrr) if abs(price) >= _FLAT else NoPrice(nrr)
    return Shown(frame, title=title)


def to_nrr(books: Books) -> pd.DataFrame:
    """The lines from opening ARR to NRR: `retention_step`, `amount`, `share_of_opening`, `total`.

    Rises that contracts had agreed come last, after NRR where the policy leaves them out (P10).
    """
    columns = ["retention_step", "amount", "share_of_opening", "total"]
    year = books.year.headline if books.year else None
    if year is None or not year.opening:
        return pd.DataFrame(columns=columns)
    uplift, agreed = year.leaf("list_price_increase"), year.leaf("pre_sold")
    last = [("price_agreed", agreed), ("nrr", year.kept.closing)]
    if year.pair.leave_out_pre_sold:
        last = [("nrr", year.kept.closing - agreed), ("price_left_out", agreed)]
    lines = (
        ("opening", year.opening),
        ("logos_lost", year.group("logos_lost")),
        ("price_erosion", year.group("price_erosion")),
        ("unallocated_decrease", year.leaf("unallocated_decrease")),
        ("expansion_ex_price", year.group("expansion") - uplift),
        ("upsell", year.group("upsell")),
        ("unallocated_increase", year.leaf("unallocated_increase")),
        *(() if year.kept.nrr_ex_price is None else [("nrr_ex_price", year.kept.closing - uplift)]),
        ("price", uplift - agreed),
        *last,
    )
    always = ("opening", "nrr", "nrr_ex_price")
    rows = [
        (name, amount, amount / year.opening, name in always)
        for name, amount in lines
        if amount or name in always
    ]
    return pd.DataFrame(rows, columns=columns)
