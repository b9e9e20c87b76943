"""A stem whose reports are toys: it has nothing to import, and is ready at once."""

import sys
from types import SimpleNamespace
from typing import Any

from cs_lib.report import nursery
from tests.batch.toys import build

toy: Any = SimpleNamespace(BLOCKED=".blocked.html", build=build)
sys.modules["cs_lib.report.build"] = toy

from cs_lib.batch import work  # noqa: E402

if __name__ == "__main__":
    nursery.serve(sys.argv[1], work.live, (), lambda: None)
