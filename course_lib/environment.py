"""The environment variables under which notebooks give the same numbers on every run."""

import os

THREAD_COUNTS = (
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
    "NUMEXPR_NUM_THREADS",
)


def one_thread() -> dict[str, str]:
    """One thread for each numerical library.

    Small models are slower on several threads (a recurrent one was fifteen times slower on two), and the
    order in which threads add numbers changes the last digits.

    Returns:
        A value for each name in `THREAD_COUNTS`.
    """
    return dict.fromkeys(THREAD_COUNTS, "1")


def quiet_environment() -> dict[str, str]:
    """Today's environment, changed so that builds and tests are repeatable, strict and silent.

    Returns:
        A new dictionary for `subprocess.run(..., env=...)`; `os.environ` stays as it is.
    """
    environment = {name: value for name, value in os.environ.items() if name != "MPLBACKEND"}
    return (
        environment
        | one_thread()
        | {
            "COURSE_PROGRESS": "off",  # no answer of a test enters the learner's record
            "COURSE_STRICT": "1",  # a claim that does not hold raises
            "PYTHONHASHSEED": "0",  # sets print in one order
            "PYTHONUTF8": "1",
            "TQDM_DISABLE": "1",
        }
    )
