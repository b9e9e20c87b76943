"""What the mapping itself leaves open: doubtful columns, unknown words, keys that do not join."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from cs_lib.intake.cells.bands import named
from cs_lib.intake.cells.text import same_name
from cs_lib.intake.setup.profiles import Choice, Profile
from cs_lib.intake.setup.profiles.kinds import is_count
from cs_lib.intake.setup.profiles.translate import translations
from cs_lib.intake.setup.propose.model import NOTHING, Ask, Finding, Proposal
from cs_lib.intake.setup.recognise.fit import instrument
from cs_lib.intake.setup.recognise.names import name_score
from cs_lib.tables import TABLES, Column
from cs_lib.tables.revenue import LINE_TYPE

PERIOD = TABLES["contracts"].column("billing_period")
NOT_RECURRING = ("one_off", "services", "trial", "free", "usage")
BANDS = (10, 50, 250, 1000, 5000)
"""Where classes by headcount usually begin, as statistical offices cut them."""
SURE, APART = 0.85, 0.1
"""Less sure than this, or with another column this close behind, a column that matters is asked."""
SURE_OF_TABLE = 0.8
"""A sheet less surely the table than this is asked about; its own name would make it surer."""
JOINED = 0.5
"""Of a table's customers this share at least must be known elsewhere."""


def words(proposal: Proposal) -> Finding:
    """The translations of the file's words, and a question on words that are not understood."""
    spec, sheet = TABLES[proposal.guess.table], proposal.guess.sheet
    found = Finding()
    used = {choice.column for choice in proposal.guess.columns.values()}
    values: dict[str, Mapping[str, str]] = {}
    asks = []
    for column in spec.columns:
        if not column.allowed:
            continue
        choice = proposal.guess.columns.get(column.name)
        profile = sheet.columns.get(choice.column) if choice else None
        if profile is not None and profile.kind != "empty":
            told = _told(proposal, column, profile)
            values[column.name] = {
                theirs: ours
                for theirs, ours in told.items()
                if same_name(theirs) != same_name(ours)
            }
            strange = [word for word in profile.words if word not in told]
            if column.name == "billing_period":
                found = _not_periods(profile, strange)
                strange = [word for word in strange if word not in translations(LINE_TYPE, profile)]
            if strange:
                # Without its words a price would be read as a month's: the rows wait for them.
                text = _strange(profile.name, strange, column.allowed)
                asks.append(Ask(column.name, text, blocking=column.name == "billing_period"))
            continue
        for name, other in sheet.columns.items():
            likely = name_score(spec.name, column.name, name) >= SURE
            if likely and name not in used and other.kind in ("category", "text"):
                strange = [word for word in other.words if word not in translations(column, other)]
                if strange:
                    asks.append(Ask(column.name, _strange(name, strange, column.allowed)))
    values = {name: told for name, told in values.items() if told}
    keys = {**found.keys, **({"values": values} if values else {})}
    return Finding(keys, [*asks, *found.asks])


def _told(proposal: Proposal, column: Column, profile: Profile) -> dict[str, str]:
    known = proposal.keys.get("values") or {}
    return {**translations(column, profile), **known.get(column.name, {})}  # type: ignore[attr-defined]


def _not_periods(profile: Profile, strange: Sequence[str]) -> Finding:
    """Words among the periods that tell kinds of lines ("One-Time", "Trial"): rows left out."""
    kinds = translations(LINE_TYPE, profile)
    out = [word for word in strange if kinds.get(word) in NOT_RECURRING]
    terms = [word for word, ours in translations(PERIOD, profile).items() if ours == "term"]
    asks = []
    if out:
        said = ", ".join(out)
        text = f"are rows whose '{profile.name}' is {said} no recurring lines? they are left out"
        asks.append(Ask("billing_period", text))
    if terms:
        text = (
            f"do {', '.join(terms)} stand for the whole of a line from start to end, as proposed?"
        )
        asks.append(Ask("billing_period", text))
    return Finding({"where_not": {profile.name: out}} if out else {}, asks)


def counts(proposal: Proposal) -> Proposal:
    """The same with bands of a free number, where only that could be a class; they are asked."""
    spec = TABLES[proposal.guess.table]
    heads = proposal.guess.columns.get("employees")
    for column in spec.columns:
        if column.type != "category" or column.allowed or column.name in proposal.guess.columns:
            continue
        for name, profile in proposal.guess.sheet.columns.items():
            sure = name_score(spec.name, column.name, name)
            if column.name == "size" and heads is not None and name == heads.column:
                sure = max(sure, heads.confidence)
            if sure >= SURE and is_count(profile):
                proposal = _banded(proposal, column, profile, sure)
                break
    return proposal


def _banded(proposal: Proposal, column: Column, profile: Profile, sure: float) -> Proposal:
    top = profile.numbers.max()
    edges = [edge for edge in BANDS if edge <= top] or [BANDS[0]]
    guess = proposal.guess
    columns = {**guess.columns, column.name: Choice(profile.name, sure)}
    text = (
        f"are bands of '{profile.name}' the {column.name}, as proposed ({', '.join(named(edges))})?"
        f" its {profile.distinct} different numbers are no classes; correct them under bands, or "
        f"give them names, such as {{Small: 0, Large: {edges[-1]}}}"
    )
    made = replace(proposal, guess=replace(guess, columns=columns))
    return made.having(Finding({"bands": {column.name: edges}}, [Ask(column.name, text)]))


def only_start(proposal: Proposal) -> Finding:
    """Lines without a start, and services with a start alone: asked."""
    chosen = proposal.guess.columns
    if proposal.guess.table == "contracts" and "start" not in chosen:
        text = (
            "when did the lines start? no column says it, and until one does the file cannot be "
            "read: say columns: {start: NAME}, or constants: {start: DATE} for one day for all"
        )
        return Finding(asks=[Ask("start", text, blocking=True)])
    if "service_start" in chosen and "service_end" not in chosen:
        text = f"is '{chosen['service_start'].column}' when the service starts? no column ends it"
        return Finding(asks=[Ask("service_start", text)])
    return NOTHING


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
    read = "coupons" in proposal.keys
    if spec.name == "contracts" and "end" not in given:
        fixed["end"] = None
        asks.append(Ask("end", "do lines never end? no column says so; every line stays open"))
    if spec.name == "surveys" and "instrument" not in given:
        fixed["instrument"] = instrument(chosen, sheet)
        asks.append(Ask("instrument", f"is it {fixed['instrument']}? a name says so, no column"))
    for column in spec.column_names:
        if column in given or column in fixed or (column == "discount" and read):
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
    for name, choice in guess.columns.items():
        profile = guess.sheet.columns.get(choice.column)
        if profile is None or profile.kind == "empty" or not _matters(spec.column(name)):
            continue
        near = choice.confidence - choice.runner_up_confidence < APART and not guess.layout
        if choice.confidence < SURE or (choice.runner_up and near):
            other = f", or '{choice.runner_up}'" if choice.runner_up else ""
            asks.append(Ask(name, f"is '{choice.column}' {spec.column(name).meaning}{other}?"))
    return Finding(asks=asks) if asks else NOTHING


def _matters(column: Column) -> bool:
    """Keys, dates, money and what customers are told apart by: a wrong one is a wrong report."""
    if column.type in ("id", "date", "month") or column.unit in ("money", "share"):
        return True
    return column.type == "category" and not column.allowed


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
