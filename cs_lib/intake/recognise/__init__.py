"""Which table of the contract is each file or sheet, and which column is which?"""

from cs_lib.intake.recognise.records import Choice, Guess, Profile, Sheet, Unused
from cs_lib.intake.recognise.sheets import files_of, sheets_of
from cs_lib.intake.recognise.tables import recognise

__all__ = [
    "Choice",
    "Guess",
    "Profile",
    "Sheet",
    "Unused",
    "files_of",
    "recognise",
    "sheets_of",
]
