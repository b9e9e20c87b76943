"""Which Python does a notebook run on? This one, over a socket file where the platform has them.

Jupyter would look up the user's kernel named "python3", which may be another environment; and it
would talk to it over an unencrypted TCP port.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from jupyter_client.manager import AsyncKernelManager

import cs_lib

_LONGEST_SOCKET = 100
"""Bytes that the path of a socket file may have on every Unix (104 on macOS, 108 on Linux)."""


class ThisPython(AsyncKernelManager):
    """A kernel of the interpreter that runs this, with this cs_lib and no profile of the user's."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        folder = tempfile.mkdtemp(prefix="ts-")
        self._own_folder = folder
        self.connection_file = os.path.join(folder, "k.json")
        if os.name == "posix" and len(folder) + 12 < _LONGEST_SOCKET:
            self.transport = "ipc"
            self.ip = os.path.join(folder, "k")

    def format_kernel_cmd(self, extra_arguments: list[str] | None = None) -> list[str]:
        """The command of the kernel, whatever kernels this machine has registered."""
        return [
            *(sys.executable, "-m", "ipykernel_launcher", "-f", self.connection_file),
            "--HistoryManager.enabled=False",
            *(extra_arguments or []),
        ]

    async def _async_launch_kernel(self, kernel_cmd: list[str], **options: Any) -> None:
        options["env"] = environment(self._own_folder)
        # a kernel answers over its sockets; what it prints besides would reach the terminal
        options["stdout"] = options["stderr"] = subprocess.DEVNULL
        await super()._async_launch_kernel(kernel_cmd, **options)

    def cleanup_connection_file(self) -> None:
        """Remove the kernel's own folder too, with its sockets and its profile."""
        super().cleanup_connection_file()
        shutil.rmtree(self._own_folder, ignore_errors=True)


def environment(folder: str) -> dict[str, str]:
    """The environment of a kernel: the same for every user and every run."""
    library = str(Path(cs_lib.__file__).resolve().parent.parent)
    search = [library, *filter(None, [os.environ.get("PYTHONPATH")])]
    kept = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    return kept | {
        "PYTHONPATH": os.pathsep.join(search),
        "PYTHONHASHSEED": "0",
        "MPLBACKEND": "agg",
        "IPYTHONDIR": folder,
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",
    }
