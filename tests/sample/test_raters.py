"""Raters agree on all but the planted section, and see which layer is the weakest."""

from collections import defaultdict
from statistics import mean


def sections(tables, questionnaire: str):
    """Section -> rater -> scores."""
    found = defaultdict(lambda: defaultdict(list))
    for row in tables["assessments"]:
        if row["questionnaire"] == questionnaire:
            section = row["item"].rstrip("0123456789")
            found[section][row["rater"]].append(float(row["score"]))
    return found


def test_the_weakest_layer_is_the_planted_one(tables, truth):
    found = dict(sections(tables, "layers"))
    for name in ("centricity", "service"):  # a layer each
        of_all = (scores for by in sections(tables, name).values() for scores in by.values())
        found[name] = dict(enumerate(of_all))
    means = {name: mean(s for scores in by.values() for s in scores) for name, by in found.items()}
    assert min(means, key=means.get) == truth["success"]["assessments"]["weakest_layer"]


def test_leaders_and_others_are_apart_on_one_section_only(tables, truth):
    planted = truth["success"]["assessments"]["divided"]
    apart = {}
    for section, by in sections(tables, planted["section"][0]).items():
        led = mean(mean(s) for rater, s in by.items() if rater in planted["leaders"])
        others = mean(mean(s) for rater, s in by.items() if rater not in planted["leaders"])
        apart[section] = led - others
    divided = apart.pop(planted["section"][1])
    assert divided > 1.3 > max(apart.values()) + 0.2


def test_some_items_are_left_out(tables):
    items = {(row["questionnaire"], row["item"]) for row in tables["assessments"]}
    raters = {row["rater"] for row in tables["assessments"]}
    assert 0.9 < len(tables["assessments"]) / (len(items) * len(raters)) < 1
