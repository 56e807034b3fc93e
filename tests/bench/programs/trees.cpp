#include <cstdint>
#include <cstdio>

#include "pool.h"

struct Node {
  Node *left, *right;
};

static Node *make_tree(std::int64_t depth) {
  if (depth == 0) return make<Node>(nullptr, nullptr);
  auto *const left = make_tree(depth - 1);
  return make<Node>(left, make_tree(depth - 1));
}

static std::int64_t check(Node const *tree) { return tree ? check(tree->left) + check(tree->right) + 1 : 0; }

static void free_tree(Node *tree) {
  if (!tree) return;
  free_tree(tree->left);
  free_tree(tree->right);
  give_cell(tree);
}

static std::int64_t check_and_free(Node *tree) {
  auto const result = check(tree);
  free_tree(tree);
  return result;
}

int main(int, char **argv) {
  std::int64_t const most = std::atoll(argv[1]);
  std::printf("%lld\n", static_cast<long long>(check_and_free(make_tree(most + 1))));
  auto *const lasting = make_tree(most);
  for (std::int64_t depth = 4; depth <= most; depth += 2) {
    std::int64_t const count = std::int64_t{1} << (most - depth + 4);
    std::int64_t sum = 0;
    for (auto left = count; left != 0; left--) sum += check_and_free(make_tree(depth));
    std::printf("%lld trees of depth %lld, check %lld\n", static_cast<long long>(count), static_cast<long long>(depth), static_cast<long long>(sum));
  }
  std::printf("%lld\n", static_cast<long long>(check_and_free(lasting)));
}
