"""A client's files, the door opened on them, and what the quality table says of one rule."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from cs_lib import engagement as engagements
from cs_lib import intake
from cs_lib.errors import DataError
from cs_lib.intake import Intake


def note(intake: Intake, rule: str, table: str = "contracts") -> dict[str, Any]:
    """The one line of the quality table for a rule; an empty one where there is none."""
    quality = intake.quality
    found = quality[(quality["rule"] == rule) & (quality["table"] == table)]
    assert len(found) <= 1
    return dict(found.iloc[0]) if len(found) else {}


HEAD = "line_id,customer_id,start,end,mrr,currency,line_type\n"
SOUND = "L1,C1,2025-01-01,,95,,\n"


def loaded(client, rows: str, limit: float | None = None, **tables):
    """The door opened, bad rows in quarantine; and the engagement."""
    client.write("contracts.csv", HEAD + rows)
    policies = {"bad_rows": "quarantine"}
    policies |= {} if limit is None else {"unaccounted_limit": limit}
    taken = client.load(policies, contracts="contracts.csv", **tables)
    return taken, engagements.load(client.folder / "acme.yml")


CONTRACTS = "customer_id,start,end,mrr\nC1,2025-01-01,,100\n"
Source = str | dict[str, Any]


class Client:
    """One client's folder: files are written into it, then the door is opened."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def write(self, name: str, content: str | bytes) -> Path:
        """A file of the client's; text is written as UTF-8."""
        file = self.folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.encode() if isinstance(content, str) else content)
        return file

    def load(self, policies: dict[str, Any] | None = None, **tables: Source) -> Intake:
        """What is behind the door; contracts are given where the test gives no revenue."""
        if not {"contracts", "invoices", "mrr_snapshots"} & set(tables):
            self.write("contracts.csv", CONTRACTS)
            tables = {"contracts": "contracts.csv", **tables}
        text = yaml.safe_dump(
            {
                "client": "Acme",
                "as_of": "2026-09-30",
                "currency": "EUR",
                "tables": tables,
                "policies": policies or {},
            }
        )
        return intake.load(engagements.load(self.write("acme.yml", text)))

    def contracts(self, content: str | bytes, **source: Any) -> Intake:
        """The door opened on one file of contracts."""
        self.write("contracts.csv", content)
        return self.load(contracts={"path": "contracts.csv", **source})

    def quarantined(self, content: str, **source: Any) -> Intake:
        """The same, bad rows in quarantine."""
        self.write("contracts.csv", content)
        policies = {"bad_rows": "quarantine"}
        return self.load(policies, contracts={"path": "contracts.csv", **source})

    def refused(self, **tables: Source) -> DataError:
        """The error with which the door stays closed."""
        with pytest.raises(DataError) as caught:
            self.load(**tables)
        assert caught.value.exit_code == 3
        return caught.value
