# ruff: noqa: E501 - a message stands on one line, as it is printed
"""The engagement file: what it may hold, and what is said about everything else."""

import datetime as dt
import json
import pickle
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from cs_lib import engagement as engagements
from cs_lib.engagement import Engagement, FrozenDict
from cs_lib.errors import EngagementError
from cs_lib.tables import TABLES

WRONG = Path(__file__).parent / "wrong"
RIGHT = """\
client: Acme Analytics
as_of: 2026-09-30
currency: eur
fiscal_year_start: 4
tables:
  contracts: {path: data/contracts.xlsx, sheet: 2026, columns: {customer_id: "Customer #"}}
  customers: data/customers.csv
  costs: {sql: "select * from gl", url_env: CLIENT_DB_URL}
policies: {reactivation_gap_days: 45, grain: parent}
assumptions: {gross_margin: 0.78}
stated: {grr: 0.92, nrr: 1.08}
signoff: [{metric: M24, by: CFO, on: 2026-10-05, agrees: yes}]
previous: ../2026Q2
"""
# fmt: off
WORDS: dict[str, list[str]] = {
    'a_list': [
        'must hold keys and values (client, as_of, currency and tables), not a list',
    ],
    'column_twice': [
        "tables.contracts: 'mrr' stands under both 'columns' and 'constants'; keep one of them",
    ],
    'empty': [
        'is empty; it needs at least client, as_of, currency and tables',
    ],
    'empty_client': [
        'client: must not be empty',
    ],
    'everything_at_once': [
        "line 4: the key 'currency' already stands on line 3; keep one of them",
        "tables.custmers: unknown table; did you mean 'customers'?",
        "tables.contracts.columns.custmer_id: unknown column of contracts; did you mean 'customer_id'?",
        "stated.nrrr: unknown figure; did you mean 'nrr'?",
        'client: is required and is missing',
        "currency: 'EURO' is not an ISO 4217 currency code, such as EUR or USD",
        "policies.grain: 'costumer' is not allowed; allowed: parent, customer, product; did you mean 'customer'?",
        'as_of: 2026-09-15 is not the last day of a month, and figures are taken at month ends; write 2026-08-31 or 2026-09-30',
        "clinet: unknown key; did you mean 'client'?",
    ],
    'economics': [
        'targets.crc: unknown figure; known: arr, cac_ratio, cec_ratio, crc_ratio, cuc_ratio, customers, gross_churn, gross_churn_rate, grr, headwind, logo_churn_rate, mrr, net_churn, new_logo_arr, nrr, nrr_ex_price, quick_ratio, tailwind',
        'assumptions.horizon_months: must be at least 12, not 6',
        'assumptions.multiple: must be more than 0, not -4',
        'assumptions.acquisition_lag_months: must be at most 24, not 25',
        "assumptions.segment_key: 'headcount' is not allowed; allowed: time, roster, accounts, arr, none; did you mean 'accounts'?",
        'assumptions.csm_share_of_crc: must be more than 0, not 0',
        'assumptions.marginal_costs.retention: must be more than 0, not 0',
        "assumptions.uplifts.retain: 'retain' is not allowed; allowed: retention, expansion, upsell",
        'assumptions.probabilities.upsell: must be at most 1, not 1.2',
        'assumptions.minimum_service: must be at most 1, not 2',
    ],
    'fiscal_mid_period': [
        'as_of: 2024-01-31 is not the last day of a fiscal period, and figures are taken at fiscal period ends; write 2023-12-30 or 2024-02-03',
    ],
    'fiscal_week_by_month': [
        'fiscal_week: mrr_snapshots are taken at month ends, which periods of 4-5-4 weeks do not share; give contracts or invoices, or leave policies.fiscal_periods at months',
    ],
    'fiscal_week_missing': [
        'fiscal_week: policies.fiscal_periods 4-5-4 needs the day on which the fiscal year ends; write fiscal_week: {ends_on: saturday, rule: last}, or rule: nearest (to the end of the month before fiscal_year_start)',
    ],
    'fiscal_week_of_months': [
        'fiscal_week: calendar months need none; leave it out, or set policies.fiscal_periods to 4-4-5, 4-5-4 or 5-4-4',
    ],
    'fiscal_week_unknown': [
        "fiscal_week.ends_on: 'saterday' is not allowed; allowed: monday, tuesday, wednesday, thursday, friday, saturday, sunday; did you mean 'saturday'?",
        "fiscal_week.rule: 'first' is not allowed; allowed: last, nearest",
    ],
    'flag_for_number': [
        'policies.small_n: must be a number, not true',
        'assumptions.gross_margin: must be a number, not true',
    ],
    'folder_key': [
        'folder: unknown key; known: as_of, assumptions, client, currency, engine, fiscal_week, fiscal_year_start, policies, previous, product_map, reason_families, signoff, stated, tables, targets',
    ],
    'impossible_day': [
        "as_of: must be a date such as 2026-09-30, not '2026-09-31'",
    ],
    'key_twice': [
        "line 5: the key 'currency' already stands on line 3; keep one of them",
    ],
    'key_twice_inside': [
        "line 7: the key 'grain' already stands on line 6; keep one of them",
    ],
    'margin_missing': [
        'assumptions: acquisition_on: margin needs gross_margin; give it, or leave acquisition_on at revenue',
    ],
    'mid_month': [
        'as_of: 2026-09-15 is not the last day of a month, and figures are taken at month ends; write 2026-08-31 or 2026-09-30',
    ],
    'missing_in_signoff': [
        'signoff (entry 1).on: is required and is missing',
        'signoff (entry 1).agrees: is required and is missing',
    ],
    'missing_keys': [
        'currency: is required and is missing',
        'tables: is required and is missing',
        'as_of: is required and is missing',
    ],
    'no_metric_id': [
        "signoff (entry 1).metric: 'GRR' is no metric's id, such as M24; 'tensteps definitions' lists them",
    ],
    'no_revenue_table': [
        'tables: no revenue table; give at least one of contracts, invoices, mrr_snapshots',
    ],
    'not_a_choice': [
        "policies.grain: 'costumer' is not allowed; allowed: parent, customer, product; did you mean 'customer'?",
        "policies.bad_rows: 'drop' is not allowed; allowed: refuse, quarantine",
    ],
    'not_a_currency': [
        "currency: 'EURO' is not an ISO 4217 currency code, such as EUR or USD",
    ],
    'not_yaml': [
        "line 3, column 6: is not valid YAML (while parsing a flow mapping, expected ',' or '}', but got ':'); check indentation, colons and quotes",
    ],
    'one_word': [
        "must hold keys and values (client, as_of, currency and tables), not 'Acme'",
    ],
    'out_of_range': [
        'fiscal_year_start: must be at most 12, not 13',
        'policies.reactivation_gap_days: must be at least 0, not -1',
        'assumptions.gross_margin: must be at most 1, not 78',
        'assumptions.discount_rate: must be less than 1, not 1',
    ],
    'path_and_sql': [
        "tables.contracts: give either 'path', 'paths', or 'sql' with 'url_env'",
    ],
    'policies_out_of_order': [
        "policies: 'win_back_after_days' (60) must not be less than 'reactivation_gap_days' (90)",
    ],
    'responses': [
        'assumptions.uplifts.upsell.Enterprise: must be at most 1, not 2',
        "assumptions.uplifts.expansion.all: must be a number, not 'some'",
        "assumptions.responses.retention: needs at_zero above 1 and at_double below 1: today's rate is 1",
        "assumptions.responses.expansion: doubling the spend changes the rate by 0.2, all of today's by 0.1; returns must diminish, so the first must be the smaller",
    ],
    'secret_in_file': [
        'tables.contracts.url_env: must be the name of an environment variable, such as CLIENT_DB_URL; the address itself does not belong in this file',
    ],
    'several_places': [
        "tables.contracts.paths: 'a.csv' is listed twice; keep one of them",
        "tables.invoices: give either 'sheet' or 'sheets'",
        "tables.customers: 'sheets' needs the 'path' of one Excel file",
        "tables.tickets: give either 'path', 'paths', or 'sql' with 'url_env'",
        'tables.surveys.paths: must not be empty',
    ],
    'sql_without_env': [
        "tables.contracts: 'sql' needs 'url_env', the name of the environment variable that holds the database's URL",
    ],
    'tab': [
        "line 3, column 1: is not valid YAML (while scanning for the next token, found character '\\t' that cannot start any token); check indentation, colons and quotes",
    ],
    'time_of_day': [
        'as_of: must be a date such as 2026-09-30, not 2026-09-30 12:00:00 (a date with a time of day)',
    ],
    'unknown_assumption': [
        "assumptions.gross_margn: unknown key; did you mean 'gross_margin'?",
    ],
    'unknown_column': [
        "tables.contracts.columns.custmer_id: unknown column of contracts; did you mean 'customer_id'?",
    ],
    'unknown_constant': [
        "tables.contracts.constants.curency: unknown column of contracts; did you mean 'currency'?",
    ],
    'unknown_figure': [
        "stated.nrrr: unknown figure; did you mean 'nrr'?",
        "targets.gross_margin: unknown figure; did you mean 'gross_churn'?",
    ],
    'unknown_key': [
        "polices: unknown key; did you mean 'policies'?",
    ],
    'unknown_policy': [
        "policies.grane: unknown key; did you mean 'grain'?",
    ],
    'unknown_signoff_key': [
        'signoff (entry 1).agrees: is required and is missing',
        "signoff (entry 1).agree: unknown key; did you mean 'agrees'?",
    ],
    'unknown_source_key': [
        "tables.contracts.shet: unknown key; did you mean 'sheet'?",
    ],
    'unknown_table': [
        "tables.custmers: unknown table; did you mean 'customers'?",
    ],
    'unknown_translated_column': [
        "tables.contracts.values.line_typ: unknown column of contracts; did you mean 'line_type'?",
    ],
    'unknown_scale': [
        "tables.contracts.scale.mmr: unknown column of contracts; did you mean 'mrr'?",
    ],
    'wrong_column_format': [
        "tables.contracts.date_formats.start: 'DD.MM.YYYY' is no date format; write %d.%m.%Y for 31.12.2026, %m/%d/%Y for 12/31/2026, epoch_s or epoch_ms for seconds or milliseconds since 1970, or excel_days for the day numbers of a spreadsheet",
    ],
    'wrong_condition': [
        "tables.contracts.where.status: names no value; write [value, other value], or \"\" for an empty cell",
    ],
    'wrong_lookup': [
        'tables.contracts.lookup (entry 1).on: must not be empty',
        'tables.contracts.lookup (entry 1).columns: must hold keys and values, not 5',
        "tables.contracts.lookup (entry 1).colums: unknown key; did you mean 'columns'?",
        'tables.customers.lookup (entry 1).columns: is required and is missing',
        "tables.customers.lookup (entry 2): must hold keys and values, not 'b.csv'",
    ],
    'wrong_scale': [
        "tables.contracts.scale.mrr: '-1' must be a number above 0, such as 0.01 for cents, or minor for the smallest unit of each row's currency",
    ],
    'wrong_source': [
        "tables.contracts.range: 'B9' is not a range of cells, such as B9:D15",
        'tables.contracts.header_row: must be at least 1, not 0',
        'tables.contracts.delimiter: \'; \' must be one character, such as \';\' or "\\t" for a tab',
        "tables.contracts.encoding: 'utf-88' is no encoding; usual ones: utf-8, utf-16, cp1252",
        "tables.contracts.decimal: ';' is not allowed; allowed: ., ,",
        "tables.contracts.date_format: 'DD.MM.YYYY' is no date format; write %d.%m.%Y for 31.12.2026, %m/%d/%Y for 12/31/2026, epoch_s or epoch_ms for seconds or milliseconds since 1970, or excel_days for the day numbers of a spreadsheet",
    ],
    'wrong_types': [
        'client: must be text, not a list',
        'currency: must be text, not 7',
        "fiscal_year_start: must be a whole number, not 'April'",
        "tables: must hold keys and values, not 'contracts.csv'",
        "policies: must hold keys and values, not 'parent'",
        "as_of: must be a date such as 2026-09-30, not 'soon'",
        "assumptions.gross_margin: must be a number, not 'high'",
        "signoff: must be a list, not 'yes'",
    ],
}
# fmt: on


def write(folder: Path, text: str) -> Path:
    file = folder / "acme.yml"
    file.write_text(text, encoding="utf-8")
    return file


def problems(file: Path, *settings: str) -> list[str]:
    with pytest.raises(EngagementError) as caught:
        engagements.load(file, settings)
    assert caught.value.exit_code == 2
    assert str(caught.value).startswith(f"{file}:\n  - ")
    return list(caught.value.problems)


def test_a_right_file_gives_everything_it_says(tmp_path: Path) -> None:
    loaded = engagements.load(write(tmp_path, RIGHT))
    assert (loaded.client, loaded.as_of, loaded.currency) == (
        "Acme Analytics",
        dt.date(2026, 9, 30),
        "EUR",
    )
    assert loaded.folder == tmp_path
    assert loaded.path_of("customers") == tmp_path / "data/customers.csv"
    assert loaded.path_of("costs") is None
    assert loaded.tables["contracts"].sheet == "2026"
    assert loaded.tables["contracts"].columns == {"customer_id": "Customer #"}
    assert (loaded.policies.grain, loaded.policies.reactivation_gap_days) == ("parent", 45)
    assert loaded.signoff[0].on == dt.date(2026, 10, 5)
    assert loaded.signoff[0].agrees is True
    assert loaded.assumptions.discount_rate == 0.10


def test_every_wrong_file_has_its_words_and_every_word_its_file() -> None:
    assert {file.stem for file in WRONG.glob("*.yml")} == set(WORDS)


@pytest.mark.parametrize("name", WORDS)
def test_what_is_wrong_is_said_in_these_words(name: str) -> None:
    assert problems(WRONG / f"{name}.yml") == WORDS[name]


def test_no_message_speaks_the_validators_language() -> None:
    said = " ".join(line for lines in WORDS.values() for line in lines)
    for jargon in ("pydantic", "extra_forbidden", "type=", "https://", "input_value", "BaseModel"):
        assert jargon not in said


def test_a_secret_is_not_repeated() -> None:
    assert "secret" not in " ".join(problems(WRONG / "secret_in_file.yml"))


def test_a_missing_file_is_told_with_the_nearest_there_is(tmp_path: Path) -> None:
    write(tmp_path, RIGHT)
    assert problems(tmp_path / "acne.yml") == ["there is no such file; did you mean 'acme.yml'?"]
    assert problems(tmp_path / "no" / "acme.yml") == [
        f"there is no such file; there is no folder {tmp_path / 'no'} either"
    ]


def test_a_folder_is_no_engagement_file(tmp_path: Path) -> None:
    assert problems(tmp_path) == ["is a folder; give the YAML file in it"]


def test_a_file_that_is_not_utf_8(tmp_path: Path) -> None:
    file = tmp_path / "acme.yml"
    file.write_bytes("client: Müller".encode("cp1252"))
    assert problems(file) == ["is not UTF-8 text; save it as UTF-8"]


def test_families_of_churn_reasons(tmp_path: Path) -> None:
    file = write(tmp_path, RIGHT)
    loaded = engagements.load(file, ["reason_families={R-17: external, price: competitor}"])
    assert loaded.reason_families == {"R-17": "external", "price": "competitor"}
    assert problems(file, "reason_families={R-17: extern}") == [
        "reason_families.R-17: 'extern' is not allowed; allowed: competitor, own, external; "
        "did you mean 'external'?"
    ]


def test_settings_overrule_the_file(tmp_path: Path) -> None:
    file = write(tmp_path, RIGHT)
    loaded = engagements.load(
        file,
        [
            "policies.grain=product",
            "as_of=2026-06-30",
            "stated.arr=1200000",
            "tables.customers.delimiter=;",
            "assumptions={gross_margin: 0.5}",
        ],
    )
    assert loaded.policies.grain == "product"
    assert loaded.policies.reactivation_gap_days == 45
    assert loaded.as_of == dt.date(2026, 6, 30)
    assert loaded.stated == {"grr": 0.92, "nrr": 1.08, "arr": 1_200_000}
    assert loaded.tables["customers"].path == "data/customers.csv"
    assert loaded.tables["customers"].delimiter == ";"
    assert loaded.assumptions.gross_margin == 0.5


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ("policies.grane=parent", "policies.grane: unknown key; did you mean 'grain'?"),
        ("polices.grain=parent", "polices: unknown key; did you mean 'policies'?"),
        ("tables.custmers=a.csv", "tables.custmers: unknown table; did you mean 'customers'?"),
        ("grain", "--set grain: write key=value, such as policies.grain=parent"),
        (
            "policies..grain=parent",
            "--set policies..grain=parent: write key=value, such as policies.grain=parent",
        ),
        ("client.name=Acme", "--set client.name=Acme: 'client' holds one value, no keys"),
        ("client=[", "--set client=[: the value is not valid YAML; put it in quotes"),
        ("policies.small_n=few", "policies.small_n: must be a whole number, not 'few'"),
        (
            "folder=/tmp",
            "--set folder=/tmp: unknown key; known: as_of, assumptions, client, "
            "currency, engine, fiscal_week, fiscal_year_start, policies, previous, product_map, reason_families, signoff, stated, "
            "tables, targets",
        ),
    ],
)
def test_a_wrong_setting_is_refused_like_a_wrong_file(
    tmp_path: Path, setting: str, said: str
) -> None:
    assert problems(write(tmp_path, RIGHT), setting) == [said]


@settings(max_examples=40)
@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), max_size=60))
def test_any_text_is_loaded_or_told_and_never_a_traceback(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    file = write(tmp_path_factory.mktemp("any"), text)
    assert problems(file)


@settings(max_examples=40)
@given(
    st.sampled_from(["client", "policies", "tables", "stated", "signoff", "previous"]), st.data()
)
def test_any_value_under_a_known_key_is_loaded_or_told(
    tmp_path_factory: pytest.TempPathFactory, key: str, data: st.DataObject
) -> None:
    scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text("ab: ", max_size=4)
    inner = st.recursive(
        scalars,
        lambda below: (
            st.lists(below, max_size=2)
            | st.dictionaries(
                st.sampled_from(["contracts", "path", "grain", "x"]), below, max_size=2
            )
        ),
        max_leaves=4,
    )
    value = data.draw(inner)
    file = write(tmp_path_factory.mktemp("any"), RIGHT)
    with suppress(EngagementError):
        assert isinstance(engagements.load(file, [f"{key}={json.dumps(value)}"]), Engagement)


@pytest.mark.parametrize(
    ("as_of", "start", "period"),
    [
        ("2026-09-30", 1, "2026Q3"),
        ("2026-12-31", 1, "2026Q4"),
        ("2026-08-31", 1, "2026-08"),
        ("2026-09-30", 7, "2027Q1"),  # the year that ends in June 2027
        ("2026-06-30", 7, "2026Q4"),
        ("2026-03-31", 4, "2026Q4"),
        ("2026-04-30", 2, "2027Q1"),
        ("2026-01-31", 2, "2026Q4"),
    ],
)
def test_the_period_is_the_fiscal_quarter_that_the_review_closes(
    as_of: str, start: int, period: str
) -> None:
    review = Engagement(
        client="A",
        as_of=as_of,
        currency="EUR",
        fiscal_year_start=start,
        tables={"contracts": "c.csv"},
    )
    assert review.period == period


def test_nothing_in_a_loaded_engagement_can_be_changed(tmp_path: Path) -> None:
    loaded = engagements.load(write(tmp_path, RIGHT))
    with pytest.raises(ValidationError):
        loaded.client = "Other"
    with pytest.raises(ValidationError):
        loaded.policies.grain = "product"
    for mapping in (loaded.tables, loaded.stated, loaded.tables["contracts"].columns):
        with pytest.raises(TypeError):
            mapping["grr"] = 1.0
    assert hash(loaded) == hash(engagements.load(write(tmp_path, RIGHT)))


def test_an_engagement_travels_between_processes_and_into_json(tmp_path: Path) -> None:
    loaded = engagements.load(write(tmp_path, RIGHT))
    assert pickle.loads(pickle.dumps(loaded)) == loaded
    written = json.loads(json.dumps(loaded.model_dump(mode="json")))
    assert written["tables"]["contracts"]["columns"] == {"customer_id": "Customer #"}
    assert "folder" not in written
    assert Engagement.model_validate({**written, "folder": tmp_path}) == loaded


def test_a_frozen_mapping_compares_with_a_plain_one() -> None:
    frozen = FrozenDict({"b": 1, "a": 2})
    assert frozen == {"a": 2, "b": 1}
    assert list(frozen) == ["b", "a"]
    assert len(frozen) == 2


def test_the_schema_knows_the_names_that_the_door_knows() -> None:
    schema = engagements.schema()
    assert set(schema["properties"]["tables"]["properties"]) == set(TABLES)
    assert set(schema["properties"]["stated"]["propertyNames"]["enum"]) == set(engagements.FIGURES)
    contracts = schema["properties"]["tables"]["properties"]["contracts"]["anyOf"][1]
    allowed = contracts["properties"]["columns"]["propertyNames"]["enum"]
    assert set(allowed) == set(TABLES["contracts"].column_names)
    assert "folder" not in schema["properties"]
    assert set(schema["required"]) == {"client", "as_of", "currency", "tables"}
    json.dumps(schema)


def test_translated_words_are_written_as_plain_mappings_too() -> None:
    words = {"line_type": {"Subscription": "recurring"}}
    review = Engagement(
        client="A",
        as_of="2026-09-30",
        currency="EUR",
        tables={"contracts": {"path": "c.csv", "values": words}},
    )
    written = json.loads(json.dumps(review.model_dump(mode="json")))
    assert written["tables"]["contracts"]["values"] == words
    assert pickle.loads(pickle.dumps(review)) == review
