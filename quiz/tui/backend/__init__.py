"""What works behind the screens: the store's thread, the engine's tasks, the driver. Nothing here draws."""
