"""What a scenario may say about hospitals, their prescribers, and who looks after them.

Sources of defaults as in :mod:`simulator.scenario.supply`; `QINGBAIJIANG` is the report of that district on
the pilot year. What no source puts a number to is off by default: a scenario turns it on.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Generic, TypeVar

from pydantic import Field, model_validator

from simulator.scenario.defaults import default, ours, says
from simulator.scenario.records import Cited, Closed, Share

__all__ = [
    "PUBLIC",
    "ByInstitution",
    "Inspections",
    "Institutions",
    "Joining",
    "Prescribers",
    "Substitutes",
]

T = TypeVar("T")
Months = Annotated[Decimal, Field(ge=0, le=120)]
Multiple = Annotated[Decimal, Field(gt=0, le=100)]
Days = Annotated[Decimal, Field(ge=0, le=365)]
PartOfWhole = Annotated[Decimal, Field(ge=0, lt=Decimal(1))]
Findings = tuple[Share, Share, Share]

PUBLIC = ("tertiary", "secondary", "primary")
"""Levels of public institutions."""


class ByInstitution(Closed, Generic[T]):
    """One value for each level of public institution, for private hospitals and for pharmacies."""

    tertiary: T
    """Public hospitals of the third level."""
    secondary: T
    """Public hospitals of the second level."""
    primary: T
    """Public institutions of primary care."""
    private: T
    """Private hospitals."""
    pharmacy: T
    """Retail pharmacies."""


class Joining(Closed):
    """Shares of those who may choose whether to take part."""

    private: Share
    """Private hospitals."""
    pharmacy: Share
    """Pharmacies."""


def _alike(value: str) -> dict[str, str]:
    return dict.fromkeys((*PUBLIC, "private", "pharmacy"), value)


class Institutions(Closed):
    """Who buys in a region, and how late they sign, list or refuse the winners' products."""

    need: Cited[ByInstitution[Share]] = default(
        ours({"tertiary": "0.5", "secondary": "0.3", "primary": "0.2", "private": "0.15", "pharmacy": "0.2"})
    )
    """Need over the need of all public institutions; public levels add up to 1."""
    joins: Cited[Joining] = default(
        says({"private": "0", "pharmacy": "0"}, "HAINAN", "encouraged; how many is ours", "assumed")
    )
    """Share of those not obliged that join after the award, at the winning price; they reported nothing."""
    delay: Cited[ByInstitution[Multiple]] = default(ours(_alike("1")))
    """Time to sign over the region's usual time to sign."""
    listing_months: Cited[ByInstitution[Months]] = default(ours(_alike("0")))
    """Mean months between signing and the listing in the formulary, without sanctions."""
    refuses: Cited[ByInstitution[Share]] = default(ours(_alike("0")))
    """Chance that a region's institutions of this kind refuse to sign, without sanctions."""
    stock_days: Cited[Days] = default(ours("21", "two to four weeks are usual; no document gives a number"))
    """Days of use that hospitals hold in stock at the end of the term, out of what they bought."""
    safety_days: Cited[Days] = default(
        ours("0", "no document says that stocks of hospitals bridged a shortage, or for how long")
    )
    """Days of need that hospitals hold from the start and live on before patients go without."""
    expires: Cited[PartOfWhole] = default(ours("0"))
    """Part of what hospitals buy that expires or is broken before it is used."""

    @model_validator(mode="after")
    def _whole(self) -> Institutions:
        shares = [Decimal(getattr(self.need.value, name)) for name in PUBLIC]
        if sum(shares) != 1:
            added = " + ".join(f"{share}" for share in shares)
            raise ValueError(
                f"need of tertiary, secondary and primary must add up to 1: {added} is {sum(shares)}"
            )
        return self


class Prescribers(Closed):
    """Doctors hold on to brands; review and a share of the retained surplus move them."""

    habit: Cited[Share] = default(ours("1"))
    """Part of what stays with non-winners in the end that is habit, and can be moved."""
    review: Cited[Share] = default(
        says("0", "HAINAN", "prescriptions are to be reviewed and commented on; coverage is ours", "assumed")
    )
    """Share of prescriptions that are reviewed, beyond what the final share already holds."""
    sanction: Cited[Share] = default(
        says("0.15", "HAINAN", "doctors who do not comply are sanctioned; the effect is ours", "assumed")
    )
    """Part of what goes to non-winners that a month of full review moves to winners."""
    surplus_share: Cited[Share] = default(
        says("0", "HAINAN", "surplus may be paid to staff ('two permissions'); how much is ours", "assumed")
    )
    """Share of the retained surplus that pays prescribers for their effort."""
    effort: Cited[Share] = default(ours("0.1"))
    """Part of what goes to non-winners that a month's effort moves if all of the surplus is paid out."""


class Substitutes(Closed):
    """Substances of the same class that were not tendered draw need away."""

    leakage: Cited[Share] = default(ours("0", "in proportion to the price cut"))
    """Share of need that would go to untendered substitutes in the end if winners were free of charge."""
    leakage_months: Cited[Months] = default(ours("12"))
    """Months in which 63 % of that is gone."""
    monitoring: Cited[Share] = default(
        says("0.5", "HAINAN", "use of substitutes is monitored in real time; the effect is ours", "assumed")
    )
    """Part of the leakage that monitoring prevents."""


class Inspections(Closed):
    """Unannounced inspections, and sanctions that escalate up to the loss of the insurance contract."""

    chance: Cited[Share] = default(
        says("0", "NHSA", "to be part of unannounced inspections; 1 in QINGBAIJIANG's pilot", "assumed")
    )
    """Chance a year that a region's hospitals are inspected."""
    detection: Cited[Share] = default(ours("0.5"))
    """Chance that an inspection sees that orders lag or that winners are not given priority."""
    priority: Cited[Share] = default(
        says("0", "NHSA", "those who do not use winners first are told; the line is ours", "assumed")
    )
    """Winners' share of need below which hospitals do not give them priority; 0 looks at orders only."""
    removes: Cited[Findings] = default(
        says(["0.25", "0.5", "1"], "HAINAN", "funds, grading, insurance contract; effects ours", "assumed")
    )
    """Part of what goes to non-winners that ends with the first, second, third finding or failed assessment.

    A warning, a cut of funds, and the loss of the insurance contract: patients go to hospitals that comply.
    """

    @model_validator(mode="after")
    def _in_order(self) -> Inspections:
        if list(self.removes.value) != sorted(self.removes.value):
            raise ValueError("removes must not fall from one finding to the next")
        return self
