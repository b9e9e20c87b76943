"""Until when lines are committed: renewals, committed ARR, cohorts."""
