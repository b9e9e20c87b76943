"""Engines are for large clients, too, whose text is kept in Arrow's way."""

import pytest


@pytest.fixture(autouse=True)
def large_clients(arrow_text: None) -> None:
    """Every test here."""
