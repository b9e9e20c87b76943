"""What computes the ledger."""

import re

from pydantic import field_validator

from cs_lib.engagement.frozen import FrozenModel

_MASTERS = re.compile(r"local(\[(\*|[1-9][0-9]*)\])?|yarn|spark://[^\s:/]+:[0-9]+|k8s://\S+")


class Engine(FrozenModel):
    """In this process, or Spark where `spark` names its master; figures are the same.

    In this process Polars computes books of up to 100,000 lines, and DuckDB larger ones; with
    `duckdb: true`, all of them.
    """

    spark: str | None = None
    duckdb: bool = False

    @field_validator("spark")
    @classmethod
    def _master(cls, master: str | None) -> str | None:
        if master is not None and not _MASTERS.fullmatch(master):
            raise ValueError(
                f"'{master}' is no Spark master; write local[2] (two cores of this machine), "
                "local[*] (all of them), spark://HOST:PORT, yarn or k8s://ADDRESS"
            )
        return master
