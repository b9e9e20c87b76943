"""What was learnt, is it used, and do those who speak up get an answer? (10.05-10.08)"""

import pandas as pd

from cs_lib.books.books import Books
from cs_lib.exhibits import Absent, Part, Shown, Table, c, exhibit
from cs_lib.intake import Intake
from cs_lib.texts import Code, Count, Sentence, Share

LOOPS = ["feedback_loop", "loop_opened", "loop_closed", "closed_rate", "median_days"]
DETRACTOR, ANSWER_DAYS, TICKET_DAYS, MONTHS = 6, 14, 30, 12
OURS = "vendor_to_customer"


def lessons(books: Books, intake: Intake) -> pd.DataFrame:
    """The lessons by the last day, those used most first: kind, lesson, date, owner, reused."""
    columns = ["lesson_kind", "lesson", "learnt_on", "owner", "reused"]
    if "lessons" not in intake.tables:
        return pd.DataFrame(columns=columns)
    rows = intake.tables["lessons"]
    rows = rows[rows["date"] <= pd.Timestamp(books.as_of)]
    rows = rows.rename(columns={"kind": "lesson_kind", "date": "learnt_on"})
    rows = rows.assign(reused=rows["reused"].fillna(0).astype("int64"))
    ordered = rows.sort_values(["lesson_kind", "reused"], ascending=[False, False], kind="stable")
    return ordered[columns].reset_index(drop=True)


class Reused(Sentence):
    times: Count
    lessons: Count


class Sources(Sentence):
    successes: Count
    failures: Count


class Idle(Sentence):
    lessons: Count


class OneSided(Sentence):
    kind: Code


@exhibit(
    part=Part.A4,
    shows=Table(c.lesson, c.learnt_on, c.lesson_owner, c.reused, group=c.lesson_kind),
    needs=("lessons",),
)
def lesson_table(learnt: pd.DataFrame) -> Shown[Reused | Sources | Idle | OneSided] | Absent:
    """What did customers who succeeded, and those who left, teach you, and is it used?"""
    if learnt.empty:
        return Absent("lessons")
    counts = learnt["lesson_kind"].value_counts()
    ups, downs = (int(counts.get(each, 0)) for each in ("success", "failure"))
    say: list[Sources | Idle | OneSided] = []
    if ups and downs:
        say.append(Sources(Count(ups), Count(downs)))
    elif len(counts):
        say.append(OneSided(Code("lesson_kind", str(counts.index[0]))))
    idle = int((learnt["reused"] == 0).sum())
    say += [Idle(Count(idle))] if idle else []
    title = Reused(Count(int(learnt["reused"].sum())), Count(len(learnt)))
    return Shown(learnt.assign(lesson_owner=learnt["owner"]), title=title, say=tuple(say))


def loops(books: Books, intake: Intake) -> pd.DataFrame:
    """How often is a loop closed? One row a kind of feedback in twelve months (`LOOPS`).

    `detractors`: answers of 0 to 6 on a scale to ten, closed by a contact of yours within two
    weeks. `tickets`: closed within 30 days. `plan_steps`: steps of success plans done by the day
    they were due. What is too young to judge is left out.
    """
    found = [
        _row("detractors", _detractors(books, intake), ANSWER_DAYS, books),
        _row("tickets", _tickets(books, intake), TICKET_DAYS, books),
        _row("plan_steps", _steps(books, intake), 0, books),
    ]
    return pd.DataFrame([row for row in found if row], columns=LOOPS)


def _row(
    loop: str, days: "pd.Series[float]", within: int, books: Books
) -> tuple[str, int, int, float, float] | None:
    """`days` it took to close each, missing for never."""
    if days.empty:
        return None
    closed = int((days <= within).sum())
    return loop, len(days), closed, closed / len(days), float(days.median())


def _window(rows: pd.DataFrame, column: str, within: int, books: Books) -> pd.DataFrame:
    """The rows of twelve months, as far back as they can be judged today."""
    day = pd.Timestamp(books.as_of) - pd.Timedelta(days=within)
    since = day - pd.DateOffset(months=MONTHS)
    return rows[(rows[column] > since) & (rows[column] <= day)]


def _detractors(books: Books, intake: Intake) -> "pd.Series[float]":
    if not {"surveys", "activities"} <= set(intake.tables):
        return pd.Series(dtype=float)
    said = intake.tables["surveys"]
    said = said[said["instrument"].eq("nps") & said["score"].le(DETRACTOR)]
    said = _window(said, "date", ANSWER_DAYS, books)[["date", "customer_id"]]
    ours = intake.tables["activities"]
    ours = ours[ours["direction"].eq(OURS)][["date", "customer_id"]]
    both = pd.merge_asof(
        said.sort_values("date"), ours.sort_values("date").rename(columns={"date": "answered"}),
        left_on="date", right_on="answered", by="customer_id", direction="forward",
    )  # fmt: skip
    return (both["answered"] - both["date"]).dt.days.astype(float)


def _tickets(books: Books, intake: Intake) -> "pd.Series[float]":
    if "tickets" not in intake.tables:
        return pd.Series(dtype=float)
    rows = _window(intake.tables["tickets"], "opened", TICKET_DAYS, books)
    closed = rows["closed"].where(rows["closed"] <= pd.Timestamp(books.as_of))
    return (closed - rows["opened"]).dt.days.astype(float)


def _steps(books: Books, intake: Intake) -> "pd.Series[float]":
    if "plans" not in intake.tables:
        return pd.Series(dtype=float)
    rows = _window(intake.tables["plans"].dropna(subset=["due"]), "due", 0, books)
    return (rows["done"] - rows["due"]).dt.days.astype(float)


class Closed(Sentence):
    loop: Code
    rate: Share
    opened: Count


@exhibit(
    part=Part.A4,
    shows=Table(c.feedback_loop, c.loop_opened, c.loop_closed, c.closed_rate, c.median_days),
    needs=("tickets",),
)
def closed_loop(closed: pd.DataFrame) -> Shown[Closed] | Absent:
    """Do customers who speak up get an answer?"""
    if closed.empty:
        return Absent("tickets")
    low = closed.nsmallest(1, "closed_rate").iloc[0]
    title = Closed(
        Code("feedback_loop", low["feedback_loop"]), Share(low["closed_rate"]),
        Count(int(low["loop_opened"])),
    )  # fmt: skip
    return Shown(closed, title=title)


COVERED = ["data_table", "given_before", "covered_before", "covered_now", "covered_change"]
_DATED = {
    "usage": "date", "activities": "date", "surveys": "date", "outcomes": "date",
    "indicators": "date", "potential": "date", "contacts": "last_contact", "plans": "due",
}  # fmt: skip
_TODAY_ONLY = ("outcomes", "potential", "contacts")
_FRESH = 366


def coverage(
    books: Books, intake: Intake, before: frozenset[str] | None, told: pd.DataFrame | None
) -> pd.DataFrame:
    """Of how many accounts do you know this, now and a quarter ago? (`COVERED`; IN2)

    The share of accounts that paid on each day with a row not older than a year. `before` are the
    tables of the last edition; `given_before` is missing without one. Tables that hold only what
    is known today tell nothing of a quarter ago: there the last edition's coverage, `told`, counts.
    """
    day, quarter = pd.Timestamp(books.as_of), pd.Timestamp(books.before(books.as_of, 3))
    people = [set(books.ledgers["customer"].accounts(d.date())["account"]) for d in (quarter, day)]
    rows = []
    for table, column in _DATED.items():
        if table not in intake.tables or not all(people):
            continue
        dated = intake.tables[table].dropna(subset=[column])
        shares = []
        for ids, at in zip(people, (quarter, day), strict=True):
            fresh = dated[(dated[column] <= at) & (dated[column] > at - pd.Timedelta(days=_FRESH))]
            shares.append(len(ids & set(fresh["customer_id"].astype(str))) / len(ids))
        if table in _TODAY_ONLY:
            known = None if told is None else told.set_index("data_table")["covered_now"]
            shares[0] = float("nan") if known is None else float(known.get(table, 0.0))
        given = None if before is None else ("yes" if table in before else "no")
        rows.append((table, given, *shares, shares[1] - shares[0]))
    return pd.DataFrame(rows, columns=COVERED)


class Grew(Sentence):
    table: Code
    share: Share


class Fell(Sentence):
    table: Code
    share: Share


@exhibit(
    part=Part.A3,
    shows=Table(
        c.data_table, c.covered_before, c.covered_now, c.covered_change, c.given_before
    ),
    needs=("customers",),
)  # fmt: skip
def data_coverage(covered: pd.DataFrame) -> Shown[Grew | Fell] | Absent:
    """Do you know more of your customers than a quarter ago? (IN2)"""
    if covered.empty:
        return Absent("usage")
    known = covered.dropna(subset=["covered_change"])
    if known.empty:
        return Absent("previous")
    order = known["covered_change"].abs().sort_values(ascending=False, kind="stable").index
    top = known.loc[order].iloc[0]
    kind = Grew if top["covered_change"] >= 0 else Fell
    return Shown(
        covered, title=kind(Code("data_table", top["data_table"]), Share(top["covered_now"]))
    )
