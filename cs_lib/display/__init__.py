"""How does an exhibit look in a notebook and on a page? HTML with drawings, from one record.

It computes no figure and reads no file: what a step found is told by `exhibits`, and shown here.
What draws is imported by whoever draws; the page of a report is put together without it.
"""


def register() -> None:
    """Teach the running IPython to show exhibits, pages and results; nothing outside of one."""
    from cs_lib.display import exhibits

    exhibits.register()


def warm_up() -> None:
    """Read the templates and draw an empty chart, so that whoever is forked from here need not."""
    from cs_lib.display import exhibits

    exhibits.warm_up()


__all__ = ["register", "warm_up"]
