"""Client files made in a test's own folder, and the door opened on them."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from cs_lib import engagement as engagements
from cs_lib import intake
from cs_lib.errors import DataError
from cs_lib.intake import Intake

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


@pytest.fixture
def client(tmp_path: Path) -> Client:
    return Client(tmp_path)


@pytest.fixture(scope="session")
def new_client(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Client]:
    """For property tests: a new folder for each case."""
    return lambda: Client(tmp_path_factory.mktemp("client"))
