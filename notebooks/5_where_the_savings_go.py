# %% [markdown]
# # Where the savings go · 节省的钱去了哪里
#
# A lower price saves money; but whose? A scenario with the sections `supply` and `fund` settles every
# bill to the fen: the fund, patients, hospitals, distributors and makers each have an account, and what
# one pays another receives.

# %%
import os

import simulator

REPS = int(os.environ.get("VBP_NOTEBOOK_REPS", "200"))
MARKET = ["market.varieties=3", "market.bids=24", "firms.firms=18", "published=null", "supply={}", "fund={}"]

# %%
run = simulator.run("round-7-2022", reps=REPS, sets=MARKET, page=False)
money = simulator.read_run(run.path)["money"]
whole = money[money["variety"] == ""].set_index("metric")
whole[["mean", "low", "high", "p05", "p95", "unit"]].round(2)

# %% [markdown]
# ## Cash, month by month
# One simulated history of one variety. The fund pays in advance and settles at year's end; the jumps
# are the part of the savings that hospitals keep.

# %%
simulator.pictures(run.path)["cash"]

# %% [markdown]
# ## Nothing is lost
# Every yuan that somebody pays, somebody else receives.

# %%
ledger = simulator.read_run(run.path)["ledger"]
cash = ledger[ledger["account"] == "cash"]
paid, received = cash.groupby("payer")["fen"].sum(), cash.groupby("payee")["fen"].sum()
balance = received.sub(paid, fill_value=0)
print((balance / 100).round(0).to_string())
print("sum in fen:", int(balance.sum()))
