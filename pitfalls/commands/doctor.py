"""`pitfalls doctor`: is this machine fit, and where do things lie?"""

import os
import shutil
import tempfile
from pathlib import Path

import torch
from rich.console import Console
from rich.table import Table

from pitfalls.commands.driver import workers_for
from pitfalls.experiment.find import experiments
from pitfalls.ledger.ledger import Ledger
from pitfalls.streams import generator
from pitfalls.training.environment import environment, versions


def show(results: str, console: Console) -> None:
    """Print versions, devices, a check of determinism, free disk and folders."""
    table = Table(box=None, show_header=False)
    table.add_column(style="cyan")
    table.add_column(overflow="fold")
    for name, found in versions().items():
        table.add_row(name, found)
    table.add_row("cpu", f"{workers_for('cpu')} cores, {torch.backends.cpu.get_cpu_capability()}")
    cuda = ", ".join(torch.cuda.get_device_name(k) for k in range(torch.cuda.device_count()))
    table.add_row("cuda", cuda or "none")
    table.add_row("mps", "yes" if torch.backends.mps.is_available() else "none")
    table.add_row("two runs are equal", "yes" if _repeatable() else "NO: one thread gives two answers here")
    table.add_row("environment", str(environment("cpu", "fp32")["fingerprint"]))
    table.add_row("records", str(Ledger(results).folder.resolve()))
    there = Ledger(results).folder.resolve()
    while not there.exists():
        there = there.parent
    table.add_row("free disk there", f"{shutil.disk_usage(there).free / 2**30:.1f} GiB")
    table.add_row("can be written", _written(there))
    table.add_row("image caches", os.environ.get("PITFALLS_CACHE", str(Path.home() / ".cache" / "pitfalls")))
    folders = sorted({str(path.parent) for path in experiments().values()})
    table.add_row("experiments", "\n".join(folders) or "none found")
    console.print(table)


def _written(folder: Path) -> str:
    """Whether a file can be written there, found out by writing one: permissions do not tell of a full disk."""
    try:
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"pitfalls")
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        return f"NO: {error.strerror}"
    return "yes"


def _repeatable() -> bool:
    """Whether one step of a convolution, forward and back, comes out bit for bit the same twice."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    found = []
    for _ in range(2):
        draws = generator("doctor")
        images = torch.rand(8, 3, 16, 16, generator=draws)
        kernel = torch.rand(8, 3, 3, 3, generator=draws, requires_grad=True)
        torch.nn.functional.conv2d(images, kernel).square().sum().backward()
        assert kernel.grad is not None
        found.append(kernel.grad)
    torch.set_num_threads(threads)
    return torch.equal(*found)
