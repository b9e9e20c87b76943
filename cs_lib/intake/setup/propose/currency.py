"""Which currency is the money in? By a column, a column's name or a sign; asked in any case."""

from collections import Counter
from collections.abc import Iterator, Sequence

from cs_lib.engagement.currencies import codes
from cs_lib.intake.cells.number import SIGNS
from cs_lib.intake.setup.propose.model import NOTHING, Ask, Finding, Proposal
from cs_lib.intake.setup.recognise.names import tokens
from cs_lib.tables import TABLES

USUAL = ("USD", "EUR", "GBP", "CHF", "CAD", "AUD", "JPY", "SEK", "NOK", "DKK", "PLN", "INR", "NZD",
         "SGD", "BRL", "MXN", "ZAR", "CZK", "HUF")  # fmt: skip
"""Codes that are looked for in names of columns; "all" and "try" are codes as well."""


def of_table(proposal: Proposal) -> Finding:
    """The constant `currency` of a table whose money bears a sign, which the door needs said."""
    spec = TABLES[proposal.guess.table]
    if "currency" not in spec.column_names or "currency" in proposal.guess.columns:
        return NOTHING
    signs = set(_signs(proposal))
    if not signs:
        return NOTHING
    meant = {code for sign in signs for code in SIGNS.get(sign, (sign,))}
    if len(signs) > 1:
        text = f"which rows are in which currency? the cells bear the signs {', '.join(signs)}"
        return Finding(asks=[Ask("currency", text, blocking=True)])
    sign = signs.pop()
    code = SIGNS.get(sign, (sign,))[0]
    text = f"is '{sign}' {code}, as proposed?"
    asks = [Ask("currency", text)] if len(meant) > 1 else []
    return Finding({"constants": {"currency": code}}, asks)


def _signs(proposal: Proposal) -> Iterator[str]:
    for column in TABLES[proposal.guess.table].columns:
        cells = proposal.texts(column.name) if column.unit == "money" else None
        if cells is None:
            continue
        found = cells.dropna().str.extract(r"^[-(]?\s*([^\d\s.,()+-]{1,3})|([^\d\s.,()%]{1,3})\)?$")
        for sign in {*found[0].dropna(), *found[1].dropna()}:
            if sign in SIGNS or str(sign).upper() in codes():
                yield str(sign).upper()


def of_report(proposals: Sequence[Proposal]) -> tuple[str, Ask]:
    """The report's currency: the one that most amounts are in; always asked, with what was seen."""
    seen: Counter[str] = Counter()
    named: Counter[str] = Counter()
    for proposal in proposals:
        cells = proposal.texts("currency") if "currency" in proposal.guess.columns else None
        if cells is not None and proposal.guess.table != "fx":
            seen.update(map(str, cells.dropna().str.upper()))
        constants = proposal.keys.get("constants") or {}
        if isinstance(constants, dict) and (code := constants.get("currency")):
            named[str(code)] += proposal.guess.sheet.rows
        for name in (*proposal.guess.sheet.columns, proposal.guess.sheet.titles):
            named.update(code for code in USUAL if code.casefold() in tokens(name))
    if seen:
        parts = ", ".join(f"{code} {count}" for code, count in seen.most_common(5))
        return seen.most_common(1)[0][0], Ask(
            "currency", f"report in it? rows by currency: {parts}"
        )
    if named:
        code = named.most_common(1)[0][0]
        return code, Ask(
            "currency", f"is it {code}? titles, names of columns or signs say so, no column"
        )
    return "USD", Ask("currency", "which is it? nothing in the files names a currency")


def rates(proposals: Sequence[Proposal], report: str) -> Sequence[Ask]:
    """Exchange rates that are needed and not given."""
    given = {proposal.guess.table for proposal in proposals}
    if "fx" in given:
        return ()
    others: set[str] = set()
    for proposal in proposals:
        cells = proposal.texts("currency") if "currency" in proposal.guess.columns else None
        if cells is not None:
            others |= {str(code).upper() for code in cells.dropna().unique()} - {report}
    others &= codes()
    if not others:
        return ()
    text = f"where are the month-end rates of {', '.join(sorted(others))}? give a file for fx"
    return (Ask("fx", text, blocking=True),)
