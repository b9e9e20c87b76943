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


_NO_DECIMALS = frozenset(
    "BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF".split()  # noqa: SIM905
)
_THREE_DECIMALS = frozenset("BHD IQD JOD KWD LYD OMR TND".split())  # noqa: SIM905


def minor_units(code: str) -> int:
    """How many of its smallest units make one unit of the currency: 100, 1 (JPY) or 1000 (KWD).

    As payment systems write amounts: ISK and UGX, which have lost their decimals, are still
    written with two. Source: ISO 4217, and the list of zero-decimal currencies of Stripe.
    """
    if code in _NO_DECIMALS:
        return 1
    return 1000 if code in _THREE_DECIMALS else 100
