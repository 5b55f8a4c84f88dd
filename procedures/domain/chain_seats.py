"""Who is asked at an open task, and whether their signatures pass it: 或签、会签、依次、加签."""

from __future__ import annotations

from procedures.domain.chain_model import Seat, SeatPlace, Sign, Signing, SigningMode, TaskState


def waiting(task: TaskState, signing: Signing) -> tuple[Seat, ...]:
    """The seats that can sign now: those added before come first, then those of the step, then those added after."""
    pending = {place: tuple(seat for seat in _at(task, place) if seat.sign is None) for place in SeatPlace}
    if pending[SeatPlace.BEFORE]:
        return pending[SeatPlace.BEFORE]
    if agreed(task, signing) is not None:
        return pending[SeatPlace.AFTER]
    return pending[SeatPlace.MAIN][:1] if signing.mode is SigningMode.SEQUENCE else pending[SeatPlace.MAIN]


def front(task: TaskState, signing: Signing) -> tuple[str, ...]:
    """The principals in whose inboxes an open task belongs."""
    seats = waiting(task, signing)
    if task.claimed_by and seats and seats[0].place is SeatPlace.MAIN:
        return (task.claimed_by,)
    return tuple(dict.fromkeys(seat.who for seat in seats))


def agreed(task: TaskState, signing: Signing) -> bool | None:
    """Whether the step's own signers agree: yes, no longer possible, or not known yet."""
    seats = _at(task, SeatPlace.MAIN)
    agreeing = sum(seat.sign is Sign.AGREE for seat in seats)
    objecting = sum(seat.sign is Sign.OBJECT for seat in seats)
    needed = _needed(signing, len(seats))
    if seats and agreeing >= needed:
        return True
    return False if len(seats) - objecting < needed else None


def signed(task: TaskState, signing: Signing) -> bool | None:
    """Whether the task is passed (True), refused by its signers (False), or still waits (None)."""
    own = agreed(task, signing)
    added = [seat for seat in task.seats if seat.place is not SeatPlace.MAIN]
    if own is False or any(seat.place is SeatPlace.AFTER and seat.sign is Sign.OBJECT for seat in added):
        return False
    return True if own and all(seat.sign is not None for seat in added) else None


def _at(task: TaskState, place: SeatPlace) -> tuple[Seat, ...]:
    return tuple(seat for seat in task.seats if seat.place is place)


def _needed(signing: Signing, seats: int) -> int:
    match signing.mode:
        case SigningMode.ANY_ONE:
            return min(1, seats)
        case SigningMode.COUNT:
            return min(signing.needed, seats)
        case SigningMode.RATIO:
            return -(-seats * signing.needed // 100)
        case _:
            return seats
