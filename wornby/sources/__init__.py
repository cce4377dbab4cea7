"""Where photos come from: files, addresses, uploads."""
