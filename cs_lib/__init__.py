"""Ten Steps to Customer Success: from a client's files to a report that can be defended."""

__version__ = "0.1.0"
