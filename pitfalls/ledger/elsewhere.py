"""Why a run that is finished does not count for its seed: it was made in another environment. No torch."""

from pitfalls.ledger.ledger import Ledger

NO_CAUSE = ("fingerprint", "processor")  # follow from the rest, or decide nothing


def elsewhere(key: str, others: list[str], ledger: Ledger, env: str) -> str:
    """In which way the environment of a run differs from `env`, that of the other runs of its seed.

    "" where the run is finished nowhere.
    """
    found = ledger.find(key)
    near = next((record for each in others if (record := ledger.find(each, env))), None)
    if found is None:
        return ""
    there, here = found["env"], (near or {}).get("env", {})
    names = [name for name in there if name in here and name not in NO_CAUSE and there[name] != here[name]]
    causes = [name for name in names if name != "canary"] or names  # the canary tells what the others do
    told = [f"{name} {there[name]} in the place of {here[name]}" for name in causes]
    return ", ".join(told) or f"environment {there['fingerprint']} in the place of {env}"
