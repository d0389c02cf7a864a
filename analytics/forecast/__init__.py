"""Forecasts of many series at once: members compete on common origins, their errors give weights and intervals."""
