"""What may stand under first_of and coupons, and what is said of anything else."""

import pytest

from cs_lib import engagement
from cs_lib.errors import EngagementError

HEAD = """\
client: Acme
as_of: 2026-09-30
currency: EUR
tables:
  contracts:
    path: a.jsonl
"""


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("    first_of: {end: []}", "first_of.end: names no column; write [column, other column]"),
        (
            "    first_of: {end: [{where: {status: unpaid}}]}",
            "first_of.end (entry 1): give either 'column' or 'value'",
        ),
        (
            "    first_of: {ending: [ended_at]}",
            "tables.contracts.first_of.ending: unknown column of contracts",
        ),
        (
            "    first_of: {end: [a, b]}\n    columns: {end: a}",
            "tables.contracts: 'end' stands under both 'columns' and 'first_of'; keep one of them",
        ),
        (
            "    coupons: {at: discounts}",
            "coupons: say where it stands what a coupon takes off: 'percent' or 'amount'",
        ),
        (
            "    coupons: {percent: percent_off}",
            "coupons: say where the coupons lie: 'at', or 'at_row' for those of one row",
        ),
        ("    coupons: {at: d, percents: p}", "coupons.percents: unknown key"),
    ],
)
def test_what_is_wrong_is_said_in_words(tmp_path, lines, said) -> None:
    file = tmp_path / "engagement.yml"
    file.write_text(f"{HEAD}{lines}\n", encoding="utf-8")
    with pytest.raises(EngagementError) as caught:
        engagement.load(file)
    assert said in str(caught.value)


def test_one_name_stands_for_a_list_of_one(tmp_path) -> None:
    file = tmp_path / "engagement.yml"
    keys = "    first_of: {end: ended_at}\n    coupons: {at: discounts, percent: percent_off}\n"
    file.write_text(HEAD + keys, encoding="utf-8")
    source = engagement.load(file).tables["contracts"]
    assert [each.column for each in source.first_of["end"]] == ["ended_at"]
    assert source.coupons.at == ("discounts",)
    assert source.coupons.once == ("once",)
