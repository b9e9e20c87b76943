"""Step 6: who decides on the renewal at each account, and whom do you not know?

Source: "The Ten Steps to Customer Success", step 6: the customer's renewal and expansion team.
"""

from dataclasses import dataclass

import pandas as pd

from cs_lib.books.books import Books
from cs_lib.books.headlines import Headline, headline
from cs_lib.engagement import Engagement, Limits
from cs_lib.exhibits import Result
from cs_lib.exhibits.findings import TOUCHED, touched, touching
from cs_lib.intake import Intake
from cs_lib.steps.s04_segmentation import Segmentation
from cs_lib.steps.s06_personas import (
    action_plan,
    coverage,
    page,
    sponsors,
    success_metrics,
    team_adoption,
    unknown_decider,
)
from cs_lib.steps.s06_personas import people as contacts

TEAMS = [
    "account", "name", "segment", "arr", "personas_known", "decider_known", "sponsor_days",
    "late_side", "owner",
]  # fmt: skip
TOPICS = {"unknown_decider": "contacts", "sponsor_cold": "contacts"}


@dataclass(frozen=True)
class Workings:
    """What later steps read, and what several exhibits share.

    people: one row a contact, without names (`people.COLUMNS`).
    teams: one row an account that pays (`TEAMS`), the largest first.
    renewals_soon: open terms that end within 180 days (`unknown_decider.COLUMNS`).
    coverage: personas by segment (`coverage.GRID`); profiles: by persona (`coverage.PROFILES`).
    by_persona, metric_pairs: how they measure success, and where they are at odds
      (`success_metrics`).
    team_use: how evenly a team uses the product (`team_adoption.COLUMNS`).
    sponsor_states: how you stand with the sponsors (`sponsors.COLUMNS`); sponsor_losses: whether
      those who left had lost theirs (`sponsors.COMPARED`).
    plan_steps: the plans' steps due by the last day (`action_plan.STEPS`); plan_sides: what each
      side keeps of them (`action_plan.SIDES`).
    findings: what the first page may rank (`findings.TOUCHED`).
    """

    people: pd.DataFrame
    teams: pd.DataFrame
    renewals_soon: pd.DataFrame
    coverage: pd.DataFrame
    profiles: pd.DataFrame
    by_persona: pd.DataFrame
    metric_pairs: pd.DataFrame
    team_use: pd.DataFrame
    sponsor_states: pd.DataFrame
    sponsor_losses: pd.DataFrame
    plan_steps: pd.DataFrame
    plan_sides: pd.DataFrame
    findings: pd.DataFrame


@dataclass(frozen=True)
class Personas(Result, step="personas", earlier=("segmentation",)):
    """Step 6: who decides, whom you know, and whose actions are late."""

    workings: Workings
    unknown_deciders = unknown_decider.unknown_deciders
    deciders_to_find = unknown_decider.deciders_to_find
    renewal_team = coverage.renewal_team
    persona_coverage = coverage.persona_coverage
    persona_profiles = coverage.persona_profiles
    persona_metrics = success_metrics.persona_metrics
    metric_conflicts = success_metrics.metric_conflicts
    sponsor_risk = sponsors.sponsor_risk
    team_adoption = team_adoption.team_adoption
    action_plan = action_plan.action_plan
    who_decides = page.who_decides


def run(
    engagement: Engagement, intake: Intake, books: Books, segmentation: Segmentation
) -> Personas:
    """Compute step 6; what lacks contacts, use by person or plans is absent."""
    workings = _workings(engagement.limits, intake, books, segmentation)
    return Personas.of(
        workings,
        engagement,
        intake,
        books,
        headlines=_headlines(books, workings),
        findings=touching(workings.findings, TOPICS, "B", "contacts"),
        segmentation=segmentation,
    )


def _workings(limits: Limits, intake: Intake, books: Books, segmentation: Segmentation) -> Workings:
    people, accounts = contacts.people(books, intake), segmentation.workings.accounts
    live = books.live[books.live["account"].isin(accounts["account"])]
    due = action_plan.steps(books, intake)
    states = sponsors.states(people, accounts, books, limits.sponsor_days)
    soon = unknown_decider.renewing(people, accounts, books)
    return Workings(
        people=people,
        teams=_teams(people, states, due),
        renewals_soon=soon,
        coverage=coverage.grid(people, live),
        profiles=coverage.profiles(people, live, books),
        by_persona=success_metrics.metrics(people[people["account"].isin(live["account"])]),
        metric_pairs=success_metrics.conflicts(people, live),
        team_use=team_adoption.teams(people, accounts, books, intake),
        sponsor_states=states,
        sponsor_losses=sponsors.lost_and_kept(people, books, intake),
        plan_steps=due,
        plan_sides=action_plan.sides(due, live),
        findings=_findings(people, soon, states),
    )


def _teams(people: pd.DataFrame, states: pd.DataFrame, due: pd.DataFrame) -> pd.DataFrame:
    there = contacts.current(people)
    known = there.dropna(subset=["persona"]).groupby("account")["persona"].unique()
    deciders = there.loc[there["decides"].astype(bool), "account"]
    account = states["account"]
    return states.assign(
        personas_known=account.map(known.map(lambda each: ", ".join(sorted(each)))),
        decider_known=account.isin(deciders),
        late_side=account.map(action_plan.late_side(due)),
    )[TEAMS]


def _findings(people: pd.DataFrame, soon: pd.DataFrame, states: pd.DataFrame) -> pd.DataFrame:
    """What the first page may rank: money a year, accounts, who looks after most of it."""
    if people.empty:
        return pd.DataFrame(columns=TOUCHED)
    unknown = soon[~soon["decider_known"].astype(bool)]
    cold = states[states["sponsor_state"].isin([sponsors.LEFT, sponsors.NOT_MET])]
    rows = [
        touched("unknown_decider", unknown, "personas.unknown_deciders", "arr_due"),
        touched("sponsor_cold", cold, "personas.sponsor_risk"),
    ]
    found = pd.DataFrame(rows, columns=TOUCHED)
    return found[found["accounts"] > 0].reset_index(drop=True)


def _headlines(books: Books, workings: Workings) -> tuple[Headline, ...]:
    soon = workings.renewals_soon
    unknown = soon[~soon["decider_known"].astype(bool)]
    value = None if workings.people.empty or soon.empty else float(unknown["arr_due"].sum())
    return (headline(books, "N06", value, len(soon)),)
