"""A module with a mistake in it."""

import no_such_module_anywhere

application = no_such_module_anywhere.application
