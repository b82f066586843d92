"""The same concepts in PyTorch, file by file, as a good PyTorch engineer would write them.

Where a file's subject is the primitive itself, the forward is written with tensor operations and autograd
differentiates it; later files use `torch.nn`. `tests/parity` proves both sides equal.
"""
