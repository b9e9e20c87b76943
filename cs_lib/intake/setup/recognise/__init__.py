"""Which table of the contract is each file or sheet, and which column is which?"""

from cs_lib.intake.setup.recognise.tables import recognise

__all__ = ["recognise"]
