"""Where a table lies -> the table as it lies there: one module for each kind of file."""
