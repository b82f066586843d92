"""What stands behind the `course` command: one file a command, imported only when it is called."""
