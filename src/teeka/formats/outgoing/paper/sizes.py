"""Sizes of an A4 page, in micrometres, and the styles of what stands on it."""

from teeka.formats.outgoing.paper.drawing import MM, POINT, Align, Style

LONG_SIDE, SHORT_SIDE = 297 * MM, 210 * MM
SIDE_MARGIN, TOP_MARGIN, BOTTOM_MARGIN = 10 * MM, 14 * MM, 13 * MM
FIRST_TOP = 7 * MM  # of the first page, which has no running head
LINE_GAP = 4 * POINT  # between the lines of one cell
RUNNING_TOP = 7_700
FOOT_TOP = 2_500  # below the bottom margin's edge
KEY_TOP = 6_000  # the key, last, stays where office printers print

TITLE = Style(17, 700)
LABEL = Style(8, is_soft=True)
LARGE_VALUE = Style(14, 700)
VALUE = Style(10.5, 700)
HEAD = Style(8, 700)
BAND = Style(10.5, 700)
NOTE = Style(8.5)
EMPTY = Style(12, 700)
RUNNING = Style(9, 700)
RUNNING_TITLE = Style(9, align=Align.RIGHT)
STAMP = Style(8, is_soft=True)
PAGE_NUMBER = Style(9, 700, Align.CENTRE)
MAKER = Style(8, align=Align.RIGHT, is_soft=True)
KEY = Style(7, is_soft=True)
