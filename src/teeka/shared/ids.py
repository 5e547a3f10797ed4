"""Which 14 digits a beneficiary is known by: not guessable in sequence, and proof against a typing slip.

A number (unique, below 10^13) is permuted by two multiplications and a shift modulo 10^13, each of
which can be undone, so different numbers never share a reference; the last digit is a Luhn check digit.
The steps stay within 63 bits, so that a column of numbers can be permuted at once with the same constants.
"""

SPACE = 10**13
FACTORS = (899_981, 879_667)  # coprime with 10; their products with a number below 10^13 fit in 63 bits
SHIFT = 4_718_281_828_459
ROWS_PER_UPLOAD = 10_000_000


def number_of_upload_row(upload_id: int, row: int) -> int:
    """The number of the person whom row `row` of upload `upload_id` creates."""
    if not (0 <= row < ROWS_PER_UPLOAD and 0 <= upload_id < SPACE // ROWS_PER_UPLOAD):
        raise ValueError("upload or row outside the range of references")
    return upload_id * ROWS_PER_UPLOAD + row


def luhn_digit(digits: str) -> str:
    """The check digit that belongs behind `digits`."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return str(-total % 10)


def beneficiary_reference(number: int) -> str:
    """14 digits for a number from 0 to 10^13 - 1."""
    if not 0 <= number < SPACE:
        raise ValueError("number outside the range of references")
    for factor in FACTORS:
        number = number * factor % SPACE
    body = f"{(number + SHIFT) % SPACE:013d}"
    return body + luhn_digit(body)


def is_beneficiary_reference(text: str) -> bool:
    """True for 14 ASCII digits whose last one is the check digit of the others."""
    return len(text) == 14 and text.isascii() and text.isdigit() and luhn_digit(text[:13]) == text[13]
