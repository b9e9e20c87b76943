"""The contracts as the policies read them: lines in, lines out, before anything is priced.

A step is taken only where its policy asks for it and the client's lines give it cause, so that a
history without pauses, notices or corrections is read as it lies. Source: P02, P14, P17, P18,
P21, P22.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import narwhals as nw

from cs_lib.definitions import annual_price, auto_renewal
from cs_lib.engagement import Engagement, Policies
from cs_lib.ledger.frames import Lazy, Store, distinct
from cs_lib.ledger.lines import negatives
from cs_lib.ledger.lines.annual_value import CONTRACT_TYPES, begun, billed_a_year, customer_name
from cs_lib.ledger.lines.scope import over_its_term, types
from cs_lib.ledger.lines.successors import Successors
from cs_lib.ledger.time.dates import OPEN_DAY, day_number

_TYPES: dict[str, Any] = {
    "notice_date": nw.Date,
    "signed_on": nw.Date,
    "served_until": nw.Date,
    "recorded_on": nw.Date,
    "superseded_on": nw.Date,
}
SIGNED_END: dict[str, Any] = {"signed_end": nw.Date}
"""The end as signed, on lines that count until another day; what is due for renewal goes by it."""
_RENEWING: dict[str, Any] = {
    "auto_renew": nw.Boolean,
    "churn_flag": nw.Boolean,
    "churn_reason": nw.String,
}
_PRICES = ("arr", "mrr", "amount", "list_price", "qty")
_NEGATIVE, _SILENT = "negative", "renews_itself"
_NEVER = dt.date(9999, 12, 31)
_PRODUCT = ["_customer", "_product"]


def columns(policies: Policies) -> tuple[str, ...]:
    """The columns of the contracts that these policies read, beyond those that price a line."""
    wanted = {
        "superseded_on": True,
        "escalator": True,
        "recorded_on": policies.known_at == "as_of",
        "served_until": policies.unsigned_grace_days > 0,
        "notice_date": policies.churn_date == "notice",
        "signed_on": policies.churn_date == "notice",
    }
    asked = [name for name, wants in wanted.items() if wants]
    renewing = auto_renewal.COLUMNS if policies.auto_renewals == "go_on" else ()
    return tuple(dict.fromkeys((*asked, *renewing)))


@dataclass(frozen=True)
class Preparation:
    """What is to be done with one client's lines.

    `found` says which of its causes the lines give: of `columns` those that are filled anywhere,
    "negative" for prices or quantities below zero, "renews_itself" for lines past their end.
    """

    engagement: Engagement
    found: frozenset[str]
    renamed: Mapping[str, str] = field(default_factory=dict)
    successors: Successors = field(default_factory=Successors)

    @classmethod
    def of(
        cls, contracts: Lazy, engagement: Engagement, successors: Successors | None = None
    ) -> "Preparation":
        """What these lines need, found with one look at them."""
        mapped = engagement.policies.renames == "mapped"
        return cls(
            engagement,
            _found(contracts, engagement),
            dict(engagement.product_map) if mapped else {},
            successors or Successors(),
        )

    @property
    def unsigned(self) -> bool:
        """Does service go on unsigned anywhere, and may it count?"""
        return "served_until" in self.found

    @contextmanager
    def lines(self, adopted: Lazy, store: Store) -> Iterator[Lazy]:
        """The lines that count (`apply`), computed once where they change, while they are read."""
        found = self.apply(adopted)
        prepared = adopted if found is adopted else store.keep(found)
        policies, report = self.engagement.policies, self.engagement.currency
        if _NEGATIVE in self.found and policies.negative_lines == "discount":
            lowered, prepared = prepared, negatives.paid_for(prepared, report, store)
            store.drop(lowered)
        yield prepared
        store.drop(prepared, adopted)

    def apply(self, contracts: Lazy) -> Lazy:
        """The lines that count, under the names and for the days they count.

        The same frame where nothing is to be done. Else it may gain `signed_end` (`SIGNED_END`)
        and `discounts` (`negatives.lowering`).
        """
        lines = _known(contracts, self.engagement, self.found)
        if self.successors.roots:
            lines = lines.with_columns(customer_id=self.successors.rooted(customer_name()))
        if self.renamed:
            lines = _renamed(lines, self.renamed)
        if not self.found & {"notice_date", "served_until", _NEGATIVE, _SILENT}:
            return lines
        return self._timed(_yearly(_complete(lines), self.engagement.policies))

    def _timed(self, lines: Lazy) -> Lazy:
        """The steps that change how long a line counts; prices no longer depend on that."""
        policies, report = self.engagement.policies, self.engagement.currency
        if "notice_date" in self.found:
            lines = _until_notice(lines, self.engagement)
        if self.unsigned:
            lines = _served_on(lines, policies)
        if _SILENT in self.found:
            lines = _renewed(lines, self.engagement)
        if _NEGATIVE not in self.found:
            return lines
        if policies.negative_lines == "leave_out":
            return lines.filter(~negatives.negative())
        return negatives.lowering(lines, report)


def _found(contracts: Lazy, engagement: Engagement) -> frozenset[str]:
    policies, present = engagement.policies, contracts.collect_schema().names()
    causes = ["superseded_on", "escalator", "recorded_on", "served_until"]
    causes += ["notice_date"] if policies.churn_date == "notice" else []
    causes = [name for name in causes if name in columns(policies) and name in present]
    if "served_until" in causes and not policies.unsigned_grace_days:
        causes.remove("served_until")
    prices = [name for name in _PRICES if name in present]
    asked = [nw.col(name).count().cast(nw.Float64).alias(name) for name in causes]
    asked += [nw.col(name).cast(nw.Float64).min().alias(f"_{name}") for name in prices]
    if policies.auto_renewals == "go_on" and "auto_renew" in present:
        renewing = nw.col("auto_renew").cast(nw.Boolean).fill_null(False)
        silent = renewing & (nw.col("end").cast(nw.Date) <= engagement.as_of)
        asked.append(silent.fill_null(False).cast(nw.Float64).sum().alias(_SILENT))
        causes.append(_SILENT)
    if not asked:
        return frozenset()
    row = contracts.select(*asked).collect("pandas").to_native().astype("float64").iloc[0]
    below = any(row[f"_{name}"] < 0 for name in prices)
    return frozenset([*[name for name in causes if row[name] > 0], *[_NEGATIVE] * below])


def _known(contracts: Lazy, engagement: Engagement, found: frozenset[str]) -> Lazy:
    """P22: the rows that hold when the review runs, or those that were known on its last day."""
    superseded = nw.col("superseded_on").cast(nw.Date)
    if engagement.policies.known_at == "run":
        return contracts.filter(superseded.is_null()) if "superseded_on" in found else contracts
    day = nw.lit(engagement.as_of)
    if "recorded_on" in found:
        contracts = contracts.filter((nw.col("recorded_on").cast(nw.Date) <= day).fill_null(True))
    if "superseded_on" in found:
        contracts = contracts.filter((superseded > day).fill_null(True))
    return contracts


def _renamed(lines: Lazy, names: Mapping[str, str]) -> Lazy:
    """P18: old products under their new names, and both in one family.

    The family is the one that the new name's own lines give, else the old one's, else its name:
    a renamed product at another tier is then a migration, not a drop and a new one.
    """
    lines = _complete(lines)
    product = nw.col("product_id")
    now = product.replace_strict(
        list(names), list(names.values()), default=product, return_dtype=nw.String
    )
    touched = now.is_in(list(dict.fromkeys(names.values()))).fill_null(False)
    called = lines.with_columns(
        _own=nw.when(~product.is_in(list(names))).then(nw.col("family")),
        product_id=now,
        _touched=touched,
    )
    families = (
        called.filter(nw.col("_touched"))
        .group_by("product_id")
        .agg(nw.col("_own").min().alias("_theirs"), nw.col("family").min().alias("_any"))
    )
    joined = called.join(families, on="product_id", how="left")
    one = nw.coalesce(nw.col("_theirs"), nw.col("_any"), nw.col("product_id"))
    return joined.with_columns(
        family=nw.when(nw.col("_touched")).then(one).otherwise(nw.col("family"))
    ).drop("_own", "_touched", "_theirs", "_any")


def _complete(lines: Lazy) -> Lazy:
    """The lines with every column that is read here, cast; all null where the client gave none."""
    present = lines.collect_schema().names()
    types = CONTRACT_TYPES | _TYPES | _RENEWING | SIGNED_END
    return lines.with_columns(
        [
            (nw.col(name) if name in present else nw.lit(None)).cast(kind).alias(name)
            for name, kind in types.items()
        ]
    )


def _yearly(lines: Lazy, policies: Policies) -> Lazy:
    """Prices per term become prices per year while the term is still the one that was signed.

    Lines that cover no day never count; without them no price is divided by no time.
    """
    priced = begun(over_its_term(lines, policies)).with_columns(
        start_day=day_number(nw.col("start")),
        end_day=nw.coalesce(day_number(nw.col("end")), nw.lit(OPEN_DAY)),
    )
    term = (nw.col("billing_period") == "term").fill_null(False)
    terms = billed_a_year(priced, "_per_year").with_columns(_term=term)
    yearly = {
        name: nw.when(nw.col("_term"))
        .then(nw.col(name) * nw.col("_per_year"))
        .otherwise(nw.col(name))
        for name in ("amount", "list_price")
    }
    period = nw.when(nw.col("_term")).then(nw.lit("year")).otherwise(nw.col("billing_period"))
    return terms.with_columns(**yearly, billing_period=period).drop(
        "start_day", "end_day", "_per_year", "_term"
    )


def _keyed(lines: Lazy) -> Lazy:
    """Joins do not match nulls: whose line it is and of which product, as text."""
    return lines.with_columns(
        _customer=customer_name(),
        _product=nw.col("product_id").fill_null(""),
        _until=nw.coalesce(nw.col("end"), nw.lit(_NEVER)),
    )


def _counts(policies: Policies) -> nw.Expr:
    kind = nw.col("line_type").fill_null("recurring")
    return kind.is_in(types(policies)) & ~negatives.negative()


def _until_notice(lines: Lazy, engagement: Engagement) -> Lazy:
    """P02: a line ends on the day of notice, unless the notice was withdrawn.

    It was where another line of the same customer and product, itself without notice, starts
    within the grace period after the end, and is signed by the last day of the review.
    """
    today, grace = nw.lit(engagement.as_of), engagement.policies.reactivation_gap_days
    notice = nw.col("notice_date")
    keyed = _keyed(lines).with_columns(
        _ends=(notice < nw.coalesce(nw.col("end"), nw.lit(_NEVER))).fill_null(False)
    )
    held = (notice >= nw.col("start")).fill_null(True)
    signed = (nw.col("start") <= today) | (nw.col("signed_on") <= today).fill_null(True)
    starts = keyed.filter(_counts(engagement.policies) & held & signed).select(
        *_PRODUCT, nw.col("start").alias("_resumes")
    )
    gap = day_number(nw.col("_resumes")) - day_number(nw.col("_until"))
    withdrawn = distinct(keyed.filter(nw.col("_ends")), *_PRODUCT, "_until").join(
        starts, on=_PRODUCT
    )
    withdrawn = distinct(withdrawn.filter((gap >= 0) & (gap <= grace)), *_PRODUCT, "_until")
    joined = keyed.join(
        withdrawn.with_columns(_withdrawn=nw.lit(True)), on=[*_PRODUCT, "_until"], how="left"
    )
    ends = nw.col("_ends") & nw.col("_withdrawn").is_null()
    return joined.with_columns(
        signed_end=nw.when(ends).then(nw.col("_until")).otherwise(nw.col("signed_end")),
        end=nw.when(ends).then(notice).otherwise(nw.col("end")),
    ).drop(*_PRODUCT, "_until", "_ends", "_withdrawn")


def _served_on(lines: Lazy, policies: Policies) -> Lazy:
    """P14: service that goes on unsigned counts, up to the days of grace after the end.

    No longer than to the start of the customer's next line of the product: that is the renewal.
    A line that ended by notice (`signed_end` is set) does not go on.
    """
    end = nw.col("end")
    served = (nw.col("served_until") > end) & nw.col("signed_end").is_null()
    keyed = _keyed(lines).with_columns(_served=served.fill_null(False))
    starts = keyed.filter(_counts(policies)).select(*_PRODUCT, nw.col("start").alias("_resumes"))
    following = (
        distinct(keyed.filter(nw.col("_served")), *_PRODUCT, "_until")
        .join(starts, on=_PRODUCT)
        .filter(nw.col("_resumes") >= nw.col("_until"))
        .group_by(*_PRODUCT, "_until")
        .agg(nw.col("_resumes").min())
    )
    until = nw.min_horizontal(
        nw.col("served_until"),
        end.dt.offset_by(f"{policies.unsigned_grace_days}d").cast(nw.Date),
        nw.coalesce(nw.col("_resumes"), nw.lit(_NEVER)),
    )
    joined = keyed.join(following, on=[*_PRODUCT, "_until"], how="left").with_columns(_to=until)
    longer = nw.col("_served") & (nw.col("_to") > end)
    return joined.with_columns(
        signed_end=nw.when(longer).then(end).otherwise(nw.col("signed_end")),
        end=nw.when(longer).then(nw.col("_to")).otherwise(end),
    ).drop(*_PRODUCT, "_until", "_served", "_resumes", "_to")


def _renewed(lines: Lazy, engagement: Engagement) -> Lazy:
    """P14: a line that renews itself goes on past its end, where nothing says it was stopped.

    A customer who has a line that starts at that end or later has agreed on something else.
    """
    # one after the other: an expression is made anew wherever it stands in another
    timed = _keyed(lines).with_columns(
        _days=day_number(nw.col("end")) - day_number(nw.col("start")),
    )
    timed = timed.with_columns(_months=annual_price.term_months(nw.col("_days")))
    keyed = timed.with_columns(
        _silent=auto_renewal.past_its_end(nw.col("_months"), nw.lit(engagement.as_of))
        & _counts(engagement.policies)
    )
    last = keyed.group_by("_customer").agg(nw.col("start").max().alias("_last"))
    joined = keyed.join(last, on="_customer")
    goes_on = nw.col("_silent") & (nw.col("_last") < nw.col("end"))
    return joined.with_columns(
        signed_end=nw.when(goes_on).then(nw.col("end")).otherwise(nw.col("signed_end")),
        end=nw.when(~goes_on.fill_null(False)).then(nw.col("end")),
    ).drop(*_PRODUCT, "_until", "_days", "_months", "_silent", "_last")
