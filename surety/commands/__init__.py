"""The bodies of the commands of `flask …`, one module per noun."""
