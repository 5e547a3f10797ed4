"""`teeka`, also as `python -m teeka`. Loads nothing by itself, for every worker process loads it anew."""

import importlib


def main() -> None:
    importlib.import_module("teeka.config.cli").main()


if __name__ == "__main__":
    main()
