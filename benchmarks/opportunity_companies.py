"""Companies whose best lever is known: two years of accounts that leave, expand and buy.

An account's ability drives its use, its losses and its growth; part of that is caused by use, and
only that part (`Planted.caused`) is what a programme can win. Who gave notice uses half as much.
A company is drawn until its best choice is of the kind asked for, so that kinds are equally many.
It comes as the inputs of step 8's model, and as the files that a client would send.
"""

import csv
import datetime as dt
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from cs_lib.steps.s08_ltv_opportunity import adoption
from cs_lib.steps.s08_ltv_opportunity.levers import EXPANSION, LEVERS, RETENTION, UPSELL

KINDS = ("retention", "expansion", "upsell", "tied")
SEGMENTS = ("Large", "Medium", "Small")
AS_OF, FIRST, MONTHS = dt.date(2026, 9, 30), (2024, 10), 24
QUARTERS = MONTHS // 3
MARGIN, DISCOUNT, YEARS = 0.78, 0.10, 5
TIED = 0.05
"""How close the second is to the best of a tied company, as a share of it."""
PRODUCTS = 5
_SIZE = {EXPANSION: (0.05, 0.25), UPSELL: (0.10, 0.30)}
"""What one expansion and one upsell add, as a share of the account's ARR."""
_NORMAL = np.random.default_rng(12345).standard_normal((2, 40_000))


@dataclass(frozen=True)
class Planted:
    """What was planted: yearly rates by segment and lever, and by lever the strength of ability,
    the share of its effect that use causes; and how closely use follows ability."""

    rates: dict[tuple[str, str], float]
    strength: dict[str, float]
    caused: dict[str, float]
    follows: float


@dataclass(frozen=True)
class Company:
    """`truth`: segment, lever, value - the best first. `seen`, `best`, `known`, `base`: the inputs
    of the model (`observed.quarters`, `adoption.best_users`, `decisions.decisions`,
    `addressable.addressable`). `stated`: what its client says of uplifts."""

    kind: str
    truth: pd.DataFrame
    seen: pd.DataFrame
    best: "pd.Series[Any]"
    known: pd.DataFrame
    base: pd.DataFrame
    stated: dict[str, dict[str, float]]
    lives: "Lives"


@dataclass
class Lives:
    """The accounts, one place each, and what happened to them by month of the two years."""

    segment: np.ndarray
    ability: np.ndarray
    use: np.ndarray
    term: np.ndarray
    start: np.ndarray
    opening: np.ndarray
    arr: np.ndarray
    products: np.ndarray
    left: np.ndarray
    notice: np.ndarray
    level: np.ndarray
    events: list[tuple[int, int, str, int]] = field(default_factory=list)


def company(kind: str, seed: int) -> Company:
    """The first company of this kind that the seed draws."""
    random = np.random.default_rng([seed, KINDS.index(kind)])
    while True:
        planted, lives = _planted(random), _accounts(random)
        # the lives change what each segment has to win only a little: who is of the kind is asked
        # before, and again of what came of it
        if _is(kind, truth(planted, lives)):
            _live(planted, lives, random)
            found = truth(planted, lives)
            if _is(kind, found):
                return _made(kind, planted, lives, found, random)


def _is(kind: str, found: pd.DataFrame) -> bool:
    first, second = found["value"].iloc[:2]
    close = second > (1 - TIED) * first
    return bool(close if kind == "tied" else not close and found["lever"].iloc[0] == kind)


def _planted(random: np.random.Generator) -> Planted:
    middle = {RETENTION: 0.12, EXPANSION: 0.11, UPSELL: 0.10}
    names = [lever.name for lever in LEVERS]
    rates = {
        (segment, name): float(np.clip(middle[name] * np.exp(0.5 * random.normal()), 0.02, 0.35))
        for segment in SEGMENTS for name in names
    }  # fmt: skip
    strength = {name: float(random.uniform(0.15, 0.9)) for name in names}
    caused = {name: float(random.uniform(0.2, 0.8)) for name in names}
    return Planted(rates, strength, caused, float(random.uniform(0.5, 0.9)))


def _accounts(random: np.random.Generator) -> Lives:
    n = int(random.integers(120, 420))
    segment = random.choice(len(SEGMENTS), n, p=random.dirichlet((4.0, 6.0, 8.0)))
    typical = np.array([60_000, 25_000, 9_000]) * np.exp(0.4 * random.normal(size=3))
    arr = np.maximum(500, typical[segment] * np.exp(0.8 * random.normal(size=n))).astype(int)
    ability, follows = random.normal(size=n), random.normal(size=n)
    term = random.choice([12, 24, 1], n, p=[0.75, 0.15, 0.10])
    none = np.full(n, -1)
    return Lives(
        segment, ability, follows, term, -random.integers(1, 72, n), arr.copy(), arr,
        np.ones(n, int), none.copy(), np.full(n, np.nan), np.zeros((QUARTERS, n)),
    )  # fmt: skip


def _yearly(planted: Planted, lives: Lives, lever: str) -> np.ndarray:
    """Each account's own rate a year."""
    sign = -1 if lever == RETENTION else 1
    strength = planted.strength[lever]
    mean = np.array([planted.rates[name, lever] for name in SEGMENTS])[lives.segment]
    return np.minimum(mean * np.exp(sign * strength * lives.ability - strength**2 / 2), 0.9)


def truth(planted: Planted, lives: Lives) -> pd.DataFrame:
    """What each choice would truly bring over the horizon, the best first.

    ARR of the last day times the segment's planted rate, times how far the quarter that uses most
    is ahead, times the share of that which use causes; times margin and the annuity at the rate
    truly kept.
    """
    live = lives.left < 0
    rows = []
    leads = {lever.name: _lead(planted, lever.name) for lever in LEVERS}
    for place, segment in enumerate(SEGMENTS):
        mine = live & (lives.segment == place)
        arr = lives.arr[mine].astype(float)
        if not len(arr):
            continue
        lost = float(np.average(_yearly(planted, lives, RETENTION)[mine], weights=arr))
        each = sum(((1 - lost) / (1 + DISCOUNT)) ** year for year in range(YEARS)) * MARGIN
        for lever in LEVERS:
            own = _yearly(planted, lives, lever.name)[mine]
            open_ = lives.products[mine] < PRODUCTS if lever.name == UPSELL else arr > 0
            rate = float(np.average(own[open_], weights=arr[open_])) if open_.any() else 0.0
            gain = float(arr[open_].sum()) * rate * leads[lever.name]
            rows.append((segment, lever.name, gain * planted.caused[lever.name] * each))
    found = pd.DataFrame(rows, columns=["segment", "lever", "value"])
    return found.sort_values("value", ascending=False, ignore_index=True)


def _lead(planted: Planted, lever: str) -> float:
    """How far the rate of the quarter that uses most is from the mean, as a share of it."""
    ability, other = _NORMAL
    use = planted.follows * ability + (1 - planted.follows**2) ** 0.5 * other
    rate = np.exp((-1 if lever == RETENTION else 1) * planted.strength[lever] * ability)
    return abs(float(rate[use > np.quantile(use, 0.75)].mean() / rate.mean()) - 1)


def _live(planted: Planted, lives: Lives, random: np.random.Generator) -> None:
    """Two years, month by month."""
    n = len(lives.arr)
    lives.use = planted.follows * lives.ability + (1 - planted.follows**2) ** 0.5 * lives.use
    yearly = {lever.name: _yearly(planted, lives, lever.name) for lever in LEVERS}
    leaves = 1 - (1 - yearly[RETENTION]) ** (lives.term / 12)
    for month in range(MONTHS):
        due = (lives.left < 0) & ((month - lives.start) % lives.term == 0) & (month > 0)
        gone = due & (random.random(n) < leaves)
        lives.left[gone] = month
        noticed = gone & (lives.term > 1) & (random.random(n) < 0.5)
        lives.notice[noticed] = random.integers(20, 100, int(noticed.sum()))
        for lever, chances in _SIZE.items():
            chance = np.minimum(yearly[lever] / 12 / np.mean(chances), 0.9)
            hit = (lives.left < 0) & (random.random(n) < chance)
            if lever == UPSELL:
                hit &= lives.products < PRODUCTS
            for place in np.flatnonzero(hit):
                amount = max(1, int(lives.arr[place] * random.uniform(*chances)))
                lives.events.append((month, int(place), lever, amount))
                lives.arr[place] += amount
                lives.products[place] += lever == UPSELL
    for quarter in range(QUARTERS):
        level = 1 / (1 + np.exp(-lives.use - 0.3 * random.normal(size=n)))
        lives.level[quarter] = np.where(_noticed(lives, quarter), 0.5 * level, level)


def day(month: int) -> dt.date:
    """The first day of a month, counted from the first of the two years."""
    at = FIRST[0] * 12 + FIRST[1] - 1 + month
    return dt.date(at // 12, at % 12 + 1, 1)


def _notice(lives: Lives, place: int) -> dt.date | None:
    days = lives.notice[place]
    return None if np.isnan(days) else day(int(lives.left[place])) - dt.timedelta(days=int(days))


def _noticed(lives: Lives, quarter: int) -> np.ndarray:
    opening = day(3 * quarter) - dt.timedelta(days=1)
    given = [_notice(lives, place) for place in range(len(lives.arr))]
    return np.array([each is not None and each <= opening for each in given])


def _made(
    kind: str, planted: Planted, lives: Lives, found: pd.DataFrame, random: np.random.Generator
) -> Company:
    seen, known = _seen(lives)
    used = seen["quarter_number"].to_numpy(), seen["place"].to_numpy()
    usage = pd.DataFrame(
        {"date": seen["opening"], "account": seen["account"], "value": lives.level[used],
         "entitlement": 1.0}
    )  # fmt: skip
    best = adoption.highest(seen, usage)
    if random.random() < 0.25:  # a client without usage data
        best = pd.Series(None, index=seen.index, dtype=object)
    stated: dict[str, dict[str, float]] = {}
    if random.random() < 0.25:  # a client who says what growth could add, rightly or not
        for lever in (EXPANSION, UPSELL):
            wrong = 0.3 * random.normal()
            stated[lever] = {
                segment: round(float(np.clip(
                    _lead(planted, lever) * planted.rates[segment, lever]
                    * np.exp(wrong + 0.3 * random.normal()), 0.001, 0.5)), 4)
                for segment in sorted(set(seen["segment"]))
            }  # fmt: skip
    columns = ["account", "segment", "quarter", "opening", "products", "arr", "retention",
               "expansion", "upsell"]  # fmt: skip
    return Company(kind, found, seen[columns], best, known, _base(lives), stated, lives)


def _seen(lives: Lives) -> tuple[pd.DataFrame, pd.DataFrame]:
    """What the ledger would see of each account in each quarter, and what was known before it."""
    n = len(lives.arr)
    arr, products = lives.opening.astype(float), np.ones(n, int)
    frames, told = [], []
    for quarter in range(QUARTERS):
        months = range(3 * quarter, 3 * quarter + 3)
        live = (lives.left < 0) | (lives.left >= months[0])
        gone = live & np.isin(lives.left, months)
        won = {EXPANSION: np.zeros(n), UPSELL: np.zeros(n)}
        bought = np.zeros(n, int)
        for month, place, lever, amount in lives.events:
            if month in months:
                won[lever][place] += amount
                bought[place] += lever == UPSELL
        opening = day(months[0]) - dt.timedelta(days=1)
        shares = {
            RETENTION: gone.astype(float),
            **{name: np.where(gone, 0.0, np.minimum(w / arr, 1.0)) for name, w in won.items()},
        }
        frame = pd.DataFrame(
            {"account": [f"C{p:04d}" for p in range(n)], "place": range(n),
             "quarter_number": quarter, "segment": np.array(SEGMENTS)[lives.segment],
             "quarter": f"Q{quarter}", "opening": pd.Timestamp(opening), "products": products,
             "arr": arr, **shares}
        )  # fmt: skip
        ends = np.any([(m - lives.start) % lives.term == 0 for m in months], axis=0)
        age = (day(months[0]) - day(0)).days / 30.436875 - lives.start
        known = pd.DataFrame(
            {"noticed": _noticed(lives, quarter), "decides": ends | (lives.term == 1),
             "size": np.log(arr), "tenure": np.log1p(age)}
        )  # fmt: skip
        frames.append(frame[live])
        told.append(known[live])
        arr, products = arr + won[EXPANSION] + won[UPSELL], products + bought
    return pd.concat(frames, ignore_index=True), pd.concat(told, ignore_index=True)


def _base(lives: Lives) -> pd.DataFrame:
    live = lives.left < 0
    rows = []
    for place, segment in enumerate(SEGMENTS):
        mine = live & (lives.segment == place)
        short = mine & (lives.products < PRODUCTS)
        for lever in LEVERS:
            chosen = short if lever.name == UPSELL else mine
            arr = float(lives.arr[chosen].sum())
            if mine.any():
                rows.append((segment, lever.name, arr, int(chosen.sum()), np.nan))
    return pd.DataFrame(rows, columns=["segment", "lever", "addressable", "accounts", "room"])


def write(made: Company, folder: Path) -> Path:
    """The company as a client would send it; returns the engagement file."""
    lives = made.lives
    n = len(lives.arr)
    columns = ["customer_id", "product_id", "start", "end", "qty", "list_price", "billing_period",
               "notice_date"]  # fmt: skip
    lines = [row for place in range(n) for row in _lines(lives, place)]
    _table(folder / "contracts.csv", columns, lines)
    _table(folder / "customers.csv", ["customer_id", "name", "size", "acquired_on"],
           [(f"C{p:04d}", f"Customer {p}", SEGMENTS[lives.segment[p]], day(int(lives.start[p])))
            for p in range(n)])  # fmt: skip
    tables = ["contracts", "customers"]
    if made.best.notna().any():
        tables.append("usage")
        _table(folder / "usage.csv", ["date", "customer_id", "metric", "value", "entitlement"],
               [(day(3 * q) - dt.timedelta(days=1), f"C{p:04d}", "seats",
                 round(100 * lives.level[q, p], 6), 100)
                for q in range(QUARTERS) for p in range(n)])  # fmt: skip
    said = "".join(
        f"    {lever}: {{{', '.join(f'{name}: {u}' for name, u in own.items())}}}\n"
        for lever, own in made.stated.items()
    )
    text = f"client: Company\nas_of: {AS_OF}\ncurrency: EUR\ntables:\n"
    text += "".join(f"  {name}: {name}.csv\n" for name in tables)
    text += f"assumptions:\n  gross_margin: {MARGIN}\n" + (f"  uplifts:\n{said}" if said else "")
    file = folder / "engagement.yml"
    file.write_text(text, encoding="utf-8")
    return file


def _lines(lives: Lives, place: int) -> list[tuple[object, ...]]:
    """An account's contract lines: a line a product and term, and what is added during it."""
    held = {"P1": int(lives.opening[place])}
    events = [(m, lever, amount) for m, p, lever, amount in lives.events if p == place]
    term, left = int(lives.term[place]), int(lives.left[place])
    until = left if left >= 0 else MONTHS
    notice = _notice(lives, place) or ""
    rows: list[tuple[object, ...]] = []
    at, name = int(lives.start[place]), f"C{place:04d}"
    while at < until:
        length = 10_000 if term == 1 else term
        end: object = day(at + length) if term > 1 else (day(left) if left >= 0 else "")
        # a monthly customer's lines run on; of the others the last term bears the notice
        said = notice if term > 1 and at + length == left else ""
        rows += [(name, p, day(at), end, q, 1, "year", said) for p, q in held.items()]
        for month, lever, amount in events:
            if max(at, 0) <= month < min(at + length, until):
                product = "P1" if lever == EXPANSION else f"P{len(held) + 1}"
                rows.append((name, product, day(month), end, amount, 1, "year", said))
                held[product] = held.get(product, 0) + amount
        at += length
    return rows


def _table(path: Path, header: list[str], rows: list[tuple[object, ...]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([header, *rows])
