"""The surety business: rules, records, use cases. It knows nothing of the web."""
