"""The words of the business: metrics, dimensions, filters, periods, scope, frames, contracts, errors."""
