"""Is the expertise where it is needed, and where does it hang on one person?

Source: step 2: people, expertise (2.03). The need is the year's hours of a driver in a segment; it
is met as far as people with the skills of that driver worked them.
"""

from collections.abc import Mapping, Sequence

import pandas as pd

from cs_lib.books.books import Books
from cs_lib.engagement import Engagement
from cs_lib.errors import EngagementError, nearest
from cs_lib.exhibits import Absent, Part, Shown, Table, c, charts, exhibit
from cs_lib.intake import Intake
from cs_lib.intake.text_storage import among
from cs_lib.steps.s02_as_is import persons
from cs_lib.tables import TABLES
from cs_lib.tables.company import DRIVERS
from cs_lib.texts import Code, Count, Money, Name, Sentence, Share

USUAL: Mapping[str, Sequence[str]] = {
    "onboarding": ("project_management", "product_knowledge"),
    "nurturing": ("product_knowledge", "domain_knowledge"),
    "renewal": ("negotiation", "executive_communication"),
    "upselling": ("negotiation", "domain_knowledge"),
    "escalation": ("product_knowledge", "executive_communication"),
}
"""The skills that each driver needs, where the client says nothing and has columns so named."""
COLUMNS = [
    "driver", "segment_served", "hours", "serving", "able_people", "coverage", "cover_state", "arr",
]  # fmt: skip


def skill_columns(intake: Intake) -> list[str]:
    """The columns of the roster beyond the contract that hold numbers: its skills."""
    rows = persons.roster(intake)
    own = TABLES["roster"].column_names
    return [
        str(name)
        for name in rows.columns
        if name not in own and pd.api.types.is_numeric_dtype(rows[name].dtype)
    ]


def needed(engagement: Engagement, intake: Intake) -> dict[str, list[str]]:
    """Driver -> the columns of skills that it needs; drivers without any are left out.

    Raises EngagementError for a skill that the roster does not have.
    """
    columns = skill_columns(intake)
    told = {str(driver): names for driver, names in engagement.as_is.skills.items()}
    problems = [
        f"as_is.skills.{driver}: the roster has no column '{name}'; {nearest(name, columns)}"
        for driver, names in told.items()
        for name in names
        if name not in columns
    ]
    if problems and columns:
        raise EngagementError(f"the engagement file in {engagement.folder}", problems)
    found = {}
    for driver in DRIVERS:
        own = [driver] if driver in columns else list(USUAL[driver])
        names = [name for name in told.get(driver) or own if name in columns]
        if names:
            found[driver] = names
    return found


def able(engagement: Engagement, intake: Intake) -> pd.DataFrame:
    """Who is able to do which driver's work? One row a person, a column of flags a driver."""
    people = persons.roster(intake).set_index("person")
    flags = {
        driver: people[names].mean(axis=1) >= engagement.as_is.able_from
        for driver, names in needed(engagement, intake).items()
    }
    return pd.DataFrame(flags, index=people.index)


def covered(
    logged: pd.DataFrame, books: Books, engagement: Engagement, intake: Intake
) -> pd.DataFrame:
    """Every driver and segment (`COLUMNS`): hours needed, who is able, and how far that meets it.

    `serving` counts the people who worked on the driver in the segment; where nobody logged any,
    those who serve the segment, or all segments. `coverage` is the share of the hours that able
    people worked; without hours, the share of the posts. A client edition leaves out what fewer
    than three people do: it would say of one of them what that person cannot do.
    """
    people, can = persons.roster(intake).set_index("person"), able(engagement, intake)
    live = books.people[books.people["arr"] > 0]
    arr = live.groupby("segment")["arr"].sum()
    rows = []
    for driver in can.columns:
        for segment in arr.index:
            done = logged[(logged["driver"] == driver) & (logged["segment"] == segment)]
            serve = people[among(people.index, done["person"])]
            if serve.empty:
                serve = people[people["segment"].isna() | (people["segment"] == segment)]
            if len(serve) < persons.least(engagement):
                continue
            fit = serve[can.loc[serve.index, driver]]
            hours = done["hours"].sum() if len(logged) else float("nan")
            share = _share(done, can[driver], serve, fit)
            state = "nobody" if fit.empty else "one_person" if len(fit) == 1 else "several"
            rows.append((driver, segment, hours, len(serve), len(fit), share, state, arr[segment]))
    numbers = dict.fromkeys(("hours", "coverage", "arr"), float)
    return pd.DataFrame(rows, columns=COLUMNS).astype(numbers)


def _share(
    done: pd.DataFrame, can: "pd.Series[bool]", serve: pd.DataFrame, fit: pd.DataFrame
) -> float | None:
    known = done[done["person"].isin(can.index)]
    if known["hours"].sum():
        return float(known.loc[known["person"].map(can).astype(bool), "hours"].sum()
                     / known["hours"].sum())  # fmt: skip
    return float(fit["fte"].sum() / serve["fte"].sum()) if serve["fte"].sum() else None


class Lacking(Sentence):
    driver: Code
    segment: Name
    lacking: Share


class Met(Sentence): ...


class InAll(Sentence):
    coverage: Share


class Grey(Sentence):
    cells: Count


Says = Lacking | Met | InAll | Grey
HALF = 0.5
"""Below this share a need counts as not met."""


def overall(coverage: pd.DataFrame) -> float | None:
    """The share of all hours that able people worked; None where it is not known."""
    known = coverage.dropna(subset=["coverage"])
    weight = known["hours"].fillna(0.0) if known["hours"].sum() else known["serving"]
    return float((known["coverage"] * weight).sum() / weight.sum()) if weight.sum() else None


@exhibit(
    shows=charts.Heatmap(
        c.driver, c.segment_served, c.coverage, c.able_people, least=2, counted="people"
    ),
    needs=("roster",),
)  # fmt: skip
def expertise(coverage: pd.DataFrame) -> Shown[Lacking | Met | InAll | Grey] | Absent:
    """Which share of each driver's work is done by people with the skills for it?"""
    known = coverage.dropna(subset=["coverage"])
    if known.empty:
        return Absent("skills")
    in_all, thin = overall(coverage), int((coverage["able_people"] < 2).sum())
    say: list[InAll | Grey] = [InAll(Share(in_all))] if in_all is not None else []
    say += [Grey(Count(thin))] if thin else []
    # by the hours that people without the skills worked, not by the rate of a few hours
    lacking = (1 - known["coverage"]) * known["hours"].fillna(known["serving"])
    row = known.loc[lacking.sort_values(ascending=False, kind="stable").index[0]]
    if row["coverage"] >= 1:
        return Shown(coverage, title=Met(), say=tuple(say))
    title = Lacking(Code("driver", str(row["driver"])), Name(str(row["segment_served"])),
                   Share(1 - row["coverage"]))  # fmt: skip
    return Shown(coverage, title=title, say=tuple(say))


class OnePerson(Sentence):
    cells: Count


class NonePerson(Sentence):
    cells: Count


class Several(Sentence): ...


class Touches(Sentence):
    arr: Money


@exhibit(
    part=Part.A4,
    shows=Table(
        c.segment_served, c.hours, c.serving, c.able_people, c.coverage, c.cover_state, c.arr,
        group=c.driver,
    ),
    needs=("roster",),
)  # fmt: skip
def single_points(
    coverage: pd.DataFrame, engagement: Engagement
) -> Shown[OnePerson | NonePerson | Several | Touches] | Absent:
    """Where does a driver's expertise hang on one person, or on nobody?"""
    if coverage.empty:
        return Absent("skills")
    one, none = (coverage[coverage["able_people"] == each] for each in (1, 0))
    thin = coverage[coverage["able_people"] < 2].drop_duplicates("segment_served")
    say: list[OnePerson | NonePerson | Touches] = []
    if thin.empty:
        return Shown(coverage, title=Several())
    if len(one) and len(none):
        say.append(NonePerson(Count(len(none))))
    say.append(Touches(Money(thin["arr"].sum(), engagement.currency)))
    title = OnePerson(Count(len(one))) if len(one) else NonePerson(Count(len(none)))
    return Shown(coverage, title=title, say=tuple(say))
