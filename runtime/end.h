// The end of a program elsewhere than at the end of main, by `os.exit` or a run-time error.
#pragma once
#include "runtime/complain.h"

// The output has been flushed.
_Noreturn static inline void seq_end(int status) {
  seq_platform_end(status);
}
