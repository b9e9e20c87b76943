"""What the quality table says of one rule."""

from typing import Any

from cs_lib.intake import Intake


def note(intake: Intake, rule: str, table: str = "contracts") -> dict[str, Any]:
    """The one line of the quality table for a rule; an empty one where there is none."""
    quality = intake.quality
    found = quality[(quality["rule"] == rule) & (quality["table"] == table)]
    assert len(found) <= 1
    return dict(found.iloc[0]) if len(found) else {}
