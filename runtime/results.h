// Several results of a word, by value: one struct per row of kinds.
#pragma once
#include "runtime/value.h"

struct seq_r_ib {
  seq_int r0;
  seq_bool r1;
};

struct seq_r_fb {
  seq_float r0;
  seq_bool r1;
};

struct seq_r_bb {
  seq_bool r0, r1;
};

struct seq_r_sb {
  seq_string r0;
  seq_bool r1;
};

struct seq_r_si {
  seq_string r0;
  seq_int r1;
};

struct seq_r_vb {
  seq_value r0;
  seq_bool r1;
};

struct seq_r_vi {
  seq_value r0;
  seq_int r1;
};

struct seq_r_vf {
  seq_value r0;
  seq_float r1;
};

struct seq_r_vv {
  seq_value r0, r1;
};

struct seq_r_vvb {
  seq_value r0, r1;
  seq_bool r2;
};
