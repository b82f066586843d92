"""What appendix A2 lists: every activation, loss, initialiser, optimiser, schedule and normalisation.

A formula here is a line of Python, and is shown as it is computed: the appendix runs it beside the library's
layer, beside PyTorch's, and beside central differences. So a formula with a typing error cannot be shown.
"""
