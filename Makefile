# Every target sets itself up first: nothing but make and Python 3.11 to 3.14 is needed.
# Kept to what GNU make 3.81 knows, because macOS comes with that one.

.DEFAULT_GOAL := lab
.PHONY: lab test test-elsewhere build results bench bench-check bench-widgets mutants setup clean

STAMP := .venv/installed
PYTHONS := python3.11 python3.12 python3.13 python3.14 python3 python
COURSE := .venv/bin/python -m course_lib
PIP := .venv/bin/python -m pip --disable-pip-version-check install
TORCH := torch==2.13.0
# PyTorch's own index of builds for the CPU: elsewhere, Linux gets several gigabytes of CUDA with it.
TORCH_INDEX := https://download.pytorch.org/whl/cpu

# Open the course in JupyterLab. PORT= chooses the port, LAB_ARGS= goes to JupyterLab as it stands.
lab: $(STAMP)
	@$(COURSE) lab $(if $(PORT),--port "$(PORT)") $(if $(LAB_ARGS),-- $(LAB_ARGS))

# Check, lint and test everything.
test: $(STAMP)
	@$(COURSE) test

# Test what the chapters claim under the instructions of another processor.
test-elsewhere: $(STAMP)
	@$(COURSE) test --elsewhere

# Make the notebooks from chapters/src.
build: $(STAMP)
	@$(COURSE) build

# Run the experiments of chapters/results whose code changed. ALL=1 runs every one of them.
results: $(STAMP)
	@$(COURSE) results $(if $(ALL),--all)

# Measure how fast the NumPy side is beside PyTorch and other libraries, and write the table of it.
bench: $(STAMP)
	@$(PIP) --quiet -c constraints.txt -e ".[bench]"
	@OMP_NUM_THREADS=1 .venv/bin/python -m tests.benchmarks.speed

# Measure the same, write nothing, and fail where a goal is missed by more than 20 %.
bench-check: $(STAMP)
	@$(PIP) --quiet -c constraints.txt -e ".[bench]"
	@OMP_NUM_THREADS=1 .venv/bin/python -m tests.benchmarks.speed --check

# Measure how long a widget takes from a key to changed pixels, and write the table of it.
bench-widgets: $(STAMP)
	@.venv/bin/python -m tests.benchmarks.widget_latency

# Break losses, normalisation and optimisers in one place after another, and write how much of it their tests
# notice: some twenty minutes. ONLY=optimisers.py breaks one of them, and writes nothing.
mutants: $(STAMP)
	@$(PIP) --quiet -c constraints.txt -e ".[mutation]"
	@.venv/bin/python -m tests.mutation.mutants $(ONLY)

# Set up and do no more.
setup: $(STAMP)

# Remove what set-up and tests left behind. work/ is the learner's own and stays.
clean:
	rm -rf .venv reports .hypothesis .pytest_cache .ruff_cache *.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The stamp holds the folder's path: an environment that was moved, or lost its Python, is made again.
ifneq ($(shell .venv/bin/python -c "" 2>/dev/null && cat $(STAMP) 2>/dev/null),$(shell pwd -P))
.PHONY: $(STAMP)
endif

# The stamp is taken away first and written last, so an install that was interrupted begins afresh; one
# that is only out of date is brought up to date. PYTHON= names the interpreter to use.
$(STAMP): pyproject.toml constraints.txt
	@chosen=; unfit=; \
	for candidate in $(if $(PYTHON),"$(PYTHON)",$(PYTHONS)); do \
	  "$$candidate" -c "import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 15))" 2>/dev/null || continue; \
	  "$$candidate" -c "import ensurepip, venv" 2>/dev/null && { chosen=$$candidate; break; }; \
	  unfit=$${unfit:-$$candidate}; \
	done; \
	if test -z "$$chosen" && test -n "$$unfit"; then \
	  echo "$$unfit cannot make virtual environments: install its venv package" \
	    "(Debian and Ubuntu: apt-get install python3-venv)." >&2; exit 1; \
	elif test -z "$$chosen"; then \
	  echo "The course needs Python 3.11, 3.12, 3.13 or 3.14 and found none: install one," \
	    "or name it (make PYTHON=/path/to/python)." >&2; exit 1; \
	fi; \
	test -f $(STAMP) && .venv/bin/python -c "" || "$$chosen" -m venv --clear .venv
	@rm -f $(STAMP)
	@echo "Setting up the course in .venv: a few minutes, once. First PyTorch, then everything else."
	@.venv/bin/python -c "import urllib.request as r; r.urlopen('$(TORCH_INDEX)/torch/', timeout=3)" 2>/dev/null \
	  && index="--extra-index-url $(TORCH_INDEX)" || { index=; echo "PyTorch's index of CPU builds" \
	    "was not reached: pip's default build of torch is taken (several gigabytes on Linux)."; }; \
	$(PIP) --no-deps $$index $(TORCH)
	$(PIP) --quiet -c constraints.txt -e ".[dev]"
# Matplotlib lists the fonts when it is first imported, and a notebook would show the message.
	@.venv/bin/python -c "import matplotlib.font_manager" 2>/dev/null
	@pwd -P > $(STAMP)
