"""Between dialogs and storage: loading what a dialog looks up, and carrying out what it decided."""
