// Runs a checked program as it stands: a plain stack of tagged words and the runtime's own functions. No lowering, no Core, no
// counts, no optimisation, no C. It is slow and obvious, and so the oracle of the tests (`seq2c run --evaluate`).
#pragma once
#include <string>
#include <vector>

#include "frontend/checked.h"

namespace seq2c {

// Runs `main` with this process's standard input and output. `arguments` are those of the program, its name first. Gives the
// exit status; a run-time error is told on standard error as compiled programs do and gives 134. `os.exit` ends the process.
// The program must have a main.
int evaluate(checked::Program const& program, std::vector<std::string> const& arguments);

}  // namespace seq2c
