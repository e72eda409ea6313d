# %% [markdown]
# # Equilibrium in pictures · 图解均衡
#
# What would firms bid if each knew the rules, how many rivals there are and how costs are spread, and chose
# its best price? The solver finds bids from which no class of firms would want to move, and says how much
# any of them could still gain.

# %%
import os

import matplotlib.pyplot as plt
import numpy as np

import simulator

DRAWS = max(1000, 40 * int(os.environ.get("VBP_NOTEBOOK_REPS", "100")))

# %% [markdown]
# ## One variety of round 5
# Three bidders, two places. Prices are over the ceiling; the step is the bid for every cost.

# %%
(base,) = simulator.equilibrium("round-5-2021", varieties=["V055"], draws=DRAWS)
print(f"{base.bidders} bidders, {base.places} places, largest gain left: {base.exploitability:.2%}")
standing = np.linspace(0.002, 0.998, 400)  # share of the firms of a class that are cheaper
for at, group in enumerate(base.classes):
    bids = base.prices[base.profile.bids(at, standing)] / base.ceiling
    costs = group.costs.quantile(standing) / base.ceiling
    plt.plot(costs, bids, drawstyle="steps-mid", label=f"{group.name} ({group.number})")
plt.axline((0, 0), slope=1, color="#999999", lw=0.8, ls=":")
plt.xlabel("cost / ceiling")
plt.ylabel("bid / ceiling")
plt.xlim(0, 0.6)
plt.ylim(0, 0.6)
plt.legend(frameon=False)
plt.show()

# %% [markdown]
# The dotted line is the cost itself. The gap above it is the mark-up: large for cheap firms, small for dear
# ones, who hardly ever win.

# %%
for one in base.outcome.classes:
    print(
        f"{one.name}: wins {one.wins:.0%}, "
        f"mean cost {one.mean_cost / base.ceiling:.3f}, mean bid {one.mean_bid / base.ceiling:.3f}"
    )

# %% [markdown]
# ## A rule moves, bids move
# One place fewer: what does the mean price do? Competition for the last place makes firms bid closer to
# cost.

# %%
(fewer,) = simulator.equilibrium("round-5-2021", varieties=["V055"], sets=["rules.change.places.cap=1"])
prices = {one.places: one.outcome.price / one.ceiling for one in (fewer, base)}
plt.bar([str(cap) for cap in prices], prices.values(), color="#0072b2")
plt.xlabel("places")
plt.ylabel("mean price paid, over the ceiling")
plt.show()
prices
