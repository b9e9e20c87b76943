"""What is proposed with evidence, and what is asked: each question with evidence both ways."""

import datetime as dt

import pytest

pytestmark = pytest.mark.slow

HEAD = "Account No,From,Until,Monthly Fee\n"


def contracts(*rows: str, head: str = HEAD) -> str:
    return head + "".join(f"{row}\n" for row in rows)


def test_a_day_above_twelve_says_which_is_first(make) -> None:
    made = make(contracts__csv=contracts("C1,01/02/2025,,5", "C2,13/02/2025,,5"))
    assert made.table("contracts").keys["date_format"] == "%d/%m/%Y"
    made = make(contracts__csv=contracts("C1,01/02/2025,,5", "C2,02/13/2025,,5"))
    assert made.table("contracts").keys["date_format"] == "%m/%d/%Y"
    assert not made.asks("start", "contracts")


def test_dates_that_can_be_read_both_ways_are_asked(make) -> None:
    made = make(contracts__csv=contracts("C1,01/02/2025,,5", "C2,03/04/2025,,5"))
    (ask,) = made.asks("start", "contracts")
    assert ask.blocking
    assert ask.text.startswith("is the day or the month first? all 2 cells can be read both ways")
    assert "date_format" not in made.table("contracts").keys


def test_dates_that_contradict_each_other_are_asked(make) -> None:
    made = make(contracts__csv=contracts("C1,13/02/2025,,5", "C2,02/13/2025,,5"))
    (ask,) = made.asks("start", "contracts")
    assert (ask.blocking, ask.text[:45]) == (True, "1 cells can only have the day first and 1 onl")


def test_another_column_or_file_tells_the_order_and_is_asked(make) -> None:
    made = make(contracts__csv=contracts("C1,01/02/2025,31/12/2025,5"))
    (ask,) = made.asks("start", "contracts")
    assert (ask.blocking, "another date of this file" in ask.text) == (False, True)
    assert made.table("contracts").keys["date_format"] == "%d/%m/%Y"
    tickets = "ticket id,Account No,created at\nT1,C1,02/25/2025\n"
    made = make(contracts__csv=contracts("C1,01/02/2025,,5"), tickets__csv=tickets)
    (ask,) = made.asks("start", "contracts")
    assert "the other files write their dates so" in ask.text
    assert made.table("contracts").keys["date_format"] == "%m/%d/%Y"


def test_times_of_day_are_part_of_the_format(make) -> None:
    made = make(contracts__csv=contracts("C1,25/02/2025 08:30,2025-12-31,5"))
    assert made.table("contracts").keys["date_format"] == "%d/%m/%Y %H:%M"


def test_a_decimal_comma_is_seen(make) -> None:
    rows = ['C1,2025-01-01,,"1.234,50"', 'C2,2025-01-01,,"99,5"']
    made = make(contracts__csv=contracts(*rows))
    assert made.table("contracts").keys["decimal"] == ","
    assert not made.asks("decimal", "contracts")
    made = make(contracts__csv=contracts('C1,2025-01-01,,"1,234.50"', "C2,2025-01-01,,99.5"))
    assert "decimal" not in made.table("contracts").keys


def test_thousands_that_could_be_fractions_are_asked(make) -> None:
    made = make(contracts__csv=contracts('C1,2025-01-01,,"1,234"', 'C2,2025-01-01,,"2,500"'))
    (ask,) = made.asks("decimal", "contracts")
    assert ask.text.startswith("does ',' stand between thousands, as proposed? 2 numbers such as")
    assert made.table("contracts").keys["decimal"] == "."
    made = make(contracts__csv="Account No;From;Until;Monthly Fee\nC1;2025-01-01;;1.234\n")
    assert made.table("contracts").keys["decimal"] == ","
    assert "semicolons" in made.asks("decimal", "contracts")[0].text


def test_comma_and_point_in_one_table_block(make) -> None:
    made = make(contracts__csv=contracts('C1,2025-01-01,,"99,50"', "C2,2025-01-01,,99.50"))
    assert made.asks("decimal", "contracts")[0].blocking


@pytest.mark.parametrize(
    ("last", "inclusive"),
    [(("12-31", "06-30", "03-31"), True), (("01-01", "07-01", "04-01"), False)],
)
def test_whole_months_tell_what_an_end_names(make, last, inclusive: bool) -> None:
    years = [2025 if inclusive or day != "01-01" else 2026 for day in last]
    rows = [
        f"C{place},2025-01-01,{year}-{day},5"
        for place, (year, day) in enumerate(zip(years, last, strict=True))
    ]
    made = make(contracts__csv=contracts(*rows))
    assert made.table("contracts").keys.get("end_inclusive", False) is inclusive
    assert not made.asks("end", "contracts")


@pytest.mark.parametrize(("start", "inclusive"), [("16", True), ("15", False)])
def test_the_next_start_tells_what_an_end_names(make, start: str, inclusive: bool) -> None:
    rows = [
        f"C{place},2025-0{place}-03,2025-06-15,5\nC{place},2025-06-{start},,5"
        for place in range(1, 5)
    ]
    made = make(contracts__csv=contracts(*rows))
    assert made.table("contracts").keys.get("end_inclusive", False) is inclusive
    assert not made.asks("end", "contracts")


def test_ends_at_random_are_asked_and_stay_exclusive(make) -> None:
    rows = [f"C{day},2025-01-{day:02},2025-06-{day + 5:02},5" for day in range(2, 20)]
    made = make(contracts__csv=contracts(*rows))
    (ask,) = made.asks("end", "contracts")
    assert "end_inclusive" not in made.table("contracts").keys
    assert ask.text == (
        "does it name the first day without service, as proposed? of 18 rows with an end, 0 speak "
        "for the last day of service (whole months, or a next start the day after) and 0 for the "
        "first day without it"
    )


FEES = "Account No,From,Until,Fee\n"


@pytest.mark.parametrize(
    ("name", "period"),
    [("Total Value", "term"), ("Price per quarter", "quarter")],
)
def test_a_name_says_what_an_amount_covers(make, name: str, period: str) -> None:
    head = f"Account No,From,Until,{name}\n"
    made = make(contracts__csv=contracts("C1,2025-01-01,2025-12-31,1200", head=head))
    assert made.table("contracts").keys["constants"]["billing_period"] == period


def test_an_amount_that_grows_with_the_length_covers_the_term(make) -> None:
    ends = {6: "2025-06-30", 12: "2025-12-31", 24: "2026-12-31"}
    rows = [
        f"C{place}{months},2025-01-01,{end},{months * 100}"
        for place in range(4)
        for months, end in ends.items()
    ]
    made = make(contracts__csv=contracts(*rows, head=FEES))
    assert made.table("contracts").keys["constants"]["billing_period"] == "term"
    (ask,) = made.asks("billing_period", "contracts")
    assert "grows in step with the length" in ask.text
    assert not ask.blocking


def test_an_amount_is_held_against_the_mrr_of_another_file(make) -> None:
    rows = [f"C{place},2025-01-01,,{place * 1200}" for place in range(1, 5)]
    mrr = "account id,month,mrr\n" + "".join(f"C{p},2026-08,{p * 100}\n" for p in range(1, 5))
    made = make(contracts__csv=contracts(*rows, head=FEES), mrr__csv=mrr)
    assert made.table("contracts").keys["constants"]["billing_period"] == "year"
    (ask,) = made.asks("billing_period", "contracts")
    assert "12 times the MRR of the other file for 4 customers" in ask.text


def test_an_amount_of_which_nothing_is_known_blocks(make) -> None:
    made = make(contracts__csv=contracts("C1,2025-01-01,,1200", head=FEES))
    (ask,) = made.asks("billing_period", "contracts")
    assert ask.blocking
    assert "billing_period" not in made.table("contracts").keys.get("constants", {})


@pytest.mark.parametrize(("arr", "asked"), [(1200, False), (400, True)])
def test_arr_is_held_against_mrr(make, arr: int, asked: bool) -> None:
    content = f"customer id,start,end,mrr,arr\nC1,2025-01-01,,100,{arr}\n"
    made = make(contracts__csv=content)
    assert bool(made.asks("mrr", "contracts")) is asked


@pytest.mark.parametrize(
    ("starts", "day"),
    [
        (("2026-01-05", "2026-09-30"), dt.date(2026, 9, 30)),
        (("2026-01-05", "2026-09-17"), dt.date(2026, 8, 31)),
        (("2026-01-05", "2027-05-01"), dt.date(2025, 12, 31)),
        (("2026-10-11", "2026-10-12"), dt.date(2026, 9, 30)),
    ],
)
def test_figures_are_taken_at_the_last_whole_month_never_later_than_today(
    make, starts, day
) -> None:
    made = make(contracts__csv=contracts(*(f"C1,{start},,5" for start in starts)))
    assert made.draft.as_of == day
    assert made.asks("as_of")


@pytest.mark.parametrize(
    ("head", "cell", "code", "said"),
    [
        ("Monthly Fee", "5", "USD", "nothing in the files names a currency"),
        ("Monthly Fee EUR", "5", "EUR", "names of columns or signs say so"),
        ("Monthly Fee", "£5", "GBP", "names of columns or signs say so"),
        ("Monthly Fee,Currency", "5,CHF", "CHF", "rows by currency: CHF 1"),
    ],
)
def test_the_currency_is_proposed_with_what_was_seen(make, head, cell, code, said) -> None:
    content = f"Account No,From,Until,{head}\nC1,2025-01-01,,{cell}\n"
    made = make(contracts__csv=content)
    assert made.draft.currency == code
    assert said in made.asks("currency")[0].text


def test_two_currencies_without_rates_block(make) -> None:
    head = "Account No,From,Until,Monthly Fee,Currency\n"
    rows = contracts(
        "C1,2025-01-01,,5,EUR", "C2,2025-01-01,,5,EUR", "C3,2025-01-01,,5,USD", head=head
    )
    assert make(contracts__csv=rows).asks("fx")[0].blocking
    fx = "currency,month,rate\nUSD,2026-09,0.9\n"
    assert not make(contracts__csv=rows, fx__csv=fx).asks("fx")


def test_rows_without_a_start_are_left_out_by_the_word_that_marks_them(make) -> None:
    head = "Account No,From,Until,Monthly Fee,Phase\n"
    rows = ["C1,2025-01-01,,5,live", "C2,,,0,quoted", "C3,,,0,quoted", "C4,2025-02-01,,5,live"]
    made = make(contracts__csv=contracts(*rows, head=head))
    assert made.table("contracts").keys["where_not"] == {"Phase": ["quoted"]}
    assert made.asks("start", "contracts")[0].text == (
        "2 of 4 rows have no start; they are left out, being Phase quoted: right?"
    )
    rows[0] = "C1,2025-01-01,,5,quoted"
    made = make(contracts__csv=contracts(*rows, head=head))
    assert "where_not" not in made.table("contracts").keys
    assert "are refused" in made.asks("start", "contracts")[0].text


@pytest.mark.parametrize(("theirs", "asked"), [("C1", False), ("X9", True)])
def test_customers_that_no_other_file_knows_are_asked(make, theirs: str, asked: bool) -> None:
    tickets = f"ticket id,Account No,created at\nT1,{theirs},2025-02-25\n"
    customers = "Account No,Account Name\nC1,Acme\nC2,Beta\n"
    made = make(
        contracts__csv=contracts("C1,2025-01-01,,5"), tickets__csv=tickets, customers__csv=customers
    )
    assert bool(made.asks("customer_id", "tickets")) is asked


@pytest.mark.parametrize(("cells", "scaled"), [(("15", "0"), True), (("0.15", "0"), False)])
def test_a_discount_in_percent_is_scaled_and_asked(make, cells, scaled: bool) -> None:
    head = "Account No,From,Until,Monthly Fee,Discount\n"
    rows = [f"C{place},2025-01-01,,5,{cell}" for place, cell in enumerate(cells)]
    made = make(contracts__csv=contracts(*rows, head=head))
    assert (made.table("contracts").keys.get("scale") == {"discount": 0.01}) is scaled
    assert bool(made.asks("discount", "contracts")) is scaled


def test_words_that_are_not_understood_are_asked_and_not_read(make) -> None:
    head = "Account No,From,Until,Monthly Fee,Charge Type\n"
    rows = [
        "C1,2025-01-01,,5,Subscription",
        "C2,2025-01-01,,5,Sub Zeta",
        "C3,2025-01-01,,5,Sub Zeta",
    ]
    made = make(contracts__csv=contracts(*rows, head=head))
    assert "line_type" not in made.columns("contracts")
    assert "(Sub Zeta)" in made.asks("line_type", "contracts")[0].text
    rows = [row.replace("Sub Zeta", "Setup Fee") for row in rows]
    made = make(contracts__csv=contracts(*rows, head=head))
    assert made.table("contracts").keys["values"]["line_type"] == {
        "Subscription": "recurring",
        "Setup Fee": "one_off",
    }


def test_a_table_that_only_its_columns_give_away_is_asked(make) -> None:
    row = contracts("C1,2025-01-01,,5")
    (ask,) = make(export__csv=row).asks("(table)", "contracts")
    assert ask.text.startswith("is export.csv contracts (one row per contract line and term")
    assert not make(subscriptions__csv=row).asks("(table)", "contracts")


def test_amounts_billed_are_not_taken_for_mrr(make) -> None:
    """A billing system's invoices without an invoice's number look like snapshots, and are none."""
    made = make(
        contracts__csv=contracts("C1,2025-01-01,,5"),
        export__csv="customer_id,period_end,amount,currency\nC1,2025-01-31,500,usd\n",
    )
    assert [each.guess.table for each in made.draft.tables] == ["contracts"]
