"""Every concept of the course in NumPy: the way forward, and the way back derived by hand.

Each file stands for one concept and has its namesake in `torch_nn`. Import what you need from its file:
`from course_lib.numpy_nn.linear import Linear`.
"""
