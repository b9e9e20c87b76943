"""A frame's rows as records with names for keys."""

from typing import Any

import pandas as pd

Row = dict[str, Any]


def records(frame: pd.DataFrame) -> list[Row]:
    """The rows of `frame`, in its order."""
    return [{str(name): value for name, value in row.items()} for row in frame.to_dict("records")]
