"""From the source of a chapter to its notebooks, as a pure function of the source and the library."""
