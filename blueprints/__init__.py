"""The web: thin handlers that ask, one folder per noun."""

from importlib import import_module

from flask import Flask

from blueprints._converters import RowNumberConverter

# In menu order. A folder is a blueprint named `blueprint` in its package.
NOUNS = (
    "home",
    "registrations",
    "accounts",
    "applications",
    "bid_bonds",
    "guarantees",
    "works_contracts",
    "changes",
    "statements",
    "tariffs",
    "watch",
    "invoices",
    "desk",
    "billing",
    "rulebook",
    "verification",
    "agencies",
    "mailbox",
    "help",
    "health",
)


def register_blueprints(app: Flask) -> None:
    """Attach every blueprint."""
    app.url_map.converters["int"] = RowNumberConverter
    for noun in NOUNS:
        package = import_module(f"blueprints.{noun}")
        app.register_blueprint(package.blueprint)
