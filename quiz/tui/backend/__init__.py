"""The work of the screens off the event loop: the store's thread, the engine's tasks, the driver. It draws nothing."""
