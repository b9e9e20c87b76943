"""Every registered message has a text that fits its facts, and reads with any facts at all."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cs_lib import workbook
from cs_lib.exhibits.needs import NEEDS
from cs_lib.exhibits.views import View
from cs_lib.texts import Sentence, catalogue, catalogues, plain
from cs_lib.texts.catalogues import RESERVED
from cs_lib.texts.checker import faults
from cs_lib.texts.templates import slots
from tests.texts import registered

pytestmark = pytest.mark.slow

BLOCKS = list(registered.blocks())
LANGUAGES = sorted(path.parent.name for path in catalogues.ROOT.glob("*/shared.yml"))
MESSAGES: dict[str, list[type[Sentence]]] = {}
for _address, _kind in dict.fromkeys(registered.messages()):
    MESSAGES.setdefault(_address, []).append(_kind)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("address", "kinds"), BLOCKS, ids=[address for address, _ in BLOCKS])
def test_each_template_fits_its_facts(address, kinds, language):
    assert faults(catalogue(language).block(address), kinds, address) == []


def test_figures_told_apart_are_facts_of_one_filter():
    for address, kinds in MESSAGES.items():
        for kind in kinds:
            if kind.told_apart:
                template = catalogue()._template(kind.block or address, kind.__name__)
                found = {slot.filter for slot in slots(template) if slot.fact in kind.told_apart}
                assert len(found) == 1, kind
                assert set(kind.told_apart) <= {slot.fact for slot in slots(template)}, kind


def test_no_block_is_without_its_exhibit():
    known = {address for address, _ in BLOCKS}
    for stem, blocks in catalogue().files.items():
        if stem[:1] == "s" and stem[1:3].isdigit():
            assert {f"{stem[4:]}.{name}" for name in blocks} <= known


# A test a block, not a message: hypothesis nests the settings of a test's parameters, and a
# thousand of them are too deep.
@pytest.mark.parametrize(("address", "kinds"), MESSAGES.items(), ids=list(MESSAGES))
@settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_each_message_reads_with_any_facts(address, kinds, data):
    registered.register(catalogue())
    for kind in kinds:
        runs = catalogue().runs(data.draw(registered.any_of(kind)), address)
        said = plain(runs)
        assert said.strip(), kind
        assert "nan" not in said.lower().split(), said
        assert all(run.text for run in runs), kind


def test_an_absent_exhibit_says_what_it_would_have_shown():
    for step in workbook.steps():
        for name, spec in step.result.specs.items():
            if spec.needs:
                assert catalogue().static(f"{step.stem}.{name}", "absent"), f"{step.stem}.{name}"


def test_every_need_has_its_words():
    words = catalogue().files["needs"]
    assert set(words) == set(NEEDS)
    assert all(each["what"] and each["ask"] for each in words.values())


def test_every_column_of_a_view_has_a_head():
    for step in workbook.steps():
        for name, spec in step.result.specs.items():
            columns = spec.view.columns if isinstance(spec.view, View) else ()
            for each in columns:
                assert catalogue().column(each.name, f"{step.stem}.{name}")


def test_static_texts_are_reserved_words():
    assert set(RESERVED) >= {"title", "note", "absent", "columns"}
