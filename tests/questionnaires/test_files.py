"""Ours are as published; a client's own works by the recipe; what is wrong with one is said."""

import re
from pathlib import Path

import pytest

from cs_lib import engagement as engagements
from cs_lib import questionnaires
from cs_lib.errors import EngagementError
from cs_lib.questionnaires.files import read, shipped

REPO = Path(__file__).resolve().parents[2]


def test_ours_have_the_published_numbers_of_statements():
    sizes = {
        name: [len(section.items) for section in each.sections.values()]
        for name, each in shipped().items()
    }
    assert sizes["centricity"] == [7, 5, 4, 4, 5]
    assert sizes["service"] == [3, 7]
    assert sizes["twelve"] == [12]
    assert sizes["drivers"] == sizes["knowledge"] == [5]
    assert {"layers", "readiness"} <= set(sizes)


def test_every_layer_has_statements():
    asked = {item.layer or section.layer for each in shipped().values()
             for _, section, _, item in each.items()}  # fmt: skip
    assert set(questionnaires.LAYERS) <= asked


def recipe() -> str:
    """The file that the recipe in CONTRIBUTING shows."""
    text = (REPO / "CONTRIBUTING.md").read_text(encoding="utf-8")
    part = text.split("### A questionnaire\n")[1].split("\n### ")[0]
    found = re.search(r"```yaml\n(.*?)```", part, re.S)
    assert found
    return found[1]


def engagement(folder: Path, content: str) -> engagements.Engagement:
    (folder / "culture.yml").write_text(content, encoding="utf-8")
    (folder / "e.yml").write_text(
        "client: K\nas_of: 2025-12-31\ncurrency: EUR\ntables: {contracts: c.csv}\n"
        "questionnaires: [culture.yml]\n",
        encoding="utf-8",
    )
    return engagements.load(folder / "e.yml")


def test_the_recipe_is_short_and_works(tmp_path):
    assert len(recipe().splitlines()) < 10
    known = questionnaires.known(engagement(tmp_path, recipe()))
    own = set(known) - set(shipped())
    assert own == {"culture"}
    assert known["culture"].item_names == ("1", "2")


def test_a_clients_own_of_the_same_name_replaces_ours(tmp_path):
    known = questionnaires.known(engagement(tmp_path, recipe().replace("culture", "centricity")))
    assert len(known["centricity"].item_names) == 2


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("title:", "titel:"), "titel: unknown key; did you mean 'title'"),
        (("layer: service", "layer: servise"), "servise"),
        (("high: 5", "high: 1"), "high (1) must lie above low (1)"),
        (("name: culture", "name: Our Culture"), "small letters"),
        (("1:", "2:"), "the key '2' already stands on line"),
        (("sections:", "- sections:"), "not valid YAML"),
    ],
)
def test_what_is_wrong_with_a_file_is_said_with_its_name(tmp_path, change, said):
    content = recipe().replace(*change, 1)
    assert content != recipe()
    with pytest.raises(EngagementError) as caught:
        questionnaires.known(engagement(tmp_path, content))
    assert "questionnaires: culture.yml: " in str(caught.value)
    assert said in str(caught.value)


def test_a_file_that_is_not_there_is_said(tmp_path):
    with pytest.raises(EngagementError, match="cannot be read: No such file"):
        read(tmp_path / "none.yml")
