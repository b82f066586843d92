"""The rules of the house: who may import what, and that every file has its twin."""

import ast
import importlib
import inspect
import subprocess
import sys
from pathlib import Path

import pytest

import course_lib

PACKAGE = Path(course_lib.__file__).parent

# What each part may import when it is imported itself, beside the standard library and its own files.
SHARED = {
    "course_lib.arguments",
    "course_lib.callbacks",
    "course_lib.difference",
    "course_lib.history",
    "course_lib.metrics",
    "course_lib.modes",
    "course_lib.reduction",
}
ALLOWED = {
    "arguments.py": set(),
    "augmentation.py": {"numpy", "course_lib.arguments", "course_lib.numpy_nn.arguments"},
    "callbacks.py": {"course_lib.arguments", "course_lib.history"},
    "difference.py": {"numpy"},
    "history.py": set(),
    "modes.py": set(),
    "one_neuron.py": {"numpy", "course_lib.arguments", "course_lib.numpy_nn.arguments"},
    "reduction.py": set(),
    "random_search.py": {"numpy", "course_lib.arguments", "course_lib.numpy_nn.arguments"},
    "weights.py": {"numpy", "safetensors"},
    "equality.py": {"numpy", "course_lib.difference", "course_lib.numpy_nn", "course_lib.weights"},
    "numpy_nn": {"numpy", *SHARED},
    "torch_nn": {"torch", *SHARED},
    "metrics.py": {"numpy", "course_lib.arguments", "course_lib.numpy_nn.arguments"},
    "datasets": {"numpy", "course_lib.arguments", "course_lib.numpy_nn.arguments"},
    "recipe": {"numpy", "torch", "course_lib.arguments"},
    "pipelines": {"torch", "course_lib.arguments", "course_lib.datasets"},
    "plots": {"numpy", "matplotlib", "course_lib.arguments"},
    "signal_flow.py": {
        "numpy",
        "course_lib.arguments",
        "course_lib.datasets",
        "course_lib.network_settings",
        "course_lib.numpy_nn",
        "course_lib.widgets.browser_random",
    },
    "loss_surfaces.py": {"numpy", "course_lib.arguments", "course_lib.numpy_nn"},
    "scored_training.py": {
        "numpy",
        "course_lib.arguments",
        "course_lib.datasets",
        "course_lib.experiments",
        "course_lib.numpy_nn",
    },
    "shifting_noise.py": {"numpy", "course_lib.arguments", "course_lib.numpy_nn"},
    "boundary_learning.py": {
        "numpy",
        "course_lib.arguments",
        "course_lib.numpy_nn",
        "course_lib.widgets.browser_random",
    },
    # ipywidgets and anywidget are built on traitlets; questions, settings and surfaces are plain.
    "widgets": {
        "numpy",
        "anywidget",
        "ipywidgets",
        "traitlets",
        "course_lib.arguments",
        "course_lib.checks.question",
        "course_lib.loss_surfaces",
        "course_lib.network_settings",
        "course_lib.words",
    },
}

# Imports inside functions of those parts, each with its reason.
LAZY = {
    ("equality.py", "torch"): "PyTorch takes seconds to import, and only a proof needs it",
    ("weights.py", "torch"): "PyTorch takes seconds to import, and only the way to it and back needs it",
    ("numpy_nn/activations.py", "scipy"): "NumPy has no erf, and only the exact GELU needs it",
    ("widgets/vanishing_gradients.py", "course_lib"): "the browser computes and draws; its reference and "
    "its picture are needed by readers without a browser",
    ("widgets/optimiser_paths.py", "course_lib"): "the browser draws; a picture is for readers without one",
    ("widgets/boundary_playground.py", "course_lib"): "the browser computes and draws; its reference and "
    "its picture are needed by readers without a browser",
    ("datasets/digits.py", "sklearn"): "scikit-learn is slow to import, and only its digits are needed",
    ("metrics.py", "sklearn"): "scikit-learn is slow to import, and only curves of two-class tests need it",
    ("datasets/tables.py", "sklearn"): "scikit-learn is slow to import, and only its tables are needed",
    ("datasets/photographs.py", "sklearn"): "scikit-learn is slow to import, and keeps the pictures",
}

# Files of numpy_nn without a namesake in torch_nn, each with its reason.
WITHOUT_TWIN = {
    "autograd": "torch.Tensor is its twin",
    "module": "torch.nn.Module is its twin",
    "parameters": "torch.nn.Parameter is its twin",
    "calls": "autograd remembers the way forward",
    "tape": "autograd remembers the way forward",
    "gradient_check": "torch.autograd.gradcheck is its twin",
    "sums": "PyTorch's own sums are fast",
}

HEAVY = ["torch", "sklearn", "matplotlib", "scipy", "safetensors", "IPython", "ipywidgets"]


def files(part):
    path = PACKAGE / part
    return [path] if path.is_file() else sorted(path.rglob("*.py"))


def is_for_type_checkers(node):
    return isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"


def imported_names(node):
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom) and node.module == "course_lib":
        return [f"course_lib.{alias.name}" for alias in node.names]
    return [node.module] if isinstance(node, ast.ImportFrom) else []


def imports_of(file):
    """Split the imports of a file: at module level, and inside functions; none for type checkers."""
    at_once, lazy = [], []

    def visit(node, found):
        if is_for_type_checkers(node):
            return
        found += imported_names(node)
        inside = lazy if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)) else found
        for child in ast.iter_child_nodes(node):
            visit(child, inside)

    visit(ast.parse(file.read_text(encoding="utf-8")), at_once)
    return at_once, lazy


def is_standard(name):
    return name.split(".")[0] in sys.stdlib_module_names


def covers(allowed, name):
    return name == allowed or name.startswith(allowed + ".")


@pytest.mark.parametrize("part", ALLOWED)
def test_each_part_imports_only_what_it_may(part):
    own = "course_lib." + part.removesuffix(".py")
    for file in files(part):
        at_once, _ = imports_of(file)
        for name in at_once:
            may = is_standard(name) or any(covers(allowed, name) for allowed in {own, *ALLOWED[part]})
            assert may, f"{file.relative_to(PACKAGE)} imports {name}"


def test_lazy_imports_are_those_that_are_listed_with_a_reason():
    found = {
        (file.relative_to(PACKAGE).as_posix(), name.split(".")[0])
        for part in ALLOWED
        for file in files(part)
        for name in imports_of(file)[1]
        if not is_standard(name)
    }
    assert found == set(LAZY)


def test_nothing_imports_chapters():
    for file in PACKAGE.rglob("*.py"):
        at_once, lazy = imports_of(file)
        assert not [name for name in at_once + lazy if "chapters" in name.split(".")], file


@pytest.mark.parametrize(
    ("source", "at_once", "lazy"),
    [
        ("import torch", ["torch"], []),
        ("from torch import nn", ["torch"], []),
        ("from course_lib import plots", ["course_lib.plots"], []),
        ("try:\n    import torch\nexcept ImportError:\n    pass", ["torch"], []),
        ("class A:\n    import torch", ["torch"], []),
        ("def f():\n    import torch", [], ["torch"]),
        ("def f():\n    def g():\n        from torch.nn import init", [], ["torch.nn"]),
        ("if TYPE_CHECKING:\n    import torch", [], []),
    ],
)
def test_the_search_for_imports_finds_them_wherever_they_stand(tmp_path, source, at_once, lazy):
    file = tmp_path / "module.py"
    file.write_text(source, encoding="utf-8")
    assert imports_of(file) == (at_once, lazy)


NUMPY_FILES = {file.stem for file in files("numpy_nn")} - {"__init__"}
TORCH_FILES = {file.stem for file in files("torch_nn")} - {"__init__"}


def loaded_after(statement):
    """Heavy packages that a fresh process has loaded after a statement."""
    program = f"{statement}\nimport sys\nprint([name for name in {HEAVY} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return ast.literal_eval(done.stdout)


@pytest.mark.parametrize(
    "module",
    [
        "course_lib",
        "course_lib.datasets",
        "course_lib.history",
        "course_lib.metrics",
        *(f"course_lib.numpy_nn.{name}" for name in sorted(NUMPY_FILES)),
    ],
)
def test_numpy_is_all_that_the_numpy_side_loads(module):
    assert loaded_after(f"import {module}") == []


def test_equality_and_weights_do_not_load_pytorch():
    assert loaded_after("import course_lib.equality, course_lib.weights") == ["safetensors"]


def test_a_heavy_package_would_be_noticed():
    assert "matplotlib" in loaded_after("import matplotlib")


def test_every_file_has_its_twin_or_a_reason_to_have_none():
    assert NUMPY_FILES - set(WITHOUT_TWIN) == TORCH_FILES
    assert set(WITHOUT_TWIN) <= NUMPY_FILES


def public_names(side, name):
    """Public functions and classes that a file defines or, by `__all__`, passes on."""
    module = importlib.import_module(f"course_lib.{side}.{name}")
    defined = {
        key
        for key, value in vars(module).items()
        if not key.startswith("_")
        and (inspect.isclass(value) or inspect.isfunction(value))
        and value.__module__ == module.__name__
    }
    return module, set(getattr(module, "__all__", defined))


def arguments(callable_or_class):
    if inspect.isclass(callable_or_class) and "__init__" not in vars(callable_or_class):
        return []
    parameters = inspect.signature(callable_or_class).parameters.values()
    return [(parameter.name, parameter.kind) for parameter in parameters]


@pytest.mark.parametrize("name", sorted(TORCH_FILES))
def test_twins_offer_the_same_names_with_the_same_arguments(name):
    ours, our_names = public_names("numpy_nn", name)
    twin, twin_names = public_names("torch_nn", name)
    assert twin_names <= our_names
    for public in our_names:
        assert hasattr(twin, public), f"torch_nn.{name} lacks {public}"
    for public in twin_names:
        assert arguments(getattr(ours, public)) == arguments(getattr(twin, public)), public


def test_no_part_of_the_library_seeds_global_randomness():
    forbidden = {"np.random.seed", "numpy.random.seed", "random.seed", "torch.manual_seed", "torch.seed"}
    for part in ("numpy_nn", "torch_nn", "datasets", "equality.py", "weights.py"):
        for file in files(part):
            calls = [
                node for node in ast.walk(ast.parse(file.read_text("utf-8"))) if isinstance(node, ast.Call)
            ]
            assert not forbidden & {ast.unparse(call.func) for call in calls}, file
