"""environment.yml and pyproject.toml promise the same things."""

import re
import tomllib
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[1]
PIP_ONLY = {"torch", "torchvision", "kornia"}


def parts(requirement: str) -> tuple[str, frozenset[str]]:
    name, bounds = re.fullmatch(r"([A-Za-z0-9_-]+)(.*)", requirement.strip()).groups()
    return name.lower(), frozenset(filter(None, bounds.replace(" ", "").split(",")))


def project() -> dict:
    return tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]


def test_the_two_lists_agree():
    environment = yaml.safe_load((ROOT / "environment.yml").read_text())["dependencies"]
    pip = next(each["pip"] for each in environment if isinstance(each, dict))
    conda = dict(parts(each) for each in environment if isinstance(each, str))
    named = dict(parts(each) for each in project()["dependencies"] + project()["optional-dependencies"]["notebooks"])
    assert dict(parts(each) for each in pip) == {name: named[name] for name in PIP_ONLY}
    assert conda.pop("python") == frozenset(project()["requires-python"].replace(" ", "").split(","))
    conda.pop("pip")
    assert conda == {name: bounds for name, bounds in named.items() if name not in PIP_ONLY}


def test_pip_section_holds_the_three_and_no_channel_but_conda_forge():
    loaded = yaml.safe_load((ROOT / "environment.yml").read_text())
    assert loaded["channels"] == ["conda-forge"]
    pip = next(each["pip"] for each in loaded["dependencies"] if isinstance(each, dict))
    assert {parts(each)[0] for each in pip} == PIP_ONLY
