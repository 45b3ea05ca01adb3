"""`python -m rnncourse` is the command `rnncourse`."""

import signal
import sys

if __name__ == "__main__":
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl-C before the command has begun ends it without a traceback
    from rnncourse.cli import main

    sys.exit(main())
