// Standard output of programs that neither loop nor recurse: written at once.
#pragma once

static inline void seq_out(char const *bytes, size_t length) {
  seq_platform_write(1, bytes, length);
}

static inline void seq_flush(void) {}
