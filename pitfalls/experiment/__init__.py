"""Claims: arms, cells, contrasts, and the files in which they stand."""
