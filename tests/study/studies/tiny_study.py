"""A study that takes a moment."""

TINY = ("market.varieties=2", "market.bids=8", "firms.firms=8", "firms.size_exponent=0")
STUDY = """\
id: tiny
title: {en: "Tiny", zh: "小"}
summary: {en: "Tiny", zh: "小"}
baseline:
  scenario: round-9-2023
variants:
  line: {set: {rules.change.price_test.tests.multiple.times: 1.2}}
axes:
  of:
    cap: {set: rules.change.places.cap, values: [1]}
metrics: [winners_per_variety, mean_cut_ceiling]
better: {winners_per_variety: high}
run: {replications: 6, block: 3}
bids: frozen
"""
