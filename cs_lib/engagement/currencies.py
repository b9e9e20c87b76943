"""Which three letters name a currency? ISO 4217, as the Unicode project lists it."""

from functools import cache

from babel import Locale


@cache
def codes() -> frozenset[str]:
    """Every ISO 4217 code, current and past."""
    return frozenset(Locale("en").currencies)


def as_currency(code: object) -> object:
    """`code` in capitals; ValueError when it is text that names no currency."""
    if not isinstance(code, str):
        return code
    if code.strip().upper() not in codes():
        raise ValueError(f"'{code}' is not an ISO 4217 currency code, such as EUR or USD")
    return code.strip().upper()
