"""Campaigns: rounds of a tender in sequence, and the environment in which bidders are trained."""

from __future__ import annotations

from simulator.campaign.environment import parallel_env
from simulator.campaign.policy import PolicyStrategy, with_policy

__all__ = ["PolicyStrategy", "parallel_env", "with_policy"]
