"""What moved between two snapshots: leaves and their causes, the bridge, retention."""
