#include "frontend/call_graph.h"

#include <algorithm>

namespace seq2c {

void each_call(ast::Body const& body, std::function<void(Token const&)> const& visit) {
  for (auto const& statement : body) {
    if (auto const* call = std::get_if<ast::Call>(&statement)) {
      visit(call->name);
    } else if (auto const* quotation = std::get_if<ast::Quotation>(&statement)) {
      each_call(quotation->body, visit);
    } else if (auto const* branches = std::get_if<ast::If>(&statement)) {
      each_call(branches->then, visit);
      each_call(branches->otherwise, visit);
    } else if (auto const* match = std::get_if<ast::Match>(&statement)) {
      for (auto const& arm : match->arms) each_call(arm.body, visit);
    }
  }
}

namespace {

// Tarjan's algorithm with a stack of its own.
class Search {
 public:
  explicit Search(std::vector<std::vector<std::uint32_t>> const& edges)
      : edges_(edges), index_(edges.size()), lowest_(edges.size()), open_(edges.size()) {
    result.number.resize(edges.size());
    result.cyclic.resize(edges.size());
  }

  void from(std::uint32_t root) {
    if (index_[root] != 0) return;
    enter(root);
    while (!path_.empty()) {
      auto& [node, next] = path_.back();
      if (next < edges_[node].size()) follow(node, edges_[node][next++]);
      else leave(node);
    }
  }

  Components result;

 private:
  struct Step { std::uint32_t node; std::size_t next; };

  void enter(std::uint32_t node) {
    index_[node] = lowest_[node] = ++count_;
    open_[node] = true;
    stack_.push_back(node);
    path_.push_back({node, 0});
  }

  void follow(std::uint32_t node, std::uint32_t target) {
    if (target == node) result.cyclic[node] = true;
    if (index_[target] == 0) enter(target);
    else if (open_[target]) lowest_[node] = std::min(lowest_[node], index_[target]);
  }

  void leave(std::uint32_t node) {
    path_.pop_back();
    if (!path_.empty()) lowest_[path_.back().node] = std::min(lowest_[path_.back().node], lowest_[node]);
    if (lowest_[node] != index_[node]) return;
    bool const alone = stack_.back() == node;
    for (std::uint32_t member = ~node; member != node;) {
      member = stack_.back();
      stack_.pop_back();
      open_[member] = false;
      result.number[member] = components_;
      if (!alone) result.cyclic[member] = true;
      result.order.push_back(member);
    }
    ++components_;
  }

  std::vector<std::vector<std::uint32_t>> const& edges_;
  std::vector<std::uint32_t> index_, lowest_;
  std::vector<bool> open_;
  std::vector<std::uint32_t> stack_;
  std::vector<Step> path_;
  std::uint32_t count_ = 0, components_ = 0;
};

}  // namespace

Components components(std::vector<std::vector<std::uint32_t>> const& edges) {
  Search search(edges);
  for (std::uint32_t node = 0; node < edges.size(); ++node) search.from(node);
  return std::move(search.result);
}

}  // namespace seq2c
