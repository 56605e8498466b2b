"""No application."""

application = "hello"
