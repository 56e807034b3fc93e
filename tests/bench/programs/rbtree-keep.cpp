// A persistent red-black tree: a node that has several owners is copied before it is changed.
#include <cstdint>
#include <cstdio>
#include <vector>

#include "pool.h"

struct Node {
  std::int32_t owners;
  bool red, value;
  std::int64_t key;
  Node *left, *right;
};

static bool is_red(Node const *node) { return node && node->red; }

static Node *retain(Node *node) {
  if (node) node->owners++;
  return node;
}

static void release(Node *node) {
  if (!node || --node->owners > 0) return;
  release(node->left);
  release(node->right);
  give_cell(node);
}

// The node itself if it has one owner, else a copy.
static Node *own(Node *node) {
  if (node->owners == 1) return node;
  node->owners--;
  return make<Node>(1, node->red, node->value, node->key, retain(node->left), retain(node->right));
}

// A black node whose left child is red, and may have a red child.
static Node *balance_left(Node *node) {
  auto *const left = node->left;
  if (is_red(left->left)) {
    left->left = own(left->left);
    left->left->red = false;
    node->left = left->right;
    left->right = node;
    return left;
  }
  if (!is_red(left->right)) return node;
  auto *const top = own(left->right);
  left->right = top->left;
  left->red = false;
  node->left = top->right;
  top->left = left;
  top->right = node;
  return top;
}

static Node *balance_right(Node *node) {
  auto *const right = node->right;
  if (is_red(right->left)) {
    auto *const top = own(right->left);
    right->left = top->right;
    right->red = false;
    node->right = top->left;
    top->left = node;
    top->right = right;
    return top;
  }
  if (!is_red(right->right)) return node;
  right->right = own(right->right);
  right->right->red = false;
  node->right = right->left;
  right->left = node;
  return right;
}

static Node *insert_below(Node *node, std::int64_t key, bool value) {
  if (!node) return make<Node>(1, true, value, key, nullptr, nullptr);
  node = own(node);
  if (key < node->key) {
    bool const check = !node->red && is_red(node->left);
    node->left = insert_below(node->left, key, value);
    return check ? balance_left(node) : node;
  }
  if (key > node->key) {
    bool const check = !node->red && is_red(node->right);
    node->right = insert_below(node->right, key, value);
    return check ? balance_right(node) : node;
  }
  node->value = value;
  return node;
}

static Node *insert(Node *tree, std::int64_t key, bool value) {
  tree = insert_below(tree, key, value);
  tree->red = false;
  return tree;
}

static std::int64_t count(Node const *tree) { return tree ? count(tree->left) + tree->value + count(tree->right) : 0; }

int main(int, char **argv) {
  std::vector<Node *> kept;
  Node *tree = nullptr;
  for (std::int64_t key = std::atoll(argv[1]); key-- > 0;) {
    tree = insert(tree, key, key % 10 == 0);
    if (key % 5 == 0) kept.push_back(retain(tree));
  }
  std::printf("%lld\n%zu\n%lld\n", static_cast<long long>(count(tree)), kept.size(), static_cast<long long>(count(kept[kept.size() / 2])));
  release(tree);
  for (auto *old : kept) release(old);
}
