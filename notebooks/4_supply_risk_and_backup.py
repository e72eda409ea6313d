# %% [markdown]
# # Supply risk and backup · 供应风险与备供
#
# A low price is worth little if the medicine does not arrive. A scenario with the section `supply` carries
# its contracts out: plants fail, raw materials jump, backups take over, awards are lost.

# %%
import os

import pandas as pd

import simulator

REPS = int(os.environ.get("VBP_NOTEBOOK_REPS", "300"))
MARKET = ["market.varieties=6", "market.bids=60", "firms.firms=45", "published=null", "supply={}"]

# %%
calm = simulator.run("round-7-2022", reps=REPS, sets=MARKET, page=False)
figures = simulator.pictures(calm.path)
figures["timeline"]

# %%
figures["regions"]

# %% [markdown]
# ## Price against risk, variety by variety
# Points that no other beats in both ways are joined; bars are 95 % intervals of the means.

# %%
figures["frontier"]

# %% [markdown]
# ## When the largest supplier refuses to go on
# The same draws otherwise: the difference is the stress, not luck.

# %%
hit = simulator.run("round-7-2022", reps=REPS, sets=[*MARKET, "supply.stress=[largest-supplier]"], page=False)


def of_tender(run):
    table = simulator.read_run(run.path)["contracts"]
    return table[table["variety"] == ""].set_index("metric")


NAMES = ["shortage", "shortage_days", "recovery_months", "by_backup", "by_others", "awards_lost"]
columns = ["mean", "low", "high", "shortfall"]
pd.concat({"calm": of_tender(calm), "under stress": of_tender(hit)}, axis=1)[
    [(run, column) for run in ("calm", "under stress") for column in columns]
].loc[NAMES]
