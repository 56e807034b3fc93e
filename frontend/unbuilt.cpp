#include "frontend/unbuilt.h"

#include <algorithm>
#include <set>
#include <string>

namespace seq2c {
namespace {

class Finder {
 public:
  Finder(checked::Program const& program, Diagnostics& diagnostics) : program_(program), diagnostics_(diagnostics) {}

  void definition(checked::Definition const& definition) {
    if (definition.later) return;
    word_ = definition.name;
    body(definition.body);
  }

 private:
  void body(checked::Body const& body) {
    for (auto const& statement : body) std::visit([&](auto const& it) { look(it); }, statement);
  }

  void look(checked::Push const&) {}
  void look(checked::CallBuiltin const& call) {
    auto const& word = *call.word;
    if (word.later) report(call.place, word.name);
  }
  void look(checked::CallWord const& call) {
    auto const& callee = program_.definitions[call.word];
    if (callee.later) report(call.place, callee.name);
  }
  void look(checked::CallUnion const&) {}
  void look(checked::PushQuotation const& push) { body(program_.quotations[push.quotation].body); }
  void look(checked::If const& branches) {
    for (auto const& branch : branches.branches) body(branch);
  }
  void look(checked::Match const& match) {
    for (auto const& arm : match.arms) body(arm.body);
  }

  void report(Place place, std::string_view name) {
    if (!reported_.emplace(name).second) return;
    diagnostics_.report(place, messages::not_built_yet, "`" + std::string(name) + "`").word = word_;
  }

  checked::Program const& program_;
  Diagnostics& diagnostics_;
  std::string word_;
  std::set<std::string, std::less<>> reported_;
};

}  // namespace

void report_unbuilt(checked::Program const& program, Diagnostics& diagnostics) {
  Finder finder(program, diagnostics);
  for (auto const& definition : program.definitions) finder.definition(definition);
}

}  // namespace seq2c
