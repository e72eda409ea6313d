# %% [markdown]
# # Quick start · 快速上手
#
# China buys most of its off-patent medicines by volume-based procurement: firms submit one sealed price, a
# rule book decides who wins, and winners get committed volumes. This notebook runs one tender, reads its
# tables, looks at its figures and asks why a bid won or lost. It takes about a minute; nothing is
# downloaded.

# %%
import os

import simulator

REPS = int(os.environ.get("VBP_NOTEBOOK_REPS", "500"))

# %% [markdown]
# ## One tender, many times
# The seventh national round of 2022: 61 varieties, 488 bids. Each replication draws new costs for the same
# firms. The same seed gives the same numbers to the last bit.

# %%
folder = simulator.run("round-7-2022", reps=REPS, page=False)
tables = simulator.read_run(folder.path)
summary = tables["summary"].set_index("metric")
summary.loc[
    ["mean_cut_reference", "winners_per_variety", "firm_win_rate"],
    ["mean", "low", "high", "p05", "p95", "unit"],
]

# %% [markdown]
# `low` to `high` says how well the *average* is known; it shrinks with more replications. `p05` to `p95`
# says how far *one* round may fall from it; that does not shrink. Neither covers errors of the model.
#
# How does that compare with what was published?

# %%
for one in simulator.compare_published(folder.path):
    figure = one.figure
    print(
        f"{figure.metric:22s} simulated {one.mean:6.3f}  published {float(figure.value):6.3f}  {one.outcome}"
    )

# %% [markdown]
# ## Figures
# Every figure is drawn from a table of the run. `save` writes PNG, SVG or PDF, with Chinese labels where
# the machine has a font for them.

# %%
figures = simulator.pictures(folder.path)
figures["cuts"]

# %%
figures["winners"]

# %% [markdown]
# ## Why did a bid lose?
# The same rule code explains itself, clause by clause. Here is a real list: acarbose in round 2 (2020),
# prices in yuan.

# %%
bids = [
    {"variety": "acarbose", "firm": "Bayer", "price": 0.1807},
    {"variety": "acarbose", "firm": "Sichuan Luye", "price": 0.32},
    {"variety": "acarbose", "firm": "Hangzhou Huadong", "price": 0.465},
]
decisions = simulator.award(bids, "round-2-2020")
decisions[["firm", "price", "won", "reason", "award_price"]]

# %% [markdown]
# ## The report
# One file that needs no network, in English and Chinese: every headline figure opens to its definition and
# source.

# %%
page = simulator.write_report([folder.path])
print(page.name, page.stat().st_size // 1000, "kB")
