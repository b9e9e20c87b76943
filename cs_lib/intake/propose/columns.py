"""What the mapping itself leaves open: doubtful columns, unknown words, keys that do not join."""

from collections.abc import Mapping, Sequence

from cs_lib.intake.profiles.translate import translations
from cs_lib.intake.propose.records import NOTHING, Ask, Finding, Proposal
from cs_lib.intake.recognise.fit import instrument
from cs_lib.intake.recognise.names import name_score
from cs_lib.intake.texts import same_name
from cs_lib.tables import TABLES

SURE, APART = 0.85, 0.1
"""Less sure than this, or with another column this close behind, a column that matters is asked."""
SURE_OF_TABLE = 0.8
"""A sheet less surely the table than this is asked about; its own name would make it surer."""
JOINED = 0.5
"""Of a table's customers this share at least must be known elsewhere."""


def words(proposal: Proposal) -> Finding:
    """The translations of the file's words, and a question on words that are not understood."""
    spec, sheet = TABLES[proposal.guess.table], proposal.guess.sheet
    values: dict[str, Mapping[str, str]] = {}
    asks = []
    used = {choice.column for choice in proposal.guess.columns.values()}
    known = proposal.keys.get("values") or {}
    for column in spec.columns:
        if not column.allowed:
            continue
        choice = proposal.guess.columns.get(column.name)
        profile = sheet.columns.get(choice.column) if choice else None
        if profile is not None and profile.kind != "empty":
            told = {**translations(column, profile), **known.get(column.name, {})}  # type: ignore[attr-defined]
            values[column.name] = {
                theirs: ours
                for theirs, ours in told.items()
                if same_name(theirs) != same_name(ours)
            }
            strange = [word for word in profile.words if word not in told]
            if strange:
                asks.append(Ask(column.name, _strange(profile.name, strange, column.allowed)))
            continue
        for name, other in sheet.columns.items():
            likely = name_score(spec.name, column.name, name) >= 0.9
            if likely and name not in used and other.kind in ("category", "text"):
                strange = [word for word in other.words if word not in translations(column, other)]
                asks.append(Ask(column.name, _strange(name, strange, column.allowed)))
    values = {name: told for name, told in values.items() if told}
    return Finding({"values": values} if values else {}, asks)


def _strange(name: str, strange: Sequence[str], allowed: Sequence[str]) -> str:
    shown = ", ".join(strange[:6]) + (", ..." if len(strange) > 6 else "")
    return (
        f"what do the words of '{name}' mean ({shown})? to read the column, translate each under "
        f"values into {', '.join(allowed)}"
    )


def constants(proposal: Proposal) -> Finding:
    """What stands for columns that are not read: nothing that the door would take by its name."""
    spec, sheet = TABLES[proposal.guess.table], proposal.guess.sheet
    chosen = proposal.guess.columns
    given = set(chosen) | set(proposal.keys.get("constants") or {})  # type: ignore[call-overload]
    used = {choice.column for choice in chosen.values()}
    fixed: dict[str, str | None] = {}
    asks, remarks = [], {}
    if spec.name == "contracts" and "end" not in given:
        fixed["end"] = None
        asks.append(Ask("end", "do lines never end? no column says so; every line stays open"))
    if spec.name == "surveys" and "instrument" not in given:
        fixed["instrument"] = instrument(chosen, sheet)
        asks.append(Ask("instrument", f"is it {fixed['instrument']}? a name says so, no column"))
    for column in spec.column_names:
        if column in given or column in fixed:
            continue
        same = [name for name in sheet.columns if same_name(name) == same_name(column)]
        if [name for name in same if name not in used]:
            fixed[column] = None
            remarks[column] = f"'{same[0]}' has the name, but is not read"
    return Finding({"constants": fixed}, asks, remarks) if fixed else NOTHING


def doubts(proposal: Proposal) -> Finding:
    """A question for each key, date or amount of which the mapping is not sure, and the table."""
    spec, guess = TABLES[proposal.guess.table], proposal.guess
    asks = []
    if not guess.layout and guess.score < SURE_OF_TABLE:
        text = f"is {guess.sheet.title} {spec.name} ({spec.purpose})? its columns alone say so"
        asks.append(Ask("(table)", text))
    for name, choice in proposal.guess.columns.items():
        column = spec.column(name)
        matters = column.type in ("id", "date", "month") or column.unit in ("money", "share")
        close = choice.runner_up and choice.confidence - choice.runner_up_confidence < APART
        if proposal.guess.layout:
            close = False
        if (
            matters
            and (choice.confidence < SURE or close)
            and choice.column in (proposal.guess.sheet.columns)
        ):
            if proposal.guess.sheet.columns[choice.column].kind == "empty":
                continue
            other = f", or '{choice.runner_up}'" if choice.runner_up else ""
            asks.append(Ask(name, f"is '{choice.column}' {column.meaning}{other}?"))
    return Finding(asks=asks) if asks else NOTHING


def joins(proposal: Proposal, others: Sequence[Proposal]) -> Finding:
    """How many of the table's customers another file knows, told beside the column."""
    mine = proposal.texts("customer_id")
    if mine is None:
        return NOTHING
    for table in ("customers", "contracts", "invoices", "mrr_snapshots"):
        other = next((each for each in others if each.guess.table == table), None)
        theirs = other.texts("customer_id") if other is not None else None
        if table == proposal.guess.table or theirs is None:
            continue
        own = set(mine.dropna().unique())
        share = len(own & set(theirs.dropna().unique())) / max(len(own), 1)
        remark = {"customer_id": f"{share:.0%} of {len(own)} are in {table}"}
        if share >= JOINED:
            return Finding(remarks=remark)
        called = proposal.guess.columns["customer_id"].column
        text = (
            f"is '{called}' the customer? only {share:.0%} of its {len(own)} values are in {table}"
        )
        return Finding(asks=[Ask("customer_id", text)])
    return NOTHING
