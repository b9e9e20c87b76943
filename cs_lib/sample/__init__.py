"""The sample company: a generated client whose truth is known.

Everything in it is invented. The plan (`plan`) and the accounts' lives (`life`) are drawn first;
each table then only writes down what happened, in a module of its own.
"""

from cs_lib.sample.company import write, write_params

__all__ = ["write", "write_params"]
