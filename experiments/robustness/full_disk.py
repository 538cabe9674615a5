"""Does a run survive a disk that is full, and one that is read-only?

Run it as `python experiments/robustness/full_disk.py`, as a user who may mount; it takes minutes. A small claim is run
on a disk with room for a few records; then the disk is made read-only; then it gets room, and the claim must end with
the table of a run that nothing disturbed. It ends with exit code 1 at the first promise that is broken. Linux only.
"""

import subprocess
import tempfile
from pathlib import Path

from kills import CLAIM, finished, promise, run, table


def full_disk(folder: Path, wanted: bytes) -> str:
    """The claim on a disk that is full after some records, then made larger, then read-only."""
    disk = folder / "disk"
    disk.mkdir()
    mounted = ["mount", "-t", "tmpfs", "-o", "size=300k", "tmpfs", str(disk)]
    if subprocess.run(mounted, capture_output=True).returncode:
        return "no disk could be mounted here, so that a full and a read-only one were not tried"
    try:
        driver = run("disk", folder)
        told = driver.communicate()[1]
        promise(driver.returncode == 2 and "the disk is full" in told and "Traceback" not in told, told)
        before = finished(disk)
        promise(bool(before), "nothing was finished before the disk was full: make it larger")
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
        driver = run("disk", folder)
        told = driver.communicate()[1]
        promise(driver.returncode == 2 and "Traceback" not in told and told.count("\n") == 1, told)
        subprocess.run(["mount", "-o", "remount,rw,size=30m", str(disk)], check=True)
        driver = run("disk", folder)
        told = driver.communicate()[1]
        promise(driver.returncode == 0 and before.items() <= finished(disk).items(), told)
        promise(table("disk", folder) == wanted, "the table is another one")
        return f"a full disk ({len(before)} records before it) and a read-only one were told in a sentence and survived"
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def main() -> None:
    """The claim on a good disk and on bad ones."""
    with tempfile.TemporaryDirectory() as there:
        folder = Path(there)
        (folder / "small.py").write_text(CLAIM)
        promise(run("whole", folder).wait() == 0, "the claim does not run at all")
        print(full_disk(folder, table("whole", folder)))


if __name__ == "__main__":
    main()
