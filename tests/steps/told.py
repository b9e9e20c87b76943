"""What a step's result says, all of it."""

from typing import Any

from cs_lib.exhibits import shown, shown_page
from cs_lib.exhibits.pages import Page
from cs_lib.texts import plain


def read(step: Any) -> str:
    """Everything that a result says, as text; what cannot be shown raises."""
    told = [shown(each) for each in step.exhibits.values()]
    said = [plain(part) for each in told for part in (each.title, *each.say, each.note)]
    said += [cell.text for each in told for row in each.rows for cell in row.cells]
    for page in step.pages.values():
        if isinstance(page, Page):
            words = shown_page(page)
            said += map(plain, (words.claim, *words.so_what, *words.bullets, words.foot))
    return "\n".join(said)
