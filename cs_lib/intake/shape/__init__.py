"""From a grid of cells to named columns: header, totals, months, files, mapping."""
