"""Our steps are kept whoever the customer is; the customer's follow its will."""

from statistics import mean


def test_the_customers_steps_follow_its_will_and_ours_do_not(tables, truth):
    will = {each["customer_id"]: each["will"] for each in truth["accounts"]}
    kept: dict[tuple[str, bool], list[bool]] = {}
    for row in tables["plans"]:
        level = will[row["customer_id"]]
        if row["due"] <= "2026-09-30" and (level >= 60 or level < 40):
            in_time = bool(row["done"]) and row["done"] <= row["due"]
            kept.setdefault((row["side"], level >= 60), []).append(in_time)
    assert mean(kept["customer", True]) > mean(kept["customer", False]) + 0.25
    assert abs(mean(kept["us", True]) - mean(kept["us", False])) < 0.1
