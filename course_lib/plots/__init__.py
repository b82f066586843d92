"""The course's pictures: arrays in, Axes out. No file here sees a model."""
