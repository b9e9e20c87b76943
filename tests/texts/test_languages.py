"""Another language is another folder: no sentence is glued together in Python.

One page and its exhibit are read in German and French: order of words, plural classes, lists,
separators and months are the language's own.
"""

from pathlib import Path

import pytest

from cs_lib.exhibits import shown, shown_page
from cs_lib.texts import Sentence, Times, catalogues, plain
from tests.exhibits.toy import toy

HERE = Path(__file__).parent / "languages"

PAGES = {
    "de": (
        "Mit EUR 9.000 trägt SMB am meisten bei",
        "3 Kunden · Stand 30. Sept. 2026 · Vertragszeilen, Stichtage am Monatsende · Güte A",
    ),
    "fr": (
        "SMB rapporte EUR 9\u202f000, plus que tout autre segment",
        "3 clients · au 30 sept. 2026 · lignes de contrat, en fin de mois · note A",
    ),
}
EXHIBITS = {
    "de": ("All trägt am meisten bei: EUR 12 Tsd.", "**B** <b>x</b> erzielte EUR 21.000."),
    "fr": (
        "All rapporte le plus : EUR 12\u202fk",
        "**B** <b>x</b> a rapporté EUR 21\u202f000.",
    ),
}


@pytest.fixture(autouse=True)
def _texts(monkeypatch):
    monkeypatch.setattr(catalogues, "ROOT", HERE)


@pytest.mark.parametrize("language", PAGES)
def test_a_page_reads_in_its_language(language):
    told = shown_page(toy().earning, language)
    assert (plain(told.claim), plain(told.foot)) == PAGES[language]


@pytest.mark.parametrize("language", EXHIBITS)
def test_an_exhibit_reads_in_its_language(language):
    told = shown(toy().revenue, language)
    assert (plain(told.title), plain(told.say[0])) == EXHIBITS[language]
    assert told.rows[2].cells[0].text in (
        "Gesamtes Unternehmen",
        "Ensemble de l’entreprise",
    )
    assert plain(told.note) in ("ARR am Monatsende.", "ARR en fin de mois.")


@pytest.mark.parametrize(("count", "noun"), [(0, "client"), (1, "client"), (2, "clients")])
def test_french_counts_nothing_in_the_singular(count, noun):
    assert catalogues.catalogue("fr").noun("account", count) == noun


@pytest.mark.parametrize(("language", "said"), [("de", "1,5x bis 2,5x"), ("fr", "1,5x à 2,5x")])
def test_a_range_has_the_languages_word(language, said, monkeypatch):
    class Range(Sentence):
        low: Times
        high: Times

    words = catalogues.catalogue(language)
    monkeypatch.setattr(type(words), "_template", lambda *_: "{{ low | to('high', 'times') }}")
    assert words.text(Range(Times(1.5), Times(2.5)), "toy.revenue") == said
