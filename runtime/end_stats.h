// end.h for memory_stats.h: whatever ends the program, it tells what happened, on one line of standard error:
//   seq: 12 allocations, 480 bytes at most, 30 counts, 5 reuses, 0 copies
#pragma once
#include "runtime/complain.h"

// bytes: of all objects alive; most: the most there ever were. counts: owners added and given up. reuses: variants made
// in cells of others. copies: of values that were to be changed and had several owners.
static struct {
  uint64_t allocations, bytes, most, counts, reuses, copies;
} seq_statistics;

static void seq_tell_statistics(void) {
  seq_complain("seq: ");
  seq_complain_number(seq_statistics.allocations);
  seq_complain(" allocations, ");
  seq_complain_number(seq_statistics.most);
  seq_complain(" bytes at most, ");
  seq_complain_number(seq_statistics.counts);
  seq_complain(" counts, ");
  seq_complain_number(seq_statistics.reuses);
  seq_complain(" reuses, ");
  seq_complain_number(seq_statistics.copies);
  seq_complain(" copies\n");
}

_Noreturn static void seq_end(int status) {
  seq_tell_statistics();
  seq_platform_end(status);
}
