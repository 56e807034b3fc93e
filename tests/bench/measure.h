// Running a program and measuring it.
#pragma once
#include <string>
#include <vector>

namespace seq2c::test {

struct Measured {
  std::vector<std::string> command;  // the program first
  std::string input = "/dev/null";   // files
  std::string output = "/dev/null";
  std::string errors;                // empty: where those of the benchmark go
};

struct Usage {
  double seconds = 0;  // of the processor, user and system
  long kilobytes = 0;  // most memory
  int status = 0;      // as wait tells it: 0 for success
};

// Runs a program to its end, on a stack of 4 GB at most (C recurses as deep as Seq does), for 20 minutes at most.
Usage measure(Measured const& what);

double median(std::vector<double> values);

}  // namespace seq2c::test
