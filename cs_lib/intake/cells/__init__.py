"""Text -> typed values: text, numbers, dates, zones, scales."""
