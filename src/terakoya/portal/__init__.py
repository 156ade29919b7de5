"""The portal: a Django project in layers. Imports go down only; see `.importlinter`."""
