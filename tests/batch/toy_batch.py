"""`tensteps batch` with toy reports: run as `python -m tests.batch.toy_batch batch ...`."""

import sys

from cs_lib import cli
from cs_lib.batch import attempt
from tests.batch.toys import STEM

if __name__ == "__main__":
    attempt.STEM = STEM
    cli.main(sys.argv[1:])
