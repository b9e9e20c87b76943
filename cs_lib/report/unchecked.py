"""What a process of ours does not load: a check that no notebook asks for.

nbformat loads jsonschema, and that a grammar of international web addresses, which takes a second
to build. The schema of notebooks has no such address in it.
"""

import sys

GRAMMAR = "rfc3987_syntax"


def leave_out() -> None:
    """Let jsonschema, when it is imported, go without it. For processes of our own alone."""
    sys.modules.setdefault(GRAMMAR, None)  # type: ignore[arg-type]


def let_in() -> None:
    """Whoever asks for the grammar from now on has it."""
    if sys.modules.get(GRAMMAR, sys) is None:
        del sys.modules[GRAMMAR]
