"""Where a run was computed: pairs form only between runs of one environment, in which equal trials give equal rows."""

import functools
import hashlib
import platform
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

LIBRARIES = ("torch", "torchvision", "kornia", "numpy", "pillow")
STEPS, BATCH, SIDE = 20, 48, 16  # of the canary
ADAMW: dict[str, Any] = {"lr": 3e-3, "beta1": 0.9, "beta2": 0.999, "weight_decay": 1e-2, "eps": 1e-8}
ADAMW |= {"amsgrad": False, "maximize": False, "foreach": False}


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
    """Device, number format, threads, versions and canary, with `fingerprint`, a short digest of them all.

    The processor's name is there for people: what it does to numbers, the canary tells.
    """
    import torch

    kind = device.partition(":")[0]
    decides: dict[str, str | int] = {"device": kind, "precision": precision, "canary": canary(kind, precision)}
    # a trial on the CPU is one thread, whatever its process has elsewhere
    decides |= {"threads": 1 if kind == "cpu" else torch.get_num_threads()} | versions()
    # patches of Python change no number, and would part the rows of one machine
    told = decides | {"python": ".".join(platform.python_version_tuple()[:2])}
    text = "\n".join(f"{name}={told[name]}" for name in sorted(told))
    return decides | {"processor": processor(device), "fingerprint": hashlib.sha256(text.encode()).hexdigest()[:12]}


def fingerprint(device: str, precision: str) -> str:
    """The short digest of an environment."""
    return str(environment(device, precision)["fingerprint"])


@functools.cache
def canary(kind: str, precision: str) -> str:
    """A digest of the weights after some fixed steps of a small net, and of an eigendecomposition.

    Libraries pick their kernels by the model of the processor, so that equal versions may add up in another order.
    """
    import torch
    from torch.nn import functional as F
    from torch.optim.adamw import adamw  # the optimizer itself takes a second to load

    from pitfalls.encoders.conv import ConvNet
    from pitfalls.encoders.heads import Head
    from pitfalls.encoders.network import build
    from pitfalls.streams import generator
    from pitfalls.training.place import alone

    place = torch.device(kind)
    with alone(place, 0):
        views = torch.rand(BATCH, 1, 3, SIDE, SIDE, generator=generator("canary"))
        network = build(ConvNet(), Head(), "image", views, 8, (1, 1), 0).to(place).train()
        views, target = views.to(place), (torch.arange(BATCH) % 8).to(place)
        weights: Any = list(network.parameters())
        means, squares = ([torch.zeros_like(weight) for weight in weights] for _ in range(2))
        counts = [torch.zeros((), device=place) for _ in weights]
        for step in range(STEPS):
            with torch.autocast(kind, torch.bfloat16, enabled=precision == "bf16"):
                guess = network(views.roll(step, -1))
            slopes = list(torch.autograd.grad(F.cross_entropy(guess.float(), target), weights))
            with torch.no_grad():
                adamw(weights, slopes, means, squares, [], counts, fused=kind != "mps", **ADAMW)
        with torch.no_grad():
            features = network.encode(views)[-1].float().mean((-2, -1)).cpu()
        found = [*network.state_dict().values(), *torch.linalg.eigh(features.T @ features)]
        text = hashlib.sha256()
        for each in found:
            text.update(each.detach().cpu().contiguous().flatten().view(torch.uint8).numpy().tobytes())
    return text.hexdigest()[:16]


def processor(device: str) -> str:
    """The name of the processor, as people know it."""
    import torch

    if device.startswith("cuda"):
        return torch.cuda.get_device_name(device)
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        lines = []
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, "") or platform.processor() or platform.machine()
