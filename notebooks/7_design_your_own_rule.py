# %% [markdown]
# # Design your own rule · 设计自己的规则
#
# A rule book is a file. A scenario can change single values of it, and a new book can mix mechanisms that
# no tender has mixed. What nobody has tried is marked as assumed, in the file and in every report.

# %%
import os
from pathlib import Path

import simulator

REPS = int(os.environ.get("VBP_NOTEBOOK_REPS", "200"))
MARKET = ["market.varieties=6", "market.bids=60", "firms.firms=45", "published=null"]

# %% [markdown]
# ## One number at a time
# Round 7 lets a bid win if it is at most 1.8 times the lowest. What if the line were tighter?

# %%
found = {}
for times in ("1.2", "1.5", "1.8", "2.5"):
    change = f"rules.change.price_test.tests.multiple.times={times}"
    run = simulator.run("round-7-2022", reps=REPS, sets=[*MARKET, change], page=False)
    summary = simulator.read_run(run.path)["summary"].set_index("metric")
    found[times] = summary.loc[["mean_cut_reference", "winners_per_variety", "places_unused"], "mean"]
found["1.2"].to_frame("1.2").join([found[times].rename(times) for times in list(found)[1:]])

# %% [markdown]
# A tight line costs winners; whether it lowers prices depends on what firms do about it. With rules of
# thumb they hardly answer, so read this beside the equilibrium (notebook 3) before you quote it.

# %% [markdown]
# ## A book of your own
# `simulator.new` writes a skeleton with every clause and what it may be. It starts from a book on record
# and is marked `assumed`.

# %%
for old in (Path("my-line.yaml"), Path("my-rules.yaml")):
    old.unlink(missing_ok=True)
scenario = simulator.new("my-line", "round-7-2022")
rules = simulator.new("my-rules", rules=True)
print(simulator.check(str(scenario)), simulator.check(str(rules)))
print("\n".join(rules.read_text(encoding="utf-8").splitlines()[:12]))

# %% [markdown]
# ## Mistakes are told with their place
# A silent default would be worse than an error.

# %%
try:
    simulator.run("round-7-2022", reps=1, sets=["rules.change.price_test.tests.multiple.timez=1.5"])
except Exception as error:  # shown to the reader
    print(error)
