"""`python -m wornby.cli` is `wornby`."""

from wornby.cli.app import main

if __name__ == "__main__":
    main()
