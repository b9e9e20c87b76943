"""The toy step's texts stand beside the real ones for the time of a test."""

import shutil

import pytest

from cs_lib.texts import catalogues
from tests.exhibits.toy import TEXTS


@pytest.fixture
def texts_with_toy(tmp_path, monkeypatch):
    """A folder of texts that has the toy's, too; every catalogue is read from it."""
    for language in ("en", "de", "fr"):
        if (catalogues.ROOT / language).exists():
            shutil.copytree(catalogues.ROOT / language, tmp_path / language)
    for stem, text in TEXTS.items():
        (tmp_path / "en" / f"{stem}.yml").write_text(text, encoding="utf-8")
    monkeypatch.setattr(catalogues, "ROOT", tmp_path)
    return tmp_path
