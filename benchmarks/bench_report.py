"""What does a report cost, and where does the time go? Held against the usual way and the floor.

    python benchmarks/bench_report.py [ENGAGEMENT] [--rounds 3]

On the same engagement, side by side in each round:

- the report (`tensteps run`, which runs the notebooks while it computes), and what its stages cost
  one after the other: figures, notebooks, page
- the usual way: `papermill`, then `jupyter nbconvert`, one notebook after the other, on the same
  notebooks with their results computed
- the floor: the figures and the same cells in one plain Python process, without kernels and page

Times are medians over rounds; processor time is that of all processes together.
"""

import argparse
import ast
import contextlib
import io
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

SAMPLE = Path(__file__).parents[1] / "params" / "sample.yml"
STAGES = ("imports", "figures", "notebooks", "page")
Cost = tuple[float, float]
"""Seconds, and seconds of processor time."""


def used() -> float:
    """Processor time of this process and of those that have ended under it."""
    found = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(each.ru_utime + each.ru_stime for each in found)


class Watch:
    """Laps of this process."""

    def __init__(self) -> None:
        self._at = (time.monotonic(), used())
        self.laps: dict[str, Cost] = {}

    def lap(self, name: str) -> None:
        """What came since the last lap is called `name`."""
        now = (time.monotonic(), used())
        self.laps[name] = (now[0] - self._at[0], now[1] - self._at[1])
        self._at = now


def stages(engagement: Path, out: Path) -> dict[str, Cost]:
    """The report, stage by stage, as `report.build` makes it where it is alone.

    A fork reads the data during the imports; both processes make figures.
    """
    watch = Watch()
    from cs_lib import garbage
    from cs_lib.report import unchecked

    # as the command begins
    garbage.collect_seldom()
    unchecked.leave_out()
    from cs_lib import engagement as engagements
    from cs_lib import workbook

    with workbook.reading(engagements.load(engagement)) as reader:
        workbook.steps()
        from cs_lib.report import execute, html, making, manifest, notebooks, warm

        warm.inherit()
        watch.lap("imports")
        run = workbook.run(engagement, out / "results", reader=reader)
    watch.lap("figures")
    chosen = notebooks.notebooks_of(run.results)
    done = execute.execute(chosen, manifest.PARAMETERS, out / "notebooks")
    warm.release()  # its processor time counts once it has ended
    watch.lap("notebooks")
    (out / "index.html").write_text(html.render(done, making.context_of(run, "")), encoding="utf-8")
    watch.lap("page")
    return watch.laps


def floor(engagement: Path, out: Path) -> dict[str, Cost]:
    """The figures, and what every cell shows, in this process."""
    watch = Watch()
    from cs_lib import workbook
    from cs_lib.display.exhibits import bundle
    from cs_lib.exhibits import Exhibit, Page, Result
    from cs_lib.report import notebooks

    run = workbook.run(engagement, out / "results")
    given = {"engagement": str(out / "results" / workbook.SEALED), "results_dir": out / "results"}
    for notebook in notebooks.notebooks_of(run.results):
        known: dict[str, Any] = {}
        for cell in notebooks.read(notebook).cells:
            if cell.cell_type != "code":
                continue
            with contextlib.redirect_stdout(io.StringIO()):  # of cells that print
                shown = _shown(cell.source, known)
            if notebooks.has_tag(cell, "parameters"):
                known |= given
            if isinstance(shown, Exhibit | Page | Result):
                bundle(shown)
    watch.lap("floor")
    return watch.laps


def _shown(source: str, known: dict[str, Any]) -> object:
    """Run a cell; the value of its last line, where that is an expression."""
    body = ast.parse(source).body
    last = body.pop() if body and isinstance(body[-1], ast.Expr) else None
    exec(compile(ast.Module(body, []), "cell", "exec"), known)
    return eval(compile(ast.Expression(last.value), "cell", "eval"), known) if last else None


def usual(out: Path) -> None:
    """`papermill` and `jupyter nbconvert` on notebooks whose results lie in `out`."""
    from cs_lib.report import manifest, notebooks

    folder = out / "usual"
    folder.mkdir()
    given = [word for name, value in manifest.PARAMETERS.items() for word in ("-p", name, value)]
    for notebook in sorted(notebooks.notebook_folder().glob("[0-9][0-9]_*.ipynb")):
        for command in (
            ["papermill", notebook, folder / notebook.name, "--cwd", folder, *given],
            ["nbconvert", "--to", "html", "--no-input", folder / notebook.name],
        ):
            words = [sys.executable, "-m", *map(str, command)]
            done = subprocess.run(words, capture_output=True, text=True, cwd=folder)
            if done.returncode:
                sys.exit(done.stderr)


def cost(*words: object) -> Cost:
    """What does a command cost, from start to end?"""
    before, began = used(), time.monotonic()
    done = subprocess.run([sys.executable, *map(str, words)], capture_output=True, text=True)
    if done.returncode:
        sys.exit(done.stderr)
    return time.monotonic() - began, used() - before


def laps(way: str, engagement: Path, out: Path) -> dict[str, Cost]:
    """The laps of a process of its own."""
    words = [sys.executable, __file__, str(engagement), "--way", way, "--out", str(out)]
    done = subprocess.run(words, capture_output=True, text=True)
    if done.returncode:
        sys.exit(done.stderr)
    found: dict[str, Cost] = json.loads(done.stdout)
    return found


def measured(engagement: Path) -> dict[str, Cost]:
    """One round."""
    found: dict[str, Cost] = {}
    with tempfile.TemporaryDirectory() as kept:
        found["report"] = cost("-m", "cs_lib", "run", engagement, "--out", Path(kept, "report"))
        ours = Path(kept, "stages")
        found |= laps("stages", engagement, ours)
        found |= laps("floor", engagement, Path(kept, "floor"))
        before, began = used(), time.monotonic()
        usual(ours)
        found["usual"] = (time.monotonic() - began, used() - before)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("engagement", type=Path, nargs="?", default=SAMPLE)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--way", choices=("stages", "floor"), help=argparse.SUPPRESS)
    parser.add_argument("--out", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    engagement = asked.engagement.resolve()
    if asked.way:
        way = stages if asked.way == "stages" else floor
        print(json.dumps(way(engagement, asked.out)))
        return
    rounds = [measured(engagement) for _ in range(asked.rounds)]
    say({name: _median([each[name] for each in rounds]) for name in rounds[0]})


def _median(costs: list[Cost]) -> Cost:
    seconds, processor = (statistics.median(each) for each in zip(*costs, strict=True))
    return seconds, processor


def say(found: Mapping[str, Cost]) -> None:
    """Print the table, and what is held against what."""
    print(f"{'':12}{'time':>9}{'processor':>12}")
    for name in ("report", *STAGES, "usual", "floor"):
        seconds, processor = found[name]
        print(f"{name:12}{seconds:7.1f} s{processor:10.1f} s")
    shown = [sum(each) for each in zip(found["notebooks"], found["page"], strict=True)]
    times = [f"{theirs / ours:.1f}" for theirs, ours in zip(found["usual"], shown, strict=True)]
    print(f"the usual way takes {times[0]} times as long as notebooks and page, {times[1]} times "
          "the processor time")  # fmt: skip
    over = [ours / least for ours, least in zip(found["report"], found["floor"], strict=True)]
    print(f"the report takes {over[0]:.1f} times the floor, {over[1]:.1f} times its processor time")


if __name__ == "__main__":
    main()
