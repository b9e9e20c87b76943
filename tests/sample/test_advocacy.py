"""Only those who became advocates act, and a referral is of a customer that was referred."""


def test_whoever_acts_has_become_an_advocate_before(tables):
    since = {
        r["customer_id"]: r["entered"] for r in tables["milestones"] if r["stage"] == "advocacy"
    }
    assert len(tables["advocacy"]) > 50
    assert all(since[row["customer_id"]] <= row["date"] for row in tables["advocacy"])


def test_a_referral_brought_the_arr_of_a_referred_customer(tables, world):
    referred = {
        f"{world.success.arr[h.account.customer_id]:.2f}"
        for h in world.histories
        if h.account.acquired_via == "referral" and h.states[-1]
    }
    referrals = [row for row in tables["advocacy"] if row["form"] == "referral"]
    assert referrals
    assert {row["influenced_arr"] for row in referrals} <= referred
