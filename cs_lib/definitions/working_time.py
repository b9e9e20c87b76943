"""How long does a person work in a year? What costs by the hour, and loads by the hour, rest on."""

FULL_TIME_HOURS = 1_700.0
"""Working hours of a full-time person a year: about 212 days of eight hours."""
