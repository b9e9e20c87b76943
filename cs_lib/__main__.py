"""`python -m cs_lib` is `tensteps`."""

from cs_lib.cli import main

if __name__ == "__main__":
    main()
