"""Decimal comma or point, and shares written as percent: by the cells, else asked."""

import pandas as pd

from cs_lib.intake.setup.profiles.cell_patterns import LOOKED_AT
from cs_lib.intake.setup.propose.model import NOTHING, Ask, Finding, Proposal
from cs_lib.tables import TABLES

_COMMA = r"[+-]?(?:\d{1,3}(?:[. ']\d{3})+,\d+|\d+,(?:\d{1,2}|\d{4,}))"
_POINT = r"[+-]?(?:\d{1,3}(?:[, ']\d{3})+\.\d+|\d+\.(?:\d{1,2}|\d{4,})|\d{1,3}(?:,\d{3}){2,})"
_EITHER = r"[+-]?[1-9]\d{0,2}([.,])\d{3}"


def decimals(proposal: Proposal, semicolons: bool) -> Finding:
    """The table's `decimal`, where the cells need one. `semicolons`: the file is cut by them."""
    cells = _written(proposal)
    comma, point = (int(cells.str.fullmatch(each).sum()) for each in (_COMMA, _POINT))
    either = cells[cells.str.fullmatch(_EITHER)]
    if comma and point:
        text = f"{comma} numbers have a decimal comma and {point} a point; which is right?"
        return Finding(asks=[Ask("decimal", text, blocking=True)])
    if comma:
        remark = f"{comma} numbers can only have a decimal comma, none only a point"
        return Finding({"decimal": ","}, remarks={"decimal": remark})
    if not len(either):
        return NOTHING
    if point and either.str.contains(",", regex=False).any():
        remark = f"{point} numbers can only have a decimal point, none only a comma"
        return Finding({"decimal": "."}, remarks={"decimal": remark})
    if point:
        return NOTHING
    return _asked(either, semicolons)


def _asked(either: pd.Series, semicolons: bool) -> Finding:
    """Numbers such as 1,234: thousands are likelier in money than three decimals, but asked."""
    mark = str(either.mode().iloc[0])[-4]
    decimal = "." if mark == "," else ","
    why = "the cells are cut by semicolons, as where a decimal comma is usual"
    because = f", and {why}" if semicolons and decimal == "," else ""
    text = (
        f"does '{mark}' stand between thousands, as proposed? {len(either)} numbers such as "
        f"{either.iloc[0]} can be read both ways, no other number tells{because}"
    )
    return Finding({"decimal": decimal}, [Ask("decimal", text)])


def _written(proposal: Proposal) -> pd.Series:
    """All numbers of the table as they are written."""
    parts = [pd.Series(dtype="str")]
    for column in TABLES[proposal.guess.table].columns:
        cells = proposal.texts(column.name) if column.type in ("number", "integer") else None
        if cells is not None:
            plain = cells.dropna().head(LOOKED_AT).astype("str")
            parts.append(plain.str.replace(r"^[^\d+-]+|[^\d]+$", "", regex=True))
    return pd.concat(parts, ignore_index=True)


def percents(proposal: Proposal) -> Finding:
    """Shares such as 15 for 15 %: proposed as scaled, and asked."""
    scale, asks = {}, []
    for column in TABLES[proposal.guess.table].columns:
        cells = proposal.texts(column.name) if column.unit == "share" else None
        if cells is None or cells.str.endswith("%").any():
            continue
        values = proposal.values(column.name)
        largest = 0.0 if values is None else float(values.abs().max())
        if largest > 1:
            scale[column.name] = 0.01
            text = (
                f"is it in percent, as proposed? the largest is {largest:g}, a share is at most 1"
            )
            asks.append(Ask(column.name, text))
    return Finding({"scale": scale}, asks) if scale else NOTHING
