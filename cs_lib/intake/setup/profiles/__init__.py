"""What lies in a client's files before anything is known of them: sheets, columns, their cells."""

from cs_lib.intake.setup.profiles.cell_patterns import profile
from cs_lib.intake.setup.profiles.model import Choice, Guess, LookedUp, Profile, Sheet, Unused
from cs_lib.intake.setup.profiles.sheets import files_of, sheets_of

__all__ = [
    "Choice",
    "Guess",
    "LookedUp",
    "Profile",
    "Sheet",
    "Unused",
    "files_of",
    "profile",
    "sheets_of",
]
