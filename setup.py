"""Where the claims go in a wheel: into the package, for nothing stands beside it once it is installed."""

from setuptools import find_namespace_packages, find_packages, setup

CLAIMS = find_namespace_packages(include=["experiments*"], exclude=["experiments.speed*", "experiments.robustness*"])
rooms = {f"pitfalls.{name}": name.replace(".", "/") for name in CLAIMS}

setup(
    packages=[*find_packages(include=["pitfalls*"]), *rooms],
    package_dir=rooms,
    package_data={name: ["*.csv", "*.json", "*.svg", "*.png", "*.md"] for name in rooms},
)
