"""`make test-voice`: a local speech recogniser hears every recording. Never part of CI."""
