"""Where a run was computed: pairs form only between runs of one environment."""

import hashlib
import platform
from importlib.metadata import PackageNotFoundError, version

LIBRARIES = ("torch", "torchvision", "kornia", "numpy", "pillow")


def versions() -> dict[str, str]:
    """Versions of the libraries that decide numbers; "absent" where one is not installed."""
    found = {"python": platform.python_version()}
    for name in LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "absent"
    return found


def environment(device: str, precision: str) -> dict[str, str | int]:
    """Device, number format, threads and versions, with `fingerprint`, a short digest of them all."""
    import torch

    facts: dict[str, str | int] = {"device": device, "precision": precision, "threads": torch.get_num_threads()}
    if device.startswith("cuda"):
        facts["device_name"] = torch.cuda.get_device_name(device)
    else:
        facts["device_name"] = f"{platform.machine()} {torch.backends.cpu.get_cpu_capability()}"
    facts |= versions()
    text = "\n".join(f"{name}={facts[name]}" for name in sorted(facts))
    return facts | {"fingerprint": hashlib.sha256(text.encode()).hexdigest()[:12]}
