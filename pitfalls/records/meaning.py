"""What a source says to Python: its syntax tree, without comments, docstrings and the way it is laid out.

An own file is named by the digest of this, so that a comment that is added makes no other trial.
"""

import ast
import hashlib
from typing import Any

SILENT = {"ctx", "kind", "type_comment"}  # follow from the rest, or decide nothing


def digest_of(data: bytes) -> str:
    """The sha256 of what a file says, as 64 hex digits; of its bytes, where they are no Python that can be read."""
    return hashlib.sha256(meaning(data)).hexdigest()


def meaning(source: str | bytes) -> bytes:
    """The syntax tree as text that is the same in every version of Python; the source itself where it has none.

    The lines of a method, which stand apart from the left, are read as they are.
    """
    plain = source if isinstance(source, bytes) else source.encode(errors="surrogatepass")
    for before in (b"", b"if 1:\n"):
        try:
            return _told(ast.parse(before + plain)).encode(errors="surrogatepass")
        except (SyntaxError, ValueError, RecursionError):
            continue
    return plain


def _told(node: Any) -> str:
    """A node with all that it holds; what is empty is left out, for later versions of Python have more of it."""
    if isinstance(node, ast.AST):
        held = [(name, value) for name, value in ast.iter_fields(node) if name not in SILENT]
        parts = [f"{name}={_told(value)}" for name, value in held if not (value is None or value == [])]
        return f"{type(node).__name__}({','.join(parts)})"
    if isinstance(node, list):
        return f"[{','.join(_told(each) for each in node if not _is_text(each))}]"
    return f"{type(node).__name__}:{node!r}"


def _is_text(node: Any) -> bool:
    """Whether a statement is a text alone, as a docstring is: it does nothing."""
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
