"""How does a run tell how far it has come?"""

from collections.abc import Callable

Progress = Callable[[str, str], None]
"""Called with a step's stem, "numbers" or "page", and its state: "running", "done" or "failed"."""


def quiet(step: str, state: str) -> None:
    """The progress of somebody who does not want to know."""
