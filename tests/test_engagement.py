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
from tests.golden import messages

WRONG = Path(__file__).parent / "wrong"
NAMES = sorted(file.stem for file in WRONG.glob("*.yml"))
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


@pytest.mark.parametrize("name", NAMES)
def test_what_is_wrong_is_said_in_these_words(name: str) -> None:
    messages.same("engagement files", name, problems(WRONG / f"{name}.yml"))


def test_no_words_are_kept_of_a_file_that_is_gone() -> None:
    assert sorted(messages.kept_of("engagement files")) == NAMES


def test_no_message_speaks_the_validators_language() -> None:
    kept = messages.kept_of("engagement files") | messages.kept_of("settings")
    said = " ".join(line for lines in kept.values() for line in lines)
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
    "setting",
    [
        "policies.grane=parent",
        "polices.grain=parent",
        "tables.custmers=a.csv",
        "grain",
        "policies..grain=parent",
        "client.name=Acme",
        "client=[",
        "policies.small_n=few",
        "folder=/tmp",
        "reason_families={R-17: extern}",
    ],
)
def test_a_wrong_setting_is_refused_in_these_words(tmp_path: Path, setting: str) -> None:
    messages.same("settings", setting, problems(write(tmp_path, RIGHT), setting))


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
