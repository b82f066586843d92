"""Projects, one a part: data, how a run is measured on rows that it has never seen, and what earns points."""
