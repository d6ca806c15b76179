"""The till and the admin tab: one desktop program over shared_models, meeting the back office over HTTP."""
