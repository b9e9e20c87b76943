"""What did a play do? Estimates of an effect, each with its limits and its checks.

`losses` compares who left with whom the play was not run on; `difference` and `group_time` compare
changes over time; `weighting` makes groups alike and shows how alike they are; `sensitivity` says
how strong an unseen cause would have to be; `power` says beforehand what could be found at all.
"""
