"""What in an executed notebook varies between two equal runs? Everything named here is taken out.

Kept are sources, outputs, execution counts and tags, so that the notebook still shows how each
figure came about.
"""

from typing import Any

import nbformat

_VARYING = ("papermill", "widgets")
INJECTED = "injected-parameters"


def tidy(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """The same notebook without times, durations, paths, kernel ids and warnings on stderr."""
    for key in _VARYING:
        notebook.metadata.pop(key, None)
    for cell in notebook.cells:
        cell.metadata.pop("papermill", None)
        cell.metadata.pop("execution", None)
        if not cell.metadata.get("tags", True):
            cell.metadata.pop("tags")
        if INJECTED in cell.metadata.get("tags", []):
            cell["id"] = INJECTED
        if cell.cell_type == "code":
            cell.outputs = [_output(output) for output in cell.outputs if _is_said(output)]
    return notebook


def _is_said(output: dict[str, Any]) -> bool:
    # what libraries warn about names files of this machine
    return not (output["output_type"] == "stream" and output["name"] == "stderr")


def _output(output: nbformat.NotebookNode) -> nbformat.NotebookNode:
    if "transient" in output:
        output.pop("transient")
    return output


def text_of(notebook: nbformat.NotebookNode) -> str:
    """The notebook as it is written to disk: sorted keys, one trailing newline."""
    return str(nbformat.writes(notebook, version=4, sort_keys=True)) + "\n"
