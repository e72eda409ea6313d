"""Plain bid lists written as the engine's arrays."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from simulator.rules.lot import STATUSES, UNKNOWN, Lot
from tests.oracle.plain import PlainBidList
from tests.oracle.random_entry import CRITERIA

__all__ = ["to_lots"]


def to_lots(lots: Sequence[PlainBidList]) -> tuple[Lot, ...]:
    """Write the lots as the engine's arrays, with one replication."""
    return tuple(_to_lot(lot) for lot in lots)


def _to_lot(lot: PlainBidList) -> Lot:
    bids = lot.bids
    links = sorted({bid.link for bid in bids if bid.link})

    def row(values: Sequence[int | None]) -> np.ndarray[tuple[int, ...], np.dtype[np.int64]]:
        return np.array([[UNKNOWN if value is None else value for value in values]], dtype=np.int64)

    criteria = [[(bid.criteria or {}).get(name, UNKNOWN) for name in CRITERIA] for bid in bids]
    return Lot(
        variety=lot.variety,
        firms=tuple(bid.firm for bid in bids),
        brands=tuple(f"b{i}" for i in range(len(bids))),
        bid=row([bid.price for bid in bids]),
        present=np.array([[bid.present for bid in bids]], dtype=np.bool_),
        ceiling=row([bid.ceiling for bid in bids]),
        reference=row([bid.reference for bid in bids]),
        status=np.array([STATUSES.index(bid.status or "unknown") for bid in bids], dtype=np.uint8),
        link=row([links.index(bid.link) if bid.link else None for bid in bids])[0],
        strength_ratio=np.array([bid.strength_ratio for bid in bids]),
        pack_ratio=np.array([bid.pack_ratio for bid in bids]),
        past_volume=row([bid.past_volume for bid in bids])[0],
        brand_volume=row([bid.brand_volume for bid in bids])[0],
        coverage=row([bid.coverage for bid in bids])[0],
        reserve=row([bid.reserve for bid in bids]),
        draw=row([bid.draw for bid in bids]),
        form=lot.form or "",
        volume_class=lot.volume_class,
        base=np.array(lot.base, dtype=np.int64),
        preference=np.array([bid.preference for bid in bids], dtype=np.int16).reshape(
            len(bids), len(lot.base)
        ),
        nationwide=np.array(
            [UNKNOWN if bid.nationwide is None else int(bid.nationwide) for bid in bids], dtype=np.int8
        ),
        technical=row([bid.technical for bid in bids])[0],
        criteria=np.array(criteria, dtype=np.int64).reshape(len(bids), len(CRITERIA)),
        supply_score=row([bid.supply_score for bid in bids])[0],
        credit=row([bid.credit for bid in bids])[0],
        fee=row([bid.fee for bid in bids])[0],
        specifications=tuple(bid.specification for bid in bids),
        enquiry=row([bid.enquiry for bid in bids])[0],
        previous_price=row([bid.previous_price for bid in bids])[0],
        class_a=row([bid.class_a for bid in bids])[0],
        class_b=row([bid.class_b for bid in bids])[0],
    )
