"""The sheets that raters fill in: every statement with a list of scores and a cell for evidence."""

from collections.abc import Mapping, Sequence

from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from cs_lib.intake.shape.rater_sheets import PREFIX, TABLE
from cs_lib.questionnaires import Questionnaire

__all__ = ["HEADS", "LINES", "RATERS", "TABLE", "add", "codes"]

RATERS = 6
HEADS = ("questionnaire", "item", "statement", "score", "evidence", "rater")
WIDTHS = (18, 8, 84, 10, 60, 8)
LINES = (
    "Sheets called 'assessments R1', R2 and so on are for the raters, one sheet each.",
    "Raters score alone, before they talk. Choose a score from the list, or leave it open.",
    "Where a score needs evidence, write down what shows it.",
    "Hand the sheets out by code and keep no list of who is who. The edition for the client names "
    "no rater, and shows no score of fewer than three.",
)
"""What the first sheet says of them."""
_HEAD = PatternFill("solid", fgColor="1F3A5F")
_ASKED = PatternFill("solid", fgColor="FFF4CC")
_MOST_SCORES = 20


def codes(raters: int) -> tuple[str, ...]:
    """R1, R2, ...: nobody is named."""
    return tuple(f"R{number}" for number in range(1, raters + 1))


def add(book: Workbook, questionnaires: Mapping[str, Questionnaire], raters: Sequence[str]) -> None:
    """A sheet for each rater behind the first one, with every statement of every questionnaire."""
    for number, rater in enumerate(raters, start=1):
        _sheet(book.create_sheet(f"{PREFIX}{rater}", number), questionnaires, rater)


def _sheet(sheet: Worksheet, questionnaires: Mapping[str, Questionnaire], rater: str) -> None:
    for place, (name, width) in enumerate(zip(HEADS, WIDTHS, strict=True), start=1):
        head = sheet.cell(1, place, name)
        head.fill, head.font = _HEAD, Font(bold=True, color="FFFFFF")
        sheet.column_dimensions[get_column_letter(place)].width = width
    sheet.freeze_panes = "D2"
    row = 2
    for each in questionnaires.values():
        first = row
        for _, section, name, item in each.items():
            for place, text in ((1, each.name), (2, name), (3, item.text), (6, rater)):
                cell = sheet.cell(row, place, text)
                cell.data_type = "s"
                cell.alignment = Alignment(wrap_text=True, vertical="top")
            limit = each.evidence_from if item.evidence_from is None else item.evidence_from
            sheet.cell(row, 3).comment = _comment(each, section.title, limit)
            for place in (4, 5):
                sheet.cell(row, place).fill = _ASKED
            row += 1
        rule = _scores(each)
        sheet.add_data_validation(rule)
        rule.add(f"D{first}:D{row - 1}")


def _comment(each: Questionnaire, section: str, limit: float | None) -> Comment:
    scale = each.scale
    words = scale.words or ("not at all", "fully")
    said = [f"{each.title}: {section}", f"{scale.low:g} = {words[0]}, {scale.high:g} = {words[-1]}"]
    if limit is not None:
        said.append(f"from {limit:g} on, write down what shows it")
    comment = Comment("\n".join(said), "Ten Steps")
    comment.width, comment.height = 320, 90
    return comment


def _scores(each: Questionnaire) -> DataValidation:
    """A list of the scale's whole scores; a scale of many, or of fractions, takes any between."""
    low, high = each.scale.low, each.scale.high
    text = f"{each.title}: a score from {low:g} to {high:g}"
    if high - low <= _MOST_SCORES and low == int(low) and high == int(high):
        listed = ",".join(str(score) for score in range(int(low), int(high) + 1))
        rule = DataValidation(type="list", formula1=f'"{listed}"', allow_blank=True)
    else:
        rule = DataValidation(
            type="decimal", operator="between", formula1=f"{low:g}", formula2=f"{high:g}",
            allow_blank=True,
        )  # fmt: skip
    rule.error, rule.errorTitle = text[:250], "Please choose or correct"
    return rule
