"""`python -m pitfalls`: the commands, as `pitfalls` gives them."""

from pitfalls.cli import main

if __name__ == "__main__":
    main()
