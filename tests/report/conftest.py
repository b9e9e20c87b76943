"""The toy review as a fixture."""

import pytest

import cs_lib
from tests.report.toys import CLIENT, PARAMETERS, Toy, notebook


@pytest.fixture
def toy(tmp_path, monkeypatch):
    """A review of two notebooks that needs no data."""
    engagement = tmp_path / "acme.yml"
    engagement.write_text(
        f"client: {CLIENT}\nas_of: 2026-09-30\ncurrency: EUR\ntables: {{contracts: c.csv}}\n"
    )
    (tmp_path / "c.csv").write_text("customer_id\n")
    folder = tmp_path / "notebooks"
    for number, stem in enumerate(("first", "second"), start=1):
        notebook(
            folder / f"{number:02d}_{stem}.ipynb",
            ("markdown", f"# Step {number}: what is it?\n\nWhy?"),
            PARAMETERS,
            ("code", "from IPython.display import HTML, Markdown", "setup"),
            ("code", "Markdown(f'Read from **{engagement}**')"),
            ("code", "print('figures')", "headline"),
        )
    made = Toy(engagement, folder, tmp_path / "out")
    monkeypatch.setattr(cs_lib, "workbook", made, raising=False)
    monkeypatch.setattr("cs_lib.report.notebooks.notebook_folder", lambda: folder)
    return made
