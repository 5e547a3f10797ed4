"""Which 14 digits a beneficiary is known by: not guessable in sequence, and proof against a typing slip.

A number (unique, below SPACE) is permuted by two multiplications and a shift modulo SPACE, each of
which can be undone, so different numbers never share a reference. It never begins with 0, so that no
spreadsheet shortens it. The last digit is a Luhn check digit. All steps stay within 63 bits, so that
a whole column can be permuted at once with the same constants.
"""

LOWEST = 10**12
SPACE = 9 * 10**12
FACTORS = (899_981, 879_667)  # coprime with SPACE; their products with a number below it fit in 63 bits
SHIFT = 4_718_281_828_459
ROWS_A_BLOCK = 10_000_000


def number_in_block(block: int, row: int) -> int:
    """The number of the person whom row `row` of a file creates, whose references come from `block`."""
    if not (0 <= row < ROWS_A_BLOCK and 0 <= block < SPACE // ROWS_A_BLOCK):
        raise ValueError("block or row outside the range of references")
    return block * ROWS_A_BLOCK + row


def luhn_digit(digits: str) -> str:
    """The check digit that belongs behind `digits`."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return str(-total % 10)


def beneficiary_reference(number: int) -> int:
    """A 14-digit reference for a number from 0 to SPACE - 1."""
    if not 0 <= number < SPACE:
        raise ValueError("number outside the range of references")
    for factor in FACTORS:
        number = number * factor % SPACE
    body = str(LOWEST + (number + SHIFT) % SPACE)
    return int(body + luhn_digit(body))


def is_beneficiary_reference(text: str) -> bool:
    """True for 14 ASCII digits, the first not 0, whose last one is the check digit of the others."""
    return (
        len(text) == 14
        and text.isascii()
        and text.isdigit()
        and text[0] != "0"
        and luhn_digit(text[:13]) == text[13]
    )
