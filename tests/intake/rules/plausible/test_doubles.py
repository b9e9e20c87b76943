"""Contract lines that are copies of each other."""

from tests.intake.builders import note
from tests.intake.rules.plausible.builders import lines


def test_lines_that_are_equal_but_for_their_number(client) -> None:
    found = lines(
        client,
        "L1,C1,A,2025-01-01,,100,5",
        "L2,C1,A,2025-01-01,,100,5",
        "L3,C1,A,2025-01-01,,100,6",
        "L4,C2,A,2025-01-01,,100,5",
    )
    line = note(found, "double_line")
    assert (line["rows"], line["accounts"], line["amount"]) == (1, 1, 1200)
    assert line["examples"] == "L2/2025-01-01 (row 3)"
    assert line["override"].startswith("remove the copy")


def test_versions_of_one_line_and_free_lines_are_no_copies(client) -> None:
    versions = "line_id,customer_id,start,end,mrr,recorded_on,superseded_on\n"
    assert not note(
        lines(
            client,
            "L1,C1,2025-01-01,,100,2025-01-01,2025-02-01",
            "L1,C1,2025-01-01,,100,2025-02-01,",
            head=versions,
        ),
        "double_line",
    )
    free = ["L1,C1,A,2025-01-01,,0,5", "L2,C1,A,2025-01-01,,0,5"]
    assert not note(lines(client, *free), "double_line")
