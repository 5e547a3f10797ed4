"""When each person of a session is asked to come: by tens, as vials are opened, colleagues apart."""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Ints: TypeAlias = npt.NDArray[np.int64]

AT_ONCE = 10  # a vial holds ten doses and is thrown away four hours after it was opened
ROUND_TO = 300  # windows open on five minutes where the hours allow it


@dataclass(frozen=True, slots=True)
class Hours:
    """One entry a session; times in seconds since the epoch."""

    starts: Ints
    ends: Ints
    capacity: Ints

    @property
    def windows(self) -> Ints:
        return np.maximum(-(-self.capacity // AT_ONCE), 1)

    @property
    def lengths(self) -> Ints:
        """Seconds from one window to the next."""
        exact = (self.ends - self.starts) // self.windows
        return np.where(exact >= ROUND_TO, exact // ROUND_TO * ROUND_TO, np.maximum(exact, 1))


def arrival_times(
    hours: Hours, session: Ints, facility: Ints, order: Ints, *, seated: tuple[Ints, Ints]
) -> Ints:
    """When each newcomer's window opens, in seconds since the epoch.

    `session`, `facility` and `order` (who is dealt first among colleagues) have an entry a newcomer;
    `seated` holds session and time of each person who has a time already and keeps it. The earliest
    windows are filled first, ten each, so that a short list ends early and no vial is opened for few.
    """
    windows, lengths = hours.windows, hours.lengths
    first = np.cumsum(windows) - windows  # windows of all sessions in one row
    seated_session, seated_at = seated
    window = (seated_at - hours.starts[seated_session]) // lengths[seated_session]
    at = first[seated_session] + np.clip(window, 0, windows[seated_session] - 1)
    room = np.maximum(AT_ONCE - np.bincount(at, minlength=int(windows.sum())), 0)
    of_window = np.repeat(np.arange(len(room)), room)
    of_session = np.repeat(np.arange(len(windows)), windows)[of_window]
    depth = np.arange(len(of_window)) - np.searchsorted(of_window, of_window, side="left")
    taken = _earliest(of_session, np.bincount(session, minlength=len(windows)))
    of_session, of_window, depth = of_session[taken], of_window[taken], depth[taken]
    dealt = np.lexsort((of_window, depth, of_session))
    people = np.lexsort((order, facility, session))
    result = np.empty(len(session), dtype=np.int64)
    chosen = of_window[dealt]
    own = session[people]
    result[people] = hours.starts[own] + (chosen - first[own]) * lengths[own]
    return result


def _earliest(of_session: Ints, wanted: Ints) -> npt.NDArray[np.bool_]:
    """The first `wanted` places of each session; refuses when there are fewer."""
    place = np.arange(len(of_session)) - np.searchsorted(of_session, of_session, side="left")
    if (np.bincount(of_session, minlength=len(wanted)) < wanted).any():
        raise ValueError("more newcomers than places")
    return place < wanted[of_session]
