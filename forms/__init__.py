"""What people type, made into values of the domain, with kind words when that fails."""
