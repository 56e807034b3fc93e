#include "frontend/cli/large_stack.h"

#include <pthread.h>
#include <unistd.h>

#include <csignal>
#include <string_view>
#include <vector>

#include "frontend/cli/console.h"

namespace seq2c::cli {
namespace {

constexpr std::size_t mebibyte = 1 << 20;

struct Task {
  std::function<int()> const& work;
  int status = 0;
};

// Only what is safe in a signal handler.
void tell_crash(int) {
  constexpr std::string_view text = "error: internal error: seq2c crashed\n";
  (void)!::write(2, text.data(), text.size());
  (void)!::write(2, report_request.data(), report_request.size());
  ::_exit(3);
}

// A stack for the handlers of this thread; the one that it had, a sanitizer's, comes back at the end.
class HandlerStack {
 public:
  HandlerStack() : memory_(64 * 1024) {
    stack_t stack{};
    stack.ss_sp = memory_.data();
    stack.ss_size = memory_.size();
    ::sigaltstack(&stack, &before_);
  }
  HandlerStack(HandlerStack const&) = delete;
  HandlerStack& operator=(HandlerStack const&) = delete;
  ~HandlerStack() { ::sigaltstack(&before_, nullptr); }

 private:
  std::vector<char> memory_;
  stack_t before_{};
};

// Sanitizers have handlers of their own, which stay.
void report_crashes() {
  for (int signal : {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT}) {
    struct sigaction existing {};
    if (::sigaction(signal, nullptr, &existing) != 0 || existing.sa_handler != SIG_DFL) continue;
    struct sigaction action {};
    action.sa_handler = tell_crash;
    action.sa_flags = SA_ONSTACK | static_cast<int>(SA_RESETHAND);
    ::sigaction(signal, &action, nullptr);
  }
}

void* perform(void* argument) {
  auto& task = *static_cast<Task*>(argument);
  HandlerStack const handler_stack;
  report_crashes();
  task.status = task.work();
  return nullptr;
}

bool start(pthread_t& thread, std::size_t stack_size, Task& task) {
  pthread_attr_t attributes;
  if (::pthread_attr_init(&attributes) != 0) return false;
  bool started = ::pthread_attr_setstacksize(&attributes, stack_size) == 0 &&
                 ::pthread_create(&thread, &attributes, perform, &task) == 0;
  ::pthread_attr_destroy(&attributes);
  return started;
}

}  // namespace

int on_large_stack(std::function<int()> const& work) {
  Task task{work};
  pthread_t thread;
  // Only the part in use costs memory; where even the address space is short, less must do.
  for (auto size : {512 * mebibyte, 64 * mebibyte, 8 * mebibyte}) {
    if (!start(thread, size, task)) continue;
    ::pthread_join(thread, nullptr);
    return task.status;
  }
  perform(&task);
  return task.status;
}

}  // namespace seq2c::cli
