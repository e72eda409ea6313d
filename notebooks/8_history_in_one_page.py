# %% [markdown]
# # History in one page · 历次集采一览
#
# The rule book changed with every round. Here are all national rounds of ordinary drugs under their own
# rules. Rounds 4, 8, 9, 10 and 11 are predictions: their outcomes were not used and are not in this
# repository.

# %%
import os
from itertools import pairwise

import matplotlib.pyplot as plt
import pandas as pd

import simulator

REPS = int(os.environ.get("VBP_NOTEBOOK_REPS", "200"))
ROUNDS = [
    row
    for row in simulator.list_shipped("rounds")
    if str(row["id"]).startswith(("pilot-4-7", "expansion", "round-"))
]
on_record = {str(row["id"]): row["published"] for row in ROUNDS}
names = sorted(
    (str(row["id"]) for row in ROUNDS), key=lambda name: int(name.rsplit("-", 1)[-1]) * 100 + len(name)
)

# %% [markdown]
# ## What every round bought, and how

# %%
rows = []
for name in names:
    run = simulator.run(name, reps=REPS, page=False)
    summary = simulator.read_run(run.path)["summary"].set_index("metric")
    cut = summary.loc["mean_cut_reference"]
    verdicts = simulator.compare_published(run.path) if on_record[name] else []
    known = next((one.figure for one in verdicts if one.figure.metric == "mean_cut_reference"), None)
    rows.append(
        {
            "round": name,
            "varieties": summary.loc["varieties_tendered", "mean"],
            "winners per variety": summary.loc["winners_per_variety", "mean"],
            "win rate of firms": summary.loc["firm_win_rate", "mean"],
            "cut": cut["mean"],
            "p05": cut["p05"],
            "p95": cut["p95"],
            "published cut": float(known.value) if known else float("nan"),
        }
    )
history = pd.DataFrame(rows).set_index("round")
history.round(3)

# %% [markdown]
# ## Price cuts, round by round
# The bar holds nine of ten simulated rounds; a cross is what was published, where anything was.

# %%
at = range(len(history))
plt.figure(figsize=(8, 4))
plt.vlines(
    at, 100 * history["p05"], 100 * history["p95"], color="#9ccbe8", lw=6, label="9 of 10 simulated rounds"
)
plt.plot(at, 100 * history["cut"], "o", color="#0072b2", label="simulated mean")
plt.plot(at, 100 * history["published cut"], "x", color="#d55e00", ms=9, label="published")
plt.xticks(at, history.index, rotation=40, ha="right")
plt.ylabel("mean price cut (%)")
plt.title("Against the lowest procurement price before the tender")
plt.legend(frameon=False)
plt.tight_layout()
plt.show()

# %% [markdown]
# ## What changed from one rule book to the next
# `vbp diff A B` tells it in sentences; here is the number of values that differ.

# %%
books = [str(row["rules"]) for name in names for row in ROUNDS if row["id"] == name]
pd.Series({f"{a} -> {b}": len(simulator.diff(a, b)) for a, b in pairwise(books) if a != b})
