"""The Spark session that ledgers are computed in."""

import os
import re
import shutil
import subprocess
import tempfile
import warnings
from pathlib import Path
from typing import IO, Any

from cs_lib.errors import MissingExtraError, UsageError

JAVA = "Java 17 or later (Debian and Ubuntu: apt-get install openjdk-17-jre-headless)"
_WITHOUT = "Without 'engine' the same figures are computed in this process."
_ALWAYS = {
    # Days must not move with the time zone of the machine.
    "spark.sql.session.timeZone": "UTC",
    # A sum that overflows stops the run; without this it would go on with a wrong one.
    "spark.sql.ansi.enabled": "true",
}
_OF_OUR_OWN = {
    "spark.app.name": "tensteps",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
}
_ON_THIS_MACHINE = {"spark.driver.bindAddress": "127.0.0.1", "spark.driver.host": "127.0.0.1"}


def session(master: str) -> Any:
    """A session of our own on the Spark that runs in this process, else on a new one at `master`.

    Whoever started a Spark keeps their own session and its settings; it is never stopped here.
    Raises MissingExtraError without pyspark; UsageError without Java, or where Spark does not
    start.
    """
    # pyspark has a word on the version of pandas at every frame that comes or goes, as Arrow too.
    warnings.filterwarnings("ignore", "PySpark does not yet fully support pandas", FutureWarning)
    try:
        from pyspark import SparkContext
        from pyspark.sql import SparkSession
    except ImportError:
        raise MissingExtraError("spark", f"engine: {{spark: '{master}'}}") from None
    context = SparkContext._active_spark_context or _started(master)
    own = SparkSession(context).newSession()
    for key, value in _ALWAYS.items():
        own.conf.set(key, value)
    if threads := _threads(context.master):
        own.conf.set("spark.sql.shuffle.partitions", str(threads))
    return own


def _threads(master: str | None) -> int | None:
    """How many tasks run at once on this machine; None on a cluster."""
    found = re.fullmatch(r"local(?:\[(\*|\d+)\])?", master or "")
    if not found:
        return None
    return (os.cpu_count() or 1) if found[1] == "*" else int(found[1] or 1)


def _started(master: str) -> Any:
    """A new Spark; what its launcher says goes into the error, or nowhere."""
    from pyspark import SparkConf, SparkContext
    from pyspark.java_gateway import launch_gateway

    _require_java(master)
    settings = {"spark.master": master} | _OF_OUR_OWN
    settings |= _ON_THIS_MACHINE if _threads(master) else {}
    conf = SparkConf().setAll(list(settings.items()))
    context = None
    with tempfile.TemporaryFile() as said:
        try:
            quiet = {"stdout": subprocess.DEVNULL, "stderr": said}
            context = SparkContext(conf=conf, gateway=launch_gateway(conf, quiet))
            context.setLogLevel("ERROR")
        except Exception as error:
            if context is not None:
                context.stop()
            raise UsageError(
                f"engine.spark: Spark did not start at '{master}': {_reason(said, error)}. It "
                f"needs {JAVA} and a master that can be reached. {_WITHOUT}"
            ) from None
    return context


def _require_java(master: str) -> None:
    home = os.environ.get("JAVA_HOME")
    found = (Path(home) / "bin" / "java").exists() if home else shutil.which("java")
    if not found:
        where = f"JAVA_HOME ({home}) holds no bin/java" if home else "there is no 'java' here"
        raise UsageError(
            f"engine.spark: '{master}' needs {JAVA}, and {where}; install it, or set JAVA_HOME to "
            f"its folder. {_WITHOUT}"
        )


def _reason(said: IO[bytes], error: Exception) -> str:
    """The first line that names an exception or an error, of Spark's or of the launcher's."""
    said.seek(0)
    lines = said.read().decode("utf-8", "replace").splitlines() + str(error).splitlines()
    telling = [line.strip() for line in lines if re.search(r"\bERROR\b|Exception|Error\b", line)]
    return (telling or [line.strip() for line in lines] or [type(error).__name__])[0][:300]
