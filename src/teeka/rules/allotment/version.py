"""Decides whether two plans were made by the same rule."""

from teeka.rules import prints


def rule_print() -> str:
    return prints.rule_print(__package__)
