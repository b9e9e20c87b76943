"""What does a person in JupyterLab hold? One review: its steps as attributes, and the books.

import cs_lib as ts
r = ts.review("acme.yml")
r.valuation.planning          # as in the report
r.valuation.planning.frame    # the DataFrame
r.books.retention(by="region")
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeVar

import pandas as pd

from cs_lib import workbook
from cs_lib.books.books import Books
from cs_lib.books.gates import Gate
from cs_lib.books.headlines import Headline
from cs_lib.engagement import Engagement
from cs_lib.errors import DataError, UsageError, nearest
from cs_lib.exhibits import Exhibit, Result
from cs_lib.intake import Intake
from cs_lib.steps.s00_decisions import Decisions
from cs_lib.steps.s01_numbers_review import NumbersReview
from cs_lib.steps.s02_as_is import AsIs
from cs_lib.steps.s03_valuation import Valuation
from cs_lib.steps.s04_segmentation import Segmentation
from cs_lib.steps.s05_success_definition import SuccessDefinition
from cs_lib.steps.s06_personas import Personas
from cs_lib.steps.s07_value_path import ValuePath
from cs_lib.steps.s08_ltv_opportunity import LtvOpportunity
from cs_lib.steps.s09_execution import Execution
from cs_lib.steps.s10_effectiveness import Effectiveness

R = TypeVar("R", bound=Result)
PeriodKind = Literal["month", "quarter", "year"]
RETENTION = ("accounts", "opening", "closing", "grr", "nrr", "lost")
"""The columns of `ClientBooks.retention`, after the column that it is asked by."""


@dataclass(frozen=True)
class ClientBooks:
    """The client's books, to be sliced: each question returns a documented frame."""

    _books: Books
    _intake: Intake

    def __repr__(self) -> str:
        engagement = self._books.engagement
        return f"<Books of {engagement.client}, as of {engagement.as_of}>"

    def accounts(self) -> pd.DataFrame:
        """Who is live on the last day? One row an account.

        Columns: account, name, segment, arr (in the report's currency), products, since.
        """
        return self._books.live.copy()

    def bridge(self, period: PeriodKind = "quarter") -> pd.DataFrame:
        """How did ARR move? One row a period, segment and cause, at the engagement's level.

        Columns: period_kind, period_start, period_end, grain, segment (missing: the whole
        company), leaf, rollup, amount (in the report's currency), accounts. Raises UsageError for
        another kind of period.
        """
        kinds = ("month", "quarter", "year")
        if period not in kinds:
            raise UsageError(f"no bridge by '{period}'; {nearest(period, kinds)}")
        rows = self._books.main.bridge()
        return rows[rows["period_kind"] == period].reset_index(drop=True)

    def retention(self, by: str | None = None) -> pd.DataFrame:
        """How much of last year's ARR is still there, by any column of `customers` (M24, M25)?

        One row a value of `by` (a missing value is a row of its own), or one row where `by` is
        None. Columns: `by`, accounts (live a year ago), opening and closing (their ARR then and
        now), grr, nrr (fractions), lost (accounts). Raises DataError without a year of history, and
        UsageError for a column that `customers` does not have.
        """
        books = self._books
        year = books.compare(books.before(books.as_of, 12), books.as_of, "customer")
        if year is None:
            raise DataError((), "the history is shorter than a year: there is no retention yet")
        base = year.base.assign(kept=year.base[["v0", "v1"]].min(axis=1))
        if by is not None:
            base = base.assign(**{by: base["account"].map(self._column(by))})
        found = base.groupby(by, dropna=False) if by else base.groupby(lambda _: 0)
        frame = found.agg(
            accounts=("account", "size"),
            opening=("v0", "sum"),
            closing=("v1", "sum"),
            kept=("kept", "sum"),
            lost=("status", lambda status: int((status == "churned").sum())),
        ).reset_index()
        frame["grr"], frame["nrr"] = (
            frame[name] / frame["opening"] for name in ("kept", "closing")
        )
        return frame[[*([by] if by else []), *RETENTION]]

    def _column(self, by: str) -> Mapping[str, object]:
        customers = self._intake.tables.get("customers", pd.DataFrame())
        known = [name for name in customers.columns if name != "customer_id"]
        if by not in known:
            raise UsageError(f"customers has no column '{by}'; {nearest(by, known or ['none'])}")
        latest = customers.drop_duplicates("customer_id", keep="last")
        return dict(zip(latest["customer_id"], latest[by], strict=True))


@dataclass(frozen=True)
class Review:
    """One review, computed: each step's result, the published figures, and what is missing."""

    run: workbook.Run

    def __repr__(self) -> str:
        engagement = self.run.engagement
        return (
            f"<Review of {engagement.client}, {engagement.period}: {len(self.run.results)} steps>"
        )

    def _step(self, kind: type[R]) -> R:
        found = self.run.results[kind.step]
        assert isinstance(found, kind)
        return found

    @property
    def decisions(self) -> Decisions:
        """The first page."""
        return self._step(Decisions)

    @property
    def numbers_review(self) -> NumbersReview:
        """Step 1: what are the numbers today?"""
        return self._step(NumbersReview)

    @property
    def as_is(self) -> AsIs:
        """Step 2: what works, who can do it, and what do raters think?"""
        return self._step(AsIs)

    @property
    def valuation(self) -> Valuation:
        """Step 3: how much to invest, and where?"""
        return self._step(Valuation)

    @property
    def segmentation(self) -> Segmentation:
        """Step 4: which customers deserve which effort?"""
        return self._step(Segmentation)

    @property
    def success_definition(self) -> SuccessDefinition:
        """Step 5: what do customers call success?"""
        return self._step(SuccessDefinition)

    @property
    def personas(self) -> Personas:
        """Step 6: who decides on the renewal, and whom do you not know?"""
        return self._step(Personas)

    @property
    def value_path(self) -> ValuePath:
        """Step 7: where is each customer on the path of value, and what is its next step?"""
        return self._step(ValuePath)

    @property
    def ltv_opportunity(self) -> LtvOpportunity:
        """Step 8: where is the greatest opportunity?"""
        return self._step(LtvOpportunity)

    @property
    def execution(self) -> Execution:
        """Step 9: which ONE thing is done next?"""
        return self._step(Execution)

    @property
    def effectiveness(self) -> Effectiveness:
        """Step 10: did it work?"""
        return self._step(Effectiveness)

    @property
    def engagement(self) -> Engagement:
        """What was asked for."""
        return self.run.engagement

    @property
    def headlines(self) -> tuple[Headline, ...]:
        """The published figures of all steps."""
        return self.run.headlines

    @property
    def gates(self) -> tuple[Gate, ...]:
        """The reconciliations of all steps."""
        return self.run.gates

    @property
    def missing(self) -> tuple[Exhibit, ...]:
        """The exhibits that could not be made; each says what it lacks and would have shown."""
        return tuple(
            exhibit for result in self.run.results.values() for exhibit, _ in result.absent
        )

    @property
    def books(self) -> ClientBooks:
        """The client's books."""
        return ClientBooks(self.run.books, self.run.intake)


def review(engagement: str | Path) -> Review:
    """The review that the engagement file asks for, computed in memory.

    Raises EngagementError for a wrong file, and DataError when the data cannot be used.
    """
    return Review(workbook.open_run(engagement))
