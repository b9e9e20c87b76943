"""Which Python does a notebook run on? This one, over a socket file where the platform has them.

Jupyter would look up the user's kernel named "python3", which may be another environment; and it
would talk to it over an unencrypted TCP port.
"""

import asyncio
import os
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from queue import Empty
from typing import Any, cast

from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning.local_provisioner import LocalProvisioner

from cs_lib.report import warm
from cs_lib.report.warm import environment
from cs_lib.temporary import folder

_LONGEST_SOCKET = 100
"""Bytes that the path of a socket file may have on every Unix (104 on macOS, 108 on Linux)."""
_ANSWERS_WITHIN, _TELLS_WITHIN = 1.0, 0.02
"""Seconds until a kernel is asked anew: it did not answer, or did not tell its state."""
_BOUND_WITHIN, _LOOK_EVERY = 5.0, 0.005
"""Seconds that a kernel has to bind its sockets, and between looks whether it has."""


class PromptClient(AsyncKernelClient):
    """A client that goes on as soon as its kernel listens and is heard.

    Jupyter's own waits until nothing more comes, a fifth of a second for every notebook.
    """

    async def wait_for_ready(self, timeout: float | None = None) -> None:
        """Ask until the kernel both answers and tells that it is idle; RuntimeError if it won't.

        `timeout` in seconds, None for no limit. What it told about earlier questions is left to the
        reader of its messages, who knows them by their number.
        """
        until = None if timeout is None else time.monotonic() + timeout
        while not await self._heard(self.kernel_info()):
            if not await self.is_alive():
                raise RuntimeError("Kernel died before replying to kernel_info")
            if until is not None and time.monotonic() > until:
                raise RuntimeError(f"Kernel didn't respond in {timeout:.0f} seconds")

    async def _heard(self, asked: str) -> bool:
        """Did both come, the answer to `asked` and the news that it is done with it?"""
        try:
            await self._until(self.get_shell_msg, _ANSWERS_WITHIN, asked, "kernel_info_reply")
            await self._until(self.get_iopub_msg, _TELLS_WITHIN, asked, "status")
        except Empty:
            return False
        return True

    async def _until(self, get: Any, within: float, asked: str, kind: str) -> None:
        """Read until a message of `kind` about `asked` comes; Empty where none comes in time."""
        while True:
            told = await get(timeout=within)
            about = told["parent_header"].get("msg_id")
            idle = told["content"].get("execution_state", "idle") == "idle"
            if about == asked and told["msg_type"] == kind and idle:
                return


class WarmProvisioner(LocalProvisioner):
    """Starts a kernel from the warm process, or cold like any other when there is none."""

    async def launch_kernel(self, cmd: list[str], **options: Any) -> Any:
        """Fork when possible; `cmd` is the whole command line of a cold start."""
        argv = cmd[cmd.index("-f") :]
        forked = warm.fork(argv, options.get("cwd") or os.getcwd(), options["env"])
        if forked is None:
            return await super().launch_kernel(cmd, **options)
        self.process = cast(Any, forked)
        self.pid = self.pgid = forked.pid  # it leads a session of its own
        self.cwd = options.get("cwd")
        return self.connection_info

    async def kill(self, restart: bool = False) -> None:
        """End the kernel and see it end; Jupyter would look again after a tenth of a second."""
        await super().kill(restart)
        if self.process is not None:
            self.process.wait()


class ThisPython(AsyncKernelManager):
    """A kernel of the interpreter that runs this, with this cs_lib and no profile of the user's."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.client_factory = PromptClient
        self._own_folder = tempfile.mkdtemp(prefix="", dir=folder())
        self.connection_file = os.path.join(self._own_folder, "k.json")
        if os.name == "posix" and len(self._own_folder) + 12 < _LONGEST_SOCKET:
            self.transport = "ipc"
            self.ip = os.path.join(self._own_folder, "k")
        self.kernel_id = os.path.basename(self._own_folder)
        self.provisioner = WarmProvisioner(
            kernel_id=self.kernel_id, kernel_spec=self.kernel_spec, parent=self
        )

    def format_kernel_cmd(self, extra_arguments: list[str] | None = None) -> list[str]:
        """The command of the kernel, whatever kernels this machine has registered."""
        return [
            *(sys.executable, "-P", "-m", "cs_lib.report.kernel", "-f", self.connection_file),
            "--HistoryManager.enabled=False",
            *(extra_arguments or []),
        ]

    async def _async_launch_kernel(self, kernel_cmd: list[str], **options: Any) -> None:
        options["env"] = environment(self._own_folder)
        # a kernel answers over its sockets; what it prints besides would reach the terminal
        options["stdout"] = options["stderr"] = subprocess.DEVNULL
        _under_way.add(self)
        await super()._async_launch_kernel(kernel_cmd, **options)
        await self._bound()

    async def _bound(self) -> None:
        """Wait until the kernel has bound its sockets, where they are files, or is late.

        Whoever knocks before that is let in a tenth of a second later, when ZeroMQ tries again.
        """
        until = time.monotonic() + _BOUND_WITHIN
        while not all(map(os.path.exists, self._sockets())) and time.monotonic() < until:
            if not await self.is_alive():
                return
            await asyncio.sleep(_LOOK_EVERY)

    def _sockets(self) -> list[str]:
        ports = (self.shell_port, self.iopub_port, self.stdin_port, self.control_port, self.hb_port)
        return [f"{self.ip}-{port}" for port in ports] if self.transport == "ipc" else []

    def end(self) -> None:
        """Kill the kernel's process, if it has one; whoever waits for the kernel sees it dead."""
        process = getattr(self.provisioner, "process", None)
        if process is not None:
            with suppress(OSError):
                process.kill()

    def cleanup_connection_file(self) -> None:
        """Remove the kernel's own folder too, with its sockets and its profile."""
        super().cleanup_connection_file()
        _under_way.discard(self)
        shutil.rmtree(self._own_folder, ignore_errors=True)


def prepare() -> None:
    """Start warming up while something else is done; the kernels to come will start sooner."""
    warm.prepare(environment(str(folder())))


_under_way: set[ThisPython] = set()
"""The kernels of this process."""


def end_all() -> None:
    """End every kernel that is under way: nobody waits for its figures any more."""
    for kernel in list(_under_way):
        kernel.end()
