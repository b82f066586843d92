"""How hypothesis works in every test: as long as it takes, and each run like the last."""

from hypothesis import settings

settings.register_profile("course", max_examples=20, deadline=None, derandomize=True, database=None)
settings.load_profile("course")
