"""Which version of the library made a result? One line, imported by all that say so."""

__version__ = "0.1.0"
