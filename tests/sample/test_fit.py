"""What an account was sold for tells who leaves; how it was found tells nothing."""

from statistics import mean, median

from cs_lib.sample import fit, hazards

BAD = ("one-off analysis", "replacing spreadsheets")


def lost(world, *use_cases: str) -> float:
    """The share of accounts bought for it that have ever left."""
    opened = [history for history in world.histories if history.states[0]]
    found = [h for h in opened if fit.at_sale(world.plan, h.account).use_case in use_cases]
    return mean(any(e.kind == "churn" for e in h.events) for h in found)


def test_the_wrong_purpose_is_lost_more_often(many):
    assert lost(many, *BAD) > 1.2 * lost(many, *fit.NEED_TO_HAVE)


def test_the_source_of_an_account_says_nothing_of_its_chance_to_leave(many):
    rates: dict[str, list[float]] = {}
    for account in many.plan.accounts:
        rate = hazards.yearly(account, many.plan, treated=False)
        rates.setdefault(account.acquired_via, []).append(rate)
    means = [mean(found) for found in rates.values()]
    assert max(means) < 1.15 * min(means)


def test_employees_and_the_share_of_users_give_the_seats_it_could_use(many):
    ratios = []
    for account in many.plan.accounts:
        employees = fit.at_sale(many.plan, account).employees
        if employees and employees > account.seats:
            users = employees * fit.USERS_AMONG_EMPLOYEES[account.industry]
            ratios.append(account.seat_potential / users)
    assert 0.95 < median(ratios) < 1.05
    assert len(ratios) > 0.8 * len(many.plan.accounts)
