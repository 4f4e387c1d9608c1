"""The environment in which a worker is started."""

from __future__ import annotations

from collections.abc import Mapping

KEPT = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "TEMP", "TMP", "LD_LIBRARY_PATH", "SYSTEMROOT", "VIRTUAL_ENV")


def environment(environ: Mapping[str, str], hash_seed: int = 0) -> dict[str, str]:
    """The worker's environment: enough to find torch, no tokens, one thread, hashes from this seed."""
    kept = {name: environ[name] for name in KEPT if name in environ}
    # One thread before the import: a zygote that ever entered a parallel region hangs its children.
    threads = dict.fromkeys(("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")
    # Hash order is part of what a set prints: the same question must give the same result.
    return (
        kept
        | threads
        | {"PYTHONSAFEPATH": "1", "PYTHONHASHSEED": str(hash_seed), "PYTHONUTF8": "1"}
        # torch names folders after the user, whom a child cannot look up.
        | dict.fromkeys(("USER", "LOGNAME", "USERNAME"), "learner")
        # If CUDA is asked in any other way whether there is a GPU, the zygote can no longer fork.
        | {"PYTORCH_NVML_BASED_CUDA_CHECK": "1"}
    )
