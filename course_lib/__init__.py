"""Perceptron to Transformer: the library that every chapter of the course calls.

`numpy_nn` and `torch_nn` hold each concept twice, `learning` asks and checks, `showing` and `plots` draw.
Nothing heavy is imported here.
"""

__version__ = "0.1.0"
