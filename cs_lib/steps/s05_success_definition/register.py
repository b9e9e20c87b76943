"""What does each customer call success, by which measure, and can that be checked?

Source: S2, step 5. An outcome without a baseline, a target, an actual value and evidence is a wish:
it counts as named, and not as checked. Persons are never named, only their part in the decision.
"""

import pandas as pd

from cs_lib.books.belonging import account_of, owners
from cs_lib.books.books import Books
from cs_lib.definitions.attainment import attained
from cs_lib.engagement import Engagement
from cs_lib.exhibits import Absent, Part, Shown, Table, c, exhibit
from cs_lib.intake import Intake
from cs_lib.intake.text_storage import among
from cs_lib.texts import Code, Count, Day, Extreme, Money, Name, Sentence, Share

REQUIRED, FELT = "required_outcome", "appropriate_experience"
LISTED = 40
FIELDS = {
    "metric": "outcome_metric", "baseline": "baseline", "target": "outcome_target",
    "actual": "actual", "evidence": "evidence", "acknowledged": "acknowledged_on",
    "influence": "influence", "benefit": "benefit", "cost": "cost",
}  # fmt: skip
"""What a register asks of each outcome, and the column that has it."""
CHECKABLE = ("metric", "baseline", "target", "actual", "evidence")
COLUMNS = [
    "account", "outcome_kind", "outcome_named", "outcome_metric", "outcome_unit", "baseline",
    "outcome_target", "actual", "measured_on", "attained", "evidence", "acknowledged_role",
    "acknowledged_on", "acknowledged", "influence", "benefit", "cost",
]  # fmt: skip
CHANGES = [
    "account", "outcome_named", "changed_on", "metric_before", "outcome_metric", "target_before",
    "outcome_target",
]  # fmt: skip


def accounts(books: Books, intake: Intake) -> pd.DataFrame:
    """The accounts that pay: account, name, segment, arr, owner; the largest first."""
    live = books.live[["account", "name", "segment", "arr"]]
    owner = owners(books, intake).reindex(live["account"]).astype("str").array
    return live.assign(owner=owner).sort_values("arr", ascending=False, ignore_index=True)


def versions(books: Books, intake: Intake) -> pd.DataFrame:
    """Every dated version of every outcome up to the day, the oldest first, with its `account`."""
    rows = intake.tables.get("outcomes")
    if rows is None:
        return pd.DataFrame(columns=[*COLUMNS, "date"])
    rows = rows[~(rows["date"] > pd.Timestamp(books.as_of))]
    # an outcome whose kind nobody states is one that the customer requires (the contract's default)
    kind = rows["kind"].fillna(REQUIRED)
    rows = rows.assign(kind=kind, account=account_of(rows["customer_id"], books, intake))
    return rows.dropna(subset=["account"]).sort_values("date", kind="stable", na_position="first")


def outcomes(rows: pd.DataFrame, intake: Intake) -> pd.DataFrame:
    """The outcomes as they are defined today, one row each (`COLUMNS`).

    `acknowledged`: the customer confirmed it and there is evidence (M64). `attained` is missing
    where baseline, target or actual are.
    """
    if rows.empty:
        # what is kept without a row is taken for words, unless it says what it is
        numbers = dict.fromkeys(("benefit", "attained"), float)
        return pd.DataFrame(columns=COLUMNS).astype({**numbers, "acknowledged": bool})
    last = rows.drop_duplicates(["account", "kind", "outcome"], keep="last")
    said = last["acknowledged_on"].notna() | last["acknowledged_by"].notna()
    return last.assign(
        attained=attained(last),
        acknowledged=said & last["evidence"].notna(),
        acknowledged_role=_roles(last, intake),
    ).rename(
        columns={
            "kind": "outcome_kind", "outcome": "outcome_named", "metric": "outcome_metric",
            "unit": "outcome_unit", "target": "outcome_target", "date": "measured_on",
        }
    )[COLUMNS].reset_index(drop=True)  # fmt: skip


def _roles(rows: pd.DataFrame, intake: Intake) -> pd.Series:
    """The persona of whoever acknowledged it; missing where the contacts do not know the person."""
    if "contacts" not in intake.tables:
        return pd.Series(None, index=rows.index, dtype="str")
    people = intake.tables["contacts"].drop_duplicates("contact_id")
    return rows["acknowledged_by"].map(people.set_index("contact_id")["persona"])


def changes(rows: pd.DataFrame) -> pd.DataFrame:
    """When was an outcome defined anew? One row a change (`CHANGES`), the latest first.

    A change is another metric, baseline or target for the same outcome of the same account.
    """
    if rows.empty:
        return pd.DataFrame(columns=CHANGES)
    same = rows.groupby(["account", "kind", "outcome"], sort=False)
    before = same[["metric", "baseline", "target"]].shift()
    again = same.cumcount() > 0
    parts = [
        rows[name].notna() & (before[name] != rows[name])
        for name in ("metric", "baseline", "target")
    ]
    found = rows[again & (parts[0] | parts[1] | parts[2])]
    told = found.assign(
        outcome_named=found["outcome"], changed_on=found["date"], outcome_metric=found["metric"],
        outcome_target=found["target"], metric_before=before["metric"],
        target_before=before["target"],
    )  # fmt: skip
    told = told.sort_values("changed_on", ascending=False, kind="stable")
    return told[CHANGES].reset_index(drop=True)


def with_accounts(rows: pd.DataFrame, accounts: pd.DataFrame) -> pd.DataFrame:
    """The rows of accounts that pay, with name, segment, ARR and owner; the largest first."""
    place = pd.Series(range(len(accounts)), index=accounts["account"])
    mine = rows[among(rows["account"], accounts["account"])]
    ordered = mine.assign(_place=mine["account"].map(place)).sort_values("_place", kind="stable")
    return ordered.drop(columns="_place").merge(accounts, on="account", how="left")


class Defined(Sentence):
    share: Share


class NobodyDefined(Sentence): ...


class Undefined(Sentence):
    accounts: Count
    arr: Money


class Listing(Sentence):
    outcomes: Count
    all: Count


@exhibit(
    part=Part.A5,
    shows=Table(
        c.account, c.outcome_named, c.outcome_metric, c.outcome_unit, c.baseline, c.outcome_target,
        c.actual, c.attained, c.evidence, c.acknowledged_role, c.acknowledged_on,
    ),
    needs=("outcomes",),
)  # fmt: skip
def success_register(
    outcomes: pd.DataFrame, accounts: pd.DataFrame, engagement: Engagement
) -> Shown[Defined | NobodyDefined | Undefined | Listing]:
    """What does each customer want to reach, how far is it, and who says so? (5.01)"""
    rows = with_accounts(outcomes, accounts)
    if rows.empty:
        return Shown(None, title=NobodyDefined())
    named = accounts["account"].isin(rows.loc[rows["outcome_kind"] == REQUIRED, "account"])
    say: list[Undefined | Listing] = []
    if not named.all():
        silent = accounts[~named]
        amount = Money(silent["arr"].sum(), engagement.currency)
        say.append(Undefined(Count(len(silent)), amount))
    shown = rows.head(LISTED).assign(account=rows["name"].head(LISTED))
    if len(rows) > LISTED:
        say.append(Listing(Count(LISTED), Count(len(rows))))
    share = float(accounts.loc[named, "arr"].sum() / accounts["arr"].sum())
    title = Defined(Share(share)) if named.any() else NobodyDefined()
    return Shown(shown, title=title, say=tuple(say))


class Checkable(Sentence):
    share: Share


class Weakest(Sentence):
    field: Code
    share: Share
    extremes = (
        Extreme(
            "success_definition.register_fields.known_share", "field", lowest=True,
            apart=("acknowledged", "influence", "benefit", "cost"),
        ),
    )  # fmt: skip


@exhibit(part=Part.A5, shows=Table(c.register_field, c.known, c.known_share), needs=("outcomes",))
def register_fields(
    outcomes: pd.DataFrame, accounts: pd.DataFrame
) -> Shown[Checkable | Weakest] | Absent:
    """How complete is the register?"""
    rows = with_accounts(outcomes, accounts)
    if rows.empty:
        return Absent("outcomes")
    known = rows[list(FIELDS.values())].notna().set_axis(list(FIELDS), axis=1)
    frame = pd.DataFrame(
        {"register_field": list(FIELDS), "known": known.sum().to_numpy(),
         "known_share": known.mean().to_numpy()}
    )  # fmt: skip
    first = frame[frame["register_field"].isin(CHECKABLE)].nsmallest(1, "known_share").iloc[0]
    weakest = Weakest(Code("register_field", first["register_field"]), Share(first["known_share"]))
    share = float(known[list(CHECKABLE)].all(axis=1).mean())
    return Shown(frame, title=Checkable(Share(share)), say=(weakest,))


class Changed(Sentence):
    outcomes: Count


class Unchanged(Sentence): ...


class Latest(Sentence):
    account: Name
    day: Day
    extremes = (Extreme("success_definition.definition_changes.changed_on", "day"),)


@exhibit(
    part=Part.A5,
    shows=Table(
        c.account, c.outcome_named, c.changed_on, c.metric_before, c.outcome_metric,
        c.target_before, c.outcome_target,
    ),
    needs=("outcomes",),
)  # fmt: skip
def definition_changes(
    changes: pd.DataFrame, accounts: pd.DataFrame
) -> Shown[Changed | Unchanged | Latest]:
    """Who changed the definition of success after signing, and when? (5.14)"""
    known = accounts.set_index("account")["name"]
    rows = changes[changes["account"].isin(known.index)]
    if rows.empty:
        return Shown(None, title=Unchanged())
    named = rows["account"].map(known)
    dated = rows["changed_on"].dropna()
    say = (Latest(Name(named[dated.index[0]]), Day(dated.iloc[0])),) if len(dated) else ()
    frame = rows.head(LISTED).assign(account=named)
    return Shown(frame, title=Changed(Count(len(rows))), say=say)
