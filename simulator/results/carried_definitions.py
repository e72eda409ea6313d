"""What the figures of what passes from round to round are called, in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

__all__ = ["CARRIED_WORDS", "COURSE_FIGURES"]

CARRIED_WORDS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "varieties_put_up": ("Varieties put up", "采购品种数"),
        "firms_barred": ("Firms barred on the day", "开标日在违规名单的企业数"),
        "bids_barred": ("Bids shut out by bans", "因违规名单不得申报的产品数"),
        "winners_barred": ("- of them winners before", "- 其中上轮中选产品"),
        "products_given_up": ("Products given up", "退出的产品数"),
        "new_bids": ("New bids", "新进产品数"),
        "incumbent_bids": ("Bids under contract", "在约产品申报数"),
        "incumbent_win_rate": ("Win rate of those", "在约产品中选率"),
        "winners_new": ("Winners that did not win before", "新中选产品占比"),
        "price_over_before": ("Price over the one before", "中选价与上轮之比"),
        "price_over_original": ("Price over the first reference", "中选价与首轮前最低采购价之比"),
        "awards_lost": ("Awards lost in its contracts", "协议期内取消的中选数"),
        "bans_imposed": ("Bans that follow", "因此列入违规名单数"),
    }
)
"""What each figure of what is carried is called."""

COURSE_FIGURES: Mapping[str, tuple[str, str, str]] = MappingProxyType(
    {
        "price_index": (
            "share",
            "Agreed volumes at award prices over old prices",
            "约定采购量按中选价与原价之比",
        ),
        "products_winning": ("count", "Products that won at least once", "至少中选一次的产品数"),
        "products_winning_always": (
            "count",
            "Products that won in every stage of their variety",
            "其品种各轮均中选的产品数",
        ),
        "firms_winning": ("count", "Firms that won at least once", "至少中选一次的企业数"),
        "bans_imposed": ("count", "Bans imposed", "列入违规名单数"),
    }
)
"""Figures of a campaign as a whole: unit, and names in both languages."""
