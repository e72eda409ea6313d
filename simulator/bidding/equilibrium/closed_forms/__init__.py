"""Equilibria that can be written down: yardsticks for the solver and for the simulator itself.

One family of tenders a module, all in the direction of procurement (low prices win). Costs, prices and
ceilings are in one unit of money of the caller's choice, volumes in one unit of volume.

- ``pay_as_bid``: private costs, winners are paid their own bids, one award or several, equal or by rank
- ``uniform_price``: private costs, one price for all winners
- ``risk_aversion``: the same with firms that dislike risk
- ``common_upper_cost``, ``different_upper_costs``, read through ``two_firms``: two unequal firms
- ``known_costs``, ``capacity_duopoly``: everybody knows everybody's cost
- ``common_costs``: what others know about the cost matters
- ``scoring``: quality counts beside the price
- ``outside_market``: a firm also sells outside the tender
- ``collusion``, ``regret``: thresholds for repeated tenders and bounds for learners
"""
