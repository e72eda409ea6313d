# %% [markdown]
# # Compare rule books · 比较规则
#
# Rounds 7 (2022) and 10 (2024) differ in a handful of clauses. What do they do to prices and to the number
# of winners, everything else the same? The same seed gives the same firms, costs and demand under both, so
# that differences are taken round by round.

# %%
import os

import simulator

REPS = int(os.environ.get("VBP_NOTEBOOK_REPS", "300"))

# %% [markdown]
# ## What the rules say otherwise
# The same as `vbp diff round-7-2022 round-10-2024`.

# %%
for one in simulator.diff("round-7-2022", "round-10-2024"):
    print(f"{one.path}: {one.before} -> {one.after}")

# %% [markdown]
# ## One market, two rule books

# %%
MARKET = ["published=null"]
runs = {
    book: simulator.run("round-7-2022", reps=REPS, sets=[*MARKET, f"rules.book={book}"], page=False)
    for book in ("round-7-2022", "round-10-2024")
}
rounds = {
    book: simulator.read_run(run.path)["replications"].pivot(
        index="replication", columns="variable", values="value"
    )
    for book, run in runs.items()
}

# %% [markdown]
# ## Paired differences
# The standard error of a paired difference is smaller than that of two independent runs, because good and
# bad luck are shared.

# %%
NAMES = ["mean_cut_reference", "winners_per_variety", "firm_win_rate", "eliminated", "revived"]
gap = rounds["round-10-2024"][NAMES] - rounds["round-7-2022"][NAMES]
unpaired = (rounds["round-10-2024"][NAMES].var() + rounds["round-7-2022"][NAMES].var()) ** 0.5 / REPS**0.5
gap.agg(["mean", "sem"]).T.assign(unpaired_sem=unpaired)

# %% [markdown]
# ## In one page
# Rules told apart in sentences, figures side by side, and only those differences claimed that the intervals
# support. Bids of these scenarios follow rules of thumb: they answer to the number of bidders and places,
# not to every clause. The next notebook lets firms think.

# %%
page = simulator.write_report([run.path for run in runs.values()], out="rounds-7-and-10.html")
print(page.name, page.stat().st_size // 1000, "kB")
