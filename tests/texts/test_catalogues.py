"""Messages become runs of text, in each language from its own folder."""

import datetime as dt

import pytest

from cs_lib.texts import (
    Catalogue,
    Cell,
    Code,
    Count,
    Day,
    Money,
    Name,
    Points,
    Quantity,
    Run,
    Scope,
    Sentence,
    Share,
    Times,
    alike,
    plain,
)


class Left(Sentence):
    money: Money
    rate: Share


class Lost(Sentence):
    account: Name
    money: Money


class Losses(Sentence):
    accounts: tuple[Lost, ...]


class All(Sentence):
    c: Count
    d: Day
    k: Code
    n: Name
    p: Points
    q: Quantity
    s: Scope
    t: Times


class Returns(Sentence):
    times: Times
    low: Times
    high: Times


class Reported(Sentence):
    stated: Money
    ours: Money
    told_apart = ("stated", "ours")


class Costs(Sentence):
    cost: Money
    target: Money
    told_apart = ("cost", "target")


EN = """
ltv:
  title: "What is **left**"
  Left: "**{{ money | money }}** is left, {{ rate | percent }} of it."
  Losses: "You lost {{ accounts | listed }}."
  Lost: "{{ account | name }} ({{ money | money }})"
  All: "{{ s | scope }}: {{ c | counted('account') }}, {{ d | day }}, {{ k | running }},
    {{ n | name }}, {{ p | points }}, {{ q | quantity }}, {{ t | times }}"
  Returns: "It is worth {{ times | times }} ({{ low | to('high', 'times') }})."
  Reported: "You report {{ stated | money }}; contracts give {{ ours | money }}."
  Costs: "It costs {{ cost | cents }}; the target is {{ target | cents }}."
  columns: {arr: "Revenue a year"}
"""
LISTS = {
    "codes": 'scope: {whole: {label: "Whole", running: "the whole company"}}\n'
    'lever: {retention: "Retention"}\nnumerals: {"2": "two"}\n'
    'range: {between: " to "}\n',
    "nouns": 'account: {one: "account", other: "accounts"}\n',
    "columns": 'arr: "ARR"\nsegment: "Segment"\n',
}


@pytest.fixture
def words(tmp_path):
    (tmp_path / "en").mkdir()
    for stem, text in ({"s03_valuation": EN} | LISTS).items():
        (tmp_path / "en" / f"{stem}.yml").write_text(text, encoding="utf-8")
    return Catalogue("en", tmp_path)


def eur(amount, **more):
    return Money(amount, "EUR", **more)


def test_a_message_is_runs(words):
    cell = Cell("valuation.ltv", "SMB", "ltv3")
    runs = words.runs(Left(eur(122_279, at=cell), Share(0.905)), "valuation.ltv")
    assert runs == (
        Run("EUR 122k", bold=True, link=cell),
        Run(" is left, "),
        Run("90.5%"),
        Run(" of it."),
    )


def test_each_kind_reads_as_its_kind(words):
    message = All(
        Count(1), Day(dt.date(2026, 9, 30)), Code("lever", "retention"), Name("<b>x</b>"),
        Points(0.021), Quantity(12.75), Scope(), Times(2.43),
    )  # fmt: skip
    assert words.text(message, "valuation.ltv") == (
        "The whole company: 1 account, 30 Sep 2026, retention, <b>x</b>, 2.1 pts, 12.8, 2.4x"
    )


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (["A"], "You lost A (EUR 10k)."),
        (["A", "B"], "You lost A (EUR 10k) and B (EUR 10k)."),
        (["A", "B", "C"], "You lost A (EUR 10k), B (EUR 10k) and C (EUR 10k)."),
    ],
)
def test_a_list_is_listed_as_the_language_does(words, names, said):
    message = Losses(tuple(Lost(Name(name), eur(10_000)) for name in names))
    assert words.text(message, "valuation.ltv") == said


def test_an_empty_list_is_refused(words):
    with pytest.raises(ValueError, match="empty"):
        words.text(Losses(()), "valuation.ltv")


@pytest.mark.parametrize("name", ["**B**", "<b>x</b>", "{{ money | money }}", "a \x00 b", "0"])
def test_a_clients_name_is_only_a_name(words, name):
    runs = words.runs(Losses((Lost(Name(name), eur(1_000)),)), "valuation.ltv")
    assert Run(name) in runs
    assert not any(run.bold for run in runs)


def test_an_amount_beside_a_million_is_told_in_millions(words):
    lost = words.text(Losses((Lost(Name("A"), eur(900_000)),)), "valuation.ltv")
    assert "EUR 900k" in lost

    class Left(Sentence):  # the same id, two amounts
        money: Money
        rate: Share
        other: Money

    both = Left(eur(900_000), Share(0.5), eur(1_500_000))
    assert words.text(both, "valuation.ltv").startswith("EUR 0.9m")
    small = Left(eur(90_000), Share(0.5), eur(1_500_000))
    assert words.text(small, "valuation.ltv").startswith("EUR 90k")


def test_static_texts_and_labels(words):
    title = words.static("valuation.ltv", "title")
    assert title == (Run("What is "), Run("left", bold=True))
    assert words.static("valuation.ltv", "note") == ()
    assert words.column("arr", "valuation.ltv") == "Revenue a year"
    assert words.column("arr") == "ARR"


@pytest.mark.parametrize(
    "ask",
    [
        lambda words: words.block("valuation.lvt"),
        lambda words: words.code("lever", "retain"),
        lambda words: words.column("arrr"),
        lambda words: words.noun("acount", 1),
        lambda words: words.text(Sentence(), "valuation.ltv"),
    ],
)
def test_what_is_not_there_is_an_error(words, ask):
    with pytest.raises(KeyError):
        ask(words)


def test_a_filter_takes_one_kind(words):
    with pytest.raises(TypeError, match="takes Money"):
        words.text(Left(Share(0.5), Share(0.5)), "valuation.ltv")


def test_plain_has_no_marks(words):
    assert plain(words.static("valuation.ltv", "title")) == "What is left"


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [
        (0.04, 0.06, "It is worth 0.1x (0.0x to 0.1x)."),
        (0.06, 0.14, "It is worth 0.1x (0.1x)."),
        (0.01, 0.04, "It is worth 0.1x (0.0x)."),
    ],
)
def test_a_range_whose_ends_read_alike_is_one_number(words, low, high, said):
    assert words.text(Returns(Times(0.1), Times(low), Times(high)), "valuation.ltv") == said


def test_each_end_of_a_range_leads_to_its_cell(words):
    cells = [Cell("valuation.ltv", "SMB", column) for column in ("low", "high")]
    ends = (Times(value, at=cell) for value, cell in zip((0.1, 0.3), cells, strict=True))
    runs = words.runs(Returns(Times(0.2), *ends), "valuation.ltv")
    assert [run.link for run in runs if run.link] == cells


@pytest.mark.parametrize(
    ("stated", "ours", "said"),
    [
        (1_000_000, 978_328, "You report EUR 1,000,000; contracts give EUR 978,328."),
        (1_000_000, 900_000, "You report EUR 1.0m; contracts give EUR 0.9m."),
        (47_200, 47_400, "You report EUR 47,200; contracts give EUR 47,400."),
        (1_000_000, 1_000_000.2, "You report EUR 1.0m; contracts give EUR 1.0m."),
    ],
)
def test_amounts_that_are_told_apart_read_apart(words, stated, ours, said):
    assert words.text(Reported(eur(stated), eur(ours)), "valuation.ltv") == said


def test_cents_that_are_told_apart_have_a_third_decimal(words):
    said = "It costs EUR 0.114; the target is EUR 0.110."
    assert words.text(Costs(eur(0.114), eur(0.11)), "valuation.ltv") == said
    said = "It costs EUR 0.12; the target is EUR 0.11."
    assert words.text(Costs(eur(0.118), eur(0.11)), "valuation.ltv") == said


def test_facts_are_compared_as_they_are_printed():
    assert alike(Times(0.06), Times(0.14), "times")
    assert not alike(Times(0.06), Times(0.14), "times", 2)
    assert alike(Share(0.986), Share(0.994), "percent", 0)
    assert alike(eur(960_000), eur(1_020_000), "money")
    assert not alike(eur(960_000), eur(970_000), "money")
