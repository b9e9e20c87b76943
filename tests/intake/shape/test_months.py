"""Which names of columns are months, and which may be something else."""

import pytest

from cs_lib.intake.shape.months import months_of

JAN = ["2025-01", "2025-02", "2025-03"]
# names: the months they are; a name that is none gives none
MONTHS = {
    ("2025-01", "2025-02", "2025-03"): JAN,
    ("Jan 2025", "February 2025", "2025 Mar"): JAN,
    ("01/2025", "2/2025", "03-2025"): JAN,
    ("Januar 2025", "Februar 2025", "März 2025"): JAN,
    ("MRR 2025-01", "MRR Feb 2025", "Mar 2025 MRR"): JAN,
    ("arr_2025_01", "arr_2025_02", "arr_2025_03"): JAN,
    ("Jan-25", "Feb-25", "Mar-25"): JAN,
    ("Jan '25", "Feb '25", "Mar '25"): JAN,
    ("202501", "202502", "202503"): JAN,
    ("2025M01", "2025M02", "2025M03"): JAN,
    ("1/31/2025", "2/28/2025", "3/31/2025"): JAN,
    ("31.01.2025", "28.02.2025", "31.03.2025"): JAN,
    ("1/1/2025", "2/1/2025", "3/1/2025"): JAN,
    ("Nov-25", "Dec-25", "Jan-26"): ["2025-11", "2025-12", "2026-01"],
    # the same day of three years, or three days of one month, or two names only
    ("Jan 25", "Jan 26", "Jan 27"): [],
    ("3/4/2025", "3/5/2025", "3/6/2025"): [],
    ("Jan-25", "Feb-25"): [],
    ("202501", "202505", "202511"): [],
    ("MRR Jan 2025", "ARR Jan 2025"): [],
    ("Total 2025", "May", "Q1 2025", "13/2025", "2025"): [],
}


@pytest.mark.parametrize("names", MONTHS)
def test_names_that_are_months(names: tuple[str, ...]) -> None:
    assert list(months_of(["Customer", *names, "Total", None]).values()) == MONTHS[names]
