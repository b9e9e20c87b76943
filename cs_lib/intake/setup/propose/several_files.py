"""What is asked about tables that lie in several files."""

from collections.abc import Iterator

from cs_lib.intake.setup.profiles import Sheet


def asked(sheet: Sheet) -> Iterator[str]:
    """Are the parts one table, and is the key of a lookup the right one?"""
    if sheet.more:
        yield f"are {sheet.title} the parts of one table, as proposed? {sheet.why}"
    for found in sheet.lookups:
        rest = "" if found.share == 1 else "; the others are told of, and have none of its columns"
        yield (
            f"is its '{found.mine}' the '{found.theirs}' of {found.sheet.title}, as proposed? "
            f"{found.share:.1%} of {len(sheet.columns[found.mine].cells)} values are there{rest}"
        )
