"""From sources to a published warehouse: readers, mappings, checks, quarantine, versions."""
